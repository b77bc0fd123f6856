/* SPDX-License-Identifier: Apache-2.0 */
/* Pieces that no camera sees: without a tag (brand, model, when made), or with a serial that a person types. */
#include <string.h>

#include "app/answers.h"
#include "app/judge.h"
#include "app/states.h"

void ts_task_begin(struct ts_app *app) {
  memset(&app->task, 0, sizeof app->task);
  app->task.claims.made = TS_MADE_UNKNOWN;
}

static unsigned tag_count(struct ts_app *app) {
  return app->mode == TS_MODE_CONSIGNMENT ? 3 : 2;
}

static void tag_line(struct ts_app *app, unsigned at, struct ts_page_line *out) {
  static const enum ts_phrase line[] = {TS_PHRASE_NO_TAG, TS_PHRASE_TYPE_SERIAL, TS_PHRASE_FINISH};
  (void)app;
  out->phrase = line[at];
}

static void tag_chosen(struct ts_app *app, unsigned at) {
  ts_task_forget_piece(app); /* of another way from here, left half way */
  app->task.brand = 0;
  app->task.serial = at == 1;
  if (at == 2)
    ts_consignment_finish(app);
  else
    ts_app_go(app, app->task.serial ? TS_STATE_GTIN : TS_STATE_BRAND);
}

const struct ts_menu_of ts_tag_menu = {.count = tag_count, .line = tag_line, .chosen = tag_chosen};

/* Brands and models, from the bundle; last, one that is not there. For a typed serial that is the way back: it needs
 * a GTIN. */

static unsigned brand_count(struct ts_app *app) {
  const struct ts_bundle *bundle = app->device.trust.bundle;
  return (bundle ? (unsigned)bundle->brand_count : 0) + 1;
}

static bool brand_at(const struct ts_app *app, unsigned at, struct ts_brand *out) {
  const struct ts_bundle *bundle = app->device.trust.bundle;
  return bundle && ts_bundle_brand_at(bundle, at, out);
}

static void brand_line(struct ts_app *app, unsigned at, struct ts_page_line *out) {
  struct ts_brand brand;
  if (brand_at(app, at, &brand))
    out->text = brand.name;
  else
    out->phrase = TS_PHRASE_BRAND_NOT_LISTED;
}

static void brand_chosen(struct ts_app *app, unsigned at) {
  struct ts_brand brand;
  if (brand_at(app, at, &brand)) {
    app->task.brand = at + 1;
    ts_app_go(app, TS_STATE_MODEL);
    return;
  }
  if (app->task.serial) {
    ts_app_back(app);
    return;
  }
  app->task.claims.untagged = true;
  app->task.claims.gtin[0] = app->task.claims.brand[0] = 0;
  ts_conclude_claims(app);
}

const struct ts_menu_of ts_brand_menu = {
    .question = TS_PHRASE_WHICH_BRAND, .count = brand_count, .line = brand_line, .chosen = brand_chosen};

static bool model_at(const struct ts_app *app, unsigned at, struct ts_bytes *gtin14, struct ts_bytes *name) {
  struct ts_brand brand;
  return app->task.brand && brand_at(app, app->task.brand - 1, &brand) &&
         ts_brand_model_at(&brand, at, gtin14, name);
}

static unsigned model_count(struct ts_app *app) {
  struct ts_brand brand;
  bool known = app->task.brand && brand_at(app, app->task.brand - 1, &brand);
  return (known ? (unsigned)ts_brand_model_count(&brand) : 0) + 1;
}

static void model_line(struct ts_app *app, unsigned at, struct ts_page_line *out) {
  struct ts_bytes gtin14;
  if (!model_at(app, at, &gtin14, &out->text))
    out->phrase = TS_PHRASE_MODEL_NOT_LISTED;
}

static void model_chosen(struct ts_app *app, unsigned at) {
  struct ts_claims *claims = &app->task.claims;
  struct ts_bytes gtin14, name;
  struct ts_brand brand;
  if (model_at(app, at, &gtin14, &name) && ts_text_copy(claims->gtin, sizeof claims->gtin, gtin14)) {
    ts_app_go(app, app->task.serial ? TS_STATE_SERIAL : TS_STATE_MADE);
    return;
  }
  if (app->task.serial || !brand_at(app, app->task.brand - 1, &brand)) {
    ts_app_back(app);
    return;
  }
  claims->untagged = true;
  claims->gtin[0] = 0;
  (void)ts_text_copy(claims->brand, sizeof claims->brand, brand.id); /* it fits: core/bundle_check */
  ts_conclude_claims(app);
}

const struct ts_menu_of ts_model_menu = {
    .question = TS_PHRASE_WHICH_MODEL, .count = model_count, .line = model_line, .chosen = model_chosen};

/* Later than today, and by more than the time of day differs on earth. Without a date nothing is accused. */
static bool is_to_come(struct ts_app *app, int64_t seconds) {
  ts_device_tick(&app->device);
  const struct ts_time now = app->device.trust.time;
  return now.trust != TS_TIME_NONE && seconds > now.seconds + TS_DAY_SECONDS;
}

/* A year or a month is taken from its beginning, the answer that accuses least. */
static enum ts_phrase made_done(struct ts_app *app, struct ts_bytes text) {
  struct ts_claims *claims = &app->task.claims;
  claims->made = TS_MADE_UNKNOWN;
  if (text.size && (!ts_answer_date(&claims->made, text) || is_to_come(app, claims->made))) {
    claims->made = TS_MADE_UNKNOWN;
    return TS_PHRASE_DATE_WRONG;
  }
  claims->untagged = true;
  ts_conclude_claims(app);
  return TS_PHRASE_NONE;
}

const struct ts_entry_of ts_made_entry = {
    .prompt = TS_PHRASE_WHEN_MADE, .wheel = ts_entry_date, .max = 10, .may_skip = true, .done = made_done};

/* The GTIN that a typed serial needs */

bool ts_gtin_in_view(struct ts_app *app, const struct ts_symbols *symbols, bool of_model, char gtin14[15]) {
  gtin14[0] = 0;
  for (size_t i = 0; i < symbols->count; i++) {
    struct ts_judgement j;
    if (!symbols->item[i].confirmed)
      continue; /* a GTIN that was misread would accuse: it is read again */
    ts_judge_symbol(&app->device, &symbols->item[i], &j);
    if (j.err != TS_OK || !j.tag.gtin[0] || (of_model && j.tag.serial[0]))
      continue;
    if (gtin14[0] && strcmp(gtin14, j.tag.gtin) != 0)
      return false;
    memcpy(gtin14, j.tag.gtin, sizeof j.tag.gtin);
  }
  return gtin14[0] != 0;
}

bool ts_gtin_in_line(struct ts_app *app, struct ts_bytes line, bool of_model, char gtin14[15]) {
  struct ts_symbol item = {.symbology = TS_SYMBOLOGY_TYPED, .confirmed = true, .bytes = line};
  const struct ts_symbols one = {.item = &item, .capacity = 1, .count = 1};
  return ts_gs1_gtin14(gtin14, line) || ts_gtin_in_view(app, &one, of_model, gtin14);
}

static void gtin_known(struct ts_app *app) {
  ts_app_sound(app, ts_tones_click());
  ts_app_go(app, TS_STATE_SERIAL);
}

static void gtin_seen(struct ts_app *app, const struct ts_picture *picture, const struct ts_frame *frame) {
  (void)picture;
  (void)frame;
  if (ts_gtin_in_view(app, &app->glance, false, app->task.claims.gtin))
    gtin_known(app);
}

static void gtin_line(struct ts_app *app, struct ts_bytes line) {
  if (ts_gtin_in_line(app, line, false, app->task.claims.gtin))
    gtin_known(app);
}

const struct ts_aim_of ts_gtin_aim = {.prompt = TS_PHRASE_ENTER_GTIN,
                                      .seen = gtin_seen,
                                      .line = gtin_line,
                                      .options = TS_STATE_GTIN_OPTIONS,
                                      .entry = TS_STATE_GTIN_ENTRY};

static unsigned two(struct ts_app *app) {
  (void)app;
  return 2;
}

static void gtin_menu_line(struct ts_app *app, unsigned at, struct ts_page_line *out) {
  static const enum ts_phrase line[] = {TS_PHRASE_ENTER_GTIN, TS_PHRASE_WHICH_MODEL};
  (void)app;
  out->phrase = line[at];
}

static void gtin_menu_chosen(struct ts_app *app, unsigned at) {
  ts_app_go(app, at == 0 ? TS_STATE_GTIN_ENTRY : TS_STATE_BRAND);
}

const struct ts_menu_of ts_gtin_menu = {.count = two, .line = gtin_menu_line, .chosen = gtin_menu_chosen};

static enum ts_phrase gtin_done(struct ts_app *app, struct ts_bytes text) {
  if (!ts_gs1_gtin14(app->task.claims.gtin, text))
    return TS_PHRASE_GTIN_WRONG;
  ts_app_go(app, TS_STATE_SERIAL);
  return TS_PHRASE_NONE;
}

const struct ts_entry_of ts_gtin_entry = {
    .prompt = TS_PHRASE_ENTER_GTIN, .wheel = ts_entry_digits, .max = 14, .done = gtin_done};

static enum ts_phrase serial_done(struct ts_app *app, struct ts_bytes text) {
  if (!ts_text_copy(app->task.claims.serial, sizeof app->task.claims.serial, text))
    return TS_PHRASE_SERIAL_WRONG;
  ts_app_go(app, TS_STATE_CONFIRM);
  return TS_PHRASE_NONE;
}

static enum ts_phrase serial_line(struct ts_app *app, struct ts_bytes line) {
  return ts_entry_set(&app->entry, line) ? TS_PHRASE_NONE : TS_PHRASE_SERIAL_WRONG;
}

const struct ts_entry_of ts_serial_entry = {.prompt = TS_PHRASE_ENTER_SERIAL,
                                            .wheel = ts_entry_gs1,
                                            .max = TS_TAG_SERIAL_MAX,
                                            .done = serial_done,
                                            .line = serial_line};

static void confirm_line(struct ts_app *app, unsigned at, struct ts_page_line *out) {
  static const enum ts_phrase line[] = {TS_PHRASE_YES, TS_PHRASE_NO};
  (void)app;
  out->phrase = line[at];
}

static void confirm_chosen(struct ts_app *app, unsigned at) {
  if (at == 0)
    ts_conclude_claims(app);
  else
    ts_app_back(app);
}

const struct ts_menu_of ts_confirm_menu = {
    .question = TS_PHRASE_CONFIRM_SERIAL, .count = two, .line = confirm_line, .chosen = confirm_chosen};
