/* SPDX-License-Identifier: Apache-2.0 */
#include "boards/common/flash/store_flash.h"

static enum ts_err size_of(void *ctx, enum ts_store_area area, const char *name, uint64_t *size) {
  const struct ts_store_flash *store = ctx;
  return ts_flash_area_size(&store->area[area], name, size);
}

static enum ts_err read_part(void *ctx, enum ts_store_area area, const char *name, uint64_t offset, void *buf,
                             size_t size) {
  const struct ts_store_flash *store = ctx;
  return ts_flash_area_read(&store->area[area], name, offset, buf, size);
}

static enum ts_err replace(void *ctx, enum ts_store_area area, const char *name, struct ts_bytes content) {
  struct ts_store_flash *store = ctx;
  return ts_flash_area_replace(&store->area[area], name, content);
}

static enum ts_err append(void *ctx, enum ts_store_area area, const char *name, struct ts_bytes content) {
  struct ts_store_flash *store = ctx;
  return ts_flash_area_append(&store->area[area], name, content);
}

static enum ts_err remove_file(void *ctx, enum ts_store_area area, const char *name) {
  struct ts_store_flash *store = ctx;
  return ts_flash_area_remove(&store->area[area], name);
}

enum ts_err ts_store_flash_open(struct ts_store_flash *store, const struct ts_flash *trusted,
                                const struct ts_flash *card, struct ts_store *out) {
  *out = (struct ts_store){.ctx = store,
                           .size = size_of,
                           .read = read_part,
                           .replace = replace,
                           .append = append,
                           .remove = remove_file};
  enum ts_err trusted_err = ts_flash_area_open(&store->area[TS_STORE_TRUSTED], trusted);
  enum ts_err card_err = ts_flash_area_open(&store->area[TS_STORE_CARD], card);
  return trusted_err ? trusted_err : card_err;
}
