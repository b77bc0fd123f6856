/* SPDX-License-Identifier: Apache-2.0 */
/* The simulated board's cameras: files, a folder, a recording; at their pace and not. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>
#include <png.h>

#include "boards/common/hosted/jpeg_span.h"
#include "boards/sim/camera_files.h"
#include "boards/sim/camera_mjpeg.h"
#include "support/jpeg_maker.h"

static char folder[64];
static uint8_t memory[TS_CAMERA_PHOTO_MAX];
static uint64_t ticks;

static uint64_t ticks_us(void *ctx) {
  (void)ctx;
  return ticks;
}
static const struct ts_clock test_clock = {.ticks_us = ticks_us};

static const char *at(const char *name) {
  static char path[2][128];
  static unsigned turn;
  turn ^= 1;
  (void)snprintf(path[turn], sizeof path[turn], "%s/%s", folder, name);
  return path[turn];
}

static void write_file(const char *name, struct ts_bytes first, struct ts_bytes second) {
  FILE *file = fopen(at(name), "wb");
  assert_non_null(file);
  assert_int_equal(fwrite(first.data, 1, first.size, file), first.size);
  if (second.size)
    assert_int_equal(fwrite(second.data, 1, second.size, file), second.size);
  assert_int_equal(fclose(file), 0);
}

static int start(void **state) {
  (void)state;
  ticks = 0;
  (void)snprintf(folder, sizeof folder, "/tmp/ts-cameras-XXXXXX");
  return mkdtemp(folder) ? 0 : -1;
}

static int stop(void **state) {
  (void)state;
  struct ts_paths paths = {0};
  if (ts_paths_add(&paths, folder) != TS_OK)
    return -1;
  for (size_t i = 0; i < paths.count; i++)
    (void)unlink(paths.path[i]);
  ts_paths_free(&paths);
  (void)unlink(at("film")); /* some tests make it */
  (void)unlink(at("words.txt"));
  return rmdir(folder);
}

/* ---- where a JPEG ends ---- */

/* Bytes that the parser takes for one JPEG; 0 if it is none, or not at its end. */
static size_t span_of(struct ts_bytes bytes) {
  struct ts_jpeg_span span = {0};
  for (size_t i = 0; i < bytes.size; i++) {
    enum ts_jpeg_step step = ts_jpeg_span_byte(&span, bytes.data[i]);
    if (step != TS_JPEG_MORE)
      return step == TS_JPEG_END ? i + 1 : 0;
  }
  return 0;
}

static void finds_the_end_of_each_kind(void **state) {
  (void)state;
  static const struct ts_jpeg_recipe recipes[] = {
      {.width = 64, .height = 48, .colour = TS_JPEG_GRAY},
      {.width = 200, .height = 150, .colour = TS_JPEG_YCBCR, .restart_rows = 1},
      {.width = 99, .height = 33, .colour = TS_JPEG_GRAY, .progressive = true, .scans = 9},
      {.width = 99, .height = 33, .colour = TS_JPEG_YCBCR, .progressive = true, .quality = 100},
  };
  for (size_t i = 0; i < sizeof recipes / sizeof *recipes; i++) {
    struct ts_jpeg_file file = ts_jpeg_make(&recipes[i]);
    assert_int_equal(span_of(ts_jpeg_bytes(&file)), file.size);
    for (size_t size = 0; size < file.size; size++)
      assert_int_equal(span_of(ts_bytes(file.data, size)), 0);
    ts_jpeg_free(&file);
  }
}

static void a_thumbnail_does_not_end_it(void **state) {
  (void)state;
  static const uint8_t jpeg[] = {
      0xff, 0xd8, 0xff, 0xe1, 0,    6,    0xff, 0xd8, 0xff, 0xd9,    /* APP1 with a thumbnail */
      0xff, 0xff, 0xff, 0xda, 0,    3,    9,                         /* filled; a scan */
      1,    0xff, 0,    0xff, 0xd3, 2,    0xff, 0xff, 0xc4, 0,    2, /* its data; a table */
      0xff, 0xda, 0,    2,    7,    0xff, 0xd9};
  assert_int_equal(span_of(ts_bytes(jpeg, sizeof jpeg)), sizeof jpeg);
}

static void refuses_what_is_none(void **state) {
  (void)state;
  static const struct {
    size_t size;
    uint8_t byte[8];
  } wrong[] = {
      {2, {0x00, 0xd8}},                         /* no SOI */
      {2, {0xff, 0xd9}},                         /* not SOI */
      {3, {0xff, 0xd8, 0x00}},                   /* no marker */
      {4, {0xff, 0xd8, 0xff, 0x00}},             /* 00 outside of a scan */
      {4, {0xff, 0xd8, 0xff, 0xd0}},             /* RST outside of a scan */
      {4, {0xff, 0xd8, 0xff, 0xd8}},             /* a second SOI */
      {4, {0xff, 0xd8, 0xff, 0x01}},             /* TEM */
      {6, {0xff, 0xd8, 0xff, 0xe0, 0x00, 0x01}}, /* a length that is shorter than itself */
      {6, {0xff, 0xd8, 0xff, 0xe0, 0x00, 0x00}},
      {7, {0xff, 0xd8, 0xff, 0xe0, 0x00, 0x02, 0xe1}}, /* a segment where a marker must be */
  };
  for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
    struct ts_jpeg_span span = {0};
    size_t at_byte = 0;
    while (at_byte < wrong[i].size - 1) {
      enum ts_jpeg_step step = ts_jpeg_span_byte(&span, wrong[i].byte[at_byte++]);
      if (step != TS_JPEG_MORE) {
        assert_int_equal(step, TS_JPEG_BAD);
        assert_int_equal(i, 0); /* the only one that is wrong before its last byte */
        break;
      }
    }
    if (i != 0)
      assert_int_equal(ts_jpeg_span_byte(&span, wrong[i].byte[at_byte]), TS_JPEG_BAD);
    assert_int_equal(span.state, 0); /* ready for the next */
  }
}

/* ---- files ---- */

static struct ts_jpeg_file jpeg_of(uint32_t width) {
  return ts_jpeg_make(&(struct ts_jpeg_recipe){.width = width, .height = 16, .colour = TS_JPEG_GRAY});
}

static void make_three(struct ts_jpeg_file file[3]) {
  static const char *const names[] = {"a.jpg", "b.jpg", "c.JPEG"};
  for (unsigned i = 0; i < 3; i++) {
    file[i] = jpeg_of(16 * (i + 1));
    write_file(names[i], ts_jpeg_bytes(&file[i]), ts_bytes(NULL, 0));
  }
}

static void assert_gives(struct ts_camera *camera, const struct ts_jpeg_file *file) {
  struct ts_picture picture;
  assert_int_equal(camera->next(camera->ctx, &picture), TS_OK);
  assert_int_equal(picture.photo.size, file->size);
  assert_memory_equal(picture.photo.data, file->data, file->size);
  assert_null(picture.frame.gray);
}

static void assert_answers(struct ts_camera *camera, enum ts_err err) {
  struct ts_picture picture;
  memset(&picture, 0xee, sizeof picture);
  assert_int_equal(camera->next(camera->ctx, &picture), err);
  assert_int_equal(picture.photo.size, 0);
  assert_null(picture.frame.gray);
}

static void a_folder_is_shown_by_name(void **state) {
  (void)state;
  struct ts_jpeg_file file[3];
  make_three(file);
  write_file("words.txt", ts_bytes_of("no picture"), ts_bytes(NULL, 0));
  struct ts_paths paths = {0};
  assert_int_equal(ts_paths_add(&paths, folder), TS_OK);
  assert_int_equal(paths.count, 3);
  assert_int_equal(ts_paths_add(&paths, at("b.jpg")), TS_OK); /* a file is itself, named again too */
  assert_int_equal(ts_paths_add(&paths, at("nowhere.jpg")), TS_ERR_IO);
  struct ts_camera_files files = {.path = paths.path, .count = paths.count, .memory = memory};
  struct ts_camera camera;
  ts_camera_files_init(&files, &camera);
  for (unsigned i = 0; i < 3; i++)
    assert_gives(&camera, &file[i]);
  assert_gives(&camera, &file[1]);
  assert_answers(&camera, TS_ERR_NOT_FOUND);
  assert_answers(&camera, TS_ERR_NOT_FOUND);
  for (unsigned i = 0; i < 3; i++)
    ts_jpeg_free(&file[i]);
  ts_paths_free(&paths);
}

static void a_png_is_a_gray_frame(void **state) {
  (void)state;
  uint8_t gray[5 * 3];
  for (unsigned i = 0; i < sizeof gray; i++)
    gray[i] = (uint8_t)(i * 17);
  png_image image = {.version = PNG_IMAGE_VERSION, .width = 5, .height = 3, .format = PNG_FORMAT_GRAY};
  assert_true(png_image_write_to_file(&image, at("gray.png"), 0, gray, 0, NULL));
  struct ts_picture picture;
  assert_int_equal(ts_picture_file_load(at("gray.png"), memory, &picture), TS_OK);
  assert_int_equal(picture.photo.size, 0);
  assert_int_equal(picture.frame.width, 5);
  assert_int_equal(picture.frame.height, 3);
  assert_int_equal(picture.frame.stride, 5);
  assert_int_equal(picture.frame.source_width, 5);
  assert_memory_equal(picture.frame.gray, gray, sizeof gray);

  /* Cut short, it is none. */
  uint8_t bytes[4096];
  FILE *file = fopen(at("gray.png"), "rb");
  assert_non_null(file);
  size_t size = fread(bytes, 1, sizeof bytes, file);
  assert_int_equal(fclose(file), 0);
  assert_in_range(size, 41, sizeof bytes - 1);
  write_file("short.png", ts_bytes(bytes, 40), ts_bytes(NULL, 0));
  assert_int_equal(ts_picture_file_load(at("short.png"), memory, &picture), TS_ERR_PHOTO_DAMAGED);
  assert_null(picture.frame.gray);
}

static void a_giant_png_is_refused(void **state) {
  (void)state;
  static uint8_t row[TS_FRAME_SIDE_MAX + 1];
  png_image image = {
      .version = PNG_IMAGE_VERSION, .width = sizeof row, .height = 1, .format = PNG_FORMAT_GRAY};
  assert_true(png_image_write_to_file(&image, at("wide.png"), 0, row, 0, NULL));
  struct ts_picture picture;
  assert_int_equal(ts_picture_file_load(at("wide.png"), memory, &picture), TS_ERR_PHOTO_TOO_LARGE);
}

static void a_file_is_bounded(void **state) {
  (void)state;
  struct ts_picture picture;
  memset(memory, 1, sizeof memory);
  write_file("full.jpg", ts_bytes(memory, sizeof memory), ts_bytes(NULL, 0));
  assert_int_equal(ts_picture_file_load(at("full.jpg"), memory, &picture), TS_OK);
  assert_int_equal(picture.photo.size, TS_CAMERA_PHOTO_MAX);
  write_file("more.jpg", ts_bytes(memory, sizeof memory), ts_bytes_of("x"));
  assert_int_equal(ts_picture_file_load(at("more.jpg"), memory, &picture), TS_ERR_PHOTO_TOO_LARGE);
  assert_int_equal(picture.photo.size, 0);
  assert_int_equal(ts_picture_file_load(folder, memory, &picture), TS_ERR_IO);
  assert_int_equal(ts_picture_file_load(at("nowhere"), memory, &picture), TS_ERR_IO);
}

static void a_lost_file_is_told_once(void **state) {
  (void)state;
  struct ts_jpeg_file file[3];
  make_three(file);
  struct ts_paths paths = {0};
  assert_int_equal(ts_paths_add(&paths, folder), TS_OK);
  assert_int_equal(unlink(at("b.jpg")), 0);
  struct ts_camera_files files = {.path = paths.path, .count = paths.count, .memory = memory};
  struct ts_camera camera;
  ts_camera_files_init(&files, &camera);
  assert_gives(&camera, &file[0]);
  assert_answers(&camera, TS_ERR_IO);
  assert_gives(&camera, &file[2]);
  for (unsigned i = 0; i < 3; i++)
    ts_jpeg_free(&file[i]);
  ts_paths_free(&paths);
}

/* 100 ms a picture, each shown twice. */
static void the_newest_wins(void **state) {
  (void)state;
  struct ts_jpeg_file file[3];
  make_three(file);
  struct ts_paths paths = {0};
  assert_int_equal(ts_paths_add(&paths, folder), TS_OK);
  struct ts_camera_files files = {.path = paths.path,
                                  .count = paths.count,
                                  .memory = memory,
                                  .pace = {.clock = &test_clock, .period_us = 100000},
                                  .repeat = 2,
                                  .loop = true};
  struct ts_camera camera;
  ts_camera_files_init(&files, &camera);
  ticks = 77;
  assert_gives(&camera, &file[0]);
  assert_answers(&camera, TS_ERR_EMPTY);
  ticks += 99999;
  assert_answers(&camera, TS_ERR_EMPTY);
  ticks += 1;
  assert_gives(&camera, &file[0]);
  ticks += 300000; /* two of b are overdue, c is due */
  assert_gives(&camera, &file[2]);
  assert_answers(&camera, TS_ERR_EMPTY);
  ticks += 200000; /* begins anew */
  assert_gives(&camera, &file[0]);
  for (unsigned i = 0; i < 3; i++)
    ts_jpeg_free(&file[i]);
  ts_paths_free(&paths);
}

/* ---- a recording ---- */

static struct ts_camera_mjpeg film;

static struct ts_camera open_film(bool loop) {
  struct ts_camera camera;
  film = (struct ts_camera_mjpeg){.memory = memory, .loop = loop};
  assert_int_equal(ts_camera_mjpeg_open(&film, at("film"), &camera), TS_OK);
  return camera;
}

static void a_recording_is_replayed(void **state) {
  (void)state;
  struct ts_jpeg_file file[3];
  make_three(file);
  write_file("film", ts_jpeg_bytes(&file[0]), ts_jpeg_bytes(&file[2]));
  struct ts_camera camera = open_film(false);
  assert_gives(&camera, &file[0]);
  assert_gives(&camera, &file[2]);
  assert_answers(&camera, TS_ERR_NOT_FOUND);
  ts_camera_mjpeg_close(&film);
  ts_camera_mjpeg_close(&film);
  assert_answers(&camera, TS_ERR_NOT_FOUND);

  camera = open_film(true);
  for (unsigned i = 0; i < 5; i++)
    assert_gives(&camera, &file[i % 2 ? 2 : 0]);
  ts_camera_mjpeg_close(&film);

  film = (struct ts_camera_mjpeg){
      .memory = memory, .loop = true, .pace = {.clock = &test_clock, .period_us = 50}};
  assert_int_equal(ts_camera_mjpeg_open(&film, at("film"), &camera), TS_OK);
  assert_gives(&camera, &file[0]);
  assert_answers(&camera, TS_ERR_EMPTY);
  ticks += 100; /* the second is overdue */
  assert_gives(&camera, &file[0]);
  ts_camera_mjpeg_close(&film);
  for (unsigned i = 0; i < 3; i++)
    ts_jpeg_free(&file[i]);
}

static void a_broken_picture_is_told_and_passed_over(void **state) {
  (void)state;
  struct ts_jpeg_file file[3];
  make_three(file);
  write_file("film", ts_bytes(file[1].data, 30), ts_jpeg_bytes(&file[2]));
  struct ts_camera camera = open_film(true);
  for (unsigned i = 0; i < 2; i++) {
    assert_answers(&camera, TS_ERR_IO);
    assert_gives(&camera, &file[2]);
  }
  ts_camera_mjpeg_close(&film);

  /* Bytes between pictures, and none behind the last. */
  write_file("film", ts_bytes_of("\xff\xffnoise\xff"), ts_jpeg_bytes(&file[0]));
  camera = open_film(false);
  assert_gives(&camera, &file[0]);
  assert_answers(&camera, TS_ERR_NOT_FOUND);
  ts_camera_mjpeg_close(&film);

  /* Without a picture there is nothing to repeat. */
  write_file("film", ts_bytes_of("\xff\xd8\xff\xd8"), ts_bytes_of("nothing"));
  camera = open_film(true);
  assert_answers(&camera, TS_ERR_IO);
  assert_answers(&camera, TS_ERR_IO);
  assert_answers(&camera, TS_ERR_NOT_FOUND);
  assert_answers(&camera, TS_ERR_NOT_FOUND);
  ts_camera_mjpeg_close(&film);
  for (unsigned i = 0; i < 3; i++)
    ts_jpeg_free(&file[i]);
}

static void a_giant_picture_is_told_and_passed_over(void **state) {
  (void)state;
  static const uint8_t head[] = {0xff, 0xd8, 0xff, 0xda, 0, 2};
  struct ts_jpeg_file small = jpeg_of(32);
  memset(memory, 1, sizeof memory); /* a scan without an end */
  memcpy(memory, head, sizeof head);
  write_file("film", ts_bytes(memory, sizeof memory), ts_jpeg_bytes(&small));
  struct ts_camera camera = open_film(false);
  assert_answers(&camera, TS_ERR_PHOTO_TOO_LARGE);
  assert_gives(&camera, &small);
  assert_answers(&camera, TS_ERR_NOT_FOUND);
  ts_camera_mjpeg_close(&film);
  assert_int_equal(ts_camera_mjpeg_open(&film, at("nowhere"), &camera), TS_ERR_NOT_FOUND);
  assert_answers(&camera, TS_ERR_NOT_FOUND);
  ts_jpeg_free(&small);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(finds_the_end_of_each_kind),
      cmocka_unit_test(a_thumbnail_does_not_end_it),
      cmocka_unit_test(refuses_what_is_none),
      cmocka_unit_test_setup_teardown(a_folder_is_shown_by_name, start, stop),
      cmocka_unit_test_setup_teardown(a_png_is_a_gray_frame, start, stop),
      cmocka_unit_test_setup_teardown(a_giant_png_is_refused, start, stop),
      cmocka_unit_test_setup_teardown(a_file_is_bounded, start, stop),
      cmocka_unit_test_setup_teardown(a_lost_file_is_told_once, start, stop),
      cmocka_unit_test_setup_teardown(the_newest_wins, start, stop),
      cmocka_unit_test_setup_teardown(a_recording_is_replayed, start, stop),
      cmocka_unit_test_setup_teardown(a_broken_picture_is_told_and_passed_over, start, stop),
      cmocka_unit_test_setup_teardown(a_giant_picture_is_told_and_passed_over, start, stop),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
