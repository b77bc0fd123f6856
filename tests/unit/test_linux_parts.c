/* SPDX-License-Identifier: Apache-2.0 */
/* What of the Linux board needs no hardware: settings, pixels, keys, contacts. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <linux/input-event-codes.h>

#include "boards/linux/config.h"
#include "boards/linux/debounce.h"
#include "boards/linux/keys.h"
#include "boards/linux/pixels.h"
#include "port/display.h"

/* ---- settings ---- */

static struct ts_config config;
static struct ts_config_error error;

static bool read_config(const char *text) {
  ts_config_default(&config);
  return ts_config_read(&config, ts_bytes_of(text), &error);
}

static void what_holds_without_a_word(void **state) {
  (void)state;
  assert_true(read_config(""));
  assert_string_equal(config.device, "/var/lib/touchstone");
  assert_string_equal(config.reader, "/usr/lib/touchstone/touchstone-reader");
  assert_string_equal(config.camera, "");
  assert_string_equal(config.display, "");
  assert_string_equal(config.gpio, "");
  assert_int_equal(config.width, 1280);
  assert_int_equal(config.clock, TS_CONFIG_CLOCK_NTP);
}

static void every_setting_is_read(void **state) {
  (void)state;
  assert_true(read_config("# a remark = this\n\n  device=/srv/t \r\nreader\t= /opt/r\ncamera = /dev/video2\n"
                          "camera-size = 640x480\ndisplay = /dev/fb1\nkeys = /dev/input/event3\n"
                          "gpio = /dev/gpiochip4\ngpio-next = 5\ngpio-back = 0\ngpio-ok = 1023\n"
                          "gpio-active = high\nclock = rtc"));
  assert_string_equal(config.device, "/srv/t");
  assert_string_equal(config.reader, "/opt/r");
  assert_string_equal(config.camera, "/dev/video2");
  assert_int_equal(config.width, 640);
  assert_int_equal(config.height, 480);
  assert_string_equal(config.display, "/dev/fb1");
  assert_string_equal(config.keys, "/dev/input/event3");
  assert_string_equal(config.gpio, "/dev/gpiochip4");
  assert_int_equal(config.line[TS_KEY_NEXT], 5);
  assert_int_equal(config.line[TS_KEY_BACK], 0);
  assert_int_equal(config.line[TS_KEY_OK], 1023);
  assert_true(config.active_high);
  assert_int_equal(config.clock, TS_CONFIG_CLOCK_RTC);
  assert_true(read_config(
      "camera = auto\ndisplay = auto\nkeys = auto\ngpio = none\nclock = none\ngpio-active = low\n"));
  assert_string_equal(config.camera, "");
  assert_int_equal(config.clock, TS_CONFIG_CLOCK_NONE);
  assert_false(config.active_high);
}

static void slips_are_told_with_their_line(void **state) {
  (void)state;
  static const struct {
    const char *text;
    unsigned line;
    const char *what;
  } slips[] = {
      {"\n\ncamera /dev/video0\n", 3, "a line is \"name = value\""},
      {"camara = auto", 1, "there is no setting of this name"},
      {"= auto", 1, "there is no setting of this name"},
      {"camera = auto\n# x\ncamera = auto\n", 3, "camera is set twice"},
      {"device = lib", 1, "device is to be an absolute path of at most 255 bytes"},
      {"device =", 1, "device is to be an absolute path of at most 255 bytes"},
      {"reader = auto", 1, "reader is to be an absolute path of at most 255 bytes"},
      {"camera = video0", 1, "camera is to be auto or an absolute path of at most 255 bytes"},
      {"camera-size = 640", 1, "camera-size is to be WIDTHxHEIGHT, each 1 to 4096"},
      {"camera-size = 640x", 1, "camera-size is to be WIDTHxHEIGHT, each 1 to 4096"},
      {"camera-size = 0x480", 1, "camera-size is to be WIDTHxHEIGHT, each 1 to 4096"},
      {"camera-size = 640x4097", 1, "camera-size is to be WIDTHxHEIGHT, each 1 to 4096"},
      {"camera-size = 640x480x2", 1, "camera-size is to be WIDTHxHEIGHT, each 1 to 4096"},
      {"gpio-ok = 1024", 1, "gpio-ok is to be a line of the chip, 0 to 1023"},
      {"gpio-ok = -1", 1, "gpio-ok is to be a line of the chip, 0 to 1023"},
      {"gpio-active = up", 1, "gpio-active is to be low or high"},
      {"clock = NTP", 1, "clock is to be ntp, rtc or none"},
      {"gpio-ok = 1", 0, "lines are set, but no chip: gpio = /dev/gpiochip0"},
      {"gpio = /dev/gpiochip0\ngpio-ok = 1\ngpio-next = 2\n", 0,
       "a chip needs all of gpio-next, gpio-back and gpio-ok"},
      {"gpio = /dev/gpiochip0\ngpio-ok = 1\ngpio-next = 2\ngpio-back = 1\n", 0,
       "two buttons are on the same line of the chip"},
  };
  for (size_t i = 0; i < sizeof slips / sizeof slips[0]; i++) {
    assert_false(read_config(slips[i].text));
    assert_int_equal(error.line, slips[i].line);
    assert_string_equal(error.what, slips[i].what);
  }
}

static void long_and_odd_files(void **state) {
  (void)state;
  static char text[TS_CONFIG_SIZE_MAX + 2];
  memset(text, '\n', sizeof text - 1);
  assert_false(read_config(text));
  assert_int_equal(error.line, 0);
  text[TS_CONFIG_SIZE_MAX] = 0;
  assert_true(read_config(text));
  memset(text, 'a', sizeof text - 1);
  memcpy(text, "device = /", 10);
  text[10 + 254] = 0;
  assert_true(read_config(text));
  assert_int_equal(strlen(config.device), 255);
  text[10 + 254] = 'a';
  text[10 + 255] = 0;
  assert_false(read_config(text));
  ts_config_default(&config);
  assert_false(ts_config_read(&config, ts_bytes("device = /a\0b", 13), &error));
}

/* ---- pixels ---- */

static const struct ts_pixels xrgb = {.width = 320,
                                      .height = 240,
                                      .stride = 320 * 4,
                                      .size = 320 * 240 * 4,
                                      .bytes = 4,
                                      .red = {16, 8},
                                      .green = {8, 8},
                                      .blue = {0, 8}};

static void colours_keep_their_ends(void **state) {
  (void)state;
  struct ts_pixels bgr = xrgb, rgb565 = xrgb;
  bgr.red.shift = 0;
  bgr.blue.shift = 16;
  rgb565.bytes = 2;
  rgb565.red = (struct ts_pixel_field){11, 5};
  rgb565.green = (struct ts_pixel_field){5, 6};
  rgb565.blue = (struct ts_pixel_field){0, 5};
  assert_int_equal(ts_pixels_convert(&xrgb, 0xffff), 0xffffff);
  assert_int_equal(ts_pixels_convert(&xrgb, 0), 0);
  assert_int_equal(ts_pixels_convert(&xrgb, 0xf800), 0xff0000);
  assert_int_equal(ts_pixels_convert(&xrgb, 0x07e0), 0x00ff00);
  assert_int_equal(ts_pixels_convert(&xrgb, 0x001f), 0x0000ff);
  assert_int_equal(ts_pixels_convert(&xrgb, 0x8410), 0x848284);
  assert_int_equal(ts_pixels_convert(&bgr, 0xf800), 0x0000ff);
  struct ts_pixels argb = xrgb, rgba5551 = rgb565; /* a layer that is seen through where its pixels say so */
  argb.opaque = (struct ts_pixel_field){24, 8};
  assert_int_equal(ts_pixels_convert(&argb, 0), 0xff000000);
  assert_int_equal(ts_pixels_convert(&argb, 0xffff), 0xffffffff);
  rgba5551.opaque = (struct ts_pixel_field){0, 1};
  rgba5551.blue.shift = 1;
  assert_int_equal(ts_pixels_convert(&rgba5551, 0), 1);
  for (uint32_t c = 0; c <= 0xffff; c++)
    assert_int_equal(ts_pixels_convert(&rgb565, (uint16_t)c), c);
}

static void impossible_screens_are_refused(void **state) {
  (void)state;
  struct ts_pixels p = xrgb;
  assert_true(ts_pixels_ready(&p));
#define REFUSED(change)                                                                                      \
  do {                                                                                                       \
    p = xrgb;                                                                                                \
    p.change;                                                                                                \
    assert_false(ts_pixels_ready(&p));                                                                       \
  } while (0)
  REFUSED(bytes = 1);
  REFUSED(bytes = 5);
  REFUSED(width = 319);
  REFUSED(height = 239);
  REFUSED(stride = 1279);
  REFUSED(size = 320 * 240 * 4 - 1);
  REFUSED(height = UINT32_MAX);
  REFUSED(red.size = 0);
  REFUSED(green.size = 9);
  REFUSED(blue.shift = 25);
  REFUSED(opaque = ((struct ts_pixel_field){25, 8}));
#undef REFUSED
}

/* In the middle, doubled; nothing beside it is touched. */
static void a_larger_screen(void **state) {
  (void)state;
  struct ts_pixels p = xrgb;
  static uint16_t rows[2 * TS_DISPLAY_WIDTH];
  p.width = 700;
  p.height = 500;
  p.bytes = 3;
  p.stride = 700 * 3 + 4;
  p.size = (size_t)p.stride * p.height;
  assert_true(ts_pixels_ready(&p));
  assert_int_equal(p.scale, 2);
  assert_int_equal(p.left, 30);
  assert_int_equal(p.top, 10);
  uint8_t *memory = calloc(1, p.size);
  assert_non_null(memory);
  p.at = memory;
  rows[0] = 0xf800;
  rows[TS_DISPLAY_WIDTH + 319] = 0x001f;
  assert_true(ts_pixels_rows(&p, 238, 2, rows));
  size_t lit = 0;
  for (size_t i = 0; i < p.size; i++)
    lit += memory[i] != 0;
  assert_int_equal(lit, 8); /* two pixels, each four times */
  size_t first = (10 + 476) * (size_t)p.stride + 30 * 3, last = (10 + 479) * (size_t)p.stride + 669 * 3;
  assert_int_equal(memory[first + 2], 0xff);
  assert_int_equal(memory[first + 3 + 2], 0xff);
  assert_int_equal(memory[first + p.stride + 2], 0xff);
  assert_int_equal(memory[last], 0xff);
  assert_false(ts_pixels_rows(&p, 239, 2, rows));
  assert_false(ts_pixels_rows(&p, UINT32_MAX, 2, rows));
  free(memory);
}

/* ---- keys ---- */

static struct ts_keys board;
static struct ts_input_event event;

static bool key(uint16_t code, int32_t value) {
  return ts_keys_event(&board, EV_KEY, code, value, &event);
}

static void keys_are_buttons(void **state) {
  (void)state;
  static const struct {
    uint16_t code;
    enum ts_button key;
  } cases[] = {{KEY_TAB, TS_KEY_NEXT},  {KEY_DOWN, TS_KEY_NEXT}, {KEY_RIGHT, TS_KEY_NEXT},
               {KEY_ESC, TS_KEY_BACK},  {KEY_LEFT, TS_KEY_BACK}, {KEY_ENTER, TS_KEY_OK},
               {KEY_KPENTER, TS_KEY_OK}};
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
    assert_true(key(cases[i].code, 1));
    assert_int_equal(event.kind, TS_INPUT_KEY);
    assert_int_equal(event.key, cases[i].key);
    assert_true(key(cases[i].code, 2)); /* held */
    assert_false(key(cases[i].code, 0));
    assert_int_equal(event.kind, TS_INPUT_NONE);
  }
  assert_true(key(KEY_BACKSPACE, 1));
  assert_int_equal(event.kind, TS_INPUT_ERASE);
  assert_false(ts_keys_event(&board, EV_REL, KEY_ENTER, 1, &event));
  assert_false(ts_keys_event(&board, EV_SYN, 0, 1, &event));
  assert_false(key(KEY_F1, 1));
  assert_false(key(KEY_UP, 1));
  assert_false(key(UINT16_MAX, 1));
}

static void assert_character(uint16_t code, char c) {
  assert_true(key(code, 1));
  assert_int_equal(event.kind, TS_INPUT_CHARACTER);
  assert_int_equal(event.character, c);
}

static void keys_are_characters(void **state) {
  (void)state;
  memset(&board, 0, sizeof board);
  static const uint16_t letters[] = {KEY_A, KEY_B, KEY_C, KEY_D, KEY_E, KEY_F, KEY_G, KEY_H, KEY_I,
                                     KEY_J, KEY_K, KEY_L, KEY_M, KEY_N, KEY_O, KEY_P, KEY_Q, KEY_R,
                                     KEY_S, KEY_T, KEY_U, KEY_V, KEY_W, KEY_X, KEY_Y, KEY_Z};
  static const uint16_t digits[] = {KEY_0, KEY_1, KEY_2, KEY_3, KEY_4, KEY_5, KEY_6, KEY_7, KEY_8, KEY_9};
  static const uint16_t pad[] = {KEY_KP0, KEY_KP1, KEY_KP2, KEY_KP3, KEY_KP4,
                                 KEY_KP5, KEY_KP6, KEY_KP7, KEY_KP8, KEY_KP9};
  for (size_t i = 0; i < 26; i++)
    assert_character(letters[i], (char)('a' + i));
  for (size_t i = 0; i < 10; i++) {
    assert_character(digits[i], (char)('0' + i));
    assert_character(pad[i], (char)('0' + i));
  }
  assert_character(KEY_MINUS, '-');
  assert_character(KEY_DOT, '.');
  assert_character(KEY_KPDOT, '.');
  assert_character(KEY_SLASH, '/');
  assert_character(KEY_SPACE, ' ');
  assert_false(key(KEY_LEFTSHIFT, 1));
  for (size_t i = 0; i < 26; i++)
    assert_character(letters[i], (char)('A' + i));
  assert_character(KEY_5, '%');
  assert_character(KEY_SLASH, '?');
  assert_false(key(KEY_RIGHTSHIFT, 1));
  assert_false(key(KEY_LEFTSHIFT, 0));
  assert_character(KEY_Q, 'Q');
  assert_false(key(KEY_RIGHTSHIFT, 0));
  assert_character(KEY_Q, 'q');
}

/* ---- contacts ---- */

static void a_press_that_bounces_is_one(void **state) {
  (void)state;
  struct ts_debounce button = {0};
  unsigned told = 0;
  uint64_t now = 1000000;
  for (unsigned i = 0; i < 9; i++, now += 1000)
    told += ts_debounce(&button, i % 2 == 0, now);
  assert_int_equal(told, 0);
  told += ts_debounce(&button, true, now - 1000 + TS_DEBOUNCE_US - 1);
  assert_int_equal(told, 0);
  told += ts_debounce(&button, true, now - 1000 + TS_DEBOUNCE_US);
  assert_int_equal(told, 1);
  now += 100000;
  for (unsigned i = 0; i < 9; i++, now += 1000)
    told += ts_debounce(&button, i % 2 != 0, now);
  told += ts_debounce(&button, false, now + TS_DEBOUNCE_US);
  told += ts_debounce(&button, false, now + 10 * TS_REPEAT_FIRST_US);
  assert_int_equal(told, 1);
}

static void a_press_between_two_looks(void **state) {
  (void)state;
  struct ts_debounce button = {0};
  assert_false(ts_debounce(&button, true, 5000000));
  assert_true(ts_debounce(&button, false, 5000000 + TS_DEBOUNCE_US)); /* by the times of its edges */
  assert_false(ts_debounce(&button, false, 6000000));
  assert_false(ts_debounce(&button, true, 7000000));
  assert_false(ts_debounce(&button, false, 7000000 + TS_DEBOUNCE_US - 1)); /* a disturbance */
  assert_false(ts_debounce(&button, false, 8000000));
}

static void a_held_button_is_told_again(void **state) {
  (void)state;
  struct ts_debounce button = {0};
  uint64_t now = 1000;
  assert_false(ts_debounce(&button, true, now));
  now += TS_DEBOUNCE_US;
  assert_true(ts_debounce(&button, true, now));
  assert_false(ts_debounce(&button, true, now + TS_REPEAT_FIRST_US - 1));
  now += TS_REPEAT_FIRST_US;
  assert_true(ts_debounce(&button, true, now));
  assert_false(ts_debounce(&button, true, now + TS_REPEAT_US - 1));
  now += 100 * TS_REPEAT_US; /* a late look */
  assert_true(ts_debounce(&button, true, now));
  assert_false(ts_debounce(&button, true, now));
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(what_holds_without_a_word),
      cmocka_unit_test(every_setting_is_read),
      cmocka_unit_test(slips_are_told_with_their_line),
      cmocka_unit_test(long_and_odd_files),
      cmocka_unit_test(colours_keep_their_ends),
      cmocka_unit_test(impossible_screens_are_refused),
      cmocka_unit_test(a_larger_screen),
      cmocka_unit_test(keys_are_buttons),
      cmocka_unit_test(keys_are_characters),
      cmocka_unit_test(a_press_that_bounces_is_one),
      cmocka_unit_test(a_press_between_two_looks),
      cmocka_unit_test(a_held_button_is_told_again),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
