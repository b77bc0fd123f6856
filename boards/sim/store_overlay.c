/* SPDX-License-Identifier: Apache-2.0 */
#include "boards/sim/store_overlay.h"

#include <stdlib.h>
#include <string.h>

struct ts_overlay_file {
  struct ts_overlay_file *next;
  enum ts_store_area area;
  char name[TS_STORE_NAME_MAX + 1];
  bool removed;
  uint8_t *data;
  size_t size, capacity;
};

static struct ts_overlay_file *find(const struct ts_store_overlay *overlay, enum ts_store_area area,
                                    const char *name) {
  for (struct ts_overlay_file *file = overlay->first; file; file = file->next)
    if (file->area == area && strcmp(file->name, name) == 0)
      return file;
  return NULL;
}

/* The file as it is to be written; an empty one if it was not written before. */
static struct ts_overlay_file *touch(struct ts_store_overlay *overlay, enum ts_store_area area,
                                     const char *name) {
  struct ts_overlay_file *file = find(overlay, area, name);
  if (file || strlen(name) > TS_STORE_NAME_MAX)
    return file;
  file = calloc(1, sizeof *file);
  if (!file)
    return NULL;
  file->area = area;
  (void)ts_text_copy(file->name, sizeof file->name, ts_bytes_of(name)); /* its length was looked at */
  file->next = overlay->first;
  overlay->first = file;
  return file;
}

static bool grow(struct ts_overlay_file *file, size_t size) {
  if (size <= file->capacity)
    return true;
  size_t capacity = size < 4096 ? 4096 : size * 2;
  uint8_t *data = realloc(file->data, capacity);
  if (!data)
    return false;
  file->data = data;
  file->capacity = capacity;
  return true;
}

static enum ts_err size_of(void *ctx, enum ts_store_area area, const char *name, uint64_t *size) {
  const struct ts_store_overlay *overlay = ctx;
  const struct ts_overlay_file *file = find(overlay, area, name);
  if (!file)
    return overlay->inner->size(overlay->inner->ctx, area, name, size);
  *size = file->size;
  return file->removed ? TS_ERR_NOT_FOUND : TS_OK;
}

static enum ts_err read_at(void *ctx, enum ts_store_area area, const char *name, uint64_t offset, void *buf,
                           size_t size) {
  const struct ts_store_overlay *overlay = ctx;
  const struct ts_overlay_file *file = find(overlay, area, name);
  if (!file)
    return overlay->inner->read(overlay->inner->ctx, area, name, offset, buf, size);
  if (file->removed)
    return TS_ERR_NOT_FOUND;
  if (offset > file->size || size > file->size - offset)
    return TS_ERR_IO;
  if (size > 0)
    memcpy(buf, file->data + offset, size);
  return TS_OK;
}

static enum ts_err put(struct ts_overlay_file *file, size_t at, struct ts_bytes content) {
  if (content.size > TS_OVERLAY_FILE_MAX - at || !grow(file, at + content.size))
    return TS_ERR_STORE_FULL;
  if (content.size > 0)
    memcpy(file->data + at, content.data, content.size);
  file->size = at + content.size;
  file->removed = false;
  return TS_OK;
}

static enum ts_err replace(void *ctx, enum ts_store_area area, const char *name, struct ts_bytes content) {
  struct ts_overlay_file *file = touch(ctx, area, name);
  return file ? put(file, 0, content) : TS_ERR_STORE_FULL;
}

/* Takes over what the store below holds, before it is added to. */
static enum ts_err take_over(const struct ts_store *inner, struct ts_overlay_file *file) {
  uint64_t size;
  enum ts_err err = inner->size(inner->ctx, file->area, file->name, &size);
  if (err != TS_OK)
    return err == TS_ERR_NOT_FOUND ? TS_OK : err;
  if (size > TS_OVERLAY_FILE_MAX || !grow(file, (size_t)size))
    return TS_ERR_STORE_FULL;
  err = size > 0 ? inner->read(inner->ctx, file->area, file->name, 0, file->data, (size_t)size) : TS_OK;
  file->size = err == TS_OK ? (size_t)size : 0;
  return err;
}

static void forget_first(struct ts_store_overlay *overlay) {
  struct ts_overlay_file *file = overlay->first;
  overlay->first = file->next;
  free(file->data);
  free(file);
}

static enum ts_err append(void *ctx, enum ts_store_area area, const char *name, struct ts_bytes content) {
  struct ts_store_overlay *overlay = ctx;
  struct ts_overlay_file *file = find(overlay, area, name);
  if (file)
    return put(file, file->removed ? 0 : file->size, content);
  file = touch(overlay, area, name);
  if (!file)
    return TS_ERR_STORE_FULL;
  enum ts_err err = take_over(overlay->inner, file);
  if (err == TS_OK)
    err = put(file, file->size, content);
  if (err != TS_OK)
    forget_first(overlay); /* what is below still holds */
  return err;
}

static enum ts_err remove_file(void *ctx, enum ts_store_area area, const char *name) {
  struct ts_overlay_file *file = touch(ctx, area, name);
  if (!file)
    return TS_ERR_IO;
  file->removed = true;
  file->size = 0;
  return TS_OK;
}

void ts_store_overlay_init(struct ts_store_overlay *overlay, const struct ts_store *inner,
                           struct ts_store *out) {
  *overlay = (struct ts_store_overlay){.inner = inner};
  *out = (struct ts_store){.ctx = overlay,
                           .size = size_of,
                           .read = read_at,
                           .replace = replace,
                           .append = append,
                           .remove = remove_file};
}

void ts_store_overlay_free(struct ts_store_overlay *overlay) {
  while (overlay->first)
    forget_first(overlay);
}
