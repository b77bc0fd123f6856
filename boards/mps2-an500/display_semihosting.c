/* SPDX-License-Identifier: Apache-2.0 */
#include "display_semihosting.h"

#include <stddef.h>

#include "board.h"
#include "semihosting.h"

#define ROW_SIZE (TS_DISPLAY_WIDTH * sizeof(uint16_t))

static enum ts_err rows(void *ctx, uint32_t y, uint32_t height, const uint16_t *pixels) {
  struct ts_display_semihosting *display = ctx;
  if (y > TS_DISPLAY_HEIGHT || height > TS_DISPLAY_HEIGHT - y) {
    return TS_ERR_IO;
  }
  bool written = ts_semi_seek(display->panel, y * (uint32_t)ROW_SIZE) &&
                 ts_semi_write(display->panel, pixels, height * ROW_SIZE);
  display->written_at = ts_board_ticks();
  return written ? TS_OK : TS_ERR_IO;
}

bool ts_display_semihosting_init(struct ts_display_semihosting *display, const char *path,
                                 struct ts_display *out) {
  static const uint16_t black[TS_DISPLAY_WIDTH];
  display->panel = ts_semi_open(path, TS_SEMI_RENEW);
  *out = (struct ts_display){.ctx = display, .rows = rows};
  bool good = display->panel >= 0;
  for (uint32_t y = 0; good && y < TS_DISPLAY_HEIGHT; y++) {
    good = rows(display, y, 1, black) == TS_OK;
  }
  return good;
}

static void to_rgb(const uint16_t *pixel, uint8_t *rgb) {
  for (size_t x = 0; x < TS_DISPLAY_WIDTH; x++) {
    unsigned red = pixel[x] >> 11, green = pixel[x] >> 5 & 63, blue = pixel[x] & 31;
    *rgb++ = (uint8_t)(red << 3 | red >> 2);
    *rgb++ = (uint8_t)(green << 2 | green >> 4);
    *rgb++ = (uint8_t)(blue << 3 | blue >> 2);
  }
}

static bool copy_rows(int panel, int picture) {
  static const char head[] = "P6\n320 240\n255\n";
  uint16_t pixel[TS_DISPLAY_WIDTH];
  uint8_t rgb[TS_DISPLAY_WIDTH * 3];
  bool good = ts_semi_write(picture, head, sizeof head - 1) && ts_semi_seek(panel, 0);
  for (uint32_t y = 0; good && y < TS_DISPLAY_HEIGHT; y++) {
    good = ts_semi_read(panel, pixel, sizeof pixel) == (ptrdiff_t)sizeof pixel;
    if (good) {
      to_rgb(pixel, rgb);
      good = ts_semi_write(picture, rgb, sizeof rgb);
    }
  }
  return good;
}

bool ts_display_semihosting_shoot(const struct ts_display_semihosting *display, const char *path) {
  int picture = ts_semi_open(path, TS_SEMI_WRITE);
  if (picture < 0) {
    return false;
  }
  bool good = copy_rows(display->panel, picture);
  return ts_semi_close(picture) && good;
}
