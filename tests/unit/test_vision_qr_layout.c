/* SPDX-License-Identifier: Apache-2.0 */
/* What every QR code looks like, against symbols that libzint makes. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "support/qr_picture.h"
#include "vision/qr_layout.h"

static struct ts_qr_module function[TS_QR_FUNCTION_MAX + 1];

static void make(struct ts_qr_bits *bits, unsigned version, int level, int mask) {
  struct ts_qr_recipe recipe = {
      .text = ts_bytes_of("layout"), .version = version, .level = level, .mask = mask};
  assert_true(ts_qr_make(bits, &recipe));
  assert_int_equal(bits->side, TS_QR_SIDE(version));
}

static void function_patterns_are_as_libzint_draws_them(void **state) {
  (void)state;
  for (unsigned version = 1; version <= TS_QR_VERSION_MAX; version++) {
    size_t count = ts_qr_function_modules(version, function);
    assert_in_range(count, 3 * 65, TS_QR_FUNCTION_MAX);
    for (int mask = 1; mask <= 8; mask += 7) {
      struct ts_qr_bits bits;
      make(&bits, version, 1 + (int)(version % 4), mask);
      for (size_t i = 0; i < count; i++) {
        assert_true(function[i].x < bits.side && function[i].y < bits.side);
        assert_int_equal(function[i].dark, ts_qr_get(&bits, function[i].x, function[i].y) ? 1 : -1);
      }
    }
  }
}

static void make_full(struct ts_qr_bits *bits, unsigned version, int n) {
  static uint8_t text[4000];
  uint32_t state = (uint32_t)n;
  for (size_t i = 0; i < ts_qr_capacity(version); i++) {
    state = state * 1664525u + 1013904223u;
    text[i] = (uint8_t)(state >> 24);
  }
  struct ts_qr_recipe recipe = {
      .text = ts_bytes(text, ts_qr_capacity(version)), .version = version, .level = 1, .mask = 1 + n % 8};
  assert_true(ts_qr_make(bits, &recipe));
}

/* No module beside them is the same in all masks and with all data: the list misses none. */
static void no_function_module_is_missing(void **state) {
  (void)state;
  for (unsigned version = 1; version <= TS_QR_VERSION_MAX; version++) {
    struct ts_qr_bits known = {.side = (uint8_t)TS_QR_SIDE(version)}, first, bits;
    uint32_t side = known.side, total = 0, distinct = 0;
    struct ts_qr_bits varied = known;
    size_t count = ts_qr_function_modules(version, function);
    for (size_t i = 0; i < count; i++)
      ts_qr_set(&known, function[i].x, function[i].y, true);
    make_full(&first, version, 0);
    for (int n = 1; n < 24; n++) {
      make_full(&bits, version, n);
      for (unsigned y = 0; y < side; y++)
        for (unsigned x = 0; x < side; x++)
          if (ts_qr_get(&bits, x, y) != ts_qr_get(&first, x, y))
            ts_qr_set(&varied, x, y, true);
    }
    for (unsigned y = 0; y < side; y++)
      for (unsigned x = 0; x < side; x++) {
        assert_false(ts_qr_get(&known, x, y) && ts_qr_get(&varied, x, y));
        distinct += ts_qr_get(&known, x, y);
        total += !ts_qr_get(&varied, x, y);
      }
    /* Beside them version information stays as it is, the dark module, a few bits of the format's, and by chance some
     * data of large versions. An alignment pattern has 25 modules. */
    uint32_t beside = version >= 7 ? 36 : 0;
    assert_in_range(total - distinct - beside, 1, side / 4 + 8);
  }
}

static void alignment_patterns_stand_where_they_are_drawn(void **state) {
  (void)state;
  for (unsigned version = 1; version <= TS_QR_VERSION_MAX; version++) {
    uint8_t place[TS_QR_ALIGNMENTS_MAX];
    unsigned count = ts_qr_alignments(version, place);
    assert_int_equal(count, version == 1 ? 0 : version / 7 + 2);
    if (count == 0)
      continue;
    assert_int_equal(place[0], 6);
    assert_int_equal(place[count - 1], TS_QR_SIDE(version) - 7);
    unsigned missing = 0;
    for (unsigned j = 0; j < count; j++)
      for (unsigned i = 0; i < count; i++)
        missing += ts_qr_alignment_missing(i, j, count);
    assert_int_equal(missing, 3);
    for (unsigned i = 1; i < count; i++)
      assert_true(place[i] > place[i - 1] && (place[i] - place[i - 1]) % 2 == 0);
  }
}

/* ---- format ---- */

/* Bits 4 and 3 of the five: the level; the others: the mask. */
static unsigned level_bits(int level) {
  static const unsigned bits[] = {1, 0, 3, 2};
  return bits[level - 1];
}

static void reads_the_format_of_every_level_and_mask(void **state) {
  (void)state;
  for (unsigned version = 1; version <= TS_QR_VERSION_MAX; version++)
    for (int level = 1; level <= 4; level++)
      for (int mask = 1; mask <= 8; mask++) {
        if (version > 8 && (version + (unsigned)(level + mask)) % 5)
          continue; /* from there on only the places change */
        struct ts_qr_bits bits;
        make(&bits, version, level, mask);
        struct ts_qr_format format = ts_qr_format_read(&bits, false);
        assert_int_equal(format.distance, 0);
        assert_int_equal(format.distances, 0);
        assert_int_equal((format.code ^ 0x5412) >> 10, level_bits(level) << 3 | (unsigned)(mask - 1));
        ts_qr_transpose(&bits);
        assert_int_equal(ts_qr_format_read(&bits, true).code, format.code);
      }
}

static void either_copy_of_the_format_will_do(void **state) {
  (void)state;
  struct ts_qr_bits whole;
  make(&whole, 5, 3, 4);
  unsigned code = ts_qr_format_read(&whole, false).code;
  struct ts_qr_bits near = whole, far = whole;
  for (unsigned i = 0; i < 9; i++) { /* all that is beside the first finder */
    ts_qr_set(&near, 8, i, false);
    ts_qr_set(&near, i, 8, false);
  }
  for (unsigned i = 0; i < 8; i++) {
    ts_qr_set(&far, 8, far.side - 1u - i, true);
    ts_qr_set(&far, far.side - 1u - i, 8, true);
  }
  assert_int_equal(ts_qr_format_read(&near, false).code, code);
  assert_int_equal(ts_qr_format_read(&near, false).distance, 0);
  assert_int_equal(ts_qr_format_read(&far, false).code, code);
  assert_int_equal(ts_qr_format_read(&far, false).distance, 0);
  assert_true(ts_qr_format_read(&far, false).distances > 3);
}

/* Any three of the fifteen bits of the nearer copy. */
static void corrects_three_bits_of_the_format(void **state) {
  (void)state;
  struct ts_qr_bits whole;
  make(&whole, 2, 2, 7);
  unsigned code = ts_qr_format_read(&whole, false).code;
  for (unsigned wrong = 1; wrong < 1u << 8; wrong++) {
    struct ts_qr_bits bits = whole;
    unsigned n = 0;
    for (unsigned i = 0; i < 8; i++)
      if (wrong >> i & 1) {
        ts_qr_set(&bits, bits.side - 1u - i, 8, !ts_qr_get(&bits, bits.side - 1u - i, 8));
        ts_qr_set(&bits, 8, i + (i >= 6), !ts_qr_get(&bits, 8, i + (i >= 6)));
        n++;
      }
    if (n > 3)
      continue;
    assert_int_equal(ts_qr_format_read(&bits, false).code, code);
    assert_int_equal(ts_qr_format_read(&bits, false).distance, n);
    assert_int_equal(ts_qr_format_read(&bits, false).distances, 2 * n);
  }
}

/* ---- repainting ---- */

static void repaints_to_what_libzint_drew(void **state) {
  (void)state;
  for (unsigned version = 1; version <= TS_QR_VERSION_MAX; version++)
    for (int level = 1; level <= 4; level++) {
      struct ts_qr_bits whole, bits;
      make(&whole, version, level, 1 + (int)(version % 8));
      bits = whole;
      size_t count = ts_qr_function_modules(version, function);
      for (size_t i = 0; i < count; i++)
        ts_qr_set(&bits, function[i].x, function[i].y, i % 3 == 0);
      for (unsigned i = 0; i < 9; i++) { /* format */
        if (i != 6) {
          ts_qr_set(&bits, 8, i, true);
          ts_qr_set(&bits, i, 8, true);
        }
        if (i < 8) {
          ts_qr_set(&bits, 8, bits.side - 1u - i, false);
          ts_qr_set(&bits, bits.side - 1u - i, 8, false);
        }
      }
      for (unsigned i = 0; i < 18 && version >= 7; i++) { /* version */
        ts_qr_set(&bits, bits.side - 11u + i % 3, i / 3, true);
        ts_qr_set(&bits, i / 3, bits.side - 11u + i % 3, true);
      }
      ts_qr_repaint(&bits, function, count, ts_qr_format_read(&whole, false).code);
      assert_memory_equal(&bits, &whole, sizeof bits);
    }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(function_patterns_are_as_libzint_draws_them),
      cmocka_unit_test(no_function_module_is_missing),
      cmocka_unit_test(alignment_patterns_stand_where_they_are_drawn),
      cmocka_unit_test(reads_the_format_of_every_level_and_mask),
      cmocka_unit_test(either_copy_of_the_format_will_do),
      cmocka_unit_test(corrects_three_bits_of_the_format),
      cmocka_unit_test(repaints_to_what_libzint_drew),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
