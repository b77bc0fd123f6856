/* SPDX-License-Identifier: Apache-2.0 */
#include "boards/sim/camera_files.h"

static enum ts_err show(struct ts_camera_files *files, size_t index) {
  if (files->loaded && files->shown == index)
    return TS_OK;
  enum ts_err err = ts_picture_file_load(files->path[index], files->memory, &files->picture);
  files->loaded = err == TS_OK;
  files->shown = index;
  return err;
}

static enum ts_err next(void *ctx, struct ts_picture *picture) {
  struct ts_camera_files *files = ctx;
  uint64_t skip;
  *picture = (struct ts_picture){0};
  enum ts_err err = ts_pace_due(&files->pace, &skip);
  if (err != TS_OK)
    return err;
  uint64_t place = (files->next + skip) / (files->repeat ? files->repeat : 1);
  if (files->count == 0 || (place >= files->count && !files->loop))
    return TS_ERR_NOT_FOUND;
  files->next += skip + 1;
  err = show(files, (size_t)(place % files->count));
  if (err == TS_OK)
    *picture = files->picture;
  return err;
}

void ts_camera_files_init(struct ts_camera_files *files, struct ts_camera *out) {
  files->next = 0;
  files->loaded = false;
  *out = (struct ts_camera){.ctx = files, .next = next};
}
