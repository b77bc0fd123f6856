/* SPDX-License-Identifier: Apache-2.0 */
/* A journal record: one inspection as it was made, or what else is to be remembered. Deterministic CBOR
 * (SPEC.md, "Record"); its bytes are a leaf of the journal's tree. */
#ifndef TS_CORE_RECORD_H
#define TS_CORE_RECORD_H

#include <stdbool.h>
#include <stdint.h>

#include "core/bytes.h"
#include "core/error.h"
#include "core/symbols.h"
#include "core/verdict.h"
#include "port/clock.h"
#include "port/crypto.h"

/* All numbers below go into records: append only. */
enum ts_record_kind {
  TS_RECORD_NONE = 0,
  TS_RECORD_INSPECTION = 1,
  TS_RECORD_CONSIGNMENT_BEGIN = 2,
  TS_RECORD_CONSIGNMENT_END = 3,
  TS_RECORD_GAP = 4, /* the card lost records FIRST to LAST, or somebody put it back: noticed now */
};

enum ts_mode { TS_MODE_CHECK = 0, TS_MODE_RETURN = 1, TS_MODE_CONSIGNMENT = 2, TS_MODE_COUNT };

/* Of a piece of a consignment, against its manifest. */
enum ts_manifest_line {
  TS_LINE_NONE = 0, /* no manifest, or no piece */
  TS_LINE_EXPECTED = 1,
  TS_LINE_EXTRA = 2,
};

#define TS_RECORD_SIZE_MAX 4096
#define TS_RECORD_ITEMS_MAX 8
#define TS_RECORD_CLAIM_MAX 90 /* bytes of what is engraved, and of a size */

/* One symbol, or a text that was typed, and what was found of it. */
struct ts_record_item {
  enum ts_symbology symbology;
  struct ts_bytes text; /* as read; empty if it is kept as a hash */
  bool hashed;          /* it did not fit the record: TEXT_HASH is its SHA-256 */
  uint8_t text_hash[TS_SHA256_SIZE];
  bool judged;                  /* what follows has meaning */
  struct ts_bytes gtin, serial; /* 14 digits, 1 to 20 characters; empty if it names none */
  struct ts_findings findings;
  struct ts_decision decision;
};

/* What a person said of the piece or its order; empty or 0 where nothing was said. */
struct ts_record_claims {
  struct ts_bytes order_gtin; /* 14 digits */
  bool order_unbranded;
  struct ts_bytes engraved, size; /* any bytes, at most TS_RECORD_CLAIM_MAX */
  uint32_t weight_mg;
  bool has_made;
  int64_t made; /* when it was made or bought new, seconds since 1970 */
};

/* Views into the record's bytes, or into the caller's. Zero it before filling in. */
struct ts_record {
  enum ts_record_kind kind;
  struct ts_time time; /* and how far it is trusted; not before 1970 */
  enum ts_mode mode;
  uint32_t operator_number;            /* 0: nobody gave one */
  uint64_t bundle_sequence;            /* 0: there was none that may be used */
  uint8_t bundle_hash[TS_SHA256_SIZE]; /* of the bundle's payload, as the anchor keeps it */

  /* What follows goes into records of its kind alone, and is passed over in others. INSPECTION */
  bool has_frame;
  uint8_t frame_hash[TS_SHA256_SIZE]; /* SHA-256 of the photograph's bytes, or of a gray frame's pixels */
  uint32_t width, height;             /* of the photograph, pixels */
  struct ts_decision decision;        /* of the view: what the screen said */
  struct ts_record_claims claims;
  uint64_t consignment; /* 1 + the number of the record that began it; 0: not part of one */
  enum ts_manifest_line line;
  uint32_t items, items_left_out; /* of the view; what is left out was not judged or did not fit */
  struct ts_record_item item[TS_RECORD_ITEMS_MAX];

  /* CONSIGNMENT_BEGIN: MANIFEST_HASH if HAS_MANIFEST; _END: CONSIGNMENT and the counts. */
  bool has_manifest;
  uint8_t manifest_hash[TS_SHA256_SIZE];
  uint32_t expected, pieces, duplicates, missing, extra;

  /* GAP */
  uint64_t gap_first, gap_last;
};

/* Appends its bytes to OUT, which must have room for TS_RECORD_SIZE_MAX, so that the same record always becomes
 * the same bytes (TS_ERR_NO_SPACE). Texts that do not fit go in as their hash, the longest first; the rest
 * always fits. TS_ERR_ARGUMENT for what no record may hold: numbers of no enum, a decision without a reason, a
 * GTIN or serial that is none, an END without its consignment, LAST before FIRST. TS_ERR_INTERNAL if hashing
 * failed. OUT is as before on an error. */
enum ts_err ts_record_write(struct ts_buf *out, const struct ts_record *record,
                            const struct ts_crypto *crypto);
/* Strict: what it takes, ts_record_write wrote. TS_ERR_TOO_LONG beyond TS_RECORD_SIZE_MAX, TS_ERR_RECORD_FORM,
 * TS_ERR_RECORD_VERSION (a kind, or a value of an enum, newer than this version), and those of core/cbor.
 * Texts are views into BYTES. OUT is zeroed on an error. */
enum ts_err ts_record_read(struct ts_record *out, struct ts_bytes bytes);

/* "check", "return", "consignment". */
const char *ts_mode_name(enum ts_mode mode);

#endif
