/* SPDX-License-Identifier: Apache-2.0 */
/* The reader as a whole, on symbols drawn by libzint. Linked with --wrap=ts_stable_sort, to count ZBar's
 * calls. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <zint.h>

#include "adapters/reader.h"
#include "support/canvas.h"
#include "support/jpeg_maker.h"

#define GS "\x1d"

TS_READER_MEMORY(memory, 1280);
static struct ts_reader reader;
static struct ts_symbol items[TS_SYMBOLS_MAX];
static uint8_t pool[TS_SYMBOLS_POOL];
static struct ts_symbols found;

static size_t sorts; /* calls of ZBar's qsort that came to our sort */

void __real_ts_stable_sort(void *base, size_t n, size_t size, int (*cmp)(const void *, const void *));
void __wrap_ts_stable_sort(void *base, size_t n, size_t size, int (*cmp)(const void *, const void *));
void __wrap_ts_stable_sort(void *base, size_t n, size_t size, int (*cmp)(const void *, const void *)) {
  sorts++;
  __real_ts_stable_sort(base, n, size, cmp);
}

static int setup(void **state) {
  (void)state;
  memset(memory.work, 0xee, memory.work_size);
  memset(&memory.phase, 0xee, sizeof memory.phase);
  return ts_reader_init(&reader, &memory) == TS_OK ? 0 : -1;
}

static void read_frame(const struct ts_frame *frame) {
  ts_symbols_init(&found, items, TS_SYMBOLS_MAX, pool, sizeof pool);
  assert_int_equal(reader.read(reader.ctx, frame, &found), TS_OK);
  assert_false(found.truncated);
}

static void read_canvas(const struct ts_canvas *canvas) {
  struct ts_frame frame = ts_canvas_frame(canvas);
  read_frame(&frame);
}

/* A frame full of noise may take all there is to spend, once the symbol in it is read. */
static void read_noise(const struct ts_canvas *canvas) {
  struct ts_frame frame = ts_canvas_frame(canvas);
  ts_symbols_init(&found, items, TS_SYMBOLS_MAX, pool, sizeof pool);
  assert_int_equal(reader.read(reader.ctx, &frame, &found), TS_OK);
}

/* Draws on a canvas of its own and reads that. */
static void read_drawing(struct ts_drawing drawing) {
  struct ts_canvas canvas = ts_canvas_new(900, 400);
  drawing.x = drawing.x ? drawing.x : 60;
  drawing.y = drawing.y ? drawing.y : 60;
  assert_true(ts_canvas_draw(&canvas, &drawing, NULL));
  read_canvas(&canvas);
  ts_canvas_free(&canvas);
}

static void assert_one(enum ts_symbology symbology, const char *text, bool gs1) {
  assert_int_equal(found.count, 1);
  assert_int_equal(found.item[0].symbology, symbology);
  assert_int_equal(found.item[0].bytes.size, strlen(text));
  assert_memory_equal(found.item[0].bytes.data, text, strlen(text));
  assert_int_equal(found.item[0].gs1, gs1);
  assert_true(found.item[0].confirmed);
}

/* ---- symbologies ---- */

static void reads_every_symbology(void **state) {
  (void)state;
  static const struct {
    int zint;
    const char *drawn;
    enum ts_symbology symbology;
    const char *read;
    bool gs1;
  } cases[] = {
      {BARCODE_QRCODE, "https://id.example/01/09506000134352/21/A1", TS_SYMBOLOGY_QR,
       "https://id.example/01/09506000134352/21/A1", false},
      {BARCODE_CODE128, "Serial-0042", TS_SYMBOLOGY_CODE128, "Serial-0042", false},
      {BARCODE_CODE128, "00123456789012345678", TS_SYMBOLOGY_CODE128, "00123456789012345678", false},
      {BARCODE_CODE39, "RING 750/42", TS_SYMBOLOGY_CODE39, "RING 750/42", false},
      {BARCODE_EANX, "950600013435", TS_SYMBOLOGY_EAN13, "9506000134352", false},
      {BARCODE_UPCA, "61414121022", TS_SYMBOLOGY_EAN13, "0614141210220", false},
      {BARCODE_EANX, "9638507", TS_SYMBOLOGY_EAN8, "96385074", false},
      {BARCODE_UPCE, "123456", TS_SYMBOLOGY_UPCE, "01234565", false},
      {BARCODE_DBAR_OMN, "0950110153001", TS_SYMBOLOGY_DATABAR, "0109501101530010", true},
      {BARCODE_ITF14, "1540014128876", TS_SYMBOLOGY_I25, "15400141288763", false},
      {BARCODE_CODE93, "CODE 93", TS_SYMBOLOGY_CODE93, "CODE 93", false},
      {BARCODE_CODABAR, "A123456A", TS_SYMBOLOGY_CODABAR, "A123456A", false},
  };
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
    read_drawing((struct ts_drawing){.symbology = cases[i].zint, .text = ts_bytes_of(cases[i].drawn)});
    assert_one(cases[i].symbology, cases[i].read, cases[i].gs1);
  }
}

static void leaves_other_symbologies_alone(void **state) {
  (void)state;
  static const struct {
    int zint;
    const char *drawn;
  } others[] = {{BARCODE_C25INTER, "123456"}, {BARCODE_MSI_PLESSEY, "123456"}, {BARCODE_CODE11, "123456"}};
  for (size_t i = 0; i < sizeof others / sizeof others[0]; i++) {
    read_drawing((struct ts_drawing){.symbology = others[i].zint, .text = ts_bytes_of(others[i].drawn)});
    assert_int_equal(found.count, 0);
  }
}

static void reads_other_lengths_of_interleaved_2_of_5_when_told(void **state) {
  (void)state;
  struct ts_drawing drawing = {.symbology = BARCODE_C25INTER, .text = ts_bytes_of("12345670")};
  read_drawing(drawing);
  assert_int_equal(found.count, 0);
  ts_reader_set_i25(&memory, 1u << 8);
  read_drawing(drawing);
  assert_one(TS_SYMBOLOGY_I25, "12345670", false);
  ts_reader_set_i25(&memory, 0);
  read_drawing(drawing);
  assert_int_equal(found.count, 0);
}

/* ---- GS1 ---- */

static void reads_gs1_qr(void **state) {
  (void)state;
  static const struct {
    const char *drawn, *read;
  } cases[] = {
      {"[01]09506000134352[21]A1B2C3", "010950600013435221A1B2C3"},
      /* lower case: byte mode, the separator as it is */
      {"[01]09506000134352[21]abc[250]e-77", "010950600013435221abc" GS "250e-77"},
      /* upper case: alphanumeric mode, the separator as "%" */
      {"[01]09506000134352[21]A1B2C3[250]E-77", "010950600013435221A1B2C3" GS "250E-77"},
      /* a "%" of the text itself is written twice there */
      {"[01]09506000134352[21]A%B%%C[250]E%", "010950600013435221A%B%%C" GS "250E%"},
      {"[01]09506000134352[21]a%b[250]E%7", "010950600013435221a%b" GS "250E%7"},
      {"[01]09506000134352[21]12345678901234567890[250]1234567",
       "01095060001343522112345678901234567890" GS "2501234567"},
  };
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
    read_drawing((struct ts_drawing){
        .symbology = BARCODE_QRCODE, .mode = GS1_MODE, .text = ts_bytes_of(cases[i].drawn)});
    assert_one(TS_SYMBOLOGY_QR, cases[i].read, true);
    assert_string_equal(ts_symbol_aim(&found.item[0]), "]Q3");
  }
}

static void a_qr_code_without_fnc1_keeps_its_percent_signs(void **state) {
  (void)state;
  read_drawing((struct ts_drawing){.symbology = BARCODE_QRCODE, .text = ts_bytes_of("A%%B%C 100%")});
  assert_one(TS_SYMBOLOGY_QR, "A%%B%C 100%", false);
}

static void reads_gs1_128_and_gs1_databar(void **state) {
  (void)state;
  static const struct {
    int zint;
    const char *drawn;
    enum ts_symbology symbology;
    const char *read;
  } cases[] = {
      {BARCODE_GS1_128, "[01]09506000134352[21]A1b2", TS_SYMBOLOGY_CODE128, "010950600013435221A1b2"},
      {BARCODE_GS1_128, "[01]09506000134352[21]123456", TS_SYMBOLOGY_CODE128, "010950600013435221123456"},
      {BARCODE_GS1_128, "[21]A1b2[01]09506000134352", TS_SYMBOLOGY_CODE128, "21A1b2" GS "0109506000134352"},
      {BARCODE_GS1_128, "[21]1234[250]98[10]XY", TS_SYMBOLOGY_CODE128, "211234" GS "25098" GS "10XY"},
      {BARCODE_DBAR_EXP, "[01]98898765432106[3103]012233", TS_SYMBOLOGY_DATABAR_EXPANDED,
       "01988987654321063103012233"},
      {BARCODE_DBAR_EXP, "[21]A1b2[10]77", TS_SYMBOLOGY_DATABAR_EXPANDED, "21A1b2" GS "1077"},
  };
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
    read_drawing((struct ts_drawing){
        .symbology = cases[i].zint, .mode = GS1_MODE, .module = 2, .text = ts_bytes_of(cases[i].drawn)});
    assert_one(cases[i].symbology, cases[i].read, true);
  }
}

/* ---- bytes ---- */

static void never_changes_a_byte(void **state) {
  (void)state;
  static const uint8_t texts[][8] = {
      {0xc3, 0xa9, 'a', 0xe2, 0x82, 0xac, '!', '\\'}, /* UTF-8 */
      {0xe9, 0xff, 0x80, 0xa0, 'l', 'a', 't', '1'},   /* no UTF-8 */
      {0x83, 0x82, 0x83, 0x6f, '~', '\\', 0x8b, 'J'}, /* Shift JIS */
      {0xef, 0xbb, 0xbf, 'b', 'o', 'm', '\r', '\n'},  /* a byte order mark, which ZBar would take away */
      {'n', 'u', 'l', 0, 0, 0x1d, 0x7f, 'x'},
  };
  for (size_t i = 0; i < sizeof texts / sizeof texts[0]; i++) {
    read_drawing(
        (struct ts_drawing){.symbology = BARCODE_QRCODE, .text = ts_bytes(texts[i], sizeof texts[i])});
    assert_int_equal(found.count, 1);
    assert_int_equal(found.item[0].bytes.size, sizeof texts[i]);
    assert_memory_equal(found.item[0].bytes.data, texts[i], sizeof texts[i]);
  }
}

static void reads_a_long_signed_tag(void **state) {
  (void)state;
  char text[400] = "https://id.example/01/09506000134352/21/S1?250=E1&98=W32400-50.F750.CYG.S17&99=";
  for (size_t i = strlen(text); i < 157; i++)
    text[i] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"[i * 7 % 64];
  read_drawing((struct ts_drawing){.symbology = BARCODE_QRCODE, .text = ts_bytes_of(text)});
  assert_one(TS_SYMBOLOGY_QR, text, false);
}

static void refuses_code_128_with_control_characters(void **state) {
  (void)state;
  read_drawing((struct ts_drawing){.symbology = BARCODE_CODE128, .text = ts_bytes_of("AB\nCD")});
  assert_int_equal(found.count, 0);
}

/* ZBar ignores FNC4, and of the letters of Latin 1 others would remain: "ssss1234" of the first. */
static void refuses_the_upper_half_of_code_128(void **state) {
  (void)state;
  static const char *const upper[] = {"\xf3\xf3\xf3\xf3"
                                      "1234",
                                      "Serial \xe9", "\xe0\xe8\xec\xf2\xf9", "123456\xe5"};
  for (size_t i = 0; i < sizeof upper / sizeof upper[0]; i++)
    for (unsigned quarters = 0; quarters < 4; quarters += 2) {
      read_drawing((struct ts_drawing){
          .symbology = BARCODE_CODE128, .text = ts_bytes_of(upper[i]), .module = 2, .quarters = quarters});
      assert_int_equal(found.count, 0);
    }
  read_drawing((struct ts_drawing){.symbology = BARCODE_CODE128, .text = ts_bytes_of("ssss1234")});
  assert_one(TS_SYMBOLOGY_CODE128, "ssss1234", false);
}

static void wants_bars_of_some_height(void **state) {
  (void)state;
  struct ts_drawing drawing = {
      .symbology = BARCODE_CODE128, .text = ts_bytes_of("Serial-0042"), .bar_height = 1};
  read_drawing(drawing);
  assert_int_equal(found.count, 0);
  drawing.bar_height = 16;
  read_drawing(drawing);
  assert_one(TS_SYMBOLOGY_CODE128, "Serial-0042", false);
}

/* Parts of a structured append, ours or glued together from two pieces, are not one text. */
static void refuses_structured_append(void **state) {
  (void)state;
  struct ts_canvas canvas = ts_canvas_new(500, 250);
  struct ts_drawing one = {
      .symbology = BARCODE_QRCODE, .text = ts_bytes_of("first half, "), .x = 40, .y = 50};
  struct ts_drawing two = {
      .symbology = BARCODE_QRCODE, .text = ts_bytes_of("second half"), .x = 260, .y = 50};
  one.parts = two.parts = 2;
  one.part = 1;
  two.part = 2;
  assert_true(ts_canvas_draw(&canvas, &one, NULL));
  read_canvas(&canvas);
  assert_int_equal(found.count, 0);
  assert_true(ts_canvas_draw(&canvas, &two, NULL));
  read_canvas(&canvas);
  assert_int_equal(found.count, 0);
  ts_canvas_free(&canvas);
}

/* ---- places ---- */

static void assert_near(const struct ts_point *a, const struct ts_point *b, int32_t tolerance) {
  for (size_t i = 0; i < TS_SYMBOL_CORNERS; i++) {
    assert_in_range(a[i].x - b[i].x + 1000, 1000 - tolerance, 1000 + tolerance);
    assert_in_range(a[i].y - b[i].y + 1000, 1000 - tolerance, 1000 + tolerance);
  }
}

static void finds_the_corners_of_qr_codes_at_any_turn(void **state) {
  (void)state;
  for (unsigned quarters = 0; quarters < 4; quarters++) {
    struct ts_canvas canvas = ts_canvas_new(400, 300);
    struct ts_drawing drawing = {.symbology = BARCODE_QRCODE,
                                 .text = ts_bytes_of("https://id.example/01/09506000134352/21/A1"),
                                 .x = 150,
                                 .y = 80,
                                 .module = 4,
                                 .quarters = quarters};
    struct ts_point corner[TS_SYMBOL_CORNERS];
    assert_true(ts_canvas_draw(&canvas, &drawing, corner));
    read_canvas(&canvas);
    assert_int_equal(found.count, 1);
    assert_near(found.item[0].corner, corner, 6);
    ts_canvas_free(&canvas);
  }
}

/* The ends of the scanned stretch: within the symbol, with the scan lines' ends near its own. */
static void finds_the_ends_of_linear_codes_at_any_turn(void **state) {
  (void)state;
  for (unsigned quarters = 0; quarters < 4; quarters++) {
    struct ts_canvas canvas = ts_canvas_new(500, 500);
    struct ts_drawing drawing = {.symbology = BARCODE_CODE128,
                                 .text = ts_bytes_of("Serial-0042"),
                                 .x = 40,
                                 .y = 30,
                                 .module = 2,
                                 .bar_height = 80,
                                 .quarters = quarters};
    struct ts_point corner[TS_SYMBOL_CORNERS];
    assert_true(ts_canvas_draw(&canvas, &drawing, corner));
    read_canvas(&canvas);
    assert_int_equal(found.count, 1);
    assert_near(found.item[0].corner, corner, 24);
    ts_canvas_free(&canvas);
  }
}

static void reports_the_photograph_s_pixels(void **state) {
  (void)state;
  struct ts_canvas canvas = ts_canvas_new(2000, 1500);
  struct ts_drawing drawing = {
      .symbology = BARCODE_QRCODE, .text = ts_bytes_of("large photograph"), .x = 900, .y = 600, .module = 12};
  struct ts_point corner[TS_SYMBOL_CORNERS];
  assert_true(ts_canvas_draw(&canvas, &drawing, corner));
  struct ts_jpeg_recipe recipe = {.width = 2000, .height = 1500, .gray = canvas.gray};
  struct ts_jpeg_file file = ts_jpeg_make(&recipe);
  struct ts_frame frame;
  assert_int_equal(reader.load(reader.ctx, ts_jpeg_bytes(&file), &frame), TS_OK);
  assert_true(frame.width <= 1280 && frame.source_width == 2000);
  read_frame(&frame);
  assert_one(TS_SYMBOLOGY_QR, "large photograph", false);
  assert_near(found.item[0].corner, corner, 14);
  ts_jpeg_free(&file);
  ts_canvas_free(&canvas);
}

static void reads_several_symbols_and_the_same_text_at_two_places(void **state) {
  (void)state;
  struct ts_canvas canvas = ts_canvas_new(900, 500);
  struct ts_drawing drawings[] = {
      {.symbology = BARCODE_QRCODE, .text = ts_bytes_of("same text"), .x = 50, .y = 50},
      {.symbology = BARCODE_QRCODE, .text = ts_bytes_of("same text"), .x = 300, .y = 60},
      {.symbology = BARCODE_QRCODE, .text = ts_bytes_of("other text"), .x = 600, .y = 50},
      {.symbology = BARCODE_EANX, .text = ts_bytes_of("950600013435"), .x = 60, .y = 300},
      {.symbology = BARCODE_CODE39, .text = ts_bytes_of("S42"), .x = 500, .y = 350},
  };
  for (size_t i = 0; i < sizeof drawings / sizeof drawings[0]; i++)
    assert_true(ts_canvas_draw(&canvas, &drawings[i], NULL));
  read_canvas(&canvas);
  size_t same = 0, other = 0, ean = 0, code39 = 0;
  for (size_t i = 0; i < found.count; i++) {
    same += ts_bytes_equal_text(found.item[i].bytes, "same text");
    other += ts_bytes_equal_text(found.item[i].bytes, "other text");
    ean += ts_bytes_equal_text(found.item[i].bytes, "9506000134352");
    code39 += ts_bytes_equal_text(found.item[i].bytes, "S42");
  }
  assert_int_equal(found.count, 5);
  assert_int_equal(same, 2);
  assert_true(other == 1 && ean == 1 && code39 == 1);
  ts_canvas_free(&canvas);
}

/* ---- frames ---- */

static void reads_rows_with_gaps(void **state) {
  (void)state;
  struct ts_canvas canvas = ts_canvas_new(600, 300);
  ts_canvas_noise(&canvas, 1);
  ts_canvas_fill(&canvas, 100, 0, 300, 300, TS_CANVAS_WHITE);
  struct ts_drawing drawing = {
      .symbology = BARCODE_QRCODE, .text = ts_bytes_of("in a part"), .x = 200, .y = 100};
  struct ts_point corner[TS_SYMBOL_CORNERS];
  assert_true(ts_canvas_draw(&canvas, &drawing, corner));
  struct ts_frame frame = ts_canvas_frame(&canvas);
  frame.gray += 100;
  frame.width = frame.source_width = 300;
  read_frame(&frame);
  assert_one(TS_SYMBOLOGY_QR, "in a part", false);
  for (size_t i = 0; i < TS_SYMBOL_CORNERS; i++)
    corner[i].x -= 100;
  assert_near(found.item[0].corner, corner, 5);
  ts_canvas_free(&canvas);
}

/* A fine pattern over everything: only its mean shows the symbol. */
static void reads_at_half_size_what_full_size_does_not_show(void **state) {
  (void)state;
  struct ts_canvas canvas = ts_canvas_new(600, 600);
  struct ts_drawing drawing = {
      .symbology = BARCODE_QRCODE, .text = ts_bytes_of("under a weave"), .x = 150, .y = 150, .module = 10};
  struct ts_point corner[TS_SYMBOL_CORNERS];
  assert_true(ts_canvas_draw(&canvas, &drawing, corner));
  ts_canvas_checker(&canvas, 105);
  read_canvas(&canvas);
  assert_one(TS_SYMBOLOGY_QR, "under a weave", false);
  assert_near(found.item[0].corner, corner, 12);
  ts_canvas_free(&canvas);
}

static void takes_the_smallest_frames(void **state) {
  (void)state;
  for (uint32_t width = 1; width <= 6; width++)
    for (uint32_t height = 1; height <= 6; height++) {
      struct ts_canvas canvas = ts_canvas_new(width, height);
      read_canvas(&canvas);
      assert_int_equal(found.count, 0);
      ts_canvas_free(&canvas);
    }
}

static void gives_the_same_answer_each_time(void **state) {
  (void)state;
  struct ts_canvas canvas = ts_canvas_new(700, 500), other = ts_canvas_new(700, 500);
  ts_canvas_noise(&canvas, 7);
  ts_canvas_fill(&canvas, 100, 100, 300, 300, TS_CANVAS_WHITE);
  struct ts_drawing drawing = {.symbology = BARCODE_QRCODE, .text = ts_bytes_of("again"), .x = 180, .y = 180};
  assert_true(ts_canvas_draw(&canvas, &drawing, NULL));
  drawing.text = ts_bytes_of("and something else in between");
  assert_true(ts_canvas_draw(&other, &drawing, NULL));
  struct ts_symbol first = {0};
  for (int i = 0; i < 3; i++) {
    read_noise(&canvas);
    assert_one(TS_SYMBOLOGY_QR, "again", false);
    if (i == 0)
      first = found.item[0];
    assert_memory_equal(found.item[0].corner, first.corner, sizeof first.corner);
    read_canvas(&other);
    assert_int_equal(found.count, 1);
  }
  ts_canvas_free(&canvas);
  ts_canvas_free(&other);
}

static void zbar_sorts_with_our_sort(void **state) {
  (void)state;
  sorts = 0;
  read_drawing((struct ts_drawing){.symbology = BARCODE_QRCODE, .text = ts_bytes_of("sorted")});
  assert_one(TS_SYMBOLOGY_QR, "sorted", false);
  assert_true(sorts > 0);
}

static void wants_memory(void **state) {
  (void)state;
  struct ts_reader none;
  memset(&none, 0xee, sizeof none);
  assert_int_equal(ts_reader_init(&none, NULL), TS_ERR_ARGUMENT);
  assert_null(none.load);
  assert_null(none.read);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_setup(reads_every_symbology, setup),
      cmocka_unit_test_setup(leaves_other_symbologies_alone, setup),
      cmocka_unit_test_setup(reads_other_lengths_of_interleaved_2_of_5_when_told, setup),
      cmocka_unit_test_setup(reads_gs1_qr, setup),
      cmocka_unit_test_setup(a_qr_code_without_fnc1_keeps_its_percent_signs, setup),
      cmocka_unit_test_setup(reads_gs1_128_and_gs1_databar, setup),
      cmocka_unit_test_setup(never_changes_a_byte, setup),
      cmocka_unit_test_setup(reads_a_long_signed_tag, setup),
      cmocka_unit_test_setup(refuses_code_128_with_control_characters, setup),
      cmocka_unit_test_setup(refuses_the_upper_half_of_code_128, setup),
      cmocka_unit_test_setup(wants_bars_of_some_height, setup),
      cmocka_unit_test_setup(refuses_structured_append, setup),
      cmocka_unit_test_setup(finds_the_corners_of_qr_codes_at_any_turn, setup),
      cmocka_unit_test_setup(finds_the_ends_of_linear_codes_at_any_turn, setup),
      cmocka_unit_test_setup(reports_the_photograph_s_pixels, setup),
      cmocka_unit_test_setup(reads_several_symbols_and_the_same_text_at_two_places, setup),
      cmocka_unit_test_setup(reads_rows_with_gaps, setup),
      cmocka_unit_test_setup(reads_at_half_size_what_full_size_does_not_show, setup),
      cmocka_unit_test_setup(takes_the_smallest_frames, setup),
      cmocka_unit_test_setup(gives_the_same_answer_each_time, setup),
      cmocka_unit_test_setup(zbar_sorts_with_our_sort, setup),
      cmocka_unit_test_setup(wants_memory, setup),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
