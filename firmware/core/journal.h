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

#define TS_JOURNAL_STATE_FILE "journal"   /* trusted: size, frontier, which files */
#define TS_JOURNAL_LOG_FILE "journal.log" /* trusted: leaves whose hashes are not on the card yet */

/* Of leaves older than these the hashes may be gone; some more are kept. */
#define TS_JOURNAL_LEAVES_KEPT (UINT32_C(1) << 20)

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

/* --- What follows up to the calls is this module's own. --- */

#define TS_JOURNAL_TILE 128       /* leaves whose hashes are written at once */
#define TS_JOURNAL_LEAF_SIZE 40   /* bytes on the card: hash, segment, offset */
#define TS_JOURNAL_PIECE_SIZE 32  /* bytes of an entry of the memory of serials */
#define TS_JOURNAL_PIECES 128     /* entries of it in RAM */
#define TS_JOURNAL_FILE_HEADER 24 /* bytes */
#define TS_JOURNAL_RUN_LEVELS 5   /* of runs: each eight times as large as the one below */
#define TS_JOURNAL_LEVEL_RUNS 16  /* runs of a level, those that are being merged among them */
#define TS_JOURNAL_MERGED 8       /* runs that become one */
#define TS_JOURNAL_DEAD 32        /* files to be removed */
#define TS_JOURNAL_TREE_ARRAYS 3  /* hashes of subtrees of 1, 2^7 and 2^14 leaves */
#define TS_JOURNAL_BUFFER (TS_JOURNAL_FILE_HEADER + 12 + TS_RECORD_SIZE_MAX)

/* Where a record lies. */
struct ts_journal_place {
  uint32_t segment, offset;
};

/* Numbered files of entries, the first number of each in its header. */
struct ts_journal_series {
  uint32_t trash;  /* numbers from here up to OLDEST may still be there, and go */
  uint32_t oldest; /* one more than NEWEST: there is none */
  uint32_t newest;
  uint32_t first; /* number of the newest file's first entry */
  /* The file that was looked at last, so that its neighbours' headers need not be read again. */
  uint32_t seen, seen_first, seen_end;
};

struct ts_journal_run {
  uint32_t file, count;
};

struct ts_journal_level {
  uint32_t runs;
  struct ts_journal_run run[TS_JOURNAL_LEVEL_RUNS]; /* oldest first */
  struct ts_journal_run into;                       /* what the oldest are merged into; file 0: nothing */
  bool has_cursors;
  uint32_t cursor[TS_JOURNAL_MERGED];
};

struct ts_journal_memory {
  uint32_t covered; /* records below are in runs */
  uint32_t next;    /* the next file's number */
  struct ts_journal_level level[TS_JOURNAL_RUN_LEVELS];
  uint32_t dead, dead_file[TS_JOURNAL_DEAD];
  uint32_t count; /* entries in RAM, in no order; each piece once */
  uint8_t file[TS_JOURNAL_FILE_HEADER + TS_JOURNAL_PIECES * TS_JOURNAL_PIECE_SIZE];
};

/* Memory of the caller's, some 15 KB; what is below HEALTH is this module's own. */
struct ts_journal {
  enum ts_journal_health health;
  uint64_t lost_first, lost_last; /* if it is LOST */
  const struct ts_store *store;
  const struct ts_crypto *crypto;
  struct ts_journal_limits limits;
  struct ts_merkle tree;

  bool gap_due;                     /* the loss is not in the journal yet */
  struct ts_journal_series records; /* entries are records */
  uint32_t records_first;           /* of the oldest segment */
  uint32_t records_end;             /* bytes of the newest segment that are known to be good */
  uint32_t scan_number;             /* opening reads the records from here on, which lies at SCAN_PLACE */
  struct ts_journal_place scan_place;
  struct ts_journal_series hashes[TS_JOURNAL_TREE_ARRAYS];
  uint32_t flushed;   /* leaves in HASHES[0]; the others are in LEAVES */
  uint32_t log_count; /* entries of the trusted log, from leaf FLUSHED on */
  bool log_bad;       /* something else is in it too: it must go before the next entry */
  bool dirty;         /* the trusted file is behind in more than the newest records */
  uint8_t leaves[TS_JOURNAL_FILE_HEADER + TS_JOURNAL_TILE * TS_JOURNAL_LEAF_SIZE];
  struct ts_journal_memory memory;
  uint8_t buffer[TS_JOURNAL_BUFFER];
};

/* Loads the state and holds the last records against it, at most TS_JOURNAL_TILE. Only reads, so that a desk
 * may open a device's journal and leave it as it is. An empty device has an empty journal.
 * TS_ERR_STORE_CORRUPT: the trusted file is damaged, and nothing may be appended. TS_ERR_ARGUMENT: LIMITS are
 * too small. TS_ERR_IO, TS_ERR_INTERNAL. */
enum ts_err ts_journal_open(struct ts_journal *journal, const struct ts_store *store,
                            const struct ts_crypto *crypto, const struct ts_journal_limits *limits);

/* Adds a record (bytes of ts_record_write). *NUMBER: its place, from 0. On an error nothing was acknowledged:
 * the same call may be made again. TS_ERR_STORE_FULL, TS_ERR_IO, TS_ERR_TOO_LONG, TS_ERR_INTERNAL, those of
 * ts_record_read; TS_ERR_ARGUMENT if the journal is not open, TS_ERR_NO_SPACE if the tree is full. The first
 * append after a loss was noticed writes a GAP record before it. */
enum ts_err ts_journal_append(struct ts_journal *journal, struct ts_bytes record, uint64_t *number);

/* Bytes of record NUMBER into BUF (TS_RECORD_SIZE_MAX), checked against its leaf's hash. That hash lies on the
 * card too: what an attacker may not have touched shows by its proof against the root alone.
 * TS_ERR_NOT_FOUND: it was overwritten, or lost. TS_ERR_JOURNAL_HASH: not what was written. TS_ERR_IO. */
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
/* Reads some blocks, whatever the journal's size. GTIN14: 14 digits; SERIAL: 1 to 20 characters; C strings.
 * TS_ERR_IO: not known. TS_ERR_ARGUMENT, TS_ERR_INTERNAL. */
enum ts_err ts_journal_seen(struct ts_journal *journal, const char *gtin14, const char *serial,
                            struct ts_seen *out);

#endif
