/* SPDX-License-Identifier: Apache-2.0 */
#ifndef SCAN_PLAIN_HTTP_H
#define SCAN_PLAIN_HTTP_H

#include "base/span.h"

/* True when a token stands in an http:// URL of a host elsewhere: whoever was
 * on the way has read it. Not for this machine, private addresses and names
 * without a dot. */
bool plain_http_holds(struct span text, struct range token);

#endif
