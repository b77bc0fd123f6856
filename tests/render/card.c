/* SPDX-License-Identifier: Apache-2.0 */
#include "render/card.h"

#include <math.h>
#include <string.h>

#include "render/layout.h"
#include "render/prng.h"

#define MARGIN 1.5f  /* mm of nothing around a card, so that its edge is filtered against nothing */
#define THREAD 24.0f /* mm that a thread reaches beyond the card's left edge */
#define HOLE_RADIUS 1.7f
#define TEXELS_MAX 2200 /* a side of a texture */

/* As on screen, 0 to 1. */
static const double PAPER[][3] = {
    [TS_PAPER_WHITE] = {0.965, 0.96, 0.95},
    [TS_PAPER_CREAM] = {0.955, 0.925, 0.85},
    [TS_PAPER_KRAFT] = {0.76, 0.63, 0.48},
    [TS_PAPER_GRAY] = {0.80, 0.80, 0.81},
};
static const double INK[3] = {0.10, 0.095, 0.10};

static void set_colour(cairo_t *cairo, const double rgb[3]) {
  cairo_set_source_rgb(cairo, rgb[0], rgb[1], rgb[2]);
}

static void round_box(cairo_t *cairo, double x, double y, double width, double height, double radius) {
  const double quarter = 1.5707963267948966;
  cairo_new_sub_path(cairo);
  cairo_arc(cairo, x + width - radius, y + radius, radius, -quarter, 0);
  cairo_arc(cairo, x + width - radius, y + height - radius, radius, 0, quarter);
  cairo_arc(cairo, x + radius, y + height - radius, radius, quarter, 2 * quarter);
  cairo_arc(cairo, x + radius, y + radius, radius, 2 * quarter, 3 * quarter);
  cairo_close_path(cairo);
}

static void card_outline(cairo_t *cairo, const struct ts_scene_card *card, const struct ts_card_plan *plan,
                         float inset) {
  float width = plan->width - 2 * inset, height = plan->height - 2 * inset;
  float radius = fminf(card->radius_mm, 0.5f * fminf(plan->width, plan->height)) - inset;
  round_box(cairo, -width / 2, -height / 2, width, height, fmaxf(radius, 0.01f));
}

static void draw_modules(cairo_t *cairo, const struct ts_card_plan *plan) {
  const struct ts_modules *modules = &plan->modules;
  double wide = plan->symbol.width / (float)modules->columns;
  double high = plan->symbol.height / (float)modules->rows;
  /* Runs of dark modules, without antialiasing: modules meet texels exactly. */
  cairo_set_antialias(cairo, CAIRO_ANTIALIAS_NONE);
  for (int row = 0; row < modules->rows; row++)
    for (int column = 0; column < modules->columns; column++) {
      int end = column;
      while (end < modules->columns && modules->dark[row * modules->columns + end])
        end++;
      if (end == column)
        continue;
      cairo_rectangle(cairo, plan->symbol.x + column * wide, plan->symbol.y + row * high,
                      (end - column) * wide, high);
      column = end;
    }
  cairo_fill(cairo);
  cairo_set_antialias(cairo, CAIRO_ANTIALIAS_DEFAULT);
}

static void draw_text(cairo_t *cairo, const struct ts_card_plan *plan, enum ts_words words, const char *text,
                      float baseline) {
  float x = plan->words_x;
  if (plan->words_centred)
    x -= ts_words_width(cairo, words, text) / 2;
  ts_words_font(cairo, words);
  cairo_move_to(cairo, x, baseline);
  cairo_show_text(cairo, text);
}

/* Brand name with a lozenge before it and a fine rule below. */
static void draw_caption(cairo_t *cairo, const struct ts_card_plan *plan, const char *caption) {
  float width = ts_words_width(cairo, TS_WORDS_CAPTION, caption) + TS_EMBLEM_MM;
  float left = plan->words_centred ? plan->words_x - width / 2 : plan->words_x;
  float base = plan->caption_top + TS_CAPTION_MM;
  float middle = base - 0.36f * TS_CAPTION_MM;
  for (int i = 0; i < 2; i++) {
    float reach = i ? 0.75f : 1.6f;
    cairo_move_to(cairo, left + 1.7f, middle - reach);
    cairo_rel_line_to(cairo, reach, reach);
    cairo_rel_line_to(cairo, -reach, reach);
    cairo_rel_line_to(cairo, -reach, -reach);
    cairo_close_path(cairo);
  }
  cairo_set_line_width(cairo, 0.22);
  cairo_stroke(cairo);
  ts_words_font(cairo, TS_WORDS_CAPTION);
  cairo_move_to(cairo, left + TS_EMBLEM_MM, base);
  cairo_show_text(cairo, caption);
  cairo_rectangle(cairo, left, base + 1.15f, width, 0.14);
  cairo_fill(cairo);
}

static void draw_words(cairo_t *cairo, const struct ts_scene_card *card, const struct ts_card_plan *plan) {
  if (card->caption)
    draw_caption(cairo, plan, card->caption);
  float baseline = plan->lines_top + TS_LINE_STEP_MM - 0.9f;
  if (plan->modules.words[0]) {
    draw_text(cairo, plan, TS_WORDS_HRI, plan->modules.words, baseline);
    baseline += TS_LINE_STEP_MM;
  }
  for (int i = 0; i < TS_SCENE_LINES && card->line[i]; i++) {
    draw_text(cairo, plan, TS_WORDS_LINE, card->line[i], baseline);
    baseline += TS_LINE_STEP_MM;
  }
}

static void draw_label(cairo_t *cairo, const struct ts_card_plan *plan) {
  double scale = (double)plan->width / cairo_image_surface_get_width(plan->label);
  cairo_save(cairo);
  cairo_translate(cairo, -plan->width / 2, -plan->height / 2);
  cairo_scale(cairo, scale, scale);
  cairo_set_source_surface(cairo, plan->label, 0, 0);
  cairo_pattern_set_filter(cairo_get_source(cairo), CAIRO_FILTER_GOOD);
  cairo_paint(cairo);
  cairo_restore(cairo);
}

static float hole_x(const struct ts_card_plan *plan) {
  return -plan->width / 2 + 4.6f;
}

static void draw_hole(cairo_t *cairo, const struct ts_card_plan *plan) {
  cairo_new_path(cairo);
  cairo_arc(cairo, hole_x(plan), 0, HOLE_RADIUS + 0.55f, 0, 6.2831853);
  cairo_set_source_rgb(cairo, 0.72, 0.60, 0.36); /* a brass eyelet */
  cairo_fill_preserve(cairo);
  cairo_set_source_rgb(cairo, 0.45, 0.36, 0.20);
  cairo_set_line_width(cairo, 0.12);
  cairo_stroke(cairo);
  cairo_arc(cairo, hole_x(plan), 0, HOLE_RADIUS + 0.3f, 2.6, 4.9);
  cairo_set_source_rgb(cairo, 0.97, 0.90, 0.70);
  cairo_set_line_width(cairo, 0.18);
  cairo_stroke(cairo);
  cairo_arc(cairo, hole_x(plan), 0, HOLE_RADIUS, 0, 6.2831853);
  cairo_set_operator(cairo, CAIRO_OPERATOR_CLEAR);
  cairo_fill(cairo);
  cairo_set_operator(cairo, CAIRO_OPERATOR_OVER);
}

static void thread_path(cairo_t *cairo, const struct ts_card_plan *plan, struct ts_rng *rng) {
  float edge = -plan->width / 2;
  float end = edge - THREAD + ts_rng_between(rng, 1.5f, 4);
  float high = ts_rng_between(rng, 5, 9), low = ts_rng_between(rng, 4, 8);
  cairo_move_to(cairo, hole_x(plan), 0);
  cairo_curve_to(cairo, edge - 4, -1.5, edge - 9, -high, end + 4, -high);
  cairo_curve_to(cairo, end - 2, -high, end - 1, low, end + 5, low);
  cairo_curve_to(cairo, edge - 8, low, edge - 5, 1.5, hole_x(plan), 0.3);
}

static void stroke_thread(cairo_t *cairo, const struct ts_card_plan *plan, uint64_t seed, bool shadow) {
  static const double colours[3][3] = {{0.62, 0.10, 0.13}, {0.16, 0.16, 0.19}, {0.83, 0.70, 0.42}};
  struct ts_rng rng = ts_rng_make(seed, 3);
  const double *colour = colours[ts_rng_next(&rng) % 3];
  cairo_save(cairo);
  cairo_set_line_cap(cairo, CAIRO_LINE_CAP_ROUND);
  if (shadow)
    cairo_translate(cairo, 0.35, 0.45);
  thread_path(cairo, plan, &rng);
  if (shadow) {
    cairo_set_source_rgba(cairo, 0, 0, 0, 0.45);
    cairo_set_line_width(cairo, 0.9);
    cairo_stroke(cairo);
  } else {
    const double twist[2] = {0.42, 0.28};
    cairo_set_source_rgb(cairo, colour[0] * 0.72, colour[1] * 0.72, colour[2] * 0.72);
    cairo_set_line_width(cairo, 0.72);
    cairo_stroke_preserve(cairo);
    cairo_set_line_cap(cairo, CAIRO_LINE_CAP_BUTT);
    cairo_set_dash(cairo, twist, 2, 0);
    cairo_set_source_rgb(cairo, fmin(1, colour[0] * 1.12), fmin(1, colour[1] * 1.12),
                         fmin(1, colour[2] * 1.12));
    cairo_set_line_width(cairo, 0.5);
    cairo_stroke(cairo);
  }
  cairo_restore(cairo);
}

static void draw_paper(cairo_t *cairo, const struct ts_scene_card *card, const struct ts_card_plan *plan) {
  card_outline(cairo, card, plan, 0);
  set_colour(cairo, card->invert ? INK : PAPER[card->paper]);
  cairo_fill(cairo);
  set_colour(cairo, card->invert ? PAPER[card->paper] : INK);
  if (card->symbol == TS_SYMBOL_LABEL) {
    cairo_save(cairo);
    card_outline(cairo, card, plan, 0);
    cairo_clip(cairo);
    draw_label(cairo, plan);
    cairo_restore(cairo);
  } else {
    if (plan->modules.rows)
      draw_modules(cairo, plan);
    draw_words(cairo, card, plan);
  }
  if (card->border) {
    card_outline(cairo, card, plan, 0.8f);
    cairo_set_line_width(cairo, 0.18);
    cairo_stroke(cairo);
  }
  /* The cut edge catches light at the top left and lies in shade at the bottom right. */
  for (int side = 0; side < 2; side++) {
    cairo_save(cairo);
    /* One side of the diagonal from the bottom left corner to the top right one, far beyond both. */
    double reach_x = 4.0 * plan->width, reach_y = 4.0 * plan->height, sign = side ? 1 : -1;
    cairo_move_to(cairo, -reach_x, reach_y);
    cairo_line_to(cairo, reach_x, -reach_y);
    cairo_line_to(cairo, sign * reach_x, sign * reach_y);
    cairo_clip(cairo);
    card_outline(cairo, card, plan, 0.09f);
    cairo_set_line_width(cairo, 0.18);
    cairo_set_source_rgba(cairo, side ? 0 : 1, side ? 0 : 1, side ? 0 : 1, side ? 0.22 : 0.6);
    cairo_stroke(cairo);
    cairo_restore(cairo);
  }
}

/* Fibres of the paper, on card and print alike. */
static void add_grain(cairo_surface_t *surface, float texels_per_mm, enum ts_scene_paper paper,
                      uint64_t seed) {
  cairo_surface_flush(surface);
  unsigned char *data = cairo_image_surface_get_data(surface);
  int width = cairo_image_surface_get_width(surface), height = cairo_image_surface_get_height(surface);
  int stride = cairo_image_surface_get_stride(surface);
  struct ts_rng rng = ts_rng_make(seed, 4);
  uint32_t lattice = (uint32_t)ts_rng_next(&rng);
  float strength = paper == TS_PAPER_KRAFT ? 9.0f : 3.0f;
  float per_mm = 1 / texels_per_mm;
  for (int y = 0; y < height; y++)
    for (int x = 0; x < width; x++) {
      unsigned char *texel = data + (ptrdiff_t)y * stride + (ptrdiff_t)x * 4;
      uint32_t argb;
      memcpy(&argb, texel, sizeof argb);
      if (argb >> 24 != 255)
        continue;
      float grain = strength * ts_noise(lattice, (float)x * per_mm * 1.6f, (float)y * per_mm * 3.1f);
      int step = (int)(grain + 4 * ts_noise_cell(lattice, x, y)) - 2;
      for (int c = 0; c < 24; c += 8) {
        int value = (int)(argb >> c & 255) + step;
        argb = (argb & ~(255u << c)) | (uint32_t)(value < 0 ? 0 : value > 255 ? 255 : value) << c;
      }
      memcpy(texel, &argb, sizeof argb);
    }
  cairo_surface_mark_dirty(surface);
}

/* A torn tag has lost it, and beyond a bent card there is no sheet that it could lie on. */
static bool has_thread(const struct ts_scene_card *card) {
  return card->thread && card->damage != TS_DAMAGE_TEAR && card->bend_deg <= 0;
}

static void draw_all(cairo_t *cairo, const struct ts_scene_card *card, const struct ts_card_plan *plan,
                     uint64_t seed) {
  bool thread = has_thread(card);
  if (thread)
    stroke_thread(cairo, plan, seed, true);
  draw_paper(cairo, card, plan);
  if (card->damage != TS_DAMAGE_NONE)
    ts_damage_draw(cairo, card, plan, seed);
  if ((card->hole || card->thread) && card->damage != TS_DAMAGE_TEAR)
    draw_hole(cairo, plan);
  if (card->cover_part > 0)
    ts_damage_cover(cairo, card, plan, seed);
  if (thread)
    stroke_thread(cairo, plan, seed, false);
}

/* Fixes the texture's scale and place so that a module is a whole number of texels and starts on one. */
static void place_texels(const struct ts_scene_card *card, const struct ts_card_plan *plan,
                         float texels_per_mm, struct ts_sprite *sprite, int *width, int *height) {
  float left = plan->width / 2 + MARGIN + (has_thread(card) ? THREAD : 0);
  float wide = left + plan->width / 2 + MARGIN, high = plan->height + 2 * MARGIN;
  float module = card->module_mm;
  float scale =
      plan->modules.rows ? fmaxf(6, ceilf(module * texels_per_mm)) / module : fmaxf(4, texels_per_mm);
  scale = fminf(scale, (TEXELS_MAX - 4) / fmaxf(wide, high));
  sprite->texels_per_mm = scale;
  sprite->left = plan->symbol.x - ceilf((plan->symbol.x + left) * scale) / scale;
  sprite->top = plan->symbol.y - ceilf((plan->symbol.y + high / 2) * scale) / scale;
  *width = (int)ceilf((plan->width / 2 + MARGIN - sprite->left) * scale);
  *height = (int)ceilf((high / 2 - sprite->top) * scale);
}

enum ts_render_err ts_card_draw(const struct ts_scene_card *card, const struct ts_card_plan *plan,
                                float texels_per_mm, uint64_t seed, struct ts_sprite *sprite,
                                struct ts_render_error *error) {
  *sprite = (struct ts_sprite){0};
  int width, height;
  place_texels(card, plan, texels_per_mm, sprite, &width, &height);
  cairo_surface_t *surface = cairo_image_surface_create(CAIRO_FORMAT_ARGB32, width, height);
  cairo_t *cairo = cairo_create(surface);
  cairo_scale(cairo, sprite->texels_per_mm, sprite->texels_per_mm);
  cairo_translate(cairo, -sprite->left, -sprite->top);
  draw_all(cairo, card, plan, seed);
  cairo_status_t status = cairo_status(cairo);
  cairo_destroy(cairo);
  enum ts_render_err err = TS_RENDER_OK;
  if (status != CAIRO_STATUS_SUCCESS) {
    err = ts_render_fail(error, TS_RENDER_MEMORY, "card: %s", cairo_status_to_string(status));
  } else {
    if (card->symbol != TS_SYMBOL_LABEL)
      add_grain(surface, sprite->texels_per_mm, card->paper, seed);
    if (!ts_texture_from_cairo(&sprite->texture, surface))
      err = ts_render_fail(error, TS_RENDER_MEMORY, "no memory for the card");
  }
  cairo_surface_destroy(surface);
  return err;
}
