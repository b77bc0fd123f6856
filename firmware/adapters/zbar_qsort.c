/* SPDX-License-Identifier: Apache-2.0 */
/*
 * For boards that link a shared libzbar. Its QR code sorts with qsort, which orders equals as each libc
 * likes, and then some images read differently from board to board. This definition in the program comes
 * before libc's in the dynamic linker's search (the linker exports it by itself, because a shared library
 * refers to it), so libzbar sorts as the boards do that compile ZBar themselves. Everything else in the
 * process gets a correct qsort too.
 */
#include <stdlib.h>

#include "adapters/stable_sort.h"

void qsort(void *base, size_t n, size_t size, int (*compare)(const void *, const void *)) {
  ts_stable_sort(base, n, size, compare);
}
