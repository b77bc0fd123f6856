/* SPDX-License-Identifier: Apache-2.0 */
/* port/camera.h over Video4Linux2: a webcam. */
#ifndef TS_BOARDS_COMMON_HOSTED_CAMERA_V4L2_H
#define TS_BOARDS_COMMON_HOSTED_CAMERA_V4L2_H

#include <stddef.h>
#include <stdint.h>

#include "boards/common/hosted/v4l2_picture.h"
#include "port/camera.h"
#include "port/clock.h"

#define TS_V4L2_BUFFERS 4

struct ts_camera_v4l2 {
  /* Set by the caller before ts_camera_v4l2_init. */
  const char *path; /* "/dev/video0"; NULL: the first one that takes pictures */
  struct ts_v4l2_size wanted;
  uint8_t *gray; /* for formats whose gray has to be picked out: wanted.width * wanted.height bytes or more */
  size_t capacity;
  const struct ts_clock *clock;

  /* Its own. */
  int fd;    /* -1: not open */
  int error; /* errno of the last thing that failed; 0: none did */
  uint32_t fourcc, stride;
  struct ts_v4l2_size picture;
  struct {
    void *at;
    size_t size;
  } buffer[TS_V4L2_BUFFERS];
  uint32_t buffers;
  int held; /* the buffer that the last picture lies in, -1: none */
  bool tried;
  uint64_t tried_us; /* when it was opened last; that is tried again every half second */
  bool asked;
  uint64_t asked_us; /* when a picture was asked for last */
  bool waiting;
  uint64_t waiting_us;   /* since when no whole one came */
  unsigned number, from; /* with PATH NULL: the device that is open, and the one that is tried first */
};

/* Opens nothing yet: OUT does, when it is asked for a picture, and again after the camera was gone, or gave no whole
 * picture for some seconds; then it tries the next one first, if PATH is NULL. What a driver filled while nobody asked
 * is not given. CAMERA must outlive OUT. */
void ts_camera_v4l2_init(struct ts_camera_v4l2 *camera, struct ts_camera *out);
/* Fine for one that is not open. */
void ts_camera_v4l2_close(struct ts_camera_v4l2 *camera);

#endif
