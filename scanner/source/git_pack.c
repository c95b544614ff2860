/* SPDX-License-Identifier: Apache-2.0
 *
 * gitformat-pack(5). An entry is
 *
 *     type and size   1 bit "more", 3 bits type, 4 bits of size; then 7 bits
 *                     of size a byte, the low ones first
 *     (base)          of an offset delta: how far back, 7 bits a byte, the
 *                     high ones first, each further byte adding one;
 *                     of an id delta: 20 bytes
 *     zlib stream
 *
 * Offsets come from the index and from other entries, so each is checked. */
#include "source/git_pack.h"

#include "base/limits.h"
#include "base/mem.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#define TYPE_OFFSET 6
#define TYPE_ID     7

/* A regular file as a whole; empty when it is not there. */
static int map_file(struct span *out, const char *path, struct err *err)
{
    struct stat status;
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
    if (fd < 0) {
        return err_system(err, "%s", path);
    }
    int rc = 0;
    if (fstat(fd, &status) < 0) {
        rc = err_system(err, "%s", path);
    } else if (!S_ISREG(status.st_mode) || status.st_size <= 0) {
        rc = err_set(err, ERR_FORMAT, "%s: empty, or not a file", path);
    } else {
        void *map =
            mmap(NULL, (size_t)status.st_size, PROT_READ, MAP_SHARED, fd, 0);
        if (map == MAP_FAILED) {
            rc = err_system(err, "%s", path);
        } else {
            *out = span_of(map, (size_t)status.st_size);
        }
    }
    close(fd);
    return rc;
}

static void unmap(struct span *span)
{
    if (span->len > 0) {
        munmap((void *)span->ptr, span->len);
    }
    *span = span_of(NULL, 0);
}

/* The pack ends with a sum of itself, which its index repeats. */
static bool is_whole(const struct git_pack *pack)
{
    struct span data = pack->data;
    size_t least = GIT_PACK_HEADER + GIT_ID_LEN;
    return data.len >= least &&
           git_packlist_fits(&pack->marks,
                             span_of(data.ptr, GIT_PACK_HEADER)) &&
           memcmp(data.ptr + data.len - GIT_ID_LEN, pack->marks.sum.bytes,
                  GIT_ID_LEN) == 0;
}

int git_pack_open(struct git_pack *out, const char *path, struct err *err)
{
    size_t stem = strlen(path) - strlen(".idx");
    *out = (struct git_pack){0};
    out->path = mem_alloc(stem + sizeof(".pack"));
    memcpy(out->path, path, stem);
    memcpy(out->path + stem, ".pack", sizeof(".pack"));
    int rc = map_file(&out->index, path, err);
    if (rc == 0) {
        rc = git_packlist_check(&out->marks, out->index, err);
    }
    if (rc == 0) {
        rc = map_file(&out->data, out->path, err);
    }
    if (rc == 0 && !is_whole(out)) {
        rc = err_set(err, ERR_FORMAT,
                     "a pack that is damaged or not the one of its index; %u "
                     "objects cannot be read",
                     out->marks.count);
    }
    out->count = out->marks.count;
    if (rc < 0) {
        git_pack_release(out);
    }
    return rc;
}

void git_pack_release(struct git_pack *pack)
{
    unmap(&pack->data);
    unmap(&pack->index);
    free(pack->path);
    *pack = (struct git_pack){0};
}

bool git_pack_spot(const struct git_pack *pack, uint32_t index,
                   struct git_id *id, uint64_t *offset)
{
    return git_packlist_spot(pack->index, pack->count, index, id, offset);
}

uint64_t git_pack_find(const struct git_pack *pack, const struct git_id *id)
{
    struct git_id found;
    uint64_t offset;
    uint32_t low;
    uint32_t high;
    git_packlist_range(pack->index, pack->count, id->bytes[0], &low, &high);
    while (low < high) {
        uint32_t middle = low + (high - low) / 2;
        int order =
            memcmp(git_packlist_id(pack->index, middle), id->bytes, GIT_ID_LEN);
        if (order == 0) {
            return git_pack_spot(pack, middle, &found, &offset) ? offset : 0;
        }
        if (order < 0) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return 0;
}

static bool take_head(struct span *rest, unsigned *type, size_t *len)
{
    unsigned shift = 4;
    if (rest->len == 0) {
        return false;
    }
    unsigned char byte = rest->ptr[0];
    size_t at = 1;
    *type = byte >> 4 & 7;
    *len = byte & 15;
    while (byte & 128) {
        if (at == rest->len || shift > 53) {
            return false;
        }
        byte = rest->ptr[at++];
        *len |= (size_t)(byte & 127) << shift;
        shift += 7;
    }
    *rest = span_of(rest->ptr + at, rest->len - at);
    return true;
}

static bool take_distance(struct span *rest, uint64_t *out)
{
    uint64_t value = 0;
    for (size_t at = 0; at < rest->len && at < 9; at++) {
        unsigned char byte = rest->ptr[at];
        value = (at ? (value + 1) << 7 : 0) | (byte & 127);
        if (!(byte & 128)) {
            *out = value;
            *rest = span_of(rest->ptr + at + 1, rest->len - at - 1);
            return true;
        }
    }
    return false;
}

/* What the entry is a delta to. */
static bool take_base(struct git_entry *out, uint64_t offset)
{
    uint64_t distance;
    if (out->kind == GIT_ENTRY_OFFSET) {
        if (!take_distance(&out->stream, &distance) || distance == 0 ||
            distance >= offset) {
            return false;
        }
        out->base = offset - distance;
        return true;
    }
    if (out->stream.len < GIT_ID_LEN) {
        return false;
    }
    memcpy(out->base_id.bytes, out->stream.ptr, GIT_ID_LEN);
    out->stream =
        span_of(out->stream.ptr + GIT_ID_LEN, out->stream.len - GIT_ID_LEN);
    return true;
}

int git_pack_entry(struct git_entry *out, const struct git_pack *pack,
                   uint64_t offset, struct err *err)
{
    size_t end = pack->data.len - GIT_ID_LEN;
    if (offset < GIT_PACK_HEADER || offset >= end) {
        return err_set(err, ERR_FORMAT, "%s: no entry at %llu", pack->path,
                       (unsigned long long)offset);
    }
    *out = (struct git_entry){
        .stream = span_of(pack->data.ptr + offset, end - (size_t)offset)};
    bool right = take_head(&out->stream, &out->type, &out->len);
    if (right && (out->type == TYPE_OFFSET || out->type == TYPE_ID)) {
        out->kind = out->type == TYPE_OFFSET ? GIT_ENTRY_OFFSET : GIT_ENTRY_ID;
        right = take_base(out, offset);
    } else if (right) {
        right = out->type >= 1 && out->type <= 4;
    }
    if (!right) {
        return err_set(err, ERR_FORMAT, "%s: damaged entry at %llu", pack->path,
                       (unsigned long long)offset);
    }
    if (out->len > LIMIT_GIT_OBJECT) {
        return err_set(err, ERR_LIMIT, "an object of %zu bytes", out->len);
    }
    return 0;
}
