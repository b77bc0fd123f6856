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

static void recount(void) {
  ts_handheld_mode(handheld, TS_PHRASE_CONSIGNMENT);
  assert_int_equal(here(), TS_STATE_RECOUNT);
  for (int i = 0; here() == TS_STATE_RECOUNT; i++) {
    assert_true(i < 100);
    ts_handheld_tick(handheld);
  }
}

static void check_goes_on(void) {
  ts_handheld_restart(handheld);
  recount();
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

/* Whoever takes the manifest away hides what is missing: that is told, however often the counting is begun. */
static void test_no_manifest_after_a_power_failure(void **state) {
  static const char text[] = "gtin,serial\n" TS_WORLD_GTIN ",A1\n" TS_WORLD_GTIN ",A2\n";
  (void)state;
  manifest(text);
  begin(TS_PHRASE_MANIFEST_USE);
  next_piece("A1");
  (void)handheld->store.remove(handheld, TS_STORE_CARD, TS_MANIFEST_FILE);
  ts_handheld_restart(handheld);
  ts_handheld_mode(handheld, TS_PHRASE_CONSIGNMENT);
  assert_int_equal(here(), TS_STATE_RECOUNT);
  ts_handheld_key(handheld, TS_KEY_BACK);
  recount();
  assert_int_equal(here(), TS_STATE_MANIFEST_BAD);
  assert_int_equal(ts_app_page(&handheld->app)->notice.err, TS_ERR_NOT_FOUND);
  /* It is put back. */
  manifest(text);
  check_goes_on();
  assert_int_equal(here(), TS_STATE_CONSIGNMENT);
  assert_int_equal(counts()->missing, 1);
}

/* What was judged as more than one piece counted nothing, and counts nothing afterwards. */
static void test_going_on_after_several_in_view(void **state) {
  (void)state;
  begin(TS_PHRASE_MANIFEST_NONE);
  ts_world_clear(world);
  ts_world_show(world, piece("A1"));
  ts_world_show_as(world, TS_SYMBOLOGY_EAN13, "4006381333931");
  ts_handheld_picture(handheld);
  assert_true(ts_handheld_says(handheld, TS_UNPROVEN, TS_REASON_SEVERAL));
  ts_handheld_key(handheld, TS_KEY_OK);
  assert_int_equal(counts()->pieces, 0);
  next_piece("A1");
  const struct ts_counts before = *counts();
  assert_int_equal(before.genuine, 1);
  check_goes_on();
  assert_memory_equal(counts(), &before, sizeof before);
}

/* The one that was in view with another is counted when it is alone, though its tag never left. */
static void test_held_but_never_counted(void **state) {
  (void)state;
  begin(TS_PHRASE_MANIFEST_NONE);
  const char *tag = piece("A1");
  ts_world_clear(world);
  ts_world_show(world, tag);
  ts_world_show_as(world, TS_SYMBOLOGY_EAN13, "4006381333931");
  ts_handheld_picture(handheld);
  ts_handheld_key(handheld, TS_KEY_OK);
  ts_world_clear(world);
  ts_world_show(world, tag);
  ts_world_show_as(world, TS_SYMBOLOGY_EAN13, "9521234000013"); /* its own box */
  ts_handheld_picture(handheld);
  assert_true(ts_handheld_says(handheld, TS_GENUINE, TS_REASON_GENUINE));
  assert_int_equal(counts()->pieces, 1);
}

/* A hand scanner shows nothing to the camera: what it reads again is there again. */
static void test_scanned_twice(void **state) {
  (void)state;
  begin(TS_PHRASE_MANIFEST_NONE);
  const char *tag = piece("A1");
  ts_handheld_line(handheld, tag);
  assert_int_equal(counts()->pieces, 1);
  ts_handheld_key(handheld, TS_KEY_OK);
  ts_handheld_line(handheld, tag); /* the same press of its trigger */
  assert_int_equal(counts()->duplicates, 0);
  ts_handheld_key(handheld, TS_KEY_OK);
  handheld->ticks += 1000000;
  ts_handheld_line(handheld, tag);
  assert_true(ts_handheld_says(handheld, TS_SUSPECT, TS_REASON_SEEN_TWICE));
  assert_int_equal(counts()->duplicates, 1);
  assert_int_equal(counts()->pieces, 1);
}

/* A copy that comes into view before the first tag has left it. */
static void test_copy_beside_a_held_tag(void **state) {
  (void)state;
  begin(TS_PHRASE_MANIFEST_NONE);
  const char *tag = piece("A1");
  ts_handheld_show(handheld, tag);
  ts_handheld_key(handheld, TS_KEY_OK);
  ts_world_show(world, tag);
  ts_handheld_picture(handheld);
  assert_true(ts_handheld_says(handheld, TS_UNPROVEN, TS_REASON_SEVERAL));
  ts_handheld_key(handheld, TS_KEY_OK);
  ts_handheld_picture(handheld);
  assert_int_equal(here(), TS_STATE_TAG); /* told once */
}

/* The last photograph stays with its piece, however fast the consignment is ended. */
static void test_photo_before_the_end(void **state) {
  (void)state;
  manifest("gtin,serial\n" TS_WORLD_GTIN ",A1\n");
  begin(TS_PHRASE_MANIFEST_USE);
  ts_handheld_show(handheld, "https://" HOST "/01/" TS_WORLD_GTIN "/21/A1");
  ts_handheld_key(handheld, TS_KEY_OK);
  ts_handheld_key(handheld, TS_KEY_OK);
  ts_handheld_choose(handheld, TS_PHRASE_FINISH);
  for (int i = 0; i < 10; i++)
    ts_handheld_tick(handheld);
  assert_non_null(ts_handheld_file(handheld, TS_STORE_CARD, "photo.00000001"));
  assert_null(ts_handheld_file(handheld, TS_STORE_CARD, "photo.00000002"));
}

/* Out of the mode and back while the last piece lies there. */
static void test_still_there_after_a_look_elsewhere(void **state) {
  (void)state;
  begin(TS_PHRASE_MANIFEST_NONE);
  inspect("A1");
  ts_handheld_key(handheld, TS_KEY_OK);
  ts_handheld_key(handheld, TS_KEY_BACK);
  ts_handheld_key(handheld, TS_KEY_BACK);
  begin(TS_PHRASE_CONTINUE);
  ts_handheld_picture(handheld);
  assert_int_equal(here(), TS_STATE_TAG);
  assert_int_equal(counts()->duplicates, 0);
}

/* The tally is full of the manifest's lines: the journal remembers the pieces beside it. */
static void test_more_than_the_tally_holds(void **state) {
  static char text[TS_TALLY_MAX * 24 + 16] = "gtin,serial\n";
  size_t at = strlen(text);
  (void)state;
  for (int i = 0; i < TS_TALLY_MAX; i++)
    at += (size_t)snprintf(text + at, sizeof text - at, TS_WORLD_GTIN ",S%d\n", i);
  manifest(text);
  begin(TS_PHRASE_MANIFEST_USE);
  next_piece("B1");
  assert_int_equal(counts()->extra, 1);
  inspect("B1");
  assert_true(ts_handheld_says(handheld, TS_SUSPECT, TS_REASON_SEEN_TWICE));
  assert_int_equal(counts()->duplicates, 1);
}

static uint8_t *find_bytes(struct ts_handheld_file *file, const void *bytes, size_t size) {
  for (size_t at = 0; at + size <= file->size; at++)
    if (memcmp(file->data + at, bytes, size) == 0)
      return file->data + at;
  fail_msg("not in %s", file->name);
  return NULL;
}

static void leaf_of(const uint8_t *record, size_t size, struct ts_hash *leaf) {
  assert_int_equal(ts_merkle_leaf(&handheld->crypto, ts_bytes(record, size), leaf), TS_OK);
}

/* Record NUMBER tells of another serial, and its hash on the card agrees. */
static void forge_record(uint64_t number, const char *serial) {
  uint8_t record[TS_RECORD_SIZE_MAX];
  size_t size;
  struct ts_hash before, after;
  assert_int_equal(ts_journal_read(&handheld->app.journal, number, record, &size), TS_OK);
  uint8_t *at = find_bytes(ts_handheld_file(handheld, TS_STORE_CARD, "records.00000001"), record, size);
  leaf_of(at, size, &before);
  for (size_t i = 0; i + 4 <= size; i++)
    if (memcmp(at + i, serial, 4) == 0)
      at[i] = 'Z';
  leaf_of(at, size, &after);
  memcpy(at + size, after.bytes, 8);
  struct ts_handheld_file *leaves = ts_handheld_file(handheld, TS_STORE_CARD, "leaves.00000001");
  memcpy(find_bytes(leaves, before.bytes, sizeof before.bytes), after.bytes, sizeof after.bytes);
}

/* Records older than those that opening holds against the tree, written anew with their hashes on the card. */
static void test_going_on_with_forged_records(void **state) {
  (void)state;
  begin(TS_PHRASE_MANIFEST_NONE);
  for (int i = 0; i < 130; i++) {
    char serial[8];
    (void)snprintf(serial, sizeof serial, "P%03d", i);
    ts_handheld_clear_view(handheld);
    char bare[64];
    (void)snprintf(bare, sizeof bare, "https://" HOST "/01/" TS_WORLD_GTIN "/21/%s", serial);
    ts_handheld_show(handheld, bare);
    ts_handheld_key(handheld, TS_KEY_OK);
  }
  assert_int_equal(counts()->pieces, 130);
  forge_record(2, "P001");
  check_goes_on();
  assert_int_equal(handheld->app.journal.health, TS_JOURNAL_WHOLE);
  assert_int_equal(here(), TS_STATE_JOURNAL_LOST);
  /* Of its 128 neighbours none leads to the root any more. */
  assert_int_equal(ts_app_page(&handheld->app)->notice.n, 0);
  assert_int_equal(ts_app_page(&handheld->app)->notice.m, 127);
  assert_int_equal(counts()->pieces, 3);
  ts_handheld_key(handheld, TS_KEY_OK);
  assert_int_equal(here(), TS_STATE_CONSIGNMENT);
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
      TEST(test_no_manifest_after_a_power_failure),
      TEST(test_going_on_after_several_in_view),
      TEST(test_held_but_never_counted),
      TEST(test_scanned_twice),
      TEST(test_copy_beside_a_held_tag),
      TEST(test_photo_before_the_end),
      TEST(test_still_there_after_a_look_elsewhere),
      TEST(test_more_than_the_tally_holds),
      TEST(test_going_on_with_forged_records),
      TEST(test_card_that_names_no_consignment),
      TEST(test_a_long_list),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
