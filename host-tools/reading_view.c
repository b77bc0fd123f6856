/* SPDX-License-Identifier: Apache-2.0 */
#include "host-tools/reading_view.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "host-tools/surface.h"

#define FINDERS_MAX (TS_PYRAMID_LEVELS * TS_FINDERS_MAX)
#define TRIPLES_MAX 1500
#define SIDE_WANTED 1000.0 /* dots on the picture's long side */
#define LINE_HEIGHT 18
#define DPI 96

struct seen_level {
  float scale;
  size_t finders, tried;
  uint64_t finder_steps, fit_steps;
};

struct seen_finder {
  float x, y, module; /* frame pixels */
  bool inverted;
};

struct seen_triple {
  float x[3], y[3];
  enum ts_locate_end end;
  struct ts_grid grid; /* if END is READ */
};

struct ts_reading_view {
  struct ts_reader_memory *memory;
  struct ts_qr_witness witness;
  struct seen_level level[TS_PYRAMID_LEVELS];
  size_t levels, finders, triples;
  uint64_t used; /* of the budget, when it was last looked at */
  struct seen_finder finder[FINDERS_MAX];
  struct seen_triple triple[TRIPLES_MAX];
};

/* ---- watching ---- */

static uint64_t spent_since(struct ts_reading_view *view) {
  uint64_t spent = view->memory->budget.used - view->used;
  view->used = view->memory->budget.used;
  return spent;
}

static void saw_finders(void *ctx, const struct ts_level *level, const struct ts_finder *finder,
                        size_t count) {
  struct ts_reading_view *view = ctx;
  if (view->levels == TS_PYRAMID_LEVELS)
    return;
  struct seen_level *seen = &view->level[view->levels++];
  *seen = (struct seen_level){.scale = level->scale, .finders = count, .finder_steps = spent_since(view)};
  for (size_t i = 0; i < count && view->finders < FINDERS_MAX; i++)
    view->finder[view->finders++] = (struct seen_finder){.x = finder[i].x * level->scale,
                                                         .y = finder[i].y * level->scale,
                                                         .module = finder[i].module * level->scale,
                                                         .inverted = finder[i].inverted};
}

static void saw_triple(void *ctx, const struct ts_level *level, const struct ts_finder *finder,
                       const struct ts_triple *triple, const struct ts_grid *grid, enum ts_locate_end end) {
  struct ts_reading_view *view = ctx;
  if (view->levels > 0) {
    struct seen_level *seen = &view->level[view->levels - 1];
    seen->tried++;
    seen->fit_steps += spent_since(view);
  }
  if (view->triples == TRIPLES_MAX)
    return;
  struct seen_triple *t = &view->triple[view->triples++];
  const uint16_t index[3] = {triple->right, triple->corner, triple->below};
  t->end = end;
  for (int i = 0; i < 3; i++) {
    t->x[i] = finder[index[i]].x * level->scale;
    t->y[i] = finder[index[i]].y * level->scale;
  }
  if (grid && end == TS_LOCATE_READ)
    t->grid = *grid;
}

struct ts_reading_view *ts_reading_view_new(struct ts_reader_memory *memory, struct ts_fault *fault) {
  struct ts_reading_view *view = calloc(1, sizeof *view);
  if (!view) {
    (void)ts_fault(fault, EX_OSERR, "not enough memory to watch the reader");
    return NULL;
  }
  view->memory = memory;
  view->witness = (struct ts_qr_witness){.ctx = view, .finders = saw_finders, .triple = saw_triple};
  memory->witness = &view->witness;
  return view;
}

void ts_reading_view_free(struct ts_reading_view *view) {
  if (view)
    view->memory->witness = NULL;
  free(view);
}

/* ---- drawing ---- */

static const struct {
  const char *name;
  double red, green, blue;
} ends[] = {
    [TS_LOCATE_NO_CORNERS] = {"no symbol between these", 0.6, 0.6, 0.6},
    [TS_LOCATE_NO_FIT] = {"function patterns do not fit", 0.95, 0.75, 0.1},
    [TS_LOCATE_NOT_PLAUSIBLE] = {"modules are no QR code's", 0.95, 0.5, 0.1},
    [TS_LOCATE_NOT_DECODED] = {"drawn, but not decoded", 0.9, 0.1, 0.1},
    [TS_LOCATE_READ] = {"read", 0.1, 0.7, 0.2},
};

static void colour(cairo_t *cr, enum ts_locate_end end, double opacity) {
  cairo_set_source_rgba(cr, ends[end].red, ends[end].green, ends[end].blue, opacity);
}

/* The frame, paler than it is, so that what is drawn on it is seen. */
static bool draw_frame(cairo_t *cr, const struct ts_frame *frame, double zoom) {
  cairo_surface_t *image =
      cairo_image_surface_create(CAIRO_FORMAT_RGB24, (int)frame->width, (int)frame->height);
  unsigned char *data = cairo_image_surface_get_data(image);
  if (data) {
    for (uint32_t y = 0; y < frame->height; y++)
      for (uint32_t x = 0; x < frame->width; x++) {
        unsigned gray = 50u + frame->gray[(size_t)y * frame->stride + x] * 4u / 5;
        uint32_t pixel = gray << 16 | gray << 8 | gray;
        memcpy(data + (size_t)y * (size_t)cairo_image_surface_get_stride(image) + (size_t)x * 4, &pixel, 4);
      }
    cairo_surface_mark_dirty(image);
    cairo_save(cr);
    cairo_scale(cr, zoom, zoom);
    cairo_set_source_surface(cr, image, 0, 0);
    cairo_pattern_set_filter(cairo_get_source(cr), zoom >= 1 ? CAIRO_FILTER_NEAREST : CAIRO_FILTER_GOOD);
    cairo_paint(cr);
    cairo_restore(cr);
  }
  cairo_surface_destroy(image);
  return data != NULL;
}

static void grid_line(cairo_t *cr, const struct ts_grid *grid, double zoom, bool row, float at) {
  for (unsigned i = 0; i <= grid->side; i++) {
    float u = row ? (float)i : at, v = row ? at : (float)i;
    struct ts_place p = ts_grid_map(grid, u, v);
    cairo_line_to(cr, (double)p.x * zoom, (double)p.y * zoom);
  }
  cairo_stroke(cr);
}

static void draw_grid(cairo_t *cr, const struct ts_grid *grid, double zoom) {
  cairo_set_line_width(cr, 0.5);
  colour(cr, TS_LOCATE_READ, 0.6);
  for (unsigned i = 0; i <= grid->side; i++) {
    grid_line(cr, grid, zoom, true, (float)i);
    grid_line(cr, grid, zoom, false, (float)i);
  }
}

static void draw_triples(cairo_t *cr, const struct ts_reading_view *view, double zoom,
                         enum ts_locate_end end) {
  for (size_t i = 0; i < view->triples; i++) {
    const struct seen_triple *t = &view->triple[i];
    if (t->end != end)
      continue;
    if (end == TS_LOCATE_READ)
      draw_grid(cr, &t->grid, zoom);
    cairo_set_line_width(cr, end == TS_LOCATE_NO_CORNERS ? 0.5 : 2);
    colour(cr, end, end == TS_LOCATE_NO_CORNERS ? 0.4 : 0.9);
    for (int k = 0; k < 3; k++)
      cairo_line_to(cr, (double)t->x[k] * zoom, (double)t->y[k] * zoom);
    cairo_stroke(cr);
  }
}

static void draw_finders(cairo_t *cr, const struct ts_reading_view *view, double zoom) {
  cairo_set_line_width(cr, 1.5);
  for (size_t i = 0; i < view->finders; i++) {
    const struct seen_finder *f = &view->finder[i];
    cairo_set_source_rgb(cr, f->inverted ? 0.7 : 0.1, 0.2, f->inverted ? 0.1 : 0.9);
    cairo_arc(cr, (double)f->x * zoom, (double)f->y * zoom, (double)f->module * 3.5 * zoom, 0, 6.2832);
    cairo_stroke(cr);
  }
}

static void text_line(cairo_t *cr, double x, double y, const char *text) {
  cairo_move_to(cr, x, y);
  cairo_show_text(cr, text);
}

/* Text of a symbol as ASCII, cut to what a line holds. */
static void readable(char *out, size_t size, struct ts_bytes bytes) {
  size_t n = 0;
  for (; n < bytes.size && n + 1 < size; n++)
    out[n] = bytes.data[n] >= 0x20 && bytes.data[n] < 0x7f ? (char)bytes.data[n] : '.';
  out[n] = 0;
}

static void draw_symbols(cairo_t *cr, const struct ts_frame *frame, const struct ts_symbols *symbols,
                         double zoom) {
  double to_x = zoom * frame->width / frame->source_width, to_y = zoom * frame->height / frame->source_height;
  for (size_t i = 0; i < symbols->count; i++) {
    const struct ts_symbol *symbol = &symbols->item[i];
    char text[80], line[120];
    cairo_set_source_rgb(cr, 0, 0.5, 0.1);
    cairo_set_line_width(cr, 3);
    cairo_new_path(cr);
    for (int k = 0; k < TS_SYMBOL_CORNERS; k++)
      cairo_line_to(cr, symbol->corner[k].x * to_x, symbol->corner[k].y * to_y);
    cairo_close_path(cr);
    cairo_stroke(cr);
    cairo_arc(cr, symbol->corner[0].x * to_x, symbol->corner[0].y * to_y, 6, 0,
              6.2832); /* its own top left */
    cairo_fill(cr);
    readable(text, sizeof text, symbol->bytes);
    (void)snprintf(line, sizeof line, "%s %s", ts_symbology_name(symbol->symbology), text);
    text_line(cr, symbol->corner[0].x * to_x + 8, symbol->corner[0].y * to_y - 6, line);
  }
}

static void draw_key(cairo_t *cr, const struct ts_reading_view *view, const struct ts_frame *frame,
                     double top) {
  char line[160];
  double y = top + LINE_HEIGHT;
  cairo_set_source_rgb(cr, 0, 0, 0);
  (void)snprintf(line, sizeof line, "%u x %u pixels; steps are about one instruction each%s",
                 (unsigned)frame->width, (unsigned)frame->height,
                 view->memory->budget.spent ? "; the budget ran out" : "");
  text_line(cr, 6, y, line);
  for (size_t i = 0; i < view->levels; i++) {
    const struct seen_level *l = &view->level[i];
    (void)snprintf(
        line, sizeof line, "1/%g size: %zu finder patterns (%.2f M steps), %zu triples tried (%.2f M steps)",
        (double)l->scale, l->finders, (double)l->finder_steps / 1e6, l->tried, (double)l->fit_steps / 1e6);
    text_line(cr, 6, y += LINE_HEIGHT, line);
  }
  double x = 6;
  y += LINE_HEIGHT;
  for (int i = TS_LOCATE_NO_CORNERS; i <= TS_LOCATE_READ; i++) {
    cairo_text_extents_t extents;
    colour(cr, (enum ts_locate_end)i, 1);
    text_line(cr, x, y, ends[i].name);
    cairo_text_extents(cr, ends[i].name, &extents);
    x += extents.x_advance + 16;
  }
}

bool ts_reading_view_draw(const struct ts_reading_view *view, const struct ts_frame *frame,
                          const struct ts_symbols *symbols, const char *path, struct ts_fault *fault) {
  struct ts_surface surface;
  double side = frame->width > frame->height ? frame->width : frame->height, zoom = SIDE_WANTED / side;
  double width = frame->width * zoom, height = frame->height * zoom;
  width = width < SIDE_WANTED * 3 / 4 ? SIDE_WANTED * 3 / 4 : width; /* the key needs it */
  unsigned lines = (unsigned)view->levels + 3;
  if (!ts_surface_open(&surface, path, TS_FORMAT_PNG, (unsigned)width + 1,
                       (unsigned)height + 1 + lines * LINE_HEIGHT, DPI, fault))
    return false;
  cairo_select_font_face(surface.cr, "sans-serif", CAIRO_FONT_SLANT_NORMAL, CAIRO_FONT_WEIGHT_NORMAL);
  cairo_set_font_size(surface.cr, 13);
  if (!draw_frame(surface.cr, frame, zoom))
    (void)ts_fault(fault, EX_OSERR, "not enough memory to draw %s", path);
  for (int end = TS_LOCATE_NO_CORNERS; end <= TS_LOCATE_READ; end++)
    draw_triples(surface.cr, view, zoom, (enum ts_locate_end)end);
  draw_finders(surface.cr, view, zoom);
  draw_symbols(surface.cr, frame, symbols, zoom);
  draw_key(surface.cr, view, frame, height);
  return ts_surface_close(&surface, fault);
}
