/* SPDX-License-Identifier: Apache-2.0 */
#include "camera_semihosting.h"

#include "semihosting.h"

static enum ts_err next(void *ctx, struct ts_bytes *photo) {
  struct ts_camera_semihosting *camera = ctx;
  if (camera->next >= camera->count) {
    return TS_ERR_NOT_FOUND;
  }
  int handle = ts_semi_open(camera->path[camera->next++], TS_SEMI_READ);
  if (handle < 0) {
    return TS_ERR_IO;
  }
  ptrdiff_t size = ts_semi_read(handle, camera->memory, camera->size);
  if (!ts_semi_close(handle) || size < 0) {
    return TS_ERR_IO;
  }
  *photo = ts_bytes(camera->memory, (size_t)size);
  return (size_t)size < camera->size ? TS_OK : TS_ERR_PHOTO_TOO_LARGE;
}

void ts_camera_semihosting_init(struct ts_camera_semihosting *camera, struct ts_camera *out) {
  *out = (struct ts_camera){.ctx = camera, .next = next};
}
