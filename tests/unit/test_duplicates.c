/* SPDX-License-Identifier: Apache-2.0 */
/* Pieces that a list names twice, in lists that fit into memory and in those that do not. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "host-tools/duplicates.h"

static struct ts_duplicates duplicates;
static struct ts_fault fault;
static char told[512];

static void tell(void *ctx, const char *serial, uint64_t line, uint64_t earlier) {
  size_t size = strlen(told);
  (void)ctx;
  (void)snprintf(told + size, sizeof told - size, "%s:%llu=%llu;", serial, (unsigned long long)line,
                 (unsigned long long)earlier);
}

static void note(const char *gtin, const char *serial, uint64_t line) {
  assert_true(ts_duplicates_note(&duplicates, gtin, serial, line, &fault));
}

static void assert_found(const char *wanted) {
  told[0] = 0;
  if (!ts_duplicates_find(&duplicates, tell, NULL, &fault))
    fail_msg("%s", fault.text);
  assert_string_equal(told, wanted);
  ts_duplicates_close(&duplicates);
}

static void finds_them_in_memory(void **state) {
  (void)state;
  assert_true(ts_duplicates_open(&duplicates, &fault));
  assert_found("");
  assert_true(ts_duplicates_open(&duplicates, &fault));
  note("09521234000013", "A", 2);
  note("09521234000020", "A", 3); /* another model */
  note("09521234000013", "AA", 4);
  note("09521234000013", "a", 5);
  note("09521234000013", "12345678901234567890", 6);
  note("09521234000013", "A", 7);
  note("09521234000013", "12345678901234567890", 8);
  note("09521234000013", "A", 9);
  note("09521234000013", "1234567890123456789", 10);
  assert_found("12345678901234567890:8=6;A:7=2;A:9=2;");
}

/* COUNT pieces in an order that is none, some of them again at the end. */
static void long_list(size_t count) {
  char serial[16];
  assert_true(ts_duplicates_open(&duplicates, &fault));
  for (size_t i = 0; i < count; i++) {
    (void)snprintf(serial, sizeof serial, "%08zu", i * 7919 % count);
    note("09521234000013", serial, i + 2);
  }
  assert_found("");
  assert_true(ts_duplicates_open(&duplicates, &fault));
  for (size_t i = 0; i < count; i++) {
    (void)snprintf(serial, sizeof serial, "%08zu", i * 7919 % count);
    note("09521234000013", serial, i + 2);
  }
  (void)snprintf(serial, sizeof serial, "%08zu", (size_t)7919 % count);
  note("09521234000013", serial, 99999999);
  note("09521234000013", "00000000", 99999998);
  assert_found("00000000:99999998=2;00007919:99999999=3;");
}

static void finds_them_on_disk(void **state) {
  (void)state;
  long_list(TS_DUPLICATES_RUN - 1);
  long_list(TS_DUPLICATES_RUN);
  long_list(TS_DUPLICATES_RUN + 1);
  long_list(5 * TS_DUPLICATES_RUN);
  long_list(7 * TS_DUPLICATES_RUN + 4321);
}

static void says_where_it_has_no_room(void **state) {
  (void)state;
  assert_int_equal(setenv("TMPDIR", "/proc/no/such/folder", 1), 0);
  assert_true(ts_duplicates_open(&duplicates, &fault));
  for (uint64_t line = 0; line < TS_DUPLICATES_RUN; line++)
    note("09521234000013", "A", line);
  assert_false(ts_duplicates_note(&duplicates, "09521234000013", "A", 1, &fault));
  assert_int_equal(fault.status, EX_CANTCREAT);
  assert_non_null(strstr(fault.text, "/proc/no/such/folder"));
  ts_duplicates_close(&duplicates);
  assert_int_equal(unsetenv("TMPDIR"), 0);
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(finds_them_in_memory),
                                     cmocka_unit_test(finds_them_on_disk),
                                     cmocka_unit_test(says_where_it_has_no_room)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
