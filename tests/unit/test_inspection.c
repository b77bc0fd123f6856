/* SPDX-License-Identifier: Apache-2.0 */
/* What is in view, from symbols to one decision: forms of text, brands, pieces and what lies beside them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tests/support/world.h"

#define HOST "id.maison.example"
#define PIECE "(01)" TS_WORLD_GTIN "(21)A1"
#define OTHER_PIECE "(01)" TS_WORLD_GTIN "(21)A2"

static const char *genuine(const char *elements) {
  return ts_world_tag(world, TS_WORLD_ACTIVE, HOST, elements);
}

static const char *forged(const char *elements) {
  return ts_world_tag(world, TS_WORLD_STRANGER, HOST, elements);
}

static bool gives(struct ts_decision decision, enum ts_reason reason) {
  return (decision.reasons >> reason & 1) != 0;
}

static void expect(const char *text, enum ts_verdict verdict, enum ts_reason reason) {
  const struct ts_inspection *view = ts_world_look_at(world, text);
  assert_string_equal(ts_verdict_name(view->decision.verdict), ts_verdict_name(verdict));
  assert_true(gives(view->decision, reason));
}

/* TEXT with FROM (there once or more) replaced by TO at its first place. */
static const char *edited(const char *text, const char *from, const char *to) {
  static char out[4][TS_GS1_INPUT_MAX];
  static unsigned turn;
  char *place = out[turn++ % 4];
  const char *at = strstr(text, from);
  assert_non_null(at);
  assert_true(strlen(text) + strlen(to) < TS_GS1_INPUT_MAX);
  memcpy(place, text, (size_t)(at - text));
  strcpy(place + (at - text), to);
  strcat(place, at + strlen(from));
  return place;
}

static void test_nothing_to_judge(void **state) {
  (void)state;
  ts_world_clear(world);
  assert_true(gives(ts_world_look(world)->decision, TS_REASON_NOTHING));
  expect("https://www.example.com/shop?id=7", TS_UNPROVEN, TS_REASON_FOREIGN_TEXT);
  expect("JD014600003828392838", TS_UNPROVEN, TS_REASON_FOREIGN_TEXT);
  expect("(00)095212340000000014", TS_UNPROVEN,
         TS_REASON_FOREIGN_TEXT); /* a pallet: a GS1 key, but no product */
  assert_false(world->view.judgement[0].judged);
  expect("", TS_UNPROVEN, TS_REASON_FOREIGN_TEXT);
}

static void test_forms_of_a_known_brand(void **state) {
  (void)state;
  const char *tag = genuine(PIECE);
  expect(tag, TS_GENUINE, TS_REASON_GENUINE);
  expect("https://" HOST "/01/" TS_WORLD_GTIN "/21/A1", TS_UNPROVEN, TS_REASON_SERIAL_ONLY);
  expect("https://" HOST "/01/" TS_WORLD_GTIN, TS_UNPROVEN, TS_REASON_MODEL_ONLY);
  expect(edited(tag, TS_WORLD_GTIN, "09521234000014"), TS_UNPROVEN, TS_REASON_MALFORMED); /* check digit */
  expect(edited(tag, "/21/A1", "/21/%411"), TS_UNPROVEN, TS_REASON_MALFORMED); /* needless escape */
  expect(edited(tag, "99=", "99=A"), TS_UNPROVEN, TS_REASON_MALFORMED);
  expect(edited(tag, "99=A", "99=B"), TS_UNPROVEN, TS_REASON_NEWER); /* profile 5 */
  expect(edited(tag, "https://", "HTTPS://"), TS_GENUINE, TS_REASON_GENUINE);
  expect(edited(tag, "?", "?utm=x&"), TS_GENUINE, TS_REASON_GENUINE);
  assert_string_equal(world->view.judgement[0].tag.serial, "A1");
}

static void test_high_s(void **state) {
  (void)state;
  uint8_t raw[TS_TAG_SIGNATURE_BYTES], text[TS_TAG_SIGNATURE_TEXT + 1] = {0};
  const char *tag = genuine(PIECE), *signature = strstr(tag, "99=") + 3;
  struct ts_buf bytes = ts_buf(raw, sizeof raw), again = ts_buf(text, TS_TAG_SIGNATURE_TEXT);
  assert_true(ts_base64url_decode(&bytes, ts_bytes_of(signature)));
  ts_p256_scalar_negate(raw + 35);
  ts_base64url_encode(&again, ts_buf_bytes(&bytes));
  expect(edited(tag, signature, (const char *)text), TS_UNPROVEN, TS_REASON_MALFORMED);
}

/* An unknown brand is none of this device's business, whatever it writes in 98 and 99. */
static void test_unknown_brand(void **state) {
  (void)state;
  expect("https://id.maison.example/01/" TS_WORLD_STRANGE "/21/A1", TS_UNPROVEN, TS_REASON_UNKNOWN_BRAND);
  expect("https://x.example/01/" TS_WORLD_STRANGE "/21/A1?98=anything&99=short", TS_UNPROVEN,
         TS_REASON_UNKNOWN_BRAND);
  expect(ts_world_tag(world, TS_WORLD_ACTIVE, HOST, "(01)" TS_WORLD_STRANGE "(21)A1"), TS_UNPROVEN,
         TS_REASON_UNKNOWN_BRAND);
  assert_int_equal(world->view.judgement[0].err, TS_OK);
}

/* Case 5: what must carry a tag, and shows none that is valid. */
static void test_tag_policy(void **state) {
  (void)state;
  const char *bare = "https://" HOST "/01/" TS_WORLD_TAGGED "/21/T1";
  expect(bare, TS_COUNTERFEIT, TS_REASON_TAG_MISSING);
  expect("https://" HOST "/01/" TS_WORLD_TAGGED "/21/%541", TS_COUNTERFEIT, TS_REASON_TAG_MISSING);
  expect("https://" HOST "/01/" TS_WORLD_TAGGED "/21/T1?99=AQ", TS_COUNTERFEIT, TS_REASON_TAG_MISSING);
  expect(genuine("(01)" TS_WORLD_TAGGED "(21)T1"), TS_GENUINE, TS_REASON_GENUINE);
  world->now.trust = TS_TIME_NONE;
  expect(bare, TS_UNPROVEN, TS_REASON_SERIAL_ONLY);
  world->now.trust = TS_TIME_RTC;
  /* An EAN on the box names a model, and says nothing of a missing tag. */
  ts_world_clear(world);
  (void)ts_world_show_as(world, TS_SYMBOLOGY_EAN13, "9521234000037");
  assert_true(gives(ts_world_look(world)->decision, TS_REASON_MODEL_ONLY));
  assert_int_equal(world->view.decision.verdict, TS_UNPROVEN);
  /* Since 2024: only if the piece is known to be that young. */
  const char *since = "https://" HOST "/01/" TS_WORLD_GTIN2 "/21/B1";
  expect(since, TS_UNPROVEN, TS_REASON_SERIAL_ONLY);
  struct ts_claims claims = {.made = INT64_C(1704067199)}; /* 2023-12-31 23:59:59 */
  ts_inspect_photo(&world->device, ts_bytes_of("x"), &claims, &world->view);
  assert_int_equal(world->view.decision.verdict, TS_UNPROVEN);
  claims.made++;
  ts_inspect_photo(&world->device, ts_bytes_of("x"), &claims, &world->view);
  assert_int_equal(world->view.decision.verdict, TS_COUNTERFEIT);
}

static void show_two(const char *a, const char *b) {
  ts_world_clear(world);
  ts_world_show(world, a);
  ts_world_show(world, b);
  (void)ts_world_look(world);
}

static void test_genuine_beside_forged(void **state) {
  (void)state;
  for (int order = 0; order < 2; order++) {
    const char *good = genuine(PIECE), *bad = forged(OTHER_PIECE);
    show_two(order ? bad : good, order ? good : bad);
    const struct ts_inspection *view = &world->view;
    assert_int_equal(view->decision.verdict, TS_UNPROVEN);
    assert_true(gives(view->decision, TS_REASON_SEVERAL));
    assert_true(gives(view->decision, TS_REASON_GRAVER_BESIDE));
    assert_int_equal(view->judgement[order ? 0 : 1].decision.verdict, TS_COUNTERFEIT);
    assert_int_equal(view->judgement[order ? 1 : 0].decision.verdict, TS_UNPROVEN);
    assert_int_equal(view->shown, -1);
  }
}

static void test_same_piece_twice(void **state) {
  (void)state;
  show_two(genuine(PIECE), genuine(PIECE)); /* two signatures of one piece: ECDSA is not deterministic */
  assert_int_equal(world->view.decision.verdict, TS_GENUINE);
  assert_int_equal(world->view.pieces, 1);
  show_two(genuine(PIECE), forged(PIECE));
  assert_int_equal(world->view.decision.verdict, TS_COUNTERFEIT);
  assert_int_equal(world->view.judgement[0].decision.verdict, TS_COUNTERFEIT);
}

static void test_tag_with_its_own_serial_and_ean(void **state) {
  (void)state;
  ts_world_clear(world);
  struct ts_symbol *serial = ts_world_show_as(world, TS_SYMBOLOGY_CODE128, "01" TS_WORLD_GTIN "21A1");
  serial->gs1 = true;
  (void)ts_world_show_as(world, TS_SYMBOLOGY_EAN13, "9521234000013");
  ts_world_show(world, genuine(PIECE));
  (void)ts_world_show_as(world, TS_SYMBOLOGY_CODE128, "JD014600003828392838");
  const struct ts_inspection *view = ts_world_look(world);
  assert_int_equal(view->decision.verdict, TS_GENUINE);
  assert_int_equal(view->pieces, 1);
  assert_int_equal(view->shown, 2);
  assert_int_equal(view->judgement[1].decision.verdict, TS_GENUINE);
  assert_false(view->judgement[3].judged);
}

static void test_strange_barcode_beside(void **state) {
  (void)state;
  ts_world_clear(world);
  ts_world_show(world, genuine(PIECE));
  (void)ts_world_show_as(world, TS_SYMBOLOGY_EAN13, "4006381333931");
  assert_int_equal(ts_world_look(world)->decision.verdict, TS_UNPROVEN);
  assert_true(gives(world->view.decision, TS_REASON_SEVERAL));
  ts_world_clear(world);
  ts_world_show(world, forged(PIECE));
  (void)ts_world_show_as(world, TS_SYMBOLOGY_EAN13, "4006381333931");
  assert_int_equal(ts_world_look(world)->decision.verdict, TS_COUNTERFEIT);
}

static void test_two_models(void **state) {
  (void)state;
  ts_world_clear(world);
  ts_world_show(world, genuine(PIECE));
  (void)ts_world_show_as(world, TS_SYMBOLOGY_EAN13, "9521234000020");
  assert_int_equal(ts_world_look(world)->decision.verdict, TS_UNPROVEN);
  show_two(forged(PIECE), forged(OTHER_PIECE));
  assert_int_equal(world->view.decision.verdict, TS_COUNTERFEIT);
  assert_true(gives(world->view.decision, TS_REASON_SEVERAL));
  show_two(genuine(PIECE), edited(genuine(OTHER_PIECE), "99=", "99=A"));
  assert_int_equal(world->view.decision.verdict, TS_UNPROVEN);
}

static void test_failing_reader(void **state) {
  (void)state;
  (void)ts_world_look_at(world, genuine(PIECE));
  world->read_err = TS_ERR_READER_MEMORY;
  assert_true(gives(ts_world_look(world)->decision, TS_REASON_UNREADABLE));
  assert_int_equal(world->view.decision.verdict, TS_UNPROVEN);
  assert_int_equal(world->view.symbols.count, 0);
  world->read_err = TS_OK;
  world->load_err = TS_ERR_PHOTO_DAMAGED;
  assert_true(gives(ts_world_look(world)->decision, TS_REASON_UNREADABLE));
  world->load_err = TS_OK;
  world->truncated = true; /* there was more than fitted: what it was, nobody knows */
  assert_int_equal(ts_world_look(world)->decision.verdict, TS_UNPROVEN);
  world->truncated = false;
  assert_int_equal(ts_world_look(world)->decision.verdict, TS_GENUINE);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_setup_teardown(test_nothing_to_judge, ts_world_setup, ts_world_teardown),
      cmocka_unit_test_setup_teardown(test_forms_of_a_known_brand, ts_world_setup, ts_world_teardown),
      cmocka_unit_test_setup_teardown(test_high_s, ts_world_setup, ts_world_teardown),
      cmocka_unit_test_setup_teardown(test_unknown_brand, ts_world_setup, ts_world_teardown),
      cmocka_unit_test_setup_teardown(test_tag_policy, ts_world_setup, ts_world_teardown),
      cmocka_unit_test_setup_teardown(test_genuine_beside_forged, ts_world_setup, ts_world_teardown),
      cmocka_unit_test_setup_teardown(test_same_piece_twice, ts_world_setup, ts_world_teardown),
      cmocka_unit_test_setup_teardown(test_tag_with_its_own_serial_and_ean, ts_world_setup,
                                      ts_world_teardown),
      cmocka_unit_test_setup_teardown(test_strange_barcode_beside, ts_world_setup, ts_world_teardown),
      cmocka_unit_test_setup_teardown(test_two_models, ts_world_setup, ts_world_teardown),
      cmocka_unit_test_setup_teardown(test_failing_reader, ts_world_setup, ts_world_teardown),
  };
  return cmocka_run_group_tests_name("inspection", tests, NULL, NULL);
}
