/* SPDX-License-Identifier: Apache-2.0 */
#include "boards/sim/display_png.h"

#include <png.h>
#include <stdlib.h>
#include <string.h>

static enum ts_err rows(void *ctx, uint32_t y, uint32_t height, const uint16_t *pixels) {
  struct ts_display_png *png = ctx;
  if (y >= TS_DISPLAY_HEIGHT || height > TS_DISPLAY_HEIGHT - y)
    return TS_ERR_ARGUMENT;
  memcpy(png->pixel[y], pixels, (size_t)height * sizeof png->pixel[0]);
  return TS_OK;
}

void ts_display_png_init(struct ts_display_png *png, struct ts_display *out) {
  memset(png, 0, sizeof *png);
  *out = (struct ts_display){.ctx = png, .rows = rows};
}

/* 5 and 6 bits to 8, so that full stays full. */
static void put_rgb(uint8_t *rgb, uint16_t pixel) {
  unsigned red = pixel >> 11, green = pixel >> 5 & 63, blue = pixel & 31;
  rgb[0] = (uint8_t)(red << 3 | red >> 2);
  rgb[1] = (uint8_t)(green << 2 | green >> 4);
  rgb[2] = (uint8_t)(blue << 3 | blue >> 2);
}

enum ts_err ts_display_png_write(const struct ts_display_png *png, const char *path, unsigned scale) {
  png_image image = {.version = PNG_IMAGE_VERSION,
                     .width = TS_DISPLAY_WIDTH * scale,
                     .height = TS_DISPLAY_HEIGHT * scale,
                     .format = PNG_FORMAT_RGB};
  uint8_t *rgb = malloc((size_t)image.width * image.height * 3);
  if (!rgb)
    return TS_ERR_IO;
  for (size_t y = 0; y < image.height; y++)
    for (size_t x = 0; x < image.width; x++)
      put_rgb(rgb + (y * image.width + x) * 3, png->pixel[y / scale][x / scale]);
  int written = png_image_write_to_file(&image, path, 0, rgb, 0, NULL);
  free(rgb);
  return written ? TS_OK : TS_ERR_IO;
}
