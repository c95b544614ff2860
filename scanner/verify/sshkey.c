/* SPDX-License-Identifier: Apache-2.0
 *
 * Walks the binary forms of SSH private keys:
 *
 *     "openssh-key-v1\0" cipher kdf options count public... private
 *     private in clear: check check (type, fields..., comment)... 01 02 03
 *
 * Each name is a string: 32 bits of length, then the bytes. */
#include "verify/sshkey.h"

#include "verify/piece.h"

static bool take_word(struct span *rest, size_t *out)
{
    if (rest->len < 4) {
        return false;
    }
    *out = (size_t)rest->ptr[0] << 24 | (size_t)rest->ptr[1] << 16 |
           (size_t)rest->ptr[2] << 8 | rest->ptr[3];
    *rest = piece_from(*rest, 4);
    return true;
}

bool sshkey_string(struct span *rest, struct span *out)
{
    size_t len;
    if (!take_word(rest, &len) || len > rest->len) {
        return false;
    }
    *out = piece(*rest, 0, len);
    *rest = piece_from(*rest, len);
    return true;
}

/* 1, 2, 3, ... up to the end, less than a block of any cipher. */
static bool is_padding(struct span rest)
{
    for (size_t i = 0; i < rest.len; i++) {
        if (rest.ptr[i] != i + 1) {
            return false;
        }
    }
    return rest.len < 32;
}

/* The fields between type and comment differ with the type, but all are
 * strings (or one byte and four for keys on a card, which are no secret). So
 * the last string before the padding is the comment. */
static bool read_clear(struct span rest, struct sshkey *out)
{
    size_t check;
    size_t again;
    struct span field;
    if (!take_word(&rest, &check) || !take_word(&rest, &again) ||
        check != again || !sshkey_string(&rest, &field) ||
        !span_equal(field, out->kind)) {
        return false;
    }
    for (size_t i = 0; !is_padding(rest); i++) {
        if (i > 16 || !sshkey_string(&rest, &out->comment)) {
            return false;
        }
    }
    return true;
}

bool sshkey_openssh(struct span bytes, struct sshkey *out)
{
    static const char magic[] = "openssh-key-v1";
    struct span rest = bytes;
    struct span kdf;
    struct span options;
    struct span private;
    size_t count;
    *out = (struct sshkey){.encrypted = false};
    if (!span_starts_with(bytes, span_of(magic, sizeof(magic)))) {
        return false;
    }
    rest = piece_from(rest, sizeof(magic));
    if (!sshkey_string(&rest, &out->cipher) || !sshkey_string(&rest, &kdf) ||
        !sshkey_string(&rest, &options) || !take_word(&rest, &count) ||
        count != 1 || !sshkey_string(&rest, &out->public_blob) ||
        !sshkey_string(&rest, &private)) {
        return false;
    }
    struct span blob = out->public_blob;
    if (!sshkey_string(&blob, &out->kind)) {
        return false;
    }
    out->encrypted = !piece_is(out->cipher, "none");
    return out->encrypted ? private.len >= 16 : read_clear(private, out);
}

bool sshkey_ssh2(struct span bytes, struct sshkey *out)
{
    struct span rest = bytes;
    size_t magic;
    size_t len;
    struct span data;
    *out = (struct sshkey){.encrypted = false};
    if (!take_word(&rest, &magic) || magic != 0x3f6ff9eb ||
        !take_word(&rest, &len) || len != bytes.len ||
        !sshkey_string(&rest, &out->kind) ||
        !sshkey_string(&rest, &out->cipher) || !sshkey_string(&rest, &data)) {
        return false;
    }
    out->encrypted = !piece_is(out->cipher, "none");
    return true;
}
