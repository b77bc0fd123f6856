/* SPDX-License-Identifier: Apache-2.0 */
/* Only what has changed is sent, and what stands on the display is always the whole screen. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "support/pages.h"
#include "support/views.h"
#include "support/world.h"

#define ROWS 16

static struct ts_screen screen;
static struct ts_screen_state state;

/* A display that keeps what it is sent, counts rows, and fails when it is told to. */
static struct {
  struct ts_picture picture;
  uint32_t rows;
  unsigned fail; /* the Nth call from now; 0: none */
} panel;

static enum ts_err take(void *ctx, uint32_t y, uint32_t height, const uint16_t *pixels) {
  (void)ctx;
  if (panel.fail && --panel.fail == 0)
    return TS_ERR_IO;
  assert_true(y < TS_DISPLAY_HEIGHT && height <= TS_DISPLAY_HEIGHT - y);
  memcpy(panel.picture.pixel[y], pixels, (size_t)height * sizeof panel.picture.pixel[0]);
  panel.rows += height;
  return TS_OK;
}

/* Updates, and returns the rows sent; the panel then shows SCREEN, whatever it showed before. */
static uint32_t update(uint32_t rows) {
  static uint16_t pixels[TS_DISPLAY_WIDTH * TS_DISPLAY_HEIGHT];
  static struct ts_picture whole;
  const struct ts_display display = {.rows = take};
  panel.rows = 0;
  assert_int_equal(ts_screen_update(&state, &screen, &display, pixels, rows), TS_OK);
  ts_picture_draw(&whole, &screen, TS_DISPLAY_HEIGHT);
  assert_memory_equal(&whole, &panel.picture, sizeof whole);
  return panel.rows;
}

static int begin(void **unused) {
  (void)unused;
  memset(&state, 0, sizeof state);
  memset(&panel, 0, sizeof panel);
  return 0;
}

static struct ts_page page_of(const char *name) {
  for (size_t i = 0; i < ts_pages_count(); i++)
    if (strcmp(ts_pages_name(i), name) == 0)
      return *ts_pages_make(i, TS_LANGUAGE_EN, &world->device);
  fail_msg("there is no page %s", name);
  return (struct ts_page){0};
}

static void test_a_letter_sends_its_rows(void **unused) {
  (void)unused;
  struct ts_page page = page_of("entry-serial");
  ts_page_lay_out(&screen, &page);
  assert_int_equal(update(ROWS), TS_DISPLAY_HEIGHT);
  assert_int_equal(update(ROWS), 0);
  page.entry.at++; /* the wheel turns: 40 rows, in strips of 16 */
  ts_page_lay_out(&screen, &page);
  assert_in_range(update(ROWS), 40, 64);
  page.entry.text = ts_bytes_of("MA2611-00N"); /* the field: 36 rows */
  ts_page_lay_out(&screen, &page);
  assert_in_range(update(ROWS), 16, 64);
}

static void test_a_picture_sends_its_rows(void **unused) {
  (void)unused;
  static uint8_t gray[480][640];
  struct ts_page page = page_of("aim-dark");
  page.aim.frame.gray = gray[0];
  ts_page_lay_out(&screen, &page);
  assert_int_equal(update(ROWS), TS_DISPLAY_HEIGHT);
  assert_int_equal(update(ROWS), 0); /* the same picture */
  memset(gray[200], 255, 4 * sizeof gray[0]);
  assert_in_range(update(ROWS), 16, 32); /* one stripe of it */
  memset(gray, 128, sizeof gray);
  assert_in_range(update(ROWS), 150, 176);
}

/* From one kind of page to another, and from one verdict to another, everything is sent. */
static void test_another_look_is_sent_whole(void **unused) {
  (void)unused;
  static const char *const names[] = {"genuine", "counterfeit", "home", "aim-start", "genuine"};
  for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
    struct ts_page page = page_of(names[i]);
    ts_page_lay_out(&screen, &page);
    assert_int_equal(update(ROWS), TS_DISPLAY_HEIGHT);
  }
  struct ts_page page = page_of("genuine-seen"); /* the same verdict: its band stays */
  ts_page_lay_out(&screen, &page);
  assert_in_range(update(ROWS), 16, TS_DISPLAY_HEIGHT - 32);
  assert_int_equal(update(8), TS_DISPLAY_HEIGHT); /* cut another way */
}

/* What a display did not take is sent again, with all the rest. */
static void test_failure_sends_all_again(void **unused) {
  (void)unused;
  static uint16_t pixels[TS_DISPLAY_WIDTH * ROWS];
  const struct ts_display display = {.rows = take};
  struct ts_page page = page_of("home");
  ts_page_lay_out(&screen, &page);
  assert_int_equal(update(ROWS), TS_DISPLAY_HEIGHT);
  page.menu.selected = 1;
  ts_page_lay_out(&screen, &page);
  panel.fail = 2;
  assert_int_equal(ts_screen_update(&state, &screen, &display, pixels, ROWS), TS_ERR_IO);
  assert_int_equal(panel.fail, 0);
  assert_int_equal(update(ROWS), TS_DISPLAY_HEIGHT);
  assert_int_equal(ts_screen_update(&state, &screen, &display, pixels, 3), TS_ERR_ARGUMENT);
}

/* All pages one after another, in all languages, over strips of any height: never a row left standing. */
static void test_any_order_of_pages(void **unused) {
  (void)unused;
  static const uint32_t heights[] = {4, 7, 16, 100, 240};
  for (size_t h = 0; h < sizeof heights / sizeof heights[0]; h++)
    for (size_t i = 0; i < ts_pages_count(); i++) {
      enum ts_language language = (enum ts_language)((i + h) % TS_LANGUAGE_COUNT);
      ts_page_lay_out(&screen, ts_pages_make((i * 17) % ts_pages_count(), language, &world->device));
      (void)update(heights[h]);
    }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_setup(test_a_letter_sends_its_rows, begin),
      cmocka_unit_test_setup(test_a_picture_sends_its_rows, begin),
      cmocka_unit_test_setup(test_another_look_is_sent_whole, begin),
      cmocka_unit_test_setup(test_failure_sends_all_again, begin),
      cmocka_unit_test_setup(test_any_order_of_pages, begin),
  };
  return cmocka_run_group_tests_name("screen_update", tests, ts_world_setup, ts_world_teardown);
}
