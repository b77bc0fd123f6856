/* SPDX-License-Identifier: Apache-2.0 */
/* The board to copy: each port refuses, and the device lives with it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "boards/template/board.h"

static struct ts_template_board board;

static void every_port_refuses(void **state) {
  const struct ts_template_ports *p = &board.ports;
  uint8_t bytes[TS_P256_POINT_SIZE] = {0};
  uint64_t size;
  struct ts_picture picture;
  struct ts_input_event event;
  struct ts_symbols symbols = {0};
  struct ts_frame frame;
  struct ts_certificate certificate;
  (void)state;
  ts_template_open(&board);
  for (unsigned i = 0; i < 2; i++) {
    const enum ts_store_area area = (enum ts_store_area)i;
    assert_int_equal(p->store.size(p->store.ctx, area, "anchor", &size), TS_ERR_IO);
    assert_int_equal(p->store.read(p->store.ctx, area, "anchor", 0, bytes, 1), TS_ERR_IO);
    assert_int_equal(p->store.replace(p->store.ctx, area, "anchor", ts_bytes(bytes, 1)), TS_ERR_IO);
    assert_int_equal(p->store.append(p->store.ctx, area, "anchor", ts_bytes(bytes, 1)), TS_ERR_IO);
    assert_int_equal(p->store.remove(p->store.ctx, area, "anchor"), TS_ERR_IO);
  }
  assert_int_equal(p->crypto.sha256(p->crypto.ctx, NULL, 0, bytes), TS_ERR_INTERNAL);
  assert_int_equal(p->crypto.verify_p256(p->crypto.ctx, bytes, bytes, bytes), TS_SIGNATURE_NOT_CHECKED);
  assert_int_equal(p->crypto.read_certificate(p->crypto.ctx, ts_bytes(bytes, 1), &certificate),
                   TS_ERR_CERTIFICATE);
  assert_int_equal(p->clock.now(p->clock.ctx).trust, TS_TIME_NONE);
  assert_true(p->clock.ticks_us(p->clock.ctx) < p->clock.ticks_us(p->clock.ctx));
  assert_int_equal(p->camera.next(p->camera.ctx, &picture), TS_ERR_NOT_FOUND);
  assert_int_equal(p->reader.load(p->reader.ctx, ts_bytes(bytes, 1), &frame), TS_ERR_PHOTO_DAMAGED);
  assert_int_equal(p->reader.read(p->reader.ctx, &frame, &symbols), TS_ERR_INTERNAL);
  assert_int_equal(p->reader.follow(p->reader.ctx, &frame, &symbols), TS_ERR_INTERNAL);
  assert_int_equal(p->identity.public_key(p->identity.ctx, bytes), TS_ERR_NOT_FOUND);
  assert_int_equal(p->identity.sign(p->identity.ctx, bytes, bytes), TS_ERR_NOT_FOUND);
  assert_int_equal(p->display.rows(p->display.ctx, 0, 1, NULL), TS_ERR_IO);
  assert_int_equal(p->input.poll(p->input.ctx, &event), TS_ERR_IO);
  p->sound.play(p->sound.ctx, NULL, 0);
}

/* It is never in a place where a verdict could be, and its loop goes on. */
static void the_device_runs_and_judges_nothing(void **state) {
  (void)state;
  ts_template_open(&board);
  for (unsigned i = 0; i < 200; i++) {
    (void)ts_loop_turn(&board.loop);
    assert_int_not_equal(ts_app_state(&board.app), TS_STATE_VERDICT);
    assert_true(board.loop.display_failing && board.loop.input_failing);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {cmocka_unit_test(every_port_refuses),
                                     cmocka_unit_test(the_device_runs_and_judges_nothing)};
  return cmocka_run_group_tests(tests, NULL, NULL);
}
