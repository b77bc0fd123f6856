/* SPDX-License-Identifier: Apache-2.0 */
#include "vision/threshold.h"

#define HALF_BLOCK (TS_BLOCK / 2) /* a block's pixels in the coarser level */
#define FLAT 11 /* gray levels: a block with no more between its darkest and lightest is flat */
#define REACH 2 /* blocks to each side that a threshold is the mean of */

struct block {
  uint32_t lowest, highest, mean;
};

static struct block measure(const struct ts_level *coarser, uint32_t i, uint32_t j) {
  uint32_t x = i * HALF_BLOCK, y = j * HALF_BLOCK;
  x = x > coarser->width - HALF_BLOCK ? coarser->width - HALF_BLOCK : x;
  y = y > coarser->height - HALF_BLOCK ? coarser->height - HALF_BLOCK : y;
  struct block b = {.lowest = UINT8_MAX};
  const uint8_t *p = coarser->gray + (size_t)y * coarser->stride + x;
  uint32_t sum = 0;
  for (int row = 0; row < HALF_BLOCK; row++, p += coarser->stride)
    for (int column = 0; column < HALF_BLOCK; column++) {
      uint32_t v = p[column];
      sum += v;
      b.lowest = v < b.lowest ? v : b.lowest;
      b.highest = v > b.highest ? v : b.highest;
    }
  b.mean = sum / (HALF_BLOCK * HALF_BLOCK);
  return b;
}

/* What divides dark from light in a block by itself. A flat one is taken for light, unless it is darker than what
 * divides its neighbours above and to the left: then it lies within something dark, and their value is kept. */
static uint8_t divide(const struct ts_level *level, struct block b, uint32_t i, uint32_t j) {
  if (b.highest - b.lowest > FLAT)
    return (uint8_t)b.mean;
  if (i > 0 && j > 0) {
    const uint8_t *here = level->threshold + (size_t)j * level->blocks_x + i;
    const uint8_t *above = here - level->blocks_x;
    uint32_t neighbours = ((uint32_t)above[0] + 2u * here[-1] + above[-1]) / 4;
    if (b.lowest < neighbours)
      return (uint8_t)neighbours;
  }
  return (uint8_t)(b.lowest / 2);
}

/* Means along a line of N values, STEP apart, in place; fewer where the line ends. */
static void smooth(uint8_t *value, uint32_t n, size_t step) {
  uint32_t sum = 0, first = 0, next = 0;
  uint8_t kept[REACH + 1] = {0}; /* what was overwritten, by index modulo its size */
  for (uint32_t i = 0; i < n; i++) {
    for (; next < n && next <= i + REACH; next++)
      sum += value[next * step];
    for (; first + REACH < i; first++)
      sum -= kept[first % (REACH + 1)];
    kept[i % (REACH + 1)] = value[i * step];
    value[i * step] = (uint8_t)((sum + (next - first) / 2) / (next - first));
  }
}

bool ts_threshold(struct ts_pyramid *pyramid, unsigned index) {
  if (index + 1 >= pyramid->count)
    return false;
  struct ts_level *level = &pyramid->level[index];
  const struct ts_level *coarser = level + 1;
  if (level->has_threshold)
    return true;
  for (uint32_t j = 0; j < level->blocks_y; j++)
    for (uint32_t i = 0; i < level->blocks_x; i++)
      level->threshold[(size_t)j * level->blocks_x + i] = divide(level, measure(coarser, i, j), i, j);
  for (uint32_t j = 0; j < level->blocks_y; j++)
    smooth(level->threshold + (size_t)j * level->blocks_x, level->blocks_x, 1);
  for (uint32_t i = 0; i < level->blocks_x; i++)
    smooth(level->threshold + i, level->blocks_y, level->blocks_x);
  level->has_threshold = true;
  return true;
}
