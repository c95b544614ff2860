/* SPDX-License-Identifier: Apache-2.0 */
#ifndef FUZZ_FUZZ_TARGET_H
#define FUZZ_FUZZ_TARGET_H

#include <stddef.h>
#include <stdint.h>

/* What every tests/fuzz/fuzz_*.c defines; libFuzzer's name and meaning. Never
 * keeps anything between two calls, always returns 0. */
int LLVMFuzzerTestOneInput(const uint8_t *bytes, size_t len);

#endif
