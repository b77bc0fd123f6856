/* SPDX-License-Identifier: Apache-2.0 */
/* Glyphs and UTF-8: what is drawn is in the atlas, or is a box. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "app/catalogue.h"
#include "app/coverage.h"
#include "app/font.h"
#include "tests/support/font_plain.h"

#define TEXT(literal) ts_bytes(literal, sizeof(literal) - 1)

static const struct ts_font *const text_font = &ts_font_atlas[TS_FACE_TEXT];

static void expect_codes(struct ts_bytes text, const uint32_t *code, size_t count) {
  for (size_t i = 0; i < count; i++) {
    assert_true(text.size > 0);
    assert_int_equal(ts_utf8_next(&text), code[i]);
  }
  assert_int_equal(text.size, 0);
}

#define EXPECT(literal, ...)                                                                                 \
  expect_codes(TEXT(literal), (const uint32_t[]){__VA_ARGS__},                                               \
               sizeof((const uint32_t[]){__VA_ARGS__}) / sizeof(uint32_t))
#define BAD TS_CODE_MISSING

static void test_well_formed(void **state) {
  (void)state;
  EXPECT("a\x7f", 'a', 0x7f);
  EXPECT("\xc2\x80\xdf\xbf", 0x80, 0x7ff);
  EXPECT("\xe0\xa0\x80\xef\xbf\xbf", 0x800, 0xffff);
  EXPECT("\xed\x9f\xbf\xee\x80\x80", 0xd7ff, 0xe000);
  EXPECT("\xf0\x90\x80\x80\xf4\x8f\xbf\xbf", 0x10000, 0x10ffff);
  EXPECT("\0", 0);
}

static void test_malformed(void **state) {
  (void)state;
  EXPECT("\x80", BAD);
  EXPECT("\xc0\x80", BAD, BAD);          /* overlong NUL */
  EXPECT("\xc1\xbf", BAD, BAD);          /* overlong */
  EXPECT("\xe0\x9f\xbf", BAD, BAD, BAD); /* overlong */
  EXPECT("\xf0\x8f\xbf\xbf", BAD, BAD, BAD, BAD);
  EXPECT("\xed\xa0\x80", BAD, BAD, BAD);          /* a surrogate */
  EXPECT("\xf4\x90\x80\x80", BAD, BAD, BAD, BAD); /* beyond U+10FFFF */
  EXPECT("\xf5\xff", BAD, BAD);
  EXPECT("\xe2\x80", BAD, BAD); /* cut off */
  EXPECT("\xe2\x28\xa1", BAD, '(', BAD);
  EXPECT("\xc3"
         "A",
         BAD, 'A');
}

static bool is_box(const struct ts_font *font, uint32_t code) {
  return ts_font_glyph(font, code).code == TS_CODE_MISSING;
}

static void test_atlas(void **state) {
  (void)state;
  for (int face = 0; face < TS_FACE_COUNT; face++) {
    const struct ts_font *font = &ts_font_atlas[face];
    assert_int_equal(font->code[font->count - 1], TS_CODE_MISSING);
    assert_int_equal(font->cap, ts_font_glyph(font, 'H').shape->top);
    for (size_t i = 0; i < font->count; i++) {
      struct ts_glyph glyph = ts_font_glyph(font, font->code[i]);
      assert_true(i == 0 || font->code[i - 1] < font->code[i]);
      assert_int_equal(glyph.code, font->code[i]);
      assert_ptr_equal(glyph.shape, &font->shape[font->place[i].shape]);
      assert_true(glyph.shape->width <= TS_COVERAGE_WIDTH_MAX);
      assert_true(glyph.shape->top <= font->ascent &&
                  glyph.shape->height - glyph.shape->top <= font->descent);
      assert_true(glyph.shape->advance > 0);
    }
  }
}

/* Every glyph reads as what was coded, whatever is coded behind it. */
static void test_pictures(void **state) {
  (void)state;
  const uint8_t *plain = ts_font_plain;
  for (int face = 0; face < TS_FACE_COUNT; face++)
    for (size_t i = 0; i < ts_font_atlas[face].count; i++) {
      struct ts_glyph glyph = ts_font_glyph(&ts_font_atlas[face], ts_font_atlas[face].code[i]);
      struct ts_coverage coverage;
      ts_coverage_begin(&coverage, glyph.picture, glyph.shape->width);
      for (int row = 0; row < glyph.shape->height; row++, plain += glyph.shape->width) {
        assert_true((size_t)(plain - ts_font_plain) + glyph.shape->width <= ts_font_plain_size);
        assert_memory_equal(ts_coverage_row(&coverage), plain, glyph.shape->width);
      }
    }
  assert_int_equal(plain - ts_font_plain, ts_font_plain_size);
  assert_true(ts_font_plain_size > 100000);
}

static void test_alphabets(void **state) {
  (void)state;
  static const enum ts_face latin[] = {TS_FACE_TITLE, TS_FACE_TEXT, TS_FACE_STRONG, TS_FACE_SMALL};
  for (size_t face = 0; face < sizeof latin / sizeof latin[0]; face++)
    for (uint32_t code = 0; code < 0x100; code++) {
      bool printable = (code >= 0x20 && code < 0x7f) || (code >= 0xa0 && code != 0xad);
      assert_int_equal(is_box(&ts_font_atlas[latin[face]], code), !printable);
    }
  for (uint32_t code = 0x20; code < 0x7f; code++) {
    assert_false(is_box(&ts_font_atlas[TS_FACE_CODE], code));
    assert_false(is_box(&ts_font_atlas[TS_FACE_ENTRY], code));
  }
  for (uint32_t code = 'A'; code <= 'Z'; code++)
    assert_false(is_box(&ts_font_atlas[TS_FACE_VERDICT], code));
}

/* Every character that the device can say is there in the faces that say it: the build has seen to that, and
 * here it is seen that the build does. */
static void test_catalogue(void **state) {
  (void)state;
  for (int language = 0; language < TS_LANGUAGE_COUNT; language++)
    for (int phrase = 1; phrase < TS_PHRASE_COUNT; phrase++)
      for (int face = TS_FACE_TITLE; face <= TS_FACE_SMALL; face++) {
        struct ts_bytes text = ts_bytes_of(ts_catalogue[language][phrase]);
        while (text.size)
          assert_false(is_box(&ts_font_atlas[face], ts_utf8_next(&text)));
      }
  for (int language = 0; language < TS_LANGUAGE_COUNT; language++)
    for (int verdict = TS_GENUINE; verdict <= TS_COUNTERFEIT; verdict++) {
      const char *word = ts_message_verdict((enum ts_language)language, (enum ts_verdict)verdict);
      for (struct ts_bytes text = ts_bytes_of(word); text.size;) {
        uint32_t code = ts_utf8_next(&text);
        assert_false(is_box(&ts_font_atlas[TS_FACE_VERDICT], code));
        assert_false(is_box(&ts_font_atlas[TS_FACE_LONG], code));
      }
    }
}

/* Directions, joiners, invisible and private characters: never obeyed, always seen. */
static void test_what_deceives_is_a_box(void **state) {
  (void)state;
  static const uint32_t codes[] = {0,      0x1b,   0x7f,   0x9b,   0xad,   0x200b, 0x200e, 0x200f,  0x202a,
                                   0x202e, 0x2066, 0x2069, 0x061c, 0xfeff, 0x0430, 0xe000, 0x10000, 0x1f48d};
  for (int face = 0; face < TS_FACE_COUNT; face++)
    for (size_t i = 0; i < sizeof codes / sizeof codes[0]; i++)
      assert_true(is_box(&ts_font_atlas[face], codes[i]));
}

static bool same_picture(const struct ts_glyph *a, const struct ts_glyph *b) {
  if (a->shape->width != b->shape->width || a->shape->height != b->shape->height)
    return false;
  struct ts_coverage x, y;
  ts_coverage_begin(&x, a->picture, a->shape->width);
  ts_coverage_begin(&y, b->picture, b->shape->width);
  bool same = true;
  for (int row = 0; row < a->shape->height; row++)
    same = memcmp(ts_coverage_row(&x), ts_coverage_row(&y), a->shape->width) == 0 && same;
  return same;
}

/* A serial is compared letter by letter. */
static void test_code_face_tells_letters_apart(void **state) {
  (void)state;
  const struct ts_font *font = &ts_font_atlas[TS_FACE_CODE];
  for (uint32_t a = 0x21; a < 0x7f; a++) {
    struct ts_glyph x = ts_font_glyph(font, a);
    assert_int_equal(x.shape->advance, ts_font_glyph(font, ' ').shape->advance);
    for (uint32_t b = 0x21; b < a; b++) {
      struct ts_glyph y = ts_font_glyph(font, b);
      assert_false(x.shape->top == y.shape->top && same_picture(&x, &y));
    }
  }
}

static void test_width_and_fit(void **state) {
  (void)state;
  struct ts_bytes text = TEXT("Aur\xc3\xa9lie");
  uint32_t width = ts_font_width(text_font, text);
  assert_int_equal(width, ts_font_width(text_font, TEXT("Aur")) + ts_font_width(text_font, TEXT("\xc3\xa9")) +
                              ts_font_width(text_font, TEXT("lie")));
  assert_int_equal(ts_font_fit(text_font, text, width), text.size);
  assert_int_equal(ts_font_fit(text_font, text, 0), 0);
  for (uint32_t room = 0; room < width; room++) {
    size_t fits = ts_font_fit(text_font, text, room);
    assert_true(ts_font_width(text_font, ts_bytes_part(text, 0, fits)) <= room);
    assert_int_not_equal(fits, 4); /* the middle of é */
  }
}

static void test_lines(void **state) {
  (void)state;
  struct ts_bytes text = TEXT("Look for the signed tag");
  uint32_t room = ts_font_width(text_font, TEXT("Look for the "));
  assert_int_equal(ts_font_line(text_font, text, room), strlen("Look for the"));
  assert_int_equal(ts_font_line(text_font, text, room - 1), strlen("Look for the"));
  assert_int_equal(ts_font_line(text_font, text, ts_font_width(text_font, TEXT("Look for th"))),
                   strlen("Look for"));
  assert_int_equal(ts_font_line(text_font, text, 1000), text.size);
  /* A word wider than the line is cut, and a line always takes something. */
  uint32_t w = ts_font_width(text_font, TEXT("W"));
  assert_int_equal(ts_font_line(text_font, TEXT("WWWW W"), 2 * w), 2);
  assert_int_equal(ts_font_line(text_font,
                                TEXT("\xc3\x89"
                                     "A"),
                                1),
                   2);
}

static size_t line_of(const char *text, const char *room) {
  return ts_font_line(text_font, ts_bytes_of(text), ts_font_width(text_font, ts_bytes_of(room)));
}

/* Between any two Chinese characters, not before what closes, not after what opens; Latin words stay whole. */
static void test_chinese_lines(void **state) {
  (void)state;
  assert_int_equal(line_of("请查找标签", "请查找"), strlen("请查找"));
  assert_int_equal(line_of("请靠近。请拿稳", "请靠近"), strlen("请靠"));
  assert_int_equal(line_of("请靠近。请拿稳", "请靠近。"), strlen("请靠近。"));
  assert_int_equal(line_of("重量（克）", "重量（"), strlen("重量"));
  assert_int_equal(line_of("没有 GTIN", "没有 GT"), strlen("没有"));
  assert_int_equal(line_of("没有GTIN号", "没有GT"), strlen("没有"));
  assert_int_equal(line_of("没有GTIN号", "没有GTIN"), strlen("没有GTIN"));
  assert_int_equal(line_of("，，，", "，"), strlen("，")); /* never nothing */
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_well_formed),
      cmocka_unit_test(test_malformed),
      cmocka_unit_test(test_atlas),
      cmocka_unit_test(test_pictures),
      cmocka_unit_test(test_alphabets),
      cmocka_unit_test(test_catalogue),
      cmocka_unit_test(test_what_deceives_is_a_box),
      cmocka_unit_test(test_code_face_tells_letters_apart),
      cmocka_unit_test(test_width_and_fit),
      cmocka_unit_test(test_lines),
      cmocka_unit_test(test_chinese_lines),
  };
  return cmocka_run_group_tests_name("font", tests, NULL, NULL);
}
