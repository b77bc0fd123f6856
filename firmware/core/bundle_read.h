/* SPDX-License-Identifier: Apache-2.0 */
/* The bundle's layout, shared by opening, checking and looking up. Private to core/bundle and to the host
 * tools that write bundles: nothing here looks at a signature, and what it gives is a claim. */
#ifndef TS_CORE_BUNDLE_READ_H
#define TS_CORE_BUNDLE_READ_H

#include <stdbool.h>
#include <stddef.h>

#include "core/bundle.h"
#include "core/cbor.h"

/* Reads the head of a payload, fills all of OUT but OPEN, HASH, KEYS and SETS_AT, and checks every rule of
 * SPEC.md, "Bundle". FILE_SIZE is that of the sets alone, counted from SETS_AT; 0: there are none. */
enum ts_err ts_bundle_read_payload(struct ts_bundle *out, struct ts_bytes payload);

/* Items of a CBOR array that is known to be one; 0 for an empty view. */
size_t ts_bundle_count(struct ts_bytes array);
/* A reader behind the head of ARRAY; *COUNT items follow. */
struct ts_cbor_reader ts_bundle_items(struct ts_bytes array, size_t *count);

/* Walks over the brands in order, keeping count. The first error sticks in R. */
struct ts_brand_walk {
  struct ts_cbor_reader r;
  size_t index, count, signers;
};
struct ts_brand_walk ts_brand_walk(const struct ts_bundle *bundle);
bool ts_brand_walk_next(struct ts_brand_walk *walk, struct ts_brand *out);

/* One [offset, bits, count, blocks, length, root] of a set of KIND. */
void ts_bundle_set_read(struct ts_cbor_reader *r, enum ts_statusset_kind kind, struct ts_bundle_set *out);
/* What AT is rounded up to for the next set. */
uint64_t ts_bundle_align(uint64_t at);

/* One signer; INDEX is left to the caller. The error sticks in R: TS_ERR_CBOR_TYPE for the layout,
 * TS_ERR_BUNDLE_CONTENT for a number beyond its range. */
void ts_signer_read(struct ts_cbor_reader *r, struct ts_signer *out);

/* One [GTIN or prefix, day] of a policy, in seconds. */
struct ts_bytes ts_tagged_read(struct ts_cbor_reader *r, int64_t *since);
/* One [GTIN, name]. */
struct ts_bytes ts_model_read(struct ts_cbor_reader *r, struct ts_bytes *name);

/* Does WHAT, a GTIN-14 or a prefix, cover GTIN14? */
bool ts_gtin_covered(struct ts_bytes gtin14, struct ts_bytes what);

#endif
