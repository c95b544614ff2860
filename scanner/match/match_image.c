/* SPDX-License-Identifier: Apache-2.0
 *
 * Writing and binding the image of an index. The image is not input: it is
 * compiled in. What is checked is that the sizes of all arrays are those of
 * this program, which catches a build that mixes old and new objects. */
#include "match/match_image.h"

#include <inttypes.h>
#include <stdlib.h>

/* First word; another one on a machine of the other byte order. */
#define IMAGE_MAGIC UINT64_C(0x6a61636b64617701)

struct writer {
    struct buf *out;
    size_t n_words;
    int rc;
    struct err *err;
};

static void write_word(struct writer *writer, uint64_t word)
{
    if (writer->rc == 0) {
        const char *end = ++writer->n_words % 4 ? " " : "\n    ";
        writer->rc = buf_add_format(writer->out, writer->err,
                                    "0x%" PRIx64 ",%s", word, end);
    }
}

static void *write_array(void *ctx, void *array, size_t *count, size_t element)
{
    struct writer *writer = ctx;
    const unsigned char *bytes = array;
    size_t len = *count * element;
    write_word(writer, *count);
    write_word(writer, element);
    for (size_t at = 0; at < len; at += sizeof(uint64_t)) {
        uint64_t word = 0;
        size_t n = len - at < sizeof(word) ? len - at : sizeof(word);
        memcpy(&word, bytes + at, n);
        write_word(writer, word);
    }
    return array;
}

int match_image_write(struct buf *out, struct match_index *index,
                      struct err *err)
{
    struct writer writer = {.out = out, .err = err};
    writer.rc = buf_add_format(
        out, err, "%s",
        "/* Written by mkindex from the built-in rules; do not edit. */\n"
        "#include \"match/match_image.h\"\n\n"
        "const uint64_t match_image_words[] = {\n    ");
    write_word(&writer, IMAGE_MAGIC);
    write_word(&writer, index->rules->count);
    match_index_visit_all(index, write_array, &writer);
    if (writer.rc < 0) {
        return writer.rc;
    }
    return buf_add_format(out, err,
                          "\n};\nconst size_t match_image_n_words = %zu;\n",
                          writer.n_words);
}

struct binder {
    const uint64_t *words;
    size_t n_words;
    size_t at;
    bool fits;
};

static void *bind_array(void *ctx, void *array, size_t *count, size_t element)
{
    struct binder *binder = ctx;
    (void)array;
    if (!binder->fits || binder->n_words - binder->at < 2) {
        binder->fits = false;
        return NULL;
    }
    uint64_t n = binder->words[binder->at];
    uint64_t size = binder->words[binder->at + 1];
    const uint64_t *start = binder->words + binder->at + 2;
    size_t left = binder->n_words - binder->at - 2;
    if (size != element || n > left * sizeof(uint64_t) / element) {
        binder->fits = false;
        return NULL;
    }
    binder->at +=
        2 + (size_t)(n * size + sizeof(uint64_t) - 1) / sizeof(uint64_t);
    *count = (size_t)n;
    /* Never written to: match_index is const to all who use it. */
    return (void *)(uintptr_t)start;
}

bool match_image_bind(struct match_index *index, const struct rule_set *rules,
                      const uint64_t *words, size_t n_words)
{
    struct binder binder = {
        .words = words, .n_words = n_words, .at = 2, .fits = true};
    if (n_words < 2 || words[0] != IMAGE_MAGIC || words[1] != rules->count) {
        return false;
    }
    struct match_index bound = {.rules = rules, .borrowed = true};
    bound.keywords = keyword_index_new();
    bound.names = keyword_index_new();
    match_index_visit_all(&bound, bind_array, &binder);
    if (!binder.fits || binder.at != n_words) {
        keyword_index_free(bound.keywords);
        keyword_index_free(bound.names);
        return false;
    }
    *index = bound;
    return true;
}
