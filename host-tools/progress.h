/* SPDX-License-Identifier: Apache-2.0 */
/* How far a long command is, on one line of a terminal; nothing where standard error is none. */
#ifndef TS_HOST_TOOLS_PROGRESS_H
#define TS_HOST_TOOLS_PROGRESS_H

#include <stdbool.h>
#include <stdint.h>

struct ts_progress {
  bool shown;       /* standard error is a terminal, and standard output is another thing */
  const char *what; /* is counted: "pieces" */
  int64_t started;  /* seconds, of the clock that only runs forward */
  uint64_t total;   /* of the last call */
  bool drawn;
};

void ts_progress_start(struct ts_progress *p, const char *what);
/* TOTAL 0: not known yet, the input is being checked. */
void ts_progress(struct ts_progress *p, uint64_t done, uint64_t total);
void ts_progress_end(struct ts_progress *p); /* wipes the line */

#endif
