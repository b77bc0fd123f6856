/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "port/check.h"

enum { STRIP = 16 };

static uint16_t strip[STRIP * TS_DISPLAY_WIDTH];

static uint16_t colour(uint32_t x, uint32_t y, uint32_t round) {
  uint32_t band = x / (TS_DISPLAY_WIDTH / 16);
  return (uint16_t)(band << 12 ^ y * 37 ^ x ^ round << 5);
}

/* A screen in strips of HEIGHT rows and what is left, as the app draws it. */
static bool draw(const struct ts_display *display, uint32_t height, uint32_t round) {
  for (uint32_t y = 0; y < TS_DISPLAY_HEIGHT; y += height) {
    uint32_t rows = TS_DISPLAY_HEIGHT - y < height ? TS_DISPLAY_HEIGHT - y : height;
    for (uint32_t i = 0; i < rows * TS_DISPLAY_WIDTH; i++)
      strip[i] = colour(i % TS_DISPLAY_WIDTH, y + i / TS_DISPLAY_WIDTH, round);
    if (display->rows(display->ctx, y, rows, strip) != TS_OK)
      return false;
    memset(strip, 0x5A, sizeof strip); /* it is ours again */
  }
  return true;
}

const char *ts_port_check_display(const struct ts_display *display,
                                  const struct ts_port_display_hooks *hooks) {
  static const uint32_t heights[] = {STRIP, 1, 7};
  for (uint32_t round = 0; round < sizeof heights / sizeof *heights; round++) {
    if (!draw(display, heights[round], round))
      return "a strip is not taken";
    for (uint32_t y = 0; hooks->pixel && y < TS_DISPLAY_HEIGHT; y++)
      for (uint32_t x = 0; x < TS_DISPLAY_WIDTH; x++)
        if (hooks->pixel(hooks->ctx, x, y) != colour(x, y, round))
          return "a pixel is not what was drawn";
  }
  /* In the middle, and nothing else. */
  memset(strip, 0, sizeof strip);
  if (display->rows(display->ctx, 100, 1, strip) != TS_OK)
    return "a row is not taken";
  for (uint32_t y = 99; hooks->pixel && y <= 101; y++)
    if (hooks->pixel(hooks->ctx, 9, y) != (y == 100 ? 0 : colour(9, y, 2)))
      return "a row is drawn in another's place";
  return NULL;
}
