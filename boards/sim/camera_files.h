/* SPDX-License-Identifier: Apache-2.0 */
/* port/camera.h: photographs from files, one after another. */
#ifndef TS_BOARDS_SIM_CAMERA_FILES_H
#define TS_BOARDS_SIM_CAMERA_FILES_H

#include <stdint.h>

#include "port/camera.h"

#define TS_CAMERA_PHOTO_MAX (16u * 1024u * 1024u) /* bytes */

struct ts_camera_files {
  char *const *path;
  int count, next; /* NEXT - 1 is the one given last */
  uint8_t *memory; /* TS_CAMERA_PHOTO_MAX bytes of the caller's */
};

void ts_camera_files_init(struct ts_camera_files *files, char *const *path, int count, uint8_t *memory,
                          struct ts_camera *out);

#endif
