/* SPDX-License-Identifier: Apache-2.0
 *
 * Alphabets. The named ones are written in the bracket notation too, so that
 * one small reader serves both and the table below can be checked by eye. */
#include "rule/alphabet.h"

#include <ctype.h>

struct named_alphabet {
    const char *name;
    const char *set;
};

static const struct named_alphabet named[] = {
    {"digits", "0-9"},
    {"hex-lower", "0-9a-f"},
    {"hex-upper", "0-9A-F"},
    {"hex", "0-9a-fA-F"},
    {"base32", "A-Z2-7"},
    {"base32-lower", "a-z2-7"},
    {"base36-lower", "0-9a-z"},
    {"base36-upper", "0-9A-Z"},
    /* Without what a reader confuses: 0 O I l. */
    {"base58", "1-9A-HJ-NP-Za-km-z"},
    {"base62", "A-Za-z0-9"},
    {"base64", "A-Za-z0-9+/"},
    {"base64url", "A-Za-z0-9_-"},
    {"alpha", "A-Za-z"},
    {"lower", "a-z"},
    {"upper", "A-Z"},
    {"printable", "!-~"},
    /* printable without / @ : ? # " ' < > \ ^ { | } and backquote */
    {"userinfo", "!$-&(-.0-9;=A-Z[\\]_a-z~"},
};

#define N_NAMED (sizeof(named) / sizeof(named[0]))

const char *alphabet_name(size_t index)
{
    return index < N_NAMED ? named[index].name : NULL;
}

static void add_byte(struct alphabet *set, unsigned byte)
{
    if (!alphabet_has(set, (unsigned char)byte)) {
        set->bits[byte >> 6] |= UINT64_C(1) << (byte & 63);
        set->size++;
    }
}

/* One byte of a set at `*at`, which moves behind it; negative on error. */
static int read_byte(struct span set, size_t *at, struct err *err)
{
    int c = span_at(set, (*at)++);
    if (c == '\\') {
        c = span_at(set, (*at)++);
        if (c != '\\' && c != ']') {
            return err_set(err, ERR_FORMAT,
                           "\\ stands only before \\ or ] in a set");
        }
        return c;
    }
    if (c >= 0x80) {
        return err_set(err, ERR_FORMAT, "a set holds ASCII only");
    }
    if (c == ']') {
        return err_set(err, ERR_FORMAT, "] in a set is written \\]");
    }
    return c;
}

/* True at a "-" with something on both sides. */
static bool is_range(struct span set, size_t at)
{
    return span_at(set, at) == '-' && at + 1 < set.len;
}

/* What stands between the brackets. */
static int read_set(struct alphabet *out, struct span set, struct err *err)
{
    for (size_t at = 0; at < set.len;) {
        int first = read_byte(set, &at, err);
        if (first < 0) {
            return first;
        }
        int last = first;
        if (is_range(set, at)) {
            at++;
            last = read_byte(set, &at, err);
            if (last < 0) {
                return last;
            }
        }
        if (last < first) {
            return err_set(err, ERR_FORMAT, "%c-%c is the wrong way round",
                           isprint(first) ? first : '?',
                           isprint(last) ? last : '?');
        }
        for (int byte = first; byte <= last; byte++) {
            add_byte(out, (unsigned)byte);
        }
    }
    return 0;
}

int alphabet_parse(struct alphabet *out, const char *text, struct err *err)
{
    *out = (struct alphabet){.name = text};
    for (size_t i = 0; i < N_NAMED; i++) {
        if (strcmp(text, named[i].name) == 0) {
            return read_set(out, span_str(named[i].set), err);
        }
    }
    struct span whole = span_str(text);
    if (span_at(whole, 0) != '[' || whole.len < 2 ||
        span_at(whole, whole.len - 1) != ']') {
        return err_set(err, ERR_FORMAT,
                       "\"%.40s\" is neither the name of an alphabet nor a "
                       "set in brackets",
                       text);
    }
    struct span set = span_slice(whole, (struct range){1, whole.len - 1});
    if (span_at(set, 0) == '^') {
        return err_set(err, ERR_FORMAT, "a set cannot be negated with ^");
    }
    return read_set(out, set, err);
}
