/* SPDX-License-Identifier: Apache-2.0 */
/* Which three finder patterns may be those of one QR code. */
#ifndef TS_VISION_TRIPLE_H
#define TS_VISION_TRIPLE_H

#include "vision/finder.h"

#define TS_TRIPLES_MAX 256 /* the likeliest are kept */

struct ts_triple {
  uint16_t corner, right, below; /* indices: the top left finder, the top right one, the bottom left one */
  float doubt;                   /* 0: three equal finders at the corners of a square */
};

/* The likeliest triples of FINDER[COUNT], least doubt first; equals in the order of their finders. */
size_t ts_triples_find(const struct ts_finder *finder, size_t count, struct ts_triple *out,
                       struct ts_budget *budget);

#endif
