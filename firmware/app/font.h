/* SPDX-License-Identifier: Apache-2.0 */
/* Glyphs of the screen: constant tables that host-tools/gen/font_atlas.c renders when the firmware is built.
 * Text is UTF-8 of anybody's making: what is malformed, a control, or not in the atlas is one hollow box. The
 * atlas has Latin-1 and the characters of the catalogue: a name in other letters shows as boxes. */
#ifndef TS_APP_FONT_H
#define TS_APP_FONT_H

#include <stddef.h>
#include <stdint.h>

#include "core/bytes.h"

/* The order is that of the faces in app/atlas.cmake. */
enum ts_face {
  TS_FACE_VERDICT =
      0,             /* 36 px, bold: the verdict's word; capitals, and what its words have in all languages */
  TS_FACE_TITLE = 1, /* 18 px, semi-bold */
  TS_FACE_TEXT = 2,  /* 14 px */
  TS_FACE_STRONG = 3, /* 14 px, semi-bold */
  TS_FACE_SMALL = 4,  /* 12 px */
  TS_FACE_CODE = 5,   /* 15 px, fixed width, 0 O 1 I l told apart: what is compared letter by letter */
  TS_FACE_LONG = 6,   /* 28 px, bold: a verdict's word that is too long for the other */
  TS_FACE_ENTRY = 7,  /* 22 px, as TS_FACE_CODE: what is being typed */
  TS_FACE_COUNT
};

#define TS_CODE_MISSING 0xfffd /* the hollow box: each font has it */

struct ts_glyph_shape {
  uint8_t width, height; /* of the picture, pixels */
  int8_t left, top;      /* from the pen to its left edge; from the baseline up to its top row */
  uint8_t advance;       /* of the pen, pixels */
};

struct ts_glyph_place {
  uint16_t shape;   /* in ts_font.shape */
  uint16_t picture; /* in ts_font.picture, bytes; glyphs that look the same share it */
};

struct ts_font {
  const uint16_t *code; /* Unicode code points, rising; the last is TS_CODE_MISSING */
  const struct ts_glyph_place *place;
  const struct ts_glyph_shape *shape;
  const uint8_t *picture; /* coded: app/coverage.h */
  uint16_t count;
  uint8_t ascent, descent; /* of the tallest and deepest glyph, pixels from the baseline */
  uint8_t cap;             /* height of H, pixels */
};

struct ts_glyph {
  uint16_t code;
  const struct ts_glyph_shape *shape;
  const uint8_t *picture;
};

extern const struct ts_font ts_font_atlas[TS_FACE_COUNT];

/* Takes the next character off TEXT, which must not be empty. A byte that begins no well-formed character
 * (Unicode 15.0, table 3-7) is one TS_CODE_MISSING. */
uint32_t ts_utf8_next(struct ts_bytes *text);

struct ts_glyph ts_font_glyph(const struct ts_font *font, uint32_t code);

/* Sum of the advances, pixels. */
uint32_t ts_font_width(const struct ts_font *font, struct ts_bytes text);

/* Bytes of the longest beginning of TEXT, in whole characters, that is no wider than WIDTH. */
size_t ts_font_fit(const struct ts_font *font, struct ts_bytes text, uint32_t width);

/* Bytes of TEXT that go on one line of WIDTH; at least one character. It is broken at a space, or beside a
 * Chinese character, but not before what closes or after what opens (of UAX #14 what our texts need); within a
 * word only if that is wider than the line. The spaces at the break are not counted: skip them before the next
 * line. */
size_t ts_font_line(const struct ts_font *font, struct ts_bytes text, uint32_t width);

#endif
