/* SPDX-License-Identifier: Apache-2.0 */
/* Four corners in the frame's pixels, in either sense of rotation. */
#ifndef TS_VISION_QUAD_H
#define TS_VISION_QUAD_H

#include <stdbool.h>

struct ts_quad {
  float x[4], y[4];
};

/* Is the point inside a convex quadrilateral? */
static inline bool ts_quad_holds(const struct ts_quad *quad, float x, float y) {
  int positive = 0;
  for (int i = 0; i < 4; i++) {
    int next = (i + 1) & 3;
    float side =
        (quad->x[next] - quad->x[i]) * (y - quad->y[i]) - (quad->y[next] - quad->y[i]) * (x - quad->x[i]);
    positive += side >= 0;
  }
  return positive == 0 || positive == 4;
}

#endif
