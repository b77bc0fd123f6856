/* SPDX-License-Identifier: Apache-2.0 */
#include "app/font.h"

/* Length by first byte and the bounds of the second (Unicode 15.0, table 3-7): this is where overlong forms,
 * surrogates and what lies beyond U+10FFFF end. */
static const struct {
  uint8_t first, last, size, low, high;
} utf8_form[] = {{0x00, 0x7f, 1, 0, 0},       {0xc2, 0xdf, 2, 0x80, 0xbf}, {0xe0, 0xe0, 3, 0xa0, 0xbf},
                 {0xe1, 0xec, 3, 0x80, 0xbf}, {0xed, 0xed, 3, 0x80, 0x9f}, {0xee, 0xef, 3, 0x80, 0xbf},
                 {0xf0, 0xf0, 4, 0x90, 0xbf}, {0xf1, 0xf3, 4, 0x80, 0xbf}, {0xf4, 0xf4, 4, 0x80, 0x8f}};

/* Bytes of the well-formed character that TEXT begins with, 0 if there is none. */
static size_t utf8_size(struct ts_bytes text) {
  uint8_t first = text.data[0];
  for (size_t i = 0; i < sizeof utf8_form / sizeof utf8_form[0]; i++) {
    if (first < utf8_form[i].first || first > utf8_form[i].last)
      continue;
    size_t size = utf8_form[i].size;
    if (size > text.size)
      return 0;
    for (size_t k = 1; k < size; k++) {
      uint8_t low = k == 1 ? utf8_form[i].low : 0x80, high = k == 1 ? utf8_form[i].high : 0xbf;
      if (text.data[k] < low || text.data[k] > high)
        return 0;
    }
    return size;
  }
  return 0;
}

uint32_t ts_utf8_next(struct ts_bytes *text) {
  static const uint8_t mask[] = {0, 0x7f, 0x1f, 0x0f, 0x07};
  size_t size = utf8_size(*text);
  uint32_t code = TS_CODE_MISSING;
  if (size)
    code = text->data[0] & mask[size];
  for (size_t i = 1; i < size; i++)
    code = code << 6 | (text->data[i] & 0x3fu);
  *text = ts_bytes_part(*text, size ? size : 1, text->size);
  return code;
}

struct ts_glyph ts_font_glyph(const struct ts_font *font, uint32_t code) {
  size_t low = 0, high = font->count;
  while (low < high) {
    size_t middle = (low + high) / 2;
    if (font->code[middle] < code)
      low = middle + 1;
    else
      high = middle;
  }
  if (low == font->count || font->code[low] != code)
    low = font->count - 1u;
  return (struct ts_glyph){font->code[low], &font->shape[font->place[low].shape],
                           font->picture + font->place[low].picture};
}

static uint32_t advance_of(const struct ts_font *font, uint32_t code) {
  return ts_font_glyph(font, code).shape->advance;
}

uint32_t ts_font_width(const struct ts_font *font, struct ts_bytes text) {
  uint32_t width = 0;
  while (text.size)
    width += advance_of(font, ts_utf8_next(&text));
  return width;
}

size_t ts_font_fit(const struct ts_font *font, struct ts_bytes text, uint32_t width) {
  struct ts_bytes rest = text;
  uint32_t used = 0;
  while (rest.size) {
    size_t before = rest.size;
    used += advance_of(font, ts_utf8_next(&rest));
    if (used > width)
      return text.size - before;
  }
  return text.size;
}

/* ---- Where a line may end ---- */

static bool is_chinese(uint32_t code) {
  return (code >= 0x2e80 && code <= 0x9fff) || (code >= 0xf900 && code <= 0xfaff) ||
         (code >= 0xff00 && code <= 0xffef);
}

static bool is_one_of(uint32_t code, const uint16_t *list, size_t count) {
  for (size_t i = 0; i < count; i++)
    if (list[i] == code)
      return true;
  return false;
}

static bool closes(uint32_t code) {
  static const uint16_t list[] = {'!',    ')',    ',',    '.',    ':',    ';',    '?',    '%',    ']',
                                  0x2019, 0x201d, 0x2026, 0x3001, 0x3002, 0x3009, 0x300b, 0x300d, 0x300f,
                                  0x3011, 0xff01, 0xff09, 0xff0c, 0xff0e, 0xff1a, 0xff1b, 0xff1f};
  return is_one_of(code, list, sizeof list / sizeof list[0]);
}

static bool opens(uint32_t code) {
  static const uint16_t list[] = {'(', '[', 0x2018, 0x201c, 0x3008, 0x300a, 0x300c, 0x300e, 0x3010, 0xff08};
  return is_one_of(code, list, sizeof list / sizeof list[0]);
}

/* May a line end between BEFORE and AFTER? Spaces at its end hang over it. */
static bool may_break(uint32_t before, uint32_t after) {
  if (after == ' ')
    return before != ' ';
  if (before == ' ')
    return false;
  return (is_chinese(before) || is_chinese(after)) && !closes(after) && !opens(before);
}

size_t ts_font_line(const struct ts_font *font, struct ts_bytes text, uint32_t width) {
  size_t fits = ts_font_fit(font, text, width), end = 0, at = 0;
  if (fits == text.size)
    return fits;
  struct ts_bytes rest = text;
  uint32_t before = ts_utf8_next(&rest);
  size_t first = text.size - rest.size;
  while (rest.size && (at = text.size - rest.size) <= fits) {
    uint32_t after = ts_utf8_next(&rest);
    if (may_break(before, after))
      end = at;
    before = after;
  }
  if (end)
    return end;
  return fits ? fits : first; /* one word wider than the line; one character wider than it */
}
