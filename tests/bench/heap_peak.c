/* SPDX-License-Identifier: Apache-2.0 */
#include "bench/heap_peak.h"

#include <malloc.h>
#include <stdlib.h>

/* glibc's own, under the names that it keeps for this. */
void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *old, size_t size);
void *__libc_memalign(size_t alignment, size_t size);
void __libc_free(void *block);

/* One thread only. */
static size_t in_use, start, peak;

void ts_heap_peak_begin(void) {
  start = peak = in_use;
}

size_t ts_heap_peak(void) {
  return peak - start;
}

static void *taken(void *block) {
  in_use += block ? malloc_usable_size(block) : 0;
  peak = in_use > peak ? in_use : peak;
  return block;
}

void *malloc(size_t size) {
  return taken(__libc_malloc(size));
}

void *calloc(size_t count, size_t size) {
  return taken(__libc_calloc(count, size));
}

void *realloc(void *old, size_t size) {
  size_t before = old ? malloc_usable_size(old) : 0;
  void *block = __libc_realloc(old, size);
  if (block || size == 0)
    in_use -= before;
  return taken(block);
}

void *memalign(size_t alignment, size_t size) {
  return taken(__libc_memalign(alignment, size));
}

void *aligned_alloc(size_t alignment, size_t size) {
  return memalign(alignment, size);
}

int posix_memalign(void **out, size_t alignment, size_t size) {
  *out = memalign(alignment, size);
  return *out ? 0 : 12; /* ENOMEM */
}

void free(void *block) {
  in_use -= block ? malloc_usable_size(block) : 0;
  __libc_free(block);
}
