/* SPDX-License-Identifier: Apache-2.0 */
/* Labels as files: one a file, or many on the pages of a stock, or one behind the other for a label printer. */
#ifndef TS_HOST_TOOLS_LABEL_SHEET_H
#define TS_HOST_TOOLS_LABEL_SHEET_H

#include "host-tools/label.h"
#include "host-tools/surface.h"

enum ts_label_format { TS_LABEL_PNG, TS_LABEL_SVG, TS_LABEL_PDF, TS_LABEL_ZPL };

/* "png", "svg", "pdf", "zpl". */
bool ts_label_format_read(const char *text, enum ts_label_format *out);
const char *ts_label_format_name(enum ts_label_format format);

/* One label in a file of its own, of the label's size. */
bool ts_label_file(const char *path, enum ts_label_format format, const struct ts_label_plan *plan,
                   const struct ts_barcode *barcode, struct ts_fault *fault);

struct ts_label_sheet {
  enum ts_label_format format;
  const struct ts_stock *stock;
  unsigned dpi;
  size_t count; /* labels so far */
  char path[PATH_MAX];
  struct ts_surface surface;
  struct ts_file_out zpl;
};

/* PATH ends in .pdf (all pages in one file), .png (further pages as PATH-2.png, ...) or .zpl (all labels in
 * one job). STOCK stays the caller's. */
bool ts_label_sheet_open(struct ts_label_sheet *sheet, const char *path, const struct ts_stock *stock,
                         unsigned dpi, struct ts_fault *fault);
bool ts_label_sheet_add(struct ts_label_sheet *sheet, const struct ts_label_plan *plan,
                        const struct ts_barcode *barcode, struct ts_fault *fault);
/* Writes the file; with a fault set already, writes nothing. */
bool ts_label_sheet_close(struct ts_label_sheet *sheet, struct ts_fault *fault);

#endif
