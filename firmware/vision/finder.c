/* SPDX-License-Identifier: Apache-2.0 */
#include "vision/finder.h"

#include <math.h>
#include <string.h>

#include "vision/probe.h"

/* A finder pattern is met as five runs of 1, 1, 3, 1, 1 modules. */
#define RUNS 5
#define PATTERN_MODULES 7.0f
#define ROW_TOLERANCE 0.60f   /* of a module that a run may be off, in the row where it is first met */
#define CROSS_TOLERANCE 0.80f /* in the column through it */
#define AGAIN_TOLERANCE 0.75f /* in the row through the centre */
#define DIAGONAL_TOLERANCE 0.95f
#define PIXEL_TOLERANCE 0.35f /* pixels that a run may be off besides */
#define RAYS 16
#define RAYS_GOOD 12
#define CONTRAST 8.0f /* gray levels between the ring and the centre */
#define SAME 2.2f     /* modules within which two finds are one */

#define OFF_MAX 1 /* of ten places above and below a candidate */

/* Steps of work, about one instruction each. */
#define COST_WORD 20u      /* eight pixels without an edge */
#define COST_EDGE 26u      /* an edge, and the runs that begin there */
#define COST_CANDIDATE 80u /* five runs in proportion, compared with what was found */
#define COST_CROSS 40u     /* each pixel of the longest run that is followed */
#define COST_RAYS 90u      /* each sample of the rays */

struct search {
  const struct ts_level *level;
  const struct ts_quad *read;
  size_t read_count;
  struct ts_finder *found;
  size_t count;
  struct ts_budget *budget;
};

static float absolute(float v) {
  return v < 0 ? -v : v;
}

static bool in_proportion(const uint32_t run[RUNS], float tolerance) {
  uint32_t sum = run[0] + run[1] + run[2] + run[3] + run[4];
  if ((float)sum < PATTERN_MODULES)
    return false;
  float module = (float)sum / PATTERN_MODULES, most = tolerance * module + PIXEL_TOLERANCE;
  return absolute((float)run[0] - module) < most && absolute((float)run[1] - module) < most &&
         absolute((float)run[3] - module) < most && absolute((float)run[4] - module) < most &&
         absolute((float)run[2] - 3 * module) < 1.8f * most;
}

static float module_of(const uint32_t run[RUNS]) {
  return (float)(run[0] + run[1] + run[2] + run[3] + run[4]) / PATTERN_MODULES;
}

/* ---- cross-checks ---- */

/* The three runs from (x, y) outwards: what is left of the centre, the light ring, the dark ring. */
static bool half_cross(const struct ts_level *level, int32_t x, int32_t y, int dx, int dy, bool inverted,
                       uint32_t longest, uint32_t run[3]) {
  unsigned k = 0;
  run[0] = run[1] = run[2] = 0;
  for (;;) {
    x += dx;
    y += dy;
    if (x < 0 || y < 0 || x >= (int32_t)level->width || y >= (int32_t)level->height)
      break;
    bool dark = ts_probe_dark(level, (uint32_t)x, (uint32_t)y) != inverted;
    if (dark == (k & 1) && ++k > 2)
      break;
    if (++run[k] > longest)
      return false;
  }
  return k >= 2 && run[2] > 0;
}

/* The five runs through (x, y) along (dx, dy). *OFFSET: how many steps further the centre lies. */
static bool cross(const struct search *s, int32_t x, int32_t y, int dx, int dy, bool inverted,
                  uint32_t longest, uint32_t run[RUNS], float *offset) {
  uint32_t back[3], ahead[3];
  if (!ts_budget_take(s->budget, (uint64_t)longest * COST_CROSS) ||
      !half_cross(s->level, x, y, -dx, -dy, inverted, longest, back) ||
      !half_cross(s->level, x, y, dx, dy, inverted, longest, ahead))
    return false;
  run[0] = back[2];
  run[1] = back[1];
  run[2] = back[0] + 1 + ahead[0];
  run[3] = ahead[1];
  run[4] = ahead[2];
  int32_t inner = (int32_t)ahead[0] - (int32_t)back[0], middle = inner + (int32_t)ahead[1] - (int32_t)back[1],
          outer = middle + (int32_t)ahead[2] - (int32_t)back[2];
  *offset = (float)(inner + middle + outer) / 6.0f;
  return true;
}

/* ---- rays ---- */

struct ray {
  float edge[3]; /* distances at which it leaves the centre, the ring and the pattern */
  bool complete;
};

static struct ray follow(const struct ts_level *level, float x, float y, float dx, float dy, float module,
                         bool inverted) {
  struct ray ray = {0};
  unsigned met = 0;
  float step = module > 3 ? module * 0.25f : 0.5f, most = module * PATTERN_MODULES + 2;
  for (int i = 1; step * (float)i < most && met < 3; i++) {
    float at = step * (float)i;
    float px = x + dx * at, py = y + dy * at;
    if (!ts_probe_within(level, px, py)) {
      if (met == 2) /* the frame's edge stands for the quiet zone */
        ray.edge[met++] = at - 0.25f;
      break;
    }
    if ((ts_probe_darkness(level, px, py, inverted) > 0) == (met & 1))
      ray.edge[met++] = at;
  }
  ray.complete = met == 3;
  return ray;
}

static bool ray_good(const struct ray *ray) {
  float module = ray->edge[2] / 3.5f, most = 0.55f * module + 0.6f;
  return ray->complete && absolute(ray->edge[0] - 1.5f * module) <= most &&
         absolute(ray->edge[1] - 2.5f * module) <= most;
}

/* Do opposite rays end alike? One pair may not. */
static bool rays_even(const struct ray ray[RAYS]) {
  int uneven = 0;
  for (int i = 0; i < RAYS / 2; i++) {
    float a = ray[i].edge[2], b = ray[i + RAYS / 2].edge[2];
    if (ray[i].complete && ray[i + RAYS / 2].complete && absolute(a - b) > 0.22f * (a + b) + 0.7f)
      uneven++;
  }
  return uneven <= 1;
}

/* Looks outwards from the centre in sixteen directions. */
static bool radial(const struct search *s, float x, float y, float module, bool inverted) {
  static const float direction[RAYS / 2][2] = {
      {1, 0}, {0.894427f, 0.447214f},  {0.707107f, 0.707107f},  {0.447214f, 0.894427f},
      {0, 1}, {-0.447214f, 0.894427f}, {-0.707107f, 0.707107f}, {-0.894427f, 0.447214f}};
  struct ray ray[RAYS];
  int good = 0, bad = 0;
  float nearest = 0, farthest = 0, ring = 0;
  if (!ts_budget_take(s->budget, COST_RAYS * RAYS * 20))
    return false;
  for (int i = 0; i < RAYS; i++) {
    float sign = i < RAYS / 2 ? 1.0f : -1.0f, dx = sign * direction[i % (RAYS / 2)][0],
          dy = sign * direction[i % (RAYS / 2)][1];
    ray[i] = follow(s->level, x, y, dx, dy, module, inverted);
    if (!ray_good(&ray[i])) {
      if (++bad > RAYS - RAYS_GOOD)
        return false;
      continue;
    }
    float end = ray[i].edge[2], middle = (ray[i].edge[0] + ray[i].edge[1]) / 2;
    nearest = good == 0 || end < nearest ? end : nearest;
    farthest = end > farthest ? end : farthest;
    ring += ts_probe_gray(s->level, x + dx * middle, y + dy * middle);
    good++;
  }
  float contrast = ring / (float)good - ts_probe_gray(s->level, x, y);
  return farthest <= 3.2f * nearest && rays_even(ray) && (inverted ? -contrast : contrast) >= CONTRAST;
}

/* ---- candidates ---- */

static struct ts_finder *known(const struct search *s, float x, float y, float module, bool inverted) {
  for (size_t i = 0; i < s->count; i++) {
    struct ts_finder *f = &s->found[i];
    if (f->inverted == inverted && absolute(f->x - x) < SAME * module && absolute(f->y - y) < SAME * module)
      return f;
  }
  return NULL;
}

static bool is_read(const struct search *s, float x, float y) {
  float scale = s->level->scale;
  for (size_t i = 0; i < s->read_count; i++)
    if (ts_quad_holds(&s->read[i], x * scale, y * scale))
      return true;
  return false;
}

static bool inside(const struct ts_level *level, int32_t x, int32_t y) {
  return x >= 0 && y >= 0 && x < (int32_t)level->width && y < (int32_t)level->height;
}

static bool dark_at(const struct search *s, int32_t x, int32_t y, bool inverted) {
  return inside(s->level, x, y) && ts_probe_dark(s->level, (uint32_t)x, (uint32_t)y) != inverted;
}

static bool diagonals(const struct search *s, int32_t x, int32_t y, bool inverted, uint32_t longest) {
  uint32_t run[RUNS];
  float offset;
  return (cross(s, x, y, 1, 1, inverted, longest, run, &offset) && in_proportion(run, DIAGONAL_TOLERANCE)) ||
         (cross(s, x, y, 1, -1, inverted, longest, run, &offset) && in_proportion(run, DIAGONAL_TOLERANCE));
}

/* Follows a candidate met at (X, Y) in a row down, across and along the diagonals to its centre. */
static bool centre(const struct search *s, struct ts_finder *f, uint32_t y, float first_module) {
  uint32_t down[RUNS], across[RUNS], longest = (uint32_t)(first_module * 8) + 3;
  float offset, first_x = f->x;
  bool inverted = f->inverted;
  int32_t column = (int32_t)first_x, row = (int32_t)y;
  if (!dark_at(s, column, row, inverted) || !cross(s, column, row, 0, 1, inverted, longest, down, &offset) ||
      !in_proportion(down, CROSS_TOLERANCE))
    return false;
  f->y = (float)y + 0.5f + offset;
  row = (int32_t)f->y;
  if (f->y < 0 || !dark_at(s, column, row, inverted) ||
      !cross(s, column, row, 1, 0, inverted, longest, across, &offset) ||
      !in_proportion(across, AGAIN_TOLERANCE))
    return false;
  f->x = (float)column + 0.5f + offset;
  column = (int32_t)f->x;
  if (f->x < 0 || !dark_at(s, column, row, inverted))
    return false;
  if (cross(s, column, row, 0, 1, inverted, longest, down, &offset))
    f->y = (float)row + 0.5f + offset;
  float wide = module_of(across), high = module_of(down);
  f->module = sqrtf(wide * high);
  return wide <= 3.5f * high && high <= 3.5f * wide && diagonals(s, column, row, inverted, longest);
}

/* Do the five runs, met from EDGE on, go on in the rows above and below? Of texture and noise few do, and this is cheaper
 * than all that follows. */
static bool goes_on(const struct search *s, const uint16_t edge[RUNS + 1], uint32_t y, bool inverted) {
  static const uint8_t order[RUNS] = {2, 1, 3, 0, 4}; /* what fails most often first */
  int off = 0;
  if (y == 0 || y + 1 >= s->level->height)
    return false;
  for (int i = 0; i < RUNS; i++) {
    unsigned k = order[i];
    uint32_t middle = ((uint32_t)edge[k] + edge[k + 1]) / 2;
    bool dark = (k % 2 == 0) != inverted;
    off +=
        (ts_probe_dark(s->level, middle, y - 1) != dark) + (ts_probe_dark(s->level, middle, y + 1) != dark);
    if (off > OFF_MAX)
      return false;
  }
  return true;
}

static void consider(struct search *s, float x, uint32_t y, const uint32_t run[RUNS], bool inverted) {
  float module = module_of(run), row = (float)y + 0.5f;
  struct ts_finder *same = known(s, x, row, module, inverted);
  if (same) {
    same->rows++;
    return;
  }
  struct ts_finder f = {.x = x, .rows = 1, .inverted = inverted};
  if (s->count == TS_FINDERS_MAX || is_read(s, x, row) || !centre(s, &f, y, module))
    return;
  same = known(s, f.x, f.y, module, inverted);
  if (same)
    same->rows++;
  else if (radial(s, f.x, f.y, f.module, inverted))
    s->found[s->count++] = f;
}

/* ---- rows ---- */

#define HIGH 0x8080808080808080ull

/* Which of eight pixels are below a threshold, bit 7 of each byte: compared as bytes of the machine's own words. */
static uint64_t below(const uint8_t *gray, uint8_t threshold) {
  const size_t each = SIZE_MAX / UINT8_MAX, high = each << 7, t = threshold * each;
  uint64_t all;
  for (size_t i = 0; i < sizeof all; i += sizeof t) {
    size_t a;
    memcpy(&a, gray + i, sizeof a);
    size_t difference = (a | high) - (t & ~high);
    size_t lower = ((~a & t) | (~(a ^ t) & ~difference)) & high;
    memcpy((uint8_t *)&all + i, &lower, sizeof lower);
  }
  return all;
}

/* Which of up to seven pixels are, likewise, for the end of a row. */
static uint32_t below_bits(const uint8_t *gray, uint8_t threshold, uint32_t pixels) {
  uint32_t bits = 0;
  for (uint32_t i = 0; i < pixels; i++)
    bits |= (uint32_t)(gray[i] < threshold) << i;
  return bits;
}

/* Bit 7 of each byte, in memory's order from bit 0 on. The product puts each in a place of its own in the highest byte;
 * where a word's first byte is its highest, the bytes are the other way round. */
static uint32_t gather(uint64_t high) {
  return (uint32_t)((high >> 7) * 0x0102040810204080ull >> 56);
}

/* The index of the only bit that is set in a byte. */
static uint32_t bit_index(uint32_t bit) {
  static const uint8_t index[8] = {0, 1, 6, 2,
                                   7, 5, 4, 3}; /* by the top of its product with a de Bruijn sequence */
  return index[(bit * 0x1du & 0xff) >> 5];
}

/* Where one of eight pixels from X on turns from what the one before it is. */
static uint32_t add_edges(uint32_t bits, uint32_t dark, uint32_t x, uint16_t *edge) {
  uint32_t count = 0;
  for (uint32_t changes = (bits ^ (bits << 1 | dark)) & 0xff; changes; changes &= changes - 1)
    edge[count++] = (uint16_t)(x + bit_index(changes & -changes));
  return count;
}

/* Where the row turns from light to dark (even entries) and back (odd ones). */
static uint32_t edges(const struct ts_level *level, uint32_t y, uint16_t *edge) {
  const uint8_t *gray = level->gray + (size_t)y * level->stride;
  const uint8_t *threshold = level->threshold + (size_t)(y / TS_BLOCK) * level->blocks_x;
  uint32_t count = 0, x = 0, rest = level->width % TS_BLOCK;
  uint64_t same = 0; /* of all eight, if they are as the last one was */
  for (; x < level->width - rest; x += TS_BLOCK, threshold++) {
    uint64_t lower = below(gray + x, *threshold);
    if (lower == same)
      continue;
    uint32_t bits = gather(lower);
    count += add_edges(bits, same != 0, x, edge + count);
    same = bits >> 7 ? HIGH : 0;
  }
  if (rest) {
    uint32_t bits = below_bits(gray + x, *threshold, rest) | (same ? 0xffu << rest : 0);
    count += add_edges(bits, same != 0, x, edge + count);
  }
  if (same)
    edge[count++] = (uint16_t)level->width;
  return count;
}

static void scan_row(struct search *s, uint32_t y, uint16_t *edge) {
  uint32_t count = edges(s->level, y, edge);
  if (!ts_budget_take(s->budget, (uint64_t)s->level->blocks_x * COST_WORD + (uint64_t)count * COST_EDGE))
    return;
  for (uint32_t i = 0; i + RUNS < count; i++) {
    const uint16_t *e = edge + i;
    uint32_t middle = (uint32_t)(e[3] - e[2]);
    if (middle <= (uint32_t)(e[2] - e[1]) || middle <= (uint32_t)(e[4] - e[3]))
      continue;
    uint32_t run[RUNS] = {(uint32_t)(e[1] - e[0]), (uint32_t)(e[2] - e[1]), middle, (uint32_t)(e[4] - e[3]),
                          (uint32_t)(e[5] - e[4])};
    if (!in_proportion(run, ROW_TOLERANCE))
      continue;
    if (!ts_budget_take(s->budget, COST_CANDIDATE))
      return;
    if (!goes_on(s, e, y, i & 1))
      continue;
    if (!ts_budget_take(s->budget, s->count * 10))
      return;
    consider(s, (float)(e[2] + e[3]) * 0.5f, y, run, i & 1);
  }
}

size_t ts_finder_scan(const struct ts_level *level, const struct ts_quad *read, size_t read_count,
                      uint16_t *edge, struct ts_finder *out, struct ts_budget *budget) {
  struct search s = {.level = level, .read = read, .read_count = read_count, .found = out, .budget = budget};
  /* A pattern that is small in a large picture is met in a finer level's rows all the same. */
  uint32_t step = level->height > 1500 ? 3 : level->height > 700 ? 2 : 1;
  for (uint32_t y = step / 2; y < level->height && !budget->spent; y += step)
    scan_row(&s, y, edge);
  for (size_t i = 0; i < s.count; i++) {
    float share = (float)(out[i].rows * step) / (2.5f * out[i].module);
    out[i].certainty = share > 1 ? 1 : share;
  }
  return s.count;
}
