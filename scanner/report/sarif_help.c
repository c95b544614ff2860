/* SPDX-License-Identifier: Apache-2.0
 *
 * The help beside an alert. GitHub shows help.markdown instead of help.text,
 * for the rule and not for the finding, so this is where the revocation
 * steps belong. Texts come from pattern files; in Markdown they are escaped,
 * so that "<your-key>" or an underscore stays what it is. */
#include "report/sarif_help.h"

#include <stdio.h>

static void add(struct json_out *out, const char *text)
{
    json_out_string_text(out, text);
}

static void add_step_number(struct json_out *out, size_t number)
{
    char text[32];
    snprintf(text, sizeof text, "%zu. ", number);
    add(out, text);
}

static void add_text_line(struct json_out *out, const char *label,
                          const char *text)
{
    if (text) {
        add(out, label);
        add(out, text);
        add(out, "\n");
    }
}

void sarif_help_text(struct json_out *out, const struct rule *rule)
{
    const struct rule_guidance *guidance = &rule->guidance;
    json_out_string_begin(out);
    add_text_line(out, "What a leak permits: ", guidance->grants);
    add(out, "How to revoke it:\n");
    for (size_t i = 0; i < guidance->n_steps; i++) {
        add_step_number(out, i + 1);
        add_text_line(out, "", guidance->steps[i]);
    }
    add_text_line(out, "Console: ", guidance->url);
    add_text_line(out, "API: ", guidance->api);
    add_text_line(out, "Command: ", guidance->cli);
    add_text_line(out, "When rotating: ", guidance->rotation);
    add_text_line(out, "To confirm: ", guidance->confirm);
    for (size_t i = 0; i < guidance->n_docs; i++) {
        add_text_line(out, "Documentation: ", guidance->docs[i]);
    }
    json_out_string_end(out);
}

/* Backslash before whatever Markdown or HTML could read as markup; a line
 * break becomes a blank. Backquotes stay: pattern texts use them for code. */
static void add_escaped(struct json_out *out, const char *text)
{
    bool in_code = false;
    for (const char *at = text; *at;) {
        size_t run = strcspn(at, "\\*_[]<>#|~`\r\n");
        json_out_string_add(out, span_of(at, run));
        at += run;
        if (*at == '\0') {
            break;
        }
        if (*at == '`') {
            /* A quote without its partner would swallow the rest. */
            in_code = !in_code && strchr(at + 1, '`') != NULL;
        } else if (*at == '\r' || *at == '\n') {
            add(out, " ");
            at++;
            continue;
        } else if (!in_code) {
            add(out, "\\");
        }
        json_out_string_add(out, span_of(at, 1));
        at++;
    }
}

static void add_paragraph(struct json_out *out, const char *label,
                          const char *text)
{
    if (text) {
        add(out, "**");
        add(out, label);
        add(out, ":** ");
        add_escaped(out, text);
        add(out, "\n\n");
    }
}

/* Indented code needs no fence and therefore cannot be closed from inside. */
static void add_code(struct json_out *out, const char *label, const char *text)
{
    if (!text) {
        return;
    }
    add(out, "**");
    add(out, label);
    add(out, ":**\n\n    ");
    for (const char *at = text; *at;) {
        size_t line = strcspn(at, "\r\n");
        json_out_string_add(out, span_of(at, line));
        at += line;
        at += strspn(at, "\r\n");
        if (*at) {
            add(out, "\n    ");
        }
    }
    add(out, "\n\n");
}

/* "<https://...>"; what cannot stand in there is written as text. */
static void add_link(struct json_out *out, const char *url)
{
    bool is_plain =
        strpbrk(url, "<> \t\r\n\\") == NULL &&
        (strncmp(url, "https://", 8) == 0 || strncmp(url, "http://", 7) == 0);
    if (!is_plain) {
        add_escaped(out, url);
        return;
    }
    add(out, "<");
    add(out, url);
    add(out, ">");
}

static void add_docs(struct json_out *out, const struct rule_guidance *guidance)
{
    if (guidance->n_docs == 0) {
        return;
    }
    add(out, "### Documentation\n\n");
    for (size_t i = 0; i < guidance->n_docs; i++) {
        add(out, "- ");
        add_link(out, guidance->docs[i]);
        add(out, "\n");
    }
}

void sarif_help_markdown(struct json_out *out, const struct rule *rule)
{
    const struct rule_guidance *guidance = &rule->guidance;
    json_out_string_begin(out);
    add(out, "## ");
    add_escaped(out, rule->name);
    add(out, "\n\n");
    add_paragraph(out, "What a leak permits", guidance->grants);
    add(out, "### How to revoke it\n\n");
    for (size_t i = 0; i < guidance->n_steps; i++) {
        add_step_number(out, i + 1);
        add_escaped(out, guidance->steps[i]);
        add(out, "\n");
    }
    add(out, "\n");
    if (guidance->url) {
        add(out, "**Console:** ");
        add_link(out, guidance->url);
        add(out, "\n\n");
    }
    add_paragraph(out, "API", guidance->api);
    add_code(out, "Command", guidance->cli);
    add_paragraph(out, "When rotating", guidance->rotation);
    add_paragraph(out, "To confirm that it is dead", guidance->confirm);
    add_docs(out, guidance);
    json_out_string_end(out);
}
