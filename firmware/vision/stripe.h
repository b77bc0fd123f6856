/* SPDX-License-Identifier: Apache-2.0 */
/* Linear codes: regions whose edges run in parallel, at whatever angle. */
#ifndef TS_VISION_STRIPE_H
#define TS_VISION_STRIPE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "vision/budget.h"
#include "vision/pyramid.h"

#define TS_STRIPES_MAX 12       /* of one level: the largest */
#define TS_STRIPE_SIDE_MAX 2200 /* pixels: in a level with a longer side no stripes are looked for */

/* What lies side by side: bars and spaces, seen along the scan direction. All in the frame's pixels. */
struct ts_stripe {
  float x, y;             /* its middle */
  float along_x, along_y; /* the unit vector across the bars, in which they are scanned */
  float length, height;   /* along it, and along the bars */
  float scale;            /* of the level in which it was found */
  uint32_t blocks;        /* how many blocks of that level show it */
};

/* What is remembered of one block of a level. */
struct ts_stripe_block {
  int8_t cosine, sine; /* of twice the angle of its gradients, times 127; both 0: it is not striped */
  uint16_t next;       /* work */
};

/* Blocks of a level of so many pixels, at most: for the memory of ts_stripes_find. */
#define TS_STRIPE_BLOCKS(pixels) ((size_t)(pixels) / 64 + (size_t)TS_STRIPE_SIDE_MAX / 4 + 2)

/*
 * Finds the stripes of LEVEL, largest first, at most TS_STRIPES_MAX. BLOCK has room for CAPACITY of them
 * (TS_STRIPE_BLOCKS); a level that has more is not looked at.
 */
size_t ts_stripes_find(const struct ts_level *level, struct ts_stripe_block *block, size_t capacity,
                       struct ts_stripe *out, struct ts_budget *budget);

/* ---- straightened ---- */

#define TS_SCANLINES_WIDTH_MAX 2048
#define TS_SCANLINES 8
#define TS_SCAN_ROUNDS 3

/* Scan lines through a stripe, one row each. */
struct ts_scanlines {
  uint32_t width, height; /* samples, lines */
  uint8_t gray[TS_SCANLINES_WIDTH_MAX * TS_SCANLINES];
};

/* Ways to take the lines, so different that no sample is the same: what two of them read alike was not read by chance. */
enum ts_scan_phase {
  TS_SCAN_PLAIN,     /* lines at one half of the places */
  TS_SCAN_SHIFTED,   /* at the other half, sampled more closely */
  TS_SCAN_NATIVE,    /* rows or columns of the level's own pixels, whichever crosses the bars */
  TS_SCAN_AVERAGED,  /* as plain, each sample the mean of three along the bars: for noise */
  TS_SCAN_SHARPENED, /* as shifted, edges lifted: for blur */
  TS_SCAN_PHASES,
};

/* How much a stripe looks like bars. */
enum ts_stripe_look {
  TS_STRIPE_NO,    /* not as a code does */
  TS_STRIPE_FAINT, /* as a code may, and as words in large type do */
  TS_STRIPE_CLEAR,
};

/* By the edges of lines above and below its middle, and how alike these are: the cheap question before a decoder is
 * asked. OUT is work memory. */
enum ts_stripe_look ts_stripe_look(const struct ts_stripe *stripe, const struct ts_pyramid *pyramid,
                                   struct ts_scanlines *out, struct ts_budget *budget);

/* Draws the lines, in further rounds (below TS_SCAN_ROUNDS) at places between. False when BUDGET is spent. */
bool ts_stripe_draw(const struct ts_stripe *stripe, const struct ts_pyramid *pyramid,
                    enum ts_scan_phase phase, unsigned round, struct ts_scanlines *out,
                    struct ts_budget *budget);

/* The corners of the stripe in the frame: its left end's upper corner first, then clockwise (x, y each). */
void ts_stripe_corners(const struct ts_stripe *stripe, float x[4], float y[4]);

#endif
