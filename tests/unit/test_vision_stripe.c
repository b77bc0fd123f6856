/* SPDX-License-Identifier: Apache-2.0 */
/* Bars drawn at any angle: found where they are, and straightened. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "vision/stripe.h"

#define SIDE 320
#define LENGTH 180 /* of the bars' field, and */
#define HEIGHT 80
#define BAR 3

static uint8_t picture[SIDE * SIDE], work[TS_PYRAMID_SIZE_OF(SIDE * SIDE)];
static struct ts_pyramid pyramid;
static struct ts_stripe_block block[TS_STRIPE_BLOCKS(SIDE * SIDE)];
static struct ts_stripe stripe[TS_STRIPES_MAX];
static struct ts_scanlines lines;

#define BLOCKS (sizeof block / sizeof block[0])

/* A field of bars about the middle, turned by DEGREES. */
static void draw(int degrees) {
  double c = cos(degrees * 3.14159265358979 / 180), s = sin(degrees * 3.14159265358979 / 180);
  for (int y = 0; y < SIDE; y++)
    for (int x = 0; x < SIDE; x++) {
      double dx = x + 0.5 - SIDE / 2.0, dy = y + 0.5 - SIDE / 2.0, u = c * dx + s * dy, v = c * dy - s * dx;
      bool dark = fabs(u) < LENGTH / 2.0 && fabs(v) < HEIGHT / 2.0 && (int)floor((u + LENGTH) / BAR) % 2 == 0;
      picture[y * SIDE + x] = dark ? 30 : 220;
    }
}

static size_t find(uint64_t steps, struct ts_budget *budget) {
  struct ts_frame frame = {.gray = picture,
                           .width = SIDE,
                           .height = SIDE,
                           .stride = SIDE,
                           .source_width = SIDE,
                           .source_height = SIDE};
  *budget = (struct ts_budget){.left = steps};
  assert_true(ts_pyramid_build(&pyramid, &frame, work, sizeof work));
  return ts_stripes_find(&pyramid.level[0], block, BLOCKS, stripe, budget);
}

static void finds_bars_at_every_angle(void **state) {
  (void)state;
  for (int degrees = 0; degrees < 180; degrees += 15) {
    struct ts_budget budget;
    draw(degrees);
    assert_int_equal(find(10000000, &budget), 1);
    double c = cos(degrees * 3.14159265358979 / 180), s = sin(degrees * 3.14159265358979 / 180);
    assert_true(fabs(c * (double)stripe->along_x + s * (double)stripe->along_y) >
                0.995); /* within 5.7 degrees: what is drawn is jagged */
    assert_true(fabsf(stripe->x - SIDE / 2.0f) < 6 && fabsf(stripe->y - SIDE / 2.0f) < 6);
    assert_true(fabsf(stripe->length - LENGTH) < 20 && fabsf(stripe->height - HEIGHT) < 20);
    assert_true(ts_stripe_look(stripe, &pyramid, &lines, &budget) != TS_STRIPE_NO);
  }
}

/* Each bar once on every line, whatever the phase. */
static void straightens_them(void **state) {
  (void)state;
  struct ts_budget budget;
  for (int degrees = 0; degrees < 180; degrees += 30)
    for (int phase = 0; phase < TS_SCAN_PHASES; phase++) {
      if (phase == TS_SCAN_NATIVE && degrees % 90 != 0)
        continue; /* its lines leave the field above and below */
      draw(degrees);
      assert_int_equal(find(10000000, &budget), 1);
      assert_true(ts_stripe_draw(stripe, &pyramid, (enum ts_scan_phase)phase, 0, &lines, &budget));
      assert_true(lines.width <= TS_SCANLINES_WIDTH_MAX && lines.height >= 1);
      for (uint32_t j = 0; j < lines.height; j++) {
        unsigned bars = 0;
        for (uint32_t i = 1; i < lines.width; i++)
          bars += lines.gray[j * lines.width + i - 1] >= 125 && lines.gray[j * lines.width + i] < 125;
        assert_int_equal(bars, LENGTH / BAR / 2);
      }
    }
}

static void finds_nothing_where_nothing_is_striped(void **state) {
  (void)state;
  struct ts_budget budget;
  memset(picture, 128, sizeof picture);
  assert_int_equal(find(10000000, &budget), 0);
  uint32_t random = 1;
  for (size_t i = 0; i < sizeof picture; i++) {
    random = random * 1664525u + 1013904223u;
    picture[i] = (uint8_t)(random >> 24);
  }
  assert_int_equal(find(10000000, &budget), 0);
}

static void stops_when_the_budget_is_spent(void **state) {
  (void)state;
  struct ts_budget budget;
  draw(20);
  assert_int_equal(find(1000, &budget), 0);
  assert_true(budget.spent);
  assert_int_equal(find(10000000, &budget), 1);
  budget.left = 10;
  assert_false(ts_stripe_look(stripe, &pyramid, &lines, &budget) != TS_STRIPE_NO);
  assert_false(ts_stripe_draw(stripe, &pyramid, TS_SCAN_PLAIN, 0, &lines, &budget));
  assert_int_equal(
      ts_stripes_find(&pyramid.level[0], block, 10, stripe, &(struct ts_budget){.left = 10000000}), 0);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(finds_bars_at_every_angle),
      cmocka_unit_test(straightens_them),
      cmocka_unit_test(finds_nothing_where_nothing_is_striped),
      cmocka_unit_test(stops_when_the_budget_is_spent),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
