/* SPDX-License-Identifier: Apache-2.0
 *
 * The matcher's outside: makes the index, picks the kernel, cuts a text into
 * the regions round its fresh ranges. */
#include "match/matcher.h"

#include "base/limits.h"
#include "base/mem.h"
#include "match/engine.h"
#include "match/match_image.h"

#include <stdlib.h>

struct matcher {
    struct match_index index;
    kernel_fn kernel;
    const char *isa_name;
    bool no_prefilter;
};

/* That of the built-in rules was made when jackdaw was built. */
static int make_index(struct match_index *index, const struct rule_set *rules,
                      struct err *err)
{
    const struct rule_set *builtin = rule_set_builtin();
    if (rules->rules == builtin->rules && rules->count == builtin->count &&
        match_image_bind(index, rules, match_image_words,
                         match_image_n_words)) {
        return match_index_regexes(index, err);
    }
    return match_index_init(index, rules, err);
}

int matcher_new(struct matcher **out, const struct rule_set *rules,
                const struct match_options *options, struct err *err)
{
    static const struct match_options defaults;
    options = options ? options : &defaults;
    struct matcher *matcher = mem_calloc(1, sizeof(*matcher));
    matcher->no_prefilter = options->no_prefilter;
    matcher->kernel = kernel_choose(options->isa, &matcher->isa_name);
    int rc = make_index(&matcher->index, rules, err);
    if (rc == 0 && !matcher->kernel) {
        rc = err_set(err, ERR_MISSING,
                     "this processor has not the instruction set asked for");
    }
    if (rc < 0) {
        matcher_free(matcher);
        return rc;
    }
    *out = matcher;
    return 0;
}

void matcher_free(struct matcher *matcher)
{
    if (matcher) {
        match_index_release(&matcher->index);
        free(matcher);
    }
}

const char *matcher_isa_name(const struct matcher *matcher)
{
    return matcher->isa_name;
}

bool matcher_is_local(const struct matcher *matcher)
{
    return matcher->index.lists[ANCHOR_SLOW].count == 0;
}

void match_scratch_on_missed(struct match_scratch *scratch,
                             match_missed_fn missed, void *ctx)
{
    scratch->missed = missed;
    scratch->missed_ctx = ctx;
}

struct match_scratch *match_scratch_new(const struct matcher *matcher)
{
    struct match_scratch *scratch = mem_calloc(1, sizeof(*scratch));
    size_t n_rules = matcher->index.rules->count;
    scratch->index = &matcher->index;
    scratch->near_rules = mem_calloc(n_rules, sizeof(uint32_t));
    keyword_hits_init(&scratch->line_hits, n_rules);
    keyword_hits_init(&scratch->name_hits, n_rules);
    keyword_hits_init(&scratch->block_hits, n_rules);
    return scratch;
}

void match_scratch_free(struct match_scratch *scratch)
{
    if (!scratch) {
        return;
    }
    /* What stands before a sign need not be a name. */
    mem_wipe(scratch->plain_names, sizeof(scratch->plain_names));
    free(scratch->near_rules);
    keyword_hits_release(&scratch->line_hits);
    keyword_hits_release(&scratch->name_hits);
    keyword_hits_release(&scratch->block_hits);
    regex_scratch_free(scratch->regex);
    free(scratch);
}

static void scan_region(const struct matcher *matcher,
                        struct match_scratch *scratch, struct range region)
{
    matcher->kernel(scratch->text, region, matcher->index.tables,
                    &scratch->space, scratch);
    engine_slow(scratch, region);
    for (size_t pos = region.start; matcher->no_prefilter && pos < region.end;
         pos++) {
        engine_try_all(scratch, pos);
    }
}

int matcher_scan(const struct matcher *matcher, struct match_scratch *scratch,
                 struct span text, const struct range *fresh, size_t n_fresh,
                 match_found_fn found, void *ctx, struct err *err)
{
    engine_begin(scratch);
    scratch->text = text;
    scratch->fresh = fresh;
    scratch->n_fresh = n_fresh;
    scratch->found = found;
    scratch->ctx = ctx;
    scratch->err = err;
    size_t done = 0;
    for (size_t i = 0; i < n_fresh; i++) {
        /* A token that begins a little before a fresh range may reach into
         * it; neighbouring regions are not scanned twice. */
        size_t start =
            fresh[i].start > LIMIT_MARGIN ? fresh[i].start - LIMIT_MARGIN : 0;
        struct range region = {start > done ? start : done,
                               fresh[i].end < text.len ? fresh[i].end
                                                       : text.len};
        if (region.start < region.end) {
            scan_region(matcher, scratch, region);
            done = region.end;
        }
    }
    return scratch->rc;
}
