/* SPDX-License-Identifier: Apache-2.0 */
/* A frame at its own size, a half, a quarter, ...: each level the means of 2 x 2 pixels of the one before. */
#ifndef TS_VISION_PYRAMID_H
#define TS_VISION_PYRAMID_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/frame.h"

#define TS_PYRAMID_LEVELS 10
#define TS_LEVEL_SIDE_MIN 12 /* no level has a shorter side, but for the first */
#define TS_BLOCK 8           /* pixels on a side of a block with one threshold */

/* One size of the picture. Level 0 is the frame itself; pixel (x, y) of level N covers the frame's pixels from
 * (x << N, y << N) on. Views on memory of the caller's. */
struct ts_level {
  const uint8_t *gray; /* rows of STRIDE bytes from the top */
  uint32_t width, height, stride;
  unsigned index;     /* N */
  uint8_t *threshold; /* of each block, rows of BLOCKS_X; a pixel below its block's is dark */
  uint32_t blocks_x, blocks_y;
  bool has_threshold; /* THRESHOLD is filled in (vision/threshold.h) */
};

struct ts_pyramid {
  struct ts_level level[TS_PYRAMID_LEVELS];
  unsigned count;
};

/* Bytes that the levels and thresholds of a frame need at most, beside the frame itself. */
#define TS_PYRAMID_SIZE(width, height)                                                                       \
  ((size_t)(width) * (height) / 3 + ((size_t)(width) / 6 + 8) * ((height) / 8 + 1) + 1024)

/* Builds all levels of FRAME in MEMORY of SIZE bytes, which OUT keeps using. False, OUT zeroed: the frame has no
 * pixels or the memory is too small. */
bool ts_pyramid_build(struct ts_pyramid *out, const struct ts_frame *frame, uint8_t *memory, size_t size);

#endif
