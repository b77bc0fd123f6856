/* SPDX-License-Identifier: Apache-2.0 */
/* A gray picture that tests draw on: symbols by libzint, rectangles, noise. */
#ifndef TS_SUPPORT_CANVAS_H
#define TS_SUPPORT_CANVAS_H

#include <stdbool.h>
#include <stdint.h>

#include "core/bytes.h"
#include "core/frame.h"
#include "core/symbols.h"

#define TS_CANVAS_WHITE 230
#define TS_CANVAS_BLACK 25

struct ts_canvas {
  uint32_t width, height;
  uint8_t *gray; /* rows without a gap */
};

/* White, of this size. The process ends when there is no memory: this is for tests. */
struct ts_canvas ts_canvas_new(uint32_t width, uint32_t height);
void ts_canvas_free(struct ts_canvas *canvas);

/* The whole canvas as a frame, in which a photograph's pixel is one of the canvas. */
struct ts_frame ts_canvas_frame(const struct ts_canvas *canvas);

void ts_canvas_fill(struct ts_canvas *canvas, uint32_t x, uint32_t y, uint32_t width, uint32_t height,
                    uint8_t gray);
/* Adds AMOUNT to the pixels where (x + y) is even and takes it from the others. */
void ts_canvas_checker(struct ts_canvas *canvas, int amount);
/* Sets every pixel at random, the same for the same SEED. */
void ts_canvas_noise(struct ts_canvas *canvas, uint32_t seed);

/* What to draw; fields that are zero have the value in brackets. */
struct ts_drawing {
  int symbology;        /* libzint's BARCODE_* */
  int mode;             /* libzint's input mode (DATA_MODE: bytes as they are) */
  struct ts_bytes text; /* in GS1_MODE with [brackets] around the AIs */
  uint32_t x, y;        /* top left of the drawn symbol, without its quiet zone */
  uint32_t module;      /* pixels (3) */
  uint32_t bar_height;  /* pixels, linear codes (60) */
  unsigned quarters;    /* clockwise turns by 90 degrees */
  int part, parts;      /* structured append: this part (1 ...) of so many (none) */
};

/* Draws it. CORNER: where the four corners are, clockwise from the symbol's own top left. False: libzint
 * refuses, or it does not fit. */
bool ts_canvas_draw(struct ts_canvas *canvas, const struct ts_drawing *drawing,
                    struct ts_point corner[TS_SYMBOL_CORNERS]);

#endif
