/* SPDX-License-Identifier: Apache-2.0 */
#include "host-tools/duplicates.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "host-tools/file.h"

_Static_assert(sizeof((struct ts_duplicate_key *)0)->serial > TS_TAG_SERIAL_MAX, "a serial and its end");

/* A run being merged: a window of the file, in the memory that sorted it. */
struct run {
  struct ts_duplicate_key *key;
  size_t at, count;    /* in the window */
  uint64_t next, left; /* in the file: where the next window begins, and how many keys are in it and after */
};

bool ts_duplicates_open(struct ts_duplicates *d, struct ts_fault *fault) {
  *d = (struct ts_duplicates){.key = malloc(TS_DUPLICATES_RUN * sizeof *d->key)};
  return d->key || ts_fault(fault, EX_OSERR, "not enough memory to check the file");
}

void ts_duplicates_close(struct ts_duplicates *d) {
  free(d->key);
  if (d->file)
    (void)fclose(d->file); /* scratch */
  *d = (struct ts_duplicates){0};
}

static int compare(const void *a, const void *b) {
  const struct ts_duplicate_key *x = a, *y = b;
  if (x->gtin != y->gtin)
    return x->gtin < y->gtin ? -1 : 1;
  int serials = memcmp(x->serial, y->serial, sizeof x->serial);
  if (serials != 0)
    return serials;
  return x->line < y->line ? -1 : x->line > y->line;
}

static bool same_piece(const struct ts_duplicate_key *a, const struct ts_duplicate_key *b) {
  return a->gtin == b->gtin && memcmp(a->serial, b->serial, sizeof a->serial) == 0;
}

static bool spill(struct ts_duplicates *d, struct ts_fault *fault) {
  if (!d->file && !(d->file = ts_file_scratch(fault)))
    return false;
  qsort(d->key, d->count, sizeof *d->key, compare);
  if (fwrite(d->key, sizeof *d->key, d->count, d->file) != d->count)
    return ts_fault_writing(fault, "a temporary file", errno);
  d->runs++;
  d->count = 0;
  return true;
}

bool ts_duplicates_note(struct ts_duplicates *d, const char *gtin14, const char *serial, uint64_t line,
                        struct ts_fault *fault) {
  if (d->count == TS_DUPLICATES_RUN && !spill(d, fault))
    return false;
  struct ts_duplicate_key *key = &d->key[d->count++];
  *key = (struct ts_duplicate_key){.gtin = strtoull(gtin14, NULL, 10), .line = line};
  memcpy(key->serial, serial, strnlen(serial, sizeof key->serial - 1));
  return true;
}

static bool refill(FILE *file, struct run *run, size_t window, struct ts_fault *fault) {
  if (run->left == 0 || run->at < run->count)
    return true;
  run->count = run->left < window ? (size_t)run->left : window;
  run->at = 0;
  if (fseeko(file, (off_t)(run->next * sizeof *run->key), SEEK_SET) != 0 ||
      fread(run->key, sizeof *run->key, run->count, file) != run->count)
    return ts_fault_reading(fault, "a temporary file", errno);
  run->next += run->count;
  run->left -= run->count;
  return true;
}

static bool before(const struct run *a, const struct run *b) {
  return compare(&a->key[a->at], &b->key[b->at]) < 0;
}

/* Lets the run at I sink in the heap of runs, the least key on top. */
static void sink(struct run *run, size_t count, size_t i) {
  for (size_t child; (child = 2 * i + 1) < count; i = child) {
    if (child + 1 < count && before(&run[child + 1], &run[child]))
      child++;
    if (!before(&run[child], &run[i]))
      return;
    struct run moved = run[i];
    run[i] = run[child];
    run[child] = moved;
  }
}

/* Tells of a key that names the piece of the one before it in order. FIRST: where its piece stood first. */
struct watch {
  struct ts_duplicate_key first;
  void (*each)(void *ctx, const char *serial, uint64_t line, uint64_t earlier);
  void *ctx;
};

static void see(struct watch *watch, const struct ts_duplicate_key *key) {
  if (watch->first.line && same_piece(&watch->first, key))
    watch->each(watch->ctx, key->serial, key->line, watch->first.line);
  else
    watch->first = *key;
}

static bool merge(struct ts_duplicates *d, struct run *run, struct watch *watch, struct ts_fault *fault) {
  size_t window = TS_DUPLICATES_RUN / d->runs, left = d->runs;
  for (size_t i = 0; i < d->runs; i++) {
    run[i] =
        (struct run){.key = d->key + i * window, .next = i * TS_DUPLICATES_RUN, .left = TS_DUPLICATES_RUN};
    if (i + 1 == d->runs)
      run[i].left = d->count;
    if (!refill(d->file, &run[i], window, fault))
      return false;
  }
  for (size_t i = left; i-- > 0;)
    sink(run, left, i);
  while (left > 0) {
    see(watch, &run[0].key[run[0].at++]);
    if (!refill(d->file, &run[0], window, fault))
      return false;
    if (run[0].at == run[0].count)
      run[0] = run[--left];
    sink(run, left, 0);
  }
  return true;
}

static bool find_in_file(struct ts_duplicates *d, struct watch *watch, struct ts_fault *fault) {
  size_t last = d->count;
  if (!spill(d, fault))
    return false;
  if (fflush(d->file) != 0)
    return ts_fault_writing(fault, "a temporary file", errno);
  d->count = last;
  if (d->runs > TS_DUPLICATES_RUN / 8)
    return ts_fault(fault, EX_DATAERR, "more than %zu million lines; cut the file in parts",
                    (size_t)TS_DUPLICATES_RUN / 8 * TS_DUPLICATES_RUN / 1000000);
  struct run *run = calloc(d->runs, sizeof *run);
  bool ok = run ? merge(d, run, watch, fault) : ts_fault(fault, EX_OSERR, "not enough memory");
  free(run);
  return ok;
}

bool ts_duplicates_find(struct ts_duplicates *d,
                        void (*each)(void *ctx, const char *serial, uint64_t line, uint64_t earlier),
                        void *ctx, struct ts_fault *fault) {
  struct watch watch = {.each = each, .ctx = ctx};
  if (d->runs)
    return find_in_file(d, &watch, fault);
  qsort(d->key, d->count, sizeof *d->key, compare);
  for (size_t i = 0; i < d->count; i++)
    see(&watch, &d->key[i]);
  return true;
}
