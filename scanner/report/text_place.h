/* SPDX-License-Identifier: Apache-2.0 */
#ifndef REPORT_TEXT_PLACE_H
#define REPORT_TEXT_PLACE_H

#include "report/text_out.h"
#include "verify/finding.h"

/* "config/app.yml:3:5 in commit 3f2a1c9b8d7e", with a link to the file. */
MUST_CHECK int text_place(struct text_out *out, const struct place *place,
                          const char *root, struct err *err);

/* The first place with its line of code, and some others. Versions of a file
 * that git holds are one place here. */
MUST_CHECK int text_places(struct text_out *out, const struct finding *finding,
                           const char *root, struct err *err);

#endif
