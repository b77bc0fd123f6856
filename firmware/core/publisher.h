/* SPDX-License-Identifier: Apache-2.0 */
/* The publisher of a device: the keys that may speak for it, how many of them must, and how they are exchanged
 * (SPEC.md, "Publisher"). A device pins such a set when it is provisioned first. Another set follows only by a
 * statement that enough of the old keys and enough of the new ones have signed (after The Update Framework's
 * root rotation), one generation after another. */
#ifndef TS_CORE_PUBLISHER_H
#define TS_CORE_PUBLISHER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/bytes.h"
#include "core/cbor.h"
#include "core/cose.h"
#include "core/error.h"
#include "port/crypto.h"

#define TS_PUBLISHER_FORMAT 1
#define TS_PUBLISHER_CONTENT_TYPE "application/vnd.touchstone.publisher+cbor"
#define TS_PUBLISHER_KEYS_MAX 4
#define TS_PUBLISHER_GENERATION_MAX 65535u
#define TS_PUBLISHER_ROTATIONS_MAX 16 /* statements in one file */

/* A publisher key, as a point on P-256. Its id in the COSE header is the first 8 bytes of SHA-256 over its
 * SubjectPublicKeyInfo (DER). */
struct ts_publisher_key {
  uint8_t point[TS_P256_POINT_SIZE];
};

/* Keys in bytewise ascending order, so that none stands twice. A zeroed one is nobody: it verifies nothing. */
struct ts_publisher_keys {
  uint32_t generation; /* 1 to TS_PUBLISHER_GENERATION_MAX; each rotation counts it up by one */
  uint32_t threshold;  /* so many of the keys must sign: 1 to COUNT */
  size_t count;        /* at most TS_PUBLISHER_KEYS_MAX */
  struct ts_publisher_key key[TS_PUBLISHER_KEYS_MAX];
};

/* Is it as above: numbers in range, uncompressed points, ascending? Not so a zeroed one. */
bool ts_publisher_ok(const struct ts_publisher_keys *publisher);
/* Puts the keys in order; for those who collect them. */
void ts_publisher_sort(struct ts_publisher_keys *publisher);

/* CBOR of the set: generation, threshold and an array of points, one after another. Reading: what is not as
 * above makes ERR stick in R, in place of it. */
void ts_publisher_put(struct ts_buf *out, const struct ts_publisher_keys *publisher);
void ts_publisher_get(struct ts_cbor_reader *r, struct ts_publisher_keys *out, enum ts_err err);

/* Have enough keys of PUBLISHER signed MESSAGE? A key counts once, however often it signed; bad signatures and
 * those by strangers count nothing. Else what a person can act on, in this order: TS_ERR_INTERNAL, the library
 * failed on one that might have counted; TS_ERR_BUNDLE_THRESHOLD, some are good; TS_ERR_BUNDLE_SIGNATURE, some
 * are bad; TS_ERR_BUNDLE_UNKNOWN_PUBLISHER. */
enum ts_err ts_publisher_verify(const struct ts_publisher_keys *publisher, const struct ts_cose_sign *message,
                                const struct ts_crypto *crypto);

/* Follows a rotation statement: PUBLISHER becomes the set that MESSAGE names, if that is the next generation
 * and enough old and enough new keys have signed it. A statement of a generation that PUBLISHER has reached is
 * passed over unread. TS_ERR_BUNDLE_ROTATION: a generation is missing. Errors of ts_publisher_verify,
 * TS_ERR_CBOR_*, TS_ERR_BUNDLE_FORM, TS_ERR_BUNDLE_VERSION, TS_ERR_BUNDLE_CONTENT. PUBLISHER is changed on
 * TS_OK alone. */
enum ts_err ts_publisher_follow(struct ts_publisher_keys *publisher, const struct ts_cose_sign *message,
                                const struct ts_crypto *crypto);

/* The payload of a rotation statement. */
void ts_publisher_put_statement(struct ts_buf *out, const struct ts_publisher_keys *next);

#endif
