/* SPDX-License-Identifier: Apache-2.0 */
/* The boards' loop: ports in, a screen out, and each of them failing. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "app/loop.h"
#include "tests/support/handheld.h"

struct ports {
  struct ts_camera camera;
  struct ts_input input;
  struct ts_display display;
  enum ts_err camera_err, input_err, display_err;
  enum ts_button key[16];
  unsigned keys, pictures, rows;
  struct ts_loop loop;
};

static struct ports *ports;

static enum ts_err next(void *ctx, struct ts_picture *picture) {
  struct ports *p = ctx;
  p->pictures++;
  *picture = (struct ts_picture){.photo = ts_bytes_of("photograph")};
  return p->camera_err;
}

static enum ts_err poll(void *ctx, struct ts_input_event *event) {
  struct ports *p = ctx;
  *event = (struct ts_input_event){0};
  if (p->input_err == TS_OK && p->keys) {
    *event = (struct ts_input_event){.kind = TS_INPUT_KEY, .key = p->key[0]};
    memmove(p->key, p->key + 1, --p->keys * sizeof p->key[0]);
  }
  return p->input_err;
}

static enum ts_err rows(void *ctx, uint32_t y, uint32_t height, const uint16_t *pixels) {
  struct ports *p = ctx;
  (void)y;
  assert_non_null(pixels);
  p->rows += height;
  return p->display_err;
}

static int setup(void **state) {
  (void)ts_handheld_setup(state);
  ports = calloc(1, sizeof *ports);
  assert_non_null(ports);
  ports->camera = (struct ts_camera){.ctx = ports, .next = next};
  ports->input = (struct ts_input){.ctx = ports, .poll = poll};
  ports->display = (struct ts_display){.ctx = ports, .rows = rows};
  ports->loop.app = &handheld->app;
  ports->loop.camera = &ports->camera;
  ports->loop.input = &ports->input;
  ports->loop.display = &ports->display;
  return 0;
}

static int teardown(void **state) {
  free(ports);
  return ts_handheld_teardown(state);
}

static enum ts_app_state here(void) {
  return ts_app_state(&handheld->app);
}

static bool turn(void) {
  handheld->ticks += 40000;
  return ts_loop_turn(&ports->loop);
}

static void press(enum ts_button key) {
  ports->key[ports->keys++] = key;
}

static void show_tag(void) {
  ts_world_clear(world);
  ts_world_show(world,
                ts_world_tag(world, TS_WORLD_ACTIVE, "id.maison.example", "(01)" TS_WORLD_GTIN "(21)A1"));
}

static void test_a_tag_from_port_to_port(void **state) {
  (void)state;
  assert_true(turn());
  assert_int_equal(ports->rows, TS_DISPLAY_HEIGHT);
  assert_int_equal(ports->pictures, 0); /* at home nobody looks */
  while (turn())
    assert_true(ports->loop.drawn < 100);
  ports->rows = 0;
  assert_false(turn());
  assert_int_equal(ports->rows, 0);
  press(TS_KEY_OK);
  ports->camera_err = TS_ERR_EMPTY;
  assert_true(turn());
  assert_int_equal(here(), TS_STATE_TAG);
  ports->camera_err = TS_OK;
  show_tag();
  assert_true(turn());
  assert_int_equal(ts_handheld_verdict(handheld)->decision.verdict, TS_GENUINE);
  assert_true(ports->rows > 0);
  assert_int_equal(ports->loop.drawn, ts_app_generation(&handheld->app));
}

static void test_display_fails(void **state) {
  (void)state;
  press(TS_KEY_OK);
  show_tag();
  ports->display_err = TS_ERR_IO;
  (void)turn();
  for (int i = 0; i < 3; i++) {
    press(TS_KEY_OK); /* nobody has seen what this would answer */
    (void)turn();
    (void)ts_handheld_verdict(handheld);
  }
  ports->display_err = TS_OK;
  ports->rows = 0;
  (void)turn();
  assert_int_equal(ports->rows, TS_DISPLAY_HEIGHT);
  press(TS_KEY_OK);
  (void)turn();
  assert_int_equal(here(), TS_STATE_TAG);
}

static void test_camera_and_buttons_fail(void **state) {
  (void)state;
  press(TS_KEY_OK);
  ports->camera_err = TS_ERR_NOT_FOUND;
  (void)turn();
  assert_int_equal(here(), TS_STATE_CAMERA_GONE);
  ports->camera_err = TS_OK;
  ts_world_clear(world);
  (void)turn();
  assert_int_equal(here(), TS_STATE_TAG);
  ports->input_err = TS_ERR_IO;
  (void)turn();
  (void)turn();
  assert_int_equal(here(), TS_STATE_BUTTONS);
  ports->input_err = TS_OK;
  (void)turn();
  assert_int_equal(here(), TS_STATE_TAG);
}

/* A driver that says for ever that nothing is new yet. */
static void test_camera_is_silent(void **state) {
  (void)state;
  press(TS_KEY_OK);
  ports->camera_err = TS_ERR_EMPTY;
  (void)turn();
  handheld->ticks += TS_LOOP_CAMERA_SILENT_US - 100000;
  (void)turn();
  assert_int_equal(here(), TS_STATE_TAG);
  handheld->ticks += 100000;
  (void)turn();
  assert_int_equal(here(), TS_STATE_CAMERA_GONE);
  ports->camera_err = TS_OK;
  ts_world_clear(world);
  (void)turn();
  assert_int_equal(here(), TS_STATE_TAG);
  ports->camera_err = TS_ERR_EMPTY; /* it is counted anew */
  (void)turn();
  handheld->ticks += TS_LOOP_CAMERA_SILENT_US / 2;
  (void)turn();
  assert_int_equal(here(), TS_STATE_TAG);
}

#define TEST(f) cmocka_unit_test_setup_teardown(f, setup, teardown)

int main(void) {
  const struct CMUnitTest tests[] = {
      TEST(test_a_tag_from_port_to_port),
      TEST(test_display_fails),
      TEST(test_camera_and_buttons_fail),
      TEST(test_camera_is_silent),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
