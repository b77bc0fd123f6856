/* SPDX-License-Identifier: Apache-2.0 */
#include "camera_semihosting.h"

#include "semihosting.h"

/* QEMU tells a failed read as it tells the end of the file: only the length shows which it was. */
static enum ts_err read_whole(const struct ts_camera_semihosting *camera, int handle, size_t *size) {
  int32_t length = ts_semi_length(handle);
  if (length < 0) {
    return TS_ERR_IO;
  }
  if ((size_t)length > camera->size) {
    return TS_ERR_PHOTO_TOO_LARGE;
  }
  *size = (size_t)length;
  return ts_semi_read(handle, camera->memory, *size) == length ? TS_OK : TS_ERR_IO;
}

static enum ts_err next(void *ctx, struct ts_picture *picture) {
  struct ts_camera_semihosting *camera = ctx;
  if (camera->next >= camera->count) {
    return TS_ERR_NOT_FOUND;
  }
  int handle = ts_semi_open(camera->path[camera->next++], TS_SEMI_READ);
  if (handle < 0) {
    return TS_ERR_IO;
  }
  size_t size = 0;
  enum ts_err err = read_whole(camera, handle, &size);
  if (!ts_semi_close(handle) && err == TS_OK) {
    err = TS_ERR_IO;
  }
  *picture = (struct ts_picture){.photo = ts_bytes(camera->memory, err == TS_OK ? size : 0)};
  return err;
}

void ts_camera_semihosting_init(struct ts_camera_semihosting *camera, struct ts_camera *out) {
  *out = (struct ts_camera){.ctx = camera, .next = next};
}
