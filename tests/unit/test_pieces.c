/* SPDX-License-Identifier: Apache-2.0 */
/* Records of pieces: what each column takes, and what is said of the rest. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "host-tools/pieces.h"

static struct ts_csv csv;
static struct ts_piece_columns columns;
static struct ts_piece_row row;
static struct ts_piece_problem problem;

static ptrdiff_t read_text(void *ctx, void *data, size_t size) {
  const char **text = ctx;
  size_t n = strlen(*text) < size ? strlen(*text) : size;
  memcpy(data, *text, n);
  *text += n;
  return (ptrdiff_t)n;
}

static bool header(const char *text) {
  ts_csv_init(&csv, read_text, &text);
  assert_int_equal(ts_csv_next(&csv), TS_CSV_RECORD);
  return ts_piece_header(&columns, &csv, &problem);
}

/* The record below a header. */
static bool record(const char *names, const char *text) {
  char both[1024];
  const char *at = both;
  (void)snprintf(both, sizeof both, "%s\n%s\n", names, text);
  ts_csv_init(&csv, read_text, &at);
  assert_int_equal(ts_csv_next(&csv), TS_CSV_RECORD);
  assert_true(ts_piece_header(&columns, &csv, &problem));
  assert_int_equal(ts_csv_next(&csv), TS_CSV_RECORD);
  return ts_piece_record(&row, &columns, &csv, &problem);
}

static const char all[] = "gtin,serial,engraved,weight_mg,weight_tolerance_mg,fineness,colour,size,model";

static void reads_every_column(void **state) {
  (void)state;
  assert_true(record(all, "9521234000013,A-1,MA-1,32400,80,750,YG,17,\"Bague, \xc3\x89toile\""));
  assert_string_equal(row.tag.gtin, "09521234000013");
  assert_string_equal(row.tag.serial, "A-1");
  assert_string_equal(row.tag.engraved, "MA-1");
  assert_int_equal(row.tag.piece.weight_mg, 32400);
  assert_int_equal(row.tag.piece.weight_tolerance_mg, 80);
  assert_int_equal(row.tag.piece.fineness, 750);
  assert_string_equal(row.tag.piece.colour, "YG");
  assert_string_equal(row.tag.piece.size, "17");
  assert_string_equal(row.model, "Bague, \xc3\x89toile");
  assert_true(record("model,size,serial,gtin", "Halo,S,B,09521234000020"));
  assert_string_equal(row.tag.gtin, "09521234000020");
  assert_string_equal(row.tag.serial, "B");
  assert_string_equal(row.tag.piece.size, "S");
  assert_string_equal(row.model, "Halo");
}

static void leaves_empty_what_is_not_given(void **state) {
  (void)state;
  assert_true(record(all, "9521234000013,A,,,,,,,"));
  assert_string_equal(row.tag.engraved, "");
  assert_int_equal(row.tag.piece.weight_mg, 0);
  assert_int_equal(row.tag.piece.weight_tolerance_mg, 0);
  assert_int_equal(row.tag.piece.fineness, 0);
  assert_string_equal(row.tag.piece.colour, "");
  assert_string_equal(row.tag.piece.size, "");
  assert_string_equal(row.model, "");
}

static void gives_a_weight_a_tolerance(void **state) {
  (void)state;
  assert_true(record("gtin,serial,weight_mg", "9521234000013,A,32400"));
  assert_int_equal(row.tag.piece.weight_tolerance_mg, TS_PIECE_TOLERANCE_MG);
  assert_true(record("gtin,serial,weight_mg", "9521234000013,A,30"));
  assert_int_equal(row.tag.piece.weight_tolerance_mg, 30);
}

static void refuses_a_header(void **state) {
  (void)state;
  assert_true(header("serial,gtin\n"));
  assert_false(header("gtin\n"));
  assert_false(header("serial\n"));
  assert_false(header("gtin,serial,price\n"));
  assert_non_null(strstr(problem.text, "column 3"));
  assert_false(header("gtin,serial,gtin\n"));
  assert_string_equal(problem.column, "gtin");
  assert_false(header("GTIN,serial\n"));
  assert_false(header("gtin, serial\n"));
  assert_false(header("gtin,serial,\n"));
}

static void says_which_column_is_bad(void **state) {
  static const struct {
    const char *text, *column;
  } bad[] = {
      {"9521234000014,A,,,,,,,", "gtin"},
      {"952123400001,A,,,,,,,", "gtin"},
      {",A,,,,,,,", "gtin"},
      {"=9521234000013,A,,,,,,,", "gtin"},
      {"9521234000013,,,,,,,,", "serial"},
      {"9521234000013,123456789012345678901,,,,,,,", "serial"},
      {"9521234000013,A B,,,,,,,", "serial"},
      {"9521234000013,A\xc3\x89,,,,,,,", "serial"},
      {"9521234000013,\"A\nB\",,,,,,,", "serial"},
      {"9521234000013,.,,,,,,,", "serial"},
      {"9521234000013,..,,,,,,,", "serial"},
      {"9521234000013,A,1234567890123456789012345678901,,,,,,", "engraved"},
      {"9521234000013,A,MA 1,,,,,,", "engraved"},
      {"9521234000013,A,,0,,,,,", "weight_mg"},
      {"9521234000013,A,,-1,,,,,", "weight_mg"},
      {"9521234000013,A,,1.5,,,,,", "weight_mg"},
      {"9521234000013,A,, 1,,,,,", "weight_mg"},
      {"9521234000013,A,,100000000,,,,,", "weight_mg"},
      {"9521234000013,A,,18446744073709551617,,,,,", "weight_mg"},
      {"9521234000013,A,,100,101,,,,", "weight_tolerance_mg"},
      {"9521234000013,A,,,5,,,,", "weight_tolerance_mg"},
      {"9521234000013,A,,,,0,,,", "fineness"},
      {"9521234000013,A,,,,1000,,,", "fineness"},
      {"9521234000013,A,,,,,yg,,", "colour"},
      {"9521234000013,A,,,,,YELLO,,", "colour"},
      {"9521234000013,A,,,,,,1.5,", "size"},
      {"9521234000013,A,,,,,,123456789,", "size"},
      {"9521234000013,A,,,,,,,\" x\"", "model"},
      {"9521234000013,A,,,,,,,\"x\ny\"", "model"},
      {"9521234000013,A,,,,,,", ""},
      {"9521234000013,A,,,,,,,,", ""},
  };
  (void)state;
  for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
    problem = (struct ts_piece_problem){0};
    if (record(all, bad[i].text))
      fail_msg("taken: %s", bad[i].text);
    assert_string_equal(problem.column, bad[i].column);
    assert_true(strlen(problem.text) > 10);
  }
}

/* A spreadsheet's formula is a text like any other here: allowed where its characters are, and never run. */
static void a_formula_is_a_text(void **state) {
  (void)state;
  assert_true(record("gtin,serial,model", "9521234000013,=1+1,=cmd"));
  assert_string_equal(row.tag.serial, "=1+1");
  assert_string_equal(row.model, "=cmd");
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(reads_every_column),         cmocka_unit_test(leaves_empty_what_is_not_given),
      cmocka_unit_test(gives_a_weight_a_tolerance), cmocka_unit_test(refuses_a_header),
      cmocka_unit_test(says_which_column_is_bad),   cmocka_unit_test(a_formula_is_a_text),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
