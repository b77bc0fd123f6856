/* SPDX-License-Identifier: Apache-2.0 */
/* The boundary to the camera: photographs as the sensor or its driver compresses them. */
#ifndef TS_PORT_CAMERA_H
#define TS_PORT_CAMERA_H

#include "core/bytes.h"
#include "core/error.h"

struct ts_camera {
  void *ctx;
  /* The next photograph, a JPEG. PHOTO points into memory of the camera's, good until the next call.
   * TS_ERR_NOT_FOUND: there is no more (a replayed series has ended, the camera was taken away). TS_ERR_IO:
   * this one was lost, the next call may succeed. TS_ERR_PHOTO_TOO_LARGE: more bytes than the camera's
   * buffer. */
  enum ts_err (*next)(void *ctx, struct ts_bytes *photo);
};

#endif
