/* SPDX-License-Identifier: Apache-2.0 */
/* Status sets (SPEC.md, "Status sets"): is this piece among the issued ones, is it blocked and why, were
 * these signed bytes recorded in time? Looked up where the set lies, with no load step. A set is 4 KB
 * blocks of sorted, compressed hashes under a hash tree; its root stands in the signed bundle, and nothing
 * of a block is used before its hash is found right. What cannot be read or verified is neither in the set
 * nor out of it. */
#ifndef TS_CORE_STATUSSET_H
#define TS_CORE_STATUSSET_H

#include <stdbool.h>
#include <stdint.h>

#include "core/bytes.h"
#include "core/error.h"
#include "port/crypto.h"
#include "port/store.h"

enum ts_statusset_kind {
  TS_SET_ISSUED = 1,  /* pieces that were issued */
  TS_SET_BLOCKED = 2, /* pieces that are blocked, each with its reason and the day */
  TS_SET_SIGNED = 3,  /* signed bytes of tags, 128 bits of their SHA-256: nobody grinds a tag into it */
};

/* Numbered as in the format. */
enum ts_statusset_reason {
  TS_BLOCKED_STOLEN = 1,
  TS_BLOCKED_RECALLED = 2,
  TS_BLOCKED_DESTROYED = 3,
  TS_BLOCKED_RETURNED = 4,
};

#define TS_STATUSSET_COUNT_MAX 16777215u /* entries of a set */
#define TS_STATUSSET_ISSUED_BITS                                                                             \
  32 /* log2(1/ε), at least; ε: how often a piece that is not in it seems to be */
#define TS_STATUSSET_BLOCKED_BITS 40 /* at least: a false "stolen" accuses an owner */
#define TS_STATUSSET_BITS_MAX 40
#define TS_STATUSSET_SIGNED_BITS 128                 /* the hash's size; exactly */
#define TS_STATUSSET_DAY_MAX 99999u                  /* days since 1970-01-01 UTC: 2243-10-16 */
#define TS_STATUSSET_BLOCK 4096                      /* bytes of a data block; the last one has fewer */
#define TS_STATUSSET_FANOUT 102                      /* entries of a tree node */
#define TS_STATUSSET_NODE (TS_STATUSSET_FANOUT * 40) /* bytes of a tree node; the last of a level has fewer */

/* What the signed bundle says of a set. */
struct ts_statusset_info {
  uint8_t kind;     /* enum ts_statusset_kind */
  uint8_t bits;     /* log2(1/ε), TS_STATUSSET_SIGNED_BITS for signed bytes */
  uint32_t count;   /* entries; 0: the set is empty, and has no bytes */
  uint32_t blocks;  /* data blocks */
  uint32_t length;  /* bytes of the whole set, tree included */
  uint8_t root[32]; /* hash of the tree's root; zeros for the empty set */
};

/* Are these numbers ones that a set can have, ε within its kind's bound? For the bundle's reader, once.
 * TS_ERR_BUNDLE_CONTENT if not. */
enum ts_err ts_statusset_check_info(const struct ts_statusset_info *info);

/* Where the set lies. Reads exactly SIZE bytes at OFFSET, counted from the set's first byte, into BUF;
 * anything but TS_OK is a failure, and BUF is not looked at then. */
struct ts_statusset_reader {
  void *ctx;
  enum ts_err (*read)(void *ctx, uint64_t offset, void *buf, size_t size);
};

/* A set within a file of a store: OFFSET is its first byte there. Both structs must outlive the reader. */
struct ts_statusset_file {
  const struct ts_store *store;
  enum ts_store_area area;
  const char *name;
  uint64_t offset;
};
struct ts_statusset_reader ts_statusset_file_reader(struct ts_statusset_file *file);

/* Working memory, the caller's; zero it before its first use. It may serve any number of sets, one after
 * another: it keeps the verified root node of the set that it served last (known by its hash alone), so that
 * the next query of the same set reads one block and one node less. */
struct ts_statusset_memory {
  bool has_top;
  uint8_t top_level;
  uint8_t top_root[TS_SHA256_SIZE];
  uint32_t top_size;
  uint8_t top[TS_STATUSSET_NODE];
  uint8_t page[TS_STATUSSET_BLOCK];
};

/* Zero is doubt. */
enum ts_statusset_membership {
  TS_SET_NOT_CHECKED = 0, /* not read, not verified, or malformed: says nothing */
  TS_SET_ABSENT = 1,
  TS_SET_MEMBER = 2,
};

struct ts_statusset_answer {
  enum ts_statusset_membership is;
  enum ts_err
      err; /* why NOT_CHECKED: the reader's, TS_ERR_STATUSSET_HASH, _FORM, TS_ERR_INTERNAL; else TS_OK */
  uint8_t reason; /* of a MEMBER of a blocked set: 1 to 7, enum ts_statusset_reason or newer; else 0 */
  uint32_t day;   /* likewise, since when: days since 1970-01-01 UTC */
};

/* The digest under which a piece stands in issued and blocked sets. GTIN14: 14 digits, a C string; SERIAL: as
 * in the tag, unescaped. TS_ERR_INTERNAL if the library fails. */
enum ts_err ts_statusset_piece_digest(const struct ts_crypto *crypto, const char *gtin14, const char *serial,
                                      uint8_t digest[TS_SHA256_SIZE]);

/* Looks DIGEST up: of ts_statusset_piece_digest, or the SHA-256 of a tag's signed bytes for a signed set.
 * Reads one data block and one node of each level of the tree (two levels up to about 10 million serials; the
 * root node is kept in MEMORY), less where the answer is known before. */
struct ts_statusset_answer ts_statusset_query(const struct ts_statusset_info *info,
                                              const struct ts_statusset_reader *reader,
                                              const struct ts_crypto *crypto,
                                              const uint8_t digest[TS_SHA256_SIZE],
                                              struct ts_statusset_memory *memory);

/* The whole set, as provisioning wants it: every hash, every entry's place and padding, the count; what it
 * accepts is the one encoding of its content. TS_ERR_BUNDLE_CONTENT for numbers that cannot be,
 * TS_ERR_STATUSSET_HASH, TS_ERR_STATUSSET_FORM, the reader's errors, TS_ERR_INTERNAL. That nothing follows
 * the set is the caller's to see, by LENGTH. */
enum ts_err ts_statusset_check(const struct ts_statusset_info *info, const struct ts_statusset_reader *reader,
                               const struct ts_crypto *crypto, struct ts_statusset_memory *memory);

#endif
