/* SPDX-License-Identifier: Apache-2.0 */
#include "vision/grid.h"

#include <math.h>

#define FINDER_MIDDLE 3.5f
#define DEPTH_MIN 0.02f /* what is seen from further off the side is not seen */
#define OPPOSITE_DEPTH 0.15f

void ts_grid_set_version(struct ts_grid *grid, unsigned version) {
  grid->version = version;
  grid->side = TS_QR_SIDE(version);
  grid->alignments = ts_qr_alignments(version, grid->place);
}

static float unless_zero(float v) {
  const float least = 1e-6f;
  return v < least && v > -least ? least : v;
}

/* Heckbert's square to quadrilateral, the square's sides running from finder to finder, then in modules. */
void ts_grid_settle(struct ts_grid *grid) {
  const float *x = grid->x, *y = grid->y;
  float dx1 = x[1] - x[2], dx2 = x[3] - x[2], sx = x[0] - x[1] + x[2] - x[3];
  float dy1 = y[1] - y[2], dy2 = y[3] - y[2], sy = y[0] - y[1] + y[2] - y[3];
  float determinant = unless_zero(dx1 * dy2 - dx2 * dy1);
  float g = (sx * dy2 - dx2 * sy) / determinant, h = (dx1 * sy - sx * dy1) / determinant;
  float a = x[1] - x[0] + g * x[1], b = x[3] - x[0] + h * x[3];
  float d = y[1] - y[0] + g * y[1], e = y[3] - y[0] + h * y[3];
  float k = 1.0f / (float)(grid->side - 7), zero = FINDER_MIDDLE * k;
  float *m = grid->h;
  m[0] = a * k;
  m[1] = b * k;
  m[2] = x[0] - zero * (a + b);
  m[3] = d * k;
  m[4] = e * k;
  m[5] = y[0] - zero * (d + e);
  m[6] = g * k;
  m[7] = h * k;
  m[8] = 1.0f - zero * (g + h);
}

bool ts_grid_pin(struct ts_grid *grid, float u, float v, struct ts_place place) {
  const float *x = grid->x, *y = grid->y;
  float k = 1.0f / (float)(grid->side - 7), s = (u - FINDER_MIDDLE) * k, t = (v - FINDER_MIDDLE) * k;
  float a = s * (place.x - x[TS_GRID_RIGHT]), b = t * (place.x - x[TS_GRID_BELOW]);
  float c = s * (place.y - y[TS_GRID_RIGHT]), d = t * (place.y - y[TS_GRID_BELOW]);
  float e = (x[TS_GRID_RIGHT] - x[0]) * s + (x[TS_GRID_BELOW] - x[0]) * t + x[0] - place.x;
  float f = (y[TS_GRID_RIGHT] - y[0]) * s + (y[TS_GRID_BELOW] - y[0]) * t + y[0] - place.y;
  float determinant = a * d - b * c;
  if (!(determinant > 1e-6f || determinant < -1e-6f))
    return false;
  float g = (e * d - b * f) / determinant, h = (a * f - e * c) / determinant, depth = 1 + g + h;
  if (!(depth >= OPPOSITE_DEPTH))
    return false;
  grid->x[TS_GRID_OPPOSITE] = (x[TS_GRID_RIGHT] * (1 + g) + x[TS_GRID_BELOW] * (1 + h) - x[0]) / depth;
  grid->y[TS_GRID_OPPOSITE] = (y[TS_GRID_RIGHT] * (1 + g) + y[TS_GRID_BELOW] * (1 + h) - y[0]) / depth;
  ts_grid_settle(grid);
  return true;
}

/* ---- from modules to pixels ---- */

/* Between which places of alignment patterns, and how far along. */
static unsigned cell(const struct ts_grid *grid, float at, float *part) {
  unsigned i = 0;
  while (i + 2 < grid->alignments && at >= (float)grid->place[i + 1] + 0.5f)
    i++;
  *part = (at - 0.5f - (float)grid->place[i]) / (float)(grid->place[i + 1] - grid->place[i]);
  return i;
}

static float between(const float shift[TS_QR_ALIGNMENTS_MAX][TS_QR_ALIGNMENTS_MAX], unsigned i, unsigned j,
                     float right, float down) {
  float upper = shift[j][i] * (1 - right) + shift[j][i + 1] * right;
  float lower = shift[j + 1][i] * (1 - right) + shift[j + 1][i + 1] * right;
  return upper * (1 - down) + lower * down;
}

struct ts_place ts_grid_map(const struct ts_grid *grid, float u, float v) {
  const float *h = grid->h, *bend = grid->bend;
  float depth = h[6] * u + h[7] * v + h[8];
  depth = 1 / (depth > DEPTH_MIN ? depth : DEPTH_MIN);
  struct ts_place p = {(h[0] * u + h[1] * v + h[2]) * depth, (h[3] * u + h[4] * v + h[5]) * depth};
  if (bend[0] != 0 || bend[1] != 0 || bend[2] != 0 || bend[3] != 0) {
    float k = 1.0f / (float)(grid->side - 7), s = (u - FINDER_MIDDLE) * k, t = (v - FINDER_MIDDLE) * k;
    float along_u = 4 * s * (1 - s), along_v = 4 * t * (1 - t);
    p.x += bend[0] * along_u + bend[2] * along_v;
    p.y += bend[1] * along_u + bend[3] * along_v;
  }
  if (grid->meshed) {
    float right, down;
    unsigned i = cell(grid, u, &right), j = cell(grid, v, &down);
    p.x += between(grid->shift_x, i, j, right, down);
    p.y += between(grid->shift_y, i, j, right, down);
  }
  return p;
}

struct ts_quad ts_grid_outline(const struct ts_grid *grid) {
  struct ts_quad quad;
  float side = (float)grid->side;
  const float u[4] = {0, side, side, 0}, v[4] = {0, 0, side, side};
  for (int i = 0; i < 4; i++) {
    struct ts_place p = ts_grid_map(grid, u[i], v[i]);
    quad.x[i] = p.x;
    quad.y[i] = p.y;
  }
  return quad;
}

float ts_grid_module(const struct ts_grid *grid) {
  float least = 0;
  for (int i = 0; i < 4; i++) {
    int next = (i + 1) & 3;
    float dx = grid->x[next] - grid->x[i], dy = grid->y[next] - grid->y[i], length = sqrtf(dx * dx + dy * dy);
    least = i == 0 || length < least ? length : least;
  }
  return least / (float)(grid->side - 7);
}

struct ts_sight ts_sight(const struct ts_level *level, float gain, bool inverted) {
  return (struct ts_sight){.level = level, .scale = 1.0f / level->scale, .gain = gain, .inverted = inverted};
}
