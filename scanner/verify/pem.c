/* SPDX-License-Identifier: Apache-2.0
 *
 * Unwraps PEM. The text is cut into lines, at real ends and at escaped ones;
 * what a language or a comment puts round a line is taken off, headers are
 * noted, and what is left is words of base64. */
#include "verify/pem.h"

#include "verify/piece.h"

/* What the ends of lines below begin with. */
static bool may_end_line(unsigned char c)
{
    return c == '\n' || c == '\r' || c == '\\' || c == '%' || c == '&' ||
           c == '<';
}

/* Its length when `text`, which is not empty, begins with an end of line, real
 * or escaped; else 0. */
static size_t line_end(struct span text)
{
    static const char *const ends[] = {"\r\n",  "\n",  "\r",    "\\r\\n",
                                       "\\\\n", "\\n", "\\r",   "%0D%0A",
                                       "%0A",   "%0a", "&#10;", "<br>"};
    if (!may_end_line(text.ptr[0])) {
        return 0;
    }
    for (size_t i = 0; i < sizeof(ends) / sizeof(ends[0]); i++) {
        if (piece_starts(text, ends[i])) {
            return strlen(ends[i]);
        }
    }
    return 0;
}

static bool next_line(struct span *rest, struct span *line)
{
    if (rest->len == 0) {
        return false;
    }
    size_t at = 0;
    size_t end = 0;
    while (at < rest->len && (end = line_end(piece_from(*rest, at))) == 0) {
        at++;
    }
    *line = piece(*rest, 0, at);
    *rest = piece_from(*rest, at + end);
    return true;
}

static bool is_quote(int c)
{
    return c == '"' || c == '\'' || c == '`';
}

static bool is_space_or_quote(int c)
{
    return c < 0 || byte_is_space(c) || is_quote(c);
}

/* '+' and '/' are letters too: they count as decoration only next to a space
 * or a quote. '+' right before the letters is the mark of a diff when the
 * line has one letter more than groups of four. */
static struct span trim_front(struct span line)
{
    for (;;) {
        int c = span_at(line, 0);
        int next = span_at(line, 1);
        bool mark = is_space_or_quote(c) || (c > 0 && strchr("#*>|,;.(", c)) ||
                    (c == '+' && is_space_or_quote(next)) ||
                    (c == '/' && (next == '/' || is_space_or_quote(next)) &&
                     is_space_or_quote(span_at(line, next == '/' ? 2 : 1))) ||
                    (c == '+' && line.len % 4 == 1);
        if (c < 0 || !mark) {
            return line;
        }
        line = piece_from(line, 1);
    }
}

static struct span trim_back(struct span line)
{
    while (line.len > 0) {
        int c = line.ptr[line.len - 1];
        int before = line.len > 1 ? line.ptr[line.len - 2] : -1;
        bool mark = is_space_or_quote(c) || strchr("\\,;&.|)", c) ||
                    (c == '+' && is_space_or_quote(before));
        if (!c || !mark) {
            return line;
        }
        line = piece(line, 0, line.len - 1);
    }
    return line;
}

static void read_header(struct pem *pem, struct span line)
{
    if (piece_starts(line, "Proc-Type") &&
        span_find(line, span_str("ENCRYPTED")) < line.len) {
        pem->encrypted = true;
    }
    if (piece_skip(&line, "DEK-Info: ")) {
        pem->cipher = piece(line, 0, piece_find(line, ','));
    }
}

/* Appends the words of one line. */
static bool read_line(struct pem *pem, struct span line)
{
    struct span word;
    while (piece_next(&line, ' ', &word)) {
        if (word.len == 0) {
            continue;
        }
        if (word.ptr[0] == '=' && word.len == 5) {
            pem->sum = piece_from(word, 1);
            continue;
        }
        if (pem->text.len + word.len > sizeof(pem->letters)) {
            return false;
        }
        memcpy(pem->letters + pem->text.len, word.ptr, word.len);
        pem->text.len += word.len;
    }
    return true;
}

/* The two ways to write the lines: RFC 7468 and RFC 4716. */
struct fence {
    const char *begin;
    const char *close; /* behind the label */
    const char *end;
};

static const struct fence FENCES[] = {{"-----BEGIN ", "-----", "-----END"},
                                      {"---- BEGIN ", " ----", "---- END"}};

/* Cuts label and body out of the token. */
static bool open_block(struct pem *pem, struct span token, struct span *body)
{
    const struct fence *fence = FENCES;
    size_t at = span_find(token, span_str(fence->begin));
    if (at == token.len) {
        fence++;
        at = span_find(token, span_str(fence->begin));
    }
    if (at == token.len) {
        return false;
    }
    struct span rest = piece_from(token, at + strlen(fence->begin));
    size_t end = span_find(rest, span_str(fence->close));
    pem->label = piece(rest, 0, end);
    rest = piece_from(rest, end + strlen(fence->close));
    size_t close = span_find(rest, span_str(fence->end));
    pem->closed = close < rest.len;
    *body = piece(rest, 0, close);
    return true;
}

bool pem_parse(struct pem *pem, struct span token)
{
    struct span body;
    struct span line;
    pem->label = span_of(NULL, 0);
    pem->text = span_of(pem->letters, 0);
    pem->sum = span_of(NULL, 0);
    pem->cipher = span_of(NULL, 0);
    pem->encrypted = false;
    pem->closed = false;
    if (!open_block(pem, token, &body)) {
        return false;
    }
    while (next_line(&body, &line)) {
        line = trim_back(trim_front(line));
        if (piece_find(line, ':') < line.len) {
            read_header(pem, line);
            continue;
        }
        if (!read_line(pem, line)) {
            return false;
        }
    }
    return true;
}
