/* SPDX-License-Identifier: Apache-2.0 */
#include "bench/limits_picture.h"

#include <stdio.h>

#include "host-tools/surface.h"

#define COLUMNS 4
#define PANEL_WIDTH 400.0
#define PANEL_HEIGHT 250.0
#define LEFT 46.0 /* of a panel, to its axes */
#define RIGHT 14.0
#define TOP 30.0
#define BOTTOM 40.0
#define HEADER 76.0
#define DPI 96

/* Told apart without colours too: ours is the thick one, and each has a mark of its own. */
static const struct {
  double red, green, blue, width;
} styles[TS_LIMIT_SUBJECTS] = {
    {0.80, 0.10, 0.10, 3.5}, {0.10, 0.30, 0.75, 1.6}, {0.40, 0.65, 0.95, 1.6}, {0.15, 0.55, 0.20, 1.6},
    {0.55, 0.35, 0.10, 1.6}, {0.50, 0.20, 0.60, 1.6}, {0.30, 0.30, 0.30, 1.6}, {0.90, 0.60, 0.10, 1.6},
};

double ts_limit_of(const struct ts_limit_picture *picture, const struct ts_limit_panel *panel,
                   size_t subject) {
  const double *part = panel->part[subject];
  for (size_t i = 0; i + 1 < TS_LIMIT_SIZES; i++)
    if (part[i] >= 0.5 && part[i + 1] >= 0.5)
      return picture->module_px[i];
  return 0;
}

static void set_style(cairo_t *cr, size_t subject) {
  cairo_set_source_rgb(cr, styles[subject].red, styles[subject].green, styles[subject].blue);
  cairo_set_line_width(cr, styles[subject].width);
}

static void put_text(cairo_t *cr, double x, double y, double size, const char *text) {
  cairo_set_font_size(cr, size);
  cairo_move_to(cr, x, y);
  cairo_show_text(cr, text);
}

static void put_centred(cairo_t *cr, double x, double y, double size, const char *text) {
  cairo_text_extents_t extents;
  cairo_set_font_size(cr, size);
  cairo_text_extents(cr, text, &extents);
  put_text(cr, x - extents.width / 2, y, size, text);
}

/* Sizes stand at equal distances: they are close where reading ends. */
static double x_of(size_t size) {
  return LEFT + (PANEL_WIDTH - LEFT - RIGHT) * (double)size / (TS_LIMIT_SIZES - 1);
}

static double y_of(double part) {
  return TOP + (PANEL_HEIGHT - TOP - BOTTOM) * (1 - part);
}

static void draw_axes(cairo_t *cr, const struct ts_limit_picture *picture) {
  static const char *const parts[] = {"0", "½", "1"};
  cairo_set_line_width(cr, 1);
  for (size_t i = 0; i < 3; i++) {
    double y = y_of((double)i / 2);
    cairo_set_source_rgb(cr, 0.8, 0.8, 0.8);
    cairo_move_to(cr, x_of(0), y);
    cairo_line_to(cr, x_of(TS_LIMIT_SIZES - 1), y);
    cairo_stroke(cr);
    cairo_set_source_rgb(cr, 0.2, 0.2, 0.2);
    put_text(cr, LEFT - 18, y + 4, 12, parts[i]);
  }
  for (size_t i = 0; i < TS_LIMIT_SIZES; i++) {
    char label[16];
    (void)snprintf(label, sizeof label, "%g", picture->module_px[i]);
    cairo_set_source_rgb(cr, 0.9, 0.9, 0.9);
    cairo_move_to(cr, x_of(i), y_of(0));
    cairo_line_to(cr, x_of(i), y_of(1));
    cairo_stroke(cr);
    cairo_set_source_rgb(cr, 0.2, 0.2, 0.2);
    put_centred(cr, x_of(i), PANEL_HEIGHT - BOTTOM + 16, 11, label);
  }
}

static void draw_line(cairo_t *cr, const struct ts_limit_panel *panel, size_t subject) {
  set_style(cr, subject);
  cairo_new_path(cr); /* text has left a point */
  for (size_t i = 0; i < TS_LIMIT_SIZES; i++)
    cairo_line_to(cr, x_of(i), y_of(panel->part[subject][i]));
  cairo_stroke(cr);
  for (size_t i = 0; i < TS_LIMIT_SIZES; i++) {
    double r = styles[subject].width + 1, x = x_of(i), y = y_of(panel->part[subject][i]);
    if (subject % 2) {
      cairo_rectangle(cr, x - r, y - r, 2 * r, 2 * r);
    } else {
      cairo_new_sub_path(cr);
      cairo_arc(cr, x, y, r, 0, 6.2832);
    }
    cairo_fill(cr);
  }
}

/* The others first, so that ours is seen where lines meet. */
static void draw_panel(cairo_t *cr, const struct ts_limit_picture *picture,
                       const struct ts_limit_panel *panel) {
  cairo_set_source_rgb(cr, 0, 0, 0);
  put_text(cr, LEFT, TOP - 12, 14, panel->title);
  draw_axes(cr, picture);
  for (size_t s = picture->subjects; s-- > 0;)
    draw_line(cr, panel, s);
}

static void draw_header(cairo_t *cr, const struct ts_limit_picture *picture) {
  cairo_set_source_rgb(cr, 0, 0, 0);
  put_text(cr, LEFT, 28, 18,
           "Part of the frames read, by the size of a module in pixels (rendered, 640 × 480)");
  for (size_t s = 0; s < picture->subjects; s++) {
    double x = LEFT + 260 * (double)s;
    set_style(cr, s);
    cairo_move_to(cr, x, 52);
    cairo_line_to(cr, x + 30, 52);
    cairo_stroke(cr);
    cairo_set_source_rgb(cr, 0, 0, 0);
    put_text(cr, x + 38, 57, 14, picture->subject[s]);
  }
}

bool ts_limit_picture_save(const struct ts_limit_picture *picture, const char *path, struct ts_fault *fault) {
  struct ts_surface surface;
  size_t rows = (picture->panels + COLUMNS - 1) / COLUMNS;
  if (!ts_surface_open(&surface, path, TS_FORMAT_PNG, (unsigned)(COLUMNS * PANEL_WIDTH),
                       (unsigned)(HEADER + (double)rows * PANEL_HEIGHT), DPI, fault))
    return false;
  cairo_select_font_face(surface.cr, "DejaVu Sans", CAIRO_FONT_SLANT_NORMAL, CAIRO_FONT_WEIGHT_NORMAL);
  draw_header(surface.cr, picture);
  for (size_t i = 0; i < picture->panels; i++) {
    cairo_save(surface.cr);
    cairo_translate(surface.cr, (double)(i % COLUMNS) * PANEL_WIDTH,
                    HEADER + (double)(i / COLUMNS) * PANEL_HEIGHT);
    draw_panel(surface.cr, picture, &picture->panel[i]);
    cairo_restore(surface.cr);
  }
  return ts_surface_close(&surface, fault);
}
