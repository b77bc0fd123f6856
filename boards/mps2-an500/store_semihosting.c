/* SPDX-License-Identifier: Apache-2.0 */
#include "store_semihosting.h"

#include <stdbool.h>
#include <string.h>

#include "semihosting.h"

#define PATH_MAX_SIZE 512

static int open_file(const struct ts_store_semihosting *store, enum ts_store_area area, const char *name) {
  char path[PATH_MAX_SIZE];
  struct ts_buf buf = ts_buf(path, sizeof path - 1);
  ts_buf_put_text(&buf, store->device);
  ts_buf_put_text(&buf, area == TS_STORE_TRUSTED ? "/trusted/" : "/card/");
  ts_buf_put_text(&buf, name);
  path[buf.size] = '\0';
  return buf.full ? -1 : ts_semi_open(path, TS_SEMI_READ);
}

static enum ts_err size_of(void *ctx, enum ts_store_area area, const char *name, uint64_t *size) {
  int handle = open_file(ctx, area, name);
  if (handle < 0) {
    return TS_ERR_NOT_FOUND;
  }
  int32_t length = ts_semi_length(handle);
  bool closed = ts_semi_close(handle);
  *size = length < 0 ? 0 : (uint64_t)length;
  return length < 0 || !closed ? TS_ERR_IO : TS_OK;
}

static enum ts_err read_part(void *ctx, enum ts_store_area area, const char *name, uint64_t offset, void *out,
                             size_t size) {
  int handle = open_file(ctx, area, name);
  if (handle < 0) {
    return TS_ERR_NOT_FOUND;
  }
  bool whole = offset <= UINT32_MAX && ts_semi_seek(handle, (uint32_t)offset) &&
               ts_semi_read(handle, out, size) == (ptrdiff_t)size;
  bool closed = ts_semi_close(handle);
  return whole && closed ? TS_OK : TS_ERR_IO;
}

static enum ts_err replace(void *ctx, enum ts_store_area area, const char *name, struct ts_bytes content) {
  (void)ctx;
  (void)area;
  (void)name;
  (void)content;
  return TS_ERR_IO;
}

void ts_store_semihosting_init(struct ts_store_semihosting *store, const char *device, struct ts_store *out) {
  store->device = device;
  *out = (struct ts_store){.ctx = store, .size = size_of, .read = read_part, .replace = replace};
}
