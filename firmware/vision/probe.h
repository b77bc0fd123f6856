/* SPDX-License-Identifier: Apache-2.0 */
/* Looking at one place of a level. Coordinates are the level's pixels, the first one's centre at (0.5, 0.5).
 *
 * Floating point in vision: single precision, + - * / and sqrtf alone, which IEEE 754 rounds alike everywhere, and
 * compiled without contraction (-ffp-contract=off), so that every machine computes the same bits. */
#ifndef TS_VISION_PROBE_H
#define TS_VISION_PROBE_H

#include <float.h>
#include <stdbool.h>

#include "vision/pyramid.h"

_Static_assert(FLT_EVAL_METHOD == 0, "results must not depend on excess precision");

static inline bool ts_probe_dark(const struct ts_level *level, uint32_t x, uint32_t y) {
  return level->gray[(size_t)y * level->stride + x] <
         level->threshold[(size_t)(y / TS_BLOCK) * level->blocks_x + x / TS_BLOCK];
}

static inline bool ts_probe_within(const struct ts_level *level, float x, float y) {
  return x >= 0 && y >= 0 && x < (float)level->width && y < (float)level->height;
}

/* The gray between the four nearest pixels; outside (and for no number) that of the nearest edge. */
static inline float ts_probe_gray(const struct ts_level *level, float x, float y) {
  float last_x = (float)level->width - 1.01f, last_y = (float)level->height - 1.01f;
  x -= 0.5f;
  y -= 0.5f;
  x = x > 0 ? x : 0;
  y = y > 0 ? y : 0;
  x = x < last_x ? x : last_x;
  y = y < last_y ? y : last_y;
  int32_t column = (int32_t)x, row = (int32_t)y;
  float right = x - (float)column, down = y - (float)row;
  const uint8_t *p = level->gray + (size_t)row * level->stride + column, *q = p + level->stride;
  float upper = (float)p[0] + (float)(p[1] - p[0]) * right,
        lower = (float)q[0] + (float)(q[1] - q[0]) * right;
  return upper + (lower - upper) * down;
}

/* The threshold there; outside that of the nearest block. */
static inline float ts_probe_threshold(const struct ts_level *level, float x, float y) {
  float last_x = (float)level->width - 1, last_y = (float)level->height - 1;
  x = x > 0 ? x : 0;
  y = y > 0 ? y : 0;
  x = x < last_x ? x : last_x;
  y = y < last_y ? y : last_y;
  uint32_t column = (uint32_t)x / TS_BLOCK, row = (uint32_t)y / TS_BLOCK;
  return level->threshold[(size_t)row * level->blocks_x + column];
}

/* How far the place is on the expected side of its threshold, in gray levels: positive for dark, or for light in
 * a symbol that is light on dark. */
static inline float ts_probe_darkness(const struct ts_level *level, float x, float y, bool inverted) {
  float d = ts_probe_threshold(level, x, y) - ts_probe_gray(level, x, y);
  return inverted ? -d : d;
}

#endif
