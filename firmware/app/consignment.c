/* SPDX-License-Identifier: Apache-2.0 */
/* A run of pieces, against a manifest where there is one. What was counted is in the journal: after a power failure it
 * is counted again from there. */
#include <string.h>

#include "app/states.h"

/* The manifest: read as a whole, since its hash goes on record before its lines are used. */

static enum ts_err read_manifest(struct ts_app *app, struct ts_bytes *text, uint8_t hash[TS_SHA256_SIZE]) {
  const struct ts_store *store = app->ports.device.store;
  const struct ts_crypto *crypto = app->ports.device.crypto;
  uint64_t size = 0;
  app->jobs &= ~(unsigned)TS_JOB_PHOTO; /* the memory is needed */
  enum ts_err err = store->size(store->ctx, TS_STORE_CARD, TS_MANIFEST_FILE, &size);
  if (err != TS_OK)
    return err;
  if (size > app->memory.scratch_size)
    return TS_ERR_TOO_LONG;
  err = store->read(store->ctx, TS_STORE_CARD, TS_MANIFEST_FILE, 0, app->memory.scratch, (size_t)size);
  if (err != TS_OK)
    return err;
  *text = ts_bytes(app->memory.scratch, (size_t)size);
  return crypto->sha256(crypto->ctx, text, 1, hash);
}

static enum ts_err take_manifest(struct ts_app *app) {
  struct ts_app_consignment *c = &app->consignment;
  struct ts_bytes text;
  c->manifest_row = 0;
  ts_tally_init(&c->tally);
  c->manifest_err = read_manifest(app, &text, c->manifest_hash);
  if (c->manifest_err == TS_OK)
    c->manifest_err = ts_tally_manifest(&c->tally, app->ports.device.crypto, text, &c->manifest_row);
  return c->manifest_err;
}

static void begin_counts(struct ts_app_consignment *c) {
  c->counts = (struct ts_counts){
      .has_manifest = c->tally.lines > 0, .expected = c->tally.expected, .missing = c->tally.expected};
}

/* Counting: live, and again from the journal */

static void count_verdict(struct ts_counts *counts, enum ts_verdict verdict) {
  uint32_t *const of[] = {[TS_GENUINE] = &counts->genuine,
                          [TS_UNPROVEN] = &counts->unproven,
                          [TS_SUSPECT] = &counts->suspect,
                          [TS_COUNTERFEIT] = &counts->counterfeit};
  if ((unsigned)verdict <= TS_COUNTERFEIT)
    ++*of[verdict];
}

static void count_piece(struct ts_app *app, const char *gtin14, const char *serial, enum ts_verdict verdict,
                        bool twice) {
  struct ts_app_consignment *c = &app->consignment;
  enum ts_manifest_line line = TS_LINE_NONE;
  if (!twice)
    twice = ts_tally_see(&c->tally, app->ports.device.crypto, gtin14, serial, &line) == TS_TALLY_TWICE;
  count_verdict(&c->counts, verdict);
  c->counts.pieces += !twice;
  c->counts.duplicates += twice;
  c->counts.extra += line == TS_LINE_EXTRA;
  c->counts.missing = c->tally.expected - c->tally.matched;
}

/* One piece with a serial, or one of which a person says that it has no tag. What lies in view since it was counted
 * is not another. */
void ts_consignment_ask(struct ts_app *app) {
  struct ts_app_consignment *c = &app->consignment;
  struct ts_app_case *now = &app->now;
  const struct ts_inspection *view = &app->view;
  const struct ts_crypto *crypto = app->ports.device.crypto;
  static const struct ts_tag none = {0};
  now->counts = false;
  if (app->mode != TS_MODE_CONSIGNMENT || !c->open)
    return;
  bool untagged = app->task.claims.untagged;
  if (!untagged && (view->pieces != 1 || view->shown < 0))
    return;
  const struct ts_tag *tag = view->shown < 0 ? &none : &view->judgement[view->shown].tag;
  if (!untagged && (!tag->gtin[0] || !tag->serial[0] ||
                    ts_held_piece(&app->held, crypto, tag->gtin, tag->serial, ts_app_ticks(app))))
    return;
  now->counts = true;
  now->answer = ts_tally_ask(&c->tally, crypto, tag->gtin, tag->serial, &now->line);
}

void ts_consignment_see(struct ts_app *app) {
  const struct ts_inspection *view = &app->view;
  static const struct ts_tag none = {0};
  if (!app->now.counts)
    return;
  const struct ts_tag *tag = view->shown < 0 ? &none : &view->judgement[view->shown].tag;
  count_piece(app, tag->gtin, tag->serial, view->decision.verdict, app->now.answer == TS_TALLY_TWICE);
}

/* Its records */

void ts_consignment_record(const struct ts_app *app, struct ts_record *record) {
  const struct ts_app_consignment *c = &app->consignment;
  if (app->pending == TS_PENDING_BEGIN) {
    record->has_manifest = c->counts.has_manifest;
    if (record->has_manifest)
      memcpy(record->manifest_hash, c->manifest_hash, sizeof record->manifest_hash);
    return;
  }
  record->consignment = c->number;
  record->expected = c->counts.expected;
  record->pieces = c->counts.pieces;
  record->duplicates = c->counts.duplicates;
  record->missing = c->counts.missing;
  record->extra = c->counts.extra;
}

/* card/consignment, SPEC.md "Open consignment": which one is to be gone on with. */
#define MAGIC "TSCONSG1"
#define STATE_SIZE 16

void ts_consignment_began(struct ts_app *app, uint64_t number) {
  struct ts_app_consignment *c = &app->consignment;
  const struct ts_store *store = app->ports.device.store;
  uint8_t file[STATE_SIZE];
  c->open = true;
  c->counted = true;
  c->manifest_err = TS_OK;
  c->begun_with_manifest = c->counts.has_manifest;
  memcpy(c->begun_with, c->manifest_hash, sizeof c->begun_with);
  c->number = number + 1;
  memcpy(file, MAGIC, 8);
  ts_put_be64(file + 8, number);
  (void)store->replace(store->ctx, TS_STORE_CARD, TS_APP_CONSIGNMENT_FILE, ts_bytes(file, sizeof file));
  ts_app_go_from(app, TS_STATE_CONSIGNMENT, TS_STATE_TAG);
}

void ts_consignment_ended(struct ts_app *app, uint64_t number) {
  const struct ts_store *store = app->ports.device.store;
  if (app->jobs & TS_JOB_PHOTO)
    ts_do_a_job(app); /* while it still is the last piece's */
  app->consignment.open = false;
  app->now.number = number;
  (void)store->remove(store->ctx, TS_STORE_CARD, TS_APP_CONSIGNMENT_FILE);
  ts_summary_begin(app);
  ts_app_go_from(app, TS_STATE_HOME, TS_STATE_SUMMARY);
}

void ts_consignment_finish(struct ts_app *app) {
  ts_write_pending(app, TS_PENDING_END);
}

/* Going on after a restart */

/* The card may say anything of older records, their hashes among it: what is counted must lead to the root that the
 * trusted area holds. */
static bool proven(struct ts_app *app, uint64_t number, struct ts_bytes bytes) {
  const struct ts_crypto *crypto = app->ports.device.crypto;
  const struct ts_merkle_source tree = ts_journal_tree(&app->journal);
  const uint64_t size = ts_journal_size(&app->journal);
  struct ts_hash leaf, root, proof[TS_MERKLE_PROOF_MAX];
  size_t count;
  return ts_merkle_leaf(crypto, bytes, &leaf) == TS_OK && ts_journal_root(&app->journal, &root) == TS_OK &&
         ts_merkle_inclusion(&tree, crypto, number, size, proof, &count) == TS_OK &&
         ts_merkle_verify_inclusion(crypto, &leaf, number, size, proof, count, &root) == TS_OK;
}

static bool read_record(struct ts_app *app, uint64_t number, uint8_t memory[TS_RECORD_SIZE_MAX],
                        struct ts_record *out) {
  size_t size = 0;
  return ts_journal_read(&app->journal, number, memory, &size) == TS_OK &&
         proven(app, number, ts_bytes(memory, size)) && ts_record_read(out, ts_bytes(memory, size)) == TS_OK;
}

void ts_consignment_open(struct ts_app *app) {
  struct ts_app_consignment *c = &app->consignment;
  const struct ts_store *store = app->ports.device.store;
  uint8_t file[STATE_SIZE], memory[TS_RECORD_SIZE_MAX];
  struct ts_record record;
  uint64_t size = 0;
  size_t record_size = 0;
  if (app->journal_err != TS_OK ||
      store->size(store->ctx, TS_STORE_CARD, TS_APP_CONSIGNMENT_FILE, &size) != TS_OK || size != STATE_SIZE ||
      store->read(store->ctx, TS_STORE_CARD, TS_APP_CONSIGNMENT_FILE, 0, file, STATE_SIZE) != TS_OK ||
      memcmp(file, MAGIC, 8) != 0)
    return;
  uint64_t number = ts_get_be64(file + 8);
  /* Not proven yet: the recount begins with this record, and tells if it cannot be. */
  if (number >= ts_journal_size(&app->journal) ||
      ts_journal_read(&app->journal, number, memory, &record_size) != TS_OK ||
      ts_record_read(&record, ts_bytes(memory, record_size)) != TS_OK ||
      record.kind != TS_RECORD_CONSIGNMENT_BEGIN)
    return;
  c->open = true;
  c->number = number + 1;
  c->begun_with_manifest = record.has_manifest;
  memcpy(c->begun_with, record.manifest_hash, sizeof c->begun_with);
}

/* The manifest that it began with, or none: another one would make of what is right what is wrong. */
static void begin_recount(struct ts_app *app) {
  struct ts_app_consignment *c = &app->consignment;
  ts_tally_init(&c->tally);
  c->manifest_err = TS_OK;
  c->lost = 0;
  if (c->begun_with_manifest && take_manifest(app) == TS_OK &&
      memcmp(c->begun_with, c->manifest_hash, sizeof c->begun_with) != 0) {
    c->manifest_err = TS_ERR_JOURNAL_HASH;
    ts_tally_init(&c->tally);
  }
  begin_counts(c);
  c->next = c->number - 1;
  ts_app_interrupt(app, TS_STATE_RECOUNT);
}

/* Does an item name another piece than the one named so far? As app/inspection numbers them: a model's code alone
 * disagrees with no serial of that model. */
static bool names_another(const struct ts_record_item *item, const char *gtin14, const char *serial) {
  bool model_only = !item->serial.size &&
                    (item->findings.form == TS_FORM_MODEL || item->findings.form == TS_FORM_UNKNOWN_BRAND);
  if (!item->gtin.size || (!item->serial.size && !model_only))
    return true;
  return (gtin14[0] && !ts_bytes_equal_text(item->gtin, gtin14)) ||
         (serial[0] && item->serial.size && !ts_bytes_equal_text(item->serial, serial));
}

/* The piece that a record counted: the one that all its items name, or the one of which a person said that it has no
 * tag. */
static bool counted_piece(const struct ts_record *record, char gtin14[15], char serial[TS_TAG_SERIAL_MAX + 1],
                          bool *twice) {
  bool untagged = record->items == 0;
  gtin14[0] = serial[0] = 0;
  *twice = false;
  for (uint32_t i = 0; i < record->items; i++)
    untagged = untagged || record->item[i].findings.form == TS_FORM_UNTAGGED;
  for (uint32_t i = 0; i < record->items; i++) {
    const struct ts_record_item *item = &record->item[i];
    *twice = *twice || item->findings.history == TS_SEEN_TWICE;
    if (!item->judged)
      continue;
    if (!untagged && names_another(item, gtin14, serial))
      return false;
    if ((item->gtin.size && !ts_text_copy(gtin14, 15, item->gtin)) ||
        (item->serial.size && !ts_text_copy(serial, TS_TAG_SERIAL_MAX + 1, item->serial)))
      return false;
  }
  return untagged || serial[0];
}

static void recount_record(struct ts_app *app, const struct ts_record *record) {
  struct ts_app_consignment *c = &app->consignment;
  char gtin14[15], serial[TS_TAG_SERIAL_MAX + 1];
  enum ts_manifest_line line;
  bool twice;
  if (record->consignment != c->number)
    return;
  if (record->kind == TS_RECORD_CONSIGNMENT_END) {
    c->open = false;
    return;
  }
  if (record->kind != TS_RECORD_INSPECTION || !counted_piece(record, gtin14, serial, &twice))
    return;
  /* The same piece again, and not called a duplicate then: it had stayed in view. */
  if (!twice && ts_tally_ask(&c->tally, app->ports.device.crypto, gtin14, serial, &line) == TS_TALLY_TWICE)
    return;
  count_piece(app, gtin14, serial, record->decision.verdict, twice);
}

/* Pieces may be missing from the counts: that is told. */
static void note_lost(struct ts_app_consignment *c, uint64_t number) {
  if (!c->lost++)
    c->lost_first = number;
  c->lost_last = number;
}

#define RECORDS_A_TICK 16

void ts_recount_tick(struct ts_app *app, const struct ts_event *event) {
  struct ts_app_consignment *c = &app->consignment;
  uint8_t memory[TS_RECORD_SIZE_MAX];
  struct ts_record record;
  (void)event;
  app->changed = true;
  for (unsigned i = 0; i < RECORDS_A_TICK && c->open && c->next < ts_journal_size(&app->journal); i++)
    if (read_record(app, c->next++, memory, &record))
      recount_record(app, &record);
    else
      note_lost(c, c->next - 1);
  if (c->open && c->next < ts_journal_size(&app->journal))
    return;
  c->counted = true;
  ts_app_back(app);
  if (!c->lost)
    return;
  app->lost_first = c->lost_first;
  app->lost_last = c->lost_last;
  ts_app_interrupt(app, TS_STATE_JOURNAL_LOST);
}

void ts_recount_page(struct ts_app *app, struct ts_page *page) {
  page->kind = TS_PAGE_COUNT;
  page->buttons.back = TS_PHRASE_BACK;
  page->count.counts = app->consignment.counts;
}

void ts_recount_back(struct ts_app *app, const struct ts_event *event) {
  (void)event;
  app->consignment.counted = false;
  ts_app_home(app);
}

/* Its first menu */

void ts_consignment_enter(struct ts_app *app) {
  struct ts_app_consignment *c = &app->consignment;
  if (c->open && !c->counted) {
    begin_recount(app);
    return;
  }
  /* Of one that is open, its own manifest may not be missing. */
  bool bad =
      c->open ? c->manifest_err != TS_OK : take_manifest(app) != TS_OK && c->manifest_err != TS_ERR_NOT_FOUND;
  ts_menu_enter(app);
  if (!bad)
    return;
  app->err = c->manifest_err;
  if (c->open)
    c->manifest_err = TS_OK; /* it is told once */
  ts_app_interrupt(app, TS_STATE_MANIFEST_BAD);
}

void ts_manifest_bad_page(struct ts_app *app, struct ts_page *page) {
  ts_notice(page, TS_NOTICE_FAULT, TS_PHRASE_MANIFEST_BAD, TS_PHRASE_MANIFEST_BAD_DO);
  page->buttons = (struct ts_page_buttons){.back = TS_PHRASE_BACK, .ok = TS_PHRASE_OK};
  page->notice.n = app->consignment.manifest_row;
  page->notice.err = app->err;
}

void ts_manifest_bad_ok(struct ts_app *app, const struct ts_event *event) {
  (void)event;
  ts_app_resume(app);
}

static bool usable_manifest(const struct ts_app *app) {
  return app->consignment.tally.lines > 0;
}

static unsigned menu_count(struct ts_app *app) {
  return app->consignment.open || usable_manifest(app) ? 2 : 1;
}

static void menu_line(struct ts_app *app, unsigned at, struct ts_page_line *out) {
  const struct ts_app_consignment *c = &app->consignment;
  if (c->open) {
    out->phrase = at == 0 ? TS_PHRASE_CONTINUE : TS_PHRASE_FINISH;
    return;
  }
  bool with = usable_manifest(app) && at == 0;
  out->phrase = with ? TS_PHRASE_MANIFEST_USE : TS_PHRASE_MANIFEST_NONE;
  out->n = with ? c->tally.expected : 0;
}

static void menu_chosen(struct ts_app *app, unsigned at) {
  struct ts_app_consignment *c = &app->consignment;
  if (c->open && at == 1) {
    ts_consignment_finish(app);
    return;
  }
  if (c->open) {
    ts_app_go(app, TS_STATE_TAG);
    return;
  }
  if (!usable_manifest(app) || at == 1)
    ts_tally_init(&c->tally);
  begin_counts(c);
  ts_write_pending(app, TS_PENDING_BEGIN);
}

const struct ts_menu_of ts_consignment_menu = {.count = menu_count, .line = menu_line, .chosen = menu_chosen};

/* At its end */

void ts_done_page(struct ts_app *app, struct ts_page *page) {
  ts_notice(page, TS_NOTICE_PLAIN, TS_PHRASE_CONSIGNMENT_DONE, TS_PHRASE_NONE);
  page->buttons = (struct ts_page_buttons){.ok = TS_PHRASE_OK};
  page->notice.n = (unsigned)app->now.number;
}

void ts_done_ok(struct ts_app *app, const struct ts_event *event) {
  (void)event;
  ts_app_home(app);
}

/* For the list: the manifest again, if it is still the same. */
bool ts_consignment_manifest(struct ts_app *app, struct ts_bytes *text) {
  uint8_t hash[TS_SHA256_SIZE];
  return app->consignment.counts.has_manifest && read_manifest(app, text, hash) == TS_OK &&
         memcmp(hash, app->consignment.manifest_hash, sizeof hash) == 0;
}

bool ts_consignment_read(struct ts_app *app, uint64_t number, uint8_t memory[TS_RECORD_SIZE_MAX],
                         struct ts_record *record, char gtin14[15], char serial[TS_TAG_SERIAL_MAX + 1],
                         bool *twice) {
  return read_record(app, number, memory, record) && record->kind == TS_RECORD_INSPECTION &&
         record->consignment == app->consignment.number && counted_piece(record, gtin14, serial, twice);
}
