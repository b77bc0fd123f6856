/* SPDX-License-Identifier: Apache-2.0 */
/* The simulated board's window, drawn by SDL's dummy driver, which needs no display; and its beeps. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <SDL2/SDL.h>
#include <cmocka.h>

#include "boards/sim/window.h"

static struct ts_window window;
static struct ts_display display;
static struct ts_input input;
static struct ts_sound sound;

static int start(void **state) {
  (void)state;
  return ts_window_open(&window, "test", false, &display, &input, &sound) == TS_OK ? 0 : -1;
}

static int stop(void **state) {
  (void)state;
  ts_window_close(&window);
  ts_window_close(&window);
  return 0;
}

/* What the next event is. SDL ends a round of polling at a mark, and tells what came behind it in the next round.
 */
static struct ts_input_event poll(void) {
  struct ts_input_event event = {.kind = TS_INPUT_NONE};
  for (unsigned round = 0; round < 2 && event.kind == TS_INPUT_NONE; round++)
    assert_int_equal(input.poll(input.ctx, &event), TS_OK);
  return event;
}

static void push_key(SDL_Keycode code, Uint16 mod) {
  SDL_Event event = {.key = {.type = SDL_KEYDOWN, .state = SDL_PRESSED, .keysym = {.sym = code, .mod = mod}}};
  assert_int_equal(SDL_PushEvent(&event), 1);
}

static void push_text(const char *text) {
  SDL_Event event = {.text = {.type = SDL_TEXTINPUT}};
  assert_true(strlen(text) < sizeof event.text.text);
  memcpy(event.text.text, text, strlen(text));
  assert_int_equal(SDL_PushEvent(&event), 1);
}

static void keys_are_buttons(void **state) {
  (void)state;
  static const struct {
    SDL_Keycode code;
    enum ts_button key;
  } keys[] = {{SDLK_TAB, TS_KEY_NEXT},    {SDLK_DOWN, TS_KEY_NEXT}, {SDLK_RIGHT, TS_KEY_NEXT},
              {SDLK_ESCAPE, TS_KEY_BACK}, {SDLK_LEFT, TS_KEY_BACK}, {SDLK_RETURN, TS_KEY_OK},
              {SDLK_KP_ENTER, TS_KEY_OK}};
  assert_int_equal(poll().kind, TS_INPUT_NONE);
  for (size_t i = 0; i < sizeof keys / sizeof *keys; i++)
    push_key(keys[i].code, 0);
  push_key(SDLK_LSHIFT, 0);
  push_key(SDLK_BACKSPACE, 0);
  for (size_t i = 0; i < sizeof keys / sizeof *keys; i++) {
    struct ts_input_event event = poll();
    assert_int_equal(event.kind, TS_INPUT_KEY);
    assert_int_equal(event.key, keys[i].key);
  }
  assert_int_equal(poll().kind, TS_INPUT_ERASE);
  assert_int_equal(poll().kind, TS_INPUT_NONE);
  assert_false(window.shoot);
  push_key(SDLK_F12, 0);
  assert_int_equal(poll().kind, TS_INPUT_NONE);
  assert_true(window.shoot);
}

static void letters_come_one_by_one(void **state) {
  (void)state;
  push_text("a\xc3\xa9"
            "1");
  push_key(SDLK_RETURN, 0);
  static const char wanted[] = "a1"; /* what is not ASCII is in no serial */
  for (const char *c = wanted; *c; c++) {
    struct ts_input_event event = poll();
    assert_int_equal(event.kind, TS_INPUT_CHARACTER);
    assert_int_equal(event.character, *c);
  }
  assert_int_equal(poll().kind, TS_INPUT_KEY);
  assert_int_equal(poll().kind, TS_INPUT_NONE);
}

static void what_is_pasted_is_a_line(void **state) {
  (void)state;
  assert_int_equal(SDL_SetClipboardText("32.40 g\nsecond"), 0);
  push_key(SDLK_v, KMOD_LCTRL);
  struct ts_input_event event = poll();
  assert_int_equal(event.kind, TS_INPUT_LINE);
  assert_true(ts_bytes_equal_text(event.line, "32.40 g"));
  char giant[2 * TS_WINDOW_LINE_MAX];
  memset(giant, 'x', sizeof giant);
  giant[sizeof giant - 1] = 0;
  assert_int_equal(SDL_SetClipboardText(giant), 0);
  push_key(SDLK_v, KMOD_LCTRL);
  event = poll();
  assert_int_equal(event.line.size, TS_WINDOW_LINE_MAX);
  assert_int_equal(SDL_SetClipboardText("\n"), 0);
  push_key(SDLK_v, KMOD_LCTRL);
  assert_int_equal(poll().kind, TS_INPUT_NONE);
  push_key(SDLK_v, 0); /* the letter comes as text */
  assert_int_equal(poll().kind, TS_INPUT_NONE);
}

static void the_window_can_be_closed(void **state) {
  (void)state;
  assert_false(window.closed);
  SDL_Event event = {.type = SDL_QUIT};
  assert_int_equal(SDL_PushEvent(&event), 1);
  ts_window_wait(&window, 10000); /* it is there already */
  assert_int_equal(poll().kind, TS_INPUT_NONE);
  assert_true(window.closed);
}

static void what_is_drawn_is_shown(void **state) {
  (void)state;
  static uint16_t strip[TS_DISPLAY_WIDTH * 16];
  static uint8_t rgb[TS_DISPLAY_HEIGHT * TS_WINDOW_SCALE][TS_DISPLAY_WIDTH * TS_WINDOW_SCALE][3];
  for (uint32_t y = 0; y < TS_DISPLAY_HEIGHT; y += 16) {
    for (size_t i = 0; i < sizeof strip / sizeof *strip; i++)
      strip[i] = y == 16 ? 0xf800 : 0x001f; /* red among blue */
    assert_int_equal(display.rows(display.ctx, y, 16, strip), TS_OK);
  }
  assert_int_equal(display.rows(display.ctx, TS_DISPLAY_HEIGHT - 8, 16, strip), TS_ERR_ARGUMENT);
  assert_int_equal(ts_window_present(&window), TS_OK);
  assert_false(window.dirty);
  SDL_Renderer *renderer = SDL_GetRenderer(SDL_GetWindowFromID(1));
  assert_non_null(renderer);
  assert_int_equal(SDL_RenderReadPixels(renderer, NULL, SDL_PIXELFORMAT_RGB24, rgb, sizeof rgb[0]), 0);
  for (size_t y = 0; y < TS_DISPLAY_HEIGHT * TS_WINDOW_SCALE; y++) {
    bool red = y / TS_WINDOW_SCALE / 16 == 1;
    assert_int_equal(rgb[y][100][0], red ? 255 : 0);
    assert_int_equal(rgb[y][100][1], 0);
    assert_int_equal(rgb[y][100][2], red ? 0 : 255);
  }
}

static void it_beeps(void **state) {
  (void)state;
  static const struct ts_tone tones[] = {{1000, 100}, {0, 50}, {2000, 50}};
  assert_true(window.heard); /* SDL's dummy has a loudspeaker too */
  sound.play(sound.ctx, tones, 3);
  ts_window_close(&window);
  assert_int_equal(ts_window_open(&window, "test", true, &display, &input, &sound), TS_OK);
  assert_false(window.heard);
  sound.play(sound.ctx, tones, 3);
}

static unsigned crossings(const int16_t *sample, size_t from, size_t to) {
  unsigned count = 0;
  for (size_t i = from + 1; i < to; i++)
    count += (sample[i - 1] < 0) != (sample[i] < 0);
  return count;
}

static void tones_are_as_high_and_long_as_they_are(void **state) {
  (void)state;
  static int16_t sample[TS_BEEPS_MAX];
  static const struct ts_tone tones[] = {{1000, 100}, {0, 50}, {2000, 200}};
  size_t rate = TS_BEEPS_RATE, first = rate / 10, second = first + rate / 20;
  size_t count = ts_beeps_render(tones, 3, sample, TS_BEEPS_MAX);
  assert_int_equal(count, 2205 + 1102 + 4410);
  assert_in_range(crossings(sample, 0, first), 198, 202);
  for (size_t i = first; i < second - 1; i++)
    assert_int_equal(sample[i], 0);
  assert_in_range(crossings(sample, second, count), 796, 804);
  for (size_t i = 1; i < count; i++)
    assert_in_range(abs(sample[i] - sample[i - 1]), 0, 6000); /* no clicks */
  static const struct ts_tone forever[] = {{1000, 60000}};
  assert_int_equal(ts_beeps_render(forever, 1, sample, TS_BEEPS_MAX), TS_BEEPS_MAX);
  static const struct ts_tone shortest[] = {{1000, 0}, {65535, 1}};
  assert_int_equal(ts_beeps_render(shortest, 2, sample, TS_BEEPS_MAX), 22);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_setup_teardown(keys_are_buttons, start, stop),
      cmocka_unit_test_setup_teardown(letters_come_one_by_one, start, stop),
      cmocka_unit_test_setup_teardown(what_is_pasted_is_a_line, start, stop),
      cmocka_unit_test_setup_teardown(the_window_can_be_closed, start, stop),
      cmocka_unit_test_setup_teardown(what_is_drawn_is_shown, start, stop),
      cmocka_unit_test_setup_teardown(it_beeps, start, stop),
      cmocka_unit_test(tones_are_as_high_and_long_as_they_are),
  };
  if (setenv("SDL_VIDEODRIVER", "dummy", 1) != 0 || setenv("SDL_AUDIODRIVER", "dummy", 1) != 0)
    return 70;
  return cmocka_run_group_tests(tests, NULL, NULL);
}
