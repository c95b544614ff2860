/* SPDX-License-Identifier: Apache-2.0 */
#ifndef VERIFY_CODE_H
#define VERIFY_CODE_H

#include "verify/verify.h"

/* For values that only their context makes a secret (an assignment, a
 * keyword): is it code, a name, a path, a hash or some other thing that
 * programs are full of? Returns the reason, a constant sentence, or NULL. */
const char *code_reason(const struct verify_input *in);

/* The same about the form of the value alone: paths, URLs, UUIDs, dates,
 * hashes of passwords, public keys, encrypted values. */
const char *code_form(struct span value);

#endif
