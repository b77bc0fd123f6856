/* SPDX-License-Identifier: Apache-2.0 */
/* From divided modules to a drawing that ZBar reads. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <zint.h>

#include "support/qr_picture.h"
#include "support/qr_reading.h"
#include "vision/redraw.h"

#define FINDER_MODULES 65 /* with its separator, whose corner comes twice */

static struct ts_qr_module function[TS_QR_FUNCTION_MAX];
static size_t count;
static uint8_t pixels[TS_QR_DRAWING_SIZE_MAX];
static struct ts_qr_reading reading;
static char text[TS_QR_TEXT_MAX];

static void make(struct ts_qr_bits *bits, struct ts_qr_recipe recipe) {
  assert_true(ts_qr_make(bits, &recipe));
  count = ts_qr_function_modules((bits->side - 17u) / 4u, function);
}

static struct ts_redraw_check check_of(const struct ts_qr_bits *bits) {
  return ts_redraw_check(bits, function, count);
}

/* Draws what was checked, and has ZBar read it. */
static void redraw(struct ts_qr_bits *bits) {
  struct ts_redraw_check check = check_of(bits);
  assert_true(check.plausible);
  struct ts_qr_drawing drawing = ts_redraw(bits, function, count, &check, pixels);
  assert_int_equal(drawing.width, TS_QR_DRAWING_SIDE(bits->side));
  assert_int_equal(drawing.height, drawing.width);
  reading.count = 0;
  (void)ts_qr_decode(&reading, &drawing, NULL);
}

static void assert_reads(struct ts_bytes expected) {
  assert_int_equal(reading.count, 1);
  assert_non_null(ts_qr_find(&reading, expected));
}

static uint32_t next_random(uint32_t *state) {
  *state = *state * 1664525u + 1013904223u;
  return *state >> 16;
}

/* ---- drawing ---- */

static void zbar_reads_every_version_and_level(void **state) {
  (void)state;
  for (unsigned version = 1; version <= TS_QR_VERSION_MAX; version++)
    for (int level = 1; level <= 4; level++) {
      struct ts_qr_bits bits;
      struct ts_bytes full =
          ts_qr_filler(text, ts_qr_capacity(version) * 2 / 5 - 1, version * 4 + (unsigned)level);
      make(&bits, (struct ts_qr_recipe){
                      .text = full, .version = version, .level = level, .mask = 1 + (int)(version % 8)});
      assert_int_equal(bits.side, TS_QR_SIDE(version));
      redraw(&bits);
      assert_reads(full);
    }
}

static void zbar_reads_every_mask(void **state) {
  (void)state;
  for (int mask = 1; mask <= 8; mask++) {
    struct ts_qr_bits bits;
    make(&bits, (struct ts_qr_recipe){.text = ts_bytes_of("masked"), .version = 3, .level = 2, .mask = mask});
    redraw(&bits);
    assert_reads(ts_bytes_of("masked"));
  }
}

/* Every eighth function module is wrong, and so are two bits of each format code. */
static void repaints_what_is_known(void **state) {
  (void)state;
  for (unsigned version = 1; version <= TS_QR_VERSION_MAX; version += 3) {
    struct ts_qr_bits bits;
    struct ts_bytes some = ts_qr_filler(text, 10, version);
    make(&bits, (struct ts_qr_recipe){.text = some, .version = version, .level = 1});
    for (size_t i = 0; i < count; i += 8)
      ts_qr_set(&bits, function[i].x, function[i].y, function[i].dark < 0);
    for (unsigned i = 0; i < 2; i++) {
      ts_qr_set(&bits, 8, i, !ts_qr_get(&bits, 8, i));
      ts_qr_set(&bits, bits.side - 1u - i, 8, !ts_qr_get(&bits, bits.side - 1u - i, 8));
    }
    struct ts_redraw_check check = check_of(&bits);
    assert_true(check.errors >= count / 8 + 4);
    redraw(&bits);
    assert_int_equal(check_of(&bits).errors, 0);
    assert_reads(some);
  }
}

static void turns_mirrored_symbols(void **state) {
  (void)state;
  for (unsigned version = 1; version <= TS_QR_VERSION_MAX; version++) {
    struct ts_qr_bits bits, plain;
    struct ts_bytes some = ts_qr_filler(text, 9, version);
    make(&plain, (struct ts_qr_recipe){.text = some, .version = version, .level = 3});
    bits = plain;
    ts_qr_transpose(&bits);
    assert_false(check_of(&plain).mirrored);
    assert_true(check_of(&bits).mirrored);
    assert_int_equal(check_of(&bits).format, check_of(&plain).format);
    redraw(&bits);
    assert_reads(some);
    assert_memory_equal(&bits, &plain, sizeof bits);
  }
}

/* ---- what a symbol says of itself ---- */

static bool eci_of(struct ts_qr_recipe recipe) {
  struct ts_qr_bits bits;
  make(&bits, recipe);
  struct ts_redraw_check check = check_of(&bits);
  return ts_redraw(&bits, function, count, &check, pixels).eci;
}

static void tells_an_extended_channel_interpretation(void **state) {
  (void)state;
  for (int mask = 1; mask <= 8; mask++)
    for (unsigned version = 1; version <= TS_QR_VERSION_MAX; version += 13) {
      struct ts_qr_recipe recipe = {.text = ts_bytes_of("\xc3\xa9"), .version = version, .mask = mask};
      assert_false(eci_of(recipe));
      recipe.mode = UNICODE_MODE;
      recipe.eci = 26;
      assert_true(eci_of(recipe));
      recipe = (struct ts_qr_recipe){
          .text = ts_bytes_of("[21]A1"), .version = version, .mask = mask, .mode = GS1_MODE};
      assert_false(eci_of(recipe));
    }
}

/* ---- what is none ---- */

static void rejects_what_has_no_function_patterns(void **state) {
  (void)state;
  uint32_t random = 5;
  for (unsigned version = 1; version <= TS_QR_VERSION_MAX; version++) {
    struct ts_qr_bits bits;
    make(&bits, (struct ts_qr_recipe){.text = ts_bytes_of("x"), .version = version});
    struct ts_qr_bits negative = bits;
    for (unsigned y = 0; y < bits.side; y++)
      for (unsigned x = 0; x < bits.side; x++) {
        ts_qr_set(&negative, x, y, !ts_qr_get(&bits, x, y));
        ts_qr_set(&bits, x, y, next_random(&random) & 1);
      }
    assert_false(check_of(&bits).plausible);
    assert_false(check_of(&negative).plausible);
    memset(bits.bit, 0, sizeof bits.bit);
    assert_false(check_of(&bits).plausible);
    memset(bits.bit, 0xff, sizeof bits.bit);
    assert_false(check_of(&bits).plausible);
  }
}

/* Up to 27 of 100 modules may be wrong, and not one more. Those of the finders are, of which none comes twice. */
static void bounds_the_wrong_modules(void **state) {
  (void)state;
  for (unsigned version = 1; version <= 6; version++) {
    struct ts_qr_bits bits;
    make(&bits, (struct ts_qr_recipe){.text = ts_bytes_of("x"), .version = version});
    size_t most = count * 27 / 100;
    for (size_t i = 0; i <= most; i++) {
      struct ts_redraw_check check = check_of(&bits);
      assert_int_equal(check.errors, i);
      assert_true(check.plausible);
      const struct ts_qr_module *wrong = &function[i / 49 * FINDER_MODULES + i % 49];
      ts_qr_set(&bits, wrong->x, wrong->y, wrong->dark < 0);
    }
    assert_false(check_of(&bits).plausible);
  }
}

/* ---- finder patterns ---- */

static void put_finder(struct ts_qr_bits *bits, unsigned x, unsigned y) {
  for (unsigned j = 0; j < 7; j++)
    for (unsigned i = 0; i < 7; i++) {
      bool ring = (i == 1 || i == 5 || j == 1 || j == 5) && i >= 1 && i <= 5 && j >= 1 && j <= 5;
      ts_qr_set(bits, x + i, y + j, !ring);
    }
}

static void ordinary_symbols_show_few_finder_patterns(void **state) {
  (void)state;
  uint32_t random = 1;
  for (unsigned version = 1; version <= TS_QR_VERSION_MAX; version++)
    for (int mask = 1; mask <= 8; mask++)
      for (int level = 1; level <= 4; level++) {
        struct ts_qr_bits bits;
        size_t size = ts_qr_capacity(version) * 2 / 5 - 1;
        for (size_t i = 0; i < size; i++)
          text[i] = (char)(level == 2 ? 'a' : next_random(&random)); /* all alike, too */
        make(&bits, (struct ts_qr_recipe){
                        .text = ts_bytes(text, size), .version = version, .level = level, .mask = mask});
        unsigned seen = ts_redraw_finders(&bits);
        assert_in_range(seen, 6, TS_REDRAW_FINDERS_MAX(bits.side));
      }
}

/* Such a drawing costs ZBar up to a thousand times what others do. */
static void counts_finder_patterns_in_the_data(void **state) {
  (void)state;
  for (unsigned version = 4; version <= TS_QR_VERSION_MAX; version += 4)
    for (unsigned apart = 8; apart <= 9; apart++) {
      struct ts_qr_bits bits = {.side = (uint8_t)TS_QR_SIDE(version)};
      unsigned expected = 0;
      for (unsigned y = 0; y + 7 <= bits.side; y += apart)
        for (unsigned x = 0; x + 7 <= bits.side; x += apart, expected += 2)
          put_finder(&bits, x, y);
      assert_int_equal(ts_redraw_finders(&bits), expected);
      assert_true(expected > TS_REDRAW_FINDERS_MAX(bits.side));
    }
}

/* Lines that only run across, or only down, are no patterns. */
static void counts_no_stripes(void **state) {
  (void)state;
  static const bool stripe[8] = {true, false, true, true, true, false, true, false};
  struct ts_qr_bits bits = {.side = TS_QR_SIDE(10)};
  for (int turn = 0; turn < 2; turn++) {
    for (unsigned y = 0; y < bits.side; y++)
      for (unsigned x = 0; x < bits.side; x++)
        ts_qr_set(&bits, x, y, stripe[(turn ? y : x) % 8]);
    assert_int_equal(ts_redraw_finders(&bits), 0);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(zbar_reads_every_version_and_level),
      cmocka_unit_test(zbar_reads_every_mask),
      cmocka_unit_test(repaints_what_is_known),
      cmocka_unit_test(turns_mirrored_symbols),
      cmocka_unit_test(tells_an_extended_channel_interpretation),
      cmocka_unit_test(rejects_what_has_no_function_patterns),
      cmocka_unit_test(bounds_the_wrong_modules),
      cmocka_unit_test(ordinary_symbols_show_few_finder_patterns),
      cmocka_unit_test(counts_finder_patterns_in_the_data),
      cmocka_unit_test(counts_no_stripes),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
