/* SPDX-License-Identifier: Apache-2.0
 *
 * Macaroons: tokens whose restrictions stand in clear and are chained by an
 * HMAC that only the issuer can check. Both formats of libmacaroons, the ones
 * of PyPI in full, and Fly.io's own in MessagePack. */
#include "verify/check.h"

#include "base/codec.h"
#include "verify/claims.h"
#include "verify/piece.h"

#include <stdio.h>

#define MACAROON_BYTES 12288

/* The part behind the last '-', "_" or space is not what we want: base64url
 * holds '-'. So a known prefix comes off, and nothing else. */
static bool decode(struct span token, const char *prefix, unsigned char *out,
                   struct span *bytes)
{
    size_t len;
    if (prefix && !piece_skip(&token, prefix)) {
        return false;
    }
    if (!codec_base64(token, out, MACAROON_BYTES, &len)) {
        return false;
    }
    *bytes = span_of(out, len);
    return true;
}

/* --- version 2 --------------------------------------------------------------
 *
 *     02 | 01 location | 02 identifier | 00
 *        | ([01 location] 02 caveat [04 key] 00)* | 00 | 06 signature
 *
 * Each field is its type, the length as a varint, the bytes. */

enum v2_field {
    V2_END = 0,
    V2_LOCATION = 1,
    V2_IDENTIFIER = 2,
    V2_SIGNATURE = 6
};

/* Takes a field off; its type, or -1 when the bytes end too early. */
static int v2_next(struct span *rest, struct span *value)
{
    int type = span_at(*rest, 0);
    *rest = piece_from(*rest, 1);
    *value = span_of(NULL, 0);
    if (type <= V2_END) {
        return type;
    }
    size_t len = 0;
    unsigned shift = 0;
    int byte;
    do {
        byte = span_at(*rest, 0);
        *rest = piece_from(*rest, 1);
        if (byte < 0 || shift > 14) {
            return -1;
        }
        len |= (size_t)(byte & 127) << shift;
        shift += 7;
    } while (byte & 128);
    if (len > rest->len) {
        return -1;
    }
    *value = piece(*rest, 0, len);
    *rest = piece_from(*rest, len);
    return type;
}

/* PyPI's caveats, old: {"permissions": "user" | {"projects": [...]}}, new:
 * [0, expires, not before], [1, [projects]], [3, "user id"]. */
static void note_caveat(struct span caveat, const struct check_input *in,
                        struct check_notes *notes)
{
    uint64_t seconds;
    struct span rest = caveat;
    if (piece_skip(&rest, "[0,")) {
        rest = piece_from(rest, piece_run(rest, byte_is_space));
        if (piece_number(piece(rest, 0, piece_run(rest, byte_is_digit)),
                         &seconds)) {
            note_expiry(notes, (int64_t)seconds, in->now);
        }
    }
    if (span_find(caveat, span_str("projects")) < caveat.len ||
        piece_starts(caveat, "[1,")) {
        struct span names = piece_from(caveat, piece_find(caveat, '['));
        note_fact(notes, "projects", names);
    } else if (claims_text(caveat, "permissions").len > 0) {
        note_fact(notes, "permissions", claims_text(caveat, "permissions"));
    }
}

static bool v2_caveats(struct span *rest, const struct check_input *in,
                       struct check_notes *notes)
{
    struct span value;
    for (;;) {
        int type = v2_next(rest, &value);
        if (type == V2_END) {
            return true;
        }
        while (type > V2_END) {
            if (type == V2_IDENTIFIER) {
                note_caveat(value, in, notes);
            }
            type = v2_next(rest, &value);
        }
        if (type < 0) {
            return false;
        }
    }
}

static enum check_result v2(struct span bytes, const char *const *locations,
                            const struct check_input *in,
                            struct check_notes *notes)
{
    struct span rest = piece_from(bytes, 1);
    struct span value;
    bool known = !locations;
    int type = span_at(bytes, 0) == 2 ? v2_next(&rest, &value) : -1;
    if (type == V2_LOCATION) {
        for (size_t i = 0; locations && locations[i]; i++) {
            known = known || piece_is(value, locations[i]);
        }
        note_fact(notes, "location", value);
        type = v2_next(&rest, &value);
    }
    if (type != V2_IDENTIFIER || !known) {
        return CHECK_FAIL;
    }
    if (locations) {
        note_fact(notes, "token", value);
    }
    if (v2_next(&rest, &value) != V2_END || !v2_caveats(&rest, in, notes) ||
        v2_next(&rest, &value) != V2_SIGNATURE || value.len != 32 ||
        rest.len != 0) {
        return CHECK_FAIL;
    }
    return CHECK_PASS;
}

static const char *const PYPI[] = {"pypi.org", "test.pypi.org", NULL};

static enum check_result run_pypi(const struct check *check,
                                  const struct check_input *in,
                                  struct check_notes *notes)
{
    (void)check;
    unsigned char bytes[MACAROON_BYTES];
    struct span macaroon;
    return decode(in->secret, "pypi-", bytes, &macaroon)
               ? v2(macaroon, PYPI, in, notes)
               : CHECK_FAIL;
}

static enum check_result run_v2(const struct check *check,
                                const struct check_input *in,
                                struct check_notes *notes)
{
    (void)check;
    unsigned char bytes[MACAROON_BYTES];
    struct span macaroon;
    size_t len;
    /* lnd and others write macaroons in hexadecimal. */
    if (codec_hex(in->body, bytes, sizeof(bytes), &len)) {
        return v2(span_of(bytes, len), NULL, in, notes);
    }
    return decode(in->body, NULL, bytes, &macaroon)
               ? v2(macaroon, NULL, in, notes)
               : CHECK_FAIL;
}

static bool complete_pypi(const struct check *check,
                          struct check_sample *sample)
{
    (void)check;
    unsigned char bytes[256];
    unsigned char text[400] = "pypi-";
    size_t len;
    /* The test index is told by the text that the rule begins with. */
    bool test = span_find(sample_secret(sample), span_str("AgENdGVzdC5")) == 5;
    unsigned long long id = sample_random(sample);
    int n = snprintf(
        (char *)bytes, sizeof(bytes),
        "\x02\x01%c%s\x02\x24%08llx-4a2b-4c3d-8e4f-%012llx%c"
        "\x02\x12[3,\"%012llx\"]%c%c\x06 ",
        test ? 13 : 8, PYPI[test], id >> 32, id & 0xffffffffffff, 0,
        (unsigned long long)sample_random(sample) & 0xffffffffffff, 0, 0);
    for (int i = 0; i < 32; i++) {
        bytes[n + i] = (unsigned char)sample_random(sample);
    }
    return codec_base64_encode(span_of(bytes, (size_t)n + 32), CODEC_URL,
                               text + 5, sizeof(text) - 5, &len) &&
           sample_replace(sample, sample->secret, span_of(text, len + 5));
}

/* --- version 1: packets "0021name value\n", the length in hexadecimal --------
 */

static bool v1_next(struct span *rest, struct span *name, struct span *value)
{
    unsigned char size[2];
    size_t n;
    if (!codec_hex(piece(*rest, 0, 4), size, sizeof(size), &n) || n != 2) {
        return false;
    }
    size_t len = (size_t)size[0] << 8 | size[1];
    if (len < 6 || len > rest->len || rest->ptr[len - 1] != '\n') {
        return false;
    }
    struct span packet = piece(*rest, 4, len - 1);
    size_t space = piece_find(packet, ' ');
    *name = piece(packet, 0, space);
    *value = piece_from(packet, space + 1);
    *rest = piece_from(*rest, len);
    return true;
}

static enum check_result run_v1(const struct check *check,
                                const struct check_input *in,
                                struct check_notes *notes)
{
    (void)check;
    unsigned char bytes[MACAROON_BYTES];
    struct span rest;
    struct span name;
    struct span value;
    if (!decode(in->body, NULL, bytes, &rest) &&
        !decode(in->secret, NULL, bytes, &rest)) {
        return CHECK_FAIL;
    }
    if (!v1_next(&rest, &name, &value) || !piece_is(name, "location")) {
        return CHECK_FAIL;
    }
    note_fact(notes, "location", value);
    while (v1_next(&rest, &name, &value)) {
        if (piece_is(name, "signature")) {
            return value.len == 32 && rest.len == 0 ? CHECK_PASS : CHECK_FAIL;
        }
    }
    return CHECK_FAIL;
}

static bool complete_v1(const struct check *check, struct check_sample *sample)
{
    (void)check;
    unsigned char bytes[160];
    unsigned char text[240];
    size_t len;
    int n = snprintf((char *)bytes, sizeof(bytes),
                     "0018location acme.dev:1\n"
                     "0020identifier %016llx\n002fsignature ",
                     (unsigned long long)sample_random(sample));
    for (int i = 0; i < 32; i++) {
        bytes[n + i] = (unsigned char)sample_random(sample);
    }
    bytes[n + 32] = '\n';
    return codec_base64_encode(span_of(bytes, (size_t)n + 33), CODEC_URL, text,
                               sizeof(text), &len) &&
           sample_replace(sample, sample->secret, span_of(text, len));
}

/* --- Fly.io -----------------------------------------------------------------
 *
 *     fm2_ base64(94 93 c4 ...): an array of four, whose first is an array of
 *     three, whose first is binary  */

static enum check_result run_fly(const struct check *check,
                                 const struct check_input *in,
                                 struct check_notes *notes)
{
    (void)check;
    unsigned char bytes[MACAROON_BYTES];
    struct span macaroon;
    struct span token =
        piece_from(in->secret, span_find(in->secret, span_str("fm2_")));
    token = piece(token, 0, piece_find(token, ','));
    if (token.len == 0) {
        return CHECK_UNKNOWN;
    }
    if (!decode(token, "fm2_", bytes, &macaroon) ||
        !piece_starts(macaroon, "\x94\x93\xc4")) {
        return CHECK_FAIL;
    }
    struct span rest =
        piece_from(macaroon, span_find(macaroon, span_str("https://")));
    size_t len = 0;
    while (len < rest.len &&
           (byte_is_alnum(rest.ptr[len]) || strchr(":/.-", rest.ptr[len]))) {
        len++;
    }
    note_fact(notes, "location", piece(rest, 0, len));
    return CHECK_PASS;
}

static bool complete_fly(const struct check *check, struct check_sample *sample)
{
    (void)check;
    unsigned char text[1200] = "fm2_";
    unsigned char bytes[120] = {0x94, 0x93, 0xc4, 16};
    size_t len;
    for (size_t i = 4; i < sizeof(bytes); i++) {
        bytes[i] = (unsigned char)sample_random(sample);
    }
    memcpy(bytes + 38, "\xc2\xb1https://api.fly.io/v1\x91", 24);
    return codec_base64_encode(span_of(bytes, sizeof(bytes)), CODEC_STANDARD,
                               text + 4, sizeof(text) - 4, &len) &&
           sample_replace(sample, sample->secret, span_of(text, len + 4));
}

/* --- the table ------------------------------------------------------------ */

static const struct check CHECKS[] = {
    {"macaroon-pypi", "A macaroon of PyPI: token, projects and expiry.",
     "libmacaroons, format 2; warehouse, macaroons/caveats", EVIDENCE_STRUCTURE,
     run_pypi, complete_pypi, NULL},
    {"macaroon-v1", "A macaroon in packets.", "libmacaroons, format 1",
     EVIDENCE_STRUCTURE, run_v1, complete_v1, NULL},
    {"macaroon-v2", "A binary macaroon.", "libmacaroons, format 2",
     EVIDENCE_STRUCTURE, run_v2, NULL, NULL},
    {"macaroon-fly", "A macaroon of Fly.io.", "superfly/macaroon",
     EVIDENCE_STRUCTURE, run_fly, complete_fly, NULL},
};

const struct check_family check_family_macaroon = {
    CHECKS, sizeof(CHECKS) / sizeof(CHECKS[0])};
