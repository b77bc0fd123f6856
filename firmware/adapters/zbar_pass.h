/* SPDX-License-Identifier: Apache-2.0 */
/* One pass of ZBar over one gray picture, and nothing more: no rule is applied here (qr_zbar.c and linear_zbar.c do
 * that). */
#ifndef TS_ADAPTERS_ZBAR_PASS_H
#define TS_ADAPTERS_ZBAR_PASS_H

#include <stdbool.h>
#include <stdint.h>

#include "adapters/confine.h"
#include "core/bytes.h"
#include "core/symbols.h"

#define TS_ZBAR_ROWS_MAX 64

/* What ZBar saw. BYTES are ZBar's, good until the callback returns. */
struct ts_zbar_find {
  enum ts_symbology symbology;
  bool gs1;         /* FNC1 in first position */
  bool aim;         /* FNC1 in second position */
  bool reversed;    /* a linear code that was read from its right to its left */
  bool refused;     /* a symbol whose text is not to be used, part of a structured append: BYTES is empty */
  uint32_t quality; /* linear codes: the number of scan lines that read just this */
  int32_t left, right; /* linear codes: where its scan lines ended, from either side; pixels */
  uint32_t rows;       /* linear codes: scan lines that read it, of which */
  uint16_t row[TS_ZBAR_ROWS_MAX];
  struct ts_bytes bytes;
};

enum ts_zbar_look { TS_ZBAR_QR, TS_ZBAR_LINEAR };

struct ts_zbar_pass {
  const uint8_t *gray; /* rows of WIDTH bytes, no gap */
  uint32_t width, height;
  enum ts_zbar_look look_for;
  uint32_t i25_lengths; /* bit N: Interleaved 2 of 5 of N digits; 0: none */
  void (*found)(void *ctx, const struct ts_zbar_find *find);
  void *ctx;
};

/* A scanner is made for this pass alone: ZBar's random generator starts anew with it, and its memory does not
 * grow. With another end than TS_CONFINE_DONE, what FOUND was told is not to be used. */
enum ts_confine_end ts_zbar_pass(const struct ts_zbar_pass *pass);

#endif
