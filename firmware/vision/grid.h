/* SPDX-License-Identifier: Apache-2.0 */
/* Where the modules of one QR code lie in the frame: a perspective view of a square, bent along both sides, and from
 * version 7 on shifted locally to where its alignment patterns are seen. */
#ifndef TS_VISION_GRID_H
#define TS_VISION_GRID_H

#include <stdbool.h>

#include "vision/probe.h"
#include "vision/qr_layout.h"
#include "vision/quad.h"

enum ts_grid_corner { TS_GRID_CORNER, TS_GRID_RIGHT, TS_GRID_OPPOSITE, TS_GRID_BELOW };

struct ts_grid {
  unsigned version, side; /* modules on a side */
  /* The centres of the three finder patterns, and the place opposite (3.5 modules from both edges); frame pixels, by
   * enum ts_grid_corner. ts_grid_settle after a change. */
  float x[4], y[4];
  float bend
      [4]; /* frame pixels that the middle of the sides is moved: along u in x and y, along v in x and y */
  unsigned alignments;
  uint8_t place[TS_QR_ALIGNMENTS_MAX];
  bool meshed; /* the shifts count: at each crossing of alignment places, frame pixels */
  float shift_x[TS_QR_ALIGNMENTS_MAX][TS_QR_ALIGNMENTS_MAX],
      shift_y[TS_QR_ALIGNMENTS_MAX][TS_QR_ALIGNMENTS_MAX];
  float h[9]; /* the homography from modules to frame pixels; by ts_grid_settle */
};

struct ts_place {
  float x, y;
};

/* Sets the version, 1 to 40, and what follows from it. */
void ts_grid_set_version(struct ts_grid *grid, unsigned version);
/* Computes the homography from the four corners. */
void ts_grid_settle(struct ts_grid *grid);
/* Moves the place opposite so that module (U, V) comes to PLACE while the finders stay. False, nothing changed: no
 * view of a square does that. */
bool ts_grid_pin(struct ts_grid *grid, float u, float v, struct ts_place place);
/* The frame's pixel at module (U, V): the centre of the first module is (0.5, 0.5). */
struct ts_place ts_grid_map(const struct ts_grid *grid, float u, float v);
/* The symbol's outline, clockwise from its own top left. */
struct ts_quad ts_grid_outline(const struct ts_grid *grid);
/* The length of a module along the shortest side, frame pixels. */
float ts_grid_module(const struct ts_grid *grid);

/* How a symbol is looked at: in which level, and by which contrast. */
struct ts_sight {
  const struct ts_level *level;
  float scale;   /* frame pixels to the level's */
  float gain;    /* one divided by half the contrast between dark and light */
  bool inverted; /* light on dark */
};

struct ts_sight ts_sight(const struct ts_level *level, float gain, bool inverted);

/* The gray at module (U, V). */
static inline float ts_sight_gray(const struct ts_sight *sight, const struct ts_grid *grid, float u,
                                  float v) {
  struct ts_place p = ts_grid_map(grid, u, v);
  return ts_probe_gray(sight->level, p.x * sight->scale, p.y * sight->scale);
}

#endif
