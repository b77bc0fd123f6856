/* SPDX-License-Identifier: Apache-2.0 */
#include "vision/locate.h"

#include "vision/threshold.h"

#define LEVEL_SIDE_MIN 64u   /* a coarser level than that shows no finder pattern that a finer one does not */
#define TRIPLES_TRIED 100    /* of one level */
#define DOUBT_LIKELY 0.9f    /* of a triple: the finder patterns of a tag in a hand's view have less */
#define MATCH_BEFORE 0.30f   /* of the best guess, or there is no symbol */
#define MATCH_DIRECT 0.45f   /* above it the guess is drawn as it is */
#define MATCH_AFTER 0.45f    /* after climbing */
#define RANKING_MODULES 150u /* by which guesses are compared */
#define MESH_FIRST 7u        /* the version from which on there are alignment patterns inside */

struct search {
  struct ts_locate_memory *m;
  struct ts_pyramid *pyramid;
  const struct ts_locate_sink *sink;
  struct ts_budget *budget;
  const struct ts_level *level;
  struct ts_sight sight;
  struct ts_fit_pattern pattern;
  size_t tried;               /* drawings of the triple at hand */
  enum ts_locate_end end;     /* how far it came */
  const struct ts_grid *grid; /* by which it was read */
};

/* ---- from a grid to a symbol ---- */

static uint32_t sum_of(const struct ts_qr_bits *bits) {
  uint32_t sum = 2166136261u; /* FNV-1a */
  for (size_t i = 0; i < ((size_t)bits->side * bits->side + 7) / 8; i++)
    sum = (sum ^ bits->bit[i]) * 16777619u;
  return sum;
}

static bool is_new(struct search *s, const struct ts_qr_bits *bits) {
  uint32_t sum = sum_of(bits);
  for (size_t i = 0; i < s->tried; i++)
    if (s->m->tried[i] == sum)
      return false;
  if (s->tried == TS_LOCATE_DRAWINGS_TRIED)
    return false;
  s->m->tried[s->tried++] = sum;
  return true;
}

/* Does its middle lie in a symbol that was read? */
static bool is_read(const struct ts_locate_memory *m, const struct ts_quad *quad) {
  float x = (quad->x[0] + quad->x[2]) / 2, y = (quad->y[0] + quad->y[2]) / 2;
  for (size_t i = 0; i < m->read_count; i++)
    if (ts_quad_holds(&m->read[i], x, y))
      return true;
  return false;
}

static struct ts_quad outline_of(const struct ts_grid *grid, bool mirrored) {
  struct ts_quad quad = ts_grid_outline(grid);
  if (mirrored) {
    float x = quad.x[1], y = quad.y[1];
    quad.x[1] = quad.x[3];
    quad.y[1] = quad.y[3];
    quad.x[3] = x;
    quad.y[3] = y;
  }
  return quad;
}

static bool decode(struct search *s, const struct ts_grid *grid, struct ts_qr_bits *bits,
                   const struct ts_redraw_check *check) {
  struct ts_locate_memory *m = s->m;
  uint64_t pixels = (uint64_t)TS_QR_DRAWING_SIDE(bits->side) * TS_QR_DRAWING_SIDE(bits->side);
  struct ts_quad outline = outline_of(grid, check->mirrored);
  if (is_read(m, &outline) || !is_new(s, bits) ||
      !ts_budget_take_decoding(s->budget, pixels * TS_LOCATE_DECODE_COST))
    return false;
  struct ts_qr_drawing drawing = ts_redraw(bits, m->function, m->function_count, check, m->drawing);
  if (ts_redraw_finders(bits) > TS_REDRAW_FINDERS_MAX(bits->side))
    return false;
  drawing.scale = s->level->scale;
  s->end = TS_LOCATE_NOT_DECODED;
  if (!s->sink->decode(s->sink->ctx, &drawing, &outline))
    return false;
  s->end = TS_LOCATE_READ;
  s->grid = grid;
  s->budget->left += TS_LOCATE_REFUND;
  m->read[m->read_count++] = outline;
  return true;
}

/* Divides the modules in up to DIVISIONS ways and tries the likeliest first. */
static bool read_grid(struct search *s, const struct ts_grid *grid, size_t divisions) {
  struct ts_locate_memory *m = s->m;
  struct ts_redraw_check check[TS_SAMPLE_DIVISIONS];
  if (!ts_budget_take(s->budget, (uint64_t)grid->side * grid->side * TS_SAMPLE_COST * divisions))
    return false;
  ts_sample_take(&m->sample, grid, s->pyramid, s->sight.inverted);
  for (size_t i = 0; i < divisions; i++) {
    ts_sample_divide(&m->sample, (enum ts_sample_division)i, &m->bits[i]);
    check[i] = ts_redraw_check(&m->bits[i], m->function, m->function_count);
  }
  for (size_t n = 0; n < divisions; n++) {
    size_t best = divisions;
    for (size_t i = 0; i < divisions; i++)
      if (check[i].plausible && (best == divisions || check[i].errors < check[best].errors))
        best = i;
    if (best == divisions)
      return false;
    if (decode(s, grid, &m->bits[best], &check[best]))
      return true;
    check[best].plausible = false; /* it has had its turn */
  }
  return false;
}

static bool read_meshed(struct search *s, const struct ts_grid *grid, size_t divisions) {
  struct ts_grid *attempt = &s->m->attempt;
  *attempt = *grid;
  if (grid->version >= MESH_FIRST)
    ts_fit_mesh(attempt, &s->sight, s->budget);
  return read_grid(s, attempt, divisions);
}

/* ---- from corners to a grid ---- */

static void learn_version(struct ts_locate_memory *m, unsigned version) {
  if (m->function_version == version)
    return;
  m->function_version = version;
  m->function_count = ts_qr_function_modules(version, m->function);
}

/* Climbs from a guess, and reads what comes of it. */
static bool read_climbed(struct search *s, const struct ts_grid *guess) {
  struct ts_grid *fitted = &s->m->fitted;
  float module = s->m->corners.module;
  *fitted = *guess;
  ts_fit_climb(fitted, &s->sight, s->pattern, module, TS_FIT_CORNERS, s->budget);
  if (!(ts_fit_match(fitted, &s->sight, s->pattern, 1, s->budget) >= MATCH_AFTER))
    return false;
  if (s->end < TS_LOCATE_NOT_PLAUSIBLE)
    s->end = TS_LOCATE_NOT_PLAUSIBLE;
  if (read_meshed(s, fitted, TS_SAMPLE_DIVISIONS) ||
      (fitted->version >= MESH_FIRST && read_grid(s, fitted, TS_SAMPLE_HALFWAY + 1)))
    return true;
  ts_fit_climb(fitted, &s->sight, s->pattern, module, TS_FIT_CORNERS_AND_BENDS, s->budget);
  return read_meshed(s, fitted, TS_SAMPLE_DIVISIONS);
}

/* Tries the two best of the guesses. */
static bool read_guesses(struct search *s, size_t guesses) {
  float clarity[TS_LOCATE_GRIDS], match = 0;
  const struct ts_grid *grid = s->m->grid;
  size_t step = 1 + s->pattern.count / RANKING_MODULES;
  for (size_t i = 0; i < guesses; i++) {
    float now = ts_fit_match(&grid[i], &s->sight, s->pattern, step, s->budget);
    clarity[i] = now + 0.5f * ts_fit_clarity(&grid[i], &s->sight, s->budget);
    match = now > match ? now : match;
  }
  if (match < MATCH_BEFORE)
    return false;
  for (int turn = 0; turn < 2; turn++) {
    size_t best = 0;
    for (size_t i = 1; i < guesses; i++)
      if (clarity[i] > clarity[best])
        best = i;
    if (turn == 0 && ts_fit_match(&grid[best], &s->sight, s->pattern, 1, s->budget) > MATCH_DIRECT &&
        read_meshed(s, &grid[best], 1))
      return true;
    if (read_climbed(s, &grid[best]))
      return true;
    clarity[best] = -9;
  }
  return false;
}

static bool read_triple(struct search *s, const struct ts_triple *triple) {
  struct ts_locate_memory *m = s->m;
  s->tried = 0;
  s->end = TS_LOCATE_NO_CORNERS;
  if (!ts_corners_find(&m->corners, s->level, m->finder, triple, s->budget))
    return false;
  s->end = TS_LOCATE_NO_FIT;
  s->sight = ts_sight(s->level, m->corners.gain, m->finder[triple->corner].inverted);
  unsigned version = m->corners.grid[0].version;
  learn_version(m, version);
  s->pattern = (struct ts_fit_pattern){m->function, m->function_count};
  size_t guesses = TS_CORNER_GUESSES;
  for (size_t i = 0; i < guesses; i++)
    m->grid[i] = m->corners.grid[i];
  if (version >= 2)
    guesses += ts_fit_opposite(&m->corners, &s->sight, m->grid + guesses, s->budget);
  return read_guesses(s, guesses);
}

/* ---- levels ---- */

/* Those within the symbol just read are part of it. */
static void use_finders(struct search *s, const struct ts_triple *triple, size_t count) {
  struct ts_locate_memory *m = s->m;
  float scale = s->level->scale;
  m->finder[triple->corner].used = m->finder[triple->right].used = m->finder[triple->below].used = true;
  for (size_t i = 0; i < count; i++)
    if (ts_quad_holds(&m->read[m->read_count - 1], m->finder[i].x * scale, m->finder[i].y * scale))
      m->finder[i].used = true;
}

static bool usable(const struct ts_locate_memory *m, const struct ts_triple *t) {
  return !m->finder[t->corner].used && !m->finder[t->right].used && !m->finder[t->below].used;
}

static bool enough(const struct search *s) {
  return s->m->read_count == TS_LOCATE_SYMBOLS_MAX ||
         (s->sink->enough > 0 && s->m->read_count >= s->sink->enough);
}

/* In the finest levels of a large photograph grain alone fills the lists; what shows in them only is smaller than anything
 * that a device's camera gives. */
static void pass_over(struct search *s) {
  if (s->level->width <= TS_LOCATE_SIDE_COMPLETE && s->level->height <= TS_LOCATE_SIDE_COMPLETE)
    s->budget->passed_over = true;
}

static void search_level(struct search *s, uint16_t *edge) {
  struct ts_locate_memory *m = s->m;
  size_t finders = ts_finder_scan(s->level, m->read, m->read_count, edge, m->finder, s->budget);
  if (finders == TS_FINDERS_MAX)
    pass_over(s);
  size_t triples = ts_triples_find(m->finder, finders, m->triple, s->budget);
  if (s->sink->saw_finders)
    s->sink->saw_finders(s->sink->witness, s->level, m->finder, finders);
  int tries = 0;
  for (size_t i = 0; i < triples && !enough(s); i++) {
    const struct ts_triple *triple = &m->triple[i];
    if (s->budget->spent)
      return;
    if (!usable(m, triple))
      continue;
    if (++tries > TRIPLES_TRIED) {
      if (triple->doubt < DOUBT_LIKELY) /* those that follow are no likelier */
        pass_over(s);
      return;
    }
    if (read_triple(s, triple))
      use_finders(s, triple, finders);
    if (s->sink->saw_triple)
      s->sink->saw_triple(s->sink->witness, s->level, m->finder, triple,
                          s->end == TS_LOCATE_READ ? s->grid : NULL, s->end);
  }
}

static void look_at_level(struct search *s, unsigned index, uint16_t *edge) {
  s->level = &s->pyramid->level[index];
  uint64_t blocks = (uint64_t)s->level->blocks_x * s->level->blocks_y;
  if (ts_budget_take(s->budget, blocks * TS_THRESHOLD_COST) && ts_threshold(s->pyramid, index))
    search_level(s, edge);
}

size_t ts_locate(struct ts_locate_memory *memory, struct ts_pyramid *pyramid, uint16_t *edge,
                 const struct ts_locate_sink *sink, struct ts_budget *budget) {
  struct search s = {.m = memory, .pyramid = pyramid, .sink = sink, .budget = budget};
  memory->read_count = 0;
  memory->function_version = 0;
  for (unsigned index = pyramid->count; index-- > 0 && !budget->spent && !enough(&s);) {
    const struct ts_level *level = &pyramid->level[index];
    if (sink->coarsest > 0 && level->scale > sink->coarsest)
      continue;
    if (index == 0 || (level->width >= LEVEL_SIDE_MIN && level->height >= LEVEL_SIDE_MIN))
      look_at_level(&s, index, edge);
  }
  return memory->read_count;
}

size_t ts_locate_enlarged(struct ts_locate_memory *memory, struct ts_pyramid *pyramid, uint16_t *edge,
                          const struct ts_locate_sink *sink, struct ts_budget *budget) {
  struct search s = {.m = memory, .pyramid = pyramid, .sink = sink, .budget = budget};
  memory->read_count = 0;
  memory->function_version = 0;
  look_at_level(&s, 0, edge);
  return memory->read_count;
}
