/* SPDX-License-Identifier: Apache-2.0 */
#include "host-tools/label_type.h"

#include <stdint.h>
#include <string.h>

#define GARAMOND "EB Garamond 08"
#define LETTER_SPACE 0.16 /* of the heading's size */

static const struct {
  const char *family;
  bool italic;
  double gray;
} types[] = {
    [TS_TYPE_HEADING] = {GARAMOND, false, 0},
    [TS_TYPE_HOST] = {GARAMOND, false, 0},
    [TS_TYPE_MODEL] = {GARAMOND, true, 0},
    [TS_TYPE_TITLE] = {GARAMOND, true, 0.35},
    /* Garamond's old-style figures leave 0 and o, 1 and I alike: what people type is set in another face. */
    [TS_TYPE_VALUE] = {"Carlito", false, 0},
};

/* Where the proper face lacks a character. What is not installed is passed over by its missing glyphs. */
static const char *const fallback[] = {"DejaVu Sans", "Noto Sans CJK JP", "Noto Sans CJK SC", "Noto Sans",
                                       NULL};

size_t ts_type_character(const char *p) {
  unsigned char c = (unsigned char)*p;
  return c < 0x80 ? 1 : c < 0xe0 ? 2 : c < 0xf0 ? 3 : 4;
}

static uint32_t code_point(const char *p) {
  size_t size = ts_type_character(p);
  uint32_t c = (unsigned char)p[0] & (size == 1 ? 0x7fu : 0xffu >> (size + 1));
  for (size_t i = 1; i < size; i++)
    c = c << 6 | ((unsigned char)p[i] & 0x3f);
  return c;
}

/* Scripts that need shaping, marks that combine, marks that turn the direction. */
static bool is_plain(uint32_t c) {
  static const uint32_t not_plain[][2] = {
      {0x300, 0x36f},   {0x590, 0x109f},  {0x1780, 0x18af}, {0x1900, 0x1cff},  {0x1dc0, 0x1dff},
      {0x200b, 0x200f}, {0x2028, 0x202e}, {0x2060, 0x206f}, {0x20d0, 0x20ff},  {0xa800, 0xabff},
      {0xfb1d, 0xfe2f}, {0xfe70, 0xfeff}, {0xfff0, 0xffff}, {0x10800, 0x11fff}};
  for (size_t i = 0; i < sizeof not_plain / sizeof *not_plain; i++)
    if (c >= not_plain[i][0] && c <= not_plain[i][1])
      return false;
  return true;
}

bool ts_type_plain(const char *text) {
  for (const char *p = text; *p; p += ts_type_character(p))
    if (!is_plain(code_point(p)))
      return false;
  return true;
}

static bool has_all(cairo_t *cr, const char *text) {
  cairo_glyph_t *glyph = NULL;
  int count = 0;
  bool all = cairo_scaled_font_text_to_glyphs(cairo_get_scaled_font(cr), 0, 0, text, -1, &glyph, &count, NULL,
                                              NULL, NULL) == CAIRO_STATUS_SUCCESS;
  for (int i = 0; all && i < count; i++)
    all = glyph[i].index != 0;
  cairo_glyph_free(glyph);
  return all;
}

void ts_type_begin(cairo_t *cr) {
  cairo_font_options_t *options = cairo_font_options_create();
  cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE);
  cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF);
  cairo_font_options_set_antialias(options, CAIRO_ANTIALIAS_GRAY);
  cairo_set_font_options(cr, options);
  cairo_font_options_destroy(options);
}

bool ts_type_set(cairo_t *cr, enum ts_type type, double size, const char *text) {
  const char *family = types[type].family;
  cairo_font_slant_t slant = types[type].italic ? CAIRO_FONT_SLANT_ITALIC : CAIRO_FONT_SLANT_NORMAL;
  cairo_set_source_rgb(cr, types[type].gray, types[type].gray, types[type].gray);
  cairo_set_font_size(cr, size);
  if (!ts_type_plain(text))
    return false;
  for (size_t i = 0; family; family = fallback[i++]) {
    cairo_select_font_face(cr, family, slant, CAIRO_FONT_WEIGHT_NORMAL);
    if (has_all(cr, text))
      return true;
  }
  return false;
}

static double advance(cairo_t *cr, const char *text) {
  cairo_text_extents_t extents;
  cairo_text_extents(cr, text, &extents);
  return extents.x_advance;
}

/* Character by character with air between; returns the width, and draws only if DRAW. */
static double spaced(cairo_t *cr, double size, double left, double y, const char *text, bool draw) {
  double x = 0, space = LETTER_SPACE * size;
  for (const char *p = text; *p; p += ts_type_character(p)) {
    char one[5] = "";
    memcpy(one, p, ts_type_character(p));
    if (draw) {
      cairo_move_to(cr, left + x, y);
      cairo_show_text(cr, one);
    }
    x += advance(cr, one) + space;
  }
  return x > 0 ? x - space : 0;
}

double ts_type_width(cairo_t *cr, enum ts_type type, double size, const char *text) {
  return type == TS_TYPE_HEADING ? spaced(cr, size, 0, 0, text, false) : advance(cr, text);
}

void ts_type_show(cairo_t *cr, enum ts_type type, double size, double x, double y, const char *text) {
  if (type == TS_TYPE_HEADING) {
    (void)spaced(cr, size, x, y, text, true);
    return;
  }
  cairo_move_to(cr, x, y);
  cairo_show_text(cr, text);
}
