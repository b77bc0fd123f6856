/* SPDX-License-Identifier: Apache-2.0 */
/* Boxes, text and anti-aliased outlines into one strip of the screen; what lies outside the strip is clipped,
 * so that drawing the same things into each strip in turn gives the whole picture. */
#ifndef TS_APP_DRAW_H
#define TS_APP_DRAW_H

#include <stdbool.h>
#include <stdint.h>

#include "app/font.h"
#include "core/bytes.h"
#include "core/frame.h"
#include "port/display.h"

/* RGB565 of 8-bit red, green, blue. */
#define TS_RGB(r, g, b) ((uint16_t)((((r)&0xf8) << 8) | (((g)&0xfc) << 3) | ((b) >> 3)))

/* HEIGHT rows of the screen from row Y on, TS_DISPLAY_WIDTH pixels each, memory of the caller's. */
struct ts_strip {
  uint16_t *pixels;
  int32_t y, height;
};

/* COVERAGE 0 (BELOW) to 16 (ABOVE). */
uint16_t ts_draw_blend(uint16_t below, uint16_t above, uint32_t coverage);

void ts_draw_box(const struct ts_strip *strip, int32_t x, int32_t y, int32_t width, int32_t height,
                 uint16_t colour);

/* One line; X is the pen's start, BASELINE the row under the feet of the letters. */
void ts_draw_text(const struct ts_strip *strip, const struct ts_font *font, int32_t x, int32_t baseline,
                  struct ts_bytes text, uint16_t colour);

/* FRAME scaled to the box: of what a pixel covers the middle one. It is drawn for each picture of the camera, and a mean
 * would cost a third of looking for a code in it. */
void ts_draw_frame(const struct ts_strip *strip, const struct ts_frame *frame, int32_t x, int32_t y,
                   int32_t width, int32_t height);

struct ts_dot {
  int16_t x, y;
};

/* A line through COUNT points (1 to 32), drawn with a round pen of RADIUS; FILLED: closed, convex, and
 * filled. One point is a disc. Units: 1/256 of the size at which it is drawn, from its centre. */
struct ts_outline {
  const struct ts_dot *dot;
  uint8_t count;
  bool filled;
  uint16_t radius;
};

#define TS_OUTLINE_DOTS_MAX 32

/* Draws into the square of SIZE pixels (at most 128) whose top left is X, Y. */
void ts_draw_outline(const struct ts_strip *strip, const struct ts_outline *outline, int32_t x, int32_t y,
                     int32_t size, uint16_t colour);

#endif
