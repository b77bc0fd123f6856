/* SPDX-License-Identifier: Apache-2.0 */
#include "vision/sample.h"

#include <string.h>

#define MODULE_MAX 5.0f     /* pixels; then a coarser level is looked at */
#define MODULE_ONE_TAP 2.0f /* up to that one look is enough */
#define REACH 5             /* modules to each side that the local mean is of */
#define REACH_LARGE 7
#define LARGE 40u /* modules on a side */

/* ---- gray ---- */

static float nearest(const struct ts_level *level, float x, float y) {
  float last_x = (float)level->width - 1, last_y = (float)level->height - 1;
  x = x > 0 ? x : 0;
  y = y > 0 ? y : 0;
  x = x < last_x ? x : last_x;
  y = y < last_y ? y : last_y;
  return level->gray[(size_t)(uint32_t)y * level->stride + (uint32_t)x];
}

/* The middle of a module, and where it is wide enough four places around. */
static uint8_t take(const struct ts_level *level, float x, float y, float module) {
  float middle = ts_probe_gray(level, x, y), apart = module / 4;
  if (module > MODULE_ONE_TAP)
    middle = (middle * 2 + nearest(level, x - apart, y) + nearest(level, x + apart, y) +
              nearest(level, x, y - apart) + nearest(level, x, y + apart)) /
             6;
  return (uint8_t)(middle + 0.5f);
}

void ts_sample_take(struct ts_sample *out, const struct ts_grid *grid, const struct ts_pyramid *pyramid,
                    bool inverted) {
  float module = ts_grid_module(grid);
  const struct ts_level *level = pyramid->level;
  while (level + 1 < pyramid->level + pyramid->count && module >= MODULE_MAX * level->scale)
    level++;
  float scale = 1 / level->scale;
  module *= scale;
  out->side = (uint8_t)grid->side;
  uint8_t *gray = out->gray;
  for (unsigned y = 0; y < grid->side; y++)
    for (unsigned x = 0; x < grid->side; x++) {
      struct ts_place p = ts_grid_map(grid, (float)x + 0.5f, (float)y + 0.5f);
      uint8_t v = take(level, p.x * scale, p.y * scale, module);
      *gray++ = inverted ? (uint8_t)(UINT8_MAX - v) : v;
    }
}

/* ---- dark and light ---- */

/* Sums over the window around each module, row by row. */
struct window {
  const struct ts_sample *sample;
  unsigned reach;
  unsigned first, next;            /* rows in COLUMN */
  uint16_t column[TS_QR_SIDE_MAX]; /* sums of each column over these rows */
};

static void add_row(struct window *w, unsigned y, int sign) {
  const uint8_t *gray = w->sample->gray + (size_t)y * w->sample->side;
  for (unsigned x = 0; x < w->sample->side; x++)
    w->column[x] = (uint16_t)(w->column[x] + sign * gray[x]);
}

static void move_to_row(struct window *w, unsigned y) {
  while (w->next < w->sample->side && w->next <= y + w->reach)
    add_row(w, w->next++, 1);
  while (w->first + w->reach < y)
    add_row(w, w->first++, -1);
}

static uint32_t total(const struct ts_sample *sample) {
  uint32_t sum = 0;
  for (size_t i = 0; i < (size_t)sample->side * sample->side; i++)
    sum += sample->gray[i];
  return sum;
}

static uint32_t four_neighbours(const struct ts_sample *sample, unsigned x, unsigned y) {
  unsigned side = sample->side;
  const uint8_t *p = sample->gray + (size_t)y * side + x;
  return (uint32_t)p[y > 0 ? -(int)side : 0] + p[y + 1 < side ? side : 0] + p[x > 0 ? -1 : 0] +
         p[x + 1 < side ? 1 : 0];
}

/* SUM over N modules around; MEAN256 is 256 times the mean of all. */
static bool is_dark(const struct ts_sample *sample, unsigned x, unsigned y, enum ts_sample_division division,
                    uint32_t sum, uint32_t n, uint32_t mean256) {
  uint32_t v = sample->gray[(size_t)y * sample->side + x];
  if (division == TS_SAMPLE_HALFWAY)
    return 512 * v * n < mean256 * n + 256 * sum;
  if (division == TS_SAMPLE_SHARPENED) { /* v + 0.6 (v - mean of four) < sum / n */
    int32_t lifted = (int32_t)(32 * v) - (int32_t)(3 * four_neighbours(sample, x, y));
    return lifted * (int32_t)n < (int32_t)(20 * sum);
  }
  return v * n < sum;
}

static void divide_row(const struct window *w, unsigned y, enum ts_sample_division division, uint32_t mean256,
                       struct ts_qr_bits *out) {
  unsigned side = w->sample->side, first = 0, next = 0, rows = w->next - w->first;
  uint32_t sum = 0;
  for (unsigned x = 0; x < side; x++) {
    while (next < side && next <= x + w->reach)
      sum += w->column[next++];
    while (first + w->reach < x)
      sum -= w->column[first++];
    if (is_dark(w->sample, x, y, division, sum, rows * (next - first), mean256))
      ts_qr_set(out, x, y, true);
  }
}

void ts_sample_divide(const struct ts_sample *sample, enum ts_sample_division division,
                      struct ts_qr_bits *out) {
  struct window w = {.sample = sample, .reach = sample->side < LARGE ? REACH : REACH_LARGE};
  uint32_t modules = (uint32_t)sample->side * sample->side;
  uint32_t mean256 = division == TS_SAMPLE_HALFWAY ? (uint32_t)((uint64_t)total(sample) * 256 / modules) : 0;
  memset(out, 0, sizeof *out);
  out->side = sample->side;
  for (unsigned y = 0; y < sample->side; y++) {
    move_to_row(&w, y);
    divide_row(&w, y, division, mean256, out);
  }
}
