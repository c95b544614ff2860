/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SOURCE_GIT_TREENEWS_H
#define SOURCE_GIT_TREENEWS_H

#include "source/git_names.h"
#include "source/git_store.h"
#include "source/git_tree.h"

/* Reads trees one after the other and gives only entries that did not stand
 * in the tree before or in one not long ago, byte by byte: the versions of a
 * folder are much the same. An entry may be given more than once. */
struct tree_news {
    struct git_names hash;  /* only for its seed */
    uint64_t *recent;       /* owned; hashes of entries, each in its slot */
    struct git_data before; /* owned; the tree before */
    size_t *before_starts;  /* owned; where its entries begin, and its end */
    size_t n_before;        /* entries; 0 when there is no tree before */
    size_t before_room;
    struct git_data now; /* owned */
    size_t *starts;      /* owned */
    size_t n_starts;     /* entries read so far */
    size_t room;
    size_t at;     /* in the bytes of `now` */
    size_t behind; /* bytes at the end that are as in the tree before */
    size_t next;   /* the first of before_starts that may fit `at` */
};

void tree_news_init(struct tree_news *news);
void tree_news_release(struct tree_news *news);

/* Begins a tree and takes it over: `data` is empty afterwards. */
void tree_news_begin(struct tree_news *news, struct git_data *data);

/* 1, 0 at the end, ERR_FORMAT. */
MUST_CHECK int tree_news_next(struct tree_news *news, struct tree_entry *out,
                              struct err *err);

#endif
