/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SCAN_LINE_HASH_H
#define SCAN_LINE_HASH_H

#include "base/span.h"

#include <stdint.h>

/* GitHub's primaryLocationLineHash, by which code scanning follows an alert
 * through edits. Its uploader computes it from the checkout when a result has
 * none; where the checkout is not there, nobody does. */

#define LINE_HASH_SIZE 32 /* 16 digits, a colon, a number, NUL */

/* Scratch that stays for the next file. */
struct line_hash {
    uint64_t *lines; /* owned: hash of each line */
    size_t count;
    size_t room;
    void *wanted; /* owned, private */
    size_t wanted_room;
};

void line_hash_init(struct line_hash *hash);
void line_hash_release(struct line_hash *hash);

/* Reads a whole file up to the line `last` and a hundred characters on. */
void line_hash_read(struct line_hash *hash, struct span text, uint32_t last);

/* After that: writes the hash of each of `lines`, which are sorted (the same
 * one may come again). A line that the file has not gives "". */
void line_hash_write(struct line_hash *hash, const uint32_t *lines, size_t n,
                     char (*out)[LINE_HASH_SIZE]);

#endif
