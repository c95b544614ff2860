/* SPDX-License-Identifier: Apache-2.0
 *
 * The list of checks and what they share: facts, effects, and the sequence of
 * random numbers behind samples. */
#include "verify/check.h"

#include "base/codec.h"
#include "verify/piece.h"

#include <stdio.h>
#include <time.h>

static const struct check_family *const FAMILIES[] = {
    &check_family_crc,    &check_family_digest,   &check_family_coin,
    &check_family_marvin, &check_family_aws,      &check_family_cloud,
    &check_family_jwt,    &check_family_macaroon, &check_family_pem,
    &check_family_ids,    &check_family_time,     &check_family_base64,
    &check_family_json,   &check_family_vault,    &check_family_url};

#define N_FAMILIES (sizeof(FAMILIES) / sizeof(FAMILIES[0]))

const struct check *check_at(size_t index)
{
    for (size_t i = 0; i < N_FAMILIES; i++) {
        if (index < FAMILIES[i]->count) {
            return &FAMILIES[i]->checks[index];
        }
        index -= FAMILIES[i]->count;
    }
    return NULL;
}

const struct check *check_find(const char *name)
{
    for (size_t i = 0; i < N_FAMILIES; i++) {
        for (size_t k = 0; k < FAMILIES[i]->count; k++) {
            if (strcmp(FAMILIES[i]->checks[k].name, name) == 0) {
                return &FAMILIES[i]->checks[k];
            }
        }
    }
    return NULL;
}

bool verify_knows_check(const char *name)
{
    return check_find(name) != NULL;
}

void note_fact(struct check_notes *notes, const char *name, struct span value)
{
    for (size_t i = 0; i < notes->n_facts; i++) {
        if (strcmp(notes->facts[i].name, name) == 0) {
            return;
        }
    }
    if (value.len == 0 || notes->n_facts == VERDICT_FACTS) {
        return;
    }
    struct fact *fact = &notes->facts[notes->n_facts++];
    size_t room = sizeof(fact->value) - 1;
    size_t len = value.len < room ? value.len : room;
    for (size_t i = 0; i < len; i++) {
        unsigned char c = value.ptr[i];
        fact->value[i] = c >= 0x20 && c < 0x7f ? (char)c : '?';
    }
    fact->value[len] = '\0';
    fact->name = name;
}

void note_number(struct check_notes *notes, const char *name, uint64_t value)
{
    char text[24];
    snprintf(text, sizeof(text), "%llu", (unsigned long long)value);
    note_fact(notes, name, span_str(text));
}

void note_time(struct check_notes *notes, const char *name, int64_t seconds)
{
    time_t when = (time_t)seconds;
    struct tm tm;
    char text[40];
    /* Past the year 9999 it is no date but noise. */
    if (seconds < 0 || seconds > 253402300799 || !gmtime_r(&when, &tm) ||
        strftime(text, sizeof(text), "%Y-%m-%dT%H:%M:%SZ", &tm) == 0) {
        return;
    }
    note_fact(notes, name, span_str(text));
}

void note_expiry(struct check_notes *notes, int64_t seconds, int64_t now)
{
    note_time(notes, "expires", seconds);
    if (now > 0 && seconds > 0 && seconds < now) {
        note_fact(notes, "expired", span_str("yes"));
        note_effect(notes, EFFECT_LOW, "it has expired");
    }
}

void note_effect(struct check_notes *notes, enum check_effect effect,
                 const char *reason)
{
    if (effect > notes->effect) {
        notes->effect = effect;
        notes->reason = reason;
    }
}

/* SplitMix64 (Steele, Lea, Flood 2014): any seed is a good one. */
uint64_t sample_random(struct check_sample *sample)
{
    uint64_t z = sample->state += 0x9e3779b97f4a7c15;
    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9;
    z = (z ^ z >> 27) * 0x94d049bb133111eb;
    return z ^ z >> 31;
}

bool sample_replace(struct check_sample *sample, struct range range,
                    struct span with)
{
    if (range.start > range.end || range.end > sample->len ||
        sample->len - range_len(range) + with.len > sizeof(sample->bytes)) {
        return false;
    }
    size_t tail = sample->len - range.end;
    memmove(sample->bytes + range.start + with.len, sample->bytes + range.end,
            tail);
    if (with.len > 0) {
        memcpy(sample->bytes + range.start, with.ptr, with.len);
    }
    sample->len = range.start + with.len + tail;
    size_t *const marks[] = {&sample->secret.start, &sample->secret.end,
                             &sample->body};
    for (size_t i = 0; i < 3; i++) {
        if (*marks[i] >= range.end && *marks[i] > range.start) {
            *marks[i] = *marks[i] - range_len(range) + with.len;
        }
    }
    return true;
}

bool sample_replace_body(struct check_sample *sample, struct span with)
{
    return sample_replace(
        sample, (struct range){sample->body, sample->secret.end}, with);
}

void sample_canonical(struct check_sample *sample)
{
    static const char letters[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789";
    struct span body = sample_body(sample);
    while (body.len > 0 && body.ptr[body.len - 1] == '=') {
        body.len--;
    }
    size_t run = piece_run_back(body, byte_is_base64);
    unsigned spare = run % 4 == 2 ? 4 : run % 4 == 3 ? 2 : 0;
    if (spare == 0) {
        return;
    }
    unsigned char *last = sample->bytes + sample->body + body.len - 1;
    int digit = codec_digit(letters, *last);
    digit = digit < 0 ? 0 : digit >> spare << spare;
    *last = (unsigned char)letters[digit];
}
