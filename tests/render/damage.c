/* SPDX-License-Identifier: Apache-2.0 */
#include <math.h>

#include "render/card.h"
#include "render/layout.h"
#include "render/prng.h"

#define TURN 6.2831853f

/* Everything left of a ragged line that crosses the symbol from top to bottom. */
static void ragged_path(cairo_t *cairo, const struct ts_card_plan *plan, float part, float inset,
                        uint64_t seed) {
  struct ts_rng rng = ts_rng_make(seed, 5);
  uint32_t lattice = (uint32_t)ts_rng_next(&rng);
  float lean = ts_rng_between(&rng, -0.2f, 0.2f) * plan->symbol.width;
  float middle = plan->symbol.x + part * plan->symbol.width + inset;
  float reach = plan->height / 2 + 3, far = -plan->width / 2 - 40;
  cairo_move_to(cairo, far, -reach);
  for (float y = -reach; y <= reach; y += 0.2f) {
    float x = middle + lean * y / reach + 1.5f * ts_noise(lattice, y / 6, inset) +
              0.45f * ts_noise(lattice + 1, y / 0.9f, inset * 2.3f);
    cairo_line_to(cairo, x, y);
  }
  cairo_line_to(cairo, far, reach);
  cairo_close_path(cairo);
}

static void tear(cairo_t *cairo, const struct ts_card_plan *plan, float part, uint64_t seed) {
  cairo_save(cairo);
  /* The paper's core shows beside the tear: white, with a shaded lip. */
  cairo_set_operator(cairo, CAIRO_OPERATOR_ATOP);
  ragged_path(cairo, plan, part, 1.0f, seed);
  cairo_set_source_rgb(cairo, 0.93, 0.92, 0.89);
  cairo_fill_preserve(cairo);
  cairo_set_line_width(cairo, 0.16);
  cairo_set_source_rgba(cairo, 0, 0, 0, 0.28);
  cairo_stroke(cairo);
  cairo_set_operator(cairo, CAIRO_OPERATOR_CLEAR);
  ragged_path(cairo, plan, part, 0, seed);
  cairo_fill(cairo);
  cairo_restore(cairo);
}

/* Strokes run mostly along a linear symbol's bars: across them they would leave every bar readable. */
static void scratch(cairo_t *cairo, const struct ts_card_plan *plan, float part, uint64_t seed) {
  struct ts_rng rng = ts_rng_make(seed, 6);
  float area = 0, wanted = part * plan->symbol.width * plan->symbol.height * 1.1f;
  cairo_save(cairo);
  cairo_set_operator(cairo, CAIRO_OPERATOR_ATOP);
  cairo_set_line_cap(cairo, CAIRO_LINE_CAP_ROUND);
  while (area < wanted) {
    float x = plan->symbol.x + plan->symbol.width * ts_rng_between(&rng, 0, 1);
    float y = plan->symbol.y + plan->symbol.height * ts_rng_between(&rng, 0.25f, 0.75f);
    float length = plan->symbol.height * ts_rng_between(&rng, 0.7f, 1.3f);
    float lean = length * ts_rng_between(&rng, -0.22f, 0.22f);
    float width = ts_rng_between(&rng, 0.12f, 0.95f);
    float shade = ts_rng_between(&rng, 0.80f, 0.94f);
    cairo_move_to(cairo, x - lean / 2, y - length / 2);
    cairo_curve_to(cairo, x, y - length / 6, x + lean / 4, y + length / 6, x + lean / 2, y + length / 2);
    cairo_set_source_rgba(cairo, shade, shade, shade * 0.97f, 0.95);
    cairo_set_line_width(cairo, width);
    cairo_stroke(cairo);
    area += length * width;
  }
  cairo_restore(cairo);
}

static void blot(cairo_t *cairo, float x, float y, float wide, float high, uint32_t lattice) {
  for (int i = 0; i <= 90; i++) {
    float angle = TURN * (float)i / 90;
    float reach = 1 + 0.22f * ts_noise(lattice, 2 + 1.6f * cosf(angle), 2 + 1.6f * sinf(angle)) +
                  0.08f * ts_noise(lattice + 1, 5 * cosf(angle), 5 * sinf(angle));
    cairo_line_to(cairo, x + wide * reach * cosf(angle), y + high * reach * sinf(angle));
  }
  cairo_close_path(cairo);
}

static void ink(cairo_t *cairo, const struct ts_card_plan *plan, float part, uint64_t seed) {
  struct ts_rng rng = ts_rng_make(seed, 7);
  uint32_t lattice = (uint32_t)ts_rng_next(&rng);
  const struct ts_box *box = &plan->symbol;
  bool flat = box->width > 2 * box->height; /* a linear symbol must be cut from top to bottom */
  float wide = box->width * (flat ? part : sqrtf(part)) * 0.56f;
  float high = flat ? box->height * 1.2f : box->height * sqrtf(part) * 0.56f;
  float x = box->x + box->width * ts_rng_between(&rng, 0.4f, 0.6f);
  float y = box->y + box->height * ts_rng_between(&rng, 0.45f, 0.55f);
  cairo_save(cairo);
  cairo_set_operator(cairo, CAIRO_OPERATOR_ATOP);
  cairo_set_source_rgb(cairo, 0.05, 0.06, 0.17); /* opaque: readers see bars through the faintest rest */
  blot(cairo, x, y, wide, high, lattice);
  for (int i = 0; i < 14; i++) {
    float angle = ts_rng_between(&rng, 0, TURN), away = ts_rng_between(&rng, 1.1f, 1.9f);
    float size = ts_rng_between(&rng, 0.15f, 1.1f) / away;
    cairo_new_sub_path(cairo);
    blot(cairo, x + wide * away * cosf(angle), y + high * away * sinf(angle), size, size,
         lattice + 9 + (uint32_t)i);
  }
  cairo_fill(cairo);
  cairo_restore(cairo);
}

void ts_damage_draw(cairo_t *cairo, const struct ts_scene_card *card, const struct ts_card_plan *plan,
                    uint64_t seed) {
  switch (card->damage) {
  case TS_DAMAGE_TEAR:
    tear(cairo, plan, card->damage_part, seed);
    break;
  case TS_DAMAGE_SCRATCH:
    scratch(cairo, plan, card->damage_part, seed);
    break;
  case TS_DAMAGE_INK:
    ink(cairo, plan, card->damage_part, seed);
    break;
  case TS_DAMAGE_NONE:
    break;
  }
}

void ts_damage_cover(cairo_t *cairo, const struct ts_scene_card *card, const struct ts_card_plan *plan,
                     uint64_t seed) {
  struct ts_rng rng = ts_rng_make(seed, 8);
  const struct ts_box *box = &plan->symbol;
  float wide = box->width * card->cover_part + 1.5f, high = box->height * 1.12f + 1;
  cairo_save(cairo);
  cairo_set_operator(cairo, CAIRO_OPERATOR_ATOP); /* a sticker that is wider than the card is cut with it */
  cairo_translate(cairo, box->x + box->width - box->width * card->cover_part + wide / 2,
                  box->y + box->height / 2);
  cairo_rotate(cairo, ts_rng_between(&rng, -0.05f, 0.05f));
  for (int i = 3; i > 0; i--) {
    cairo_rectangle(cairo, -wide / 2 - 0.15 * i + 0.2, -high / 2 - 0.15 * i + 0.3, wide + 0.3 * i,
                    high + 0.3 * i);
    cairo_set_source_rgba(cairo, 0, 0, 0, 0.10);
    cairo_fill(cairo);
  }
  cairo_rectangle(cairo, -wide / 2, -high / 2, wide, high);
  cairo_set_source_rgb(cairo, 0.93, 0.40, 0.16);
  cairo_fill(cairo);
  const char *words = "SALE";
  float size = ts_words_width(cairo, TS_WORDS_CAPTION, words);
  double grow = fmin(2.5, 0.8 * fmax(wide, high) / size);
  if (high > wide)
    cairo_rotate(cairo, -1.5707963);
  cairo_scale(cairo, grow, grow);
  cairo_move_to(cairo, -size / 2, 0.35 * TS_CAPTION_MM);
  cairo_set_source_rgb(cairo, 1, 0.97, 0.9);
  cairo_show_text(cairo, words);
  cairo_restore(cairo);
}
