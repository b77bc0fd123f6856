/* SPDX-License-Identifier: Apache-2.0 */
/* From three finder patterns to first guesses of a grid: sizes of modules along the sides, the version, and where the
 * fourth corner may be. */
#ifndef TS_VISION_CORNERS_H
#define TS_VISION_CORNERS_H

#include "vision/budget.h"
#include "vision/finder.h"
#include "vision/grid.h"
#include "vision/triple.h"

#define TS_CORNER_GUESSES 3

/* What three finders say. The guesses differ in the fourth corner alone: by the sizes of the modules (perspective), as
 * a parallelogram, and between the two. */
struct ts_corners {
  struct ts_grid grid[TS_CORNER_GUESSES];
  float gain;   /* of a struct ts_sight */
  float module; /* mean, frame pixels */
};

/* False: these three are not the finders of one symbol. LEVEL is the one that they were found in. */
bool ts_corners_find(struct ts_corners *out, const struct ts_level *level, const struct ts_finder *finder,
                     const struct ts_triple *triple, struct ts_budget *budget);

#endif
