/* SPDX-License-Identifier: Apache-2.0
 *
 * What a result says. Much of it was found in a hostile repository (paths,
 * decoded facts), so brackets and braces are escaped as SARIF 3.11 demands:
 * nobody else's text becomes a link or a placeholder. */
#include "report/sarif_message.h"

#include "base/utf8.h"
#include "report/git_words.h"

#include <inttypes.h>
#include <stdio.h>

/* Places that are linked in the text; the rest is in relatedLocations. */
#define LINKED 5

static void add(struct json_out *out, const char *text)
{
    json_out_string_text(out, text);
}

/* Markup gets its escape; what no viewer should be sent (controls, marks that
 * change the direction of writing) becomes a replacement character. */
static void add_escaped(struct json_out *out, const char *text)
{
    struct span span = span_str(text);
    size_t at = 0;
    while (at < span.len) {
        size_t start = at;
        uint32_t point = utf8_next(span, &at);
        struct span piece = span_slice(span, (struct range){start, at});
        if (point == UTF8_BAD || utf8_is_hostile(point)) {
            json_out_string_text(out, "\xef\xbf\xbd");
            continue;
        }
        if (point == '[' || point == ']' || point == '\\') {
            json_out_string_text(out, "\\");
        } else if (point == '{' || point == '}') {
            json_out_string_add(out, piece);
        }
        json_out_string_add(out, piece);
    }
}

static void add_number(struct json_out *out, size_t number)
{
    char text[32];
    snprintf(text, sizeof text, "%zu", number);
    add(out, text);
}

static void add_quoted(struct json_out *out, const char *text)
{
    add(out, "'");
    add_escaped(out, text);
    add(out, "'");
}

static void add_title(struct json_out *out, const struct rule *rule)
{
    switch (rule->class) {
    case RULE_SECRET:
        add(out, "Leaked ");
        add_escaped(out, rule->name);
        break;
    case RULE_PUBLISHABLE:
        add_escaped(out, rule->name);
        add(out, ", meant to be public");
        break;
    case RULE_IDENTIFIER:
        add_escaped(out, rule->name);
        add(out, ", half of a pair");
        break;
    }
    add(out, ".");
}

static void add_belief(struct json_out *out, const struct finding *finding)
{
    const struct verdict *verdict = &finding->verdict;
    add(out, " It reads ");
    add_quoted(out, finding->masked);
    add(out, "; evidence: ");
    add(out, evidence_name(verdict->evidence));
    add(out, ", confidence: ");
    add(out, confidence_name(verdict->confidence));
    for (size_t i = 0; i < verdict->n_reasons; i++) {
        add(out, i == 0 ? " (" : "; ");
        add_escaped(out, verdict->reasons[i]);
    }
    add(out, verdict->n_reasons > 0 ? ")." : ".");
}

static void add_facts(struct json_out *out, const struct verdict *verdict)
{
    for (size_t i = 0; i < verdict->n_facts; i++) {
        add(out, i == 0 ? " Decoded: " : ", ");
        add(out, verdict->facts[i].name);
        add(out, " ");
        add_quoted(out, verdict->facts[i].value);
    }
    add(out, verdict->n_facts > 0 ? "." : "");
}

static void add_link(struct json_out *out, const struct place *place, size_t id)
{
    char position[48];
    add(out, "[");
    add_escaped(out, place->path);
    if (place->binary) {
        snprintf(position, sizeof position, " at byte %" PRIu64, place->offset);
    } else {
        snprintf(position, sizeof position, ":%" PRIu32, place->line);
    }
    add(out, position);
    add(out, "](");
    add_number(out, id);
    add(out, ")");
}

size_t sarif_message_first_place(const struct finding *finding)
{
    return finding->pair && finding->pair_place ? 2 : 1;
}

static void add_pair(struct json_out *out, const struct finding *finding)
{
    if (!finding->pair) {
        return;
    }
    add(out, " Its other half, ");
    add_escaped(out, finding->pair->rule->name);
    add(out, " ");
    add_quoted(out, finding->pair->masked);
    if (finding->pair_place) {
        add(out, ", is at ");
        add_link(out, finding->pair_place, 1);
        add(out, ".");
    } else {
        add(out, ", was found too.");
    }
}

static void add_places(struct json_out *out, const struct finding *finding)
{
    size_t first = sarif_message_first_place(finding);
    size_t others = finding->n_places_total - 1;
    if (finding->n_places < 2) {
        return;
    }
    add(out, " The same secret stands at ");
    add_number(out, others);
    add(out, others == 1 ? " other place: " : " other places: ");
    for (size_t i = 1; i < finding->n_places && i <= LINKED; i++) {
        add(out, i == 1 ? "" : ", ");
        add_link(out, &finding->places[i], first + i - 1);
    }
    add(out, others > LINKED ? " and more." : ".");
}

static void add_credit(struct json_out *out, const char *before,
                       const struct git_credit *credit)
{
    if (!credit->commit) {
        return;
    }
    add(out, before);
    add_quoted(out, credit->commit);
    struct view_text date = git_date(credit->time);
    add(out, date.text[0] ? " of " : "");
    add(out, date.text);
    if (credit->name && credit->name[0]) {
        add(out, " by ");
        add_quoted(out, credit->name);
    }
    if (credit->summary && credit->summary[0]) {
        add(out, ", ");
        add_quoted(out, credit->summary);
    }
    add(out, ".");
}

static void add_where(struct json_out *out, const struct git_attribution *git)
{
    static const char *const where[] = {
        [GIT_STILL_HEAD] = " It is still in HEAD",
        [GIT_STILL_TIP] = " It is not in HEAD, but still in a branch or tag",
        [GIT_STILL_HISTORY] = " It is only in older commits",
        [GIT_STILL_STAGED] = " It is staged, in no commit yet",
        [GIT_STILL_STASH] = " It is only in a stash",
        [GIT_STILL_UNREACHABLE] =
            " It is in commits that no branch or tag leads to",
        [GIT_STILL_LOOSE] = " It is in no commit",
    };
    static const char *const who[] = {
        [GIT_SPREAD_PUSHED] = ", and was pushed.",
        [GIT_SPREAD_LOCAL] = ", and was not pushed yet.",
        [GIT_SPREAD_UNKNOWN] = ".",
    };
    add(out, where[git->still]);
    if (git->tip && git->still == GIT_STILL_TIP) {
        add(out, ", ");
        add_quoted(out, git_short_ref(git->tip));
    }
    add(out, who[git->spread]);
}

static void add_commit(struct json_out *out, const struct finding *finding)
{
    if (finding->git) {
        add_credit(out, " It came in with commit ", &finding->git->introduced);
        add_credit(out, " It was removed with commit ", &finding->git->removed);
        add_where(out, finding->git);
        return;
    }
    if (finding->places[0].commit) {
        add(out, " It came in with commit ");
        add_quoted(out, finding->places[0].commit);
        add(out, ".");
    }
}

static void add_advice(struct json_out *out, const struct rule *rule)
{
    const struct rule_guidance *guidance = &rule->guidance;
    if (rule->class != RULE_SECRET) {
        return;
    }
    add(out, " Revoke it");
    if (guidance->url) {
        add(out, " at ");
        add_escaped(out, guidance->url);
        add(out, " ");
    }
    add(out, guidance->url ? "(" : " (");
    add(out, "'jackdaw explain ");
    add_escaped(out, rule->id);
    add(out, "' has the steps).");
}

void sarif_message(struct json_out *out, const struct finding *finding)
{
    json_out_string_begin(out);
    add_title(out, finding->rule);
    add_belief(out, finding);
    add_facts(out, &finding->verdict);
    add_commit(out, finding);
    add_pair(out, finding);
    add_places(out, finding);
    add_advice(out, finding->rule);
    json_out_string_end(out);
}

void sarif_message_escaped(struct json_out *out, const char *text)
{
    json_out_string_begin(out);
    add_escaped(out, text);
    json_out_string_end(out);
}
