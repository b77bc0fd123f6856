/* SPDX-License-Identifier: Apache-2.0 */
#include "tests/support/handheld.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

struct ts_handheld *handheld;

/* Ports */

static bool fails(struct ts_handheld *h) {
  h->calls++;
  return h->fail_at && (h->calls == h->fail_at || (h->fail_from && h->calls > h->fail_at));
}

struct ts_handheld_file *ts_handheld_file(struct ts_handheld *h, enum ts_store_area area, const char *name) {
  for (size_t i = 0; i < TS_HANDHELD_FILES; i++)
    if (h->file[i].there && h->file[i].area == area && strcmp(h->file[i].name, name) == 0)
      return &h->file[i];
  return NULL;
}

static struct ts_handheld_file *make_file(struct ts_handheld *h, enum ts_store_area area, const char *name) {
  struct ts_handheld_file *file = ts_handheld_file(h, area, name);
  for (size_t i = 0; !file; i++) {
    assert_true(i < TS_HANDHELD_FILES);
    if (h->file[i].there)
      continue;
    file = &h->file[i];
    *file = (struct ts_handheld_file){.there = true, .area = area};
    assert_true(strlen(name) <= TS_STORE_NAME_MAX);
    strcpy(file->name, name);
  }
  return file;
}

static void drop_file(struct ts_handheld_file *file) {
  free(file->data);
  *file = (struct ts_handheld_file){0};
}

static enum ts_err store_size(void *ctx, enum ts_store_area area, const char *name, uint64_t *size) {
  const struct ts_handheld_file *file = ts_handheld_file(ctx, area, name);
  if (fails(ctx))
    return ((struct ts_handheld *)ctx)->error;
  if (!file)
    return TS_ERR_NOT_FOUND;
  *size = file->size;
  return TS_OK;
}

static enum ts_err store_read(void *ctx, enum ts_store_area area, const char *name, uint64_t offset,
                              void *buf, size_t size) {
  const struct ts_handheld_file *file = ts_handheld_file(ctx, area, name);
  if (fails(ctx))
    return ((struct ts_handheld *)ctx)->error;
  if (!file)
    return TS_ERR_NOT_FOUND;
  if (offset > file->size || size > file->size - offset)
    return TS_ERR_IO;
  if (size)
    memcpy(buf, file->data + offset, size);
  return TS_OK;
}

static void write_at(struct ts_handheld_file *file, size_t at, struct ts_bytes content) {
  uint8_t *data = realloc(file->data, at + content.size + 1);
  assert_non_null(data);
  if (content.size)
    memcpy(data + at, content.data, content.size);
  file->data = data;
  file->size = at + content.size;
}

static enum ts_err may_write(struct ts_handheld *h) {
  if (fails(h))
    return h->error;
  return h->read_only ? h->store_error : TS_OK;
}

static enum ts_err store_replace(void *ctx, enum ts_store_area area, const char *name,
                                 struct ts_bytes content) {
  enum ts_err err = may_write(ctx);
  if (err == TS_OK)
    write_at(make_file(ctx, area, name), 0, content);
  return err;
}

static enum ts_err store_append(void *ctx, enum ts_store_area area, const char *name,
                                struct ts_bytes content) {
  enum ts_err err = may_write(ctx);
  if (err != TS_OK)
    return err;
  struct ts_handheld_file *file = make_file(ctx, area, name);
  write_at(file, file->size, content);
  ((struct ts_handheld *)ctx)->appended++;
  return TS_OK;
}

static enum ts_err store_remove(void *ctx, enum ts_store_area area, const char *name) {
  enum ts_err err = may_write(ctx);
  struct ts_handheld_file *file = ts_handheld_file(ctx, area, name);
  if (err == TS_OK && file)
    drop_file(file);
  return err;
}

static enum ts_err crypto_sha256(void *ctx, const struct ts_bytes *part, size_t parts,
                                 uint8_t digest[TS_SHA256_SIZE]) {
  memset(digest, 0, TS_SHA256_SIZE);
  return fails(ctx) ? TS_ERR_INTERNAL : world->psa.sha256(world->psa.ctx, part, parts, digest);
}

/* The adapter's answers, remembered: tests ask the same a thousand times. */
struct answer {
  uint8_t asked[TS_P256_POINT_SIZE + TS_SHA256_SIZE + TS_P256_SIGNATURE_SIZE];
  enum ts_signature_check answer;
};

static enum ts_signature_check crypto_verify(void *ctx, const uint8_t point[TS_P256_POINT_SIZE],
                                             const uint8_t digest[TS_SHA256_SIZE],
                                             const uint8_t signature[TS_P256_SIGNATURE_SIZE]) {
  static struct answer answers[32];
  static unsigned turn;
  struct answer this_one;
  if (fails(ctx))
    return TS_SIGNATURE_NOT_CHECKED;
  memcpy(this_one.asked, point, TS_P256_POINT_SIZE);
  memcpy(this_one.asked + TS_P256_POINT_SIZE, digest, TS_SHA256_SIZE);
  memcpy(this_one.asked + TS_P256_POINT_SIZE + TS_SHA256_SIZE, signature, TS_P256_SIGNATURE_SIZE);
  for (size_t i = 0; i < sizeof answers / sizeof answers[0]; i++)
    if (memcmp(answers[i].asked, this_one.asked, sizeof this_one.asked) == 0)
      return answers[i].answer;
  this_one.answer = world->psa.verify_p256(world->psa.ctx, point, digest, signature);
  answers[turn++ % (sizeof answers / sizeof answers[0])] = this_one;
  return this_one.answer;
}

static enum ts_err crypto_certificate(void *ctx, struct ts_bytes der, struct ts_certificate *out) {
  return fails(ctx) ? TS_ERR_INTERNAL : world->psa.read_certificate(world->psa.ctx, der, out);
}

static struct ts_time clock_now(void *ctx) {
  return ((struct ts_handheld *)ctx)->now;
}

static uint64_t clock_ticks(void *ctx) {
  return ((struct ts_handheld *)ctx)->ticks;
}

static enum ts_err reader_load(void *ctx, struct ts_bytes photo, struct ts_frame *frame) {
  struct ts_handheld *h = ctx;
  (void)photo;
  *frame = (struct ts_frame){.gray = h->gray,
                             .width = TS_HANDHELD_WIDTH,
                             .height = TS_HANDHELD_HEIGHT,
                             .stride = TS_HANDHELD_WIDTH,
                             .source_width = 640,
                             .source_height = 480};
  return fails(h) ? TS_ERR_PHOTO_DAMAGED : h->load_err;
}

static enum ts_err reader_read(void *ctx, const struct ts_frame *frame, struct ts_symbols *symbols) {
  assert_non_null(frame->gray);
  if (fails(ctx))
    return TS_ERR_READER_MEMORY;
  for (size_t i = 0; i < world->seen_count; i++)
    (void)ts_symbols_add(symbols, &world->seen[i]);
  return TS_OK;
}

static enum ts_err reader_whole(void *ctx, const struct ts_frame *frame, struct ts_symbols *symbols) {
  ((struct ts_handheld *)ctx)->looks++;
  symbols->whole = true;
  return reader_read(ctx, frame, symbols);
}

static enum ts_err reader_follow(void *ctx, const struct ts_frame *frame, struct ts_symbols *symbols) {
  struct ts_handheld *h = ctx;
  return h->follows_parts ? reader_read(ctx, frame, symbols) : reader_whole(ctx, frame, symbols);
}

static enum ts_err identity_key(void *ctx, uint8_t point[TS_P256_POINT_SIZE]) {
  memset(point, 0, TS_P256_POINT_SIZE);
  if (fails(ctx) || ((struct ts_handheld *)ctx)->no_identity)
    return TS_ERR_NOT_FOUND;
  memcpy(point, world->key[TS_WORLD_STRANGER].point, TS_P256_POINT_SIZE);
  return TS_OK;
}

static enum ts_err identity_sign(void *ctx, const uint8_t digest[TS_SHA256_SIZE],
                                 uint8_t signature[TS_P256_SIGNATURE_SIZE]) {
  struct ts_fault fault = {0};
  memset(signature, 0, TS_P256_SIGNATURE_SIZE);
  if (fails(ctx) || ((struct ts_handheld *)ctx)->no_identity)
    return TS_ERR_NOT_FOUND;
  return ts_key_sign(&world->key[TS_WORLD_STRANGER], digest, signature, &fault) ? TS_OK : TS_ERR_INTERNAL;
}

static void sound_play(void *ctx, const struct ts_tone *tone, size_t count) {
  struct ts_handheld *h = ctx;
  assert_non_null(tone);
  h->sounds++;
  h->last_pattern = count;
  h->recorded_at_sound = ts_journal_size(&h->app.journal);
}

/* The device */

void ts_handheld_restart(struct ts_handheld *h) {
  const struct ts_app_ports ports = {
      .device = {.store = &h->store, .crypto = &h->crypto, .clock = &h->clock, .reader = &h->reader},
      .identity = &h->identity,
      .sound = &h->sound};
  ts_app_open(&h->app, &ports, &h->memory);
  assert_int_not_equal(ts_app_page(&h->app)->kind, TS_PAGE_NONE);
}

static void copy_in(struct ts_handheld *h, enum ts_store_area area, const char *name,
                    const struct ts_world_file *from) {
  write_at(make_file(h, area, name), 0, ts_bytes(from->data, from->size));
}

struct ts_handheld *ts_handheld_make(void) {
  struct ts_handheld *h = calloc(1, sizeof *h);
  assert_non_null(h);
  h->store = (struct ts_store){.ctx = h,
                               .size = store_size,
                               .read = store_read,
                               .replace = store_replace,
                               .append = store_append,
                               .remove = store_remove};
  h->crypto = (struct ts_crypto){.ctx = h,
                                 .sha256 = crypto_sha256,
                                 .verify_p256 = crypto_verify,
                                 .read_certificate = crypto_certificate};
  h->clock = (struct ts_clock){.ctx = h, .now = clock_now, .ticks_us = clock_ticks};
  h->reader =
      (struct ts_reader){.ctx = h, .load = reader_load, .read = reader_whole, .follow = reader_follow};
  h->identity = (struct ts_identity){.ctx = h, .public_key = identity_key, .sign = identity_sign};
  h->sound = (struct ts_sound){.ctx = h, .play = sound_play};
  h->now = world->now;
  h->error = TS_ERR_IO;
  memset(h->gray, 120, sizeof h->gray);
  h->memory = (struct ts_app_memory){.bundle = h->bundle,
                                     .bundle_size = sizeof h->bundle,
                                     .scratch = h->scratch,
                                     .scratch_size = sizeof h->scratch,
                                     .journal = {.segment_size = 65536, .segments = 8},
                                     .photos = {.files = 8, .bytes = 65536}};
  copy_in(h, TS_STORE_TRUSTED, TS_ANCHOR_FILE, &world->anchor);
  copy_in(h, TS_STORE_CARD, TS_ANCHOR_BUNDLE_FILE, &world->card);
  ts_handheld_restart(h);
  return h;
}

void ts_handheld_free(struct ts_handheld *h) {
  for (size_t i = 0; i < TS_HANDHELD_FILES; i++)
    free(h->file[i].data);
  free(h);
}

int ts_handheld_setup(void **state) {
  (void)ts_world_setup(state);
  handheld = ts_handheld_make();
  return 0;
}

int ts_handheld_teardown(void **state) {
  ts_handheld_free(handheld);
  handheld = NULL;
  return ts_world_teardown(state);
}

void ts_handheld_put(struct ts_handheld *h, enum ts_store_area area, const char *name, const char *text) {
  write_at(make_file(h, area, name), 0, ts_bytes_of(text));
}

/* Events */

void ts_handheld_step(struct ts_handheld *h, const struct ts_event *event) {
  ts_app_step(&h->app, event);
  const struct ts_page *page = ts_app_page(&h->app);
  assert_int_not_equal(page->kind, TS_PAGE_NONE);
  assert_int_not_equal(page->title, TS_PHRASE_NONE);
  uint64_t number;
  if (page->kind == TS_PAGE_VERDICT) {
    assert_non_null(ts_app_verdict(&h->app, &number));
    assert_true(number < ts_journal_size(&h->app.journal));
  }
}

void ts_handheld_key(struct ts_handheld *h, enum ts_button key) {
  const struct ts_event event = {.kind = TS_EVENT_INPUT, .input = {.kind = TS_INPUT_KEY, .key = key}};
  ts_handheld_step(h, &event);
}

void ts_handheld_type(struct ts_handheld *h, const char *text) {
  for (; *text; text++) {
    const struct ts_event event = {.kind = TS_EVENT_INPUT,
                                   .input = {.kind = TS_INPUT_CHARACTER, .character = *text}};
    ts_handheld_step(h, &event);
  }
}

void ts_handheld_line(struct ts_handheld *h, const char *line) {
  const struct ts_event event = {.kind = TS_EVENT_INPUT,
                                 .input = {.kind = TS_INPUT_LINE, .line = ts_bytes_of(line)}};
  ts_handheld_step(h, &event);
}

void ts_handheld_tick(struct ts_handheld *h) {
  const struct ts_event event = {.kind = TS_EVENT_TICK};
  h->ticks += 10000;
  ts_handheld_step(h, &event);
}

void ts_handheld_picture(struct ts_handheld *h) {
  const struct ts_event event = {.kind = TS_EVENT_PICTURE, .picture = {.photo = ts_bytes_of("photograph")}};
  h->ticks += 100000;
  ts_handheld_step(h, &event);
}

void ts_handheld_clear_view(struct ts_handheld *h) {
  ts_world_clear(world);
  for (int i = 0; i < 12; i++)
    ts_handheld_picture(h);
}

void ts_handheld_show(struct ts_handheld *h, const char *text) {
  ts_world_clear(world);
  ts_world_show(world, text);
  ts_handheld_picture(h);
}

static void choose(struct ts_handheld *h, enum ts_phrase phrase, const char *text) {
  assert_int_equal(ts_app_page(&h->app)->kind, TS_PAGE_MENU);
  for (unsigned i = 0; i <= ts_app_page(&h->app)->menu.count; i++) {
    const struct ts_page_menu *menu = &ts_app_page(&h->app)->menu;
    const struct ts_page_line *line = &menu->line[menu->selected - menu->first];
    if (text ? ts_bytes_equal_text(line->text, text) : line->phrase == phrase) {
      ts_handheld_key(h, TS_KEY_OK);
      return;
    }
    ts_handheld_key(h, TS_KEY_NEXT);
  }
  fail_msg("no such line in the menu");
}

void ts_handheld_choose(struct ts_handheld *h, enum ts_phrase phrase) {
  choose(h, phrase, NULL);
}

void ts_handheld_choose_text(struct ts_handheld *h, const char *text) {
  choose(h, TS_PHRASE_NONE, text);
}

void ts_handheld_mode(struct ts_handheld *h, enum ts_phrase mode) {
  assert_int_equal(ts_app_state(&h->app), TS_STATE_HOME);
  ts_handheld_choose(h, mode);
}

/* What came of it */

const struct ts_inspection *ts_handheld_verdict(struct ts_handheld *h) {
  uint64_t number;
  const struct ts_inspection *view = ts_app_verdict(&h->app, &number);
  assert_non_null(view);
  assert_int_equal(ts_app_page(&h->app)->kind, TS_PAGE_VERDICT);
  assert_ptr_equal(ts_app_page(&h->app)->verdict.view, view);
  return view;
}

bool ts_handheld_says(struct ts_handheld *h, enum ts_verdict verdict, enum ts_reason reason) {
  const struct ts_inspection *view = ts_handheld_verdict(h);
  return view->decision.verdict == verdict && (view->decision.reasons >> reason & 1) != 0;
}

const struct ts_record *ts_handheld_record(struct ts_handheld *h, uint64_t number) {
  static uint8_t memory[TS_RECORD_SIZE_MAX];
  static struct ts_record record;
  size_t size = 0;
  assert_int_equal(ts_journal_read(&h->app.journal, number, memory, &size), TS_OK);
  assert_int_equal(ts_record_read(&record, ts_bytes(memory, size)), TS_OK);
  return &record;
}
