/* SPDX-License-Identifier: Apache-2.0 */
#include "host-tools/label.h"

#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "app/messages.h"
#include "host-tools/qr.h"

#define MARGIN 3.0
#define TEXT_GAP 2.5 /* beyond the quiet zone */

/* A module as a whole number of the printer's dots: a broken one would make light and dark unequal. */
static double module_size(const struct ts_qr *qr, const struct ts_label_style *style) {
  double dot = 25.4 / style->dpi, room = TS_LABEL_HEIGHT / (qr->side + 2 * TS_QR_QUIET);
  double wanted = style->module > 0 && style->module < room ? style->module : room;
  double dots = floor(wanted / dot + 1e-9);
  return (dots < 1 ? 1 : dots) * dot;
}

/* Runs of dark modules as rectangles without antialiasing, so that edges lie on the printer's dots. */
static void draw_qr(cairo_t *cairo, const struct ts_qr *qr, double x, double y, double module) {
  cairo_save(cairo);
  cairo_set_antialias(cairo, CAIRO_ANTIALIAS_NONE);
  for (int row = 0; row < qr->side; row++)
    for (int from = 0, to; from < qr->side; from = to + 1) {
      for (to = from; to < qr->side && qr->dark[row][to]; to++)
        ;
      if (to > from)
        cairo_rectangle(cairo, x + from * module, y + row * module, (to - from) * module, module);
    }
  cairo_fill(cairo);
  cairo_restore(cairo);
}

/* One line of text, made narrower if it would leave the label. Returns the baseline of the next. */
static double draw_line(cairo_t *cairo, double x, double y, double size, bool bold, const char *text) {
  if (!text[0])
    return y;
  cairo_text_extents_t extents;
  cairo_select_font_face(cairo, bold ? "DejaVu Serif" : "DejaVu Sans", CAIRO_FONT_SLANT_NORMAL,
                         CAIRO_FONT_WEIGHT_NORMAL);
  cairo_set_font_size(cairo, size);
  cairo_text_extents(cairo, text, &extents);
  double room = TS_LABEL_WIDTH - MARGIN - x;
  if (extents.x_advance > room)
    cairo_set_font_size(cairo, size * room / extents.x_advance);
  cairo_move_to(cairo, x, y);
  cairo_show_text(cairo, text);
  return y + size * 1.45;
}

static const char *metal_line(const struct ts_piece *piece, char *memory, size_t size) {
  struct ts_buf buf = ts_buf(memory, size - 1);
  ts_message_metal(&buf, TS_LANGUAGE_EN, piece);
  if (piece->weight_mg && buf.size)
    ts_buf_put_text(&buf, ", ");
  ts_message_weight(&buf, piece);
  if (piece->size[0]) {
    ts_buf_put_text(&buf, buf.size ? ", size " : "size ");
    ts_buf_put_text(&buf, piece->size);
  }
  memory[buf.size] = 0;
  return memory;
}

static void draw_text(cairo_t *cairo, const struct ts_tag_line *line, double x, double top) {
  char text[128];
  double y = draw_line(cairo, x, top + 3.2, 3.4, true, line->host);
  cairo_set_line_width(cairo, 0.1);
  cairo_move_to(cairo, x, y - 2.9);
  cairo_line_to(cairo, TS_LABEL_WIDTH - MARGIN, y - 2.9);
  cairo_stroke(cairo);
  y += 1.2;
  y = draw_line(cairo, x, y, 1.7, false, "SERIAL");
  y = draw_line(cairo, x, y + 0.6, 3.0, false, line->tag.serial) + 0.4;
  if (line->tag.engraved[0]) {
    y = draw_line(cairo, x, y, 1.7, false, "ENGRAVED");
    y = draw_line(cairo, x, y + 0.6, 3.0, false, line->tag.engraved) + 0.4;
  }
  y = draw_line(cairo, x, y, 2.0, false, metal_line(&line->tag.piece, text, sizeof text));
  (void)snprintf(text, sizeof text, "(01) %s", line->tag.gtin);
  (void)draw_line(cairo, x, y, 2.0, false, text);
}

bool ts_label_draw(cairo_t *cairo, const struct ts_tag_line *tag, const struct ts_label_style *style,
                   struct ts_fault *fault) {
  struct ts_qr qr;
  if (!ts_qr_make(&qr, tag->uri, fault))
    return false;
  double dot = 25.4 / style->dpi, module = module_size(&qr, style);
  double side = module * qr.side, quiet = module * TS_QR_QUIET;
  if (side + 2 * quiet > TS_LABEL_HEIGHT + dot)
    return ts_fault(fault, EX_DATAERR,
                    "the tag of %s %s needs a QR code of %d modules, which no label of %.1f mm holds at "
                    "%.0f dpi",
                    tag->tag.gtin, tag->tag.serial, qr.side, TS_LABEL_HEIGHT, style->dpi);
  double top = floor((TS_LABEL_HEIGHT - side) / 2 / dot) * dot;
  double left = ceil(quiet / dot - 1e-9) * dot;
  cairo_set_source_rgb(cairo, 0, 0, 0);
  draw_qr(cairo, &qr, left, top, module);
  draw_text(cairo, tag, left + side + quiet + TEXT_GAP, top);
  return cairo_status(cairo) == CAIRO_STATUS_SUCCESS ||
         ts_fault(fault, EX_SOFTWARE, "drawing a label: %s", cairo_status_to_string(cairo_status(cairo)));
}

bool ts_label_name(char *out, size_t capacity, const struct ts_tag_line *tag, enum ts_label_format format) {
  static const char *const extension[] = {
      [TS_LABEL_PNG] = ".png", [TS_LABEL_SVG] = ".svg", [TS_LABEL_PDF] = ".pdf"};
  static const char digit[] = "0123456789ABCDEF";
  struct ts_buf buf = ts_buf(out, capacity ? capacity - 1 : 0);
  ts_buf_put_text(&buf, tag->tag.gtin);
  ts_buf_put_text(&buf, "_");
  for (const char *c = tag->tag.serial; *c; c++) {
    if (isalnum((unsigned char)*c) || *c == '-' || *c == '_') {
      ts_buf_put_byte(&buf, (uint8_t)*c);
      continue;
    }
    ts_buf_put_byte(&buf, '%');
    ts_buf_put_byte(&buf, (uint8_t)digit[(unsigned char)*c >> 4]);
    ts_buf_put_byte(&buf, (uint8_t)digit[*c & 15]);
  }
  ts_buf_put_text(&buf, extension[format]);
  if (capacity)
    out[buf.size] = 0;
  return !buf.full && capacity > 0;
}
