/* SPDX-License-Identifier: Apache-2.0 */
/* What a brand tells the world, for publishers that are not the brand (SPEC.md, "Brand export"): root,
 * signers, prefixes, hosts, models, policies; which pieces were issued, which are blocked, and what stands on
 * record of signers. Signed by the brand's root; no private key in it. */
#ifndef TS_HOST_TOOLS_BRAND_EXPORT_H
#define TS_HOST_TOOLS_BRAND_EXPORT_H

#include <stdbool.h>
#include <stdint.h>

#include "core/bundle.h"
#include "host-tools/brands.h"
#include "host-tools/bundle_write.h"
#include "host-tools/registry.h"

#define TS_BRAND_EXPORT_CONTENT_TYPE "application/vnd.touchstone.brand+cbor"
#define TS_BRAND_EXPORT_DAYS 90

/* Makes the brand's next export and counts its number up, in the caller's open transaction. ROOT is the brand's
 * key. REGISTRY: where its pieces stand; NULL: the export tells nothing of pieces. The file goes to SINK in
 * parts, and is all of it on success alone. */
bool ts_brand_export(struct ts_home *home, struct ts_registry *registry, const struct ts_brand_row *brand,
                     const struct ts_key *root, int64_t now, uint32_t days, const struct ts_bundle_sink *sink,
                     uint64_t *sequence, struct ts_fault *fault);

/* An export that its own root signed, and whose sets are all as it signed them. Views into the file; ROOT is
 * freed with ts_key_free. */
struct ts_brand_export {
  struct ts_bundle head;
  struct ts_brand brand;
  struct ts_der root_certificate;
  struct ts_key root;             /* the public half */
  uint8_t sha256[TS_SHA256_SIZE]; /* of the payload */
  struct ts_bytes sets;           /* all that lies from the first set's first byte on */
};
bool ts_brand_export_open(struct ts_brand_export *out, struct ts_bytes file, int64_t now, const char *path,
                          struct ts_fault *fault);

/* The bytes of a set of the export; an empty view for one that has none. */
struct ts_bytes ts_brand_export_set(const struct ts_brand_export *export, const struct ts_bundle_set *set);

/* For ts_brand_export_open: is the file, from HEAD_END on, what the payload says of the sets, byte by byte? Fills
 * in SETS. */
bool ts_brand_export_check_sets(struct ts_brand_export *export, struct ts_bytes file, size_t head_end,
                                const char *path, struct ts_fault *fault);

/* What the publisher says to an export. */
struct ts_brand_import {
  const char *const *prefix; /* those that are confirmed: each claimed by the export, or within one that is */
  size_t prefix_count;
  bool new_root; /* the brand's root may be another one than before */
  int64_t now;
};
struct ts_brand_imported {
  bool updated, already;            /* it was there; with these very data */
  size_t signers, models, left_out; /* models and promises outside the confirmed prefixes */
  bool was_kept;                    /* of the one that was there the file is kept, */
  uint8_t was[TS_SHA256_SIZE];      /* and this is its hash */
};
/* Takes it into the home, in the caller's open transaction, in place of an older one. EX_DATAERR for a brand
 * of the home's own, an older export, another root, prefixes or hosts that are somebody else's. */
bool ts_brand_import(struct ts_home *home, const struct ts_brand_export *export,
                     const struct ts_brand_import *import, struct ts_brand_imported *out,
                     struct ts_fault *fault);

#endif
