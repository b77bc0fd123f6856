/* SPDX-License-Identifier: Apache-2.0 */
/* How a status set lies in its bytes: sizes, places, and the code of its entries. For core/statusset and for
 * the host's builder. */
#ifndef TS_CORE_STATUSSET_CODE_H
#define TS_CORE_STATUSSET_CODE_H

#include "core/statusset.h"

#define TS_STATUSSET_LEVELS_MAX 3 /* of nodes: 102 cubed blocks are more than the largest set has */
#define TS_STATUSSET_ENTRY 40     /* bytes of a node's entry: the first value below, its hash */
#define TS_STATUSSET_HEAD 2       /* bytes of a block's head: its number of entries */
#define TS_STATUSSET_BLOCK_BITS (8u * (TS_STATUSSET_BLOCK - TS_STATUSSET_HEAD)) /* for entries */

/* Level 0 are the data blocks, the levels above are nodes; the highest is the root alone. */
struct ts_statusset_shape {
  uint64_t universe;                            /* values are below it; 0 stands for 2^64 */
  uint8_t rice;                                 /* low bits of a gap that are written as they are, 0 to 63 */
  uint8_t tail;                                 /* bits of an entry beside its value */
  uint8_t levels;                               /* of nodes; 0: the empty set */
  uint32_t number[TS_STATUSSET_LEVELS_MAX + 1]; /* of blocks or nodes of the level */
  uint64_t at[TS_STATUSSET_LEVELS_MAX + 1];     /* the level's first byte */
  uint32_t last_size; /* bytes of the last data block, which is cut to what it needs */
};

/* The code of sets of so many entries: UNIVERSE, RICE, TAIL; the rest is zero. False if there are none
 * such. */
bool ts_statusset_code(struct ts_statusset_shape *shape, uint8_t kind, uint8_t bits, uint32_t count);
/* All of it. False if INFO's numbers do not fit one another; ε is not looked at. */
bool ts_statusset_shape(struct ts_statusset_shape *shape, const struct ts_statusset_info *info);

uint32_t ts_statusset_size(const struct ts_statusset_shape *shape, unsigned level, uint32_t index);

/* What an entry says: a value that sets are sorted by, and the TAIL bits beside it. */
struct ts_statusset_entry {
  uint64_t value;
  uint64_t tail;
};

/* The value of DIGEST's piece or signed bytes; its tail is set for signed sets alone. */
struct ts_statusset_entry ts_statusset_entry(const struct ts_statusset_shape *shape, uint8_t kind,
                                             const uint8_t digest[TS_SHA256_SIZE]);

/* The tail of a blocked set's entry, and back; false if it is none. */
uint64_t ts_statusset_blocked_tail(uint8_t reason, uint32_t day);
bool ts_statusset_blocked_read(uint64_t tail, uint8_t *reason, uint32_t *day);

/* Bits that an entry takes after one whose value is GAP less. */
uint64_t ts_statusset_cost(const struct ts_statusset_shape *shape, uint64_t gap);

/* A walk over a block's entries. */
struct ts_statusset_cursor {
  const struct ts_statusset_shape *shape;
  struct ts_bytes block;
  uint32_t bit;                    /* the next one, from the block's first byte on */
  uint32_t left;                   /* entries still to read */
  struct ts_statusset_entry entry; /* the one read last */
};

/* Reads the first entry; FIRST is its value, which the tree gives. False if it cannot be. */
bool ts_statusset_begin(struct ts_statusset_cursor *cursor, const struct ts_statusset_shape *shape,
                        struct ts_bytes block, uint64_t first);
/* Reads the next entry; false if the block ends within it or it goes beyond the universe. Only while LEFT. */
bool ts_statusset_next(struct ts_statusset_cursor *cursor);

/* Hash of a block or node: SHA-256 of one byte, its level, and its bytes. */
enum ts_err ts_statusset_hash(const struct ts_crypto *crypto, unsigned level, struct ts_bytes bytes,
                              uint8_t hash[TS_SHA256_SIZE]);

uint64_t ts_get_le64(const uint8_t *p);
void ts_put_le64(uint8_t *p, uint64_t value);

#endif
