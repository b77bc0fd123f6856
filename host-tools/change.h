/* SPDX-License-Identifier: Apache-2.0 */
/* What happens to pieces after their issue: one piece, or all of a CSV or none. */
#ifndef TS_HOST_TOOLS_CHANGE_H
#define TS_HOST_TOOLS_CHANGE_H

#include <stdio.h>

#include "host-tools/registry.h"

#define TS_CHANGE_PROBLEMS_MAX 20 /* bad lines that are told, one message each */

struct ts_change_order {
  const char *brand;
  struct ts_registry_event event; /* BLOCKED with reason NONE: the CSV's column "reason" says it */
  FILE *problems;                 /* a line each on what is wrong with the CSV */
};

struct ts_change_result {
  uint64_t changed, unchanged; /* UNCHANGED: they were so already */
};

/* EX_DATAERR for a piece that was never issued. */
bool ts_change_one(struct ts_registry *registry, const struct ts_change_order *order, const char *gtin14,
                   const char *serial, struct ts_change_result *result, struct ts_fault *fault);

/* A CSV with the columns gtin, serial and, for blocks, reason; PATH is for messages. EX_DATAERR: the file was
 * refused, PROBLEMS says why, and nothing was changed. A piece that stands in two lines is changed twice. */
bool ts_change_file(struct ts_registry *registry, const struct ts_change_order *order, const char *path,
                    int file, struct ts_change_result *result, struct ts_fault *fault);

#endif
