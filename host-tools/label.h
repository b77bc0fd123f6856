/* SPDX-License-Identifier: Apache-2.0 */
/* Labels: a tag's QR code with what a person reads, drawn by cairo; single or as a sheet. Lengths in mm. */
#ifndef TS_HOST_TOOLS_LABEL_H
#define TS_HOST_TOOLS_LABEL_H

#include <cairo.h>

#include "host-tools/fault.h"
#include "host-tools/file.h"
#include "host-tools/tags.h"

#define TS_LABEL_WIDTH 63.5 /* the cells of a sheet of 21, 3 × 7 on A4 */
#define TS_LABEL_HEIGHT 38.1

enum ts_label_format { TS_LABEL_PNG, TS_LABEL_SVG, TS_LABEL_PDF };

struct ts_label_style {
  enum ts_label_format format;
  double dpi;    /* of a PNG, and the grid that modules are fitted to */
  double module; /* wanted side of a module; 0: as large as the label allows */
};

/* One label as a file. Written whole or not at all. */
bool ts_label_write(const struct ts_tag_line *tag, const struct ts_label_style *style, const char *path,
                    struct ts_fault *fault);

/* "GTIN_SERIAL.EXT" with everything but letters, digits, - and _ of the serial percent-escaped. */
bool ts_label_name(char *out, size_t capacity, const struct ts_tag_line *tag, enum ts_label_format format);

/* A sheet of A4 pages as PDF, label by label. */
struct ts_sheet {
  cairo_surface_t *surface;
  cairo_t *cairo;
  unsigned count;
  struct ts_label_style style;
  struct ts_file_out file;
};
bool ts_sheet_open(struct ts_sheet *sheet, const char *path, const struct ts_label_style *style,
                   struct ts_fault *fault);
bool ts_sheet_add(struct ts_sheet *sheet, const struct ts_tag_line *tag, struct ts_fault *fault);
/* Writes the last page; KEEP false: forgets the sheet. */
bool ts_sheet_close(struct ts_sheet *sheet, bool keep, struct ts_fault *fault);

/* Draws one label with its top left corner at the origin, in mm. Used by all of the above. */
bool ts_label_draw(cairo_t *cairo, const struct ts_tag_line *tag, const struct ts_label_style *style,
                   struct ts_fault *fault);

#endif
