/* SPDX-License-Identifier: Apache-2.0 */
/* Sorting more hashes than memory should hold: sorted runs in a file without a name, merged when read. Memory
 * stays below 32 MB whatever their number. */
#ifndef TS_HOST_TOOLS_SETSORT_H
#define TS_HOST_TOOLS_SETSORT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "host-tools/fault.h"

struct ts_setsort_record {
  uint64_t high, low; /* sorted by these, then by the tail */
  uint64_t tail;
};

struct ts_setsort;

/* FOLDER: where the file goes if one is needed; it has room for 24 bytes a record. NULL with the fault
 * set. */
struct ts_setsort *ts_setsort_new(const char *folder, struct ts_fault *fault);
void ts_setsort_free(struct ts_setsort *sort); /* NULL is fine */

bool ts_setsort_add(struct ts_setsort *sort, struct ts_setsort_record record, struct ts_fault *fault);
/* From here on nothing is added; and once more from the first record. */
bool ts_setsort_rewind(struct ts_setsort *sort, struct ts_fault *fault);
/* The next record, in order. False at the end, and on failure with the fault set. */
bool ts_setsort_next(struct ts_setsort *sort, struct ts_setsort_record *out, struct ts_fault *fault);

#endif
