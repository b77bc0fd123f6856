/* SPDX-License-Identifier: Apache-2.0 */
#ifndef TS_MPS2_AN500_REPORT_H
#define TS_MPS2_AN500_REPORT_H

#include <stdint.h>

#include "app/inspection.h"
#include "core/record.h"

/*
 * What the board says on its standard output. A line a photograph: name, verdict, codes of the reasons with
 * commas between, GTIN, serial, number of symbols; tabs between them, - for what there is none of. Lines that
 * begin with # tell what it took; instructions are counted in thousands.
 */
void ts_report_view(const char *name, const struct ts_inspection *view);

/* The same line of an inspection that is on record, and behind it the record's number and the mode. */
void ts_report_record(const char *name, const struct ts_inspection *view, uint64_t number, enum ts_mode mode);

/* Ticks from a picture to its verdict's durable record, and to the screen; 0: it did not come to that. */
void ts_report_look(const char *name, uint64_t recorded, uint64_t shown);

/* Programs and erasures of flash since the power came on. */
void ts_report_writes(uint32_t writes);

/* What opening the device took. */
void ts_report_open(uint64_t us);

/* The image's size, and how much of stack and arenas was ever used. */
void ts_report_sizes(void);

#endif
