/* SPDX-License-Identifier: Apache-2.0
 *
 * What stands in source code on the right of "token =" and is no token. The
 * rules look at the value, at the name before it and at the byte behind it,
 * and know no language. They serve only rules that rest on context: a token
 * of a distinctive form is reported whatever stands round it. */
#include "verify/code.h"

#include "verify/around.h"
#include "verify/entropy.h"
#include "verify/piece.h"
#include "verify/words.h"

static bool starts_fold(struct span span, const char *head)
{
    struct span part = piece(span, 0, strlen(head));
    return part.len == strlen(head) &&
           span_find_fold(part, span_str(head)) == 0;
}

static bool is_name_byte(int c)
{
    return byte_is_alnum(c) || c == '_' || c == '-' || c == '.';
}

static bool is_quote(int c)
{
    return c == '"' || c == '\'' || c == '`';
}

static bool is_quoted(const struct verify_input *in)
{
    return in->secret.start > 0 &&
           is_quote(span_at(in->text, in->secret.start - 1));
}

/* --- forms of values
 * ---------------------------------------------------------------- */

struct form {
    const char *head;
    const char *reason;
};

static const struct form HEADS[] = {
    {"sha1-", "it is a checksum"},
    {"sha256-", "it is a checksum"},
    {"sha384-", "it is a checksum"},
    {"sha512-", "it is a checksum"},
    {"sha256:", "it is a checksum"},
    {"data:", "it is embedded data"},
    {"iVBORw0KGgo", "it is embedded data"},
    {"R0lGOD", "it is embedded data"},
    {"/9j/4AA", "it is embedded data"},
    {"PHN2Zy", "it is embedded data"},
    {"d09GMg", "it is embedded data"},
    {"AAAAB3NzaC1", "it is a public key"},
    {"AAAAC3NzaC1", "it is a public key"},
    {"AAAAE2VjZHNh", "it is a public key"},
    {"ssh-", "it is a public key"},
    {"ecdsa-sha2", "it is a public key"},
    {"MIGfMA0GCSqGSIb3DQEBA", "it is a public key"},
    {"MIIBIjANBgkqhkiG9w0BAQ", "it is a public key"},
    {"MIICIjANBgkqhkiG9w0BAQ", "it is a public key"},
    {"MFkwEwYHKoZIzj0CAQ", "it is a public key"},
    {"MCowBQYDK2V", "it is a public key"},
    {"LS0tLS1CRUdJTiBDRVJ", "it is a certificate"},
    {"LS0tLS1CRUdJTiBQVUJ", "it is a public key"},
    {"$2a$", "it is a hash of a password"},
    {"$2b$", "it is a hash of a password"},
    {"$2y$", "it is a hash of a password"},
    {"$1$", "it is a hash of a password"},
    {"$5$", "it is a hash of a password"},
    {"$6$", "it is a hash of a password"},
    {"$argon2", "it is a hash of a password"},
    {"$pbkdf2", "it is a hash of a password"},
    {"pbkdf2_sha", "it is a hash of a password"},
    {"scrypt:", "it is a hash of a password"},
    {"{SSHA", "it is a hash of a password"},
    {"{SHA", "it is a hash of a password"},
    {"ENC[", "it is encrypted"},
    {"ENC(", "it is encrypted"},
    {"{cipher}", "it is encrypted"},
    {"!vault", "it is encrypted"},
    {"AQICAH", "it is encrypted"},
    {"vault:", "it names a secret that is kept elsewhere"},
    {"arn:", "it names a secret that is kept elsewhere"},
    {"op://", "it names a secret that is kept elsewhere"},
    {"secret://", "it names a secret that is kept elsewhere"},
    {"projects/", "it names a secret that is kept elsewhere"},
    {"keyvault", "it names a secret that is kept elsewhere"},
    {"ref+", "it names a secret that is kept elsewhere"},
    {"env:", "it names a variable"},
    {"env.", "it names a variable"},
    {"os.environ", "it names a variable"},
    {"process.env", "it names a variable"}};

static bool is_uuid(struct span value)
{
    for (size_t i = 0; i < value.len; i++) {
        bool dash = i == 8 || i == 13 || i == 18 || i == 23;
        if (dash ? value.ptr[i] != '-' : !byte_is_hex(value.ptr[i])) {
            return false;
        }
    }
    return value.len == 36;
}

/* Digits and what stands in dates, versions, times, addresses and money. */
static bool is_number_byte(int c)
{
    return byte_is_digit(c) || c == '.' || c == '-' || c == ':' || c == '/' ||
           c == '+' || c == 'T' || c == 'Z' || c == 'v' || c == 'e' ||
           c == 'x' || c == ',' || c == '_';
}

static bool is_number(struct span value)
{
    return value.len < 40 && piece_all(value, is_number_byte) &&
           piece_run(value, byte_is_digit) < 16;
}

/* "a/b/c": every part a name of words or numbers, or a known extension at the
 * end. Base64 has slashes too, but its parts are no words. */
static bool is_path(struct span value)
{
    if (piece_starts(value, "./") || piece_starts(value, "../") ||
        piece_starts(value, "~/") || piece_starts(value, "C:\\") ||
        piece_starts(value, "file:")) {
        return true;
    }
    if (piece_find(value, '/') == value.len) {
        return false;
    }
    struct span rest = value;
    struct span part;
    size_t parts = 0;
    size_t words = 0;
    while (piece_next(&rest, '/', &part)) {
        parts += part.len > 0;
        words += part.len > 0 && (words_like(part) || words_score(part) > 0.5);
    }
    return parts >= 2 && 2 * words >= parts + (parts > 3);
}

static bool has_extension(struct span value)
{
    static const char *const names[] = {
        ".pem",   ".key", ".json", ".yaml", ".yml",     ".txt", ".js",  ".ts",
        ".py",    ".go",  ".php",  ".html", ".xml",     ".env", ".crt", ".cer",
        ".png",   ".svg", ".jpg",  ".css",  ".com",     ".org", ".net", ".io",
        ".local", ".md",  ".rb",   ".java", ".jks",     ".p12", ".pfx", ".tsx",
        ".conf",  ".ini", ".toml", ".lock", ".example", ".dev"};
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        size_t len = strlen(names[i]);
        if (value.len > len + 1 &&
            piece_is(piece_from(value, value.len - len), names[i])) {
            return true;
        }
    }
    return false;
}

static bool is_url(struct span value)
{
    size_t at = span_find(value, span_str("://"));
    return at > 0 && at < 16 && at < value.len &&
           piece_find(piece_from(value, at), '@') == value.len - at;
}

/* name@host.domain */
static bool is_mail(struct span value)
{
    size_t at = piece_find(value, '@');
    struct span host = piece_from(value, at + 1);
    return at > 0 && at < value.len && piece_find(host, '@') == host.len &&
           piece_find(host, '.') < host.len && piece_all(host, is_name_byte) &&
           byte_is_lower(byte_lower(span_at(host, host.len - 1)));
}

const char *code_form(struct span value)
{
    for (size_t i = 0; i < sizeof(HEADS) / sizeof(HEADS[0]); i++) {
        if (starts_fold(value, HEADS[i].head) &&
            (byte_is_lower(HEADS[i].head[0]) ||
             piece_starts(value, HEADS[i].head))) {
            return HEADS[i].reason;
        }
    }
    if (is_uuid(value)) {
        return "it is a UUID";
    }
    if (is_number(value)) {
        return "it is a number, a date or a version";
    }
    if (is_path(value) || has_extension(value)) {
        return "it is a path or the name of a file";
    }
    if (is_url(value) || is_mail(value)) {
        return "it is an address";
    }
    return NULL;
}

/* --- names
 * ----------------------------------------------------------------------------
 */

/* A name that ends in one of these is about a secret, not one. */
static const char *const OTHER_NAMES[] = {
    "id",          "ids",        "name",      "names",        "type",
    "types",       "url",        "uri",       "urls",         "path",
    "paths",       "file",       "files",     "filename",     "dir",
    "directory",   "folder",     "field",     "fields",       "label",
    "header",      "headers",    "param",     "params",       "parameter",
    "length",      "len",        "size",      "count",        "expiry",
    "expires",     "expiration", "ttl",       "timeout",      "regex",
    "pattern",     "format",     "prefix",    "suffix",       "column",
    "attribute",   "attr",       "hint",      "placeholder",  "title",
    "description", "desc",       "text",      "message",      "msg",
    "error",       "class",      "classname", "selector",     "icon",
    "policy",      "arn",        "version",   "scheme",       "algorithm",
    "alg",         "endpoint",   "host",      "hostname",     "hash",
    "hashed",      "digest",     "checksum",  "public",       "fingerprint",
    "env",         "variable",   "var",       "help",         "usage",
    "page",        "route",      "view",      "template",     "component",
    "input",       "button",     "form",      "strength",     "reset",
    "forgot",      "change",     "confirm",   "confirmation", "validator",
    "validation",  "provider",   "manager",   "service",      "store",
    "handler",     "factory",    "builder",   "parser",       "generator",
    "encoder",     "store",      "alias",     "ref",          "reference",
    "source",      "location",   "index",     "mode",         "status",
    "state",       "flag",       "enabled",   "required",     "valid",
    "changed",     "min",        "max",       "limit",        "rotation"};

/* The last word of the name: behind '_', '-', '.', or from its capital. */
static struct span last_word(struct span name)
{
    size_t at = name.len;
    while (at > 0 && byte_is_alnum(name.ptr[at - 1]) &&
           !(at < name.len && byte_is_upper(name.ptr[at]) &&
             byte_is_lower(name.ptr[at - 1]))) {
        at--;
    }
    return piece_from(name, at);
}

/* Wherever they stand in it: a next_page_token is no credential. */
static const char *const OTHER_WORDS[] = {
    "public", "publishable", "page", "next", "continuation", "pagination",
    "cursor", "idempotency", "csrf", "xsrf", "sequence",     "authenticity"};

static bool is_other_name(struct span name)
{
    struct span word = last_word(name);
    for (size_t i = 0; i < sizeof(OTHER_NAMES) / sizeof(OTHER_NAMES[0]); i++) {
        if (word.len == strlen(OTHER_NAMES[i]) &&
            starts_fold(word, OTHER_NAMES[i])) {
            return true;
        }
    }
    for (size_t i = 0; i < sizeof(OTHER_WORDS) / sizeof(OTHER_WORDS[0]); i++) {
        if (words_include(name, OTHER_WORDS[i])) {
            return true;
        }
    }
    return false;
}

/* --- code
 * --------------------------------------------------------------------------------
 */

static bool is_identifier_byte(int c)
{
    return byte_is_alnum(c) || c == '_' || c == '$';
}

/* The length of what may stand between names; 0 if they are not joined. A
 * single '-' or ':' does so in a program, not in a literal. */
static size_t joint_len(struct span value, bool literal)
{
    static const char *const joints[] = {".",  "::",  "->", "?.",
                                         "!.", "?->", "-",  ":"};
    for (size_t i = 0; i < sizeof(joints) / sizeof(joints[0]); i++) {
        size_t len = strlen(joints[i]);
        bool single = joints[i][0] == '-' || joints[i][0] == ':';
        if (piece_starts(value, joints[i]) &&
            !(literal && single && len == 1)) {
            return len;
        }
    }
    return 0;
}

/* a.b, a::b, a->b, a?.b: names with what stands between them. */
static bool is_access(struct span value, bool literal)
{
    size_t joints = 0;
    while (value.len > 0) {
        size_t n = piece_run(value, is_identifier_byte);
        /* A part of a JWT or of an opaque key is longer than names are. */
        bool digit = byte_is_digit(value.ptr[0]) && (literal || joints == 0);
        if (n == 0 || n > 40 || digit) {
            return false;
        }
        value = piece_from(value, n);
        n = joint_len(value, literal);
        if (n == 0 && value.len > 0) {
            return false;
        }
        joints += n > 0;
        value = piece_from(value, n);
    }
    return joints > 0;
}

static bool is_constant_byte(int c)
{
    return byte_is_upper(c) || byte_is_digit(c) || c == '_';
}

/* NAME_OF_A_CONSTANT */
static bool is_constant(struct span value)
{
    return piece_all(value, is_constant_byte) &&
           piece_find(value, '_') < value.len && words_score(value) > -0.5;
}

/* NAME=value at the start of a line, as in .env files and shells: there the
 * value is a literal although it has no quotes. */
static bool is_environment(const struct verify_input *in)
{
    struct span before = around_before(in);
    (void)piece_skip(&before, "export ");
    size_t n = piece_run(before, is_name_byte);
    return n > 0 && n + 1 == before.len && before.ptr[n] == '=';
}

/* A line of YAML, `name: value` and no more. A program may have one, too: at
 * the end of an object. */
static bool is_setting(const struct verify_input *in)
{
    struct span before = around_before(in);
    before = piece_from(before, piece_run(before, byte_is_space));
    (void)piece_skip(&before, "- ");
    before = piece_from(before, piece_run(before, is_name_byte));
    int behind = span_at(in->text, in->secret.end);
    return piece_skip(&before, ":") && before.len > 0 &&
           piece_all(before, byte_is_space) &&
           (behind < 0 || behind == '\n' || behind == '\r');
}

/* A bare value that a program computes. */
static bool is_expression(const struct verify_input *in, struct span value)
{
    static const char signs[] = "()[]{}<>;\\";
    int behind = span_at(in->text, in->secret.end);
    bool environment = is_environment(in);
    if (!environment && behind > 0 && strchr("([.{", behind)) {
        return true;
    }
    for (size_t i = 0; i < value.len; i++) {
        bool sign = value.ptr[i] && strchr(signs, value.ptr[i]);
        bool call = value.ptr[i] == '(' &&
                    piece_run_back(piece(value, 0, i), is_identifier_byte) > 2;
        if (call || (sign && !environment)) {
            return true;
        }
    }
    bool literal = environment || is_setting(in);
    return is_access(value, environment) &&
           words_score(value) > (literal ? 0 : -0.5);
}

static bool is_word_byte(int c)
{
    return byte_is_alpha(c) || c == '_' || c == '-' || c == '$';
}

/* abcd-efgh-ijkl-mnop, as passwords for one application are written. */
static bool is_grouped(struct span value)
{
    for (size_t i = 0; i < value.len; i++) {
        if ((i % 5 == 4) != (value.ptr[i] == '-')) {
            return false;
        }
    }
    return value.len == 19;
}

/* Letters with separators: of one case it is a name whatever the words are,
 * since random letters of both cases come out alike once in 2^length. */
static bool is_name(struct span value)
{
    bool lower = false;
    bool upper = false;
    bool joint = false;
    if (!piece_all(value, is_word_byte)) {
        return false;
    }
    for (size_t i = 0; i < value.len; i++) {
        lower = lower || byte_is_lower(value.ptr[i]);
        upper = upper || byte_is_upper(value.ptr[i]);
        joint = joint || !byte_is_alpha(value.ptr[i]);
    }
    bool one_case = !(lower && upper) && !is_grouped(value);
    return joint && (one_case || words_score(value) > -0.3);
}

/* Only words: a name, a sentence, an enum. Short ones are judged by having no
 * digit and no other sign. */
static bool is_prose(struct span value)
{
    if (words_like(value) || is_name(value)) {
        return true;
    }
    struct span core = value;
    while (core.len > 0 && strchr(".,:;!?", core.ptr[core.len - 1]) &&
           core.ptr[core.len - 1]) {
        core.len--;
    }
    return core.len < 16 && piece_all(core, byte_is_alpha) &&
           words_score(core) > -0.5;
}

/* name; or name, with words in it */
static bool is_operand(const struct verify_input *in, struct span value)
{
    int behind = span_at(in->text, in->secret.end);
    return behind > 0 && strchr(";,)", behind) &&
           !byte_is_digit(span_at(value, 0)) &&
           piece_all(value, is_identifier_byte) && words_score(value) > -0.5;
}

/* A bare word of letters where a program would name a variable. */
static bool is_variable(const struct verify_input *in, struct span value)
{
    if (is_operand(in, value)) {
        return true;
    }
    return !is_environment(in) && piece_all(value, is_word_byte) &&
           ((value.len < 16 && !is_setting(in)) || words_score(value) > -0.3);
}

/* `"Password:"),n.create(...`: the sign was in a text that ends there. */
static bool is_rest_of_code(struct span value)
{
    static const char *const heads[] = {"),", ");", ").", "))",  "],", "];",
                                        "})", "},", "};", ",\"", "+\""};
    for (size_t i = 0; i < sizeof(heads) / sizeof(heads[0]); i++) {
        if (piece_starts(value, heads[i])) {
            return true;
        }
    }
    return false;
}

/* The rule has found the value by its own first letters ("sk-"). */
static bool is_marked(const struct verify_input *in)
{
    return !in->rule->assignment && in->rule->n_keywords == 0 &&
           in->secret.start == in->token.start;
}

const char *code_reason(const struct verify_input *in)
{
    struct span value = span_slice(in->text, in->secret);
    struct span name = around_name_of(in);
    const char *form = code_form(value);
    if (form) {
        return form;
    }
    if (is_rest_of_code(value)) {
        return "it is computed by a program";
    }
    if (around_is_hash(in)) {
        return "it is a checksum or the id of a commit";
    }
    if (is_other_name(name)) {
        return "the name is about a secret, not for one";
    }
    if (span_equal(value, name)) {
        return "it repeats its name";
    }
    if (!is_quoted(in) && !is_marked(in) &&
        (is_expression(in, value) || is_variable(in, value))) {
        return "it is computed by a program";
    }
    if (is_constant(value)) {
        return "it is the name of a constant";
    }
    if (is_prose(value)) {
        return "it is made of words";
    }
    return NULL;
}
