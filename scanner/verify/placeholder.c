/* SPDX-License-Identifier: Apache-2.0
 *
 * Tells what only stands for a secret. The bounds follow from chance: in a
 * random text of n letters out of k, a given word of m letters (either case)
 * stands with probability n * (2/k)^m, a run of m steps through the alphabet
 * (up or down) with 2n / k^m. Each bound keeps its probability under 10^-5
 * for the tokens it is used on; tests/unit/verify/placeholder_test.c counts
 * what random tokens lose. */
#include "verify/placeholder.h"

#include "verify/piece.h"
#include "verify/words.h"

/* --- masks and runs
 * ----------------------------------------------------------- */

/* How many equal or consecutive letters are no accident: m steps have
 * probability 256 * k^-m, at most about 10^-5. */
static size_t telling_steps(unsigned alphabet)
{
    return alphabet >= 52 ? 5 : alphabet >= 26 ? 6 : alphabet >= 16 ? 7 : 9;
}

/* The longest row of steps by `by` from one byte to the next. */
static size_t longest_row(struct span text, int by)
{
    size_t longest = 0;
    size_t row = 0;
    for (size_t i = 1; i < text.len; i++) {
        row = text.ptr[i] - text.ptr[i - 1] == by ? row + 1 : 0;
        longest = row > longest ? row : longest;
    }
    return longest;
}

/* True when the text is one block again and again. */
static bool is_periodic(struct span text)
{
    for (size_t period = 1; period <= text.len / 2; period++) {
        if (text.len - period >= 6 &&
            memcmp(text.ptr, text.ptr + period, text.len - period) == 0) {
            return true;
        }
    }
    return false;
}

static bool is_mask(int c)
{
    return c == '*' || c == '.' || c == '#' || c == '?' || c == 'x' ||
           c == 'X' || c == '-' || c == '_' || c == '0' || c == 0xe2 ||
           c == 0x80 || c == 0xa2 || c == 0xa6; /* bullet and ellipsis */
}

const char *placeholder_mask(struct span value, unsigned alphabet)
{
    if (value.len >= 3 && piece_all(value, is_mask)) {
        return "it is masked";
    }
    if (span_find(value, span_str("****")) < value.len ||
        span_find(value, span_str("...")) < value.len ||
        span_find(value, span_str("\xe2\x80\xa6")) < value.len) {
        return "it is masked";
    }
    if (longest_row(value, 0) >= telling_steps(alphabet)) {
        return "one letter is repeated";
    }
    if (value.len >= 8 && value.len <= 512 && is_periodic(value)) {
        return "one block is repeated";
    }
    return NULL;
}

static const char *const ROWS[] = {"qwertyuiop",   "asdfghjkl", "zxcvbnm",
                                   "1qaz2wsx3edc", "qazwsxedc", "azertyuiop",
                                   "qwertzuiop",   "0987654321"};

/* True when `n` letters of a row of the keyboard stand at `at`. */
static bool keys_at(struct span text, size_t at, size_t n)
{
    for (size_t i = 0; i < sizeof(ROWS) / sizeof(ROWS[0]); i++) {
        const char *begin = strchr(ROWS[i], byte_lower(text.ptr[at]));
        size_t same = 0;
        while (begin && begin[same] && byte_lower(text.ptr[at]) &&
               byte_lower(span_at(text, at + same)) == begin[same]) {
            same++;
        }
        if (same >= n) {
            return true;
        }
    }
    return false;
}

static bool has_keys(struct span text, size_t n)
{
    for (size_t at = 0; at + n <= text.len; at++) {
        if (keys_at(text, at, n)) {
            return true;
        }
    }
    return false;
}

/* "1a2b3c4d5e6f", "a1b2c3d4": two interleaved rows. */
static size_t longest_interleaved(struct span text)
{
    size_t longest = 0;
    size_t row = 0;
    for (size_t i = 2; i < text.len; i++) {
        row = text.ptr[i] - text.ptr[i - 2] == 1 ? row + 1 : 0;
        longest = row > longest ? row : longest;
    }
    return longest;
}

/* More than half of the steps go to the same or the next letter: short runs
 * one behind the other, as in "abc123def456". Of random hexadecimal digits
 * 18 in 100 steps do, so 32 of them reach a half once in 10^6. */
static bool is_mostly_runs(struct span text, unsigned alphabet)
{
    size_t steps = 0;
    for (size_t i = 1; i < text.len; i++) {
        int by = text.ptr[i] - text.ptr[i - 1];
        steps += by >= -1 && by <= 1;
    }
    size_t least = alphabet >= 26 ? 12 : alphabet >= 16 ? 28 : 64;
    return text.len >= least && 2 * steps > text.len;
}

/* The longest row of steps up, letters compared without case. */
static size_t longest_folded(struct span text)
{
    size_t longest = 0;
    size_t row = 0;
    for (size_t i = 1; i < text.len; i++) {
        row = byte_lower(text.ptr[i]) - byte_lower(text.ptr[i - 1]) == 1
                  ? row + 1
                  : 0;
        longest = row > longest ? row : longest;
    }
    return longest;
}

static const char *run_reason(struct span text, unsigned alphabet)
{
    size_t steps = telling_steps(alphabet);
    if (longest_row(text, 1) >= steps || longest_row(text, -1) >= steps ||
        longest_interleaved(text) >= steps + 1 ||
        longest_folded(text) >= steps + 1 || is_mostly_runs(text, alphabet)) {
        return "it runs through the alphabet";
    }
    if (alphabet >= 26 && has_keys(text, 6)) {
        return "it runs along the keyboard";
    }
    return NULL;
}

/* --- words inside random letters
 * ------------------------------------------------ */

/* Words that stand anywhere, by their length: at least 6 letters for 10^-6 in
 * base62, 36 letters long. Shorter ones must be parted from the rest. */
static const char *const LONG_WORDS[] = {
    "example",  "sample",     "placeholder", "changeme",  "redacted",
    "deadbeef", "cafebabe",   "replaceme",   "notreal",   "notarealkey",
    "dummykey", "fakekey",    "testkey",     "yourtoken", "yourkey",
    "yourapi",  "yoursecret", "insert",      "donotuse",  "invalid"};

static const char *const SHORT_WORDS[] = {"your", "test",   "dummy", "fake",
                                          "here", "token",  "demo",  "todo",
                                          "mock", "secret", "xxx"};

static bool is_edge(int c)
{
    return c < 0 || c == '_' || c == '-' || c == '.' || c == '/';
}

/* The word between separators or ends. In base64url two letters of 64 are
 * separators, so four letters with both have 256 * 32^-4 * 32^-2. */
static bool stands_alone(struct span text, const char *word)
{
    size_t len = strlen(word);
    size_t start = 0;
    for (;;) {
        size_t at = span_find(piece_from(text, start), span_str(word));
        start += at;
        if (start == text.len) {
            return false;
        }
        int before = start > 0 ? text.ptr[start - 1] : -1;
        if (is_edge(before) && is_edge(span_at(text, start + len)) &&
            text.len > len) {
            return true;
        }
        start++;
    }
}

/* Texts longer than this hold structures, in which words may well stand. */
#define WORD_TEXT 256

static const char *word_reason(struct span letters)
{
    static const char reason[] = "it holds a word of documentation";
    unsigned char folded[WORD_TEXT];
    if (letters.len > sizeof(folded)) {
        return NULL;
    }
    for (size_t i = 0; i < letters.len; i++) {
        folded[i] = (unsigned char)byte_lower(letters.ptr[i]);
    }
    struct span text = span_of(folded, letters.len);
    for (size_t i = 0; i < sizeof(LONG_WORDS) / sizeof(LONG_WORDS[0]); i++) {
        if (span_find(text, span_str(LONG_WORDS[i])) < text.len) {
            return reason;
        }
    }
    for (size_t i = 0; i < sizeof(SHORT_WORDS) / sizeof(SHORT_WORDS[0]); i++) {
        if (stands_alone(text, SHORT_WORDS[i])) {
            return reason;
        }
    }
    return NULL;
}

const char *placeholder_random(struct span letters, unsigned alphabet)
{
    const char *reason = placeholder_mask(letters, alphabet);
    if (!reason && letters.len <= WORD_TEXT) {
        reason = run_reason(letters, alphabet);
    }
    if (!reason && alphabet >= 16) {
        reason = word_reason(letters);
    }
    return reason;
}

/* --- templates
 * -------------------------------------------------------------------- */

static bool is_name_byte(int c)
{
    return byte_is_alnum(c) || c == '_' || c == '-' || c == '.' || c == ' ';
}

/* `open`, a name, then `close`, anywhere. */
static bool holds(struct span value, const char *open, const char *close)
{
    while (value.len > 0) {
        size_t at = span_find(value, span_str(open));
        if (at == value.len) {
            return false;
        }
        value = piece_from(value, at + strlen(open));
        size_t n = piece_run(value, is_name_byte);
        /* Also ${X:-default} and {{ x | y }}. */
        int next = span_at(value, n);
        if (n > 0 && (piece_starts(piece_from(value, n), close) ||
                      (next > 0 && strchr(":|{(", next)))) {
            return true;
        }
    }
    return false;
}

/* The whole value is `open`, names, `close`. */
static bool wrapped(struct span value, int open, int close)
{
    return value.len > 2 && value.ptr[0] == open &&
           value.ptr[value.len - 1] == close &&
           piece_all(piece(value, 1, value.len - 1), is_name_byte);
}

/* $NAME or $env:NAME */
static bool is_variable(struct span value)
{
    if (value.len < 3 || value.ptr[0] != '$') {
        return false;
    }
    struct span name = piece_from(value, 1);
    (void)piece_skip(&name, "env:");
    return !byte_is_digit(span_at(name, 0)) && piece_all(name, is_name_byte) &&
           (words_like(name) || piece_run(name, byte_is_alnum) == name.len ||
            piece_find(name, '_') < name.len);
}

/* printf's and the like; "%s" alone or among letters. */
static bool is_format(struct span value)
{
    static const char *const forms[] = {"%s", "%d",  "%v", "%@",
                                        "%(", "{0}", "{}", "%1$"};
    for (size_t i = 0; i < sizeof(forms) / sizeof(forms[0]); i++) {
        size_t at = span_find(value, span_str(forms[i]));
        if (at < value.len && (value.len <= 8 || at == 0)) {
            return true;
        }
    }
    return false;
}

/* "$(kubectl" and "${password//": a blank or a quote has cut them off. */
static bool is_cut(struct span value)
{
    return piece_starts(value, "$(") || piece_starts(value, "${") ||
           piece_starts(value, "{{");
}

const char *placeholder_template(struct span value)
{
    static const struct {
        const char *open;
        const char *close;
    } pairs[] = {{"${", "}"},  {"$(", ")"},   {"{{", "}}"}, {"#{", "}"},
                 {"%(", ")s"}, {"<%=", "%>"}, {"<%", "%>"}, {"$[", "]"},
                 {"@{", "}"},  {"{%", "%}"},  {"[[", "]]"}, {"${{", "}}"},
                 {"@@", "@@"}};
    static const char reason[] = "it is filled in by a program";
    for (size_t i = 0; i < sizeof(pairs) / sizeof(pairs[0]); i++) {
        if (holds(value, pairs[i].open, pairs[i].close)) {
            return reason;
        }
    }
    if (wrapped(value, '<', '>') || wrapped(value, '{', '}') ||
        wrapped(value, '[', ']') || wrapped(value, '%', '%') ||
        wrapped(value, '@', '@') || wrapped(value, '(', ')') ||
        (value.len > 4 && piece_starts(value, "__") &&
         wrapped(value, '_', '_')) ||
        is_variable(value) || is_format(value) || is_cut(value)) {
        return reason;
    }
    return NULL;
}

/* --- what people write for passwords
 * ------------------------------------------------ */

/* The core of the value is one of these; what is not a letter at its ends
 * does not count. */
static const char *const NO_PASSWORDS[] = {"pass",
                                           "password",
                                           "passwd",
                                           "passwort",
                                           "passphrase",
                                           "pwd",
                                           "pw",
                                           "p@ss",
                                           "p4ssword",
                                           "p4ssw0rd",
                                           "p4ss",
                                           "anoncvs",
                                           "anonymous",
                                           "p@ssw0rd",
                                           "p@ssword",
                                           "passw0rd",
                                           "pa55word",
                                           "pa$$word",
                                           "pa$$w0rd",
                                           "secret",
                                           "secrets",
                                           "s3cret",
                                           "s3cr3t",
                                           "topsecret",
                                           "supersecret",
                                           "verysecret",
                                           "changeme",
                                           "changeit",
                                           "change_me",
                                           "change-me",
                                           "changethis",
                                           "example",
                                           "sample",
                                           "test",
                                           "testing",
                                           "tests",
                                           "tester",
                                           "testpass",
                                           "testpassword",
                                           "demo",
                                           "dummy",
                                           "fake",
                                           "mock",
                                           "user",
                                           "username",
                                           "userpass",
                                           "userpassword",
                                           "mypass",
                                           "yourpassword",
                                           "yourpass",
                                           "yoursecret",
                                           "yourtoken",
                                           "mytoken",
                                           "mypassword",
                                           "mysecret",
                                           "admin",
                                           "adminpass",
                                           "adminpassword",
                                           "administrator",
                                           "root",
                                           "rootpass",
                                           "rootpassword",
                                           "toor",
                                           "foobared",
                                           "postgres",
                                           "mysql",
                                           "redis",
                                           "vmware",
                                           "guest",
                                           "default",
                                           "none",
                                           "null",
                                           "nil",
                                           "undefined",
                                           "true",
                                           "false",
                                           "empty",
                                           "blank",
                                           "foo",
                                           "foobar",
                                           "foobarbaz",
                                           "bar",
                                           "baz",
                                           "qux",
                                           "hunter",
                                           "letmein",
                                           "welcome",
                                           "iloveyou",
                                           "monkey",
                                           "dragon",
                                           "qwerty",
                                           "abc",
                                           "abcd",
                                           "abcdef",
                                           "string",
                                           "text",
                                           "value",
                                           "placeholder",
                                           "redacted",
                                           "hidden",
                                           "masked",
                                           "removed",
                                           "filtered",
                                           "todo",
                                           "tbd",
                                           "fixme",
                                           "token",
                                           "key",
                                           "apikey",
                                           "api_key",
                                           "credentials",
                                           "hello",
                                           "world",
                                           "helloworld",
                                           "postgres",
                                           "postgresql",
                                           "mysql",
                                           "mariadb",
                                           "mongo",
                                           "mongodb",
                                           "redis",
                                           "rabbitmq",
                                           "minio",
                                           "minioadmin",
                                           "elastic",
                                           "sa",
                                           "oracle",
                                           "vagrant",
                                           "docker",
                                           "ubuntu",
                                           "pi",
                                           "raspberry",
                                           "database",
                                           "db",
                                           "dbpass",
                                           "dbpassword",
                                           "host",
                                           "hostname",
                                           "localhost",
                                           "optional",
                                           "required",
                                           "yes",
                                           "no",
                                           "off",
                                           "on",
                                           "somepassword",
                                           "notasecret",
                                           "nopassword",
                                           "correct-password",
                                           "wrongpassword",
                                           "wrong-password",
                                           "badpassword",
                                           "oldpassword",
                                           "newpassword",
                                           "x",
                                           "xx",
                                           "xxx",
                                           "password-here"};

static bool is_core_edge(int c)
{
    return !byte_is_alpha(c);
}

static bool is_no_password(struct span value)
{
    size_t front = piece_run(value, is_core_edge);
    struct span core = piece_from(value, front);
    core = piece(core, 0, core.len - piece_run_back(core, is_core_edge));
    /* A short word among many other signs is more than the word. */
    bool bare = value.len <= core.len + 5;
    for (size_t i = 0; i < sizeof(NO_PASSWORDS) / sizeof(NO_PASSWORDS[0]);
         i++) {
        struct span word = span_str(NO_PASSWORDS[i]);
        bool same = core.len == word.len && span_find_fold(core, word) == 0;
        if ((same && bare) ||
            (value.len == word.len && span_find_fold(value, word) == 0)) {
            return true;
        }
    }
    return false;
}

/* "your-password-here", "insert_token", "example-secret": a word that points
 * at a form, and nothing that is not a word. */
static bool is_phrase(struct span value)
{
    static const char *const words[] = {
        "your",     "my",     "example", "sample",  "dummy",       "fake",
        "test",     "insert", "enter",   "put",     "replace",     "change",
        "here",     "todo",   "some",    "mock",    "placeholder", "xxx",
        "redacted", "the",    "this",    "not",     "invalid",     "wrong",
        "foo",      "bar",    "bogus",   "notreal", "secret",      "password",
        "token",    "key",    "default", "demo",    "pass",        "real"};
    size_t others = 0;
    for (size_t i = 0; i < value.len; i++) {
        others += !byte_is_alpha(value.ptr[i]) && value.ptr[i] != '-' &&
                  value.ptr[i] != '_' && value.ptr[i] != ' ';
    }
    if (others > (value.len < 12 ? 1 : 4)) {
        return false;
    }
    bool word = words_score(value) > -0.5 || value.len < 12;
    for (size_t i = 0; word && i < sizeof(words) / sizeof(words[0]); i++) {
        if (words_include(value, words[i])) {
            return true;
        }
    }
    return false;
}

static bool is_run_of_digits(struct span value)
{
    return piece_all(value, byte_is_digit) &&
           (longest_row(value, 1) + 1 >= value.len ||
            longest_row(value, -1) + 1 >= value.len ||
            longest_row(value, 0) + 1 >= value.len ||
            piece_starts(value, "123456"));
}

const char *placeholder_password(struct span value)
{
    const char *reason = placeholder_template(value);
    if (!reason) {
        reason = placeholder_mask(value, 26);
    }
    if (reason) {
        return reason;
    }
    if (is_no_password(value) || is_phrase(value)) {
        return "it is a word that stands for a secret";
    }
    if (is_run_of_digits(value) || (value.len < 24 && has_keys(value, 5)) ||
        longest_row(value, 1) >= 6 || longest_row(value, -1) >= 6) {
        return "it is a run of letters or digits";
    }
    int c = byte_lower(span_at(value, 0));
    if (value.len < 4 && byte_is_alnum(c) && piece_all(value, byte_is_alnum)) {
        return "it is too short for a secret";
    }
    return NULL;
}
