/* SPDX-License-Identifier: Apache-2.0 */
#include "app/device.h"

#include <string.h>

#include "app/install.h"
#include "core/release.h"

static enum ts_err load_anchor(struct ts_device *device) {
  return ts_install_read_anchor(device->ports.store, device->ports.crypto, &device->anchor);
}

/* The header and the head behind it; the sets stay where they are. */
static enum ts_err load_head(const struct ts_store *store, void *memory, size_t capacity, uint64_t *file_size,
                             struct ts_bytes *head) {
  const enum ts_store_area area = TS_STORE_CARD;
  uint8_t header[TS_BUNDLE_HEADER_SIZE];
  size_t head_size = 0;
  enum ts_err err = store->size(store->ctx, area, TS_ANCHOR_BUNDLE_FILE, file_size);
  if (err != TS_OK)
    return err;
  size_t size = *file_size < sizeof header ? (size_t)*file_size : sizeof header;
  err = store->read(store->ctx, area, TS_ANCHOR_BUNDLE_FILE, 0, header, size);
  if (err == TS_OK)
    err = ts_bundle_read_header(ts_bytes(header, size), *file_size, &head_size);
  if (err == TS_OK && head_size > capacity)
    err = TS_ERR_TOO_LONG;
  if (err == TS_OK)
    err = store->read(store->ctx, area, TS_ANCHOR_BUNDLE_FILE, sizeof header, memory, head_size);
  if (err == TS_OK)
    *head = ts_bytes(memory, head_size);
  return err;
}

static enum ts_err load_bundle(struct ts_device *device, void *memory, size_t size) {
  if (device->anchor_err != TS_OK)
    return device->anchor_err;
  struct ts_bytes head = {0};
  uint64_t file_size = 0;
  enum ts_err err = load_head(device->ports.store, memory, size, &file_size, &head);
  if (err == TS_OK)
    err = ts_bundle_open(&device->bundle, head, &device->anchor.publisher, device->ports.crypto);
  if (err == TS_OK)
    err = ts_anchor_admits(&device->anchor, &device->bundle);
  if (err == TS_OK && device->bundle.file_size != file_size)
    err = TS_ERR_BUNDLE_SIZE;
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
  ts_trust_init(&device->trust, device->bundle_err == TS_OK ? &device->bundle : NULL, ports->store,
                ports->crypto, (struct ts_time){0});
  ts_device_tick(device);
}

enum ts_err ts_device_keep(struct ts_device *device) {
  if (device->bundle_err != TS_OK)
    return device->bundle_err;
  struct ts_anchor next = device->anchor;
  enum ts_err err = ts_anchor_install(&next, &device->bundle, device->trust.time);
  if (err == TS_ERR_BUNDLE_EXPIRED)
    (void)ts_anchor_raise_floor(&next, &device->bundle, device->trust.time);
  else if (err != TS_OK)
    return err;
  bool newer = next.sequence != device->anchor.sequence ||
               next.publisher.generation != device->anchor.publisher.generation;
  if (!newer && next.time_floor - device->anchor.time_floor < TS_DAY_SECONDS)
    return TS_OK;
  err = ts_install_write_anchor(device->ports.store, device->ports.crypto, &next);
  if (err == TS_OK)
    device->anchor = next;
  return err;
}
