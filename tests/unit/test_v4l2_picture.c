/* SPDX-License-Identifier: Apache-2.0 */
/* Which of a camera's formats and sizes is taken, and what becomes of its pixels. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>
#include <linux/videodev2.h>

#include "boards/common/hosted/v4l2_picture.h"

static void the_best_format_is_liked_best(void **state) {
  (void)state;
  static const uint32_t order[] = {V4L2_PIX_FMT_YUYV, V4L2_PIX_FMT_NV12, V4L2_PIX_FMT_GREY,
                                   V4L2_PIX_FMT_MJPEG};
  for (size_t i = 1; i < sizeof order / sizeof *order; i++)
    assert_true(ts_v4l2_liking(order[i - 1]) < ts_v4l2_liking(order[i]));
  assert_true(ts_v4l2_liking(V4L2_PIX_FMT_YUYV) > 0);
  assert_int_equal(ts_v4l2_liking(V4L2_PIX_FMT_RGB24), 0);
  assert_int_equal(ts_v4l2_liking(0), 0);
}

static void the_best_size_is_the_largest_that_fits(void **state) {
  (void)state;
  const struct ts_v4l2_size wanted = {1280, 960};
  static const struct ts_v4l2_size better_first[] = {{1280, 960}, {1280, 720},  {640, 480},  {160, 120},
                                                     {1600, 200}, {1920, 1080}, {4096, 2160}};
  for (size_t i = 0; i < sizeof better_first / sizeof *better_first; i++)
    for (size_t j = 0; j < sizeof better_first / sizeof *better_first; j++)
      assert_int_equal(ts_v4l2_better(better_first[i], better_first[j], wanted), i < j);
  struct ts_v4l2_size low = {32, 32}, high = {4096, 4096};
  struct ts_v4l2_size size = ts_v4l2_stepped(low, high, (struct ts_v4l2_size){64, 1}, wanted);
  assert_int_equal(size.width, 32 + 64 * 19); /* 1248 */
  assert_int_equal(size.height, 960);
  size = ts_v4l2_stepped(low, (struct ts_v4l2_size){800, 600}, (struct ts_v4l2_size){8, 8}, wanted);
  assert_int_equal(size.width, 800);
  assert_int_equal(size.height, 600);
  size = ts_v4l2_stepped((struct ts_v4l2_size){2000, 2000}, high, (struct ts_v4l2_size){0, 8}, wanted);
  assert_int_equal(size.width, 2000);
  assert_int_equal(size.height, 2000);
  size = ts_v4l2_stepped(low, (struct ts_v4l2_size){0, 0}, (struct ts_v4l2_size){0, 1}, wanted);
  assert_int_equal(size.width, 32); /* nonsense has an answer too */
  assert_int_equal(size.height, 32);
}

static void a_driver_that_lies_gives_no_frame(void **state) {
  (void)state;
  static uint8_t data[TS_FRAME_SIDE_MAX + 1];
  static uint8_t out[16];
  static const struct {
    uint32_t fourcc, width, height, stride;
    size_t size;
    bool ok;
  } cases[] = {
      {V4L2_PIX_FMT_GREY, 4, 4, 4, 16, true},
      {V4L2_PIX_FMT_GREY, 4, 4, 6, 22, true}, /* the last row need not be filled up */
      {V4L2_PIX_FMT_GREY, 4, 4, 6, 21, false},
      {V4L2_PIX_FMT_GREY, 4, 4, 3, 64, false},
      {V4L2_PIX_FMT_GREY, 4, 4, 0, 16, true}, /* a driver that does not say */
      {V4L2_PIX_FMT_GREY, 4, 4, 0, 15, false},
      {V4L2_PIX_FMT_GREY, 0, 4, 4, 64, false},
      {V4L2_PIX_FMT_GREY, 4, 0, 4, 64, false},
      {V4L2_PIX_FMT_GREY, TS_FRAME_SIDE_MAX + 1, 1, TS_FRAME_SIDE_MAX + 1, sizeof data, false},
      {V4L2_PIX_FMT_GREY, 4, 1u << 31, 4, sizeof data, false},
      {V4L2_PIX_FMT_GREY, 4, 4, 0xffffffff, sizeof data, false},
      {V4L2_PIX_FMT_NV12, 4, 4, 4, 24, true},
      {V4L2_PIX_FMT_YUYV, 4, 4, 8, 32, true},
      {V4L2_PIX_FMT_YUYV, 4, 4, 8, 31, false},
      {V4L2_PIX_FMT_YUYV, 4, 4, 7, 64, false},
      {V4L2_PIX_FMT_YUYV, 4, 5, 8, 64, false}, /* more than OUT has room for */
      {V4L2_PIX_FMT_MJPEG, 4, 4, 8, 64, false},
      {V4L2_PIX_FMT_RGB24, 4, 4, 12, 64, false},
  };
  for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
    struct ts_frame frame;
    bool ok = ts_v4l2_gray(&frame, cases[i].fourcc, (struct ts_v4l2_size){cases[i].width, cases[i].height},
                           cases[i].stride, data, cases[i].size, out, sizeof out);
    assert_int_equal(ok, cases[i].ok);
    assert_int_equal(frame.gray != NULL, ok);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(the_best_format_is_liked_best),
      cmocka_unit_test(the_best_size_is_the_largest_that_fits),
      cmocka_unit_test(a_driver_that_lies_gives_no_frame),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
