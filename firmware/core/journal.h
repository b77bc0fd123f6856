/* SPDX-License-Identifier: Apache-2.0 */
/* The journal: records in a ring on the card, their hash tree, and a memory of serials (SPEC.md, "Journal").
 * A record is durable, and the trusted area knows the tree's new size and root, before ts_journal_append
 * returns. Whatever the power does, no record that was acknowledged is lost and no torn one is read as whole.
 * What an attacker does to the card is noticed: it no longer fits what the trusted area holds. */
#ifndef TS_CORE_JOURNAL_H
#define TS_CORE_JOURNAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/bytes.h"
#include "core/error.h"
#include "core/merkle.h"
#include "core/record.h"
#include "port/clock.h"
#include "port/crypto.h"
#include "port/store.h"

#define TS_JOURNAL_STATE_FILE "journal" /* trusted: size, frontier, which segments */

/* The ring's size, the board's to choose; it may grow or shrink from one start to the next. */
struct ts_journal_limits {
  uint32_t segment_size; /* bytes of a file of records; at least 2 * TS_RECORD_SIZE_MAX */
  uint32_t segments;     /* at least 2; the oldest is given up when one more is needed */
};

/* How the card fits the trusted area. */
enum ts_journal_health {
  TS_JOURNAL_NOT_OPEN = 0,
  TS_JOURNAL_WHOLE = 1,
  TS_JOURNAL_LOST = 2, /* records that were acknowledged are missing or changed: LOST_FIRST to LOST_LAST */
};

/* Memory of the caller's; what is below HEALTH is this module's own. */
struct ts_journal {
  enum ts_journal_health health;
  uint64_t lost_first, lost_last; /* if it is LOST */
  const struct ts_store *store;
  const struct ts_crypto *crypto;
  struct ts_journal_limits limits;
  struct ts_merkle tree;
};

/* Loads the state and looks for the ring's end. Only reads, and only the trusted file and the last segment, so
 * that a desk may open a device's journal and leave it as it is. An empty device has an empty journal.
 * TS_ERR_STORE_CORRUPT: the trusted file is damaged, and nothing may be appended. TS_ERR_IO. */
enum ts_err ts_journal_open(struct ts_journal *journal, const struct ts_store *store,
                            const struct ts_crypto *crypto, const struct ts_journal_limits *limits);

/* Adds a record (bytes of ts_record_write). *NUMBER: its place, from 0. On an error nothing was acknowledged:
 * the same call may be made again. TS_ERR_STORE_FULL, TS_ERR_IO, TS_ERR_TOO_LONG, TS_ERR_INTERNAL. The first
 * append after a loss was noticed writes a GAP record before it. */
enum ts_err ts_journal_append(struct ts_journal *journal, struct ts_bytes record, uint64_t *number);

/* Bytes of record NUMBER into BUF (TS_RECORD_SIZE_MAX), checked against its leaf's hash. TS_ERR_NOT_FOUND: it
 * was overwritten, or lost. TS_ERR_JOURNAL_HASH: not what was written. */
enum ts_err ts_journal_read(struct ts_journal *journal, uint64_t number, uint8_t *buf, size_t *size);

/* The hash of leaf NUMBER; stays when the record is overwritten. */
enum ts_err ts_journal_leaf(struct ts_journal *journal, uint64_t number, struct ts_hash *out);
/* For core/merkle's proofs: reads few hashes whatever the journal's size. */
struct ts_merkle_source ts_journal_tree(struct ts_journal *journal);

uint64_t ts_journal_size(const struct ts_journal *journal);  /* records ever written */
uint64_t ts_journal_first(const struct ts_journal *journal); /* the oldest whose bytes are still there */
enum ts_err ts_journal_root(const struct ts_journal *journal, struct ts_hash *out);

/* What the journal remembers of a piece: its last inspection that named it. Not proof, but memory: it lies on
 * the card. */
struct ts_seen {
  bool seen;
  uint64_t record;
  struct ts_time time;
  enum ts_mode mode;
  enum ts_verdict verdict;
  uint64_t consignment; /* as in the record */
};
/* Reads a few blocks, whatever the journal's size. GTIN14: 14 digits; SERIAL: 1 to 20 characters; C strings.
 * TS_ERR_IO: not known. */
enum ts_err ts_journal_seen(struct ts_journal *journal, const char *gtin14, const char *serial,
                            struct ts_seen *out);

#endif
