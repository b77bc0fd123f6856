/* SPDX-License-Identifier: Apache-2.0 */
#include "vision/pyramid.h"

#include <string.h>

#define EVEN_BYTES 0x00ff00ff00ff00ffull

/* Means of 2 x 2 pixels, four at a time: eight columns of both rows are summed in the four lanes of a word. */
static void halve_row(const uint8_t *upper, const uint8_t *lower, uint8_t *out, uint32_t width) {
  uint32_t x = 0;
  for (; x + 4 <= width; x += 4) {
    uint64_t a, b;
    memcpy(&a, upper + (size_t)x * 2, sizeof a);
    memcpy(&b, lower + (size_t)x * 2, sizeof b);
    uint64_t sum = (a & EVEN_BYTES) + (a >> 8 & EVEN_BYTES) + (b & EVEN_BYTES) + (b >> 8 & EVEN_BYTES);
    uint64_t mean = (sum + 0x0002000200020002ull) >> 2 & EVEN_BYTES;
    mean = (mean | mean >> 8) & 0x0000ffff0000ffffull;
    uint32_t four = (uint32_t)(mean | mean >> 16);
    memcpy(out + x, &four, sizeof four);
  }
  for (; x < width; x++) {
    const uint8_t *p = upper + (size_t)x * 2, *q = lower + (size_t)x * 2;
    out[x] = (uint8_t)((p[0] + p[1] + q[0] + q[1] + 2) / 4);
  }
}

static void halve(const struct ts_level *from, struct ts_level *to, uint8_t *out) {
  *to = (struct ts_level){.gray = out,
                          .width = from->width / 2,
                          .height = from->height / 2,
                          .stride = from->width / 2,
                          .scale = from->scale * 2};
  for (uint32_t y = 0; y < to->height; y++) {
    const uint8_t *row = from->gray + (size_t)y * 2 * from->stride;
    halve_row(row, row + from->stride, out + (size_t)y * to->stride, to->width);
  }
}

static bool add_blocks(struct ts_level *level, uint8_t **memory, size_t *size) {
  level->blocks_x = (level->width + TS_BLOCK - 1) / TS_BLOCK;
  level->blocks_y = (level->height + TS_BLOCK - 1) / TS_BLOCK;
  size_t need = (size_t)level->blocks_x * level->blocks_y;
  if (need > *size)
    return false;
  level->threshold = *memory;
  *memory += need;
  *size -= need;
  return true;
}

static bool add_level(struct ts_pyramid *out, uint8_t **memory, size_t *size) {
  const struct ts_level *last = &out->level[out->count - 1];
  size_t need = (size_t)(last->width / 2) * (last->height / 2);
  if (need > *size)
    return false;
  halve(last, &out->level[out->count], *memory);
  *memory += need;
  *size -= need;
  return add_blocks(&out->level[out->count++], memory, size);
}

/* Each pixel becomes two, at a quarter of the way to its neighbours: weights 3 and 1, in both directions. */
static void enlarge_row(const uint8_t *near, const uint8_t *far, uint32_t width, uint8_t *out) {
  uint32_t here = 3u * near[0] + far[0], left = here;
  for (uint32_t x = 0; x < width; x++) {
    uint32_t right = x + 1 < width ? 3u * near[x + 1] + far[x + 1] : here;
    out[2 * x] = (uint8_t)((3 * here + left + 8) / 16);
    out[2 * x + 1] = (uint8_t)((3 * here + right + 8) / 16);
    left = here;
    here = right;
  }
}

bool ts_pyramid_enlarge(struct ts_pyramid *pyramid, uint8_t *memory, size_t size) {
  const struct ts_level *from = &pyramid->level[0];
  if (pyramid->count == 0 || pyramid->count == TS_PYRAMID_LEVELS || from->scale != 1 ||
      size < TS_PYRAMID_ENLARGED_SIZE(from->width, from->height))
    return false;
  struct ts_level to = {.gray = memory, .width = from->width * 2, .height = from->height * 2, .scale = 0.5f};
  to.stride = to.width;
  for (uint32_t y = 0; y < from->height; y++) {
    const uint8_t *row = from->gray + (size_t)y * from->stride;
    const uint8_t *above = y > 0 ? row - from->stride : row,
                  *below = y + 1 < from->height ? row + from->stride : row;
    enlarge_row(row, above, from->width, memory + (size_t)y * 2 * to.stride);
    enlarge_row(row, below, from->width, memory + ((size_t)y * 2 + 1) * to.stride);
  }
  size_t pixels = (size_t)to.width * to.height;
  memory += pixels;
  size -= pixels;
  if (!add_blocks(&to, &memory, &size))
    return false;
  memmove(pyramid->level + 1, pyramid->level, pyramid->count * sizeof *pyramid->level);
  pyramid->level[0] = to;
  pyramid->count++;
  return true;
}

void ts_pyramid_reduce(struct ts_pyramid *pyramid) {
  if (pyramid->count == 0 || pyramid->level[0].scale >= 1)
    return;
  pyramid->count--;
  memmove(pyramid->level, pyramid->level + 1, pyramid->count * sizeof *pyramid->level);
}

bool ts_pyramid_build(struct ts_pyramid *out, const struct ts_frame *frame, uint8_t *memory, size_t size) {
  memset(out, 0, sizeof *out);
  if (frame->gray == NULL || frame->width == 0 || frame->height == 0 || frame->stride < frame->width)
    return false;
  out->level[0] = (struct ts_level){.gray = frame->gray,
                                    .width = frame->width,
                                    .height = frame->height,
                                    .stride = frame->stride,
                                    .scale = 1};
  out->count = 1;
  bool ok = add_blocks(&out->level[0], &memory, &size);
  while (ok && out->count < TS_PYRAMID_LEVELS) {
    const struct ts_level *last = &out->level[out->count - 1];
    if (last->width / 2 < TS_LEVEL_SIDE_MIN || last->height / 2 < TS_LEVEL_SIDE_MIN)
      return true;
    ok = add_level(out, &memory, &size);
  }
  if (!ok)
    memset(out, 0, sizeof *out);
  return ok;
}
