/* SPDX-License-Identifier: Apache-2.0 */
/* QR codes by libzint as modules, and seen as a camera sees them: in perspective, bent, light on dark, mirrored. */
#ifndef TS_SUPPORT_QR_PICTURE_H
#define TS_SUPPORT_QR_PICTURE_H

#include <stdbool.h>

#include "core/bytes.h"
#include "support/canvas.h"
#include "vision/qr_layout.h"
#include "vision/quad.h"

/* What to encode; fields that are zero are libzint's choice. */
struct ts_qr_recipe {
  struct ts_bytes text;
  unsigned version; /* 1 to 40 */
  int level;        /* of error correction: 1 to 4 for L, M, Q, H */
  int mask;         /* 1 to 8 for the standard's 0 to 7 */
  int mode;         /* libzint's input mode (DATA_MODE: bytes as they are) */
  int eci;
};

/* False: libzint refuses. */
bool ts_qr_make(struct ts_qr_bits *out, const struct ts_qr_recipe *recipe);

/* The same of SIZE bytes of text, [a-z0-9] by SEED, for a symbol that is full of something. */
struct ts_bytes ts_qr_filler(char *text, size_t size, uint32_t seed);

/* How many bytes a version holds in byte mode at level L; rounded down. */
size_t ts_qr_capacity(unsigned version);

void ts_qr_transpose(struct ts_qr_bits *bits);

/* How it is seen. */
struct ts_qr_pose {
  struct ts_quad
      corner;    /* of the symbol without its quiet zone, clockwise from its top left; canvas pixels */
  float bend;    /* the arc, in radians, of the cylinder that its width is laid around; 0 is flat */
  bool inverted; /* light on dark, the quiet zone too */
};

/* Upright, its top left at (X, Y). */
struct ts_qr_pose ts_qr_upright(float x, float y, float module, unsigned side);
/* Turned clockwise about its middle. */
struct ts_qr_pose ts_qr_turned(float middle_x, float middle_y, float module, unsigned side, float degrees);

/* Paints it with its quiet zone of 4 modules, each pixel the mean of 4 x 4 looks. */
void ts_qr_paint(struct ts_canvas *canvas, const struct ts_qr_bits *bits, const struct ts_qr_pose *pose);

/* Each pixel becomes the mean of the square reaching REACH pixels around it. */
void ts_canvas_blur(struct ts_canvas *canvas, uint32_t reach);
/* Brings all gray towards MIDDLE: 100 leaves it, 0 makes all alike. */
void ts_canvas_fade(struct ts_canvas *canvas, uint8_t middle, unsigned percent);
/* A shadow: from column X on, gray is multiplied by PERCENT, softly over SOFT pixels. */
void ts_canvas_shadow_from(struct ts_canvas *canvas, uint32_t x, unsigned percent, uint32_t soft);

#endif
