/* SPDX-License-Identifier: Apache-2.0 */
#include "host-tools/label_sheet.h"

#include <stdio.h>
#include <string.h>

#define COLUMNS 3
#define ROWS 7

/* Millimetres. */
#define PAGE_WIDTH 210.0
#define PAGE_HEIGHT 297.0
#define LEFT 7.25
#define TOP 15.15
#define STEP_X 66.0
#define STEP_Y 38.1

static unsigned dots(double mm, unsigned dpi) {
  return (unsigned)(mm * dpi / 25.4 + 0.5);
}

static bool begin_file(struct ts_label_sheet *sheet, struct ts_fault *fault) {
  char path[PATH_MAX];
  size_t page = sheet->count / (COLUMNS * ROWS) + 1;
  size_t stem = strlen(sheet->path) - 4;
  int size = page == 1 ? snprintf(path, sizeof path, "%s", sheet->path)
                       : snprintf(path, sizeof path, "%.*s-%zu.png", (int)stem, sheet->path, page);
  if (size < 0 || size >= (int)sizeof path)
    return ts_fault(fault, EX_USAGE, "the path of the sheet is too long");
  return ts_surface_open(&sheet->surface, path, sheet->format, dots(PAGE_WIDTH, sheet->dpi),
                         dots(PAGE_HEIGHT, sheet->dpi), sheet->dpi, fault);
}

bool ts_label_sheet_open(struct ts_label_sheet *sheet, const char *path, unsigned dpi,
                         struct ts_fault *fault) {
  size_t size = strlen(path);
  *sheet = (struct ts_label_sheet){.dpi = dpi};
  if (size < 5 || size >= sizeof sheet->path || path[size - 4] != '.' ||
      !ts_format_read(path + size - 3, &sheet->format) || sheet->format == TS_FORMAT_SVG)
    return ts_fault(fault, EX_USAGE, "--sheet %s: a file name ending in .pdf or .png is wanted", path);
  memcpy(sheet->path, path, size + 1);
  return begin_file(sheet, fault);
}

static bool next_page(struct ts_label_sheet *sheet, struct ts_fault *fault) {
  if (sheet->format == TS_FORMAT_PDF) {
    ts_surface_next_page(&sheet->surface);
    return true;
  }
  return ts_surface_close(&sheet->surface, fault) && begin_file(sheet, fault);
}

bool ts_label_sheet_add(struct ts_label_sheet *sheet, const struct ts_label *label, const struct ts_qr *qr,
                        const struct ts_label_size *size, struct ts_fault *fault) {
  unsigned width, height;
  ts_label_stock(sheet->dpi, &width, &height);
  if (size->width > width || size->height > height)
    return ts_fault(fault, EX_DATAERR,
                    "label %zu is larger than the sheet's labels; use a smaller --module-mm",
                    sheet->count + 1);
  size_t place = sheet->count % (COLUMNS * ROWS);
  if (sheet->count > 0 && place == 0 && !next_page(sheet, fault))
    return false;
  double x = LEFT + STEP_X * (double)(place % COLUMNS), y = TOP + STEP_Y * (double)(place / COLUMNS);
  ts_label_draw(sheet->surface.cr, label, qr, size, dots(x, sheet->dpi), dots(y, sheet->dpi));
  sheet->count++;
  return true;
}

bool ts_label_sheet_close(struct ts_label_sheet *sheet, struct ts_fault *fault) {
  return ts_surface_close(&sheet->surface, fault);
}
