/* SPDX-License-Identifier: Apache-2.0 */
/* What changed between two bundles, in words, before the newer one is rolled out. */
#ifndef TS_HOST_TOOLS_BUNDLE_DIFF_H
#define TS_HOST_TOOLS_BUNDLE_DIFF_H

#include <jansson.h>

#include "core/bundle.h"
#include "host-tools/fault.h"

/* What a bundle's file claims; nothing of it was verified, and OPEN is false. Views into FILE. */
struct ts_bundle_claim {
  struct ts_bundle bundle;
  size_t rotations; /* statements that exchange the publisher's keys */
};

/* NAME: the file's, for what is wrong with it (EX_DATAERR). */
bool ts_bundle_claim(struct ts_bundle_claim *out, struct ts_bytes file, const char *name,
                     struct ts_fault *fault);

/* An array of sentences, in the order of the format; empty if nothing changed. A new reference; NULL if memory
 * ran out. */
json_t *ts_bundle_diff(const struct ts_bundle_claim *from, const struct ts_bundle_claim *to);

#endif
