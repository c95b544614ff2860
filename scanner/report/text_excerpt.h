/* SPDX-License-Identifier: Apache-2.0 */
#ifndef REPORT_TEXT_EXCERPT_H
#define REPORT_TEXT_EXCERPT_H

#include "report/text_out.h"
#include "verify/finding.h"

/* The line of code of a place with the secret underlined:
 *
 *        12 | token = "ghp_16****************************aB"
 *           |          ^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^^
 *
 * Cut to the width of the terminal round the secret. A binary place
 * has no number; one without an excerpt shows nothing. */
void text_excerpt(struct text_out *out, const struct finding *finding,
                  const struct place *place);

#endif
