/* SPDX-License-Identifier: Apache-2.0 */
/* The drawing of a label. First a plan: where on the stock the symbol and each line of words lie, in printer
 * dots, or why they do not fit; then the same plan is drawn by cairo (here) or spelled for a printer
 * (label_zpl.h). */
#ifndef TS_HOST_TOOLS_LABEL_H
#define TS_HOST_TOOLS_LABEL_H

#include <cairo.h>

#include "host-tools/barcode.h"
#include "host-tools/label_text.h"
#include "host-tools/label_type.h"
#include "host-tools/stock.h"

#define TS_LABEL_MODULE_MM 0.42     /* wanted */
#define TS_LABEL_MODULE_MIN_MM 0.25 /* below, thermal printers and phones are no longer reliable */
#define TS_LABEL_TYPE_MIN_MM 1.4    /* smallest em, 4 points */
#define TS_LABEL_LINES_MAX (2 + 4 * TS_LABEL_ROWS_MAX)

struct ts_label_line {
  enum ts_type type;
  double x, y; /* mm from the label's corner: left end of the base line */
  double size; /* em, mm */
  double room; /* mm to its right end at most */
  char text[TS_GS1_HOST_MAX + 1];
};

struct ts_label_plan {
  unsigned dpi;
  unsigned module;        /* dots a module, a whole number so that a printer prints each alike */
  unsigned width, height; /* dots, of the label */
  unsigned x, y;          /* dots, upper left dark corner of the symbol */
  unsigned bar;           /* dots, height of a row of modules: of bars, more than a module */
  size_t lines;
  struct ts_label_line line[TS_LABEL_LINES_MAX];
  double rule_x, rule_y, rule_width; /* mm, a fine line under the heading */
  double scale;                      /* of the smallest words against their proper size; 1 as wanted */
};

/* How it is to be printed. */
struct ts_label_print {
  const struct ts_stock *stock;
  unsigned dpi;
  double module_mm; /* 0: TS_LABEL_MODULE_MM, or smaller if the stock asks for it; else exactly that, in whole
                       dots */
};

/* Rounded to the next whole dot. */
unsigned ts_label_dots(double mm, unsigned dpi);

/* EX_DATAERR if symbol or words do not fit, or no face has their characters: WHOSE says of which piece. */
bool ts_label_plan(struct ts_label_plan *plan, const struct ts_label *label, const struct ts_barcode *barcode,
                   const struct ts_label_print *print, const char *whose, struct ts_fault *fault);

/* One unit of CR is one dot; the label's upper left corner is at X, Y. */
void ts_label_draw(cairo_t *cr, const struct ts_label_plan *plan, const struct ts_barcode *barcode,
                   unsigned x, unsigned y);

#endif
