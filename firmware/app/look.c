/* SPDX-License-Identifier: Apache-2.0 */
/* The camera: from a picture to something worth inspecting. */
#include <string.h>

#include "app/recording.h"
#include "app/states.h"

#define LOST_BEFORE_TOLD 5 /* pictures in a row */
#define LONGEST_TEXT 7089  /* bytes: the digits of a QR code version 40 */

static const struct ts_aim_of *aim_here(const struct ts_app *app) {
  return ts_state_of(ts_app_state(app))->aim;
}

void ts_task_forget_piece(struct ts_app *app) {
  struct ts_claims *claims = &app->task.claims;
  claims->made = TS_MADE_UNKNOWN;
  claims->gtin[0] = claims->serial[0] = claims->brand[0] = 0;
  claims->untagged = false;
}

/* Answers on the way to this question hold no longer. */
static void ask_anew(struct ts_app *app) {
  struct ts_claims *claims = &app->task.claims;
  if (ts_app_state(app) == TS_STATE_TAG)
    ts_task_forget_piece(app);
  if (ts_app_state(app) == TS_STATE_TAG || ts_app_state(app) == TS_STATE_ENGRAVED) {
    claims->engraved[0] = claims->size[0] = 0;
    claims->not_engraved = false;
    claims->weight_mg = claims->weight_step_mg = 0;
    app->task.scale = (struct ts_weight){0};
  }
}

void ts_aim_enter(struct ts_app *app) {
  ask_anew(app);
  ts_aim_init(&app->aim);
  app->hint = TS_AIM_SHOW;
  app->frame = (struct ts_frame){0};
  app->lost_pictures = 0;
}

void ts_aim_page(struct ts_app *app, struct ts_page *page) {
  const struct ts_aim_of *of = aim_here(app);
  page->kind = TS_PAGE_AIM;
  page->buttons = (struct ts_page_buttons){.back = TS_PHRASE_BACK, .ok = TS_PHRASE_OPTIONS};
  page->aim.prompt = of->prompt;
  page->aim.hint = app->hint;
  page->aim.frame = app->frame;
  if (app->mode == TS_MODE_RETURN)
    ts_return_steps(app, &page->aim.step, &page->aim.steps);
  page->aim.counting = app->mode == TS_MODE_CONSIGNMENT;
  page->aim.counts = app->consignment.counts;
}

/* A picture's frame, and what is read in it in passing. False: the picture is lost. */
static bool glance(struct ts_app *app, const struct ts_picture *picture, struct ts_frame *frame) {
  const struct ts_reader *reader = app->ports.device.reader;
  *frame = picture->frame;
  app->err = picture->photo.size ? reader->load(reader->ctx, picture->photo, frame) : TS_OK;
  if (app->err == TS_OK && !frame->gray)
    app->err = TS_ERR_EMPTY;
  if (app->err != TS_OK)
    return false;
  ts_symbols_init(&app->glance, app->glance_item, TS_APP_SYMBOLS_MAX, app->glance_pool,
                  sizeof app->glance_pool);
  if (reader->follow(reader->ctx, frame, &app->glance) != TS_OK)
    app->glance.count = 0;
  return true;
}

/* There is more in view than a glance has room for. A reader that ran out of its budget has seen what it can. */
static bool overfull(const struct ts_app *app) {
  const struct ts_symbols *glance = &app->glance;
  return glance->truncated &&
         (glance->count == glance->capacity || glance->pool.capacity - glance->pool.size < LONGEST_TEXT);
}

static void lost(struct ts_app *app) {
  app->frame = (struct ts_frame){0};
  if (++app->lost_pictures >= LOST_BEFORE_TOLD && ts_app_state(app) != TS_STATE_PHOTO_LOST)
    ts_app_interrupt(app, TS_STATE_PHOTO_LOST);
}

void ts_aim_picture(struct ts_app *app, const struct ts_event *event) {
  struct ts_frame frame;
  bool held;
  app->changed = true;
  if (!glance(app, &event->picture, &frame)) {
    lost(app);
    return;
  }
  app->lost_pictures = 0;
  app->frame = frame;
  bool fresh = ts_held_picture(&app->held, app->ports.device.crypto, &app->glance, ts_app_ticks(app), &held);
  if (app->glance.count == 0)
    app->hint = ts_aim_look(&app->aim, &frame);
  else
    app->hint = held ? TS_AIM_HELD : TS_AIM_SHOW;
  if (fresh || overfull(app)) /* the new one may be among the rest */
    aim_here(app)->seen(app, &event->picture, &frame);
}

/* Behind a verdict: only whether the tag has left the view. */
void ts_watch_picture(struct ts_app *app, const struct ts_event *event) {
  struct ts_frame frame;
  bool held;
  if (glance(app, &event->picture, &frame))
    (void)ts_held_picture(&app->held, app->ports.device.crypto, &app->glance, ts_app_ticks(app), &held);
}

void ts_aim_no_camera(struct ts_app *app, const struct ts_event *event) {
  app->err = event->err;
  if (event->err == TS_ERR_NOT_FOUND)
    ts_app_interrupt(app, TS_STATE_CAMERA_GONE);
  else
    lost(app);
}

void ts_aim_line(struct ts_app *app, const struct ts_event *event) {
  aim_here(app)->line(app, event->input.line);
}

void ts_aim_options(struct ts_app *app, const struct ts_event *event) {
  (void)event;
  ts_app_go(app, aim_here(app)->options);
}

/* Who types needs no menu to say so. */
void ts_aim_letter(struct ts_app *app, const struct ts_event *event) {
  enum ts_app_state entry = aim_here(app)->entry;
  if (entry == TS_STATE_HOME || event->input.kind != TS_INPUT_CHARACTER)
    return;
  ts_app_go(app, entry);
  ts_entry_event(app, event);
}

/* Everything in view is held from now on, by the piece that it names if that counts. */
void ts_hold_view(struct ts_app *app) {
  const struct ts_inspection *view = &app->view;
  for (size_t i = 0; i < view->symbols.count; i++) {
    const struct ts_tag *tag = &view->judgement[i].tag;
    bool counts = app->now.counts;
    ts_held_add(&app->held, app->ports.device.crypto, &view->symbols, i, counts ? tag->gtin : "",
                counts ? tag->serial : "", ts_app_ticks(app));
  }
}

/* The tag */

/* The evidence, before anything is decided: the camera's memory will be its own again. */
static void keep_picture(struct ts_app *app, const struct ts_picture *picture) {
  struct ts_app_case *now = &app->now;
  app->jobs &= ~(unsigned)TS_JOB_PHOTO; /* the memory is needed for this one */
  *now = (struct ts_app_case){0};
  now->has_frame = ts_recording_hash(app->ports.device.crypto, picture, now->frame_hash) == TS_OK;
  if (!picture->photo.size || picture->photo.size > app->memory.scratch_size)
    return;
  memcpy(app->memory.scratch, picture->photo.data, picture->photo.size);
  now->photo_size = picture->photo.size;
}

/* The whole look may see less than the glance: then there is nothing to judge yet. */
static bool something_new(const struct ts_app *app) {
  for (size_t i = 0; i < app->view.symbols.count; i++)
    if (!ts_held_text(&app->held, app->ports.device.crypto, &app->view.symbols, i))
      return true;
  return false;
}

static void tag_seen(struct ts_app *app, const struct ts_picture *picture, const struct ts_frame *frame) {
  /* What was seen in passing is good enough if the whole frame was looked at, and all of it fitted. */
  if (app->glance.whole && !overfull(app))
    ts_inspect_symbols(&app->device, frame, &app->glance, &app->task.claims, &app->view);
  else
    ts_inspect_frame(&app->device, frame, &app->task.claims, &app->view);
  if (app->view.read_err != TS_OK || !something_new(app))
    return;
  keep_picture(app, picture);
  if (app->mode == TS_MODE_RETURN)
    ts_return_looked(app);
  else
    ts_conclude(app);
}

/* A hand scanner beside the camera. */
static void tag_line(struct ts_app *app, struct ts_bytes line) {
  if (!line.size)
    return;
  app->now = (struct ts_app_case){0};
  app->jobs &= ~(unsigned)TS_JOB_PHOTO;
  ts_inspect_text(&app->device, line, &app->task.claims, &app->view);
  if (app->mode == TS_MODE_RETURN)
    ts_return_looked(app);
  else
    ts_conclude(app);
}

const struct ts_aim_of ts_tag_aim = {
    .prompt = TS_PHRASE_SHOW_TAG, .seen = tag_seen, .line = tag_line, .options = TS_STATE_TAG_OPTIONS};
