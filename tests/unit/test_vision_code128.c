/* SPDX-License-Identifier: Apache-2.0 */
/* Code 128's codewords on scan lines through libzint's own symbols. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <zint.h>

#include "support/canvas.h"
#include "vision/code128.h"

#define WIDTH 1600
#define LEFT 40

static struct ts_edges work;

/* One line through TEXT, its symbol turned by QUARTERS. */
static void draw(uint8_t line[WIDTH], const char *text, size_t size, uint32_t module, unsigned quarters) {
  struct ts_canvas canvas = ts_canvas_new(WIDTH, 40);
  struct ts_drawing drawing = {.symbology = BARCODE_CODE128,
                               .text = ts_bytes((const uint8_t *)text, size),
                               .x = LEFT,
                               .y = 5,
                               .module = module,
                               .bar_height = 30,
                               .quarters = quarters};
  assert_true(ts_canvas_draw(&canvas, &drawing, NULL));
  memcpy(line, canvas.gray + (size_t)20 * WIDTH, WIDTH);
  ts_canvas_free(&canvas);
}

/* The mean of RADIUS samples to either side. */
static void blur(uint8_t line[WIDTH], int radius) {
  uint8_t before[WIDTH];
  memcpy(before, line, WIDTH);
  for (int i = radius; i < WIDTH - radius; i++) {
    int sum = 0;
    for (int j = i - radius; j <= i + radius; j++)
      sum += before[j];
    line[i] = (uint8_t)(sum / (2 * radius + 1));
  }
}

static enum ts_code128_seen look(const uint8_t line[WIDTH]) {
  struct ts_budget budget = {.left = 10000000};
  return ts_code128_look(line, WIDTH, &work, &budget);
}

static enum ts_code128_seen seen(const char *text, size_t size) {
  uint8_t line[WIDTH];
  draw(line, text, size, 3, 0);
  return look(line);
}

/* Single characters of either half of the alphabet, control characters among them: all of sets A and B. */
static void tells_the_upper_half_from_the_lower(void **state) {
  (void)state;
  for (unsigned i = 1; i <= UINT8_MAX; i++) {
    char text[3] = {'a', (char)i, 'B'};
    assert_int_equal(seen(text, sizeof text), i < 0x80 ? TS_CODE128_PLAIN : TS_CODE128_FNC4);
  }
}

/* Pairs of digits are set C's characters, where the codeword that is FNC4 elsewhere changes the set. */
static void knows_set_c(void **state) {
  (void)state;
  for (unsigned i = 0; i < 100; i++) {
    char text[] = "0000000A\xe9";
    text[4] = (char)('0' + i / 10);
    text[5] = (char)('0' + i % 10);
    assert_int_equal(seen(text, 6), TS_CODE128_PLAIN);
    assert_int_equal(seen(text, 8), TS_CODE128_PLAIN);
    assert_int_equal(seen(text, 9), TS_CODE128_FNC4);
  }
}

static void reads_from_both_sides_through_blur(void **state) {
  (void)state;
  static const char plain[] = "Serial 0042", upper[] = "S\xe9rial 0042";
  uint8_t line[WIDTH];
  for (unsigned quarters = 0; quarters < 4; quarters += 2)
    for (uint32_t module = 2; module <= 4; module++)
      for (int radius = 0; 2 * radius < (int)module; radius++) {
        draw(line, plain, strlen(plain), module, quarters);
        blur(line, radius);
        assert_int_equal(look(line), TS_CODE128_PLAIN);
        draw(line, upper, strlen(upper), module, quarters);
        blur(line, radius);
        assert_int_equal(look(line), TS_CODE128_FNC4);
      }
}

static void sees_nothing_in_what_is_no_whole_symbol(void **state) {
  (void)state;
  static const char text[] = "S\xe9rial 0042";
  uint8_t line[WIDTH];
  memset(line, TS_CANVAS_WHITE, sizeof line);
  assert_int_equal(look(line), TS_CODE128_NONE);
  draw(line, text, strlen(text), 3, 0);
  memset(line + LEFT + 150, TS_CANVAS_WHITE, WIDTH - LEFT - 150);
  assert_int_equal(look(line), TS_CODE128_NONE);
  draw(line, text, strlen(text), 3, 0);
  memset(line + LEFT + 99, TS_CANVAS_BLACK, 9); /* another character: the check character does not hold */
  assert_int_equal(look(line), TS_CODE128_NONE);
  for (uint32_t i = 0; i < WIDTH; i++)
    line[i] = i / 2 % 2 ? TS_CANVAS_WHITE : TS_CANVAS_BLACK;
  assert_int_equal(look(line), TS_CODE128_NONE);
}

static void says_when_the_budget_did_not_suffice(void **state) {
  (void)state;
  uint8_t line[WIDTH];
  draw(line, "S\xe9rial", 6, 3, 0);
  bool decided = false;
  for (uint64_t left = 0; left < 400000; left += 5000) {
    struct ts_budget budget = {.left = left};
    enum ts_code128_seen seen = ts_code128_look(line, WIDTH, &work, &budget);
    assert_int_equal(seen, budget.spent ? TS_CODE128_UNDECIDED : TS_CODE128_FNC4);
    assert_false(decided && budget.spent);
    decided = !budget.spent;
  }
  assert_true(decided);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(tells_the_upper_half_from_the_lower),
      cmocka_unit_test(knows_set_c),
      cmocka_unit_test(reads_from_both_sides_through_blur),
      cmocka_unit_test(sees_nothing_in_what_is_no_whole_symbol),
      cmocka_unit_test(says_when_the_budget_did_not_suffice),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
