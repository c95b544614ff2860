/* SPDX-License-Identifier: Apache-2.0 */
#ifndef MATCH_MATCH_IMAGE_H
#define MATCH_MATCH_IMAGE_H

#include "base/buf.h"
#include "match/match_index.h"

/* The index of the built-in rules as bytes that mkindex writes when jackdaw is
 * built, so that a pre-commit run does not spend most of its time on making
 * it. All its arrays, one after the other; each is a count, the size of an
 * element and the elements, in words of the machine. Elements have neither
 * pointers nor holes, so the same rules give the same bytes. */

/* Appends a C file that defines match_image_words for this index. */
MUST_CHECK int match_image_write(struct buf *out, struct match_index *index,
                                 struct err *err);

/* Makes an index of the words of an image of these rules, which must outlive
 * it. False when it was made for another machine or another version of the
 * program: nothing is changed then. */
MUST_CHECK bool match_image_bind(struct match_index *index,
                                 const struct rule_set *rules,
                                 const uint64_t *words, size_t n_words);

/* Generated. */
extern const uint64_t match_image_words[];
extern const size_t match_image_n_words;

#endif
