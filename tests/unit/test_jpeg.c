/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "adapters/jpeg_turbo.h"
#include "support/canvas.h"
#include "support/jpeg_maker.h"

#define SIDE_MAX 1280

static uint8_t gray[SIDE_MAX * SIDE_MAX];

static enum ts_err decode(const struct ts_jpeg_file *file, struct ts_frame *frame) {
  memset(frame, 0xee, sizeof *frame);
  return ts_jpeg_decode(ts_jpeg_bytes(file), gray, sizeof gray, SIDE_MAX, frame);
}

static enum ts_err decode_recipe(const struct ts_jpeg_recipe *recipe, struct ts_frame *frame) {
  struct ts_jpeg_file file = ts_jpeg_make(recipe);
  enum ts_err err = decode(&file, frame);
  ts_jpeg_free(&file);
  return err;
}

static void assert_no_frame(const struct ts_frame *frame) {
  assert_null(frame->gray);
  assert_int_equal(frame->width, 0);
  assert_int_equal(frame->height, 0);
}

static void assert_close(const struct ts_frame *frame, const struct ts_canvas *canvas, int tolerance) {
  assert_int_equal(frame->width, canvas->width);
  assert_int_equal(frame->height, canvas->height);
  assert_true(frame->stride >= frame->width);
  for (uint32_t y = 0; y < frame->height; y++)
    for (uint32_t x = 0; x < frame->width; x++) {
      int difference =
          frame->gray[(size_t)y * frame->stride + x] - canvas->gray[(size_t)y * canvas->width + x];
      assert_true(abs(difference) <= tolerance);
    }
}

static struct ts_canvas picture(uint32_t width, uint32_t height) {
  struct ts_canvas canvas = ts_canvas_new(width, height);
  ts_canvas_fill(&canvas, width / 4, height / 4, width / 2, height / 2, TS_CANVAS_BLACK);
  ts_canvas_fill(&canvas, width / 3, height / 3, width / 5, height / 5, 128);
  return canvas;
}

static void decodes_every_colour_that_has_a_gray(void **state) {
  (void)state;
  static const enum ts_jpeg_colour colours[] = {TS_JPEG_GRAY, TS_JPEG_YCBCR, TS_JPEG_RGB};
  struct ts_canvas canvas = picture(97, 61);
  for (size_t i = 0; i < 3; i++) {
    struct ts_jpeg_recipe recipe = {
        .width = 97, .height = 61, .gray = canvas.gray, .colour = colours[i], .quality = 95};
    struct ts_frame frame;
    assert_int_equal(decode_recipe(&recipe, &frame), TS_OK);
    assert_close(&frame, &canvas, 24);
    assert_int_equal(frame.source_width, 97);
    assert_int_equal(frame.source_height, 61);
    assert_ptr_equal(frame.gray, gray);
  }
  ts_canvas_free(&canvas);
}

static void decodes_progressive_scans_and_restarts(void **state) {
  (void)state;
  struct ts_canvas canvas = picture(200, 100);
  struct ts_jpeg_recipe plain = {.width = 200, .height = 100, .gray = canvas.gray, .quality = 95};
  struct ts_jpeg_recipe recipes[3] = {plain, plain, plain};
  recipes[0].progressive = true;
  recipes[1].restart_rows = 1;
  recipes[2].scans = TS_JPEG_SCANS_MAX;
  for (size_t i = 0; i < 3; i++) {
    struct ts_frame frame;
    assert_int_equal(decode_recipe(&recipes[i], &frame), TS_OK);
    assert_close(&frame, &canvas, 24);
  }
  ts_canvas_free(&canvas);
}

static void keeps_a_picture_that_is_small_enough(void **state) {
  (void)state;
  static const uint32_t sides[][2] = {{1, 1}, {1, 1280}, {1280, 1}, {7, 9}, {1280, 960}, {1280, 1280}};
  for (size_t i = 0; i < sizeof sides / sizeof sides[0]; i++) {
    struct ts_jpeg_recipe recipe = {.width = sides[i][0], .height = sides[i][1], .colour = TS_JPEG_YCBCR};
    struct ts_frame frame;
    assert_int_equal(decode_recipe(&recipe, &frame), TS_OK);
    assert_int_equal(frame.width, sides[i][0]);
    assert_int_equal(frame.height, sides[i][1]);
  }
}

/* As little as is needed, by eighths, and no more. */
static void scales_a_larger_one_by_eighths(void **state) {
  (void)state;
  static const struct {
    uint32_t width, height, eighths;
  } cases[] = {{1281, 10, 7},  {10, 1462, 7}, {1600, 1200, 6}, {2592, 1944, 3},
               {2048, 100, 5}, {5121, 9, 1},  {10240, 8, 1},   {8, 10240, 1}};
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
    struct ts_jpeg_recipe recipe = {.width = cases[i].width, .height = cases[i].height};
    struct ts_frame frame;
    assert_int_equal(decode_recipe(&recipe, &frame), TS_OK);
    assert_int_equal(frame.width, (cases[i].width * cases[i].eighths + 7) / 8);
    assert_int_equal(frame.height, (cases[i].height * cases[i].eighths + 7) / 8);
    assert_true(frame.width <= SIDE_MAX && frame.height <= SIDE_MAX);
    assert_true((cases[i].width * (cases[i].eighths + 1) + 7) / 8 > SIDE_MAX ||
                (cases[i].height * (cases[i].eighths + 1) + 7) / 8 > SIDE_MAX);
    assert_int_equal(frame.source_width, cases[i].width);
    assert_int_equal(frame.source_height, cases[i].height);
  }
}

static void refuses_sides_beyond_what_scaling_reaches(void **state) {
  (void)state;
  struct ts_jpeg_recipe recipe = {.width = TS_JPEG_SIDE_MAX + 1, .height = 8};
  struct ts_frame frame;
  assert_int_equal(decode_recipe(&recipe, &frame), TS_ERR_PHOTO_TOO_LARGE);
  assert_no_frame(&frame);
}

static void refuses_colours_without_a_gray(void **state) {
  (void)state;
  static const enum ts_jpeg_colour colours[] = {TS_JPEG_CMYK, TS_JPEG_YCCK};
  for (size_t i = 0; i < 2; i++) {
    struct ts_jpeg_recipe recipe = {.width = 40, .height = 30, .colour = colours[i]};
    struct ts_frame frame;
    assert_int_equal(decode_recipe(&recipe, &frame), TS_ERR_PHOTO_COLOUR);
    assert_no_frame(&frame);
  }
}

/* All boards see alike: some have no arithmetic decoder. */
static void refuses_arithmetic_coding(void **state) {
  (void)state;
  struct ts_jpeg_recipe recipe = {.width = 40, .height = 30, .arithmetic = true};
  struct ts_frame frame;
  assert_int_equal(decode_recipe(&recipe, &frame), TS_ERR_PHOTO_NOT_JPEG);
  assert_no_frame(&frame);
}

static void refuses_too_many_scans(void **state) {
  (void)state;
  struct ts_jpeg_recipe recipe = {.width = 64, .height = 64, .scans = TS_JPEG_SCANS_MAX + 1};
  struct ts_frame frame;
  assert_int_equal(decode_recipe(&recipe, &frame), TS_ERR_PHOTO_TOO_LARGE);
  assert_no_frame(&frame);
}

static void refuses_every_truncation(void **state) {
  (void)state;
  struct ts_canvas canvas = picture(64, 48);
  struct ts_jpeg_recipe recipes[2] = {
      {.width = 64, .height = 48, .gray = canvas.gray, .colour = TS_JPEG_YCBCR}};
  recipes[1] = recipes[0];
  recipes[1].progressive = true;
  for (size_t r = 0; r < 2; r++) {
    struct ts_jpeg_file file = ts_jpeg_make(&recipes[r]);
    size_t whole = file.size;
    for (file.size = 1; file.size < whole; file.size++) {
      struct ts_frame frame;
      enum ts_err err = decode(&file, &frame);
      assert_true(err == TS_ERR_PHOTO_DAMAGED || (file.size < 2 && err == TS_ERR_PHOTO_NOT_JPEG));
      assert_no_frame(&frame);
    }
    struct ts_frame frame;
    assert_int_equal(decode(&file, &frame), TS_OK);
    ts_jpeg_free(&file);
  }
  ts_canvas_free(&canvas);
}

static void refuses_a_warning_although_all_pixels_came(void **state) {
  (void)state;
  struct ts_jpeg_recipe recipe = {.width = 64, .height = 48, .restart_rows = 1};
  struct ts_jpeg_file file = ts_jpeg_make(&recipe);
  size_t marks = 0;
  for (size_t i = 0; i + 1 < file.size; i++)
    if (file.data[i] == 0xff && file.data[i + 1] == 0xd2) {
      file.data[i + 1] = 0xd5; /* a restart mark out of turn */
      marks++;
    }
  assert_int_equal(marks, 1);
  struct ts_frame frame;
  assert_int_equal(decode(&file, &frame), TS_ERR_PHOTO_DAMAGED);
  assert_no_frame(&frame);
  ts_jpeg_free(&file);
}

/* All pixels that the header promises are there, and then more than that. */
static void refuses_data_left_over_before_the_end(void **state) {
  (void)state;
  struct ts_jpeg_recipe recipe = {.width = 64, .height = 48};
  struct ts_jpeg_file file = ts_jpeg_make(&recipe);
  assert_true(ts_jpeg_lie_about_size(&file, 64, 40));
  struct ts_frame frame;
  assert_int_equal(decode(&file, &frame), TS_ERR_PHOTO_DAMAGED);
  assert_no_frame(&frame);
  ts_jpeg_free(&file);
}

/* Cameras and editors put things behind the end mark. */
static void takes_bytes_behind_the_end(void **state) {
  (void)state;
  struct ts_jpeg_recipe recipe = {.width = 64, .height = 48};
  struct ts_jpeg_file file = ts_jpeg_make(&recipe);
  uint8_t *longer = realloc(file.data, file.size + 100);
  assert_non_null(longer);
  memset(longer + file.size, 0x5a, 100);
  file.data = longer;
  file.size += 100;
  struct ts_frame frame;
  assert_int_equal(decode(&file, &frame), TS_OK);
  ts_jpeg_free(&file);
}

/* Motion JPEG leaves out the standard Huffman tables: cameras send such frames. */
static void takes_a_frame_without_huffman_tables(void **state) {
  (void)state;
  struct ts_canvas canvas = picture(64, 48);
  struct ts_jpeg_recipe recipe = {
      .width = 64, .height = 48, .gray = canvas.gray, .colour = TS_JPEG_YCBCR, .quality = 95};
  struct ts_jpeg_file file = ts_jpeg_make(&recipe);
  size_t removed = 0;
  for (size_t at = 2; at + 4 < file.size && file.data[at + 1] != 0xda;) {
    size_t size = 2 + (size_t)ts_get_be16(file.data + at + 2);
    if (file.data[at + 1] != 0xc4) {
      at += size;
      continue;
    }
    memmove(file.data + at, file.data + at + size, file.size - at - size);
    file.size -= size;
    removed++;
  }
  assert_int_equal(removed, 4);
  struct ts_frame frame;
  assert_int_equal(decode(&file, &frame), TS_OK);
  assert_close(&frame, &canvas, 24);
  ts_jpeg_free(&file);
  ts_canvas_free(&canvas);
}

static void refuses_what_is_no_jpeg(void **state) {
  (void)state;
  static const uint8_t png[] = {0x89, 'P', 'N', 'G', 0x0d, 0x0a, 0x1a, 0x0a, 0, 0, 0, 0x0d};
  struct ts_frame frame;
  assert_int_equal(ts_jpeg_decode(ts_bytes(NULL, 0), gray, sizeof gray, SIDE_MAX, &frame), TS_ERR_EMPTY);
  assert_int_equal(ts_jpeg_decode(ts_bytes(png, sizeof png), gray, sizeof gray, SIDE_MAX, &frame),
                   TS_ERR_PHOTO_NOT_JPEG);
  assert_no_frame(&frame);
}

static void refuses_a_buffer_that_is_too_small(void **state) {
  (void)state;
  struct ts_jpeg_recipe recipe = {.width = 64, .height = 48};
  struct ts_jpeg_file file = ts_jpeg_make(&recipe);
  struct ts_frame frame;
  assert_int_equal(ts_jpeg_decode(ts_jpeg_bytes(&file), gray, 8 * 6 - 1, SIDE_MAX, &frame),
                   TS_ERR_PHOTO_MEMORY);
  assert_no_frame(&frame);
  assert_int_equal(ts_jpeg_decode(ts_jpeg_bytes(&file), gray, 64 * 48, SIDE_MAX, &frame), TS_OK);
  assert_int_equal(frame.width, 64);
  assert_int_equal(ts_jpeg_decode(ts_jpeg_bytes(&file), gray, 64 * 48 - 1, SIDE_MAX, &frame), TS_OK);
  assert_int_equal(frame.width, 56); /* scaled down to what there is room for */
  ts_jpeg_free(&file);
}

/* 10000 x 10000 in three components is 600 MB of coefficients; all that is in the file is its header and one
 * scan. */
static void refuses_a_progressive_giant_before_decoding_it(void **state) {
  (void)state;
  struct ts_jpeg_recipe recipe = {.width = 64, .height = 48, .colour = TS_JPEG_YCBCR, .progressive = true};
  struct ts_jpeg_file file = ts_jpeg_make(&recipe);
  assert_true(ts_jpeg_lie_about_size(&file, 10000, 10000));
  struct ts_frame frame;
  assert_int_equal(decode(&file, &frame), TS_ERR_PHOTO_MEMORY);
  assert_no_frame(&frame);
  ts_jpeg_free(&file);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(decodes_every_colour_that_has_a_gray),
      cmocka_unit_test(decodes_progressive_scans_and_restarts),
      cmocka_unit_test(keeps_a_picture_that_is_small_enough),
      cmocka_unit_test(scales_a_larger_one_by_eighths),
      cmocka_unit_test(refuses_sides_beyond_what_scaling_reaches),
      cmocka_unit_test(refuses_colours_without_a_gray),
      cmocka_unit_test(refuses_arithmetic_coding),
      cmocka_unit_test(refuses_too_many_scans),
      cmocka_unit_test(refuses_every_truncation),
      cmocka_unit_test(refuses_a_warning_although_all_pixels_came),
      cmocka_unit_test(refuses_data_left_over_before_the_end),
      cmocka_unit_test(takes_bytes_behind_the_end),
      cmocka_unit_test(takes_a_frame_without_huffman_tables),
      cmocka_unit_test(refuses_what_is_no_jpeg),
      cmocka_unit_test(refuses_a_buffer_that_is_too_small),
      cmocka_unit_test(refuses_a_progressive_giant_before_decoding_it),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
