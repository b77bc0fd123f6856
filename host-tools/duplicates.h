/* SPDX-License-Identifier: Apache-2.0 */
/* Finds the pieces that a list names twice, in memory that does not grow with the list: sorted runs in a
 * scratch file, merged at the end. */
#ifndef TS_HOST_TOOLS_DUPLICATES_H
#define TS_HOST_TOOLS_DUPLICATES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include "core/tag.h"
#include "host-tools/fault.h"

#define TS_DUPLICATES_RUN 32768 /* pieces sorted in memory, 1.3 MB */

struct ts_duplicate_key {
  uint64_t gtin;
  char serial[24]; /* zeros behind its end */
  uint64_t line;
};

struct ts_duplicates {
  struct ts_duplicate_key *key; /* TS_DUPLICATES_RUN of them */
  size_t count;                 /* of the run in memory */
  size_t runs;                  /* in the file before it, each of TS_DUPLICATES_RUN */
  FILE *file;                   /* NULL: not needed yet */
};

bool ts_duplicates_open(struct ts_duplicates *d, struct ts_fault *fault);
void ts_duplicates_close(struct ts_duplicates *d); /* fine for one that is zeroed */

bool ts_duplicates_note(struct ts_duplicates *d, const char *gtin14, const char *serial, uint64_t line,
                        struct ts_fault *fault);
/* Calls EACH for every line that names a piece of an EARLIER line. Once, at the end. */
bool ts_duplicates_find(struct ts_duplicates *d,
                        void (*each)(void *ctx, const char *serial, uint64_t line, uint64_t earlier),
                        void *ctx, struct ts_fault *fault);

#endif
