/* SPDX-License-Identifier: Apache-2.0 */
/* Labels: their words, their names as files, and a geometry that a printer prints exactly. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "host-tools/label.h"

static struct ts_tag_line tag_of(const char *serial) {
  struct ts_tag_line line = {
      .host = "id.maison.example",
      .tag = {
          .kind = TS_TAG_SERIAL,
          .gtin = "09521234000013",
          .engraved = "MA-1",
          .piece = {
              .weight_mg = 32400, .weight_tolerance_mg = 50, .fineness = 750, .colour = "YG", .size = "17"}}};
  assert_true(ts_text_copy(line.tag.serial, sizeof line.tag.serial, ts_bytes_of(serial)));
  return line;
}

static void says_what_the_tag_says(void **state) {
  static const char *const wanted[] = {"(01)09521234000013",
                                       "(21)A-1",
                                       "(250)MA-1",
                                       "yellow gold 750",
                                       "32.40 g \xc2\xb1"
                                       "0.05",
                                       "17"};
  struct ts_tag_line line = tag_of("A-1");
  struct ts_label label;
  (void)state;
  ts_label_words(&label, &line, "Maison Aur\xc3\xa9lie", "Aurore");
  assert_string_equal(label.heading, "MAISON AUR\xc3\x89LIE");
  assert_string_equal(label.model, "Aurore");
  assert_int_equal(label.rows, 6);
  for (size_t i = 0; i < label.rows; i++) {
    assert_string_equal(label.row[i].value, wanted[i]);
    assert_true(label.row[i].title[0] != 0);
  }
  ts_label_words(&label, &line, "", "");
  assert_true(label.is_host);
  assert_string_equal(label.heading, "id.maison.example");
}

static void leaves_out_what_is_not_known(void **state) {
  struct ts_tag_line line = tag_of("A-1");
  struct ts_label label;
  (void)state;
  line.tag.piece = (struct ts_piece){0};
  line.tag.engraved[0] = 0;
  ts_label_words(&label, &line, "", "");
  assert_int_equal(label.rows, 2);
}

static void holds_the_longest_words(void **state) {
  struct ts_tag_line line = tag_of("%%%%%%%%%%%%%%%%%%%%");
  struct ts_label label;
  char name[TS_LABEL_NAME_MAX];
  (void)state;
  memset(line.tag.engraved, 'W', TS_TAG_ENGRAVED_MAX);
  line.tag.piece = (struct ts_piece){.weight_mg = 99999999,
                                     .weight_tolerance_mg = 99999999,
                                     .fineness = 999,
                                     .colour = "WWWW",
                                     .size = "WWWWWWWW"};
  ts_label_words(&label, &line, "", "");
  assert_int_equal(strlen(label.row[2].value), strlen("(250)") + TS_TAG_ENGRAVED_MAX);
  assert_string_equal(label.row[3].value, "WWWW 999");
  ts_label_name(name, &line.tag);
  assert_int_equal(strlen(name), TS_LABEL_NAME_MAX - 1);
}

static void names_files_without_surprises(void **state) {
  static const char *const names[][2] = {{"A-1_z", "09521234000013_A-1_z"},
                                         {"a/b", "09521234000013_a%2Fb"},
                                         {"..", "09521234000013_%2E%2E"},
                                         {"%2F", "09521234000013_%252F"},
                                         {"\"<>*?", "09521234000013_%22%3C%3E%2A%3F"}};
  char name[TS_LABEL_NAME_MAX];
  (void)state;
  for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
    struct ts_tag_line line = tag_of(names[i][0]);
    ts_label_name(name, &line.tag);
    assert_string_equal(name, names[i][1]);
  }
}

static struct ts_stock stock_of(const char *name) {
  struct ts_stock stock;
  struct ts_fault fault = {0};
  assert_true(ts_stock_read(&stock, name, &fault));
  return stock;
}

static const char link_text[] = "https://id.maison.example/01/09521234000013/21/A-1";

/* A plan of a plain label; false with the fault set. */
static bool plan_of(struct ts_label_plan *plan, const struct ts_barcode *barcode,
                    const struct ts_stock *stock, unsigned dpi, double module_mm, const char *brand,
                    struct ts_fault *fault) {
  struct ts_tag_line line = tag_of("A-1");
  struct ts_label label;
  struct ts_label_print print = {.stock = stock, .dpi = dpi, .module_mm = module_mm};
  *fault = (struct ts_fault){0};
  ts_label_words(&label, &line, brand, "Aurore");
  return ts_label_plan(plan, &label, barcode, &print, "A-1", fault);
}

static void modules_are_whole_dots(void **state) {
  static struct ts_barcode qr;
  static struct ts_label_plan plan;
  static const unsigned wanted[][2] = {{203, 3}, {300, 5}, {600, 10}, {100, 2}};
  struct ts_fault fault = {0};
  struct ts_stock stock = stock_of("l7160");
  (void)state;
  assert_true(ts_barcode_make(&qr, TS_BARCODE_QR, link_text, &fault));
  for (size_t i = 0; i < sizeof wanted / sizeof *wanted; i++) {
    assert_true(plan_of(&plan, &qr, &stock, wanted[i][0], 0, "Maison", &fault));
    assert_int_equal(plan.module, wanted[i][1]);
    assert_int_equal(plan.bar, plan.module);
  }
  assert_true(plan_of(&plan, &qr, &stock, 300, 0.3, "Maison", &fault));
  assert_int_equal(plan.module, 4);
  assert_int_equal(plan.width, 750);
  assert_int_equal(plan.height, 450);
  /* Less than can be printed and read, and more than there is room for, are refused. */
  assert_false(plan_of(&plan, &qr, &stock, 300, 0.17, "Maison", &fault));
  assert_non_null(strstr(fault.text, "not printed and read reliably"));
  assert_false(plan_of(&plan, &qr, &stock, 300, 2, "Maison", &fault));
  assert_non_null(strstr(fault.text, "--stock"));
}

/* On every stock that has room: the symbol with its quiet zone, and all words, lie within the label. */
static void keeps_within_the_stock(void **state) {
  static struct ts_barcode qr;
  static struct ts_label_plan plan;
  static const char *const names[] = {"l7160",        "roll:30x50", "roll:60x25",
                                      "roll:22.5x40", "rat-tail",   "rat-tail:20x20"};
  struct ts_fault fault = {0};
  (void)state;
  assert_true(ts_barcode_make(&qr, TS_BARCODE_QR, link_text, &fault));
  for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
    struct ts_stock stock = stock_of(names[i]);
    assert_true(plan_of(&plan, &qr, &stock, 300, 0, "Maison Aur\xc3\xa9lie", &fault));
    unsigned quiet = TS_BARCODE_QR_QUIET * plan.module, side = (unsigned)qr.rows * plan.module;
    unsigned right = stock.flap > 0 ? ts_label_dots(stock.flap, 300) : plan.width;
    assert_true(plan.x >= quiet && plan.x + side + quiet <= right);
    assert_true(plan.y >= quiet && plan.y + side + quiet <= plan.height);
    for (size_t j = 0; j < plan.lines; j++) {
      const struct ts_label_line *line = &plan.line[j];
      double left = ts_label_dots(line->x, 300), top = ts_label_dots(line->y - line->size, 300);
      assert_true(left >= plan.x + side + quiet || top >= plan.y + side || line->y < 0);
      assert_true(line->x + line->room <= stock.width && line->y <= stock.height && line->y > 0);
      assert_true(line->size >= TS_LABEL_TYPE_MIN_MM - 1e-9);
      assert_true(stock.flap <= 0 || line->x >= stock.width - stock.flap);
    }
  }
  struct ts_stock small = stock_of("rat-tail:12x12");
  assert_false(plan_of(&plan, &qr, &small, 300, 0, "Maison", &fault));
  assert_int_equal(fault.status, EX_DATAERR);
  assert_non_null(strstr(fault.text, "flap of 12 x 12 mm"));
  small = stock_of("rat-tail:16x18");
  assert_false(plan_of(&plan, &qr, &small, 300, 0,
                       "Maison of Sixty-Four Letters That No Flap of 16 mm Holds, Ever At", &fault));
  assert_non_null(strstr(fault.text, "words do not fit"));
}

static void reads_names_of_stock(void **state) {
  static const char *const bad[] = {"",
                                    "l7161",
                                    "roll",
                                    "roll:",
                                    "roll:50",
                                    "roll:50x",
                                    "roll:50x25x3",
                                    "roll:0x10x",
                                    "roll:-50x25",
                                    "roll:infx25",
                                    "roll:50x9.9",
                                    "roll:301x25",
                                    "roll:5.0.1x25",
                                    "roll: 50x25",
                                    "rat-tail:",
                                    "roll:50x25 ",
                                    "roll:1e2x25"};
  struct ts_stock stock = stock_of("roll:50.5x25");
  (void)state;
  assert_true(stock.width == 50.5 && stock.height == 25 && stock.flap == 0);
  stock = stock_of("l7160");
  assert_true(stock.columns == 3 && stock.rows == 7 && stock.width == 63.5 && stock.height == 38.1);
  /* Margins, labels and gaps of 2.5 mm fill the page. */
  assert_true(stock.left * 2 + 3 * stock.width + 2 * 2.5 - stock.page_width < 0.11);
  assert_true(stock.top * 2 + 7 * stock.height - stock.page_height < 0.01);
  for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
    struct ts_fault fault = {0};
    assert_false(ts_stock_read(&stock, bad[i], &fault));
    assert_int_equal(fault.status, EX_USAGE);
  }
}

/* What a face would leave blank, or set in another order, is refused; other scripts are set. */
static void sets_what_it_can(void **state) {
  static struct ts_barcode qr;
  static struct ts_label_plan plan;
  static const char *const good[] = {
      "\xce\x9a\xce\xbf\xcf\x83\xce\xbc\xce\xae\xce\xbc\xce\xb1\xcf\x84\xce\xb1" /* Greek */,
      "\xd0\xa4\xd0\xb0\xd0\xb1\xd0\xb5\xd1\x80\xd0\xb6\xd0\xb5" /* Cyrillic */, "<b>&amp;^XZ~JA\\%s</b>"};
  static const char *const bad[] = {"\xd8\xb0\xd9\x87\xd8\xa8" /* Arabic joins */,
                                    "A\xe2\x80\xae"
                                    "B" /* turns the direction */,
                                    "e\xcc\x81" /* combines */,
                                    "\xf3\xb0\x80\x80" /* private use: no face has it */};
  struct ts_fault fault = {0};
  struct ts_stock stock = stock_of("l7160");
  (void)state;
  assert_true(ts_barcode_make(&qr, TS_BARCODE_QR, link_text, &fault));
  for (size_t i = 0; i < sizeof good / sizeof *good; i++)
    assert_true(plan_of(&plan, &qr, &stock, 300, 0, good[i], &fault));
  for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
    assert_false(plan_of(&plan, &qr, &stock, 300, 0, bad[i], &fault));
    assert_int_equal(fault.status, EX_DATAERR);
    assert_non_null(strstr(fault.text, bad[i][0] == '\xf3' ? "install one" : "set rightly"));
  }
}

/* The plan drawn on white: dots as they are in a PNG. */
static cairo_surface_t *drawn(const struct ts_label_plan *plan, const struct ts_barcode *barcode) {
  cairo_surface_t *surface =
      cairo_image_surface_create(CAIRO_FORMAT_RGB24, (int)plan->width, (int)plan->height);
  cairo_t *cr = cairo_create(surface);
  cairo_set_source_rgb(cr, 1, 1, 1);
  cairo_paint(cr);
  ts_label_draw(cr, plan, barcode, 0, 0);
  assert_int_equal(cairo_status(cr), CAIRO_STATUS_SUCCESS);
  cairo_destroy(cr);
  cairo_surface_flush(surface);
  return surface;
}

/* Every dot of the drawing is the module it belongs to, with the quiet zone white around. */
static void expect_exact(const struct ts_label_plan *plan, const struct ts_barcode *barcode) {
  cairo_surface_t *surface = drawn(plan, barcode);
  const unsigned char *pixels = cairo_image_surface_get_data(surface);
  int stride = cairo_image_surface_get_stride(surface), module = (int)plan->module, bar = (int)plan->bar;
  int width = barcode->columns * module, height = barcode->rows * bar, quiet = barcode->quiet * module;
  int left = (int)plan->x, top = (int)plan->y, above = barcode->kind == TS_BARCODE_QR ? quiet : 0;
  for (int y = top - above; y < top + height + above; y++)
    for (int x = left - quiet; x < left + width + quiet; x++) {
      bool inside = y >= top && y < top + height && x >= left && x < left + width;
      bool dark = inside && ts_barcode_dark(barcode, (y - top) / bar, (x - left) / module);
      assert_int_equal(pixels[y * stride + 4 * x], dark ? 0 : 255);
    }
  cairo_surface_destroy(surface);
}

static void draws_the_code_exactly(void **state) {
  static struct ts_barcode barcode;
  static struct ts_label_plan plan;
  static const char *const stocks[] = {"l7160", "roll:30x50", "rat-tail"};
  struct ts_fault fault = {0};
  (void)state;
  assert_true(ts_barcode_make(&barcode, TS_BARCODE_QR, link_text, &fault));
  for (size_t i = 0; i < sizeof stocks / sizeof *stocks; i++) {
    struct ts_stock stock = stock_of(stocks[i]);
    assert_true(plan_of(&plan, &barcode, &stock, 300, 0, "Maison", &fault));
    expect_exact(&plan, &barcode);
  }
}

static void bars_have_their_standards_height(void **state) {
  static struct ts_barcode bars;
  static struct ts_label_plan plan;
  struct ts_fault fault = {0};
  struct ts_stock stock = stock_of("roll:80x40"), narrow = stock_of("roll:30x40");
  (void)state;
  assert_true(ts_barcode_make(&bars, TS_BARCODE_GS1_128, "[01]09521234000013[21]A-1", &fault));
  assert_int_equal(bars.quiet, 10);
  assert_true(plan_of(&plan, &bars, &stock, 300, 0, "Maison", &fault));
  assert_true(plan.bar * 25.4 / 300 >= 12.7);
  expect_exact(&plan, &bars);
  assert_false(plan_of(&plan, &bars, &narrow, 300, 0, "Maison", &fault));
  assert_true(ts_barcode_make(&bars, TS_BARCODE_CODE_128, "A-1", &fault));
  assert_true(plan_of(&plan, &bars, &stock, 300, 0, "Maison", &fault));
  assert_true(plan.bar * 25.4 / 300 >= 5 && plan.bar >= 0.15 * bars.columns * plan.module);
  expect_exact(&plan, &bars);
  /* 48 characters and no more. */
  char text[128];
  (void)snprintf(text, sizeof text, "[01]09521234000013[21]%020d[250]%030d", 1, 2);
  assert_false(ts_barcode_make(&bars, TS_BARCODE_GS1_128, text, &fault));
  assert_int_equal(fault.status, EX_DATAERR);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(says_what_the_tag_says),  cmocka_unit_test(leaves_out_what_is_not_known),
      cmocka_unit_test(holds_the_longest_words), cmocka_unit_test(names_files_without_surprises),
      cmocka_unit_test(modules_are_whole_dots),  cmocka_unit_test(keeps_within_the_stock),
      cmocka_unit_test(reads_names_of_stock),    cmocka_unit_test(sets_what_it_can),
      cmocka_unit_test(draws_the_code_exactly),  cmocka_unit_test(bars_have_their_standards_height),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
