/* SPDX-License-Identifier: Apache-2.0
 *
 * Keys that are random bytes in base64 or hexadecimal and say nothing else:
 * how many bytes, whether spare bits are clear, whether the letters are mixed
 * as random ones are, whether they decode to text where text belongs. */
#include "verify/check.h"

#include "base/codec.h"
#include "verify/claims.h"
#include "verify/piece.h"
#include "verify/placeholder.h"
#include "verify/sample_json.h"

#define DECODED 16384

static enum check_result pass_if(bool fits)
{
    return fits ? CHECK_PASS : CHECK_FAIL;
}

/* --- spare bits
 * ------------------------------------------------------------------ */

/* The last run of base64 letters with its padding. A run of 4n + 1 letters
 * cannot be. */
static enum check_result run_canonical(const struct check *check,
                                       const struct check_input *in,
                                       struct check_notes *notes)
{
    (void)check;
    (void)notes;
    struct span text = in->body;
    size_t pad = 0;
    while (pad < text.len && text.ptr[text.len - 1 - pad] == '=') {
        pad++;
    }
    struct span letters = piece(text, 0, text.len - pad);
    size_t run = piece_run_back(letters, byte_is_base64);
    if (run % 4 == 1 || (pad > 0 && (run + pad) % 4 != 0)) {
        return CHECK_FAIL;
    }
    /* The last group alone decides: whole groups have no spare bits. */
    size_t tail = run % 4;
    unsigned char bytes[3];
    size_t len;
    return pass_if(run > 0 &&
                   codec_base64(piece_from(letters, letters.len - tail), bytes,
                                sizeof(bytes), &len));
}

static bool complete_canonical(const struct check *check,
                               struct check_sample *sample)
{
    (void)check;
    sample_canonical(sample);
    return true;
}

/* --- mixed letters
 * ----------------------------------------------------------------- */

/* The alphabet of the longest run in the rule's shapes; NULL without one. */
static const struct alphabet *main_alphabet(const struct rule *rule)
{
    const struct alphabet *best = NULL;
    uint32_t longest = 0;
    for (size_t i = 0; rule && i < rule->n_shapes; i++) {
        for (size_t k = 0; k < rule->shapes[i].n_segments; k++) {
            const struct segment *segment = &rule->shapes[i].segments[k];
            if (segment->kind == SEGMENT_RUN && segment->max > longest) {
                longest = segment->max;
                best = segment->alphabet;
            }
        }
    }
    return best;
}

static bool is_hex_letter(int c)
{
    return byte_is_hex(c) && !byte_is_digit(c);
}

static unsigned count_of(const struct alphabet *alphabet, byte_test_fn test)
{
    unsigned count = 0;
    for (int c = 0; c < 256; c++) {
        bool in = alphabet ? alphabet_has(alphabet, (unsigned char)c)
                           : byte_is_alnum(c);
        count += in && test(c);
    }
    return count;
}

/* True when a random text would have such a letter in all but one of 30,000
 * cases, and this one has none: (share of the others) ^ length < 1/30000. */
static bool is_missing(struct span text, byte_test_fn test, unsigned count,
                       unsigned size)
{
    for (size_t i = 0; i < text.len; i++) {
        if (test(text.ptr[i])) {
            return false;
        }
    }
    double chance = 1;
    double other = (double)(size - count) / size;
    for (size_t i = 0; i < text.len && chance > 1e-9; i++) {
        chance *= other;
    }
    return count > 0 && chance < 1.0 / 30000;
}

/* Of random letters, digits, small and capital ones all occur once the text
 * is long enough; words and names in code lack one of them. */
static enum check_result run_mixed(const struct check *check,
                                   const struct check_input *in,
                                   struct check_notes *notes)
{
    (void)check;
    (void)notes;
    static const byte_test_fn tests[] = {byte_is_digit, byte_is_lower,
                                         byte_is_upper};
    const struct alphabet *alphabet = main_alphabet(in->rule);
    unsigned size = alphabet ? alphabet->size : 62;
    for (size_t i = 0; i < 3; i++) {
        if (is_missing(in->body, tests[i], count_of(alphabet, tests[i]),
                       size)) {
            return CHECK_FAIL;
        }
    }
    return CHECK_PASS;
}

/* The same for hexadecimal, whose letters are all small or all capital. */
static enum check_result run_hex_mixed(const struct check *check,
                                       const struct check_input *in,
                                       struct check_notes *notes)
{
    (void)check;
    (void)notes;
    bool odd = is_missing(in->body, byte_is_digit, 10, 16) ||
               is_missing(in->body, is_hex_letter, 6, 16);
    return pass_if(!odd);
}

/* --- texts
 * ------------------------------------------------------------------------- */

/* The body, or what stands behind its last '.', '-', '_' or '|'. */
static bool decode_body(struct span body, unsigned char *out, size_t *len)
{
    if (codec_base64(body, out, DECODED, len)) {
        return *len > 0;
    }
    static const char separators[] = ".|_-";
    for (size_t i = 0; separators[i]; i++) {
        size_t at = piece_find_last(body, separators[i]);
        if (at < body.len &&
            codec_base64(piece_from(body, at + 1), out, DECODED, len) &&
            *len > 0) {
            return true;
        }
    }
    return false;
}

static bool is_text_or_space(int c)
{
    return (c >= 0x20 && c < 0x7f) || byte_is_space(c);
}

static enum check_result run_text(const struct check *check,
                                  const struct check_input *in,
                                  struct check_notes *notes)
{
    (void)check;
    (void)notes;
    unsigned char bytes[DECODED];
    size_t len;
    return pass_if(decode_body(in->body, bytes, &len) &&
                   piece_all(span_of(bytes, len), is_text_or_space));
}

/* "name:secret". The name is a fact, the secret is not. */
static enum check_result user_pass(struct span body, const char *name,
                                   struct check_notes *notes)
{
    unsigned char bytes[DECODED];
    size_t len;
    if (!decode_body(body, bytes, &len)) {
        return CHECK_FAIL;
    }
    struct span plain = span_of(bytes, len);
    size_t colon = piece_find(plain, ':');
    if (colon == 0 || colon + 1 >= len || !piece_is_text(plain)) {
        return CHECK_FAIL;
    }
    note_fact(notes, name, piece(plain, 0, colon));
    const char *reason = placeholder_password(piece_from(plain, colon + 1));
    if (reason) {
        note_effect(notes, EFFECT_DROP, reason);
        return CHECK_FAIL;
    }
    return CHECK_PASS;
}

static enum check_result run_user_pass(const struct check *check,
                                       const struct check_input *in,
                                       struct check_notes *notes)
{
    return user_pass(in->body, check->data, notes);
}

static bool complete_user_pass(const struct check *check,
                               struct check_sample *sample)
{
    (void)check;
    unsigned char plain[1024];
    unsigned char text[2048];
    size_t len;
    struct span body = sample_body(sample);
    while (body.len > 0 && body.ptr[body.len - 1] == '=') {
        body.len--;
    }
    size_t n = body.len * 3 / 4;
    if (n < 8 || n > sizeof(plain)) {
        return false;
    }
    for (size_t i = 0; i < n; i++) {
        plain[i] = (unsigned char)DIGITS_BASE62[sample_random(sample) % 62];
    }
    plain[n > 40 ? 20 : 5] = ':';
    return codec_base64_encode(span_of(plain, n), CODEC_STANDARD, text,
                               sizeof(text), &len) &&
           sample_replace_body(sample, span_of(text, len));
}

/* The body; or the whole secret, when what the rule fixes is itself the begin
 * of the JSON. */
static enum check_result run_json(const struct check *check,
                                  const struct check_input *in,
                                  struct check_notes *notes)
{
    (void)check;
    (void)notes;
    unsigned char bytes[DECODED];
    size_t len;
    struct span text = piece_starts(in->secret, "ey") ? in->secret : in->body;
    return pass_if(decode_body(text, bytes, &len) &&
                   claims_valid(span_of(bytes, len)));
}

static bool complete_json(const struct check *check,
                          struct check_sample *sample)
{
    (void)check;
    unsigned char text[1024];
    size_t len;
    size_t at = sample->secret.start;
    at = piece_starts(sample_secret(sample), "ey") ? at : sample->body;
    struct span fixed = span_of(sample->bytes + at, sample_fixed(sample, at));
    return sample_json(sample, fixed,
                       "\"id\":\"0f1e2d3c\",\"key\":\"b1946ac92492d2347c62\"",
                       sample->secret.end - at, text, sizeof(text), &len) &&
           sample_replace(sample, (struct range){at, sample->secret.end},
                          span_of(text, len));
}

/* 8-4-4-4-12 hexadecimal digits at `at`. */
static bool is_uuid(struct span text, size_t at)
{
    struct span uuid = piece(text, at, at + 36);
    for (size_t i = 0; i < uuid.len; i++) {
        bool dash = i == 8 || i == 13 || i == 18 || i == 23;
        if (dash ? uuid.ptr[i] != '-' : !byte_is_hex(uuid.ptr[i])) {
            return false;
        }
    }
    return uuid.len == 36;
}

static enum check_result run_has_uuid(const struct check *check,
                                      const struct check_input *in,
                                      struct check_notes *notes)
{
    (void)check;
    unsigned char bytes[DECODED];
    size_t len;
    if (!decode_body(in->body, bytes, &len)) {
        return CHECK_FAIL;
    }
    for (size_t at = 0; at + 36 <= len; at++) {
        if (is_uuid(span_of(bytes, len), at)) {
            /* With nothing else the UUID is the secret. */
            if (len > 36) {
                note_fact(notes, "id", span_of(bytes + at, 36));
            }
            return CHECK_PASS;
        }
    }
    return CHECK_FAIL;
}

/* A UUID, and a colon and letters when there is room for more. */
static bool complete_has_uuid(const struct check *check,
                              struct check_sample *sample)
{
    (void)check;
    unsigned char plain[512];
    unsigned char text[1024];
    size_t len;
    struct span body = sample_body(sample);
    while (body.len > 0 && body.ptr[body.len - 1] == '=') {
        body.len--;
    }
    size_t n = body.len * 3 / 4;
    if (n < 36 || n > sizeof(plain)) {
        return false;
    }
    for (size_t i = 0; i < n; i++) {
        bool dash = i == 8 || i == 13 || i == 18 || i == 23;
        uint64_t random = sample_random(sample);
        plain[i] = (unsigned char)(dash      ? '-'
                                   : i == 36 ? ':'
                                             : DIGITS_BASE36[random % 16]);
    }
    return codec_base64_encode(span_of(plain, n), CODEC_STANDARD, text,
                               sizeof(text), &len) &&
           sample_replace_body(sample, span_of(text, len));
}

/* --- UUIDs of version 4
 * --------------------------------------------------------------
 *
 *     ........-....-4...-[89ab]...-............      (RFC 4122, 4.4)  */

static bool is_v4(struct span text, size_t version, size_t variant)
{
    int c = span_at(text, variant);
    return span_at(text, version) == '4' && c > 0 && strchr("89abAB", c);
}

/* Calls of the two forms share this walk: it finds the next UUID and says
 * where its two digits are. */
static bool next_uuid(struct span text, size_t *at, size_t *version,
                      size_t *variant)
{
    for (; *at < text.len; (*at)++) {
        if (is_uuid(text, *at)) {
            *version = *at + 14;
            *variant = *at + 19;
            *at += 36;
            return true;
        }
    }
    return false;
}

/* Without dashes: the first run of 32 hexadecimal digits. */
static bool bare_uuid(struct span text, size_t *version, size_t *variant)
{
    for (size_t at = 0; at + 32 <= text.len;) {
        size_t run = piece_run(piece_from(text, at), byte_is_hex);
        if (run >= 32) {
            *version = at + 12;
            *variant = at + 16;
            return true;
        }
        at += run + 1;
    }
    return false;
}

static enum check_result run_uuid4(const struct check *check,
                                   const struct check_input *in,
                                   struct check_notes *notes)
{
    (void)check;
    (void)notes;
    size_t at = 0;
    size_t version;
    size_t variant;
    bool any = false;
    while (next_uuid(in->secret, &at, &version, &variant)) {
        any = true;
        if (!is_v4(in->secret, version, variant)) {
            return CHECK_FAIL;
        }
    }
    if (!any && bare_uuid(in->secret, &version, &variant)) {
        return pass_if(is_v4(in->secret, version, variant));
    }
    return any ? CHECK_PASS : CHECK_UNKNOWN;
}

static bool complete_uuid4(const struct check *check,
                           struct check_sample *sample)
{
    (void)check;
    size_t at = 0;
    size_t version;
    size_t variant;
    bool any = false;
    struct span secret = sample_secret(sample);
    unsigned char *bytes = sample->bytes + sample->secret.start;
    while (next_uuid(secret, &at, &version, &variant)) {
        any = true;
        bytes[version] = '4';
        bytes[variant] = (unsigned char)("89"[sample_random(sample) % 2]);
    }
    if (!any && bare_uuid(secret, &version, &variant)) {
        any = true;
        bytes[version] = '4';
        bytes[variant] = (unsigned char)("89"[sample_random(sample) % 2]);
    }
    return any;
}

/* --- whole keys
 * ------------------------------------------------------------------------ */

static enum check_result run_bytes(const struct check *check,
                                   const struct check_input *in,
                                   struct check_notes *notes)
{
    (void)notes;
    unsigned char bytes[128];
    size_t len;
    const size_t *want = check->data;
    return pass_if(codec_base64(in->body, bytes, sizeof(bytes), &len) &&
                   len == *want);
}

/* Curve25519 keys are stored clamped (RFC 7748, 5), as `wg genkey` does. */
static enum check_result run_clamped(const struct check *check,
                                     const struct check_input *in,
                                     struct check_notes *notes)
{
    (void)check;
    (void)notes;
    unsigned char bytes[32];
    size_t len;
    return pass_if(codec_base64(in->body, bytes, sizeof(bytes), &len) &&
                   len == 32 && (bytes[0] & 7) == 0 &&
                   (bytes[31] & 0xc0) == 0x40);
}

static bool complete_clamped(const struct check *check,
                             struct check_sample *sample)
{
    (void)check;
    unsigned char bytes[32];
    unsigned char text[44];
    size_t len;
    for (size_t i = 0; i < sizeof(bytes); i++) {
        bytes[i] = (unsigned char)sample_random(sample);
    }
    bytes[0] &= 0xf8;
    bytes[31] = (unsigned char)((bytes[31] & 0x3f) | 0x40);
    return codec_base64_encode(span_of(bytes, sizeof(bytes)), CODEC_STANDARD,
                               text, sizeof(text), &len) &&
           sample_replace_body(sample, span_of(text, len));
}

/* Cisco IOS type 7: two digits of offset into a fixed key, then bytes XORed
 * with it. Everybody can read it, so what decodes to text is a password. */
static enum check_result run_type7(const struct check *check,
                                   const struct check_input *in,
                                   struct check_notes *notes)
{
    (void)check;
    (void)notes;
    static const char key[] =
        "dsfd;kfoA,.iyewrkldJKDHSUBsgvca69834ncxv9873254k;fg87";
    unsigned char bytes[128];
    size_t len;
    uint64_t offset;
    if (!piece_number(piece(in->body, 0, 2), &offset) || offset > 52 ||
        !codec_hex(piece_from(in->body, 2), bytes, sizeof(bytes), &len)) {
        return CHECK_FAIL;
    }
    for (size_t i = 0; i < len; i++) {
        bytes[i] ^= (unsigned char)key[(offset + i) % 53];
    }
    return pass_if(piece_is_text(span_of(bytes, len)));
}

static bool complete_type7(const struct check *check,
                           struct check_sample *sample)
{
    (void)check;
    static const char key[] = "dsfd;kfoA,.iyewrkld";
    unsigned char bytes[12];
    unsigned char text[26] = "00";
    for (size_t i = 0; i < sizeof(bytes); i++) {
        int c = DIGITS_BASE62[sample_random(sample) % 62];
        bytes[i] = (unsigned char)(c ^ key[i]);
    }
    codec_hex_encode(span_of(bytes, sizeof(bytes)), text + 2);
    for (size_t i = 0; i < sizeof(text); i++) {
        bool lower = byte_is_lower(text[i]);
        text[i] = (unsigned char)(lower ? text[i] - 'a' + 'A' : text[i]);
    }
    return sample_replace_body(sample, span_of(text, sizeof(text)));
}

/* --- the table ------------------------------------------------------------ */

static const size_t BYTES_32 = 32;
static const size_t BYTES_64 = 64;

static const struct check CHECKS[] = {
    {"base64-canonical", "The spare bits of the last letter are clear.",
     "RFC 4648, 3.5", EVIDENCE_FORMAT, run_canonical, complete_canonical, NULL},
    {"mixed-classes", "Digits, small and capital letters are mixed.",
     "one random token in 10,000 fails", EVIDENCE_FORMAT, run_mixed, NULL,
     NULL},
    {"hex-mixed", "Hexadecimal digits and letters are mixed.",
     "one random token in 15,000 fails", EVIDENCE_FORMAT, run_hex_mixed, NULL,
     NULL},
    {"base64-text", "Decodes to printable text.", "RFC 4648",
     EVIDENCE_STRUCTURE, run_text, complete_user_pass, NULL},
    {"base64-user-pass", "Decodes to an id, a colon and a secret.", "RFC 4648",
     EVIDENCE_STRUCTURE, run_user_pass, complete_user_pass, "id"},
    {"docker-auth", "Decodes to a user, a colon and a password.",
     "RFC 7617; docker login", EVIDENCE_STRUCTURE, run_user_pass,
     complete_user_pass, "user"},
    {"base64-json", "Decodes to a JSON object.", "RFC 8259", EVIDENCE_STRUCTURE,
     run_json, complete_json, NULL},
    {"base64-uuid", "Decodes to a text with a UUID.", "RFC 4122",
     EVIDENCE_STRUCTURE, run_has_uuid, complete_has_uuid, NULL},
    {"uuid-v4", "Its UUIDs are random ones, of version 4.", "RFC 4122, 4.4",
     EVIDENCE_FORMAT, run_uuid4, complete_uuid4, NULL},
    {"fernet-key", "Decodes to 32 bytes.", "cryptography, Fernet",
     EVIDENCE_FORMAT, run_bytes, complete_canonical, &BYTES_32},
    {"azure-storage-key", "Decodes to 64 bytes.", "Azure Storage",
     EVIDENCE_FORMAT, run_bytes, complete_canonical, &BYTES_64},
    {"wireguard-key", "Decodes to 32 bytes, clamped.", "RFC 7748, 5",
     EVIDENCE_STRUCTURE, run_clamped, complete_clamped, NULL},
    {"cisco-type7", "Decodes to a printable password.",
     "public since 1995: XOR with a fixed key", EVIDENCE_STRUCTURE, run_type7,
     complete_type7, NULL},
};

const struct check_family check_family_base64 = {CHECKS, sizeof(CHECKS) /
                                                             sizeof(CHECKS[0])};
