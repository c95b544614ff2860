/* SPDX-License-Identifier: Apache-2.0
 *
 * libdeflate: everything is in memory and its size is known, so nothing has
 * to be kept between calls, which makes it twice as fast as zlib. The sum at
 * the end of each stream is checked, which is how damage shows. */
#include "source/git_inflate.h"

#include "base/mem.h"

#include <libdeflate.h>
#include <stdlib.h>

#define MOST_OF_ONE 1032

struct git_inflate {
    struct libdeflate_decompressor *state;
};

struct git_inflate *git_inflate_new(void)
{
    struct git_inflate *inflate = mem_calloc(1, sizeof(*inflate));
    inflate->state = libdeflate_alloc_decompressor();
    if (!inflate->state) {
        free(inflate);
        mem_exhausted();
    }
    return inflate;
}

void git_inflate_free(struct git_inflate *inflate)
{
    if (inflate) {
        libdeflate_free_decompressor(inflate->state);
        free(inflate);
    }
}

bool git_inflate_can(size_t packed, size_t len)
{
    return len / MOST_OF_ONE <= packed;
}

int git_inflate_exact(struct git_inflate *inflate, struct span in,
                      unsigned char *out, size_t len, struct err *err)
{
    size_t used;
    enum libdeflate_result result = libdeflate_zlib_decompress_ex(
        inflate->state, in.ptr, in.len, out, len, &used, NULL);
    if (result != LIBDEFLATE_SUCCESS) {
        return err_set(err, ERR_FORMAT,
                       result == LIBDEFLATE_BAD_DATA
                           ? "a damaged zlib stream"
                           : "a zlib stream of another size");
    }
    return 0;
}

/* Twice the room each time, so that the work is at most double. */
int git_inflate_all(struct git_inflate *inflate, struct span in, size_t most,
                    struct git_bytes **out, struct err *err)
{
    size_t room = in.len < most / 8 ? in.len * 4 + 4096 : most;
    for (;;) {
        size_t used;
        size_t len;
        room = room < most ? room : most;
        struct git_bytes *bytes = git_bytes_new(room);
        enum libdeflate_result result = libdeflate_zlib_decompress_ex(
            inflate->state, in.ptr, in.len, bytes->data, room, &used, &len);
        if (result == LIBDEFLATE_SUCCESS) {
            git_bytes_cut(bytes, 0, len);
            *out = bytes;
            return 0;
        }
        git_bytes_drop(bytes);
        if (result != LIBDEFLATE_INSUFFICIENT_SPACE) {
            return err_set(err, ERR_FORMAT, "a damaged zlib stream");
        }
        if (room == most || !git_inflate_can(in.len, room)) {
            return err_set(err, ERR_LIMIT, "more than %zu bytes", most);
        }
        room *= 2;
    }
}
