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
#include "base/mem.h"

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

struct git_spot *git_spots_add(struct git_spots *spots)
{
    if (spots->count >= LIMIT_GIT_OBJECTS) {
        return NULL;
    }
    spots->items = mem_grow(spots->items, spots->count, &spots->room,
                            sizeof(*spots->items));
    return &spots->items[spots->count++];
}

static int add(struct git_spots *out, struct span bytes, size_t id_at,
               uint32_t pack, uint64_t offset, struct err *err)
{
    struct git_spot *spot = git_spots_add(out);
    if (!spot) {
        return err_set(err, ERR_LIMIT, "more than %u objects",
                       LIMIT_GIT_OBJECTS);
    }
    memcpy(spot->id.bytes, bytes.ptr + id_at, GIT_ID_LEN);
    spot->pack = pack;
    spot->offset = offset;
    return 0;
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

static int parse_1(struct git_spots *out, struct span bytes, uint32_t pack,
                   struct err *err)
{
    size_t n;
    if (bytes.len < FAN_LEN + TRAILER_LEN || !read_count(bytes, 0, &n) ||
        bytes.len != FAN_LEN + n * (4 + GIT_ID_LEN) + TRAILER_LEN) {
        return err_set(err, ERR_FORMAT, "not the index of a pack");
    }
    int rc = 0;
    for (size_t i = 0; i < n && rc == 0; i++) {
        size_t at = FAN_LEN + i * (4 + GIT_ID_LEN);
        rc = add(out, bytes, at + 4, pack, big32(bytes, at), err);
    }
    return rc;
}

static int parse_2(struct git_spots *out, struct span bytes, uint32_t pack,
                   struct err *err)
{
    size_t n;
    size_t ids = 8 + FAN_LEN;
    if (bytes.len < ids + TRAILER_LEN || big32(bytes, 4) != 2 ||
        !read_count(bytes, 8, &n) ||
        bytes.len < ids + n * (GIT_ID_LEN + 8) + TRAILER_LEN) {
        return err_set(err, ERR_FORMAT, "not the index of a pack");
    }
    size_t offsets = ids + n * (GIT_ID_LEN + 4);
    size_t large = offsets + n * 4;
    size_t n_large = (bytes.len - TRAILER_LEN - large) / 8;
    int rc = 0;
    for (size_t i = 0; i < n && rc == 0; i++) {
        uint64_t offset = big32(bytes, offsets + i * 4);
        if (offset & LARGE) {
            size_t which = offset & ~LARGE;
            if (which >= n_large) {
                return err_set(err, ERR_FORMAT, "an offset is not there");
            }
            offset = big64(bytes, large + which * 8);
        }
        rc = add(out, bytes, ids + i * GIT_ID_LEN, pack, offset, err);
    }
    return rc;
}

int git_packlist_parse(struct git_spots *out, struct git_pack_marks *marks,
                       struct span bytes, uint32_t pack, struct err *err)
{
    static const unsigned char magic[] = {0xff, 't', 'O', 'c'};
    size_t before = out->count;
    int rc = span_starts_with(bytes, span_of(magic, sizeof(magic)))
                 ? parse_2(out, bytes, pack, err)
                 : parse_1(out, bytes, pack, err);
    if (rc < 0) {
        out->count = before;
        return rc;
    }
    marks->count = (uint32_t)(out->count - before);
    memcpy(marks->sum.bytes, bytes.ptr + bytes.len - TRAILER_LEN, GIT_ID_LEN);
    return 0;
}

bool git_packlist_fits(const struct git_pack_marks *marks, struct span header)
{
    return header.len == GIT_PACK_HEADER &&
           memcmp(header.ptr, "PACK", 4) == 0 &&
           (big32(header, 4) == 2 || big32(header, 4) == 3) &&
           big32(header, 8) == marks->count;
}
