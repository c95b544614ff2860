/* SPDX-License-Identifier: Apache-2.0
 *
 * Tokens that name somebody in clear: workspaces, accounts, bots, projects.
 * Most cannot be wrong, since the rule's shape has them already; they add the
 * facts that tell an owner where to look. Some have a constant mark in the
 * middle, which raises confidence and refuses nothing. */
#include "verify/check.h"

#include "base/codec.h"
#include "verify/moment.h"
#include "verify/piece.h"

static enum check_result pass_if(bool fits)
{
    return fits ? CHECK_PASS : CHECK_FAIL;
}

/* True when base64 text of this length has no bits left over that are set. */
static bool is_canonical(struct span text)
{
    unsigned char bytes[256];
    size_t len;
    return text.len > 0 && codec_base64(text, bytes, sizeof(bytes), &len);
}

/* --- constant marks ----------------------------------------------------------
 *
 * data: the mark, and where it stands behind the last '-' or '_' of the
 * prefix: a fixed offset, or the middle. */

struct mark {
    const char *text;
    size_t offset; /* 0: the middle of the body */
};

/* The letters behind the prefix. */
static struct span mark_body(struct span secret)
{
    static const char *const heads[] = {"sk-proj-", "sk-svcacct-", "sk-admin-",
                                        "sk-None-", "sk-",         "gsk_"};
    for (size_t i = 0; i < sizeof(heads) / sizeof(heads[0]); i++) {
        if (piece_skip(&secret, heads[i])) {
            return secret;
        }
    }
    return secret;
}

static enum check_result run_mark(const struct check *check,
                                  const struct check_input *in,
                                  struct check_notes *notes)
{
    (void)notes;
    const struct mark *mark = check->data;
    struct span body = mark_body(in->secret);
    size_t len = strlen(mark->text);
    if (body.len < len + 2) {
        return CHECK_FAIL;
    }
    size_t at = mark->offset ? mark->offset : (body.len - len) / 2;
    return pass_if((body.len - len) % 2 == 0 || mark->offset
                       ? piece_is(piece(body, at, at + len), mark->text)
                       : false);
}

static bool complete_mark(const struct check *check,
                          struct check_sample *sample)
{
    const struct mark *mark = check->data;
    struct span body = mark_body(sample_secret(sample));
    size_t len = strlen(mark->text);
    if (body.len < len + 2 + mark->offset) {
        return false;
    }
    size_t at = mark->offset ? mark->offset : (body.len - len) / 2;
    size_t start = sample->secret.end - body.len + at;
    memcpy(sample->bytes + start, mark->text, len);
    return true;
}

/* --- Anthropic
 * ----------------------------------------------------------------
 *
 *     sk-ant-api03- (64 bytes in base64url) - (4 bytes) AA  */

static enum check_result run_anthropic(const struct check *check,
                                       const struct check_input *in,
                                       struct check_notes *notes)
{
    (void)check;
    (void)notes;
    struct span token = in->secret;
    if (token.len < 108 || !piece_is(piece_from(token, token.len - 2), "AA")) {
        return CHECK_FAIL;
    }
    struct span body = piece(token, token.len - 95, token.len - 2);
    return pass_if(body.ptr[86] == '-' && is_canonical(piece(body, 0, 86)) &&
                   is_canonical(piece(body, 87, 93)));
}

static bool complete_anthropic(const struct check *check,
                               struct check_sample *sample)
{
    (void)check;
    static const char spare[] = "AQgw";
    unsigned char text[95];
    static const char letters[] = DIGITS_BASE62 "_-";
    size_t head = piece_find(sample_secret(sample), '0') + 3;
    if (head > 32 || head > range_len(sample->secret)) {
        return false;
    }
    for (size_t i = 0; i < sizeof(text); i++) {
        text[i] = (unsigned char)letters[sample_random(sample) % 64];
    }
    text[85] = (unsigned char)spare[text[0] % 4];
    text[86] = '-';
    text[92] = (unsigned char)spare[text[1] % 4];
    memcpy(text + 93, "AA", 2);
    return sample_replace(
        sample, (struct range){sample->secret.start + head, sample->secret.end},
        span_of(text, sizeof(text)));
}

/* --- Slack
 * -------------------------------------------------------------------- */

static enum check_result run_slack(const struct check *check,
                                   const struct check_input *in,
                                   struct check_notes *notes)
{
    (void)check;
    struct span rest = in->secret;
    struct span kind;
    struct span part;
    if (!piece_next(&rest, '-', &kind)) {
        return CHECK_FAIL;
    }
    if (piece_is(kind, "xapp")) {
        bool whole = piece_next(&rest, '-', &part) &&
                     piece_next(&rest, '-', &part) && part.len >= 9 &&
                     part.ptr[0] == 'A';
        if (whole) {
            note_fact(notes, "app", part);
        }
        return whole ? CHECK_PASS : CHECK_UNKNOWN;
    }
    static const char *const names[] = {"workspace", "user", "client"};
    size_t n = 0;
    while (n < 3 && piece_next(&rest, '-', &part) &&
           piece_all(part, byte_is_digit) && part.len >= 9) {
        note_fact(notes, names[n++], part);
    }
    return n > 0 ? CHECK_PASS : CHECK_UNKNOWN;
}

/* xoxe.xoxp-1- and xoxe-1-: base64 of "2-2-<four numbers>-<64 hex>". */
static enum check_result run_rotated(const struct check *check,
                                     const struct check_input *in,
                                     struct check_notes *notes)
{
    (void)check;
    unsigned char bytes[256];
    size_t len;
    struct span text =
        piece_from(in->secret, piece_find_last(in->secret, '-') + 1);
    if (!codec_base64(text, bytes, sizeof(bytes), &len)) {
        return CHECK_FAIL;
    }
    struct span plain = span_of(bytes, len);
    size_t line = piece_find_last(plain, '-');
    struct span hash = piece_from(plain, line + 1);
    struct span rest = piece(plain, 0, line);
    struct span part;
    if (hash.len != 64 || !piece_all(hash, byte_is_hex)) {
        return CHECK_FAIL;
    }
    while (piece_next(&rest, '-', &part)) {
        if (part.len == 0 || !piece_all(part, byte_is_digit)) {
            return CHECK_FAIL;
        }
        if (part.len >= 9) {
            note_fact(notes, "workspace", part);
        }
    }
    return CHECK_PASS;
}

static bool complete_rotated(const struct check *check,
                             struct check_sample *sample)
{
    (void)check;
    unsigned char plain[128];
    unsigned char text[192];
    size_t len;
    struct span secret = sample_secret(sample);
    bool access = piece_starts(secret, "xoxe.");
    size_t head = piece_find(secret, '-') + 3;
    size_t n = access ? 4 : 3;
    size_t at = 4;
    memcpy(plain, access ? "2-2-" : "3-1-", 4);
    for (size_t i = 0; i < n; i++) {
        (void)!codec_number_encode(1000000000 +
                                       sample_random(sample) % 1000000000,
                                   "0123456789", plain + at, 10);
        plain[at + 10] = '-';
        at += 11;
    }
    for (size_t i = 0; i < 64; i++) {
        plain[at++] = (unsigned char)DIGITS_BASE36[sample_random(sample) % 16];
    }
    return codec_base64_encode(span_of(plain, at), CODEC_URL, text,
                               sizeof(text), &len) &&
           sample_replace(
               sample,
               (struct range){sample->secret.start + head, sample->secret.end},
               span_of(text, len));
}

static bool is_id_byte(int c)
{
    return byte_is_upper(c) || byte_is_digit(c);
}

/* .../services/T.../B.../... and .../workflows/T.../A.../... */
static enum check_result run_hook(const struct check *check,
                                  const struct check_input *in,
                                  struct check_notes *notes)
{
    (void)check;
    static const char *const names[2] = {"workspace", "webhook"};
    struct span rest = in->token;
    struct span part;
    size_t n = 0;
    while (n < 2 && piece_next(&rest, '/', &part)) {
        int first = span_at(part, 0);
        bool id = part.len >= 8 && part.len <= 14 && byte_is_upper(first) &&
                  piece_all(part, is_id_byte);
        if (id && (n > 0 || first == 'T' || first == 'E')) {
            note_fact(notes, names[n++], part);
        }
    }
    return n == 2 ? CHECK_PASS : CHECK_UNKNOWN;
}

/* --- Telegram, Stripe, SendGrid, Mailchimp, Mailgun, Sentry
 * -------------------- */

static enum check_result run_telegram(const struct check *check,
                                      const struct check_input *in,
                                      struct check_notes *notes)
{
    (void)check;
    size_t colon = piece_find(in->secret, ':');
    uint64_t bot;
    if (!piece_number(piece(in->secret, 0, colon), &bot)) {
        return CHECK_FAIL;
    }
    note_number(notes, "bot", bot);
    return pass_if(piece_is(piece(in->secret, colon + 1, colon + 3), "AA"));
}

/* (sk|rk|pk)_(live|test)_5 1(15: the account)...: keys of 99 letters made
 * since about 2020. */
static enum check_result run_stripe(const struct check *check,
                                    const struct check_input *in,
                                    struct check_notes *notes)
{
    (void)check;
    char account[5 + 16 + 1] = "acct_";
    struct span body =
        piece_from(in->secret, piece_find_last(in->secret, '_') + 1);
    if (body.len < 90 || body.ptr[0] != '5' || body.ptr[1] != '1') {
        return CHECK_UNKNOWN;
    }
    memcpy(account + 5, body.ptr + 1, 16);
    note_fact(notes, "account", span_str(account));
    return CHECK_PASS;
}

/* SG. (16 bytes: the id) . (32 bytes) */
static enum check_result run_sendgrid(const struct check *check,
                                      const struct check_input *in,
                                      struct check_notes *notes)
{
    (void)check;
    struct span rest = in->secret;
    struct span id;
    struct span secret;
    if (!piece_skip(&rest, "SG.") || !piece_next(&rest, '.', &id) ||
        !piece_next(&rest, '.', &secret)) {
        return CHECK_FAIL;
    }
    note_fact(notes, "key-id", id);
    return pass_if(id.len == 22 && secret.len == 43 && is_canonical(id) &&
                   is_canonical(secret));
}

static bool complete_sendgrid(const struct check *check,
                              struct check_sample *sample)
{
    (void)check;
    struct span secret = sample_secret(sample);
    size_t dot = piece_find_last(secret, '.');
    if (dot < 2 || dot == secret.len) {
        return false;
    }
    sample_canonical(sample);
    sample->bytes[sample->secret.start + dot - 1] =
        (unsigned char)("AQgw"[sample_random(sample) % 4]);
    return true;
}

static enum check_result run_mailchimp(const struct check *check,
                                       const struct check_input *in,
                                       struct check_notes *notes)
{
    (void)check;
    size_t dash = piece_find_last(in->secret, '-');
    note_fact(notes, "datacenter", piece_from(in->secret, dash + 1));
    return pass_if(dash < in->secret.len);
}

static enum check_result run_mailgun(const struct check *check,
                                     const struct check_input *in,
                                     struct check_notes *notes)
{
    (void)check;
    if (in->secret.len != 50 || in->secret.ptr[32] != '-') {
        return CHECK_UNKNOWN;
    }
    note_fact(notes, "key-id", piece_from(in->secret, 33));
    return CHECK_PASS;
}

/* https://key[:secret]@o(organisation).ingest.(region).sentry.io/(project) */
static enum check_result run_dsn(const struct check *check,
                                 const struct check_input *in,
                                 struct check_notes *notes)
{
    (void)check;
    struct span host = piece_from(in->token, piece_find(in->token, '@') + 1);
    size_t slash = piece_find(host, '/');
    struct span project = piece_from(host, slash + 1);
    host = piece(host, 0, slash);
    if (host.len == 0 || project.len == 0) {
        return CHECK_FAIL;
    }
    uint64_t organization;
    if (span_at(host, 0) == 'o' &&
        piece_number(piece(host, 1, piece_find(host, '.')), &organization)) {
        note_number(notes, "organization", organization);
    }
    note_fact(notes, "project", project);
    note_fact(notes, "host", host);
    return CHECK_PASS;
}

/* --- IONOS
 * -----------------------------------------------------------------------
 *
 *     (UUID of version 4 without dashes: public) . (64 bytes, base64url)
 *
 * The DynDNS URL has the same in base64 once more. */

static bool is_ionos(struct span key)
{
    return key.len == 119 && piece_run(key, byte_is_hex) == 32 &&
           key.ptr[32] == '.' && key.ptr[12] == '4' &&
           memchr("89ab", key.ptr[16], 4) && is_canonical(piece_from(key, 33));
}

static enum check_result run_ionos(const struct check *check,
                                   const struct check_input *in,
                                   struct check_notes *notes)
{
    (void)check;
    unsigned char bytes[256];
    size_t len;
    struct span key = in->secret;
    if (piece_find(key, '.') == key.len &&
        codec_base64(key, bytes, sizeof(bytes), &len)) {
        key = span_of(bytes, len);
    }
    if (!is_ionos(key)) {
        return CHECK_FAIL;
    }
    note_fact(notes, "prefix", piece(key, 0, 32));
    return CHECK_PASS;
}

static bool complete_ionos(const struct check *check,
                           struct check_sample *sample)
{
    (void)check;
    static const char letters[] = DIGITS_BASE62 "_-";
    unsigned char key[119];
    unsigned char text[160];
    size_t len;
    for (size_t i = 0; i < sizeof(key); i++) {
        uint64_t random = sample_random(sample);
        key[i] = (unsigned char)(i < 32 ? DIGITS_BASE36[random % 16]
                                        : letters[random % 64]);
    }
    key[12] = '4';
    key[16] = (unsigned char)("89ab"[key[0] % 4]);
    key[32] = '.';
    key[118] = (unsigned char)("AQgw"[key[1] % 4]);
    bool plain =
        piece_find(sample_secret(sample), '.') < range_len(sample->secret);
    if (plain) {
        return sample_replace(sample, sample->secret,
                              span_of(key, sizeof(key)));
    }
    return codec_base64_encode(span_of(key, sizeof(key)), CODEC_URL, text,
                               sizeof(text), &len) &&
           sample_replace(sample, sample->secret, span_of(text, len));
}

/* --- Jira, Confluence, Bitbucket on one's own servers
 * ------------------------------
 *
 *     base64 of (number of the token) : (20 bytes)  */

static enum check_result run_atlassian(const struct check *check,
                                       const struct check_input *in,
                                       struct check_notes *notes)
{
    (void)check;
    unsigned char bytes[64];
    size_t len;
    struct span text = in->secret;
    (void)piece_skip(&text, "BBDC-");
    if (!codec_base64(text, bytes, sizeof(bytes), &len)) {
        return CHECK_FAIL;
    }
    struct span plain = span_of(bytes, len);
    size_t colon = piece_find(plain, ':');
    uint64_t number;
    if (len - colon != 21 || !piece_number(piece(plain, 0, colon), &number)) {
        return CHECK_FAIL;
    }
    note_number(notes, "token", number);
    return CHECK_PASS;
}

static bool complete_atlassian(const struct check *check,
                               struct check_sample *sample)
{
    (void)check;
    unsigned char bytes[33];
    unsigned char text[44];
    size_t len;
    struct span secret = sample_secret(sample);
    size_t head = piece_starts(secret, "BBDC-") ? 5 : 0;
    for (size_t i = 0; i < sizeof(bytes); i++) {
        bytes[i] = (unsigned char)sample_random(sample);
    }
    (void)!codec_number_encode(100000000000 +
                                   sample_random(sample) % 899999999999,
                               "0123456789", bytes, 12);
    bytes[12] = ':';
    return codec_base64_encode(span_of(bytes, sizeof(bytes)), CODEC_STANDARD,
                               text, sizeof(text), &len) &&
           sample_replace(
               sample,
               (struct range){sample->secret.start + head, sample->secret.end},
               span_of(text, len));
}

/* --- the table ------------------------------------------------------------ */

static const struct mark OPENAI = {"T3BlbkFJ", 0};
static const struct mark GROQ = {"WGdyb3FY", 20};

static const struct check CHECKS[] = {
    {"openai-marker", "\"OpenAI\" in base64 stands in the middle.",
     "observed on public keys", EVIDENCE_STRUCTURE, run_mark, complete_mark,
     &OPENAI},
    {"groq-marker", "A constant stands at its place.",
     "observed on public keys", EVIDENCE_STRUCTURE, run_mark, complete_mark,
     &GROQ},
    {"anthropic-tail", "64 bytes, four bytes and AA.",
     "observed on public keys", EVIDENCE_STRUCTURE, run_anthropic,
     complete_anthropic, NULL},
    {"slack-ids", "Numbers of workspace, user and app.", "Slack, token types",
     EVIDENCE_FORMAT, run_slack, NULL, NULL},
    {"slack-rotated", "Decodes to numbers and a hash.",
     "observed on public tokens", EVIDENCE_STRUCTURE, run_rotated,
     complete_rotated, NULL},
    {"slack-webhook", "Workspace and webhook in the path.",
     "Slack, incoming webhooks", EVIDENCE_FORMAT, run_hook, NULL, NULL},
    {"telegram-bot", "The bot's number and AA.", "Telegram, Bot API",
     EVIDENCE_FORMAT, run_telegram, NULL, NULL},
    {"stripe-account", "Names the account of keys made since about 2020.",
     "observed on public keys", EVIDENCE_FORMAT, run_stripe, NULL, NULL},
    {"sendgrid-parts", "Two parts of 16 and 32 bytes; the first is the id.",
     "SendGrid, API keys", EVIDENCE_STRUCTURE, run_sendgrid, complete_sendgrid,
     NULL},
    {"mailchimp-dc", "Names the data centre.", "Mailchimp, API fundamentals",
     EVIDENCE_FORMAT, run_mailchimp, NULL, NULL},
    {"mailgun-key", "Names the key.", "observed on public keys",
     EVIDENCE_FORMAT, run_mailgun, NULL, NULL},
    {"sentry-dsn", "Names organisation, project and host.", "Sentry, DSN",
     EVIDENCE_FORMAT, run_dsn, NULL, NULL},
    {"ionos-key", "A UUID of version 4 and 64 bytes.",
     "observed on public keys", EVIDENCE_STRUCTURE, run_ionos, complete_ionos,
     NULL},
    {"atlassian-dc-pat", "Decodes to a number and 20 bytes.",
     "observed on public tokens", EVIDENCE_STRUCTURE, run_atlassian,
     complete_atlassian, NULL},
};

const struct check_family check_family_ids = {CHECKS, sizeof(CHECKS) /
                                                          sizeof(CHECKS[0])};
