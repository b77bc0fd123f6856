/* SPDX-License-Identifier: Apache-2.0 */
/* The device: its ports joined, its trust loaded. A board (or the host's `check`) fills the ports and opens
 * it. */
#ifndef TS_APP_DEVICE_H
#define TS_APP_DEVICE_H

#include <stddef.h>
#include <stdint.h>

#include "core/anchor.h"
#include "core/bundle.h"
#include "core/error.h"
#include "core/trust.h"
#include "port/clock.h"
#include "port/crypto.h"
#include "port/reader.h"
#include "port/store.h"

/* All owned by the board and alive as long as the device. */
struct ts_ports {
  const struct ts_store *store;
  const struct ts_crypto *crypto;
  const struct ts_clock *clock;
  const struct ts_reader *reader;
};

struct ts_device {
  struct ts_ports ports;
  enum ts_err
      anchor_err; /* TS_OK, or why there are no pinned keys: TS_ERR_NOT_FOUND is a device never provisioned */
  enum ts_err bundle_err; /* TS_OK, or why there is no bundle that may be used */
  struct ts_anchor anchor;
  struct ts_bundle bundle;
  struct ts_trust trust;
};

/* Loads trusted/anchor and card/bundle; BUNDLE_MEMORY (SIZE bytes, at most TS_BUNDLE_SIZE_MAX are used) holds
 * the bundle's head as long as the device lives; its sets are read from the card when they are asked. Only reads. A device without usable trust opens all the same and
 * judges everything UNPROVEN: *_err say why. */
void ts_device_open(struct ts_device *device, const struct ts_ports *ports, void *bundle_memory, size_t size);

/* Keeps in the trusted area what this device has learnt since it was provisioned: the sequence number and the
 * publisher's keys of a newer bundle that it found on its card, and a time floor that has risen by a day or
 * more. Writes only if there is something to keep. For a board, after opening and now and then; a desk that
 * only looks does not call it. TS_ERR_NOT_FOUND and the like where there is no trust to keep; the store's
 * errors. */
enum ts_err ts_device_keep(struct ts_device *device);

/* Asks the clock anew; call before each inspection. */
void ts_device_tick(struct ts_device *device);

#endif
