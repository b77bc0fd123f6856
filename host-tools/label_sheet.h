/* SPDX-License-Identifier: Apache-2.0 */
/* Many labels on A4 sheets of 3 by 7 (63.5 by 38.1 mm, as Avery L7160). */
#ifndef TS_HOST_TOOLS_LABEL_SHEET_H
#define TS_HOST_TOOLS_LABEL_SHEET_H

#include "host-tools/label.h"
#include "host-tools/surface.h"

struct ts_label_sheet {
  struct ts_surface surface;
  char path[PATH_MAX];
  enum ts_format format;
  unsigned dpi;
  size_t count; /* labels so far */
};

/* PATH ends in .pdf (all pages in one file) or .png (further pages as PATH-2.png, ...). */
bool ts_label_sheet_open(struct ts_label_sheet *sheet, const char *path, unsigned dpi,
                         struct ts_fault *fault);
/* EX_DATAERR if the label is larger than the stock. */
bool ts_label_sheet_add(struct ts_label_sheet *sheet, const struct ts_label *label, const struct ts_qr *qr,
                        const struct ts_label_size *size, struct ts_fault *fault);
/* Writes the file; with a fault set already, writes nothing. */
bool ts_label_sheet_close(struct ts_label_sheet *sheet, struct ts_fault *fault);

#endif
