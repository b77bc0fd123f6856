/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "support/canvas.h"
#include "vision/probe.h"
#include "vision/threshold.h"

static uint8_t memory[TS_PYRAMID_SIZE(640, 480)];
static struct ts_pyramid pyramid;

static const struct ts_level *threshold(const struct ts_canvas *canvas) {
  struct ts_frame frame = ts_canvas_frame(canvas);
  assert_true(ts_pyramid_build(&pyramid, &frame, memory, sizeof memory));
  assert_true(ts_threshold(&pyramid, 0));
  assert_true(pyramid.level[0].has_threshold);
  return &pyramid.level[0];
}

/* A chequered picture of two grays, under a light that falls off to the right. */
static uint8_t chequer(uint32_t x, uint32_t y, uint32_t square, uint32_t width) {
  uint32_t light = 256 - 192 * x / width;
  return (uint8_t)(((x / square + y / square) % 2 ? 60u : 220u) * light / 256);
}

static void tells_dark_from_light_under_any_light(void **state) {
  (void)state;
  for (uint32_t square = 4; square <= 12; square++) {
    struct ts_canvas canvas = ts_canvas_new(320, 240);
    for (uint32_t y = 0; y < canvas.height; y++)
      for (uint32_t x = 0; x < canvas.width; x++)
        canvas.gray[(size_t)y * canvas.width + x] = chequer(x, y, square, canvas.width);
    const struct ts_level *level = threshold(&canvas);
    for (uint32_t y = 0; y < canvas.height; y++)
      for (uint32_t x = 0; x < canvas.width; x++)
        assert_int_equal(ts_probe_dark(level, x, y), (x / square + y / square) % 2);
    ts_canvas_free(&canvas);
  }
}

static void paper_without_print_is_light(void **state) {
  (void)state;
  static const uint8_t grays[] = {1, 12, 128, 255};
  for (size_t i = 0; i < sizeof grays; i++) {
    struct ts_canvas canvas = ts_canvas_new(200, 120);
    ts_canvas_fill(&canvas, 0, 0, 200, 120, grays[i]);
    const struct ts_level *level = threshold(&canvas);
    for (uint32_t y = 0; y < canvas.height; y++)
      for (uint32_t x = 0; x < canvas.width; x++)
        assert_false(ts_probe_dark(level, x, y));
    ts_canvas_free(&canvas);
  }
}

/* The middle of a large finder pattern has no contrast of its own. */
static void the_inside_of_something_dark_is_dark(void **state) {
  (void)state;
  struct ts_canvas canvas = ts_canvas_new(200, 200);
  ts_canvas_fill(&canvas, 80, 80, 40, 40, TS_CANVAS_BLACK);
  const struct ts_level *level = threshold(&canvas);
  for (uint32_t y = 80; y < 120; y++)
    for (uint32_t x = 80; x < 120; x++)
      assert_true(ts_probe_dark(level, x, y));
  assert_false(ts_probe_dark(level, 70, 100) || ts_probe_dark(level, 130, 100));
  ts_canvas_free(&canvas);
}

static void needs_a_coarser_level(void **state) {
  (void)state;
  struct ts_canvas canvas = ts_canvas_new(100, 60);
  struct ts_frame frame = ts_canvas_frame(&canvas);
  assert_true(ts_pyramid_build(&pyramid, &frame, memory, sizeof memory));
  assert_true(pyramid.count > 1);
  assert_false(ts_threshold(&pyramid, pyramid.count - 1));
  assert_false(ts_threshold(&pyramid, pyramid.count));
  for (unsigned i = 0; i + 1 < pyramid.count; i++)
    assert_true(ts_threshold(&pyramid, i));
  ts_canvas_free(&canvas);
}

/* Where the coarser level is narrower than what is measured at once, nothing is read beyond it. */
static void leaves_frames_narrower_than_a_block_alone(void **state) {
  (void)state;
  for (uint32_t width = 1; width <= 6; width++)
    for (uint32_t height = 1; height <= 6; height++) {
      struct ts_canvas canvas = ts_canvas_new(width, height);
      struct ts_frame frame = ts_canvas_frame(&canvas);
      static uint8_t enlarged[TS_PYRAMID_ENLARGED_SIZE(6, 6)];
      assert_true(ts_pyramid_build(&pyramid, &frame, memory, sizeof memory));
      assert_true(ts_pyramid_enlarge(&pyramid, enlarged, sizeof enlarged));
      assert_int_equal(ts_threshold(&pyramid, 0), width >= 4 && height >= 4);
      ts_canvas_free(&canvas);
    }
}

static void leaves_no_threshold_unset(void **state) {
  (void)state;
  for (uint32_t width = 24; width < 64; width++) {
    struct ts_canvas canvas = ts_canvas_new(width, 89 - width);
    ts_canvas_noise(&canvas, width);
    memset(memory, 0, sizeof memory);
    const struct ts_level *level = threshold(&canvas);
    assert_int_equal(level->blocks_x, (width + TS_BLOCK - 1) / TS_BLOCK);
    for (size_t i = 0; i < (size_t)level->blocks_x * level->blocks_y; i++)
      assert_in_range(level->threshold[i], 40, 215); /* the middle of noise is near the middle */
    ts_canvas_free(&canvas);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(tells_dark_from_light_under_any_light),
      cmocka_unit_test(paper_without_print_is_light),
      cmocka_unit_test(the_inside_of_something_dark_is_dark),
      cmocka_unit_test(needs_a_coarser_level),
      cmocka_unit_test(leaves_frames_narrower_than_a_block_alone),
      cmocka_unit_test(leaves_no_threshold_unset),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
