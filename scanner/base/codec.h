/* SPDX-License-Identifier: Apache-2.0 */
#ifndef BASE_CODEC_H
#define BASE_CODEC_H

#include "base/span.h"

#include <stdint.h>

/* Texts that stand for bytes or numbers, both ways. Strict: a wrong letter,
 * wrong padding, or low bits of the last letter that are not zero (RFC 4648,
 * 3.5) make the whole text malformed. Nothing is allocated; what does not fit
 * into `room` is refused. The decoders return false then, and `out` holds
 * nothing of use; `text` and `out` must not overlap. */

/* Digits of the numerals that keys are written in, lowest first. */
#define DIGITS_BASE32       "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"
#define DIGITS_BASE32_LOWER "abcdefghijklmnopqrstuvwxyz234567"
#define DIGITS_BASE32_HUMAN "ybndrfg8ejkmcpqxot1uwisza345h769"
#define DIGITS_BECH32       "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
#define DIGITS_CROCKFORD    "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
#define DIGITS_BASE36       "0123456789abcdefghijklmnopqrstuvwxyz"
#define DIGITS_BASE62       DIGITS_UPPER62 "abcdefghijklmnopqrstuvwxyz"
#define DIGITS_UPPER62      "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"
#define DIGITS_BASE62_LOWER \
    "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
#define DIGITS_BASE58 \
    "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
#define DIGITS_BASE58_XRPL \
    "rpshnaf39wBUDNEGHJKLM4PQRST7VWXYZ2bcdeCg65jkm8oFqi1tuvAxyz"

/* Base64 in the letters of RFC 4648 section 4 or 5, told by what stands in
 * the text (both at once is malformed). Padding may be there or not; if it
 * is, it must be right. */
MUST_CHECK bool codec_base64(struct span text, unsigned char *out, size_t room,
                             size_t *len);

enum codec_letters {
    CODEC_STANDARD, /* + and /, with padding */
    CODEC_URL       /* - and _, without */
};

/* How many letters `len` bytes take. */
size_t codec_base64_len(size_t len, enum codec_letters letters);

/* Writes codec_base64_len letters, no NUL; false when they do not fit. */
MUST_CHECK bool codec_base64_encode(struct span bytes,
                                    enum codec_letters letters,
                                    unsigned char *out, size_t room,
                                    size_t *len);

/* Hexadecimal, either case. Encoded: lower case, no NUL; the caller has
 * 2 * bytes.len of room. */
MUST_CHECK bool codec_hex(struct span text, unsigned char *out, size_t room,
                          size_t *len);
void codec_hex_encode(struct span bytes, unsigned char *out);

/* Groups of five bits, high bits first, in one of the alphabets of 32 above;
 * `=` behind them is ignored. */
MUST_CHECK bool codec_base32(struct span text, const char *digits,
                             unsigned char *out, size_t room, size_t *len);
MUST_CHECK bool codec_base32_encode(struct span bytes, const char *digits,
                                    unsigned char *out, size_t room,
                                    size_t *len);

/* The longest base58 text and the longest value: the arithmetic is square. */
#define CODEC_BASE58_LEN   1024
#define CODEC_BASE58_BYTES 800

/* One big number; each leading first digit is a zero byte. */
MUST_CHECK bool codec_base58(struct span text, const char *digits,
                             unsigned char *out, size_t room, size_t *len);
MUST_CHECK bool codec_base58_encode(struct span bytes, const char *digits,
                                    unsigned char *out, size_t room,
                                    size_t *len);

/* A number in base strlen(digits), high digit first. False for an empty text,
 * a wrong digit or a value past 64 bits. */
MUST_CHECK bool codec_number(struct span text, const char *digits,
                             uint64_t *out);

/* Exactly `width` digits, filled with the first digit at the left; false when
 * the number has more. */
MUST_CHECK bool codec_number_encode(uint64_t value, const char *digits,
                                    unsigned char *out, size_t width);

/* The value of one digit, or -1. */
int codec_digit(const char *digits, int c);

#endif
