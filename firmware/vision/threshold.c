/* SPDX-License-Identifier: Apache-2.0 */
#include "vision/threshold.h"

#include <string.h>

#define HALF_BLOCK (TS_BLOCK / 2) /* a block's pixels in the coarser level */
#define FLAT 11 /* gray levels: a block with no more between its darkest and lightest is flat */
#define REACH 2 /* blocks to each side that a threshold is the mean of */

struct block {
  uint32_t lowest, highest, mean;
};

#define EACH_HIGH 0x8080808080808080ull
#define EVEN_BYTES 0x00ff00ff00ff00ffull

/* 0xff in each byte in which A is not below B. */
static uint64_t not_below(uint64_t a, uint64_t b) {
  uint64_t low = (a | EACH_HIGH) - (b & ~EACH_HIGH);
  uint64_t high = ((a & ~b) | (~(a ^ b) & low)) & EACH_HIGH;
  return (high >> 7) * 0xff;
}

static uint64_t lower(uint64_t a, uint64_t b) {
  uint64_t keep = not_below(b, a);
  return (a & keep) | (b & ~keep);
}

static uint32_t lowest_of(uint32_t four) {
  uint32_t a = four & UINT8_MAX, b = four >> 8 & UINT8_MAX, c = four >> 16 & UINT8_MAX, d = four >> 24;
  a = a < b ? a : b;
  c = c < d ? c : d;
  return a < c ? a : c;
}

/* The 4 x 4 pixels, two rows in a word. Their lowest and, as the lowest of its complement, their highest are found side
 * by side in the halves of one word. */
static struct block measure(const struct ts_level *coarser, uint32_t i, uint32_t j) {
  uint32_t x = i * HALF_BLOCK, y = j * HALF_BLOCK, row[HALF_BLOCK];
  x = x > coarser->width - HALF_BLOCK ? coarser->width - HALF_BLOCK : x;
  y = y > coarser->height - HALF_BLOCK ? coarser->height - HALF_BLOCK : y;
  const uint8_t *p = coarser->gray + (size_t)y * coarser->stride + x;
  for (int k = 0; k < HALF_BLOCK; k++, p += coarser->stride)
    memcpy(&row[k], p, sizeof row[k]);
  uint64_t a = (uint64_t)row[0] << 32 | row[1], b = (uint64_t)row[2] << 32 | row[3];
  uint64_t sum = (a & EVEN_BYTES) + (a >> 8 & EVEN_BYTES) + (b & EVEN_BYTES) + (b >> 8 & EVEN_BYTES);
  sum += sum >> 32;
  sum += sum >> 16;
  uint64_t keep = not_below(b, a), low = (a & keep) | (b & ~keep), high = ~((b & keep) | (a & ~keep));
  uint64_t both = lower((low & UINT32_MAX) | high << 32, low >> 32 | (high & ~(uint64_t)UINT32_MAX));
  return (struct block){.lowest = lowest_of((uint32_t)both),
                        .highest = UINT8_MAX - lowest_of((uint32_t)(both >> 32)),
                        .mean = (uint32_t)(sum & UINT16_MAX) / (HALF_BLOCK * HALF_BLOCK)};
}

/* What divides dark from light in a block by itself. A flat one is taken for light (an eighth below its
 * lowest, so that noise stays above and faint print below), unless it is darker than what
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
  return (uint8_t)(b.lowest * 7 / 8);
}

/* Means of up to 5 of N values, STEP apart, in place; fewer where the line ends. */
static void smooth(uint8_t *value, uint32_t n, size_t step) {
  uint32_t before = 0, last = 0, here = value[0]; /* as they were */
  for (uint32_t i = 0; i < n; i++) {
    const uint8_t *p = value + i * step;
    uint32_t next = i + 1 < n ? p[step] : 0, after = i + 2 < n ? p[2 * step] : 0;
    uint32_t sum = before + last + here + next + after;
    if (i >= REACH && i + REACH < n) {
      value[i * step] = (uint8_t)((sum + REACH) / (2 * REACH + 1));
    } else {
      uint32_t count = 1 + (i < REACH ? i : REACH) + (n - 1 - i < REACH ? n - 1 - i : REACH);
      value[i * step] = (uint8_t)((sum + count / 2) / count);
    }
    before = last;
    last = here;
    here = next;
  }
}

bool ts_threshold(struct ts_pyramid *pyramid, unsigned index) {
  if (index + 1 >= pyramid->count)
    return false;
  struct ts_level *level = &pyramid->level[index];
  const struct ts_level *coarser = level + 1;
  if (level->has_threshold)
    return true;
  if (coarser->width < HALF_BLOCK || coarser->height < HALF_BLOCK)
    return false;
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
