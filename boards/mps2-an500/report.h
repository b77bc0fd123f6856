/* SPDX-License-Identifier: Apache-2.0 */
#ifndef TS_MPS2_AN500_REPORT_H
#define TS_MPS2_AN500_REPORT_H

#include <stdint.h>

#include "app/inspection.h"

/*
 * What the board says on its standard output. A line a photograph: name, verdict, codes of the reasons with
 * commas between, GTIN, serial, number of symbols; tabs between them, - for what there is none of. Lines that
 * begin with # tell what it took; instructions are counted in thousands.
 */
void ts_report_view(const char *name, const struct ts_inspection *view);

/* What opening the device took. */
void ts_report_open(uint64_t us);

/* The image's size, and how much of stack and arenas was ever used. */
void ts_report_sizes(void);

#endif
