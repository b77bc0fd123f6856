/* SPDX-License-Identifier: Apache-2.0 */
/* Labels: their words, their names as files, and a geometry that a printer prints exactly. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
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
  static const char *const wanted[] = {"A-1",
                                       "MA-1",
                                       "yellow gold 750",
                                       "32.40 g \xc2\xb1"
                                       "0.05",
                                       "17",
                                       "09521234000013"};
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
  assert_int_equal(strlen(label.row[1].value), TS_TAG_ENGRAVED_MAX);
  assert_string_equal(label.row[2].value, "WWWW 999");
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

static void modules_are_whole_dots(void **state) {
  static struct ts_qr qr;
  struct ts_fault fault = {0};
  (void)state;
  assert_true(ts_qr_make(&qr, "https://id.maison.example/01/09521234000013/21/A-1", &fault));
  struct ts_label_size size = ts_label_size(&qr, 300, TS_LABEL_MODULE_MM);
  assert_int_equal(size.module, 5);
  assert_int_equal(size.width, 750);
  assert_int_equal(size.height, 450);
  assert_int_equal(ts_label_size(&qr, 203, TS_LABEL_MODULE_MM).module, 3);
  assert_int_equal(ts_label_size(&qr, 100, 0.1).module, 1);
  /* A code too large for the stock makes a larger label, never a narrower quiet zone. */
  size = ts_label_size(&qr, 300, 2);
  assert_true(size.height >= ((unsigned)qr.side + 2 * TS_QR_QUIET) * size.module);
}

/* Every dot of the drawing is the module it belongs to, with four modules of white around. */
static void draws_the_code_exactly(void **state) {
  static struct ts_qr qr;
  struct ts_fault fault = {0};
  struct ts_tag_line line = tag_of("A-1");
  struct ts_label label;
  (void)state;
  assert_true(ts_qr_make(&qr, "https://id.maison.example/01/09521234000013/21/A-1", &fault));
  struct ts_label_size size = ts_label_size(&qr, 300, TS_LABEL_MODULE_MM);
  cairo_surface_t *surface =
      cairo_image_surface_create(CAIRO_FORMAT_RGB24, (int)size.width, (int)size.height);
  cairo_t *cr = cairo_create(surface);
  cairo_set_source_rgb(cr, 1, 1, 1);
  cairo_paint(cr);
  ts_label_words(&label, &line, "Maison", "Aurore");
  ts_label_draw(cr, &label, &qr, &size, 0, 0);
  assert_int_equal(cairo_status(cr), CAIRO_STATUS_SUCCESS);
  cairo_surface_flush(surface);
  const unsigned char *pixels = cairo_image_surface_get_data(surface);
  int stride = cairo_image_surface_get_stride(surface), module = (int)size.module, side = qr.side * module;
  int left = 40, top = ((int)size.height - side) / 2, quiet = TS_QR_QUIET * module;
  for (int y = top - quiet; y < top + side + quiet; y++)
    for (int x = left - quiet; x < left + side + quiet; x++) {
      bool inside = y >= top && y < top + side && x >= left && x < left + side;
      bool dark = inside && qr.dark[(y - top) / module][(x - left) / module];
      assert_int_equal(pixels[y * stride + 4 * x], dark ? 0 : 255);
    }
  cairo_destroy(cr);
  cairo_surface_destroy(surface);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(says_what_the_tag_says),  cmocka_unit_test(leaves_out_what_is_not_known),
      cmocka_unit_test(holds_the_longest_words), cmocka_unit_test(names_files_without_surprises),
      cmocka_unit_test(modules_are_whole_dots),  cmocka_unit_test(draws_the_code_exactly),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
