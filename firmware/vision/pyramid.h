/* SPDX-License-Identifier: Apache-2.0 */
/* A frame at its own size, a half, a quarter, ...: each level the means of 2 x 2 pixels of the one before.
 * Level 0 is the frame itself, unless it was enlarged. */
#ifndef TS_VISION_PYRAMID_H
#define TS_VISION_PYRAMID_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/frame.h"

#define TS_PYRAMID_LEVELS 12
#define TS_LEVEL_SIDE_MIN 12 /* no level has a shorter side, but for the first */
#define TS_BLOCK 8           /* pixels on a side of a block with one threshold */

/* One size of the picture: its pixel (x, y) covers the frame's from (x * SCALE, y * SCALE) on. Views on memory of
 * the caller's. */
struct ts_level {
  const uint8_t *gray; /* rows of STRIDE bytes from the top */
  uint32_t width, height, stride;
  float scale;        /* frame pixels to one of its own: 1, 2, 4, ...; 1/2 where the frame is enlarged */
  uint8_t *threshold; /* of each block, rows of BLOCKS_X; a pixel below its block's is dark */
  uint32_t blocks_x, blocks_y;
  bool has_threshold; /* THRESHOLD is filled in (vision/threshold.h) */
};

struct ts_pyramid {
  struct ts_level level[TS_PYRAMID_LEVELS];
  unsigned count;
};

/* Bytes that the levels and thresholds of a frame of so many pixels need at most, beside the frame itself. */
#define TS_PYRAMID_SIZE_OF(pixels)                                                                           \
  ((size_t)(pixels) / 3 + (size_t)(pixels) / 48 + (size_t)TS_FRAME_SIDE_MAX * 2 + 1024)
#define TS_PYRAMID_SIZE(width, height) TS_PYRAMID_SIZE_OF((size_t)(width) * (height))

/* Builds all levels of FRAME in MEMORY of SIZE bytes, which OUT keeps using. False, OUT zeroed: the frame has no
 * pixels or the memory is too small. */
bool ts_pyramid_build(struct ts_pyramid *out, const struct ts_frame *frame, uint8_t *memory, size_t size);

/* Bytes that ts_pyramid_enlarge needs. */
#define TS_PYRAMID_ENLARGED_SIZE(width, height)                                                              \
  ((size_t)(width) * (height)*4 + ((size_t)(width) / 4 + 1) * ((height) / 4 + 1))

/* Puts the frame at twice its size, with values between its pixels, before all levels. False, nothing changed: the
 * memory is too small, or there is such a level already. */
bool ts_pyramid_enlarge(struct ts_pyramid *pyramid, uint8_t *memory, size_t size);

/* Takes that level away again, so that its memory is free. */
void ts_pyramid_reduce(struct ts_pyramid *pyramid);

#endif
