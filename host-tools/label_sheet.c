/* SPDX-License-Identifier: Apache-2.0 */
#include "host-tools/label_sheet.h"

#include <stdio.h>
#include <string.h>

#include "host-tools/label_zpl.h"

static const struct {
  const char *name;
  enum ts_format surface; /* not for ZPL */
} formats[] = {[TS_LABEL_PNG] = {"png", TS_FORMAT_PNG},
               [TS_LABEL_SVG] = {"svg", TS_FORMAT_SVG},
               [TS_LABEL_PDF] = {"pdf", TS_FORMAT_PDF},
               [TS_LABEL_ZPL] = {"zpl", TS_FORMAT_PNG}};

bool ts_label_format_read(const char *text, enum ts_label_format *out) {
  for (int i = TS_LABEL_PNG; i <= TS_LABEL_ZPL; i++)
    if (strcmp(text, formats[i].name) == 0) {
      *out = (enum ts_label_format)i;
      return true;
    }
  return false;
}

const char *ts_label_format_name(enum ts_label_format format) {
  return formats[format].name;
}

static bool close_zpl(struct ts_file_out *out, struct ts_fault *fault) {
  if (fault->status == EX_OK && ts_file_out_prepare(out, fault))
    return ts_file_out_publish(out, fault);
  ts_file_out_drop(out);
  return false;
}

bool ts_label_file(const char *path, enum ts_label_format format, const struct ts_label_plan *plan,
                   const struct ts_barcode *barcode, struct ts_fault *fault) {
  struct ts_surface surface;
  struct ts_file_out out;
  if (format == TS_LABEL_ZPL) {
    if (!ts_file_out_open(&out, path, 0644, fault))
      return false;
    (void)ts_label_zpl(&out, plan, barcode, fault);
    return close_zpl(&out, fault);
  }
  if (!ts_surface_open(&surface, path, formats[format].surface, plan->width, plan->height, plan->dpi, fault))
    return false;
  ts_label_draw(surface.cr, plan, barcode, 0, 0);
  return ts_surface_close(&surface, fault);
}

static size_t per_page(const struct ts_label_sheet *sheet) {
  return (size_t)sheet->stock->columns * sheet->stock->rows;
}

static bool begin_file(struct ts_label_sheet *sheet, struct ts_fault *fault) {
  char path[PATH_MAX];
  size_t page = sheet->count / per_page(sheet) + 1;
  size_t stem = strlen(sheet->path) - 4;
  if (sheet->format == TS_LABEL_ZPL)
    return ts_file_out_open(&sheet->zpl, sheet->path, 0644, fault);
  int size = page == 1 ? snprintf(path, sizeof path, "%s", sheet->path)
                       : snprintf(path, sizeof path, "%.*s-%zu.png", (int)stem, sheet->path, page);
  if (size < 0 || size >= (int)sizeof path)
    return ts_fault(fault, EX_USAGE, "the path of the sheet is too long");
  return ts_surface_open(&sheet->surface, path, formats[sheet->format].surface,
                         ts_label_dots(sheet->stock->page_width, sheet->dpi),
                         ts_label_dots(sheet->stock->page_height, sheet->dpi), sheet->dpi, fault);
}

bool ts_label_sheet_open(struct ts_label_sheet *sheet, const char *path, const struct ts_stock *stock,
                         unsigned dpi, struct ts_fault *fault) {
  size_t size = strlen(path);
  *sheet = (struct ts_label_sheet){.stock = stock, .dpi = dpi};
  if (size < 5 || size >= sizeof sheet->path || path[size - 4] != '.' ||
      !ts_label_format_read(path + size - 3, &sheet->format) || sheet->format == TS_LABEL_SVG)
    return ts_fault(fault, EX_USAGE, "--sheet %s: a file name ending in .pdf, .png or .zpl is wanted", path);
  memcpy(sheet->path, path, size + 1);
  return begin_file(sheet, fault);
}

static bool next_page(struct ts_label_sheet *sheet, struct ts_fault *fault) {
  if (sheet->format == TS_LABEL_PDF) {
    ts_surface_next_page(&sheet->surface);
    return true;
  }
  return ts_surface_close(&sheet->surface, fault) && begin_file(sheet, fault);
}

bool ts_label_sheet_add(struct ts_label_sheet *sheet, const struct ts_label_plan *plan,
                        const struct ts_barcode *barcode, struct ts_fault *fault) {
  const struct ts_stock *stock = sheet->stock;
  size_t place = sheet->count % per_page(sheet);
  if (sheet->format == TS_LABEL_ZPL) {
    sheet->count++;
    return ts_label_zpl(&sheet->zpl, plan, barcode, fault);
  }
  if (sheet->count > 0 && place == 0 && !next_page(sheet, fault))
    return false;
  size_t column = place % stock->columns, row = place / stock->columns;
  double x = stock->left + stock->step_x * (double)column, y = stock->top + stock->step_y * (double)row;
  ts_label_draw(sheet->surface.cr, plan, barcode, ts_label_dots(x, sheet->dpi), ts_label_dots(y, sheet->dpi));
  sheet->count++;
  return true;
}

bool ts_label_sheet_close(struct ts_label_sheet *sheet, struct ts_fault *fault) {
  if (sheet->format == TS_LABEL_ZPL && sheet->stock)
    return close_zpl(&sheet->zpl, fault);
  return ts_surface_close(&sheet->surface, fault);
}
