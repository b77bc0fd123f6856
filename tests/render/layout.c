/* SPDX-License-Identifier: Apache-2.0 */
#include "render/layout.h"

#include <fontconfig/fontconfig.h>
#include <math.h>

#include "render/card.h"

#define PAD 2.4f   /* mm between the edge and what is printed */
#define STRIP 8.0f /* mm kept free for the hole */

void ts_words_font(cairo_t *cairo, enum ts_words words) {
  static const struct {
    const char *family;
    cairo_font_weight_t weight;
    double size;
  } FONTS[] = {
      [TS_WORDS_CAPTION] = {"serif", CAIRO_FONT_WEIGHT_NORMAL, TS_CAPTION_MM},
      [TS_WORDS_LINE] = {"sans-serif", CAIRO_FONT_WEIGHT_NORMAL, TS_LINE_MM},
      [TS_WORDS_HRI] = {"monospace", CAIRO_FONT_WEIGHT_NORMAL, TS_LINE_MM},
  };
  cairo_select_font_face(cairo, FONTS[words].family, CAIRO_FONT_SLANT_NORMAL, FONTS[words].weight);
  cairo_set_font_size(cairo, FONTS[words].size);
  /* Without hints a word is as wide at every scale, so that what is measured is what is drawn. */
  cairo_font_options_t *options = cairo_font_options_create();
  cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE);
  cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF);
  cairo_font_options_set_antialias(options, CAIRO_ANTIALIAS_GRAY);
  cairo_set_font_options(cairo, options);
  cairo_font_options_destroy(options);
}

float ts_words_width(cairo_t *cairo, enum ts_words words, const char *text) {
  cairo_text_extents_t extents;
  ts_words_font(cairo, words);
  cairo_text_extents(cairo, text, &extents);
  return (float)extents.x_advance;
}

static float words_width(cairo_t *cairo, const struct ts_scene_card *card, const struct ts_card_plan *plan) {
  float width = 0;
  if (card->caption)
    width = ts_words_width(cairo, TS_WORDS_CAPTION, card->caption) + TS_EMBLEM_MM;
  if (plan->modules.words[0])
    width = fmaxf(width, ts_words_width(cairo, TS_WORDS_HRI, plan->modules.words));
  for (int i = 0; i < TS_SCENE_LINES && card->line[i]; i++)
    width = fmaxf(width, ts_words_width(cairo, TS_WORDS_LINE, card->line[i]));
  return width;
}

static float lines_height(const struct ts_scene_card *card, const struct ts_card_plan *plan) {
  int lines = plan->modules.words[0] ? 1 : 0;
  for (int i = 0; i < TS_SCENE_LINES && card->line[i]; i++)
    lines++;
  return (float)lines * TS_LINE_STEP_MM;
}

/* What has to find room on a card, mm. */
struct parts {
  float strip, quiet, words, caption, lines;
};

/* A QR symbol at the left, all words at its right. */
static void beside(struct ts_card_plan *plan, const struct parts *parts) {
  float side = plan->symbol.width, text = parts->caption + parts->lines;
  plan->width =
      parts->strip + 2 * PAD + 2 * parts->quiet + side + (parts->words > 0 ? parts->words + PAD : 0);
  plan->height = fmaxf(side + 2 * parts->quiet, text) + 2 * PAD;
  plan->symbol.x = -plan->width / 2 + parts->strip + PAD + parts->quiet;
  plan->symbol.y = -side / 2;
  plan->words_x = plan->symbol.x + side + parts->quiet + PAD;
  plan->caption_top = -text / 2;
  plan->lines_top = plan->caption_top + parts->caption;
}

/* The caption above the symbol, the lines below it. */
static void stacked(struct ts_card_plan *plan, const struct parts *parts) {
  float above = plan->modules.rows == 1 ? 1 : parts->quiet; /* linear symbols need no quiet zone there */
  plan->width = parts->strip + 2 * PAD + fmaxf(plan->symbol.width + 2 * parts->quiet, parts->words);
  plan->height = 2 * PAD + parts->caption + plan->symbol.height + 2 * above + parts->lines;
  plan->words_centred = true;
  plan->words_x = parts->strip / 2;
  plan->caption_top = -plan->height / 2 + PAD;
  plan->symbol.x = parts->strip / 2 - plan->symbol.width / 2;
  plan->symbol.y = plan->caption_top + parts->caption + above;
  plan->lines_top = plan->symbol.y + plan->symbol.height + above;
}

static enum ts_render_err measure_label(const struct ts_scene_card *card, struct ts_card_plan *plan,
                                        struct ts_render_error *error) {
  plan->label = cairo_image_surface_create_from_png(card->text);
  cairo_status_t status = cairo_surface_status(plan->label);
  if (status != CAIRO_STATUS_SUCCESS)
    return ts_render_fail(error, TS_RENDER_LABEL, "label %s: %s", card->text, cairo_status_to_string(status));
  plan->width = card->width_mm;
  plan->height = card->width_mm * (float)cairo_image_surface_get_height(plan->label) /
                 (float)cairo_image_surface_get_width(plan->label);
  if (plan->height > 500)
    return ts_render_fail(error, TS_RENDER_LABEL, "label %s: would be %.0f mm high", card->text,
                          (double)plan->height);
  plan->symbol = (struct ts_box){-plan->width / 2, -plan->height / 2, plan->width, plan->height};
  return TS_RENDER_OK;
}

enum ts_render_err ts_card_measure(const struct ts_scene_card *card, struct ts_card_plan *plan,
                                   struct ts_render_error *error) {
  *plan = (struct ts_card_plan){0};
  if (card->symbol == TS_SYMBOL_LABEL)
    return measure_label(card, plan, error);
  enum ts_render_err err = ts_modules_make(card, &plan->modules, error);
  if (err)
    return err;
  cairo_surface_t *scratch = cairo_image_surface_create(CAIRO_FORMAT_ARGB32, 1, 1);
  cairo_t *cairo = cairo_create(scratch);
  float words = words_width(cairo, card, plan);
  err =
      cairo_status(cairo) == CAIRO_STATUS_SUCCESS
          ? TS_RENDER_OK
          : ts_render_fail(error, TS_RENDER_USAGE, "words: %s", cairo_status_to_string(cairo_status(cairo)));
  cairo_destroy(cairo);
  cairo_surface_destroy(scratch);

  bool linear = plan->modules.rows == 1;
  plan->symbol.width = (float)plan->modules.columns * card->module_mm;
  plan->symbol.height = linear ? card->bar_mm : (float)plan->modules.rows * card->module_mm;
  const struct parts parts = {
      .strip = card->hole || card->thread ? STRIP : 0,
      .quiet = (float)plan->modules.quiet * card->module_mm,
      .words = words,
      .caption = card->caption ? TS_CAPTION_STEP_MM : 0,
      .lines = lines_height(card, plan),
  };
  if (plan->modules.rows > 1 && !card->below)
    beside(plan, &parts);
  else
    stacked(plan, &parts);
  return err;
}

void ts_card_plan_free(struct ts_card_plan *plan) {
  ts_modules_free(&plan->modules);
  cairo_surface_destroy(plan->label); /* NULL is fine */
  *plan = (struct ts_card_plan){0};
}

void ts_render_close(void) {
  cairo_debug_reset_static_data();
  FcFini();
}
