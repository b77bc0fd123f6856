/* SPDX-License-Identifier: Apache-2.0 */
/* Finder patterns, and which three of them may be one symbol's. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "support/qr_picture.h"
#include "support/qr_reading.h"
#include "vision/finder.h"
#include "vision/threshold.h"
#include "vision/triple.h"

#define SIDE_MAX 640

static uint8_t memory[TS_PYRAMID_SIZE(SIDE_MAX, SIDE_MAX)];
static uint16_t edge[TS_FINDER_EDGES(SIDE_MAX)];
static struct ts_finder finder[TS_FINDERS_MAX];
static struct ts_triple triple[TS_TRIPLES_MAX];
static struct ts_pyramid pyramid;

static size_t scan(const struct ts_canvas *canvas, const struct ts_quad *read, size_t reads,
                   struct ts_budget *budget) {
  struct ts_frame frame = ts_canvas_frame(canvas);
  assert_true(ts_pyramid_build(&pyramid, &frame, memory, sizeof memory));
  assert_true(ts_threshold(&pyramid, 0));
  return ts_finder_scan(&pyramid.level[0], read, reads, edge, finder, budget);
}

static size_t scan_all(const struct ts_canvas *canvas) {
  struct ts_budget budget = ts_no_limit();
  return scan(canvas, NULL, 0, &budget);
}

static float apart(float a, float b) {
  return a > b ? a - b : b - a;
}

static const struct ts_finder *near(size_t count, float x, float y, float most) {
  for (size_t i = 0; i < count; i++)
    if (apart(finder[i].x, x) <= most && apart(finder[i].y, y) <= most)
      return &finder[i];
  return NULL;
}

/* The finders' centres in the frame, of a pose without perspective. */
static void centre_of(const struct ts_qr_pose *pose, unsigned side, int which, float *x, float *y) {
  float near_edge = 3.5f / (float)side, far = 1 - near_edge;
  float s = which == 1 ? far : near_edge, t = which == 2 ? far : near_edge;
  const struct ts_quad *q = &pose->corner;
  *x = q->x[0] + s * (q->x[1] - q->x[0]) + t * (q->x[3] - q->x[0]);
  *y = q->y[0] + s * (q->y[1] - q->y[0]) + t * (q->y[3] - q->y[0]);
}

/* ---- finders ---- */

static void finds_all_three_at_any_angle_and_size(void **state) {
  (void)state;
  struct ts_qr_bits bits;
  assert_true(ts_qr_make(&bits, &(struct ts_qr_recipe){.text = ts_bytes_of("finders"), .version = 2}));
  for (int tenths = 18; tenths <= 110; tenths += 23)
    for (int turn = 0; turn < 90; turn += 15)
      for (int inverted = 0; inverted <= 1; inverted++) {
        float module = (float)tenths / 10;
        struct ts_canvas canvas = ts_canvas_new(480, 480);
        struct ts_qr_pose pose = ts_qr_turned(240.4f, 239.7f, module, bits.side, (float)turn);
        pose.inverted = inverted;
        ts_qr_paint(&canvas, &bits, &pose);
        size_t count = scan_all(&canvas);
        for (int which = 0; which < 3; which++) {
          float x, y;
          centre_of(&pose, bits.side, which, &x, &y);
          const struct ts_finder *f = near(count, x, y, 0.5f * module);
          assert_non_null(f);
          assert_int_equal(f->inverted, inverted);
          assert_true(f->module > 0.7f * module && f->module < 1.5f * module);
          assert_true(f->certainty > 0 && f->certainty <= 1 && !f->used);
        }
        ts_canvas_free(&canvas);
      }
}

static void finds_none_on_paper_and_in_stripes(void **state) {
  (void)state;
  struct ts_canvas canvas = ts_canvas_new(400, 300);
  assert_int_equal(scan_all(&canvas), 0);
  for (uint32_t x = 0; x < 400; x += 28) { /* 1 : 1 : 3 : 1 : 1 in every row */
    ts_canvas_fill(&canvas, x, 0, 4, 300, TS_CANVAS_BLACK);
    ts_canvas_fill(&canvas, x + 8, 0, 12, 300, TS_CANVAS_BLACK);
  }
  assert_int_equal(scan_all(&canvas), 0);
  ts_canvas_free(&canvas);
}

static void tiles(struct ts_canvas *canvas, uint32_t module) {
  for (uint32_t y = 0; y + 7 * module <= canvas->height; y += 8 * module)
    for (uint32_t x = 0; x + 7 * module <= canvas->width; x += 8 * module) {
      ts_canvas_fill(canvas, x, y, 7 * module, 7 * module, TS_CANVAS_BLACK);
      ts_canvas_fill(canvas, x + module, y + module, 5 * module, 5 * module, TS_CANVAS_WHITE);
      ts_canvas_fill(canvas, x + 2 * module, y + 2 * module, 3 * module, 3 * module, TS_CANVAS_BLACK);
    }
}

static void keeps_as_many_as_there_is_room_for(void **state) {
  (void)state;
  struct ts_canvas canvas = ts_canvas_new(640, 640);
  tiles(&canvas, 3);
  assert_int_equal(scan_all(&canvas), TS_FINDERS_MAX);
  for (size_t i = 1; i < TS_FINDERS_MAX; i++)
    assert_true(finder[i].y >= finder[i - 1].y - 24); /* from the top */
  ts_canvas_free(&canvas);
}

static void passes_over_what_is_read(void **state) {
  (void)state;
  struct ts_canvas canvas = ts_canvas_new(400, 200);
  struct ts_qr_bits bits;
  assert_true(ts_qr_make(&bits, &(struct ts_qr_recipe){.text = ts_bytes_of("read"), .version = 1}));
  struct ts_qr_pose left = ts_qr_upright(30, 40, 5, bits.side), right = ts_qr_upright(230, 40, 5, bits.side);
  ts_qr_paint(&canvas, &bits, &left);
  ts_qr_paint(&canvas, &bits, &right);
  struct ts_budget budget = ts_no_limit();
  assert_int_equal(scan(&canvas, &left.corner, 1, &budget), 3);
  for (size_t i = 0; i < 3; i++)
    assert_true(finder[i].x > 200);
  assert_int_equal(scan_all(&canvas), 6);
  ts_canvas_free(&canvas);
}

static void ends_when_the_budget_is_spent(void **state) {
  (void)state;
  struct ts_canvas canvas = ts_canvas_new(640, 640);
  tiles(&canvas, 3);
  size_t last = 0;
  for (uint64_t steps = 1000; steps <= 100000000; steps *= 10) {
    struct ts_budget budget = {.left = steps};
    size_t count = scan(&canvas, NULL, 0, &budget);
    assert_true(count >= last && budget.left <= steps);
    assert_int_equal(budget.spent, steps < 100000000);
    last = count;
  }
  assert_int_equal(last, TS_FINDERS_MAX);
  ts_canvas_free(&canvas);
}

/* ---- triples ---- */

static struct ts_finder at(float x, float y, float module) {
  return (struct ts_finder){.x = x, .y = y, .module = module, .rows = 9, .certainty = 1};
}

static size_t triples_of(size_t count) {
  struct ts_budget budget = ts_no_limit();
  return ts_triples_find(finder, count, triple, &budget);
}

static void names_corner_right_and_below(void **state) {
  (void)state;
  static const struct ts_place corner[4] = {{100, 100}, {200, 100}, {200, 200}, {100, 200}};
  for (unsigned first = 0; first < 4; first++)
    for (unsigned order = 0; order < 6; order++) {
      /* the three in every order */
      static const unsigned orders[6][3] = {{0, 1, 2}, {0, 2, 1}, {1, 0, 2}, {1, 2, 0}, {2, 0, 1}, {2, 1, 0}};
      struct ts_place p[3] = {corner[first], corner[(first + 1) % 4], corner[(first + 3) % 4]};
      for (unsigned i = 0; i < 3; i++)
        finder[orders[order][i]] = at(p[i].x, p[i].y, 7);
      assert_true(triples_of(3) >= 1);
      assert_int_equal(triple[0].corner, orders[order][0]);
      assert_int_equal(triple[0].right, orders[order][1]);
      assert_int_equal(triple[0].below, orders[order][2]);
    }
}

static void puts_no_unlike_finders_together(void **state) {
  (void)state;
  finder[0] = at(100, 100, 7);
  finder[1] = at(200, 100, 7);
  finder[2] = at(100, 200, 7);
  assert_true(triples_of(3) > 0);
  finder[2].inverted = true;
  assert_int_equal(triples_of(3), 0);
  finder[2] = at(100, 200, 20); /* too large */
  assert_int_equal(triples_of(3), 0);
  finder[2] = at(300, 101, 7); /* in a line */
  assert_int_equal(triples_of(3), 0);
  finder[2] = at(100, 150, 7); /* too near */
  assert_int_equal(triples_of(3), 0);
  finder[2] = at(100, 400, 7); /* the sides too unlike */
  assert_int_equal(triples_of(3), 0);
  assert_int_equal(triples_of(2), 0);
  assert_int_equal(triples_of(0), 0);
}

/* Every symbol's own triple comes before all that join two symbols. */
static void likeliest_come_first(void **state) {
  (void)state;
  size_t n = 0;
  for (int symbol = 0; symbol < 6; symbol++) {
    float x = 50 + 170 * (float)(symbol % 3), y = 50 + 190 * (float)(symbol / 3);
    finder[n++] = at(x, y, 5);
    finder[n++] = at(x + 90, y + 2, 5);
    finder[n++] = at(x - 2, y + 90, 5);
  }
  size_t count = triples_of(n);
  assert_in_range(count, 6, TS_TRIPLES_MAX);
  for (size_t i = 0; i < count; i++) {
    bool own = triple[i].corner / 3 == triple[i].right / 3 && triple[i].corner / 3 == triple[i].below / 3;
    if (i < 6)
      assert_true(own && triple[i].corner % 3 == 0);
    assert_true(i == 0 || triple[i].doubt >= triple[i - 1].doubt);
  }
}

static void a_crowd_is_bounded(void **state) {
  (void)state;
  for (size_t i = 0; i < TS_FINDERS_MAX; i++)
    finder[i] = at(30 * (float)(i % 20), 30 * (float)(i / 20), 3);
  struct ts_budget budget = {.left = 10000000};
  assert_int_equal(ts_triples_find(finder, TS_FINDERS_MAX, triple, &budget), TS_TRIPLES_MAX);
  assert_false(budget.spent);
  budget = (struct ts_budget){.left = 100000};
  size_t fewer = ts_triples_find(finder, TS_FINDERS_MAX, triple, &budget);
  assert_true(budget.spent);
  assert_in_range(fewer, 1, TS_TRIPLES_MAX);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(finds_all_three_at_any_angle_and_size),
      cmocka_unit_test(finds_none_on_paper_and_in_stripes),
      cmocka_unit_test(keeps_as_many_as_there_is_room_for),
      cmocka_unit_test(passes_over_what_is_read),
      cmocka_unit_test(ends_when_the_budget_is_spent),
      cmocka_unit_test(names_corner_right_and_below),
      cmocka_unit_test(puts_no_unlike_finders_together),
      cmocka_unit_test(likeliest_come_first),
      cmocka_unit_test(a_crowd_is_bounded),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
