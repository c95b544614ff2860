/* SPDX-License-Identifier: Apache-2.0
 *
 * What stands round a token on its line: the word for a checksum, or the rest
 * of a longer text of which it is a part by chance. */
#include "verify/around.h"

#include "verify/piece.h"
#include "verify/words.h"

#define NEAR 120

struct span around_before(const struct verify_input *in)
{
    size_t end = in->secret.start;
    size_t start = end > NEAR ? end - NEAR : 0;
    struct span near = piece(in->text, start, end);
    size_t line = piece_find_last(near, '\n');
    return line < near.len ? piece_from(near, line + 1) : near;
}

bool around_has_word(struct span text, const char *word)
{
    size_t len = strlen(word);
    while (text.len >= len) {
        size_t at = span_find_fold(text, span_str(word));
        if (at == text.len) {
            return false;
        }
        int before = at > 0 ? text.ptr[at - 1] : -1;
        int behind = span_at(text, at + len);
        if (!byte_is_alnum(before) && !byte_is_alnum(behind)) {
            return true;
        }
        text = piece_from(text, at + 1);
    }
    return false;
}

/* --- names -------------------------------------------------------------- */

static bool is_name_byte(int c)
{
    return byte_is_alnum(c) || c == '_' || c == '-' || c == '.';
}

static bool is_glue_byte(int c)
{
    return c == ' ' || c == '\t' || c == '"' || c == '\'' || c == '`' ||
           c == '\\' || c == '[' || c == ']' || c == '=' || c == ':' ||
           c == '>' || c == '(';
}

struct span around_name(struct span before)
{
    before =
        piece(before, 0, before.len - piece_run_back(before, is_glue_byte));
    return piece_from(before,
                      before.len - piece_run_back(before, is_name_byte));
}

struct span around_name_of(const struct verify_input *in)
{
    return range_len(in->name) > 0 ? span_slice(in->text, in->name)
                                   : around_name(around_before(in));
}

/* '=' or ':' stands between the name and the value. */
static bool is_assigned(struct span before)
{
    size_t n = piece_run_back(before, is_glue_byte);
    struct span glue = piece_from(before, before.len - n);
    return piece_find(glue, '=') < glue.len || piece_find(glue, ':') < glue.len;
}

static bool holds_fold(struct span text, const char *word)
{
    return span_find_fold(text, span_str(word)) < text.len;
}

/* Parts of the names that secrets have ... */
static const char *const SECRET_NAMES[] = {
    "key",  "token", "secret", "pass",    "pwd",  "auth", "bearer", "cred",
    "lice", "api",   "access", "sign",    "priv", "hook", "dsn",    "login",
    "seed", "salt",  "pat",    "sandbox", "live", "prod", "test"};

/* ... and names that say nothing. */
static const char *const EMPTY_NAMES[] = {
    "value", "val",  "default", "v",   "content", "data",  "string",
    "text",  "http", "https",   "str", "char",    "bytes", "any"};

/* UUID("...") is what it says. */
static bool is_name_of_id(struct span name)
{
    static const char *const ends[] = {"uuid", "guid", "objectid", "uid"};
    for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++) {
        size_t len = strlen(ends[i]);
        if (name.len >= len &&
            holds_fold(piece_from(name, name.len - len), ends[i])) {
            return true;
        }
    }
    return false;
}

/* The name is a keyword of the rule and no more. */
static bool is_keyword(const struct rule *rule, struct span name)
{
    for (size_t i = 0; i < rule->n_keywords; i++) {
        struct span rest = name;
        const char *at = rule->keywords[i];
        while (rest.len > 0 || *at) {
            if (*at && !byte_is_alnum((unsigned char)*at)) {
                at++;
            } else if (rest.len > 0 && !byte_is_alnum(rest.ptr[0])) {
                rest = piece_from(rest, 1);
            } else if (rest.len > 0 && byte_lower(rest.ptr[0]) == *at) {
                rest = piece_from(rest, 1);
                at++;
            } else {
                break;
            }
        }
        if (rest.len == 0 && !*at) {
            return true;
        }
    }
    return false;
}

static bool is_name_of_other(struct span name)
{
    for (size_t i = 0; i < sizeof(EMPTY_NAMES) / sizeof(EMPTY_NAMES[0]); i++) {
        if (name.len == strlen(EMPTY_NAMES[i]) &&
            holds_fold(name, EMPTY_NAMES[i])) {
            return false;
        }
    }
    for (size_t i = 0; i < sizeof(SECRET_NAMES) / sizeof(SECRET_NAMES[0]);
         i++) {
        if (holds_fold(name, SECRET_NAMES[i])) {
            return false;
        }
    }
    return name.len > 0;
}

#define UUID_LEN 36

/* /6f9d.../main.js, main.6f9d....js, and a UUID at the end of a path */
static bool is_in_path(const struct verify_input *in)
{
    int before = in->token.start > 0 ? in->text.ptr[in->token.start - 1] : -1;
    int behind = span_at(in->text, in->token.end);
    int next = span_at(in->text, in->token.end + 1);
    bool joined = before == '/' || before == '.' || before == '-';
    if (before == '/' && range_len(in->token) == UUID_LEN) {
        return true;
    }
    return joined && (behind == '/' || behind == '.') && byte_is_alnum(next);
}

const char *around_other(const struct verify_input *in)
{
    struct span before = around_before(in);
    if (is_in_path(in)) {
        return "it is a part of a path";
    }
    struct span name = around_name(before);
    if (is_name_of_id(name) || (is_assigned(before) && is_name_of_other(name) &&
                                !is_keyword(in->rule, name))) {
        return "the name is not one for a secret";
    }
    return NULL;
}

/* --- hashes ------------------------------------------------------------- */

static const char *const HASH_WORDS[] = {
    "sha",    "sha1",     "sha256",     "sha384",      "sha512", "md5",
    "digest", "checksum", "checksums",  "integrity",   "commit", "revision",
    "rev",    "githead",  "etag",       "fingerprint", "hash",   "hashes",
    "crc",    "shasum",   "thumbprint", "sri",         "blob",   "tree",
    "parent", "ref",      "resolved",   "blake2b",     "b3sum",  "buildid",
    "hexpm",  "reference"};

/* What checksums in base64 or hexadecimal begin with: SRI, go.sum, lock
 * files, fingerprints of SSH. */
static const char *const LABELS[] = {
    "h1:",     "zh:",     "sha1-",   "sha224-", "sha256-", "sha384-",
    "sha512-", "md5-",    "sha1:",   "sha256:", "sha384:", "sha512:",
    "md5:",    "SHA256:", "blake2b", "b3:",     "sha1=",   "sha256=",
    "sha512=", "md5=",    "tag:",    "tag%3A"};

static bool ends_with_label(struct span before)
{
    for (size_t i = 0; i < sizeof(LABELS) / sizeof(LABELS[0]); i++) {
        size_t len = strlen(LABELS[i]);
        if (before.len >= len &&
            piece_is(piece_from(before, before.len - len), LABELS[i])) {
            return true;
        }
    }
    return false;
}

/* .../<repository>/<id of a commit>/... in a URL of a Git host, or
 * ...repository.git,<id>; and <action>@<id>, <repository>#<id>. */
static bool is_commit_in_url(const struct verify_input *in, struct span before)
{
    int last = span_at(before, before.len - 1);
    if (before.len < 2 || range_len(in->secret) != 40) {
        return false;
    }
    return last == '@' || last == '#' ||
           ((last == '/' || last == ',') &&
            span_find_fold(before, span_str("git")) < before.len &&
            span_find(before, span_str("://")) < before.len);
}

static bool is_sign(int c)
{
    return c == ' ' || c == '"' || c == '\'' || c == '=' || c == ':' ||
           c == '\\' || c == '>';
}

static bool is_hash_size(size_t len)
{
    return len == 32 || len == 40 || len == 56 || len == 64 || len == 96 ||
           len == 128;
}

/* token-hash=..., "integrity": "..." */
static bool is_named_hash(struct span before)
{
    static const char *const names[] = {"hash",       "digest", "checksum",
                                        "integrity",  "etag",   "fingerprint",
                                        "thumbprint", "shasum", "md5sum"};
    before = piece(before, 0, before.len - piece_run_back(before, is_sign));
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        size_t len = strlen(names[i]);
        if (before.len >= len &&
            span_find_fold(piece_from(before, before.len - len),
                           span_str(names[i])) == 0) {
            return true;
        }
    }
    return false;
}

/* $2y$05$<salt and hash> */
static bool is_behind_salt(struct span before)
{
    struct span last =
        piece_from(before, before.len - (before.len < 8 ? before.len : 8));
    return span_at(before, before.len - 1) == '$' &&
           piece_find(last, '$') + 1 < last.len;
}

static bool holds_hash_word(struct span text)
{
    for (size_t i = 0; i < sizeof(HASH_WORDS) / sizeof(HASH_WORDS[0]); i++) {
        if (around_has_word(text, HASH_WORDS[i]) ||
            words_include(text, HASH_WORDS[i])) {
            return true;
        }
    }
    return false;
}

static bool is_telling(struct span name)
{
    static const char *const words[] = {"key", "token", "secret", "password"};
    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++) {
        if (holds_fold(name, words[i])) {
            return true;
        }
    }
    return false;
}

bool around_is_hash(const struct verify_input *in)
{
    struct span value = span_slice(in->text, in->secret);
    struct span before = around_before(in);
    if (ends_with_label(before) || is_named_hash(before) ||
        is_behind_salt(before)) {
        return true;
    }
    if (!is_hash_size(value.len) || !piece_all(value, byte_is_hex)) {
        return false;
    }
    if (is_commit_in_url(in, before) ||
        span_find(before, span_str("{:hex,")) < before.len) {
        return true;
    }
    /* {"commit": "...", "api_key": "<this one>"} */
    struct span name = around_name(before);
    bool named = is_assigned(before) && is_telling(name);
    return holds_hash_word(named ? name : before);
}

/* --- parts -------------------------------------------------------------- */

/* How far to look for the ends, and the least that is no accident: so long
 * a path has words in it, so long a checksum is one of SHA-256 or more. */
#define REACH      200
#define PART_LEAST 60
#define REST_LEAST 16

static bool is_blob(int c)
{
    return byte_is_alnum(c) || c == '+' || c == '/';
}

/* Letters of both cases and digits, and no words: not a path. */
static bool is_mixed(struct span text)
{
    bool lower = false;
    bool upper = false;
    bool digit = false;
    for (size_t i = 0; i < text.len; i++) {
        lower = lower || byte_is_lower(text.ptr[i]);
        upper = upper || byte_is_upper(text.ptr[i]);
        digit = digit || byte_is_digit(text.ptr[i]);
    }
    return lower && upper && digit && words_score(text) < -0.5;
}

static bool is_joint(int c)
{
    return c == '+' || c == '/';
}

/* "id=27afe3...": the token begins behind "=27", as if that were an escape of
 * quoted-printable, but the digits are one number. */
static bool is_behind_escape(const struct verify_input *in)
{
    size_t start = in->token.start;
    return start >= 3 && in->text.ptr[start - 3] == '=' &&
           byte_is_hex(in->text.ptr[start - 2]) &&
           byte_is_hex(in->text.ptr[start - 1]) &&
           piece_all(span_slice(in->text, in->token), byte_is_hex);
}

bool around_is_part(const struct verify_input *in)
{
    struct range token = in->token;
    bool left = token.start > 0 && is_joint(in->text.ptr[token.start - 1]);
    bool right = is_joint(span_at(in->text, token.end));
    if (is_behind_escape(in)) {
        return true;
    }
    if (!left && !right) {
        return false;
    }
    size_t from = token.start > REACH ? token.start - REACH : 0;
    struct span before = piece(in->text, from, token.start);
    struct span behind = piece(in->text, token.end, token.end + REACH);
    size_t n_before = piece_run_back(before, is_blob);
    size_t n_behind = piece_run(behind, is_blob);
    if (left && ends_with_label(piece(before, 0, before.len - n_before))) {
        return true;
    }
    if (n_before + n_behind < REST_LEAST ||
        n_before + range_len(token) + n_behind < PART_LEAST) {
        return false;
    }
    struct span rest = n_before > n_behind
                           ? piece_from(before, before.len - n_before)
                           : piece(behind, 0, n_behind);
    return is_mixed(rest);
}
