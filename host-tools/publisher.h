/* SPDX-License-Identifier: Apache-2.0 */
/* The keys of a home's publisher: which of them must sign, and the statements that exchanged them. Within the
 * caller's transaction. */
#ifndef TS_HOST_TOOLS_PUBLISHER_H
#define TS_HOST_TOOLS_PUBLISHER_H

#include "core/publisher.h"
#include "host-tools/bundle_write.h"
#include "host-tools/home.h"

/* Of a new home: generation 1, KEY alone, kept in KEY_FILE. */
bool ts_home_publisher_begin(struct ts_home *home, const struct ts_key *key, const char *key_file,
                             int64_t now, struct ts_fault *fault);

/* The set in use. */
bool ts_home_publisher_keys(struct ts_home *home, struct ts_publisher_keys *out, struct ts_fault *fault);

/* With its private half: the key of the set in use that is called NAME in publisher list, or the first there
 * where NAME is NULL. OUT is the caller's to free. */
bool ts_home_publisher_key(struct ts_home *home, const char *name, struct ts_key *out,
                           struct ts_fault *fault);

/* *HAD: POINT is one of this publisher's keys, or was one once. */
bool ts_home_publisher_had(struct ts_home *home, const uint8_t point[TS_P256_POINT_SIZE], bool *had,
                           struct ts_fault *fault);

/* All rotation statements from generation 2 on, one after another, as they stand before a bundle's message. OUT
 * is the caller's to free; it is empty if the keys were never exchanged. */
bool ts_home_publisher_statements(struct ts_home *home, struct ts_blob *out, struct ts_fault *fault);

/* The set in use and its private keys. Opening may ask a person for passphrases: call it outside of a transaction,
 * which would keep others waiting. NULL with the fault set; closing NULL is fine. */
struct ts_publisher_ring;
struct ts_publisher_ring *ts_home_publisher_open(struct ts_home *home, struct ts_fault *fault);
void ts_home_publisher_close(struct ts_publisher_ring *ring);

/* PAYLOAD as a bundle's message, signed by all keys of RING. EX_TEMPFAIL if they were exchanged since it was
 * opened. */
bool ts_home_publisher_seal(struct ts_home *home, struct ts_publisher_ring *ring, struct ts_bytes payload,
                            struct ts_blob *out, struct ts_fault *fault);

/* What a rotation changes. */
struct ts_rotation {
  unsigned add;            /* so many keys are made, */
  const char *const *drop; /* these leave: each the first 16 hexadecimal digits of SHA-256 of its SPKI */
  size_t drop_count;
  uint32_t threshold; /* and so many must sign from now on; 0: as before */
};

/* Makes the next generation and its statement, signed by the keys of the old and of the new set. The files of
 * the keys that were made stand in MADE, to be removed if the caller's transaction fails. */
struct ts_made_keys {
  char file[TS_PUBLISHER_KEYS_MAX][TS_KEY_FILE_MAX];
  size_t count;
};
bool ts_home_publisher_rotate(struct ts_home *home, const struct ts_rotation *rotation, int64_t now,
                              struct ts_publisher_keys *out, struct ts_made_keys *made,
                              struct ts_fault *fault);

#endif
