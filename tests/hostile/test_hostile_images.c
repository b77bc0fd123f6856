/* SPDX-License-Identifier: Apache-2.0 */
/* Pictures made to harm: each must come to a clear error or an answer. The sanitizers' build sees what the
 * asserts do not. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <zint.h>

#include "adapters/jpeg_turbo.h"
#include "adapters/reader.h"
#include "support/canvas.h"
#include "support/jpeg_maker.h"

TS_READER_MEMORY(memory, 1280);
static struct ts_reader reader;
static struct ts_symbol items[TS_SYMBOLS_MAX];
static uint8_t pool[TS_SYMBOLS_POOL];
static struct ts_symbols found;

static int setup(void **state) {
  (void)state;
  return ts_reader_init(&reader, &memory) == TS_OK ? 0 : -1;
}

/* What holds for every answer, whatever the picture. */
static void assert_sound(void) {
  assert_true(found.count <= TS_SYMBOLS_MAX);
  for (size_t i = 0; i < found.count; i++) {
    const struct ts_symbol *s = &found.item[i];
    assert_true(s->symbology != TS_SYMBOLOGY_NONE && s->symbology != TS_SYMBOLOGY_TYPED);
    assert_true(s->bytes.size > 0 && s->bytes.data >= pool);
    assert_true(s->bytes.data + s->bytes.size <= pool + sizeof pool);
  }
}

static void read_canvas(const struct ts_canvas *canvas) {
  struct ts_frame frame = ts_canvas_frame(canvas);
  ts_symbols_init(&found, items, TS_SYMBOLS_MAX, pool, sizeof pool);
  assert_int_equal(reader.read(reader.ctx, &frame, &found), TS_OK);
  assert_sound();
}

/* Loads, and reads what comes of it. */
static enum ts_err see(struct ts_bytes photo) {
  struct ts_frame frame;
  memset(&frame, 0xee, sizeof frame);
  enum ts_err err = reader.load(reader.ctx, photo, &frame);
  if (err != TS_OK) {
    assert_true(err == TS_ERR_EMPTY || (err >= TS_ERR_PHOTO_NOT_JPEG && err <= TS_ERR_PHOTO_MEMORY));
    assert_null(frame.gray);
    return err;
  }
  ts_symbols_init(&found, items, TS_SYMBOLS_MAX, pool, sizeof pool);
  assert_int_equal(reader.read(reader.ctx, &frame, &found), TS_OK);
  assert_sound();
  return TS_OK;
}

static struct ts_jpeg_file tag_photo(bool progressive) {
  struct ts_canvas canvas = ts_canvas_new(160, 120);
  struct ts_drawing drawing = {.symbology = BARCODE_QRCODE, .text = ts_bytes_of("tag"), .x = 40, .y = 25};
  assert_true(ts_canvas_draw(&canvas, &drawing, NULL));
  struct ts_jpeg_recipe recipe = {
      .width = 160, .height = 120, .gray = canvas.gray, .colour = TS_JPEG_YCBCR, .progressive = progressive};
  struct ts_jpeg_file file = ts_jpeg_make(&recipe);
  ts_canvas_free(&canvas);
  return file;
}

static uint32_t next_random(uint32_t *state) {
  *state ^= *state << 13;
  *state ^= *state >> 17;
  *state ^= *state << 5;
  return *state;
}

/* ---- photographs ---- */

static void truncated(void **state) {
  (void)state;
  for (int progressive = 0; progressive < 2; progressive++) {
    struct ts_jpeg_file file = tag_photo(progressive);
    assert_int_equal(see(ts_jpeg_bytes(&file)), TS_OK);
    assert_int_equal(found.count, 1);
    for (size_t size = 0; size < file.size; size++)
      assert_int_not_equal(see(ts_bytes(file.data, size)), TS_OK);
    ts_jpeg_free(&file);
  }
}

/* From an exact allocation, so that a read beyond the end is seen. */
static void cut_to_an_exact_allocation(void **state) {
  (void)state;
  struct ts_jpeg_file file = tag_photo(false);
  for (size_t size = 1; size < file.size; size += 37) {
    uint8_t *exact = malloc(size);
    assert_non_null(exact);
    memcpy(exact, file.data, size);
    assert_int_not_equal(see(ts_bytes(exact, size)), TS_OK);
    free(exact);
  }
  ts_jpeg_free(&file);
}

static void empty_or_no_jpeg_at_all(void **state) {
  (void)state;
  static const char *const texts[] = {"P5\n1 1\n255\nx", "GIF89a", "<svg/>", "RIFF....WEBP"};
  assert_int_equal(see(ts_bytes(NULL, 0)), TS_ERR_EMPTY);
  for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++)
    assert_int_equal(see(ts_bytes_of(texts[i])), TS_ERR_PHOTO_NOT_JPEG);
}

static void random_bytes(void **state) {
  (void)state;
  static uint8_t bytes[3000];
  uint32_t seed = 20241123;
  for (int round = 0; round < 300; round++) {
    size_t size = 1 + next_random(&seed) % sizeof bytes;
    for (size_t i = 0; i < size; i++)
      bytes[i] = (uint8_t)(next_random(&seed) >> 9);
    if (round % 2 && size > 4)
      memcpy(bytes, "\xff\xd8\xff\xc0", 4);
    assert_int_not_equal(see(ts_bytes(bytes, size)), TS_OK);
  }
}

/* Some changes are harmless, most are damage; none may do harm. */
static void altered_bytes(void **state) {
  (void)state;
  uint32_t seed = 7;
  for (int progressive = 0; progressive < 2; progressive++) {
    struct ts_jpeg_file file = tag_photo(progressive);
    size_t refused = 0;
    for (int round = 0; round < 1500; round++) {
      size_t at = next_random(&seed) % file.size;
      uint8_t was = file.data[at];
      file.data[at] = (uint8_t)(next_random(&seed) >> 7);
      refused += see(ts_jpeg_bytes(&file)) != TS_OK;
      file.data[at] = was;
    }
    assert_true(refused > 100);
    ts_jpeg_free(&file);
  }
}

static void giant_dimensions(void **state) {
  (void)state;
  static const uint16_t sides[][2] = {{65500, 65500}, {65535, 1}, {1, 65535}, {10241, 10241},
                                      {0, 100},       {100, 0},   {0, 0}};
  static const enum ts_jpeg_colour colours[] = {TS_JPEG_GRAY, TS_JPEG_YCBCR};
  for (size_t i = 0; i < sizeof sides / sizeof sides[0]; i++)
    for (size_t variant = 0; variant < 4; variant++) {
      struct ts_jpeg_recipe recipe = {
          .width = 64, .height = 48, .colour = colours[variant / 2], .progressive = variant % 2};
      struct ts_jpeg_file file = ts_jpeg_make(&recipe);
      assert_true(ts_jpeg_lie_about_size(&file, sides[i][0], sides[i][1]));
      bool giant = sides[i][0] > TS_JPEG_SIDE_MAX || sides[i][1] > TS_JPEG_SIDE_MAX;
      assert_int_equal(see(ts_jpeg_bytes(&file)), giant ? TS_ERR_PHOTO_TOO_LARGE : TS_ERR_PHOTO_DAMAGED);
      ts_jpeg_free(&file);
    }
}

/* Just within the sides, and nothing in the file: decoding must end where the data does. */
static void large_and_empty(void **state) {
  (void)state;
  struct ts_jpeg_recipe recipe = {.width = 64, .height = 48, .colour = TS_JPEG_YCBCR};
  struct ts_jpeg_file file = ts_jpeg_make(&recipe);
  assert_true(ts_jpeg_lie_about_size(&file, TS_JPEG_SIDE_MAX, TS_JPEG_SIDE_MAX));
  assert_int_equal(see(ts_jpeg_bytes(&file)), TS_ERR_PHOTO_DAMAGED);
  ts_jpeg_free(&file);
  recipe.progressive = true;
  file = ts_jpeg_make(&recipe);
  assert_true(ts_jpeg_lie_about_size(&file, TS_JPEG_SIDE_MAX, TS_JPEG_SIDE_MAX));
  assert_int_equal(see(ts_jpeg_bytes(&file)), TS_ERR_PHOTO_MEMORY);
  ts_jpeg_free(&file);
}

static void scan_bomb(void **state) {
  (void)state;
  struct ts_jpeg_recipe recipe = {.width = 2000, .height = 2000, .scans = 64};
  struct ts_jpeg_file file = ts_jpeg_make(&recipe);
  assert_int_equal(see(ts_jpeg_bytes(&file)), TS_ERR_PHOTO_TOO_LARGE);
  ts_jpeg_free(&file);
}

static void colours_without_gray(void **state) {
  (void)state;
  struct ts_jpeg_recipe recipe = {.width = 64, .height = 48, .colour = TS_JPEG_CMYK};
  struct ts_jpeg_file file = ts_jpeg_make(&recipe);
  assert_int_equal(see(ts_jpeg_bytes(&file)), TS_ERR_PHOTO_COLOUR);
  ts_jpeg_free(&file);
}

static void one_pixel_wide_or_high(void **state) {
  (void)state;
  static const uint32_t sides[][2] = {{1, 1}, {1, 900}, {900, 1}, {2, 2}, {3, 1000}, {1280, 2}};
  for (size_t i = 0; i < sizeof sides / sizeof sides[0]; i++) {
    struct ts_jpeg_recipe recipe = {.width = sides[i][0], .height = sides[i][1]};
    struct ts_jpeg_file file = ts_jpeg_make(&recipe);
    assert_int_equal(see(ts_jpeg_bytes(&file)), TS_OK);
    assert_int_equal(found.count, 0);
    ts_jpeg_free(&file);
  }
}

/* ---- frames ---- */

static void noise(void **state) {
  (void)state;
  for (uint32_t seed = 1; seed <= 3; seed++) {
    struct ts_canvas canvas = ts_canvas_new(400, 300);
    ts_canvas_noise(&canvas, seed);
    read_canvas(&canvas);
    assert_int_equal(found.count, 0);
    ts_canvas_free(&canvas);
  }
}

static void stripes(void **state) {
  (void)state;
  for (uint32_t width = 1; width <= 9; width += 2)
    for (int upright = 0; upright < 2; upright++) {
      struct ts_canvas canvas = ts_canvas_new(400, 300);
      for (uint32_t at = 0; at < 400; at += 2 * width)
        ts_canvas_fill(&canvas, upright ? at : 0, upright ? 0 : at, upright ? width : 400,
                       upright ? 300 : width, TS_CANVAS_BLACK);
      read_canvas(&canvas);
      assert_int_equal(found.count, 0);
      ts_canvas_free(&canvas);
    }
}

/* Each three of them could be the corners of a QR code. */
static void tiled_with_finder_patterns(void **state) {
  (void)state;
  const uint32_t module = 2, step = 11 * module;
  struct ts_canvas canvas = ts_canvas_new(320, 240);
  for (uint32_t y = 4; y + 7 * module < 240; y += step)
    for (uint32_t x = 4; x + 7 * module < 320; x += step) {
      ts_canvas_fill(&canvas, x, y, 7 * module, 7 * module, TS_CANVAS_BLACK);
      ts_canvas_fill(&canvas, x + module, y + module, 5 * module, 5 * module, TS_CANVAS_WHITE);
      ts_canvas_fill(&canvas, x + 2 * module, y + 2 * module, 3 * module, 3 * module, TS_CANVAS_BLACK);
    }
  read_canvas(&canvas);
  assert_int_equal(found.count, 0);
  ts_canvas_free(&canvas);
}

static void tiled_with_the_same_code(void **state) {
  (void)state;
  struct ts_canvas canvas = ts_canvas_new(1280, 1280);
  size_t drawn = 0;
  for (uint32_t y = 20; y + 60 < 1280; y += 66)
    for (uint32_t x = 20; x + 60 < 1280; x += 66) {
      struct ts_drawing drawing = {
          .symbology = BARCODE_QRCODE, .text = ts_bytes_of("T"), .x = x, .y = y, .module = 2};
      assert_true(ts_canvas_draw(&canvas, &drawing, NULL));
      drawn++;
    }
  assert_true(drawn > TS_SYMBOLS_MAX);
  read_canvas(&canvas);
  assert_true(found.count <= TS_SYMBOLS_MAX);
  assert_true(found.truncated || found.count < TS_SYMBOLS_MAX);
  ts_canvas_free(&canvas);
}

static void flat(void **state) {
  (void)state;
  static const uint8_t levels[] = {0, 1, 127, 128, 254, 255};
  for (size_t i = 0; i < sizeof levels; i++) {
    struct ts_canvas canvas = ts_canvas_new(320, 240);
    ts_canvas_fill(&canvas, 0, 0, 320, 240, levels[i]);
    read_canvas(&canvas);
    assert_int_equal(found.count, 0);
    ts_canvas_free(&canvas);
  }
}

/* A code with parts scribbled over: read right or not at all. */
static void damaged_codes(void **state) {
  (void)state;
  const char *text = "https://id.example/01/09506000134352/21/A1";
  uint32_t seed = 99;
  size_t read = 0;
  for (int round = 0; round < 60; round++) {
    struct ts_canvas canvas = ts_canvas_new(200, 200);
    struct ts_drawing drawing = {.symbology = BARCODE_QRCODE, .text = ts_bytes_of(text), .x = 40, .y = 40};
    assert_true(ts_canvas_draw(&canvas, &drawing, NULL));
    for (int i = 0; i < round; i++)
      ts_canvas_fill(&canvas, 40 + next_random(&seed) % 90, 40 + next_random(&seed) % 90, 5, 5,
                     (uint8_t)(next_random(&seed) >> 8));
    read_canvas(&canvas);
    for (size_t i = 0; i < found.count; i++)
      assert_true(ts_bytes_equal_text(found.item[i].bytes, text));
    read += found.count;
    ts_canvas_free(&canvas);
  }
  assert_true(read > 0 && read < 60);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_setup(truncated, setup),
      cmocka_unit_test_setup(cut_to_an_exact_allocation, setup),
      cmocka_unit_test_setup(empty_or_no_jpeg_at_all, setup),
      cmocka_unit_test_setup(random_bytes, setup),
      cmocka_unit_test_setup(altered_bytes, setup),
      cmocka_unit_test_setup(giant_dimensions, setup),
      cmocka_unit_test_setup(large_and_empty, setup),
      cmocka_unit_test_setup(scan_bomb, setup),
      cmocka_unit_test_setup(colours_without_gray, setup),
      cmocka_unit_test_setup(one_pixel_wide_or_high, setup),
      cmocka_unit_test_setup(noise, setup),
      cmocka_unit_test_setup(stripes, setup),
      cmocka_unit_test_setup(tiled_with_finder_patterns, setup),
      cmocka_unit_test_setup(tiled_with_the_same_code, setup),
      cmocka_unit_test_setup(flat, setup),
      cmocka_unit_test_setup(damaged_codes, setup),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
