/* SPDX-License-Identifier: Apache-2.0 */
/* The trust anchor: what a device keeps where no attacker reaches (trusted/anchor): the pinned publisher, the
 * sequence floor with the hash of the bundle that set it, and the time floor. Small and written rarely
 * (SPEC.md, "Anchor"). */
#ifndef TS_CORE_ANCHOR_H
#define TS_CORE_ANCHOR_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/bundle.h"
#include "core/bytes.h"
#include "core/error.h"
#include "port/clock.h"
#include "port/crypto.h"

#define TS_ANCHOR_FILE "anchor"        /* in the trusted area */
#define TS_ANCHOR_BUNDLE_FILE "bundle" /* on the card */
#define TS_ANCHOR_SIZE_MAX 512

struct ts_anchor {
  struct ts_publisher_keys publisher;  /* zeroed: an empty device */
  uint64_t sequence;                   /* the floor: no bundle below it is used */
  uint8_t bundle_hash[TS_SHA256_SIZE]; /* of the bundle with that sequence number */
  int64_t time_floor;                  /* last known good time, seconds */
};

/* Bytes of trusted/anchor, with a SHA-256 over them against a medium that forgets. Reading:
 * TS_ERR_STORE_CORRUPT for whatever is not what ts_anchor_write wrote, TS_ERR_INTERNAL if hashing failed; OUT
 * is zeroed on an error. Writing appends to OUT: TS_ERR_ARGUMENT for a publisher that is neither in order
 * (ts_publisher_ok) nor zeroed, or a floor before 1970; TS_ERR_NO_SPACE, TS_ERR_INTERNAL. */
enum ts_err ts_anchor_read(struct ts_anchor *out, struct ts_bytes file, const struct ts_crypto *crypto);
enum ts_err ts_anchor_write(struct ts_buf *out, const struct ts_anchor *anchor,
                            const struct ts_crypto *crypto);

/* May this verified bundle be used by a device with this anchor? TS_ERR_BUNDLE_OLD,
 * TS_ERR_BUNDLE_SEQUENCE_REUSED, TS_ERR_ARGUMENT if it is not open. The clock is not asked: an installed
 * bundle that expires stays in use and says so. */
enum ts_err ts_anchor_admits(const struct ts_anchor *anchor, const struct ts_bundle *bundle);

/* The date that everything else uses. The floor is the latest of BUILD_DATE, the anchor's, and the bundle's
 * issue date; a clock below it is wrong, and its trust is then NONE and the time the floor. BUNDLE may be
 * NULL. */
struct ts_time ts_anchor_time(const struct ts_anchor *anchor, const struct ts_bundle *bundle,
                              struct ts_time clock, int64_t build_date);

/* Raises the time floor to the bundle's issue date and, if TIME is RTC-trusted, to TIME, but never past the
 * bundle's expiry, so that one wrong clock cannot lock a device out for longer than its bundle lasts. For
 * installing, and now and then while running (a journal entry's time, a day apart, say: each raise is a
 * write). True if it was raised. */
bool ts_anchor_raise_floor(struct ts_anchor *anchor, const struct ts_bundle *bundle, struct ts_time time);

/* Installing: the bundle must be admitted and not expired at TIME (TS_ERR_BUNDLE_EXPIRED), which comes from
 * ts_anchor_time, so that its SECONDS are the floor when its trust is NONE. Raises the sequence and the time
 * floor, and pins the keys that the bundle's rotation statements led to. ANCHOR is changed only on TS_OK. */
enum ts_err ts_anchor_install(struct ts_anchor *anchor, const struct ts_bundle *bundle, struct ts_time time);

#endif
