/* SPDX-License-Identifier: Apache-2.0
 *
 * Tokens that end in a CRC-32 of themselves. GitHub began it in 2021 and many
 * followed, each with other digits, another order or another cover, so the
 * scheme is data and the code is one. Also here: crates.io's XOR letter. */
#include "verify/check.h"

#include "base/codec.h"
#include "base/digest.h"
#include "verify/piece.h"

/* Which bytes the sum covers. */
enum crc_cover {
    COVER_RUN,   /* the last run of letters and digits; a '_' right before the
                    sum belongs to neither, and the run before it counts */
    COVER_ALL,   /* everything before the sum */
    COVER_FIELD, /* everything before the last '_', behind which it stands */
    COVER_FIXED  /* `n_fixed` bytes right before the sum */
};

/* How the number is written. */
enum crc_form {
    FORM_NUMBER,      /* high digit first, filled with the digit zero */
    FORM_REVERSED,    /* low digit first, then filled at the left */
    FORM_HEX_SWAPPED, /* the four bytes, lowest first, in hexadecimal */
    FORM_BASE64,      /* the four bytes, lowest first, in base64, no padding */
    FORM_HEAD         /* the first digits, not filled: the rest is cut off */
};

struct crc_scheme {
    enum crc_cover cover;
    enum crc_form form;
    const char *digits;
    size_t width; /* letters of the sum */
    size_t n_fixed;
};

#define MAX_WIDTH 8

/* Where cover and sum stand in a token. */
struct crc_parts {
    struct range cover;
    struct range sum;
};

static bool cut_field(struct span token, const struct crc_scheme *scheme,
                      struct crc_parts *out)
{
    size_t line = piece_find_last(token, '_');
    out->cover = (struct range){0, line};
    out->sum = (struct range){line + 1, token.len};
    return line > 0 && line < token.len && range_len(out->sum) == scheme->width;
}

static bool cut_run(struct span token, const struct crc_scheme *scheme,
                    struct crc_parts *out)
{
    size_t end = out->sum.start;
    if (piece_run_back(token, byte_is_alnum) == scheme->width && end > 0 &&
        token.ptr[end - 1] == '_') {
        end--;
    }
    size_t len = piece_run_back(piece(token, 0, end), byte_is_alnum);
    out->cover = (struct range){end - len, end};
    return len > 0;
}

/* False when the token is too short or not made like this. */
static bool cut(struct span token, const struct crc_scheme *scheme,
                struct crc_parts *out)
{
    if (scheme->cover == COVER_FIELD) {
        return cut_field(token, scheme, out);
    }
    if (token.len <= scheme->width) {
        return false;
    }
    size_t end = token.len - scheme->width;
    out->sum = (struct range){end, token.len};
    if (scheme->cover == COVER_RUN) {
        return cut_run(token, scheme, out);
    }
    if (scheme->cover == COVER_ALL) {
        out->cover = (struct range){0, end};
        return true;
    }
    out->cover = (struct range){end - scheme->n_fixed, end};
    return end >= scheme->n_fixed;
}

/* CRC-32 of the cover; "%3D", as '=' stands in URLs, counts as '='. */
static uint32_t sum_of(struct span cover)
{
    uint32_t crc = 0;
    for (;;) {
        size_t at = span_find(cover, span_str("%3D"));
        if (at > 0) {
            crc = digest_crc32_more(crc, piece(cover, 0, at));
        }
        if (at == cover.len) {
            return crc;
        }
        crc = digest_crc32_more(crc, span_str("="));
        cover = piece_from(cover, at + 3);
        if (cover.len == 0) {
            return crc;
        }
    }
}

static void write_reversed(uint32_t crc, const char *digits, unsigned char *out,
                           size_t width)
{
    unsigned char reversed[MAX_WIDTH];
    size_t n = 0;
    size_t base = strlen(digits);
    do {
        reversed[n++] = (unsigned char)digits[crc % base];
        crc /= (uint32_t)base;
    } while (crc > 0 && n < width);
    memset(out, digits[0], width);
    memcpy(out + width - n, reversed, n);
}

/* The first `width` digits of the number without filling; a shorter number is
 * filled at the left (not seen yet, so a guess). */
static void write_head(uint32_t crc, const char *digits, unsigned char *out,
                       size_t width)
{
    uint64_t limit = 1;
    for (size_t i = 0; i < width; i++) {
        limit *= strlen(digits);
    }
    uint64_t value = crc;
    while (value >= limit) {
        value /= strlen(digits);
    }
    (void)!codec_number_encode(value, digits, out, width);
}

static void write_bytes(uint32_t crc, const struct crc_scheme *scheme,
                        unsigned char *out)
{
    unsigned char bytes[4] = {(unsigned char)crc, (unsigned char)(crc >> 8),
                              (unsigned char)(crc >> 16),
                              (unsigned char)(crc >> 24)};
    unsigned char text[MAX_WIDTH];
    size_t len = 0;
    if (scheme->form == FORM_HEX_SWAPPED) {
        codec_hex_encode(span_of(bytes, sizeof(bytes)), text);
    } else {
        (void)!codec_base64_encode(span_of(bytes, sizeof(bytes)),
                                   CODEC_STANDARD, text, sizeof(text), &len);
    }
    memcpy(out, text, scheme->width);
}

static void write_sum(uint32_t crc, const struct crc_scheme *scheme,
                      unsigned char *out)
{
    switch (scheme->form) {
    case FORM_NUMBER:
        (void)!codec_number_encode(crc, scheme->digits, out, scheme->width);
        return;
    case FORM_REVERSED:
        write_reversed(crc, scheme->digits, out, scheme->width);
        return;
    case FORM_HEAD:
        write_head(crc, scheme->digits, out, scheme->width);
        return;
    case FORM_HEX_SWAPPED:
    case FORM_BASE64:
    default:
        write_bytes(crc, scheme, out);
        return;
    }
}

static enum check_result run_crc(const struct check *check,
                                 const struct check_input *in,
                                 struct check_notes *notes)
{
    (void)notes;
    const struct crc_scheme *scheme = check->data;
    struct crc_parts parts;
    if (!cut(in->secret, scheme, &parts)) {
        return CHECK_UNKNOWN;
    }
    unsigned char sum[MAX_WIDTH];
    write_sum(sum_of(span_slice(in->secret, parts.cover)), scheme, sum);
    return span_equal(span_slice(in->secret, parts.sum),
                      span_of(sum, scheme->width))
               ? CHECK_PASS
               : CHECK_FAIL;
}

static bool complete_crc(const struct check *check, struct check_sample *sample)
{
    const struct crc_scheme *scheme = check->data;
    struct span secret = sample_secret(sample);
    struct crc_parts parts;
    if (!cut(secret, scheme, &parts)) {
        return false;
    }
    write_sum(sum_of(span_slice(secret, parts.cover)), scheme,
              sample->bytes + sample->secret.start + parts.sum.start);
    return true;
}

/* --- crates.io ------------------------------------------------------------ */

static const char XOR_DIGITS[] =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";

/* The letter for the last run of letters and digits without its last one. */
static bool xor_letter(struct span token, unsigned char *out)
{
    size_t len = piece_run_back(token, byte_is_alnum);
    if (len < 2) {
        return false;
    }
    unsigned sum = 0;
    for (size_t i = token.len - len; i < token.len - 1; i++) {
        sum ^= token.ptr[i];
    }
    *out = (unsigned char)XOR_DIGITS[sum % 62];
    return true;
}

static enum check_result run_xor(const struct check *check,
                                 const struct check_input *in,
                                 struct check_notes *notes)
{
    (void)check;
    (void)notes;
    unsigned char letter;
    if (!xor_letter(in->secret, &letter)) {
        return CHECK_UNKNOWN;
    }
    return in->secret.ptr[in->secret.len - 1] == letter ? CHECK_PASS
                                                        : CHECK_FAIL;
}

static bool complete_xor(const struct check *check, struct check_sample *sample)
{
    (void)check;
    unsigned char letter;
    struct span secret = sample_secret(sample);
    if (!xor_letter(secret, &letter)) {
        return false;
    }
    sample->bytes[sample->secret.end - 1] = letter;
    return true;
}

/* --- the table ------------------------------------------------------------ */

static const char HEX_LOWER[] = "0123456789abcdef";
static const char HEX_UPPER[] = "0123456789ABCDEF";

static const struct crc_scheme BASE62 = {COVER_RUN, FORM_NUMBER, DIGITS_BASE62,
                                         6, 0};
static const struct crc_scheme BASE62_LOWER = {COVER_RUN, FORM_NUMBER,
                                               DIGITS_BASE62_LOWER, 6, 0};
static const struct crc_scheme BASE62_LOWER_WHOLE = {COVER_ALL, FORM_NUMBER,
                                                     DIGITS_BASE62_LOWER, 6, 0};
static const struct crc_scheme BASE62_FIELD = {COVER_FIELD, FORM_NUMBER,
                                               DIGITS_BASE62, 6, 0};
static const struct crc_scheme BASE62_REVERSED = {COVER_FIELD, FORM_REVERSED,
                                                  DIGITS_BASE62, 6, 0};
static const struct crc_scheme HEX = {COVER_RUN, FORM_NUMBER, HEX_LOWER, 8, 0};
static const struct crc_scheme HEX_WHOLE = {COVER_ALL, FORM_NUMBER, HEX_LOWER,
                                            8, 0};
static const struct crc_scheme HEX_UPPER_WHOLE = {COVER_ALL, FORM_NUMBER,
                                                  HEX_UPPER, 8, 0};
static const struct crc_scheme HEX_LARAVEL = {COVER_FIXED, FORM_NUMBER,
                                              HEX_LOWER, 8, 40};
static const struct crc_scheme HEX_SWAPPED = {COVER_FIELD, FORM_HEX_SWAPPED,
                                              HEX_LOWER, 8, 0};
static const struct crc_scheme BASE64 = {COVER_FIXED, FORM_BASE64, NULL, 6, 54};
static const struct crc_scheme BASE36_HEAD = {COVER_FIXED, FORM_HEAD,
                                              DIGITS_BASE36, 6, 40};

static const struct check CHECKS[] = {
    {"crc32-base62",
     "The last six characters are the CRC-32 of the body, in base62.",
     "GitHub, Behind GitHub's new authentication token formats (2021)",
     EVIDENCE_CHECKSUM, run_crc, complete_crc, &BASE62},
    {"crc32-base62-lower",
     "As crc32-base62, lower-case letters before upper-case ones.",
     "derived from public Prefect keys", EVIDENCE_CHECKSUM, run_crc,
     complete_crc, &BASE62_LOWER},
    {"crc32-base62-lower-whole", "As crc32-base62-lower, the prefix included.",
     "derived from public Apify tokens", EVIDENCE_CHECKSUM, run_crc,
     complete_crc, &BASE62_LOWER_WHOLE},
    {"crc32-base62-field",
     "The part behind the last '_' is the CRC-32 of all before it, in base62.",
     "Synapse, handlers/auth.py and util/stringutils.py", EVIDENCE_CHECKSUM,
     run_crc, complete_crc, &BASE62_FIELD},
    {"crc32-base62-reversed", "As crc32-base62-field, the lowest digit first.",
     "matrix-authentication-service, data-model/src/tokens.rs",
     EVIDENCE_CHECKSUM, run_crc, complete_crc, &BASE62_REVERSED},
    {"crc32-hex", "The last eight characters are the CRC-32 of the body.",
     "derived from public Cloudflare, Zuplo and Cashfree keys",
     EVIDENCE_CHECKSUM, run_crc, complete_crc, &HEX},
    {"crc32-hex-whole",
     "The last eight characters are the CRC-32 of everything before them.",
     "Private Packagist, documentation of token formats", EVIDENCE_CHECKSUM,
     run_crc, complete_crc, &HEX_WHOLE},
    {"crc32-hex-upper-whole", "As crc32-hex-whole, in upper case.",
     "derived from public Atlassian and Trello tokens", EVIDENCE_CHECKSUM,
     run_crc, complete_crc, &HEX_UPPER_WHOLE},
    {"crc32-hex-laravel",
     "The last eight characters are the CRC-32 of the 40 before them.",
     "Laravel Sanctum 3.3, HasApiTokens.php", EVIDENCE_CHECKSUM, run_crc,
     complete_crc, &HEX_LARAVEL},
    {"crc32-hex-le",
     "The part behind the last '_' is the CRC-32 of all before it, its bytes "
     "lowest first.",
     "Grafana, pkg/components/satokengen", EVIDENCE_CHECKSUM, run_crc,
     complete_crc, &HEX_SWAPPED},
    {"crc32-base64-le",
     "The last six characters are the CRC-32 of the 54 before, in base64.",
     "derived from a public Confluent secret", EVIDENCE_CHECKSUM, run_crc,
     complete_crc, &BASE64},
    {"crc32-base36-head",
     "The last six characters begin the CRC-32 of the 40 before, in base36.",
     "derived from public RunPod keys", EVIDENCE_CHECKSUM, run_crc,
     complete_crc, &BASE36_HEAD},
    {"xor-base62", "The last letter is the XOR of the body, modulo 62.",
     "crates.io, crates/crates_io_trustpub", EVIDENCE_CHECKSUM, run_xor,
     complete_xor, NULL},
};

const struct check_family check_family_crc = {CHECKS, sizeof(CHECKS) /
                                                          sizeof(CHECKS[0])};
