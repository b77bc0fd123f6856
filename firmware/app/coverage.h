/* SPDX-License-Identifier: Apache-2.0 */
/* The picture of a glyph: 16 levels of coverage a pixel, coded without loss in half the bytes of 4 bits a
 * pixel (181 KB become 94 KB, the tree among them).
 * A tree of questions about the pixels that are known already (is the one above darker than 7?) leads to a leaf, which
 * has the shares of the 16 levels; a range coder reads the level by them. Tree and leaves are made of the pictures
 * themselves when the firmware is built (host-tools/gen/coverage_code.c), so they and the code are trusted; a unit test
 * compares every picture with what was coded. */
#ifndef TS_APP_COVERAGE_H
#define TS_APP_COVERAGE_H

#include <stdint.h>

#define TS_COVERAGE_LEVELS 16
#define TS_COVERAGE_WIDTH_MAX 64
/* A row in memory: pixels beyond the sides are asked about too, and are not covered. */
#define TS_COVERAGE_LEFT 3
#define TS_COVERAGE_STRIDE (TS_COVERAGE_LEFT + TS_COVERAGE_WIDTH_MAX + 2)
/* Rows above the one that is being read. */
#define TS_COVERAGE_ABOVE 2

/* Which pixels are asked about: from the one that is being read, ACROSS and DOWN. */
#define TS_COVERAGE_ASKED(PIXEL)                                                                             \
  PIXEL(-1, 0)                                                                                               \
  PIXEL(0, -1)                                                                                               \
  PIXEL(-1, -1)                                                                                              \
  PIXEL(1, -1)                                                                                               \
  PIXEL(-2, 0)                                                                                               \
  PIXEL(0, -2)                                                                                               \
  PIXEL(2, -1)                                                                                               \
  PIXEL(-2, -1)                                                                                              \
  PIXEL(-3, 0)
#define TS_COVERAGE_PLACE(across, down) ((down)*TS_COVERAGE_STRIDE + (across))
#define TS_COVERAGE_ASKED_COUNT 9

/* Is the pixel ASKED (of TS_COVERAGE_ASKED) above LEVEL? NEXT, no and yes: a later question, or from TS_COVERAGE_LEAF
 * on a leaf. The first question is that of the root. */
struct ts_coverage_question {
  uint8_t asked, level;
  uint16_t next[2];
};
#define TS_COVERAGE_LEAF 256 /* also the most leaves */

/* Level N has the shares from START[N] up to START[N + 1], the last one up to TS_COVERAGE_SHARES. */
struct ts_coverage_leaf {
  uint8_t start[TS_COVERAGE_LEVELS];
};
#define TS_COVERAGE_SHARES 256

extern const struct ts_coverage_question ts_coverage_question[];
extern const struct ts_coverage_leaf ts_coverage_leaf[];

/* Bytes that may be read behind the last picture's code. */
#define TS_COVERAGE_TAIL 4

struct ts_coverage {
  const uint8_t *code;
  uint32_t value, range;
  uint8_t width;
  uint8_t rows[(TS_COVERAGE_ABOVE + 1) * TS_COVERAGE_STRIDE]; /* the last is the one that is being read */
};

/* WIDTH of the picture, at most TS_COVERAGE_WIDTH_MAX. */
void ts_coverage_begin(struct ts_coverage *coverage, const uint8_t *code, uint8_t width);

/* The next row's levels, from the top on; not more rows than the picture has. */
const uint8_t *ts_coverage_row(struct ts_coverage *coverage);

#endif
