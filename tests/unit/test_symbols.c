/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "core/symbols.h"

static struct ts_symbol items[3];
static uint8_t pool[16];

static struct ts_symbols fresh(void) {
  struct ts_symbols symbols;
  memset(&symbols, 0xee, sizeof symbols);
  ts_symbols_init(&symbols, items, 3, pool, sizeof pool);
  return symbols;
}

static struct ts_symbol text_symbol(const char *text) {
  return (struct ts_symbol){.symbology = TS_SYMBOLOGY_QR, .confirmed = true, .bytes = ts_bytes_of(text)};
}

static void begins_empty(void **state) {
  (void)state;
  struct ts_symbols symbols = fresh();
  assert_int_equal(symbols.count, 0);
  assert_int_equal(symbols.pool.size, 0);
  assert_false(symbols.truncated);
}

static void copies_what_is_added(void **state) {
  (void)state;
  struct ts_symbols symbols = fresh();
  char text[] = "first";
  struct ts_symbol one = text_symbol(text), two = text_symbol("second");
  one.gs1 = true;
  one.corner[2] = (struct ts_point){.x = 7, .y = -3};
  assert_int_equal(ts_symbols_add(&symbols, &one), TS_OK);
  assert_int_equal(ts_symbols_add(&symbols, &two), TS_OK);
  memset(text, 'x', sizeof text);
  assert_int_equal(symbols.count, 2);
  assert_true(ts_bytes_equal_text(symbols.item[0].bytes, "first"));
  assert_true(ts_bytes_equal_text(symbols.item[1].bytes, "second"));
  assert_true(symbols.item[0].gs1 && symbols.item[0].confirmed);
  assert_int_equal(symbols.item[0].corner[2].x, 7);
  assert_int_equal(symbols.item[0].corner[2].y, -3);
  assert_false(symbols.truncated);
}

static void says_when_the_list_is_full(void **state) {
  (void)state;
  struct ts_symbols symbols = fresh();
  struct ts_symbol one = text_symbol("a");
  for (int i = 0; i < 3; i++)
    assert_int_equal(ts_symbols_add(&symbols, &one), TS_OK);
  assert_int_equal(ts_symbols_add(&symbols, &one), TS_ERR_NO_SPACE);
  assert_int_equal(symbols.count, 3);
  assert_true(symbols.truncated);
}

static void says_when_the_pool_is_full_and_takes_what_still_fits(void **state) {
  (void)state;
  struct ts_symbols symbols = fresh();
  struct ts_symbol large = text_symbol("0123456789abcdefg"), fits = text_symbol("0123456789abcdef");
  struct ts_symbol empty = text_symbol("");
  assert_int_equal(ts_symbols_add(&symbols, &large), TS_ERR_NO_SPACE);
  assert_true(symbols.truncated);
  assert_int_equal(symbols.count, 0);
  assert_int_equal(ts_symbols_add(&symbols, &fits), TS_OK);
  assert_int_equal(ts_symbols_add(&symbols, &empty), TS_OK);
  assert_true(ts_bytes_equal_text(symbols.item[0].bytes, "0123456789abcdef"));
  assert_int_equal(symbols.item[1].bytes.size, 0);
}

static void names_every_symbology_differently(void **state) {
  (void)state;
  for (int a = TS_SYMBOLOGY_NONE; a <= TS_SYMBOLOGY_TYPED; a++)
    for (int b = TS_SYMBOLOGY_NONE; b < a; b++)
      assert_string_not_equal(ts_symbology_name((enum ts_symbology)a),
                              ts_symbology_name((enum ts_symbology)b));
  assert_string_equal(ts_symbology_name((enum ts_symbology)999), "none");
  assert_string_equal(ts_symbology_name(TS_SYMBOLOGY_CODE128), "Code 128");
}

static void gives_aim_identifiers(void **state) {
  (void)state;
  static const struct {
    enum ts_symbology symbology;
    const char *plain, *gs1;
  } expected[] = {
      {TS_SYMBOLOGY_NONE, "", ""},
      {TS_SYMBOLOGY_QR, "]Q1", "]Q3"},
      {TS_SYMBOLOGY_CODE128, "]C0", "]C1"},
      {TS_SYMBOLOGY_CODE39, "]A0", "]A0"},
      {TS_SYMBOLOGY_EAN13, "]E0", "]E0"},
      {TS_SYMBOLOGY_EAN8, "]E4", "]E4"},
      {TS_SYMBOLOGY_UPCE, "]E0", "]E0"},
      {TS_SYMBOLOGY_DATABAR, "]e0", "]e0"},
      {TS_SYMBOLOGY_DATABAR_EXPANDED, "]e0", "]e0"},
      {TS_SYMBOLOGY_I25, "]I1", "]I1"},
      {TS_SYMBOLOGY_TYPED, "", ""},
      {(enum ts_symbology)999, "", ""},
  };
  for (size_t i = 0; i < sizeof expected / sizeof expected[0]; i++) {
    struct ts_symbol symbol = {.symbology = expected[i].symbology};
    assert_string_equal(ts_symbol_aim(&symbol), expected[i].plain);
    symbol.gs1 = true;
    assert_string_equal(ts_symbol_aim(&symbol), expected[i].gs1);
  }
}

/* ISO/IEC 15424, annex: a QR code's modifiers. */
static void tells_qr_modifiers(void **state) {
  (void)state;
  struct ts_symbol symbol = {.symbology = TS_SYMBOLOGY_QR, .eci = true};
  assert_string_equal(ts_symbol_aim(&symbol), "]Q2");
  symbol.gs1 = true;
  assert_string_equal(ts_symbol_aim(&symbol), "]Q4");
  symbol = (struct ts_symbol){.symbology = TS_SYMBOLOGY_QR, .application = true};
  assert_string_equal(ts_symbol_aim(&symbol), "]Q5");
  symbol.eci = true;
  assert_string_equal(ts_symbol_aim(&symbol), "]Q6");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(begins_empty),
      cmocka_unit_test(copies_what_is_added),
      cmocka_unit_test(says_when_the_list_is_full),
      cmocka_unit_test(says_when_the_pool_is_full_and_takes_what_still_fits),
      cmocka_unit_test(names_every_symbology_differently),
      cmocka_unit_test(gives_aim_identifiers),
      cmocka_unit_test(tells_qr_modifiers),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
