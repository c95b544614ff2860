/* SPDX-License-Identifier: Apache-2.0
 *
 * invocations: what was run, whether it saw everything, and a notification
 * for whatever it did not see. executionSuccessful is never true for a scan
 * that was cut short: uploading such a file as complete would close alerts
 * that still stand. */
#include "report/file_uri.h"
#include "report/outcome_view.h"
#include "report/report_sarif.h"
#include "report/sarif_message.h"

#include <inttypes.h>

/* The id is that of notice_name(); the name is for viewers that want an
 * identifier. */
static const struct {
    const char *name;
    const char *text;
    const char *help;
} kinds[SARIF_DESCRIPTORS] = {
    [NOTICE_UNREADABLE] = {"FileUnreadable",
                           "A file could not be opened or read.",
                           "Give the scan permission to read it, or exclude "
                           "it on purpose."},
    [NOTICE_VANISHED] = {"FileVanished", "A file was gone before it was read.",
                         "Scan again while nothing changes the files."},
    [NOTICE_SPECIAL] = {"SpecialFile", "A socket, device or pipe was not read.",
                        "Exclude it on purpose if it belongs there."},
    [NOTICE_SYMLINK] = {"SymlinkNotFollowed",
                        "A symbolic link was not followed.",
                        "Scan its target if it lies outside of what was "
                        "scanned."},
    [NOTICE_BINARY] = {"BinaryLeftOut", "A binary file was left out, as asked.",
                       "Scan without --skip-binary to search it."},
    [NOTICE_IGNORED] = {"IgnoredLeftOut",
                        "An ignored file was left out, as asked.",
                        "Scan without --gitignore and --exclude to search "
                        "it."},
    [NOTICE_LIMIT] = {"LimitReached",
                      "Something past a limit was scanned in part.",
                      "The message says which limit; scan that part alone."},
    [NOTICE_MISSING] = {"ObjectMissing",
                        "An object that git names is not there.",
                        "Fetch the whole history, not a shallow or partial "
                        "clone."},
    [NOTICE_CORRUPT] = {"ContentCorrupt",
                        "Something damaged could not be read.",
                        "Repair or replace it and scan again."},
    [NOTICE_POLICY] = {"Policy",
                       "Something about what is allowed should be known.",
                       "Look at the policy file, or at what a change "
                       "allows before you accept it."},
    [SARIF_NOTE_LIMIT] = {"ReportLimit",
                          "The report was cut to what code scanning takes.",
                          "The formats json and jsonl hold everything."},
};

/* "special file" -> "jackdaw/special-file" */
static void put_id(struct json_out *out, int kind)
{
    const char *name = kind == SARIF_NOTE_LIMIT
                           ? "report limit"
                           : notice_name((enum notice_kind)kind);
    json_out_key(out, "id");
    json_out_string_begin(out);
    json_out_string_text(out, "jackdaw/");
    for (const char *at = name; *at; at++) {
        json_out_string_add(out, *at == ' ' ? span_str("-") : span_of(at, 1));
    }
    json_out_string_end(out);
}

static const char *level(int kind)
{
    if (kind == SARIF_NOTE_LIMIT || kind == NOTICE_POLICY) {
        return "warning";
    }
    return notice_is_failure((enum notice_kind)kind) ? "error" : "note";
}

static void put_text(struct json_out *out, const char *key, const char *text)
{
    json_out_member_object(out, key);
    json_out_member(out, "text", text);
    json_out_close(out);
}

void sarif_notification_descriptors(struct sarif *sarif)
{
    struct json_out *out = &sarif->out;
    json_out_array(out);
    for (int kind = 0; kind < SARIF_DESCRIPTORS; kind++) {
        json_out_object(out);
        put_id(out, kind);
        json_out_member(out, "name", kinds[kind].name);
        put_text(out, "shortDescription", kinds[kind].text);
        put_text(out, "fullDescription", kinds[kind].text);
        put_text(out, "help", kinds[kind].help);
        json_out_member_object(out, "defaultConfiguration");
        json_out_member(out, "level", level(kind));
        json_out_close(out);
        json_out_close(out);
    }
    json_out_close(out);
}

static void put_descriptor(struct json_out *out, int kind)
{
    json_out_member_object(out, "descriptor");
    put_id(out, kind);
    json_out_member_uint(out, "index", (uint64_t)kind);
    json_out_close(out);
    json_out_member(out, "level", level(kind));
}

static void put_message(struct json_out *out, const char *text)
{
    json_out_member_object(out, "message");
    json_out_key(out, "text");
    sarif_message_escaped(out, text);
    json_out_close(out);
}

static int put_notice(struct sarif *sarif, const struct notice *notice,
                      struct err *err)
{
    struct json_out *out = &sarif->out;
    int rc = 0;
    json_out_object(out);
    put_descriptor(out, (int)notice->kind);
    put_message(out, notice->text && notice->text[0]
                         ? notice->text
                         : kinds[notice->kind].text);
    if (notice->path && notice->path[0]) {
        json_out_member_array(out, "locations");
        json_out_object(out);
        json_out_member_object(out, "physicalLocation");
        rc = sarif_artifact(sarif, notice->path, err);
        json_out_close(out);
        json_out_close(out);
        json_out_close(out);
    }
    json_out_close(out);
    return rc;
}

static void put_count(struct json_out *out, int kind, uint64_t count,
                      const char *what)
{
    char text[160];
    snprintf(text, sizeof text, "%" PRIu64 " %s", count, what);
    json_out_object(out);
    put_descriptor(out, kind);
    put_message(out, text);
    json_out_close(out);
}

/* Notices past LIMIT_NOTICES are only counted; the count must not be lost. */
static void put_unlisted(struct sarif *sarif)
{
    uint64_t listed[NOTICE_KINDS] = {0};
    for (size_t i = 0; i < sarif->outcome->n_notices; i++) {
        listed[sarif->outcome->notices[i].kind]++;
    }
    for (int kind = 0; kind < NOTICE_KINDS; kind++) {
        uint64_t all = sarif->outcome->coverage.notices[kind];
        if (all > listed[kind]) {
            put_count(&sarif->out, kind, all - listed[kind],
                      "more of this kind are not listed.");
        }
    }
}

/* How many places of shown findings did not fit into their results. */
static uint64_t count_cut_places(const struct sarif *sarif)
{
    uint64_t cut = 0;
    for (size_t i = 0; i < sarif->n_results; i++) {
        const struct finding *finding = sarif->results[i];
        uint64_t room = SARIF_LOCATIONS;
        if (finding->pair && finding->pair_place) {
            room--;
        }
        uint64_t shown = finding->n_places < room ? finding->n_places : room;
        if (finding->n_places_total > shown) {
            cut += finding->n_places_total - shown;
        }
    }
    return cut;
}

static void put_limits(struct sarif *sarif)
{
    uint64_t places = count_cut_places(sarif);
    if (sarif->n_cut > 0) {
        put_count(&sarif->out, SARIF_NOTE_LIMIT, sarif->n_cut,
                  "findings of the lowest severity are not in this report: "
                  "code scanning takes 25,000.");
    }
    if (places > 0) {
        put_count(&sarif->out, SARIF_NOTE_LIMIT, places,
                  "further places of secrets are not listed: code scanning "
                  "takes 1,000 for each.");
    }
}

static void put_time(struct json_out *out, const char *key, int64_t seconds)
{
    struct view_text when = view_time(seconds);
    json_out_member(out, key, when.text[0] ? when.text : NULL);
}

static const char *exit_text(int code)
{
    switch (code) {
    case 0:
        return "clean";
    case 1:
        return "secrets found";
    case 130:
        return "interrupted";
    default:
        return "scan incomplete";
    }
}

static int put_folder(struct sarif *sarif, struct err *err)
{
    if (!sarif->options->root) {
        return 0;
    }
    int rc = file_uri_folder(&sarif->uri, sarif->options->root, err);
    if (rc < 0) {
        return rc;
    }
    json_out_member_object(&sarif->out, "workingDirectory");
    json_out_key(&sarif->out, "uri");
    json_out_span(&sarif->out, buf_span(&sarif->uri));
    json_out_close(&sarif->out);
    return 0;
}

static void put_coverage(struct json_out *out, const struct coverage *coverage)
{
    json_out_member_object(out, "properties");
    json_out_member_uint(out, "files", coverage->files);
    json_out_member_uint(out, "folders", coverage->folders);
    json_out_member_uint(out, "objects", coverage->objects);
    json_out_member_uint(out, "commits", coverage->commits);
    json_out_member_uint(out, "bytes", coverage->bytes);
    json_out_member_uint(out, "suppressed", coverage->suppressed);
    json_out_close(out);
}

int sarif_invocations(struct sarif *sarif, struct err *err)
{
    struct json_out *out = &sarif->out;
    const struct outcome *outcome = sarif->outcome;
    int code = report_exit_code_asked(outcome, sarif->options);
    json_out_array(out);
    json_out_object(out);
    json_out_member_bool(out, "executionSuccessful", code == 0 || code == 1);
    json_out_key(out, "exitCode");
    json_out_int(out, code);
    json_out_member(out, "exitCodeDescription",
                    exit_text(report_exit_code(outcome)));
    json_out_member(out, "commandLine", sarif->options->command);
    put_time(out, "startTimeUtc", sarif->options->started);
    put_time(out, "endTimeUtc", sarif->options->ended);
    int rc = put_folder(sarif, err);
    json_out_member_array(out, "toolExecutionNotifications");
    for (size_t i = 0; i < outcome->n_notices && rc == 0; i++) {
        rc = put_notice(sarif, &outcome->notices[i], err);
    }
    put_unlisted(sarif);
    put_limits(sarif);
    json_out_close(out);
    put_coverage(out, &outcome->coverage);
    json_out_close(out);
    json_out_close(out);
    return rc;
}
