/* SPDX-License-Identifier: Apache-2.0 */
/* What reading and writing a record share: its keys and limits (SPEC.md, "Record"). For core/record alone. */
#ifndef TS_CORE_RECORD_FORM_H
#define TS_CORE_RECORD_FORM_H

#include <stdbool.h>

#include "core/bytes.h"
#include "core/record.h"

/* Of the record's map. Numbers are never reused. */
enum {
  TS_KEY_KIND = 1,
  TS_KEY_TIME = 2,
  TS_KEY_TRUST = 3,
  TS_KEY_MODE = 4,
  TS_KEY_OPERATOR = 5,
  TS_KEY_BUNDLE = 6,
  TS_KEY_FRAME = 7,
  TS_KEY_DECISION = 8,
  TS_KEY_CLAIMS = 9,
  TS_KEY_CONSIGNMENT = 10,
  TS_KEY_LINE = 11,
  TS_KEY_ITEMS = 12,
  TS_KEY_LEFT_OUT = 13,
  TS_KEY_MANIFEST = 14,
  TS_KEY_COUNTS = 15,
  TS_KEY_GAP = 16,
};

/* Of an item. */
enum {
  TS_KEY_SYMBOLOGY = 1,
  TS_KEY_TEXT = 2,
  TS_KEY_TEXT_HASH = 3,
  TS_KEY_GTIN = 4,
  TS_KEY_SERIAL = 5,
  TS_KEY_FINDINGS = 6,
  TS_KEY_ITEM_DECISION = 7,
};

/* Of what a person said. */
enum {
  TS_KEY_ORDER_GTIN = 1,
  TS_KEY_UNBRANDED = 2,
  TS_KEY_ENGRAVED = 3,
  TS_KEY_SIZE = 4,
  TS_KEY_WEIGHT = 5,
  TS_KEY_MADE = 6,
};

enum { TS_RECORD_GTIN_SIZE = 14, TS_RECORD_SERIAL_MAX = 20, TS_RECORD_FINDINGS = 19 };

/* One more than the highest value of each finding, in the order of struct ts_findings, which is that of the
 * record. */
extern const uint8_t ts_record_finding_count[TS_RECORD_FINDINGS];

/* How many symbologies there are, TS_SYMBOLOGY_NONE among them. */
enum { TS_RECORD_SYMBOLOGIES = TS_SYMBOLOGY_CODABAR + 1 };

bool ts_record_gtin_ok(struct ts_bytes gtin);
bool ts_record_serial_ok(struct ts_bytes serial);
/* Has the record to do with a bundle, a consignment, ...: is anything said? */
bool ts_record_has_claims(const struct ts_record_claims *claims);

#endif
