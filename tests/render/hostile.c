/* SPDX-License-Identifier: Apache-2.0 */
#include <stdlib.h>

#include "render/canvas.h"
#include "render/prng.h"

/* Finder patterns with one white module around each. */
static bool finder_dark(int column, int row) {
  int x = abs(column % 8 - 3), y = abs(row % 8 - 3);
  int ring = x > y ? x : y;
  return ring == 3 || ring <= 1;
}

static void put(struct ts_canvas *canvas, int x, int y, float value) {
  size_t pixel = (size_t)y * (size_t)canvas->width + (size_t)x;
  for (int c = 0; c < 3; c++)
    canvas->plane[c][pixel] = value;
}

static void stripes(struct ts_canvas *canvas, float module_px, struct ts_rng *rng) {
  float end = 0;
  bool dark = false;
  for (int x = 0; x < canvas->width; x++) {
    while ((float)x >= end) {
      end += module_px * (float)(1 + ts_rng_next(rng) % 4);
      dark = !dark;
    }
    for (int y = 0; y < canvas->height; y++)
      put(canvas, x, y, dark ? 0.02f : 0.9f);
  }
}

void ts_canvas_hostile(struct ts_canvas *canvas, enum ts_scene_hostile kind, float module_px, uint64_t seed) {
  struct ts_rng rng = ts_rng_make(seed, 9);
  if (kind == TS_HOSTILE_STRIPES) {
    stripes(canvas, module_px, &rng);
    return;
  }
  for (int y = 0; y < canvas->height; y++)
    for (int x = 0; x < canvas->width; x++) {
      bool dark = finder_dark((int)((float)x / module_px), (int)((float)y / module_px));
      put(canvas, x, y, kind == TS_HOSTILE_NOISE ? ts_rng_between(&rng, 0, 1) : dark ? 0.02f : 0.9f);
    }
}
