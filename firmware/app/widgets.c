/* SPDX-License-Identifier: Apache-2.0 */
/* Menus, entries and notices: how the three buttons work in each. */
#include <string.h>

#include "app/states.h"

static const struct ts_state *here(const struct ts_app *app) {
  return ts_state_of(ts_app_state(app));
}

void ts_go_back(struct ts_app *app, const struct ts_event *event) {
  (void)event;
  ts_app_back(app);
}

/* Menus */

void ts_menu_enter(struct ts_app *app) {
  app->menu = (struct ts_app_menu){.count = here(app)->menu->count(app)};
}

void ts_menu_next(struct ts_app *app, const struct ts_event *event) {
  struct ts_app_menu *menu = &app->menu;
  (void)event;
  menu->selected = menu->selected + 1 < menu->count ? menu->selected + 1 : 0;
  if (menu->selected < menu->first)
    menu->first = menu->selected;
  else if (menu->selected >= menu->first + TS_PAGE_LINES)
    menu->first = menu->selected - TS_PAGE_LINES + 1;
}

void ts_menu_ok(struct ts_app *app, const struct ts_event *event) {
  (void)event;
  if (app->menu.selected < app->menu.count)
    here(app)->menu->chosen(app, app->menu.selected);
}

void ts_menu_page(struct ts_app *app, struct ts_page *page) {
  const struct ts_menu_of *of = here(app)->menu;
  page->kind = TS_PAGE_MENU;
  page->buttons = (struct ts_page_buttons){.next = TS_PHRASE_DOWN,
                                           .back = app->depth > 1 ? TS_PHRASE_BACK : TS_PHRASE_NONE,
                                           .ok = TS_PHRASE_CHOOSE};
  page->menu.question.phrase = of->question;
  page->menu.count = app->menu.count;
  page->menu.first = app->menu.first;
  page->menu.selected = app->menu.selected;
  for (unsigned i = 0; i < TS_PAGE_LINES && app->menu.first + i < app->menu.count; i++)
    of->line(app, app->menu.first + i, &page->menu.line[i]);
  if (ts_app_state(app) == TS_STATE_CONFIRM)
    page->menu.question.text = ts_bytes_of(app->task.claims.serial);
}

/* Entries */

void ts_entry_enter(struct ts_app *app) {
  const struct ts_entry_of *of = here(app)->entry;
  ts_entry_init(&app->entry, of->wheel(), of->max);
  if (of->may_skip)
    app->entry.at = (unsigned)app->entry.wheel.size; /* to skip is one press */
  app->task.refused = TS_PHRASE_NONE;
}

static void entry_done(struct ts_app *app) {
  const struct ts_entry_of *of = here(app)->entry;
  app->task.refused = TS_PHRASE_NONE;
  if (!app->entry.size && !of->may_skip) {
    app->entry.typed = false; /* Enter on nothing is no answer */
    return;
  }
  enum ts_phrase refused = of->done(app, ts_bytes_of(app->entry.text));
  if (refused != TS_PHRASE_NONE)
    app->task.refused = refused;
}

void ts_entry_event(struct ts_app *app, const struct ts_event *event) {
  enum ts_entry_result result = ts_entry_input(&app->entry, &event->input);
  if (result == TS_ENTRY_GOES_ON)
    app->task.refused = TS_PHRASE_NONE;
  else if (result == TS_ENTRY_DONE)
    entry_done(app);
  else if (result == TS_ENTRY_LEFT)
    ts_app_back(app);
}

void ts_entry_line(struct ts_app *app, const struct ts_event *event) {
  const struct ts_entry_of *of = here(app)->entry;
  app->task.refused = TS_PHRASE_NONE;
  if (of->line)
    app->task.refused = of->line(app, event->input.line);
  else
    (void)ts_entry_set(&app->entry, event->input.line); /* what cannot be entered is not */
}

void ts_entry_page(struct ts_app *app, struct ts_page *page) {
  const struct ts_entry_of *of = here(app)->entry;
  const struct ts_entry *entry = &app->entry;
  bool at_end = entry->typed || entry->at >= entry->wheel.size;
  enum ts_phrase done = of->may_skip && !entry->size ? TS_PHRASE_SKIP : TS_PHRASE_DONE;
  page->kind = TS_PAGE_ENTRY;
  page->buttons = (struct ts_page_buttons){.next = TS_PHRASE_NEXT,
                                           .back = entry->size ? TS_PHRASE_DELETE : TS_PHRASE_BACK,
                                           .ok = at_end ? done : TS_PHRASE_CHOOSE};
  page->entry.prompt = of->prompt;
  page->entry.complaint = app->task.refused;
  page->entry.text = ts_bytes_of(entry->text);
  page->entry.wheel = entry->wheel;
  page->entry.at = entry->at;
  page->entry.unit = ts_bytes_of(of->unit);
}

/* Notices */

void ts_notice(struct ts_page *page, enum ts_notice_tone tone, enum ts_phrase what, enum ts_phrase advice) {
  page->kind = TS_PAGE_NOTICE;
  page->notice = (struct ts_page_notice){.tone = tone, .what = what, .advice = advice};
}
