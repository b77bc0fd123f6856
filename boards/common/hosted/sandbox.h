/* SPDX-License-Identifier: Apache-2.0 */
/* Gives up all that a process may do but compute (Linux's seccomp, by libseccomp). */
#ifndef TS_BOARDS_COMMON_HOSTED_SANDBOX_H
#define TS_BOARDS_COMMON_HOSTED_SANDBOX_H

#include <stdbool.h>
#include <stddef.h>

/* From here on the process may read and write the open file LINE, get and give back memory that is no program, and
 * end; any other call of the system kills it (SIGSYS), but for the clock, which does not answer. It takes at most MEMORY bytes of
 * addresses, writes no file and no core, and dies with its parent. For good. False: the system does not do this, and the process
 * is to end. */
bool ts_sandbox_enter(int line, size_t memory);

#endif
