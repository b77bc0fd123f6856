/* SPDX-License-Identifier: Apache-2.0 */
#include <stddef.h>

#include "port/check.h"

static const char *looks_right(const struct ts_picture *picture) {
  const struct ts_frame *frame = &picture->frame;
  if (picture->photo.size > 0) {
    const uint8_t *data = picture->photo.data;
    return data && picture->photo.size > 4 && data[0] == 0xFF && data[1] == 0xD8 ? NULL
                                                                                 : "a photograph is no JPEG";
  }
  if (!frame->gray || frame->width == 0 || frame->height == 0)
    return "a picture is neither a photograph nor a frame";
  if (frame->width > TS_FRAME_SIDE_MAX || frame->height > TS_FRAME_SIDE_MAX || frame->stride < frame->width)
    return "a frame's sizes cannot be";
  if (frame->source_width < frame->width || frame->source_height < frame->height)
    return "a frame is larger than what it was made from";
  /* All of it can be read; this sum is nobody's. */
  volatile uint32_t sum = 0;
  for (uint32_t y = 0; y < frame->height; y++)
    sum += frame->gray[(size_t)y * frame->stride] + frame->gray[(size_t)y * frame->stride + frame->width - 1];
  return NULL;
}

const char *ts_port_check_camera(const struct ts_camera *camera, const struct ts_port_camera_hooks *hooks) {
  uint32_t pictures = 0;
  for (uint32_t i = 0; i < hooks->calls && pictures < hooks->pictures; i++) {
    struct ts_picture picture = {.photo = {NULL, 0}};
    const char *wrong = NULL;
    switch (camera->next(camera->ctx, &picture)) {
    case TS_OK:
      pictures++;
      wrong = looks_right(&picture);
      break;
    case TS_ERR_EMPTY:
    case TS_ERR_IO:
    case TS_ERR_NOT_FOUND:
    case TS_ERR_PHOTO_TOO_LARGE:
      break;
    default:
      wrong = "an error that a camera does not have";
    }
    if (wrong)
      return wrong;
    if (hooks->pass)
      hooks->pass(hooks->ctx);
  }
  return pictures > 0 && pictures >= hooks->pictures ? NULL : "pictures do not come";
}
