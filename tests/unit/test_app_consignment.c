/* SPDX-License-Identifier: Apache-2.0 */
/* A run of pieces: counts, duplicates, a manifest, and going on after the power failed. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "app/tones.h"
#include "tests/support/handheld.h"

#define HOST "id.maison.example"

static enum ts_app_state here(void) {
  return ts_app_state(&handheld->app);
}

static const struct ts_counts *counts(void) {
  return &handheld->app.consignment.counts;
}

static const char *piece(const char *serial) {
  char elements[64];
  (void)snprintf(elements, sizeof elements, "(01)" TS_WORLD_GTIN "(21)%s", serial);
  return ts_world_tag(world, TS_WORLD_ACTIVE, HOST, elements);
}

static void inspect(const char *serial) {
  assert_int_equal(here(), TS_STATE_TAG);
  ts_handheld_clear_view(handheld);
  ts_handheld_show(handheld, piece(serial));
  (void)ts_handheld_verdict(handheld);
}

static void next_piece(const char *serial) {
  inspect(serial);
  ts_handheld_key(handheld, TS_KEY_OK);
}

static void begin(enum ts_phrase how) {
  ts_handheld_mode(handheld, TS_PHRASE_CONSIGNMENT);
  ts_handheld_choose(handheld, how);
  assert_int_equal(here(), TS_STATE_TAG);
  assert_true(ts_app_page(&handheld->app)->aim.counting);
}

static void manifest(const char *text) {
  ts_handheld_put(handheld, TS_STORE_CARD, TS_MANIFEST_FILE, text);
}

static void finish(void) {
  ts_handheld_clear_view(handheld);
  ts_handheld_key(handheld, TS_KEY_OK);
  ts_handheld_choose(handheld, TS_PHRASE_FINISH);
  assert_int_equal(here(), TS_STATE_SUMMARY);
  for (int i = 0; ts_app_has_work(&handheld->app); i++) {
    assert_true(i < 1000);
    ts_handheld_tick(handheld);
  }
}

static bool listed(unsigned at, enum ts_phrase kind, const char *text) {
  const struct ts_page_count *page = &ts_app_page(&handheld->app)->count;
  return at < page->shown && page->kind[at] == kind && ts_bytes_equal_text(page->line[at].text, text);
}

static void test_case_3_copied_tag(void **state) {
  (void)state;
  begin(TS_PHRASE_MANIFEST_NONE);
  next_piece("A1");
  next_piece("A2");
  assert_int_equal(counts()->pieces, 2);
  assert_int_equal(counts()->genuine, 2);
  inspect("A1");
  assert_true(ts_handheld_says(handheld, TS_SUSPECT, TS_REASON_SEEN_TWICE));
  assert_int_equal(handheld->last_pattern, ts_tones_duplicate().count); /* shouted, not just sounded */
  assert_int_equal(counts()->pieces, 2);
  assert_int_equal(counts()->duplicates, 1);
  assert_int_equal(counts()->suspect, 1);
  ts_handheld_key(handheld, TS_KEY_OK);
  finish();
  assert_true(listed(0, TS_PHRASE_DUPLICATE, TS_WORLD_GTIN " A1"));
  assert_int_equal(ts_app_page(&handheld->app)->count.count, 1);
}

static void test_seen_before_is_no_duplicate(void **state) {
  (void)state;
  ts_handheld_mode(handheld, TS_PHRASE_CHECK);
  ts_handheld_show(handheld, piece("A1"));
  ts_handheld_key(handheld, TS_KEY_OK);
  ts_handheld_key(handheld, TS_KEY_BACK);
  begin(TS_PHRASE_MANIFEST_NONE);
  inspect("A1");
  assert_true(ts_handheld_says(handheld, TS_GENUINE, TS_REASON_SEEN_HERE));
  /* In the middle of it somebody checks that piece again: still one. */
  ts_handheld_key(handheld, TS_KEY_OK);
  ts_handheld_key(handheld, TS_KEY_BACK);
  ts_handheld_key(handheld, TS_KEY_BACK);
  ts_handheld_clear_view(handheld);
  ts_handheld_mode(handheld, TS_PHRASE_CHECK);
  ts_handheld_show(handheld, piece("A1"));
  assert_true(ts_handheld_says(handheld, TS_GENUINE, TS_REASON_SEEN_HERE));
  assert_int_equal(counts()->pieces, 1);
  assert_int_equal(counts()->duplicates, 0);
  /* And a copy of it in the consignment is noticed all the same. */
  ts_handheld_key(handheld, TS_KEY_OK);
  ts_handheld_key(handheld, TS_KEY_BACK);
  begin(TS_PHRASE_CONTINUE);
  inspect("A1");
  assert_true(ts_handheld_says(handheld, TS_SUSPECT, TS_REASON_SEEN_TWICE));
}

static void test_held_piece_beside_a_new_one(void **state) {
  (void)state;
  begin(TS_PHRASE_MANIFEST_NONE);
  inspect("A1");
  ts_handheld_key(handheld, TS_KEY_OK);
  /* Its box's code comes into view beside it: the same sighting. */
  ts_world_show_as(world, TS_SYMBOLOGY_EAN13, "9521234000013");
  ts_handheld_picture(handheld);
  assert_true(ts_handheld_says(handheld, TS_GENUINE, TS_REASON_GENUINE));
  assert_int_equal(counts()->pieces, 1);
  assert_int_equal(counts()->duplicates, 0);
}

static void test_case_10_manifest(void **state) {
  (void)state;
  manifest("gtin,serial\r\n" TS_WORLD_GTIN ",A1\r\n9521234000013,A2\r\n" TS_WORLD_GTIN ",A3\r\n\r\n");
  begin(TS_PHRASE_MANIFEST_USE);
  assert_int_equal(counts()->expected, 3);
  assert_int_equal(ts_handheld_record(handheld, 0)->kind, TS_RECORD_CONSIGNMENT_BEGIN);
  assert_true(ts_handheld_record(handheld, 0)->has_manifest);
  next_piece("A1");
  next_piece("B9");
  next_piece("A3");
  next_piece("A3");
  assert_int_equal(counts()->missing, 1);
  assert_int_equal(counts()->extra, 1);
  assert_int_equal(counts()->duplicates, 1);
  assert_int_equal(ts_handheld_record(handheld, 1)->line, TS_LINE_EXPECTED);
  assert_int_equal(ts_handheld_record(handheld, 1)->consignment, 1);
  assert_int_equal(ts_handheld_record(handheld, 2)->line, TS_LINE_EXTRA);
  finish();
  const struct ts_record *end = ts_handheld_record(handheld, 5);
  assert_int_equal(end->kind, TS_RECORD_CONSIGNMENT_END);
  assert_int_equal(end->consignment, 1);
  assert_int_equal(end->expected, 3);
  assert_int_equal(end->pieces, 3);
  assert_int_equal(end->missing, 1);
  assert_int_equal(end->extra, 1);
  assert_int_equal(end->duplicates, 1);
  assert_true(ts_app_page(&handheld->app)->count.ended);
  assert_true(listed(0, TS_PHRASE_MISSING, TS_WORLD_GTIN " A2"));
  assert_true(listed(1, TS_PHRASE_EXTRA, TS_WORLD_GTIN " B9"));
  assert_true(listed(2, TS_PHRASE_DUPLICATE, TS_WORLD_GTIN " A3"));
  ts_handheld_key(handheld, TS_KEY_OK);
  assert_int_equal(ts_app_page(&handheld->app)->notice.n, 5);
  ts_handheld_key(handheld, TS_KEY_OK);
  assert_int_equal(here(), TS_STATE_HOME);
}

static void test_quantities(void **state) {
  (void)state;
  manifest("gtin,quantity\n" TS_WORLD_GTIN ",3\n" TS_WORLD_GTIN2 ",2\n");
  begin(TS_PHRASE_MANIFEST_USE);
  assert_int_equal(counts()->expected, 5);
  next_piece("A1");
  next_piece("A2");
  next_piece("A2");
  next_piece("A3");
  next_piece("A4"); /* the fourth of three */
  assert_int_equal(counts()->missing, 2);
  assert_int_equal(counts()->extra, 1);
  assert_int_equal(counts()->duplicates, 1);
  finish();
  assert_true(listed(0, TS_PHRASE_MISSING, TS_WORLD_GTIN2 " x 2"));
  assert_true(listed(1, TS_PHRASE_EXTRA, TS_WORLD_GTIN " A4"));
}

static void test_untagged_pieces(void **state) {
  (void)state;
  manifest("gtin,quantity\n" TS_WORLD_GTIN2 ",2\n");
  begin(TS_PHRASE_MANIFEST_USE);
  for (int i = 0; i < 2; i++) {
    ts_handheld_key(handheld, TS_KEY_OK);
    ts_handheld_choose(handheld, TS_PHRASE_NO_TAG);
    ts_handheld_choose_text(handheld, "Maison Aurelie");
    ts_handheld_choose_text(handheld, "Rivi\xc3\xa8re");
    ts_handheld_key(handheld, TS_KEY_OK);
    assert_true(ts_handheld_says(handheld, TS_UNPROVEN, TS_REASON_UNTAGGED));
    ts_handheld_key(handheld, TS_KEY_OK);
  }
  assert_int_equal(counts()->pieces, 2);
  assert_int_equal(counts()->missing, 0);
  assert_int_equal(counts()->unproven, 2);
}

static void test_bad_manifest(void **state) {
  (void)state;
  manifest("gtin,serial\n" TS_WORLD_GTIN ",A1\n9521234000014,A2\n");
  ts_handheld_mode(handheld, TS_PHRASE_CONSIGNMENT);
  assert_int_equal(here(), TS_STATE_MANIFEST_BAD);
  assert_int_equal(ts_app_page(&handheld->app)->notice.n, 3);
  ts_handheld_key(handheld, TS_KEY_OK);
  assert_int_equal(ts_app_page(&handheld->app)->menu.count, 1);
  ts_handheld_choose(handheld, TS_PHRASE_MANIFEST_NONE);
  assert_false(ts_handheld_record(handheld, 0)->has_manifest);
}

static void check_goes_on(void) {
  ts_handheld_restart(handheld);
  ts_handheld_mode(handheld, TS_PHRASE_CONSIGNMENT);
  assert_int_equal(here(), TS_STATE_RECOUNT);
  for (int i = 0; here() == TS_STATE_RECOUNT; i++) {
    assert_true(i < 100);
    ts_handheld_tick(handheld);
  }
}

static void test_going_on_after_a_power_failure(void **state) {
  (void)state;
  manifest("gtin,serial\n" TS_WORLD_GTIN ",A1\n" TS_WORLD_GTIN ",A2\n");
  begin(TS_PHRASE_MANIFEST_USE);
  next_piece("A1");
  inspect("A1");
  ts_handheld_key(handheld, TS_KEY_OK);
  ts_world_show_as(world, TS_SYMBOLOGY_EAN13, "9521234000013"); /* a look that counted nothing */
  ts_handheld_picture(handheld);
  ts_handheld_key(handheld, TS_KEY_OK);
  next_piece("B1");
  ts_handheld_key(handheld, TS_KEY_OK);
  ts_handheld_choose(handheld, TS_PHRASE_NO_TAG);
  ts_handheld_choose(handheld, TS_PHRASE_BRAND_NOT_LISTED);
  ts_handheld_key(handheld, TS_KEY_OK);
  const struct ts_counts before = *counts();
  assert_int_equal(before.duplicates, 1);
  assert_int_equal(before.pieces, 3);
  assert_int_equal(before.extra, 2);
  check_goes_on();
  assert_memory_equal(counts(), &before, sizeof before);
  ts_handheld_choose(handheld, TS_PHRASE_CONTINUE);
  inspect("B1");
  assert_true(ts_handheld_says(handheld, TS_SUSPECT, TS_REASON_SEEN_TWICE));
  ts_handheld_key(handheld, TS_KEY_OK);
  finish();
  ts_handheld_restart(handheld);
  ts_handheld_mode(handheld, TS_PHRASE_CONSIGNMENT);
  assert_int_equal(here(), TS_STATE_CONSIGNMENT); /* it is closed */
  assert_false(handheld->app.consignment.open);
}

static void test_another_manifest_after_a_power_failure(void **state) {
  (void)state;
  manifest("gtin,serial\n" TS_WORLD_GTIN ",A1\n");
  begin(TS_PHRASE_MANIFEST_USE);
  next_piece("A1");
  manifest("gtin,serial\n" TS_WORLD_GTIN ",A2\n");
  check_goes_on();
  assert_int_equal(here(), TS_STATE_MANIFEST_BAD);
  assert_int_equal(ts_app_page(&handheld->app)->notice.err, TS_ERR_JOURNAL_HASH);
  ts_handheld_key(handheld, TS_KEY_BACK);
  assert_int_equal(here(), TS_STATE_CONSIGNMENT);
  assert_int_equal(counts()->pieces, 1);
  assert_false(counts()->has_manifest);
}

static void test_card_that_names_no_consignment(void **state) {
  static const char names[][17] = {"TSCONSG1", "TSCONSG2", "TSCONSG1\xff\xff\xff\xff\xff\xff\xff\xff"};
  (void)state;
  ts_handheld_mode(handheld, TS_PHRASE_CHECK);
  ts_handheld_show(handheld, piece("A1"));
  for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
    ts_handheld_put(handheld, TS_STORE_CARD, TS_APP_CONSIGNMENT_FILE, "0123456789abcdef");
    memcpy(ts_handheld_file(handheld, TS_STORE_CARD, TS_APP_CONSIGNMENT_FILE)->data, names[i], 16);
    ts_handheld_restart(handheld);
    assert_false(handheld->app.consignment.open);
  }
}

static void test_a_long_list(void **state) {
  char text[2048] = "gtin,serial\n";
  (void)state;
  for (int i = 0; i < 20; i++)
    (void)snprintf(text + strlen(text), sizeof text - strlen(text), TS_WORLD_GTIN ",S%d\n", i);
  manifest(text);
  begin(TS_PHRASE_MANIFEST_USE);
  finish();
  assert_int_equal(ts_app_page(&handheld->app)->count.count, 20);
  assert_true(listed(5, TS_PHRASE_MISSING, TS_WORLD_GTIN " S5"));
  for (int sheet = 1; sheet <= 4; sheet++) {
    ts_handheld_key(handheld, TS_KEY_NEXT);
    while (ts_app_has_work(&handheld->app))
      ts_handheld_tick(handheld);
    char expected[40];
    (void)snprintf(expected, sizeof expected, TS_WORLD_GTIN " S%d", sheet % 4 * 6);
    assert_true(listed(0, TS_PHRASE_MISSING, expected));
  }
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, ts_handheld_setup, ts_handheld_teardown)

int main(void) {
  const struct CMUnitTest tests[] = {
      TEST(test_case_3_copied_tag),
      TEST(test_seen_before_is_no_duplicate),
      TEST(test_held_piece_beside_a_new_one),
      TEST(test_case_10_manifest),
      TEST(test_quantities),
      TEST(test_untagged_pieces),
      TEST(test_bad_manifest),
      TEST(test_going_on_after_a_power_failure),
      TEST(test_another_manifest_after_a_power_failure),
      TEST(test_card_that_names_no_consignment),
      TEST(test_a_long_list),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
