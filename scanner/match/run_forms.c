/* SPDX-License-Identifier: Apache-2.0
 *
 * Forms are upper bounds of shapes: a shape of one part is an alphabet with
 * its lengths, any other one the union of the alphabets of the parts that it
 * is sure to begin with and their least length together. */
#include "match/run_forms.h"

#include "base/byte.h"

#include <string.h>

static void add_byte(struct run_form *form, unsigned char c)
{
    form->bits[c >> 6] |= UINT64_C(1) << (c & 63);
}

/* A text's '/' may be "\/" in the text searched: no upper bound then. */
static bool join_texts(struct run_form *form, const struct segment *segment)
{
    size_t least = SIZE_MAX;
    for (size_t i = 0; i < segment->n_texts; i++) {
        const char *text = segment->texts[i];
        size_t len = strlen(text);
        if (strchr(text, '/')) {
            return false;
        }
        least = len < least ? len : least;
        for (size_t k = 0; k < len; k++) {
            unsigned char c = (unsigned char)text[k];
            bool folds = segment->fold && byte_is_alpha(c);
            add_byte(form, c);
            add_byte(form, folds ? c ^ 32 : c);
        }
    }
    form->least += (uint32_t)least;
    return segment->n_texts > 0;
}

/* Adds the bytes of a part to the form; false when it may be missing. */
static bool join(struct run_form *form, const struct segment *segment)
{
    if (segment->optional) {
        return false;
    }
    if (segment->kind == SEGMENT_TEXT) {
        return join_texts(form, segment);
    }
    for (size_t i = 0; i < 4; i++) {
        form->bits[i] |= segment->alphabet->bits[i];
    }
    form->least += segment->min;
    return true;
}

static void add_lengths(struct run_form *form, uint32_t min, uint32_t max)
{
    for (uint32_t len = min; len <= max && len < RUN_FORMS_LONG; len++) {
        form->exact[len / 64] |= UINT64_C(1) << len % 64;
    }
}

/* The form of the same alphabet, or a new one; NULL when there are too many. */
static struct run_form *form_for(struct run_forms *forms,
                                 const uint64_t bits[4])
{
    size_t i = 0;
    while (i < forms->count &&
           memcmp(forms->forms[i].bits, bits, sizeof(forms->forms[i].bits))) {
        i++;
    }
    if (i == RUN_FORMS_MAX) {
        return NULL;
    }
    if (i == forms->count) {
        forms->count++;
        memcpy(forms->forms[i].bits, bits, sizeof(forms->forms[i].bits));
        forms->forms[i].least = UINT32_MAX;
        for (unsigned c = 0; c < 256; c++) {
            if (bits[c >> 6] >> (c & 63) & 1) {
                forms->in[c] |= UINT32_C(1) << i;
            }
        }
    }
    return &forms->forms[i];
}

void run_forms_add(struct run_forms *forms, const struct shape *shape)
{
    struct run_form whole = {.least = 0};
    size_t n = 0;
    while (shape && n < shape->n_segments &&
           join(&whole, &shape->segments[n])) {
        n++;
    }
    struct run_form *form = n > 0 ? form_for(forms, whole.bits) : NULL;
    if (!form) {
        forms->open = true;
    } else if (shape->n_segments == 1 && !shape->stop &&
               shape->segments[0].kind == SEGMENT_RUN) {
        add_lengths(form, shape->segments[0].min, shape->segments[0].max);
    } else if (whole.least < form->least) {
        form->least = whole.least;
    }
}

/* The run in this form's alphabet ends after `len` bytes, in front of `next`
 * (-1: the end of the text). */
static bool ends_well(const struct run_form *form, size_t len, int next)
{
    return len >= form->least || len >= RUN_FORMS_LONG ||
           ((form->exact[len / 64] >> len % 64 & 1) && !byte_is_word(next));
}

/* Do some of the forms in `over` end well there? */
static bool some_end_well(const struct run_forms *forms, uint32_t over,
                          size_t len, int next)
{
    for (; over; over &= over - 1) {
        if (ends_well(&forms->forms[__builtin_ctz(over)], len, next)) {
            return true;
        }
    }
    return false;
}

bool run_forms_fit(const struct run_forms *forms, struct span text, size_t pos)
{
    if (forms->open) {
        return true;
    }
    const unsigned char *run = text.ptr + pos;
    size_t left = pos < text.len ? text.len - pos : 0;
    size_t limit = left < RUN_FORMS_LONG ? left : RUN_FORMS_LONG;
    uint32_t alive = (uint32_t)((UINT64_C(1) << forms->count) - 1);
    for (size_t len = 0; len < limit; len++) {
        uint32_t on = alive & forms->in[run[len]];
        if (on == alive) {
            continue;
        }
        if (some_end_well(forms, alive & ~on, len, run[len])) {
            return true;
        }
        alive = on;
        if (!alive) {
            return false;
        }
    }
    return some_end_well(forms, alive, limit, limit < left ? run[limit] : -1);
}
