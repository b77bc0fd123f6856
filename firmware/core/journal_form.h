/* SPDX-License-Identifier: Apache-2.0 */
/* What the parts of core/journal share. For core/journal alone.
 *
 * journal.c          the calls, and the order in which an append writes
 * journal_state.c    the trusted file
 * journal_log.c      and the log beside it
 * journal_files.c    numbered files on the card
 * journal_ring.c     records in them
 * journal_recover.c  what opening finds
 * journal_hashes.c   hashes of leaves and subtrees
 * journal_memory.c   which piece was seen when, newest part
 * journal_runs.c     and the older part, in sorted files */
#ifndef TS_CORE_JOURNAL_FORM_H
#define TS_CORE_JOURNAL_FORM_H

#include <stdbool.h>
#include <stdint.h>

#include "core/journal.h"

enum {
  TS_JOURNAL_FRAME_HEAD = 4, /* the record's size */
  TS_JOURNAL_CHECK = 8,      /* and behind it the first bytes of its leaf's hash */
  TS_JOURNAL_TILE_BITS = 7,
  TS_JOURNAL_LEAVES_FILE = 8192,      /* entries of a file of leaves */
  TS_JOURNAL_SUBTREES_FILE = 65536,   /* and of a file of subtrees */
  TS_JOURNAL_STATE_MAX = 2560,        /* bytes of the trusted file */
  TS_JOURNAL_LIMIT_SEGMENT = 1 << 30, /* no segment is larger */
};

/* --- journal_files.c --- */

enum ts_journal_kind {
  TS_JOURNAL_RECORDS = 0,
  TS_JOURNAL_LEAVES = 1, /* and the two after it: HASHES[kind - LEAVES] */
  TS_JOURNAL_TREE7 = 2,
  TS_JOURNAL_TREE14 = 3,
  TS_JOURNAL_RUN = 4,
};

struct ts_journal_name {
  char text[TS_STORE_NAME_MAX + 1];
};

struct ts_journal_name ts_journal_name(enum ts_journal_kind kind, uint32_t number);
struct ts_journal_series *ts_journal_series(struct ts_journal *j, enum ts_journal_kind kind);
bool ts_journal_series_empty(const struct ts_journal_series *series);
/* Bytes of the file; TS_OK and 0 if there is none. */
enum ts_err ts_journal_file_size(const struct ts_journal *j, enum ts_journal_kind kind, uint32_t number,
                                 uint64_t *size);
/* TS_ERR_NOT_FOUND if the file ends before. */
enum ts_err ts_journal_file_read(const struct ts_journal *j, enum ts_journal_kind kind, uint32_t number,
                                 uint64_t offset, void *buf, size_t size);
enum ts_err ts_journal_file_remove(const struct ts_journal *j, enum ts_journal_kind kind, uint32_t number);
/* Makes file NUMBER: BYTES begins with room for its header, SIZE counts that. Whatever a write that failed, or
 * somebody else, left in its place goes first. */
enum ts_err ts_journal_file_make(const struct ts_journal *j, enum ts_journal_kind kind, uint32_t number,
                                 uint32_t first, uint8_t *bytes, size_t size);
/* The number of a file's first entry. TS_ERR_NOT_FOUND if it has no header of this kind. */
enum ts_err ts_journal_file_first(const struct ts_journal *j, enum ts_journal_kind kind, uint32_t number,
                                  uint32_t *first);
/* The last file that begins at or before entry INDEX: where an entry was written twice, the later one counts.
 * It has entries FIRST up to END, or to what the caller knows if it is the newest. TS_ERR_NOT_FOUND. */
enum ts_err ts_journal_find(struct ts_journal *j, enum ts_journal_kind kind, uint32_t index, uint32_t *number,
                            uint32_t *first, uint32_t *end);
/* Entries of a fixed size behind entry INDEX - 1, in the newest file if that ends there and has not MOST
 * entries yet, else in a new one. BYTES: room for a header, then COUNT entries. */
enum ts_err ts_journal_series_append(struct ts_journal *j, enum ts_journal_kind kind, uint32_t index,
                                     uint8_t *bytes, uint32_t count);
/* At least one entry from INDEX on, at most COUNT, into BUF; *READ: how many. */
enum ts_err ts_journal_series_read(struct ts_journal *j, enum ts_journal_kind kind, uint32_t index,
                                   uint32_t count, uint8_t *buf, uint32_t *read);
/* Removes what was given up; what cannot be removed now is tried again. */
void ts_journal_clear(struct ts_journal *j);

/* --- journal_state.c --- */

/* TS_ERR_NOT_FOUND, TS_ERR_STORE_CORRUPT, TS_ERR_IO, TS_ERR_INTERNAL. */
enum ts_err ts_journal_state_load(struct ts_journal *j);
/* With TREE in place of the journal's. Uses the buffer. */
enum ts_err ts_journal_state_save(struct ts_journal *j, const struct ts_merkle *tree);

/* --- journal_log.c --- */

/* After the state: fills in LEAVES, and takes in records that the state does not count. */
enum ts_err ts_journal_log_load(struct ts_journal *j);
/* LEAF, which is in LEAVES and the newest. */
enum ts_err ts_journal_log_add(struct ts_journal *j, uint32_t leaf);
/* Removes the log, which has no leaf that is not on the card. */
enum ts_err ts_journal_log_clear(struct ts_journal *j);
/* Begins it anew, wherever the leaves are that it has. */
enum ts_err ts_journal_log_renew(struct ts_journal *j);

/* --- journal_ring.c --- */

struct ts_journal_frame {
  struct ts_bytes record; /* in the journal's buffer */
  struct ts_hash leaf;
  struct ts_journal_place place;
};

/* Reads the record at PLACE, in a segment of END bytes. TS_ERR_NOT_FOUND: no frame can be there;
 * TS_ERR_JOURNAL_HASH: one can, but it is damaged; RECORD's size is right as far as can be told. */
enum ts_err ts_journal_frame_read(struct ts_journal *j, struct ts_journal_place place, uint64_t end,
                                  struct ts_journal_frame *out);
/* Makes room for a frame of RECORD_SIZE: gives up the oldest segment, and says so to the trusted area, if a
 * new one is needed and there are as many as there may be. *IS_NEW: a new one is needed. */
enum ts_err ts_journal_ring_room(struct ts_journal *j, size_t record_size, bool *is_new);
enum ts_err ts_journal_ring_append(struct ts_journal *j, struct ts_bytes record, const struct ts_hash *leaf,
                                   bool is_new, struct ts_journal_place *place);

/* --- journal_recover.c --- */

/* Reads the newest records, holds them against their leaves and the tree, and fills in MEMORY. */
enum ts_err ts_journal_recover(struct ts_journal *j);

/* --- journal_hashes.c --- */

uint8_t *ts_journal_slot(struct ts_journal *j, uint32_t leaf); /* in LEAVES, of one that is not flushed */
void ts_journal_slot_put(uint8_t *slot, const struct ts_hash *hash, uint32_t segment, uint32_t offset);
/* Makes FOLD, which is empty or has leaves from BEGIN on, have COUNT of them. TS_ERR_NOT_FOUND: some are not
 * there; FOLD then has those before. */
enum ts_err ts_journal_fold_leaves(struct ts_journal *j, struct ts_merkle *fold, uint32_t begin,
                                   uint32_t count);
/* Writes the leaves up to SIZE that are not written yet. */
enum ts_err ts_journal_hashes_flush(struct ts_journal *j, uint32_t size);
/* If LEAF, the next one, completes subtrees of 2^7 or 2^14 leaves: writes their hashes. */
enum ts_err ts_journal_hashes_complete(struct ts_journal *j, const struct ts_hash *leaf);
/* One leaf's entry. */
enum ts_err ts_journal_leaf_entry(struct ts_journal *j, uint32_t leaf, uint8_t out[TS_JOURNAL_LEAF_SIZE]);

/* --- journal_memory.c --- */

/* Offsets in an entry. */
enum {
  TS_PIECE_KEY = 0,
  TS_PIECE_RECORD = 12,
  TS_PIECE_TIME = 16,
  TS_PIECE_CONSIGNMENT = 24,
  TS_PIECE_TRUST = 28,
  TS_PIECE_MODE = 29,
  TS_PIECE_VERDICT = 30,
};
#define TS_PIECE_KEY_SIZE 12

/* What a record says of pieces; each stands there once. */
struct ts_journal_pieces {
  uint32_t count;
  uint8_t entry[TS_RECORD_ITEMS_MAX][TS_JOURNAL_PIECE_SIZE];
};
enum ts_err ts_journal_pieces_of(const struct ts_journal *j, const struct ts_record *record, uint32_t number,
                                 struct ts_journal_pieces *out);
/* Into RAM; the caller has made room. */
void ts_journal_remember(struct ts_journal *j, const struct ts_journal_pieces *pieces);
/* What is in RAM becomes a run: all records that there are are covered then. */
enum ts_err ts_journal_memory_flush(struct ts_journal *j);

/* --- journal_runs.c --- */

/* Takes over a run that is on the card, as the newest of all. A level that is full is merged first. */
enum ts_err ts_journal_runs_add(struct ts_journal *j, struct ts_journal_run run);
/* Room for one more of the smallest. */
enum ts_err ts_journal_runs_room(struct ts_journal *j);
/* A small part of the merging that is due. */
void ts_journal_runs_work(struct ts_journal *j);
/* Forgets runs that are not on the card any more. */
void ts_journal_runs_forget(struct ts_journal *j);
/* The newest entry of KEY in any run: TS_ERR_NOT_FOUND, TS_ERR_IO if a run cannot be read. */
enum ts_err ts_journal_runs_find(struct ts_journal *j, const uint8_t key[TS_PIECE_KEY_SIZE],
                                 uint8_t out[TS_JOURNAL_PIECE_SIZE]);

#endif
