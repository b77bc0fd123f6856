/* SPDX-License-Identifier: Apache-2.0 */
#include "vision/redraw.h"

#include <string.h>

#define FORMAT_DISTANCE_MAX 3u /* section 7.9.1: the code corrects so many */
#define FORMAT_MASK 0x5412u
#define MODE_ECI 7u /* section 7.4.1, table 2 */
#define MODE_FNC1_FIRST 5u
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

/* ---- patterns that look like finders ---- */

static bool dark(const struct ts_qr_bits *bits, int at, int across, bool vertical) {
  return vertical ? ts_qr_get(bits, (unsigned)across, (unsigned)at)
                  : ts_qr_get(bits, (unsigned)at, (unsigned)across);
}

static bool inside(const struct ts_qr_bits *bits, int at) {
  return at >= 0 && at < bits->side;
}

/* The first place from AT on that is of another colour than AT, or outside. */
static int past(const struct ts_qr_bits *bits, int at, int across, bool vertical, int step) {
  bool colour = dark(bits, at, across, vertical);
  do
    at += step;
  while (inside(bits, at) && dark(bits, at, across, vertical) == colour);
  return at;
}

/* Are PART modules of SUM about N sevenths, as a decoder rounds? */
static bool sevenths(int part, int sum, int n) {
  return 14 * part + 1 >= (2 * n - 1) * sum && 14 * part < (2 * n + 1) * sum;
}

/* The middle one of five runs that a scan line takes for a finder pattern. */
struct line {
  int begin, end; /* END is beyond it */
};

static bool line_through(const struct ts_qr_bits *bits, int at, int across, bool vertical, struct line *out) {
  if (!dark(bits, at, across, vertical))
    return false;
  int end = past(bits, at, across, vertical, 1), begin = past(bits, at, across, vertical, -1) + 1;
  if (!inside(bits, end) || begin == 0)
    return false;
  int ring_end = past(bits, end, across, vertical, 1),
      ring_begin = past(bits, begin - 1, across, vertical, -1) + 1;
  if (!inside(bits, ring_end) || ring_begin == 0)
    return false;
  int outer_end = past(bits, ring_end, across, vertical, 1);
  int outer_begin = past(bits, ring_begin - 1, across, vertical, -1) + 1, sum = outer_end - outer_begin;
  *out = (struct line){begin, end};
  return sevenths(ring_begin - outer_begin + begin - ring_begin, sum, 2) &&
         sevenths(end - ring_begin, sum, 4) && sevenths(ring_end - begin, sum, 4) &&
         sevenths(outer_end - end, sum, 2);
}

/* Is there a line so near behind LINE and so alike that a decoder counts both to one pattern? */
static bool is_repeated(const struct ts_qr_bits *bits, const struct line *line, int across, bool vertical) {
  int length = line->end - line->begin, off = (8 * length + 7) / 32, reach = (2 * length + 5) / 8;
  for (int next = across + 1; next <= across + reach && inside(bits, next); next++)
    for (int at = line->begin - off; at <= line->begin + off; at++) {
      struct line other;
      if (inside(bits, at) && line_through(bits, at, next, vertical, &other) && other.begin == at &&
          other.end <= line->end + off && other.end >= line->end - off)
        return true;
    }
  return false;
}

/* Do such lines cross the middle of LINE in row Y? */
static bool is_crossed(const struct ts_qr_bits *bits, const struct line *line, int y) {
  struct line other;
  for (int x = line->begin; x < line->end; x++)
    if (line_through(bits, y, x, true, &other) && is_repeated(bits, &other, x, true))
      return true;
  return false;
}

unsigned ts_redraw_finders(const struct ts_qr_bits *bits) {
  unsigned count = 0;
  for (int y = 0; y < bits->side; y++)
    for (int x = 0; x < bits->side;) {
      struct line line;
      if (line_through(bits, x, y, false, &line) && is_repeated(bits, &line, y, false) &&
          is_crossed(bits, &line, y))
        count++;
      x = past(bits, x, y, false, 1);
    }
  return count;
}

static void transpose(struct ts_qr_bits *bits) {
  for (unsigned y = 0; y < bits->side; y++)
    for (unsigned x = 0; x < y; x++) {
      bool a = ts_qr_get(bits, x, y), b = ts_qr_get(bits, y, x);
      ts_qr_set(bits, x, y, b);
      ts_qr_set(bits, y, x, a);
    }
}

/* Is module (X, Y) inverted by the mask of FORMAT (section 7.8.2)? */
static bool masked(unsigned x, unsigned y, unsigned format) {
  switch ((format ^ FORMAT_MASK) >> 10 & 7) {
  case 0:
    return (x + y) % 2 == 0;
  case 1:
    return y % 2 == 0;
  case 2:
    return x % 3 == 0;
  case 3:
    return (x + y) % 3 == 0;
  case 4:
    return (y / 2 + x / 3) % 2 == 0;
  case 5:
    return x * y % 2 + x * y % 3 == 0;
  case 6:
    return (x * y % 2 + x * y % 3) % 2 == 0;
  default:
    return ((x + y) % 2 + x * y % 3) % 2 == 0;
  }
}

/* The first four data bits, from the bottom right corner up (section 7.7.3); after FNC1 the next four. */
static unsigned mode(const struct ts_qr_bits *bits, unsigned format, unsigned first) {
  unsigned value = 0;
  for (unsigned i = 0; i < 4; i++) {
    unsigned x = bits->side - 1u - i % 2, y = bits->side - 1u - (first + i) / 2;
    value = value << 1 | (ts_qr_get(bits, x, y) != masked(x, y, format));
  }
  return value;
}

static bool has_eci(const struct ts_qr_bits *bits, unsigned format) {
  unsigned begins = mode(bits, format, 0);
  return begins == MODE_ECI || (begins == MODE_FNC1_FIRST && mode(bits, format, 4) == MODE_ECI);
}

struct ts_qr_drawing ts_redraw(struct ts_qr_bits *bits, const struct ts_qr_module *function, size_t count,
                               const struct ts_redraw_check *check, uint8_t *out) {
  uint32_t side = TS_QR_DRAWING_SIDE(bits->side);
  struct ts_qr_drawing drawing = {.gray = out, .width = side, .height = side};
  if (check->mirrored)
    transpose(bits);
  ts_qr_repaint(bits, function, count, check->format);
  drawing.eci = has_eci(bits, check->format);
  memset(out, UINT8_MAX, (size_t)side * side);
  for (unsigned y = 0; y < bits->side; y++) {
    uint8_t *row =
        out + ((size_t)(y + TS_QR_DRAWING_BORDER) * side + TS_QR_DRAWING_BORDER) * TS_QR_DRAWING_MODULE;
    for (unsigned x = 0; x < bits->side; x++)
      if (ts_qr_get(bits, x, y))
        memset(row + (size_t)x * TS_QR_DRAWING_MODULE, 0, TS_QR_DRAWING_MODULE);
    for (unsigned i = 1; i < TS_QR_DRAWING_MODULE; i++)
      memcpy(row + (size_t)i * side, row, (size_t)bits->side * TS_QR_DRAWING_MODULE);
  }
  return drawing;
}
