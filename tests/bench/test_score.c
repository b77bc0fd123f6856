/* SPDX-License-Identifier: Apache-2.0 */
/* The judge of the benchmark: what counts as read, and what as wrong. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "bench/floors.h"
#include "bench/score.h"

#define ITEMS 8

static struct ts_symbol items[ITEMS];
static uint8_t pool[1024];
static struct ts_symbols read;
static size_t told;
static char told_wanted[64];

static int fresh(void **state) {
  (void)state;
  ts_symbols_init(&read, items, ITEMS, pool, sizeof pool);
  told = 0;
  told_wanted[0] = 0;
  return 0;
}

static void on_wrong(void *ctx, struct ts_bytes wanted, const struct ts_symbol *symbol) {
  (void)ctx;
  (void)symbol;
  told++;
  assert_true(ts_text_copy(told_wanted, sizeof told_wanted, wanted));
}

/* A symbol of 10 × 10 pixels read at (X, Y). */
static void reads(const char *text, int32_t x, int32_t y) {
  struct ts_symbol symbol = {.symbology = TS_SYMBOLOGY_QR, .bytes = ts_bytes_of(text)};
  for (int i = 0; i < TS_SYMBOL_CORNERS; i++)
    symbol.corner[i] = (struct ts_point){.x = x + (i == 1 || i == 2 ? 10 : 0), .y = y + (i >= 2 ? 10 : 0)};
  assert_int_equal(ts_symbols_add(&read, &symbol), TS_OK);
}

static struct ts_wanted_symbol stands(const char *text, double x, double y) {
  struct ts_wanted_symbol symbol = {.placed = true};
  for (size_t i = 0; i < TS_SYMBOL_CORNERS; i++) {
    symbol.corner[i][0] = x + (i == 1 || i == 2 ? 10 : 0);
    symbol.corner[i][1] = y + (i >= 2 ? 10 : 0);
  }
  if (text)
    symbol.spelling[symbol.spellings++] = ts_bytes_of(text);
  return symbol;
}

static struct ts_score score(const struct ts_wanted_symbol *symbol, size_t symbols) {
  const struct ts_wanted wanted = {.symbol = symbol, .symbols = symbols};
  struct ts_score out = {0};
  ts_score_photo(&out, &wanted, &read, on_wrong, NULL);
  assert_int_equal(out.wanted, symbols);
  assert_int_equal(out.wrong, told);
  return out;
}

/* ---- texts ---- */

static bool same(enum ts_symbology symbology, const char *bytes, const char *wanted) {
  const struct ts_symbol symbol = {.symbology = symbology, .bytes = ts_bytes_of(bytes)};
  return ts_score_same_text(&symbol, ts_bytes_of(wanted));
}

static void takes_three_spellings_of_a_text(void **state) {
  (void)state;
  assert_true(same(TS_SYMBOLOGY_QR, "Gr\xc3\xbc\xc3\x9f", "Gr\xc3\xbc\xc3\x9f"));     /* UTF-8 */
  assert_true(same(TS_SYMBOLOGY_QR, "Gr\xfc\xdf", "Gr\xc3\xbc\xc3\x9f"));             /* Latin-1 */
  assert_true(same(TS_SYMBOLOGY_QR, "\x93\x8c\x8b\x9e", "\xe6\x9d\xb1\xe4\xba\xac")); /* Shift-JIS */
  assert_true(same(TS_SYMBOLOGY_QR, "\xc3\xde", "\xef\xbe\x83\xef\xbe\x9e"));         /* half width */
  assert_true(same(TS_SYMBOLOGY_QR, "\xc3\xde\r\n", "\xef\xbe\x83\xef\xbe\x9e\n"));
  assert_true(same(TS_SYMBOLOGY_QR, "a\nb", "a\r\nb"));
  assert_true(same(TS_SYMBOLOGY_QR, "a \n", "a"));
  assert_false(same(TS_SYMBOLOGY_QR, " a", "a"));
  assert_false(same(TS_SYMBOLOGY_QR, "a\rb", "ab"));
  assert_false(same(TS_SYMBOLOGY_QR, "Gr\xfc\xdf", "Gr\xc3\xbcss"));
  assert_false(same(TS_SYMBOLOGY_QR, "", "a"));
  assert_false(same(TS_SYMBOLOGY_QR, "ab", "a"));
}

static void takes_one_gtin_in_all_its_lengths(void **state) {
  (void)state;
  assert_true(same(TS_SYMBOLOGY_EAN13, "0614141210220", "614141210220"));
  assert_false(same(TS_SYMBOLOGY_EAN13, "0614141210220", "614141210221"));
  assert_false(same(TS_SYMBOLOGY_CODE128, "0614141210220", "614141210220"));
  /* By the last digit before the check digit: 0 to 2, 3, 4, 5 to 9. */
  assert_true(same(TS_SYMBOLOGY_UPCE, "01234505", "012000003455"));
  assert_true(same(TS_SYMBOLOGY_UPCE, "01234531", "012300000451"));
  assert_true(same(TS_SYMBOLOGY_UPCE, "01234542", "012340000052"));
  assert_true(same(TS_SYMBOLOGY_UPCE, "01234565", "012345000065"));
  assert_true(same(TS_SYMBOLOGY_UPCE, "01234565", "0012345000065"));
  assert_true(same(TS_SYMBOLOGY_UPCE, "01234565", "01234565"));
  assert_false(same(TS_SYMBOLOGY_UPCE, "01234565", "012345000066"));
}

/* ---- photographs ---- */

static void takes_codabar_without_its_start_and_stop(void **state) {
  (void)state;
  assert_true(same(TS_SYMBOLOGY_CODABAR, "A123456A", "123456"));
  assert_true(same(TS_SYMBOLOGY_CODABAR, "A123456A", "A123456A"));
  assert_false(same(TS_SYMBOLOGY_CODABAR, "A123456A", "12345"));
  assert_false(same(TS_SYMBOLOGY_CODABAR, "AA", ""));
  assert_false(same(TS_SYMBOLOGY_CODE39, "A123456A", "123456"));
}

static void counts_a_symbol_once_however_often_it_is_read(void **state) {
  (void)state;
  const struct ts_wanted_symbol symbol[] = {stands("one", 0, 0), stands("two", 50, 0)};
  reads("one", 0, 0);
  reads("one", 1, 1);
  struct ts_score out = score(symbol, 2);
  assert_int_equal(out.right, 1);
  assert_int_equal(out.wrong + out.unrecorded + out.elsewhere, 0);
}

static void tells_what_is_wrong(void **state) {
  (void)state;
  const struct ts_wanted_symbol symbol[] = {stands("one", 0, 0)};
  reads("eins", 0, 0);
  struct ts_score out = score(symbol, 1);
  assert_int_equal(out.right, 0);
  assert_int_equal(out.wrong, 1);
  assert_string_equal(told_wanted, "one");
}

static void a_neighbours_text_is_not_its_own(void **state) {
  (void)state;
  const struct ts_wanted_symbol symbol[] = {stands("one", 0, 0), stands("two", 50, 0)};
  reads("two", 0, 0);
  assert_int_equal(score(symbol, 2).wrong, 1);
}

static void takes_the_neighbour_where_two_places_overlap(void **state) {
  (void)state;
  /* Grown by the tolerance both hold (10, 5); nearer to it is the first. */
  const struct ts_wanted_symbol symbol[] = {stands("one", 0, 0), stands("two", 11, 0)};
  reads("two", 5, 0);
  struct ts_score out = score(symbol, 2);
  assert_int_equal(out.right, 1);
  assert_int_equal(out.wrong, 0);
}

static void unrecorded_is_neither_right_nor_wrong(void **state) {
  (void)state;
  const struct ts_wanted_symbol symbol[] = {stands(NULL, 0, 0)};
  reads("whatever", 2, 2);
  struct ts_score out = score(symbol, 1);
  assert_int_equal(out.unrecorded, 1);
  assert_int_equal(out.right + out.wrong, 0);
}

static void elsewhere_nobody_can_tell(void **state) {
  (void)state;
  const struct ts_wanted_symbol symbol[] = {stands("one", 0, 0)};
  reads("one", 100, 100);
  struct ts_score out = score(symbol, 1);
  assert_int_equal(out.elsewhere, 1);
  assert_int_equal(out.right + out.wrong, 0);
}

static void without_places_the_text_decides(void **state) {
  (void)state;
  struct ts_wanted_symbol symbol = stands("one", 0, 0);
  symbol.placed = false;
  symbol.spelling[symbol.spellings++] = ts_bytes_of("eins");
  reads("eins", 500, 500);
  reads("zwei", 0, 0);
  struct ts_score out = score(&symbol, 1);
  assert_int_equal(out.right, 1);
  assert_int_equal(out.wrong, 1);
}

static void nothing_may_be_read_where_nothing_stands(void **state) {
  (void)state;
  reads("one", 0, 0);
  assert_int_equal(score(NULL, 0).wrong, 1);
  assert_string_equal(told_wanted, "");
}

static void what_stands_beside_is_not_asked_for(void **state) {
  (void)state;
  const struct ts_wanted_symbol symbol = {.spelling = {ts_bytes_of("one")}, .spellings = 1};
  const struct ts_wanted wanted = {
      .symbol = &symbol, .symbols = 1, .beside = {.spelling = {ts_bytes_of("two")}, .spellings = 1}};
  struct ts_score out = {0};
  reads("two", 0, 0);
  ts_score_photo(&out, &wanted, &read, on_wrong, NULL);
  assert_int_equal(out.right + out.wrong, 0);
  assert_int_equal(out.elsewhere, 1);
}

static void sums_photographs(void **state) {
  (void)state;
  struct ts_score sum = {1, 2, 3, 4, 5};
  const struct ts_score part = {10, 20, 30, 40, 50};
  ts_score_add(&sum, &part);
  assert_int_equal(sum.wanted, 11);
  assert_int_equal(sum.right, 22);
  assert_int_equal(sum.unrecorded, 33);
  assert_int_equal(sum.wrong, 44);
  assert_int_equal(sum.elsewhere, 55);
}

/* ---- floors ---- */

#define ALL_BUT_LAST                                                                                         \
  "# comment\n\nboofcv 7 2 # more\nboofcv-lots 0 0\nzxing-qr 1 0\nzxing-cpp-qr 2 0\njsqr-qr 3 0\n"           \
  "zxing-serial 4 0\nzxing-cpp-serial 5 0\nquagga-serial 6 0\n"

static size_t line_at_fault(const char *text) {
  struct ts_floors floors;
  size_t line = 99;
  assert_false(ts_floors_parse(&floors, text, strlen(text), &line));
  return line;
}

static void reads_floors(void **state) {
  (void)state;
  static const char text[] = ALL_BUT_LAST "ean-upc\t8 0"; /* without an end of line */
  struct ts_floors floors;
  size_t line = 99;
  assert_true(ts_floors_parse(&floors, text, strlen(text), &line));
  assert_int_equal(floors.least[TS_CORPUS_BOOF], 7);
  assert_int_equal(floors.wrong[TS_CORPUS_BOOF], 2);
  assert_int_equal(floors.least[TS_CORPUS_EAN_UPC], 8);
}

static void refuses_what_are_no_floors(void **state) {
  (void)state;
  assert_int_equal(line_at_fault(ALL_BUT_LAST), 0); /* one is missing */
  assert_int_equal(line_at_fault("boofcv 7 0\nboofcv 7 0\n"), 2);
  assert_int_equal(line_at_fault("boofcv 7\n"), 1);
  assert_int_equal(line_at_fault("boofcv 7 7 7\n"), 1);
  assert_int_equal(line_at_fault("boofcv -7 0\n"), 1);
  assert_int_equal(line_at_fault("boofcv 1234567890 0\n"), 1);
  assert_int_equal(line_at_fault("none 0 0\n"), 1);
  assert_int_equal(line_at_fault("barcodes 7 0\n"), 1);
}

static void misses_are_told(void **state) {
  (void)state;
  const struct ts_floors floors = {.least = {[TS_CORPUS_BOOF] = 5}, .wrong = {[TS_CORPUS_BOOF] = 1}};
  struct ts_score score = {.wanted = 9, .right = 4, .unrecorded = 1};
  assert_null(ts_floors_miss(&floors, TS_CORPUS_BOOF, &score));
  score.right = 3;
  assert_non_null(ts_floors_miss(&floors, TS_CORPUS_BOOF, &score));
  score = (struct ts_score){.wanted = 9, .right = 9, .wrong = 1};
  assert_null(ts_floors_miss(&floors, TS_CORPUS_BOOF, &score));
  score.wrong = 2;
  assert_non_null(ts_floors_miss(&floors, TS_CORPUS_BOOF, &score));
  assert_non_null(ts_floors_miss(&floors, TS_CORPUS_NONE, &score));
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(takes_three_spellings_of_a_text),
      cmocka_unit_test(takes_one_gtin_in_all_its_lengths),
      cmocka_unit_test(takes_codabar_without_its_start_and_stop),
      cmocka_unit_test_setup(counts_a_symbol_once_however_often_it_is_read, fresh),
      cmocka_unit_test_setup(tells_what_is_wrong, fresh),
      cmocka_unit_test_setup(a_neighbours_text_is_not_its_own, fresh),
      cmocka_unit_test_setup(takes_the_neighbour_where_two_places_overlap, fresh),
      cmocka_unit_test_setup(unrecorded_is_neither_right_nor_wrong, fresh),
      cmocka_unit_test_setup(elsewhere_nobody_can_tell, fresh),
      cmocka_unit_test_setup(without_places_the_text_decides, fresh),
      cmocka_unit_test_setup(nothing_may_be_read_where_nothing_stands, fresh),
      cmocka_unit_test_setup(what_stands_beside_is_not_asked_for, fresh),
      cmocka_unit_test(sums_photographs),
      cmocka_unit_test(reads_floors),
      cmocka_unit_test(refuses_what_are_no_floors),
      cmocka_unit_test(misses_are_told),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
