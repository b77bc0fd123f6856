/* SPDX-License-Identifier: Apache-2.0 */
#include "app/loop.h"

static void tell(struct ts_loop *loop, enum ts_event_kind kind, enum ts_err err) {
  const struct ts_event event = {.kind = kind, .err = err};
  ts_app_step(loop->app, &event);
}

static void take_inputs(struct ts_loop *loop) {
  for (unsigned i = 0; i < TS_LOOP_INPUTS; i++) {
    struct ts_event event = {.kind = TS_EVENT_INPUT};
    enum ts_err err = loop->input->poll(loop->input->ctx, &event.input);
    if (err != TS_OK) {
      if (!loop->input_failing)
        tell(loop, TS_EVENT_NO_INPUT, err);
      loop->input_failing = true;
      return;
    }
    bool nothing = event.input.kind == TS_INPUT_NONE;
    if (!nothing || loop->input_failing)
      ts_app_step(loop->app, &event);
    loop->input_failing = false;
    if (nothing)
      return;
  }
}

/* A camera that has no new picture for so long has none to come, whatever its driver says. */
static bool is_silent(struct ts_loop *loop) {
  const struct ts_clock *clock = loop->app->ports.device.clock;
  uint64_t now = clock->ticks_us(clock->ctx);
  if (!loop->waiting)
    loop->waiting_since = now;
  loop->waiting = true;
  return now - loop->waiting_since >= TS_LOOP_CAMERA_SILENT_US;
}

static void take_picture(struct ts_loop *loop) {
  struct ts_event event = {.kind = TS_EVENT_PICTURE};
  enum ts_err err = TS_OK;
  bool wanted = ts_app_wants_picture(loop->app);
  if (wanted)
    err = loop->camera->next(loop->camera->ctx, &event.picture);
  if (wanted && err == TS_ERR_EMPTY) {
    if (is_silent(loop))
      tell(loop, TS_EVENT_NO_CAMERA, TS_ERR_NOT_FOUND);
    return;
  }
  loop->waiting = false;
  if (wanted && err == TS_OK)
    ts_app_step(loop->app, &event);
  else if (wanted)
    tell(loop, TS_EVENT_NO_CAMERA, err);
}

static bool show(struct ts_loop *loop) {
  uint32_t generation = ts_app_generation(loop->app);
  if (loop->anything_drawn && generation == loop->drawn && !loop->display_failing)
    return false;
  ts_page_lay_out(&loop->screen, ts_app_page(loop->app));
  enum ts_err err =
      ts_screen_update(&loop->shown, &loop->screen, loop->display, loop->strip, TS_LOOP_STRIP_ROWS);
  bool failed_before = loop->display_failing;
  loop->display_failing = err != TS_OK;
  if (err != TS_OK) {
    tell(loop, TS_EVENT_NO_DISPLAY, err);
    return false;
  }
  loop->anything_drawn = true;
  loop->drawn = generation;
  if (failed_before)
    tell(loop, TS_EVENT_SHOWN, TS_OK);
  return true;
}

bool ts_loop_look(struct ts_loop *loop) {
  take_inputs(loop);
  take_picture(loop);
  return show(loop);
}

bool ts_loop_turn(struct ts_loop *loop) {
  bool shown = ts_loop_look(loop);
  tell(loop, TS_EVENT_TICK, TS_OK);
  shown = show(loop) || shown;
  return shown || ts_app_has_work(loop->app);
}
