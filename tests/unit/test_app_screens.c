/* SPDX-License-Identifier: Apache-2.0 */
/* The pages that the app really makes, of every state and after every kind of event, in every language: all can be read, and
 * nothing that the app says is cut. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "app/states.h"
#include "support/legible.h"
#include "tests/support/handheld.h"

static struct ts_screen screen;

static void expect_readable(const struct ts_page *page, int state) {
  static const enum ts_screen_role whole[] = {TS_ROLE_WORD,   TS_ROLE_ADVICE, TS_ROLE_FOOTER,
                                              TS_ROLE_LEGEND, TS_ROLE_COUNT,  TS_ROLE_REASON};
  char name[64];
  (void)snprintf(name, sizeof name, "state %d in %s", state, ts_language_code(page->language));
  ts_page_lay_out(&screen, page);
  ts_expect_legible(&screen, name);
  ts_expect_contrast(&screen, name);
  for (size_t i = 0; i < sizeof whole / sizeof whole[0]; i++) {
    const char *cut = ts_screen_cut(&screen, whole[i]);
    if (cut)
      fail_msg("%s: \"%s\" is cut", name, cut);
  }
  if (page->kind == TS_PAGE_MENU && ts_screen_cut(&screen, TS_ROLE_CHOICE) != NULL)
    for (unsigned i = 0; i < TS_PAGE_LINES && page->menu.first + i < page->menu.count; i++)
      if (page->menu.line[i].phrase != TS_PHRASE_NONE)
        fail_msg("%s: \"%s\" is cut", name, ts_screen_cut(&screen, TS_ROLE_CHOICE));
}

/* Each page once: the walk comes by the same ones again and again. */
static bool is_new(const struct ts_page *page) {
  static uint64_t known[4096];
  static size_t count;
  uint64_t hash = UINT64_C(0xcbf29ce484222325);
  ts_page_lay_out(&screen, page);
  for (size_t i = 0; i < screen.count; i++) {
    const struct ts_screen_item *item = &screen.item[i];
    const uint64_t fields = (uint64_t)item->kind << 40 | (uint64_t)item->icon << 32 |
                            (uint64_t)(uint16_t)item->y << 16 | (uint16_t)item->x;
    hash = (hash ^ fields) * UINT64_C(0x100000001b3);
    struct ts_bytes text = ts_item_text(&screen, item);
    for (size_t k = 0; k < text.size; k++)
      hash = (hash ^ text.data[k]) * UINT64_C(0x100000001b3);
  }
  for (size_t i = 0; i < count; i++)
    if (known[i] == hash)
      return false;
  assert_true(count < sizeof known / sizeof known[0]);
  known[count++] = hash;
  return true;
}

static unsigned looked_at[TS_STATE_COUNT];

static void look(void) {
  int state = (int)ts_app_state(&handheld->app);
  struct ts_page page = *ts_app_page(&handheld->app);
  page.language = TS_LANGUAGE_EN;
  looked_at[state]++;
  if (!is_new(&page))
    return;
  for (int language = 0; language < TS_LANGUAGE_COUNT; language++) {
    page.language = (enum ts_language)language;
    if (page.kind == TS_PAGE_VERDICT)
      page.verdict.sheets = ts_page_sheets(&page);
    expect_readable(&page, state);
    for (unsigned sheet = 1; page.kind == TS_PAGE_VERDICT && sheet < page.verdict.sheets; sheet++) {
      page.verdict.sheet = sheet;
      expect_readable(&page, state);
    }
    page.verdict.sheet = page.kind == TS_PAGE_VERDICT ? 0 : page.verdict.sheet;
  }
}

static void step(struct ts_event event) {
  handheld->ticks += 100000;
  ts_app_step(&handheld->app, &event);
  look();
}

static void step_key(enum ts_button key) {
  step((struct ts_event){.kind = TS_EVENT_INPUT, .input = {.kind = TS_INPUT_KEY, .key = key}});
}

static void step_line(const char *line) {
  step(
      (struct ts_event){.kind = TS_EVENT_INPUT, .input = {.kind = TS_INPUT_LINE, .line = ts_bytes_of(line)}});
}

static void enter(int state) {
  ts_handheld_restart(handheld);
  if (state != TS_STATE_HOME)
    ts_app_go(&handheld->app, (enum ts_app_state)state);
  handheld->app.changed = true;
  step((struct ts_event){.kind = TS_EVENT_TICK});
}

/* What may happen in a state, one thing after another; it may lead elsewhere, which is looked at, too. */
static void live_in(int state) {
  static const char *const lines[] = {"nonsense that is far too long for any field there is, and wrong, too",
                                      "ST,GS,+  32.41 g", "9521234000013", "2026-11-01", "2031-13-77"};
  for (int key = TS_KEY_NEXT; key < TS_KEY_COUNT; key++) {
    enter(state);
    for (int i = 0; i < 4; i++)
      step_key((enum ts_button)key);
  }
  for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++) {
    enter(state);
    step_line(lines[i]);
    step_key(TS_KEY_OK);
    step_key(TS_KEY_OK);
  }
  enter(state);
  step((struct ts_event){.kind = TS_EVENT_PICTURE, .picture = {.photo = ts_bytes_of("photograph")}});
  step((struct ts_event){.kind = TS_EVENT_NO_CAMERA, .err = TS_ERR_IO});
  step((struct ts_event){.kind = TS_EVENT_NO_INPUT, .err = TS_ERR_IO});
}

static void test_every_state(void **state) {
  (void)state;
  const char *tag = ts_world_tag(world, TS_WORLD_ACTIVE, "id.maison.example",
                                 "(01)" TS_WORLD_GTIN "(21)A1(250)MA-0001(98)W32400-50.F750.CYG.S17");
  for (int mode = 0; mode < TS_MODE_COUNT; mode++) {
    ts_world_clear(world);
    if (mode)
      ts_world_show(world, tag);
    ts_handheld_put(handheld, TS_STORE_CARD, TS_MANIFEST_FILE,
                    mode == 2 ? "gtin,serial\nwrong\n" : "gtin,serial\n" TS_WORLD_GTIN ",A1\n");
    for (int each = 0; each < TS_STATE_COUNT; each++)
      live_in(each);
  }
  for (int each = 0; each < TS_STATE_COUNT; each++)
    if (!looked_at[each])
      fail_msg("no page of state %d was looked at", each);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_setup_teardown(test_every_state, ts_handheld_setup, ts_handheld_teardown),
  };
  return cmocka_run_group_tests_name("app_screens", tests, NULL, NULL);
}
