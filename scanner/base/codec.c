/* SPDX-License-Identifier: Apache-2.0
 *
 * Texts that stand for bytes. Base64 and hexadecimal are libsodium's, which
 * is strict and does not leak the bytes through tables; base32, base58 and
 * plain numerals are short loops, since no library has them in all the
 * alphabets that keys use. */
#include "base/codec.h"

#include <sodium.h>

/* The part before the padding; false when the padding is wrong. */
static bool unpad(struct span *text)
{
    size_t len = text->len;
    while (len > 0 && text->ptr[len - 1] == '=') {
        len--;
    }
    size_t pad = text->len - len;
    text->len = len;
    return pad == 0 || (pad < 3 && (len + pad) % 4 == 0);
}

/* libsodium 1.0.18 takes some bytes past 0x7f for letters where `char` is
 * signed, so they never get there. */
static bool is_ascii(struct span text)
{
    for (size_t i = 0; i < text.len; i++) {
        if (text.ptr[i] >= 0x80) {
            return false;
        }
    }
    return true;
}

static bool has_byte(struct span text, int byte)
{
    return text.len > 0 && memchr(text.ptr, byte, text.len) != NULL;
}

bool codec_base64(struct span text, unsigned char *out, size_t room,
                  size_t *len)
{
    *len = 0;
    if (!unpad(&text) || !is_ascii(text)) {
        return false;
    }
    if (text.len == 0) {
        return true;
    }
    int variant = has_byte(text, '-') || has_byte(text, '_')
                      ? sodium_base64_VARIANT_URLSAFE_NO_PADDING
                      : sodium_base64_VARIANT_ORIGINAL_NO_PADDING;
    return sodium_base642bin(out, room, (const char *)text.ptr, text.len, NULL,
                             len, NULL, variant) == 0;
}

size_t codec_base64_len(size_t len, enum codec_letters letters)
{
    size_t tail = len % 3;
    size_t letters_of_tail = tail == 0                   ? 0
                             : letters == CODEC_STANDARD ? 4
                                                         : tail + 1;
    return len / 3 * 4 + letters_of_tail;
}

static const char LETTERS_64[2][65] = {
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/",
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"};

/* sodium_bin2base64 insists on room for a NUL, which the callers, who write
 * into the middle of a token, have not. */
bool codec_base64_encode(struct span bytes, enum codec_letters letters,
                         unsigned char *out, size_t room, size_t *len)
{
    size_t need = codec_base64_len(bytes.len, letters);
    if (need > room) {
        return false;
    }
    const char *digits = LETTERS_64[letters];
    size_t at = 0;
    unsigned bits = 0;
    unsigned n_bits = 0;
    for (size_t i = 0; i < bytes.len; i++) {
        bits = (bits << 8 | bytes.ptr[i]) & 0xffff;
        for (n_bits += 8; n_bits >= 6; n_bits -= 6) {
            out[at++] = (unsigned char)digits[bits >> (n_bits - 6) & 63];
        }
    }
    if (n_bits > 0) {
        out[at++] = (unsigned char)digits[bits << (6 - n_bits) & 63];
    }
    while (at < need) {
        out[at++] = '=';
    }
    *len = need;
    return true;
}

bool codec_hex(struct span text, unsigned char *out, size_t room, size_t *len)
{
    *len = 0;
    if (text.len % 2 != 0) {
        return false;
    }
    return text.len == 0 || sodium_hex2bin(out, room, (const char *)text.ptr,
                                           text.len, NULL, len, NULL) == 0;
}

void codec_hex_encode(struct span bytes, unsigned char *out)
{
    static const char digits[] = "0123456789abcdef";
    for (size_t i = 0; i < bytes.len; i++) {
        out[2 * i] = (unsigned char)digits[bytes.ptr[i] >> 4];
        out[2 * i + 1] = (unsigned char)digits[bytes.ptr[i] & 15];
    }
}

int codec_digit(const char *digits, int c)
{
    const char *at = c > 0 ? strchr(digits, c) : NULL;
    return at ? (int)(at - digits) : -1;
}

bool codec_base32(struct span text, const char *digits, unsigned char *out,
                  size_t room, size_t *len)
{
    *len = 0;
    while (text.len > 0 && text.ptr[text.len - 1] == '=') {
        text.len--;
    }
    size_t at = 0;
    unsigned bits = 0;
    unsigned n_bits = 0;
    for (size_t i = 0; i < text.len; i++) {
        int digit = codec_digit(digits, text.ptr[i]);
        if (digit < 0) {
            return false;
        }
        bits = (bits << 5 | (unsigned)digit) & 0xfff;
        n_bits += 5;
        if (n_bits >= 8) {
            if (at == room) {
                return false;
            }
            n_bits -= 8;
            out[at++] = (unsigned char)(bits >> n_bits);
        }
    }
    if (n_bits >= 5 || (bits & ((1u << n_bits) - 1)) != 0) {
        return false;
    }
    *len = at;
    return true;
}

bool codec_base32_encode(struct span bytes, const char *digits,
                         unsigned char *out, size_t room, size_t *len)
{
    size_t need = bytes.len / 5 * 8 + (bytes.len % 5 * 8 + 4) / 5;
    if (need > room) {
        return false;
    }
    size_t at = 0;
    unsigned bits = 0;
    unsigned n_bits = 0;
    for (size_t i = 0; i < bytes.len; i++) {
        bits = (bits << 8 | bytes.ptr[i]) & 0xfff;
        for (n_bits += 8; n_bits >= 5; n_bits -= 5) {
            out[at++] = (unsigned char)digits[bits >> (n_bits - 5) & 31];
        }
    }
    if (n_bits > 0) {
        out[at++] = (unsigned char)digits[bits << (5 - n_bits) & 31];
    }
    *len = need;
    return true;
}

/* number = number * from + digit, over `len` places of base `to`, the lowest
 * place first; false when it grows past `room`. */
static bool big_push(unsigned char *number, size_t *len, size_t room,
                     unsigned from, unsigned to, unsigned digit)
{
    unsigned carry = digit;
    for (size_t i = 0; i < *len; i++) {
        carry += number[i] * from;
        number[i] = (unsigned char)(carry % to);
        carry /= to;
    }
    while (carry > 0) {
        if (*len == room) {
            return false;
        }
        number[(*len)++] = (unsigned char)(carry % to);
        carry /= to;
    }
    return true;
}

static void reverse(unsigned char *bytes, size_t len)
{
    for (size_t i = 0; i < len / 2; i++) {
        unsigned char byte = bytes[i];
        bytes[i] = bytes[len - 1 - i];
        bytes[len - 1 - i] = byte;
    }
}

bool codec_base58(struct span text, const char *digits, unsigned char *out,
                  size_t room, size_t *len)
{
    *len = 0;
    if (text.len > CODEC_BASE58_LEN) {
        return false;
    }
    size_t used = 0;
    size_t zeros = 0;
    for (size_t i = 0; i < text.len; i++) {
        int digit = codec_digit(digits, text.ptr[i]);
        if (digit < 0 ||
            !big_push(out, &used, room, 58, 256, (unsigned)digit)) {
            return false;
        }
        if (used == 0) {
            zeros++;
        }
    }
    if (zeros > room - used) {
        return false;
    }
    memset(out + used, 0, zeros);
    reverse(out, used + zeros);
    *len = used + zeros;
    return true;
}

bool codec_base58_encode(struct span bytes, const char *digits,
                         unsigned char *out, size_t room, size_t *len)
{
    if (bytes.len > CODEC_BASE58_BYTES) {
        return false;
    }
    size_t used = 0;
    size_t zeros = 0;
    for (size_t i = 0; i < bytes.len; i++) {
        if (!big_push(out, &used, room, 256, 58, bytes.ptr[i])) {
            return false;
        }
        if (used == 0) {
            zeros++;
        }
    }
    if (zeros > room - used) {
        return false;
    }
    memset(out + used, 0, zeros);
    reverse(out, used + zeros);
    for (size_t i = 0; i < used + zeros; i++) {
        out[i] = (unsigned char)digits[out[i]];
    }
    *len = used + zeros;
    return true;
}

bool codec_number(struct span text, const char *digits, uint64_t *out)
{
    uint64_t base = strlen(digits);
    uint64_t value = 0;
    for (size_t i = 0; i < text.len; i++) {
        int digit = codec_digit(digits, text.ptr[i]);
        if (digit < 0 || __builtin_mul_overflow(value, base, &value) ||
            __builtin_add_overflow(value, (uint64_t)digit, &value)) {
            return false;
        }
    }
    *out = value;
    return text.len > 0;
}

bool codec_number_encode(uint64_t value, const char *digits, unsigned char *out,
                         size_t width)
{
    uint64_t base = strlen(digits);
    for (size_t i = width; i > 0; i--) {
        out[i - 1] = (unsigned char)digits[value % base];
        value /= base;
    }
    return value == 0;
}
