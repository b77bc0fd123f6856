/* SPDX-License-Identifier: Apache-2.0 */
/* The loop: a tag in view, a verdict on record, a page; held tags; typed serials; pieces without a tag. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "core/checkpoint.h"
#include "tests/support/handheld.h"

#define HOST "id.maison.example"
#define PIECE "(01)" TS_WORLD_GTIN "(21)A1"
#define OTHER_PIECE "(01)" TS_WORLD_GTIN "(21)A2"

static const char *genuine(const char *elements) {
  return ts_world_tag(world, TS_WORLD_ACTIVE, HOST, elements);
}

static enum ts_app_state here(void) {
  return ts_app_state(&handheld->app);
}

static enum ts_aim_hint hint(void) {
  assert_int_equal(ts_app_page(&handheld->app)->kind, TS_PAGE_AIM);
  return ts_app_page(&handheld->app)->aim.hint;
}

static void check(void) {
  ts_handheld_mode(handheld, TS_PHRASE_CHECK);
  assert_int_equal(here(), TS_STATE_TAG);
}

static void test_case_1_genuine(void **state) {
  (void)state;
  check();
  ts_handheld_show(handheld, genuine(PIECE));
  assert_true(ts_handheld_says(handheld, TS_GENUINE, TS_REASON_GENUINE));
  assert_int_equal(handheld->sounds, 1); /* heard when it was on record, and not before */
  assert_int_equal(handheld->recorded_at_sound, 1);
  const struct ts_record *record = ts_handheld_record(handheld, 0);
  assert_int_equal(record->kind, TS_RECORD_INSPECTION);
  assert_int_equal(record->mode, TS_MODE_CHECK);
  assert_int_equal(record->decision.verdict, TS_GENUINE);
  assert_int_equal(record->bundle_sequence, 7);
  assert_int_equal(record->time.trust, TS_TIME_RTC);
  assert_int_equal(record->time.seconds, TS_WORLD_NOW);
  assert_int_equal(record->items, 1);
  assert_true(ts_bytes_equal_text(record->item[0].serial, "A1"));
  assert_true(record->has_frame);
  assert_int_equal(record->width, 640);
  const struct ts_bytes photo = ts_bytes_of("photograph");
  uint8_t hash[TS_SHA256_SIZE];
  assert_int_equal(world->psa.sha256(world->psa.ctx, &photo, 1, hash), TS_OK);
  assert_memory_equal(record->frame_hash, hash, sizeof hash);
}

static void test_verdict_stays_until_ok(void **state) {
  (void)state;
  check();
  ts_handheld_show(handheld, genuine(PIECE));
  ts_handheld_clear_view(handheld);
  ts_handheld_show(handheld, genuine(OTHER_PIECE));
  assert_string_equal(ts_handheld_verdict(handheld)->judgement[0].tag.serial, "A1");
  ts_handheld_key(handheld, TS_KEY_NEXT);
  assert_int_equal(ts_app_page(&handheld->app)->verdict.sheet, 1);
  ts_handheld_key(handheld, TS_KEY_OK);
  assert_int_equal(here(), TS_STATE_TAG);
  ts_handheld_picture(handheld);
  assert_string_equal(ts_handheld_verdict(handheld)->judgement[0].tag.serial, "A2");
}

static void test_held_tag_counts_once(void **state) {
  (void)state;
  const char *tag = genuine(PIECE);
  check();
  ts_handheld_show(handheld, tag);
  ts_handheld_key(handheld, TS_KEY_OK);
  for (int i = 0; i < 20; i++) {
    ts_handheld_picture(handheld);
    assert_int_equal(hint(), TS_AIM_HELD);
  }
  assert_int_equal(ts_journal_size(&handheld->app.journal), 1);
  /* Two pictures without it are a hand before the lens. */
  ts_world_clear(world);
  ts_handheld_picture(handheld);
  ts_handheld_picture(handheld);
  ts_handheld_show(handheld, tag);
  assert_int_equal(here(), TS_STATE_TAG);
  /* Really away, and back: another sighting, told as such, and no worse for it. */
  ts_handheld_clear_view(handheld);
  ts_handheld_show(handheld, tag);
  assert_true(ts_handheld_says(handheld, TS_GENUINE, TS_REASON_SEEN_HERE));
  assert_true(ts_app_page(&handheld->app)->verdict.seen.seen);
  assert_int_equal(ts_app_page(&handheld->app)->verdict.seen.record, 0);
  assert_int_equal(ts_journal_size(&handheld->app.journal), 2);
}

static void test_exchanged_behind_a_verdict(void **state) {
  (void)state;
  const char *tag = genuine(PIECE);
  check();
  ts_handheld_show(handheld, tag);
  ts_handheld_clear_view(handheld); /* the verdict stands while the piece is taken away */
  ts_handheld_key(handheld, TS_KEY_OK);
  ts_handheld_show(handheld, tag);
  assert_true(ts_handheld_says(handheld, TS_GENUINE, TS_REASON_SEEN_HERE));
}

static void test_another_tag_beside_a_held_one(void **state) {
  (void)state;
  const char *held = genuine(PIECE), *new_one = genuine(OTHER_PIECE);
  check();
  ts_handheld_show(handheld, held);
  ts_handheld_key(handheld, TS_KEY_OK);
  ts_world_show(world, new_one);
  ts_handheld_picture(handheld);
  assert_true(ts_handheld_says(handheld, TS_UNPROVEN, TS_REASON_SEVERAL));
}

static void test_after_the_verdict(void **state) {
  (void)state;
  struct ts_checkpoint checkpoint;
  check();
  ts_handheld_show(handheld, "https://" HOST "/01/" TS_WORLD_GTIN "/21/A1");
  assert_int_equal(ts_handheld_verdict(handheld)->decision.verdict, TS_UNPROVEN);
  assert_null(ts_handheld_file(handheld, TS_STORE_CARD, "photo.00000000"));
  assert_true(ts_app_has_work(&handheld->app));
  for (int i = 0; i < 4; i++)
    ts_handheld_tick(handheld);
  assert_false(ts_app_has_work(&handheld->app));
  const struct ts_handheld_file *photo = ts_handheld_file(handheld, TS_STORE_CARD, "photo.00000000");
  assert_non_null(photo);
  assert_true(ts_bytes_equal_text(ts_bytes(photo->data, photo->size), "photograph"));
  const struct ts_handheld_file *note = ts_handheld_file(handheld, TS_STORE_CARD, TS_CHECKPOINT_FILE);
  assert_non_null(note);
  assert_int_equal(ts_checkpoint_open(&checkpoint, ts_bytes(note->data, note->size),
                                      world->key[TS_WORLD_STRANGER].point, &world->psa),
                   TS_OK);
  assert_int_equal(checkpoint.size, 1);
  ts_handheld_key(handheld, TS_KEY_OK);
  ts_handheld_show(handheld, genuine(OTHER_PIECE));
  for (int i = 0; i < 4; i++)
    ts_handheld_tick(handheld);
  assert_null(ts_handheld_file(handheld, TS_STORE_CARD, "photo.00000001")); /* GENUINE keeps none */
}

static void enter(const char *text) {
  assert_int_equal(ts_app_page(&handheld->app)->kind, TS_PAGE_ENTRY);
  ts_handheld_type(handheld, text);
  ts_handheld_key(handheld, TS_KEY_OK);
}

static void test_case_5_untagged(void **state) {
  (void)state;
  check();
  ts_handheld_key(handheld, TS_KEY_OK);
  ts_handheld_choose(handheld, TS_PHRASE_NO_TAG);
  ts_handheld_choose_text(handheld, "Maison Aurelie");
  ts_handheld_choose_text(handheld, "Rivi\xc3\xa8re");
  enter("2023-05-02"); /* her policy for it begins on 2024-01-01 */
  assert_true(ts_handheld_says(handheld, TS_UNPROVEN, TS_REASON_UNTAGGED));
  ts_handheld_key(handheld, TS_KEY_OK);
  assert_int_equal(here(), TS_STATE_TAG);
  ts_handheld_key(handheld, TS_KEY_OK);
  ts_handheld_choose(handheld, TS_PHRASE_NO_TAG);
  ts_handheld_choose_text(handheld, "Maison Aurelie");
  ts_handheld_choose_text(handheld, "Rivi\xc3\xa8re");
  enter("2025-05-02");
  assert_true(ts_handheld_says(handheld, TS_COUNTERFEIT, TS_REASON_TAG_MISSING));
  assert_true(ts_handheld_record(handheld, 1)->claims.has_made);
  assert_false(ts_handheld_record(handheld, 1)->has_frame);
}

/* Nothing was made in a year that is still to come: a slip of the finger accuses nobody. */
static void test_case_5_made_in_future(void **state) {
  (void)state;
  check();
  ts_handheld_key(handheld, TS_KEY_OK);
  ts_handheld_choose(handheld, TS_PHRASE_NO_TAG);
  ts_handheld_choose_text(handheld, "Maison Aurelie");
  ts_handheld_choose_text(handheld, "Rivi\xc3\xa8re");
  enter("2062");
  assert_int_equal(here(), TS_STATE_MADE);
  assert_int_equal(ts_app_page(&handheld->app)->entry.complaint, TS_PHRASE_DATE_WRONG);
}

static void test_case_5_without_a_date(void **state) {
  (void)state;
  check();
  ts_handheld_key(handheld, TS_KEY_OK);
  ts_handheld_choose(handheld, TS_PHRASE_NO_TAG);
  ts_handheld_choose_text(handheld, "Maison Aurelie");
  ts_handheld_choose_text(handheld, "Rivi\xc3\xa8re");
  ts_handheld_key(handheld, TS_KEY_OK); /* skip */
  assert_true(ts_handheld_says(handheld, TS_UNPROVEN, TS_REASON_UNTAGGED));
}

static void test_brand_or_model_not_listed(void **state) {
  (void)state;
  check();
  ts_handheld_key(handheld, TS_KEY_OK);
  ts_handheld_choose(handheld, TS_PHRASE_NO_TAG);
  ts_handheld_choose(handheld, TS_PHRASE_BRAND_NOT_LISTED);
  assert_true(ts_handheld_says(handheld, TS_UNPROVEN, TS_REASON_UNKNOWN_BRAND));
  ts_handheld_key(handheld, TS_KEY_OK);
  ts_handheld_key(handheld, TS_KEY_OK);
  ts_handheld_choose(handheld, TS_PHRASE_NO_TAG);
  ts_handheld_choose_text(handheld, "Maison Aurelie");
  ts_handheld_choose(handheld, TS_PHRASE_MODEL_NOT_LISTED);
  assert_true(ts_handheld_says(handheld, TS_UNPROVEN, TS_REASON_UNTAGGED));
  /* What was said of that piece is not said of the next. */
  ts_handheld_key(handheld, TS_KEY_OK);
  ts_handheld_show(handheld, genuine(PIECE));
  assert_true(ts_handheld_says(handheld, TS_GENUINE, TS_REASON_GENUINE));
}

static void test_case_6_typed_serial(void **state) {
  (void)state;
  ts_world_issue(world, TS_WORLD_GTIN, "A1");
  ts_world_publish(world);
  ts_handheld_free(handheld);
  handheld = ts_handheld_make();
  check();
  ts_handheld_key(handheld, TS_KEY_OK);
  ts_handheld_choose(handheld, TS_PHRASE_TYPE_SERIAL);
  ts_world_clear(world);
  ts_world_show_as(world, TS_SYMBOLOGY_EAN13, "9521234000013");
  ts_handheld_picture(handheld); /* the box */
  assert_int_equal(here(), TS_STATE_SERIAL);
  enter("B7");
  assert_int_equal(here(), TS_STATE_CONFIRM);
  assert_true(ts_bytes_equal_text(ts_app_page(&handheld->app)->menu.question.text, "B7"));
  ts_handheld_choose(handheld, TS_PHRASE_NO);
  enter("A1");
  ts_handheld_choose(handheld, TS_PHRASE_YES);
  assert_true(ts_handheld_says(handheld, TS_UNPROVEN, TS_REASON_SERIAL_ONLY));
  ts_handheld_key(handheld, TS_KEY_OK);
  ts_handheld_key(handheld, TS_KEY_OK);
  ts_handheld_choose(handheld, TS_PHRASE_TYPE_SERIAL);
  ts_handheld_key(handheld, TS_KEY_OK);
  ts_handheld_choose(handheld, TS_PHRASE_ENTER_GTIN);
  enter("9521234000014");
  assert_int_equal(ts_app_page(&handheld->app)->entry.complaint, TS_PHRASE_GTIN_WRONG);
  ts_handheld_key(handheld, TS_KEY_BACK);
  enter("3");
  enter("B7");
  ts_handheld_choose(handheld, TS_PHRASE_YES);
  assert_true(ts_handheld_says(handheld, TS_COUNTERFEIT, TS_REASON_NEVER_ISSUED));
}

/* A serial that was begun to be typed is not of the piece without a tag. */
static void test_a_serial_left_half_way(void **state) {
  (void)state;
  check();
  ts_handheld_key(handheld, TS_KEY_OK);
  ts_handheld_choose(handheld, TS_PHRASE_TYPE_SERIAL);
  ts_world_clear(world);
  struct ts_symbol *box = ts_world_show_as(world, TS_SYMBOLOGY_CODE128, "0109521234000013");
  box->gs1 = true;
  box->confirmed = false;
  ts_handheld_picture(handheld);
  assert_int_equal(here(),
                   TS_STATE_GTIN); /* misread, it would make a serial that was issued look as if it was not */
  box->confirmed = true;
  ts_handheld_picture(handheld);
  enter("B7");
  assert_int_equal(here(), TS_STATE_CONFIRM);
  for (int i = 0; i < 3; i++)
    ts_handheld_key(handheld, TS_KEY_BACK);
  assert_int_equal(here(), TS_STATE_TAG_OPTIONS);
  ts_handheld_choose(handheld, TS_PHRASE_NO_TAG);
  ts_handheld_choose(handheld, TS_PHRASE_BRAND_NOT_LISTED);
  assert_true(ts_handheld_says(handheld, TS_UNPROVEN, TS_REASON_UNKNOWN_BRAND));
  assert_int_equal(ts_handheld_record(handheld, 0)->items, 0);
}

/* Codes beside a forged tag do not push it out of its own record. */
static void test_forged_tag_among_many_codes(void **state) {
  (void)state;
  char forged[TS_GS1_INPUT_MAX], beside[10][96];
  strcpy(forged, genuine(PIECE));
  char *at = strstr(forged, "99=") + 40;
  *at = *at == 'A' ? 'B' : 'A';
  check();
  ts_world_clear(world);
  for (size_t i = 0; i < sizeof beside / sizeof beside[0]; i++) {
    (void)snprintf(beside[i], sizeof beside[i], "https://" HOST "/01/" TS_WORLD_GTIN "/21/A1?x=%c",
                   (char)('a' + i));
    ts_world_show(world, beside[i]);
  }
  ts_world_show(world, forged);
  ts_handheld_picture(handheld);
  assert_true(ts_handheld_says(handheld, TS_COUNTERFEIT, TS_REASON_BAD_SIGNATURE));
  const struct ts_record *record = ts_handheld_record(handheld, 0);
  bool there = false;
  for (uint32_t i = 0; i < record->items; i++)
    there = there || record->item[i].findings.signature == TS_SIGNED_BAD;
  assert_true(there);
  assert_true(record->items_left_out > 0);
}

/* More codes than a glance takes in lie there already: a tag beside them is seen all the same. */
static void test_tag_among_more_codes_than_a_glance(void **state) {
  (void)state;
  char stray[TS_APP_SYMBOLS_MAX + 1][16];
  const char *tag = genuine(PIECE);
  check();
  ts_world_clear(world);
  for (size_t i = 0; i < sizeof stray / sizeof stray[0]; i++) {
    (void)snprintf(stray[i], sizeof stray[i], "parcel %c", (char)('a' + i));
    ts_world_show_as(world, TS_SYMBOLOGY_CODE128, stray[i]);
  }
  ts_handheld_picture(handheld);
  assert_true(ts_handheld_says(handheld, TS_UNPROVEN, TS_REASON_FOREIGN_TEXT));
  ts_handheld_key(handheld, TS_KEY_OK);
  ts_handheld_picture(handheld);
  assert_int_equal(here(), TS_STATE_TAG);
  ts_world_show(world, tag);
  ts_handheld_picture(handheld);
  assert_true(ts_handheld_says(handheld, TS_GENUINE, TS_REASON_GENUINE));
}

static void test_hand_scanner(void **state) {
  (void)state;
  char line[TS_GS1_INPUT_MAX];
  strcpy(line, genuine(PIECE));
  check();
  ts_handheld_line(handheld, line);
  assert_true(ts_handheld_says(handheld, TS_GENUINE, TS_REASON_GENUINE));
  ts_handheld_key(handheld, TS_KEY_OK);
  /* A keyboard's layout that mixes letters up makes nothing counterfeit. */
  char *at = strstr(line, "99=") + 40;
  *at = *at == 'A' ? 'B' : 'A';
  ts_handheld_line(handheld, line);
  assert_int_equal(ts_handheld_verdict(handheld)->decision.verdict, TS_UNPROVEN);
}

static void test_a_gray_camera(void **state) {
  (void)state;
  check();
  ts_world_clear(world);
  ts_world_show(world, genuine(PIECE));
  const struct ts_event event = {.kind = TS_EVENT_PICTURE,
                                 .picture = {.frame = {.gray = handheld->gray,
                                                       .width = TS_HANDHELD_WIDTH,
                                                       .height = TS_HANDHELD_HEIGHT,
                                                       .stride = TS_HANDHELD_WIDTH,
                                                       .source_width = TS_HANDHELD_WIDTH,
                                                       .source_height = TS_HANDHELD_HEIGHT}}};
  ts_handheld_step(handheld, &event);
  assert_true(ts_handheld_says(handheld, TS_GENUINE, TS_REASON_GENUINE));
  const struct ts_bytes pixels = ts_bytes(handheld->gray, sizeof handheld->gray);
  uint8_t hash[TS_SHA256_SIZE];
  assert_int_equal(world->psa.sha256(world->psa.ctx, &pixels, 1, hash), TS_OK);
  assert_memory_equal(ts_handheld_record(handheld, 0)->frame_hash, hash, sizeof hash);
}

static void test_date_by_a_person(void **state) {
  (void)state;
  handheld->now = (struct ts_time){.trust = TS_TIME_NONE};
  ts_handheld_restart(handheld);
  assert_int_equal(here(), TS_STATE_DATE);
  enter("2020-01-01"); /* before the bundle */
  assert_int_equal(ts_app_page(&handheld->app)->entry.complaint, TS_PHRASE_DATE_WRONG);
  for (int i = 0; i < 10; i++)
    ts_handheld_key(handheld, TS_KEY_BACK);
  enter("2026-11-24");
  assert_int_equal(here(), TS_STATE_HOME);
  check();
  handheld->ticks += UINT64_C(3600) * 1000000;
  ts_handheld_show(handheld, genuine(PIECE));
  assert_true(ts_handheld_says(handheld, TS_GENUINE, TS_REASON_GENUINE));
  assert_int_equal(ts_handheld_record(handheld, 0)->time.trust, TS_TIME_OPERATOR);
  int64_t seconds = ts_handheld_record(handheld, 0)->time.seconds;
  assert_true(seconds >= INT64_C(1795478400) + 3600 && seconds < INT64_C(1795478400) + 3700);
}

static void test_date_unknown(void **state) {
  (void)state;
  handheld->now = (struct ts_time){.trust = TS_TIME_NONE};
  ts_handheld_restart(handheld);
  ts_handheld_key(handheld, TS_KEY_BACK);
  check();
  ts_handheld_show(handheld, genuine(PIECE));
  assert_true(ts_handheld_says(handheld, TS_UNPROVEN, TS_REASON_DATE_UNKNOWN));
}

static void test_settings_persist(void **state) {
  (void)state;
  ts_handheld_mode(handheld, TS_PHRASE_SETTINGS);
  ts_handheld_choose(handheld, TS_PHRASE_OPERATOR);
  enter("4711");
  ts_handheld_choose(handheld, TS_PHRASE_LANGUAGE);
  for (unsigned i = 1; i < TS_LANGUAGE_COUNT; i++)
    ts_handheld_key(handheld, TS_KEY_NEXT);
  ts_handheld_key(handheld, TS_KEY_OK);
  ts_handheld_restart(handheld);
  assert_int_equal(ts_app_page(&handheld->app)->language, TS_LANGUAGE_COUNT - 1);
  check();
  ts_handheld_show(handheld, genuine(PIECE));
  assert_int_equal(ts_handheld_record(handheld, 0)->operator_number, 4711);
  ts_handheld_put(handheld, TS_STORE_TRUSTED, TS_APP_SETTINGS_FILE, "TSSET001\x7f....");
  ts_handheld_restart(handheld);
  assert_int_equal(ts_app_page(&handheld->app)->language, TS_LANGUAGE_EN);
}

/* The power goes between a record and its checkpoint. */
static void test_signs_at_the_start_what_is_not_signed(void **state) {
  (void)state;
  struct ts_checkpoint checkpoint;
  ts_handheld_mode(handheld, TS_PHRASE_CHECK);
  ts_handheld_show(handheld,
                   ts_world_tag(world, TS_WORLD_ACTIVE, "id.maison.example", "(01)" TS_WORLD_GTIN "(21)A1"));
  assert_null(ts_handheld_file(handheld, TS_STORE_CARD, TS_CHECKPOINT_FILE));
  ts_handheld_restart(handheld);
  ts_handheld_tick(handheld);
  const struct ts_handheld_file *note = ts_handheld_file(handheld, TS_STORE_CARD, TS_CHECKPOINT_FILE);
  assert_non_null(note);
  assert_int_equal(ts_checkpoint_open(&checkpoint, ts_bytes(note->data, note->size),
                                      world->key[TS_WORLD_STRANGER].point, &world->psa),
                   TS_OK);
  assert_int_equal(checkpoint.size, 1);
}

/* A frame is read once, and a verdict rests on the whole of it. */
static void test_looks_once_at_a_whole_frame(void **state) {
  (void)state;
  const char *tag = ts_world_tag(world, TS_WORLD_ACTIVE, "id.maison.example", "(01)" TS_WORLD_GTIN "(21)A1");
  ts_handheld_mode(handheld, TS_PHRASE_CHECK);
  handheld->looks = 0;
  ts_handheld_show(handheld, tag);
  assert_true(ts_handheld_says(handheld, TS_GENUINE, TS_REASON_GENUINE));
  assert_int_equal(handheld->looks, 1);
  ts_handheld_key(handheld, TS_KEY_OK);
  ts_handheld_clear_view(handheld);
  handheld->follows_parts = true;
  handheld->looks = 0;
  ts_handheld_show(handheld, tag);
  assert_true(ts_handheld_says(handheld, TS_GENUINE, TS_REASON_GENUINE));
  assert_int_equal(handheld->looks, 1);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, ts_handheld_setup, ts_handheld_teardown)

int main(void) {
  const struct CMUnitTest tests[] = {
      TEST(test_looks_once_at_a_whole_frame),
      TEST(test_signs_at_the_start_what_is_not_signed),
      TEST(test_case_1_genuine),
      TEST(test_verdict_stays_until_ok),
      TEST(test_held_tag_counts_once),
      TEST(test_exchanged_behind_a_verdict),
      TEST(test_another_tag_beside_a_held_one),
      TEST(test_after_the_verdict),
      TEST(test_case_5_untagged),
      TEST(test_case_5_made_in_future),
      TEST(test_case_5_without_a_date),
      TEST(test_brand_or_model_not_listed),
      TEST(test_case_6_typed_serial),
      TEST(test_a_serial_left_half_way),
      TEST(test_forged_tag_among_many_codes),
      TEST(test_tag_among_more_codes_than_a_glance),
      TEST(test_hand_scanner),
      TEST(test_a_gray_camera),
      TEST(test_date_by_a_person),
      TEST(test_date_unknown),
      TEST(test_settings_persist),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
