/* SPDX-License-Identifier: Apache-2.0 */
/* From modules to a clean drawing that any decoder reads: is this a QR code at all, and which way round? */
#ifndef TS_VISION_REDRAW_H
#define TS_VISION_REDRAW_H

#include "vision/qr_layout.h"

#define TS_QR_DRAWING_MODULE 2u /* pixels; with 1 ZBar fails */
#define TS_QR_DRAWING_BORDER 2u /* modules */
#define TS_QR_DRAWING_SIDE(side) (((side) + 2 * TS_QR_DRAWING_BORDER) * TS_QR_DRAWING_MODULE)
#define TS_QR_DRAWING_SIZE_MAX (TS_QR_DRAWING_SIDE(TS_QR_SIDE_MAX) * TS_QR_DRAWING_SIDE(TS_QR_SIDE_MAX))

/* Dark on light, 0 and 255, rows without a gap. */
struct ts_qr_drawing {
  const uint8_t *gray;
  uint32_t width, height;
  float scale; /* of the level in which its finder patterns were found */
  bool
      eci; /* its data begin with an extended channel interpretation, as far as can be told before correction */
};

/* How far from a QR code divided modules are. */
struct ts_redraw_check {
  bool plausible;
  bool mirrored;
  uint16_t format; /* code of the format information */
  uint32_t
      errors; /* function modules of the wrong colour, and twice the format's wrong bits: for comparing */
};

struct ts_redraw_check ts_redraw_check(const struct ts_qr_bits *bits, const struct ts_qr_module *function,
                                       size_t count);

/* Turns BITS to the form that is not mirrored, sets what is known of them, and draws them into OUT of
 * TS_QR_DRAWING_SIZE_MAX bytes at most. */
struct ts_qr_drawing ts_redraw(struct ts_qr_bits *bits, const struct ts_qr_module *function, size_t count,
                               const struct ts_redraw_check *check, uint8_t *out);

/* In how many rows a scan line meets what it takes for a finder pattern: a symbol's own are met in six. */
unsigned ts_redraw_finders(const struct ts_qr_bits *bits);

/* A decoder tries the patterns three by three, so that its time grows with the cube of their number: drawings that show
 * more than this are not for a decoder. Even text of one letter repeated stays below. */
#define TS_REDRAW_FINDERS_MAX(side) (8u + (unsigned)(side) * (side) / 1700u)

#endif
