/* SPDX-License-Identifier: Apache-2.0 */
/* Aiming help, on drawn frames of which is known what is wrong with them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "app/aim.h"

#define WIDTH 640
#define HEIGHT 480

static uint8_t gray[WIDTH * HEIGHT];
static struct ts_aim aim;

static const struct ts_frame frame = {.gray = gray,
                                      .width = WIDTH,
                                      .height = HEIGHT,
                                      .stride = WIDTH,
                                      .source_width = WIDTH,
                                      .source_height = HEIGHT};

/* A checked field like a code's modules, MODULE pixels wide, in the middle; shifted by SHIFT. */
static void draw(unsigned module, uint8_t dark, uint8_t light, unsigned shift) {
  memset(gray, light, sizeof gray);
  for (unsigned y = 60; y < HEIGHT - 60; y++)
    for (unsigned x = 80; x < WIDTH - 80; x++) {
      unsigned column = (x + shift) / module, row = y / module;
      uint32_t noise = (column * 2654435761u) ^ (row * 40503u);
      if ((noise >> 7 & 1) != 0)
        gray[y * WIDTH + x] = dark;
    }
}

static void blur(unsigned radius) {
  static uint8_t line[WIDTH];
  for (unsigned y = 0; y < HEIGHT; y++) {
    uint8_t *row = gray + (size_t)y * WIDTH;
    memcpy(line, row, WIDTH);
    for (unsigned x = radius; x + radius < WIDTH; x++) {
      unsigned sum = 0;
      for (unsigned k = x - radius; k <= x + radius; k++)
        sum += line[k];
      row[x] = (uint8_t)(sum / (2 * radius + 1));
    }
  }
}

static enum ts_aim_hint look_twice(void) {
  ts_aim_init(&aim);
  (void)ts_aim_look(&aim, &frame);
  return ts_aim_look(&aim, &frame);
}

static void test_good_frames(void **state) {
  (void)state;
  for (unsigned module = 4; module <= 12; module += 2) {
    draw(module, 40, 200, 0);
    assert_int_equal(look_twice(), TS_AIM_SHOW);
  }
  memset(gray, 150, sizeof gray); /* an empty desk */
  assert_int_equal(look_twice(), TS_AIM_SHOW);
}

static void test_light(void **state) {
  (void)state;
  draw(8, 5, 40, 0);
  assert_int_equal(look_twice(), TS_AIM_DARK);
  draw(8, 40, 200, 0);
  memset(gray + (size_t)100 * WIDTH, 255, (size_t)150 * WIDTH);
  assert_int_equal(look_twice(), TS_AIM_GLARE);
}

static void test_distance(void **state) {
  (void)state;
  draw(40, 40, 200, 0);
  assert_int_equal(look_twice(), TS_AIM_CLOSE);
  draw(1, 40, 200, 0);
  assert_int_equal(look_twice(), TS_AIM_FAR);
}

static void test_motion(void **state) {
  (void)state;
  draw(8, 40, 200, 0);
  blur(8);
  assert_int_equal(look_twice(), TS_AIM_STILL);
  ts_aim_init(&aim);
  enum ts_aim_hint hint = TS_AIM_SHOW;
  for (unsigned i = 0; i < 4; i++) {
    draw(70, 20, 220, i * 70); /* something large passes by */
    for (size_t k = 0; k < sizeof gray; k++)
      gray[k] = (uint8_t)(gray[k] / 2 + 60);
    hint = ts_aim_look(&aim, &frame);
    assert_true(i == 0 || aim.measures.changed > 10);
  }
  assert_true(hint == TS_AIM_STILL || hint == TS_AIM_CLOSE);
  /* A lamp that flickers is not motion. */
  memset(gray, 100, sizeof gray);
  ts_aim_init(&aim);
  for (unsigned i = 0; i < 6; i++) {
    memset(gray, i % 2 ? 100 : 140, sizeof gray);
    assert_int_equal(ts_aim_look(&aim, &frame), TS_AIM_SHOW);
  }
}

static void test_one_frame_is_no_hint(void **state) {
  (void)state;
  draw(8, 40, 200, 0);
  (void)look_twice();
  memset(gray, 0, sizeof gray);
  assert_int_equal(ts_aim_look(&aim, &frame), TS_AIM_SHOW);
  assert_int_equal(ts_aim_look(&aim, &frame), TS_AIM_DARK);
}

/* Sizes that are no camera's: nothing is read beyond them (the sanitizers watch). */
static void test_odd_sizes(void **state) {
  (void)state;
  for (uint32_t width = 0; width < 70; width++)
    for (uint32_t height = 0; height < 40; height += 3) {
      uint8_t *pixels = malloc((size_t)width * height + 1);
      assert_non_null(pixels);
      memset(pixels, (int)(width * 3), (size_t)width * height + 1);
      const struct ts_frame small = {.gray = pixels, .width = width, .height = height, .stride = width};
      ts_aim_init(&aim);
      for (int i = 0; i < 3; i++)
        assert_in_range(ts_aim_look(&aim, &small), TS_AIM_SHOW, TS_AIM_STILL);
      free(pixels);
    }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_good_frames),
      cmocka_unit_test(test_light),
      cmocka_unit_test(test_distance),
      cmocka_unit_test(test_motion),
      cmocka_unit_test(test_one_frame_is_no_hint),
      cmocka_unit_test(test_odd_sizes),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
