/* SPDX-License-Identifier: Apache-2.0 */
/* By itself, so that the rest of the canvas is there without libzint too. */
#include "support/canvas.h"

#include <stdlib.h>

#include <zint.h>

static struct zint_symbol *encode(const struct ts_drawing *drawing) {
  struct zint_symbol *symbol = ZBarcode_Create();
  if (symbol == NULL)
    abort();
  symbol->symbology = drawing->symbology;
  symbol->input_mode = drawing->mode;
  symbol->structapp.index = drawing->part;
  symbol->structapp.count = drawing->parts;
  if (ZBarcode_Encode(symbol, drawing->text.data, (int)drawing->text.size) < ZINT_ERROR)
    return symbol;
  ZBarcode_Delete(symbol);
  return NULL;
}

/* Where a point of the upright symbol lies after the turns, from the top left of what is drawn. */
static struct ts_point turned(int32_t x, int32_t y, int32_t width, int32_t height, unsigned quarters) {
  switch (quarters % 4) {
  case 1:
    return (struct ts_point){.x = height - y, .y = x};
  case 2:
    return (struct ts_point){.x = width - x, .y = height - y};
  case 3:
    return (struct ts_point){.x = y, .y = width - x};
  default:
    return (struct ts_point){.x = x, .y = y};
  }
}

struct box {
  int32_t x, y, width, height;
};

/* Fills the box, given in the upright symbol of SIZE, after the turns. */
static void fill_turned(struct ts_canvas *canvas, const struct ts_drawing *d, struct box size, struct box b) {
  struct ts_point one = turned(b.x, b.y, size.width, size.height, d->quarters);
  struct ts_point two = turned(b.x + b.width, b.y + b.height, size.width, size.height, d->quarters);
  int32_t x = one.x < two.x ? one.x : two.x, y = one.y < two.y ? one.y : two.y;
  ts_canvas_fill(canvas, d->x + (uint32_t)x, d->y + (uint32_t)y, (uint32_t)abs(one.x - two.x),
                 (uint32_t)abs(one.y - two.y), TS_CANVAS_BLACK);
}

static void draw_modules(struct ts_canvas *canvas, const struct ts_drawing *d,
                         const struct zint_symbol *symbol, struct box size) {
  int32_t module = size.width / symbol->width, row_height = size.height / symbol->rows;
  for (int row = 0; row < symbol->rows; row++)
    for (int column = 0; column < symbol->width; column++)
      if (symbol->encoded_data[row][column >> 3] >> (column & 7) & 1)
        fill_turned(canvas, d, size, (struct box){column * module, row * row_height, module, row_height});
}

bool ts_canvas_draw(struct ts_canvas *canvas, const struct ts_drawing *drawing,
                    struct ts_point corner[TS_SYMBOL_CORNERS]) {
  struct zint_symbol *symbol = encode(drawing);
  if (symbol == NULL)
    return false;
  int32_t module = drawing->module ? (int32_t)drawing->module : 3;
  int32_t bars = drawing->bar_height ? (int32_t)drawing->bar_height : 60;
  struct box size = {.width = symbol->width * module,
                     .height = symbol->rows > 1 ? symbol->rows * module : bars};
  uint32_t across = (uint32_t)(drawing->quarters % 2 ? size.height : size.width);
  uint32_t down = (uint32_t)(drawing->quarters % 2 ? size.width : size.height);
  bool fits = drawing->x + across <= canvas->width && drawing->y + down <= canvas->height;
  if (fits) {
    const int32_t at[TS_SYMBOL_CORNERS][2] = {
        {0, 0}, {size.width, 0}, {size.width, size.height}, {0, size.height}};
    draw_modules(canvas, drawing, symbol, size);
    for (size_t i = 0; i < TS_SYMBOL_CORNERS && corner != NULL; i++) {
      struct ts_point p = turned(at[i][0], at[i][1], size.width, size.height, drawing->quarters);
      corner[i] = (struct ts_point){.x = p.x + (int32_t)drawing->x, .y = p.y + (int32_t)drawing->y};
    }
  }
  ZBarcode_Delete(symbol);
  return fits;
}
