/* SPDX-License-Identifier: Apache-2.0 */
/* The first menu, and what is set. */
#include <string.h>

#include "app/answers.h"
#include "app/states.h"

/* Home */

static unsigned home_count(struct ts_app *app) {
  (void)app;
  return 4;
}

static void home_line(struct ts_app *app, unsigned at, struct ts_page_line *out) {
  static const enum ts_phrase line[] = {TS_PHRASE_CHECK, TS_PHRASE_RETURN, TS_PHRASE_CONSIGNMENT,
                                        TS_PHRASE_SETTINGS};
  (void)app;
  out->phrase = line[at];
}

/* A card that was put in late, or failed to answer once. */
static void look_for_data(struct ts_app *app) {
  enum ts_err err = app->device.bundle_err;
  if (err == TS_ERR_IO || err == TS_ERR_NOT_FOUND || app->device.anchor_err == TS_ERR_IO)
    ts_device_open(&app->device, &app->ports.device, app->memory.bundle, app->memory.bundle_size);
}

static void home_chosen(struct ts_app *app, unsigned at) {
  static const enum ts_app_state to[] = {TS_STATE_TAG, TS_STATE_ORDER, TS_STATE_CONSIGNMENT,
                                         TS_STATE_SETTINGS};
  ts_task_begin(app);
  /* What lies in view is looked at anew; but a piece that was counted and still lies there is no second one. */
  if (at != TS_MODE_CONSIGNMENT || !app->consignment.open)
    ts_held_clear(&app->held);
  look_for_data(app);
  if (at < TS_MODE_COUNT)
    app->mode = (enum ts_mode)at;
  ts_app_go(app, to[at]);
}

const struct ts_menu_of ts_home_menu = {.count = home_count, .line = home_line, .chosen = home_chosen};

/* Settings: the date is asked for only where no clock knows it. */

static bool knows_date(const struct ts_app *app) {
  return app->board_clock->now(app->board_clock->ctx).trust != TS_TIME_NONE;
}

static unsigned settings_count(struct ts_app *app) {
  return knows_date(app) ? 3 : 4;
}

static void settings_line(struct ts_app *app, unsigned at, struct ts_page_line *out) {
  static const enum ts_phrase line[] = {TS_PHRASE_LANGUAGE, TS_PHRASE_OPERATOR, TS_PHRASE_ABOUT,
                                        TS_PHRASE_DATE};
  (void)app;
  out->phrase = line[at];
}

static void settings_chosen(struct ts_app *app, unsigned at) {
  static const enum ts_app_state to[] = {TS_STATE_LANGUAGE, TS_STATE_OPERATOR, TS_STATE_ABOUT, TS_STATE_DATE};
  ts_app_go(app, to[at]);
}

const struct ts_menu_of ts_settings_menu = {
    .count = settings_count, .line = settings_line, .chosen = settings_chosen};

/* card/settings, SPEC.md "Settings": "TSSET001", language, operator number. In the trusted area, as who has inspected
 * goes into records. */
#define MAGIC "TSSET001"
#define SETTINGS_SIZE 13

void ts_settings_load(struct ts_app *app) {
  const struct ts_store *store = app->ports.device.store;
  uint8_t file[SETTINGS_SIZE];
  uint64_t size = 0;
  if (store->size(store->ctx, TS_STORE_TRUSTED, TS_APP_SETTINGS_FILE, &size) != TS_OK ||
      size != SETTINGS_SIZE ||
      store->read(store->ctx, TS_STORE_TRUSTED, TS_APP_SETTINGS_FILE, 0, file, SETTINGS_SIZE) != TS_OK ||
      memcmp(file, MAGIC, 8) != 0 || file[8] >= TS_LANGUAGE_COUNT)
    return;
  app->language = (enum ts_language)file[8];
  app->operator_number = ts_get_be32(file + 9);
}

/* Where they cannot be kept they hold until the device is switched off. */
static void settings_keep(struct ts_app *app) {
  const struct ts_store *store = app->ports.device.store;
  uint8_t file[SETTINGS_SIZE];
  memcpy(file, MAGIC, 8);
  file[8] = (uint8_t)app->language;
  ts_put_be32(file + 9, app->operator_number);
  (void)store->replace(store->ctx, TS_STORE_TRUSTED, TS_APP_SETTINGS_FILE, ts_bytes(file, sizeof file));
}

/* Those that this build speaks (TS_LANGUAGES). */
static unsigned language_count(struct ts_app *app) {
  unsigned count = 0;
  (void)app;
  for (int language = 0; language < TS_LANGUAGE_COUNT; language++)
    count += ts_language_spoken((enum ts_language)language);
  return count;
}

static enum ts_language language_at(unsigned at) {
  for (int language = 0; language < TS_LANGUAGE_COUNT; language++)
    if (ts_language_spoken((enum ts_language)language) && at-- == 0)
      return (enum ts_language)language;
  return TS_LANGUAGE_EN;
}

/* Each by its own name for itself. */
static void language_line(struct ts_app *app, unsigned at, struct ts_page_line *out) {
  char *name = app->line[at % TS_PAGE_LINES];
  struct ts_buf buf = ts_buf(name, TS_APP_LINE_MAX);
  ts_message_phrase(&buf, language_at(at), TS_PHRASE_THIS_LANGUAGE, 0);
  out->text = ts_buf_bytes(&buf);
}

static void language_chosen(struct ts_app *app, unsigned at) {
  app->language = language_at(at);
  settings_keep(app);
  ts_app_back(app);
}

const struct ts_menu_of ts_language_menu = {
    .count = language_count, .line = language_line, .chosen = language_chosen};

static enum ts_phrase operator_done(struct ts_app *app, struct ts_bytes text) {
  app->operator_number = 0;
  for (size_t i = 0; i < text.size; i++)
    app->operator_number = app->operator_number * 10 + (uint32_t)(text.data[i] - '0');
  settings_keep(app);
  ts_app_back(app);
  return TS_PHRASE_NONE;
}

const struct ts_entry_of ts_operator_entry = {.prompt = TS_PHRASE_OPERATOR,
                                              .wheel = ts_entry_digits,
                                              .max = 9,
                                              .may_skip = true,
                                              .done = operator_done};

/* The date */

/* A day that was confirmed by a person: from its beginning on, as far as the clock's ticks have come since. */
struct ts_time ts_app_now(void *ctx) {
  const struct ts_app *app = ctx;
  struct ts_time now = app->board_clock->now(app->board_clock->ctx);
  if (now.trust != TS_TIME_NONE || !app->date_given)
    return now;
  now.trust = TS_TIME_OPERATOR;
  now.seconds = app->date_given_for + (int64_t)((ts_app_ticks(app) - app->date_given_at) / 1000000u);
  return now;
}

uint64_t ts_app_ticks_us(void *ctx) {
  const struct ts_app *app = ctx;
  return app->board_clock->ticks_us(app->board_clock->ctx);
}

static enum ts_phrase date_done(struct ts_app *app, struct ts_bytes text) {
  int64_t day;
  struct ts_bytes whole = ts_bytes_part(text, 7, 1); /* no month's or year's beginning is meant */
  if (!ts_answer_date(&day, text) || !whole.size)
    return TS_PHRASE_DATE_WRONG;
  app->date_given = false;
  ts_device_tick(&app->device);
  int64_t floor = app->device.trust.time.seconds; /* as long as nobody knows better */
  if (day + TS_DAY_SECONDS <= floor)
    return TS_PHRASE_DATE_WRONG;
  app->date_given_for = day > floor ? day : floor;
  app->date_given_at = ts_app_ticks(app);
  app->date_given = true;
  ts_device_tick(&app->device);
  ts_app_back(app);
  return TS_PHRASE_NONE;
}

const struct ts_entry_of ts_date_entry = {
    .prompt = TS_PHRASE_DATE_ENTER, .wheel = ts_entry_date, .max = 10, .done = date_done};

void ts_about_page(struct ts_app *app, struct ts_page *page) {
  ts_notice(page, TS_NOTICE_PLAIN, TS_PHRASE_RECORDS, TS_PHRASE_NONE);
  page->buttons = (struct ts_page_buttons){.back = TS_PHRASE_BACK, .ok = TS_PHRASE_OK};
  page->notice.n = app->journal_err == TS_OK ? (unsigned)ts_journal_size(&app->journal) : 0;
  page->notice.err = app->device.bundle_err;
}
