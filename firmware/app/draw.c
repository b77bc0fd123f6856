/* SPDX-License-Identifier: Apache-2.0 */
#include "app/draw.h"

#include <string.h>

#include "app/coverage.h"

uint16_t ts_draw_blend(uint16_t below, uint16_t above, uint32_t coverage) {
  if (coverage == 0 || coverage == 16) /* as most are */
    return coverage ? above : below;
  uint32_t keep = 16 - coverage;
  uint32_t red = ((below >> 11 & 0x1fu) * keep + (above >> 11 & 0x1fu) * coverage + 8) / 16;
  uint32_t green = ((below >> 5 & 0x3fu) * keep + (above >> 5 & 0x3fu) * coverage + 8) / 16;
  uint32_t blue = ((below & 0x1fu) * keep + (above & 0x1fu) * coverage + 8) / 16;
  return (uint16_t)(red << 11 | green << 5 | blue);
}

static int32_t at_least(int32_t a, int32_t bound) {
  return a < bound ? bound : a;
}

static int32_t at_most(int32_t a, int32_t bound) {
  return a > bound ? bound : a;
}

struct area {
  int32_t left, top, right, bottom; /* right and bottom are the first outside */
};

static struct area clip(const struct ts_strip *strip, struct area area) {
  return (struct area){at_least(area.left, 0), at_least(area.top, strip->y),
                       at_most(area.right, TS_DISPLAY_WIDTH), at_most(area.bottom, strip->y + strip->height)};
}

static uint16_t *pixel(const struct ts_strip *strip, int32_t x, int32_t y) {
  return &strip->pixels[(y - strip->y) * TS_DISPLAY_WIDTH + x];
}

void ts_draw_box(const struct ts_strip *strip, int32_t x, int32_t y, int32_t width, int32_t height,
                 uint16_t colour) {
  struct area area = clip(strip, (struct area){x, y, x + width, y + height});
  if (area.left >= area.right || area.top >= area.bottom)
    return;
  uint16_t *first = pixel(strip, area.left, area.top);
  const size_t columns = (size_t)(area.right - area.left);
  for (size_t i = 0; i < columns; i++)
    first[i] = colour;
  for (int32_t row = area.top + 1; row < area.bottom; row++)
    memcpy(pixel(strip, area.left, row), first, columns * sizeof *first);
}

/* Rows above the strip are read too: those below need them. */
static void draw_glyph(const struct ts_strip *strip, const struct ts_glyph *glyph, int32_t left, int32_t top,
                       uint16_t colour) {
  const struct ts_glyph_shape *shape = glyph->shape;
  struct area area = clip(strip, (struct area){left, top, left + shape->width, top + shape->height});
  if (area.top >= area.bottom || area.left >= area.right)
    return;
  struct ts_coverage coverage;
  ts_coverage_begin(&coverage, glyph->picture, shape->width);
  for (int32_t row = top; row < area.bottom; row++) {
    const uint8_t *level = ts_coverage_row(&coverage);
    if (row < area.top)
      continue;
    uint16_t *to = pixel(strip, 0, row);
    for (int32_t column = area.left; column < area.right; column++) {
      uint32_t part = level[column - left];
      to[column] = ts_draw_blend(to[column], colour, part + (part > 7)); /* 0..15 to 0..16 */
    }
  }
}

void ts_draw_text(const struct ts_strip *strip, const struct ts_font *font, int32_t x, int32_t baseline,
                  struct ts_bytes text, uint16_t colour) {
  while (text.size && x < TS_DISPLAY_WIDTH) {
    struct ts_glyph glyph = ts_font_glyph(font, ts_utf8_next(&text));
    draw_glyph(strip, &glyph, x + glyph.shape->left, baseline - glyph.shape->top, colour);
    x += glyph.shape->advance;
  }
}

/* The pixel of SOURCE in the middle of what pixel AT of SIZE covers. */
static uint32_t middle_of(int32_t at, int32_t size, uint32_t source) {
  return (uint32_t)((2 * (uint64_t)at + 1) * source / (2 * (uint64_t)size));
}

void ts_draw_frame(const struct ts_strip *strip, const struct ts_frame *frame, int32_t x, int32_t y,
                   int32_t width, int32_t height) {
  struct area area = clip(strip, (struct area){x, y, x + width, y + height});
  uint32_t from[TS_DISPLAY_WIDTH]; /* of the columns: a division costs more than a pixel */
  if (!frame->gray || frame->width == 0 || frame->height == 0)
    return;
  for (int32_t column = area.left; column < area.right; column++)
    from[column] = middle_of(column - x, width, frame->width);
  for (int32_t row = area.top; row < area.bottom; row++) {
    const uint8_t *gray = frame->gray + (size_t)middle_of(row - y, height, frame->height) * frame->stride;
    uint16_t *to = pixel(strip, 0, row);
    for (int32_t column = area.left; column < area.right; column++) {
      uint32_t level = gray[from[column]];
      to[column] = (uint16_t)((level & 0xf8) << 8 | (level & 0xfc) << 3 | level >> 3);
    }
  }
}

/* An outline scaled to 1/16 of a pixel, from the centre. At most 128 pixels wide, coordinates stay within
 * ±2^11, so products of two fit 32 bits and those of four 64. */
struct scaled {
  int32_t x[TS_OUTLINE_DOTS_MAX], y[TS_OUTLINE_DOTS_MAX];
  unsigned count;
  bool filled;
  int32_t radius;
};

static struct scaled scale(const struct ts_outline *outline, int32_t size) {
  struct scaled s = {.count = outline->count < TS_OUTLINE_DOTS_MAX ? outline->count : TS_OUTLINE_DOTS_MAX,
                     .filled = outline->filled,
                     .radius = outline->radius * size / 16};
  for (unsigned i = 0; i < s.count; i++) {
    s.x[i] = outline->dot[i].x * size / 16;
    s.y[i] = outline->dot[i].y * size / 16;
  }
  return s;
}

/* No farther than RADIUS from the line between two dots? */
static bool near_segment(const struct scaled *s, unsigned from, unsigned to, int32_t x, int32_t y,
                         int32_t radius) {
  int32_t dx = s->x[to] - s->x[from], dy = s->y[to] - s->y[from];
  int32_t px = x - s->x[from], py = y - s->y[from];
  int64_t radius2 = (int64_t)radius * radius, length2 = (int64_t)dx * dx + (int64_t)dy * dy;
  int64_t along = (int64_t)px * dx + (int64_t)py * dy;
  if (along <= 0)
    return (int64_t)px * px + (int64_t)py * py <= radius2;
  if (along >= length2) {
    int64_t qx = px - dx, qy = py - dy;
    return qx * qx + qy * qy <= radius2;
  }
  int64_t across = (int64_t)px * dy - (int64_t)py * dx;
  return across * across <= radius2 * length2;
}

/* Convex, either way round: the point lies on one side of all edges. */
static bool within(const struct scaled *s, int32_t x, int32_t y) {
  bool left = false, right = false;
  for (unsigned i = 0; i < s->count; i++) {
    unsigned next = (i + 1) % s->count;
    int32_t side = (s->x[next] - s->x[i]) * (y - s->y[i]) - (s->y[next] - s->y[i]) * (x - s->x[i]);
    left = left || side < 0;
    right = right || side > 0;
  }
  return !(left && right);
}

/* From any of the lines. */
static bool near(const struct scaled *s, int32_t x, int32_t y, int32_t radius) {
  if (s->count == 1)
    return near_segment(s, 0, 0, x, y, radius);
  for (unsigned i = 1; i < s->count; i++)
    if (near_segment(s, i - 1, i, x, y, radius))
      return true;
  return s->filled && near_segment(s, s->count - 1, 0, x, y, radius);
}

static bool covers(const struct scaled *s, int32_t x, int32_t y) {
  return (s->filled && s->count > 2 && within(s, x, y)) || near(s, x, y, s->radius);
}

/* How many of the 4 x 4 samples of the pixel with this corner are covered. Most pixels are covered as a whole or not
 * at all, as their middle tells: no sample is farther from it than SPREAD. */
static uint32_t coverage_of(const struct scaled *s, int32_t left, int32_t top) {
  enum { SPREAD = 9 };
  int32_t x = left + 8, y = top + 8;
  if (!near(s, x, y, s->radius + SPREAD))
    return s->filled && s->count > 2 && within(s, x, y) ? 16 : 0;
  if (s->radius > SPREAD && near(s, x, y, s->radius - SPREAD))
    return 16;
  uint32_t coverage = 0;
  for (int32_t sample = 0; sample < 16; sample++)
    coverage += covers(s, left + 2 + sample % 4 * 4, top + 2 + sample / 4 * 4);
  return coverage;
}

/* The pixels that the outline can reach, from the top left of its square. */
static struct area reach(const struct scaled *s, int32_t size) {
  struct area area = {s->x[0], s->y[0], s->x[0], s->y[0]};
  for (unsigned i = 1; i < s->count; i++) {
    area.left = at_most(area.left, s->x[i]);
    area.top = at_most(area.top, s->y[i]);
    area.right = at_least(area.right, s->x[i]);
    area.bottom = at_least(area.bottom, s->y[i]);
  }
  const int32_t middle = size * 8;
  area.left = (area.left - s->radius + middle) / 16 - 1; /* rounded towards zero: one more is enough */
  area.top = (area.top - s->radius + middle) / 16 - 1;
  area.right = (area.right + s->radius + middle) / 16 + 2;
  area.bottom = (area.bottom + s->radius + middle) / 16 + 2;
  return (struct area){at_least(area.left, 0), at_least(area.top, 0), at_most(area.right, size),
                       at_most(area.bottom, size)};
}

void ts_draw_outline(const struct ts_strip *strip, const struct ts_outline *outline, int32_t x, int32_t y,
                     int32_t size, uint16_t colour) {
  struct scaled s = scale(outline, size);
  const struct area part = reach(&s, size);
  struct area area = clip(strip, (struct area){x + part.left, y + part.top, x + part.right, y + part.bottom});
  for (int32_t row = area.top; row < area.bottom; row++)
    for (int32_t column = area.left; column < area.right; column++) {
      int32_t left = (column - x) * 16 - size * 8, top = (row - y) * 16 - size * 8;
      uint16_t *to = pixel(strip, column, row);
      *to = ts_draw_blend(*to, colour, coverage_of(&s, left, top));
    }
}
