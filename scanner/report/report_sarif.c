/* SPDX-License-Identifier: Apache-2.0
 *
 * The frame of a SARIF log: one run with its tool, taxonomy, roots and
 * results. It is streamed; only the list of rules that hit is collected
 * first, since results point into it by index. */
#include "report/report_sarif.h"

#include "base/mem.h"
#include "report/file_uri.h"

#include <stdlib.h>

#define SCHEMA                                                            \
    "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/" \
    "sarif-schema-2.1.0.json"

static int compare_rules(const void *a, const void *b)
{
    const struct rule *const *left = a;
    const struct rule *const *right = b;
    return strcmp((*left)->id, (*right)->id);
}

/* A candidate that verification refused would become an alert. */
static void collect_results(struct sarif *sarif)
{
    const struct outcome *outcome = sarif->outcome;
    sarif->results = mem_calloc(outcome->n_findings, sizeof *sarif->results);
    for (size_t i = 0; i < outcome->n_findings; i++) {
        if (!outcome->findings[i]->verdict.keep) {
            continue;
        }
        if (sarif->n_results == SARIF_RESULTS) {
            sarif->n_cut++;
        } else {
            sarif->results[sarif->n_results++] = outcome->findings[i];
        }
    }
}

static void collect_rules(struct sarif *sarif)
{
    size_t n = 0;
    sarif->rules = mem_calloc(sarif->n_results, sizeof *sarif->rules);
    for (size_t i = 0; i < sarif->n_results; i++) {
        sarif->rules[i] = sarif->results[i]->rule;
    }
    if (sarif->n_results > 0) {
        qsort(sarif->rules, sarif->n_results, sizeof *sarif->rules,
              compare_rules);
    }
    for (size_t i = 0; i < sarif->n_results; i++) {
        if (n == 0 || strcmp(sarif->rules[n - 1]->id, sarif->rules[i]->id)) {
            sarif->rules[n++] = sarif->rules[i];
        }
    }
    sarif->n_rules = n;
}

size_t sarif_rule_index(const struct sarif *sarif, const struct rule *rule)
{
    const struct rule **found = bsearch(&rule, sarif->rules, sarif->n_rules,
                                        sizeof *sarif->rules, compare_rules);
    return found ? (size_t)(found - sarif->rules) : 0;
}

const char *sarif_level(enum severity severity)
{
    switch (severity) {
    case SEVERITY_CRITICAL:
    case SEVERITY_HIGH:
        return "error";
    case SEVERITY_MEDIUM:
        return "warning";
    case SEVERITY_LOW:
    case SEVERITY_NOTE:
        break;
    }
    return "note";
}

static void put_message(struct json_out *out, const char *key, const char *text)
{
    json_out_member_object(out, key);
    json_out_member(out, "text", text);
    json_out_close(out);
}

static int put_tool(struct sarif *sarif, struct err *err)
{
    struct json_out *out = &sarif->out;
    json_out_member_object(out, "tool");
    json_out_member_object(out, "driver");
    json_out_member(out, "name", "jackdaw");
    json_out_key(out, "fullName");
    json_out_string_begin(out);
    json_out_string_text(out, "jackdaw ");
    json_out_string_text(out, sarif->options->version);
    json_out_string_end(out);
    json_out_member(out, "organization", "jackdaw");
    json_out_member(out, "semanticVersion", sarif->options->version);
    json_out_member(out, "language", "en");
    put_message(out, "shortDescription",
                "Finds provider credentials, proves offline what it can about "
                "each one, and says how to revoke it.");
    json_out_key(out, "rules");
    int rc = sarif_rules(sarif, err);
    json_out_key(out, "notifications");
    sarif_notification_descriptors(sarif);
    json_out_member_array(out, "supportedTaxonomies");
    json_out_object(out);
    json_out_member(out, "name", "CWE");
    json_out_member_uint(out, "index", 0);
    json_out_close(out);
    json_out_close(out);
    json_out_close(out);
    json_out_close(out);
    return rc;
}

static void put_taxon(struct json_out *out, const char *id, const char *name,
                      const char *text, const char *uri)
{
    json_out_object(out);
    json_out_member(out, "id", id);
    json_out_member(out, "name", name);
    put_message(out, "shortDescription", text);
    json_out_member(out, "helpUri", uri);
    json_out_close(out);
}

static void put_taxonomies(struct json_out *out)
{
    json_out_member_array(out, "taxonomies");
    json_out_object(out);
    json_out_member(out, "name", "CWE");
    json_out_member(out, "version", "4.14");
    json_out_member(out, "organization", "MITRE");
    json_out_member(out, "informationUri", "https://cwe.mitre.org/");
    put_message(out, "shortDescription",
                "The MITRE Common Weakness Enumeration.");
    json_out_member_array(out, "taxa");
    put_taxon(out, SARIF_TAXON_SECRET, "UseOfHardCodedCredentials",
              "Use of hard-coded credentials.",
              "https://cwe.mitre.org/data/definitions/798.html");
    put_taxon(out, SARIF_TAXON_KEY, "UseOfHardCodedCryptographicKey",
              "Use of a hard-coded cryptographic key.",
              "https://cwe.mitre.org/data/definitions/321.html");
    json_out_close(out);
    json_out_close(out);
    json_out_close(out);
}

static int put_roots(struct sarif *sarif, struct err *err)
{
    struct json_out *out = &sarif->out;
    int rc = 0;
    json_out_member_object(out, "originalUriBaseIds");
    json_out_member_object(out, SARIF_BASE_ID);
    if (sarif->options->root) {
        rc = file_uri_folder(&sarif->uri, sarif->options->root, err);
        if (rc == 0) {
            json_out_key(out, "uri");
            json_out_span(out, buf_span(&sarif->uri));
        }
    }
    put_message(out, "description", "The folder that paths start from.");
    json_out_close(out);
    json_out_close(out);
    return rc;
}

/* Which repository and commit the paths are of (3.14.11). */
static void put_provenance(struct sarif *sarif)
{
    struct json_out *out = &sarif->out;
    const struct report_git *git = sarif->options->git;
    if (!git || !git->uri || !git->uri[0]) {
        return;
    }
    bool has_head = git->revision && git->revision[0];
    json_out_member_array(out, "versionControlProvenance");
    json_out_object(out);
    json_out_member(out, "repositoryUri", git->uri);
    json_out_member(out, "revisionId", has_head ? git->revision : NULL);
    json_out_member(out, "branch", git->branch);
    json_out_member_object(out, "mappedTo");
    json_out_member(out, "uriBaseId", SARIF_BASE_ID);
    json_out_close(out);
    json_out_close(out);
    json_out_close(out);
}

static int put_run(struct sarif *sarif, struct err *err)
{
    struct json_out *out = &sarif->out;
    json_out_object(out);
    int rc = put_tool(sarif, err);
    if (rc < 0) {
        return rc;
    }
    json_out_member(out, "columnKind", "unicodeCodePoints");
    if (sarif->options->category) {
        json_out_member_object(out, "automationDetails");
        json_out_member(out, "id", sarif->options->category);
        json_out_close(out);
    }
    put_provenance(sarif);
    rc = put_roots(sarif, err);
    if (rc < 0) {
        return rc;
    }
    json_out_key(out, "invocations");
    rc = sarif_invocations(sarif, err);
    if (rc < 0) {
        return rc;
    }
    put_taxonomies(out);
    json_out_key(out, "results");
    rc = sarif_results(sarif, err);
    json_out_close(out);
    return rc;
}

static bool has_suppressed(const struct sarif *sarif)
{
    for (size_t i = 0; i < sarif->n_results; i++) {
        if (sarif->results[i]->suppressed) {
            return true;
        }
    }
    return false;
}

int report_sarif(FILE *stream, const struct outcome *outcome,
                 const struct report_options *options, struct err *err)
{
    struct sarif sarif = {.outcome = outcome, .options = options};
    buf_init(&sarif.uri, FILE_URI_CEILING);
    json_out_init(&sarif.out, stream, JSON_OUT_INDENTED);
    collect_results(&sarif);
    collect_rules(&sarif);
    sarif.any_suppressed = has_suppressed(&sarif);
    json_out_object(&sarif.out);
    json_out_member(&sarif.out, "$schema", SCHEMA);
    json_out_member(&sarif.out, "version", "2.1.0");
    json_out_member_array(&sarif.out, "runs");
    int rc = put_run(&sarif, err);
    if (rc == 0) {
        json_out_close(&sarif.out);
        json_out_close(&sarif.out);
        (void)fputc('\n', stream);
    }
    free(sarif.results);
    free(sarif.rules);
    buf_release(&sarif.uri);
    return rc;
}
