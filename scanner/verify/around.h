/* SPDX-License-Identifier: Apache-2.0 */
#ifndef VERIFY_AROUND_H
#define VERIFY_AROUND_H

#include "verify/verify.h"

/* What stands round a token on its line. */

/* The bytes before the secret, on its line, at most 120. */
struct span around_before(const struct verify_input *in);

/* The name that the value behind `before` is assigned to; empty without. */
struct span around_name(struct span before);

/* The name of the secret: what its finder says, or what stands before it. */
struct span around_name_of(const struct verify_input *in);

/* For hexadecimal digits beside a provider's name, which ids and checksums
 * are as well: the name that they are assigned to is not one for a secret
 * (request_id, uid), or they are in the middle of a path. Returns the reason,
 * a constant sentence, or NULL. */
const char *around_other(const struct verify_input *in);

/* `word` stands alone in the text; case does not count. */
bool around_has_word(struct span text, const char *word);

/* A checksum or the id of a commit: its size and the word for it beside it
 * (sha256, integrity, commit, ...), or a label that it begins with ("h1:"). */
bool around_is_hash(const struct verify_input *in);

/* A piece of something longer in base64: an image, a certificate, a checksum.
 * Between two '+' or '/' of it any token of letters and digits may stand. */
bool around_is_part(const struct verify_input *in);

#endif
