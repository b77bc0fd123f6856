/* SPDX-License-Identifier: Apache-2.0 */
/* From what was read to a verdict: history, decision, the record, and only then the page. */
#include <string.h>

#include "app/recording.h"
#include "app/screen.h"
#include "app/states.h"

static const struct ts_judgement *shown_one(const struct ts_app *app) {
  return app->view.shown < 0 ? NULL : &app->view.judgement[app->view.shown];
}

/* What the journal remembers. Where it cannot say, nothing is said. */
static struct ts_seen remembered(struct ts_app *app, const struct ts_tag *tag) {
  struct ts_seen seen = {0};
  if (app->journal_err != TS_OK || !tag->gtin[0] || !tag->serial[0] ||
      ts_journal_seen(&app->journal, tag->gtin, tag->serial, &seen) != TS_OK)
    return (struct ts_seen){0};
  return seen;
}

/* Of a piece that the tally has no room for: was it in this consignment? The memory of serials lies on the card, so the
 * record that it names must say so. */
static bool counted_before(struct ts_app *app, const struct ts_tag *tag, const struct ts_seen *seen) {
  uint8_t memory[TS_RECORD_SIZE_MAX];
  struct ts_record record;
  char gtin14[15], serial[TS_TAG_SERIAL_MAX + 1];
  bool twice;
  return seen->seen && seen->consignment == app->consignment.number &&
         ts_consignment_read(app, seen->record, memory, &record, gtin14, serial, &twice) &&
         strcmp(gtin14, tag->gtin) == 0 && strcmp(serial, tag->serial) == 0;
}

static void find_history(struct ts_app *app) {
  struct ts_inspection *view = &app->view;
  for (size_t i = 0; i < view->symbols.count; i++) {
    struct ts_judgement *j = &view->judgement[i];
    struct ts_seen seen = remembered(app, &j->tag);
    j->findings.history = seen.seen ? TS_SEEN_HERE : TS_SEEN_NEVER;
    if ((int)i == view->shown)
      app->now.seen = seen;
    if (!app->now.counts || !j->tag.serial[0])
      continue;
    if (app->now.answer == TS_TALLY_TWICE ||
        (app->now.answer == TS_TALLY_FULL && counted_before(app, &j->tag, &seen))) {
      app->now.answer = TS_TALLY_TWICE;
      j->findings.history = TS_SEEN_TWICE;
    }
  }
}

/* The record */

static enum ts_err append(struct ts_app *app, const struct ts_record *record, uint64_t *number) {
  uint8_t memory[TS_RECORD_SIZE_MAX];
  struct ts_buf buf = ts_buf(memory, sizeof memory);
  if (app->journal_err != TS_OK && app->journal_err != TS_ERR_STORE_CORRUPT) {
    ts_app_open_journal(app); /* a card that was put in late */
    app->loss_untold = app->journal_err == TS_OK && app->journal.health == TS_JOURNAL_LOST;
  }
  if (app->journal_err != TS_OK)
    return app->journal_err;
  enum ts_err err = ts_record_write(&buf, record, app->ports.device.crypto);
  return err == TS_OK ? ts_journal_append(&app->journal, ts_buf_bytes(&buf), number) : err;
}

static void fill_record(struct ts_app *app, struct ts_record *record) {
  const struct ts_app_case *now = &app->now;
  ts_recording_view(record, &app->view, &app->task.claims);
  record->has_frame = now->has_frame;
  if (now->has_frame)
    memcpy(record->frame_hash, now->frame_hash, sizeof record->frame_hash);
  if (app->mode == TS_MODE_CONSIGNMENT && app->consignment.open) {
    record->consignment = app->consignment.number;
    record->line = now->counts ? now->line : TS_LINE_NONE;
  }
}

static enum ts_err write_record(struct ts_app *app, uint64_t *number) {
  static const enum ts_record_kind kind[] = {[TS_PENDING_NONE] = TS_RECORD_NONE,
                                             [TS_PENDING_VIEW] = TS_RECORD_INSPECTION,
                                             [TS_PENDING_BEGIN] = TS_RECORD_CONSIGNMENT_BEGIN,
                                             [TS_PENDING_END] = TS_RECORD_CONSIGNMENT_END};
  struct ts_record record;
  if (app->pending != TS_PENDING_VIEW)
    ts_device_tick(&app->device);
  ts_recording_begin(&record, kind[app->pending], &app->device,
                     app->pending == TS_PENDING_VIEW ? app->view.time : app->device.trust.time);
  record.mode = app->mode;
  record.operator_number = app->operator_number;
  if (app->pending == TS_PENDING_VIEW)
    fill_record(app, &record);
  else
    ts_consignment_record(app, &record);
  return append(app, &record, number);
}

/* It is on record: now it may be seen. */
static void show_verdict(struct ts_app *app, uint64_t number) {
  app->now.number = number;
  ts_hold_view(app);
  ts_consignment_see(app);
  bool twice = app->now.counts && app->now.answer == TS_TALLY_TWICE;
  ts_app_sound(app, twice ? ts_tones_duplicate() : ts_tones_verdict(app->view.decision.verdict));
  if (app->view.decision.verdict != TS_GENUINE && app->now.photo_size)
    app->jobs |= TS_JOB_PHOTO;
  ts_app_go_from(app, app->mode == TS_MODE_RETURN ? TS_STATE_ORDER : TS_STATE_TAG, TS_STATE_VERDICT);
}

void ts_write_pending(struct ts_app *app, enum ts_app_pending what) {
  uint64_t number = 0;
  app->pending = what;
  app->err = write_record(app, &number);
  if (app->err != TS_OK) {
    if (ts_app_state(app) != TS_STATE_NOT_RECORDED)
      ts_app_interrupt(app, TS_STATE_NOT_RECORDED);
    ts_app_sound(app, ts_tones_fault());
    app->changed = true;
    return;
  }
  if (ts_app_state(app) == TS_STATE_NOT_RECORDED)
    ts_app_resume(app);
  app->pending = TS_PENDING_NONE;
  app->jobs |= TS_JOB_CHECKPOINT | TS_JOB_KEEP;
  if (what == TS_PENDING_BEGIN)
    ts_consignment_began(app, number);
  else if (what == TS_PENDING_END)
    ts_consignment_ended(app, number);
  else
    show_verdict(app, number);
  if (app->loss_untold)
    ts_app_interrupt(app, TS_STATE_JOURNAL_LOST);
  app->loss_untold = false;
}

/* app->view, app->now and app->task.claims are there. */
void ts_conclude(struct ts_app *app) {
  ts_consignment_ask(app);
  find_history(app);
  ts_inspection_decide(&app->device, &app->task.claims, &app->view);
  ts_write_pending(app, TS_PENDING_VIEW);
}

void ts_conclude_claims(struct ts_app *app) {
  app->now = (struct ts_app_case){0};
  app->jobs &= ~(unsigned)TS_JOB_PHOTO;
  ts_inspect_claims(&app->device, &app->task.claims, &app->view);
  ts_conclude(app);
}

/* The page */

void ts_verdict_page(struct ts_app *app, struct ts_page *page) {
  page->kind = TS_PAGE_VERDICT;
  page->buttons = (struct ts_page_buttons){.next = TS_PHRASE_MORE_DETAILS,
                                           .back = app->now.sheet ? TS_PHRASE_BACK : TS_PHRASE_NONE,
                                           .ok = TS_PHRASE_OK};
  page->verdict.view = &app->view;
  page->verdict.seen = shown_one(app) ? app->now.seen : (struct ts_seen){0};
  page->verdict.claims = &app->task.claims;
  page->verdict.sheet = app->now.sheet;
  page->verdict.counting = app->mode == TS_MODE_CONSIGNMENT;
  page->verdict.counts = app->consignment.counts;
  page->verdict.sheets = app->now.sheets = ts_page_sheets(page);
}

void ts_verdict_next(struct ts_app *app, const struct ts_event *event) {
  (void)event;
  app->now.sheet = app->now.sheet + 1 < app->now.sheets ? app->now.sheet + 1 : 0;
}

void ts_verdict_ok(struct ts_app *app, const struct ts_event *event) {
  (void)event;
  if (app->mode == TS_MODE_RETURN)
    ts_task_begin(app);
  ts_app_back_to(app, app->mode == TS_MODE_RETURN ? TS_STATE_ORDER : TS_STATE_TAG);
}

void ts_verdict_back(struct ts_app *app, const struct ts_event *event) {
  if (app->now.sheet)
    app->now.sheet--;
  else
    ts_verdict_ok(app, event);
}
