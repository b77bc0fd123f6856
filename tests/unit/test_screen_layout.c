/* SPDX-License-Identifier: Apache-2.0 */
/* What stands on a verdict's screen, for every verdict with every reason, over views put together by hand: that it can be
 * read whole, that nothing is drawn over anything, and that what may not be shown is not. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "app/icons.h"
#include "app/screen.h"
#include "support/legible.h"
#include "support/views.h"

static struct ts_device device;
static struct ts_inspection view;
static struct ts_screen screen;

static enum ts_language language;
static struct ts_counts counts;

static void lay_out(const char *brand, const char *model) {
  const struct ts_shown shown = {.device = &device,
                                 .view = &view,
                                 .brand = ts_bytes_of(brand),
                                 .model = ts_bytes_of(model),
                                 .counts = counts.pieces ? &counts : NULL,
                                 .buttons = {TS_PHRASE_MORE_DETAILS, TS_PHRASE_BACK, TS_PHRASE_OK}};
  ts_screen_verdict(&screen, language, &shown);
}

static int speak_english(void **state) {
  (void)state;
  language = TS_LANGUAGE_EN;
  counts = (struct ts_counts){0};
  return 0;
}

static void expect_legible(void) {
  ts_expect_legible(&screen, ts_language_code(language));
}

static struct ts_bytes text_of(const struct ts_screen_item *item) {
  return ts_item_text(&screen, item);
}

static bool shows(const char *text) {
  for (size_t i = 0; i < screen.count; i++)
    if (ts_bytes_equal_text(text_of(&screen.item[i]), text))
      return true;
  return false;
}

static const char *words(enum ts_screen_role role) {
  return ts_screen_words(&screen, role, " ");
}

/* A text without its spaces: lines of Chinese are joined without any. */
static void squeeze(char out[TS_SCREEN_TEXT_MAX], const char *text) {
  for (; *text; text++)
    if (*text != ' ')
      *out++ = *text;
  *out = 0;
}

static const char *sentence(enum ts_reason reason) {
  static char memory[TS_MESSAGE_MAX + 1];
  struct ts_buf out = ts_buf(memory, TS_MESSAGE_MAX);
  ts_message_reason(&out, language, reason, &view, NULL);
  ts_message_phrase(&out, language, TS_PHRASE_STOP, 0);
  assert_false(out.full);
  memory[out.size] = 0;
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
#define FILLERS (sizeof fillers / sizeof fillers[0])
static const char long_brand[] = "Manufacture de Joaillerie Aur\xc3\xa9lie & Fils, Gen\xc3\xa8ve";
static const char long_model[] = "Bracelet Solstice, \xc3\xa9"
                                 "dition du centenaire, or jaune et diamants";

static void expect_read_whole(enum ts_verdict verdict, enum ts_reason reason, size_t fill) {
  char shown[TS_SCREEN_TEXT_MAX], said[TS_SCREEN_TEXT_MAX];
  ts_view_begin(&view, verdict, TS_BIT(reason));
  view.photo_err = reason == TS_REASON_UNREADABLE ? TS_ERR_PHOTO_MEMORY : TS_OK;
  fillers[fill](&view);
  lay_out(fill ? long_brand : "", fill ? long_model : "");
  expect_legible();
  squeeze(shown, words(TS_ROLE_REASON));
  squeeze(said, sentence(reason));
  assert_string_equal(shown, said);
  assert_string_equal(words(TS_ROLE_WORD), ts_message_verdict(language, verdict));
  assert_null(ts_screen_cut(&screen, TS_ROLE_ADVICE));
  assert_null(ts_screen_cut(&screen, TS_ROLE_FOOTER));
  assert_null(ts_screen_cut(&screen, TS_ROLE_LEGEND));
  assert_null(ts_screen_cut(&screen, TS_ROLE_COUNT));
}

/* In each language, beside nothing, ordinary and the longest details, alone and within a consignment. */
static void test_every_reason_is_read_whole(void **state) {
  (void)state;
  for (int each = 0; each < TS_LANGUAGE_COUNT; each++)
    for (int verdict = TS_GENUINE; verdict <= TS_COUNTERFEIT; verdict++) {
      enum ts_reason reason[TS_REASONS_MAX];
      unsigned count = ts_view_reasons_of((enum ts_verdict)verdict, reason);
      assert_true(count > 1);
      language = (enum ts_language)each;
      for (unsigned i = 0; i < count; i++)
        for (size_t fill = 0; fill < 2 * FILLERS; fill++) {
          counts = (struct ts_counts){0};
          if (fill >= FILLERS)
            counts = (struct ts_counts){true, 99999, 99999, 9999, 9999, 9999, 9999, 9999, 9999, 9999};
          expect_read_whole((enum ts_verdict)verdict, reason[i], fill % FILLERS);
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
    for (size_t fill = 0; fill < FILLERS; fill++) {
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

static bool on_the_next_sheet(const char *text) {
  const struct ts_shown shown = {.device = &device, .view = &view, .sheet = 1};
  (void)ts_screen_sheet(&screen, language, &shown);
  return shows(text);
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
    assert_true(shows("yellow gold 999"));
    assert_true(shows("999999.999 g ±99999.999") || on_the_next_sheet("999999.999 g ±99999.999"));
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
    icons += screen.item[i].kind == TS_SCREEN_ICON && screen.item[i].role == TS_ROLE_DETAIL;
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
    assert_null(ts_screen_cut(&screen, TS_ROLE_FOOTER));
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
      assert_true(ts_item_inside(&screen.item[i]));
  }
}

/* ---- Colour, shape, strips ---- */

static void expect_contrast(void) {
  ts_expect_contrast(&screen, "verdict");
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
  ts_view_begin(&view, TS_GENUINE, TS_BIT(TS_REASON_GENUINE));
  lay_out("Maison", "Ring");
  assert_int_equal(ts_screen_show(&screen, &display, strip, 16), TS_ERR_IO);
  assert_int_equal(failing.calls, 4);
  assert_int_equal(ts_screen_show(&screen, &display, strip, 0), TS_ERR_ARGUMENT);
  assert_int_equal(failing.calls, 4);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_setup(test_every_reason_is_read_whole, speak_english),
      cmocka_unit_test_setup(test_reasons_come_gravest_first, speak_english),
      cmocka_unit_test_setup(test_genuine_shows_what_to_compare, speak_english),
      cmocka_unit_test_setup(test_unproven_details_are_not_shown, speak_english),
      cmocka_unit_test_setup(test_of_several_pieces_the_gravest_stands_first, speak_english),
      cmocka_unit_test_setup(test_footer, speak_english),
      cmocka_unit_test_setup(test_controls_are_boxes, speak_english),
      cmocka_unit_test_setup(test_any_bytes_stay_on_the_screen, speak_english),
      cmocka_unit_test_setup(test_contrast, speak_english),
      cmocka_unit_test_setup(test_shapes_differ_without_colour, speak_english),
      cmocka_unit_test_setup(test_edges_are_smooth, speak_english),
      cmocka_unit_test_setup(test_strips_make_no_difference, speak_english),
      cmocka_unit_test_setup(test_a_display_that_fails_is_told, speak_english),
  };
  return cmocka_run_group_tests_name("screen_layout", tests, NULL, NULL);
}
