/* SPDX-License-Identifier: Apache-2.0 */
/* port/camera.h: photographs from files, one after another, at once or at a camera's pace. */
#ifndef TS_BOARDS_SIM_CAMERA_FILES_H
#define TS_BOARDS_SIM_CAMERA_FILES_H

#include <stdbool.h>
#include <stdint.h>

#include "boards/sim/pace.h"
#include "boards/sim/picture_file.h"
#include "port/camera.h"

struct ts_camera_files {
  /* Set by the caller before ts_camera_files_init. */
  char *const *path;
  size_t count;
  uint8_t *memory;     /* TS_CAMERA_PHOTO_MAX bytes */
  struct ts_pace pace; /* zeroed: each call gives the next picture */
  unsigned repeat;     /* how often each file is given, as a camera sees what is held before it; 0 is 1 */
  bool loop;           /* begins anew after the last one */

  /* Its own. */
  uint64_t next; /* place in the series */
  bool loaded;
  size_t shown; /* the file that PICTURE is of, if LOADED */
  struct ts_picture picture;
};

void ts_camera_files_init(struct ts_camera_files *files, struct ts_camera *out);

#endif
