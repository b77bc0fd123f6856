/* SPDX-License-Identifier: Apache-2.0 */
/* Fits a grid to what its function patterns must look like (ISO/IEC 18004 section 6.3): how well it does, the alignment
 * pattern at the fourth corner, small moves of corners and bends, and the mesh of alignment patterns. */
#ifndef TS_VISION_FIT_H
#define TS_VISION_FIT_H

#include "vision/budget.h"
#include "vision/corners.h"
#include "vision/grid.h"

#define TS_FIT_PEAKS 3

/* What a version's symbols must show. */
struct ts_fit_pattern {
  const struct ts_qr_module *module; /* ts_qr_function_modules */
  size_t count;
};

/* How well the function patterns are seen, -1 to 1, by every STEPth module. 0 when BUDGET is spent. */
float ts_fit_match(const struct ts_grid *grid, const struct ts_sight *sight, struct ts_fit_pattern pattern,
                   size_t step, struct ts_budget *budget);

/* How clearly the modules, data and all, are dark or light, 0 to 1, by a sample of them. 0 when BUDGET is spent. */
float ts_fit_clarity(const struct ts_grid *grid, const struct ts_sight *sight, struct ts_budget *budget);

/* What ts_fit_climb may move. */
enum ts_fit_move { TS_FIT_CORNERS, TS_FIT_CORNERS_AND_BENDS };

/* Moves corners (and bends) by fractions of MODULE (frame pixels) as long as that is an improvement. */
void ts_fit_climb(struct ts_grid *grid, const struct ts_sight *sight, struct ts_fit_pattern pattern,
                  float module, enum ts_fit_move move, struct ts_budget *budget);

/* Where around its expected place the alignment pattern of the fourth corner may be: writes to OUT up to TS_FIT_PEAKS
 * grids pinned to such places. Returns how many. Version 2 on. */
size_t ts_fit_opposite(const struct ts_corners *corners, const struct ts_sight *sight, struct ts_grid *out,
                       struct ts_budget *budget);

/* Shifts the grid to each alignment pattern that is seen near its place; where none is, as its neighbours. */
void ts_fit_mesh(struct ts_grid *grid, const struct ts_sight *sight, struct ts_budget *budget);

#endif
