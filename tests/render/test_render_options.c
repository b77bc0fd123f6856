/* SPDX-License-Identifier: Apache-2.0 */
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <cairo.h>

#include "render/options.h"
#include "render/test_support.h"

static void wrong_options_are_named(void **state) {
  (void)state;
  static const struct {
    const char *argument[5];
    const char *words; /* in the error's text */
  } cases[] = {
      {{"--tilt", "95"}, "--tilt: '95' is not a number from -75 to 75"},
      {{"--tilt", "nan"}, "--tilt: 'nan'"},
      {{"--tilt", "1e"}, "--tilt: '1e'"},
      {{"--tilt"}, "--tilt: needs a value"},
      {{"--gray=1"}, "--gray: takes no value"},
      {{"--tlit", "5"}, "--tlit: no such option"},
      {{"photo.jpg"}, "'photo.jpg' is not an option"},
      {{"--"}, "'--' is not an option"},
      {{"--size", "640"}, "--size: '640'"},
      {{"--size", "640x99999"}, "--size: '640x99999'"},
      {{"--seed", "-1"}, "--seed: '-1'"},
      {{"--seed", "99999999999999999999999"}, "--seed:"},
      {{"--quality", "0"}, "--quality: '0'"},
      {{"--surface", "marble"}, "--surface: 'marble'"},
      {{"--hostile", "rain"}, "--hostile: 'rain'"},
      {{"--ring", "5"}, "--ring: '5' is not two numbers"},
      {{"--caption", "x"}, "--caption: goes after a --card"},
      {{"--bend", "9"}, "--bend: goes after a --card"},
      {{"--card", "aztec:x"}, "--card: 'aztec:x'"},
      {{"--card", "qr"}, "--card: 'qr'"},
      {{"--card", "qr:x", "--ec", "Z"}, "--ec: 'Z'"},
      {{"--card", "qr:x", "--at", "1;2"}, "--at: '1;2'"},
      {{"--card", "qr:x", "--damage", "fire"}, "--damage: 'fire'"},
      {{"--card", "qr:x", "--damage=ink:"}, "--damage: 'ink:'"},
      {{"--card", "qr:x", "--paper", "gold"}, "--paper: 'gold'"},
  };
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
    char *argv[6] = {NULL};
    char copy[6][64];
    int argc = 1;
    for (; argc < 6 && cases[i].argument[argc - 1]; argc++) {
      snprintf(copy[argc], sizeof copy[argc], "%s", cases[i].argument[argc - 1]);
      argv[argc] = copy[argc];
    }
    struct ts_render_options options;
    struct ts_render_error error = {0};
    assert_int_equal(ts_render_options_read(argc, argv, &options, &error), TS_RENDER_USAGE);
    assert_int_equal(error.code, TS_RENDER_USAGE);
    if (!strstr(error.text, cases[i].words))
      fail_msg("'%s' does not say '%s'", error.text, cases[i].words);
  }
}

static void options_reach_the_scene(void **state) {
  (void)state;
  char *argv[] = {"ts-render", "--size",  "640x480",   "--card",   "qr:A:B",   "--turn=5",
                  "--line",    "one",     "--line",    "two",      "--card",   "ean13:400",
                  "--bend",    "30",      "--at",      "-4,2.5",   "--blur",   "1.25",
                  "--out",     "x.png",   "--gray",    "--damage", "ink:0.25", "--surface",
                  "felt",      "--label", "label.png", "--width",  "44"};
  struct ts_render_options options;
  struct ts_render_error error = {0};
  int argc = (int)(sizeof argv / sizeof argv[0]);
  assert_int_equal(ts_render_options_read(argc, argv, &options, &error), TS_RENDER_OK);
  const struct ts_scene *scene = &options.scene;
  assert_string_equal(options.out, "x.png");
  assert_int_equal(scene->width, 640);
  assert_int_equal(scene->height, 480);
  assert_int_equal(scene->surface, TS_SURFACE_FELT);
  assert_true(scene->gray);
  assert_float_equal(scene->blur_px, 1.25, 0);
  assert_int_equal(scene->cards, 3);
  assert_int_equal(scene->card[0].symbol, TS_SYMBOL_QR);
  assert_string_equal(scene->card[0].text, "A:B");
  assert_float_equal(scene->card[0].turn_deg, 5, 0);
  assert_string_equal(scene->card[0].line[1], "two");
  assert_false(scene->card[0].placed);
  assert_float_equal(scene->card[1].bend_deg, 30, 0);
  assert_float_equal(scene->card[1].x_mm, -4, 0);
  assert_float_equal(scene->card[1].y_mm, 2.5, 0);
  assert_int_equal(scene->card[1].damage, TS_DAMAGE_INK);
  assert_float_equal(scene->card[1].damage_part, 0.25, 0);
  assert_int_equal(scene->card[2].symbol, TS_SYMBOL_LABEL);
  assert_float_equal(scene->card[2].width_mm, 44, 0);
}

static void texts_that_do_not_fit_are_refused(void **state) {
  (void)state;
  static const struct {
    enum ts_scene_symbol symbol;
    const char *text;
    enum ts_render_err err;
  } cases[] = {
      {TS_SYMBOL_QR, "", TS_RENDER_SYMBOL},
      {TS_SYMBOL_EAN13, "4006381333932", TS_RENDER_SYMBOL}, /* check digit */
      {TS_SYMBOL_I25, "12A4", TS_RENDER_SYMBOL},
      {TS_SYMBOL_GS1_128, "(01)0952", TS_RENDER_SYMBOL},
      {TS_SYMBOL_GS1_128, "(01)09521234543214", TS_RENDER_OK}, /* a wrong check digit within is drawn */
      {TS_SYMBOL_GS1_QR, "no brackets", TS_RENDER_SYMBOL},
      {TS_SYMBOL_LABEL, "no-such-file.png", TS_RENDER_LABEL},
      {TS_SYMBOL_QR, NULL, TS_RENDER_USAGE},
  };
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
    struct ts_scene scene;
    small_scene(&scene);
    ts_scene_add(&scene, cases[i].symbol, cases[i].text);
    struct ts_photo photo;
    struct ts_render_error error = {0};
    assert_int_equal(ts_scene_shoot(&scene, &photo, &error), cases[i].err);
    assert_int_equal(error.code, cases[i].err);
    assert_int_equal(strlen(error.text) > 5, cases[i].err != TS_RENDER_OK);
    assert_int_equal(photo.rgb != NULL, cases[i].err == TS_RENDER_OK);
    ts_photo_free(&photo);
  }
}

static void scenes_out_of_bounds_are_refused(void **state) {
  (void)state;
  struct ts_scene scene;
  struct ts_photo photo;
  struct ts_render_error error = {0};
  small_scene(&scene);
  scene.noise = NAN;
  assert_int_equal(ts_scene_shoot(&scene, &photo, &error), TS_RENDER_USAGE);
  assert_non_null(strstr(error.text, "noise"));
  small_scene(&scene);
  scene.aim_x_mm = 1e30f;
  assert_int_equal(ts_scene_shoot(&scene, &photo, &error), TS_RENDER_USAGE);
  assert_non_null(strstr(error.text, "aim"));
  small_scene(&scene);
  ts_scene_add(&scene, TS_SYMBOL_NONE, "")->caption = "\xFF"; /* not UTF-8 */
  assert_int_equal(ts_scene_shoot(&scene, &photo, &error), TS_RENDER_USAGE);
  small_scene(&scene);
  scene.width = 8;
  assert_int_equal(ts_scene_shoot(&scene, &photo, &error), TS_RENDER_USAGE);
  assert_non_null(strstr(error.text, "size"));
  small_scene(&scene);
  for (int i = 0; i < TS_SCENE_CARDS; i++)
    assert_non_null(ts_scene_add(&scene, TS_SYMBOL_QR, "X"));
  assert_null(ts_scene_add(&scene, TS_SYMBOL_QR, "X"));
  small_scene(&scene);
  ts_scene_add(&scene, TS_SYMBOL_QR, "X");
  struct ts_scene_card *far = ts_scene_add(&scene, TS_SYMBOL_QR, "Y");
  far->placed = true;
  far->y_mm = 900;
  scene.aimed = true;
  scene.tilt_deg = 70;
  scene.px_per_mm = 10;
  assert_int_equal(ts_scene_shoot(&scene, &photo, &error), TS_RENDER_VIEW);
}

static void make_directory(char path[64]) {
  snprintf(path, 64, "/tmp/ts-render-test.XXXXXX");
  assert_non_null(mkdtemp(path));
}

/* The same picture through PNG and back, once as a picture and once as the label of another scene. */
static void files_hold_the_picture(void **state) {
  (void)state;
  char directory[64], png[96], pgm[96], jpeg[96];
  make_directory(directory);
  snprintf(png, sizeof png, "%s/a.png", directory);
  snprintf(pgm, sizeof pgm, "%s/a.pgm", directory);
  snprintf(jpeg, sizeof jpeg, "%s/a.jpeg", directory);
  struct ts_scene scene;
  small_scene(&scene);
  ts_scene_add(&scene, TS_SYMBOL_QR, TAG);
  struct picture picture;
  struct ts_render_error error = {0};
  shoot(&scene, &picture);
  assert_int_equal(ts_photo_save(&picture.photo, png, 85, &error), TS_RENDER_OK);
  assert_int_equal(ts_photo_save(&picture.photo, pgm, 85, &error), TS_RENDER_OK);
  assert_int_equal(ts_photo_save(&picture.photo, jpeg, 85, &error), TS_RENDER_OK);

  cairo_surface_t *back = cairo_image_surface_create_from_png(png);
  assert_int_equal(cairo_image_surface_get_width(back), 640);
  assert_int_equal(cairo_image_surface_get_height(back), 480);
  const unsigned char *data = cairo_image_surface_get_data(back);
  int stride = cairo_image_surface_get_stride(back);
  for (int y = 0; y < 480; y += 7)
    for (int x = 0; x < 640; x++) {
      uint32_t argb;
      memcpy(&argb, data + y * stride + 4 * x, sizeof argb);
      const uint8_t *rgb = picture.photo.rgb + (y * 640 + x) * 3;
      assert_int_equal(argb & 0xFFFFFF, (uint32_t)rgb[0] << 16 | (uint32_t)rgb[1] << 8 | rgb[2]);
    }
  cairo_surface_destroy(back);

  FILE *file = fopen(pgm, "rb");
  assert_non_null(file);
  uint8_t *bytes = malloc(640 * 480 + 16);
  assert_int_equal(fread(bytes, 1, 640 * 480 + 16, file), 640 * 480 + 15);
  assert_memory_equal(bytes, "P5\n640 480\n255\n", 15);
  assert_memory_equal(bytes + 15, picture.gray, 640 * 480);
  free(bytes);
  fclose(file);

  struct ts_scene outer;
  small_scene(&outer);
  ts_scene_add(&outer, TS_SYMBOL_LABEL, png);
  struct ts_photo photo;
  assert_int_equal(ts_scene_shoot(&outer, &photo, &error), TS_RENDER_OK);
  assert_int_equal(photo.symbols, 1);
  assert_float_equal(photo.symbol[0].corner[1][0] - photo.symbol[0].corner[0][0], 0.7 * 640, 0.5);
  ts_photo_free(&photo);
  discard(&picture);
  unlink(png);
  unlink(pgm);
  unlink(jpeg);
  rmdir(directory);
}

static void files_that_cannot_be_written_are_told(void **state) {
  (void)state;
  char directory[64], path[96];
  make_directory(directory);
  struct ts_scene scene;
  small_scene(&scene);
  struct ts_photo photo;
  struct ts_render_error error = {0};
  assert_int_equal(ts_scene_shoot(&scene, &photo, &error), TS_RENDER_OK);
  static const char *const names[] = {"no/a.jpg", "no/a.png", "no/a.pgm"};
  for (int i = 0; i < 3; i++) {
    snprintf(path, sizeof path, "%s/%s", directory, names[i]);
    assert_int_equal(ts_photo_save(&photo, path, 85, &error), TS_RENDER_WRITE);
    assert_non_null(strstr(error.text, names[i]));
    assert_int_equal(ts_photo_save_truth(&photo, &scene, path, &error), TS_RENDER_WRITE);
  }
  assert_int_equal(ts_photo_save(&photo, "a.bmp", 85, &error), TS_RENDER_USAGE);
  assert_int_equal(ts_photo_save(&photo, "a.jpg", 101, &error), TS_RENDER_USAGE);
  ts_photo_free(&photo);
  rmdir(directory);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(wrong_options_are_named),
      cmocka_unit_test(options_reach_the_scene),
      cmocka_unit_test(texts_that_do_not_fit_are_refused),
      cmocka_unit_test(scenes_out_of_bounds_are_refused),
      cmocka_unit_test(files_hold_the_picture),
      cmocka_unit_test(files_that_cannot_be_written_are_told),
  };
  return cmocka_run_group_tests_name("render_options", tests, NULL, release_fonts);
}
