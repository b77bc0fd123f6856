/* SPDX-License-Identifier: Apache-2.0 */
#include "bench/alloc_count.h"

#include <malloc.h>
#include <stdlib.h>

/* glibc's own, under the names that it keeps for this. */
void *__libc_malloc(size_t size);
void *__libc_calloc(size_t count, size_t size);
void *__libc_realloc(void *old, size_t size);
void *__libc_memalign(size_t alignment, size_t size);

static enum ts_phase now;
static size_t counted[TS_PHASE_COUNT];

enum ts_phase ts_phase_enter(enum ts_phase phase) {
  enum ts_phase before = now;
  now = phase;
  return before;
}

size_t ts_alloc_count(enum ts_phase phase) {
  return counted[phase];
}

void *malloc(size_t size) {
  counted[now]++;
  return __libc_malloc(size);
}

void *calloc(size_t count, size_t size) {
  counted[now]++;
  return __libc_calloc(count, size);
}

void *realloc(void *old, size_t size) {
  counted[now]++;
  return __libc_realloc(old, size);
}

void *memalign(size_t alignment, size_t size) {
  counted[now]++;
  return __libc_memalign(alignment, size);
}

void *aligned_alloc(size_t alignment, size_t size) {
  return memalign(alignment, size);
}

int posix_memalign(void **out, size_t alignment, size_t size) {
  *out = memalign(alignment, size);
  return *out ? 0 : 12; /* ENOMEM */
}
