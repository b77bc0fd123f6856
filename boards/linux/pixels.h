/* SPDX-License-Identifier: Apache-2.0 */
/* From the app's pixels to a screen's: another form, and as large as fits it. */
#ifndef TS_BOARDS_LINUX_PIXELS_H
#define TS_BOARDS_LINUX_PIXELS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A colour's bits in a pixel: SIZE of them from bit SHIFT on. */
struct ts_pixel_field {
  uint8_t shift, size;
};

/* A screen's memory as its driver describes it. */
struct ts_pixels {
  uint8_t *at;
  size_t size;            /* bytes */
  uint32_t width, height; /* pixels */
  uint32_t stride;        /* bytes from row to row */
  unsigned bytes;         /* of a pixel, 2 to 4, the lowest first */
  struct ts_pixel_field red, green, blue;
  struct ts_pixel_field opaque; /* size 0: pixels are never seen through */
  /* By ts_pixels_ready: how often each pixel stands beside itself, and where the page begins. */
  uint32_t scale, left, top;
};

/* Places the page in the middle, as large as fits in whole multiples. False: what the driver says cannot be, or the
 * page does not fit. */
bool ts_pixels_ready(struct ts_pixels *pixels);
uint32_t ts_pixels_convert(const struct ts_pixels *pixels, uint16_t rgb565);
/* Writes HEIGHT rows of the page, from row Y on. False: they are not on the page. */
bool ts_pixels_rows(const struct ts_pixels *pixels, uint32_t y, uint32_t height, const uint16_t *rgb565);

#endif
