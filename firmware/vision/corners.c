/* SPDX-License-Identifier: Apache-2.0 */
#include "vision/corners.h"

#include <math.h>
#include <string.h>

#define CONTRAST_MIN 8.0f    /* gray levels */
#define SIDES_RATIO 2.0f     /* of the numbers of modules counted along the two sides */
#define MODULES_MIN 15.0f    /* counted along a side; 21 is the smallest there is */
#define VERSION_COUNTED 47   /* ink that shrinks makes a version 40 look larger than it is */
#define PERSPECTIVE_MAX 2.0f /* sizes of two modules of one symbol, along one side */
#define FINDER_LEAST_EARLY 0.05f
#define FINDERS_EARLY 0.5f
#define FINDER_LEAST 0.25f
#define FINDERS 1.0f
#define TIMING 0.40f
#define GAIN_EARLY 0.1f /* for a contrast of 20, before it is known */
#define COST_FINDERS 30000u
#define COST_TIMING 110u

/* Three finders under way to corners: 0 the corner, 1 the right one, 2 the one below. */
struct view {
  const struct ts_level *level;
  const struct ts_finder *finder[3];
  float x[3], y[3];
  float along_u[3], along_v[3]; /* the size of a module in both directions, the level's pixels */
  bool inverted;
};

static float length(float x, float y) {
  return sqrtf(x * x + y * y);
}

static float clamp(float v, float low, float high) {
  return v < low ? low : v > high ? high : v;
}

/* ---- centres and sizes ---- */

/* How far from (x, y) the finder's dark ring ends along (dx, dy), between pixels; -1 if it is not met. */
static float ring_end(const struct view *view, float x, float y, float dx, float dy, float most) {
  float last = 0, last_at = 0;
  int met = 0;
  for (int i = 0; (float)i * 0.5f < most; i++) {
    float at = (float)i * 0.5f, px = x + dx * at, py = y + dy * at;
    if (!ts_probe_within(view->level, px, py))
      return met == 2 ? at - 0.25f : -1;
    float d = ts_probe_darkness(view->level, px, py, view->inverted);
    if (at > 0 && (d > 0) == (met & 1)) {
      if (met == 2)
        return last_at + (at - last_at) * last / (last - d);
      met++;
    }
    last = d;
    last_at = at;
  }
  return -1;
}

/* Centres finder I along a direction; the size of its modules that way, or 0 if it cannot be told. */
static float centre(struct view *view, int i, float dx, float dy) {
  float most = view->finder[i]->module * 9 + 4;
  float ahead = ring_end(view, view->x[i], view->y[i], dx, dy, most);
  float back = ring_end(view, view->x[i], view->y[i], -dx, -dy, most);
  if (ahead < 0 || back < 0 || ahead > 2 * back || back > 2 * ahead)
    return 0;
  view->x[i] += dx * (ahead - back) / 2;
  view->y[i] += dy * (ahead - back) / 2;
  return (ahead + back) / 7;
}

/* The unit vectors from the corner to the two others. */
static void directions(const struct view *view, struct ts_place *u, struct ts_place *v) {
  float ux = view->x[1] - view->x[0], uy = view->y[1] - view->y[0];
  float vx = view->x[2] - view->x[0], vy = view->y[2] - view->y[0];
  float along_u = length(ux, uy), along_v = length(vx, vy);
  *u = (struct ts_place){ux / along_u, uy / along_u};
  *v = (struct ts_place){vx / along_v, vy / along_v};
}

static void measure(struct view *view) {
  struct ts_place u, v;
  directions(view, &u, &v);
  for (int i = 0; i < 3; i++) {
    float across = centre(view, i, u.x, u.y), down = centre(view, i, v.x, v.y);
    view->along_u[i] = across > 0 ? across : view->along_u[i];
    view->along_v[i] = down > 0 ? down : view->along_v[i];
  }
}

/* How well a finder pattern fits around finder I, -1 to 1. */
static float finder_match(const struct view *view, int i, struct ts_place u, struct ts_place v, float gain) {
  float sum = 0;
  for (int row = -3; row <= 3; row++)
    for (int column = -3; column <= 3; column++) {
      int x = column < 0 ? -column : column, y = row < 0 ? -row : row, ring = x > y ? x : y;
      float px = view->x[i] + (float)column * u.x * view->along_u[i] + (float)row * v.x * view->along_v[i];
      float py = view->y[i] + (float)column * u.y * view->along_u[i] + (float)row * v.y * view->along_v[i];
      if (!ts_probe_within(view->level, px, py)) {
        sum -= 1;
        continue;
      }
      float d = ts_probe_darkness(view->level, px, py, view->inverted) * gain;
      sum += clamp(ring == 2 ? -d : d, -1, 1);
    }
  return sum / 49;
}

static bool finders_match(const struct view *view, float gain, float least, float least_sum) {
  struct ts_place u, v;
  float lowest = 1, sum = 0;
  directions(view, &u, &v);
  for (int i = 0; i < 3; i++) {
    float match = finder_match(view, i, u, v, gain);
    lowest = match < lowest ? match : lowest;
    sum += match;
  }
  return lowest >= least && sum >= least_sum;
}

/* ---- the fourth corner ---- */

static void guess_opposite(struct ts_corners *out, const struct view *view) {
  float scale = view->level->scale;
  struct ts_grid *grid = out->grid;
  for (int i = 0; i < 3; i++) {
    int corner = i == 2 ? TS_GRID_BELOW : i;
    grid[0].x[corner] = view->x[i] * scale;
    grid[0].y[corner] = view->y[i] * scale;
  }
  float low = 1 / PERSPECTIVE_MAX;
  float gu = clamp(sqrtf(view->along_u[0] / view->along_u[1]), low, PERSPECTIVE_MAX);
  float gv = clamp(sqrtf(view->along_v[0] / view->along_v[2]), low, PERSPECTIVE_MAX);
  float depth = gu + gv - 1;
  depth = depth < 0.4f ? 0.4f : depth;
  grid[1] = grid[2] = grid[0];
  float *x = grid[0].x, *y = grid[0].y;
  x[TS_GRID_OPPOSITE] = (gu * x[TS_GRID_RIGHT] + gv * x[TS_GRID_BELOW] - x[0]) / depth;
  y[TS_GRID_OPPOSITE] = (gu * y[TS_GRID_RIGHT] + gv * y[TS_GRID_BELOW] - y[0]) / depth;
  grid[1].x[TS_GRID_OPPOSITE] = x[TS_GRID_RIGHT] + x[TS_GRID_BELOW] - x[0];
  grid[1].y[TS_GRID_OPPOSITE] = y[TS_GRID_RIGHT] + y[TS_GRID_BELOW] - y[0];
  grid[2].x[TS_GRID_OPPOSITE] = (x[TS_GRID_OPPOSITE] + grid[1].x[TS_GRID_OPPOSITE]) / 2;
  grid[2].y[TS_GRID_OPPOSITE] = (y[TS_GRID_OPPOSITE] + grid[1].y[TS_GRID_OPPOSITE]) / 2;
}

static void set_versions(struct ts_corners *corners, unsigned version) {
  for (int i = 0; i < TS_CORNER_GUESSES; i++) {
    ts_grid_set_version(&corners->grid[i], version);
    ts_grid_settle(&corners->grid[i]);
  }
}

/* ---- contrast and version ---- */

/* Between the rings and the centres of the finders; negative where that of the others is. */
static float contrast(const struct ts_grid *grid, const struct ts_sight *sight) {
  static const float ring[4][2] = {{2, 0}, {-2, 0}, {0, 2}, {0, -2}};
  float far = (float)grid->side - 3.5f, sum = 0;
  const float u[3] = {3.5f, far, 3.5f}, v[3] = {3.5f, 3.5f, far};
  for (int i = 0; i < 3; i++) {
    sum -= ts_sight_gray(sight, grid, u[i], v[i]);
    for (int k = 0; k < 4; k++)
      sum += ts_sight_gray(sight, grid, u[i] + ring[k][0], v[i] + ring[k][1]) / 4;
  }
  return sight->inverted ? -sum / 3 : sum / 3;
}

/* How well dark and light alternate along row or column 6, -1 to 1. */
static float timing(const struct ts_grid *grid, const struct ts_sight *sight, bool vertical) {
  float sum = 0, last = 0;
  unsigned n = 0;
  for (unsigned i = 7; i + 7 < grid->side; i++) {
    float at = (float)i + 0.5f;
    struct ts_place p = vertical ? ts_grid_map(grid, 6.5f, at) : ts_grid_map(grid, at, 6.5f);
    float x = p.x * sight->scale, y = p.y * sight->scale;
    if (!ts_probe_within(sight->level, x, y))
      return -1;
    float gray = ts_probe_gray(sight->level, x, y);
    if (i > 7) {
      float rise = (gray - last) * sight->gain / 2;
      sum += clamp((i % 2 == 0) != sight->inverted ? -rise : rise, -1, 1);
      n++;
    }
    last = gray;
  }
  return sum / (float)n;
}

/* The version near COUNTED whose timing patterns are best seen; 0 if none is. */
static unsigned version_by_timing(struct ts_corners *corners, const struct ts_sight *sight, unsigned counted,
                                  struct ts_budget *budget) {
  unsigned reach = counted < 3 ? 1 : counted < 8 ? 2 : 2 + counted / 8, best_version = 0;
  float best = TIMING;
  for (unsigned version = counted > reach ? counted - reach : 1;
       version <= counted + reach && version <= TS_QR_VERSION_MAX; version++) {
    if (!ts_budget_take(budget, (uint64_t)TS_QR_SIDE(version) * 4 * COST_TIMING))
      return 0;
    float off = version > counted ? (float)(version - counted) : (float)(counted - version);
    for (int i = 0; i < 2; i++) {
      struct ts_grid *grid = &corners->grid[i];
      ts_grid_set_version(grid, version);
      ts_grid_settle(grid);
      float seen = timing(grid, sight, false) + timing(grid, sight, true) - 0.04f * off;
      if (seen > best || (seen == best && best_version == 0)) {
        best = seen;
        best_version = version;
      }
    }
  }
  return best_version;
}

/* By how many modules lie between the finders; 0: by none that a symbol has. */
static unsigned count_version(const struct view *view) {
  float across = length(view->x[1] - view->x[0], view->y[1] - view->y[0]);
  float down = length(view->x[2] - view->x[0], view->y[2] - view->y[0]);
  float columns = across / sqrtf(view->along_u[0] * view->along_u[1]) + 7;
  float rows = down / sqrtf(view->along_v[0] * view->along_v[2]) + 7, mean = (columns + rows) / 2;
  if (columns > SIDES_RATIO * rows || rows > SIDES_RATIO * columns || !(mean >= MODULES_MIN) ||
      mean > TS_QR_SIDE(VERSION_COUNTED) + 2)
    return 0;
  unsigned version = mean < 21 ? 1 : (unsigned)((mean - 17) / 4 + 0.5f);
  return version > TS_QR_VERSION_MAX ? TS_QR_VERSION_MAX : version;
}

bool ts_corners_find(struct ts_corners *out, const struct ts_level *level, const struct ts_finder *finder,
                     const struct ts_triple *triple, struct ts_budget *budget) {
  struct view view = {.level = level,
                      .finder = {&finder[triple->corner], &finder[triple->right], &finder[triple->below]}};
  memset(out, 0, sizeof *out);
  if (!ts_budget_take(budget, COST_FINDERS))
    return false;
  view.inverted = view.finder[0]->inverted;
  for (int i = 0; i < 3; i++) {
    view.x[i] = view.finder[i]->x;
    view.y[i] = view.finder[i]->y;
    view.along_u[i] = view.along_v[i] = view.finder[i]->module;
  }
  measure(&view);
  if (!finders_match(&view, GAIN_EARLY, FINDER_LEAST_EARLY, FINDERS_EARLY) ||
      !ts_budget_take(budget, COST_FINDERS))
    return false;
  measure(&view);
  unsigned counted = count_version(&view);
  if (counted == 0)
    return false;
  guess_opposite(out, &view);
  set_versions(out, counted);
  struct ts_sight sight = ts_sight(level, 0, view.inverted);
  float seen = contrast(&out->grid[2], &sight);
  if (!(seen >= CONTRAST_MIN))
    return false;
  sight.gain = out->gain = 2 / seen;
  if (!finders_match(&view, out->gain, FINDER_LEAST, FINDERS))
    return false;
  unsigned version = version_by_timing(out, &sight, counted, budget);
  if (version == 0)
    return false;
  set_versions(out, version);
  float across = length(view.x[1] - view.x[0], view.y[1] - view.y[0]);
  float down = length(view.x[2] - view.x[0], view.y[2] - view.y[0]);
  out->module = (across + down) / 2 / (float)(out->grid[0].side - 7) * level->scale;
  return true;
}
