/* SPDX-License-Identifier: Apache-2.0 */
/* What stands on a verdict's screen, for every verdict with every reason, over views put together by hand: that it can be
 * read whole, that nothing is drawn over anything, and that what may not be shown is not. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "app/icons.h"
#include "app/screen.h"
#include "support/views.h"

static struct ts_device device;
static struct ts_inspection view;
static struct ts_screen screen;

static void lay_out(const char *brand, const char *model) {
  const struct ts_shown shown = {&device, &view, ts_bytes_of(brand), ts_bytes_of(model)};
  ts_screen_verdict(&screen, TS_LANGUAGE_EN, &shown);
}

static struct ts_bytes text_of(const struct ts_screen_item *item) {
  return ts_bytes(screen.text + item->text, item->kind == TS_SCREEN_TEXT ? item->size : 0);
}

/* ---- Legible: inside the screen, and no letter on another ---- */

static bool inside(const struct ts_screen_item *item) {
  return item->x >= 0 && item->y >= 0 && item->width >= 0 && item->height > 0 &&
         item->x + item->width <= TS_DISPLAY_WIDTH && item->y + item->height <= TS_DISPLAY_HEIGHT;
}

/* Marks each pixel that an item of text or an icon colours with that item's number; false if another item
 * was there. */
static bool alone(size_t index) {
  static uint8_t owner[TS_DISPLAY_HEIGHT][TS_DISPLAY_WIDTH];
  static struct ts_picture one;
  static struct ts_screen single;
  if (index == 0)
    memset(owner, 0, sizeof owner);
  const struct ts_screen_item *item = &screen.item[index];
  if (item->kind == TS_SCREEN_BOX)
    return true;
  single = screen;
  single.count = 1;
  single.item[0] = *item;
  single.item[0].colour = 0x0001;
  single.item[0].ground = 0xa5a5;
  ts_picture_draw(&one, &single, TS_DISPLAY_HEIGHT);
  for (int y = 0; y < TS_DISPLAY_HEIGHT; y++)
    for (int x = 0; x < TS_DISPLAY_WIDTH; x++) {
      if (one.pixel[y][x] == 0xa5a5)
        continue;
      if (owner[y][x] || x < item->x - 1 || x > item->x + item->width)
        return false;
      owner[y][x] = (uint8_t)(index + 1);
    }
  return true;
}

static void expect_legible(void) {
  assert_false(screen.full);
  for (size_t i = 0; i < screen.count; i++)
    if (!inside(&screen.item[i]) || !alone(i))
      fail_msg("item %zu \"%.*s\" at %d,%d is clipped or covers another", i,
               (int)text_of(&screen.item[i]).size, (const char *)text_of(&screen.item[i]).data,
               screen.item[i].x, screen.item[i].y);
}

/* ---- What is there ---- */

static bool shows(const char *text) {
  for (size_t i = 0; i < screen.count; i++)
    if (ts_bytes_equal_text(text_of(&screen.item[i]), text))
      return true;
  return false;
}

/* The lines of a role one after another, with a space between, as a C string. */
static const char *words(enum ts_screen_role role) {
  static char memory[TS_SCREEN_TEXT_MAX + TS_SCREEN_ITEMS_MAX];
  struct ts_buf out = ts_buf(memory, sizeof memory - 1);
  for (size_t i = 0; i < screen.count; i++)
    if (screen.item[i].role == role && screen.item[i].kind == TS_SCREEN_TEXT) {
      ts_buf_put_text(&out, out.size ? " " : "");
      ts_buf_put(&out, text_of(&screen.item[i]));
    }
  memory[out.size] = 0;
  return memory;
}

static const char *sentence(enum ts_reason reason) {
  static char memory[TS_MESSAGE_MAX + 2];
  struct ts_buf out = ts_buf(memory, TS_MESSAGE_MAX);
  ts_message_reason(&out, TS_LANGUAGE_EN, reason, &view, NULL);
  assert_false(out.full);
  memcpy(memory + out.size, ".", 2);
  return memory;
}

typedef void filler(struct ts_inspection *view);
static void nothing(struct ts_inspection *unused) {
  (void)unused;
}
static void two_pieces(struct ts_inspection *of) {
  (void)ts_view_add(of, "09521234000013", "MA2611-0107");
  (void)ts_view_add(of, "09521234000020", "WWWWWWWWWWWWWWWWWWWW");
}
static filler *const fillers[] = {nothing, ts_view_ordinary, ts_view_longest, two_pieces};
static const char long_brand[] = "Manufacture de Joaillerie Aur\xc3\xa9lie & Fils, Gen\xc3\xa8ve";
static const char long_model[] = "Bracelet Solstice, \xc3\xa9"
                                 "dition du centenaire, or jaune et diamants";

static void test_every_reason_is_read_whole(void **state) {
  (void)state;
  for (int verdict = TS_GENUINE; verdict <= TS_COUNTERFEIT; verdict++) {
    enum ts_reason reason[TS_REASONS_MAX];
    unsigned count = ts_view_reasons_of((enum ts_verdict)verdict, reason);
    assert_true(count > 1);
    for (unsigned i = 0; i < count; i++)
      for (size_t fill = 0; fill < sizeof fillers / sizeof fillers[0]; fill++) {
        ts_view_begin(&view, (enum ts_verdict)verdict, TS_BIT(reason[i]));
        view.photo_err = reason[i] == TS_REASON_UNREADABLE ? TS_ERR_PHOTO_MEMORY : TS_OK;
        fillers[fill](&view);
        lay_out(fill ? long_brand : "", fill ? long_model : "");
        expect_legible();
        assert_string_equal(words(TS_ROLE_REASON), sentence(reason[i]));
        assert_string_equal(words(TS_ROLE_WORD), ts_verdict_name((enum ts_verdict)verdict));
      }
  }
}

/* "+N more" at the end of TEXT, which is cut off; 0 if there is none. */
static unsigned take_more(char *text) {
  char *plus = strrchr(text, '+');
  if (!plus)
    return 0;
  char *end;
  unsigned long more = strtoul(plus + 1, &end, 10);
  assert_string_equal(end, " more");
  plus[-1] = 0;
  return (unsigned)more;
}

static void test_reasons_come_gravest_first(void **state) {
  (void)state;
  for (int verdict = TS_GENUINE; verdict <= TS_COUNTERFEIT; verdict++)
    for (size_t fill = 0; fill < sizeof fillers / sizeof fillers[0]; fill++) {
      enum ts_reason reason[TS_REASONS_MAX];
      char text[TS_SCREEN_TEXT_MAX + TS_SCREEN_ITEMS_MAX];
      unsigned count = ts_view_reasons_of((enum ts_verdict)verdict, reason), listed = 0;
      uint64_t set = 0;
      for (unsigned i = 0; i < count; i++)
        set |= TS_BIT(reason[i]);
      ts_view_begin(&view, (enum ts_verdict)verdict, set);
      fillers[fill](&view);
      lay_out("Maison", "Ring");
      expect_legible();
      (void)strcpy(text, words(TS_ROLE_REASON));
      unsigned more = take_more(text);
      const char *at = text;
      for (; *at; listed++) {
        const char *said = sentence(reason[listed]);
        assert_memory_equal(at, said, strlen(said));
        at += strlen(said);
        at += *at == ' ';
      }
      assert_true(listed > 0);
      assert_int_equal(listed + more, count);
    }
}

static void test_genuine_shows_what_to_compare(void **state) {
  (void)state;
  for (int seen = 0; seen < 2; seen++) {
    ts_view_begin(&view, TS_GENUINE, TS_BIT(TS_REASON_GENUINE) | (seen ? TS_BIT(TS_REASON_SEEN_HERE) : 0));
    ts_view_ordinary(&view);
    lay_out("Maison Aur\xc3\xa9lie", "Bracelet Solstice");
    static const char *const texts[] = {"Maison Aur\xc3\xa9lie",
                                        "Bracelet Solstice",
                                        "MA2611-0001",
                                        "A0001",
                                        "yellow gold 750",
                                        "32.40 g ±0.05",
                                        "17",
                                        "09521234000013",
                                        "Data of 2026-11-23, until 2027-02-21",
                                        "Clock set"};
    for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
      assert_true(shows(texts[i]));
    /* The longest that the formats allow: what is engraved and what can be measured comes before the rest. */
    ts_view_begin(&view, TS_GENUINE, view.decision.reasons);
    ts_view_longest(&view);
    lay_out(long_brand, long_model);
    expect_legible();
    assert_true(shows(view.judgement[0].tag.serial));
    assert_true(shows(view.judgement[0].tag.engraved));
    assert_true(shows("999999.999 g ±99999.999"));
    assert_true(shows("yellow gold 999"));
  }
}

/* The details of a tag that nobody vouches for are what its maker wants to be read. */
static void test_unproven_details_are_not_shown(void **state) {
  (void)state;
  static const uint8_t signatures[] = {TS_SIGNED_NOT_CHECKED, TS_SIGNED_NO_SUCH_KEY, TS_SIGNED_BAD};
  for (size_t i = 0; i < sizeof signatures; i++) {
    ts_view_begin(&view, TS_UNPROVEN, TS_BIT(TS_REASON_NOT_CHECKED));
    ts_view_ordinary(&view);
    view.judgement[0].findings.signature = signatures[i];
    lay_out("Maison", "Ring");
    assert_true(shows("MA2611-0001"));
    assert_true(shows("Claimed, not proven"));
    assert_false(shows("A0001") || shows("yellow gold 750") || shows("32.40 g ±0.05") || shows("17"));
  }
  ts_view_begin(&view, TS_UNPROVEN, TS_BIT(TS_REASON_SERIAL_ONLY));
  ts_view_ordinary(&view);
  view.judgement[0].findings.form = TS_FORM_SERIAL;
  lay_out("Maison", "Ring");
  assert_false(shows("A0001"));
}

static void test_of_several_pieces_the_gravest_stands_first(void **state) {
  (void)state;
  ts_view_begin(&view, TS_UNPROVEN, TS_BIT(TS_REASON_SEVERAL) | TS_BIT(TS_REASON_GRAVER_BESIDE));
  static const enum ts_verdict verdicts[] = {TS_GENUINE, TS_UNPROVEN, TS_COUNTERFEIT, TS_SUSPECT, TS_GENUINE,
                                             TS_GENUINE, TS_GENUINE,  TS_GENUINE,     TS_GENUINE};
  for (size_t i = 0; i < sizeof verdicts / sizeof verdicts[0]; i++)
    ts_view_add(&view, "09521234000013", i ? "S-2" : "")->decision.verdict = verdicts[i];
  lay_out("", "");
  expect_legible();
  const char *pieces = words(TS_ROLE_DETAIL);
  const char *counterfeit = strstr(pieces, "COUNTERFEIT S-2"), *suspect = strstr(pieces, "SUSPECT S-2");
  assert_ptr_equal(counterfeit, pieces);
  assert_true(suspect > counterfeit);
  assert_true(shows("9 pieces in view"));
  unsigned icons = 0;
  for (size_t i = 0; i < screen.count; i++)
    icons += screen.item[i].kind == TS_SCREEN_ICON && screen.item[i].y > 45;
  char text[TS_SCREEN_TEXT_MAX + TS_SCREEN_ITEMS_MAX];
  (void)strcpy(text, pieces);
  assert_int_equal(icons + take_more(text), 9);
}

static void test_footer(void **state) {
  (void)state;
  ts_view_begin(&view, TS_UNPROVEN, TS_BIT(TS_REASON_EXPIRED));
  /* The widest that the line can get. */
  view.data_as_of = INT64_C(1851033600);
  view.time.seconds = view.data_until = view.data_as_of;
  view.time.trust = TS_TIME_OPERATOR;
  lay_out("", "");
  expect_legible();
  assert_string_equal(words(TS_ROLE_FOOTER), "Data of 2028-08-28, expired 2028-08-28 Hand-set");
  view.has_data = false;
  view.time.trust = TS_TIME_NONE;
  for (int err = 1; err < 200; err++) {
    device.bundle_err = (enum ts_err)err;
    lay_out("", "");
    assert_false(screen.full);
    assert_memory_equal(words(TS_ROLE_FOOTER), "No brand data", strlen("No brand data"));
    assert_true(shows("No date"));
  }
  device.bundle_err = TS_OK;
}

/* ---- Text of strangers ---- */

static void test_controls_are_boxes(void **state) {
  (void)state;
  static struct ts_picture plain, other;
  static const char *const hostile[] = {
      "\x1b",         "\x07",         "\n",           "\x7f",     "\xff",
      "\xe2\x80\xae", "\xe2\x80\x8b", "\xe2\x81\xa6", "\xc2\x9b", "\xf0\x9f\x92\x8d"};
  ts_view_begin(&view, TS_GENUINE, TS_BIT(TS_REASON_GENUINE));
  ts_view_ordinary(&view);
  lay_out("\xef\xbf\xbd", "a\xef\xbf\xbd");
  ts_picture_draw(&plain, &screen, 16);
  for (size_t i = 0; i < sizeof hostile / sizeof hostile[0]; i++) {
    char model[8] = "a";
    (void)strcat(model, hostile[i]);
    lay_out(hostile[i], model);
    ts_picture_draw(&other, &screen, 16);
    assert_memory_equal(&plain, &other, sizeof plain);
  }
}

static void test_any_bytes_stay_on_the_screen(void **state) {
  (void)state;
  uint32_t random = 1;
  for (int round = 0; round < 3000; round++) {
    char brand[200], model[200];
    for (size_t i = 0; i < sizeof brand; i++) {
      random = random * 1664525u + 1013904223u;
      brand[i] = (char)(random >> 24);
      model[i] = (char)(round % 3 ? random >> 16 : ' ');
    }
    brand[round % 200] = 0;
    model[(round * 7) % 200] = 0;
    ts_view_begin(&view, (enum ts_verdict)(round % 4), TS_BIT(TS_REASON_SEEN_HERE));
    ts_view_longest(&view);
    lay_out(brand, model);
    assert_false(screen.full);
    for (size_t i = 0; i < screen.count; i++)
      assert_true(inside(&screen.item[i]));
  }
}

/* ---- Colour, shape, strips ---- */

static double luminance(uint16_t pixel) {
  const double part[3] = {(pixel >> 11) / 31.0, (pixel >> 5 & 63) / 63.0, (pixel & 31) / 31.0};
  const double weight[3] = {0.2126, 0.7152, 0.0722};
  double sum = 0;
  for (int i = 0; i < 3; i++)
    sum += weight[i] * (part[i] <= 0.04045 ? part[i] / 12.92 : pow((part[i] + 0.055) / 1.055, 2.4));
  return sum;
}

/* WCAG 2.1, "contrast ratio". */
static double contrast(uint16_t a, uint16_t b) {
  double x = luminance(a) + 0.05, y = luminance(b) + 0.05;
  return x > y ? x / y : y / x;
}

/* The colour under the middle of an item: of the last box that holds it. */
static uint16_t ground_of(size_t index) {
  const struct ts_screen_item *item = &screen.item[index];
  int x = item->x + item->width / 2, y = item->y + item->height / 2;
  uint16_t colour = 0;
  for (size_t i = 0; i < index; i++) {
    const struct ts_screen_item *box = &screen.item[i];
    if (box->kind == TS_SCREEN_BOX && x >= box->x && x < box->x + box->width && y >= box->y &&
        y < box->y + box->height)
      colour = box->colour;
  }
  return colour;
}

static void expect_contrast(void) {
  for (size_t i = 0; i < screen.count; i++)
    if (screen.item[i].kind != TS_SCREEN_BOX)
      assert_true(contrast(screen.item[i].colour, ground_of(i)) >= 4.5);
}

static void test_contrast(void **state) {
  (void)state;
  for (int verdict = TS_GENUINE; verdict <= TS_COUNTERFEIT; verdict++) {
    ts_view_begin(&view, (enum ts_verdict)verdict, TS_BIT(TS_REASON_SEEN_HERE) | TS_BIT(TS_REASON_STOLEN));
    ts_view_longest(&view);
    view.judgement[0].findings.signature = TS_SIGNED_BAD;
    lay_out("Maison", "Ring");
    expect_contrast();
    ts_view_add(&view, "09521234000013", "B")->decision.verdict = TS_SUSPECT;
    lay_out("", "");
    expect_contrast();
  }
  ts_screen_start(&screen, TS_LANGUAGE_EN, &device);
  expect_contrast();
  ts_screen_fault(&screen, TS_LANGUAGE_EN, TS_FAULT_STORAGE, TS_ERR_IO);
  expect_contrast();
}

/* Without any colour the four shapes differ in a good part of their area: they are told apart from afar. */
static void test_shapes_differ_without_colour(void **state) {
  (void)state;
  enum { SIDE = 40 };
  static uint16_t pixel[4][SIDE][TS_DISPLAY_WIDTH];
  for (int icon = TS_ICON_GENUINE; icon <= TS_ICON_COUNTERFEIT; icon++) {
    const struct ts_strip strip = {pixel[icon][0], 0, SIDE};
    ts_icon_draw(&strip, (enum ts_icon)icon, 0, 0, SIDE, 0xffff, 0);
    for (int other = 0; other < icon; other++) {
      int differ = 0;
      for (int y = 0; y < SIDE; y++)
        for (int x = 0; x < SIDE; x++)
          differ += (pixel[icon][y][x] > 0x7fff) != (pixel[other][y][x] > 0x7fff);
      assert_true(differ > SIDE * SIDE / 10);
    }
  }
}

static void test_edges_are_smooth(void **state) {
  (void)state;
  static uint16_t pixel[40][TS_DISPLAY_WIDTH];
  int full = 0, between = 0;
  ts_icon_draw(&(struct ts_strip){pixel[0], 0, 40}, TS_ICON_GENUINE, 0, 0, 40, 0xffff, 0);
  for (int y = 0; y < 40; y++)
    for (int x = 0; x < TS_DISPLAY_WIDTH; x++) {
      full += pixel[y][x] == 0xffff;
      between += pixel[y][x] != 0xffff && pixel[y][x] != 0;
      assert_true(x < 40 || pixel[y][x] == 0);
    }
  assert_in_range(full, 700, 1200); /* the disc has 1180 pixels, less its check mark */
  assert_in_range(between, 80, 400);
  assert_int_equal(ts_draw_blend(0x1234, 0xfedc, 0), 0x1234);
  assert_int_equal(ts_draw_blend(0x1234, 0xfedc, 16), 0xfedc);
}

static void test_strips_make_no_difference(void **state) {
  (void)state;
  static struct ts_picture whole, cut;
  static const int32_t heights[] = {1, 8, 16, 37};
  for (int verdict = TS_GENUINE; verdict <= TS_COUNTERFEIT; verdict++) {
    ts_view_begin(&view, (enum ts_verdict)verdict, TS_BIT(TS_REASON_SEEN_HERE));
    ts_view_longest(&view);
    lay_out(long_brand, long_model);
    ts_picture_draw(&whole, &screen, TS_DISPLAY_HEIGHT);
    for (size_t i = 0; i < sizeof heights / sizeof heights[0]; i++) {
      ts_picture_draw(&cut, &screen, heights[i]);
      assert_memory_equal(&whole, &cut, sizeof whole);
    }
  }
}

/* ---- Screens that are no verdict ---- */

static void test_other_screens_are_legible(void **state) {
  (void)state;
  ts_screen_start(&screen, TS_LANGUAGE_EN, &device);
  expect_legible();
  device.bundle_err = TS_ERR_STORE_CORRUPT;
  ts_screen_start(&screen, TS_LANGUAGE_EN, &device);
  expect_legible();
  device.bundle_err = TS_OK;
  for (int fault = TS_FAULT_CAMERA; fault <= TS_FAULT_STORAGE; fault++)
    for (int err = 1; err < 200; err++) {
      ts_screen_fault(&screen, TS_LANGUAGE_EN, (enum ts_screen_fault)fault, (enum ts_err)err);
      expect_legible();
      assert_false(strstr(words(TS_ROLE_ADVICE), "…") != NULL);
    }
}

struct failing {
  int calls, good;
};

static enum ts_err rows_failing(void *ctx, uint32_t y, uint32_t height, const uint16_t *pixels) {
  struct failing *failing = ctx;
  (void)pixels;
  assert_int_equal(y, failing->calls * 16);
  assert_int_equal(height, 16);
  return failing->calls++ < failing->good ? TS_OK : TS_ERR_IO;
}

static void test_a_display_that_fails_is_told(void **state) {
  (void)state;
  static uint16_t strip[TS_DISPLAY_WIDTH * 16];
  struct failing failing = {0, 3};
  const struct ts_display display = {&failing, rows_failing};
  ts_screen_start(&screen, TS_LANGUAGE_EN, &device);
  assert_int_equal(ts_screen_show(&screen, &display, strip, 16), TS_ERR_IO);
  assert_int_equal(failing.calls, 4);
  assert_int_equal(ts_screen_show(&screen, &display, strip, 0), TS_ERR_ARGUMENT);
  assert_int_equal(failing.calls, 4);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_every_reason_is_read_whole),
      cmocka_unit_test(test_reasons_come_gravest_first),
      cmocka_unit_test(test_genuine_shows_what_to_compare),
      cmocka_unit_test(test_unproven_details_are_not_shown),
      cmocka_unit_test(test_of_several_pieces_the_gravest_stands_first),
      cmocka_unit_test(test_footer),
      cmocka_unit_test(test_controls_are_boxes),
      cmocka_unit_test(test_any_bytes_stay_on_the_screen),
      cmocka_unit_test(test_contrast),
      cmocka_unit_test(test_shapes_differ_without_colour),
      cmocka_unit_test(test_edges_are_smooth),
      cmocka_unit_test(test_strips_make_no_difference),
      cmocka_unit_test(test_other_screens_are_legible),
      cmocka_unit_test(test_a_display_that_fails_is_told),
  };
  return cmocka_run_group_tests_name("screen_layout", tests, NULL, NULL);
}
