/* SPDX-License-Identifier: Apache-2.0 */
/* A returns desk: what was ordered, the tag, what is engraved, what it weighs, its size; then one verdict. Only what
 * a tag says can be asked of the piece: without a signed tag the verdict comes at once. */
#include <string.h>

#include "app/answers.h"
#include "app/judge.h"
#include "app/states.h"

static const struct ts_judgement *signed_one(const struct ts_app *app) {
  const struct ts_inspection *view = &app->view;
  for (size_t i = 0; i < view->symbols.count; i++)
    if (view->judgement[i].tag.kind == TS_TAG_SIGNED)
      return &view->judgement[i];
  return NULL;
}

static bool has_size(const struct ts_app *app) {
  const struct ts_judgement *tag = signed_one(app);
  return tag && tag->tag.piece.size[0];
}

void ts_return_steps(const struct ts_app *app, unsigned *step, unsigned *steps) {
  bool past_tag = ts_app_is_on_path(app, TS_STATE_ENGRAVED);
  *steps = past_tag && has_size(app) ? 5 : 4;
  *step = past_tag ? 3 : ts_app_is_on_path(app, TS_STATE_TAG) ? 2 : 1;
}

/* The order: a code that names a piece is not an order's but the tag, shown too early; to take the order from it would
 * hide that the two disagree. */

static void ordered(struct ts_app *app) {
  ts_app_go_from(app, TS_STATE_ORDER, TS_STATE_TAG);
}

/* The order's code may stay in view: it is not the tag. */
static void hold_glance(struct ts_app *app) {
  for (size_t i = 0; i < app->glance.count; i++)
    ts_held_add(&app->held, app->ports.device.crypto, &app->glance, i, "", "", ts_app_ticks(app));
}

static void order_seen(struct ts_app *app, const struct ts_picture *picture, const struct ts_frame *frame) {
  (void)picture;
  (void)frame;
  ts_task_begin(app);
  if (!ts_gtin_in_view(app, &app->glance, true, app->task.claims.order_gtin))
    return;
  ts_app_sound(app, ts_tones_click());
  hold_glance(app);
  ordered(app);
}

static void order_line(struct ts_app *app, struct ts_bytes line) {
  ts_task_begin(app);
  if (ts_gtin_in_line(app, line, true, app->task.claims.order_gtin))
    ordered(app);
}

const struct ts_aim_of ts_order_aim = {.prompt = TS_PHRASE_SHOW_ORDER,
                                       .seen = order_seen,
                                       .line = order_line,
                                       .options = TS_STATE_ORDER_OPTIONS,
                                       .entry = TS_STATE_ORDER_ENTRY};

static unsigned three(struct ts_app *app) {
  (void)app;
  return 3;
}

static void order_menu_line(struct ts_app *app, unsigned at, struct ts_page_line *out) {
  static const enum ts_phrase line[] = {TS_PHRASE_ENTER_GTIN, TS_PHRASE_ORDER_UNBRANDED,
                                        TS_PHRASE_ORDER_UNKNOWN};
  (void)app;
  out->phrase = line[at];
}

static void order_menu_chosen(struct ts_app *app, unsigned at) {
  ts_task_begin(app);
  if (at == 0) {
    ts_app_go(app, TS_STATE_ORDER_ENTRY);
    return;
  }
  app->task.claims.order_unbranded = at == 1;
  ordered(app);
}

const struct ts_menu_of ts_order_menu = {
    .count = three, .line = order_menu_line, .chosen = order_menu_chosen};

static enum ts_phrase order_done(struct ts_app *app, struct ts_bytes text) {
  char gtin14[15];
  if (!ts_gs1_gtin14(gtin14, text))
    return TS_PHRASE_GTIN_WRONG;
  ts_task_begin(app);
  memcpy(app->task.claims.order_gtin, gtin14, sizeof gtin14);
  ordered(app);
  return TS_PHRASE_NONE;
}

const struct ts_entry_of ts_order_entry = {
    .prompt = TS_PHRASE_ENTER_GTIN, .wheel = ts_entry_digits, .max = 14, .done = order_done};

/* The tag was looked at */

void ts_return_looked(struct ts_app *app) {
  ts_hold_view(app);
  if (!signed_one(app)) {
    ts_conclude(app);
    return;
  }
  ts_app_sound(app, ts_tones_click());
  ts_app_go_from(app, TS_STATE_TAG, TS_STATE_ENGRAVED);
}

/* What is engraved */

static void engraving_told(struct ts_app *app) {
  ts_app_go_from(app, TS_STATE_ENGRAVED, TS_STATE_WEIGHT);
}

static bool take_engraving(struct ts_app *app, struct ts_bytes text) {
  bool ok = text.size > 0;
  for (size_t i = 0; ok && i < text.size; i++)
    ok = ts_gs1_text_character(text.data[i]);
  return ok && ts_text_copy(app->task.claims.engraved, sizeof app->task.claims.engraved, text);
}

/* A code that names a product stands on a tag or a box. */
static bool names_product(struct ts_app *app, const struct ts_symbol *symbol) {
  struct ts_judgement j;
  ts_judge_symbol(&app->device, symbol, &j);
  return j.judged;
}

/* A code on the piece itself that holds the serial as it is; the tag, which may lie beside it, holds none such. */
static void engraved_seen(struct ts_app *app, const struct ts_picture *picture,
                          const struct ts_frame *frame) {
  (void)picture;
  (void)frame;
  for (size_t i = 0; i < app->glance.count; i++) {
    const struct ts_symbol *symbol = &app->glance.item[i];
    if (ts_held_text(&app->held, app->ports.device.crypto, &app->glance, i) || !symbol->confirmed ||
        ts_gs1_looks_like(symbol->bytes, symbol->gs1) || names_product(app, symbol) ||
        !take_engraving(app, symbol->bytes))
      continue;
    ts_app_sound(app, ts_tones_click());
    engraving_told(app);
    return;
  }
}

static void engraved_line(struct ts_app *app, struct ts_bytes line) {
  if (take_engraving(app, line))
    engraving_told(app);
}

const struct ts_aim_of ts_engraved_aim = {.prompt = TS_PHRASE_ENTER_ENGRAVED,
                                          .seen = engraved_seen,
                                          .line = engraved_line,
                                          .options = TS_STATE_ENGRAVED_OPTIONS,
                                          .entry = TS_STATE_ENGRAVED_ENTRY};

static void engraved_menu_line(struct ts_app *app, unsigned at, struct ts_page_line *out) {
  static const enum ts_phrase line[] = {TS_PHRASE_ENTER_ENGRAVED, TS_PHRASE_ENGRAVED_NONE, TS_PHRASE_SKIP};
  (void)app;
  out->phrase = line[at];
}

static void engraved_menu_chosen(struct ts_app *app, unsigned at) {
  app->task.claims.not_engraved = at == 1;
  if (at == 0)
    ts_app_go(app, TS_STATE_ENGRAVED_ENTRY);
  else
    engraving_told(app);
}

const struct ts_menu_of ts_engraved_menu = {
    .count = three, .line = engraved_menu_line, .chosen = engraved_menu_chosen};

static enum ts_phrase engraved_done(struct ts_app *app, struct ts_bytes text) {
  if (!take_engraving(app, text))
    return TS_PHRASE_SERIAL_WRONG;
  engraving_told(app);
  return TS_PHRASE_NONE;
}

const struct ts_entry_of ts_engraved_entry = {.prompt = TS_PHRASE_ENTER_ENGRAVED,
                                              .wheel = ts_entry_gs1,
                                              .max = TS_TAG_ENGRAVED_MAX,
                                              .done = engraved_done};

/* Weight and size */

static void measured(struct ts_app *app) {
  if (ts_app_state(app) == TS_STATE_WEIGHT && has_size(app))
    ts_app_go(app, TS_STATE_SIZE);
  else
    ts_conclude(app);
}

static enum ts_phrase weight_done(struct ts_app *app, struct ts_bytes text) {
  struct ts_weight weight = {0};
  if (text.size && ts_answer_scale(&weight, text) != TS_SCALE_WEIGHT)
    return TS_PHRASE_WEIGHT_WRONG;
  if (weight.mg == app->task.scale.mg && weight.step_mg < app->task.scale.step_mg)
    weight.step_mg = app->task.scale.step_mg; /* its own unit's last digit */
  app->task.claims.weight_mg = weight.mg;
  app->task.claims.weight_step_mg = weight.step_mg;
  measured(app);
  return TS_PHRASE_NONE;
}

/* In grams, to the digit that the scale gave. */
static enum ts_phrase weight_line(struct ts_app *app, struct ts_bytes line) {
  struct ts_weight weight;
  char text[16];
  struct ts_buf buf = ts_buf(text, sizeof text);
  enum ts_scale_answer answer = ts_answer_scale(&weight, line);
  if (answer == TS_SCALE_UNSTABLE)
    return TS_PHRASE_NONE;
  if (answer == TS_SCALE_NOT)
    return TS_PHRASE_WEIGHT_WRONG;
  app->task.scale = weight;
  ts_buf_put_decimal(&buf, weight.mg / 1000);
  if (weight.step_mg < 1000)
    ts_buf_put_text(&buf, ".");
  for (uint32_t unit = 100; unit && unit * 10 > weight.step_mg; unit /= 10)
    ts_buf_put_decimal(&buf, weight.mg / unit % 10);
  return ts_entry_set(&app->entry, ts_buf_bytes(&buf)) ? TS_PHRASE_NONE : TS_PHRASE_WEIGHT_WRONG;
}

const struct ts_entry_of ts_weight_entry = {.prompt = TS_PHRASE_ENTER_WEIGHT,
                                            .unit = "g",
                                            .wheel = ts_entry_decimal,
                                            .max = 10,
                                            .may_skip = true,
                                            .done = weight_done,
                                            .line = weight_line};

static enum ts_phrase size_done(struct ts_app *app, struct ts_bytes text) {
  (void)ts_text_copy(app->task.claims.size, sizeof app->task.claims.size, text); /* at most 8 letters */
  measured(app);
  return TS_PHRASE_NONE;
}

const struct ts_entry_of ts_size_entry = {
    .prompt = TS_PHRASE_ENTER_SIZE, .wheel = ts_entry_size, .max = 8, .may_skip = true, .done = size_done};
