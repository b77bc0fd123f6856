/* SPDX-License-Identifier: Apache-2.0 */
/* What is made of what ZBar says of a drawing, with a ZBar that says and ends as the test tells it to. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <zint.h>

#include "adapters/qr_zbar.h"
#include "adapters/zbar_pass.h"
#include "support/canvas.h"
#include "support/qr_picture.h"

#define WIDTH 640
#define HEIGHT 480
#define PASSES_MAX 64

/* ---- the ZBar of this test ---- */

struct said {
  size_t finds; /* how many symbols it tells of */
  const char *text;
  bool gs1, aim, refused;
  enum ts_confine_end end;
};

static struct said script[PASSES_MAX]; /* of each call; the last one is for all that follow */
static size_t scripted, calls;

enum ts_confine_end ts_zbar_pass(const struct ts_zbar_pass *pass) {
  const struct said *said = &script[calls < scripted ? calls : scripted - 1];
  calls++;
  assert_int_equal(pass->look_for, TS_ZBAR_QR);
  for (size_t i = 0; i < said->finds; i++) {
    struct ts_zbar_find find = {.symbology = TS_SYMBOLOGY_QR,
                                .gs1 = said->gs1,
                                .aim = said->aim,
                                .refused = said->refused,
                                .bytes = ts_bytes_of(said->refused ? "" : said->text)};
    pass->found(pass->ctx, &find);
  }
  return said->end;
}

/* ---- reading ---- */

static struct ts_qr_memory memory;
static uint8_t levels[TS_PYRAMID_SIZE(WIDTH, HEIGHT)];
static struct ts_symbol items[TS_SYMBOLS_MAX];
static uint8_t pool[TS_SYMBOLS_POOL];
static struct ts_symbols found;
static struct ts_canvas canvas;

static void paint(float x, float y, bool eci) {
  struct ts_qr_bits bits;
  struct ts_qr_recipe recipe = {.text = ts_bytes_of("drawn"), .version = 2, .level = 2};
  if (eci) {
    recipe.mode = UNICODE_MODE;
    recipe.eci = 26;
  }
  assert_true(ts_qr_make(&bits, &recipe));
  struct ts_qr_pose pose = ts_qr_upright(x, y, 4, bits.side);
  ts_qr_paint(&canvas, &bits, &pose);
}

/* Two symbols side by side. */
static int setup(void **state) {
  (void)state;
  memset(&memory, 0xee, sizeof memory);
  canvas = ts_canvas_new(WIDTH, HEIGHT);
  paint(50, 100, false);
  paint(350, 100, false);
  return 0;
}

static int teardown(void **state) {
  (void)state;
  ts_canvas_free(&canvas);
  return 0;
}

static enum ts_err read_with(uint64_t steps, const struct said *said, size_t count) {
  struct ts_frame frame = ts_canvas_frame(&canvas);
  struct ts_pyramid pyramid;
  struct ts_budget budget = {.left = steps};
  memcpy(script, said, count * sizeof *said);
  scripted = count;
  calls = 0;
  frame.source_width *= 2;
  frame.source_height *= 2;
  assert_true(ts_pyramid_build(&pyramid, &frame, levels, sizeof levels));
  ts_symbols_init(&found, items, TS_SYMBOLS_MAX, pool, sizeof pool);
  return ts_qr_read(&memory, &pyramid, &frame, NULL, 0, NULL, NULL, &budget, &found);
}

static enum ts_err read_scripted(const struct said *said, size_t count) {
  return read_with(1000000000, said, count);
}

/* ---- tests ---- */

static void takes_what_zbar_says(void **state) {
  (void)state;
  const struct said said[] = {{1, "one", true, false, false, TS_CONFINE_DONE},
                              {1, "two", false, true, false, TS_CONFINE_DONE}};
  assert_int_equal(read_scripted(said, 2), TS_OK);
  assert_int_equal(calls, 2);
  assert_int_equal(found.count, 2);
  assert_false(found.truncated);
  assert_true(ts_bytes_equal_text(found.item[0].bytes, "one"));
  assert_true(ts_bytes_equal_text(found.item[1].bytes, "two"));
  assert_true(found.item[0].gs1 && !found.item[0].application && found.item[0].confirmed);
  assert_true(!found.item[1].gs1 && found.item[1].application && found.item[1].confirmed);
  for (size_t i = 0; i < 2; i++) { /* in the photograph's pixels, clockwise */
    const struct ts_point *p = found.item[i].corner;
    assert_in_range(p[0].y, 200 - 6, 200 + 6);
    assert_in_range(p[1].x - p[0].x, 200 - 8, 200 + 8);
    assert_in_range(p[2].y - p[1].y, 200 - 8, 200 + 8);
    assert_in_range(p[2].x - p[3].x, 200 - 8, 200 + 8);
  }
}

/* Whatever it said before it failed. */
static void a_decoder_that_fails_yields_no_symbol(void **state) {
  (void)state;
  static const struct {
    enum ts_confine_end end;
    enum ts_err err;
  } cases[] = {{TS_CONFINE_EXHAUSTED, TS_ERR_READER_MEMORY},
               {TS_CONFINE_OVERTIME, TS_OK},
               {TS_CONFINE_BROKEN, TS_ERR_INTERNAL},
               {TS_CONFINE_REFUSED, TS_ERR_INTERNAL}};
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++)
    for (size_t finds = 0; finds <= 2; finds++) {
      struct said said = {finds, "text", false, false, false, cases[i].end};
      assert_int_equal(read_scripted(&said, 1), cases[i].err);
      assert_true(calls >= 2);
      assert_int_equal(found.count, 0);
      assert_int_equal(found.pool.size, 0);
      assert_true(found.truncated);
    }
}

static void keeps_what_others_said(void **state) {
  (void)state;
  static const enum ts_confine_end ends[] = {TS_CONFINE_EXHAUSTED, TS_CONFINE_OVERTIME, TS_CONFINE_BROKEN};
  for (size_t i = 0; i < sizeof ends / sizeof ends[0]; i++) {
    const struct said said[] = {{1, "kept", false, false, false, TS_CONFINE_DONE},
                                {1, "dropped", false, false, false, ends[i]}};
    assert_int_equal(read_scripted(said, 2), TS_OK);
    assert_int_equal(found.count, 1);
    assert_true(ts_bytes_equal_text(found.item[0].bytes, "kept"));
    assert_true(found.truncated);
  }
}

/* After a failure another drawing of the same symbol may be read. */
static void tries_again_after_a_failure(void **state) {
  (void)state;
  const struct said said[] = {{1, "dropped", false, false, false, TS_CONFINE_OVERTIME},
                              {1, "kept", false, false, false, TS_CONFINE_DONE}};
  assert_int_equal(read_scripted(said, 2), TS_OK);
  assert_in_range(found.count, 1, 2);
  for (size_t i = 0; i < found.count; i++)
    assert_true(ts_bytes_equal_text(found.item[i].bytes, "kept"));
  assert_true(found.truncated);
}

static void a_refused_symbol_is_not_looked_for_again(void **state) {
  (void)state;
  struct said said = {1, NULL, false, false, true, TS_CONFINE_DONE};
  assert_int_equal(read_scripted(&said, 1), TS_OK);
  assert_int_equal(found.count, 0);
  assert_int_equal(calls, 2);
  assert_false(found.truncated);
}

static void one_drawing_is_one_symbol(void **state) {
  (void)state;
  struct said said = {3, "again and again", false, false, false, TS_CONFINE_DONE};
  assert_int_equal(read_scripted(&said, 1), TS_OK);
  assert_int_equal(calls, 2);
  assert_int_equal(found.count, 2);
}

static void says_nothing_where_zbar_reads_nothing(void **state) {
  (void)state;
  struct said said = {0, NULL, false, false, false, TS_CONFINE_DONE};
  assert_int_equal(read_scripted(&said, 1), TS_OK);
  assert_true(calls >= 2);
  assert_int_equal(found.count, 0);
  assert_false(found.truncated);
}

static void passes_on_an_extended_channel_interpretation(void **state) {
  (void)state;
  struct said said = {1, "text", false, false, false, TS_CONFINE_DONE};
  ts_canvas_fill(&canvas, 0, 0, WIDTH, HEIGHT, TS_CANVAS_WHITE);
  paint(200, 150, true);
  assert_int_equal(read_scripted(&said, 1), TS_OK);
  assert_int_equal(found.count, 1);
  assert_true(found.item[0].eci);
}

static void appends_to_what_the_caller_has(void **state) {
  (void)state;
  struct said said = {1, "text", false, false, false, TS_CONFINE_DONE};
  struct ts_frame frame = ts_canvas_frame(&canvas);
  struct ts_pyramid pyramid;
  struct ts_budget budget = {.left = 1000000000};
  assert_int_equal(read_scripted(&said, 1), TS_OK);
  assert_int_equal(found.count, 2);
  script[0] = (struct said){1, "more", false, false, false, TS_CONFINE_EXHAUSTED};
  assert_true(ts_pyramid_build(&pyramid, &frame, levels, sizeof levels));
  assert_int_equal(ts_qr_read(&memory, &pyramid, &frame, NULL, 0, NULL, NULL, &budget, &found),
                   TS_ERR_READER_MEMORY);
  assert_int_equal(found.count, 2);
}

/* Too few steps for any drawing, and then for the second one. */
static void says_when_the_budget_ran_out(void **state) {
  (void)state;
  struct said said = {1, "text", false, false, false, TS_CONFINE_DONE};
  size_t last = 0;
  for (uint64_t steps = 100000; steps <= 100000000; steps *= 10) {
    assert_int_equal(read_with(steps, &said, 1), TS_OK);
    assert_true(found.count >= last);
    assert_true(found.truncated || found.count == 2);
    last = found.count;
  }
  assert_int_equal(last, 2);
  assert_false(found.truncated);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_setup_teardown(takes_what_zbar_says, setup, teardown),
      cmocka_unit_test_setup_teardown(a_decoder_that_fails_yields_no_symbol, setup, teardown),
      cmocka_unit_test_setup_teardown(keeps_what_others_said, setup, teardown),
      cmocka_unit_test_setup_teardown(tries_again_after_a_failure, setup, teardown),
      cmocka_unit_test_setup_teardown(a_refused_symbol_is_not_looked_for_again, setup, teardown),
      cmocka_unit_test_setup_teardown(one_drawing_is_one_symbol, setup, teardown),
      cmocka_unit_test_setup_teardown(says_nothing_where_zbar_reads_nothing, setup, teardown),
      cmocka_unit_test_setup_teardown(passes_on_an_extended_channel_interpretation, setup, teardown),
      cmocka_unit_test_setup_teardown(appends_to_what_the_caller_has, setup, teardown),
      cmocka_unit_test_setup_teardown(says_when_the_budget_ran_out, setup, teardown),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
