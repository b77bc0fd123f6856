/* SPDX-License-Identifier: Apache-2.0 */
#include "host-tools/setsort.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define CHUNK ((size_t)512 * 1024) /* records sorted at once: 12 MB, and as much to merge them */
#define WINDOW ((size_t)1024)      /* records of a run in memory while runs are merged */
#define RUNS_MAX ((size_t)256)

struct run {
  uint64_t next, end; /* records of the file not yet read */
  size_t at, loaded;  /* in the window */
  struct ts_setsort_record *window;
};

struct ts_setsort {
  char folder[PATH_MAX];
  struct ts_setsort_record *chunk, *scratch;
  size_t filled, capacity; /* of both; grows to CHUNK */
  uint64_t spilled;        /* records in the file; runs of CHUNK each, the last one shorter */
  int fd;                  /* -1: all of it is in CHUNK */
  struct run run[RUNS_MAX];
  size_t runs;
  size_t heap[RUNS_MAX], heap_size; /* runs that have records left, the least record first */
  bool sorted;
};

static bool out_of_memory(struct ts_fault *fault) {
  return ts_fault(fault, EX_OSERR, "not enough memory to sort a status set");
}

struct ts_setsort *ts_setsort_new(const char *folder, struct ts_fault *fault) {
  struct ts_setsort *sort = calloc(1, sizeof *sort);
  if (sort)
    sort->fd = -1;
  int size = sort ? snprintf(sort->folder, sizeof sort->folder, "%s/set.XXXXXX", folder) : 0;
  if (sort && size > 0 && size < PATH_MAX)
    return sort;
  if (size >= PATH_MAX)
    (void)ts_fault_writing(fault, folder, ENAMETOOLONG);
  else
    (void)out_of_memory(fault);
  ts_setsort_free(sort);
  return NULL;
}

void ts_setsort_free(struct ts_setsort *sort) {
  if (!sort)
    return;
  if (sort->fd >= 0)
    (void)close(sort->fd); /* it has no name: it is gone */
  for (size_t i = 0; i < sort->runs; i++)
    free(sort->run[i].window);
  free(sort->chunk);
  free(sort->scratch);
  free(sort);
}

static bool before(const struct ts_setsort_record *a, const struct ts_setsort_record *b) {
  if (a->high != b->high)
    return a->high < b->high;
  return a->low != b->low ? a->low < b->low : a->tail < b->tail;
}

/* Merges the sorted A[0 .. MIDDLE) and A[MIDDLE .. COUNT). */
static void merge(struct ts_setsort_record *a, size_t middle, size_t count,
                  struct ts_setsort_record *scratch) {
  size_t left = 0, right = middle, out = 0;
  memcpy(scratch, a, middle * sizeof *a);
  while (left < middle && right < count)
    a[out++] = before(&a[right], &scratch[left]) ? a[right++] : scratch[left++];
  memcpy(a + out, scratch + left, (middle - left) * sizeof *a);
}

static void sort_chunk(struct ts_setsort_record *a, size_t count, struct ts_setsort_record *scratch) {
  if (count < 2)
    return;
  size_t middle = count / 2;
  sort_chunk(a, middle, scratch);
  sort_chunk(a + middle, count - middle, scratch);
  merge(a, middle, count, scratch);
}

/* Made and unlinked at once, so that nothing remains of it whatever happens. */
static bool open_file(struct ts_setsort *sort, struct ts_fault *fault) {
  if (sort->fd >= 0)
    return true;
  sort->fd = mkostemp(sort->folder, O_CLOEXEC);
  if (sort->fd < 0)
    return ts_fault_writing(fault, sort->folder, errno);
  if (unlink(sort->folder) != 0)
    return ts_fault_writing(fault, sort->folder, errno);
  return true;
}

static bool spill(struct ts_setsort *sort, struct ts_fault *fault) {
  if (sort->runs == RUNS_MAX)
    return ts_fault(fault, EX_DATAERR, "a status set has more entries than can be sorted");
  if (!open_file(sort, fault))
    return false;
  sort_chunk(sort->chunk, sort->filled, sort->scratch);
  const uint8_t *bytes = (const uint8_t *)sort->chunk;
  for (size_t left = sort->filled * sizeof *sort->chunk; left > 0;) {
    ssize_t n = write(sort->fd, bytes, left);
    if (n < 0 && errno != EINTR)
      return ts_fault_writing(fault, sort->folder, errno);
    bytes += n > 0 ? n : 0;
    left -= n > 0 ? (size_t)n : 0;
  }
  sort->spilled += sort->filled;
  sort->filled = 0;
  struct run *run = &sort->run[sort->runs];
  run->window = malloc(WINDOW * sizeof *run->window);
  if (!run->window)
    return out_of_memory(fault);
  sort->runs++;
  return true;
}

static bool grow_one(struct ts_setsort_record **at, size_t capacity) {
  void *grown = realloc(*at, capacity * sizeof **at);
  if (grown)
    *at = grown;
  return grown != NULL;
}

static bool grow(struct ts_setsort *sort, struct ts_fault *fault) {
  size_t capacity = sort->capacity ? 2 * sort->capacity : CHUNK / 512;
  if (!grow_one(&sort->chunk, capacity) || !grow_one(&sort->scratch, capacity))
    return out_of_memory(fault);
  sort->capacity = capacity;
  return true;
}

bool ts_setsort_add(struct ts_setsort *sort, struct ts_setsort_record record, struct ts_fault *fault) {
  if (sort->filled == sort->capacity && !(sort->capacity < CHUNK ? grow(sort, fault) : spill(sort, fault)))
    return false;
  sort->chunk[sort->filled++] = record;
  return true;
}

/* Fills the window of a run; false when the run is at its end, or with the fault set. */
static bool refill(const struct ts_setsort *sort, struct run *run, struct ts_fault *fault) {
  uint64_t left = run->end - run->next;
  run->at = 0;
  run->loaded = left < WINDOW ? (size_t)left : WINDOW;
  uint8_t *to = (uint8_t *)run->window;
  uint64_t offset = run->next * sizeof *run->window;
  for (size_t size = run->loaded * sizeof *run->window; size > 0;) {
    ssize_t n = pread(sort->fd, to, size, (off_t)offset);
    if (n == 0 || (n < 0 && errno != EINTR))
      return ts_fault_reading(fault, sort->folder, n == 0 ? EIO : errno);
    to += n > 0 ? n : 0;
    offset += n > 0 ? (uint64_t)n : 0;
    size -= n > 0 ? (size_t)n : 0;
  }
  run->next += run->loaded;
  return run->loaded > 0;
}

static const struct ts_setsort_record *head(const struct ts_setsort *sort, size_t place) {
  const struct run *run = &sort->run[sort->heap[place]];
  return &run->window[run->at];
}

static void sift_down(struct ts_setsort *sort, size_t place) {
  for (size_t child; (child = 2 * place + 1) < sort->heap_size; place = child) {
    if (child + 1 < sort->heap_size && before(head(sort, child + 1), head(sort, child)))
      child++;
    if (!before(head(sort, child), head(sort, place)))
      return;
    size_t run = sort->heap[place];
    sort->heap[place] = sort->heap[child];
    sort->heap[child] = run;
  }
}

/* What was never written is read where it lies: as the only run, whose window is the chunk. */
static bool start_in_memory(struct ts_setsort *sort) {
  if (!sort->sorted)
    sort_chunk(sort->chunk, sort->filled, sort->scratch);
  sort->sorted = true;
  sort->run[0].at = 0;
  return true;
}

bool ts_setsort_rewind(struct ts_setsort *sort, struct ts_fault *fault) {
  if (sort->runs == 0)
    return start_in_memory(sort);
  if (sort->filled > 0 && !spill(sort, fault))
    return false;
  sort->heap_size = 0;
  for (size_t i = 0; i < sort->runs; i++) {
    struct run *run = &sort->run[i];
    run->next = i * CHUNK;
    run->end = i + 1 == sort->runs ? sort->spilled : (i + 1) * CHUNK;
    if (!refill(sort, run, fault))
      return false; /* no run is empty */
    sort->heap[sort->heap_size++] = i;
  }
  for (size_t place = sort->heap_size / 2; place-- > 0;)
    sift_down(sort, place);
  return true;
}

bool ts_setsort_next(struct ts_setsort *sort, struct ts_setsort_record *out, struct ts_fault *fault) {
  struct run *run = &sort->run[sort->runs == 0 || sort->heap_size == 0 ? 0 : sort->heap[0]];
  if (sort->runs == 0) {
    if (run->at == sort->filled)
      return false;
    *out = sort->chunk[run->at++];
    return true;
  }
  if (sort->heap_size == 0)
    return false;
  *out = run->window[run->at++];
  if (run->at == run->loaded && !refill(sort, run, fault)) {
    if (fault->status != EX_OK)
      return false;
    sort->heap[0] = sort->heap[--sort->heap_size];
  }
  sift_down(sort, 0);
  return true;
}
