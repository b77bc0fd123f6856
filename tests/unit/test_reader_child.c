/* SPDX-License-Identifier: Apache-2.0 */
/* A reader in a process of its own: it reads what the same reader reads in this process, and whatever it becomes, the
 * parent goes on. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <signal.h>
#include <stdio.h>
#include <sys/wait.h>
#include <zint.h>

#include "adapters/reader.h"
#include "boards/common/hosted/reader_child.h"
#include "port/check.h"
#include "support/canvas.h"
#include "support/jpeg_maker.h"

#define PATIENCE 120000 /* milliseconds: nobody waits for them unless the test has failed */
#define SHORT 300       /* for children that never answer */

TS_READER_MEMORY(memory, TS_FRAME_SIDE_MAX);

struct list {
  struct ts_symbol item[TS_SYMBOLS_MAX];
  uint8_t pool[TS_SYMBOLS_POOL];
  struct ts_symbols symbols;
};

static struct ts_reader_child child;
static struct ts_reader reader, inner;
static struct list outside, inside;

static void begin(const char *argument, int budget_ms) {
  child.program = argument ? TS_BAD_READER : TS_READER_PROGRAM;
  child.argument = argument;
  child.side_max = TS_FRAME_SIDE_MAX;
  child.budget_ms = budget_ms;
  child.slow_ms = 0;
  assert_int_equal(ts_reader_child_init(&child, &reader), TS_OK);
}

/* From the next start on it is the true one. */
static void replace_by_true_one(void) {
  child.program = TS_READER_PROGRAM;
  child.argument = NULL;
  child.budget_ms = PATIENCE;
}

static int teardown(void **state) {
  (void)state;
  ts_reader_child_close(&child);
  return 0;
}

static struct ts_symbols *fresh(struct list *list) {
  ts_symbols_init(&list->symbols, list->item, TS_SYMBOLS_MAX, list->pool, sizeof list->pool);
  return &list->symbols;
}

static void assert_alike(void) {
  assert_int_equal(outside.symbols.count, inside.symbols.count);
  assert_int_equal(outside.symbols.truncated, inside.symbols.truncated);
  for (size_t i = 0; i < inside.symbols.count; i++) {
    const struct ts_symbol *a = &outside.item[i], *b = &inside.item[i];
    assert_int_equal(a->symbology, b->symbology);
    assert_int_equal(a->gs1, b->gs1);
    assert_int_equal(a->eci, b->eci);
    assert_int_equal(a->application, b->application);
    assert_int_equal(a->confirmed, b->confirmed);
    assert_int_equal(a->bytes.size, b->bytes.size);
    assert_memory_equal(a->bytes.data, b->bytes.data, b->bytes.size);
    assert_memory_equal(a->corner, b->corner, sizeof a->corner);
  }
}

/* Both read FRAME, at once and as one of a stream. */
static void assert_read_alike(const struct ts_frame *frame, const struct ts_frame *same) {
  assert_int_equal(reader.read(reader.ctx, frame, fresh(&outside)),
                   inner.read(inner.ctx, same, fresh(&inside)));
  assert_alike();
  assert_int_equal(outside.symbols.whole, inside.symbols.whole);
  assert_int_equal(reader.follow(reader.ctx, frame, fresh(&outside)),
                   inner.follow(inner.ctx, same, fresh(&inside)));
  assert_alike();
  assert_false(outside.symbols.whole); /* or a verdict would rest on a process that has seen other pictures */
}

/* ---- the true one ---- */

static void reads_as_in_this_process(void **state) {
  (void)state;
  static const struct ts_drawing drawings[] = {
      {.symbology = BARCODE_QRCODE,
       .text = {(const uint8_t *)"https://id.example/01/09506000134352/21/A1", 42}},
      {.symbology = BARCODE_QRCODE,
       .mode = GS1_MODE,
       .text = {(const uint8_t *)"[01]09506000134352[21]A1", 24}},
      {.symbology = BARCODE_QRCODE, .text = {(const uint8_t *)"Gr\xc3\xbc\xc3\x9f Gott", 11}},
      {.symbology = BARCODE_CODE128, .text = {(const uint8_t *)"Serial-0042", 11}},
      {.symbology = BARCODE_CODE39, .text = {(const uint8_t *)"RING 750/42", 11}},
      {.symbology = BARCODE_EANX, .text = {(const uint8_t *)"950600013435", 12}},
      {.symbology = BARCODE_DBAR_OMN, .text = {(const uint8_t *)"0950110153001", 13}},
      {.symbology = BARCODE_ITF14, .text = {(const uint8_t *)"1540014128876", 13}},
  };
  begin(NULL, PATIENCE);
  assert_int_equal(ts_reader_init(&inner, &memory), TS_OK);
  for (size_t i = 0; i < sizeof drawings / sizeof drawings[0]; i++) {
    struct ts_canvas canvas = ts_canvas_new(900, 400);
    struct ts_drawing drawing = drawings[i];
    drawing.x = drawing.y = 60;
    assert_true(ts_canvas_draw(&canvas, &drawing, NULL));
    struct ts_frame frame = ts_canvas_frame(&canvas);
    assert_read_alike(&frame, &frame);
    assert_int_equal(outside.symbols.count, 1);
    ts_canvas_free(&canvas);
  }
  assert_int_equal(child.started, sizeof drawings / sizeof drawings[0]);
}

static void reads_a_part_of_a_larger_picture(void **state) {
  (void)state;
  struct ts_canvas canvas = ts_canvas_new(640, 480);
  const struct ts_drawing drawing = {
      .symbology = BARCODE_QRCODE, .text = ts_bytes_of("in the corner"), .x = 350, .y = 250, .module = 4};
  begin(NULL, PATIENCE);
  assert_int_equal(ts_reader_init(&inner, &memory), TS_OK);
  assert_true(ts_canvas_draw(&canvas, &drawing, NULL));
  struct ts_frame part = ts_canvas_frame(&canvas);
  part.gray += (size_t)200 * part.stride + 300;
  part.width = part.source_width = 320;
  part.height = part.source_height = 240;
  assert_read_alike(&part, &part);
  assert_int_equal(outside.symbols.count, 1);
  ts_canvas_free(&canvas);
}

static void noise_is_read_alike(void **state) {
  (void)state;
  struct ts_canvas canvas = ts_canvas_new(320, 240);
  begin(NULL, PATIENCE);
  assert_int_equal(ts_reader_init(&inner, &memory), TS_OK);
  ts_canvas_noise(&canvas, 7);
  struct ts_frame frame = ts_canvas_frame(&canvas);
  assert_read_alike(&frame, &frame);
  ts_canvas_free(&canvas);
}

static void photographs_are_decoded_alike(void **state) {
  (void)state;
  struct ts_canvas canvas = ts_canvas_new(700, 500);
  const struct ts_drawing drawing = {
      .symbology = BARCODE_QRCODE, .text = ts_bytes_of("photographed"), .x = 100, .y = 100, .module = 5};
  assert_true(ts_canvas_draw(&canvas, &drawing, NULL));
  const struct ts_jpeg_recipe recipes[] = {
      {.width = 700, .height = 500, .gray = canvas.gray, .colour = TS_JPEG_YCBCR},
      {.width = 700, .height = 500, .gray = canvas.gray, .colour = TS_JPEG_GRAY, .progressive = true},
      {.width = 6000, .height = 3000, .colour = TS_JPEG_GRAY},
  };
  begin(NULL, PATIENCE);
  assert_int_equal(ts_reader_init(&inner, &memory), TS_OK);
  for (size_t i = 0; i < sizeof recipes / sizeof recipes[0]; i++) {
    struct ts_jpeg_file file = ts_jpeg_make(&recipes[i]);
    struct ts_frame frame, same;
    assert_int_equal(reader.load(reader.ctx, ts_jpeg_bytes(&file), &frame), TS_OK);
    assert_int_equal(inner.load(inner.ctx, ts_jpeg_bytes(&file), &same), TS_OK);
    assert_int_equal(frame.width, same.width);
    assert_int_equal(frame.height, same.height);
    assert_int_equal(frame.source_width, same.source_width);
    assert_int_equal(frame.source_height, same.source_height);
    assert_memory_equal(frame.gray, same.gray, (size_t)same.width * same.height);
    assert_read_alike(&frame, &same);
    assert_int_equal(outside.symbols.count, i < 2);
    ts_jpeg_free(&file);
  }
  ts_canvas_free(&canvas);
  assert_int_equal(child.started, 1 + sizeof recipes / sizeof recipes[0]);
}

static void does_what_every_boards_must(void **state) {
  struct ts_canvas canvas = ts_canvas_new(640, 480);
  const struct ts_drawing drawing = {
      .symbology = BARCODE_QRCODE, .text = ts_bytes_of("looked at"), .x = 200, .y = 120, .module = 6};
  assert_true(ts_canvas_draw(&canvas, &drawing, NULL));
  const struct ts_jpeg_recipe recipe = {.width = 640, .height = 480, .gray = canvas.gray};
  struct ts_jpeg_file file = ts_jpeg_make(&recipe);
  const struct ts_port_reader_sample sample = {
      .photo = ts_jpeg_bytes(&file), .text = drawing.text, .symbology = TS_SYMBOLOGY_QR};
  (void)state;
  begin(NULL, PATIENCE);
  const char *wrong = ts_port_check_reader(&reader, &sample);
  if (wrong)
    fail_msg("%s", wrong);
  ts_jpeg_free(&file);
  ts_canvas_free(&canvas);
}

static void bad_photographs_are_refused_alike(void **state) {
  (void)state;
  struct ts_jpeg_file file = ts_jpeg_make(&(struct ts_jpeg_recipe){.width = 640, .height = 480});
  struct ts_jpeg_file cmyk =
      ts_jpeg_make(&(struct ts_jpeg_recipe){.width = 64, .height = 48, .colour = TS_JPEG_CMYK});
  struct ts_jpeg_file giant = ts_jpeg_make(&(struct ts_jpeg_recipe){.width = 64, .height = 48});
  assert_true(ts_jpeg_lie_about_size(&giant, 20000, 20000));
  uint8_t *large = calloc(1, TS_READER_SHARE_PHOTO + 1);
  assert_non_null(large);
  struct ts_frame frame;
  begin(NULL, PATIENCE);
  assert_int_equal(reader.load(reader.ctx, ts_bytes(NULL, 0), &frame), TS_ERR_EMPTY);
  assert_int_equal(reader.load(reader.ctx, ts_bytes(large, TS_READER_SHARE_PHOTO + 1), &frame),
                   TS_ERR_PHOTO_TOO_LARGE);
  assert_int_equal(child.started, 0);
  assert_int_equal(reader.load(reader.ctx, ts_bytes(large, TS_READER_SHARE_PHOTO), &frame),
                   TS_ERR_PHOTO_NOT_JPEG);
  assert_int_equal(reader.load(reader.ctx, ts_bytes(file.data, file.size / 2), &frame), TS_ERR_PHOTO_DAMAGED);
  assert_null(frame.gray);
  assert_int_equal(reader.load(reader.ctx, ts_jpeg_bytes(&cmyk), &frame), TS_ERR_PHOTO_COLOUR);
  assert_int_equal(reader.load(reader.ctx, ts_jpeg_bytes(&giant), &frame), TS_ERR_PHOTO_TOO_LARGE);
  assert_int_equal(reader.load(reader.ctx, ts_jpeg_bytes(&file), &frame), TS_OK);
  assert_int_equal(child.started, 1);
  free(large);
  ts_jpeg_free(&file);
  ts_jpeg_free(&cmyk);
  ts_jpeg_free(&giant);
}

static void a_short_list_says_so(void **state) {
  (void)state;
  struct ts_canvas canvas = ts_canvas_new(900, 400);
  const struct ts_drawing drawing = {
      .symbology = BARCODE_QRCODE, .text = ts_bytes_of("too long for four bytes"), .x = 60, .y = 60};
  uint8_t four[4];
  begin(NULL, PATIENCE);
  assert_true(ts_canvas_draw(&canvas, &drawing, NULL));
  struct ts_frame frame = ts_canvas_frame(&canvas);
  ts_symbols_init(&outside.symbols, outside.item, TS_SYMBOLS_MAX, four, sizeof four);
  assert_int_equal(reader.read(reader.ctx, &frame, &outside.symbols), TS_OK);
  assert_int_equal(outside.symbols.count, 0);
  assert_true(outside.symbols.truncated);
  ts_canvas_free(&canvas);
}

static void frames_that_are_none(void **state) {
  (void)state;
  static const uint8_t gray[64];
  static const struct ts_frame frames[] = {
      {NULL, 8, 8, 8, 8, 8},
      {gray, 0, 8, 8, 8, 8},
      {gray, 8, 0, 8, 8, 8},
      {gray, 8, 8, 7, 8, 8},
      {gray, TS_FRAME_SIDE_MAX + 1, 1, TS_FRAME_SIDE_MAX + 1, 1, 1},
      {gray, 8, 8, 8, 0, 8},
      {gray, 8, 8, 8, 8, UINT32_MAX},
      {gray, 1, TS_FRAME_SIDE_MAX + 1, 1, 1, 1},
  };
  begin(NULL, PATIENCE);
  for (size_t i = 0; i < sizeof frames / sizeof frames[0]; i++)
    assert_int_equal(reader.read(reader.ctx, &frames[i], fresh(&outside)), TS_ERR_ARGUMENT);
  assert_int_equal(child.started, 0);
}

/* ---- what it may become ---- */

static const struct ts_frame *plain(void) {
  static uint8_t gray[64];
  static const struct ts_frame frame = {gray, 8, 8, 8, 8, 8};
  return &frame;
}

/* After whatever happened: the next call has a process that reads. */
static void assert_goes_on(uint64_t started) {
  struct ts_canvas canvas = ts_canvas_new(900, 400);
  const struct ts_drawing drawing = {
      .symbology = BARCODE_QRCODE, .text = ts_bytes_of("and on"), .x = 60, .y = 60};
  replace_by_true_one();
  assert_true(ts_canvas_draw(&canvas, &drawing, NULL));
  struct ts_frame frame = ts_canvas_frame(&canvas);
  assert_int_equal(reader.read(reader.ctx, &frame, fresh(&outside)), TS_OK);
  assert_int_equal(outside.symbols.count, 1);
  assert_true(ts_bytes_equal_text(outside.item[0].bytes, "and on"));
  assert_int_equal(child.started, started + 1);
  ts_canvas_free(&canvas);
}

static void the_sandbox_kills(void **state) {
  (void)state;
  static const char *const deeds[] = {"opens",
                                      "makes a socket",
                                      "connects",
                                      "runs a program",
                                      "forks",
                                      "kills",
                                      "looks into its parent",
                                      "reads another file",
                                      "writes to the terminal",
                                      "makes a program of memory",
                                      "makes its data a program",
                                      "maps a file"};
  for (size_t i = 0; i < sizeof deeds / sizeof deeds[0]; i++) {
    begin(deeds[i], PATIENCE);
    assert_int_equal(reader.read(reader.ctx, plain(), fresh(&outside)), TS_ERR_INTERNAL);
    assert_int_equal(outside.symbols.count, 0);
    if (!WIFSIGNALED(child.status) || WTERMSIG(child.status) != SIGSYS)
      fail_msg("%s: ended with status %#x", deeds[i], (unsigned)child.status);
    assert_goes_on(1);
    ts_reader_child_close(&child);
  }
}

static void ends_are_survived(void **state) {
  (void)state;
  static const struct {
    const char *deed;
    int budget_ms, status;
    bool by_parent; /* it was killed, or it ended itself just before */
  } ends[] = {
      {"hangs", SHORT, SIGKILL, false},
      {"answers half", SHORT, SIGKILL, false},
      {"crashes", PATIENCE, 0, true},
      {"leaves", PATIENCE, 0, true},
      {"answers half and leaves", PATIENCE, 0, true},
  };
  for (size_t i = 0; i < sizeof ends / sizeof ends[0]; i++) {
    struct ts_frame frame;
    begin(ends[i].deed, ends[i].budget_ms);
    if (reader.read(reader.ctx, plain(), fresh(&outside)) != TS_ERR_INTERNAL)
      fail_msg("%s: an answer", ends[i].deed);
    assert_int_equal(outside.symbols.count, 0);
    if (!ends[i].by_parent)
      assert_int_equal(child.status, ends[i].status);
    assert_int_equal(reader.load(reader.ctx, ts_bytes("x", 1), &frame), TS_ERR_INTERNAL);
    assert_null(frame.gray);
    assert_int_equal(child.started, 2);
    assert_goes_on(2);
    ts_reader_child_close(&child);
  }
}

#ifndef __SANITIZE_ADDRESS__ /* which has addresses without a limit */
static void memory_is_bounded(void **state) {
  (void)state;
  begin("takes all memory", PATIENCE);
  assert_int_equal(reader.read(reader.ctx, plain(), fresh(&outside)), TS_ERR_INTERNAL);
  assert_true(WIFSIGNALED(child.status)); /* abort() is one call too many */
  assert_goes_on(1);
}
#endif

static void lies_are_refused(void **state) {
  (void)state;
  static const char *const frame_lies[] = {
      "another number", "unknown error",  "error of another part",         "frame without width",
      "frame too wide", "frame too high", "photograph smaller than frame", "photograph endless"};
  static const char *const symbol_lies[] = {"another number",
                                            "unknown error",
                                            "error of another part",
                                            "too many",
                                            "truncated twice",
                                            "whole twice",
                                            "no symbology",
                                            "unknown symbology",
                                            "typed",
                                            "confirmed thrice",
                                            "gs1 odd",
                                            "text behind the pool",
                                            "text out of the pool",
                                            "text around the pool",
                                            "corner far away",
                                            "corner far below"};
  struct ts_frame frame;
  for (size_t i = 0; i < sizeof frame_lies / sizeof frame_lies[0]; i++) {
    begin(frame_lies[i], PATIENCE);
    if (reader.load(reader.ctx, ts_bytes("x", 1), &frame) != TS_ERR_INTERNAL || frame.gray)
      fail_msg("%s: believed", frame_lies[i]);
    assert_goes_on(1);
    ts_reader_child_close(&child);
  }
  for (size_t i = 0; i < sizeof symbol_lies / sizeof symbol_lies[0]; i++) {
    begin(symbol_lies[i], PATIENCE);
    if (reader.read(reader.ctx, plain(), fresh(&outside)) != TS_ERR_INTERNAL || outside.symbols.count != 0)
      fail_msg("%s: believed", symbol_lies[i]);
    assert_goes_on(1);
    ts_reader_child_close(&child);
  }
}

/* What the lies are made of is taken when it is no lie. */
static void the_same_without_a_lie(void **state) {
  (void)state;
  struct ts_frame frame;
  begin("truth", PATIENCE);
  assert_int_equal(reader.load(reader.ctx, ts_bytes("x", 1), &frame), TS_OK);
  assert_int_equal(frame.width, 8);
  assert_int_equal(frame.gray[63], 77);
  assert_int_equal(reader.read(reader.ctx, plain(), fresh(&outside)), TS_OK);
  assert_int_equal(outside.symbols.count, 1);
  assert_true(ts_bytes_equal_text(outside.item[0].bytes, "hello"));
  assert_int_equal(child.started, 2);
}

/* 50 million turns take longer than a millisecond. */
static void slowness_goes_with_the_process(void **state) {
  (void)state;
  begin("is slow", PATIENCE);
  child.slow_ms = PATIENCE;
  assert_int_equal(reader.follow(reader.ctx, plain(), fresh(&outside)), TS_OK);
  assert_int_equal(reader.follow(reader.ctx, plain(), fresh(&outside)), TS_OK);
  assert_int_equal(child.started, 1);
  child.slow_ms = 1;
  assert_int_equal(reader.follow(reader.ctx, plain(), fresh(&outside)), TS_OK);
  assert_int_equal(outside.symbols.count, 1); /* what it said counts */
  assert_int_equal(reader.follow(reader.ctx, plain(), fresh(&outside)), TS_OK);
  assert_int_equal(child.started, 2);
}

static struct ts_jpeg_file photograph(struct ts_canvas *canvas) {
  const struct ts_drawing drawing = {
      .symbology = BARCODE_QRCODE, .text = ts_bytes_of("photographed"), .x = 100, .y = 100, .module = 5};
  *canvas = ts_canvas_new(700, 500);
  assert_true(ts_canvas_draw(canvas, &drawing, NULL));
  return ts_jpeg_make(
      &(struct ts_jpeg_recipe){.width = 700, .height = 500, .gray = canvas->gray, .colour = TS_JPEG_GRAY});
}

/* What an earlier picture made of the process, and what that makes of this one's pixels, is not read. */
static void a_verdict_rests_on_a_process_of_its_own(void **state) {
  (void)state;
  struct ts_canvas canvas;
  struct ts_jpeg_file file = photograph(&canvas);
  struct ts_frame frame;
  begin("paints", PATIENCE);
  assert_int_equal(reader.load(reader.ctx, ts_jpeg_bytes(&file), &frame), TS_OK);
  assert_int_equal(frame.gray[200 * 700 + 105], 255);
  assert_int_equal(reader.follow(reader.ctx, &frame, fresh(&outside)), TS_OK);
  assert_true(ts_bytes_equal_text(outside.item[0].bytes, "hello"));
  assert_false(outside.symbols.whole);
  replace_by_true_one();
  assert_int_equal(reader.read(reader.ctx, &frame, fresh(&outside)), TS_OK);
  assert_int_equal(outside.symbols.count, 1);
  assert_true(ts_bytes_equal_text(outside.item[0].bytes, "photographed"));
  assert_true(outside.symbols.whole);
  assert_int_equal(child.started, 2);
  frame.width--; /* of its memory nothing is read but the photograph */
  assert_int_equal(reader.read(reader.ctx, &frame, fresh(&outside)), TS_ERR_ARGUMENT);
  ts_reader_child_close(&child);

  begin("truth", PATIENCE); /* says that it is 8 x 8 */
  assert_int_equal(reader.load(reader.ctx, ts_jpeg_bytes(&file), &frame), TS_OK);
  replace_by_true_one();
  assert_int_equal(reader.read(reader.ctx, &frame, fresh(&outside)), TS_ERR_INTERNAL);
  assert_int_equal(outside.symbols.count, 0);
  ts_jpeg_free(&file);
  ts_canvas_free(&canvas);
}

static void a_process_does_not_grow_old(void **state) {
  (void)state;
  begin("truth", PATIENCE);
  for (unsigned i = 0; i < TS_READER_CHILD_QUESTIONS; i++)
    assert_int_equal(reader.follow(reader.ctx, plain(), fresh(&outside)), TS_OK);
  assert_int_equal(child.started, 1);
  assert_int_equal(reader.follow(reader.ctx, plain(), fresh(&outside)), TS_OK);
  assert_int_equal(child.started, 2);
}

static void a_program_that_is_not_there(void **state) {
  (void)state;
  begin("truth", PATIENCE);
  child.program = "/nonexistent/touchstone-reader";
  assert_int_equal(reader.read(reader.ctx, plain(), fresh(&outside)), TS_ERR_INTERNAL);
  assert_int_equal(outside.symbols.count, 0);
  assert_goes_on(1);
}

static void nothing_without_its_settings(void **state) {
  (void)state;
  child = (struct ts_reader_child){.side_max = 640, .budget_ms = PATIENCE};
  assert_int_equal(ts_reader_child_init(&child, &reader), TS_ERR_ARGUMENT);
  assert_null(reader.read);
  child = (struct ts_reader_child){
      .program = TS_READER_PROGRAM, .side_max = TS_FRAME_SIDE_MAX + 1, .budget_ms = PATIENCE};
  assert_int_equal(ts_reader_child_init(&child, &reader), TS_ERR_ARGUMENT);
  ts_reader_child_close(&child);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_teardown(reads_as_in_this_process, teardown),
      cmocka_unit_test_teardown(reads_a_part_of_a_larger_picture, teardown),
      cmocka_unit_test_teardown(noise_is_read_alike, teardown),
      cmocka_unit_test_teardown(does_what_every_boards_must, teardown),
      cmocka_unit_test_teardown(photographs_are_decoded_alike, teardown),
      cmocka_unit_test_teardown(bad_photographs_are_refused_alike, teardown),
      cmocka_unit_test_teardown(a_short_list_says_so, teardown),
      cmocka_unit_test_teardown(frames_that_are_none, teardown),
      cmocka_unit_test_teardown(the_sandbox_kills, teardown),
      cmocka_unit_test_teardown(ends_are_survived, teardown),
#ifndef __SANITIZE_ADDRESS__
      cmocka_unit_test_teardown(memory_is_bounded, teardown),
#endif
      cmocka_unit_test_teardown(lies_are_refused, teardown),
      cmocka_unit_test_teardown(the_same_without_a_lie, teardown),
      cmocka_unit_test_teardown(a_verdict_rests_on_a_process_of_its_own, teardown),
      cmocka_unit_test_teardown(slowness_goes_with_the_process, teardown),
      cmocka_unit_test_teardown(a_process_does_not_grow_old, teardown),
      cmocka_unit_test_teardown(a_program_that_is_not_there, teardown),
      cmocka_unit_test(nothing_without_its_settings),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
