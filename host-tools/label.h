/* SPDX-License-Identifier: Apache-2.0 */
/* The drawing of a label: the QR code on the left, the words on the right, in printer dots. */
#ifndef TS_HOST_TOOLS_LABEL_H
#define TS_HOST_TOOLS_LABEL_H

#include <cairo.h>

#include "host-tools/label_text.h"
#include "host-tools/qr.h"

/* 63.5 by 38.1 mm, 21 to an A4 sheet: a stock that every stationer has. */
#define TS_LABEL_WIDTH_MM 63.5
#define TS_LABEL_HEIGHT_MM 38.1
#define TS_LABEL_MODULE_MM 0.42

struct ts_label_size {
  unsigned dpi;
  unsigned module;        /* dots a QR module, a whole number so that a printer prints each alike */
  unsigned width, height; /* dots */
};

/* MODULE_MM is rounded to whole dots, one at least. */
struct ts_label_size ts_label_size(const struct ts_qr *qr, unsigned dpi, double module_mm);
/* The stock's size at that resolution, whatever is on it. */
void ts_label_stock(unsigned dpi, unsigned *width, unsigned *height);

/* With its upper left corner at X, Y. */
void ts_label_draw(cairo_t *cr, const struct ts_label *label, const struct ts_qr *qr,
                   const struct ts_label_size *size, unsigned x, unsigned y);

#endif
