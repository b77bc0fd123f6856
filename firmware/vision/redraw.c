/* SPDX-License-Identifier: Apache-2.0 */
#include "vision/redraw.h"

#include <string.h>

#define FORMAT_DISTANCE_MAX 3u /* section 7.9.1: the code corrects so many */
#define ERRORS_MAX_PERCENT 27u

struct ts_redraw_check ts_redraw_check(const struct ts_qr_bits *bits, const struct ts_qr_module *function,
                                       size_t count) {
  struct ts_redraw_check check = {0};
  struct ts_qr_format plain = ts_qr_format_read(bits, false), mirrored = ts_qr_format_read(bits, true);
  check.mirrored = mirrored.distance < plain.distance ||
                   (mirrored.distance == plain.distance && mirrored.distances < plain.distances);
  const struct ts_qr_format *format = check.mirrored ? &mirrored : &plain;
  uint32_t wrong = 0;
  for (size_t i = 0; i < count; i++)
    wrong += ts_qr_get(bits, function[i].x, function[i].y) != (function[i].dark > 0);
  check.format = format->code;
  check.errors = wrong + 2u * format->distance;
  check.plausible = format->distance <= FORMAT_DISTANCE_MAX && wrong * 100 <= count * ERRORS_MAX_PERCENT;
  return check;
}

static void transpose(struct ts_qr_bits *bits) {
  for (unsigned y = 0; y < bits->side; y++)
    for (unsigned x = 0; x < y; x++) {
      bool a = ts_qr_get(bits, x, y), b = ts_qr_get(bits, y, x);
      ts_qr_set(bits, x, y, b);
      ts_qr_set(bits, y, x, a);
    }
}

struct ts_drawing ts_redraw(struct ts_qr_bits *bits, const struct ts_qr_module *function, size_t count,
                            const struct ts_redraw_check *check, uint8_t *out) {
  uint32_t side = TS_DRAWING_SIDE(bits->side);
  struct ts_drawing drawing = {.gray = out, .width = side, .height = side};
  if (check->mirrored)
    transpose(bits);
  ts_qr_repaint(bits, function, count, check->format);
  memset(out, UINT8_MAX, (size_t)side * side);
  for (unsigned y = 0; y < bits->side; y++) {
    uint8_t *row = out + ((size_t)(y + TS_DRAWING_BORDER) * side + TS_DRAWING_BORDER) * TS_DRAWING_MODULE;
    for (unsigned x = 0; x < bits->side; x++)
      if (ts_qr_get(bits, x, y))
        memset(row + (size_t)x * TS_DRAWING_MODULE, 0, TS_DRAWING_MODULE);
    for (unsigned i = 1; i < TS_DRAWING_MODULE; i++)
      memcpy(row + (size_t)i * side, row, (size_t)bits->side * TS_DRAWING_MODULE);
  }
  return drawing;
}
