/* SPDX-License-Identifier: Apache-2.0 */
#include "app/device.h"

#include <string.h>

#include "core/release.h"

static enum ts_err load(const struct ts_store *store, enum ts_store_area area, const char *name, void *memory,
                        size_t capacity, struct ts_bytes *out) {
  uint64_t size = 0;
  enum ts_err err = store->size(store->ctx, area, name, &size);
  if (err != TS_OK)
    return err;
  if (size > capacity)
    return TS_ERR_TOO_LONG;
  err = store->read(store->ctx, area, name, 0, memory, (size_t)size);
  if (err == TS_OK)
    *out = ts_bytes(memory, (size_t)size);
  return err;
}

static enum ts_err load_anchor(struct ts_device *device) {
  uint8_t memory[TS_ANCHOR_SIZE_MAX];
  struct ts_bytes file = {0};
  enum ts_err err = load(device->ports.store, TS_STORE_TRUSTED, TS_ANCHOR_FILE, memory, sizeof memory, &file);
  return err == TS_OK ? ts_anchor_read(&device->anchor, file, device->ports.crypto) : err;
}

static enum ts_err load_bundle(struct ts_device *device, void *memory, size_t size) {
  if (device->anchor_err != TS_OK)
    return device->anchor_err;
  struct ts_bytes file = {0};
  enum ts_err err = load(device->ports.store, TS_STORE_CARD, TS_ANCHOR_BUNDLE_FILE, memory,
                         size < TS_BUNDLE_SIZE_MAX ? size : TS_BUNDLE_SIZE_MAX, &file);
  if (err == TS_OK)
    err = ts_bundle_open(&device->bundle, file, device->anchor.publisher, device->anchor.publisher_count,
                         device->ports.crypto);
  if (err == TS_OK)
    err = ts_anchor_admits(&device->anchor, &device->bundle);
  return err;
}

void ts_device_tick(struct ts_device *device) {
  struct ts_time now = device->ports.clock->now(device->ports.clock->ctx);
  const struct ts_bundle *bundle = device->bundle_err == TS_OK ? &device->bundle : NULL;
  device->trust.time = ts_anchor_time(&device->anchor, bundle, now, TS_RELEASE_DATE);
}

void ts_device_open(struct ts_device *device, const struct ts_ports *ports, void *bundle_memory,
                    size_t size) {
  memset(device, 0, sizeof *device);
  device->ports = *ports;
  device->anchor_err = load_anchor(device);
  if (device->anchor_err != TS_OK)
    memset(&device->anchor, 0, sizeof device->anchor);
  device->bundle_err = load_bundle(device, bundle_memory, size);
  if (device->bundle_err != TS_OK)
    memset(&device->bundle, 0, sizeof device->bundle);
  ts_trust_init(&device->trust, device->bundle_err == TS_OK ? &device->bundle : NULL, ports->crypto,
                (struct ts_time){0});
  ts_device_tick(device);
}
