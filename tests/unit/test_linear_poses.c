/* SPDX-License-Identifier: Apache-2.0 */
/* Linear codes at any angle, through blur, noise and poor light, and pictures of stripes that are none. */
#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <zint.h>

#include "adapters/reader.h"
#include "support/canvas.h"

#define SIDE 640
#define HALF (SIDE / 2)

TS_READER_MEMORY(memory, SIDE);
static struct ts_reader reader;
static struct ts_symbol items[TS_SYMBOLS_MAX];
static uint8_t pool[TS_SYMBOLS_POOL];
static struct ts_symbols found;
static uint8_t picture[SIDE * SIDE];

static int setup(void **state) {
  (void)state;
  return ts_reader_init(&reader, &memory) == TS_OK ? 0 : -1;
}

static void read_picture(void) {
  struct ts_frame frame = {.gray = picture,
                           .width = SIDE,
                           .height = SIDE,
                           .stride = SIDE,
                           .source_width = SIDE,
                           .source_height = SIDE};
  ts_symbols_init(&found, items, TS_SYMBOLS_MAX, pool, sizeof pool);
  assert_int_equal(reader.read(reader.ctx, &frame, &found), TS_OK);
}

static const struct {
  int zint;
  const char *drawn;
  enum ts_symbology symbology;
  const char *read;
} codes[] = {
    {BARCODE_CODE128, "Serial-0042", TS_SYMBOLOGY_CODE128, "Serial-0042"},
    {BARCODE_CODE39, "RING 42", TS_SYMBOLOGY_CODE39, "RING 42"},
    {BARCODE_EANX, "950600013435", TS_SYMBOLOGY_EAN13, "9506000134352"},
    {BARCODE_EANX, "9638507", TS_SYMBOLOGY_EAN8, "96385074"},
    {BARCODE_UPCE, "123456", TS_SYMBOLOGY_UPCE, "01234565"},
    {BARCODE_ITF14, "1540014128876", TS_SYMBOLOGY_I25, "15400141288763"},
    {BARCODE_CODE93, "CODE 93", TS_SYMBOLOGY_CODE93, "CODE 93"},
    {BARCODE_CODABAR, "A123456A", TS_SYMBOLOGY_CODABAR, "A123456A"},
    {BARCODE_DBAR_OMN, "0950110153001", TS_SYMBOLOGY_DATABAR, "0109501101530010"},
};
#define CODES (sizeof codes / sizeof codes[0])

/* The canvas turned by DEGREES about its middle, bent by BEND pixels along the bars, each pixel the mean of four places. */
static void turn(const struct ts_canvas *canvas, int degrees, double bend) {
  double c = cos(degrees * 3.14159265358979 / 180), s = sin(degrees * 3.14159265358979 / 180);
  for (int y = 0; y < SIDE; y++)
    for (int x = 0; x < SIDE; x++) {
      int sum = 0;
      for (int k = 0; k < 4; k++) {
        double dx = x + 0.25 + 0.5 * (k % 2) - HALF, dy = y + 0.25 + 0.5 * (k >= 2 ? 1 : 0) - HALF;
        double u = c * dx + s * dy, v = c * dy - s * dx;
        v += bend * u * u / ((double)HALF * HALF);
        int column = (int)floor(u + HALF), row = (int)floor(v + HALF);
        bool within = column >= 0 && row >= 0 && column < SIDE && row < SIDE;
        sum += within ? canvas->gray[(size_t)row * SIDE + (size_t)column] : TS_CANVAS_WHITE;
      }
      picture[(size_t)y * SIDE + (size_t)x] = (uint8_t)(sum / 4);
    }
}

static void draw(size_t code, uint32_t module, int degrees, double bend) {
  struct ts_canvas canvas = ts_canvas_new(SIDE, SIDE);
  struct ts_point corner[TS_SYMBOL_CORNERS];
  struct ts_drawing drawing = {.symbology = codes[code].zint,
                               .text = ts_bytes_of(codes[code].drawn),
                               .x = 60,
                               .y = 270,
                               .module = module,
                               .bar_height = 90};
  assert_true(ts_canvas_draw(&canvas, &drawing, corner));
  ts_canvas_fill(&canvas, 0, 0, SIDE, SIDE, TS_CANVAS_WHITE);
  drawing.x = (uint32_t)(HALF - (corner[1].x - corner[0].x) / 2); /* about the middle */
  assert_true(ts_canvas_draw(&canvas, &drawing, NULL));
  turn(&canvas, degrees, bend);
  ts_canvas_free(&canvas);
}

static void assert_read(size_t code) {
  assert_int_equal(found.count, 1);
  assert_int_equal(found.item[0].symbology, codes[code].symbology);
  assert_int_equal(found.item[0].bytes.size, strlen(codes[code].read));
  assert_memory_equal(found.item[0].bytes.data, codes[code].read, strlen(codes[code].read));
}

/* ---- changes ---- */

static void blur(void) {
  static uint8_t before[SIDE * SIDE];
  memcpy(before, picture, sizeof before);
  for (size_t y = 1; y + 1 < SIDE; y++)
    for (size_t x = 1; x + 1 < SIDE; x++) {
      unsigned sum = 0;
      for (size_t j = y - 1; j <= y + 1; j++)
        for (size_t i = x - 1; i <= x + 1; i++)
          sum += before[j * SIDE + i];
      picture[y * SIDE + x] = (uint8_t)(sum / 9);
    }
}

static void dim(unsigned of_16, unsigned lift) {
  for (size_t i = 0; i < sizeof picture; i++)
    picture[i] = (uint8_t)(picture[i] * of_16 / 16 + lift);
}

static void add_noise(int amount) {
  uint32_t random = 1;
  for (size_t i = 0; i < sizeof picture; i++) {
    random = random * 1664525u + 1013904223u;
    int v = picture[i] + (int)(random >> 16) % (2 * amount + 1) - amount;
    picture[i] = (uint8_t)(v < 0 ? 0 : v > UINT8_MAX ? UINT8_MAX : v);
  }
}

/* ---- codes ---- */

static void reads_every_linear_code_at_every_angle(void **state) {
  (void)state;
  for (size_t code = 0; code < CODES; code++)
    for (int degrees = 0; degrees <= 180; degrees += 15) {
      draw(code, 2, degrees, 0);
      read_picture();
      assert_read(code);
    }
}

static void reads_through_poor_light(void **state) {
  (void)state;
  for (size_t code = 0; code < CODES; code++) {
    draw(code, 2, 10, 0);
    dim(3, 60);
    read_picture();
    assert_read(code);
  }
}

/* Not Codabar, at which ZBar gives up first. */
static void reads_through_noise(void **state) {
  (void)state;
  for (size_t code = 0; code < CODES; code++) {
    if (codes[code].symbology == TS_SYMBOLOGY_CODABAR)
      continue;
    draw(code, 3, 10, 0);
    add_noise(10);
    read_picture();
    assert_read(code);
  }
}

static void reads_through_blur(void **state) {
  (void)state;
  for (size_t code = 0; code < CODES; code++) {
    draw(code, 3, 0, 0);
    blur();
    read_picture();
    assert_read(code);
  }
}

static void reads_bars_that_are_bent(void **state) {
  (void)state;
  for (size_t code = 0; code < CODES; code++) {
    draw(code, 2, 0, 40);
    read_picture();
    assert_read(code);
  }
}

/* ---- no codes ---- */

static void assert_reads_nothing(void) {
  read_picture();
  assert_int_equal(found.count, 0);
}

static void reads_nothing_in_stripes_without_end(void **state) {
  (void)state;
  for (unsigned wide = 1; wide <= 9; wide += 2)
    for (unsigned turned = 0; turned < 3; turned++) {
      for (unsigned y = 0; y < SIDE; y++)
        for (unsigned x = 0; x < SIDE; x++) {
          unsigned at = turned == 0 ? x : turned == 1 ? y : x + y;
          picture[y * SIDE + x] = at / wide % 2 ? TS_CANVAS_WHITE : TS_CANVAS_BLACK;
        }
      assert_reads_nothing();
    }
}

static void reads_nothing_in_checkerboards(void **state) {
  (void)state;
  for (unsigned wide = 1; wide <= 17; wide += 4) {
    for (unsigned y = 0; y < SIDE; y++)
      for (unsigned x = 0; x < SIDE; x++)
        picture[y * SIDE + x] = (x / wide + y / wide) % 2 ? TS_CANVAS_WHITE : TS_CANVAS_BLACK;
    assert_reads_nothing();
  }
}

/* Bars of random widths over the whole frame: as like a code as can be. */
static void reads_nothing_in_random_bars(void **state) {
  (void)state;
  uint32_t random = 1;
  for (unsigned i = 0; i < 12; i++) {
    uint8_t line[SIDE];
    for (unsigned x = 0, dark = 0; x < SIDE; dark = !dark) {
      random = random * 1664525u + 1013904223u;
      for (unsigned n = 2 * (1 + (random >> 16) % 4); n > 0 && x < SIDE; n--)
        line[x++] = dark ? TS_CANVAS_BLACK : TS_CANVAS_WHITE;
    }
    for (size_t y = 0; y < SIDE; y++)
      memcpy(picture + y * SIDE, line, SIDE);
    assert_reads_nothing();
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_setup(reads_every_linear_code_at_every_angle, setup),
      cmocka_unit_test_setup(reads_through_poor_light, setup),
      cmocka_unit_test_setup(reads_through_noise, setup),
      cmocka_unit_test_setup(reads_through_blur, setup),
      cmocka_unit_test_setup(reads_bars_that_are_bent, setup),
      cmocka_unit_test_setup(reads_nothing_in_stripes_without_end, setup),
      cmocka_unit_test_setup(reads_nothing_in_checkerboards, setup),
      cmocka_unit_test_setup(reads_nothing_in_random_bars, setup),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
