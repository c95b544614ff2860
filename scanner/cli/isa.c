/* SPDX-License-Identifier: Apache-2.0
 *
 * The option's values in the order of its row in the table. */
#include "cli/isa.h"

enum match_isa isa_of_option(const struct option_use *use)
{
    static const enum match_isa isas[] = {MATCH_ISA_BEST,   MATCH_ISA_SCALAR,
                                          MATCH_ISA_SSE2,   MATCH_ISA_AVX2,
                                          MATCH_ISA_AVX512, MATCH_ISA_NEON};
    return isas[option_value_index(use->option, use->value)];
}
