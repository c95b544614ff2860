/* SPDX-License-Identifier: Apache-2.0 */
#ifndef VERIFY_PEM_H
#define VERIFY_PEM_H

#include "base/limits.h"
#include "base/span.h"

/* The body of a PEM block (RFC 7468) as it stands in real files: lines may
 * end in LF, CRLF or the escapes \n and %0A, may be indented, quoted, joined
 * by '+' between quotes, or commented out. */
struct pem {
    struct span label;  /* "RSA PRIVATE KEY" */
    struct span text;   /* the base64 letters, all lines joined */
    struct span sum;    /* the four letters behind '=' of OpenPGP's armour */
    bool encrypted;     /* a header says so (RFC 1421, Proc-Type) */
    struct span cipher; /* of the DEK-Info header, or empty */
    bool closed;        /* the END line was there */
    unsigned char letters[LIMIT_TOKEN];
};

/* False when there is no BEGIN line, or more letters than a token may have.
 * `pem` holds a secret then as well as before: wipe it. */
bool pem_parse(struct pem *pem, struct span token);

#endif
