/* SPDX-License-Identifier: Apache-2.0 */
#include "vision/stripe.h"

#include <math.h>
#include <string.h>

#define SAMPLES 16          /* places in a block at which the gradient is taken */
#define ENERGY_MIN 1500     /* sum of squared differences of a striped block: about 7 gray levels each */
#define COHERENCE_MIN 0.70f /* 1: all gradients of a block are parallel */
#define ALIKE 0.75f         /* cosine of twice the angle between blocks of one stripe: 20 degrees */
#define REACH 2             /* blocks that a stripe may skip: wide bars */
#define BLOCKS_MIN 8
#define LENGTH_MIN 36.0f /* pixels of the level: shorter than any code */
#define HEIGHT_MIN 6.0f
#define FILLED_MIN 0.30f /* of a stripe's area, by striped blocks */
#define NONE UINT16_MAX  /* block not in a stripe yet */
#define COST_BLOCK 420u
#define COST_GROW 260u

/* ---- blocks ---- */

/* Sums of products of the differences along both diagonals. 2 x 2 pixels each, so that bars of one pixel count. */
struct tensor {
  int32_t aa, bb, ab;
};

static struct tensor tensor_of(const struct ts_level *level, uint32_t x0, uint32_t y0) {
  struct tensor t = {0};
  const uint8_t *row = level->gray + (size_t)y0 * level->stride + x0;
  for (int j = 0; j < 4; j++, row += 2 * (size_t)level->stride) {
    const uint8_t *below = row + level->stride;
    for (int i = j & 1; i < 8; i += 2) { /* odd rows are shifted: no bar's width falls between all samples */
      int32_t a = below[i + 1] - row[i], b = below[i] - row[i + 1];
      t.aa += a * a;
      t.bb += b * b;
      t.ab += a * b;
    }
  }
  return t;
}

/* A gradient at angle f has a ~ cos(f - 45), b ~ sin(f - 45) (in the picture's axes): turned back by twice 45. */
static void classify(struct tensor t, struct ts_stripe_block *out) {
  int32_t energy = t.aa + t.bb;
  out->cosine = out->sine = 0;
  out->next = NONE;
  if (energy < ENERGY_MIN)
    return;
  float difference = (float)(t.aa - t.bb), twice = 2.0f * (float)t.ab;
  float length = sqrtf(difference * difference + twice * twice);
  if (length < COHERENCE_MIN * (float)energy)
    return;
  out->cosine = (int8_t)(-twice / length * 127.0f);
  out->sine = (int8_t)(difference / length * 127.0f);
  if (out->cosine == 0 && out->sine == 0)
    out->cosine = 1;
}

static bool striped(const struct ts_stripe_block *b) {
  return b->cosine != 0 || b->sine != 0;
}

struct field {
  struct ts_stripe_block *block;
  uint32_t columns, rows;
};

static bool classify_all(const struct ts_level *level, struct field *f, struct ts_budget *budget) {
  for (uint32_t j = 0; j < f->rows; j++) {
    if (!ts_budget_take(budget, (uint64_t)f->columns * COST_BLOCK))
      return false;
    for (uint32_t i = 0; i < f->columns; i++)
      classify(tensor_of(level, i * TS_BLOCK, j * TS_BLOCK), &f->block[(size_t)j * f->columns + i]);
  }
  return true;
}

/* ---- groups ---- */

/* A group under way: its blocks are chained by NEXT, the last one pointing to itself. */
struct group {
  uint16_t first, last;
  uint32_t count;
  float cosine, sine; /* sums */
};

static bool alike(const struct group *g, const struct ts_stripe_block *b) {
  float dot = g->cosine * (float)b->cosine + g->sine * (float)b->sine;
  float length = sqrtf(g->cosine * g->cosine + g->sine * g->sine);
  float own = sqrtf((float)b->cosine * (float)b->cosine + (float)b->sine * (float)b->sine);
  return dot > ALIKE * length * own;
}

static void append(struct field *f, struct group *g, uint16_t index) {
  struct ts_stripe_block *b = &f->block[index];
  if (g->count > 0)
    f->block[g->last].next = index;
  else
    g->first = index;
  b->next = index;
  g->last = index;
  g->count++;
  g->cosine += (float)b->cosine;
  g->sine += (float)b->sine;
}

static void look_around(struct field *f, struct group *g, uint32_t column, uint32_t row) {
  uint32_t top = row > REACH ? row - REACH : 0, left = column > REACH ? column - REACH : 0;
  for (uint32_t j = top; j <= row + REACH && j < f->rows; j++)
    for (uint32_t i = left; i <= column + REACH && i < f->columns; i++) {
      size_t index = (size_t)j * f->columns + i;
      struct ts_stripe_block *b = &f->block[index];
      if (striped(b) && b->next == NONE && alike(g, b))
        append(f, g, (uint16_t)index);
    }
}

static struct group grow(struct field *f, uint16_t seed, struct ts_budget *budget) {
  struct group g = {0};
  append(f, &g, seed);
  for (uint16_t at = seed;; at = f->block[at].next) {
    if (!ts_budget_take(budget, COST_GROW))
      break;
    look_around(f, &g, at % f->columns, at / f->columns);
    if (f->block[at].next == at)
      break;
  }
  return g;
}

/* ---- from a group to a stripe ---- */

/* The unit vector whose double angle the sums point to. */
static void half_angle(float cosine, float sine, float *x, float *y) {
  float length = sqrtf(cosine * cosine + sine * sine);
  cosine /= length;
  *x = sqrtf((1 + cosine) / 2);
  *y = sqrtf((1 - cosine) / 2);
  if (sine < 0)
    *y = -*y;
}

/* Where a group's blocks lie along an axis. */
struct spread {
  float low, high, sum, squares;
};

static void add(struct spread *e, float v) {
  e->low = v < e->low ? v : e->low;
  e->high = v > e->high ? v : e->high;
  e->sum += v;
  e->squares += v * v;
}

/* Half the height of something that lies evenly around its mean: what strays is not let to make it higher. */
static float half_of(const struct spread *e, float n) {
  float mean = e->sum / n, variance = e->squares / n - mean * mean;
  return sqrtf(variance > 0 ? 3 * variance : 0) + TS_BLOCK / 2.0f;
}

static bool measure(const struct field *f, const struct group *g, float scale, struct ts_stripe *out) {
  float ux, uy, n = (float)g->count;
  half_angle(g->cosine, g->sine, &ux, &uy);
  struct spread along = {.low = 1e9f, .high = -1e9f}, across = along;
  for (uint16_t at = g->first;; at = f->block[at].next) {
    uint32_t column = at % f->columns, row = at / f->columns;
    float x = ((float)column + 0.5f) * TS_BLOCK, y = ((float)row + 0.5f) * TS_BLOCK;
    add(&along, x * ux + y * uy);
    add(&across, y * ux - x * uy);
    if (f->block[at].next == at)
      break;
  }
  float length = along.high - along.low + TS_BLOCK, height = 2 * half_of(&across, n);
  float s = (along.low + along.high) / 2, t = across.sum / n;
  *out = (struct ts_stripe){.x = (s * ux - t * uy) * scale,
                            .y = (s * uy + t * ux) * scale,
                            .along_x = ux,
                            .along_y = uy,
                            .length = length * scale,
                            .height = height * scale,
                            .scale = scale,
                            .blocks = g->count};
  return length >= LENGTH_MIN && height >= HEIGHT_MIN &&
         n * TS_BLOCK * TS_BLOCK >= FILLED_MIN * length * height;
}

/* Keeps the largest, the earlier one first among equals. */
static void keep(struct ts_stripe *out, size_t *count, const struct ts_stripe *stripe) {
  size_t at = *count;
  if (at == TS_STRIPES_MAX) {
    if (out[at - 1].blocks >= stripe->blocks)
      return;
    at--;
  } else {
    ++*count;
  }
  for (; at > 0 && out[at - 1].blocks < stripe->blocks; at--)
    out[at] = out[at - 1];
  out[at] = *stripe;
}

size_t ts_stripes_find(const struct ts_level *level, struct ts_stripe_block *block, size_t capacity,
                       struct ts_stripe *out, struct ts_budget *budget) {
  struct field f = {.block = block};
  size_t count = 0;
  if (level->width < TS_BLOCK + 1 || level->height < TS_BLOCK + 1 || level->width > TS_STRIPE_SIDE_MAX ||
      level->height > TS_STRIPE_SIDE_MAX)
    return 0;
  f.columns = (level->width - 1) / TS_BLOCK;
  f.rows = (level->height - 1) / TS_BLOCK;
  size_t blocks = (size_t)f.columns * f.rows;
  if (blocks > capacity || blocks >= NONE || !classify_all(level, &f, budget))
    return 0;
  for (size_t i = 0; i < blocks && !budget->spent; i++) {
    if (!striped(&block[i]) || block[i].next != NONE)
      continue;
    struct ts_stripe stripe;
    struct group g = grow(&f, (uint16_t)i, budget);
    if (g.count >= BLOCKS_MIN && measure(&f, &g, level->scale, &stripe))
      keep(out, &count, &stripe);
  }
  return count;
}
