/* SPDX-License-Identifier: Apache-2.0 */
/* A store in memory that does what the port's contract allows a medium to do when the power fails: it counts
 * each operation that writes, and at one of them it stops, leaving any part of it done. */
#ifndef TS_TESTS_SUPPORT_CARD_H
#define TS_TESTS_SUPPORT_CARD_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "port/store.h"

/* What is left of the operation in which the power fails. Of a replace or remove: nothing, or all of it. */
enum ts_card_tear {
  TS_TEAR_NOTHING,
  TS_TEAR_WHOLE, /* it was done, and nobody was told */
  TS_TEAR_HALF,  /* the beginning of what was appended */
  TS_TEAR_SHORT, /* all but its last byte */
  TS_TEAR_ZEROS, /* the size is right, the bytes never came */
  TS_TEAR_GARBAGE,
  TS_TEAR_MIXED, /* every other sector came */
  TS_TEAR_COUNT
};

#define TS_CARD_SECTOR 64 /* bytes; small, so that small appends have several */

struct ts_card_file {
  enum ts_store_area area;
  char name[TS_STORE_NAME_MAX + 1];
  uint8_t *data;
  size_t size, capacity;
};

struct ts_card {
  struct ts_card_file *file;
  size_t files;
  uint64_t writes; /* replace, append, remove */
  uint64_t cut_at; /* the write, from 1, at which the power fails; 0: never */
  enum ts_card_tear tear;
  bool off;         /* the power failed: every call answers TS_ERR_IO */
  uint64_t fail_at; /* this write answers FAIL_WITH, leaving what TEAR says; the power stays on */
  enum ts_err fail_with;
  uint64_t reads, bytes_read, bytes_written[2]; /* by area */
};

/* Zeroed is empty. Memory failures end the program. */
struct ts_store ts_card_store(struct ts_card *card);
void ts_card_free(struct ts_card *card);
/* TO is empty or was freed; its counters and cut are off. */
void ts_card_copy(struct ts_card *to, const struct ts_card *from);
/* Only one area of it; the other is left as it is. */
void ts_card_copy_area(struct ts_card *to, const struct ts_card *from, enum ts_store_area area);
void ts_card_power(struct ts_card *card); /* on again: counters and cut are off */
/* NULL if there is none. */
struct ts_card_file *ts_card_file(struct ts_card *card, enum ts_store_area area, const char *name);
void ts_card_drop(struct ts_card *card, enum ts_store_area area, const char *name);

#endif
