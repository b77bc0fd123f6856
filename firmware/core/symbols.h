/* SPDX-License-Identifier: Apache-2.0 */
/* What a reader saw in one frame: a bounded list of symbols with their bytes, in memory of the caller's. */
#ifndef TS_CORE_SYMBOLS_H
#define TS_CORE_SYMBOLS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/bytes.h"
#include "core/error.h"

/* Append only: the numbers go into records. */
enum ts_symbology {
  TS_SYMBOLOGY_NONE = 0,
  TS_SYMBOLOGY_QR = 1,
  TS_SYMBOLOGY_CODE128 = 2,
  TS_SYMBOLOGY_CODE39 = 3,
  TS_SYMBOLOGY_EAN13 = 4, /* UPC-A is read as EAN-13 with a leading zero */
  TS_SYMBOLOGY_EAN8 = 5,
  TS_SYMBOLOGY_UPCE = 6, /* its 8 digits as printed, not expanded to a GTIN */
  TS_SYMBOLOGY_DATABAR = 7,
  TS_SYMBOLOGY_DATABAR_EXPANDED = 8,
  TS_SYMBOLOGY_I25 = 9,
  TS_SYMBOLOGY_TYPED = 10, /* not a symbol: text that a person typed and confirmed */
  TS_SYMBOLOGY_CODE93 = 11,
  TS_SYMBOLOGY_CODABAR = 12,
};

struct ts_point {
  int32_t x, y; /* the photograph's pixels, from the top left */
};

#define TS_SYMBOL_CORNERS 4

struct ts_symbol {
  enum ts_symbology symbology;
  bool gs1; /* FNC1 in first position (or a symbology that is always GS1): the bytes are an element string */
  bool eci; /* a QR code whose data say which character set they are in (extended channel interpretation) */
  bool
      application; /* a QR code with FNC1 in second position: the bytes begin with an AIM application indicator */
  bool confirmed;        /* read twice in agreement, or error-corrected (QR), or typed and confirmed */
  struct ts_bytes bytes; /* in the list's pool; FNC1 separators are 0x1D, no symbology identifier */
  /* Clockwise in the symbol's own orientation, the top left first; for linear codes the ends of the scanned
   * stretch. */
  struct ts_point corner[TS_SYMBOL_CORNERS];
};

struct ts_symbols {
  struct ts_symbol *item; /* memory of the caller's, CAPACITY entries */
  size_t capacity;
  size_t count;
  struct ts_buf pool; /* memory of the caller's that holds the symbols' bytes */
  bool truncated;     /* something did not fit, or the reader ran out of its budget */
  bool whole;         /* the whole frame was looked at, not only where symbols were before */
};

/* Enough for one frame of a device: more symbols than a hand's view holds, and two QR version 40 of text. */
#define TS_SYMBOLS_MAX 64
#define TS_SYMBOLS_POOL 16384

void ts_symbols_init(struct ts_symbols *symbols, struct ts_symbol *item, size_t capacity, void *pool,
                     size_t pool_size);
/* Appends a copy of SYMBOL, its bytes copied to the pool; sets TRUNCATED and returns TS_ERR_NO_SPACE if it
 * does not fit. */
enum ts_err ts_symbols_add(struct ts_symbols *symbols, const struct ts_symbol *symbol);

/* "QR", "Code 128", ...: the name that scan prints; never NULL. */
const char *ts_symbology_name(enum ts_symbology symbology);
/* The AIM symbology identifier (ISO/IEC 15424) of a symbol: "]Q3", "]C1", ...; "" where there is none. */
const char *ts_symbol_aim(const struct ts_symbol *symbol);

#endif
