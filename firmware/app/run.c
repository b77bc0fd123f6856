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
  struct ts_page page = {.language = run->language, .device = run->device};
  if (err != TS_OK) {
    page.kind = TS_PAGE_NOTICE;
    page.notice = (struct ts_page_notice){
        .tone = TS_NOTICE_FAULT, .what = TS_PHRASE_CAMERA, .advice = TS_PHRASE_CAMERA_DO, .err = err};
  } else {
    ts_inspect_photo(run->device, picture.photo, claims, &run->view);
    page.kind = TS_PAGE_VERDICT;
    page.verdict = (struct ts_page_verdict){.view = &run->view, .claims = claims};
  }
  ts_page_lay_out(&run->screen, &page);
  *display_err = show(run);
  return err;
}
