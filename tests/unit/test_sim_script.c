/* SPDX-License-Identifier: Apache-2.0 */
/* The simulated board's scripts: what is understood, what is refused and where; its clock, and ports that fail. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "boards/sim/clock_script.h"
#include "boards/sim/faults.h"
#include "boards/sim/script.h"

static struct ts_script_step only_step(const char *text) {
  struct ts_script script = {.text = ts_bytes_of(text)};
  struct ts_script_step step, none;
  assert_int_equal(ts_script_next(&script, &step), TS_SCRIPT_STEP);
  assert_int_equal(ts_script_next(&script, &none), TS_SCRIPT_END);
  return step;
}

static void words_are_understood(void **state) {
  (void)state;
  static const struct {
    const char *line;
    enum ts_script_word word;
    enum ts_script_how how;
    const char *text;
    uint32_t times;
  } cases[] = {
      {"frame genuine", TS_SCRIPT_FRAME, TS_SCRIPT_HOW_NONE, "genuine", 1},
      {"frame sub/genuine.jpg 12", TS_SCRIPT_FRAME, TS_SCRIPT_HOW_NONE, "sub/genuine.jpg", 12},
      {"next", TS_SCRIPT_NEXT, TS_SCRIPT_HOW_NONE, "", 1},
      {"back 3", TS_SCRIPT_BACK, TS_SCRIPT_HOW_NONE, "", 3},
      {"ok", TS_SCRIPT_OK, TS_SCRIPT_HOW_NONE, "", 1},
      {"erase 10000", TS_SCRIPT_ERASE, TS_SCRIPT_HOW_NONE, "", 10000},
      {"type A 1", TS_SCRIPT_TYPE, TS_SCRIPT_HOW_NONE, "A 1", 1},
      {"line  32.40 g ", TS_SCRIPT_LINE, TS_SCRIPT_HOW_NONE, "32.40 g", 1},
      {"line", TS_SCRIPT_LINE, TS_SCRIPT_HOW_NONE, "", 1},
      {"choose No tag", TS_SCRIPT_CHOOSE, TS_SCRIPT_HOW_NONE, "No tag", 1},
      {"wait 1500", TS_SCRIPT_WAIT, TS_SCRIPT_HOW_NONE, "", 1500},
      {"wait 0", TS_SCRIPT_WAIT, TS_SCRIPT_HOW_NONE, "", 0},
      {"camera gone", TS_SCRIPT_CAMERA, TS_SCRIPT_GONE, "", 1},
      {"camera back", TS_SCRIPT_CAMERA, TS_SCRIPT_BACK_AGAIN, "", 1},
      {"camera fails", TS_SCRIPT_CAMERA, TS_SCRIPT_FAILS, "", 1},
      {"card full", TS_SCRIPT_CARD, TS_SCRIPT_FULL, "", 1},
      {"card ok", TS_SCRIPT_CARD, TS_SCRIPT_FINE, "", 1},
      {"card gone", TS_SCRIPT_CARD, TS_SCRIPT_GONE, "", 1},
      {"card back", TS_SCRIPT_CARD, TS_SCRIPT_BACK_AGAIN, "", 1},
      {"display fails", TS_SCRIPT_DISPLAY, TS_SCRIPT_FAILS, "", 1},
      {"display ok", TS_SCRIPT_DISPLAY, TS_SCRIPT_FINE, "", 1},
      {"buttons fail", TS_SCRIPT_BUTTONS, TS_SCRIPT_FAILS, "", 1},
      {"shoot home", TS_SCRIPT_SHOOT, TS_SCRIPT_HOW_NONE, "home", 1},
      {"expect page verdict", TS_SCRIPT_EXPECT, TS_SCRIPT_PAGE, "verdict", 1},
      {"expect verdict GENUINE", TS_SCRIPT_EXPECT, TS_SCRIPT_VERDICT, "GENUINE", 1},
      {"expect reason 25", TS_SCRIPT_EXPECT, TS_SCRIPT_REASON, "", 25},
      {"expect text Seen h\xc3\xa9re", TS_SCRIPT_EXPECT, TS_SCRIPT_SHOWS, "Seen h\xc3\xa9re", 1},
      {"expect records 4", TS_SCRIPT_EXPECT, TS_SCRIPT_RECORDS, "", 4},
      {"restart", TS_SCRIPT_RESTART, TS_SCRIPT_HOW_NONE, "", 1},
      {"\t restart \r", TS_SCRIPT_RESTART, TS_SCRIPT_HOW_NONE, "", 1},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    struct ts_script_step step = only_step(cases[i].line);
    assert_int_equal(step.line, 1);
    assert_int_equal(step.word, cases[i].word);
    assert_int_equal(step.how, cases[i].how);
    assert_true(ts_bytes_equal_text(step.text, cases[i].text));
    assert_int_equal(step.times, cases[i].times);
  }
  struct ts_script_step step = only_step("date 2026-11-24T10:00:00Z operator");
  assert_int_equal(step.word, TS_SCRIPT_DATE);
  assert_int_equal(step.time.seconds, 1795514400);
  assert_int_equal(step.time.trust, TS_TIME_OPERATOR);
  assert_int_equal(only_step("date 2026-11-24 none").time.trust, TS_TIME_NONE);
  assert_int_equal(only_step("date 2026-11-24 rtc").time.trust, TS_TIME_RTC);
}

static void lines_are_counted(void **state) {
  (void)state;
  struct ts_script script = {.text = ts_bytes_of("# a comment\n\nok\n  # another\n \r\nnext 2\n")};
  struct ts_script_step step;
  assert_int_equal(ts_script_next(&script, &step), TS_SCRIPT_STEP);
  assert_int_equal(step.line, 3);
  assert_int_equal(ts_script_next(&script, &step), TS_SCRIPT_STEP);
  assert_int_equal(step.line, 6);
  assert_int_equal(ts_script_next(&script, &step), TS_SCRIPT_END);
  assert_int_equal(ts_script_next(&script, &step), TS_SCRIPT_END);
  struct ts_script empty = {0};
  assert_int_equal(ts_script_next(&empty, &step), TS_SCRIPT_END);
}

static void what_is_wrong_is_told_with_its_line(void **state) {
  (void)state;
  static const struct {
    const char *line, *word;
  } cases[] = {
      {"frames a", "frames"},
      {"OK", "OK"},
      {"frame", "frame"},
      {"frame a b", "frame"},
      {"frame a 0", "frame"},
      {"frame a 10001", "frame"},
      {"frame a 1 1", "frame"},
      {"next two", "next"},
      {"next -1", "next"},
      {"ok 1 2", "ok"},
      {"type", "type"},
      {"type \xc3\xa9", "type"},
      {"line a\tb", "line"},
      {"choose", "choose"},
      {"choose \xff", "choose"},
      {"wait", "wait"},
      {"wait 86400001", "wait"},
      {"wait 99999999999999999999", "wait"},
      {"wait 1s", "wait"},
      {"camera", "camera"},
      {"camera full", "camera"},
      {"card gone now", "card"},
      {"display gone", "display"},
      {"date today rtc", "date"},
      {"date 2026-02-30 rtc", "date"},
      {"date 2026-11-24", "date"},
      {"date 2026-11-24 gps", "date"},
      {"shoot", "shoot"},
      {"shoot ../x", "shoot"},
      {"expect", "expect"},
      {"expect page", "expect"},
      {"expect colour red", "expect"},
      {"expect reason x", "expect"},
      {"restart now", "restart"},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    char text[64] = "ok\n";
    strcat(text, cases[i].line);
    struct ts_script script = {.text = ts_bytes_of(text)};
    struct ts_script_step step;
    assert_int_equal(ts_script_next(&script, &step), TS_SCRIPT_STEP);
    assert_int_equal(ts_script_next(&script, &step), TS_SCRIPT_WRONG);
    assert_int_equal(script.line, 2);
    assert_true(ts_bytes_equal_text(script.word, cases[i].word));
    assert_non_null(script.wrong);
  }
}

static void the_clock_moves_when_it_is_moved(void **state) {
  (void)state;
  struct ts_clock_script script;
  struct ts_clock clock;
  ts_clock_script_init(&script, (struct ts_time){.seconds = 100, .trust = TS_TIME_RTC}, &clock);
  assert_int_equal(clock.now(clock.ctx).seconds, 100);
  assert_int_equal(clock.now(clock.ctx).trust, TS_TIME_RTC);
  ts_clock_script_advance(&script, 1999999);
  assert_int_equal(clock.now(clock.ctx).seconds, 101);
  assert_int_equal(clock.ticks_us(clock.ctx), 1999999);
  ts_clock_script_set(&script, (struct ts_time){.seconds = 50, .trust = TS_TIME_OPERATOR});
  assert_int_equal(clock.now(clock.ctx).seconds, 50);
  assert_int_equal(clock.now(clock.ctx).trust, TS_TIME_OPERATOR);
  assert_int_equal(clock.ticks_us(clock.ctx), 1999999); /* measuring never runs backwards */
  ts_clock_script_advance(&script, 3000000);
  assert_int_equal(clock.now(clock.ctx).seconds, 53);
}

/* A store that takes everything. */
static unsigned calls;
static enum ts_err yes_size(void *ctx, enum ts_store_area area, const char *name, uint64_t *out) {
  (void)ctx, (void)area, (void)name;
  *out = 7;
  calls++;
  return TS_OK;
}
static enum ts_err yes_read(void *ctx, enum ts_store_area area, const char *name, uint64_t offset, void *buf,
                            size_t size) {
  (void)ctx, (void)area, (void)name, (void)offset, (void)buf, (void)size;
  calls++;
  return TS_OK;
}
static enum ts_err yes_write(void *ctx, enum ts_store_area area, const char *name, struct ts_bytes content) {
  (void)ctx, (void)area, (void)name, (void)content;
  calls++;
  return TS_OK;
}
static enum ts_err yes_remove(void *ctx, enum ts_store_area area, const char *name) {
  (void)ctx, (void)area, (void)name;
  calls++;
  return TS_OK;
}

static void assert_store(struct ts_store *store, enum ts_store_area area, enum ts_err reads,
                         enum ts_err writes, enum ts_err removes) {
  uint64_t size;
  calls = 0;
  assert_int_equal(store->size(store->ctx, area, "a", &size), reads);
  assert_int_equal(store->read(store->ctx, area, "a", 0, &size, 1), reads);
  assert_int_equal(store->replace(store->ctx, area, "a", ts_bytes(NULL, 0)), writes);
  assert_int_equal(store->append(store->ctx, area, "a", ts_bytes(NULL, 0)), writes);
  assert_int_equal(store->remove(store->ctx, area, "a"), removes);
  assert_int_equal(calls, 2 * (reads == TS_OK) + 2 * (writes == TS_OK) + (removes == TS_OK));
}

static void a_card_fails_as_it_is_told(void **state) {
  (void)state;
  const struct ts_store inner = {
      .size = yes_size, .read = yes_read, .replace = yes_write, .append = yes_write, .remove = yes_remove};
  struct ts_faulty_store faulty;
  struct ts_store store;
  ts_faulty_store_init(&faulty, &inner, &store);
  assert_store(&store, TS_STORE_CARD, TS_OK, TS_OK, TS_OK);
  faulty.full = true;
  assert_store(&store, TS_STORE_CARD, TS_OK, TS_ERR_STORE_FULL, TS_OK);
  assert_store(&store, TS_STORE_TRUSTED, TS_OK, TS_OK, TS_OK);
  faulty.gone = true;
  assert_store(&store, TS_STORE_CARD, TS_ERR_IO, TS_ERR_IO, TS_ERR_IO);
  assert_store(&store, TS_STORE_TRUSTED, TS_OK, TS_OK, TS_OK);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(words_are_understood),
      cmocka_unit_test(lines_are_counted),
      cmocka_unit_test(what_is_wrong_is_told_with_its_line),
      cmocka_unit_test(the_clock_moves_when_it_is_moved),
      cmocka_unit_test(a_card_fails_as_it_is_told),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
