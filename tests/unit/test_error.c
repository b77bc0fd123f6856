/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "core/error.h"

#define UNKNOWN "unknown error"

/* Every number of the enum, read from the header itself: a new error without a text is found without a list
 * here. */
static size_t read_enum(int numbers[], size_t most) {
  char line[256];
  size_t count = 0;
  FILE *header = fopen(TS_SOURCE_DIR "/firmware/core/error.h", "r");
  assert_non_null(header);
  while (fgets(line, sizeof line, header)) {
    int number;
    char name[64];
    if (sscanf(line, " TS_%60[A-Z0-9_] = %d", name, &number) == 2) {
      assert_true(count < most);
      numbers[count++] = number;
    }
  }
  assert_int_equal(fclose(header), 0);
  return count;
}

static void test_every_error_has_its_own_text(void **state) {
  int numbers[256];
  size_t count = read_enum(numbers, 256);
  (void)state;
  assert_true(count > 60);
  for (size_t i = 0; i < count; i++) {
    const char *text = ts_err_text((enum ts_err)numbers[i]);
    assert_true(strlen(text) >= 8 && strlen(text) < 100);
    assert_string_not_equal(text, UNKNOWN);
    assert_true(text[strlen(text) - 1] != '.');
    for (size_t j = 0; j < i; j++) {
      assert_int_not_equal(numbers[i], numbers[j]);
      assert_string_not_equal(text, ts_err_text((enum ts_err)numbers[j]));
    }
  }
}

static void test_numbers_outside_the_enum(void **state) {
  (void)state;
  assert_string_equal(ts_err_text((enum ts_err)6), UNKNOWN);
  assert_string_equal(ts_err_text((enum ts_err)100000), UNKNOWN);
  assert_string_equal(ts_err_text((enum ts_err) - 1), UNKNOWN);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_every_error_has_its_own_text),
      cmocka_unit_test(test_numbers_outside_the_enum),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
