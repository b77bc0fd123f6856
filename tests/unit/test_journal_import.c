/* SPDX-License-Identifier: Apache-2.0 */
/* What a record says was seen, and what a shell makes of a serial. The rest of importing is tested by
 * tests/system/test_journal.sh. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "app/messages.h"
#include "host-tools/journal_import.h"
#include "host-tools/journal_view.h"

#define NOW INT64_C(1795435200) /* 2026-11-23 12:00 UTC */
#define GTIN "09521234000013"
#define CASA "09525678000011"

static struct ts_brand_prefix known[] = {{"9521234", "maison"}, {"9525678", "casa"}};
static const struct ts_brand_prefixes prefixes = {known, 2};
static const struct ts_hash leaf = {{1, 2, 3}};
static struct ts_record record;
static struct ts_sighting out[TS_RECORD_ITEMS_MAX];

static int start(void **state) {
  (void)state;
  record = (struct ts_record){.kind = TS_RECORD_INSPECTION,
                              .time = {.seconds = NOW, .trust = TS_TIME_RTC},
                              .mode = TS_MODE_RETURN,
                              .operator_number = 7,
                              .consignment = 3};
  return 0;
}

static struct ts_record_item *item(const char *gtin, const char *serial, uint8_t signature,
                                   enum ts_verdict verdict) {
  struct ts_record_item *made = &record.item[record.items++];
  *made = (struct ts_record_item){.judged = true,
                                  .gtin = ts_bytes_of(gtin),
                                  .serial = ts_bytes_of(serial),
                                  .findings = {.signature = signature},
                                  .decision = {.verdict = verdict, .reasons = UINT64_C(1) << verdict}};
  return made;
}

static size_t sightings(void) {
  return ts_journal_sightings(&record, 12, &leaf, "0123456789abcdef", &prefixes, out);
}

static void says_all_of_a_piece(void **state) {
  (void)state;
  item(GTIN, "A", TS_SIGNED_GOOD, TS_SUSPECT);
  item(CASA, "A", TS_SIGNED_BAD, TS_COUNTERFEIT);
  item("04006381333931", "12345678901234567890", TS_SIGNED_NOT_CHECKED, TS_UNPROVEN);
  assert_int_equal(sightings(), 3);
  struct ts_sighting wanted = {.record = 12,
                               .time = record.time,
                               .mode = TS_MODE_RETURN,
                               .decision = {.verdict = TS_SUSPECT, .reasons = 1 << TS_SUSPECT},
                               .signature = TS_SIGNED_GOOD,
                               .operator_number = 7,
                               .consignment = 3,
                               .leaf = leaf};
  (void)snprintf(wanted.device, sizeof wanted.device, "0123456789abcdef");
  (void)snprintf(wanted.gtin, sizeof wanted.gtin, GTIN);
  (void)snprintf(wanted.serial, sizeof wanted.serial, "A");
  (void)snprintf(wanted.brand, sizeof wanted.brand, "maison");
  assert_memory_equal(&out[0], &wanted, sizeof wanted);
  assert_string_equal(out[1].brand, "casa");
  assert_int_equal(out[1].signature, TS_SIGNED_BAD);
  assert_string_equal(out[2].brand, ""); /* nobody's here */
  assert_string_equal(out[2].serial, "12345678901234567890");
}

/* A tag and a bar code of one piece are one sighting, and the graver verdict is its. */
static void symbols_of_one_piece_are_one(void **state) {
  (void)state;
  item(GTIN, "A", TS_SIGNED_NOT_CHECKED, TS_UNPROVEN);
  item(GTIN, "B", TS_SIGNED_NOT_CHECKED, TS_UNPROVEN);
  item(GTIN, "A", TS_SIGNED_GOOD, TS_GENUINE);
  item(GTIN, "B", TS_SIGNED_BAD, TS_COUNTERFEIT);
  assert_int_equal(sightings(), 2);
  assert_string_equal(out[0].serial, "A");
  assert_int_equal(out[0].signature, TS_SIGNED_GOOD);
  assert_int_equal(out[0].decision.verdict, TS_UNPROVEN);
  assert_int_equal(out[1].signature, TS_SIGNED_NOT_CHECKED);
  assert_int_equal(out[1].decision.verdict, TS_COUNTERFEIT);
}

static void what_names_no_piece_is_none(void **state) {
  (void)state;
  item(GTIN, "", TS_SIGNED_NOT_CHECKED, TS_UNPROVEN);
  item("", "", TS_SIGNED_NOT_CHECKED, TS_UNPROVEN);
  item("", "A", TS_SIGNED_NOT_CHECKED, TS_UNPROVEN);
  item(GTIN, "123456789012345678901", TS_SIGNED_GOOD, TS_GENUINE);
  item(GTIN, "C", TS_SIGNED_GOOD, TS_GENUINE)->judged = false;
  assert_int_equal(sightings(), 0);
  item(GTIN, "A", TS_SIGNED_GOOD, TS_GENUINE);
  for (enum ts_record_kind kind = TS_RECORD_NONE; kind <= TS_RECORD_GAP; kind++) {
    record.kind = kind;
    assert_int_equal(sightings(), kind == TS_RECORD_INSPECTION);
  }
}

/* What nobody vouches for is not kept as if it were a date. */
static void a_time_that_is_not_known_is_none(void **state) {
  (void)state;
  item(GTIN, "A", TS_SIGNED_GOOD, TS_GENUINE);
  record.time.trust = TS_TIME_NONE;
  assert_int_equal(sightings(), 1);
  assert_int_equal(out[0].time.trust, TS_TIME_NONE);
  assert_int_equal(out[0].time.seconds, 0);
}

static void quotes_for_a_shell(void **state) {
  static const char *const cases[][2] = {{"A0001", "A0001"}, {"a b", "'a b'"},         {"", "''"},
                                         {"$(x)", "'$(x)'"}, {"it's", "'it'\\''s'"},   {"'", "''\\'''"},
                                         {"-x", "-x"},       {"a;b&c|d", "'a;b&c|d'"}, {"!*?", "'!*?'"}};
  char text[64];
  (void)state;
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    struct ts_buf buf = ts_buf(text, sizeof text - 1);
    ts_view_shell_word(&buf, cases[i][0]);
    text[buf.size] = 0;
    assert_string_equal(text, cases[i][1]);
  }
}

static void has_words_for_all(void **state) {
  (void)state;
  /* Every reason for which the device has a sentence. */
  static struct ts_inspection view;
  char text[TS_MESSAGE_MAX];
  for (int i = 0; i < TS_REASON_COUNT; i++) {
    struct ts_buf buf = ts_buf(text, sizeof text);
    ts_message_reason(&buf, TS_LANGUAGE_EN, (enum ts_reason)i, &view, NULL);
    bool named = strcmp(ts_reason_words((enum ts_reason)i), ts_reason_words(TS_REASON_COUNT)) != 0;
    assert_int_equal(named, buf.size > 0);
  }
  for (int i = TS_STATE_WHOLE; i <= TS_STATE_UNPROVEN; i++)
    assert_true(ts_record_state_name((enum ts_record_state)i)[0] != 0);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_setup(says_all_of_a_piece, start),
      cmocka_unit_test_setup(symbols_of_one_piece_are_one, start),
      cmocka_unit_test_setup(what_names_no_piece_is_none, start),
      cmocka_unit_test_setup(a_time_that_is_not_known_is_none, start),
      cmocka_unit_test(quotes_for_a_shell),
      cmocka_unit_test(has_words_for_all),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
