/* SPDX-License-Identifier: Apache-2.0 */
/* The Linux board's keyboards, which are pipes here, and its buttons, whose chip this file plays: linked with --wrap of open and
 * of libgpiod's functions. */
#include <errno.h>
#include <fcntl.h>
#include <linux/input.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>
#include <gpiod.h>

#include "boards/linux/buttons.h"
#include "port/check.h"

#define KEYBOARDS 2

static int plugged[KEYBOARDS] = {-1, -1}, write_end[KEYBOARDS]; /* what open gives once; -1: nothing */
static uint64_t now_us;
static struct ts_config config;
static struct ts_buttons buttons;
static struct ts_input input;
static struct ts_input_event event;

int __real_open(const char *path, int flags, ...);
int __wrap_open(const char *path, int flags, ...);
int __wrap_open(const char *path, int flags, ...) {
  unsigned i;
  if (strncmp(path, "/dev/input/", 11) != 0) {
    va_list list;
    va_start(list, flags);
    int mode = va_arg(list, int);
    va_end(list);
    return __real_open(path, flags, mode);
  }
  assert_int_equal(flags & (O_NONBLOCK | O_CLOEXEC), O_NONBLOCK | O_CLOEXEC);
  errno = ENOENT;
  if (sscanf(path, "/dev/input/event%u", &i) != 1 || i >= KEYBOARDS || plugged[i] < 0)
    return -1;
  int fd = plugged[i];
  plugged[i] = -1;
  return fd;
}

static void plug(unsigned i) {
  int ends[2];
  assert_int_equal(pipe2(ends, O_NONBLOCK), 0);
  plugged[i] = ends[0];
  write_end[i] = ends[1];
}

static void type(unsigned i, uint16_t code, int32_t value) {
  const struct input_event raw[] = {{.type = EV_MSC, .code = 4, .value = 9},
                                    {.type = EV_KEY, .code = code, .value = value},
                                    {.type = EV_SYN}};
  assert_int_equal(write(write_end[i], raw, sizeof raw), sizeof raw);
}

/* ---- the chip ---- */

struct gpiod_line {
  unsigned offset;
};

static struct {
  bool open, fails_read;
  unsigned missing; /* this line cannot be had */
  int flags;
  struct gpiod_line line[8];
  struct gpiod_line_event edge[8][16];
  unsigned edges[8], told[8];
  bool level[8], fails_value;
} chip;

struct gpiod_chip *__wrap_gpiod_chip_open(const char *path);
struct gpiod_chip *__wrap_gpiod_chip_open(const char *path) {
  if (strcmp(path, "/dev/gpiochip0") != 0)
    return NULL;
  chip.open = true;
  return (struct gpiod_chip *)&chip;
}
void __wrap_gpiod_chip_close(struct gpiod_chip *c);
void __wrap_gpiod_chip_close(struct gpiod_chip *c) {
  assert_ptr_equal(c, &chip);
  chip.open = false;
}
struct gpiod_line *__wrap_gpiod_chip_get_line(struct gpiod_chip *c, unsigned offset);
struct gpiod_line *__wrap_gpiod_chip_get_line(struct gpiod_chip *c, unsigned offset) {
  assert_ptr_equal(c, &chip);
  chip.line[offset].offset = offset;
  return offset == chip.missing ? NULL : &chip.line[offset];
}
int __wrap_gpiod_line_request_both_edges_events_flags(struct gpiod_line *line, const char *who, int flags);
int __wrap_gpiod_line_request_both_edges_events_flags(struct gpiod_line *line, const char *who, int flags) {
  assert_non_null(line);
  assert_string_equal(who, "touchstone");
  chip.flags = flags;
  return 0;
}
int __wrap_gpiod_line_get_value(struct gpiod_line *line);
int __wrap_gpiod_line_get_value(struct gpiod_line *line) {
  assert_non_null(line);
  return chip.fails_value ? -1 : chip.level[line->offset];
}
int __wrap_gpiod_line_event_wait(struct gpiod_line *line, const struct timespec *timeout);
int __wrap_gpiod_line_event_wait(struct gpiod_line *line, const struct timespec *timeout) {
  assert_int_equal(timeout->tv_sec + timeout->tv_nsec, 0); /* it never waits */
  return chip.fails_read ? -1 : chip.told[line->offset] < chip.edges[line->offset];
}
int __wrap_gpiod_line_event_read(struct gpiod_line *line, struct gpiod_line_event *out);
int __wrap_gpiod_line_event_read(struct gpiod_line *line, struct gpiod_line_event *out) {
  *out = chip.edge[line->offset][chip.told[line->offset]++];
  return 0;
}

static void edge(unsigned line, bool down, uint64_t at_us) {
  chip.level[line] = down;
  chip.edge[line][chip.edges[line]++] = (struct gpiod_line_event){
      .event_type = down ? GPIOD_LINE_EVENT_RISING_EDGE : GPIOD_LINE_EVENT_FALLING_EDGE,
      .ts = {.tv_sec = (time_t)(at_us / 1000000), .tv_nsec = (long)(at_us % 1000000 * 1000)}};
}

/* ---- tests ---- */

static uint64_t ticks_us(void *ctx) {
  (void)ctx;
  return now_us;
}
static const struct ts_clock clock_of_test = {.ticks_us = ticks_us};

static int setup(void **state) {
  (void)state;
  memset(&chip, 0, sizeof chip);
  chip.missing = 99;
  now_us = 10000000;
  ts_config_default(&config);
  buttons = (struct ts_buttons){.config = &config, .clock = &clock_of_test};
  plug(0);
  return 0;
}

static int teardown(void **state) {
  (void)state;
  ts_buttons_close(&buttons);
  for (unsigned i = 0; i < KEYBOARDS; i++) {
    if (write_end[i] > 0)
      (void)close(write_end[i]);
    if (plugged[i] >= 0)
      (void)close(plugged[i]);
    write_end[i] = 0;
    plugged[i] = -1;
  }
  assert_false(chip.open);
  return 0;
}

static void set_chip(void) {
  strcpy(config.gpio, "/dev/gpiochip0");
  config.line[TS_KEY_NEXT] = 5;
  config.line[TS_KEY_BACK] = 6;
  config.line[TS_KEY_OK] = 7;
}

static void open_buttons(void) {
  assert_int_equal(ts_buttons_open(&buttons, &input), TS_OK);
}

static void assert_nothing(void) {
  assert_int_equal(input.poll(input.ctx, &event), TS_OK);
  assert_int_equal(event.kind, TS_INPUT_NONE);
}

static void assert_key(enum ts_button key) {
  assert_int_equal(input.poll(input.ctx, &event), TS_OK);
  assert_int_equal(event.kind, TS_INPUT_KEY);
  assert_int_equal(event.key, key);
}

static void a_keyboard(void **state) {
  (void)state;
  open_buttons();
  assert_nothing();
  type(0, KEY_ENTER, 1);
  type(0, KEY_ENTER, 0);
  type(0, KEY_TAB, 1);
  assert_key(TS_KEY_OK);
  assert_key(TS_KEY_NEXT);
  assert_nothing();
}

static void shift_is_each_keyboards_own(void **state) {
  (void)state;
  plug(1);
  open_buttons();
  type(0, KEY_LEFTSHIFT, 1);
  assert_nothing();
  type(1, KEY_A, 1);
  type(0, KEY_A, 1);
  assert_int_equal(input.poll(input.ctx, &event), TS_OK);
  assert_int_equal(event.character, 'A');
  assert_int_equal(input.poll(input.ctx, &event), TS_OK);
  assert_int_equal(event.character, 'a');
}

/* The kernel had no room: what it still tells before the next report is half of something. */
static void events_are_lost(void **state) {
  (void)state;
  static const struct input_event lost[] = {{.type = EV_SYN, .code = SYN_DROPPED},
                                            {.type = EV_KEY, .code = KEY_B, .value = 1},
                                            {.type = EV_SYN, .code = SYN_REPORT}};
  open_buttons();
  type(0, KEY_LEFTSHIFT, 1);
  assert_int_equal(write(write_end[0], lost, sizeof lost), sizeof lost);
  type(0, KEY_A, 1);
  assert_int_equal(input.poll(input.ctx, &event), TS_OK);
  assert_int_equal(event.character, 'a'); /* shift was let go: a pipe has no key that is down */
  assert_nothing();
}

static void pulled_out_and_plugged_in(void **state) {
  (void)state;
  open_buttons();
  type(0, KEY_LEFTSHIFT, 1);
  type(0, KEY_ESC, 1);
  assert_key(TS_KEY_BACK);
  close(write_end[0]);
  assert_nothing();
  plug(0);
  type(0, KEY_A, 1);
  assert_nothing(); /* it was looked for a moment ago */
  now_us += 2000000;
  assert_int_equal(input.poll(input.ctx, &event), TS_OK);
  assert_int_equal(event.character, 'a');
}

static void the_one_that_is_named(void **state) {
  (void)state;
  plug(1);
  strcpy(config.keys, "/dev/input/event1");
  open_buttons();
  type(0, KEY_ESC, 1);
  type(1, KEY_ENTER, 1);
  assert_key(TS_KEY_OK);
  assert_nothing();
}

static void buttons_of_a_chip(void **state) {
  (void)state;
  set_chip();
  open_buttons();
  assert_int_equal(chip.flags, GPIOD_LINE_REQUEST_FLAG_ACTIVE_LOW | GPIOD_LINE_REQUEST_FLAG_BIAS_PULL_UP);
  assert_nothing();
  edge(7, true, now_us);
  edge(7, false, now_us + 3000);
  edge(7, true, now_us + 4000);
  now_us += 4000;
  assert_nothing();
  now_us += TS_DEBOUNCE_US;
  assert_key(TS_KEY_OK);
  assert_nothing();
  edge(7, false, now_us);
  edge(5, true, now_us); /* pressed and let go while nobody looked */
  edge(5, false, now_us + 40000);
  edge(6, true, now_us); /* a disturbance */
  edge(6, false, now_us + 100);
  now_us += 3000000;
  assert_key(TS_KEY_NEXT);
  assert_nothing();
}

/* The kernel keeps sixteen edges and forgets the later ones: contacts that bounce while nobody looks. */
static void the_last_edge_is_lost(void **state) {
  (void)state;
  set_chip();
  open_buttons();
  assert_nothing();
  for (unsigned i = 0; i < 15; i++)
    edge(7, i % 2 == 0, now_us + i * 100);
  chip.level[7] = false; /* let go, and nothing told of it */
  now_us += 10000;
  assert_nothing();
  for (unsigned i = 0; i < 100; i++) { /* or it would say OK for ever */
    now_us += 100000;
    assert_nothing();
  }
}

/* An edge during a look is older than the look. */
static void a_disturbance_during_a_look(void **state) {
  (void)state;
  set_chip();
  open_buttons();
  chip.level[7] = true;
  assert_nothing();
  edge(7, true, now_us - 1);
  edge(7, false, now_us + 1);
  now_us += 10;
  assert_nothing();
  now_us += 1000000;
  assert_nothing();
}

static void a_chip_that_fails(void **state) {
  (void)state;
  set_chip();
  open_buttons();
  chip.fails_read = true;
  assert_int_equal(input.poll(input.ctx, &event), TS_ERR_IO);
  chip.fails_read = false;
  chip.fails_value = true;
  assert_int_equal(input.poll(input.ctx, &event), TS_ERR_IO);
  chip.fails_value = false;
  assert_nothing();
  type(0, KEY_ENTER, 1);
  assert_key(TS_KEY_OK);
}

static void a_chip_that_is_not_there(void **state) {
  (void)state;
  set_chip();
  chip.missing = 7;
  assert_int_equal(ts_buttons_open(&buttons, &input), TS_ERR_NOT_FOUND);
  assert_false(chip.open);
  strcpy(config.gpio, "/dev/gpiochip1");
  assert_int_equal(ts_buttons_open(&buttons, &input), TS_ERR_NOT_FOUND);
  config.active_high = true;
  chip.missing = 99;
  set_chip();
  open_buttons();
  assert_int_equal(chip.flags, GPIOD_LINE_REQUEST_FLAG_BIAS_PULL_DOWN);
}

static void press_key(void *ctx, enum ts_button button) {
  static const uint16_t code[TS_KEY_COUNT] = {
      [TS_KEY_NEXT] = KEY_TAB, [TS_KEY_BACK] = KEY_ESC, [TS_KEY_OK] = KEY_ENTER};
  (void)ctx;
  type(0, code[button], 1);
  type(0, code[button], 0);
}

/* And it is let go before anybody looks. */
static void press_contact(void *ctx, enum ts_button button) {
  (void)ctx;
  edge(config.line[button], true, now_us);
  edge(config.line[button], false, now_us + 2 * TS_DEBOUNCE_US);
  now_us += 5 * TS_DEBOUNCE_US;
}

static void they_do_what_every_boards_must(void **state) {
  static void (*const press[])(void *ctx, enum ts_button button) = {press_key, press_contact};
  (void)state;
  set_chip();
  open_buttons();
  for (size_t i = 0; i < sizeof press / sizeof *press; i++) {
    const char *wrong = ts_port_check_input(&input, &(struct ts_port_input_hooks){NULL, press[i]});
    if (wrong)
      fail_msg("%s", wrong);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_setup_teardown(a_keyboard, setup, teardown),
      cmocka_unit_test_setup_teardown(shift_is_each_keyboards_own, setup, teardown),
      cmocka_unit_test_setup_teardown(pulled_out_and_plugged_in, setup, teardown),
      cmocka_unit_test_setup_teardown(the_one_that_is_named, setup, teardown),
      cmocka_unit_test_setup_teardown(buttons_of_a_chip, setup, teardown),
      cmocka_unit_test_setup_teardown(events_are_lost, setup, teardown),
      cmocka_unit_test_setup_teardown(the_last_edge_is_lost, setup, teardown),
      cmocka_unit_test_setup_teardown(a_disturbance_during_a_look, setup, teardown),
      cmocka_unit_test_setup_teardown(a_chip_that_fails, setup, teardown),
      cmocka_unit_test_setup_teardown(a_chip_that_is_not_there, setup, teardown),
      cmocka_unit_test_setup_teardown(they_do_what_every_boards_must, setup, teardown),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
