/* SPDX-License-Identifier: Apache-2.0 */
/* Streams: what is held still costs less from the second frame on, and following never costs a read. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <zint.h>

#include "adapters/reader.h"
#include "support/canvas.h"

#define WIDTH 640
#define HEIGHT 480

TS_READER_MEMORY(memory, 640);
static struct ts_reader reader;
static struct ts_symbol items[TS_SYMBOLS_MAX], others[TS_SYMBOLS_MAX];
static uint8_t pool[TS_SYMBOLS_POOL], other_pool[TS_SYMBOLS_POOL];
static struct ts_symbols found, whole;

static int setup(void **state) {
  (void)state;
  return ts_reader_init(&reader, &memory) == TS_OK ? 0 : -1;
}

struct code {
  int symbology;
  const char *text;
  uint32_t x, y;
};

static struct ts_canvas draw(const struct code *code, size_t count) {
  struct ts_canvas canvas = ts_canvas_new(WIDTH, HEIGHT);
  for (size_t i = 0; i < count; i++) {
    struct ts_drawing drawing = {.symbology = code[i].symbology,
                                 .text = ts_bytes_of(code[i].text),
                                 .x = code[i].x,
                                 .y = code[i].y,
                                 .module = 3};
    assert_true(ts_canvas_draw(&canvas, &drawing, NULL));
  }
  return canvas;
}

/* Follows one frame; what QR codes in it took. */
static uint64_t follow(const struct code *code, size_t count) {
  struct ts_canvas canvas = draw(code, count);
  struct ts_frame frame = ts_canvas_frame(&canvas);
  ts_symbols_init(&found, items, TS_SYMBOLS_MAX, pool, sizeof pool);
  assert_int_equal(reader.follow(reader.ctx, &frame, &found), TS_OK);
  uint64_t used = memory.budget.used;
  ts_canvas_free(&canvas);
  return used;
}

static void read_whole(const struct code *code, size_t count) {
  struct ts_canvas canvas = draw(code, count);
  struct ts_frame frame = ts_canvas_frame(&canvas);
  ts_symbols_init(&whole, others, TS_SYMBOLS_MAX, other_pool, sizeof other_pool);
  assert_int_equal(reader.read(reader.ctx, &frame, &whole), TS_OK);
  ts_canvas_free(&canvas);
}

static bool has(const char *text) {
  for (size_t i = 0; i < found.count; i++)
    if (ts_bytes_equal_text(found.item[i].bytes, text))
      return true;
  return false;
}

static void costs_less_from_the_second_frame_on(void **state) {
  (void)state;
  const struct code code = {BARCODE_QRCODE, "https://id.example/01/09506000134352/21/A1", 200, 150};
  uint64_t first = follow(&code, 1);
  assert_true(has(code.text));
  assert_true(found.whole);
  for (int i = 0; i < TS_READER_FOLLOWED - 1; i++) {
    uint64_t next = follow(&code, 1);
    assert_true(has(code.text));
    assert_int_equal(found.count, 1);
    assert_false(found.whole);
    assert_true(next * 4 < first * 3);
  }
}

static void says_the_same_as_a_look_at_the_whole(void **state) {
  (void)state;
  const struct code codes[] = {{BARCODE_QRCODE, "https://id.example/01/09506000134352/21/A1", 40, 60},
                               {BARCODE_CODE128, "SERIAL-42", 100, 330}};
  for (int i = 0; i < 3; i++)
    (void)follow(codes, 2);
  read_whole(codes, 2);
  assert_int_equal(found.count, 2);
  assert_int_equal(whole.count, 2);
  for (size_t i = 0; i < 2; i++) {
    assert_int_equal(found.item[i].symbology, whole.item[i].symbology);
    assert_true(ts_bytes_equal(found.item[i].bytes, whole.item[i].bytes));
  }
  assert_memory_equal(found.item[0].corner, whole.item[0].corner, sizeof found.item[0].corner);
}

static void follows_a_hand(void **state) {
  (void)state;
  struct code code = {BARCODE_QRCODE, "https://id.example/01/09506000134352/21/A1", 60, 60};
  for (int i = 0; i < 20; i++, code.x += 9, code.y += 5) {
    (void)follow(&code, 1);
    assert_true(has(code.text));
  }
}

static void loses_no_read_with_a_track(void **state) {
  (void)state;
  const struct code places[] = {{BARCODE_QRCODE, "first", 20, 20},
                                {BARCODE_QRCODE, "first", 480, 330},  /* far away */
                                {BARCODE_QRCODE, "second", 480, 330}, /* another one in its place */
                                {BARCODE_CODE128, "THIRD-3", 100, 100}};
  for (size_t i = 0; i < sizeof places / sizeof places[0]; i++) {
    (void)follow(&places[i], 1);
    assert_int_equal(found.count, 1);
    assert_true(has(places[i].text));
  }
  (void)follow(places, 0);
  assert_int_equal(found.count, 0);
  (void)follow(places, 1);
  assert_true(has("first"));
}

static void sees_what_joins_within_some_frames(void **state) {
  (void)state;
  const struct code codes[] = {{BARCODE_QRCODE, "first", 40, 40}, {BARCODE_QRCODE, "joined", 400, 300}};
  (void)follow(codes, 1);
  int frames = 0;
  do {
    (void)follow(codes, 2);
    frames++;
  } while (!has("joined") && frames < 2 * TS_READER_FOLLOWED);
  assert_true(has("first") && has("joined"));
  assert_true(frames <= TS_READER_FOLLOWED);
}

static void keeps_what_is_in_the_list(void **state) {
  (void)state;
  const struct code code = {BARCODE_QRCODE, "first", 40, 40};
  struct ts_canvas canvas = draw(&code, 1);
  struct ts_frame frame = ts_canvas_frame(&canvas);
  ts_symbols_init(&found, items, TS_SYMBOLS_MAX, pool, sizeof pool);
  for (size_t i = 0; i < 3; i++) {
    assert_int_equal(reader.follow(reader.ctx, &frame, &found), TS_OK);
    assert_int_equal(found.count, i + 1);
  }
  struct ts_frame none = {0};
  assert_int_equal(reader.follow(reader.ctx, &none, &found), TS_ERR_ARGUMENT);
  assert_int_equal(found.count, 3);
  ts_canvas_free(&canvas);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_setup(costs_less_from_the_second_frame_on, setup),
      cmocka_unit_test_setup(says_the_same_as_a_look_at_the_whole, setup),
      cmocka_unit_test_setup(follows_a_hand, setup),
      cmocka_unit_test_setup(loses_no_read_with_a_track, setup),
      cmocka_unit_test_setup(sees_what_joins_within_some_frames, setup),
      cmocka_unit_test_setup(keeps_what_is_in_the_list, setup),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
