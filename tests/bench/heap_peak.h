/* SPDX-License-Identifier: Apache-2.0 */
/* How much of the heap is in use, of this program and of all its libraries: malloc and its kin are ours in a
 * program that this is linked into. */
#ifndef TS_BENCH_HEAP_PEAK_H
#define TS_BENCH_HEAP_PEAK_H

#include <stddef.h>

/* Begins anew: what is in use now counts as nothing. */
void ts_heap_peak_begin(void);
/* The most that was in use at one time since then, bytes as the allocator rounds them. */
size_t ts_heap_peak(void);

#endif
