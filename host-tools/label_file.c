/* SPDX-License-Identifier: Apache-2.0 */
/* Labels and sheets as files, each seen under its own name only once it is complete. */
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <cairo-pdf.h>
#include <cairo-svg.h>

#include "host-tools/file.h"
#include "host-tools/label.h"

#define POINTS_A_MM (72 / 25.4)
#define PAGE_WIDTH 210.0
#define PAGE_HEIGHT 297.0
#define SHEET_COLUMNS 3u
#define SHEET_ROWS 7u
#define SHEET_LEFT 7.2 /* the margins of a sheet of 21 labels of 63.5 × 38.1 mm */
#define SHEET_TOP 15.1
#define SHEET_PITCH 66.0

static cairo_status_t write_part(void *closure, const unsigned char *data, unsigned int length) {
  ts_file_out_write(closure, ts_bytes(data, length));
  return CAIRO_STATUS_SUCCESS; /* a failure is kept by the file and told when it is to be complete */
}

static cairo_surface_t *make_surface(const struct ts_label_style *style, struct ts_file_out *file) {
  double width = TS_LABEL_WIDTH * POINTS_A_MM, height = TS_LABEL_HEIGHT * POINTS_A_MM;
  if (style->format == TS_LABEL_SVG)
    return cairo_svg_surface_create_for_stream(write_part, file, width, height);
  if (style->format == TS_LABEL_PDF)
    return cairo_pdf_surface_create_for_stream(write_part, file, width, height);
  return cairo_image_surface_create(CAIRO_FORMAT_RGB24, (int)ceil(TS_LABEL_WIDTH / 25.4 * style->dpi),
                                    (int)ceil(TS_LABEL_HEIGHT / 25.4 * style->dpi));
}

static bool draw(cairo_surface_t *surface, const struct ts_tag_line *tag, const struct ts_label_style *style,
                 struct ts_fault *fault) {
  cairo_t *cairo = cairo_create(surface);
  double scale = style->format == TS_LABEL_PNG ? style->dpi / 25.4 : POINTS_A_MM;
  cairo_set_source_rgb(cairo, 1, 1, 1);
  cairo_paint(cairo);
  cairo_scale(cairo, scale, scale);
  bool ok = ts_label_draw(cairo, tag, style, fault);
  cairo_destroy(cairo);
  return ok;
}

static bool finish(cairo_surface_t *surface, const struct ts_label_style *style, struct ts_file_out *file,
                   struct ts_fault *fault) {
  cairo_status_t status = style->format == TS_LABEL_PNG
                              ? cairo_surface_write_to_png_stream(surface, write_part, file)
                              : (cairo_surface_finish(surface), cairo_surface_status(surface));
  if (status != CAIRO_STATUS_SUCCESS)
    return ts_fault(fault, EX_SOFTWARE, "writing a label: %s", cairo_status_to_string(status));
  return true;
}

bool ts_label_write(const struct ts_tag_line *tag, const struct ts_label_style *style, const char *path,
                    struct ts_fault *fault) {
  struct ts_file_out file;
  if (!ts_file_out_open(&file, path, 0644, fault))
    return false;
  cairo_surface_t *surface = make_surface(style, &file);
  bool ok = draw(surface, tag, style, fault) && finish(surface, style, &file, fault);
  cairo_surface_destroy(surface);
  ok = ok && ts_file_out_prepare(&file, fault) && ts_file_out_publish(&file, fault);
  ts_file_out_drop(&file);
  return ok;
}

bool ts_sheet_open(struct ts_sheet *sheet, const char *path, const struct ts_label_style *style,
                   struct ts_fault *fault) {
  *sheet = (struct ts_sheet){.style = *style};
  if (!ts_file_out_open(&sheet->file, path, 0644, fault))
    return false;
  sheet->surface = cairo_pdf_surface_create_for_stream(write_part, &sheet->file, PAGE_WIDTH * POINTS_A_MM,
                                                       PAGE_HEIGHT * POINTS_A_MM);
  sheet->cairo = cairo_create(sheet->surface);
  cairo_scale(sheet->cairo, POINTS_A_MM, POINTS_A_MM);
  return true;
}

bool ts_sheet_add(struct ts_sheet *sheet, const struct ts_tag_line *tag, struct ts_fault *fault) {
  unsigned place = sheet->count % (SHEET_COLUMNS * SHEET_ROWS);
  if (place == 0 && sheet->count > 0)
    cairo_show_page(sheet->cairo);
  sheet->count++;
  unsigned column = place % SHEET_COLUMNS, row = place / SHEET_COLUMNS;
  cairo_save(sheet->cairo);
  cairo_translate(sheet->cairo, SHEET_LEFT + column * SHEET_PITCH, SHEET_TOP + row * TS_LABEL_HEIGHT);
  bool ok = ts_label_draw(sheet->cairo, tag, &sheet->style, fault);
  cairo_restore(sheet->cairo);
  return ok;
}

bool ts_sheet_close(struct ts_sheet *sheet, bool keep, struct ts_fault *fault) {
  cairo_destroy(sheet->cairo);
  cairo_surface_finish(sheet->surface);
  cairo_status_t status = cairo_surface_status(sheet->surface);
  cairo_surface_destroy(sheet->surface);
  bool ok = keep && (status == CAIRO_STATUS_SUCCESS ||
                     ts_fault(fault, EX_SOFTWARE, "writing the sheet: %s", cairo_status_to_string(status)));
  ok = ok && ts_file_out_prepare(&sheet->file, fault) && ts_file_out_publish(&sheet->file, fault);
  ts_file_out_drop(&sheet->file);
  return ok;
}
