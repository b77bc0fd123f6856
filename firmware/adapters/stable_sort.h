/* SPDX-License-Identifier: Apache-2.0 */
#ifndef TS_ADAPTERS_STABLE_SORT_H
#define TS_ADAPTERS_STABLE_SORT_H

#include <stddef.h>

/*
 * qsort() that keeps the order of elements which compare equal. ZBar's QR code sorts with qsort, each libc
 * orders ties in its own way, and some images then read differently; with this under ZBar all boards read
 * alike.
 *
 * No heap: a fixed buffer of TS_STABLE_SORT_BUFFER bytes on the stack, and recursion no deeper than log2(n).
 * O(n log n) comparisons while half the elements fit in the buffer, O(n log^2 n) element moves beyond,
 * whatever the input. `cmp` must be a consistent order, as for qsort.
 */
#define TS_STABLE_SORT_BUFFER 1024u

void ts_stable_sort(void *base, size_t n, size_t size, int (*cmp)(const void *, const void *));

#endif
