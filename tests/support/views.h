/* SPDX-License-Identifier: Apache-2.0 */
/* Inspections put together by hand, for the tests of what is said and shown of them. */
#ifndef TS_TESTS_SUPPORT_VIEWS_H
#define TS_TESTS_SUPPORT_VIEWS_H

#include <stdbool.h>

#include "app/inspection.h"
#include "app/screen.h"

#define TS_BIT(reason) (1ULL << (reason))

/* Data of 2026-11-23 until 2027-02-21, seen at 2026-11-24 by a clock. */
void ts_view_begin(struct ts_inspection *view, enum ts_verdict verdict, uint64_t reasons);

/* Adds a symbol that names a piece of its own, and shows it if it is the only one. */
struct ts_judgement *ts_view_add(struct ts_inspection *view, const char *gtin, const char *serial);

/* The one piece of the view: signed, with details of an ordinary length, or as long as the formats allow. */
void ts_view_ordinary(struct ts_inspection *view);
void ts_view_longest(struct ts_inspection *view);

/* Is this number one of enum ts_reason, as core/verdict.h lists them? */
bool ts_reason_defined(unsigned reason);

/* The reasons that can stand for a verdict, TS_REASON_SEEN_HERE included with each; in OUT, gravest first.
 * Returns how many. */
unsigned ts_view_reasons_of(enum ts_verdict verdict, enum ts_reason out[TS_REASONS_MAX]);

/* A whole screen's pixels, drawn in strips of ROWS. */
struct ts_picture {
  uint16_t pixel[TS_DISPLAY_HEIGHT][TS_DISPLAY_WIDTH];
};
void ts_picture_draw(struct ts_picture *picture, const struct ts_screen *screen, int32_t rows);

#endif
