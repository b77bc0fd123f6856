/* SPDX-License-Identifier: Apache-2.0 */
#include "core/record.h"

#include <string.h>

#include "core/cbor.h"
#include "core/gs1.h"
#include "core/record_form.h"

const uint8_t ts_record_finding_count[TS_RECORD_FINDINGS] = {
    TS_FORM_COUNT,   TS_DATA_COUNT,   TS_DATE_COUNT, TS_LIST_COUNT,   TS_LIST_COUNT,
    TS_SIGNED_COUNT, TS_BY_COUNT,     TS_LINK_COUNT, TS_STATUS_COUNT, TS_ISSUED_COUNT,
    TS_READ_COUNT,   TS_SERIAL_COUNT, TS_TAG_COUNT,  TS_PIECE_COUNT,  TS_PIECE_COUNT,
    TS_PIECE_COUNT,  TS_ORDER_COUNT,  TS_SEEN_COUNT, TS_VIEW_COUNT,
};
_Static_assert(sizeof(struct ts_findings) == TS_RECORD_FINDINGS, "a finding that records do not hold yet");

const char *ts_mode_name(enum ts_mode mode) {
  static const char *const name[TS_MODE_COUNT] = {"check", "return", "consignment"};
  return (unsigned)mode < TS_MODE_COUNT ? name[mode] : "unknown";
}

bool ts_record_gtin_ok(struct ts_bytes gtin) {
  return gtin.size == TS_RECORD_GTIN_SIZE && ts_bytes_all_digits(gtin);
}

bool ts_record_serial_ok(struct ts_bytes serial) {
  bool ok = serial.size >= 1 && serial.size <= TS_RECORD_SERIAL_MAX;
  for (size_t i = 0; ok && i < serial.size; i++)
    ok = ts_gs1_text_character(serial.data[i]);
  return ok;
}

bool ts_record_has_claims(const struct ts_record_claims *claims) {
  return claims->order_gtin.size || claims->order_unbranded || claims->engraved.size || claims->size.size ||
         claims->weight_mg || claims->has_made;
}

/* --- May a record hold it? --- */

static bool decision_ok(const struct ts_decision *decision) {
  return (unsigned)decision->verdict <= TS_COUNTERFEIT && decision->reasons != 0 &&
         decision->reasons >> TS_REASON_COUNT == 0;
}

static bool findings_ok(const struct ts_findings *findings) {
  uint8_t value[TS_RECORD_FINDINGS];
  bool ok = true;
  memcpy(value, findings, sizeof value);
  for (size_t i = 0; ok && i < sizeof value; i++)
    ok = value[i] < ts_record_finding_count[i];
  return ok;
}

static bool item_ok(const struct ts_record_item *item) {
  bool ok = (unsigned)item->symbology < TS_RECORD_SYMBOLOGIES && !(item->hashed && item->text.size);
  if (ok && item->judged)
    ok = (item->gtin.size == 0 || ts_record_gtin_ok(item->gtin)) &&
         (item->serial.size == 0 || ts_record_serial_ok(item->serial)) && findings_ok(&item->findings) &&
         decision_ok(&item->decision);
  return ok;
}

static bool claims_ok(const struct ts_record_claims *claims) {
  return (claims->order_gtin.size == 0 || ts_record_gtin_ok(claims->order_gtin)) &&
         claims->engraved.size <= TS_RECORD_CLAIM_MAX && claims->size.size <= TS_RECORD_CLAIM_MAX;
}

static bool inspection_ok(const struct ts_record *record) {
  bool ok = decision_ok(&record->decision) && claims_ok(&record->claims) &&
            (unsigned)record->line <= TS_LINE_EXTRA && record->items <= TS_RECORD_ITEMS_MAX;
  for (size_t i = 0; ok && i < record->items; i++)
    ok = item_ok(&record->item[i]);
  return ok;
}

static bool record_ok(const struct ts_record *record) {
  if (record->time.seconds < 0 || (unsigned)record->time.trust > TS_TIME_RTC ||
      (unsigned)record->mode >= TS_MODE_COUNT)
    return false;
  switch (record->kind) {
  case TS_RECORD_INSPECTION:
    return inspection_ok(record);
  case TS_RECORD_CONSIGNMENT_BEGIN:
    return true;
  case TS_RECORD_CONSIGNMENT_END:
    return record->consignment != 0;
  case TS_RECORD_GAP:
    return record->gap_first <= record->gap_last;
  case TS_RECORD_NONE:
  default:
    return false;
  }
}

/* --- Writing --- */

static void put_uint(struct ts_buf *out, uint64_t key, uint64_t value) {
  ts_cbor_put_uint(out, key);
  ts_cbor_put_uint(out, value);
}

static void put_hash(struct ts_buf *out, uint64_t key, const uint8_t hash[TS_SHA256_SIZE]) {
  ts_cbor_put_uint(out, key);
  ts_cbor_put_bytes(out, ts_bytes(hash, TS_SHA256_SIZE));
}

static void put_decision(struct ts_buf *out, uint64_t key, const struct ts_decision *decision) {
  ts_cbor_put_uint(out, key);
  ts_cbor_put_array(out, 2);
  ts_cbor_put_uint(out, decision->verdict);
  ts_cbor_put_uint(out, decision->reasons);
}

static void put_claims(struct ts_buf *out, const struct ts_record_claims *claims) {
  ts_cbor_put_uint(out, TS_KEY_CLAIMS);
  ts_cbor_put_map(out, (claims->order_gtin.size != 0) + (uint64_t)claims->order_unbranded +
                           (claims->engraved.size != 0) + (claims->size.size != 0) +
                           (claims->weight_mg != 0) + claims->has_made);
  if (claims->order_gtin.size) {
    ts_cbor_put_uint(out, TS_KEY_ORDER_GTIN);
    ts_cbor_put_text(out, claims->order_gtin);
  }
  if (claims->order_unbranded) {
    ts_cbor_put_uint(out, TS_KEY_UNBRANDED);
    ts_cbor_put_bool(out, true);
  }
  if (claims->engraved.size) {
    ts_cbor_put_uint(out, TS_KEY_ENGRAVED);
    ts_cbor_put_bytes(out, claims->engraved);
  }
  if (claims->size.size) {
    ts_cbor_put_uint(out, TS_KEY_SIZE);
    ts_cbor_put_bytes(out, claims->size);
  }
  if (claims->weight_mg)
    put_uint(out, TS_KEY_WEIGHT, claims->weight_mg);
  if (claims->has_made) {
    ts_cbor_put_uint(out, TS_KEY_MADE);
    if (claims->made >= 0)
      ts_cbor_put_uint(out, (uint64_t)claims->made);
    else
      ts_cbor_put_negative(out, (uint64_t)(-1 - claims->made));
  }
}

/* HASH: of the text, in its place; or NULL. */
static void put_item(struct ts_buf *out, const struct ts_record_item *item, const uint8_t *hash) {
  uint8_t findings[TS_RECORD_FINDINGS];
  memcpy(findings, &item->findings, sizeof findings);
  ts_cbor_put_map(out, item->judged ? 4 + (uint64_t)(item->gtin.size != 0) + (item->serial.size != 0) : 2);
  put_uint(out, TS_KEY_SYMBOLOGY, item->symbology);
  if (hash) {
    put_hash(out, TS_KEY_TEXT_HASH, hash);
  } else {
    ts_cbor_put_uint(out, TS_KEY_TEXT);
    ts_cbor_put_bytes(out, item->text);
  }
  if (!item->judged)
    return;
  if (item->gtin.size) {
    ts_cbor_put_uint(out, TS_KEY_GTIN);
    ts_cbor_put_text(out, item->gtin);
  }
  if (item->serial.size) {
    ts_cbor_put_uint(out, TS_KEY_SERIAL);
    ts_cbor_put_text(out, item->serial);
  }
  ts_cbor_put_uint(out, TS_KEY_FINDINGS);
  ts_cbor_put_bytes(out, ts_bytes(findings, sizeof findings));
  put_decision(out, TS_KEY_ITEM_DECISION, &item->decision);
}

/* Which texts go in as hashes, and which those are. */
struct hashes {
  bool of[TS_RECORD_ITEMS_MAX];
  uint8_t hash[TS_RECORD_ITEMS_MAX][TS_SHA256_SIZE];
};

static unsigned inspection_pairs(const struct ts_record *record) {
  return 2u + record->has_frame + ts_record_has_claims(&record->claims) + (record->consignment != 0) +
         (record->line != TS_LINE_NONE) + (record->items_left_out != 0);
}

static void put_inspection(struct ts_buf *out, const struct ts_record *record, const struct hashes *hashes) {
  if (record->has_frame) {
    ts_cbor_put_uint(out, TS_KEY_FRAME);
    ts_cbor_put_array(out, 3);
    ts_cbor_put_bytes(out, ts_bytes(record->frame_hash, sizeof record->frame_hash));
    ts_cbor_put_uint(out, record->width);
    ts_cbor_put_uint(out, record->height);
  }
  put_decision(out, TS_KEY_DECISION, &record->decision);
  if (ts_record_has_claims(&record->claims))
    put_claims(out, &record->claims);
  if (record->consignment)
    put_uint(out, TS_KEY_CONSIGNMENT, record->consignment);
  if (record->line)
    put_uint(out, TS_KEY_LINE, record->line);
  ts_cbor_put_uint(out, TS_KEY_ITEMS);
  ts_cbor_put_array(out, record->items);
  for (size_t i = 0; i < record->items; i++)
    put_item(out, &record->item[i], hashes->of[i] ? hashes->hash[i] : NULL);
  if (record->items_left_out)
    put_uint(out, TS_KEY_LEFT_OUT, record->items_left_out);
}

static void put_end(struct ts_buf *out, const struct ts_record *record) {
  put_uint(out, TS_KEY_CONSIGNMENT, record->consignment);
  ts_cbor_put_uint(out, TS_KEY_COUNTS);
  ts_cbor_put_array(out, 5);
  ts_cbor_put_uint(out, record->expected);
  ts_cbor_put_uint(out, record->pieces);
  ts_cbor_put_uint(out, record->duplicates);
  ts_cbor_put_uint(out, record->missing);
  ts_cbor_put_uint(out, record->extra);
}

static void put_record(struct ts_buf *out, const struct ts_record *record, const struct hashes *hashes) {
  const unsigned own = record->kind == TS_RECORD_INSPECTION          ? inspection_pairs(record)
                       : record->kind == TS_RECORD_CONSIGNMENT_BEGIN ? record->has_manifest
                       : record->kind == TS_RECORD_CONSIGNMENT_END   ? 2
                                                                     : 1;
  ts_cbor_put_map(out, 4u + (record->operator_number != 0) + (record->bundle_sequence != 0) + own);
  put_uint(out, TS_KEY_KIND, record->kind);
  put_uint(out, TS_KEY_TIME, (uint64_t)record->time.seconds);
  put_uint(out, TS_KEY_TRUST, record->time.trust);
  put_uint(out, TS_KEY_MODE, record->mode);
  if (record->operator_number)
    put_uint(out, TS_KEY_OPERATOR, record->operator_number);
  if (record->bundle_sequence) {
    ts_cbor_put_uint(out, TS_KEY_BUNDLE);
    ts_cbor_put_array(out, 2);
    ts_cbor_put_uint(out, record->bundle_sequence);
    ts_cbor_put_bytes(out, ts_bytes(record->bundle_hash, sizeof record->bundle_hash));
  }
  if (record->kind == TS_RECORD_INSPECTION) {
    put_inspection(out, record, hashes);
  } else if (record->kind == TS_RECORD_CONSIGNMENT_BEGIN) {
    if (record->has_manifest)
      put_hash(out, TS_KEY_MANIFEST, record->manifest_hash);
  } else if (record->kind == TS_RECORD_CONSIGNMENT_END) {
    put_end(out, record);
  } else {
    ts_cbor_put_uint(out, TS_KEY_GAP);
    ts_cbor_put_array(out, 2);
    ts_cbor_put_uint(out, record->gap_first);
    ts_cbor_put_uint(out, record->gap_last);
  }
}

/* The longest text that is not hashed yet and shrinks by it; ITEMS if there is none. Of equal ones the last. */
static size_t longest(const struct ts_record *record, const struct hashes *hashes) {
  size_t found = record->items, size = TS_SHA256_SIZE + 1;
  for (size_t i = 0; i < record->items; i++)
    if (!hashes->of[i] && record->item[i].text.size >= size) {
      found = i;
      size = record->item[i].text.size;
    }
  return found;
}

enum ts_err ts_record_write(struct ts_buf *out, const struct ts_record *record,
                            const struct ts_crypto *crypto) {
  struct hashes hashes = {0};
  if (!record_ok(record))
    return TS_ERR_ARGUMENT;
  if (out->full || out->capacity - out->size < TS_RECORD_SIZE_MAX)
    return TS_ERR_NO_SPACE;
  const size_t items = record->kind == TS_RECORD_INSPECTION ? record->items : 0;
  for (size_t i = 0; i < items; i++)
    if (record->item[i].hashed) {
      hashes.of[i] = true;
      memcpy(hashes.hash[i], record->item[i].text_hash, TS_SHA256_SIZE);
    }
  for (;;) {
    struct ts_buf bytes = ts_buf(out->data + out->size, TS_RECORD_SIZE_MAX);
    put_record(&bytes, record, &hashes);
    if (!bytes.full) {
      out->size += bytes.size;
      return TS_OK;
    }
    size_t i = items ? longest(record, &hashes) : items;
    if (i == items)
      return TS_ERR_NO_SPACE; /* cannot be: all that is no text is a third of it */
    enum ts_err err = crypto->sha256(crypto->ctx, &record->item[i].text, 1, hashes.hash[i]);
    if (err)
      return err;
    hashes.of[i] = true;
  }
}
