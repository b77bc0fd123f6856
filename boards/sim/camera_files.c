/* SPDX-License-Identifier: Apache-2.0 */
#include "boards/sim/camera_files.h"

#include <stdio.h>

static enum ts_err next(void *ctx, struct ts_picture *picture) {
  struct ts_camera_files *files = ctx;
  if (files->next >= files->count)
    return TS_ERR_NOT_FOUND;
  FILE *file = fopen(files->path[files->next++], "rbe");
  if (!file)
    return TS_ERR_IO;
  size_t size = fread(files->memory, 1, TS_CAMERA_PHOTO_MAX, file);
  enum ts_err err = ferror(file)                        ? TS_ERR_IO
                    : !feof(file) && fgetc(file) != EOF ? TS_ERR_PHOTO_TOO_LARGE
                                                        : TS_OK;
  (void)fclose(file); /* only read */
  *picture = (struct ts_picture){.photo = ts_bytes(files->memory, err == TS_OK ? size : 0)};
  return err;
}

void ts_camera_files_init(struct ts_camera_files *files, char *const *path, int count, uint8_t *memory,
                          struct ts_camera *out) {
  *files = (struct ts_camera_files){.path = path, .count = count, .memory = memory};
  *out = (struct ts_camera){.ctx = files, .next = next};
}
