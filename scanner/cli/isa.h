/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CLI_ISA_H
#define CLI_ISA_H

#include "cli/options.h"
#include "match/matcher.h"

/* The value of --isa. */
enum match_isa isa_of_option(const struct option_use *use);

#endif
