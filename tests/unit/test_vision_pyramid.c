/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "support/canvas.h"
#include "vision/pyramid.h"

#define GUARD 0xa5

static struct ts_pyramid pyramid;

static uint8_t *memory_of(size_t size) {
  uint8_t *memory = malloc(size + 1);
  assert_non_null(memory);
  memory[size] = GUARD;
  return memory;
}

static struct ts_frame blank(uint32_t width, uint32_t height, const uint8_t *gray) {
  return (struct ts_frame){.gray = gray,
                           .width = width,
                           .height = height,
                           .stride = width,
                           .source_width = width,
                           .source_height = height};
}

/* ---- memory ---- */

static void check_size(const uint8_t *gray, uint32_t width, uint32_t height) {
  size_t size = TS_PYRAMID_SIZE(width, height);
  struct ts_frame frame = blank(width, height, gray);
  uint8_t *memory = memory_of(size);
  assert_true(ts_pyramid_build(&pyramid, &frame, memory, size));
  assert_int_equal(memory[size], GUARD);
  const struct ts_level *last = &pyramid.level[pyramid.count - 1];
  assert_true(last->width >= 1 && last->height >= 1);
  assert_true(pyramid.count == TS_PYRAMID_LEVELS || last->width / 2 < TS_LEVEL_SIDE_MIN ||
              last->height / 2 < TS_LEVEL_SIDE_MIN);
  free(memory);
}

static void its_size_suffices_for_every_frame(void **state) {
  (void)state;
  uint8_t *gray = calloc(TS_FRAME_SIDE_MAX, TS_FRAME_SIDE_MAX);
  assert_non_null(gray);
  for (uint32_t width = 1; width <= 70; width++)
    for (uint32_t height = 1; height <= 70; height++)
      check_size(gray, width, height);
  static const uint32_t sides[] = {1,
                                   2,
                                   7,
                                   8,
                                   9,
                                   12,
                                   23,
                                   24,
                                   25,
                                   95,
                                   127,
                                   128,
                                   129,
                                   480,
                                   639,
                                   640,
                                   641,
                                   1023,
                                   1024,
                                   1025,
                                   1279,
                                   1280,
                                   TS_FRAME_SIDE_MAX - 1,
                                   TS_FRAME_SIDE_MAX};
  for (size_t i = 0; i < sizeof sides / sizeof sides[0]; i++)
    for (size_t j = 0; j < sizeof sides / sizeof sides[0]; j++)
      if (sides[i] <= TS_FRAME_SIDE_MAX && sides[j] <= TS_FRAME_SIDE_MAX)
        check_size(gray, sides[i], sides[j]);
  free(gray);
}

/* With any byte less than what it took it says so, and never writes beyond what it has. */
static void refuses_too_little_memory(void **state) {
  (void)state;
  static uint8_t gray[61 * 47];
  struct ts_frame frame = blank(61, 47, gray);
  size_t enough = 0;
  for (size_t size = 0; enough == 0; size++) {
    uint8_t *memory = memory_of(size);
    if (ts_pyramid_build(&pyramid, &frame, memory, size))
      enough = size;
    else
      assert_int_equal(pyramid.count, 0);
    assert_int_equal(memory[size], GUARD);
    free(memory);
  }
  assert_in_range(enough, 61 * 47 / 4, TS_PYRAMID_SIZE(61, 47));
}

static void refuses_frames_that_are_none(void **state) {
  (void)state;
  static uint8_t gray[100], memory[2000];
  struct ts_frame bad[4];
  for (size_t i = 0; i < 4; i++)
    bad[i] = blank(10, 10, gray);
  bad[0].gray = NULL;
  bad[1].width = 0;
  bad[2].height = 0;
  bad[3].stride = 9;
  for (size_t i = 0; i < 4; i++)
    assert_false(ts_pyramid_build(&pyramid, &bad[i], memory, sizeof memory));
}

/* ---- levels ---- */

static unsigned mean(const struct ts_level *l, uint32_t x, uint32_t y) {
  const uint8_t *p = l->gray + (size_t)y * 2 * l->stride + (size_t)x * 2;
  uint32_t sum = (uint32_t)p[0] + p[1] + p[l->stride] + p[l->stride + 1];
  return (sum + 2) / 4;
}

static void each_level_is_the_means_of_the_one_before(void **state) {
  (void)state;
  for (uint32_t width = 24; width < 60; width++) {
    struct ts_canvas canvas = ts_canvas_new(width + 3, 77);
    ts_canvas_noise(&canvas, width);
    struct ts_frame frame = ts_canvas_frame(&canvas);
    frame.width = width; /* rows with a gap */
    uint8_t *memory = memory_of(TS_PYRAMID_SIZE(width, 77));
    assert_true(ts_pyramid_build(&pyramid, &frame, memory, TS_PYRAMID_SIZE(width, 77)));
    assert_ptr_equal(pyramid.level[0].gray, canvas.gray);
    assert_true(pyramid.count >= 2);
    for (unsigned i = 1; i < pyramid.count; i++) {
      const struct ts_level *from = &pyramid.level[i - 1], *to = &pyramid.level[i];
      assert_int_equal(to->width, from->width / 2);
      assert_int_equal(to->height, from->height / 2);
      assert_true(to->scale == 2 * from->scale);
      for (uint32_t y = 0; y < to->height; y++)
        for (uint32_t x = 0; x < to->width; x++)
          assert_int_equal(to->gray[(size_t)y * to->stride + x], mean(from, x, y));
    }
    free(memory);
    ts_canvas_free(&canvas);
  }
}

/* ---- the enlarged frame ---- */

static uint8_t pixel(const struct ts_frame *f, int x, int y) {
  x = x < 0 ? 0 : x >= (int)f->width ? (int)f->width - 1 : x;
  y = y < 0 ? 0 : y >= (int)f->height ? (int)f->height - 1 : y;
  return f->gray[(size_t)y * f->stride + (size_t)x];
}

static void check_enlarged(const struct ts_frame *f, const struct ts_level *to) {
  for (int y = 0; y < (int)to->height; y++)
    for (int x = 0; x < (int)to->width; x++) {
      int near_x = x / 2, near_y = y / 2, far_x = x % 2 ? near_x + 1 : near_x - 1,
          far_y = y % 2 ? near_y + 1 : near_y - 1;
      unsigned sum = 9u * pixel(f, near_x, near_y) + 3u * pixel(f, far_x, near_y) +
                     3u * pixel(f, near_x, far_y) + pixel(f, far_x, far_y);
      assert_int_equal(to->gray[(size_t)y * to->stride + (size_t)x], (sum + 8) / 16);
    }
}

static void enlarges_between_pixels(void **state) {
  (void)state;
  for (uint32_t width = 1; width < 30; width++)
    for (uint32_t height = 1; height < 30; height += 4) {
      size_t size = TS_PYRAMID_ENLARGED_SIZE(width, height);
      struct ts_canvas canvas = ts_canvas_new(width, height);
      ts_canvas_noise(&canvas, width);
      struct ts_frame frame = ts_canvas_frame(&canvas);
      uint8_t *levels = memory_of(TS_PYRAMID_SIZE(width, height)), *memory = memory_of(size);
      assert_true(ts_pyramid_build(&pyramid, &frame, levels, TS_PYRAMID_SIZE(width, height)));
      unsigned count = pyramid.count;
      assert_false(ts_pyramid_enlarge(&pyramid, memory, size - 1));
      assert_int_equal(pyramid.count, count);
      assert_true(ts_pyramid_enlarge(&pyramid, memory, size));
      assert_int_equal(memory[size], GUARD);
      assert_int_equal(pyramid.count, count + 1);
      assert_true(pyramid.level[0].scale == 0.5f && pyramid.level[1].scale == 1);
      assert_int_equal(pyramid.level[0].width, 2 * width);
      assert_ptr_equal(pyramid.level[1].gray, canvas.gray);
      check_enlarged(&frame, &pyramid.level[0]);
      assert_false(ts_pyramid_enlarge(&pyramid, memory, size)); /* once */
      free(levels);
      free(memory);
      ts_canvas_free(&canvas);
    }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(its_size_suffices_for_every_frame),
      cmocka_unit_test(refuses_too_little_memory),
      cmocka_unit_test(refuses_frames_that_are_none),
      cmocka_unit_test(each_level_is_the_means_of_the_one_before),
      cmocka_unit_test(enlarges_between_pixels),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
