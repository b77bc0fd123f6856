/* SPDX-License-Identifier: Apache-2.0 */
/* What was read and judged, as JSON (jansson). */
#ifndef TS_BOARDS_COMMON_HOSTED_REPORT_H
#define TS_BOARDS_COMMON_HOSTED_REPORT_H

#include <jansson.h>

#include "app/inspection.h"
#include "core/symbols.h"

/* Bytes as JSON text: UTF-8 as it is, and U+FFFD for each byte that is none. Strings of the project's own
 * formats are always UTF-8; a symbol's need not be. */
json_t *ts_report_text(struct ts_bytes bytes);

/* {"type","aim","hex","text","corners":[[x,y] × 4]} */
json_t *ts_report_symbol(const struct ts_symbol *symbol);

/* One photograph's verdict, as the README's JSON of `check`; IMAGE is NULL for what was typed. A new reference; NULL if memory ran out. */
json_t *ts_report_inspection(const char *image, const struct ts_device *device,
                             const struct ts_inspection *view);

#endif
