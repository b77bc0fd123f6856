/* SPDX-License-Identifier: Apache-2.0 */
#include "boards/sim/faults.h"

static enum ts_err size(void *ctx, enum ts_store_area area, const char *name, uint64_t *out) {
  const struct ts_faulty_store *faulty = ctx;
  if (area == TS_STORE_CARD && faulty->gone)
    return TS_ERR_IO;
  return faulty->inner->size(faulty->inner->ctx, area, name, out);
}

static enum ts_err read(void *ctx, enum ts_store_area area, const char *name, uint64_t offset, void *buf,
                        size_t count) {
  const struct ts_faulty_store *faulty = ctx;
  if (area == TS_STORE_CARD && faulty->gone)
    return TS_ERR_IO;
  return faulty->inner->read(faulty->inner->ctx, area, name, offset, buf, count);
}

static enum ts_err refused(const struct ts_faulty_store *faulty, enum ts_store_area area) {
  if (area != TS_STORE_CARD)
    return TS_OK;
  return faulty->gone ? TS_ERR_IO : faulty->full ? TS_ERR_STORE_FULL : TS_OK;
}

static enum ts_err replace(void *ctx, enum ts_store_area area, const char *name, struct ts_bytes content) {
  const struct ts_faulty_store *faulty = ctx;
  enum ts_err err = refused(faulty, area);
  return err ? err : faulty->inner->replace(faulty->inner->ctx, area, name, content);
}

static enum ts_err append(void *ctx, enum ts_store_area area, const char *name, struct ts_bytes content) {
  const struct ts_faulty_store *faulty = ctx;
  enum ts_err err = refused(faulty, area);
  return err ? err : faulty->inner->append(faulty->inner->ctx, area, name, content);
}

static enum ts_err remove_file(void *ctx, enum ts_store_area area, const char *name) {
  const struct ts_faulty_store *faulty = ctx;
  if (area == TS_STORE_CARD && faulty->gone)
    return TS_ERR_IO;
  return faulty->inner->remove(faulty->inner->ctx, area, name);
}

void ts_faulty_store_init(struct ts_faulty_store *faulty, const struct ts_store *inner,
                          struct ts_store *out) {
  *faulty = (struct ts_faulty_store){.inner = inner};
  *out = (struct ts_store){
      .ctx = faulty, .size = size, .read = read, .replace = replace, .append = append, .remove = remove_file};
}

static enum ts_err rows(void *ctx, uint32_t y, uint32_t height, const uint16_t *pixels) {
  const struct ts_faulty_display *faulty = ctx;
  return faulty->fails ? TS_ERR_IO : faulty->inner->rows(faulty->inner->ctx, y, height, pixels);
}

void ts_faulty_display_init(struct ts_faulty_display *faulty, const struct ts_display *inner,
                            struct ts_display *out) {
  *faulty = (struct ts_faulty_display){.inner = inner};
  *out = (struct ts_display){.ctx = faulty, .rows = rows};
}
