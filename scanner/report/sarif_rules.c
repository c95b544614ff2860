/* SPDX-License-Identifier: Apache-2.0
 *
 * tool.driver.rules: a descriptor for each rule that hit. What GitHub makes
 * of it: security-severity decides critical / high / medium / low, precision
 * the order, tags the filters ("external/cwe/..." is shown as the CWE). */
#include "report/file_uri.h"
#include "report/outcome_view.h"
#include "report/report_sarif.h"
#include "report/sarif_help.h"

#include "base/utf8.h"

/* The first `count` characters. */
static struct span cut_points(const char *text, size_t count)
{
    struct span span = span_str(text);
    size_t at = 0;
    for (size_t i = 0; i < count && at < span.len; i++) {
        (void)utf8_next(span, &at);
    }
    return span_of(span.ptr, at);
}

static bool is_cut(const char *text, size_t count)
{
    return cut_points(text, count).len < strlen(text);
}

static void put_description(struct json_out *out, const char *key,
                            const char *text)
{
    json_out_member_object(out, key);
    json_out_key(out, "text");
    json_out_string_begin(out);
    if (is_cut(text, SARIF_DESCRIPTION)) {
        json_out_string_add(out, cut_points(text, SARIF_DESCRIPTION - 3));
        json_out_string_text(out, "...");
    } else {
        json_out_string_text(out, text);
    }
    json_out_string_end(out);
    json_out_close(out);
}

/* "github-pat-classic" -> "GithubPatClassic": SARIF wants an identifier
 * here, and one that differs from the id. */
static void put_name(struct json_out *out, const char *id)
{
    bool upper = true;
    size_t n = 0;
    json_out_key(out, "name");
    json_out_string_begin(out);
    for (const char *at = id; *at && n < SARIF_NAME; at++) {
        bool is_letter = *at >= 'a' && *at <= 'z';
        if (!is_letter && (*at < '0' || *at > '9')) {
            upper = true;
            continue;
        }
        char byte = upper && is_letter ? (char)(*at - 'a' + 'A') : *at;
        json_out_string_add(out, span_of(&byte, 1));
        upper = false;
        n++;
    }
    json_out_string_end(out);
}

/* Above 9.0 is critical, from 7.0 high, from 4.0 medium, below low. */
static const char *security_severity(enum severity severity)
{
    switch (severity) {
    case SEVERITY_CRITICAL:
        return "9.5";
    case SEVERITY_HIGH:
        return "8.0";
    case SEVERITY_MEDIUM:
        return "5.5";
    case SEVERITY_LOW:
        return "2.0";
    case SEVERITY_NOTE:
        break;
    }
    return NULL;
}

static const char *problem_severity(enum severity severity)
{
    switch (severity) {
    case SEVERITY_CRITICAL:
    case SEVERITY_HIGH:
        return "error";
    case SEVERITY_MEDIUM:
    case SEVERITY_LOW:
        return "warning";
    case SEVERITY_NOTE:
        break;
    }
    return "recommendation";
}

static bool has_prefix(const struct rule *rule)
{
    for (size_t i = 0; i < rule->n_shapes; i++) {
        const struct shape *shape = &rule->shapes[i];
        if (shape->n_segments == 0 || shape->segments[0].kind != SEGMENT_TEXT) {
            return false;
        }
    }
    return rule->n_shapes > 0 || rule->regex.anchor != NULL;
}

/* How often a hit is real, by what the rule rests on: a checksum, a prefix of
 * its own, a keyword nearby, or a name and entropy. */
static const char *precision(const struct rule *rule)
{
    if (rule->generic || rule->assignment) {
        return "medium";
    }
    if (rule->n_checks > 0) {
        return "very-high";
    }
    return has_prefix(rule) ? "high" : "medium";
}

/* "New Relic" -> "new-relic". */
static void put_provider_tag(struct json_out *out, const char *provider)
{
    struct span text = cut_points(provider, 60);
    bool gap = false;
    bool any = false;
    json_out_string_begin(out);
    json_out_string_text(out, "provider/");
    for (size_t i = 0; i < text.len; i++) {
        unsigned char byte = text.ptr[i];
        bool is_upper = byte >= 'A' && byte <= 'Z';
        bool keep = is_upper || (byte >= 'a' && byte <= 'z') ||
                    (byte >= '0' && byte <= '9') || byte >= 0x80;
        if (!keep) {
            gap = any;
            continue;
        }
        if (gap) {
            json_out_string_text(out, "-");
            gap = false;
        }
        /* A sequence of UTF-8 must reach the writer in one piece. */
        size_t end = i;
        (void)utf8_next(text, &end);
        char lower = (char)(byte - 'A' + 'a');
        json_out_string_add(out, is_upper ? span_of(&lower, 1)
                                          : span_of(text.ptr + i, end - i));
        i = end - 1;
        any = true;
    }
    json_out_string_end(out);
}

/* Six at most; GitHub refuses twenty-one and shows ten. */
static void put_tags(struct json_out *out, const struct rule *rule)
{
    json_out_member_array(out, "tags");
    if (view_rule_severity(rule) > SEVERITY_NOTE) {
        json_out_text(out, "security");
    }
    json_out_text(out, "secret");
    if (rule->class != RULE_SECRET) {
        json_out_text(out, rule_class_name(rule->class));
    }
    put_provider_tag(out, rule->provider);
    json_out_text(out, "external/cwe/cwe-" SARIF_TAXON_SECRET);
    if (view_rule_is_private_key(rule)) {
        json_out_text(out, "external/cwe/cwe-" SARIF_TAXON_KEY);
    }
    json_out_close(out);
}

static void put_properties(struct json_out *out, const struct rule *rule)
{
    enum severity severity = view_rule_severity(rule);
    json_out_member_object(out, "properties");
    put_tags(out, rule);
    json_out_member(out, "precision", precision(rule));
    json_out_member(out, "security-severity", security_severity(severity));
    json_out_member(out, "problem.severity", problem_severity(severity));
    json_out_member(out, "provider", rule->provider);
    json_out_member(out, "environment",
                    rule_environment_name(rule->environment));
    json_out_close(out);
}

void sarif_taxon(struct sarif *sarif, const struct rule *rule)
{
    struct json_out *out = &sarif->out;
    bool is_key = view_rule_is_private_key(rule);
    json_out_object(out);
    json_out_member(out, "id", is_key ? SARIF_TAXON_KEY : SARIF_TAXON_SECRET);
    json_out_member_uint(out, "index", is_key ? 1 : 0);
    json_out_member_object(out, "toolComponent");
    json_out_member(out, "name", "CWE");
    json_out_member_uint(out, "index", 0);
    json_out_close(out);
    json_out_close(out);
}

static void put_relationships(struct sarif *sarif, const struct rule *rule)
{
    struct json_out *out = &sarif->out;
    json_out_member_array(out, "relationships");
    json_out_object(out);
    json_out_key(out, "target");
    sarif_taxon(sarif, rule);
    json_out_member_array(out, "kinds");
    json_out_text(out, "superset");
    json_out_close(out);
    json_out_close(out);
    json_out_close(out);
}

static void put_help(struct json_out *out, const struct rule *rule)
{
    json_out_member_object(out, "help");
    json_out_key(out, "text");
    sarif_help_text(out, rule);
    json_out_key(out, "markdown");
    sarif_help_markdown(out, rule);
    json_out_close(out);
}

static int put_help_uri(struct sarif *sarif, const struct rule *rule,
                        struct err *err)
{
    const struct rule_guidance *guidance = &rule->guidance;
    const char *url = guidance->n_docs > 0 ? guidance->docs[0] : guidance->url;
    if (!url) {
        return 0;
    }
    int rc = file_uri_web(&sarif->uri, url, err);
    if (rc == 0 && sarif->uri.len > 0) {
        json_out_key(&sarif->out, "helpUri");
        json_out_span(&sarif->out, buf_span(&sarif->uri));
    }
    return rc;
}

static int put_rule(struct sarif *sarif, const struct rule *rule,
                    struct err *err)
{
    struct json_out *out = &sarif->out;
    json_out_object(out);
    json_out_member(out, "id", rule->id);
    put_name(out, rule->id);
    put_description(out, "shortDescription", rule->name);
    put_description(out, "fullDescription", rule->guidance.grants);
    put_help(out, rule);
    int rc = put_help_uri(sarif, rule, err);
    json_out_member_object(out, "defaultConfiguration");
    json_out_member(out, "level", sarif_level(view_rule_severity(rule)));
    json_out_close(out);
    put_relationships(sarif, rule);
    put_properties(out, rule);
    json_out_close(out);
    return rc;
}

int sarif_rules(struct sarif *sarif, struct err *err)
{
    int rc = 0;
    json_out_array(&sarif->out);
    for (size_t i = 0; i < sarif->n_rules && rc == 0; i++) {
        rc = put_rule(sarif, sarif->rules[i], err);
    }
    json_out_close(&sarif->out);
    return rc;
}
