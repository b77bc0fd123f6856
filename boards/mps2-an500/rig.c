/* SPDX-License-Identifier: Apache-2.0 */
#include "rig.h"

#include "board.h"
#include "log.h"
#include "uart.h"

static enum ts_err next_picture(void *ctx, struct ts_picture *picture) {
  struct ts_rig *rig = ctx;
  *picture = (struct ts_picture){0};
  if (rig->camera_state != TS_RIG_CAMERA_THERE) {
    return rig->camera_state == TS_RIG_CAMERA_GONE ? TS_ERR_NOT_FOUND : TS_ERR_IO;
  }
  if (!rig->picture_due) {
    return TS_ERR_EMPTY;
  }
  rig->picture_due = false;
  rig->asked_at = ts_board_ticks();
  if (rig->too_large) {
    return TS_ERR_PHOTO_TOO_LARGE;
  }
  *picture = rig->picture;
  return TS_OK;
}

static enum ts_err poll_input(void *ctx, struct ts_input_event *event) {
  struct ts_rig *rig = ctx;
  *event = (struct ts_input_event){.kind = TS_INPUT_NONE};
  if (rig->buttons_fail) {
    return TS_ERR_IO;
  }
  *event = rig->pressed;
  rig->pressed = (struct ts_input_event){.kind = TS_INPUT_NONE};
  return TS_OK;
}

/* Heard by nobody; but a verdict sounds once its record is durable, so this tells when that was. */
static void play(void *ctx, const struct ts_tone *tone, size_t count) {
  struct ts_rig *rig = ctx;
  (void)tone;
  (void)count;
  rig->heard_at = ts_board_ticks();
}

static bool join_screen(struct ts_rig *rig) {
  char path[TS_RIG_PATH_MAX];
  struct ts_buf buf = ts_buf(path, sizeof path - 1);
  ts_buf_put_text(&buf, rig->screens);
  ts_buf_put_text(&buf, "/panel.rgb565");
  path[buf.size] = '\0';
  ts_faulty_display_init(&rig->faulty_display, &rig->screen, &rig->display);
  return !buf.full && ts_display_semihosting_init(&rig->panel, path, &rig->screen);
}

const char *ts_rig_join(struct ts_rig *rig) {
  ts_clock_script_init(&rig->clock_script, rig->now, &rig->clock);
  ts_faulty_store_init(&rig->faulty_store, &rig->disk, &rig->store);
  rig->camera = (struct ts_camera){.ctx = rig, .next = next_picture};
  rig->input = (struct ts_input){.ctx = rig, .poll = poll_input};
  rig->sound = (struct ts_sound){.ctx = rig, .play = play};
  rig->handheld.sound = &rig->sound;
  rig->handheld.store = &rig->store;
  rig->handheld.clock = &rig->clock;
  rig->handheld.camera = &rig->camera;
  rig->handheld.input = &rig->input;
  rig->handheld.display = &rig->display;
  ts_log_device_join(&rig->log, &rig->handheld);
  ts_uart_start();
  if (!ts_flash_board_open(&rig->flash, rig->device)) {
    return "the flash's images cannot be had, or are not of its size";
  }
  return join_screen(rig) ? NULL : "the screen's file cannot be made";
}

enum ts_err ts_rig_start(struct ts_rig *rig) {
  ts_log_device_start(&rig->log);
  enum ts_err flash_err = ts_flash_board_start(&rig->flash, &rig->disk);
  if (flash_err != TS_OK) { /* the device works without, and tells what it cannot do */
    ts_log_err("flash", flash_err);
  }
  enum ts_err err = ts_handheld_open(&rig->handheld);
  if (err == TS_OK) {
    ts_log_device_opened(&rig->log);
  } else {
    ts_log_err("start", err);
  }
  return err;
}
