/* SPDX-License-Identifier: Apache-2.0 */
#include "vision/triple.h"

#include <math.h>
#include <string.h>

#define CROWD 50 /* with more finders than that, only near ones are put together */
#define NEAR 12  /* in a crowd */
#define NEAR_MAX CROWD
#define SIZE_RATIO 2.2f       /* of two modules' sizes, the corner's to another's */
#define SIZE_RATIO_FAR 2.5f   /* of the two others */
#define SIDE_RATIO 2.6f       /* of the two sides */
#define COSINE 0.78f          /* of the angle at the corner */
#define SIDE_MODULES_MIN 9.0f /* version 1 has 14; foreshortened */
#define SIDE_MODULES_MAX 190.0f
#define COST_PAIR 20u
#define COST_TRIPLE 80u

struct near {
  uint16_t index;
  float distance;
};

static float ratio(float a, float b) {
  return a > b ? a / b : b / a;
}

/* The logarithm of a ratio of 1 to 3, within a tenth. */
static float log_ratio(float r) {
  return 2 * (r - 1) / (r + 1);
}

/* The finders that may stand at the ends of sides from finder I on, nearest first; at most MOST. */
static size_t neighbours(const struct ts_finder *finder, size_t count, size_t i, size_t most,
                         struct near *out) {
  const struct ts_finder *f = &finder[i];
  size_t n = 0;
  for (size_t j = 0; j < count; j++) {
    const struct ts_finder *g = &finder[j];
    if (j == i || g->inverted != f->inverted || ratio(f->module, g->module) > SIZE_RATIO)
      continue;
    float dx = g->x - f->x, dy = g->y - f->y, distance = sqrtf(dx * dx + dy * dy);
    if (distance < SIDE_MODULES_MIN * 0.5f * (f->module + g->module) ||
        (n == most && distance >= out[n - 1].distance))
      continue;
    size_t at = n < most ? n++ : n - 1;
    for (; at > 0 && out[at - 1].distance > distance; at--)
      out[at] = out[at - 1];
    out[at] = (struct near){.index = (uint16_t)j, .distance = distance};
  }
  return n;
}

/* Keeps OUT[*COUNT] sorted; the worst falls off its end. */
static void keep(struct ts_triple *out, size_t *count, struct ts_triple triple) {
  if (*count == TS_TRIPLES_MAX && triple.doubt >= out[*count - 1].doubt)
    return;
  size_t low = 0, high = *count;
  while (low < high) {
    size_t middle = (low + high) / 2;
    if (out[middle].doubt <= triple.doubt)
      low = middle + 1;
    else
      high = middle;
  }
  *count += *count < TS_TRIPLES_MAX;
  memmove(out + low + 1, out + low, (*count - 1 - low) * sizeof *out);
  out[low] = triple;
}

static void consider(const struct ts_finder *finder, size_t i, const struct near *j, const struct near *k,
                     struct ts_triple *out, size_t *count) {
  const struct ts_finder *a = &finder[i], *b = &finder[j->index], *c = &finder[k->index];
  float size_b = ratio(a->module, b->module), size_c = ratio(a->module, c->module);
  float module = (a->module + b->module + c->module) / 3, sides = ratio(j->distance, k->distance);
  if (ratio(b->module, c->module) > SIZE_RATIO_FAR || sides > SIDE_RATIO ||
      j->distance < SIDE_MODULES_MIN * module || k->distance < SIDE_MODULES_MIN * module ||
      j->distance > SIDE_MODULES_MAX * module || k->distance > SIDE_MODULES_MAX * module)
    return;
  float bx = b->x - a->x, by = b->y - a->y, cx = c->x - a->x, cy = c->y - a->y;
  float cosine = (bx * cx + by * cy) / (j->distance * k->distance);
  cosine = cosine < 0 ? -cosine : cosine;
  if (cosine > COSINE)
    return;
  float doubt = 0.7f * log_ratio(sides) + 0.8f * cosine + 0.8f * (log_ratio(size_b) + log_ratio(size_c)) +
                0.003f * (j->distance + k->distance) / module +
                0.15f * (3 - a->certainty - b->certainty - c->certainty);
  bool clockwise = bx * cy - by * cx > 0;
  keep(out, count,
       (struct ts_triple){.corner = (uint16_t)i,
                          .right = clockwise ? j->index : k->index,
                          .below = clockwise ? k->index : j->index,
                          .doubt = doubt});
}

size_t ts_triples_find(const struct ts_finder *finder, size_t count, struct ts_triple *out,
                       struct ts_budget *budget) {
  struct near near[NEAR_MAX];
  size_t found = 0, most = count > CROWD ? NEAR : NEAR_MAX;
  for (size_t i = 0; i < count; i++) {
    if (!ts_budget_take(budget, count * COST_PAIR))
      break;
    size_t n = neighbours(finder, count, i, most, near);
    if (!ts_budget_take(budget, n * n / 2 * COST_TRIPLE))
      break;
    for (size_t j = 0; j < n; j++)
      for (size_t k = j + 1; k < n; k++)
        consider(finder, i, &near[j], &near[k], out, &found);
  }
  return found;
}
