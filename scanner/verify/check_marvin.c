/* SPDX-License-Identifier: Apache-2.0
 *
 * Azure's self-describing keys, as microsoft/security-utilities (MIT) makes
 * them: identifiable keys (the last four bytes are a Marvin32 sum, its seed
 * tells the role), common annotated keys (readable date and service), and the
 * client secrets of Entra ID. */
#include "verify/check.h"

#include "base/codec.h"
#include "verify/marvin.h"
#include "verify/piece.h"

static void put_little(uint32_t word, unsigned char out[4])
{
    for (unsigned i = 0; i < 4; i++) {
        out[i] = (unsigned char)(word >> 8 * i);
    }
}

/* --- identifiable keys ---------------------------------------------------- */

static const struct {
    char seed[9];
    const char *role;
} HIS_SEEDS[] = {{"Default0", "account key"},
                 {"Send0000", "send"},
                 {"Listen00", "listen"},
                 {"Manage00", "manage"},
                 {"System00", "system"},
                 {"Unknown0", "unknown"},
                 {"MastRW00", "read and write"},
                 {"MastRO00", "read only"},
                 {"SystRW00", "system, write"},
                 {"SystRO00", "system, read"},
                 {"SysAll00", "system"},
                 {"Resour00", "resource token"},
                 {"Encryp00", "encryption"},
                 {"Access00", "access key"},
                 {"Query000", "query"},
                 {"PAdmin00", "admin"},
                 {"AbAcct00", "account key"},
                 {"Master00", "host master key"},
                 {"Functi00", "function"},
                 {"IoTHub00", "hub or subscription"},
                 {"DpsKey00", "provisioning"},
                 {"Device00", "device"},
                 {"Tenant00", "direct management"},
                 {"Gatewy00", "gateway"},
                 {"GitKey00", "repository"},
                 {"ACRDflt0", "registry password"},
                 {"UsrPwd00", "user password"},
                 {"Classic0", "classic service"}};

#define N_SEEDS   (sizeof(HIS_SEEDS) / sizeof(HIS_SEEDS[0]))
#define HIS_BYTES 128

/* The sum of Redis keys is taken before '+' and '/' become 'P' and 'F'. */
static bool his_fits_mapped(struct span text, struct span bytes)
{
    unsigned char whole[HIS_BYTES];
    unsigned char back[2 * HIS_BYTES];
    size_t len;
    memcpy(whole, bytes.ptr, bytes.len - 4);
    uint32_t sum = marvin32("Access00", piece(bytes, 0, bytes.len - 4));
    put_little(sum, whole + bytes.len - 4);
    if (!codec_base64_encode(span_of(whole, bytes.len), CODEC_STANDARD, back,
                             sizeof(back), &len)) {
        return false;
    }
    for (size_t i = 0; i < len; i++) {
        back[i] = back[i] == '+' ? 'P' : back[i] == '/' ? 'F' : back[i];
    }
    return span_equal(text, span_of(back, len));
}

static const char *his_role(struct span text, struct span bytes)
{
    unsigned char sum[4];
    for (size_t i = 0; i < N_SEEDS; i++) {
        put_little(marvin32(HIS_SEEDS[i].seed, piece(bytes, 0, bytes.len - 4)),
                   sum);
        if (memcmp(sum, bytes.ptr + bytes.len - 4, 4) == 0) {
            return HIS_SEEDS[i].role;
        }
    }
    return his_fits_mapped(text, bytes) ? "access key" : NULL;
}

/* Four letters ten before the end of the unpadded text, such as "+ASt". */
static struct span his_signature(struct span text)
{
    while (text.len > 0 && text.ptr[text.len - 1] == '=') {
        text.len--;
    }
    return text.len < 10 ? span_of(NULL, 0)
                         : piece(text, text.len - 10, text.len - 6);
}

static bool his_decode(struct span text, unsigned char *out, size_t *len)
{
    /* The padding as it stands in URLs. */
    while (text.len > 3 && piece_is(piece_from(text, text.len - 3), "%3D")) {
        text.len -= 3;
    }
    return codec_base64(text, out, HIS_BYTES, len) && *len >= 24;
}

static enum check_result run_his(const struct check *check,
                                 const struct check_input *in,
                                 struct check_notes *notes)
{
    (void)check;
    unsigned char bytes[HIS_BYTES];
    size_t len;
    if (!his_decode(in->body, bytes, &len)) {
        return CHECK_FAIL;
    }
    const char *role = his_role(in->body, span_of(bytes, len));
    if (!role) {
        return CHECK_FAIL;
    }
    note_fact(notes, "role", span_str(role));
    note_fact(notes, "signature", his_signature(in->body));
    return CHECK_PASS;
}

/* The seed of a service, by the signature of its keys. */
static const char *his_seed(struct span signature)
{
    static const struct {
        char signature[5];
        char seed[9];
    } seeds[] = {
        {"+ASt", "Default0"}, {"+ASb", "Send0000"}, {"+AEh", "Send0000"},
        {"+ARm", "Send0000"}, {"ACDb", "MastRW00"}, {"AzCa", "Access00"},
        {"AzSe", "PAdmin00"}, {"+ABa", "AbAcct00"}, {"AzFu", "Functi00"},
        {"AIoT", "IoTHub00"}, {"+ACR", "ACRDflt0"}, {"APIM", "Tenant00"},
        {"+AMC", "Classic0"}};
    for (size_t i = 0; i < sizeof(seeds) / sizeof(seeds[0]); i++) {
        if (piece_is(signature, seeds[i].signature)) {
            return seeds[i].seed;
        }
    }
    return "Default0";
}

/* Functions write url-safe letters, Redis has letters for '+' and '/'. */
static bool his_encode(struct span bytes, struct span signature,
                       struct span like, unsigned char *out, size_t *len)
{
    bool padded = like.ptr[like.len - 1] == '=';
    bool url = piece_is(signature, "AzFu") || (!padded && like.len % 4 != 0);
    bool mapped = piece_is(signature, "AzCa");
    if (!codec_base64_encode(bytes, url ? CODEC_URL : CODEC_STANDARD, out,
                             2 * HIS_BYTES, len)) {
        return false;
    }
    for (size_t i = 0; url && padded && i < 2; i++) {
        out[(*len)++] = '=';
    }
    for (size_t i = 0; mapped && i < *len; i++) {
        out[i] = out[i] == '+' ? 'P' : out[i] == '/' ? 'F' : out[i];
    }
    return true;
}

static bool complete_his(const struct check *check, struct check_sample *sample)
{
    (void)check;
    unsigned char bytes[HIS_BYTES];
    unsigned char text[2 * HIS_BYTES];
    size_t len;
    size_t n_text;
    sample_canonical(sample);
    struct span body = sample_body(sample);
    if (!his_decode(body, bytes, &len)) {
        return false;
    }
    struct span signature = his_signature(body);
    const char *seed = his_seed(signature);
    do {
        bytes[0]++;
        put_little(marvin32(seed, span_of(bytes, len - 4)), bytes + len - 4);
        if (!his_encode(span_of(bytes, len), signature, body, text, &n_text)) {
            return false;
        }
    } while (piece_is(signature, "AzSe") &&
             !piece_all(span_of(text, n_text), byte_is_alnum));
    return sample_replace_body(sample, span_of(text, n_text));
}

/* --- common annotated keys -------------------------------------------------
 *
 *     (52 random) JQQJ9 K YM (12 platform) (4 data) (4 service) (4 or 6 sum)
 *
 * K is 9, D or H; Y a year from A = 2024, M a month from A = January. */

#define CASK_SUMMED 80
#define CASK_SHORT  84
#define CASK_LONG   88

/* The two ways to write the sum: as a number in base62 filled at the right,
 * and, in older keys, as base64. `out` is what follows the 80 letters. */
static bool cask_sum(struct span token, bool number, unsigned char out[8])
{
    unsigned char bytes[60];
    unsigned char sum[4];
    size_t len;
    if (!codec_base64(piece(token, 0, CASK_SUMMED), bytes, sizeof(bytes),
                      &len)) {
        return false;
    }
    put_little(marvin32("Default0", span_of(bytes, len)), sum);
    if (!number) {
        return codec_base64_encode(span_of(sum, 4), CODEC_STANDARD, out, 8,
                                   &len);
    }
    uint64_t value = (uint64_t)sum[0] << 24 | (uint64_t)sum[1] << 16 |
                     (uint64_t)sum[2] << 8 | sum[3];
    size_t width = 6;
    uint64_t limit = 916132832; /* 62^5 */
    while (width > 1 && value < limit) {
        width--;
        limit /= 62;
    }
    memset(out, '0', 6);
    out[6] = '=';
    out[7] = '=';
    return codec_number_encode(value, DIGITS_BASE62, out, width);
}

/* The sixth letter of the long form has only two bits. */
static bool cask_fits(struct span token, bool number)
{
    unsigned char sum[8];
    if (!cask_sum(token, number, sum)) {
        return false;
    }
    struct span tail = piece_from(token, CASK_SUMMED);
    return span_equal(piece(tail, 0, tail.len == 4 ? 4 : 5),
                      span_of(sum, tail.len == 4 ? 4 : 5));
}

static bool cask_shape(struct span token)
{
    return (token.len == CASK_SHORT || token.len == CASK_LONG) &&
           piece_is(piece(token, 52, 57), "JQQJ9");
}

static void cask_facts(struct span token, struct check_notes *notes)
{
    int year = span_at(token, 58) - 'A';
    int month = span_at(token, 59) - 'A';
    if (year >= 0 && year < 26 && month >= 0 && month < 12) {
        int y = 2024 + year;
        char text[8] = {(char)('0' + y / 1000),
                        (char)('0' + y / 100 % 10),
                        (char)('0' + y / 10 % 10),
                        (char)('0' + y % 10),
                        '-',
                        (char)('0' + (month + 1) / 10),
                        (char)('0' + (month + 1) % 10),
                        '\0'};
        note_fact(notes, "created", span_str(text));
    }
    note_fact(notes, "service", piece(token, 76, 80));
}

static enum check_result run_cask(const struct check *check,
                                  const struct check_input *in,
                                  struct check_notes *notes)
{
    (void)check;
    if (!cask_shape(in->body)) {
        return CHECK_UNKNOWN;
    }
    if (!cask_fits(in->body, true) && !cask_fits(in->body, false)) {
        return CHECK_FAIL;
    }
    cask_facts(in->body, notes);
    return CHECK_PASS;
}

static int letter64(int c)
{
    return byte_is_upper(c)   ? c - 'A'
           : byte_is_lower(c) ? c - 'a' + 26
           : byte_is_digit(c) ? c - '0' + 52
                              : 0;
}

static bool complete_cask(const struct check *check,
                          struct check_sample *sample)
{
    (void)check;
    unsigned char sum[8];
    struct span body = sample_body(sample);
    if (!cask_shape(body) || !cask_sum(body, true, sum)) {
        return false;
    }
    unsigned char *bytes = sample->bytes + sample->body;
    bytes[58] = (unsigned char)('A' + sample_random(sample) % 3);
    bytes[59] = (unsigned char)('A' + sample_random(sample) % 12);
    (void)!cask_sum(body, true, sum);
    if (body.len == CASK_SHORT) {
        memcpy(bytes + CASK_SUMMED, sum, 4);
        return true;
    }
    sum[5] = (unsigned char)("AQgw"[letter64(sum[5]) >> 4 & 3]);
    memcpy(bytes + CASK_SUMMED, sum, 8);
    return true;
}

/* --- client secrets of Entra ID --------------------------------------------
 *
 *     (3: the hint) 8Q~ (31) (3: sum of the 37 before, base 66)  */

static const char DIGITS_BASE66[] = "abcdefghijklmnopqrstuvwxyz"
                                    "ABCDEFGHIJKLMNOPQRSTUVWXYZ1234567890.-_~";

static bool entra_sum(struct span secret, unsigned char out[6])
{
    if (secret.len != 40 || !piece_is(piece(secret, 3, 6), "8Q~")) {
        return false;
    }
    uint32_t sum = marvin32("AadPwd00", piece(secret, 0, 37));
    return codec_number_encode(sum, DIGITS_BASE66, out, 6);
}

static enum check_result run_entra(const struct check *check,
                                   const struct check_input *in,
                                   struct check_notes *notes)
{
    (void)check;
    unsigned char sum[6];
    if (!entra_sum(in->secret, sum)) {
        return CHECK_UNKNOWN;
    }
    note_fact(notes, "hint", piece(in->secret, 0, 3));
    return memcmp(in->secret.ptr + 37, sum, 3) == 0 ? CHECK_PASS : CHECK_FAIL;
}

static bool complete_entra(const struct check *check,
                           struct check_sample *sample)
{
    (void)check;
    unsigned char sum[6];
    if (!entra_sum(sample_secret(sample), sum)) {
        return false;
    }
    memcpy(sample->bytes + sample->secret.start + 37, sum, 3);
    return true;
}

/* --- the table ------------------------------------------------------------ */

static const char SOURCE[] = "microsoft/security-utilities";

static const struct check CHECKS[] = {
    {"marvin-azure-his",
     "The last four bytes are a Marvin32 sum, whose seed tells the role.",
     SOURCE, EVIDENCE_CHECKSUM, run_his, complete_his, NULL},
    {"marvin-azure-cask",
     "A common annotated key: date, service and a Marvin32 sum.", SOURCE,
     EVIDENCE_CHECKSUM, run_cask, complete_cask, NULL},
    {"marvin-entra",
     "The last three characters begin the Marvin32 sum of the others.", SOURCE,
     EVIDENCE_CHECKSUM, run_entra, complete_entra, NULL},
};

const struct check_family check_family_marvin = {CHECKS, sizeof(CHECKS) /
                                                             sizeof(CHECKS[0])};
