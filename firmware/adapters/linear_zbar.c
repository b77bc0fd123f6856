/* SPDX-License-Identifier: Apache-2.0 */
#include "adapters/linear_zbar.h"

#include <stdbool.h>
#include <stddef.h>
#include <string.h>

#include "adapters/place.h"
#include "adapters/zbar_pass.h"
#include "vision/code128.h"
#include "vision/retail.h"

#define LEVEL_SIDE_MIN 60u /* a level with a shorter side shows no code that a finer one does not */
#define PROVED_TRIED 5u    /* lines of a phase */
#define ALIKE_LENGTH 1.15f
#define ALIKE_HEIGHT 1.3f
#define ALIKE_TURN 0.05f
#define LOOKS (TS_SCAN_ROUNDS * TS_SCAN_PHASES) /* at a stripe that is clearly one of bars */
#define LOOKS_OWED 2u
#define DECODE_COST 190u /* steps a sample: what ZBar takes of noise; of clean bars half as much */

/* A reading under way. */
struct reading {
  struct ts_linear_memory *memory;
  const struct ts_frame *frame;
  const struct ts_pyramid *pyramid;
  struct ts_budget *budget;
  const struct ts_stripe *stripe; /* at hand */
  enum ts_scan_phase phase;
  bool sure;     /* a text of it is */
  bool looked;   /* every stripe got the looks that it is owed; what comes after them is extra effort */
  bool overflow; /* more was seen than fits */
  unsigned passes;
  enum ts_confine_end worst; /* that any pass ended with */
  unsigned failed;
};

/* ---- candidates ---- */

/* A linear code's text is one candidate wherever it stands. */
static struct ts_linear_candidate *known(struct ts_linear_memory *m, const struct ts_zbar_find *find) {
  for (uint32_t i = 0; i < m->count; i++) {
    struct ts_symbol *s = &m->candidate[i].symbol;
    if (s->symbology == find->symbology && s->gs1 == find->gs1 && ts_bytes_equal(s->bytes, find->bytes))
      return &m->candidate[i];
  }
  return NULL;
}

/* The stripe's corners, as the code itself has its left and right. */
static void place(const struct reading *r, bool reversed, struct ts_symbol *symbol) {
  float x[TS_SYMBOL_CORNERS], y[TS_SYMBOL_CORNERS];
  ts_stripe_corners(r->stripe, x, y);
  for (unsigned i = 0; i < TS_SYMBOL_CORNERS; i++) {
    unsigned from = (i + (reversed ? 2 : 0)) % TS_SYMBOL_CORNERS;
    symbol->corner[i] = ts_place_in_source(r->frame, x[from], y[from]);
  }
}

/* ---- retail codes again ---- */

static bool retail_kind(enum ts_symbology symbology, enum ts_retail_kind *kind) {
  *kind = symbology == TS_SYMBOLOGY_EAN13  ? TS_RETAIL_EAN13
          : symbology == TS_SYMBOLOGY_EAN8 ? TS_RETAIL_EAN8
                                           : TS_RETAIL_UPCE;
  return symbology == TS_SYMBOLOGY_EAN13 || symbology == TS_SYMBOLOGY_EAN8 || symbology == TS_SYMBOLOGY_UPCE;
}

/* Does the scan line in ROW show the bars of what was read between LEFT and RIGHT? */
static bool shows(struct reading *r, const struct ts_zbar_find *find, enum ts_retail_kind kind, uint32_t row,
                  float left, float right) {
  struct ts_linear_memory *m = r->memory;
  uint32_t width = m->lines.width;
  const uint8_t *line = m->lines.gray + (size_t)row * width;
  if (!ts_budget_take(r->budget, TS_RETAIL_COST))
    return false;
  for (uint32_t i = 0; i < width; i++)
    m->line[i] = line[find->reversed ? width - 1 - i : i];
  float a = find->reversed ? (float)width - right : left, b = find->reversed ? (float)width - left : right;
  return ts_retail_agrees(kind, find->bytes, m->line, width, a, b, &m->edges);
}

/* How many scan lines, up to those that are needed, show the bars of what was read. Of those that read it some, spread over
 * all. */
static uint32_t prove(struct reading *r, const struct ts_zbar_find *find, uint32_t wanted) {
  float width = (float)r->memory->lines.width, left = (float)find->left, right = (float)find->right;
  uint32_t proved = 0, apart = (find->rows + PROVED_TRIED - 1) / PROVED_TRIED;
  enum ts_retail_kind kind;
  if (!retail_kind(find->symbology, &kind) || apart == 0)
    return 0;
  if (right - left < width / 3) { /* all lines were read from one side: the code lies about the middle */
    bool at_right = left + right > width;
    left = at_right ? width - right : left;
    right = at_right ? right : width - left;
  }
  for (uint32_t i = apart / 2, row = UINT32_MAX; i < find->rows && proved < wanted; i += apart)
    if (find->row[i] != row && find->row[i] < r->memory->lines.height) {
      row = find->row[i];
      proved += shows(r, find, kind, row, left, right);
    }
  return proved;
}

/* ---- Code 128 again ---- */

/* Remembers of C whether its lines show FNC4, until enough of them have told. */
static void look_for_fnc4(struct reading *r, struct ts_linear_candidate *c) {
  struct ts_linear_memory *m = r->memory;
  if (c->symbol.symbology != TS_SYMBOLOGY_CODE128)
    return;
  for (uint32_t row = 0; row < m->lines.height && !c->fnc4 && c->without_fnc4 < TS_LINEAR_CODE128_QUALITY;
       row++) {
    enum ts_code128_seen seen =
        ts_code128_look(m->lines.gray + (size_t)row * m->lines.width, m->lines.width, &m->edges, r->budget);
    if (seen == TS_CODE128_UNDECIDED)
      return;
    c->fnc4 = seen == TS_CODE128_FNC4;
    c->without_fnc4 += seen == TS_CODE128_PLAIN;
  }
}

/* ---- what is told ---- */

static void on_found(void *ctx, const struct ts_zbar_find *find) {
  struct reading *r = ctx;
  struct ts_linear_memory *m = r->memory;
  struct ts_linear_candidate *c = known(m, find);
  if (find->refused || !ts_linear_counts(find->symbology, find->bytes, find->quality))
    return;
  if (c) {
    c->phases |= 1u << r->phase;
    c->quality = find->quality > c->quality ? find->quality : c->quality;
    if (c->proved < TS_LINEAR_PROVED)
      c->proved += prove(r, find, TS_LINEAR_PROVED - c->proved);
    look_for_fnc4(r, c);
    r->sure = r->sure || ts_linear_sure(c, m->i25_lengths);
    return;
  }
  if (m->count == TS_LINEAR_TEXTS_MAX || find->bytes.size > TS_LINEAR_POOL - m->pool_size) {
    r->overflow = true;
    return;
  }
  c = &m->candidate[m->count++];
  *c = (struct ts_linear_candidate){.symbol = {.symbology = find->symbology, .gs1 = find->gs1},
                                    .quality = find->quality,
                                    .phases = 1u << r->phase,
                                    .proved = prove(r, find, TS_LINEAR_PROVED)};
  look_for_fnc4(r, c);
  memcpy(m->pool + m->pool_size, find->bytes.data, find->bytes.size);
  c->symbol.bytes = ts_bytes(m->pool + m->pool_size, find->bytes.size);
  m->pool_size += (uint32_t)find->bytes.size;
  place(r, find->reversed, &c->symbol);
  r->sure = r->sure || ts_linear_sure(c, m->i25_lengths);
}

/* ---- passes ---- */

/* A pass that did not end well has seen nothing. */
static void forget(struct ts_linear_memory *m, enum ts_scan_phase phase, uint32_t count, uint32_t pool_size) {
  m->count = count;
  m->pool_size = pool_size;
  for (uint32_t i = 0; i < count; i++)
    m->candidate[i].phases &= ~(1u << phase);
}

static void pass(struct reading *r, enum ts_scan_phase phase, unsigned round) {
  struct ts_linear_memory *m = r->memory;
  struct ts_zbar_pass picture = {.gray = m->lines.gray,
                                 .look_for = TS_ZBAR_LINEAR,
                                 .i25_lengths = m->i25_lengths,
                                 .found = on_found,
                                 .ctx = r};
  uint32_t count = m->count, pool_size = m->pool_size;
  if (!ts_stripe_draw(r->stripe, r->pyramid, phase, round, &m->lines, r->budget) ||
      !ts_budget_take(r->budget, (uint64_t)m->lines.width * m->lines.height * DECODE_COST))
    return;
  picture.width = m->lines.width;
  picture.height = m->lines.height;
  r->phase = phase;
  enum ts_confine_end end = ts_zbar_pass(&picture);
  r->passes++;
  if (end != TS_CONFINE_DONE) {
    forget(m, phase, count, pool_size);
    r->worst = end;
    r->failed++;
  }
}

/* ---- stripes ---- */

/* Does the middle of B lie in A? */
static bool covers(const struct ts_stripe *a, const struct ts_stripe *b) {
  float dx = b->x - a->x, dy = b->y - a->y;
  float along = dx * a->along_x + dy * a->along_y, down = dy * a->along_x - dx * a->along_y;
  return 2 * along < a->length && -2 * along < a->length && 2 * down < a->height && -2 * down < a->height;
}

/* Do A and B, of different levels, show the same bars from end to end? */
static bool alike(const struct ts_stripe *a, const struct ts_stripe *b) {
  float turn = a->along_x * b->along_y - a->along_y * b->along_x;
  return covers(a, b) && covers(b, a) && a->length < ALIKE_LENGTH * b->length &&
         b->length < ALIKE_LENGTH * a->length && a->height < ALIKE_HEIGHT * b->height &&
         b->height < ALIKE_HEIGHT * a->height && turn < ALIKE_TURN && turn > -ALIKE_TURN;
}

static bool known_stripe(const struct ts_linear_memory *m, uint32_t count, const struct ts_stripe *stripe) {
  for (uint32_t i = 0; i < count; i++)
    if (alike(&m->stripe[i], stripe))
      return true;
  return false;
}

/* Keeps a stripe that looks like bars and was not found in a finer level. */
static void keep(struct reading *r, uint32_t *count, const struct ts_stripe *stripe) {
  struct ts_linear_memory *m = r->memory;
  if (*count == TS_LINEAR_STRIPES_MAX || known_stripe(m, *count, stripe))
    return;
  enum ts_stripe_look look = ts_stripe_look(stripe, r->pyramid, &m->lines, r->budget);
  if (look == TS_STRIPE_NO)
    return;
  m->looks[*count] = look == TS_STRIPE_CLEAR ? LOOKS : LOOKS_OWED;
  m->stripe[(*count)++] = *stripe;
}

/* The stripes of all levels that look like bars, the finest level's first: it shows the most. */
static uint32_t gather(struct reading *r, struct ts_stripe_block *block, size_t blocks) {
  uint32_t count = 0;
  for (unsigned index = 0; index < r->pyramid->count; index++) {
    const struct ts_level *level = &r->pyramid->level[index];
    if (index > 0 && (level->width < LEVEL_SIDE_MIN || level->height < LEVEL_SIDE_MIN))
      break;
    size_t found = ts_stripes_find(level, block, blocks, r->memory->found, r->budget);
    for (size_t i = 0; i < found; i++)
      keep(r, &count, &r->memory->found[i]);
  }
  return count;
}

/* Of a stripe that was read, what lies in it needs no look. */
static void mark_read(struct ts_linear_memory *m, uint32_t count, uint32_t read) {
  for (uint32_t i = 0; i < count; i++)
    if (covers(&m->stripe[read], &m->stripe[i]))
      m->looks[i] = 0;
}

/* Each way of looking is tried with all stripes before the next one: most codes are read in the first. */
static void read_stripes(struct reading *r, uint32_t count) {
  struct ts_linear_memory *m = r->memory;
  for (unsigned look = 0; look < LOOKS; look++) {
    if (look == LOOKS_OWED)
      r->looked = !r->budget->spent;
    for (uint32_t i = 0; i < count && !r->budget->spent; i++) {
      if (look >= m->looks[i])
        continue;
      r->stripe = &m->stripe[i];
      r->sure = false;
      pass(r, (enum ts_scan_phase)(look % TS_SCAN_PHASES), look / TS_SCAN_PHASES);
      if (r->sure)
        mark_read(m, count, i);
    }
  }
}

static void report(const struct ts_linear_memory *m, struct ts_symbols *symbols) {
  for (uint32_t i = 0; i < m->count; i++) {
    const struct ts_linear_candidate *c = &m->candidate[i];
    struct ts_symbol symbol = c->symbol;
    symbol.confirmed = ts_linear_confirmed(c) || c->proved >= TS_LINEAR_PROVED;
    if (ts_linear_accepted(c, m->i25_lengths))
      (void)ts_symbols_add(symbols, &symbol); /* what does not fit is said by TRUNCATED */
  }
}

struct ts_budget ts_linear_budget(const struct ts_frame *frame) {
  uint64_t pixels = (uint64_t)frame->width * frame->height;
  uint64_t more = pixels > TS_LINEAR_STEPS_PIXELS ? pixels - TS_LINEAR_STEPS_PIXELS : 0;
  return (struct ts_budget){.left = TS_LINEAR_STEPS + more * TS_LINEAR_STEPS_PIXEL};
}

static enum ts_err error_of(const struct reading *r) {
  if (r->passes == 0 || r->failed < r->passes || r->worst == TS_CONFINE_OVERTIME)
    return TS_OK;
  return r->worst == TS_CONFINE_EXHAUSTED ? TS_ERR_READER_MEMORY : TS_ERR_INTERNAL;
}

enum ts_err ts_linear_read(struct ts_linear_memory *memory, const struct ts_pyramid *pyramid,
                           const struct ts_frame *frame, struct ts_stripe_block *block, size_t blocks,
                           struct ts_budget *budget, struct ts_symbols *symbols) {
  struct reading r = {
      .memory = memory, .frame = frame, .pyramid = pyramid, .budget = budget, .worst = TS_CONFINE_DONE};
  memory->count = 0;
  memory->pool_size = 0;
  read_stripes(&r, gather(&r, block, blocks));
  report(memory, symbols);
  symbols->truncated = symbols->truncated || !r.looked || r.overflow || r.failed > 0;
  return error_of(&r);
}
