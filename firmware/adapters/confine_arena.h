/* SPDX-License-Identifier: Apache-2.0 */
#ifndef TS_ADAPTERS_CONFINE_ARENA_H
#define TS_ADAPTERS_CONFINE_ARENA_H

#include <stddef.h>
#include <stdint.h>

#include "adapters/confine.h"

/* What the board gives a library. The block may be one and the same for all: only one call runs at a time. */
struct ts_confine_limits {
  void *block;
  size_t size;    /* bytes */
  uint32_t ticks; /* of the board's alarm; 0: no limit. Ignored for TS_CONFINED_CRYPTO */
};

void ts_confine_limit(enum ts_confined who, const struct ts_confine_limits *limits);

/*
 * The board's alarm: set(n) makes it call ts_confine_stop(TS_CONFINE_OVERTIME) in thread mode, on the stack
 * of the interrupted code, n ticks from now; set(0) calls it off. Without an alarm there is no time limit.
 */
void ts_confine_alarm(void (*set)(uint32_t ticks));

/*
 * Ends the confined call now, from anywhere below its body. Calls abort() if there is none, or if it is
 * mbedTLS's: PSA keeps keys in static slots, so a call to it that is cut off cannot be survived.
 */
_Noreturn void ts_confine_stop(enum ts_confine_end why);

/* High-water marks of all calls so far, in bytes: live allocations, and the block size that would do. */
size_t ts_confine_peak(enum ts_confined who);
size_t ts_confine_reach(enum ts_confined who);

/* The libraries' malloc, calloc, realloc and free, by the way they are compiled. */
void *ts_confine_malloc(size_t size);
void *ts_confine_calloc(size_t count, size_t size);
void *ts_confine_realloc(void *p, size_t size);
void ts_confine_free(void *p);

#endif
