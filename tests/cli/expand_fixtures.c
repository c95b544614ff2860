/* SPDX-License-Identifier: Apache-2.0
 *
 * expand_fixtures TEMPLATES OUT [SUFFIX]: copies a tree of templates and puts
 * tokens in the place of their markers. With SUFFIX only files that end with
 * it are templates, and lose it. fixtures/README.md lists the markers. The
 * same templates give the same files, always. */
#include "base/buf.h"
#include "base/limits.h"
#include "rule/rule_set.h"
#include "verify/sample.h"

#include <errno.h>
#include <fts.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>

enum {
    FILE_LIMIT = 8 << 20
};

/* A mistake in a template ends the program: it is one of ours. */
static void fail(const char *where, const char *what, struct span text)
{
    fprintf(stderr, "expand_fixtures: %s: %s %.*s\n", where, what,
            (int)text.len, (const char *)text.ptr);
    exit(2);
}

static void add(struct buf *out, struct span bytes)
{
    struct err err;
    if (buf_add(out, bytes, &err) < 0) {
        fail("output", err.text, span_str(""));
    }
}

static struct span after(struct span span, size_t n)
{
    return span_slice(span, (struct range){n, span.len});
}

/* Cuts `*rest` at the first `mark`; without one all of it is returned. */
static struct span cut(struct span *rest, const char *mark)
{
    size_t at = span_find(*rest, span_str(mark));
    struct span head = span_slice(*rest, (struct range){0, at});
    size_t skip = at < rest->len ? at + strlen(mark) : at;
    *rest = after(*rest, skip);
    return head;
}

static uint64_t number(const char *where, struct span text)
{
    uint64_t n = 0;
    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] < '0' || text.ptr[i] > '9' || n > UINT32_MAX) {
            fail(where, "no number:", text);
        }
        n = n * 10 + (uint64_t)(text.ptr[i] - '0');
    }
    return n;
}

static void add_base64(struct buf *out, struct span text, bool url)
{
    static const char letters[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
                                  "abcdefghijklmnopqrstuvwxyz0123456789+/-_";
    for (size_t i = 0; i < text.len; i += 3) {
        size_t n = text.len - i < 3 ? text.len - i : 3;
        uint32_t group = (uint32_t)text.ptr[i] << 16;
        group |= n > 1 ? (uint32_t)text.ptr[i + 1] << 8 : 0;
        group |= n > 2 ? text.ptr[i + 2] : 0;
        for (size_t k = 0; k < 4; k++) {
            size_t six = group >> (18 - 6 * k) & 63;
            if (k > n && url) {
                continue;
            }
            six += url && six >= 62 ? 2 : 0;
            add(out, k > n ? span_str("=") : span_of(&letters[six], 1));
        }
    }
}

static uint64_t next_random(uint64_t *state)
{
    *state ^= *state >> 12;
    *state ^= *state << 25;
    *state ^= *state >> 27;
    return *state * 0x2545f4914f6cdd1dULL;
}

/* ALPHABET:LENGTH:SEED */
static void add_random(struct buf *out, const char *where, struct span rest)
{
    static const struct {
        const char *name;
        const char *letters;
    } alphabets[] = {
        {"digits", "0123456789"},
        {"hex", "0123456789abcdef"},
        {"base32", "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"},
        {"base62", "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
                   "0123456789"},
        {"base64", "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
                   "0123456789+/"},
        {"base64url", "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
                      "0123456789-_"}};
    struct span name = cut(&rest, ":");
    uint64_t length = number(where, cut(&rest, ":"));
    uint64_t state = (number(where, rest) + 1) * 0x9e3779b97f4a7c15ULL;
    for (size_t i = 0; i < sizeof(alphabets) / sizeof(alphabets[0]); i++) {
        const char *letters = alphabets[i].letters;
        if (!span_equal(name, span_str(alphabets[i].name))) {
            continue;
        }
        for (uint64_t k = 0; k < length; k++) {
            size_t which = (next_random(&state) >> 20) % strlen(letters);
            add(out, span_of(&letters[which], 1));
        }
        return;
    }
    fail(where, "no alphabet", name);
}

static void add_sample(struct buf *out, const char *where, struct span id,
                       struct span seed, bool escape)
{
    char name[128];
    snprintf(name, sizeof(name), "%.*s", (int)id.len, (const char *)id.ptr);
    const struct rule *rule = rule_set_find(rule_set_builtin(), name);
    if (!rule) {
        fail(where, "no pattern", id);
    }
    struct buf token;
    struct err err;
    buf_init(&token, LIMIT_TOKEN);
    if (sample_make(&token, rule, 0, number(where, seed), &err) < 0) {
        fail(where, err.text, id);
    }
    struct span rest = buf_span(&token);
    while (escape && rest.len > 0) {
        add(out, cut(&rest, "\n"));
        add(out, rest.len > 0 ? span_str("\\n") : span_str(""));
    }
    add(out, rest);
    buf_release(&token);
}

static void expand_marker(struct buf *out, const char *where, struct span mark)
{
    struct span rest = mark;
    struct span head = cut(&rest, ":");
    if (span_equal(head, span_str("join"))) {
        while (rest.len > 0) {
            add(out, cut(&rest, "|"));
        }
    } else if (span_equal(head, span_str("base64"))) {
        add_base64(out, rest, false);
    } else if (span_equal(head, span_str("base64url"))) {
        add_base64(out, rest, true);
    } else if (span_equal(head, span_str("random"))) {
        add_random(out, where, rest);
    } else if (span_equal(head, span_str("json"))) {
        struct span id = cut(&rest, ":");
        add_sample(out, where, id, rest, true);
    } else {
        add_sample(out, where, head, rest, false);
    }
}

static void expand_text(struct buf *out, const char *where, struct span text)
{
    while (text.len > 0) {
        add(out, cut(&text, "@@"));
        if (text.len > 0) {
            expand_marker(out, where, cut(&text, "@@"));
        }
    }
}

/* UTF-8 up to U+FFFF is what fixtures need. */
static void to_utf16(struct buf *out, struct span text, bool big)
{
    add(out, big ? span_of("\xfe\xff", 2) : span_of("\xff\xfe", 2));
    for (size_t i = 0; i < text.len; i++) {
        unsigned c = text.ptr[i];
        if (c >= 0xe0) {
            c = (c & 15) << 12 | (unsigned)(span_at(text, i + 1) & 63) << 6 |
                (unsigned)(span_at(text, i + 2) & 63);
            i += 2;
        } else if (c >= 0xc0) {
            c = (c & 31) << 6 | (unsigned)(span_at(text, i + 1) & 63);
            i += 1;
        }
        unsigned char pair[2] = {(unsigned char)(c >> 8), (unsigned char)c};
        if (!big) {
            pair[0] = (unsigned char)c;
            pair[1] = (unsigned char)(c >> 8);
        }
        add(out, span_of(pair, 2));
    }
}

static void expand_file(struct buf *out, const char *where, struct span text)
{
    struct span mark = span_str("@@encode:");
    if (!span_starts_with(text, mark)) {
        expand_text(out, where, text);
        return;
    }
    struct span rest = after(text, mark.len);
    struct span encoding = cut(&rest, "@@\n");
    bool big = span_equal(encoding, span_str("utf-16be"));
    if (!big && !span_equal(encoding, span_str("utf-16le"))) {
        fail(where, "no encoding", encoding);
    }
    struct buf plain;
    buf_init(&plain, FILE_LIMIT);
    expand_text(&plain, where, rest);
    to_utf16(out, buf_span(&plain), big);
    buf_release(&plain);
}

static void read_all(struct buf *out, const char *path)
{
    FILE *file = fopen(path, "rb");
    if (!file) {
        fail(path, strerror(errno), span_str(""));
    }
    unsigned char block[65536];
    for (size_t n; (n = fread(block, 1, sizeof(block), file)) > 0;) {
        add(out, span_of(block, n));
    }
    fclose(file);
}

static void write_all(const char *path, struct span bytes)
{
    FILE *file = fopen(path, "wb");
    if (!file || fwrite(bytes.ptr, 1, bytes.len, file) != bytes.len ||
        fclose(file) != 0) {
        fail(path, strerror(errno), span_str(""));
    }
}

struct job {
    const char *from;
    const char *to;
    const char *suffix;
};

/* Cuts the suffix off; true when the file is a template. */
static bool is_template(const struct job *job, char *path)
{
    size_t len = strlen(path);
    size_t tail = strlen(job->suffix);
    if (len < tail || strcmp(path + len - tail, job->suffix) != 0) {
        return false;
    }
    path[len - tail] = '\0';
    return true;
}

static void copy_entry(const FTSENT *entry, const struct job *job)
{
    char path[LIMIT_PATH];
    snprintf(path, sizeof(path), "%s%s", job->to,
             entry->fts_path + strlen(job->from));
    if (entry->fts_info == FTS_D) {
        if (mkdir(path, 0777) < 0 && errno != EEXIST) {
            fail(path, strerror(errno), span_str(""));
        }
        return;
    }
    struct buf text;
    struct buf expanded;
    buf_init(&text, FILE_LIMIT);
    buf_init(&expanded, FILE_LIMIT);
    read_all(&text, entry->fts_path);
    if (is_template(job, path)) {
        expand_file(&expanded, entry->fts_path, buf_span(&text));
    } else {
        add(&expanded, buf_span(&text));
    }
    write_all(path, buf_span(&expanded));
    buf_release(&text);
    buf_release(&expanded);
}

int main(int argc, char **argv)
{
    if (argc < 3 || argc > 4) {
        fprintf(stderr, "usage: expand_fixtures TEMPLATES OUT [SUFFIX]\n");
        return 2;
    }
    const struct job job = {argv[1], argv[2], argc > 3 ? argv[3] : ""};
    char *roots[] = {argv[1], NULL};
    FTS *walk = fts_open(roots, FTS_PHYSICAL | FTS_NOCHDIR, NULL);
    for (FTSENT *entry; walk && (entry = fts_read(walk));) {
        if (entry->fts_info == FTS_D || entry->fts_info == FTS_F) {
            copy_entry(entry, &job);
        }
    }
    return walk ? fts_close(walk) : 2;
}
