/* SPDX-License-Identifier: Apache-2.0 */
#include "boards/linux/pixels.h"

#include "port/display.h"

static bool field_ok(struct ts_pixel_field field, unsigned bytes) {
  return field.size >= 1 && field.size <= 8 && field.shift <= bytes * 8u - field.size;
}

bool ts_pixels_ready(struct ts_pixels *pixels) {
  if (pixels->bytes < 2 || pixels->bytes > 4 || !field_ok(pixels->red, pixels->bytes) ||
      !field_ok(pixels->green, pixels->bytes) || !field_ok(pixels->blue, pixels->bytes) ||
      (pixels->opaque.size > 0 && !field_ok(pixels->opaque, pixels->bytes)))
    return false;
  if (pixels->width < TS_DISPLAY_WIDTH || pixels->height < TS_DISPLAY_HEIGHT ||
      (uint64_t)pixels->width * pixels->bytes > pixels->stride ||
      (uint64_t)pixels->stride * pixels->height > pixels->size)
    return false;
  uint32_t across = pixels->width / TS_DISPLAY_WIDTH, down = pixels->height / TS_DISPLAY_HEIGHT;
  pixels->scale = across < down ? across : down;
  pixels->left = (pixels->width - pixels->scale * TS_DISPLAY_WIDTH) / 2;
  pixels->top = (pixels->height - pixels->scale * TS_DISPLAY_HEIGHT) / 2;
  return true;
}

/* VALUE of FROM bits in the field's: full stays full. */
static uint32_t in_field(struct ts_pixel_field field, uint32_t value, unsigned from) {
  uint32_t most = (1u << from) - 1, field_most = (1u << field.size) - 1;
  return (value * field_most + most / 2) / most << field.shift;
}

uint32_t ts_pixels_convert(const struct ts_pixels *pixels, uint16_t rgb565) {
  return in_field(pixels->red, rgb565 >> 11, 5) | in_field(pixels->green, rgb565 >> 5 & 0x3fu, 6) |
         in_field(pixels->blue, rgb565 & 0x1fu, 5) |
         ((1u << pixels->opaque.size) - 1) << pixels->opaque.shift;
}

static void row(const struct ts_pixels *pixels, uint8_t *at, const uint16_t *rgb565) {
  for (uint32_t x = 0; x < TS_DISPLAY_WIDTH; x++) {
    uint32_t pixel = ts_pixels_convert(pixels, rgb565[x]);
    for (uint32_t k = 0; k < pixels->scale; k++)
      for (unsigned b = 0; b < pixels->bytes; b++)
        *at++ = (uint8_t)(pixel >> 8 * b);
  }
}

bool ts_pixels_rows(const struct ts_pixels *pixels, uint32_t y, uint32_t height, const uint16_t *rgb565) {
  if (y > TS_DISPLAY_HEIGHT || height > TS_DISPLAY_HEIGHT - y)
    return false;
  for (uint32_t i = 0; i < height; i++)
    for (uint32_t k = 0; k < pixels->scale; k++) {
      size_t down = pixels->top + (size_t)(y + i) * pixels->scale + k;
      row(pixels, pixels->at + down * pixels->stride + (size_t)pixels->left * pixels->bytes,
          rgb565 + (size_t)i * TS_DISPLAY_WIDTH);
    }
  return true;
}
