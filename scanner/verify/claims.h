/* SPDX-License-Identifier: Apache-2.0 */
#ifndef VERIFY_CLAIMS_H
#define VERIFY_CLAIMS_H

#include "base/span.h"

#include <stdint.h>

/* Members of JSON texts that stand inside tokens. Each question walks the
 * text again: tokens are short and questions few. */

/* One JSON object and nothing behind it. */
bool claims_valid(struct span json);

/* The text of a member, as written (escapes stay). `path` names members from
 * the outside in, with dots: "identity.contractNumber"; array elements have
 * no names and are not found. Empty when it is no text. */
struct span claims_text(struct span json, const char *path);

/* A whole number, in quotes or not. */
bool claims_number(struct span json, const char *path, int64_t *out);

/* True when there is such a member, whatever it holds. */
bool claims_has(struct span json, const char *path);

/* A JSON Web Token (RFC 7519), or the first three parts of any text that
 * begins like one. */
#define JWT_HEADER  4096
#define JWT_PAYLOAD 24576

struct jwt {
    struct span header;    /* JSON, decoded */
    struct span payload;   /* JSON, decoded */
    struct span signature; /* base64url, as written */
    size_t n_parts;        /* 3, or 5 for an encrypted one */
    unsigned char header_bytes[JWT_HEADER];
    unsigned char payload_bytes[JWT_PAYLOAD];
};

/* Looks for the first "ey" in the token and decodes from there; false when no
 * JSON comes out. Of an encrypted one only the header is read. */
bool jwt_decode(struct jwt *jwt, struct span token);

#endif
