/* SPDX-License-Identifier: Apache-2.0 */
/* A returns desk: what disagrees is named. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "tests/support/handheld.h"

#define HOST "id.maison.example"
#define PIECE "(01)" TS_WORLD_GTIN "(21)A1(250)E77(98)W32400-50.F750.CYG.S17"

static enum ts_app_state here(void) {
  return ts_app_state(&handheld->app);
}

static void enter(const char *text) {
  assert_int_equal(ts_app_page(&handheld->app)->kind, TS_PAGE_ENTRY);
  ts_handheld_type(handheld, text);
  ts_handheld_key(handheld, TS_KEY_OK);
}

static void order(const char *ean) {
  ts_handheld_mode(handheld, TS_PHRASE_RETURN);
  assert_int_equal(ts_app_page(&handheld->app)->aim.step, 1);
  ts_world_clear(world);
  ts_world_show_as(world, TS_SYMBOLOGY_EAN13, ean);
  ts_handheld_picture(handheld);
  assert_int_equal(here(), TS_STATE_TAG);
  assert_int_equal(ts_app_page(&handheld->app)->aim.step, 2);
}

static void show_tag(const char *elements) {
  ts_handheld_show(handheld, ts_world_tag(world, TS_WORLD_ACTIVE, HOST, elements));
  assert_int_equal(here(), TS_STATE_ENGRAVED);
}

static void type_engraving(const char *text) {
  ts_handheld_key(handheld, TS_KEY_OK);
  ts_handheld_choose(handheld, TS_PHRASE_ENTER_ENGRAVED);
  enter(text);
}

static void test_all_agrees(void **state) {
  (void)state;
  order("9521234000013");
  show_tag(PIECE);
  assert_int_equal(ts_app_page(&handheld->app)->aim.steps, 5);
  type_engraving("E77");
  assert_int_equal(here(), TS_STATE_WEIGHT);
  assert_int_equal(ts_journal_size(&handheld->app.journal), 0); /* no verdict before all is asked */
  ts_handheld_line(handheld, "ST,GS,+  32.41 g");
  assert_true(ts_bytes_equal_text(ts_app_page(&handheld->app)->entry.text, "32.41"));
  ts_handheld_key(handheld, TS_KEY_OK);
  enter("17");
  assert_true(ts_handheld_says(handheld, TS_GENUINE, TS_REASON_GENUINE));
  const struct ts_record *record = ts_handheld_record(handheld, 0);
  assert_int_equal(record->mode, TS_MODE_RETURN);
  assert_true(ts_bytes_equal_text(record->claims.order_gtin, TS_WORLD_GTIN));
  assert_true(ts_bytes_equal_text(record->claims.engraved, "E77"));
  assert_true(ts_bytes_equal_text(record->claims.size, "17"));
  assert_int_equal(record->claims.weight_mg, 32410);
  assert_true(record->has_frame);
  ts_handheld_key(handheld, TS_KEY_OK);
  assert_int_equal(here(), TS_STATE_ORDER);
}

static void test_case_4_moved_tag(void **state) {
  (void)state;
  order("9521234000013");
  show_tag(PIECE);
  type_engraving("E78");
  enter("35.2");
  enter("18");
  assert_true(ts_handheld_says(handheld, TS_SUSPECT, TS_REASON_ENGRAVING));
  assert_true(ts_handheld_says(handheld, TS_SUSPECT, TS_REASON_WEIGHT));
  assert_true(ts_handheld_says(handheld, TS_SUSPECT, TS_REASON_SIZE));
  /* The photograph of the tag is kept, though the verdict came much later. */
  for (int i = 0; i < 4; i++)
    ts_handheld_tick(handheld);
  assert_non_null(ts_handheld_file(handheld, TS_STORE_CARD, "photo.00000000"));
}

static void test_case_4_nothing_engraved(void **state) {
  (void)state;
  order("9521234000013");
  show_tag(PIECE);
  ts_handheld_key(handheld, TS_KEY_OK);
  ts_handheld_choose(handheld, TS_PHRASE_ENGRAVED_NONE);
  ts_handheld_key(handheld, TS_KEY_OK);
  ts_handheld_key(handheld, TS_KEY_OK);
  assert_true(ts_handheld_says(handheld, TS_SUSPECT, TS_REASON_ENGRAVING));
  assert_false(ts_handheld_says(handheld, TS_SUSPECT, TS_REASON_WEIGHT));
}

static void test_what_is_skipped_accuses_nobody(void **state) {
  (void)state;
  ts_handheld_mode(handheld, TS_PHRASE_RETURN);
  ts_handheld_key(handheld, TS_KEY_OK);
  ts_handheld_choose(handheld, TS_PHRASE_ORDER_UNKNOWN);
  show_tag(PIECE);
  ts_handheld_key(handheld, TS_KEY_OK);
  ts_handheld_choose(handheld, TS_PHRASE_SKIP);
  ts_handheld_key(handheld, TS_KEY_OK);
  ts_handheld_key(handheld, TS_KEY_OK);
  assert_true(ts_handheld_says(handheld, TS_GENUINE, TS_REASON_GENUINE));
}

/* A kitchen scale shows 32.4 g or 32 g for 32.44 g: no true weight that it may stand for disagrees. */
static void test_a_coarse_scale(void **state) {
  static const struct {
    const char *text;
    enum ts_verdict verdict;
  } cases[] = {{"32.4", TS_GENUINE},  {"32", TS_GENUINE}, {"32.5", TS_GENUINE}, {"32.45", TS_GENUINE},
               {"32.46", TS_SUSPECT}, {"33", TS_SUSPECT}, {"32.6", TS_SUSPECT}};
  (void)state;
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
    if (here() != TS_STATE_HOME)
      ts_handheld_restart(handheld);
    order("9521234000013");
    show_tag("(01)" TS_WORLD_GTIN "(21)A1(98)W32400-50");
    ts_handheld_key(handheld, TS_KEY_OK);
    ts_handheld_choose(handheld, TS_PHRASE_SKIP);
    enter(cases[i].text);
    assert_int_equal(ts_handheld_verdict(handheld)->decision.verdict, cases[i].verdict);
  }
}

static void test_case_8_other_model(void **state) {
  (void)state;
  order("9521234000020");
  show_tag(PIECE);
  type_engraving("E77");
  ts_handheld_key(handheld, TS_KEY_OK);
  ts_handheld_key(handheld, TS_KEY_OK);
  assert_true(ts_handheld_says(handheld, TS_SUSPECT, TS_REASON_OTHER_MODEL));
}

static void test_case_8_unbranded(void **state) {
  (void)state;
  ts_handheld_mode(handheld, TS_PHRASE_RETURN);
  ts_handheld_key(handheld, TS_KEY_OK);
  ts_handheld_choose(handheld, TS_PHRASE_ORDER_UNBRANDED);
  ts_handheld_key(handheld, TS_KEY_OK);
  ts_handheld_choose(handheld, TS_PHRASE_NO_TAG);
  ts_handheld_choose_text(handheld, "Maison Aurelie");
  ts_handheld_choose(handheld, TS_PHRASE_MODEL_NOT_LISTED);
  assert_true(ts_handheld_says(handheld, TS_SUSPECT, TS_REASON_UNBRANDED));
  assert_true(ts_handheld_record(handheld, 0)->claims.order_unbranded);
  /* A brand that nobody knows here is accused of nothing. */
  ts_handheld_key(handheld, TS_KEY_OK);
  ts_handheld_key(handheld, TS_KEY_OK);
  ts_handheld_choose(handheld, TS_PHRASE_ORDER_UNBRANDED);
  ts_handheld_show(handheld, "https://id.example.org/01/" TS_WORLD_STRANGE "/21/X1");
  assert_true(ts_handheld_says(handheld, TS_UNPROVEN, TS_REASON_UNKNOWN_BRAND));
}

/* What nobody signed is not compared: no questions are asked of it. */
static void test_no_signed_tag(void **state) {
  (void)state;
  order("9521234000013");
  ts_handheld_show(handheld, "https://" HOST "/01/" TS_WORLD_GTIN "/21/A1?250=E1");
  assert_true(ts_handheld_says(handheld, TS_UNPROVEN, TS_REASON_SERIAL_ONLY));
}

static void test_engraving_scanned(void **state) {
  (void)state;
  const char *tag = ts_world_tag(world, TS_WORLD_ACTIVE, HOST, PIECE);
  order("9521234000013");
  ts_handheld_show(handheld, tag);
  ts_world_show_as(world, TS_SYMBOLOGY_CODE128, "E77"); /* beside the tag */
  ts_handheld_picture(handheld);
  assert_int_equal(here(), TS_STATE_WEIGHT);
  ts_handheld_key(handheld, TS_KEY_OK);
  ts_handheld_key(handheld, TS_KEY_OK);
  assert_true(ts_handheld_says(handheld, TS_GENUINE, TS_REASON_GENUINE));
}

/* A box beside the piece: the code of a model is not what is engraved. */
static void test_a_product_code_is_no_engraving(void **state) {
  (void)state;
  const char *tag = ts_world_tag(world, TS_WORLD_ACTIVE, HOST, PIECE);
  ts_handheld_mode(handheld, TS_PHRASE_RETURN);
  ts_handheld_line(handheld, "9521234000013");
  ts_handheld_show(handheld, tag);
  ts_world_show_as(world, TS_SYMBOLOGY_EAN13, "9521234000013");
  ts_handheld_picture(handheld);
  assert_int_equal(here(), TS_STATE_ENGRAVED);
}

/* A code that was read once may be misread: an order by it would accuse. */
static void test_an_order_read_once(void **state) {
  (void)state;
  ts_handheld_mode(handheld, TS_PHRASE_RETURN);
  ts_world_clear(world);
  struct ts_symbol *symbol = ts_world_show_as(world, TS_SYMBOLOGY_CODE128, "0109521234000020");
  symbol->gs1 = true;
  symbol->confirmed = false;
  ts_handheld_picture(handheld);
  assert_int_equal(here(), TS_STATE_ORDER);
  symbol->confirmed = true;
  ts_handheld_picture(handheld);
  assert_int_equal(here(), TS_STATE_TAG);
}

/* 162 ct to the carat is 32.3 to 32.5 g, though its grams have one digit. */
static void test_a_coarse_carat_scale(void **state) {
  (void)state;
  order("9521234000013");
  show_tag("(01)" TS_WORLD_GTIN "(21)A1(98)W32490-10");
  ts_handheld_key(handheld, TS_KEY_OK);
  ts_handheld_choose(handheld, TS_PHRASE_SKIP);
  ts_handheld_line(handheld, "ST,GS,+  162 ct");
  ts_handheld_key(handheld, TS_KEY_OK);
  assert_true(ts_handheld_says(handheld, TS_GENUINE, TS_REASON_GENUINE));
}

/* Who has a keyboard types where the camera would look. */
static void test_engraving_typed_at_once(void **state) {
  (void)state;
  order("9521234000013");
  show_tag(PIECE);
  ts_handheld_type(handheld, "E78");
  assert_int_equal(here(), TS_STATE_ENGRAVED_ENTRY);
  assert_true(ts_bytes_equal_text(ts_app_page(&handheld->app)->entry.text, "E78"));
  ts_handheld_key(handheld, TS_KEY_OK);
  ts_handheld_key(handheld, TS_KEY_OK);
  ts_handheld_key(handheld, TS_KEY_OK);
  assert_true(ts_handheld_says(handheld, TS_SUSPECT, TS_REASON_ENGRAVING));
}

/* An order is given anew from its beginning, by typing too. */
static void test_order_typed_after_another(void **state) {
  (void)state;
  ts_handheld_mode(handheld, TS_PHRASE_RETURN);
  ts_handheld_key(handheld, TS_KEY_OK);
  ts_handheld_choose(handheld, TS_PHRASE_ORDER_UNBRANDED);
  ts_handheld_key(handheld, TS_KEY_BACK);
  assert_int_equal(here(), TS_STATE_ORDER);
  ts_handheld_type(handheld, "9521234000013");
  ts_handheld_key(handheld, TS_KEY_OK);
  assert_int_equal(here(), TS_STATE_TAG);
  assert_false(handheld->app.task.claims.order_unbranded);
}

static void test_scale_lines(void **state) {
  (void)state;
  order("9521234000013");
  show_tag(PIECE);
  type_engraving("E77");
  ts_handheld_line(handheld, "US,GS,+  30.00 g"); /* still moving: nothing yet */
  assert_int_equal(ts_app_page(&handheld->app)->entry.text.size, 0);
  assert_int_equal(ts_app_page(&handheld->app)->entry.complaint, TS_PHRASE_NONE);
  ts_handheld_line(handheld, "ST,GS,+  1.14 oz");
  assert_int_equal(ts_app_page(&handheld->app)->entry.complaint, TS_PHRASE_WEIGHT_WRONG);
  ts_handheld_line(handheld, "N     +   162.05 ct");
  assert_true(ts_bytes_equal_text(ts_app_page(&handheld->app)->entry.text, "32.410"));
}

/* The piece's own tag, shown too early, is not the order. */
static void test_a_tag_is_no_order(void **state) {
  (void)state;
  const char *tag = ts_world_tag(world, TS_WORLD_ACTIVE, HOST, PIECE);
  ts_handheld_mode(handheld, TS_PHRASE_RETURN);
  ts_handheld_show(handheld, tag);
  assert_int_equal(here(), TS_STATE_ORDER);
  ts_handheld_line(handheld, tag);
  assert_int_equal(here(), TS_STATE_ORDER);
  ts_handheld_line(handheld, "9521234000020");
  assert_int_equal(here(), TS_STATE_TAG);
  ts_handheld_picture(handheld);
  assert_int_equal(here(), TS_STATE_ENGRAVED);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, ts_handheld_setup, ts_handheld_teardown)

int main(void) {
  const struct CMUnitTest tests[] = {
      TEST(test_all_agrees),
      TEST(test_case_4_moved_tag),
      TEST(test_case_4_nothing_engraved),
      TEST(test_what_is_skipped_accuses_nobody),
      TEST(test_a_coarse_scale),
      TEST(test_case_8_other_model),
      TEST(test_case_8_unbranded),
      TEST(test_no_signed_tag),
      TEST(test_engraving_scanned),
      TEST(test_a_product_code_is_no_engraving),
      TEST(test_an_order_read_once),
      TEST(test_a_coarse_carat_scale),
      TEST(test_engraving_typed_at_once),
      TEST(test_order_typed_after_another),
      TEST(test_scale_lines),
      TEST(test_a_tag_is_no_order),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
