/* SPDX-License-Identifier: Apache-2.0
 *
 * candidate -> verdict. In order: values of documentation; the rule's checks;
 * and, unless a check has decoded the token or recomputed its sum, whether it
 * looks random and like no placeholder. What passed is the evidence. A token
 * that proves itself is never dropped for the words it holds. */
#include "verify/verify.h"

#include "base/codec.h"
#include "verify/around.h"
#include "verify/check.h"
#include "verify/code.h"
#include "verify/entropy.h"
#include "verify/piece.h"
#include "verify/placeholder.h"
#include "verify/split.h"
#include "verify/words.h"

/* What the steps below tell each other. */
struct review {
    const struct verify_input *in;
    struct span token;
    struct span secret;
    struct span letters; /* what should look random */
    unsigned alphabet;   /* size of the rule's alphabet for them */
    bool structured;     /* the rule has a check that decodes the token */
    bool passed;
    bool failed;
    bool wrong;          /* a sum that the vendor documents does not come out */
    enum evidence proof; /* the best that passed */
    struct check_notes notes;
};

const char *evidence_name(enum evidence evidence)
{
    static const char *const names[] = {"context", "format", "structure",
                                        "checksum"};
    return names[evidence];
}

const char *confidence_name(enum confidence confidence)
{
    static const char *const names[] = {"low", "medium", "high", "very-high"};
    return names[confidence];
}

static void add_reason(struct verdict *out, const char *reason)
{
    if (out->n_reasons < VERDICT_REASONS) {
        out->reasons[out->n_reasons++] = reason;
    }
}

static void drop(struct verdict *out, const char *reason)
{
    out->keep = false;
    add_reason(out, reason);
}

/* --- the parts of the token
 * --------------------------------------------------------- */

/* Alphabets wider than base64 with a few signs are what people write
 * passwords in. */
#define FREE_TEXT 70

static void divide(struct review *review)
{
    const struct verify_input *in = review->in;
    struct split split;
    struct range secret = {in->secret.start - in->token.start,
                           in->secret.end - in->token.start};
    review->letters = review->secret;
    review->alphabet = entropy_alphabet(review->secret);
    if (split_token(&split, in->rule, review->token)) {
        (void)split_run(&split, review->token, secret, &review->letters,
                        &review->alphabet);
    }
}

/* The secret without the fixed text that the rule begins with. */
static struct span body_of(const struct review *review)
{
    const struct rule *rule = review->in->rule;
    size_t longest = 0;
    for (size_t i = 0; i < rule->n_shapes; i++) {
        const struct segment *first = rule->shapes[i].segments;
        if (rule->shapes[i].n_segments == 0 || first->kind != SEGMENT_TEXT) {
            continue;
        }
        for (size_t k = 0; k < first->n_texts; k++) {
            size_t len = strlen(first->texts[k]);
            if (len > longest &&
                piece_starts(review->secret, first->texts[k])) {
                longest = len;
            }
        }
    }
    return piece_from(review->secret, longest);
}

/* --- dummies
 * -------------------------------------------------------------------------- */

/* Vendors end values of documentation so; by chance seven given capitals stand
 * in one token of 10^8. Longer texts (keys in PEM) may well hold the word. */
#define DUMMY_MOST 256

static bool is_example(struct span token)
{
    return token.len <= DUMMY_MOST &&
           span_find(token, span_str("EXAMPLE")) < token.len;
}

static bool is_dummy(const struct review *review)
{
    const struct rule *rule = review->in->rule;
    for (size_t i = 0; i < rule->n_dummies; i++) {
        if (piece_is(review->token, rule->dummies[i]) ||
            piece_is(review->secret, rule->dummies[i])) {
            return true;
        }
    }
    return false;
}

/* --- checks
 * ----------------------------------------------------------------------------
 */

static const char *passed_reason(enum evidence proof)
{
    static const char *const reasons[] = {
        NULL, NULL, "it decodes and is consistent", "its checksum is right"};
    return reasons[proof];
}

static const char *failed_reason(enum evidence proof)
{
    static const char *const reasons[] = {
        "it is not what it should be", "it lacks a mark of real ones",
        "it does not decode to what it should be", "its checksum is wrong"};
    return reasons[proof];
}

/* A sum that was only found out from samples may have exceptions. */
static bool is_documented(const struct check *check)
{
    return check->proof == EVIDENCE_CHECKSUM &&
           !piece_starts(span_str(check->source), "derived");
}

static void run_check(struct review *review, struct verdict *out,
                      const struct rule_check *wanted)
{
    const struct check *check = check_find(wanted->name);
    if (!check) {
        return;
    }
    const struct check_input input = {.token = review->token,
                                      .secret = review->secret,
                                      .body = body_of(review),
                                      .text = review->in->text,
                                      .where = review->in->token,
                                      .rule = review->in->rule,
                                      .now = review->in->now};
    enum check_result result = check->run(check, &input, &review->notes);
    review->structured =
        review->structured || check->proof == EVIDENCE_STRUCTURE;
    if (result == CHECK_PASS) {
        review->passed = true;
        review->proof =
            check->proof > review->proof ? check->proof : review->proof;
    }
    if (result == CHECK_FAIL && wanted->drop) {
        /* A sum that is wrong disproves the token; a structure that is not
         * there only says that it is of another kind. */
        out->refuted = check->proof == EVIDENCE_CHECKSUM;
        drop(out, failed_reason(check->proof));
    } else if (result == CHECK_FAIL) {
        review->failed = true;
        review->wrong = review->wrong || is_documented(check);
        add_reason(out, failed_reason(check->proof));
    }
}

static void run_checks(struct review *review, struct verdict *out)
{
    const struct rule *rule = review->in->rule;
    for (size_t i = 0; i < rule->n_checks && out->keep; i++) {
        run_check(review, out, &rule->checks[i]);
    }
    if (out->keep && review->notes.effect == EFFECT_DROP) {
        out->refuted = true;
        drop(out, review->notes.reason);
    }
    if (out->keep && passed_reason(review->proof)) {
        add_reason(out, passed_reason(review->proof));
    }
}

/* --- does it look random?
 * --------------------------------------------------------------- */

/* The least entropy, or 0 for none. The rule's alphabet may be wider than
 * what its issuer uses, so the letters' own counts if it is smaller. Tokens
 * with something inside are less random than their letters: long ones may be,
 * those with a decoding check are. */
static double least_entropy(const struct review *review)
{
    const struct rule *rule = review->in->rule;
    if (rule->min_entropy > 0) {
        return rule->min_entropy;
    }
    if (review->alphabet >= FREE_TEXT) {
        return 0;
    }
    unsigned own = entropy_alphabet(review->letters);
    double least = entropy_floor(
        own < review->alphabet ? own : review->alphabet, review->letters.len);
    if (review->structured) {
        return 0.6 * least;
    }
    return review->letters.len > 64 ? 0.85 * least : least;
}

static const char *random_reason(const struct review *review)
{
    unsigned alphabet = review->alphabet < 64 ? review->alphabet : 64;
    /* A structure may hold long rows of zeros. */
    const char *reason = review->structured && !review->failed
                             ? placeholder_mask(review->letters, 10)
                             : placeholder_random(review->letters, alphabet);
    if (!reason) {
        reason = placeholder_template(body_of(review));
    }
    if (!reason && entropy_bits(review->letters) < least_entropy(review)) {
        reason = "it is not random enough";
    }
    return reason;
}

/* Fewer random letters than this may be an accident. */
#define TELLING_LETTERS 16

/* Nothing in the token itself tells what it is. */
static bool is_contextual(const struct review *review)
{
    const struct rule *rule = review->in->rule;
    if (rule->generic) {
        return rule->assignment || !review->structured;
    }
    return rule->assignment && (review->alphabet >= FREE_TEXT ||
                                review->letters.len < TELLING_LETTERS);
}

/* Kubernetes and others write values in base64: of "password", too. */
static const char *wrapped_reason(struct span secret)
{
    unsigned char bytes[192];
    size_t len;
    if (secret.len < 8 || !codec_base64(secret, bytes, sizeof(bytes), &len)) {
        return NULL;
    }
    while (len > 0 && byte_is_space(bytes[len - 1])) {
        len--; /* of echo without -n */
    }
    struct span plain = span_of(bytes, len);
    return piece_is_text(plain) ? placeholder_password(plain) : NULL;
}

/* Every form of the rule begins with a text of its own. */
#define TELLING_TEXT 3

static bool has_own_text(const struct rule *rule)
{
    for (size_t i = 0; i < rule->n_shapes; i++) {
        const struct segment *first = rule->shapes[i].segments;
        if (first->kind != SEGMENT_TEXT || first->optional) {
            return false;
        }
        for (size_t k = 0; k < first->n_texts; k++) {
            if (strlen(first->texts[k]) < TELLING_TEXT) {
                return false;
            }
        }
    }
    return rule->n_shapes > 0;
}

static bool is_id_byte(int c)
{
    return byte_is_hex(c) || c == '-';
}

/* Only the name beside it tells it from a UUID or a checksum. */
static bool is_like_an_id(const struct review *review)
{
    const struct rule *rule = review->in->rule;
    return rule->n_keywords > 0 && rule->near != NEAR_NAME &&
           !rule->assignment && !has_own_text(rule) &&
           piece_all(review->token, is_id_byte);
}

/* A telling name on the line, which may be that of another value. */
static bool is_nearby(const struct review *review)
{
    const struct rule *rule = review->in->rule;
    return rule->generic && rule->n_keywords > 0 && !rule->assignment;
}

static const char *context_reason(const struct review *review)
{
    const struct rule *rule = review->in->rule;
    if (is_contextual(review)) {
        const char *reason = placeholder_password(review->secret);
        reason = reason ? reason : wrapped_reason(review->secret);
        if (!reason && is_nearby(review)) {
            reason = around_other(review->in);
        }
        return reason ? reason : code_reason(review->in);
    }
    if (rule->n_keywords > 0 && around_is_hash(review->in)) {
        return "it is a checksum or the id of a commit";
    }
    if (is_like_an_id(review)) {
        const char *reason = around_other(review->in);
        if (reason) {
            return reason;
        }
    }
    if (rule->n_keywords > 0 && review->letters.len >= TELLING_LETTERS &&
        words_like(review->letters)) {
        return "it is made of words";
    }
    return NULL;
}

static void judge_letters(struct review *review, struct verdict *out)
{
    bool free_text = review->alphabet >= FREE_TEXT;
    if (review->proof < EVIDENCE_CHECKSUM && is_example(review->token)) {
        out->refuted = true;
        drop(out, "it is a value of the documentation");
        return;
    }
    if (review->proof < EVIDENCE_CHECKSUM && around_is_part(review->in)) {
        drop(out, "it is a part of something longer");
        return;
    }
    if (review->proof >= EVIDENCE_STRUCTURE || (free_text && review->passed)) {
        return;
    }
    const char *reason = context_reason(review);
    if (!reason) {
        reason = free_text && !review->structured
                     ? placeholder_password(review->secret)
                     : random_reason(review);
    }
    if (reason) {
        drop(out, reason);
    }
}

/* --- the verdict
 * ---------------------------------------------------------------------------
 */

static enum evidence base_evidence(const struct review *review)
{
    const struct rule *rule = review->in->rule;
    bool named = rule->n_keywords > 0 && !has_own_text(rule);
    return is_contextual(review) || named ? EVIDENCE_CONTEXT : EVIDENCE_FORMAT;
}

static enum confidence base_confidence(const struct review *review,
                                       enum evidence evidence)
{
    switch (evidence) {
    case EVIDENCE_CHECKSUM:
        return CONFIDENCE_VERY_HIGH;
    case EVIDENCE_STRUCTURE:
        return CONFIDENCE_HIGH;
    case EVIDENCE_FORMAT:
        return review->letters.len >= TELLING_LETTERS ? CONFIDENCE_HIGH
                                                      : CONFIDENCE_MEDIUM;
    case EVIDENCE_CONTEXT:
    default:
        return review->alphabet >= FREE_TEXT || is_nearby(review)
                   ? CONFIDENCE_LOW
                   : CONFIDENCE_MEDIUM;
    }
}

static enum severity lower(enum severity severity)
{
    return severity > SEVERITY_LOW ? severity - 1 : severity;
}

static void apply_effect(const struct review *review, struct verdict *out)
{
    switch (review->notes.effect) {
    case EFFECT_LOWER:
        out->severity = lower(out->severity);
        break;
    case EFFECT_LOW:
        out->severity =
            out->severity > SEVERITY_LOW ? SEVERITY_LOW : out->severity;
        break;
    case EFFECT_NOTE:
        out->severity = SEVERITY_NOTE;
        break;
    case EFFECT_NONE:
    case EFFECT_DROP:
    default:
        return;
    }
    add_reason(out, review->notes.reason);
}

static void rate(const struct review *review, struct verdict *out)
{
    const struct rule *rule = review->in->rule;
    enum evidence base = base_evidence(review);
    /* A check of the form alone adds nothing to the form. */
    out->evidence = review->proof >= EVIDENCE_STRUCTURE ? review->proof : base;
    out->confidence = base_confidence(review, out->evidence);
    if (out->evidence == EVIDENCE_FORMAT) {
        add_reason(out, "its form is distinctive and its letters are random");
    }
    if (out->evidence == EVIDENCE_CONTEXT) {
        add_reason(out, "its letters are random and its name says what it is");
    }
    if (review->wrong && out->severity > SEVERITY_LOW) {
        /* Mistyped, misread or made up: it opens nothing as it stands, but
         * a key that is off by a letter is worth a look. */
        out->severity = SEVERITY_LOW;
    }
    if (review->wrong) {
        out->confidence = CONFIDENCE_LOW;
    } else if (review->failed) {
        out->severity = lower(out->severity);
        out->confidence = out->confidence > CONFIDENCE_LOW ? out->confidence - 1
                                                           : CONFIDENCE_LOW;
    }
    if (rule->environment == ENVIRONMENT_TEST) {
        out->severity = lower(out->severity);
        add_reason(out, "it is for tests");
    }
    apply_effect(review, out);
    if (rule->class != RULE_SECRET) {
        out->severity = SEVERITY_NOTE;
    }
}

static struct range clamp(struct range inner, struct range outer)
{
    struct range out = {inner.start > outer.start ? inner.start : outer.start,
                        inner.end < outer.end ? inner.end : outer.end};
    return out.start < out.end ? out : outer;
}

void verify_candidate(struct verdict *out, const struct verify_input *input)
{
    struct verify_input in = *input;
    in.token.end = in.token.end < in.text.len ? in.token.end : in.text.len;
    in.token.start =
        in.token.start < in.token.end ? in.token.start : in.token.end;
    in.secret = clamp(in.secret, in.token);
    struct review review = {.in = &in,
                            .token = span_slice(in.text, in.token),
                            .secret = span_slice(in.text, in.secret)};
    out->keep = true;
    out->refuted = false;
    out->severity = in.rule->severity;
    out->evidence = EVIDENCE_CONTEXT;
    out->confidence = CONFIDENCE_LOW;
    out->n_facts = 0;
    out->n_reasons = 0;
    out->bits = entropy_bits(review.secret);
    if (review.secret.len == 0 || is_dummy(&review)) {
        out->refuted = review.secret.len > 0;
        drop(out, "it is a value of the documentation");
        return;
    }
    divide(&review);
    run_checks(&review, out);
    if (out->keep) {
        judge_letters(&review, out);
    }
    rate(&review, out);
    memcpy(out->facts, review.notes.facts,
           review.notes.n_facts * sizeof(out->facts[0]));
    out->n_facts = review.notes.n_facts;
}
