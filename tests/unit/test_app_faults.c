/* SPDX-License-Identifier: Apache-2.0 */
/* What fails: every port, at every call. Never a verdict without its record, never GENUINE for what should not be,
 * and the device goes on when the port does. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tests/support/handheld.h"

#define HOST "id.maison.example"
#define PIECE "(01)" TS_WORLD_GTIN "(21)A1(250)E77(98)W32400-50"

static enum ts_app_state here(void) {
  return ts_app_state(&handheld->app);
}

static const char *tag(void) {
  return ts_world_tag(world, TS_WORLD_ACTIVE, HOST, PIECE);
}

static void check(void) {
  ts_handheld_mode(handheld, TS_PHRASE_CHECK);
}

static void send(enum ts_event_kind kind, enum ts_err err) {
  const struct ts_event event = {.kind = kind, .err = err};
  ts_handheld_step(handheld, &event);
}

static void test_camera_gone_and_back(void **state) {
  (void)state;
  check();
  send(TS_EVENT_NO_CAMERA, TS_ERR_NOT_FOUND);
  assert_int_equal(here(), TS_STATE_CAMERA_GONE);
  assert_int_equal(ts_app_page(&handheld->app)->notice.err, TS_ERR_NOT_FOUND);
  send(TS_EVENT_NO_CAMERA, TS_ERR_NOT_FOUND);
  ts_handheld_show(handheld, tag());
  assert_int_equal(ts_handheld_verdict(handheld)->decision.verdict, TS_GENUINE);
  ts_handheld_key(handheld, TS_KEY_OK);
  send(TS_EVENT_NO_CAMERA, TS_ERR_NOT_FOUND);
  ts_handheld_key(handheld, TS_KEY_BACK);
  assert_int_equal(here(), TS_STATE_HOME);
}

static void test_pictures_lost(void **state) {
  (void)state;
  check();
  ts_world_clear(world);
  handheld->load_err = TS_ERR_PHOTO_DAMAGED;
  ts_handheld_picture(handheld);
  assert_int_equal(here(), TS_STATE_TAG); /* one is soon forgotten */
  for (int i = 0; i < 6; i++)
    ts_handheld_picture(handheld);
  assert_int_equal(here(), TS_STATE_PHOTO_LOST);
  assert_int_equal(ts_app_page(&handheld->app)->notice.err, TS_ERR_PHOTO_DAMAGED);
  send(TS_EVENT_NO_CAMERA, TS_ERR_IO);
  assert_int_equal(here(), TS_STATE_PHOTO_LOST);
  handheld->load_err = TS_OK;
  ts_handheld_show(handheld, tag());
  assert_int_equal(ts_handheld_verdict(handheld)->decision.verdict, TS_GENUINE);
}

static void test_not_recorded(void **state) {
  static const enum ts_err errs[] = {TS_ERR_STORE_FULL, TS_ERR_IO};
  (void)state;
  for (size_t i = 0; i < 2; i++) {
    ts_handheld_restart(handheld);
    uint64_t before = ts_journal_size(&handheld->app.journal);
    check();
    handheld->read_only = true;
    handheld->store_error = errs[i];
    ts_handheld_show(handheld, tag());
    assert_int_equal(here(), TS_STATE_NOT_RECORDED);
    assert_int_equal(ts_app_page(&handheld->app)->notice.err, errs[i]);
    assert_int_equal(ts_app_page(&handheld->app)->notice.advice,
                     i == 0 ? TS_PHRASE_STORAGE_FULL_DO : TS_PHRASE_NOT_RECORDED_DO);
    ts_handheld_key(handheld, TS_KEY_OK);
    assert_int_equal(here(), TS_STATE_NOT_RECORDED);
    handheld->read_only = false;
    ts_handheld_key(handheld, TS_KEY_OK);
    assert_int_equal(ts_handheld_verdict(handheld)->decision.verdict, TS_GENUINE);
    assert_int_equal(ts_journal_size(&handheld->app.journal), before + 1);
  }
}

static void test_given_up(void **state) {
  (void)state;
  check();
  handheld->read_only = true;
  handheld->store_error = TS_ERR_IO;
  ts_handheld_show(handheld, tag());
  ts_handheld_key(handheld, TS_KEY_BACK);
  assert_int_equal(here(), TS_STATE_TAG);
  handheld->read_only = false;
  ts_handheld_picture(handheld); /* still in view: it was not done */
  assert_int_equal(ts_handheld_verdict(handheld)->decision.verdict, TS_GENUINE);
}

static void test_a_verdict_that_nobody_sees(void **state) {
  (void)state;
  check();
  ts_handheld_show(handheld, tag());
  unsigned sounds = handheld->sounds;
  send(TS_EVENT_NO_DISPLAY, TS_ERR_IO);
  send(TS_EVENT_NO_DISPLAY, TS_ERR_IO);
  assert_int_equal(handheld->sounds, sounds + 1); /* heard once */
  ts_handheld_key(handheld, TS_KEY_OK);
  (void)ts_handheld_verdict(handheld);
  send(TS_EVENT_SHOWN, TS_OK);
  ts_handheld_key(handheld, TS_KEY_OK);
  assert_int_equal(here(), TS_STATE_TAG);
}

static void test_buttons(void **state) {
  (void)state;
  check();
  ts_handheld_key(handheld, TS_KEY_OK);
  ts_handheld_choose(handheld, TS_PHRASE_TYPE_SERIAL);
  ts_handheld_key(handheld, TS_KEY_OK);
  ts_handheld_choose(handheld, TS_PHRASE_ENTER_GTIN);
  ts_handheld_type(handheld, "952");
  send(TS_EVENT_NO_INPUT, TS_ERR_IO);
  send(TS_EVENT_NO_INPUT, TS_ERR_IO);
  assert_int_equal(here(), TS_STATE_BUTTONS);
  const struct ts_event answers = {.kind = TS_EVENT_INPUT};
  ts_handheld_step(handheld, &answers);
  assert_int_equal(here(), TS_STATE_GTIN_ENTRY);
  assert_true(ts_bytes_equal_text(ts_app_page(&handheld->app)->entry.text, "952"));
  send(TS_EVENT_NO_INPUT, TS_ERR_IO);
  ts_handheld_key(handheld, TS_KEY_BACK); /* pressed blindly: it only wakes the page */
  assert_true(ts_bytes_equal_text(ts_app_page(&handheld->app)->entry.text, "952"));
}

static void test_damaged_trust(void **state) {
  (void)state;
  ts_handheld_file(handheld, TS_STORE_TRUSTED, TS_ANCHOR_FILE)->data[20] ^= 1;
  ts_handheld_restart(handheld);
  assert_int_equal(here(), TS_STATE_TRUST_LOST);
  ts_handheld_key(handheld, TS_KEY_OK);
  check();
  ts_handheld_show(handheld, tag());
  assert_int_equal(ts_handheld_verdict(handheld)->decision.verdict, TS_UNPROVEN);
}

/* The card was exchanged: told at the next start, acknowledged, and on record before the next inspection. */
static void test_journal_lost(void **state) {
  (void)state;
  check();
  ts_handheld_show(handheld, tag());
  ts_handheld_key(handheld, TS_KEY_OK);
  for (size_t i = 0; i < TS_HANDHELD_FILES; i++)
    if (handheld->file[i].there && handheld->file[i].area == TS_STORE_CARD &&
        strcmp(handheld->file[i].name, TS_ANCHOR_BUNDLE_FILE) != 0)
      (void)handheld->store.remove(handheld, TS_STORE_CARD, handheld->file[i].name);
  ts_handheld_restart(handheld);
  assert_int_equal(here(), TS_STATE_JOURNAL_LOST);
  assert_int_equal(ts_app_page(&handheld->app)->notice.what, TS_PHRASE_JOURNAL_LOST);
  assert_int_equal(ts_app_page(&handheld->app)->notice.m, 0);
  ts_handheld_key(handheld, TS_KEY_OK);
  assert_int_equal(here(), TS_STATE_HOME);
  check();
  ts_handheld_show(handheld, tag());
  assert_int_equal(ts_handheld_verdict(handheld)->decision.verdict, TS_GENUINE);
  assert_int_equal(ts_handheld_record(handheld, 1)->kind, TS_RECORD_GAP);
  assert_int_equal(ts_handheld_record(handheld, 2)->kind, TS_RECORD_INSPECTION);
}

static void test_a_card_put_in_late(void **state) {
  (void)state;
  check();
  ts_handheld_show(handheld, tag());
  /* The card does not answer at the start: nothing can be recorded, until it does. */
  handheld->fail_from = true;
  handheld->fail_at = 1;
  handheld->calls = 1;
  ts_handheld_restart(handheld);
  assert_int_not_equal(handheld->app.journal_err, TS_OK);
  handheld->fail_at = 0;
  check();
  ts_handheld_show(handheld, tag());
  assert_int_equal(ts_handheld_verdict(handheld)->decision.verdict, TS_GENUINE);
  assert_int_equal(ts_journal_size(&handheld->app.journal), 2);
}

/* And it is not the card that was taken out: that is told when it is noticed. */
static void test_another_card_put_in_late(void **state) {
  (void)state;
  check();
  ts_handheld_show(handheld, tag());
  (void)handheld->store.remove(handheld, TS_STORE_CARD, "records.00000001");
  handheld->fail_from = true;
  handheld->fail_at = 1;
  handheld->calls = 1;
  ts_handheld_restart(handheld);
  handheld->fail_at = 0;
  check();
  ts_handheld_show(handheld, tag());
  assert_int_equal(here(), TS_STATE_JOURNAL_LOST);
  assert_int_equal(ts_journal_size(&handheld->app.journal), 3);
  ts_handheld_key(handheld, TS_KEY_OK);
  assert_int_equal(ts_handheld_verdict(handheld)->decision.verdict, TS_GENUINE);
}

/* The scenarios. What they lead to depends on what fails: so keys are pressed blindly, and whatever is on the page is
 * looked at after each. */
static unsigned genuine_pages;

static void look(void) {
  uint64_t number;
  const struct ts_inspection *view = ts_app_verdict(&handheld->app, &number);
  if (!view || view->decision.verdict != TS_GENUINE)
    return;
  /* Read back by another eye than the app's: the faults are over for it. */
  unsigned fail_at = handheld->fail_at;
  handheld->fail_at = 0;
  const struct ts_record *record = ts_handheld_record(handheld, number);
  assert_int_equal(record->decision.verdict, TS_GENUINE);
  assert_int_equal(record->kind, TS_RECORD_INSPECTION);
  handheld->fail_at = fail_at;
  genuine_pages++;
}

static void press(enum ts_button button) {
  ts_handheld_key(handheld, button);
  look();
}

static void type(const char *text) {
  ts_handheld_type(handheld, text);
  press(TS_KEY_OK);
}

static void rest(void) {
  for (int i = 0; i < 5; i++) {
    ts_handheld_tick(handheld);
    look();
  }
}

static void scenario_check(const char *good, const char *bad) {
  ts_handheld_restart(handheld);
  press(TS_KEY_OK);
  ts_handheld_show(handheld, good);
  look();
  rest();
  press(TS_KEY_OK);
  ts_handheld_clear_view(handheld);
  ts_handheld_show(handheld, bad);
  uint64_t number;
  const struct ts_inspection *view = ts_app_verdict(&handheld->app, &number);
  if (view && view->symbols.count && ts_bytes_equal_text(view->symbols.item[0].bytes, bad))
    assert_int_not_equal(view->decision.verdict, TS_GENUINE);
  rest();
  press(TS_KEY_OK);
  press(TS_KEY_BACK);
}

static void scenario_return(const char *good) {
  ts_handheld_restart(handheld);
  press(TS_KEY_NEXT);
  press(TS_KEY_OK);
  press(TS_KEY_OK);
  press(TS_KEY_NEXT);
  press(TS_KEY_NEXT);
  press(TS_KEY_OK);
  ts_handheld_show(handheld, good);
  press(TS_KEY_OK);
  press(TS_KEY_OK);
  type("E77");
  type("32.40");
  rest();
  press(TS_KEY_OK);
}

static void scenario_consignment(const char *good) {
  ts_handheld_restart(handheld);
  press(TS_KEY_NEXT);
  press(TS_KEY_NEXT);
  press(TS_KEY_OK);
  rest();
  press(TS_KEY_OK);
  for (int i = 0; i < 2; i++) {
    ts_handheld_show(handheld, good);
    look();
    rest();
    press(TS_KEY_OK);
    ts_handheld_clear_view(handheld);
  }
  press(TS_KEY_OK);
  press(TS_KEY_NEXT);
  press(TS_KEY_NEXT);
  press(TS_KEY_OK);
  rest();
  press(TS_KEY_OK);
  press(TS_KEY_OK);
}

static void run_all(const char *good, const char *bad) {
  scenario_check(good, bad);
  scenario_return(good);
  scenario_consignment(good);
}

static void fresh(void) {
  ts_handheld_free(handheld);
  handheld = ts_handheld_make();
  ts_handheld_put(handheld, TS_STORE_CARD, TS_MANIFEST_FILE, "gtin,serial\n" TS_WORLD_GTIN ",A1\n");
}

static void every_call(bool from) {
  static const enum ts_err errors[] = {TS_ERR_IO, TS_ERR_STORE_FULL};
  char good[TS_GS1_INPUT_MAX], bad[TS_GS1_INPUT_MAX];
  strcpy(good, tag());
  strcpy(bad, ts_world_tag(world, TS_WORLD_STRANGER, HOST, PIECE));
  fresh();
  unsigned start = handheld->calls;
  genuine_pages = 0;
  run_all(good, bad);
  assert_true(genuine_pages >= 3); /* the scenarios are worth the name */
  unsigned calls = handheld->calls - start;
  assert_true(calls > 100);
  for (unsigned n = 1; n <= calls; n += from ? 3 : 1) {
    fresh();
    handheld->error = errors[n % 2];
    handheld->fail_from = from;
    handheld->fail_at = handheld->calls + n;
    run_all(good, bad);
    /* And when all is well again, so is the device. */
    handheld->fail_at = 0;
    ts_handheld_restart(handheld);
    for (int i = 0; here() != TS_STATE_HOME; i++) {
      assert_true(i < 10);
      ts_handheld_key(handheld, TS_KEY_OK);
    }
    check();
    ts_handheld_clear_view(handheld);
    ts_handheld_show(handheld, good);
    assert_int_equal(ts_handheld_verdict(handheld)->decision.verdict, TS_GENUINE);
  }
}

static void test_every_call_fails_once(void **state) {
  (void)state;
  every_call(false);
}

static void test_every_call_fails_from_there_on(void **state) {
  (void)state;
  every_call(true);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, ts_handheld_setup, ts_handheld_teardown)

int main(void) {
  const struct CMUnitTest tests[] = {
      TEST(test_camera_gone_and_back),
      TEST(test_pictures_lost),
      TEST(test_not_recorded),
      TEST(test_given_up),
      TEST(test_a_verdict_that_nobody_sees),
      TEST(test_buttons),
      TEST(test_damaged_trust),
      TEST(test_journal_lost),
      TEST(test_a_card_put_in_late),
      TEST(test_another_card_put_in_late),
      TEST(test_every_call_fails_once),
      TEST(test_every_call_fails_from_there_on),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
