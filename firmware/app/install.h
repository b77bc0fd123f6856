/* SPDX-License-Identifier: Apache-2.0 */
/* A bundle's way into a device: checked whole before anything is written, then the card, then the trusted
 * area. Whatever moment the power fails at, the device holds a bundle that it may use. */
#ifndef TS_APP_INSTALL_H
#define TS_APP_INSTALL_H

#include <stdbool.h>

#include "core/anchor.h"
#include "core/bundle.h"
#include "core/error.h"
#include "port/clock.h"
#include "port/crypto.h"
#include "port/store.h"

/* trusted/anchor as it stands. TS_ERR_NOT_FOUND, TS_ERR_IO, TS_ERR_STORE_CORRUPT, TS_ERR_INTERNAL; OUT is then
 * zeroed. */
enum ts_err ts_install_read_anchor(const struct ts_store *store, const struct ts_crypto *crypto,
                                   struct ts_anchor *out);

/* Checks FILE, the whole of it, for a device with ANCHOR, as of CLOCK: signatures, sequence, expiry, and each
 * block of each set. On TS_OK ANCHOR is as it will stand, and BUNDLE has views into FILE; on an error ANCHOR
 * is as it was. Errors of ts_bundle_read_header, ts_bundle_open, ts_anchor_admits and ts_anchor_install;
 * TS_ERR_BUNDLE_SIZE, and those of ts_statusset_check. MEMORY serves for that, and need not be zeroed. */
enum ts_err ts_install_check(struct ts_bytes file, struct ts_anchor *anchor, struct ts_bundle *bundle,
                             struct ts_time clock, const struct ts_crypto *crypto,
                             struct ts_statusset_memory *memory);

/* FILE to the card, then ANCHOR to the trusted area. If it fails in between, the card holds the newer bundle
 * under the older floor, which admits it; the same call again completes it. */
enum ts_err ts_install_write(const struct ts_store *store, const struct ts_crypto *crypto,
                             struct ts_bytes file, const struct ts_anchor *anchor);

/* ANCHOR alone. */
enum ts_err ts_install_write_anchor(const struct ts_store *store, const struct ts_crypto *crypto,
                                    const struct ts_anchor *anchor);

#endif
