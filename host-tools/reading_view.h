/* SPDX-License-Identifier: Apache-2.0 */
/* A picture of what the reader saw: finder patterns, what was tried with them and where it ended, the grids of symbols
 * that were read, their corners and texts, and what each stage cost. For who wonders why a code does not read. */
#ifndef TS_HOST_TOOLS_READING_VIEW_H
#define TS_HOST_TOOLS_READING_VIEW_H

#include "adapters/qr_zbar.h"
#include "adapters/reader.h"
#include "core/symbols.h"
#include "host-tools/fault.h"

struct ts_reading_view; /* what was seen of one frame */

/* Watches the one frame that MEMORY's reader reads next; NULL with a fault if there is no memory. */
struct ts_reading_view *ts_reading_view_new(struct ts_reader_memory *memory, struct ts_fault *fault);
/* Draws the frame read last into a PNG file. */
bool ts_reading_view_draw(const struct ts_reading_view *view, const struct ts_frame *frame,
                          const struct ts_symbols *symbols, const char *path, struct ts_fault *fault);
void ts_reading_view_free(struct ts_reading_view *view); /* NULL is fine; the reader is watched no more */

#endif
