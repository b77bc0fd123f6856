/* SPDX-License-Identifier: Apache-2.0 */
/* Symbols that labels carry, as modules, by libzint: QR codes, and bars for serials alone. */
#ifndef TS_HOST_TOOLS_BARCODE_H
#define TS_HOST_TOOLS_BARCODE_H

#include <stdbool.h>
#include <stdint.h>

#include "host-tools/fault.h"

enum ts_barcode_kind { TS_BARCODE_QR, TS_BARCODE_GS1_128, TS_BARCODE_CODE_128 };

#define TS_BARCODE_CELLS_MAX (177 * 177) /* QR version 40; bars have one row */
#define TS_BARCODE_GS1_128_MAX 48        /* data characters, GS1 General Specifications 5.4 */
#define TS_BARCODE_QR_QUIET 4            /* modules of quiet zone on each side, ISO/IEC 18004 */
#define TS_BARCODE_BARS_QUIET 10         /* modules left and right of bars, ISO/IEC 15417 */

struct ts_barcode {
  enum ts_barcode_kind kind;
  int columns, rows; /* modules without the quiet zone */
  int quiet;         /* modules */
  uint8_t dark[TS_BARCODE_CELLS_MAX];
};

/* "qr", "gs1-128", "code-128". */
bool ts_barcode_kind_read(const char *text, enum ts_barcode_kind *out);
const char *ts_barcode_kind_name(enum ts_barcode_kind kind);

/* TEXT as a symbol: for QR any text, with error correction M or better; for GS1-128 elements with square
 * brackets, which no value may hold: "[01]...[21]..."; for Code 128 ASCII. EX_DATAERR if the symbol cannot hold it. */
bool ts_barcode_make(struct ts_barcode *out, enum ts_barcode_kind kind, const char *text,
                     struct ts_fault *fault);
bool ts_barcode_dark(const struct ts_barcode *barcode, int row, int column);

#endif
