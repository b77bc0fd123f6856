/* SPDX-License-Identifier: Apache-2.0 */
/* Whatever a frame shows, reading it ends within its budget, with what was found so far. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "adapters/reader.h"
#include "support/qr_picture.h"
#include "support/qr_reading.h"

#define WIDTH 640
#define HEIGHT 480
#define DRAWINGS_MOST 32 /* of the smallest symbol, if nothing else cost anything */

static struct ts_qr_reading reading;
TS_READER_MEMORY(memory, 1024);
static struct ts_symbol items[TS_SYMBOLS_MAX];
static uint8_t pool[TS_SYMBOLS_POOL];
static struct ts_symbols found;
static char text[TS_QR_TEXT_MAX];

/* ---- the budget itself ---- */

static void takes_what_there_is_and_no_more(void **state) {
  (void)state;
  struct ts_budget budget = {.left = 100};
  assert_true(ts_budget_take(&budget, 60));
  assert_true(ts_budget_take(&budget, 40));
  assert_int_equal(budget.left, 0);
  assert_false(budget.spent);
  assert_true(ts_budget_take(&budget, 0));
  assert_false(ts_budget_take(&budget, 1));
  assert_true(budget.spent);
  assert_false(ts_budget_take(&budget, 0)); /* and so it stays */
}

static void a_decoding_may_take_the_reserve_once(void **state) {
  (void)state;
  struct ts_budget budget = {.left = 100, .reserve = 500};
  assert_false(ts_budget_take_decoding(&budget, 501));
  budget = (struct ts_budget){.left = 100, .reserve = 500};
  assert_true(ts_budget_take_decoding(&budget, 100)); /* not from the reserve */
  assert_int_equal(budget.reserve, 500);
  assert_true(ts_budget_take_decoding(&budget, 300));
  assert_int_equal(budget.reserve, 0);
  assert_false(budget.spent);
  assert_false(ts_budget_take_decoding(&budget, 300));
  assert_true(budget.spent);
  budget = (struct ts_budget){.left = 0, .reserve = 500, .spent = true};
  assert_false(ts_budget_take_decoding(&budget, 300));
}

static bool stop_at_zero(void *ctx) {
  int *left = ctx;
  return --*left < 0;
}

static void the_caller_s_own_limit_stops_it(void **state) {
  (void)state;
  int calls = 2;
  struct ts_budget budget = {.left = 100, .stop = stop_at_zero, .ctx = &calls};
  assert_true(ts_budget_take(&budget, 1));
  assert_true(ts_budget_take(&budget, 1));
  assert_false(ts_budget_take(&budget, 1));
  assert_true(budget.spent);
}

/* ---- hostile frames ---- */

static void put_finder(struct ts_qr_bits *bits, unsigned x, unsigned y) {
  for (unsigned j = 0; j < 7; j++)
    for (unsigned i = 0; i < 7; i++) {
      bool ring = (i == 1 || i == 5 || j == 1 || j == 5) && i >= 1 && i <= 5 && j >= 1 && j <= 5;
      ts_qr_set(bits, x + i, y + j, !ring);
    }
}

static void tiled_finders(struct ts_canvas *canvas, uint32_t module) {
  for (uint32_t y = 0; y < canvas->height; y++)
    for (uint32_t x = 0; x < canvas->width; x++) {
      uint32_t i = x / module % 8, j = y / module % 8, dx = i > 3 ? i - 3 : 3 - i, dy = j > 3 ? j - 3 : 3 - j;
      uint32_t ring = dx > dy ? dx : dy;
      canvas->gray[(size_t)y * canvas->width + x] =
          ring == 3 || ring <= 1 ? TS_CANVAS_BLACK : TS_CANVAS_WHITE;
    }
}

static void stripes(struct ts_canvas *canvas, uint32_t module) {
  static const uint32_t end[5] = {1, 2, 5, 6, 7};
  for (uint32_t y = 0; y < canvas->height; y++)
    for (uint32_t x = 0; x < canvas->width; x++) {
      uint32_t at = x / module % 8, run = 0;
      while (run < 5 && at >= end[run])
        run++;
      canvas->gray[(size_t)y * canvas->width + x] = run % 2 == 0 ? TS_CANVAS_BLACK : TS_CANVAS_WHITE;
    }
}

/* Fills the frame with symbols whose function patterns are right and whose data are made up. */
static void fake_symbols(struct ts_canvas *canvas, unsigned version, float module, bool finders_within) {
  struct ts_qr_bits bits;
  uint32_t random = version, side = (uint32_t)((float)(TS_QR_SIDE(version) + 4) * module);
  assert_true(ts_qr_make(&bits, &(struct ts_qr_recipe){.text = ts_bytes_of("fake"), .version = version}));
  static struct ts_qr_module function[TS_QR_FUNCTION_MAX];
  size_t count = ts_qr_function_modules(version, function);
  uint16_t format = ts_qr_format_read(&bits, false).code;
  for (uint32_t top = 0; top + side <= canvas->height; top += side)
    for (uint32_t left = 0; left + side <= canvas->width; left += side) {
      for (unsigned y = 0; y < bits.side; y++)
        for (unsigned x = 0; x < bits.side; x++) {
          random = random * 1664525u + 1013904223u;
          ts_qr_set(&bits, x, y, finders_within ? false : random >> 20 & 1);
        }
      for (unsigned y = 9; finders_within && y + 16 < bits.side; y += 8)
        for (unsigned x = 9; x + 16 < bits.side; x += 8)
          put_finder(&bits, x, y);
      ts_qr_repaint(&bits, function, count, format);
      struct ts_qr_pose pose =
          ts_qr_upright((float)left + 2 * module, (float)top + 2 * module, module, bits.side);
      ts_qr_paint(canvas, &bits, &pose);
    }
}

enum family {
  NOISE,
  COARSE_NOISE,
  TILES_SMALL,
  TILES,
  TILES_LARGE,
  STRIPES,
  FAKE_1,
  FAKE_2,
  FAKE_7,
  FAKE_14,
  FAKE_40,
  WITHIN_4,
  WITHIN_10,
  WITHIN_20,
  FAMILIES
};

static struct ts_canvas hostile(enum family family) {
  struct ts_canvas canvas = ts_canvas_new(WIDTH, HEIGHT);
  switch (family) {
  case NOISE:
    ts_canvas_noise(&canvas, 11);
    break;
  case COARSE_NOISE:
    ts_canvas_noise(&canvas, 12);
    for (uint32_t y = 0; y < HEIGHT; y++)
      for (uint32_t x = 0; x < WIDTH; x++)
        canvas.gray[(size_t)y * WIDTH + x] =
            canvas.gray[(size_t)(y / 3 * 3) * WIDTH + x / 3 * 3] & 0x80 ? TS_CANVAS_WHITE : TS_CANVAS_BLACK;
    break;
  case TILES_SMALL:
    tiled_finders(&canvas, 2);
    break;
  case TILES:
    tiled_finders(&canvas, 4);
    break;
  case TILES_LARGE:
    tiled_finders(&canvas, 8);
    break;
  case STRIPES:
    stripes(&canvas, 3);
    break;
  case FAKE_1:
    fake_symbols(&canvas, 1, 3, false);
    break;
  case FAKE_2:
    fake_symbols(&canvas, 2, 2.5f, false);
    break;
  case FAKE_7:
    fake_symbols(&canvas, 7, 2.5f, false);
    break;
  case FAKE_14:
    fake_symbols(&canvas, 14, 2.5f, false);
    break;
  case FAKE_40:
    fake_symbols(&canvas, 40, 2.6f, false);
    break;
  case WITHIN_4:
    fake_symbols(&canvas, 4, 3, true);
    break;
  case WITHIN_10:
    fake_symbols(&canvas, 10, 3, true);
    break;
  case WITHIN_20:
  default:
    fake_symbols(&canvas, 20, 3, true);
    break;
  }
  return canvas;
}

/* Steps are taken before the work is done: what is left tells what was done at most. */
static void hostile_frames_end_within_the_budget(void **state) {
  (void)state;
  for (enum family family = 0; family < FAMILIES; family++) {
    struct ts_canvas canvas = hostile(family);
    struct ts_frame frame = ts_canvas_frame(&canvas);
    struct ts_budget budget = ts_qr_budget(&frame), given = budget;
    ts_qr_read_frame(&reading, &frame, &budget);
    assert_int_equal(reading.count, 0);
    assert_true(budget.left <= given.left);
    assert_true(reading.drawings <= DRAWINGS_MOST);
    ts_canvas_free(&canvas);
  }
}

/* With less they end sooner, and say so: in no family does a loop run on without paying. */
static void they_end_with_any_budget(void **state) {
  (void)state;
  for (enum family family = 0; family < FAMILIES; family++) {
    struct ts_canvas canvas = hostile(family);
    struct ts_frame frame = ts_canvas_frame(&canvas);
    size_t drawings = SIZE_MAX;
    for (uint64_t steps = 16000000; steps >= 1000; steps /= 16) {
      struct ts_budget budget = {.left = steps};
      ts_qr_read_frame(&reading, &frame, &budget);
      assert_int_equal(reading.count, 0);
      assert_true(reading.drawings <= drawings && budget.left <= steps);
      assert_true(budget.spent || steps > 1000000);
      drawings = reading.drawings;
    }
    ts_canvas_free(&canvas);
  }
}

/* ---- the reader ---- */

static void read_canvas(const struct ts_canvas *canvas) {
  struct ts_reader reader;
  struct ts_frame frame = ts_canvas_frame(canvas);
  assert_int_equal(ts_reader_init(&reader, &memory), TS_OK);
  ts_symbols_init(&found, items, TS_SYMBOLS_MAX, pool, sizeof pool);
  assert_int_equal(reader.read(reader.ctx, &frame, &found), TS_OK);
}

/* A tag among fakes: what is read before the budget ends is kept, and that there may be more is said. */
static void keeps_what_it_found_and_says_that_it_ran_out(void **state) {
  (void)state;
  struct ts_canvas canvas = ts_canvas_new(WIDTH, HEIGHT);
  fake_symbols(&canvas, 7, 2.5f, false);
  ts_canvas_fill(&canvas, 200, 150, 230, 230, TS_CANVAS_WHITE);
  struct ts_qr_bits bits;
  assert_true(ts_qr_make(&bits, &(struct ts_qr_recipe){.text = ts_bytes_of("a true tag"), .version = 2}));
  struct ts_qr_pose pose = ts_qr_upright(240, 190, 6, bits.side);
  ts_qr_paint(&canvas, &bits, &pose);
  read_canvas(&canvas);
  assert_true(found.truncated);
  assert_int_equal(found.count, 1);
  assert_true(ts_bytes_equal_text(found.item[0].bytes, "a true tag"));
  ts_canvas_free(&canvas);
}

static void ordinary_frames_are_never_cut_short(void **state) {
  (void)state;
  static const unsigned versions[] = {1, 8, 20, 25};
  for (size_t i = 0; i < sizeof versions / sizeof versions[0]; i++) {
    struct ts_canvas canvas = ts_canvas_new(WIDTH, HEIGHT);
    struct ts_qr_bits bits;
    struct ts_bytes some = ts_qr_filler(text, 12, versions[i]);
    assert_true(ts_qr_make(&bits, &(struct ts_qr_recipe){.text = some, .version = versions[i]}));
    struct ts_qr_pose pose = ts_qr_turned(320, 240, 3, bits.side, 12);
    ts_qr_paint(&canvas, &bits, &pose);
    read_canvas(&canvas);
    assert_false(found.truncated);
    assert_int_equal(found.count, 1);
    assert_true(ts_bytes_equal(found.item[0].bytes, some));
    ts_canvas_free(&canvas);
  }
}

/* More symbols than are looked for in one frame: true ones give steps back. */
static void a_frame_full_of_symbols_is_read(void **state) {
  (void)state;
  struct ts_canvas canvas = ts_canvas_new(1000, 900);
  struct ts_qr_bits bits;
  char words[] = "n-00";
  for (int i = 0; i < 72; i++) {
    words[2] = (char)('0' + i / 10);
    words[3] = (char)('0' + i % 10);
    assert_true(ts_qr_make(&bits, &(struct ts_qr_recipe){.text = ts_bytes_of(words), .version = 1}));
    struct ts_qr_pose pose =
        ts_qr_upright(20 + 108 * (float)(i % 9), 20 + 108 * (float)(i / 9), 3, bits.side);
    ts_qr_paint(&canvas, &bits, &pose);
  }
  struct ts_frame frame = ts_canvas_frame(&canvas);
  struct ts_budget budget = ts_qr_budget(&frame);
  ts_qr_read_frame(&reading, &frame, &budget);
  assert_int_equal(reading.count, TS_LOCATE_SYMBOLS_MAX);
  assert_false(budget.spent);
  ts_canvas_free(&canvas);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(takes_what_there_is_and_no_more),
      cmocka_unit_test(a_decoding_may_take_the_reserve_once),
      cmocka_unit_test(the_caller_s_own_limit_stops_it),
      cmocka_unit_test(hostile_frames_end_within_the_budget),
      cmocka_unit_test(they_end_with_any_budget),
      cmocka_unit_test(keeps_what_it_found_and_says_that_it_ran_out),
      cmocka_unit_test(ordinary_frames_are_never_cut_short),
      cmocka_unit_test(a_frame_full_of_symbols_is_read),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
