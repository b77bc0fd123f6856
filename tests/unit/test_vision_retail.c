/* SPDX-License-Identifier: Apache-2.0 */
/* Retail codes from digits to bars, against libzint's own symbols, and lines that show other digits than were read. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <zint.h>

#include "support/canvas.h"
#include "vision/retail.h"

#define WIDTH 420
#define LEFT 60
#define MODULE 3

static struct ts_edges work;
static uint8_t module[TS_RETAIL_MODULES_MAX];

/* One line through libzint's symbol of TEXT, MODULE samples a module from LEFT on. */
static void draw(uint8_t line[WIDTH], int symbology, const char *text) {
  struct ts_canvas canvas = ts_canvas_new(WIDTH, 60);
  struct ts_drawing drawing = {.symbology = symbology,
                               .text = ts_bytes_of(text),
                               .x = LEFT,
                               .y = 5,
                               .module = MODULE,
                               .bar_height = 40};
  assert_true(ts_canvas_draw(&canvas, &drawing, NULL));
  memcpy(line, canvas.gray + (size_t)20 * WIDTH, WIDTH);
  ts_canvas_free(&canvas);
}

static void append_check_digit(char *digits) {
  size_t size = strlen(digits);
  unsigned sum = 0;
  for (size_t i = 0; i < size; i++)
    sum += (unsigned)(digits[i] - '0') * ((size - i) % 2 ? 3 : 1);
  digits[size] = (char)('0' + (10 - sum % 10) % 10);
  digits[size + 1] = 0;
}

static void assert_drawn_alike(enum ts_retail_kind kind, const uint8_t line[WIDTH], const char *digits) {
  uint32_t count = ts_retail_modules(kind, ts_bytes_of(digits), module);
  assert_true(count > 0 && count <= TS_RETAIL_MODULES_MAX);
  for (uint32_t i = 0; i < count; i++)
    assert_int_equal(module[i], line[LEFT + i * MODULE + 1] < 128);
  assert_true(line[LEFT - 1] == TS_CANVAS_WHITE && line[LEFT + count * MODULE] == TS_CANVAS_WHITE);
}

/* Ten first digits, hence all number sets, and each digit at each place. */
static void draws_what_zint_draws(void **state) {
  (void)state;
  uint8_t line[WIDTH];
  for (unsigned first = 0; first < 10; first++)
    for (unsigned step = 1; step < 10; step += 2) {
      char digits[14] = {0};
      for (unsigned i = 0; i < 12; i++)
        digits[i] = (char)('0' + (first + step * i) % 10);
      draw(line, BARCODE_EANX, digits);
      append_check_digit(digits);
      assert_drawn_alike(TS_RETAIL_EAN13, line, digits);
      digits[7] = 0;
      draw(line, BARCODE_EANX, digits);
      append_check_digit(digits);
      assert_drawn_alike(TS_RETAIL_EAN8, line, digits);
    }
}

/* The whole text of a UPC-E as zint tells it, with the check digit of its UPC-A, which chooses the number sets. False: there
 * is no such UPC-E. */
static bool upce_text(const char *digits, char out[9]) {
  struct zint_symbol *symbol = ZBarcode_Create();
  assert_non_null(symbol);
  symbol->symbology = BARCODE_UPCE;
  bool ok = ZBarcode_Encode(symbol, (const unsigned char *)digits, 0) == 0;
  memcpy(out, symbol->text, 8);
  out[8] = 0;
  ZBarcode_Delete(symbol);
  return ok;
}

static void draws_upce_as_zint_draws_it(void **state) {
  (void)state;
  uint8_t line[WIDTH];
  unsigned seen[2] = {0};
  for (unsigned i = 0; i < 200; i++) {
    char digits[16], text[9];
    (void)snprintf(digits, sizeof digits, "%u%06u", i % 2, 123456u + i * 4093u);
    if (!upce_text(digits, text))
      continue;
    draw(line, BARCODE_UPCE, digits);
    assert_drawn_alike(TS_RETAIL_UPCE, line, text);
    seen[i % 2] |= 1u << (text[7] - '0');
  }
  assert_int_equal(seen[0], 0x3ff);
  assert_int_equal(seen[1], 0x3ff);
}

static void draws_nothing_of_other_texts(void **state) {
  (void)state;
  assert_int_equal(ts_retail_modules(TS_RETAIL_EAN13, ts_bytes_of("950600013435"), module), 0);
  assert_int_equal(ts_retail_modules(TS_RETAIL_EAN13, ts_bytes_of("950600013435a"), module), 0);
  assert_int_equal(ts_retail_modules(TS_RETAIL_EAN8, ts_bytes_of("9506000134352"), module), 0);
  assert_int_equal(ts_retail_modules(TS_RETAIL_UPCE, ts_bytes_of(""), module), 0);
}

/* ---- lines ---- */

/* The mean of RADIUS samples to either side, three times: about a lens's blur. */
static void blur(uint8_t line[WIDTH], int radius) {
  for (int pass = 0; pass < 3; pass++) {
    uint8_t before[WIDTH];
    memcpy(before, line, WIDTH);
    for (int i = radius; i < WIDTH - radius; i++) {
      int sum = 0;
      for (int j = i - radius; j <= i + radius; j++)
        sum += before[j];
      line[i] = (uint8_t)(sum / (2 * radius + 1));
    }
  }
}

static bool agrees(const uint8_t line[WIDTH], const char *digits, float left, float right) {
  return ts_retail_agrees(TS_RETAIL_EAN13, ts_bytes_of(digits), line, WIDTH, left, right, &work);
}

#define RIGHT (LEFT + 95 * MODULE)
static const char right_digits[] = "9506000134352";
/* With a check digit that holds. */
static const char *const wrong_digits[] = {"9506000134369", "9506100134351", "9506000135342",
                                           "9560000134354", "0012345678905", "9506000434353"};
#define WRONG (sizeof wrong_digits / sizeof wrong_digits[0])

static void assert_tells_right_from_wrong(const uint8_t line[WIDTH]) {
  for (int off = -2; off <= 2; off++) {
    float by = (float)(off * MODULE);
    assert_true(agrees(line, right_digits, LEFT + by, RIGHT - by));
    for (size_t i = 0; i < WRONG; i++)
      assert_false(agrees(line, wrong_digits[i], LEFT + by, RIGHT - by));
  }
}

static void agrees_with_the_digits_that_are_drawn(void **state) {
  (void)state;
  uint8_t line[WIDTH];
  draw(line, BARCODE_EANX, "950600013435");
  assert_tells_right_from_wrong(line);
}

static void wrong_digits_do_not_hide_in_blur(void **state) {
  (void)state;
  uint8_t line[WIDTH];
  draw(line, BARCODE_EANX, "950600013435");
  blur(line, 1);
  assert_tells_right_from_wrong(line);
  blur(line, 2);
  for (size_t i = 0; i < WRONG; i++)
    assert_false(agrees(line, wrong_digits[i], LEFT, RIGHT));
}

/* One end nearer than the other by a fifth. */
static void follows_a_tilt(void **state) {
  (void)state;
  uint8_t flat[WIDTH], line[WIDTH];
  draw(flat, BARCODE_EANX, "950600013435");
  for (int i = 0; i < WIDTH; i++) {
    float t = ((float)i + 0.5f - LEFT) / (RIGHT - LEFT);
    float x = LEFT + (RIGHT - LEFT) * (t + 0.12f * t * (1 - t));
    line[i] = t < 0 || t > 1 ? TS_CANVAS_WHITE : flat[(int)x];
  }
  assert_tells_right_from_wrong(line);
}

static void agrees_with_no_line_without_bars(void **state) {
  (void)state;
  uint8_t line[WIDTH];
  memset(line, TS_CANVAS_WHITE, sizeof line);
  assert_false(agrees(line, right_digits, LEFT, RIGHT));
  for (int i = 0; i < WIDTH; i++)
    line[i] = (uint8_t)(i / 2 % 2 ? TS_CANVAS_WHITE : TS_CANVAS_BLACK);
  assert_false(agrees(line, right_digits, LEFT, RIGHT));
  draw(line, BARCODE_EANX, "950600013435");
  assert_false(agrees(line, right_digits, LEFT, LEFT));
  assert_false(agrees(line, right_digits, RIGHT, LEFT));
  assert_false(agrees(line, right_digits, -1e9f, 1e9f));
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(draws_what_zint_draws),
      cmocka_unit_test(draws_upce_as_zint_draws_it),
      cmocka_unit_test(draws_nothing_of_other_texts),
      cmocka_unit_test(agrees_with_the_digits_that_are_drawn),
      cmocka_unit_test(wrong_digits_do_not_hide_in_blur),
      cmocka_unit_test(follows_a_tilt),
      cmocka_unit_test(agrees_with_no_line_without_bars),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
