/* SPDX-License-Identifier: Apache-2.0 */
/* Manifests as spreadsheets write them, and as attackers do; what a piece is to the tally. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "adapters/crypto_psa.h"
#include "app/tally.h"

#define GTIN "09521234000013"
#define OTHER "09521234000020"

static struct ts_crypto crypto;
static struct ts_tally tally;

static enum ts_err read_text(const char *text, unsigned *row) {
  return ts_tally_manifest(&tally, &crypto, ts_bytes_of(text), row);
}

static void test_manifests(void **state) {
  static const struct {
    const char *text;
    enum ts_err err;
    unsigned row;
    uint32_t lines, expected;
  } cases[] = {
      {"gtin,serial\n" GTIN ",A1\n", TS_OK, 2, 1, 1},
      {"gtin,serial\r\n" GTIN ",A1\r\n" OTHER ",A1", TS_OK, 3, 2, 2},
      {"\xef\xbb\xbfgtin,serial\n" GTIN ",A1\n\n", TS_OK, 3, 1, 1},
      {"gtin,serial\n\"9521234000013\",\"A\"\"1,2\"\n", TS_OK, 2, 1, 1},
      {"gtin,quantity\n" GTIN ",3\n9521234000020,65535\n", TS_OK, 3, 2, 65538},
      {"", TS_ERR_GS1_NOT_GS1, 1, 0, 0},
      {"gtin,serial", TS_ERR_EMPTY, 1, 0, 0},
      {"gtin;serial\n" GTIN ";A1\n", TS_ERR_GS1_NOT_GS1, 1, 0, 0},
      {"serial,gtin\n", TS_ERR_GS1_NOT_GS1, 1, 0, 0},
      {"gtin,serial\n" GTIN "\n", TS_ERR_GS1_SEPARATOR, 2, 0, 0},
      {"gtin,serial\n" GTIN ",A1,x\n", TS_ERR_GS1_SEPARATOR, 2, 0, 0},
      {"gtin,serial\n" GTIN ",\"A1\n", TS_ERR_GS1_SEPARATOR, 2, 0, 0},
      {"gtin,serial\n" GTIN ",\"A1\"x\n", TS_ERR_GS1_SEPARATOR, 2, 0, 0},
      {"gtin,serial\n" GTIN ",A1\r", TS_ERR_GS1_SEPARATOR, 2, 0, 0},
      {"gtin,serial\n" GTIN ",A\t1\n", TS_ERR_GS1_SEPARATOR, 2, 0, 0},
      {"gtin,serial\n" GTIN ",A 1\n", TS_ERR_GS1_CHARACTER, 2, 0, 0},
      {"gtin,serial\n" GTIN ",\n", TS_ERR_GS1_LENGTH, 2, 0, 0},
      {"gtin,serial\n" GTIN ",123456789012345678901\n", TS_ERR_GS1_LENGTH, 2, 0, 0},
      {"gtin,serial\n09521234000014,A1\n", TS_ERR_GS1_CHECK_DIGIT, 2, 0, 0},
      {"gtin,serial\n" GTIN ",A1\n\n" GTIN ",A1\n", TS_ERR_GS1_DUPLICATE, 4, 0, 0},
      {"gtin,quantity\n" GTIN ",0\n", TS_ERR_GS1_CONTENT, 2, 0, 0},
      {"gtin,quantity\n" GTIN ",01\n", TS_ERR_GS1_CONTENT, 2, 0, 0},
      {"gtin,quantity\n" GTIN ",65536\n", TS_ERR_GS1_CONTENT, 2, 0, 0},
      {"gtin,quantity\n" GTIN ",-1\n", TS_ERR_GS1_CONTENT, 2, 0, 0},
  };
  (void)state;
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
    unsigned row = 0;
    enum ts_err err = read_text(cases[i].text, &row);
    if (err != cases[i].err || row != cases[i].row || tally.lines != cases[i].lines ||
        tally.expected != cases[i].expected)
      fail_msg("case %zu: %d, row %u, %u lines, %u pieces", i, (int)err, row, tally.lines, tally.expected);
  }
}

static void test_too_many_lines(void **state) {
  static char text[64 * (TS_TALLY_MAX + 2)];
  size_t size = (size_t)snprintf(text, sizeof text, "gtin,serial\n");
  unsigned row;
  (void)state;
  for (int i = 0; i < TS_TALLY_MAX; i++)
    size += (size_t)snprintf(text + size, sizeof text - size, GTIN ",S%d\n", i);
  assert_int_equal(read_text(text, &row), TS_OK);
  assert_int_equal(tally.lines, TS_TALLY_MAX);
  /* No room for an extra piece: that is said, not guessed. A line's piece is counted all the same. */
  enum ts_manifest_line line;
  assert_int_equal(ts_tally_see(&tally, &crypto, GTIN, "X", &line), TS_TALLY_FULL);
  assert_int_equal(line, TS_LINE_EXTRA);
  assert_int_equal(ts_tally_see(&tally, &crypto, GTIN, "S7", &line), TS_TALLY_NEW);
  assert_int_equal(line, TS_LINE_EXPECTED);
  (void)snprintf(text + size, sizeof text - size, OTHER ",S\n");
  assert_int_equal(read_text(text, &row), TS_ERR_TOO_LONG);
  assert_int_equal(row, TS_TALLY_MAX + 2);
}

static void test_seeing(void **state) {
  enum ts_manifest_line line;
  unsigned row;
  (void)state;
  assert_int_equal(read_text("gtin,serial\n" GTIN ",A1\n", &row), TS_OK);
  assert_int_equal(ts_tally_ask(&tally, &crypto, GTIN, "A1", &line), TS_TALLY_NEW);
  assert_int_equal(line, TS_LINE_EXPECTED);
  assert_int_equal(ts_tally_see(&tally, &crypto, GTIN, "A1", &line), TS_TALLY_NEW);
  assert_int_equal(tally.matched, 1);
  assert_int_equal(ts_tally_see(&tally, &crypto, GTIN, "A1", &line), TS_TALLY_TWICE);
  assert_int_equal(tally.matched, 1);
  assert_int_equal(ts_tally_see(&tally, &crypto, OTHER, "A1", &line), TS_TALLY_NEW); /* another model's A1 */
  assert_int_equal(line, TS_LINE_EXTRA);
  assert_int_equal(ts_tally_see(&tally, &crypto, OTHER, "A1", &line), TS_TALLY_TWICE);
  ts_tally_init(&tally);
  assert_int_equal(ts_tally_see(&tally, &crypto, GTIN, "", &line), TS_TALLY_NEW);
  assert_int_equal(line, TS_LINE_NONE);
  assert_int_equal(ts_tally_see(&tally, &crypto, GTIN, "", &line), TS_TALLY_NEW); /* no serial: never twice */
}

static int setup(void **state) {
  (void)state;
  return ts_crypto_psa_init(&crypto) == TS_OK ? 0 : -1;
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_manifests),
      cmocka_unit_test(test_too_many_lines),
      cmocka_unit_test(test_seeing),
  };
  return cmocka_run_group_tests(tests, setup, NULL);
}
