/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "core/cbor.h"
#include "core/record.h"
#include "core/record_form.h"

/* Whatever is wrong sticks in the reader. */
static void fail_unless(struct ts_cbor_reader *r, bool ok, enum ts_err err) {
  if (!r->err && !ok)
    r->err = err;
}

static uint64_t read_between(struct ts_cbor_reader *r, uint64_t least, uint64_t most) {
  uint64_t value = ts_cbor_uint(r);
  fail_unless(r, value >= least && value <= most, TS_ERR_RECORD_FORM);
  return r->err ? 0 : value;
}

/* Values of an enum are only ever added: one that is not known is a newer version's. */
static unsigned read_enum(struct ts_cbor_reader *r, unsigned count) {
  uint64_t value = ts_cbor_uint(r);
  fail_unless(r, value < count, TS_ERR_RECORD_VERSION);
  return r->err ? 0 : (unsigned)value;
}

static void read_array(struct ts_cbor_reader *r, size_t count) {
  fail_unless(r, ts_cbor_array(r) == count, TS_ERR_RECORD_FORM);
}

static void read_hash(struct ts_cbor_reader *r, uint8_t out[TS_SHA256_SIZE]) {
  struct ts_bytes hash = ts_cbor_bytes(r);
  fail_unless(r, hash.size == TS_SHA256_SIZE, TS_ERR_RECORD_FORM);
  if (!r->err)
    memcpy(out, hash.data, TS_SHA256_SIZE);
}

static struct ts_bytes read_claim(struct ts_cbor_reader *r) {
  struct ts_bytes claim = ts_cbor_bytes(r);
  fail_unless(r, claim.size >= 1 && claim.size <= TS_RECORD_CLAIM_MAX, TS_ERR_RECORD_FORM);
  return claim;
}

static struct ts_bytes read_gtin(struct ts_cbor_reader *r) {
  struct ts_bytes gtin = ts_cbor_text(r);
  fail_unless(r, ts_record_gtin_ok(gtin), TS_ERR_RECORD_FORM);
  return gtin;
}

static void read_decision(struct ts_cbor_reader *r, struct ts_decision *out) {
  read_array(r, 2);
  out->verdict = (enum ts_verdict)read_enum(r, TS_COUNTERFEIT + 1);
  out->reasons = read_between(r, 1, UINT64_MAX);
  fail_unless(r, out->reasons >> TS_REASON_COUNT == 0, TS_ERR_RECORD_VERSION);
}

static void read_findings(struct ts_cbor_reader *r, struct ts_findings *out) {
  struct ts_bytes findings = ts_cbor_bytes(r);
  fail_unless(r, findings.size == TS_RECORD_FINDINGS, TS_ERR_RECORD_FORM);
  if (r->err)
    return;
  for (size_t i = 0; i < TS_RECORD_FINDINGS; i++)
    fail_unless(r, findings.data[i] < ts_record_finding_count[i], TS_ERR_RECORD_VERSION);
  memcpy(out, findings.data, TS_RECORD_FINDINGS);
}

static void read_item(struct ts_cbor_reader *r, struct ts_record_item *out) {
  size_t pairs = ts_cbor_map(r);
  ts_cbor_require_key(r, &pairs, TS_KEY_SYMBOLOGY);
  out->symbology = (enum ts_symbology)read_enum(r, TS_RECORD_SYMBOLOGIES);
  if (ts_cbor_key(r, &pairs, TS_KEY_TEXT)) {
    out->text = ts_cbor_bytes(r);
  } else {
    ts_cbor_require_key(r, &pairs, TS_KEY_TEXT_HASH);
    read_hash(r, out->text_hash);
    out->hashed = true;
  }
  out->judged = pairs != 0;
  if (!out->judged)
    return;
  if (ts_cbor_key(r, &pairs, TS_KEY_GTIN))
    out->gtin = read_gtin(r);
  if (ts_cbor_key(r, &pairs, TS_KEY_SERIAL)) {
    out->serial = ts_cbor_text(r);
    fail_unless(r, ts_record_serial_ok(out->serial), TS_ERR_RECORD_FORM);
  }
  ts_cbor_require_key(r, &pairs, TS_KEY_FINDINGS);
  read_findings(r, &out->findings);
  ts_cbor_require_key(r, &pairs, TS_KEY_ITEM_DECISION);
  read_decision(r, &out->decision);
  ts_cbor_end_map(r, pairs);
}

static void read_made(struct ts_cbor_reader *r, struct ts_record_claims *out) {
  struct ts_cbor_item item = ts_cbor_next(r);
  fail_unless(r, (item.type == TS_CBOR_UINT || item.type == TS_CBOR_NEGATIVE) && item.number <= INT64_MAX,
              TS_ERR_RECORD_FORM);
  if (r->err)
    return;
  out->has_made = true;
  out->made = item.type == TS_CBOR_UINT ? (int64_t)item.number : -1 - (int64_t)item.number;
}

static void read_claims(struct ts_cbor_reader *r, struct ts_record_claims *out) {
  size_t pairs = ts_cbor_map(r);
  fail_unless(r, pairs != 0, TS_ERR_RECORD_FORM);
  if (ts_cbor_key(r, &pairs, TS_KEY_ORDER_GTIN))
    out->order_gtin = read_gtin(r);
  if (ts_cbor_key(r, &pairs, TS_KEY_UNBRANDED)) {
    struct ts_cbor_item item = ts_cbor_next(r);
    out->order_unbranded = item.type == TS_CBOR_SIMPLE && item.number == 21;
    fail_unless(r, out->order_unbranded, TS_ERR_RECORD_FORM);
  }
  if (ts_cbor_key(r, &pairs, TS_KEY_ENGRAVED))
    out->engraved = read_claim(r);
  if (ts_cbor_key(r, &pairs, TS_KEY_SIZE))
    out->size = read_claim(r);
  if (ts_cbor_key(r, &pairs, TS_KEY_WEIGHT))
    out->weight_mg = (uint32_t)read_between(r, 1, UINT32_MAX);
  if (ts_cbor_key(r, &pairs, TS_KEY_MADE))
    read_made(r, out);
  ts_cbor_end_map(r, pairs);
}

static void read_items(struct ts_cbor_reader *r, struct ts_record *out) {
  size_t count = ts_cbor_array(r);
  fail_unless(r, count <= TS_RECORD_ITEMS_MAX, TS_ERR_RECORD_FORM);
  for (size_t i = 0; i < count && !r->err; i++)
    read_item(r, &out->item[i]);
  out->items = r->err ? 0 : (uint32_t)count;
}

static void read_inspection(struct ts_cbor_reader *r, size_t *pairs, struct ts_record *out) {
  if (ts_cbor_key(r, pairs, TS_KEY_FRAME)) {
    read_array(r, 3);
    read_hash(r, out->frame_hash);
    out->width = (uint32_t)read_between(r, 0, UINT32_MAX);
    out->height = (uint32_t)read_between(r, 0, UINT32_MAX);
    out->has_frame = true;
  }
  ts_cbor_require_key(r, pairs, TS_KEY_DECISION);
  read_decision(r, &out->decision);
  if (ts_cbor_key(r, pairs, TS_KEY_CLAIMS))
    read_claims(r, &out->claims);
  if (ts_cbor_key(r, pairs, TS_KEY_CONSIGNMENT))
    out->consignment = read_between(r, 1, UINT64_MAX);
  if (ts_cbor_key(r, pairs, TS_KEY_LINE)) {
    out->line = (enum ts_manifest_line)read_enum(r, TS_LINE_EXTRA + 1);
    fail_unless(r, out->line != TS_LINE_NONE, TS_ERR_RECORD_FORM);
  }
  ts_cbor_require_key(r, pairs, TS_KEY_ITEMS);
  read_items(r, out);
  if (ts_cbor_key(r, pairs, TS_KEY_LEFT_OUT))
    out->items_left_out = (uint32_t)read_between(r, 1, UINT32_MAX);
}

static void read_end(struct ts_cbor_reader *r, size_t *pairs, struct ts_record *out) {
  ts_cbor_require_key(r, pairs, TS_KEY_CONSIGNMENT);
  out->consignment = read_between(r, 1, UINT64_MAX);
  ts_cbor_require_key(r, pairs, TS_KEY_COUNTS);
  read_array(r, 5);
  out->expected = (uint32_t)read_between(r, 0, UINT32_MAX);
  out->pieces = (uint32_t)read_between(r, 0, UINT32_MAX);
  out->duplicates = (uint32_t)read_between(r, 0, UINT32_MAX);
  out->missing = (uint32_t)read_between(r, 0, UINT32_MAX);
  out->extra = (uint32_t)read_between(r, 0, UINT32_MAX);
}

static void read_gap(struct ts_cbor_reader *r, size_t *pairs, struct ts_record *out) {
  ts_cbor_require_key(r, pairs, TS_KEY_GAP);
  read_array(r, 2);
  out->gap_first = ts_cbor_uint(r);
  out->gap_last = ts_cbor_uint(r);
  fail_unless(r, out->gap_first <= out->gap_last, TS_ERR_RECORD_FORM);
}

static void read_head(struct ts_cbor_reader *r, size_t *pairs, struct ts_record *out) {
  ts_cbor_require_key(r, pairs, TS_KEY_KIND);
  out->kind = (enum ts_record_kind)read_enum(r, TS_RECORD_GAP + 1);
  fail_unless(r, out->kind != TS_RECORD_NONE, TS_ERR_RECORD_FORM);
  ts_cbor_require_key(r, pairs, TS_KEY_TIME);
  out->time.seconds = (int64_t)read_between(r, 0, INT64_MAX);
  ts_cbor_require_key(r, pairs, TS_KEY_TRUST);
  out->time.trust = (enum ts_time_trust)read_enum(r, TS_TIME_RTC + 1);
  ts_cbor_require_key(r, pairs, TS_KEY_MODE);
  out->mode = (enum ts_mode)read_enum(r, TS_MODE_COUNT);
  if (ts_cbor_key(r, pairs, TS_KEY_OPERATOR))
    out->operator_number = (uint32_t)read_between(r, 1, UINT32_MAX);
  if (ts_cbor_key(r, pairs, TS_KEY_BUNDLE)) {
    read_array(r, 2);
    out->bundle_sequence = read_between(r, 1, UINT64_MAX);
    read_hash(r, out->bundle_hash);
  }
}

static enum ts_err read_record(struct ts_record *out, struct ts_bytes bytes) {
  if (bytes.size > TS_RECORD_SIZE_MAX)
    return TS_ERR_TOO_LONG;
  enum ts_err err = ts_cbor_check(bytes);
  if (err)
    return err;
  struct ts_cbor_reader r = ts_cbor_reader(bytes);
  size_t pairs = ts_cbor_map(&r);
  read_head(&r, &pairs, out);
  if (out->kind == TS_RECORD_INSPECTION) {
    read_inspection(&r, &pairs, out);
  } else if (out->kind == TS_RECORD_CONSIGNMENT_BEGIN) {
    out->has_manifest = ts_cbor_key(&r, &pairs, TS_KEY_MANIFEST);
    if (out->has_manifest)
      read_hash(&r, out->manifest_hash);
  } else if (out->kind == TS_RECORD_CONSIGNMENT_END) {
    read_end(&r, &pairs, out);
  } else if (out->kind == TS_RECORD_GAP) {
    read_gap(&r, &pairs, out);
  }
  ts_cbor_end_map(&r, pairs);
  return r.err;
}

enum ts_err ts_record_read(struct ts_record *out, struct ts_bytes bytes) {
  memset(out, 0, sizeof *out);
  enum ts_err err = read_record(out, bytes);
  if (err)
    memset(out, 0, sizeof *out);
  return err == TS_ERR_CBOR_TYPE ? TS_ERR_RECORD_FORM : err;
}
