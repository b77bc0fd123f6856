/* SPDX-License-Identifier: Apache-2.0 */
/* The table of states and events, and the way from one state to another. */
#include "app/states.h"

#include <string.h>

/* clang-format off */
#define MENU(...) .enter = ts_menu_enter, .page = ts_menu_page, .menu = __VA_ARGS__, \
  .on = {[TS_MEETS_NEXT] = ts_menu_next, [TS_MEETS_OK] = ts_menu_ok, [TS_MEETS_BACK] = ts_go_back}
#define ENTRY(...) .enter = ts_entry_enter, .page = ts_entry_page, .entry = __VA_ARGS__, \
  .on = {[TS_MEETS_NEXT] = ts_entry_event, [TS_MEETS_OK] = ts_entry_event, [TS_MEETS_BACK] = ts_entry_event, \
         [TS_MEETS_LETTER] = ts_entry_event, [TS_MEETS_LINE] = ts_entry_line}
#define AIM(...) .enter = ts_aim_enter, .page = ts_aim_page, .aim = __VA_ARGS__, \
  .on = {[TS_MEETS_PICTURE] = ts_aim_picture, [TS_MEETS_NO_CAMERA] = ts_aim_no_camera, \
         [TS_MEETS_OK] = ts_aim_options, [TS_MEETS_BACK] = ts_go_back, [TS_MEETS_LETTER] = ts_aim_letter, \
         [TS_MEETS_LINE] = ts_aim_line}
#define NOTICE(shown, ok, back) .page = (shown), .on = {[TS_MEETS_OK] = (ok), [TS_MEETS_BACK] = (back)}

static const struct ts_state states[TS_STATE_COUNT] = {
    [TS_STATE_HOME] = {.title = TS_PHRASE_HOME, .enter = ts_menu_enter, .page = ts_menu_page, .menu = &ts_home_menu,
                       .on = {[TS_MEETS_NEXT] = ts_menu_next, [TS_MEETS_OK] = ts_menu_ok}},
    [TS_STATE_SETTINGS] = {.title = TS_PHRASE_SETTINGS, MENU(&ts_settings_menu)},
    [TS_STATE_LANGUAGE] = {.title = TS_PHRASE_LANGUAGE, MENU(&ts_language_menu)},
    [TS_STATE_OPERATOR] = {.title = TS_PHRASE_SETTINGS, ENTRY(&ts_operator_entry)},
    [TS_STATE_DATE] = {.title = TS_PHRASE_DATE, ENTRY(&ts_date_entry)},
    [TS_STATE_ABOUT] = {.title = TS_PHRASE_ABOUT, NOTICE(ts_about_page, ts_go_back, ts_go_back)},

    [TS_STATE_TAG] = {AIM(&ts_tag_aim)},
    [TS_STATE_TAG_OPTIONS] = {MENU(&ts_tag_menu)},
    [TS_STATE_BRAND] = {MENU(&ts_brand_menu)},
    [TS_STATE_MODEL] = {MENU(&ts_model_menu)},
    [TS_STATE_MADE] = {ENTRY(&ts_made_entry)},
    [TS_STATE_GTIN] = {AIM(&ts_gtin_aim)},
    [TS_STATE_GTIN_OPTIONS] = {MENU(&ts_gtin_menu)},
    [TS_STATE_GTIN_ENTRY] = {ENTRY(&ts_gtin_entry)},
    [TS_STATE_SERIAL] = {ENTRY(&ts_serial_entry)},
    [TS_STATE_CONFIRM] = {MENU(&ts_confirm_menu)},
    [TS_STATE_VERDICT] = {.page = ts_verdict_page,
                          .on = {[TS_MEETS_PICTURE] = ts_watch_picture, [TS_MEETS_NEXT] = ts_verdict_next,
                                 [TS_MEETS_BACK] = ts_verdict_back, [TS_MEETS_OK] = ts_verdict_ok}},

    [TS_STATE_ORDER] = {AIM(&ts_order_aim)},
    [TS_STATE_ORDER_OPTIONS] = {MENU(&ts_order_menu)},
    [TS_STATE_ORDER_ENTRY] = {ENTRY(&ts_order_entry)},
    [TS_STATE_ENGRAVED] = {AIM(&ts_engraved_aim)},
    [TS_STATE_ENGRAVED_OPTIONS] = {MENU(&ts_engraved_menu)},
    [TS_STATE_ENGRAVED_ENTRY] = {ENTRY(&ts_engraved_entry)},
    [TS_STATE_WEIGHT] = {ENTRY(&ts_weight_entry)},
    [TS_STATE_SIZE] = {ENTRY(&ts_size_entry)},

    [TS_STATE_CONSIGNMENT] = {.enter = ts_consignment_enter, .page = ts_menu_page, .menu = &ts_consignment_menu,
                              .on = {[TS_MEETS_NEXT] = ts_menu_next, [TS_MEETS_OK] = ts_menu_ok,
                                     [TS_MEETS_BACK] = ts_go_back}},
    [TS_STATE_MANIFEST_BAD] = {NOTICE(ts_manifest_bad_page, ts_manifest_bad_ok, ts_manifest_bad_ok)},
    [TS_STATE_RECOUNT] = {.page = ts_recount_page,
                          .on = {[TS_MEETS_TICK] = ts_recount_tick, [TS_MEETS_BACK] = ts_recount_back}},
    [TS_STATE_SUMMARY] = {.page = ts_summary_page,
                          .on = {[TS_MEETS_NEXT] = ts_summary_next, [TS_MEETS_OK] = ts_summary_ok,
                                 [TS_MEETS_BACK] = ts_summary_ok, [TS_MEETS_TICK] = ts_summary_tick}},
    [TS_STATE_CONSIGNMENT_DONE] = {NOTICE(ts_done_page, ts_done_ok, ts_done_ok)},

    [TS_STATE_CAMERA_GONE] = {.page = ts_camera_gone_page,
                              .on = {[TS_MEETS_PICTURE] = ts_fault_over, [TS_MEETS_BACK] = ts_fault_back}},
    [TS_STATE_PHOTO_LOST] = {.page = ts_photo_lost_page,
                             .on = {[TS_MEETS_PICTURE] = ts_fault_over, [TS_MEETS_NO_CAMERA] = ts_aim_no_camera,
                                    [TS_MEETS_BACK] = ts_fault_back}},
    [TS_STATE_BUTTONS] = {.page = ts_buttons_page},
    [TS_STATE_NOT_RECORDED] = {NOTICE(ts_not_recorded_page, ts_not_recorded_ok, ts_not_recorded_back)},
    [TS_STATE_JOURNAL_LOST] = {NOTICE(ts_journal_lost_page, ts_go_back, ts_go_back)},
    [TS_STATE_TRUST_LOST] = {NOTICE(ts_trust_lost_page, ts_go_back, ts_go_back)},
};
/* clang-format on */

const struct ts_state *ts_state_of(enum ts_app_state state) {
  return &states[state];
}

enum ts_app_state ts_app_state(const struct ts_app *app) {
  return (enum ts_app_state)app->path[app->depth - 1];
}

uint64_t ts_app_ticks(const struct ts_app *app) {
  return app->clock.ticks_us(app->clock.ctx);
}

void ts_app_sound(const struct ts_app *app, struct ts_melody melody) {
  if (app->ports.sound)
    app->ports.sound->play(app->ports.sound->ctx, melody.tone, melody.count);
}

static void enter(struct ts_app *app) {
  const struct ts_state *state = ts_state_of(ts_app_state(app));
  if (state->enter)
    state->enter(app);
}

/* No way is longer than the path holds (tests/unit/test_app_states.c walks them all); if one were, it would begin
 * anew. */
static void push(struct ts_app *app, enum ts_app_state state) {
  if (app->depth == TS_APP_PATH_MAX)
    app->depth = 1;
  app->path[app->depth++] = (uint8_t)state;
  app->changed = true;
}

static void pop(struct ts_app *app) {
  if (app->depth > 1)
    app->depth--;
  app->changed = true;
}

void ts_app_go(struct ts_app *app, enum ts_app_state state) {
  push(app, state);
  enter(app);
}

void ts_app_back(struct ts_app *app) {
  pop(app);
  enter(app);
}

void ts_app_interrupt(struct ts_app *app, enum ts_app_state state) {
  push(app, state);
}

void ts_app_resume(struct ts_app *app) {
  pop(app);
}

bool ts_app_is_on_path(const struct ts_app *app, enum ts_app_state state) {
  for (unsigned i = 0; i < app->depth; i++)
    if (app->path[i] == (uint8_t)state)
      return true;
  return false;
}

static void cut_to(struct ts_app *app, enum ts_app_state base) {
  while (app->depth > 1 && ts_app_state(app) != base)
    pop(app);
}

void ts_app_back_to(struct ts_app *app, enum ts_app_state base) {
  cut_to(app, base);
  enter(app);
}

void ts_app_go_from(struct ts_app *app, enum ts_app_state base, enum ts_app_state state) {
  cut_to(app, base);
  ts_app_go(app, state);
}

void ts_app_home(struct ts_app *app) {
  ts_app_back_to(app, TS_STATE_HOME);
}

/* The page anew; GENERATION rises if it may look different. */
static void make_page(struct ts_app *app) {
  const struct ts_state *state = ts_state_of(ts_app_state(app));
  static const enum ts_phrase mode[TS_MODE_COUNT] = {TS_PHRASE_CHECK, TS_PHRASE_RETURN,
                                                     TS_PHRASE_CONSIGNMENT};
  if (!app->changed)
    return;
  memset(&app->page, 0, sizeof app->page);
  app->page.language = app->language;
  app->page.title = state->title != TS_PHRASE_NONE ? state->title : mode[app->mode];
  app->page.device = &app->device;
  state->page(app, &app->page);
  app->changed = false;
  app->generation++;
}

void ts_app_open_journal(struct ts_app *app) {
  app->journal_err =
      ts_journal_open(&app->journal, app->ports.device.store, app->ports.device.crypto, &app->memory.journal);
  app->lost_first = app->journal.lost_first;
  app->lost_last = app->journal.lost_last;
}

void ts_app_open(struct ts_app *app, const struct ts_app_ports *ports, const struct ts_app_memory *memory) {
  memset(app, 0, sizeof *app);
  app->ports = *ports;
  app->memory = *memory;
  app->clock = (struct ts_clock){.ctx = app, .now = ts_app_now, .ticks_us = ts_app_ticks_us};
  app->ports.device.clock = &app->clock;
  app->board_clock = ports->device.clock;
  ts_device_open(&app->device, &app->ports.device, memory->bundle, memory->bundle_size);
  ts_app_open_journal(app);
  ts_photos_open(&app->photos, app->ports.device.store, &memory->photos);
  ts_settings_load(app);
  ts_symbols_init(&app->glance, app->glance_item, TS_APP_SYMBOLS_MAX, app->glance_pool,
                  sizeof app->glance_pool);
  ts_task_begin(app);
  ts_consignment_open(app);
  app->jobs = TS_JOB_KEEP;
  if (app->journal_err == TS_OK && ts_journal_size(&app->journal) > 0)
    app->jobs |= TS_JOB_CHECKPOINT; /* the power may have gone before the last record's */
  app->depth = 0;
  ts_app_go(app, TS_STATE_HOME);
  if (app->board_clock->now(app->board_clock->ctx).trust == TS_TIME_NONE)
    ts_app_go(app, TS_STATE_DATE);
  if (app->journal_err == TS_OK && app->journal.health == TS_JOURNAL_LOST)
    ts_app_interrupt(app, TS_STATE_JOURNAL_LOST);
  if (app->journal_err == TS_ERR_STORE_CORRUPT || app->device.anchor_err == TS_ERR_STORE_CORRUPT)
    ts_app_interrupt(app, TS_STATE_TRUST_LOST);
  make_page(app);
}

static enum ts_meets meets_of(const struct ts_event *event) {
  static const enum ts_meets of_key[TS_KEY_COUNT] = {TS_MEETS_NEXT, TS_MEETS_BACK, TS_MEETS_OK};
  switch (event->kind) {
  case TS_EVENT_PICTURE:
    return TS_MEETS_PICTURE;
  case TS_EVENT_NO_CAMERA:
    return TS_MEETS_NO_CAMERA;
  case TS_EVENT_TICK:
    return TS_MEETS_TICK;
  case TS_EVENT_INPUT:
    break;
  case TS_EVENT_NO_DISPLAY:
  case TS_EVENT_SHOWN:
  case TS_EVENT_NO_INPUT:
    return TS_MEETS_COUNT;
  }
  switch (event->input.kind) {
  case TS_INPUT_KEY:
    return (unsigned)event->input.key < TS_KEY_COUNT ? of_key[event->input.key] : TS_MEETS_COUNT;
  case TS_INPUT_CHARACTER:
  case TS_INPUT_ERASE:
    return TS_MEETS_LETTER;
  case TS_INPUT_LINE:
    return TS_MEETS_LINE;
  case TS_INPUT_NONE:
    break;
  }
  return TS_MEETS_COUNT;
}

/* Of the ports that every state depends on. */
static void step_ports(struct ts_app *app, const struct ts_event *event) {
  if (event->kind == TS_EVENT_NO_DISPLAY) {
    if (!app->display_failing)
      ts_app_sound(app, ts_tones_fault());
    app->display_failing = true;
  } else if (event->kind == TS_EVENT_SHOWN) {
    app->display_failing = false;
  } else if (event->kind == TS_EVENT_NO_INPUT && ts_app_state(app) != TS_STATE_BUTTONS) {
    app->err = event->err;
    ts_app_interrupt(app, TS_STATE_BUTTONS);
  } else if (event->kind == TS_EVENT_INPUT && ts_app_state(app) == TS_STATE_BUTTONS) {
    ts_app_resume(app);
  }
}

/* What nobody could see, nobody has acknowledged. */
static bool unseen(const struct ts_app *app, enum ts_meets meets) {
  bool button = meets == TS_MEETS_NEXT || meets == TS_MEETS_BACK || meets == TS_MEETS_OK;
  return button && app->display_failing && ts_app_state(app) == TS_STATE_VERDICT;
}

void ts_app_step(struct ts_app *app, const struct ts_event *event) {
  /* A button pressed to see whether it answers is no answer to the page that was there before. */
  bool is_trial = ts_app_state(app) == TS_STATE_BUTTONS && event->kind == TS_EVENT_INPUT;
  step_ports(app, event);
  enum ts_meets meets = is_trial ? TS_MEETS_COUNT : meets_of(event);
  if (meets != TS_MEETS_COUNT && !unseen(app, meets)) {
    ts_handler *handler = ts_state_of(ts_app_state(app))->on[meets];
    if (handler) {
      app->changed = app->changed || (meets != TS_MEETS_TICK && meets != TS_MEETS_PICTURE);
      handler(app, event);
    }
  }
  if (event->kind == TS_EVENT_TICK)
    ts_do_a_job(app);
  make_page(app);
}

const struct ts_page *ts_app_page(const struct ts_app *app) {
  return &app->page;
}

uint32_t ts_app_generation(const struct ts_app *app) {
  return app->generation;
}

bool ts_app_wants_picture(const struct ts_app *app) {
  return ts_state_of(ts_app_state(app))->on[TS_MEETS_PICTURE] != NULL;
}

bool ts_app_has_work(const struct ts_app *app) {
  return app->jobs != 0 || ts_app_state(app) == TS_STATE_RECOUNT ||
         (ts_app_state(app) == TS_STATE_SUMMARY && !ts_summary_is_whole(app));
}

const struct ts_inspection *ts_app_verdict(const struct ts_app *app, uint64_t *number) {
  if (ts_app_state(app) != TS_STATE_VERDICT)
    return NULL;
  *number = app->now.number;
  return &app->view;
}
