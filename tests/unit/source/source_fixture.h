/* SPDX-License-Identifier: Apache-2.0 */
#ifndef UNIT_SOURCE_FIXTURE_H
#define UNIT_SOURCE_FIXTURE_H

#include "source/source.h"

/* What a source handed out, gathered by any number of threads, and folders
 * to scan that are made for one test. */

struct gathered_file {
    char *path;
    uint64_t number;
    char *bytes; /* of the fresh parts; NULL when not kept */
    uint64_t len;
    unsigned windows;
    size_t thread;
    bool ended;
};

struct gathered_notice {
    enum notice_kind kind;
    char *path;
    char *text;
};

#define GATHER_THREADS 16

struct gathered {
    struct gathered_file *files; /* sorted by path */
    size_t n_files;
    struct gathered_notice *notices; /* sorted by path */
    size_t n_notices;
    struct source_totals totals;
    size_t by_thread[GATHER_THREADS]; /* files of each */
    size_t longest;                   /* text of a unit */
    bool bad; /* a window out of order, or one number for two files */
};

struct gather_options {
    unsigned threads; /* 0: one */
    bool keep;        /* the bytes */
    unsigned wait;    /* microseconds at each unit, to let others work */
};

/* Reads the source to its end and frees it. */
void gather(struct gathered *out, struct source *source,
            const struct gather_options *options);
void gathered_release(struct gathered *gathered);

const struct gathered_file *gathered_find(const struct gathered *gathered,
                                          const char *path);
bool gathered_has_notice(const struct gathered *gathered, enum notice_kind kind,
                         const char *path);

/* A new folder, made current; removed with all in it by folder_leave. */
void folder_enter(void);
void folder_leave(void);

/* Relative to it. Folders of the path are made. */
void put_file(const char *path, const char *text);
void put_folder(const char *path);

#endif
