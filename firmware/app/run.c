/* SPDX-License-Identifier: Apache-2.0 */
#include "app/run.h"

static enum ts_err show(struct ts_run *run) {
  return ts_screen_show(&run->screen, run->display, run->strip, TS_RUN_STRIP_ROWS);
}

enum ts_err ts_run_once(struct ts_run *run, const struct ts_claims *claims, enum ts_err *display_err) {
  struct ts_picture picture = {0};
  *display_err = TS_OK;
  enum ts_err err = run->camera->next(run->camera->ctx, &picture);
  if (err == TS_ERR_NOT_FOUND)
    return err;
  if (err != TS_OK) {
    ts_screen_fault(&run->screen, run->language, TS_FAULT_CAMERA, err);
    *display_err = show(run);
    return err;
  }
  ts_inspect_photo(run->device, picture.photo, claims, &run->view);
  struct ts_shown shown = {.device = run->device, .view = &run->view};
  if (run->view.shown >= 0) {
    shown.brand = ts_inspection_brand(run->device, &run->view.judgement[run->view.shown]);
    shown.model = ts_inspection_model(run->device, &run->view.judgement[run->view.shown]);
  }
  ts_screen_verdict(&run->screen, run->language, &shown);
  *display_err = show(run);
  return TS_OK;
}
