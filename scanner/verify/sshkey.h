/* SPDX-License-Identifier: Apache-2.0 */
#ifndef VERIFY_SSHKEY_H
#define VERIFY_SSHKEY_H

#include "base/span.h"

/* Private keys of SSH programs, decoded. */
struct sshkey {
    struct span kind;    /* "ssh-ed25519" */
    struct span cipher;  /* "none" when it is in clear */
    struct span comment; /* often user@host; empty when encrypted */
    struct span public_blob;
    bool encrypted;
};

/* OpenSSH's own format (PROTOCOL.key). False when a length does not fit or,
 * in clear, the two check numbers differ or the padding is wrong. */
bool sshkey_openssh(struct span bytes, struct sshkey *out);

/* The format of SSH Communications (and Tectia): "SSH2 ENCRYPTED". */
bool sshkey_ssh2(struct span bytes, struct sshkey *out);

/* uint32 length and bytes, as RFC 4251 writes strings. */
bool sshkey_string(struct span *rest, struct span *out);

#endif
