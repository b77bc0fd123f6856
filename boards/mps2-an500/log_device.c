/* SPDX-License-Identifier: Apache-2.0 */
#include "log_device.h"

#include <string.h>

#include "core/checkpoint.h"
#include "core/release.h"
#include "log.h"

static void tell(const char *port, enum ts_err *told, enum ts_err err) {
  if (err == *told) {
    return;
  }
  *told = err;
  ts_log_begin(port);
  ts_log_text(err == TS_OK ? "works again" : err == TS_ERR_NOT_FOUND ? "not there" : ts_err_text(err));
  ts_log_end();
}

/* ---- ports ---- */

static void tell_read(struct ts_log_device *log, enum ts_store_area area, enum ts_err err) {
  static const char *const port[] = {"trusted, reading", "card, reading"};
  if (err != TS_ERR_NOT_FOUND) { /* which is an answer, and no failure */
    tell(port[area], &log->read_err[area], err);
  }
}

static enum ts_err tell_write(struct ts_log_device *log, enum ts_store_area area, enum ts_err err) {
  static const char *const port[] = {"trusted, writing", "card, writing"};
  tell(port[area], &log->write_err[area], err);
  return err;
}

static enum ts_err size_of(void *ctx, enum ts_store_area area, const char *name, uint64_t *size) {
  struct ts_log_device *log = ctx;
  enum ts_err err = log->inner.store->size(log->inner.store->ctx, area, name, size);
  tell_read(log, area, err);
  return err;
}

static enum ts_err read_part(void *ctx, enum ts_store_area area, const char *name, uint64_t offset, void *buf,
                             size_t size) {
  struct ts_log_device *log = ctx;
  enum ts_err err = log->inner.store->read(log->inner.store->ctx, area, name, offset, buf, size);
  tell_read(log, area, err);
  return err;
}

static enum ts_err replace(void *ctx, enum ts_store_area area, const char *name, struct ts_bytes content) {
  struct ts_log_device *log = ctx;
  enum ts_err err = log->inner.store->replace(log->inner.store->ctx, area, name, content);
  if (err == TS_OK && area == TS_STORE_CARD && strcmp(name, TS_CHECKPOINT_FILE) == 0) {
    ts_log_begin("checkpoint");
    ts_log_text("signed, records: ");
    ts_log_number(ts_journal_size(&log->device->app.journal));
    ts_log_end();
  }
  return tell_write(log, area, err);
}

static enum ts_err append(void *ctx, enum ts_store_area area, const char *name, struct ts_bytes content) {
  struct ts_log_device *log = ctx;
  return tell_write(log, area, log->inner.store->append(log->inner.store->ctx, area, name, content));
}

static enum ts_err remove_file(void *ctx, enum ts_store_area area, const char *name) {
  struct ts_log_device *log = ctx;
  return tell_write(log, area, log->inner.store->remove(log->inner.store->ctx, area, name));
}

static enum ts_err next_picture(void *ctx, struct ts_picture *picture) {
  struct ts_log_device *log = ctx;
  enum ts_err err = log->inner.camera->next(log->inner.camera->ctx, picture);
  if (err != TS_ERR_EMPTY) {
    tell("camera", &log->camera_err, err);
  }
  return err;
}

static enum ts_err poll_input(void *ctx, struct ts_input_event *event) {
  struct ts_log_device *log = ctx;
  enum ts_err err = log->inner.input->poll(log->inner.input->ctx, event);
  tell("buttons", &log->input_err, err);
  return err;
}

static enum ts_err rows(void *ctx, uint32_t y, uint32_t height, const uint16_t *pixels) {
  struct ts_log_device *log = ctx;
  enum ts_err err = log->inner.display->rows(log->inner.display->ctx, y, height, pixels);
  tell("screen", &log->display_err, err);
  return err;
}

void ts_log_device_join(struct ts_log_device *log, struct ts_handheld *device) {
  *log = (struct ts_log_device){.device = device};
  log->inner.store = device->store;
  log->inner.camera = device->camera;
  log->inner.input = device->input;
  log->inner.display = device->display;
  log->store = (struct ts_store){.ctx = log,
                                 .size = size_of,
                                 .read = read_part,
                                 .replace = replace,
                                 .append = append,
                                 .remove = remove_file};
  log->camera = (struct ts_camera){.ctx = log, .next = next_picture};
  log->input = (struct ts_input){.ctx = log, .poll = poll_input};
  log->display = (struct ts_display){.ctx = log, .rows = rows};
  device->store = &log->store;
  device->camera = &log->camera;
  device->input = &log->input;
  device->display = &log->display;
}

/* ---- the device ---- */

void ts_log_device_start(struct ts_log_device *log) {
  memset(log->read_err, 0, sizeof log->read_err);
  memset(log->write_err, 0, sizeof log->write_err);
  log->camera_err = log->input_err = log->display_err = TS_OK;
  log->recorded = false;
  log->state = TS_STATE_HOME;
  ts_log_begin("start");
  ts_log_text("touchstone " TS_RELEASE_VERSION " on mps2-an500");
  ts_log_end();
}

static void tell_loss(const struct ts_app *app) {
  ts_log_begin("journal");
  ts_log_text("lost or changed are records ");
  ts_log_number(app->lost_first);
  ts_log_text(" to ");
  ts_log_number(app->lost_last);
  ts_log_end();
}

void ts_log_device_opened(const struct ts_log_device *log) {
  const struct ts_handheld *device = log->device;
  const struct ts_app *app = &device->app;
  ts_log_begin("brand data");
  if (app->device.bundle_err == TS_OK) {
    ts_log_text("number ");
    ts_log_number(app->device.bundle.sequence);
  } else {
    ts_log_text(ts_err_text(app->device.bundle_err));
  }
  ts_log_end();
  ts_log_begin("key");
  ts_log_text(device->identity_err == TS_OK ? "there" : ts_err_text(device->identity_err));
  ts_log_end();
  ts_log_begin("journal");
  if (app->journal_err == TS_OK) {
    ts_log_text("records: ");
    ts_log_number(ts_journal_size(&app->journal));
  } else {
    ts_log_text(ts_err_text(app->journal_err));
  }
  ts_log_end();
}

static void tell_record(struct ts_log_device *log) {
  uint64_t number;
  enum ts_reason reason[TS_REASONS_MAX];
  const struct ts_inspection *view = ts_app_verdict(&log->device->app, &number);
  if (view == NULL || (log->recorded && log->number == number)) {
    return;
  }
  log->recorded = true;
  log->number = number;
  ts_log_begin("record");
  ts_log_number(number);
  ts_log_text(" ");
  ts_log_text(ts_verdict_name(view->decision.verdict));
  const unsigned count = ts_decision_reasons(&view->decision, reason);
  for (unsigned i = 0; i < count; i++) {
    ts_log_text(i > 0 ? "," : " ");
    ts_log_number((uint64_t)reason[i]);
  }
  ts_log_text(" ");
  ts_log_text(ts_mode_name(log->device->app.mode));
  ts_log_end();
}

void ts_log_device_turn(struct ts_log_device *log) {
  const struct ts_app *app = &log->device->app;
  const enum ts_app_state before = log->state;
  tell_record(log);
  log->state = ts_app_state(app);
  if (log->state == before) {
    return;
  }
  if (log->state == TS_STATE_NOT_RECORDED) {
    ts_log_err("not recorded", app->err);
  } else if (log->state == TS_STATE_JOURNAL_LOST) {
    tell_loss(app);
  }
}
