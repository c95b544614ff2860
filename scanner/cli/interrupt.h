/* SPDX-License-Identifier: Apache-2.0 */
#ifndef CLI_INTERRUPT_H
#define CLI_INTERRUPT_H

#include <stdatomic.h>

/* Signals. */

/* Writing to a closed pipe becomes an error that can be handled. */
void interrupt_ignore_pipe(void);

/* From now on SIGINT, SIGTERM and SIGHUP set the flag, which is returned; a
 * second one ends the program at once. */
const atomic_bool *interrupt_watch(void);

#endif
