/* SPDX-License-Identifier: Apache-2.0 */
/* A page to draw on, measured in printer dots, that becomes a PNG, SVG or PDF file: whole or not at all. */
#ifndef TS_HOST_TOOLS_SURFACE_H
#define TS_HOST_TOOLS_SURFACE_H

#include <cairo.h>
#include <stdbool.h>

#include "host-tools/fault.h"
#include "host-tools/file.h"

enum ts_format { TS_FORMAT_PNG, TS_FORMAT_SVG, TS_FORMAT_PDF };

/* "png", "svg", "pdf". */
bool ts_format_read(const char *text, enum ts_format *out);
const char *ts_format_name(enum ts_format format);

struct ts_surface {
  enum ts_format format;
  cairo_surface_t *surface;
  cairo_t *cr; /* one unit is one dot */
  struct ts_file_out out;
  unsigned dpi;
  size_t written; /* bytes of a PNG so far */
};

/* WIDTH and HEIGHT in dots of 1/DPI inch. White. */
bool ts_surface_open(struct ts_surface *s, const char *path, enum ts_format format, unsigned width,
                     unsigned height, unsigned dpi, struct ts_fault *fault);
/* A new page, for PDF only. */
void ts_surface_next_page(struct ts_surface *s);
/* Writes the file and gives it its name; on failure, or with a fault set before, there is none. Ends S in any
 * case. */
bool ts_surface_close(struct ts_surface *s, struct ts_fault *fault);

#endif
