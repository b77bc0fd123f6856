/* SPDX-License-Identifier: Apache-2.0 */
#include "support/canvas.h"

#include <stdlib.h>
#include <string.h>

struct ts_canvas ts_canvas_new(uint32_t width, uint32_t height) {
  struct ts_canvas canvas = {.width = width, .height = height, .gray = malloc((size_t)width * height)};
  if (canvas.gray == NULL)
    abort();
  memset(canvas.gray, TS_CANVAS_WHITE, (size_t)width * height);
  return canvas;
}

void ts_canvas_free(struct ts_canvas *canvas) {
  free(canvas->gray);
  *canvas = (struct ts_canvas){0};
}

struct ts_frame ts_canvas_frame(const struct ts_canvas *canvas) {
  return (struct ts_frame){.gray = canvas->gray,
                           .width = canvas->width,
                           .height = canvas->height,
                           .stride = canvas->width,
                           .source_width = canvas->width,
                           .source_height = canvas->height};
}

void ts_canvas_fill(struct ts_canvas *canvas, uint32_t x, uint32_t y, uint32_t width, uint32_t height,
                    uint8_t gray) {
  for (uint32_t row = y; row < y + height && row < canvas->height; row++)
    for (uint32_t column = x; column < x + width && column < canvas->width; column++)
      canvas->gray[(size_t)row * canvas->width + column] = gray;
}

void ts_canvas_checker(struct ts_canvas *canvas, int amount) {
  for (uint32_t y = 0; y < canvas->height; y++)
    for (uint32_t x = 0; x < canvas->width; x++) {
      uint8_t *p = &canvas->gray[(size_t)y * canvas->width + x];
      int value = *p + ((x + y) % 2 ? -amount : amount);
      *p = (uint8_t)(value < 0 ? 0 : value > 255 ? 255 : value);
    }
}

void ts_canvas_noise(struct ts_canvas *canvas, uint32_t seed) {
  uint32_t state = seed * 2654435761u + 1;
  for (size_t i = 0; i < (size_t)canvas->width * canvas->height; i++) {
    state ^= state << 13;
    state ^= state >> 17;
    state ^= state << 5;
    canvas->gray[i] = (uint8_t)(state >> 11);
  }
}
