/* SPDX-License-Identifier: Apache-2.0 */
#include "host-tools/label.h"

#include <string.h>

#define FONT "EB Garamond 08"
/* Garamond's old-style figures leave 0 and o, 1 and I alike: what people type is set in a face with lining
 * figures. */
#define FIGURES "Carlito"
#define MM_PER_INCH 25.4

/* Millimetres. */
#define EDGE 3.4          /* from the label's edge to what is printed */
#define GAP 3.6           /* from the QR code to the words */
#define WORDS_MIN 27.0    /* width that the words need */
#define TITLE_COLUMN 10.5 /* from the words' left edge to the values */
#define HEADING_SIZE 3.0
#define MODEL_SIZE 3.5
#define ROW_SIZE 2.7
#define TITLE_SIZE 2.45
#define ROW_STEP 3.35
#define LETTER_SPACE 0.16 /* of the heading's size */
#define SHRINK_MIN 0.7    /* a value smaller than that goes on two lines */

/* A pen in millimetres from the upper left corner of the words. */
struct pen {
  cairo_t *cr;
  double left, width;
  double y;
};

static unsigned dots(double mm, unsigned dpi) {
  return (unsigned)(mm * dpi / MM_PER_INCH + 0.5);
}

void ts_label_stock(unsigned dpi, unsigned *width, unsigned *height) {
  *width = dots(TS_LABEL_WIDTH_MM, dpi);
  *height = dots(TS_LABEL_HEIGHT_MM, dpi);
}

struct ts_label_size ts_label_size(const struct ts_qr *qr, unsigned dpi, double module_mm) {
  struct ts_label_size size = {.dpi = dpi, .module = dots(module_mm, dpi)};
  size.module = size.module ? size.module : 1;
  ts_label_stock(dpi, &size.width, &size.height);
  unsigned code = (unsigned)qr->side * size.module, quiet = TS_QR_QUIET * size.module;
  unsigned edge = quiet > dots(EDGE, dpi) ? quiet : dots(EDGE, dpi);
  unsigned gap = quiet > dots(GAP, dpi) ? quiet : dots(GAP, dpi);
  unsigned width = edge + code + gap + dots(WORDS_MIN + EDGE, dpi), height = code + 2 * edge;
  size.width = width > size.width ? width : size.width;
  size.height = height > size.height ? height : size.height;
  return size;
}

/* One path of whole dots: no seam between modules at any scale. */
static void draw_code(cairo_t *cr, const struct ts_qr *qr, unsigned module, unsigned x, unsigned y) {
  cairo_set_source_rgb(cr, 0, 0, 0);
  cairo_set_antialias(cr, CAIRO_ANTIALIAS_NONE);
  for (int row = 0; row < qr->side; row++)
    for (int column = 0; column < qr->side; column++) {
      int begin = column;
      while (column < qr->side && qr->dark[row][column])
        column++;
      if (column > begin)
        cairo_rectangle(cr, x + (double)begin * module, y + (double)row * module,
                        (double)(column - begin) * module, module);
    }
  cairo_fill(cr);
  cairo_set_antialias(cr, CAIRO_ANTIALIAS_DEFAULT);
}

static void set_font(cairo_t *cr, const char *family, bool italic, double size) {
  cairo_select_font_face(cr, family, italic ? CAIRO_FONT_SLANT_ITALIC : CAIRO_FONT_SLANT_NORMAL,
                         CAIRO_FONT_WEIGHT_NORMAL);
  cairo_set_font_size(cr, size);
}

static double width_of(cairo_t *cr, const char *text) {
  cairo_text_extents_t extents;
  cairo_text_extents(cr, text, &extents);
  return extents.x_advance;
}

/* In the font that is set, smaller if it would be wider than WIDTH. */
static void show(const struct pen *pen, double left, double width, const char *text) {
  double wanted = width_of(pen->cr, text);
  cairo_matrix_t matrix;
  cairo_get_font_matrix(pen->cr, &matrix);
  if (wanted > width)
    cairo_set_font_size(pen->cr, matrix.xx * width / wanted);
  cairo_move_to(pen->cr, pen->left + left, pen->y);
  cairo_show_text(pen->cr, text);
}

static size_t character_size(const char *p) {
  unsigned char c = (unsigned char)*p;
  return c < 0x80 ? 1 : c < 0xe0 ? 2 : c < 0xf0 ? 3 : 4;
}

/* Characters of the heading one by one with air between; returns the width, and draws only if DRAW. */
static double spaced(const struct pen *pen, const char *text, double space, bool draw) {
  double x = 0;
  for (const char *p = text; *p; p += character_size(p)) {
    char one[5] = "";
    memcpy(one, p, character_size(p));
    if (draw) {
      cairo_move_to(pen->cr, pen->left + x, pen->y);
      cairo_show_text(pen->cr, one);
    }
    x += width_of(pen->cr, one) + space;
  }
  return x - space;
}

static void draw_heading(const struct pen *pen, const struct ts_label *label) {
  if (label->is_host) {
    set_font(pen->cr, FONT, false, HEADING_SIZE);
    show(pen, 0, pen->width, label->heading);
    return;
  }
  double size = HEADING_SIZE, space = LETTER_SPACE * size;
  set_font(pen->cr, FONT, false, size);
  double wanted = spaced(pen, label->heading, space, false);
  if (wanted > pen->width) {
    size *= pen->width / wanted;
    space = LETTER_SPACE * size;
    set_font(pen->cr, FONT, false, size);
  }
  (void)spaced(pen, label->heading, space, true);
}

static void draw_rule(const struct pen *pen) {
  cairo_set_line_width(pen->cr, 0.12);
  cairo_move_to(pen->cr, pen->left, pen->y);
  cairo_line_to(pen->cr, pen->left + pen->width, pen->y);
  cairo_stroke(pen->cr);
}

static bool takes_two_lines(const struct pen *pen, const char *value) {
  set_font(pen->cr, FIGURES, false, ROW_SIZE);
  return (pen->width - TITLE_COLUMN) / width_of(pen->cr, value) < SHRINK_MIN;
}

static void draw_value(struct pen *pen, const char *value) {
  char first[sizeof((struct ts_label_row *)NULL)->value];
  size_t half = (strlen(value) + 1) / 2;
  double width = pen->width - TITLE_COLUMN;
  if (takes_two_lines(pen, value)) {
    memcpy(first, value, half);
    first[half] = 0;
    show(pen, TITLE_COLUMN, width, first);
    pen->y += ROW_STEP;
    set_font(pen->cr, FIGURES, false, ROW_SIZE);
    value += half;
  }
  show(pen, TITLE_COLUMN, width, value);
}

static void draw_row(struct pen *pen, const struct ts_label_row *row) {
  cairo_set_source_rgb(pen->cr, 0.35, 0.35, 0.35);
  set_font(pen->cr, FONT, true, TITLE_SIZE);
  show(pen, 0, TITLE_COLUMN - 1, row->title);
  cairo_set_source_rgb(pen->cr, 0, 0, 0);
  draw_value(pen, row->value);
}

static double height_of_words(const struct ts_label *label, size_t lines) {
  return HEADING_SIZE * 0.65 + 1.6 + 0.6 + (label->model[0] ? 4.3 : 0) + ROW_STEP * (double)lines;
}

/* A label with few lines begins at the height of a full one, so that sheets look even. */
static size_t lines_of(const struct pen *pen, const struct ts_label *label) {
  size_t lines = label->rows;
  for (size_t i = 0; i < label->rows; i++)
    lines += takes_two_lines(pen, label->row[i].value);
  return lines > TS_LABEL_ROWS_MAX ? lines : TS_LABEL_ROWS_MAX;
}

static void draw_words(struct pen *pen, const struct ts_label *label) {
  cairo_set_source_rgb(pen->cr, 0, 0, 0);
  pen->y += HEADING_SIZE * 0.65;
  draw_heading(pen, label);
  pen->y += 1.6;
  draw_rule(pen);
  pen->y += 0.6;
  if (label->model[0]) {
    pen->y += 3.5;
    set_font(pen->cr, FONT, true, MODEL_SIZE);
    show(pen, 0, pen->width, label->model);
    pen->y += 0.8;
  }
  for (size_t i = 0; i < label->rows; i++) {
    pen->y += ROW_STEP;
    draw_row(pen, &label->row[i]);
  }
}

/* The same shapes at every resolution and in every format: no grid fitting. */
static void plain_outlines(cairo_t *cr) {
  cairo_font_options_t *options = cairo_font_options_create();
  cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE);
  cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF);
  cairo_font_options_set_antialias(options, CAIRO_ANTIALIAS_GRAY);
  cairo_set_font_options(cr, options);
  cairo_font_options_destroy(options);
}

void ts_label_draw(cairo_t *cr, const struct ts_label *label, const struct ts_qr *qr,
                   const struct ts_label_size *size, unsigned x, unsigned y) {
  double mm = size->dpi / MM_PER_INCH;
  unsigned code = (unsigned)qr->side * size->module, quiet = TS_QR_QUIET * size->module;
  unsigned edge = quiet > dots(EDGE, size->dpi) ? quiet : dots(EDGE, size->dpi);
  double gap = quiet > dots(GAP, size->dpi) ? quiet / mm : GAP;
  double left = (edge + code) / mm + gap, height = size->height / mm;
  draw_code(cr, qr, size->module, x + edge, y + (size->height - code) / 2);
  cairo_save(cr);
  cairo_translate(cr, x, y);
  cairo_scale(cr, mm, mm);
  plain_outlines(cr);
  struct pen pen = {.cr = cr, .left = left, .width = size->width / mm - left - EDGE};
  pen.y = (height - height_of_words(label, lines_of(&pen, label))) / 2;
  draw_words(&pen, label);
  cairo_restore(cr);
}
