/* SPDX-License-Identifier: Apache-2.0 */
/* A home's bundle: gathered from its databases, signed by its publisher; and its way into a device. */
#ifndef TS_HOST_TOOLS_PUBLISH_H
#define TS_HOST_TOOLS_PUBLISH_H

#include "core/bundle.h"
#include "host-tools/brands.h"
#include "host-tools/bundle_write.h"
#include "host-tools/publisher.h"
#include "host-tools/registry.h"
#include "port/clock.h"

#define TS_BUNDLE_DAYS 90

/* The bundle that was made. */
struct ts_published {
  uint64_t sequence;
  size_t aged; /* imported brands whose data are too old to say "never issued" of a serial */
  char an_aged_brand[TS_BRAND_ID_MAX + 1];
};

/* Makes the home's next bundle and counts its sequence number up, in the caller's open transaction: the
 * number is taken once that is committed. The file goes to SINK in parts, and is all of it on success alone. */
struct ts_publish_order {
  struct ts_registry *registry;
  struct ts_publisher_ring *ring; /* opened before the transaction */
  int64_t now;
  uint64_t days; /* at most TS_BUNDLE_DAYS_MAX */
};
bool ts_publish_bundle(struct ts_home *home, const struct ts_publish_order *order,
                       const struct ts_bundle_sink *sink, struct ts_published *out, struct ts_fault *fault);

/* A bundle with one brand alone and its name as the publisher's, which SEAL signs: what a brand's export is. */
struct ts_publish_export {
  uint64_t sequence;
  int64_t issued, expires;
  /* The message around PAYLOAD; ts_publish_brand frees it. */
  bool (*seal)(void *ctx, struct ts_bytes payload, struct ts_blob *message, struct ts_fault *fault);
  void *ctx;
};
/* REGISTRY: where the brand's pieces stand; NULL: without sets. */
bool ts_publish_brand(struct ts_home *home, struct ts_registry *registry, const struct ts_brand_row *brand,
                      const struct ts_publish_export *export, const struct ts_bundle_sink *sink,
                      struct ts_fault *fault);

/* What `provision` did. */
struct ts_provisioned {
  bool pinned;             /* the device was empty */
  bool already;            /* it held these very bytes */
  struct ts_bundle bundle; /* views into FILE */
};

/* Installs FILE in DEVICE, pinning KEYS (the home's publisher) if DEVICE is empty. The bundle goes to the card
 * first, then the anchor to the trusted area; whatever is refused (EX_DATAERR) or fails before that leaves
 * DEVICE as it was. */
bool ts_provision(const char *device, struct ts_bytes file, const struct ts_publisher_keys *keys,
                  struct ts_time now, struct ts_provisioned *out, struct ts_fault *fault);

#endif
