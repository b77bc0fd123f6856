/* SPDX-License-Identifier: Apache-2.0 */
#include "vision/fit.h"

#include <math.h>
#include <string.h>

#define COST_MODULE 115u /* mapped, and looked at */
#define OUTSIDE 0.5f     /* what a module outside the frame counts against the grid */
#define CLARITY_GRID 11u
#define CLIMB_GAIN 1e-4f
#define ALIGNMENT_THERE 0.65f /* so well an alignment pattern is seen if it is just there */
#define CLIMB_MODULES 500u /* that are looked at in climbing; of larger versions every second, third, ... */

static float clamp1(float v) {
  return v > 1 ? 1 : v < -1 ? -1 : v;
}

/* Every STEPth module. */
static float match(const struct ts_grid *grid, const struct ts_sight *sight, struct ts_fit_pattern pattern,
                   size_t step) {
  float sum = 0;
  size_t n = 0;
  for (size_t i = 0; i < pattern.count; i += step, n++) {
    const struct ts_qr_module *m = &pattern.module[i];
    struct ts_place p = ts_grid_map(grid, (float)m->x + 0.5f, (float)m->y + 0.5f);
    float x = p.x * sight->scale, y = p.y * sight->scale;
    if (ts_probe_within(sight->level, x, y))
      sum += clamp1(ts_probe_darkness(sight->level, x, y, sight->inverted) * sight->gain * (float)m->dark);
    else
      sum -= OUTSIDE;
  }
  return sum / (float)n;
}

float ts_fit_match(const struct ts_grid *grid, const struct ts_sight *sight, struct ts_fit_pattern pattern,
                   size_t step, struct ts_budget *budget) {
  if (!ts_budget_take(budget, pattern.count / step * COST_MODULE))
    return 0;
  return match(grid, sight, pattern, step);
}

/* How far a sample of all modules is from being neither dark nor light, 0 to 1. */
static float clarity(const struct ts_grid *grid, const struct ts_sight *sight) {
  unsigned step = (grid->side + CLARITY_GRID - 1) / CLARITY_GRID, n = 0;
  float sum = 0;
  for (unsigned y = step / 2; y < grid->side; y += step)
    for (unsigned x = y * 5 % step; x < grid->side; x += step, n++) {
      struct ts_place p = ts_grid_map(grid, (float)x + 0.5f, (float)y + 0.5f);
      float d = ts_probe_darkness(sight->level, p.x * sight->scale, p.y * sight->scale, false) * sight->gain;
      sum += d < 0 ? clamp1(-d) : clamp1(d);
    }
  return sum / (float)n;
}

float ts_fit_clarity(const struct ts_grid *grid, const struct ts_sight *sight, struct ts_budget *budget) {
  if (!ts_budget_take(budget, (CLARITY_GRID + 1) * (CLARITY_GRID + 1) * COST_MODULE))
    return 0;
  return clarity(grid, sight);
}

/* ---- climbing ---- */

struct climb {
  struct ts_grid *grid;
  const struct ts_sight *sight;
  struct ts_fit_pattern pattern;
  float weight; /* of clarity */
  float best;
  struct ts_budget *budget;
};

/* The opposite corner first, since it is known least; then the finders, then the bends. */
static float *knob(struct ts_grid *grid, int i) {
  static const int corner[4] = {TS_GRID_OPPOSITE, TS_GRID_RIGHT, TS_GRID_BELOW, TS_GRID_CORNER};
  if (i >= 8)
    return &grid->bend[i - 8];
  return i % 2 ? &grid->y[corner[i / 2]] : &grid->x[corner[i / 2]];
}

static float look(struct climb *c) {
  size_t step = 1 + c->pattern.count / (CLIMB_MODULES + 1);
  return ts_fit_match(c->grid, c->sight, c->pattern, step, c->budget) +
         c->weight * ts_fit_clarity(c->grid, c->sight, c->budget);
}

static bool better_at(struct climb *c, float *at, float value) {
  *at = value;
  ts_grid_settle(c->grid);
  float now = look(c);
  if (!(now > c->best + CLIMB_GAIN))
    return false;
  c->best = now;
  return true;
}

/* One knob, one step to either side, and one more the same way. */
static bool turn(struct climb *c, int i, float step) {
  float *at = knob(c->grid, i), kept = *at;
  bool moved = false;
  for (int side = -1; side <= 1 && !moved; side += 2) {
    float next = kept + (float)side * step;
    if (!better_at(c, at, next))
      continue;
    moved = true;
    kept = next;
    if (better_at(c, at, next + (float)side * step))
      kept = *at;
  }
  *at = kept;
  ts_grid_settle(c->grid);
  return moved;
}

void ts_fit_climb(struct ts_grid *grid, const struct ts_sight *sight, struct ts_fit_pattern pattern,
                  float module, enum ts_fit_move move, struct ts_budget *budget) {
  struct climb c = {.grid = grid,
                    .sight = sight,
                    .pattern = pattern,
                    .weight = move == TS_FIT_CORNERS ? 0.5f : 1.0f,
                    .budget = budget};
  int knobs = move == TS_FIT_CORNERS ? 8 : 12;
  c.best = look(&c);
  static const float step[] = {0.5f, 0.25f, 0.125f};
  for (size_t n = 0; n < sizeof step / sizeof step[0]; n++)
    for (int pass = 0; pass < 2; pass++) {
      bool moved = false;
      for (int i = 0; i < knobs && !budget->spent; i++)
        if (turn(&c, i, step[n] * module * (i < 2 ? 1.5f : i < 8 ? 0.6f : 1.0f)))
          moved = true;
      if (!moved)
        break;
    }
}

/* ---- alignment patterns ---- */

/* How much an alignment pattern is seen around module (U, V), about -1 to 1: by nine of its modules. */
static float glimpse(const struct ts_grid *grid, const struct ts_sight *sight, float u, float v) {
  static const float place[9][3] = {{0, 0, 4}, {1, 0, -2}, {-1, 0, -2}, {0, 1, -2}, {0, -1, -2},
                                    {2, 0, 1}, {-2, 0, 1}, {0, 2, 1},   {0, -2, 1}};
  float sum = 0;
  for (int i = 0; i < 9; i++)
    sum -= place[i][2] * ts_sight_gray(sight, grid, u + place[i][0], v + place[i][1]);
  sum *= sight->gain / 16;
  return sight->inverted ? -sum : sum;
}

/* The same by all twenty-five. */
static float alignment(const struct ts_grid *grid, const struct ts_sight *sight, float u, float v) {
  float dark = 0, light = 0;
  for (int j = -2; j <= 2; j++)
    for (int i = -2; i <= 2; i++) {
      float gray = ts_sight_gray(sight, grid, u + (float)i, v + (float)j);
      int x = i < 0 ? -i : i, y = j < 0 ? -j : j, ring = x > y ? x : y;
      if (ring == 1)
        light += gray;
      else
        dark += ring == 0 ? 2 * gray : gray;
    }
  float seen = (light / 8 - dark / 18) * sight->gain / 2;
  return sight->inverted ? -seen : seen;
}

/* A place where an alignment pattern may be: so far from its expected one, in modules. */
struct peak {
  float seen, u, v;
  int guess; /* which of the corners' guesses it was looked for from */
};

static float off(float u, float v) {
  return sqrtf(u * u + v * v);
}

/* Keeps the best TS_FIT_PEAKS that are not one. */
static void add_peak(struct peak peak[TS_FIT_PEAKS], size_t *count, struct peak p) {
  for (size_t i = 0; i < *count; i++) {
    float du = peak[i].u - p.u, dv = peak[i].v - p.v;
    if (peak[i].guess == p.guess && du < 1.6f && du > -1.6f && dv < 1.6f && dv > -1.6f) {
      if (p.seen > peak[i].seen)
        peak[i] = p;
      return;
    }
  }
  if (*count < TS_FIT_PEAKS) {
    peak[(*count)++] = p;
    return;
  }
  size_t worst = 0;
  for (size_t i = 1; i < TS_FIT_PEAKS; i++)
    if (peak[i].seen < peak[worst].seen)
      worst = i;
  if (p.seen > peak[worst].seen)
    peak[worst] = p;
}

/* Is it where it is expected, so that it need not be looked for? */
static bool is_there(const struct ts_grid *grid, const struct ts_sight *sight, float u, float v) {
  return alignment(grid, sight, u, v) > ALIGNMENT_THERE;
}

static void search(const struct ts_grid *grid, const struct ts_sight *sight, int guess,
                   struct peak peak[TS_FIT_PEAKS], size_t *count, struct ts_budget *budget) {
  float reach = 2.5f + 0.06f * (float)grid->side, middle = (float)grid->side - 6.5f;
  reach = reach > 6 ? 6 : reach;
  int steps = (int)(2 * reach / 0.75f);
  for (int j = 0; j <= steps; j++)
    for (int i = 0; i <= steps; i++) {
      float u = (float)i * 0.75f - reach, v = (float)j * 0.75f - reach;
      if (!ts_budget_take(budget, 9 * COST_MODULE))
        return;
      if (glimpse(grid, sight, middle + u, middle + v) < 0.2f)
        continue;
      float seen = alignment(grid, sight, middle + u, middle + v) - 0.02f * off(u, v);
      if (ts_budget_take(budget, 25 * COST_MODULE) && seen >= 0.25f)
        add_peak(peak, count, (struct peak){seen, u, v, guess});
    }
}

static void refine(const struct ts_grid *grid, const struct ts_sight *sight, struct peak *peak,
                   struct ts_budget *budget) {
  float middle = (float)grid->side - 6.5f, u0 = peak->u, v0 = peak->v;
  if (!ts_budget_take(budget, 25 * 25 * COST_MODULE))
    return;
  for (int j = -2; j <= 2; j++)
    for (int i = -2; i <= 2; i++) {
      float u = (float)i * 0.25f, v = (float)j * 0.25f;
      float seen = alignment(grid, sight, middle + u0 + u, middle + v0 + v) - 0.02f * off(u0 + u, v0 + v);
      if (seen > peak->seen)
        *peak = (struct peak){seen, u0 + u, v0 + v, peak->guess};
    }
}

size_t ts_fit_opposite(const struct ts_corners *corners, const struct ts_sight *sight, struct ts_grid *out,
                       struct ts_budget *budget) {
  const struct ts_grid *guess = corners->grid;
  struct peak peak[TS_FIT_PEAKS];
  size_t count = 0, pinned = 0;
  float dx = guess[0].x[TS_GRID_OPPOSITE] - guess[1].x[TS_GRID_OPPOSITE],
        dy = guess[0].y[TS_GRID_OPPOSITE] - guess[1].y[TS_GRID_OPPOSITE];
  float middle = (float)guess[0].side - 6.5f;
  for (int i = 0; i < 2 && count == 0; i++)
    if (is_there(&guess[i], sight, middle, middle))
      peak[count++] = (struct peak){.guess = i};
  bool there = count > 0;
  if (!there)
    search(&guess[0], sight, 0, peak, &count, budget);
  if (!there && off(dx, dy) >= 1.5f * corners->module)
    search(&guess[1], sight, 1, peak, &count, budget);
  for (size_t i = 0; i < count; i++) {
    const struct ts_grid *from = &guess[peak[i].guess];
    refine(from, sight, &peak[i], budget);
    struct ts_place seen = ts_grid_map(from, middle + peak[i].u, middle + peak[i].v);
    out[pinned] = guess[0];
    if (ts_grid_pin(&out[pinned], middle, middle, seen))
      pinned++;
  }
  return pinned;
}

/* ---- mesh ---- */

#define MESH_SEEN 0.45f

/* Shifts in modules under way to a mesh. */
struct mesh {
  float u[TS_QR_ALIGNMENTS_MAX][TS_QR_ALIGNMENTS_MAX], v[TS_QR_ALIGNMENTS_MAX][TS_QR_ALIGNMENTS_MAX];
  bool known[TS_QR_ALIGNMENTS_MAX][TS_QR_ALIGNMENTS_MAX];
};

/* What the neighbours to the left and above were shifted by. */
static void expect(const struct mesh *mesh, unsigned i, unsigned j, float *u, float *v) {
  bool left = i > 0 && mesh->known[j][i - 1], above = j > 0 && mesh->known[j - 1][i];
  float n = left && above ? 2.0f : 1.0f;
  *u = ((left ? mesh->u[j][i - 1] : 0) + (above ? mesh->u[j - 1][i] : 0)) / n;
  *v = ((left ? mesh->v[j][i - 1] : 0) + (above ? mesh->v[j - 1][i] : 0)) / n;
}

static void find_crossing(const struct ts_grid *grid, const struct ts_sight *sight, struct mesh *mesh,
                          unsigned i, unsigned j) {
  float u0, v0, best = -9, middle_u = (float)grid->place[i] + 0.5f, middle_v = (float)grid->place[j] + 0.5f;
  expect(mesh, i, j, &u0, &v0);
  float best_u = u0, best_v = v0;
  if (is_there(grid, sight, middle_u + u0, middle_v + v0)) {
    mesh->known[j][i] = true;
    mesh->u[j][i] = u0;
    mesh->v[j][i] = v0;
    return;
  }
  for (int b = -3; b <= 3; b++)
    for (int a = -3; a <= 3; a++) {
      float u = (float)a * 0.5f, v = (float)b * 0.5f;
      float seen = alignment(grid, sight, middle_u + u0 + u, middle_v + v0 + v) - 0.03f * (u * u + v * v);
      if (seen > best) {
        best = seen;
        best_u = u0 + u;
        best_v = v0 + v;
      }
    }
  float near_u = best_u, near_v = best_v;
  for (int b = -1; b <= 1; b++)
    for (int a = -1; a <= 1; a++) {
      float u = (float)a * 0.25f, v = (float)b * 0.25f;
      float seen = alignment(grid, sight, middle_u + near_u + u, middle_v + near_v + v);
      if (seen > best) {
        best = seen;
        best_u = near_u + u;
        best_v = near_v + v;
      }
    }
  mesh->known[j][i] = best > MESH_SEEN;
  mesh->u[j][i] = mesh->known[j][i] ? best_u : u0;
  mesh->v[j][i] = mesh->known[j][i] ? best_v : v0;
}

/* An unknown crossing is shifted as its known neighbours are, on the mean. */
static void fill(struct mesh *mesh, unsigned i, unsigned j, unsigned count) {
  float u = 0, v = 0;
  int n = 0;
  for (unsigned b = j > 0 ? j - 1 : 0; b <= j + 1 && b < count; b++)
    for (unsigned a = i > 0 ? i - 1 : 0; a <= i + 1 && a < count; a++)
      if (mesh->known[b][a]) {
        u += mesh->u[b][a];
        v += mesh->v[b][a];
        n++;
      }
  if (n > 0) {
    mesh->u[j][i] = u / (float)n;
    mesh->v[j][i] = v / (float)n;
  }
}

void ts_fit_mesh(struct ts_grid *grid, const struct ts_sight *sight, struct ts_budget *budget) {
  struct mesh mesh;
  unsigned count = grid->alignments;
  memset(&mesh, 0, sizeof mesh);
  grid->meshed = false;
  if (count < 2 || !ts_budget_take(budget, (uint64_t)count * count * 58 * 25 * COST_MODULE))
    return;
  for (unsigned j = 0; j < count; j++)
    for (unsigned i = 0; i < count; i++)
      if (ts_qr_alignment_missing(i, j, count))
        mesh.known[j][i] = true; /* the finders are where they are */
      else
        find_crossing(grid, sight, &mesh, i, j);
  for (unsigned j = 0; j < count; j++)
    for (unsigned i = 0; i < count; i++)
      if (!mesh.known[j][i])
        fill(&mesh, i, j, count);
  for (unsigned j = 0; j < count; j++)
    for (unsigned i = 0; i < count; i++) {
      float u = (float)grid->place[i] + 0.5f, v = (float)grid->place[j] + 0.5f;
      struct ts_place from = ts_grid_map(grid, u, v),
                      to = ts_grid_map(grid, u + mesh.u[j][i], v + mesh.v[j][i]);
      grid->shift_x[j][i] = to.x - from.x;
      grid->shift_y[j][i] = to.y - from.y;
    }
  grid->meshed = true;
}
