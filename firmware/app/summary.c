/* SPDX-License-Identifier: Apache-2.0 */
/* The list at a consignment's end: what is missing, from the manifest; what is extra and what was there twice, from
 * the journal. Some lines a tick. */
#include <string.h>

#include "app/states.h"

enum part { MISSING = 0, EXTRA = 1, DUPLICATE = 2, END = 3 };
#define STEPS_A_TICK 16

static uint32_t missing_lines(const struct ts_tally *tally) {
  uint32_t count = 0;
  for (uint32_t i = 0; i < tally->lines; i++)
    count += tally->left[i] > 0;
  return count;
}

static unsigned whole_count(const struct ts_app *app) {
  const struct ts_app_consignment *c = &app->consignment;
  return missing_lines(&c->tally) + c->counts.extra + c->counts.duplicates;
}

/* From the top of the list. */
static void rewind_list(struct ts_app *app) {
  struct ts_app_consignment *c = &app->consignment;
  const struct ts_bytes text = c->manifest.text;
  c->part = MISSING;
  c->first = c->shown = 0;
  c->line = 0;
  c->next = c->number;
  c->manifest = (struct ts_manifest){.text = text};
}

void ts_summary_begin(struct ts_app *app) {
  struct ts_bytes text = {0};
  if (!ts_consignment_manifest(app, &text))
    text = ts_bytes(NULL, 0);
  app->consignment.manifest.text = text;
  rewind_list(app);
}

bool ts_summary_is_whole(const struct ts_app *app) {
  const struct ts_app_consignment *c = &app->consignment;
  return c->shown == TS_PAGE_LINES || c->part == END;
}

static void add(struct ts_app *app, enum ts_phrase kind, const char *gtin14, const char *serial,
                uint32_t left) {
  struct ts_app_consignment *c = &app->consignment;
  struct ts_buf buf = ts_buf(app->line[c->shown], TS_APP_LINE_MAX - 1);
  ts_buf_put_text(&buf, gtin14);
  if (serial[0]) {
    ts_buf_put_text(&buf, " ");
    ts_buf_put_text(&buf, serial);
  }
  if (left > 1) {
    ts_buf_put_text(&buf, " x ");
    ts_buf_put_decimal(&buf, left);
  }
  app->line[c->shown][buf.size] = 0;
  app->line_kind[c->shown++] = kind;
}

static void step_manifest(struct ts_app *app) {
  struct ts_app_consignment *c = &app->consignment;
  struct ts_manifest_row row;
  if (c->line == c->tally.lines || ts_manifest_next(&c->manifest, &row) != TS_OK) {
    c->part = EXTRA;
    return;
  }
  uint32_t left = c->tally.left[c->line++];
  if (left)
    add(app, TS_PHRASE_MISSING, row.gtin, row.serial, left);
}

static void step_journal(struct ts_app *app) {
  struct ts_app_consignment *c = &app->consignment;
  uint8_t memory[TS_RECORD_SIZE_MAX];
  struct ts_record record;
  char gtin14[15], serial[TS_TAG_SERIAL_MAX + 1];
  bool twice;
  if (c->next >= app->now.number) {
    c->next = c->number;
    c->part++;
    return;
  }
  if (!ts_consignment_read(app, c->next++, memory, &record, gtin14, serial, &twice))
    return;
  if (c->part == DUPLICATE && twice)
    add(app, TS_PHRASE_DUPLICATE, gtin14, serial, 0);
  else if (c->part == EXTRA && record.line == TS_LINE_EXTRA)
    add(app, TS_PHRASE_EXTRA, gtin14, serial, 0);
}

void ts_summary_tick(struct ts_app *app, const struct ts_event *event) {
  (void)event;
  app->changed = app->changed || !ts_summary_is_whole(app);
  for (unsigned i = 0; i < STEPS_A_TICK && !ts_summary_is_whole(app); i++) {
    if (app->consignment.part == MISSING)
      step_manifest(app);
    else
      step_journal(app);
  }
}

void ts_summary_next(struct ts_app *app, const struct ts_event *event) {
  struct ts_app_consignment *c = &app->consignment;
  (void)event;
  if (!ts_summary_is_whole(app))
    return;
  if (c->part == END || c->first + c->shown >= whole_count(app)) {
    rewind_list(app);
    return;
  }
  c->first += c->shown;
  c->shown = 0;
}

void ts_summary_ok(struct ts_app *app, const struct ts_event *event) {
  (void)event;
  ts_app_go_from(app, TS_STATE_HOME, TS_STATE_CONSIGNMENT_DONE);
}

void ts_summary_page(struct ts_app *app, struct ts_page *page) {
  const struct ts_app_consignment *c = &app->consignment;
  page->kind = TS_PAGE_COUNT;
  page->buttons = (struct ts_page_buttons){
      .next = whole_count(app) > TS_PAGE_LINES ? TS_PHRASE_NEXT : TS_PHRASE_NONE, .ok = TS_PHRASE_DONE};
  page->count.ended = true;
  page->count.counts = c->counts;
  page->count.first = c->first;
  page->count.count = whole_count(app);
  page->count.shown = c->shown;
  for (unsigned i = 0; i < c->shown; i++) {
    page->count.line[i].text = ts_bytes_of(app->line[i]);
    page->count.kind[i] = app->line_kind[i];
  }
}
