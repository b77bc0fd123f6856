/* SPDX-License-Identifier: Apache-2.0 */
/* port/camera.h: a recording, JPEGs one behind another in one file. */
#ifndef TS_BOARDS_SIM_CAMERA_MJPEG_H
#define TS_BOARDS_SIM_CAMERA_MJPEG_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include "boards/sim/pace.h"
#include "boards/sim/picture_file.h"
#include "port/camera.h"

struct ts_camera_mjpeg {
  /* Set by the caller before ts_camera_mjpeg_open. */
  uint8_t *memory;     /* TS_CAMERA_PHOTO_MAX bytes: no picture is larger */
  struct ts_pace pace; /* zeroed: each call gives the next picture */
  bool loop;           /* begins anew after the last one */

  /* Its own. */
  FILE *file;
  uint64_t good; /* pictures since the file's beginning */
};

/* TS_ERR_NOT_FOUND, TS_ERR_IO if the file cannot be opened. Bytes between pictures are passed over; a picture that
 * is broken off or larger than MEMORY is told as an error once, and the next one is looked for behind its
 * beginning. CAMERA must outlive OUT. */
enum ts_err ts_camera_mjpeg_open(struct ts_camera_mjpeg *camera, const char *path, struct ts_camera *out);
/* Fine for one that is not open. */
void ts_camera_mjpeg_close(struct ts_camera_mjpeg *camera);

#endif
