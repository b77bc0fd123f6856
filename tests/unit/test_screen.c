/* SPDX-License-Identifier: Apache-2.0 */
/* The verdict's screen: every verdict looks like no other, nothing leaves the screen, strips make no difference, and a tag's
 * text is text. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "app/screen.h"
#include "tests/support/world.h"

/* Rows of a line's box that hold no ink, so that a label may stand closer to its value. */
#define LEADING 2

struct picture {
  uint16_t pixel[TS_DISPLAY_HEIGHT][TS_DISPLAY_WIDTH];
  uint32_t next; /* the row that must come next */
};

static struct ts_screen screen;

static enum ts_err rows(void *ctx, uint32_t y, uint32_t height, const uint16_t *pixels) {
  struct picture *picture = ctx;
  assert_int_equal(y, picture->next);
  assert_true(height <= TS_DISPLAY_HEIGHT - y);
  memcpy(picture->pixel[y], pixels, (size_t)height * sizeof picture->pixel[0]);
  picture->next = y + height;
  return TS_OK;
}

static void draw(struct picture *picture, uint32_t strip) {
  static uint16_t pixels[TS_DISPLAY_HEIGHT * TS_DISPLAY_WIDTH];
  const struct ts_display display = {.ctx = picture, .rows = rows};
  picture->next = 0;
  assert_int_equal(ts_screen_show(&screen, &display, pixels, strip), TS_OK);
  assert_int_equal(picture->next, TS_DISPLAY_HEIGHT);
}

/* Lays the view out, and checks what holds for every screen. */
static void lay_out(void) {
  struct ts_shown shown = {.device = &world->device, .view = &world->view};
  if (world->view.shown >= 0) {
    shown.brand = ts_inspection_brand(&world->device, &world->view.judgement[world->view.shown]);
    shown.model = ts_inspection_model(&world->device, &world->view.judgement[world->view.shown]);
  }
  ts_screen_verdict(&screen, TS_LANGUAGE_EN, &shown);
  assert_false(screen.full);
  bool word = false, reason = false;
  for (size_t i = 0; i < screen.count; i++) {
    const struct ts_screen_item *item = &screen.item[i];
    assert_true(item->x >= 0 && item->y >= 0);
    assert_true(item->x + item->width <= TS_DISPLAY_WIDTH && item->y + item->height <= TS_DISPLAY_HEIGHT);
    word = word || item->role == TS_ROLE_WORD;
    reason = reason || (item->role == TS_ROLE_REASON && item->kind == TS_SCREEN_TEXT);
    for (size_t k = 0; item->kind == TS_SCREEN_TEXT && k < i; k++) {
      const struct ts_screen_item *other = &screen.item[k];
      bool apart = other->kind != TS_SCREEN_TEXT || other->x + other->width <= item->x ||
                   item->x + item->width <= other->x || other->y + other->height <= item->y + LEADING ||
                   item->y + item->height <= other->y + LEADING;
      assert_true(apart);
    }
  }
  assert_true(word && reason);
}

static const char *tag(enum ts_world_key key, const char *serial) {
  char elements[160];
  (void)snprintf(elements, sizeof elements,
                 "(01)" TS_WORLD_GTIN "(21)%s(250)MA-0001(98)W32400-50.F750.CYG.S17", serial);
  return ts_world_tag(world, key, "id.maison.example", elements);
}

static void test_verdicts_differ(void **state) {
  (void)state;
  static struct picture picture[4];
  uint8_t icon[4] = {0}, seen = 0;
  for (int verdict = TS_GENUINE; verdict <= TS_COUNTERFEIT; verdict++) {
    (void)ts_world_look_at(world, tag(TS_WORLD_ACTIVE, "A1"));
    world->view.decision.verdict = (enum ts_verdict)verdict;
    lay_out();
    for (size_t i = 0; i < screen.count; i++)
      if (screen.item[i].kind == TS_SCREEN_ICON && screen.item[i].role == TS_ROLE_WORD)
        icon[verdict] = screen.item[i].icon;
    seen |= (uint8_t)(1 << icon[verdict]);
    draw(&picture[verdict], 16);
    for (int other = 0; other < verdict; other++) {
      assert_memory_not_equal(picture[verdict].pixel, picture[other].pixel, sizeof picture[0].pixel);
      assert_int_not_equal(picture[verdict].pixel[2][2],
                           picture[other].pixel[2][2]); /* the colour of the band */
    }
  }
  assert_int_equal(seen, 1 << TS_ICON_GENUINE | 1 << TS_ICON_UNPROVEN | 1 << TS_ICON_SUSPECT |
                             1 << TS_ICON_COUNTERFEIT);
}

static void test_strips_make_no_difference(void **state) {
  (void)state;
  static struct picture whole, strips;
  (void)ts_world_look_at(world, tag(TS_WORLD_ACTIVE, "A1"));
  lay_out();
  draw(&whole, TS_DISPLAY_HEIGHT);
  static const uint32_t heights[] = {1, 7, 8, 16, 100};
  for (size_t i = 0; i < sizeof heights / sizeof heights[0]; i++) {
    draw(&strips, heights[i]);
    assert_memory_equal(whole.pixel, strips.pixel, sizeof whole.pixel);
  }
}

static void test_every_view_fits(void **state) {
  (void)state;
  const char *const texts[] = {tag(TS_WORLD_ACTIVE, "A1"),
                               tag(TS_WORLD_ACTIVE, "WWWWWWWWWWWWWWWWWWWW"),
                               tag(TS_WORLD_STRANGER, "A1"),
                               tag(TS_WORLD_OVERDUE, "A1"),
                               "https://id.maison.example/01/" TS_WORLD_GTIN "/21/A1?250=x%2500",
                               "https://id.maison.example/01/" TS_WORLD_STRANGE "/21/A1",
                               "\x1b[31mGENUINE\x1b[0m",
                               "\xe2\x80\xae"
                               "ENIUNEG"};
  for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
    (void)ts_world_look_at(world, texts[i]);
    lay_out();
  }
  ts_world_clear(world);
  (void)ts_world_look(world);
  lay_out();
  /* Every reason at once: more than fit, and the gravest is there. */
  (void)ts_world_look_at(world, tag(TS_WORLD_ACTIVE, "A1"));
  world->view.decision =
      (struct ts_decision){.verdict = TS_COUNTERFEIT, .reasons = UINT64_MAX >> (64 - TS_REASON_COUNT)};
  lay_out();
}

/* A view without a good signature never shows the word GENUINE. */
static void test_word_is_the_verdict(void **state) {
  (void)state;
  (void)ts_world_look_at(world, tag(TS_WORLD_STRANGER, "GENUINE"));
  lay_out();
  for (size_t i = 0; i < screen.count; i++) {
    const struct ts_screen_item *item = &screen.item[i];
    if (item->kind == TS_SCREEN_TEXT && item->role == TS_ROLE_WORD)
      assert_true(ts_bytes_equal_text(ts_bytes(screen.text + item->text, item->size), "COUNTERFEIT"));
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_setup_teardown(test_verdicts_differ, ts_world_setup, ts_world_teardown),
      cmocka_unit_test_setup_teardown(test_strips_make_no_difference, ts_world_setup, ts_world_teardown),
      cmocka_unit_test_setup_teardown(test_every_view_fits, ts_world_setup, ts_world_teardown),
      cmocka_unit_test_setup_teardown(test_word_is_the_verdict, ts_world_setup, ts_world_teardown),
  };
  return cmocka_run_group_tests_name("screen", tests, NULL, NULL);
}
