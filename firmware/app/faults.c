/* SPDX-License-Identifier: Apache-2.0 */
/* What fails, each with its page. */
#include "app/states.h"

static void fault(struct ts_app *app, struct ts_page *page, enum ts_phrase what, enum ts_phrase advice) {
  ts_notice(page, TS_NOTICE_FAULT, what, advice);
  page->buttons.back = TS_PHRASE_BACK;
  page->notice.err = app->err;
}

void ts_camera_gone_page(struct ts_app *app, struct ts_page *page) {
  fault(app, page, TS_PHRASE_CAMERA_GONE, TS_PHRASE_CAMERA_GONE_DO);
}

void ts_photo_lost_page(struct ts_app *app, struct ts_page *page) {
  fault(app, page, TS_PHRASE_PHOTO, TS_PHRASE_PHOTO_DO);
}

void ts_buttons_page(struct ts_app *app, struct ts_page *page) {
  fault(app, page, TS_PHRASE_BUTTONS, TS_PHRASE_BUTTONS_DO);
  page->buttons.back = TS_PHRASE_NONE;
}

void ts_not_recorded_page(struct ts_app *app, struct ts_page *page) {
  bool is_full = app->err == TS_ERR_STORE_FULL;
  fault(app, page, TS_PHRASE_NOT_RECORDED, is_full ? TS_PHRASE_STORAGE_FULL_DO : TS_PHRASE_NOT_RECORDED_DO);
  page->buttons.ok = TS_PHRASE_TRY_AGAIN;
}

static void notice_ok(struct ts_page *page) {
  page->buttons = (struct ts_page_buttons){.ok = TS_PHRASE_OK};
}

void ts_journal_lost_page(struct ts_app *app, struct ts_page *page) {
  ts_notice(page, TS_NOTICE_FAULT, TS_PHRASE_JOURNAL_LOST, TS_PHRASE_JOURNAL_LOST_DO);
  notice_ok(page);
  page->notice.n = (unsigned)app->lost_first;
  page->notice.m = (unsigned)app->lost_last;
}

void ts_trust_lost_page(struct ts_app *app, struct ts_page *page) {
  ts_notice(page, TS_NOTICE_FAULT, TS_PHRASE_TRUST_LOST, TS_PHRASE_TRUST_LOST_DO);
  notice_ok(page);
  page->notice.err = app->journal_err != TS_OK ? app->journal_err : app->device.anchor_err;
}

/* The camera is back: this picture is as good as any. One that is lost again leaves the page as it is. */
void ts_fault_over(struct ts_app *app, const struct ts_event *event) {
  enum ts_app_state fault = ts_app_state(app);
  unsigned lost = app->lost_pictures;
  ts_app_resume(app);
  ts_handler *handler = ts_state_of(ts_app_state(app))->on[TS_MEETS_PICTURE];
  if (handler)
    handler(app, event);
  if (fault == TS_STATE_PHOTO_LOST && app->lost_pictures > lost && ts_app_state(app) != fault)
    ts_app_interrupt(app, fault);
}

/* Out of it, and of what it interrupted. */
void ts_fault_back(struct ts_app *app, const struct ts_event *event) {
  (void)event;
  ts_app_resume(app);
  ts_app_back(app);
}

void ts_not_recorded_ok(struct ts_app *app, const struct ts_event *event) {
  (void)event;
  ts_write_pending(app, app->pending);
}

/* Given up: without a record there is no verdict. The tag may be shown again. */
void ts_not_recorded_back(struct ts_app *app, const struct ts_event *event) {
  (void)event;
  enum ts_app_pending what = app->pending;
  app->pending = TS_PENDING_NONE;
  ts_held_clear(&app->held);
  ts_app_resume(app);
  if (what == TS_PENDING_VIEW)
    ts_app_back_to(app, app->mode == TS_MODE_RETURN ? TS_STATE_ORDER : TS_STATE_TAG);
}
