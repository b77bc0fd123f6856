/* SPDX-License-Identifier: Apache-2.0 */
/* From a tag to findings: whose it is, whether its signature is good, whether that signer may say so.
 * The only module that makes the finding "signature good". */
#ifndef TS_CORE_TRUST_H
#define TS_CORE_TRUST_H

#include <stdbool.h>
#include <stdint.h>

#include "core/bundle.h"
#include "core/gs1.h"
#include "core/tag.h"
#include "core/verdict.h"
#include "port/clock.h"
#include "port/crypto.h"

/* What a device judges with, and what it remembers of this bundle: each signer's chain is checked when its
 * key is first needed. Zeroed by ts_trust_init; about 11 KB, memory of the caller's. */
struct ts_trust {
  const struct ts_bundle *bundle; /* open, or NULL: there is none that may be used */
  const struct ts_crypto *crypto;
  struct ts_statusset_file file;        /* the bundle's, whose sets are read by ranges */
  struct ts_time time;                  /* from ts_anchor_time */
  uint8_t chain[TS_BUNDLE_SIGNERS_MAX]; /* 0 not yet checked, 1 good, 2 bad */
  struct ts_statusset_memory sets;
};

/* STORE holds the bundle's file on its card (TS_ANCHOR_BUNDLE_FILE). */
void ts_trust_init(struct ts_trust *trust, const struct ts_bundle *bundle, const struct ts_store *store,
                   const struct ts_crypto *crypto, struct ts_time time);

/* The findings that hold for everything judged now: data, time. The rest stays zero. */
void ts_trust_begin(const struct ts_trust *trust, struct ts_findings *findings);

/* The findings that hold for everything of BRAND: how complete its lists are. */
void ts_trust_brand(const struct ts_trust *trust, const struct ts_brand *brand, struct ts_findings *findings);

/* What the brand's sets say of the piece that TAG names, its GTIN and serial: sets status and issued. *SINCE:
 * of a blocked one, 00:00 UTC of the day that the brand gives, in seconds; else 0. A set that cannot be read or
 * verified leaves its finding at "unknown"; a set that the bundle does not have blocks nothing, and says of no
 * serial whether it was issued. */
void ts_trust_status(struct ts_trust *trust, const struct ts_brand *brand, const struct ts_tag *tag,
                     struct ts_findings *findings, int64_t *since);

/* Verifies a tag of kind SIGNED of BRAND, GS1 being the list that it was read from: sets signature, signer,
 * link. */
void ts_trust_verify(struct ts_trust *trust, const struct ts_brand *brand, const struct ts_tag *tag,
                     const struct ts_gs1 *gs1, struct ts_findings *findings);

/* Case 5: must a piece of this model carry a tag? MADE: when it was made or bought new, seconds, or
 * TS_MADE_UNKNOWN. */
#define TS_MADE_UNKNOWN INT64_MIN
void ts_trust_tag_policy(const struct ts_brand *brand, const char *gtin14, int64_t made,
                         struct ts_findings *findings);

#endif
