/* SPDX-License-Identifier: Apache-2.0 */
#include "host-tools/image_reader.h"

#include <png.h>
#include <stdlib.h>
#include <string.h>

static bool is_png(struct ts_bytes file) {
  static const uint8_t signature[8] = {0x89, 'P', 'N', 'G', 0x0d, 0x0a, 0x1a, 0x0a};
  return ts_bytes_starts(file, ts_bytes(signature, sizeof signature));
}

/* Averages FACTOR × FACTOR pixels, in place: the result never overtakes what it is made from. */
static void shrink(uint8_t *gray, uint32_t stride, uint32_t width, uint32_t height, uint32_t factor) {
  for (uint32_t y = 0; y < height; y++)
    for (uint32_t x = 0; x < width; x++) {
      uint32_t sum = 0;
      for (uint32_t dy = 0; dy < factor; dy++)
        for (uint32_t dx = 0; dx < factor; dx++)
          sum += gray[(size_t)(y * factor + dy) * stride + x * factor + dx];
      gray[(size_t)y * width + x] = (uint8_t)((sum + factor * factor / 2) / (factor * factor));
    }
}

static enum ts_err take_pixels(struct ts_image_reader *image_reader, png_image *png, struct ts_frame *frame) {
  if (png->width == 0 || png->height == 0 || png->height > TS_IMAGE_PIXELS_MAX / png->width)
    return TS_ERR_PHOTO_TOO_LARGE;
  free(image_reader->gray);
  image_reader->gray = malloc((size_t)png->width * png->height);
  if (!image_reader->gray)
    return TS_ERR_PHOTO_MEMORY;
  png->format = PNG_FORMAT_GRAY;
  const png_color white = {255, 255, 255};
  if (!png_image_finish_read(png, &white, image_reader->gray, 0, NULL) || PNG_IMAGE_FAILED(*png))
    return TS_ERR_PHOTO_DAMAGED;
  uint32_t longest = png->width > png->height ? png->width : png->height;
  uint32_t factor = (longest + TS_FRAME_SIDE_MAX - 1) / TS_FRAME_SIDE_MAX;
  uint32_t width = png->width / factor, height = png->height / factor;
  if (width == 0 || height == 0)
    return TS_ERR_PHOTO_TOO_LARGE; /* a line of pixels that no frame can hold */
  if (factor > 1)
    shrink(image_reader->gray, png->width, width, height, factor);
  *frame = (struct ts_frame){.gray = image_reader->gray,
                             .width = width,
                             .height = height,
                             .stride = width,
                             .source_width = png->width,
                             .source_height = png->height};
  return TS_OK;
}

static enum ts_err load_png(struct ts_image_reader *image_reader, struct ts_bytes file,
                            struct ts_frame *frame) {
  png_image png;
  memset(&png, 0, sizeof png);
  png.version = PNG_IMAGE_VERSION;
  if (!png_image_begin_read_from_memory(&png, file.data, file.size))
    return TS_ERR_PHOTO_DAMAGED;
  enum ts_err err = take_pixels(image_reader, &png, frame);
  png_image_free(&png);
  return err;
}

static enum ts_err load(void *ctx, struct ts_bytes photo, struct ts_frame *frame) {
  struct ts_image_reader *image_reader = ctx;
  if (is_png(photo))
    return load_png(image_reader, photo, frame);
  return image_reader->base->load(image_reader->base->ctx, photo, frame);
}

static enum ts_err read_symbols(void *ctx, const struct ts_frame *frame, struct ts_symbols *symbols) {
  struct ts_image_reader *image_reader = ctx;
  return image_reader->base->read(image_reader->base->ctx, frame, symbols);
}

static enum ts_err follow_symbols(void *ctx, const struct ts_frame *frame, struct ts_symbols *symbols) {
  struct ts_image_reader *image_reader = ctx;
  return image_reader->base->follow(image_reader->base->ctx, frame, symbols);
}

void ts_image_reader_init(struct ts_image_reader *image_reader, const struct ts_reader *base) {
  *image_reader = (struct ts_image_reader){.base = base};
  image_reader->reader =
      (struct ts_reader){.ctx = image_reader, .load = load, .read = read_symbols, .follow = follow_symbols};
}

void ts_image_reader_free(struct ts_image_reader *image_reader) {
  free(image_reader->gray);
  image_reader->gray = NULL;
}
