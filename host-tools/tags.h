/* SPDX-License-Identifier: Apache-2.0 */
/* Tags as `issue` prints them: one JSON object a line with gtin, serial and uri; without a uri, a serial that
 * nobody signed. */
#ifndef TS_HOST_TOOLS_TAGS_H
#define TS_HOST_TOOLS_TAGS_H

#include <stdio.h>

#include "core/gs1.h"
#include "core/tag.h"
#include "host-tools/fault.h"

#define TS_TAG_LINE_MAX 8192

struct ts_tag_line {
  char uri[TS_GS1_INPUT_MAX]; /* "": none was given */
  char host[TS_GS1_HOST_MAX + 1];
  struct ts_tag tag;
};

/* The next tag of FILE; false at the end, and with the fault set (EX_DATAERR, naming PATH and *LINE) for what
 * is none. *LINE counts lines from 1; start with 0. */
bool ts_tag_line_next(FILE *file, const char *path, uint64_t *line, struct ts_tag_line *out,
                      struct ts_fault *fault);

#endif
