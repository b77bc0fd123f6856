/* SPDX-License-Identifier: Apache-2.0 */
/* The rules against misreading, with a ZBar that sees what the test tells it to see in each pass. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "adapters/symbols_zbar.h"
#include "adapters/zbar_pass.h"

#define WIDTH 40
#define HEIGHT 20

enum { FULL, FULL_SHIFTED, HALF, HALF_SHIFTED, PASSES };

/* ---- the ZBar of this test ---- */

struct seen {
  unsigned passes; /* bit N: in pass N */
  enum ts_symbology symbology;
  const char *text;
  uint32_t quality;
  bool gs1;
  int32_t x, y; /* of a box of 4 x 4 pixels */
};

static const struct seen *view;
static size_t view_size;
static enum ts_confine_end ends[PASSES];
static unsigned asked; /* bit N: pass N was made */

/* Told apart by what each is given: its size, which a shift makes smaller. */
static unsigned which(const struct ts_zbar_pass *pass) {
  bool half = pass->width < WIDTH * 3 / 4;
  if (pass->width != (half ? WIDTH / 2 : WIDTH))
    return half ? HALF_SHIFTED : FULL_SHIFTED;
  return half ? HALF : FULL;
}

enum ts_confine_end ts_zbar_pass(const struct ts_zbar_pass *pass) {
  unsigned number = which(pass);
  asked |= 1u << number;
  for (size_t i = 0; i < view_size; i++) {
    const struct seen *s = &view[i];
    struct ts_zbar_find find = {
        .symbology = s->symbology,
        .gs1 = s->gs1,
        .quality = s->quality,
        .bytes = ts_bytes_of(s->text),
        .corner = {{s->x, s->y}, {s->x + 4, s->y}, {s->x + 4, s->y + 4}, {s->x, s->y + 4}}};
    if (s->passes >> number & 1)
      pass->found(pass->ctx, &find);
  }
  return ends[number];
}

/* ---- reading ---- */

static struct ts_zbar_memory memory;
static struct ts_symbol items[TS_SYMBOLS_MAX];
static uint8_t pool[TS_SYMBOLS_POOL];
static uint8_t gray[WIDTH * HEIGHT];
static struct ts_symbols found;

static const struct ts_frame frame = {.gray = gray,
                                      .width = WIDTH,
                                      .height = HEIGHT,
                                      .stride = WIDTH,
                                      .source_width = WIDTH * 2,
                                      .source_height = HEIGHT * 2};

static int setup(void **state) {
  (void)state;
  memset(&memory, 0xee, sizeof memory);
  memory.i25_lengths = TS_ZBAR_I25_DEFAULT;
  for (size_t i = 0; i < PASSES; i++)
    ends[i] = TS_CONFINE_DONE;
  return 0;
}

static enum ts_err read_view(const struct seen *seen, size_t count) {
  view = seen;
  view_size = count;
  asked = 0;
  ts_symbols_init(&found, items, TS_SYMBOLS_MAX, pool, sizeof pool);
  return ts_zbar_read(&memory, &frame, &found);
}

static size_t count_of(struct seen seen) {
  assert_int_equal(read_view(&seen, 1), TS_OK);
  assert_false(found.truncated);
  return found.count;
}

/* ---- tests ---- */

static void takes_a_qr_code_at_once(void **state) {
  (void)state;
  struct seen qr = {
      .passes = 1u << FULL, .symbology = TS_SYMBOLOGY_QR, .text = "text", .quality = 1, .gs1 = true};
  assert_int_equal(count_of(qr), 1);
  assert_true(found.item[0].confirmed && found.item[0].gs1);
  assert_true(ts_bytes_equal_text(found.item[0].bytes, "text"));
  assert_int_equal(asked, 1u << FULL);
}

static void looks_at_half_size_when_full_size_shows_nothing(void **state) {
  (void)state;
  struct seen qr = {.passes = 1u << HALF, .symbology = TS_SYMBOLOGY_QR, .text = "text", .x = 3, .y = 2};
  assert_int_equal(count_of(qr), 1);
  assert_int_equal(asked, 1u << FULL | 1u << HALF);
  assert_int_equal(found.item[0].corner[0].x,
                   3 * 2 * 2); /* half of the frame, which is half of the photograph */
  assert_int_equal(found.item[0].corner[0].y, 2 * 2 * 2);
}

static void looks_at_half_size_also_beside_what_is_unsure(void **state) {
  (void)state;
  const struct seen seen[] = {
      {.passes = 1u << FULL, .symbology = TS_SYMBOLOGY_CODE39, .text = "7", .quality = 1},
      {.passes = 1u << HALF, .symbology = TS_SYMBOLOGY_QR, .text = "text"},
  };
  assert_int_equal(read_view(seen, 2), TS_OK);
  assert_int_equal(found.count, 2);
  assert_false(found.item[0].confirmed);
  assert_true(found.item[1].confirmed);
}

static void reports_places_in_the_photograph(void **state) {
  (void)state;
  struct seen qr = {.passes = 1u << FULL, .symbology = TS_SYMBOLOGY_QR, .text = "text", .x = 10, .y = 5};
  assert_int_equal(count_of(qr), 1);
  assert_int_equal(found.item[0].corner[0].x, 20);
  assert_int_equal(found.item[0].corner[0].y, 10);
  assert_int_equal(found.item[0].corner[2].x, 28);
  assert_int_equal(found.item[0].corner[2].y, 18);
}

/* For each of the sixteen sets of passes in which a symbol may be seen: is it reported, and is it confirmed?
 */
static void check_agreement(struct seen seen, bool reported_unconfirmed) {
  for (unsigned passes = 1; passes < 1u << PASSES; passes++) {
    bool later =
        !(passes & 1u << FULL) && passes & 1u << FULL_SHIFTED; /* is only made for what the first one saw */
    if (later)
      continue;
    bool full = passes & 1u << FULL, half = passes & 1u << HALF;
    bool full_shifted = passes & 1u << FULL_SHIFTED, half_shifted = passes & 1u << HALF_SHIFTED;
    bool seen_at_all = full || half;
    bool confirmed = (full && (full_shifted || half || half_shifted)) || (half && half_shifted);
    seen.passes = passes;
    assert_int_equal(count_of(seen), confirmed || (seen_at_all && reported_unconfirmed) ? 1 : 0);
    if (found.count)
      assert_int_equal(found.item[0].confirmed, confirmed);
  }
}

static void wants_two_passes_to_agree_on_weak_symbologies(void **state) {
  (void)state;
  static const enum ts_symbology weak[] = {TS_SYMBOLOGY_EAN13, TS_SYMBOLOGY_EAN8, TS_SYMBOLOGY_UPCE,
                                           TS_SYMBOLOGY_DATABAR, TS_SYMBOLOGY_DATABAR_EXPANDED};
  for (size_t i = 0; i < sizeof weak / sizeof weak[0]; i++)
    check_agreement((struct seen){.symbology = weak[i], .text = "4006381333931", .quality = 99}, false);
  check_agreement((struct seen){.symbology = TS_SYMBOLOGY_I25, .text = "15400141288763", .quality = 99},
                  false);
}

static void reports_code_39_and_128_unconfirmed_after_one_pass(void **state) {
  (void)state;
  check_agreement((struct seen){.symbology = TS_SYMBOLOGY_CODE39, .text = "ABC", .quality = 1}, true);
  check_agreement((struct seen){.symbology = TS_SYMBOLOGY_CODE128, .text = "abc", .quality = 3}, true);
}

static void passes_that_disagree_confirm_nothing(void **state) {
  (void)state;
  const struct seen seen[] = {
      {.passes = 1u << FULL | 1u << HALF,
       .symbology = TS_SYMBOLOGY_EAN13,
       .text = "4006381333931",
       .quality = 30},
      {.passes = 1u << FULL_SHIFTED, .symbology = TS_SYMBOLOGY_EAN13, .text = "4006381333938", .quality = 30},
      {.passes = 1u << FULL_SHIFTED, .symbology = TS_SYMBOLOGY_EAN8, .text = "4006381333931", .quality = 30},
  };
  assert_int_equal(read_view(seen + 1, 2), TS_OK);
  assert_int_equal(found.count, 0);
  assert_int_equal(read_view(seen, 3), TS_OK);
  assert_int_equal(found.count, 1);
  assert_true(ts_bytes_equal_text(found.item[0].bytes, "4006381333931"));
}

static void another_symbology_or_fnc1_is_another_symbol(void **state) {
  (void)state;
  const struct seen seen[] = {
      {.passes = 1u << FULL, .symbology = TS_SYMBOLOGY_EAN8, .text = "96385074", .quality = 30},
      {.passes = 1u << FULL_SHIFTED, .symbology = TS_SYMBOLOGY_UPCE, .text = "96385074", .quality = 30},
  };
  assert_int_equal(read_view(seen, 2), TS_OK);
  assert_int_equal(found.count, 0);
  const struct seen fnc1[] = {
      {.passes = 1u << FULL, .symbology = TS_SYMBOLOGY_CODE128, .text = "2142", .quality = 30, .gs1 = true},
      {.passes = 1u << FULL_SHIFTED, .symbology = TS_SYMBOLOGY_CODE128, .text = "2142", .quality = 30},
  };
  assert_int_equal(read_view(fnc1, 2), TS_OK);
  assert_int_equal(found.count, 2);
  assert_false(found.item[0].confirmed || found.item[1].confirmed);
}

/* Two passes whose pixels are both computed from neighbours have agreed on wrong UPC-E codes. */
static void two_shifted_passes_are_no_agreement(void **state) {
  (void)state;
  const struct seen seen[] = {
      {.passes = 1u << FULL | 1u << HALF, .symbology = TS_SYMBOLOGY_CODE128, .text = "\001", .quality = 1},
      {.passes = 1u << FULL_SHIFTED | 1u << HALF_SHIFTED, .symbology = TS_SYMBOLOGY_UPCE, .text = "00870340"},
  };
  assert_int_equal(read_view(seen, 2), TS_OK);
  assert_int_equal(asked, (1u << PASSES) - 1);
  assert_int_equal(found.count, 0);
}

static struct seen sure(enum ts_symbology symbology, const char *text, uint32_t quality) {
  return (struct seen){
      .passes = (1u << PASSES) - 1, .symbology = symbology, .text = text, .quality = quality};
}

static void wants_three_lines_of_code_128(void **state) {
  (void)state;
  assert_int_equal(count_of(sure(TS_SYMBOLOGY_CODE128, "abc", 2)), 0);
  assert_int_equal(count_of(sure(TS_SYMBOLOGY_CODE128, "abc", 3)), 1);
}

static void refuses_code_128_and_databar_with_odd_bytes(void **state) {
  (void)state;
  static const char *const odd[] = {"a\nb", "a\rb", "\001", "a\x7f", "a\x80z", "caf\xe9", "\x1e"};
  static const enum ts_symbology strict[] = {TS_SYMBOLOGY_CODE128, TS_SYMBOLOGY_DATABAR_EXPANDED};
  for (size_t s = 0; s < 2; s++) {
    for (size_t i = 0; i < sizeof odd / sizeof odd[0]; i++)
      assert_int_equal(count_of(sure(strict[s], odd[i], 50)), 0);
    assert_int_equal(count_of(sure(strict[s],
                                   " ~10AB\x1d"
                                   "21XY",
                                   50)),
                     1);
  }
}

/* A QR code's bytes are nobody's to judge here. */
static void leaves_the_bytes_of_qr_codes_alone(void **state) {
  (void)state;
  assert_int_equal(count_of(sure(TS_SYMBOLOGY_QR, "\x80\xff\n", 1)), 1);
  assert_true(ts_bytes_equal_text(found.item[0].bytes, "\x80\xff\n"));
}

static void reads_interleaved_2_of_5_of_the_lengths_asked_for(void **state) {
  (void)state;
  assert_int_equal(count_of(sure(TS_SYMBOLOGY_I25, "15400141288763", 50)), 1);
  assert_int_equal(count_of(sure(TS_SYMBOLOGY_I25, "15400141288764", 50)), 0); /* check digit */
  assert_int_equal(count_of(sure(TS_SYMBOLOGY_I25, "1540014128876A", 50)), 0);
  assert_int_equal(count_of(sure(TS_SYMBOLOGY_I25, "00", 50)), 0);
  assert_int_equal(count_of(sure(TS_SYMBOLOGY_I25, "12345670", 50)), 0);
  memory.i25_lengths = 1u << 8;
  assert_int_equal(count_of(sure(TS_SYMBOLOGY_I25, "12345670", 50)), 1);
  assert_int_equal(count_of(sure(TS_SYMBOLOGY_I25, "15400141288763", 50)), 0);
  assert_int_equal(count_of(sure(TS_SYMBOLOGY_I25, "1234567012345670123456701234567012345670", 50)), 0);
}

static void merges_the_same_qr_text_at_the_same_place_only(void **state) {
  (void)state;
  const struct seen seen[] = {
      {.passes = 1, .symbology = TS_SYMBOLOGY_QR, .text = "same", .x = 2, .y = 2},
      {.passes = 1, .symbology = TS_SYMBOLOGY_QR, .text = "same", .x = 3, .y = 3},
      {.passes = 1, .symbology = TS_SYMBOLOGY_QR, .text = "same", .x = 20, .y = 2},
      {.passes = 1, .symbology = TS_SYMBOLOGY_QR, .text = "other", .x = 2, .y = 2},
      {.passes = 1, .symbology = TS_SYMBOLOGY_QR, .text = "same", .x = 2, .y = 2, .gs1 = true},
  };
  assert_int_equal(read_view(seen, 5), TS_OK);
  assert_int_equal(found.count, 4);
}

static void says_when_more_was_seen_than_fits(void **state) {
  (void)state;
  static struct seen many[TS_SYMBOLS_MAX + 1];
  for (size_t i = 0; i <= TS_SYMBOLS_MAX; i++)
    many[i] = (struct seen){.passes = 1, .symbology = TS_SYMBOLOGY_QR, .text = "x", .x = (int32_t)i * 5};
  assert_int_equal(read_view(many, TS_SYMBOLS_MAX), TS_OK);
  assert_int_equal(found.count, TS_SYMBOLS_MAX);
  assert_false(found.truncated);
  assert_int_equal(read_view(many, TS_SYMBOLS_MAX + 1), TS_OK);
  assert_int_equal(found.count, TS_SYMBOLS_MAX);
  assert_true(found.truncated);
}

static void says_when_texts_do_not_fit(void **state) {
  (void)state;
  static char long_text[TS_SYMBOLS_POOL];
  memset(long_text, 'x', sizeof long_text - 1);
  const struct seen seen[] = {
      {.passes = 1, .symbology = TS_SYMBOLOGY_QR, .text = long_text},
      {.passes = 1, .symbology = TS_SYMBOLOGY_QR, .text = "ab", .x = 9},
      {.passes = 1, .symbology = TS_SYMBOLOGY_QR, .text = "c", .x = 18},
  };
  assert_int_equal(read_view(seen, 3), TS_OK);
  assert_int_equal(found.count, 2);
  assert_true(found.truncated);
  assert_true(ts_bytes_equal_text(found.item[1].bytes, "c"));
}

static void tells_how_the_first_pass_failed(void **state) {
  (void)state;
  static const struct {
    enum ts_confine_end end;
    enum ts_err err;
  } cases[] = {{TS_CONFINE_EXHAUSTED, TS_ERR_READER_MEMORY},
               {TS_CONFINE_BROKEN, TS_ERR_INTERNAL},
               {TS_CONFINE_REFUSED, TS_ERR_INTERNAL},
               {TS_CONFINE_OVERTIME, TS_OK}};
  struct seen qr = sure(TS_SYMBOLOGY_QR, "text", 1);
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
    ends[FULL] = cases[i].end;
    assert_int_equal(read_view(&qr, 1), cases[i].err);
    assert_int_equal(found.count, 0);
    assert_int_equal(found.truncated, cases[i].err == TS_OK);
    assert_int_equal(asked, 1u << FULL);
  }
}

static void keeps_what_was_read_before_a_later_pass_failed(void **state) {
  (void)state;
  const struct seen seen[] = {
      sure(TS_SYMBOLOGY_QR, "text", 1),
      sure(TS_SYMBOLOGY_EAN13, "4006381333931", 30),
      sure(TS_SYMBOLOGY_CODE39, "ABC", 30),
      {.passes = 1u << FULL_SHIFTED, .symbology = TS_SYMBOLOGY_CODE39, .text = "NEW", .quality = 30},
  };
  ends[FULL_SHIFTED] = TS_CONFINE_EXHAUSTED;
  assert_int_equal(read_view(seen, 4), TS_OK);
  assert_true(found.truncated);
  assert_int_equal(found.count, 2);
  assert_int_equal(found.item[0].symbology, TS_SYMBOLOGY_QR);
  assert_int_equal(found.item[1].symbology, TS_SYMBOLOGY_CODE39);
  assert_false(found.item[1].confirmed);
}

static void appends_to_what_the_caller_has(void **state) {
  (void)state;
  struct seen qr = sure(TS_SYMBOLOGY_QR, "text", 1);
  assert_int_equal(read_view(&qr, 1), TS_OK);
  assert_int_equal(ts_zbar_read(&memory, &frame, &found), TS_OK);
  assert_int_equal(found.count, 2);
}

static void refuses_frames_that_are_none(void **state) {
  (void)state;
  struct ts_frame bad[7];
  for (size_t i = 0; i < 7; i++)
    bad[i] = frame;
  bad[0].gray = NULL;
  bad[1].width = 0;
  bad[2].height = 0;
  bad[3].stride = WIDTH - 1;
  bad[4].width = bad[4].stride = TS_FRAME_SIDE_MAX + 1;
  bad[5].source_height = 0;
  bad[6].source_width = UINT32_MAX;
  for (size_t i = 0; i < 7; i++) {
    asked = 0;
    ts_symbols_init(&found, items, TS_SYMBOLS_MAX, pool, sizeof pool);
    assert_int_equal(ts_zbar_read(&memory, &bad[i], &found), TS_ERR_ARGUMENT);
    assert_int_equal(asked, 0);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_setup(takes_a_qr_code_at_once, setup),
      cmocka_unit_test_setup(looks_at_half_size_when_full_size_shows_nothing, setup),
      cmocka_unit_test_setup(looks_at_half_size_also_beside_what_is_unsure, setup),
      cmocka_unit_test_setup(reports_places_in_the_photograph, setup),
      cmocka_unit_test_setup(wants_two_passes_to_agree_on_weak_symbologies, setup),
      cmocka_unit_test_setup(reports_code_39_and_128_unconfirmed_after_one_pass, setup),
      cmocka_unit_test_setup(passes_that_disagree_confirm_nothing, setup),
      cmocka_unit_test_setup(another_symbology_or_fnc1_is_another_symbol, setup),
      cmocka_unit_test_setup(two_shifted_passes_are_no_agreement, setup),
      cmocka_unit_test_setup(wants_three_lines_of_code_128, setup),
      cmocka_unit_test_setup(refuses_code_128_and_databar_with_odd_bytes, setup),
      cmocka_unit_test_setup(leaves_the_bytes_of_qr_codes_alone, setup),
      cmocka_unit_test_setup(reads_interleaved_2_of_5_of_the_lengths_asked_for, setup),
      cmocka_unit_test_setup(merges_the_same_qr_text_at_the_same_place_only, setup),
      cmocka_unit_test_setup(says_when_more_was_seen_than_fits, setup),
      cmocka_unit_test_setup(says_when_texts_do_not_fit, setup),
      cmocka_unit_test_setup(tells_how_the_first_pass_failed, setup),
      cmocka_unit_test_setup(keeps_what_was_read_before_a_later_pass_failed, setup),
      cmocka_unit_test_setup(appends_to_what_the_caller_has, setup),
      cmocka_unit_test_setup(refuses_frames_that_are_none, setup),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
