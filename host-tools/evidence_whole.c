/* SPDX-License-Identifier: Apache-2.0 */
/* What a package says as a whole: whose it is, the consignment, what is missing of the journal. */
#include <stdlib.h>
#include <string.h>

#include "app/messages.h"
#include "app/tally.h"
#include "host-tools/evidence_story.h"
#include "host-tools/plural.h"
#include "host-tools/text.h"

/* ---- a consignment ---- */

/* The piece that a record of a consignment names. */
static const struct ts_record_item *piece_of(const struct ts_evidence_record *r) {
  for (uint32_t i = 0; r->record.kind == TS_RECORD_INSPECTION && i < r->record.items; i++)
    if (r->record.item[i].gtin.size)
      return &r->record.item[i];
  return NULL;
}

static bool same_piece(const struct ts_record_item *a, const struct ts_record_item *b) {
  return a->serial.size && ts_bytes_equal(a->gtin, b->gtin) && ts_bytes_equal(a->serial, b->serial);
}

static bool was_before(const struct ts_evidence *e, size_t at) {
  const struct ts_record_item *item = piece_of(&e->record[at]);
  for (size_t i = 0; item && i < at; i++) {
    const struct ts_record_item *other = piece_of(&e->record[i]);
    if (other && same_piece(item, other))
      return true;
  }
  return false;
}

static bool is_duplicate(const struct ts_evidence *e, size_t at) {
  return e->record[at].record.kind == TS_RECORD_INSPECTION &&
         (was_before(e, at) || (e->record[at].record.decision.reasons >> TS_REASON_SEEN_TWICE & 1));
}

/* Pieces of this row that were found. FIRST: of each record, whether it names a piece for the first time. */
static uint32_t found_of(const struct ts_evidence *e, const bool *first, const struct ts_manifest_row *row) {
  uint32_t found = 0;
  for (size_t i = 0; i < e->count; i++) {
    const struct ts_record_item *item = first[i] ? piece_of(&e->record[i]) : NULL;
    if (item && ts_bytes_equal_text(item->gtin, row->gtin) &&
        (!row->serial[0] || ts_bytes_equal_text(item->serial, row->serial)))
      found++;
  }
  return found;
}

static void add_missing(struct ts_story *story, const struct ts_evidence *e) {
  struct ts_manifest manifest = {.text = ts_bytes(e->manifest, e->manifest_size)};
  struct ts_manifest_row row;
  size_t missing = 0;
  enum ts_err err;
  bool *first = calloc(e->count, sizeof *first);
  story->failed = story->failed || !first;
  if (!first)
    return;
  for (size_t i = 0; i < e->count; i++)
    first[i] = piece_of(&e->record[i]) && !was_before(e, i);
  ts_story_add(story, TS_STORY_PIECE, NULL, "Missing: on the manifest, and not found");
  while ((err = ts_manifest_next(&manifest, &row)) == TS_OK) {
    uint32_t wanted = manifest.kind == TS_MANIFEST_SERIALS ? 1 : row.quantity,
             found = found_of(e, first, &row);
    if (found >= wanted)
      continue;
    missing += wanted - found;
    if (manifest.kind == TS_MANIFEST_SERIALS)
      ts_story_add(story, TS_STORY_SENTENCE, NULL, "GTIN %s, serial %s (line %u of the manifest)", row.gtin,
                   row.serial, manifest.row);
    else
      ts_story_add(story, TS_STORY_SENTENCE, NULL, "GTIN %s: %lu of %lu (line %u of the manifest)", row.gtin,
                   (unsigned long)(wanted - found), (unsigned long)wanted, manifest.row);
  }
  free(first);
  if (err != TS_ERR_EMPTY)
    ts_story_add(story, TS_STORY_WARNING, NULL, "The manifest cannot be read from line %u on: %s.",
                 manifest.row, ts_err_text(err));
  else if (!missing)
    ts_story_add(story, TS_STORY_TEXT, NULL, "None.");
}

static void add_list(struct ts_story *story, const struct ts_evidence *e, bool duplicates) {
  size_t listed = 0;
  char gtin[64], serial[128];
  ts_story_add(story, TS_STORY_PIECE, NULL, "%s",
               duplicates ? "Duplicates: a serial that was seen before in this consignment"
                          : "Extra: found, and not on the manifest");
  for (size_t i = 0; i < e->count; i++) {
    const struct ts_record_item *item = piece_of(&e->record[i]);
    if (!item || (duplicates ? !is_duplicate(e, i) : e->record[i].record.line != TS_LINE_EXTRA))
      continue;
    listed++;
    ts_story_add(story, TS_STORY_SENTENCE, NULL, "Record %llu: GTIN %s, serial %s",
                 (unsigned long long)e->record[i].number, ts_story_clean(gtin, sizeof gtin, item->gtin),
                 item->serial.size ? ts_story_clean(serial, sizeof serial, item->serial) : "none");
  }
  if (!listed)
    ts_story_add(story, TS_STORY_TEXT, NULL, "None.");
}

static void add_counts(struct ts_story *story, const struct ts_evidence *e) {
  const struct ts_record *end = &e->record[e->count - 1].record;
  unsigned by_verdict[TS_COUNTERFEIT + 1] = {0}, looks = 0;
  for (size_t i = 0; i < e->count; i++)
    if (e->record[i].record.kind == TS_RECORD_INSPECTION) {
      looks++;
      by_verdict[e->record[i].record.decision.verdict]++;
    }
  ts_story_add(story, TS_STORY_FACT, "Inspections", "%u: %u GENUINE, %u COUNTERFEIT, %u SUSPECT, %u UNPROVEN",
               looks, by_verdict[TS_GENUINE], by_verdict[TS_COUNTERFEIT], by_verdict[TS_SUSPECT],
               by_verdict[TS_UNPROVEN]);
  if (end->kind != TS_RECORD_CONSIGNMENT_END) {
    ts_story_add(
        story, TS_STORY_WARNING, NULL,
        "The consignment was not finished, or its last record is lost: what follows is what there is.");
    return;
  }
  ts_story_add(story, TS_STORY_FACT, "As the device counted",
               "%lu expected, %lu piece%s, %lu duplicate%s, %lu missing, %lu extra",
               (unsigned long)end->expected, (unsigned long)end->pieces, ts_s(end->pieces),
               (unsigned long)end->duplicates, ts_s(end->duplicates), (unsigned long)end->missing,
               (unsigned long)end->extra);
}

/* Of a consignment, what is as it should be is listed: hundreds of pages would hide what is not. */
static bool in_list(const struct ts_evidence *e, const struct ts_evidence_record *r) {
  return e->is_consignment && r->record.kind == TS_RECORD_INSPECTION &&
         r->record.decision.verdict == TS_GENUINE;
}

static void add_genuine(struct ts_story *story, const struct ts_evidence *e) {
  char date[TS_DATE_TEXT], gtin[64], serial[128];
  bool any = false;
  for (size_t i = 0; i < e->count; i++) {
    const struct ts_evidence_record *r = &e->record[i];
    const struct ts_record_item *item = piece_of(r);
    if (!in_list(e, r) || !item)
      continue;
    if (!any)
      ts_story_add(story, TS_STORY_PIECE, NULL, "Genuine (each in full in records/)");
    any = true;
    ts_date_write(date, r->record.time.seconds);
    ts_story_add(story, TS_STORY_SENTENCE, NULL, "Record %llu, %.8s UTC: GTIN %s, serial %s",
                 (unsigned long long)r->number, date + 11, ts_story_clean(gtin, sizeof gtin, item->gtin),
                 ts_story_clean(serial, sizeof serial, item->serial));
  }
}

void ts_story_consignment(struct ts_story *story, struct ts_evidence *e) {
  const struct ts_record *begin = &e->record[0].record;
  ts_story_add(story, TS_STORY_HEADING, NULL, "The consignment");
  add_counts(story, e);
  if (!begin->has_manifest)
    ts_story_add(story, TS_STORY_FACT, "Manifest", "none was used");
  else
    ts_story_add(story, TS_STORY_FACT, "Manifest", "%s",
                 e->manifest ? "manifest.csv, whose hash is in the first record"
                             : "not on the card any more; its hash is in the first record, and what is "
                               "missing cannot be listed");
  add_list(story, e, true);
  if (e->manifest)
    add_missing(story, e);
  if (begin->has_manifest)
    add_list(story, e, false);
  add_genuine(story, e);
}

/* ---- the whole ---- */

static void add_key(struct ts_story *story, const char *label, const uint8_t *hash) {
  char text[2 * TS_SHA256_SIZE + TS_SHA256_SIZE / 2 + 1] = "";
  struct ts_buf buf = ts_buf(text, sizeof text - 1);
  for (size_t i = 0; i < TS_SHA256_SIZE; i += 4) {
    ts_buf_put_text(&buf, i ? " " : "");
    ts_buf_put_hex(&buf, ts_bytes(hash + i, 4));
  }
  ts_story_add(story, TS_STORY_HASH, label, "%s", text);
}

static const char *words_of(enum ts_record_state state) {
  switch (state) {
  case TS_STATE_OVERWRITTEN:
    return "were overwritten by newer ones, as the card's room asks for; their hashes are kept";
  case TS_STATE_NOTED:
    return "are lost; the device noted so itself in a later record";
  case TS_STATE_MISSING:
    return "were removed from the card, or damaged";
  case TS_STATE_CHANGED:
    return "were changed on the card: they are not what the device wrote";
  default:
    return "cannot be proven: their hashes on the card are missing or changed";
  }
}

static void add_journal(struct ts_story *story, const struct ts_evidence *e) {
  struct ts_audit_range range;
  bool any = false;
  ts_story_add(story, TS_STORY_HEADING, NULL, "The journal that this comes from");
  ts_story_add(
      story, TS_STORY_TEXT, NULL,
      "The device writes each inspection into its journal before it shows the verdict, and signs the "
      "whole journal. The signed checkpoint in this package covers %llu record%s. That the records here "
      "are among them, unchanged, is proven by the files in proofs/.",
      (unsigned long long)e->checkpoint.size, ts_s(e->checkpoint.size));
  for (uint64_t at = 0; ts_audit_next(&e->audit, &at, &range); any = true)
    ts_story_add(story, range.state == TS_STATE_OVERWRITTEN ? TS_STORY_SENTENCE : TS_STORY_WARNING, NULL,
                 "Records %llu to %llu %s.", (unsigned long long)range.first, (unsigned long long)range.last,
                 words_of(range.state));
  if (e->d.journal.health == TS_JOURNAL_LOST)
    ts_story_add(
        story, TS_STORY_WARNING, NULL,
        "The card does not fit the device's own memory: it acknowledged records %llu to %llu, and they "
        "are missing or changed. Whether what is missing speaks for or against anybody cannot be said.",
        (unsigned long long)e->d.journal.lost_first, (unsigned long long)e->d.journal.lost_last);
  if (!any)
    ts_story_add(story, TS_STORY_TEXT, NULL, "All records of the journal are there: it has no gap.");
}

static void add_people(struct ts_story *story, const struct ts_evidence *e) {
  char from[TS_DATE_TEXT], until[TS_DATE_TEXT], publisher[TS_SUBJECT_MAX], text[TS_SUBJECT_MAX];
  ts_day_write(from, e->certified_from);
  ts_day_write(until, e->certified_until);
  ts_x509_subject(publisher, &e->chain.publisher);
  ts_story_add(story, TS_STORY_HEADING, NULL, "Who vouches for it");
  ts_story_add(story, TS_STORY_FACT, "Device", "%s",
               ts_story_clean(text, sizeof text, ts_bytes_of(e->subject)));
  ts_story_add(story, TS_STORY_FACT, "Certified", "%s to %s", from, until);
  ts_story_add(story, TS_STORY_FACT, "By", "%s", ts_story_clean(text, sizeof text, ts_bytes_of(publisher)));
  add_key(story, "Device's key", e->device_hash);
  add_key(story, "Publisher's key", e->publisher_hash);
  ts_story_add(
      story, TS_STORY_TEXT, NULL,
      "These are SHA-256 fingerprints of the public keys. Ask the publisher for the second one by "
      "phone, at a number that you know from elsewhere, and compare it: all else can be checked with "
      "openssl and sha256sum alone, as VERIFY.txt says step by step.");
}

void ts_story_report(struct ts_story *story, struct ts_evidence *e) {
  char time[TS_STORY_TIME], text[TS_SUBJECT_MAX];
  const struct ts_evidence_record *first = &e->record[0];
  ts_story_add(story, TS_STORY_TITLE, NULL, "%s",
               e->is_consignment ? "Report on a consignment" : "Report on an inspection");
  ts_story_add(story, TS_STORY_FACT, "Where", "by device %s (%s)%s", e->d.id,
               ts_story_clean(text, sizeof text, ts_bytes_of(e->subject)),
               first->record.operator_number ? "" : "; no operator's number was given");
  ts_story_add(story, TS_STORY_FACT, "When", "%s", ts_story_time(time, first->record.time));
  ts_story_add(story, TS_STORY_FACT, "What",
               e->is_consignment ? "the consignment that record %llu began" : "record %llu",
               (unsigned long long)first->number);
  if (e->is_consignment)
    ts_story_consignment(story, e);
  for (size_t i = 0; i < e->count; i++)
    if (!in_list(e, &e->record[i]))
      ts_story_record(story, e, &e->record[i]);
  add_journal(story, e);
  add_people(story, e);
}
