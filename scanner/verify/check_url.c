/* SPDX-License-Identifier: Apache-2.0
 *
 * Credentials inside addresses: passwords in URLs and connection strings, and
 * signed URLs. Who, where and until when stand in clear beside the secret;
 * and most such addresses in the world are examples, which the host and the
 * password give away. */
#include "verify/check.h"

#include "verify/entropy.h"
#include "verify/moment.h"
#include "verify/piece.h"
#include "verify/placeholder.h"
#include "verify/query.h"
#include "verify/split.h"
/* --- hosts
 * -------------------------------------------------------------------------- */

static bool ends_with(struct span span, const char *tail)
{
    size_t len = strlen(tail);
    return span.len >= len && piece_is(piece_from(span, span.len - len), tail);
}

/* Reserved by RFC 2606 and 6761, and what people write for a host. */
static bool is_example_host(struct span host)
{
    static const char *const tails[] = {
        "example.com",    "example.org",  "example.net", ".example",
        ".test",          ".invalid",     "domain.com",  "domain.tld",
        "foo.com",        "bar.com",      "host.com",    "server.com",
        "yourdomain.com", "mydomain.com", "company.com", "yourcompany.com",
        "mycompany.com",  "bogus.net",    "url.com"};
    static const char *const names[] = {
        "host",     "hostname", "server",    "domain",  "example", "your-host",
        "yourhost", "myhost",   "some-host", "address", "url",     "endpoint",
        "HOST",     "HOSTNAME", "ip",        "cluster", "foo",     "bar"};
    for (size_t i = 0; i < sizeof(tails) / sizeof(tails[0]); i++) {
        if (ends_with(host, tails[i])) {
            return true;
        }
    }
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        if (piece_is(host, names[i])) {
            return true;
        }
    }
    return false;
}

/* This machine, or a name without a dot: a container of the same network. */
static bool is_near_host(struct span host)
{
    static const char *const tails[] = {".local", ".localhost", ".internal",
                                        ".localdomain", ".svc"};
    if (piece_starts(host, "127.") || piece_starts(host, "0.0.0.0") ||
        piece_starts(host, "[::1]") || piece_starts(host, "192.168.") ||
        piece_starts(host, "10.") || piece_find(host, '.') == host.len) {
        return true;
    }
    for (size_t i = 0; i < sizeof(tails) / sizeof(tails[0]); i++) {
        if (ends_with(host, tails[i])) {
            return true;
        }
    }
    return false;
}

/* Letters that no person chose: entropy as of random ones. */
static bool is_random(struct span password)
{
    return password.len >= 12 &&
           entropy_bits(password) >=
               entropy_floor(entropy_alphabet(password), password.len) &&
           !placeholder_password(password);
}

struct login {
    struct span user;
    struct span password;
    struct span host;
};

/* Users that only examples have. */
static bool is_anybody(struct span user)
{
    static const char *const names[] = {
        "user", "username", "me",        "myuser", "foo",   "name", "login",
        "USER", "USERNAME", "your_user", "bob",    "alice", "jdoe", "joe"};
    for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
        if (piece_is(user, names[i])) {
            return true;
        }
    }
    return false;
}

/* What host and password say together. */
static enum check_result judge(const struct login *login,
                               struct check_notes *notes)
{
    const char *reason = placeholder_password(login->password);
    if (reason) {
        note_effect(notes, EFFECT_DROP, reason);
        return CHECK_FAIL;
    }
    bool random = is_random(login->password);
    bool example = is_example_host(login->host);
    if (!random && is_anybody(login->user) && !is_near_host(login->host)) {
        note_effect(notes, EFFECT_DROP, "it is an example");
        return CHECK_FAIL;
    }
    if (!random && (example || is_near_host(login->host)) &&
        (example || login->password.len < 8 ||
         span_equal(login->user, login->password))) {
        note_effect(notes, EFFECT_DROP, "it is an example");
        return CHECK_FAIL;
    }
    if (example || is_near_host(login->host)) {
        note_effect(notes, EFFECT_LOW,
                    "the host is an example or on the same network");
    } else if (span_equal(login->user, login->password)) {
        note_effect(notes, EFFECT_LOW, "the password is the user's name");
    }
    return CHECK_PASS;
}

/* --- scheme://user:password@host:port/database
 * -------------------------------------------- */

static bool is_host_byte(int c)
{
    return byte_is_alnum(c) || c == '.' || c == '-' || c == '_' || c == '[' ||
           c == ']';
}

static bool is_word_byte(int c)
{
    return byte_is_alnum(c) || c == '_' || c == '-';
}

/* The parts behind the password; the token may end in the host. */
static struct span read_host(struct span rest, struct check_notes *notes)
{
    struct span host = piece(rest, 0, piece_run(rest, is_host_byte));
    rest = piece_from(rest, host.len);
    note_fact(notes, "host", host);
    if (piece_skip(&rest, ":")) {
        size_t n = piece_run(rest, byte_is_digit);
        note_fact(notes, "port", piece(rest, 0, n));
        rest = piece_from(rest, n);
    }
    if (piece_skip(&rest, "/")) {
        note_fact(notes, "database",
                  piece(rest, 0, piece_run(rest, is_word_byte)));
    }
    return host;
}

static enum check_result run_url(const struct check *check,
                                 const struct check_input *in,
                                 struct check_notes *notes)
{
    (void)check;
    size_t at = span_find(in->token, span_str("://"));
    size_t secret = (size_t)(in->secret.ptr - in->token.ptr);
    if (at == in->token.len || secret < at + 4 ||
        in->token.ptr[secret - 1] != ':') {
        return CHECK_UNKNOWN;
    }
    unsigned char plain[256];
    struct login login = {.user = piece(in->token, at + 3, secret - 1)};
    login.password =
        span_of(plain, query_unescape(in->secret, plain, sizeof(plain)));
    size_t end = in->where.start + secret + in->secret.len + 1;
    note_fact(notes, "scheme", piece(in->token, 0, at));
    note_fact(notes, "user", login.user);
    struct span rest = piece(in->text, end, end + 512);
    login.host = read_host(rest, notes);
    if (login.host.len == 0 && rest.len > 0 && strchr("$%{<*", rest.ptr[0])) {
        /* The host is filled in, the password is not. */
        return piece_is(login.user, "user") ||
                       placeholder_password(login.password)
                   ? judge(&(struct login){login.user, login.password,
                                           span_str("host")},
                           notes)
                   : CHECK_PASS;
    }
    return judge(&login, notes);
}

/* True when the rule has a fixed text behind `at`: the end of a host. */
static bool sample_fixed_tail(const struct check_sample *sample, size_t at)
{
    struct split split;
    struct span token = span_of(sample->bytes, sample->len);
    if (!split_token(&split, sample->rule, token)) {
        return false;
    }
    for (size_t i = 0; i < split.n; i++) {
        if (split.parts[i].segment->kind == SEGMENT_TEXT &&
            split.parts[i].range.start >= at) {
            return true;
        }
    }
    return false;
}

/* A name and a password of letters where the rule left room for words. */
static bool complete_url(const struct check *check, struct check_sample *sample)
{
    (void)check;
    static const char host[] = "db-7.acme-prod.dev";
    unsigned char password[20];
    for (size_t i = 0; i < sizeof(password); i++) {
        static const char letters[] =
            "23456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
        password[i] = (unsigned char)
            letters[sample_random(sample) % (sizeof(letters) - 1)];
    }
    struct span token = span_of(sample->bytes, sample->len);
    size_t at = span_find(token, span_str("://"));
    struct range host_range = {sample->secret.end + 1, sample->len};
    if (at == token.len || host_range.start > host_range.end ||
        at + 4 > sample->secret.start) {
        return false;
    }
    /* Hosts and users that the rule fixes are kept as they are. */
    if (sample_fixed_tail(sample, host_range.start)) {
        return sample_replace_body(sample, span_of(password, sizeof(password)));
    }
    if (sample->secret.end - sample->body >= 64) {
        return sample_replace(sample, host_range, span_str(host));
    }
    return sample_replace(sample, host_range, span_str(host)) &&
           sample_replace_body(sample, span_of(password, sizeof(password))) &&
           sample_replace(sample,
                          (struct range){at + 3, sample->secret.start - 1},
                          span_str("svc"));
}

/* --- Server=...;User Id=...;Password=...
 * --------------------------------------------------- */

static struct span member(struct span text, const char *const *names)
{
    for (size_t i = 0; names[i]; i++) {
        size_t len = strlen(names[i]);
        size_t at = span_find_fold(text, span_str(names[i]));
        if (at == text.len) {
            continue;
        }
        struct span value = piece_from(text, at + len);
        value = piece_from(value, piece_run(value, byte_is_space));
        if (!piece_skip(&value, "=")) {
            continue;
        }
        value = piece_from(value, piece_run(value, byte_is_space));
        size_t end = piece_find(value, ';');
        size_t quote = piece_find(value, '"');
        return piece(value, 0, end < quote ? end : quote);
    }
    return span_of(NULL, 0);
}

static enum check_result run_string(const struct check *check,
                                    const struct check_input *in,
                                    struct check_notes *notes)
{
    (void)check;
    static const char *const hosts[] = {"Data Source", "Server", "Host",
                                        "Address",     "Addr",   NULL};
    static const char *const users[] = {
        "User Id", "UserId", "Uid", "User Name", "Username", "User", NULL};
    static const char *const databases[] = {"Initial Catalog", "Database",
                                            NULL};
    struct login login = {.user = member(in->token, users),
                          .password = in->secret,
                          .host = member(in->token, hosts)};
    (void)piece_skip(&login.host, "tcp:");
    login.host = piece(login.host, 0, piece_run(login.host, is_host_byte));
    if (login.host.len == 0) {
        return CHECK_FAIL;
    }
    note_fact(notes, "host", login.host);
    note_fact(notes, "user", login.user);
    note_fact(notes, "database", member(in->token, databases));
    return judge(&login, notes);
}

static bool complete_string(const struct check *check,
                            struct check_sample *sample)
{
    (void)check;
    char text[128];
    static const char head[] = "Server=tcp:db7.acme-prod.dev,1433;Database="
                               "shop;User Id=svc;Password=";
    size_t start = sizeof(head) - 1;
    static const char letters[] =
        "23456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";
    memcpy(text, head, start);
    for (size_t i = 0; i < 20; i++) {
        text[start + i] =
            letters[sample_random(sample) % (sizeof(letters) - 1)];
    }
    text[start + 20] = ';';
    if (!sample_replace(sample, (struct range){0, sample->len},
                        span_of(text, start + 21))) {
        return false;
    }
    sample->secret = (struct range){start, start + 20};
    return true;
}

/* --- signed URLs
 * -----------------------------------------------------------------------------
 */

/* se: end of validity, sp: rights, sig: the signature. Service Bus writes the
 * end as Unix time and names the key (skn). */
static enum check_result run_sas(const struct check *check,
                                 const struct check_input *in,
                                 struct check_notes *notes)
{
    (void)check;
    unsigned char plain[64];
    struct span url = query_around(in);
    struct span end = query_value(url, "se");
    end = span_of(plain, query_unescape(end, plain, sizeof(plain)));
    uint64_t unix_time;
    int64_t seconds;
    note_fact(notes, "rights", query_value(url, "sp"));
    note_fact(notes, "policy", query_value(url, "skn"));
    if (end.len == 10 && piece_number(end, &unix_time)) {
        note_expiry(notes, (int64_t)unix_time, in->now);
        return CHECK_PASS;
    }
    if (moment_parse(end, &seconds)) {
        note_expiry(notes, seconds, in->now);
        return CHECK_PASS;
    }
    /* A stored policy (si) holds the end of validity on the server. */
    if (query_value(url, "si").len > 0) {
        return CHECK_PASS;
    }
    return end.len > 0 ? CHECK_FAIL : CHECK_UNKNOWN;
}

static bool complete_sas(const struct check *check, struct check_sample *sample)
{
    (void)check;
    struct span token = span_of(sample->bytes, sample->len);
    size_t sig = span_find(token, span_str("sig="));
    bool bus = span_find(token, span_str("SharedAccessSignature")) < token.len;
    if (sig == token.len || bus) {
        return bus;
    }
    static const char query[] = "box/a.txt?sv=2024-11-04&sp=r&"
                                "se=2099-01-01T00%3A00%3A00Z&";
    size_t slash = piece_find_last(piece(token, 0, sig), '/');
    size_t host = span_find(token, span_str(".windows.net/"));
    slash = host < sig ? host + 12 : slash;
    if (slash >= sig) {
        return false;
    }
    size_t n = sizeof(query) - 1;
    return sample_replace(sample, (struct range){slash + 1, sig},
                          span_of(query, n));
}

static enum check_result run_google(const struct check *check,
                                    const struct check_input *in,
                                    struct check_notes *notes)
{
    (void)check;
    unsigned char plain[256];
    struct span url = query_around(in);
    struct span value = query_value(url, "X-Goog-Credential");
    struct span id =
        span_of(plain, query_unescape(value, plain, sizeof(plain)));
    int64_t begin;
    uint64_t seconds;
    note_fact(notes, "credential", piece(id, 0, piece_find(id, '/')));
    if (id.len == 0) {
        return CHECK_UNKNOWN;
    }
    if (!moment_parse(query_value(url, "X-Goog-Date"), &begin) ||
        !piece_number(query_value(url, "X-Goog-Expires"), &seconds) ||
        seconds > 7 * 86400) {
        return CHECK_FAIL;
    }
    note_expiry(notes, begin + (int64_t)seconds, in->now);
    return CHECK_PASS;
}

static bool complete_google(const struct check *check,
                            struct check_sample *sample)
{
    (void)check;
    static const char host[] = "storage.googleapis.com/";
    static const char query[] =
        "box/a.txt?X-Goog-Algorithm=GOOG4-RSA-SHA256&X-Goog-Credential=ci%40"
        "acme.iam.gserviceaccount.com%2F20300101%2Fauto%2Fstorage%2F"
        "goog4_request&X-Goog-Date=20300101T000000Z&X-Goog-Expires=900&";
    struct span token = span_of(sample->bytes, sample->len);
    size_t start = span_find(token, span_str(host)) + sizeof(host) - 1;
    size_t end = span_find(token, span_str("X-Goog-Signature="));
    return start < end && end < token.len &&
           sample_replace(sample, (struct range){start, end}, span_str(query));
}

/* --- the table ------------------------------------------------------------ */

static const struct check CHECKS[] = {
    {"url-credentials", "User, host and database; no example.",
     "RFC 3986, 3.2.1; RFC 2606", EVIDENCE_FORMAT, run_url, complete_url, NULL},
    {"connection-string", "User, host and database; no example.",
     "Microsoft, SqlConnection.ConnectionString", EVIDENCE_FORMAT, run_string,
     complete_string, NULL},
    {"azure-sas", "Rights and expiry of a shared access signature.",
     "Azure Storage, service SAS", EVIDENCE_STRUCTURE, run_sas, complete_sas,
     NULL},
    {"google-signed-url", "Credential and expiry of a signed URL.",
     "Cloud Storage, V4 signing", EVIDENCE_STRUCTURE, run_google,
     complete_google, NULL},
};

const struct check_family check_family_url = {CHECKS, sizeof(CHECKS) /
                                                          sizeof(CHECKS[0])};
