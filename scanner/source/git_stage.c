/* SPDX-License-Identifier: Apache-2.0
 *
 * Reads the index in one pass. libgit2's reader checks a sum over the whole
 * file and builds three sorted vectors, which for a large repository costs
 * ten times what git itself needs for the diff; and it refuses sparse folders.
 *
 *     "DIRC" | version | count | entries | extensions | 20 bytes of sum
 *     entry: 24 bytes | mode | 12 bytes | id | flags | (more flags) | path
 *
 * What is checked instead of the sum: every length, every mode, that entries
 * are in order and that the extensions end where the sum begins. A flipped
 * bit in an id shows as an object that is not there. */
#include "source/git_stage.h"

#include "base/limits.h"
#include "base/mem.h"
#include "source/git_file.h"
#include "source/git_stagetree.h"
#include "source/git_tree.h"

#include <stdlib.h>

#define HEADER_LEN 12
#define STAT_LEN   40
#define FIXED_LEN  (STAT_LEN + GIT_ID_LEN + 2)

#define FLAG_EXTENDED 0x4000u
#define FLAG_INTENT   0x2000u /* of the second flags */

struct parser {
    struct stage *stage;
    struct span bytes; /* without the sum */
    size_t at;
    unsigned version;
    const char *name; /* of the file */
};

static int damaged(const struct parser *parser, const char *what,
                   struct err *err)
{
    return err_set(err, ERR_FORMAT, "%s: damaged index: %s at byte %zu",
                   parser->name, what, parser->at);
}

static uint32_t big32(const struct parser *parser, size_t at)
{
    const unsigned char *p = parser->bytes.ptr + at;
    return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 |
           p[3];
}

static unsigned big16(const struct parser *parser, size_t at)
{
    return (unsigned)parser->bytes.ptr[at] << 8 | parser->bytes.ptr[at + 1];
}

/* Half of the entries are then in another file. */
static int is_split(const struct parser *parser, struct err *err)
{
    return err_set(err, ERR_FORMAT,
                   "%s: a split index cannot be read; `git update-index "
                   "--no-split-index` makes it one",
                   parser->name);
}

static bool is_known_mode(uint32_t mode)
{
    switch (mode & GIT_MODE_TYPE) {
    case 0100000:
    case GIT_MODE_SYMLINK:
    case GIT_MODE_GITLINK:
    case GIT_MODE_TREE:
        return true;
    default:
        return false;
    }
}

/* A path that ends in NUL; formats 2 and 3 fill up to a multiple of eight. */
static int plain_path(struct parser *parser, size_t start,
                      struct stage_entry *entry, struct err *err)
{
    struct span rest =
        span_of(parser->bytes.ptr + parser->at, parser->bytes.len - parser->at);
    const unsigned char *nul = memchr(rest.ptr, 0, rest.len);
    if (!nul) {
        return damaged(parser, "path without an end", err);
    }
    entry->path = (const char *)rest.ptr;
    entry->path_len = (uint32_t)(nul - rest.ptr);
    size_t len = parser->at + entry->path_len - start;
    parser->at = start + (len / 8 + 1) * 8;
    if (parser->at > parser->bytes.len) {
        return damaged(parser, "entry that is cut off", err);
    }
    return 0;
}

/* git's variable-length number (varint.c): each further byte adds one. */
static bool take_varint(struct parser *parser, size_t *out)
{
    size_t value = 0;
    for (unsigned n = 0; n < 5 && parser->at < parser->bytes.len; n++) {
        unsigned char byte = parser->bytes.ptr[parser->at++];
        value = (n ? (value + 1) << 7 : 0) | (byte & 127);
        if (!(byte & 128)) {
            *out = value;
            return true;
        }
    }
    return false;
}

/* Format 4: how much of the path before falls off, and what is added. */
static int packed_path(struct parser *parser, const struct stage_entry *before,
                       struct stage_entry *entry, struct err *err)
{
    size_t strip;
    size_t kept = before ? before->path_len : 0;
    if (!take_varint(parser, &strip) || strip > kept) {
        return damaged(parser, "path that keeps too much", err);
    }
    kept -= strip;
    struct span rest =
        span_of(parser->bytes.ptr + parser->at, parser->bytes.len - parser->at);
    const unsigned char *nul = memchr(rest.ptr, 0, rest.len);
    size_t added = nul ? (size_t)(nul - rest.ptr) : 0;
    if (!nul || kept + added > LIMIT_GIT_TEXT) {
        return damaged(parser, "path without an end", err);
    }
    char *path = arena_alloc(parser->stage->arena, kept + added + 1);
    if (kept) {
        memcpy(path, before->path, kept);
    }
    memcpy(path + kept, rest.ptr, added + 1);
    entry->path = path;
    entry->path_len = (uint32_t)(kept + added);
    parser->at += added + 1;
    return 0;
}

static bool is_in_order(const struct stage_entry *a,
                        const struct stage_entry *b)
{
    int order = strcmp(a->path, b->path);
    return order < 0 || (order == 0 && a->stage < b->stage);
}

static int read_entry(struct parser *parser, size_t index, struct err *err)
{
    struct stage_entry *entry = &parser->stage->entries[index];
    const struct stage_entry *before = index ? entry - 1 : NULL;
    size_t start = parser->at;
    if (parser->bytes.len - start < FIXED_LEN + 2) {
        return damaged(parser, "entry that is cut off", err);
    }
    unsigned flags = big16(parser, start + STAT_LEN + GIT_ID_LEN);
    entry->mode = big32(parser, start + 24);
    entry->stage = flags >> 12 & 3;
    memcpy(entry->id.bytes, parser->bytes.ptr + start + STAT_LEN, GIT_ID_LEN);
    parser->at = start + FIXED_LEN;
    if (flags & FLAG_EXTENDED) {
        entry->intent = big16(parser, parser->at) & FLAG_INTENT;
        parser->at += 2;
    }
    int rc = parser->version == 4 ? packed_path(parser, before, entry, err)
                                  : plain_path(parser, start, entry, err);
    if (rc < 0) {
        return rc;
    }
    if (entry->path_len == 0) {
        return is_split(parser, err);
    }
    if (!is_known_mode(entry->mode) ||
        (before && !is_in_order(before, entry))) {
        return damaged(parser, "entry that cannot be", err);
    }
    return 0;
}

static int read_entries(struct parser *parser, struct err *err)
{
    struct stage *stage = parser->stage;
    size_t count = big32(parser, 8);
    if (count > (parser->bytes.len - HEADER_LEN) / (FIXED_LEN + 2)) {
        return damaged(parser, "more entries than there is room for", err);
    }
    stage->entries = mem_calloc(count, sizeof(*stage->entries));
    stage->count = count;
    parser->at = HEADER_LEN;
    int rc = 0;
    for (size_t i = 0; i < count && rc == 0; i++) {
        rc = read_entry(parser, i, err);
    }
    return rc;
}

/* Extensions whose name begins with a capital may be passed over. */
static int read_extension(struct parser *parser, size_t len, struct err *err)
{
    const char *name = (const char *)parser->bytes.ptr + parser->at;
    struct span data = span_of(name + 8, len);
    if (memcmp(name, "TREE", 4) == 0) {
        if (!stage_tree_parse(parser->stage, data)) {
            return damaged(parser, "list of trees", err);
        }
        return 0;
    }
    if (memcmp(name, "link", 4) == 0) {
        return is_split(parser, err);
    }
    bool known = memcmp(name, "sdir", 4) == 0;
    if (!known && (name[0] < 'A' || name[0] > 'Z')) {
        return damaged(parser, "unknown extension", err);
    }
    return 0;
}

static int read_extensions(struct parser *parser, struct err *err)
{
    while (parser->at < parser->bytes.len) {
        size_t left = parser->bytes.len - parser->at;
        size_t len = left >= 8 ? big32(parser, parser->at + 4) : 0;
        if (left < 8 || len > left - 8) {
            return damaged(parser, "extension that is cut off", err);
        }
        int rc = read_extension(parser, len, err);
        if (rc < 0) {
            return rc;
        }
        parser->at += 8 + len;
    }
    return 0;
}

/* `stage->bytes` holds the file. */
static int parse(struct stage *stage, const char *name, struct err *err)
{
    struct span bytes = buf_span(&stage->bytes);
    struct parser parser = {.stage = stage, .name = name, .bytes = bytes};
    if (bytes.len < HEADER_LEN + GIT_ID_LEN ||
        memcmp(bytes.ptr, "DIRC", 4) != 0) {
        return damaged(&parser, "no header", err);
    }
    parser.bytes.len -= GIT_ID_LEN;
    parser.version = big32(&parser, 4);
    if (parser.version < 2 || parser.version > 4) {
        return err_set(err, ERR_FORMAT, "%s: index format %u is not known",
                       name, parser.version);
    }
    int rc = read_entries(&parser, err);
    return rc < 0 ? rc : read_extensions(&parser, err);
}

static struct stage *stage_new(void)
{
    struct stage *stage = mem_calloc(1, sizeof(*stage));
    buf_init(&stage->bytes, LIMIT_GIT_INDEX);
    stage->arena = arena_new();
    return stage;
}

static int finish(struct stage **out, struct stage *stage, int rc,
                  const char *name, struct err *err)
{
    if (rc == 0) {
        rc = parse(stage, name, err);
    } else if (rc == ERR_MISSING) {
        rc = 0;
    }
    if (rc < 0) {
        stage_free(stage);
        return rc;
    }
    *out = stage;
    return 0;
}

int stage_load(struct stage **out, const char *path, struct err *err)
{
    struct stage *stage = stage_new();
    int rc = git_file_read(&stage->bytes, path, err);
    return finish(out, stage, rc, path, err);
}

int stage_parse(struct stage **out, struct span bytes, const char *name,
                struct err *err)
{
    struct stage *stage = stage_new();
    int rc = buf_add(&stage->bytes, bytes, err);
    return finish(out, stage, rc, name, err);
}

void stage_free(struct stage *stage)
{
    if (stage) {
        buf_release(&stage->bytes);
        arena_free(stage->arena);
        free(stage->entries);
        free(stage->folders);
        free(stage->kids);
        free(stage);
    }
}
