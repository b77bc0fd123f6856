/* SPDX-License-Identifier: Apache-2.0 */
/* Signatures, signers and the bundle's age, over real keys and certificates. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tests/support/world.h"

#define HOST "id.maison.example"
#define PIECE "(01)" TS_WORLD_GTIN "(21)A1(250)MA-0001(98)W32400-50.F750.CYG.S17"
#define PIECE2 "(01)" TS_WORLD_GTIN2 "(21)B1"

static void expect(const char *text, enum ts_verdict verdict, enum ts_reason reason) {
  const struct ts_inspection *view = ts_world_look_at(world, text);
  assert_string_equal(ts_verdict_name(view->decision.verdict), ts_verdict_name(verdict));
  assert_true((view->decision.reasons >> reason & 1) != 0);
}

static void expect_signed(enum ts_world_key key, const char *elements, enum ts_verdict verdict,
                          enum ts_reason reason) {
  expect(ts_world_tag(world, key, HOST, elements), verdict, reason);
}

static void test_signers(void **state) {
  (void)state;
  expect_signed(TS_WORLD_ACTIVE, PIECE, TS_GENUINE, TS_REASON_GENUINE);
  expect_signed(TS_WORLD_RETIRED, PIECE, TS_GENUINE, TS_REASON_GENUINE);
  expect_signed(TS_WORLD_SCOPED, PIECE2, TS_GENUINE, TS_REASON_GENUINE);
  expect_signed(TS_WORLD_SCOPED, PIECE, TS_UNPROVEN, TS_REASON_OUT_OF_SCOPE);
  expect_signed(TS_WORLD_REVOKED, PIECE, TS_COUNTERFEIT, TS_REASON_REVOKED_KEY);
  expect_signed(TS_WORLD_NOT_YET, PIECE, TS_UNPROVEN, TS_REASON_NOT_YET);
  expect_signed(TS_WORLD_OVERDUE, PIECE, TS_UNPROVEN, TS_REASON_OVERDUE);
  expect_signed(TS_WORLD_UNCERTIFIED, PIECE, TS_UNPROVEN, TS_REASON_UNCERTIFIED);
  expect_signed(TS_WORLD_STRANGER, PIECE, TS_COUNTERFEIT, TS_REASON_FOREIGN_KEY);
  expect_signed(TS_WORLD_CASA_ACTIVE, PIECE, TS_COUNTERFEIT, TS_REASON_FOREIGN_KEY);
  expect(ts_world_tag(world, TS_WORLD_CASA_ACTIVE, "casa.example", "(01)" TS_WORLD_CASA "(21)C1"), TS_GENUINE,
         TS_REASON_GENUINE);
}

/* Every value that is signed, changed under the signature: the tag fails, whichever it is. */
static void test_edits(void **state) {
  (void)state;
  static const char *const edits[][2] = {{"W32400", "W32401"},
                                         {"F750", "F999"},
                                         {"CYG", "CWG"},
                                         {"S17", "S18"},
                                         {"/21/A1", "/21/A2"},
                                         {"MA-0001", "MA-0002"},
                                         {TS_WORLD_GTIN, TS_WORLD_GTIN2}};
  const char *tag = ts_world_tag(world, TS_WORLD_ACTIVE, HOST, PIECE);
  for (size_t i = 0; i < sizeof edits / sizeof edits[0]; i++) {
    char text[TS_GS1_INPUT_MAX];
    assert_true(strlen(tag) < sizeof text);
    strcpy(text, tag);
    char *at = strstr(text, edits[i][0]);
    assert_non_null(at);
    memcpy(at, edits[i][1], strlen(edits[i][1]));
    expect(text, TS_COUNTERFEIT, TS_REASON_BAD_SIGNATURE);
  }
}

static void test_link(void **state) {
  (void)state;
  expect(ts_world_tag(world, TS_WORLD_ACTIVE, "id.maison.example.evil.example", PIECE), TS_UNPROVEN,
         TS_REASON_LINK_ELSEWHERE);
  expect(ts_world_tag(world, TS_WORLD_ACTIVE, "casa.example", PIECE), TS_UNPROVEN, TS_REASON_LINK_ELSEWHERE);
}

/* A key id of the brand's put before a signature of somebody else's: a known key, and it fails. */
static void test_borrowed_key_id(void **state) {
  (void)state;
  struct ts_key honest = world->key[TS_WORLD_STRANGER];
  memcpy(world->key[TS_WORLD_STRANGER].spki_hash, world->key[TS_WORLD_ACTIVE].spki_hash, TS_SHA256_SIZE);
  const char *tag = ts_world_tag(world, TS_WORLD_STRANGER, HOST, PIECE);
  world->key[TS_WORLD_STRANGER] = honest;
  expect(tag, TS_COUNTERFEIT, TS_REASON_BAD_SIGNATURE);
}

static void at(int64_t days_from_now, enum ts_time_trust trust) {
  world->now = (struct ts_time){.seconds = TS_WORLD_NOW + days_from_now * TS_DAY_SECONDS, .trust = trust};
}

static void test_age_of_data(void **state) {
  (void)state;
  /* The bundle is a day old now, and the brand announces signers 30 days ahead. */
  at(28, TS_TIME_RTC);
  expect_signed(TS_WORLD_STRANGER, PIECE, TS_COUNTERFEIT, TS_REASON_FOREIGN_KEY);
  at(29, TS_TIME_RTC);
  expect_signed(TS_WORLD_STRANGER, PIECE, TS_UNPROVEN, TS_REASON_NEW_KEY);
  expect_signed(TS_WORLD_ACTIVE, PIECE, TS_GENUINE, TS_REASON_GENUINE);
  at(89, TS_TIME_OPERATOR);
  expect_signed(TS_WORLD_ACTIVE, PIECE, TS_GENUINE, TS_REASON_GENUINE);
  at(90, TS_TIME_OPERATOR);
  expect_signed(TS_WORLD_ACTIVE, PIECE, TS_UNPROVEN, TS_REASON_EXPIRED_GOOD);
  expect_signed(TS_WORLD_STRANGER, PIECE, TS_UNPROVEN, TS_REASON_NEW_KEY);
  expect_signed(TS_WORLD_REVOKED, PIECE, TS_COUNTERFEIT, TS_REASON_REVOKED_KEY);
}

static void test_clock(void **state) {
  (void)state;
  at(0, TS_TIME_NONE);
  expect_signed(TS_WORLD_ACTIVE, PIECE, TS_UNPROVEN, TS_REASON_DATE_UNKNOWN);
  expect_signed(TS_WORLD_STRANGER, PIECE, TS_UNPROVEN, TS_REASON_NEW_KEY);
  at(-2, TS_TIME_RTC); /* before the bundle was issued: a wrong clock is no clock */
  expect_signed(TS_WORLD_ACTIVE, PIECE, TS_UNPROVEN, TS_REASON_DATE_UNKNOWN);
  expect_signed(TS_WORLD_STRANGER, PIECE, TS_UNPROVEN, TS_REASON_NEW_KEY);
  at(-365 * 56, TS_TIME_RTC);
  expect_signed(TS_WORLD_ACTIVE, PIECE, TS_UNPROVEN, TS_REASON_DATE_UNKNOWN);
}

/* Whichever call of the library fails, the answer is UNPROVEN, and the next look is as if nothing had been.
 */
static void test_failing_library(void **state) {
  (void)state;
  unsigned *const faults[] = {&world->fail_sha, &world->fail_verify, &world->fail_certificate};
  static const enum ts_world_key keys[] = {TS_WORLD_ACTIVE, TS_WORLD_REVOKED};
  for (size_t k = 0; k < 2; k++)
    for (size_t i = 0; i < 3; i++)
      for (unsigned nth = 1; nth <= 4; nth++) {
        const char *tag = ts_world_tag(world, keys[k], HOST, PIECE);
        ts_world_reopen(world); /* so that the chain is checked again */
        *faults[i] = nth;
        const struct ts_inspection *view = ts_world_look_at(world, tag);
        bool struck = *faults[i] == 0;
        enum ts_verdict unhindered = keys[k] == TS_WORLD_ACTIVE ? TS_GENUINE : TS_COUNTERFEIT;
        assert_int_equal(view->decision.verdict, struck ? TS_UNPROVEN : unhindered);
        *faults[i] = 0;
        assert_int_equal(ts_world_look_at(world, tag)->decision.verdict, unhindered);
      }
}

static void test_one_verification_a_tag(void **state) {
  (void)state;
  const char *first = ts_world_tag(world, TS_WORLD_ACTIVE, HOST, PIECE);
  const char *second = ts_world_tag(world, TS_WORLD_ACTIVE, HOST, PIECE2);
  ts_world_reopen(world);
  world->verifications = 0;
  (void)ts_world_look_at(world, first);
  assert_int_equal(world->verifications, 2); /* the chain, the tag */
  (void)ts_world_look_at(world, second);
  assert_int_equal(world->verifications, 3);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_setup_teardown(test_signers, ts_world_setup, ts_world_teardown),
      cmocka_unit_test_setup_teardown(test_edits, ts_world_setup, ts_world_teardown),
      cmocka_unit_test_setup_teardown(test_link, ts_world_setup, ts_world_teardown),
      cmocka_unit_test_setup_teardown(test_borrowed_key_id, ts_world_setup, ts_world_teardown),
      cmocka_unit_test_setup_teardown(test_age_of_data, ts_world_setup, ts_world_teardown),
      cmocka_unit_test_setup_teardown(test_clock, ts_world_setup, ts_world_teardown),
      cmocka_unit_test_setup_teardown(test_failing_library, ts_world_setup, ts_world_teardown),
      cmocka_unit_test_setup_teardown(test_one_verification_a_tag, ts_world_setup, ts_world_teardown),
  };
  return cmocka_run_group_tests_name("trust", tests, NULL, NULL);
}
