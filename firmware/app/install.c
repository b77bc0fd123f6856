/* SPDX-License-Identifier: Apache-2.0 */
#include "app/install.h"

#include <string.h>

#include "core/release.h"

static enum ts_err read_anchor(const struct ts_store *store, const struct ts_crypto *crypto,
                               struct ts_anchor *out) {
  uint8_t memory[TS_ANCHOR_SIZE_MAX];
  uint64_t size = 0;
  enum ts_err err = store->size(store->ctx, TS_STORE_TRUSTED, TS_ANCHOR_FILE, &size);
  if (err != TS_OK)
    return err;
  if (size > sizeof memory)
    return TS_ERR_STORE_CORRUPT;
  err = store->read(store->ctx, TS_STORE_TRUSTED, TS_ANCHOR_FILE, 0, memory, (size_t)size);
  return err == TS_OK ? ts_anchor_read(out, ts_bytes(memory, (size_t)size), crypto) : err;
}

enum ts_err ts_install_read_anchor(const struct ts_store *store, const struct ts_crypto *crypto,
                                   struct ts_anchor *out) {
  memset(out, 0, sizeof *out);
  enum ts_err err = read_anchor(store, crypto, out);
  if (err != TS_OK)
    memset(out, 0, sizeof *out);
  return err;
}

/* The file as its sets' readers see it. */
struct sets {
  struct ts_bytes file;
  uint64_t offset, end; /* of the set that is read; END: of the one before */
  uint64_t sets_at;
  const struct ts_crypto *crypto;
  struct ts_statusset_memory *memory;
};

static enum ts_err read_set(void *ctx, uint64_t offset, void *buf, size_t size) {
  const struct sets *sets = ctx;
  uint64_t at = sets->offset + offset;
  if (at > sets->file.size || size > sets->file.size - at)
    return TS_ERR_IO;
  memcpy(buf, sets->file.data + at, size);
  return TS_OK;
}

/* What lies between two sets is in no hash tree; it is zero. */
static enum ts_err check_set(void *ctx, const struct ts_bundle_set *set) {
  struct sets *sets = ctx;
  const struct ts_statusset_reader reader = {.ctx = sets, .read = read_set};
  sets->offset = sets->sets_at + set->offset;
  if (set->info.length == 0)
    return TS_OK;
  if (!ts_bytes_are_zero(ts_bytes_part(sets->file, (size_t)sets->end, (size_t)(sets->offset - sets->end))))
    return TS_ERR_BUNDLE_CONTENT;
  sets->end = sets->offset + set->info.length;
  return ts_statusset_check(&set->info, &reader, sets->crypto, sets->memory);
}

static enum ts_err check_sets(struct ts_bytes file, const struct ts_bundle *bundle, uint64_t head_end,
                              const struct ts_crypto *crypto, struct ts_statusset_memory *memory) {
  struct sets sets = {
      .file = file, .end = head_end, .sets_at = bundle->sets_at, .crypto = crypto, .memory = memory};
  memset(memory, 0, sizeof *memory);
  return ts_bundle_each_set(bundle, check_set, &sets);
}

enum ts_err ts_install_check(struct ts_bytes file, struct ts_anchor *anchor, struct ts_bundle *bundle,
                             struct ts_time clock, const struct ts_crypto *crypto,
                             struct ts_statusset_memory *memory) {
  size_t head_size = 0;
  struct ts_anchor next = *anchor;
  enum ts_err err =
      ts_bundle_read_header(ts_bytes_part(file, 0, TS_BUNDLE_HEADER_SIZE), file.size, &head_size);
  if (err == TS_OK)
    err = ts_bundle_open(bundle, ts_bytes_part(file, TS_BUNDLE_HEADER_SIZE, head_size), &anchor->publisher,
                         crypto);
  if (err == TS_OK)
    err = ts_anchor_install(&next, bundle, ts_anchor_time(anchor, bundle, clock, TS_RELEASE_DATE));
  if (err == TS_OK && bundle->file_size != file.size)
    err = TS_ERR_BUNDLE_SIZE;
  if (err == TS_OK)
    err = check_sets(file, bundle, TS_BUNDLE_HEADER_SIZE + (uint64_t)head_size, crypto, memory);
  if (err == TS_OK)
    *anchor = next;
  return err;
}

static enum ts_err spell_anchor(struct ts_buf *out, uint8_t memory[TS_ANCHOR_SIZE_MAX],
                                const struct ts_crypto *crypto, const struct ts_anchor *anchor) {
  *out = ts_buf(memory, TS_ANCHOR_SIZE_MAX);
  return ts_anchor_write(out, anchor, crypto);
}

static enum ts_err replace(const struct ts_store *store, enum ts_store_area area, const char *name,
                           struct ts_bytes content) {
  return store->replace(store->ctx, area, name, content);
}

enum ts_err ts_install_write(const struct ts_store *store, const struct ts_crypto *crypto,
                             struct ts_bytes file, const struct ts_anchor *anchor) {
  uint8_t memory[TS_ANCHOR_SIZE_MAX];
  struct ts_buf buf;
  enum ts_err err = spell_anchor(&buf, memory, crypto, anchor); /* before the card is touched */
  if (err == TS_OK)
    err = replace(store, TS_STORE_CARD, TS_ANCHOR_BUNDLE_FILE, file);
  if (err == TS_OK)
    err = replace(store, TS_STORE_TRUSTED, TS_ANCHOR_FILE, ts_buf_bytes(&buf));
  return err;
}

enum ts_err ts_install_write_anchor(const struct ts_store *store, const struct ts_crypto *crypto,
                                    const struct ts_anchor *anchor) {
  uint8_t memory[TS_ANCHOR_SIZE_MAX];
  struct ts_buf buf;
  enum ts_err err = spell_anchor(&buf, memory, crypto, anchor);
  return err == TS_OK ? replace(store, TS_STORE_TRUSTED, TS_ANCHOR_FILE, ts_buf_bytes(&buf)) : err;
}
