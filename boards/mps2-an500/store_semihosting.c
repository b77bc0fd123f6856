/* SPDX-License-Identifier: Apache-2.0 */
#include "store_semihosting.h"

#include <stdbool.h>
#include <string.h>

#include "semihosting.h"

#define PATH_MAX_SIZE 512

/* [a-z0-9.-]+, as port/store.h says, and no name of a folder. */
static bool is_name(const char *name) {
  size_t size = strlen(name);
  return size >= 1 && size <= TS_STORE_NAME_MAX &&
         strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789.-") == size && strcmp(name, ".") != 0 &&
         strcmp(name, "..") != 0;
}

/* DEVICE/AREA/NAME as a C string; false: no name, or too long. */
static bool put_path(char path[PATH_MAX_SIZE], const struct ts_store_semihosting *store,
                     enum ts_store_area area, const char *name) {
  struct ts_buf buf = ts_buf(path, PATH_MAX_SIZE - 1);
  ts_buf_put_text(&buf, store->device);
  ts_buf_put_text(&buf, area == TS_STORE_TRUSTED ? "/trusted/" : "/card/");
  ts_buf_put_text(&buf, name);
  path[buf.size] = '\0';
  return !buf.full && is_name(name);
}

/* Opens a file and tells its length. On an error nothing is left open. */
static enum ts_err open_file(const struct ts_store_semihosting *store, enum ts_store_area area,
                             const char *name, int *handle, uint32_t *length) {
  char path[PATH_MAX_SIZE];
  if (!put_path(path, store, area, name)) {
    return TS_ERR_ARGUMENT;
  }
  *handle = ts_semi_open(path, TS_SEMI_READ);
  if (*handle < 0) {
    return ts_semi_missing() ? TS_ERR_NOT_FOUND : TS_ERR_IO;
  }
  int32_t size = ts_semi_length(*handle);
  *length = size < 0 ? 0 : (uint32_t)size;
  if (size < 0) {
    (void)ts_semi_close(*handle); /* it could not even tell its length */
    return TS_ERR_IO;
  }
  return TS_OK;
}

static enum ts_err size_of(void *ctx, enum ts_store_area area, const char *name, uint64_t *size) {
  int handle;
  uint32_t length;
  enum ts_err err = open_file(ctx, area, name, &handle, &length);
  if (err != TS_OK) {
    return err;
  }
  *size = length;
  return ts_semi_close(handle) ? TS_OK : TS_ERR_IO;
}

static enum ts_err read_part(void *ctx, enum ts_store_area area, const char *name, uint64_t offset, void *out,
                             size_t size) {
  int handle;
  uint32_t length;
  enum ts_err err = open_file(ctx, area, name, &handle, &length);
  if (err != TS_OK) {
    return err;
  }
  bool inside = offset <= length && size <= length - offset;
  bool read =
      inside && ts_semi_seek(handle, (uint32_t)offset) && ts_semi_read(handle, out, size) == (ptrdiff_t)size;
  bool closed = ts_semi_close(handle);
  return read && closed ? TS_OK : TS_ERR_IO;
}

static enum ts_err write_nothing(void *ctx, enum ts_store_area area, const char *name,
                                 struct ts_bytes content) {
  (void)ctx;
  (void)area;
  (void)name;
  (void)content;
  return TS_ERR_IO;
}

static enum ts_err remove_nothing(void *ctx, enum ts_store_area area, const char *name) {
  return write_nothing(ctx, area, name, ts_bytes(NULL, 0));
}

void ts_store_semihosting_init(struct ts_store_semihosting *store, const char *device, struct ts_store *out) {
  store->device = device;
  *out = (struct ts_store){.ctx = store,
                           .size = size_of,
                           .read = read_part,
                           .replace = write_nothing,
                           .append = write_nothing,
                           .remove = remove_nothing};
}
