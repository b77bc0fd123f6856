/* SPDX-License-Identifier: Apache-2.0 */
#ifndef TS_THIRD_PARTY_CONFINED_H
#define TS_THIRD_PARTY_CONFINED_H

/*
 * Included before the first line of every ZBar and libjpeg-turbo source: the libc heap, its streams and the
 * end of the program are not theirs to use, and its sort does not order ties in the same way everywhere.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "adapters/confine_arena.h"
#include "adapters/stable_sort.h"

/* sprintf for plain %d, %i, %u and %s; from the first other conversion on, the format is copied as it stands.
 */
int ts_third_party_sprintf(char *out, const char *format, ...);

#define malloc(size) ts_confine_malloc(size)
#define calloc(count, size) ts_confine_calloc(count, size)
#define realloc(p, size) ts_confine_realloc(p, size)
#define free(p) ts_confine_free(p)
#define qsort(base, n, size, cmp) ts_stable_sort(base, n, size, cmp)
#define exit(code) ts_confine_stop(TS_CONFINE_BROKEN)
#define sprintf(...) ts_third_party_sprintf(__VA_ARGS__)
#define fprintf(...) ((void)0)

#endif
