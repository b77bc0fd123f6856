/* SPDX-License-Identifier: Apache-2.0 */
/* From three finders to a grid whose modules lie where they are drawn, and what is sampled by it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "support/qr_picture.h"
#include "support/qr_reading.h"
#include "vision/corners.h"
#include "vision/fit.h"
#include "vision/grid.h"
#include "vision/redraw.h"
#include "vision/sample.h"
#include "vision/threshold.h"

#define SIDE_MAX 1000

static uint8_t memory[TS_PYRAMID_SIZE(SIDE_MAX, SIDE_MAX)];
static uint16_t edge[TS_FINDER_EDGES(SIDE_MAX)];
static struct ts_finder finder[TS_FINDERS_MAX];
static struct ts_triple triple[TS_TRIPLES_MAX];
static struct ts_pyramid pyramid;
static struct ts_corners corners;
static struct ts_qr_module function[TS_QR_FUNCTION_MAX];
static struct ts_sample sample;

static float apart(float a, float b) {
  return a > b ? a - b : b - a;
}

/* A grid that lies as the pose does, flat. */
static struct ts_grid true_grid(unsigned version, const struct ts_quad *q) {
  struct ts_grid outer = {0}, grid = {0};
  /* One whose "finders" are the corners: side - 7 modules between them. */
  ts_grid_set_version(&outer, version);
  float side = (float)outer.side, k = (side - 7) / side;
  for (int i = 0; i < 4; i++) {
    outer.x[i] = q->x[i];
    outer.y[i] = q->y[i];
  }
  ts_grid_settle(&outer);
  ts_grid_set_version(&grid, version);
  static const float u[4] = {0, 1, 1, 0}, v[4] = {0, 0, 1, 1};
  for (int i = 0; i < 4; i++) {
    float at_u = 3.5f + (3.5f + u[i] * (side - 7)) * k, at_v = 3.5f + (3.5f + v[i] * (side - 7)) * k;
    struct ts_place p = ts_grid_map(&outer, at_u, at_v);
    grid.x[i] = p.x;
    grid.y[i] = p.y;
  }
  ts_grid_settle(&grid);
  return grid;
}

/* ---- the grid ---- */

static void maps_corners_where_they_are(void **state) {
  (void)state;
  static const struct ts_quad quads[] = {
      {{100, 500, 500, 100}, {100, 100, 500, 500}},
      {{300, 520, 310, 90}, {50, 260, 480, 270}},
      {{150, 450, 520, 80}, {100, 100, 400, 400}},
      {{500, 100, 100, 500}, {100, 100, 500, 500}}, /* mirrored */
  };
  for (unsigned version = 1; version <= TS_QR_VERSION_MAX; version += 13)
    for (size_t n = 0; n < sizeof quads / sizeof quads[0]; n++) {
      struct ts_grid grid = true_grid(version, &quads[n]);
      struct ts_quad outline = ts_grid_outline(&grid);
      for (int i = 0; i < 4; i++) {
        assert_true(apart(outline.x[i], quads[n].x[i]) < 0.05f);
        assert_true(apart(outline.y[i], quads[n].y[i]) < 0.05f);
      }
      struct ts_place first = ts_grid_map(&grid, 3.5f, 3.5f);
      assert_true(apart(first.x, grid.x[0]) < 0.01f && apart(first.y, grid.y[0]) < 0.01f);
    }
}

static void pins_a_module_to_a_place(void **state) {
  (void)state;
  struct ts_quad quad = {{120, 480, 520, 90}, {110, 130, 470, 450}};
  struct ts_grid grid = true_grid(5, &quad), moved = grid;
  float at = (float)grid.side - 6.5f;
  struct ts_place place = ts_grid_map(&grid, at, at);
  moved.x[TS_GRID_OPPOSITE] += 25;
  moved.y[TS_GRID_OPPOSITE] -= 18;
  ts_grid_settle(&moved);
  assert_true(ts_grid_pin(&moved, at, at, place));
  for (int i = 0; i < 4; i++)
    assert_true(apart(moved.x[i], grid.x[i]) < 0.1f && apart(moved.y[i], grid.y[i]) < 0.1f);
  /* on the line through two finders nothing is seen of a square */
  struct ts_grid kept = moved;
  struct ts_place impossible = {(grid.x[1] + grid.x[3]) / 2, (grid.y[1] + grid.y[3]) / 2};
  for (int step = 0; step < 3; step++, impossible.x -= 40, impossible.y -= 40) {
    if (ts_grid_pin(&moved, at, at, impossible))
      moved = kept;
    assert_memory_equal(&moved, &kept, sizeof kept);
  }
}

static void bends_the_middle_and_leaves_the_corners(void **state) {
  (void)state;
  struct ts_quad quad = {{100, 500, 500, 100}, {100, 100, 500, 500}};
  struct ts_grid flat = true_grid(4, &quad), bent = flat;
  bent.bend[0] = 7;
  bent.bend[3] = -5;
  float middle = (float)flat.side / 2;
  struct ts_place a = ts_grid_map(&flat, middle, middle), b = ts_grid_map(&bent, middle, middle);
  assert_true(apart(b.x - a.x, 7) < 0.01f && apart(b.y - a.y, -5) < 0.01f);
  a = ts_grid_map(&flat, 3.5f, 3.5f);
  b = ts_grid_map(&bent, 3.5f, 3.5f);
  assert_true(apart(a.x, b.x) < 0.01f && apart(a.y, b.y) < 0.01f);
}

/* No numbers, none at all, or all at one place: nothing is computed that is looked at out of bounds. */
static void bears_grids_that_are_none(void **state) {
  (void)state;
  struct ts_canvas canvas = ts_canvas_new(200, 200);
  struct ts_frame frame = ts_canvas_frame(&canvas);
  ts_canvas_noise(&canvas, 9);
  assert_true(ts_pyramid_build(&pyramid, &frame, memory, sizeof memory));
  assert_true(ts_threshold(&pyramid, 0));
  const float zero = 0, huge = 3e38f,
              odd[] = {0, 1e30f, -1e30f, huge, huge * 10, -huge * 10, (huge * 10) * zero};
  size_t count = ts_qr_function_modules(7, function);
  for (size_t i = 0; i < sizeof odd / sizeof odd[0]; i++)
    for (size_t j = 0; j < sizeof odd / sizeof odd[0]; j++) {
      struct ts_quad quad = {{odd[i], odd[j], odd[i], odd[j]}, {odd[j], odd[i], 50, odd[j]}};
      struct ts_grid grid = true_grid(7, &quad);
      struct ts_sight sight = ts_sight(&pyramid.level[0], 0.02f, false);
      struct ts_budget budget = ts_no_limit();
      struct ts_fit_pattern pattern = {function, count};
      struct ts_qr_bits bits;
      (void)ts_fit_match(&grid, &sight, pattern, 1, &budget);
      (void)ts_fit_clarity(&grid, &sight, &budget);
      ts_fit_climb(&grid, &sight, pattern, odd[j], TS_FIT_CORNERS_AND_BENDS, &budget);
      ts_fit_mesh(&grid, &sight, &budget);
      ts_sample_take(&sample, &grid, &pyramid, false);
      ts_sample_divide(&sample, TS_SAMPLE_LOCAL, &bits);
      assert_int_equal(bits.side, TS_QR_SIDE(7));
    }
  ts_canvas_free(&canvas);
}

/* ---- from finders to corners ---- */

/* The corners of the likeliest triple in level 0 that has any. */
static bool find_corners(const struct ts_canvas *canvas) {
  struct ts_frame frame = ts_canvas_frame(canvas);
  struct ts_budget budget = ts_no_limit();
  assert_true(ts_pyramid_build(&pyramid, &frame, memory, sizeof memory));
  assert_true(ts_threshold(&pyramid, 0));
  size_t finders = ts_finder_scan(&pyramid.level[0], NULL, 0, edge, finder, &budget);
  size_t count = ts_triples_find(finder, finders, triple, &budget);
  for (size_t i = 0; i < count; i++)
    if (ts_corners_find(&corners, &pyramid.level[0], finder, &triple[i], &budget))
      return true;
  return false;
}

static struct ts_qr_bits make(unsigned version) {
  struct ts_qr_bits bits;
  assert_true(ts_qr_make(&bits, &(struct ts_qr_recipe){.text = ts_bytes_of("grid"), .version = version}));
  return bits;
}

static void counts_every_version(void **state) {
  (void)state;
  for (unsigned version = 1; version <= TS_QR_VERSION_MAX; version++) {
    struct ts_qr_bits bits = make(version);
    uint32_t side = bits.side * 4u + 60;
    struct ts_canvas canvas = ts_canvas_new(side, side);
    struct ts_qr_pose pose = ts_qr_turned((float)side / 2, (float)side / 2, 4, bits.side, 4);
    pose.inverted = version % 2;
    ts_qr_paint(&canvas, &bits, &pose);
    assert_true(find_corners(&canvas));
    assert_int_equal(corners.grid[0].version, version);
    assert_true(apart(corners.module, 4) < 0.2f);
    assert_true(corners.gain > 1.5f / 205 && corners.gain < 3.0f / 205); /* 2 / contrast */
    ts_canvas_free(&canvas);
  }
}

/* The parallelogram is right for a symbol seen from the front, and fits. */
static void guesses_fit(void **state) {
  (void)state;
  for (unsigned version = 1; version <= 22; version += 3) {
    struct ts_qr_bits bits = make(version);
    struct ts_qr_pose pose = ts_qr_turned(300, 300, 4, bits.side, 25);
    struct ts_canvas canvas = ts_canvas_new(640, 640);
    struct ts_budget budget = ts_no_limit();
    ts_qr_paint(&canvas, &bits, &pose);
    assert_true(find_corners(&canvas));
    struct ts_sight sight = ts_sight(&pyramid.level[0], corners.gain, false);
    struct ts_fit_pattern pattern = {function, ts_qr_function_modules(version, function)};
    struct ts_grid *grid = &corners.grid[1], truth = true_grid(version, &pose.corner);
    for (int i = 0; i < 4; i++)
      assert_true(apart(grid->x[i], truth.x[i]) < 3 && apart(grid->y[i], truth.y[i]) < 3);
    assert_true(ts_fit_match(grid, &sight, pattern, 1, &budget) > 0.7f);
    assert_true(ts_fit_clarity(grid, &sight, &budget) > 0.6f);
    ts_canvas_free(&canvas);
  }
}

static void finds_no_corners_where_there_is_no_symbol(void **state) {
  (void)state;
  struct ts_canvas canvas = ts_canvas_new(300, 300);
  struct ts_qr_bits bits = make(6);
  struct ts_qr_pose pose = ts_qr_upright(40, 40, 5, bits.side);
  ts_qr_paint(&canvas, &bits, &pose);
  assert_true(find_corners(&canvas));
  ts_canvas_fill(&canvas, 40 + 35, 40 + 30, 5 * 27, 5, TS_CANVAS_WHITE); /* the timing patterns */
  ts_canvas_fill(&canvas, 40 + 30, 40 + 35, 5, 5 * 27, TS_CANVAS_WHITE);
  assert_false(find_corners(&canvas));
  ts_canvas_free(&canvas);
}

/* ---- fitting ---- */

static float worst_corner(const struct ts_grid *a, const struct ts_grid *b) {
  float worst = 0;
  for (int i = 0; i < 4; i++) {
    float x = apart(a->x[i], b->x[i]), y = apart(a->y[i], b->y[i]);
    worst = x > worst ? x : worst;
    worst = y > worst ? y : worst;
  }
  return worst;
}

static void climbs_to_the_true_corners(void **state) {
  (void)state;
  for (unsigned version = 2; version <= 14; version += 4) {
    struct ts_qr_bits bits = make(version);
    struct ts_qr_pose pose = {.corner = {.x = {100, 480, 520, 90}, .y = {100, 120, 500, 470}}};
    struct ts_canvas canvas = ts_canvas_new(640, 640);
    struct ts_budget budget = ts_no_limit();
    ts_qr_paint(&canvas, &bits, &pose);
    assert_true(find_corners(&canvas));
    struct ts_sight sight = ts_sight(&pyramid.level[0], corners.gain, false);
    struct ts_fit_pattern pattern = {function, ts_qr_function_modules(version, function)};
    struct ts_grid truth = true_grid(version, &pose.corner), grid = truth;
    float module = ts_grid_module(&truth);
    grid.x[TS_GRID_OPPOSITE] += 0.9f * module;
    grid.y[TS_GRID_OPPOSITE] -= 0.7f * module;
    grid.x[TS_GRID_RIGHT] += 0.3f * module;
    ts_grid_settle(&grid);
    float before = ts_fit_match(&grid, &sight, pattern, 1, &budget), off = worst_corner(&grid, &truth);
    ts_fit_climb(&grid, &sight, pattern, module, TS_FIT_CORNERS, &budget);
    assert_true(ts_fit_match(&grid, &sight, pattern, 1, &budget) > before);
    assert_true(worst_corner(&grid, &truth) < 0.85f * off);
    ts_canvas_free(&canvas);
  }
}

static void finds_the_alignment_pattern_opposite(void **state) {
  (void)state;
  for (unsigned version = 2; version <= 14; version += 2) {
    struct ts_qr_bits bits = make(version);
    struct ts_qr_pose pose = {.corner = {.x = {100, 480, 540, 80}, .y = {100, 110, 520, 490}}};
    struct ts_canvas canvas = ts_canvas_new(640, 640);
    struct ts_budget budget = ts_no_limit();
    struct ts_grid out[TS_FIT_PEAKS], truth = true_grid(version, &pose.corner);
    ts_qr_paint(&canvas, &bits, &pose);
    assert_true(find_corners(&canvas));
    struct ts_sight sight = ts_sight(&pyramid.level[0], corners.gain, false);
    size_t count = ts_fit_opposite(&corners, &sight, out, &budget);
    assert_in_range(count, 1, TS_FIT_PEAKS);
    float best = 1000, at = (float)truth.side - 6.5f;
    for (size_t i = 0; i < count; i++) {
      struct ts_place p = ts_grid_map(&out[i], at, at), q = ts_grid_map(&truth, at, at);
      float d = apart(p.x, q.x) + apart(p.y, q.y);
      best = d < best ? d : best;
    }
    assert_true(best < 0.6f * ts_grid_module(&truth));
    ts_canvas_free(&canvas);
  }
}

/* On a bottle the flat grid is off in the middle; the mesh is not. */
static void the_mesh_follows_a_bent_symbol(void **state) {
  (void)state;
  for (unsigned version = 21; version <= 35; version += 7) {
    struct ts_qr_bits bits = make(version), flat, meshed;
    struct ts_qr_pose pose = ts_qr_upright(60, 60, 5, bits.side);
    struct ts_canvas canvas = ts_canvas_new(bits.side * 5u + 120, bits.side * 5u + 120);
    struct ts_budget budget = ts_no_limit();
    pose.bend = 0.9f;
    ts_qr_paint(&canvas, &bits, &pose);
    struct ts_frame frame = ts_canvas_frame(&canvas);
    assert_true(ts_pyramid_build(&pyramid, &frame, memory, sizeof memory));
    assert_true(ts_threshold(&pyramid, 0));
    struct ts_sight sight = ts_sight(&pyramid.level[0], 2.0f / 205, false);
    struct ts_grid grid = true_grid(version, &pose.corner);
    ts_sample_take(&sample, &grid, &pyramid, false);
    ts_sample_divide(&sample, TS_SAMPLE_LOCAL, &flat);
    ts_fit_mesh(&grid, &sight, &budget);
    assert_true(grid.meshed);
    ts_sample_take(&sample, &grid, &pyramid, false);
    ts_sample_divide(&sample, TS_SAMPLE_LOCAL, &meshed);
    size_t wrong_flat = 0, wrong_meshed = 0;
    for (unsigned y = 0; y < bits.side; y++)
      for (unsigned x = 0; x < bits.side; x++) {
        wrong_flat += ts_qr_get(&flat, x, y) != ts_qr_get(&bits, x, y);
        wrong_meshed += ts_qr_get(&meshed, x, y) != ts_qr_get(&bits, x, y);
      }
    assert_true(wrong_meshed < wrong_flat / 4);
    ts_canvas_free(&canvas);
  }
}

static void does_nothing_without_a_budget(void **state) {
  (void)state;
  struct ts_canvas canvas = ts_canvas_new(400, 400);
  struct ts_qr_bits bits = make(7);
  struct ts_qr_pose pose = ts_qr_upright(60, 60, 5, bits.side);
  struct ts_budget none = {.left = 10};
  struct ts_grid out[TS_FIT_PEAKS];
  ts_qr_paint(&canvas, &bits, &pose);
  assert_true(find_corners(&canvas));
  struct ts_corners kept = corners;
  struct ts_sight sight = ts_sight(&pyramid.level[0], corners.gain, false);
  struct ts_fit_pattern pattern = {function, ts_qr_function_modules(7, function)};
  struct ts_grid grid = corners.grid[1];
  assert_true(ts_fit_match(&grid, &sight, pattern, 1, &none) == 0);
  assert_true(none.spent);
  assert_true(ts_fit_clarity(&grid, &sight, &none) == 0);
  ts_fit_climb(&grid, &sight, pattern, 5, TS_FIT_CORNERS, &none);
  assert_memory_equal(&grid, &kept.grid[1], sizeof grid);
  ts_fit_mesh(&grid, &sight, &none);
  assert_false(grid.meshed);
  (void)ts_fit_opposite(&corners, &sight, out, &none);
  assert_false(ts_corners_find(&corners, &pyramid.level[0], finder, &triple[0], &none));
  ts_canvas_free(&canvas);
}

/* ---- sampling ---- */

static void samples_every_module_as_it_is(void **state) {
  (void)state;
  for (unsigned version = 1; version <= 30; version += 6)
    for (int division = 0; division < TS_SAMPLE_DIVISIONS; division++)
      for (int inverted = 0; inverted <= 1; inverted++) {
        struct ts_qr_bits bits = make(version), read;
        float module = version < 10 ? 7 : 4; /* the first in a coarser level */
        struct ts_qr_pose pose = ts_qr_upright(60, 60, module, bits.side);
        pose.inverted = inverted;
        struct ts_canvas canvas = ts_canvas_new((uint32_t)((float)bits.side * module) + 120,
                                                (uint32_t)((float)bits.side * module) + 120);
        ts_qr_paint(&canvas, &bits, &pose);
        struct ts_frame frame = ts_canvas_frame(&canvas);
        assert_true(ts_pyramid_build(&pyramid, &frame, memory, sizeof memory));
        struct ts_grid grid = true_grid(version, &pose.corner);
        ts_sample_take(&sample, &grid, &pyramid, inverted);
        ts_sample_divide(&sample, (enum ts_sample_division)division, &read);
        assert_memory_equal(&read, &bits, sizeof bits);
        ts_canvas_free(&canvas);
      }
}

static void divides_under_a_shadow(void **state) {
  (void)state;
  struct ts_qr_bits bits = make(5), read;
  struct ts_qr_pose pose = ts_qr_upright(60, 60, 5, bits.side);
  struct ts_canvas canvas = ts_canvas_new(320, 320);
  ts_qr_paint(&canvas, &bits, &pose);
  ts_canvas_shadow_from(&canvas, 100, 35, 150);
  struct ts_frame frame = ts_canvas_frame(&canvas);
  assert_true(ts_pyramid_build(&pyramid, &frame, memory, sizeof memory));
  struct ts_grid grid = true_grid(5, &pose.corner);
  ts_sample_take(&sample, &grid, &pyramid, false);
  ts_sample_divide(&sample, TS_SAMPLE_LOCAL, &read);
  size_t wrong = 0;
  for (unsigned y = 0; y < bits.side; y++)
    for (unsigned x = 0; x < bits.side; x++)
      wrong += ts_qr_get(&read, x, y) != ts_qr_get(&bits, x, y);
  assert_true(wrong <= 3);
  ts_canvas_free(&canvas);
}

/* By sums over windows: the same as counted one by one. */
static void the_local_mean_is_that_of_the_modules_around(void **state) {
  (void)state;
  static const unsigned versions[] = {1, 5, 6, 40};
  uint32_t random = 1;
  for (size_t n = 0; n < 4; n++) {
    struct ts_qr_bits read;
    int side = (int)TS_QR_SIDE(versions[n]), reach = side < 40 ? 5 : 7;
    sample.side = (uint8_t)side;
    for (int i = 0; i < side * side; i++) {
      random = random * 1664525u + 1013904223u;
      sample.gray[i] = (uint8_t)(random >> 24);
    }
    ts_sample_divide(&sample, TS_SAMPLE_LOCAL, &read);
    for (int y = 0; y < side; y++)
      for (int x = 0; x < side; x++) {
        uint32_t sum = 0, count = 0;
        for (int j = y - reach; j <= y + reach; j++)
          for (int i = x - reach; i <= x + reach; i++)
            if (i >= 0 && j >= 0 && i < side && j < side) {
              sum += sample.gray[j * side + i];
              count++;
            }
        assert_int_equal(ts_qr_get(&read, (unsigned)x, (unsigned)y), sample.gray[y * side + x] * count < sum);
      }
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(maps_corners_where_they_are),
      cmocka_unit_test(pins_a_module_to_a_place),
      cmocka_unit_test(bends_the_middle_and_leaves_the_corners),
      cmocka_unit_test(bears_grids_that_are_none),
      cmocka_unit_test(counts_every_version),
      cmocka_unit_test(guesses_fit),
      cmocka_unit_test(finds_no_corners_where_there_is_no_symbol),
      cmocka_unit_test(climbs_to_the_true_corners),
      cmocka_unit_test(finds_the_alignment_pattern_opposite),
      cmocka_unit_test(the_mesh_follows_a_bent_symbol),
      cmocka_unit_test(does_nothing_without_a_budget),
      cmocka_unit_test(samples_every_module_as_it_is),
      cmocka_unit_test(divides_under_a_shadow),
      cmocka_unit_test(the_local_mean_is_that_of_the_modules_around),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
