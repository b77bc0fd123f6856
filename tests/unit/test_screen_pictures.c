/* SPDX-License-Identifier: Apache-2.0 */
/* Every page in every language, pixel by pixel against its reviewed picture: tests/screens/LANGUAGE-N.png, sheets of
 * 21 pages. A page that differs fails by its name and stands in the build folder as screens/LANGUAGE-PAGE.png.
 * usage: test_screen_pictures OUT [--accept]
 * --accept writes the sheets anew: look at them before you commit them. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <png.h>

#include "support/pages.h"
#include "support/views.h"
#include "support/world.h"

#define COLUMNS 7
#define SHEET_PAGES 21 /* few enough for their colours to fit a palette */
#define GAP 4          /* between pages, pixels */
#define STEP_X (TS_DISPLAY_WIDTH + GAP)
#define STEP_Y (TS_DISPLAY_HEIGHT + GAP)

static const char *out_folder;
static bool accept;

/* 8 bits of red, green and blue, rows without padding. */
struct sheet {
  uint32_t width, height;
  uint8_t *rgb;
};

static struct sheet sheet_of(size_t pages, uint32_t columns) {
  struct sheet sheet = {.width = columns * STEP_X - GAP};
  sheet.height = (uint32_t)((pages + columns - 1) / columns) * STEP_Y - GAP;
  sheet.rgb = calloc((size_t)sheet.width * sheet.height, 3);
  assert_non_null(sheet.rgb);
  return sheet;
}

static void put_page(struct sheet *sheet, uint32_t left, uint32_t top, const struct ts_picture *picture) {
  for (uint32_t y = 0; y < TS_DISPLAY_HEIGHT; y++)
    for (uint32_t x = 0; x < TS_DISPLAY_WIDTH; x++) {
      uint8_t *rgb = sheet->rgb + ((size_t)(top + y) * sheet->width + left + x) * 3;
      unsigned pixel = picture->pixel[y][x], red = pixel >> 11, green = pixel >> 5 & 63, blue = pixel & 31;
      rgb[0] = (uint8_t)(red << 3 | red >> 2);
      rgb[1] = (uint8_t)(green << 2 | green >> 4);
      rgb[2] = (uint8_t)(blue << 3 | blue >> 2);
    }
}

static bool same_page(const struct sheet *a, const struct sheet *b, uint32_t left, uint32_t top) {
  for (uint32_t y = 0; y < TS_DISPLAY_HEIGHT; y++) {
    size_t at = ((size_t)(top + y) * a->width + left) * 3;
    if (memcmp(a->rgb + at, b->rgb + at, (size_t)TS_DISPLAY_WIDTH * 3) != 0)
      return false;
  }
  return true;
}

/* The colours of a sheet; 0 if it has more than 256. INDEX: of each pixel. */
static int palette_of(const struct sheet *sheet, png_color colour[256], uint8_t *index) {
  int count = 0, found = 0;
  for (size_t i = 0; i < (size_t)sheet->width * sheet->height; i++) {
    const uint8_t *rgb = sheet->rgb + i * 3;
    if (found >= count || memcmp(&colour[found], rgb, 3) != 0)
      for (found = 0; found < count && memcmp(&colour[found], rgb, 3) != 0;)
        found++;
    if (found == 256)
      return 0;
    if (found == count)
      memcpy(&colour[count++], rgb, 3);
    index[i] = (uint8_t)found;
  }
  return count;
}

/* With a palette where that is possible: a third of the size. */
static void write_png(const struct sheet *sheet, const char *path) {
  png_color colour[256];
  uint8_t *index = malloc((size_t)sheet->width * sheet->height);
  assert_non_null(index);
  int colours = palette_of(sheet, colour, index);
  FILE *file = fopen(path, "wb");
  if (!file)
    fail_msg("%s cannot be written", path);
  png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, NULL, NULL, NULL);
  png_infop info = png_create_info_struct(png);
  assert_non_null(info);
  if (setjmp(png_jmpbuf(png)) != 0)
    fail_msg("%s cannot be written", path);
  png_init_io(png, file);
  png_set_compression_level(png, 9);
  png_set_IHDR(png, info, sheet->width, sheet->height, 8,
               colours ? PNG_COLOR_TYPE_PALETTE : PNG_COLOR_TYPE_RGB, PNG_INTERLACE_NONE,
               PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
  if (colours)
    png_set_PLTE(png, info, colour, colours);
  png_set_filter(png, 0, PNG_FILTER_NONE); /* flat areas and text: smaller than with filters */
  png_write_info(png, info);
  for (uint32_t y = 0; y < sheet->height; y++)
    png_write_row(png,
                  colours ? index + (size_t)y * sheet->width : sheet->rgb + (size_t)y * sheet->width * 3);
  png_write_end(png, info);
  png_destroy_write_struct(&png, &info);
  free(index);
  assert_int_equal(fclose(file), 0);
}

/* False if there is no such picture, or it is not of that size. */
static bool read_png(struct sheet *sheet, const char *path) {
  png_image image = {.version = PNG_IMAGE_VERSION};
  if (!png_image_begin_read_from_file(&image, path))
    return false;
  image.format = PNG_FORMAT_RGB;
  bool good = image.width == sheet->width && image.height == sheet->height &&
              png_image_finish_read(&image, NULL, sheet->rgb, 0, NULL);
  png_image_free(&image);
  return good;
}

static void keep_page(const struct ts_picture *picture, const char *language, const char *name) {
  char path[512];
  struct sheet one = sheet_of(1, 1);
  put_page(&one, 0, 0, picture);
  (void)snprintf(path, sizeof path, "%s/%s-%s.png", out_folder, language, name);
  write_png(&one, path);
  free(one.rgb);
}

/* Pages FIRST to LAST in one language; returns how many do not look as reviewed. */
static unsigned compare_sheet(enum ts_language language, size_t first, size_t last) {
  static struct ts_screen screen;
  static struct ts_picture picture;
  const char *code = ts_language_code(language);
  char path[512];
  unsigned differ = 0;
  (void)snprintf(path, sizeof path, "%s/tests/screens/%s-%zu.png", TS_SOURCE_DIR, code,
                 first / SHEET_PAGES + 1);
  struct sheet drawn = sheet_of(last - first, COLUMNS), reviewed = sheet_of(last - first, COLUMNS);
  bool there = accept || read_png(&reviewed, path);
  if (!there)
    print_error("%s is missing, or of another size\n", path);
  for (size_t i = first; i < last; i++) {
    uint32_t left = (uint32_t)((i - first) % COLUMNS) * STEP_X,
             top = (uint32_t)((i - first) / COLUMNS) * STEP_Y;
    ts_page_lay_out(&screen, ts_pages_make(i, language, &world->device));
    ts_picture_draw(&picture, &screen, 16);
    put_page(&drawn, left, top, &picture);
    if (accept || (there && same_page(&drawn, &reviewed, left, top)))
      continue;
    print_error("%s in %s does not look as reviewed\n", ts_pages_name(i), code);
    keep_page(&picture, code, ts_pages_name(i));
    differ++;
  }
  if (accept)
    write_png(&drawn, path);
  free(drawn.rgb);
  free(reviewed.rgb);
  return differ;
}

static void test_pages_look_as_reviewed(void **state) {
  (void)state;
  unsigned differ = 0;
  for (int language = 0; language < TS_LANGUAGE_COUNT; language++)
    for (size_t first = 0; first < ts_pages_count(); first += SHEET_PAGES) {
      size_t last = first + SHEET_PAGES < ts_pages_count() ? first + SHEET_PAGES : ts_pages_count();
      differ += compare_sheet((enum ts_language)language, first, last);
    }
  assert_int_equal(differ, 0);
}

int main(int argc, char **argv) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_setup_teardown(test_pages_look_as_reviewed, ts_world_setup, ts_world_teardown),
  };
  if (argc < 2) {
    fputs("usage: test_screen_pictures OUT [--accept]\n", stderr);
    return 64;
  }
  out_folder = argv[1];
  accept = argc > 2 && strcmp(argv[2], "--accept") == 0;
  return cmocka_run_group_tests_name("screen_pictures", tests, NULL, NULL);
}
