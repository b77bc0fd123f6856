/* SPDX-License-Identifier: Apache-2.0 */
/* The table as a whole: every state that can be reached, with every event; a page each time; BACK leads home. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "app/states.h"
#include "tests/support/handheld.h"

static struct ts_event key(enum ts_button button) {
  return (struct ts_event){.kind = TS_EVENT_INPUT, .input = {.kind = TS_INPUT_KEY, .key = button}};
}

/* One of everything that can happen. */
#define EVENTS 18
static struct ts_event event(unsigned which) {
  static const char *const lines[] = {"", "ST,GS,+  32.41 g", "9521234000013", "A1", "\x01\xff"};
  switch (which) {
  case 0:
  case 1:
  case 2:
    return key((enum ts_button)which);
  case 3:
    return (struct ts_event){.kind = TS_EVENT_TICK};
  case 4:
    return (struct ts_event){.kind = TS_EVENT_PICTURE, .picture = {.photo = ts_bytes_of("photograph")}};
  case 5:
    return (struct ts_event){.kind = TS_EVENT_NO_CAMERA, .err = TS_ERR_NOT_FOUND};
  case 6:
    return (struct ts_event){.kind = TS_EVENT_NO_CAMERA, .err = TS_ERR_IO};
  case 7:
    return (struct ts_event){.kind = TS_EVENT_NO_DISPLAY, .err = TS_ERR_IO};
  case 8:
    return (struct ts_event){.kind = TS_EVENT_SHOWN};
  case 9:
    return (struct ts_event){.kind = TS_EVENT_NO_INPUT, .err = TS_ERR_IO};
  case 10:
    return (struct ts_event){.kind = TS_EVENT_INPUT};
  case 11:
    return (struct ts_event){.kind = TS_EVENT_INPUT, .input = {.kind = TS_INPUT_CHARACTER, .character = '7'}};
  case 12:
    return (struct ts_event){.kind = TS_EVENT_INPUT, .input = {.kind = TS_INPUT_ERASE}};
  default:
    return (struct ts_event){.kind = TS_EVENT_INPUT,
                             .input = {.kind = TS_INPUT_LINE, .line = ts_bytes_of(lines[(which - 13) % 5])}};
  }
}

static bool seen_state[TS_STATE_COUNT];

static void look_at_page(void) {
  const struct ts_page *page = ts_app_page(&handheld->app);
  seen_state[ts_app_state(&handheld->app)] = true;
  assert_true(page->kind > TS_PAGE_NONE && page->kind <= TS_PAGE_INSTRUCTIONS);
  assert_true(handheld->app.depth >= 1 && handheld->app.depth < TS_APP_PATH_MAX);
  if (page->kind == TS_PAGE_MENU) {
    assert_true(page->menu.count > 0 && page->menu.selected < page->menu.count);
    for (unsigned i = 0; i < TS_PAGE_LINES && page->menu.first + i < page->menu.count; i++)
      assert_true(page->menu.line[i].phrase != TS_PHRASE_NONE || page->menu.line[i].text.size > 0);
  }
  if (page->kind == TS_PAGE_ENTRY)
    assert_true(page->entry.at <= page->entry.wheel.size && page->entry.wheel.size > 0);
  if (page->kind == TS_PAGE_NOTICE)
    assert_int_not_equal(page->notice.what, TS_PHRASE_NONE);
}

/* From wherever it is: the camera, the screen and the buttons work again, then BACK and nothing else. */
static void test_home_from_here(void) {
  struct ts_app copy = handheld->app;
  struct ts_event shown = event(8);
  unsigned presses = 0;
  ts_app_step(&handheld->app, &shown);
  while (ts_app_state(&handheld->app) != TS_STATE_HOME) {
    ts_handheld_key(handheld, TS_KEY_BACK);
    if (ts_app_state(&handheld->app) == TS_STATE_JOURNAL_LOST ||
        ts_app_state(&handheld->app) == TS_STATE_CONSIGNMENT_DONE)
      ts_handheld_key(handheld, TS_KEY_OK);
    assert_true(++presses < TS_APP_PATH_MAX + TS_ENTRY_MAX);
  }
  handheld->app = copy;
}

static uint32_t random_state;
static uint32_t random_below(uint32_t n) {
  random_state = random_state * 1664525u + 1013904223u;
  return (random_state >> 8) % n;
}

static void test_what_is_seen_changes(void) {
  static const char *const texts[] = {"https://id.maison.example/01/09521234000013/21/A1", "A1", "nonsense",
                                      "https://id.example.org/01/" TS_WORLD_STRANGE "/21/X"};
  static const char *signed_tag;
  if (!signed_tag)
    signed_tag = strdup(ts_world_tag(world, TS_WORLD_ACTIVE, "id.maison.example",
                                     "(01)" TS_WORLD_GTIN "(21)A1(98)W32400-50.S17"));
  ts_world_clear(world);
  for (uint32_t n = random_below(3); n > 0; n--) {
    uint32_t which = random_below(6);
    if (which < 4)
      ts_world_show(world, texts[which]);
    else if (which == 4)
      ts_world_show(world, signed_tag);
    else
      ts_world_show_as(world, TS_SYMBOLOGY_EAN13, "9521234000013");
  }
}

static void new_device(void) {
  ts_handheld_free(handheld);
  handheld = ts_handheld_make();
  ts_handheld_put(handheld, TS_STORE_CARD, TS_MANIFEST_FILE, "gtin,serial\n" TS_WORLD_GTIN ",A1\n");
}

/* A person who presses anything, a hundred lives long. */
static void test_walk(void **state) {
  (void)state;
  new_device();
  for (random_state = 1; random_state < 4000; random_state += 2) {
    uint32_t seed = random_state;
    handheld->now.trust = seed % 5 ? TS_TIME_RTC : TS_TIME_NONE;
    handheld->read_only = seed % 7 == 0;
    handheld->load_err = TS_OK;
    ts_handheld_restart(handheld);
    for (unsigned i = 0; i < 60; i++) {
      /* OK and NEXT more often than the rest, as they lead on. */
      uint32_t which = random_below(EVENTS + 14);
      struct ts_event e = event(which < EVENTS ? which : which % 3 == 0 ? 0 : which % 3 == 1 ? 2 : 4);
      if (random_below(4) == 0)
        test_what_is_seen_changes();
      if (random_below(40) == 0)
        handheld->load_err = handheld->load_err ? TS_OK : TS_ERR_PHOTO_DAMAGED;
      handheld->ticks += 100000;
      ts_handheld_step(handheld, &e);
      look_at_page();
    }
    test_home_from_here();
    random_state = seed;
    if (ts_journal_size(&handheld->app.journal) > 200)
      new_device();
  }
  for (int i = 0; i < TS_STATE_COUNT; i++)
    if (!seen_state[i] && i != TS_STATE_JOURNAL_LOST && i != TS_STATE_TRUST_LOST &&
        i != TS_STATE_MANIFEST_BAD)
      fail_msg("state %d was never reached", i);
}

/* Put into each state by force, each event: a page comes of it, and nothing breaks. */
static void test_each_state_with_each_event(void **state) {
  (void)state;
  for (int s = 0; s < TS_STATE_COUNT; s++)
    for (unsigned e = 0; e < EVENTS; e++) {
      ts_handheld_restart(handheld);
      if (s != TS_STATE_HOME)
        ts_app_go(&handheld->app, (enum ts_app_state)s);
      handheld->app.changed = true;
      struct ts_event tick = event(8), what = event(e);
      ts_app_step(&handheld->app, &tick);
      look_at_page();
      ts_app_step(&handheld->app, &what);
      look_at_page();
    }
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, ts_handheld_setup, ts_handheld_teardown)

int main(void) {
  const struct CMUnitTest tests[] = {
      TEST(test_each_state_with_each_event),
      TEST(test_walk),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
