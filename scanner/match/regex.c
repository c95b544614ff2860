/* SPDX-License-Identifier: Apache-2.0
 *
 * The only file that knows PCRE2. Subjects are bytes (no UTF mode): a text
 * in any encoding can be searched, and nothing has to be checked first. */
#include "match/regex.h"

#include "base/limits.h"
#include "base/mem.h"

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

#include <pthread.h>
#include <stdlib.h>

struct regex {
    const struct rule_regex *source;
    pthread_mutex_t lock;
    bool tried;
    pcre2_code *code;
    struct err failure;
};

struct regex_scratch {
    pcre2_match_data *data;
    pcre2_match_context *context;
    pcre2_jit_stack *stack;
};

struct regex *regex_new(const struct rule_regex *source)
{
    struct regex *regex = mem_calloc(1, sizeof(*regex));
    regex->source = source;
    pthread_mutex_init(&regex->lock, NULL);
    return regex;
}

void regex_free(struct regex *regex)
{
    if (!regex) {
        return;
    }
    pcre2_code_free(regex->code);
    pthread_mutex_destroy(&regex->lock);
    free(regex);
}

static void compile_locked(struct regex *regex)
{
    int number = 0;
    PCRE2_SIZE offset = 0;
    const char *pattern = regex->source->pattern;
    regex->tried = true;
    regex->code = pcre2_compile((PCRE2_SPTR)pattern, PCRE2_ZERO_TERMINATED,
                                PCRE2_NEVER_UTF | PCRE2_NEVER_BACKSLASH_C,
                                &number, &offset, NULL);
    if (!regex->code) {
        PCRE2_UCHAR text[120];
        pcre2_get_error_message(number, text, sizeof(text));
        err_set(&regex->failure, ERR_FORMAT,
                "regular expression, at character %zu: %s", (size_t)offset + 1,
                (const char *)text);
        return;
    }
    /* No JIT on this machine is no error: it only is slower. */
    (void)pcre2_jit_compile(regex->code, PCRE2_JIT_COMPLETE);
}

int regex_compile(struct regex *regex, struct err *err)
{
    pthread_mutex_lock(&regex->lock);
    if (!regex->tried) {
        compile_locked(regex);
    }
    bool ok = regex->code != NULL;
    pthread_mutex_unlock(&regex->lock);
    return ok ? 0
              : err_set(err, regex->failure.code, "%s", regex->failure.text);
}

struct regex_scratch *regex_scratch_new(void)
{
    struct regex_scratch *scratch = mem_calloc(1, sizeof(*scratch));
    scratch->data = pcre2_match_data_create(32, NULL);
    scratch->context = pcre2_match_context_create(NULL);
    scratch->stack = pcre2_jit_stack_create(32 << 10, 512 << 10, NULL);
    if (scratch->context) {
        pcre2_set_match_limit(scratch->context, LIMIT_REGEX_MATCH);
        pcre2_set_depth_limit(scratch->context, LIMIT_REGEX_DEPTH);
        pcre2_set_heap_limit(scratch->context, LIMIT_REGEX_HEAP_KIB);
        pcre2_jit_stack_assign(scratch->context, NULL, scratch->stack);
    }
    return scratch;
}

void regex_scratch_free(struct regex_scratch *scratch)
{
    if (!scratch) {
        return;
    }
    pcre2_jit_stack_free(scratch->stack);
    pcre2_match_context_free(scratch->context);
    pcre2_match_data_free(scratch->data);
    free(scratch);
}

static bool fill(const struct regex *regex, struct regex_scratch *scratch,
                 struct range *token, struct range *secret)
{
    const PCRE2_SIZE *at = pcre2_get_ovector_pointer(scratch->data);
    uint32_t count = pcre2_get_ovector_count(scratch->data);
    int group = regex->source->secret_group;
    *token = (struct range){at[0], at[1]};
    *secret = *token;
    if (group > 0 && (uint32_t)group < count && at[2 * group] != PCRE2_UNSET &&
        at[2 * group] >= at[0] && at[2 * group + 1] <= at[1]) {
        *secret = (struct range){at[2 * group], at[2 * group + 1]};
    }
    /* \K can put the start behind the end; an empty match is no token. */
    return token->start < token->end && secret->start < secret->end;
}

int regex_find(struct regex *regex, struct regex_scratch *scratch,
               struct span text, size_t start, size_t limit, bool anchored,
               struct range *token, struct range *secret, struct err *err)
{
    int rc = regex_compile(regex, err);
    if (rc < 0) {
        return rc;
    }
    if (!scratch->data || !scratch->context) {
        return err_set(err, ERR_LIMIT, "no memory for a regular expression");
    }
    limit = limit < text.len ? limit : text.len;
    rc = pcre2_match(regex->code, text.ptr, limit, start,
                     anchored ? PCRE2_ANCHORED : 0, scratch->data,
                     scratch->context);
    if (rc == PCRE2_ERROR_NOMATCH) {
        return 0;
    }
    if (rc < 0) {
        return err_set(err, ERR_LIMIT,
                       "a regular expression ran into its limits (PCRE2 %d)",
                       rc);
    }
    return fill(regex, scratch, token, secret);
}
