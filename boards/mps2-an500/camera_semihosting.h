/* SPDX-License-Identifier: Apache-2.0 */
#ifndef TS_MPS2_AN500_CAMERA_SEMIHOSTING_H
#define TS_MPS2_AN500_CAMERA_SEMIHOSTING_H

#include <stddef.h>
#include <stdint.h>

#include "port/camera.h"

/* port/camera.h: photographs that are files of the machine that runs the board, one after another. */
struct ts_camera_semihosting {
  char *const *path;
  int count, next; /* NEXT - 1 is the one given last */
  uint8_t *memory; /* of the caller's, SIZE bytes: the largest photograph */
  size_t size;
};

void ts_camera_semihosting_init(struct ts_camera_semihosting *camera, struct ts_camera *out);

#endif
