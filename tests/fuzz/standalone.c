/* SPDX-License-Identifier: Apache-2.0
 *
 * Runs one fuzz target without a fuzzer: over each file of its corpus in
 * build/corpus/<target>/ (made from fixtures/fuzz/) and over a fixed number of
 * mutations of them, always the same ones. Speaks TAP. A sanitizer ends the
 * program when the target misbehaves; the number printed last says at which
 * input.
 *
 *     fuzz_x [FILE ...]     only these files, unchanged: to look at a crash */
#include "fuzz/fuzz_target.h"

#include "base/mem.h"

#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum {
    MUTATIONS = 15000,
    ROOM = 1 << 16
};

struct input {
    unsigned char *bytes;
    size_t len;
};

/* xorshift64*: small, and the same everywhere. */
static uint64_t next_random(uint64_t *state)
{
    *state ^= *state >> 12;
    *state ^= *state << 25;
    *state ^= *state >> 27;
    return *state * 0x2545f4914f6cdd1dULL;
}

static size_t below(uint64_t *state, size_t n)
{
    return n == 0 ? 0 : (size_t)(next_random(state) >> 16) % n;
}

static struct input read_file(const char *path)
{
    struct input input = {mem_alloc(ROOM), 0};
    FILE *file = fopen(path, "rb");
    if (!file) {
        printf("Bail out! cannot read %s\n", path);
        exit(1);
    }
    input.len = fread(input.bytes, 1, ROOM, file);
    fclose(file);
    return input;
}

/* The target gets an exact copy, so that a sanitizer sees one byte too many. */
static void run_target(const unsigned char *bytes, size_t len)
{
    unsigned char *copy = mem_alloc(len);
    if (len > 0) {
        memcpy(copy, bytes, len);
    }
    LLVMFuzzerTestOneInput(copy, len);
    free(copy);
}

static void overwrite(struct input *input, uint64_t *state)
{
    static const unsigned char odd[] = {0,   1,    0x7f, 0x80, 0xfe, 0xff, '\n',
                                        '"', '\\', '=',  '%',  '{',  '}'};
    size_t at = below(state, input->len);
    unsigned char random = (unsigned char)next_random(state);
    input->bytes[at] =
        random & 1 ? odd[below(state, sizeof(odd))] : random ^ 0x55;
}

static void cut(struct input *input, uint64_t *state)
{
    size_t at = below(state, input->len);
    size_t n = 1 + below(state, input->len - at);
    memmove(input->bytes + at, input->bytes + at + n, input->len - at - n);
    input->len -= n;
}

/* A piece of `other` goes in at a random place. */
static void splice(struct input *input, const struct input *other,
                   uint64_t *state)
{
    size_t from = below(state, other->len);
    size_t n = below(state, other->len - from);
    if (n > ROOM - input->len) {
        n = ROOM - input->len;
    }
    size_t at = below(state, input->len + 1);
    memmove(input->bytes + at + n, input->bytes + at, input->len - at);
    memcpy(input->bytes + at, other->bytes + from, n);
    input->len += n;
}

static void mutate(struct input *input, const struct input *other,
                   uint64_t *state)
{
    size_t steps = 1 + below(state, 6);
    for (size_t i = 0; i < steps; i++) {
        size_t kind = below(state, 4);
        if (kind == 0 || input->len == 0) {
            splice(input, other, state);
        } else if (kind == 1) {
            cut(input, state);
        } else {
            overwrite(input, state);
        }
    }
}

static int visible(const struct dirent *entry)
{
    return entry->d_name[0] != '.';
}

static size_t read_corpus(struct input **out, const char *target)
{
    char folder[512];
    const char *build = getenv("BUILD");
    snprintf(folder, sizeof(folder), "%s/corpus/%s", build ? build : "build",
             target);
    struct dirent **entries;
    int n = scandir(folder, &entries, visible, alphasort);
    if (n <= 0) {
        printf("Bail out! no corpus in %s\n", folder);
        exit(1);
    }
    *out = mem_calloc((size_t)n, sizeof(struct input));
    for (int i = 0; i < n; i++) {
        char path[1024];
        snprintf(path, sizeof(path), "%s/%s", folder, entries[i]->d_name);
        (*out)[i] = read_file(path);
        free(entries[i]);
    }
    free(entries);
    return (size_t)n;
}

static void run_mutations(const struct input *corpus, size_t count)
{
    uint64_t state = 0x9e3779b97f4a7c15ULL;
    struct input work = {mem_alloc(ROOM), 0};
    for (size_t i = 0; i < MUTATIONS; i++) {
        const struct input *base = &corpus[i % count];
        memcpy(work.bytes, base->bytes, base->len);
        work.len = base->len;
        mutate(&work, &corpus[below(&state, count)], &state);
        run_target(work.bytes, work.len);
    }
    free(work.bytes);
}

int main(int argc, char **argv)
{
    const char *name = strrchr(argv[0], '/');
    name = name ? name + 1 : argv[0];
    const char *target = strncmp(name, "fuzz_", 5) == 0 ? name + 5 : name;
    if (argc > 1) {
        for (int i = 1; i < argc; i++) {
            struct input input = read_file(argv[i]);
            run_target(input.bytes, input.len);
            free(input.bytes);
        }
        return 0;
    }
    struct input *corpus;
    size_t count = read_corpus(&corpus, target);
    printf("1..3\n");
    run_target((const unsigned char *)"", 0);
    printf("ok 1 - nothing\n");
    for (size_t i = 0; i < count; i++) {
        run_target(corpus[i].bytes, corpus[i].len);
    }
    printf("ok 2 - corpus, %zu files\n", count);
    run_mutations(corpus, count);
    printf("ok 3 - %d mutations\n", MUTATIONS);
    for (size_t i = 0; i < count; i++) {
        free(corpus[i].bytes);
    }
    free(corpus);
    return 0;
}
