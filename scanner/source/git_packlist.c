/* SPDX-License-Identifier: Apache-2.0
 *
 * libgit2 walks objects in the order of their ids when there is a multi-pack
 * index. Reading a pack in the order of its offsets is several times faster,
 * so the index files are read here. Drawn, format 2 with n objects:
 *
 *     ff 't' 'O' 'c' | 2 | 256 sums | n ids | n CRCs | n offsets | m large
 *     offsets of 8 bytes | id of the pack | id of this
 *
 * and format 1: 256 sums | n times (offset, id) | id of the pack | id. */
#include "source/git_packlist.h"

#include "base/limits.h"

#define FAN_LEN     (256 * 4)
#define TRAILER_LEN (2 * GIT_ID_LEN)
#define LARGE       0x80000000u

static uint32_t big32(struct span bytes, size_t at)
{
    const unsigned char *p = bytes.ptr + at;
    return (uint32_t)p[0] << 24 | (uint32_t)p[1] << 16 | (uint32_t)p[2] << 8 |
           p[3];
}

static uint64_t big64(struct span bytes, size_t at)
{
    return (uint64_t)big32(bytes, at) << 32 | big32(bytes, at + 4);
}

static bool is_format_2(struct span bytes)
{
    static const unsigned char magic[] = {0xff, 't', 'O', 'c', 0, 0, 0, 2};
    return span_starts_with(bytes, span_of(magic, sizeof(magic)));
}

static size_t fan_of(struct span bytes)
{
    return is_format_2(bytes) ? 8 : 0;
}

/* The last of the 256 sums is how many objects there are. */
static bool read_count(struct span bytes, size_t fan, size_t *count)
{
    uint32_t before = 0;
    for (size_t i = 0; i < 256; i++) {
        uint32_t sum = big32(bytes, fan + i * 4);
        if (sum < before) {
            return false;
        }
        before = sum;
    }
    *count = before;
    return true;
}

int git_packlist_check(struct git_pack_marks *marks, struct span bytes,
                       struct err *err)
{
    size_t n = 0;
    size_t fan = fan_of(bytes);
    size_t entry = fan ? GIT_ID_LEN + 8 : GIT_ID_LEN + 4;
    if (bytes.len < fan + FAN_LEN + TRAILER_LEN ||
        !read_count(bytes, fan, &n) ||
        bytes.len < fan + FAN_LEN + n * entry + TRAILER_LEN) {
        return err_set(err, ERR_FORMAT, "not the index of a pack");
    }
    if (n > LIMIT_GIT_OBJECTS) {
        return err_set(err, ERR_LIMIT, "more than %u objects",
                       LIMIT_GIT_OBJECTS);
    }
    marks->count = (uint32_t)n;
    memcpy(marks->sum.bytes, bytes.ptr + bytes.len - TRAILER_LEN, GIT_ID_LEN);
    return 0;
}

void git_packlist_range(struct span bytes, uint32_t count, unsigned first,
                        uint32_t *low, uint32_t *high)
{
    size_t fan = fan_of(bytes);
    *low = first ? big32(bytes, fan + (first - 1) * 4) : 0;
    *high = big32(bytes, fan + first * 4);
    *high = *high < count ? *high : count;
}

const unsigned char *git_packlist_id(struct span bytes, uint32_t index)
{
    return is_format_2(bytes)
               ? bytes.ptr + 8 + FAN_LEN + (size_t)index * GIT_ID_LEN
               : bytes.ptr + FAN_LEN + (size_t)index * (4 + GIT_ID_LEN) + 4;
}

static bool spot_1(struct span bytes, uint32_t index, struct git_id *id,
                   uint64_t *offset)
{
    size_t at = FAN_LEN + (size_t)index * (4 + GIT_ID_LEN);
    memcpy(id->bytes, bytes.ptr + at + 4, GIT_ID_LEN);
    *offset = big32(bytes, at);
    return true;
}

bool git_packlist_spot(struct span bytes, uint32_t count, uint32_t index,
                       struct git_id *id, uint64_t *offset)
{
    if (!is_format_2(bytes)) {
        return spot_1(bytes, index, id, offset);
    }
    size_t ids = 8 + FAN_LEN;
    size_t offsets = ids + (size_t)count * (GIT_ID_LEN + 4);
    size_t large = offsets + (size_t)count * 4;
    memcpy(id->bytes, bytes.ptr + ids + (size_t)index * GIT_ID_LEN, GIT_ID_LEN);
    *offset = big32(bytes, offsets + (size_t)index * 4);
    if (*offset & LARGE) {
        size_t which = *offset & ~LARGE;
        if (which >= (bytes.len - TRAILER_LEN - large) / 8) {
            return false;
        }
        *offset = big64(bytes, large + which * 8);
    }
    return true;
}

bool git_packlist_fits(const struct git_pack_marks *marks, struct span header)
{
    return header.len == GIT_PACK_HEADER &&
           memcmp(header.ptr, "PACK", 4) == 0 &&
           (big32(header, 4) == 2 || big32(header, 4) == 3) &&
           big32(header, 8) == marks->count;
}
