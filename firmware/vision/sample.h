/* SPDX-License-Identifier: Apache-2.0 */
/* The modules of a symbol: their gray, and which of them are dark. */
#ifndef TS_VISION_SAMPLE_H
#define TS_VISION_SAMPLE_H

#include "vision/grid.h"
#include "vision/pyramid.h"
#include "vision/qr_layout.h"

struct ts_sample {
  uint8_t side;
  uint8_t gray[TS_QR_MODULES_MAX]; /* 255 minus it where the symbol is light on dark */
};

/* Ways to divide modules into dark and light. */
enum ts_sample_division {
  TS_SAMPLE_LOCAL,     /* by the mean of the modules around */
  TS_SAMPLE_HALFWAY,   /* halfway from there to the mean of all */
  TS_SAMPLE_SHARPENED, /* each lifted from its four neighbours, then as LOCAL: for blur */
  TS_SAMPLE_DIVISIONS,
};

/* Takes the gray of every module, in the level where one is 2.5 to 5 pixels wide. */
void ts_sample_take(struct ts_sample *out, const struct ts_grid *grid, const struct ts_pyramid *pyramid,
                    bool inverted);

void ts_sample_divide(const struct ts_sample *sample, enum ts_sample_division division,
                      struct ts_qr_bits *out);

#define TS_SAMPLE_COST 220u /* steps a module: taking and dividing once */

#endif
