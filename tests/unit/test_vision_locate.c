/* SPDX-License-Identifier: Apache-2.0 */
/* QR codes found, redrawn and read in rendered frames. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <zint.h>

#include "support/qr_picture.h"
#include "support/qr_reading.h"

#define GS "\x1d"

static struct ts_qr_reading reading;
static char text[TS_QR_TEXT_MAX];

static struct ts_qr_bits make(struct ts_qr_recipe recipe) {
  struct ts_qr_bits bits;
  assert_true(ts_qr_make(&bits, &recipe));
  return bits;
}

static float apart(float a, float b) {
  return a > b ? a - b : b - a;
}

/* Reads the canvas, which shows just one symbol, in POSE. */
static void assert_reads(const struct ts_canvas *canvas, struct ts_bytes expected,
                         const struct ts_qr_pose *pose, float tolerance) {
  ts_qr_read_canvas(&reading, canvas);
  assert_int_equal(reading.count, 1);
  const struct ts_qr_read *read = ts_qr_find(&reading, expected);
  assert_non_null(read);
  for (int i = 0; i < 4; i++) {
    assert_true(apart(read->outline.x[i], pose->corner.x[i]) <= tolerance);
    assert_true(apart(read->outline.y[i], pose->corner.y[i]) <= tolerance);
  }
}

static void check(uint32_t width, uint32_t height, const struct ts_qr_bits *bits, struct ts_bytes expected,
                  const struct ts_qr_pose *pose, float tolerance) {
  struct ts_canvas canvas = ts_canvas_new(width, height);
  ts_qr_paint(&canvas, bits, pose);
  assert_reads(&canvas, expected, pose, tolerance);
  ts_canvas_free(&canvas);
}

/* ---- versions ---- */

static void reads_every_version_in_both_polarities(void **state) {
  (void)state;
  for (unsigned version = 1; version <= TS_QR_VERSION_MAX; version++)
    for (int inverted = 0; inverted <= 1; inverted++) {
      struct ts_bytes some = ts_qr_filler(text, ts_qr_capacity(version) * 2 / 5 - 1, version);
      struct ts_qr_bits bits = make((struct ts_qr_recipe){
          .text = some, .version = version, .level = 1 + (int)(version + (unsigned)inverted) % 4});
      float module = version <= 10 ? 4 : 3;
      struct ts_qr_pose pose = ts_qr_upright(20.3f, 17.6f, module, bits.side);
      pose.inverted = inverted;
      uint32_t side = (uint32_t)((float)bits.side * module) + 40;
      check(side, side, &bits, some, &pose, module);
    }
}

static void reads_mirrored_symbols(void **state) {
  (void)state;
  for (unsigned version = 1; version <= TS_QR_VERSION_MAX; version += 3) {
    struct ts_bytes some = ts_qr_filler(text, 12, version);
    struct ts_qr_bits bits = make((struct ts_qr_recipe){.text = some, .version = version, .level = 2});
    struct ts_qr_pose pose = ts_qr_upright(30, 25, 3, bits.side), expected = pose;
    ts_qr_transpose(&bits);
    expected.corner.x[1] = pose.corner.x[3]; /* its own top right is seen at the bottom left */
    expected.corner.y[1] = pose.corner.y[3];
    expected.corner.x[3] = pose.corner.x[1];
    expected.corner.y[3] = pose.corner.y[1];
    struct ts_canvas canvas = ts_canvas_new(bits.side * 3u + 60, bits.side * 3u + 55);
    ts_qr_paint(&canvas, &bits, &pose);
    assert_reads(&canvas, some, &expected, 3);
    ts_canvas_free(&canvas);
  }
}

/* ---- poses ---- */

static void reads_at_any_angle(void **state) {
  (void)state;
  static const unsigned versions[] = {1, 2, 5, 9, 18};
  for (size_t i = 0; i < sizeof versions / sizeof versions[0]; i++)
    for (int turn = 0; turn < 360; turn += 15) {
      struct ts_bytes some = ts_qr_filler(text, 10, versions[i]);
      struct ts_qr_bits bits = make((struct ts_qr_recipe){.text = some, .version = versions[i], .level = 2});
      uint32_t side = (bits.side + 10u) * 3u * 3u / 2u;
      struct ts_qr_pose pose =
          ts_qr_turned((float)side / 2 + 0.3f, (float)side / 2 - 0.4f, 3, bits.side, (float)turn);
      pose.inverted = turn % 45 == 30;
      check(side, side, &bits, some, &pose, 3);
    }
}

/* Seen from the side: one edge is shorter than the opposite one by PERCENT. */
static struct ts_qr_pose tilted(float side, float percent, int edge) {
  struct ts_qr_pose pose = ts_qr_upright(60, 60, 1, 1);
  float in = side * percent / 200;
  static const float x[4] = {0, 1, 1, 0}, y[4] = {0, 0, 1, 1};
  for (int i = 0; i < 4; i++) {
    bool shorter = i == edge || i == (edge + 1) % 4;
    float px = 60 + x[i] * side, py = 60 + y[i] * side;
    bool along_x = edge % 2 == 0;
    float move = shorter ? in : 0;
    pose.corner.x[i] = along_x ? px + (x[i] > 0 ? -move : move) : px;
    pose.corner.y[i] = along_x ? py : py + (y[i] > 0 ? -move : move);
  }
  return pose;
}

static void reads_in_perspective(void **state) {
  (void)state;
  static const unsigned versions[] = {1, 3, 6, 8, 14, 25};
  for (size_t i = 0; i < sizeof versions / sizeof versions[0]; i++)
    for (int edge = 0; edge < 4; edge++)
      for (int percent = 10; percent <= 30; percent += 10) {
        struct ts_bytes some = ts_qr_filler(text, 10, versions[i]);
        struct ts_qr_bits bits =
            make((struct ts_qr_recipe){.text = some, .version = versions[i], .level = 2});
        float side = (float)bits.side * 5;
        struct ts_qr_pose pose = tilted(side, (float)percent, edge);
        check((uint32_t)side + 120, (uint32_t)side + 120, &bits, some, &pose, 6);
      }
}

static void reads_around_a_bottle(void **state) {
  (void)state;
  static const unsigned versions[] = {1, 2, 4, 7, 10, 16};
  for (size_t i = 0; i < sizeof versions / sizeof versions[0]; i++)
    for (int bend = 4; bend <= 12; bend += 4) { /* tenths of a radian */
      struct ts_bytes some = ts_qr_filler(text, 9, versions[i]);
      struct ts_qr_bits bits = make((struct ts_qr_recipe){.text = some, .version = versions[i], .level = 3});
      struct ts_qr_pose pose = ts_qr_upright(50, 50, 5, bits.side);
      pose.bend = (float)bend / 10;
      check(bits.side * 5u + 100, bits.side * 5u + 100, &bits, some, &pose, 14);
    }
}

/* ---- light ---- */

static void reads_in_bad_light(void **state) {
  (void)state;
  for (unsigned version = 1; version <= 13; version += 4) {
    struct ts_bytes some = ts_qr_filler(text, 12, version);
    struct ts_qr_bits bits = make((struct ts_qr_recipe){.text = some, .version = version, .level = 2});
    uint32_t side = bits.side * 4u + 60;
    struct ts_qr_pose pose = ts_qr_turned((float)side / 2, (float)side / 2, 4, bits.side, 3);
    for (unsigned percent = 40; percent >= 30; percent -= 5) {
      struct ts_canvas canvas = ts_canvas_new(side, side);
      ts_qr_paint(&canvas, &bits, &pose);
      ts_canvas_shadow_from(&canvas, side / 2, percent, 12);
      assert_reads(&canvas, some, &pose, 4);
      ts_canvas_free(&canvas);
    }
    for (unsigned percent = 50; percent >= 30; percent -= 10) {
      struct ts_canvas canvas = ts_canvas_new(side, side);
      ts_qr_paint(&canvas, &bits, &pose);
      ts_canvas_fade(&canvas, 140, percent);
      assert_reads(&canvas, some, &pose, 4);
      ts_canvas_free(&canvas);
    }
  }
}

static void reads_when_out_of_focus(void **state) {
  (void)state;
  for (unsigned version = 1; version <= 13; version += 4)
    for (uint32_t reach = 1; reach <= 2; reach++) {
      struct ts_bytes some = ts_qr_filler(text, 12, version);
      struct ts_qr_bits bits = make((struct ts_qr_recipe){.text = some, .version = version, .level = 2});
      uint32_t side = bits.side * 4u + 60;
      struct ts_qr_pose pose = ts_qr_turned((float)side / 2, (float)side / 2, 4, bits.side, -5);
      struct ts_canvas canvas = ts_canvas_new(side, side);
      ts_qr_paint(&canvas, &bits, &pose);
      ts_canvas_blur(&canvas, reach);
      assert_reads(&canvas, some, &pose, 5);
      ts_canvas_free(&canvas);
    }
}

/* A blot over so much of the symbol's middle as its error correction bears. */
static void reads_damaged_symbols(void **state) {
  (void)state;
  static const uint32_t percent[] = {18, 28, 32, 40}; /* of the side, by level: 3, 8, 10, 16 % of the area */
  for (int level = 1; level <= 4; level++)
    for (unsigned version = 3; version <= 15; version += 6) {
      struct ts_bytes some = ts_qr_filler(text, ts_qr_capacity(version) * 2 / 5 - 1, version);
      struct ts_qr_bits bits = make((struct ts_qr_recipe){.text = some, .version = version, .level = level});
      uint32_t side = bits.side * 4u, blot = side * percent[level - 1] / 100;
      struct ts_qr_pose pose = ts_qr_upright(30, 30, 4, bits.side);
      struct ts_canvas canvas = ts_canvas_new(side + 60, side + 60);
      ts_qr_paint(&canvas, &bits, &pose);
      ts_canvas_fill(&canvas, 30 + (side - blot) / 2, 30 + (side - blot) / 2, blot, blot, 40);
      assert_reads(&canvas, some, &pose, 4);
      ts_canvas_free(&canvas);
    }
}

/* ---- many ---- */

static void reads_many_at_once(void **state) {
  (void)state;
  struct ts_canvas canvas = ts_canvas_new(1280, 960);
  char words[35][8];
  for (int i = 0; i < 35; i++) {
    memcpy(words[i], "item-00", 8);
    words[i][5] = (char)('0' + i / 10);
    words[i][6] = (char)('0' + i % 10);
    struct ts_qr_bits bits = make(
        (struct ts_qr_recipe){.text = ts_bytes_of(words[i]), .version = 1 + (unsigned)i % 3, .level = 2});
    float x = 90 + (float)(i % 7) * 180, y = 95 + (float)(i / 7) * 190;
    struct ts_qr_pose pose = ts_qr_turned(x, y, 3, bits.side, (float)(i * 37 % 360));
    pose.inverted = i % 4 == 3;
    ts_qr_paint(&canvas, &bits, &pose);
  }
  ts_qr_read_canvas(&reading, &canvas);
  assert_int_equal(reading.count, 35);
  for (int i = 0; i < 35; i++)
    assert_non_null(ts_qr_find(&reading, ts_bytes_of(words[i])));
  ts_canvas_free(&canvas);
}

static void reads_the_same_text_at_two_places(void **state) {
  (void)state;
  struct ts_canvas canvas = ts_canvas_new(500, 250);
  struct ts_qr_bits bits = make((struct ts_qr_recipe){.text = ts_bytes_of("twice"), .version = 1});
  for (int i = 0; i < 2; i++) {
    struct ts_qr_pose pose = ts_qr_upright(50 + 220 * (float)i, 60, 5, bits.side);
    ts_qr_paint(&canvas, &bits, &pose);
  }
  ts_qr_read_canvas(&reading, &canvas);
  assert_int_equal(reading.count, 2);
  assert_true(apart(reading.item[0].outline.x[0], reading.item[1].outline.x[0]) > 200);
  ts_canvas_free(&canvas);
}

/* ---- content ---- */

static void hands_content_on_as_bytes(void **state) {
  (void)state;
  static const struct {
    struct ts_qr_recipe recipe;
    const char *read;
    bool gs1, eci;
  } cases[] = {
      {{.text = {(const uint8_t *)"01234567890123456789", 20}}, "01234567890123456789", false, false},
      {{.text = {(const uint8_t *)"ALPHANUMERIC $%*+-./:", 21}}, "ALPHANUMERIC $%*+-./:", false, false},
      {{.text = {(const uint8_t *)"bytes \xe9\xff\x80", 9}}, "bytes \xe9\xff\x80", false, false},
      /* kanji mode, as Shift JIS */
      {{.text = {(const uint8_t *)"\xe7\x82\xb9\xe8\x8c\x97", 6}, .mode = UNICODE_MODE},
       "\x93\x5f\xe4\xaa",
       false,
       false},
      {{.text = {(const uint8_t *)"\xc3\xa9", 2}, .mode = UNICODE_MODE, .eci = 26}, "\xc3\xa9", false, true},
      {{.text = {(const uint8_t *)"[01]09506000134352[21]A1[10]B", 29}, .mode = GS1_MODE},
       "010950600013435221A1" GS "10B",
       true,
       false},
  };
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
    struct ts_qr_bits bits = make(cases[i].recipe);
    struct ts_qr_pose pose = ts_qr_turned(110, 110, 4, bits.side, 20);
    check(220, 220, &bits, ts_bytes_of(cases[i].read), &pose, 4);
    assert_int_equal(reading.item[0].gs1, cases[i].gs1);
    assert_int_equal(reading.item[0].eci, cases[i].eci);
  }
}

/* ---- what it must not do ---- */

/* Two of three finder patterns, or three around nothing. */
static void reads_nothing_where_nothing_is(void **state) {
  (void)state;
  struct ts_qr_bits bits = make((struct ts_qr_recipe){.text = ts_bytes_of("gone"), .version = 4});
  struct ts_qr_pose pose = ts_qr_upright(30, 30, 5, bits.side);
  for (int gone = 0; gone < 2; gone++) {
    struct ts_canvas canvas = ts_canvas_new(240, 240);
    ts_qr_paint(&canvas, &bits, &pose);
    if (gone == 0)
      ts_canvas_fill(&canvas, 30, 30, 40, 40, TS_CANVAS_WHITE);
    else
      ts_canvas_fill(&canvas, 75, 75, 165, 165, TS_CANVAS_WHITE);
    ts_qr_read_canvas(&reading, &canvas);
    assert_int_equal(reading.count, 0);
    ts_canvas_free(&canvas);
  }
}

static void gives_the_same_answer_each_time(void **state) {
  (void)state;
  struct ts_canvas canvas = ts_canvas_new(400, 300);
  static struct ts_qr_reading again;
  ts_canvas_noise(&canvas, 3);
  struct ts_qr_bits bits = make((struct ts_qr_recipe){.text = ts_bytes_of("again"), .version = 2});
  struct ts_qr_pose pose = ts_qr_turned(200, 150, 4, bits.side, 33);
  ts_qr_paint(&canvas, &bits, &pose);
  struct ts_frame frame = ts_canvas_frame(&canvas);
  struct ts_budget budget = ts_no_limit(), second = ts_no_limit();
  ts_qr_read_frame(&reading, &frame, &budget);
  ts_qr_read_frame(&again, &frame, &second);
  assert_int_equal(reading.count, 1);
  assert_memory_equal(&reading, &again, sizeof reading);
  assert_int_equal(budget.left, second.left);
  ts_canvas_free(&canvas);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(reads_every_version_in_both_polarities),
      cmocka_unit_test(reads_mirrored_symbols),
      cmocka_unit_test(reads_at_any_angle),
      cmocka_unit_test(reads_in_perspective),
      cmocka_unit_test(reads_around_a_bottle),
      cmocka_unit_test(reads_in_bad_light),
      cmocka_unit_test(reads_when_out_of_focus),
      cmocka_unit_test(reads_damaged_symbols),
      cmocka_unit_test(reads_many_at_once),
      cmocka_unit_test(reads_the_same_text_at_two_places),
      cmocka_unit_test(hands_content_on_as_bytes),
      cmocka_unit_test(reads_nothing_where_nothing_is),
      cmocka_unit_test(gives_the_same_answer_each_time),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
