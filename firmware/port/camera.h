/* SPDX-License-Identifier: Apache-2.0 */
/* The boundary to the camera: pictures as the sensor or its driver gives them, at its pace. */
#ifndef TS_PORT_CAMERA_H
#define TS_PORT_CAMERA_H

#include <stdbool.h>

#include "core/bytes.h"
#include "core/error.h"
#include "core/frame.h"

/* One picture: a JPEG, or a gray frame from a sensor that gives pixels. */
struct ts_picture {
  struct ts_bytes photo; /* JPEG; empty if it is a gray frame */
  struct ts_frame frame; /* where PHOTO is empty */
};

struct ts_camera {
  void *ctx;
  /* The newest picture that was not yet given, older ones are dropped. PICTURE points into memory of the
   * camera's, good until the next call. Never waits. TS_ERR_EMPTY: no new picture yet. TS_ERR_NOT_FOUND: the
   * camera is gone (taken away, or a replayed series has ended); asking again finds it when it is back.
   * TS_ERR_IO: this picture was lost, the next call may succeed. TS_ERR_PHOTO_TOO_LARGE: more bytes than the
   * camera's buffer. */
  enum ts_err (*next)(void *ctx, struct ts_picture *picture);
};

#endif
