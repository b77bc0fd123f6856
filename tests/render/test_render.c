/* SPDX-License-Identifier: Apache-2.0 */
#include <math.h>
#include <string.h>

#include "render/symbol.h"
#include "render/test_support.h"

static int gray_at(const struct picture *picture, const float xy[2]) {
  int x = (int)floorf(xy[0]), y = (int)floorf(xy[1]);
  assert_in_range(x, 0, picture->photo.width - 1);
  assert_in_range(y, 0, picture->photo.height - 1);
  return picture->gray[y * picture->photo.width + x];
}

/* How many modules of card `index` look unlike what was encoded, at their true places. */
static int wrong_modules(const struct ts_scene *scene, size_t index, int *modules_seen) {
  struct picture picture;
  struct ts_modules modules;
  struct ts_render_error error = {0};
  shoot(scene, &picture);
  assert_int_equal(ts_modules_make(&scene->card[index], &modules, &error), TS_RENDER_OK);
  assert_int_equal(picture.photo.symbol[index].columns, modules.columns);
  assert_int_equal(picture.photo.symbol[index].rows, modules.rows);
  int wrong = 0;
  for (int row = 0; row < modules.rows; row++)
    for (int column = 0; column < modules.columns; column++) {
      float xy[2];
      assert_int_equal(ts_scene_locate(scene, index, (float)column + 0.5f, (float)row + 0.5f, xy, &error),
                       TS_RENDER_OK);
      bool dark = gray_at(&picture, xy) < 128;
      wrong += dark != (modules.dark[row * modules.columns + column] != 0);
    }
  *modules_seen = modules.rows * modules.columns;
  ts_modules_free(&modules);
  discard(&picture);
  return wrong;
}

static void assert_all_modules_true(const struct ts_scene *scene, size_t index) {
  int seen;
  assert_int_equal(wrong_modules(scene, index, &seen), 0);
  assert_true(seen > 50);
}

static void same_scene_gives_the_same_bytes(void **state) {
  (void)state;
  for (int surface = TS_SURFACE_PLAIN; surface <= TS_SURFACE_FELT; surface++) {
    struct ts_scene scene;
    small_scene(&scene);
    scene.width = 160;
    scene.height = 120;
    scene.surface = (enum ts_scene_surface)surface;
    scene.ring = true;
    struct ts_scene_card *card = ts_scene_add(&scene, TS_SYMBOL_QR, TAG);
    card->caption = "Maison";
    card->thread = true;
    card->damage = TS_DAMAGE_SCRATCH;
    struct picture first, second, other;
    shoot(&scene, &first);
    shoot(&scene, &second);
    scene.seed++;
    shoot(&scene, &other);
    size_t size = (size_t)scene.width * (size_t)scene.height * 3;
    assert_memory_equal(first.photo.rgb, second.photo.rgb, size);
    assert_int_not_equal(memcmp(first.photo.rgb, other.photo.rgb, size), 0);
    discard(&first);
    discard(&second);
    discard(&other);
  }
}

static void same_picture_gives_the_same_jpeg(void **state) {
  (void)state;
  struct ts_scene scene;
  small_scene(&scene);
  ts_scene_add(&scene, TS_SYMBOL_CODE128, "MA7731-0042");
  uint8_t *bytes[2];
  size_t length[2];
  for (int i = 0; i < 2; i++) {
    struct picture picture;
    struct ts_render_error error = {0};
    shoot(&scene, &picture);
    assert_int_equal(ts_photo_jpeg(&picture.photo, 85, &bytes[i], &length[i], &error), TS_RENDER_OK);
    discard(&picture);
  }
  assert_true(length[0] > 1000);
  assert_int_equal(length[0], length[1]);
  assert_memory_equal(bytes[0], bytes[1], length[0]);
  assert_memory_equal(bytes[0], "\xFF\xD8\xFF", 3);
  free(bytes[0]);
  free(bytes[1]);
}

static void qr_modules_lie_where_the_truth_says(void **state) {
  (void)state;
  struct ts_scene scene;
  small_scene(&scene);
  scene.surface = TS_SURFACE_SLATE;
  scene.module_px = 6;
  struct ts_scene_card *card = ts_scene_add(&scene, TS_SYMBOL_QR, TAG);
  card->caption = "Maison";
  assert_all_modules_true(&scene, 0);
  scene.aimed = true;
  scene.aim_x_mm = -14;
  scene.tilt_deg = 14;
  scene.pan_deg = -11;
  scene.rotate_deg = 33;
  assert_all_modules_true(&scene, 0);
  card->turn_deg = 71;
  card->bend_deg = 60;
  card->below = true;
  scene.aimed = false;
  assert_all_modules_true(&scene, 0);
}

static void linear_modules_lie_where_the_truth_says(void **state) {
  (void)state;
  static const struct {
    enum ts_scene_symbol symbol;
    const char *text;
  } cases[] = {
      {TS_SYMBOL_CODE128, "MA7731-0042"},
      {TS_SYMBOL_GS1_128, "(01)09521234543213(21)A1"},
      {TS_SYMBOL_GS1_128, "[01]09521234543213[21]A1"},
      {TS_SYMBOL_EAN13, "4006381333931"},
      {TS_SYMBOL_CODE39, "MA-7731"},
      {TS_SYMBOL_I25, "12345678"},
      {TS_SYMBOL_DATABAR, "0952123454321"},
      {TS_SYMBOL_DATABAR_EXPANDED, "(01)09521234543213(21)A1"},
  };
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
    struct ts_scene scene;
    small_scene(&scene);
    scene.fill = 0.95f;
    scene.tilt_deg = 10;
    scene.rotate_deg = -7;
    scene.blur_px = 0.3f;
    ts_scene_add(&scene, cases[i].symbol, cases[i].text);
    assert_all_modules_true(&scene, 0);
  }
}

static void cards_side_by_side_have_their_own_truth(void **state) {
  (void)state;
  struct ts_scene scene;
  small_scene(&scene);
  ts_scene_add(&scene, TS_SYMBOL_QR, "FIRST");
  ts_scene_add(&scene, TS_SYMBOL_GS1_QR, "(01)09521234543213(21)A1");
  struct ts_scene_card *third = ts_scene_add(&scene, TS_SYMBOL_QR, "THIRD");
  third->placed = true;
  third->y_mm = 30;
  third->turn_deg = 20;
  for (size_t i = 0; i < scene.cards; i++)
    assert_all_modules_true(&scene, i);
}

/* Where the first finder's outer edge looks to be, in modules from its true place; positive is inwards.
 * Averaged over 60 lines that cross it, so that it is finer than a pixel. */
static float edge_error(const struct ts_scene *scene, const struct picture *picture, bool upright) {
  const int lines = 60, steps = 60;
  /* Half of the light of paper and ink, as the curve of sRGB shows it: pixels average light. */
  const int half = 180;
  float light = 0;
  for (int i = 0; i < lines; i++)
    for (int k = 0; k < steps; k++) {
      float along = 0.5f + 6 * (float)i / (float)lines,
            across = -0.75f + 1.5f * ((float)k + 0.5f) / (float)steps;
      float xy[2];
      struct ts_render_error error = {0};
      assert_int_equal(
          ts_scene_locate(scene, 0, upright ? across : along, upright ? along : across, xy, &error),
          TS_RENDER_OK);
      light += gray_at(picture, xy) > half ? 1.5f / (float)steps : 0;
    }
  return light / (float)lines - 0.75f;
}

static void corners_are_true_within_a_quarter_of_a_pixel(void **state) {
  (void)state;
  struct ts_scene scene;
  small_scene(&scene);
  scene.module_px = 8;
  scene.noise = 0;
  scene.blur_px = 0;
  scene.tilt_deg = 12;
  scene.pan_deg = 8;
  scene.rotate_deg = 5; /* edges cross pixels at every phase */
  ts_scene_add(&scene, TS_SYMBOL_QR, "EDGE");
  struct picture picture;
  struct ts_render_error error = {0};
  shoot(&scene, &picture);
  float corner[2];
  assert_int_equal(ts_scene_locate(&scene, 0, 0, 0, corner, &error), TS_RENDER_OK);
  assert_float_equal(corner[0], picture.photo.symbol[0].corner[0][0], 0.001);
  assert_float_equal(corner[1], picture.photo.symbol[0].corner[0][1], 0.001);
  assert_float_equal(edge_error(&scene, &picture, true), 0, 0.25 / 8);
  assert_float_equal(edge_error(&scene, &picture, false), 0, 0.25 / 8);
  discard(&picture);
}

static void damage_hits_more_than_error_correction_mends(void **state) {
  (void)state;
  for (int damage = TS_DAMAGE_NONE; damage <= TS_DAMAGE_INK; damage++)
    for (uint64_t seed = 1; seed <= 4; seed++) {
      struct ts_scene scene;
      small_scene(&scene);
      scene.seed = seed;
      scene.surface = TS_SURFACE_FELT;
      struct ts_scene_card *card = ts_scene_add(&scene, TS_SYMBOL_QR, TAG);
      card->damage = (enum ts_scene_damage)damage;
      int seen, wrong = wrong_modules(&scene, 0, &seen);
      if (damage == TS_DAMAGE_NONE)
        assert_int_equal(wrong, 0);
      else
        assert_true(wrong >
                    seen * 15 / 100); /* level M mends 15 % of the codewords, which is fewer modules */
    }
}

static void a_sticker_hides_its_part(void **state) {
  (void)state;
  struct ts_scene scene;
  small_scene(&scene);
  struct ts_scene_card *card = ts_scene_add(&scene, TS_SYMBOL_QR, TAG);
  card->cover_part = 0.4f;
  int seen, wrong = wrong_modules(&scene, 0, &seen);
  assert_in_range(wrong, seen * 14 / 100, seen * 26 / 100); /* about half of what is hidden */
}

static void tiny_modules_average_out(void **state) {
  (void)state;
  struct ts_scene scene;
  small_scene(&scene);
  scene.noise = 0;
  scene.blur_px = 0;
  scene.vignette = scene.light = 0;
  scene.module_px = 0.25f;
  struct ts_scene_card *card = ts_scene_add(&scene, TS_SYMBOL_QR, TAG);
  card->module_mm = 2;
  struct picture picture;
  shoot(&scene, &picture);
  const struct ts_photo_symbol *symbol = &picture.photo.symbol[0];
  int low = 255, high = 0;
  for (int y = (int)symbol->corner[0][1] + 3; y < (int)symbol->corner[2][1] - 3; y++)
    for (int x = (int)symbol->corner[0][0] + 3; x < (int)symbol->corner[2][0] - 3; x++) {
      int gray = picture.gray[y * picture.photo.width + x];
      low = gray < low ? gray : low;
      high = gray > high ? gray : high;
    }
  /* Each pixel averages sixteen modules: neither black nor white can come out. */
  assert_in_range(low, 60, 190);
  assert_in_range(high, 150, 225);
  discard(&picture);
}

static void hostile_frames_are_full_of_edges(void **state) {
  (void)state;
  for (int kind = TS_HOSTILE_FINDERS; kind <= TS_HOSTILE_STRIPES; kind++) {
    struct ts_scene scene;
    small_scene(&scene);
    scene.hostile = (enum ts_scene_hostile)kind;
    struct picture picture;
    shoot(&scene, &picture);
    assert_int_equal(picture.photo.symbols, 0);
    for (int y = 0; y < scene.height; y += 40) {
      int edges = 0;
      for (int x = 1; x < scene.width; x++) {
        const uint8_t *at = picture.gray + y * scene.width + x;
        edges += (at[-1] < 128) != (at[0] < 128);
      }
      assert_true(edges > 30);
    }
    discard(&picture);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(same_scene_gives_the_same_bytes),
      cmocka_unit_test(same_picture_gives_the_same_jpeg),
      cmocka_unit_test(qr_modules_lie_where_the_truth_says),
      cmocka_unit_test(linear_modules_lie_where_the_truth_says),
      cmocka_unit_test(cards_side_by_side_have_their_own_truth),
      cmocka_unit_test(corners_are_true_within_a_quarter_of_a_pixel),
      cmocka_unit_test(damage_hits_more_than_error_correction_mends),
      cmocka_unit_test(a_sticker_hides_its_part),
      cmocka_unit_test(tiny_modules_average_out),
      cmocka_unit_test(hostile_frames_are_full_of_edges),
  };
  return cmocka_run_group_tests_name("render", tests, NULL, release_fonts);
}
