/* SPDX-License-Identifier: Apache-2.0 */
#ifndef VERIFY_MARVIN_H
#define VERIFY_MARVIN_H

#include "base/span.h"

#include <stdint.h>

/* Marvin32 (Microsoft security-utilities, MIT): the 64-bit seeded hash that
 * ends Azure's keys. `seed` is eight ASCII characters. */
uint32_t marvin32(const char seed[8], struct span bytes);

#endif
