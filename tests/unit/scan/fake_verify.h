/* SPDX-License-Identifier: Apache-2.0 */
#ifndef TESTS_FAKE_VERIFY_H
#define TESTS_FAKE_VERIFY_H

#include "verify/verify.h"

/* A verify_candidate whose answer stands in the secret itself, so that these
 * tests say what they mean and do not depend on entropy. Include it in one
 * file of a test program. */
void verify_candidate(struct verdict *out, const struct verify_input *input)
{
    struct span secret = span_slice(input->text, input->secret);
    bool checked = span_find(secret, span_str("CHECKED")) < secret.len;
    bool refuted =
        !checked && span_find(secret, span_str("REFUTED")) < secret.len;
    bool dropped = span_find(secret, span_str("DROPPED")) < secret.len;
    *out = (struct verdict){
        .keep = !refuted && !dropped,
        .refuted = refuted,
        .evidence = checked ? EVIDENCE_CHECKSUM : EVIDENCE_FORMAT,
        .confidence = CONFIDENCE_MEDIUM,
        .severity = input->rule->severity,
        .n_reasons = 1,
        .reasons = {"a reason"},
    };
}

#endif
