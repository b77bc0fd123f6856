/* SPDX-License-Identifier: Apache-2.0 */
/* A malloc that counts who calls it; linked into a program it takes the place of the library's. */
#ifndef TS_BENCH_ALLOC_COUNT_H
#define TS_BENCH_ALLOC_COUNT_H

#include <stddef.h>

enum ts_phase {
  TS_PHASE_START = 0,
  TS_PHASE_APP,
  TS_PHASE_DECODER,
  TS_PHASE_CRYPTO,
  TS_PHASE_STORE,
  TS_PHASE_COUNT
};

/* Whose turn it is; returns whose it was. One thread at a time. */
enum ts_phase ts_phase_enter(enum ts_phase phase);
/* Allocations in PHASE so far; frees are not counted. */
size_t ts_alloc_count(enum ts_phase phase);

#endif
