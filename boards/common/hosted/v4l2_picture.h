/* SPDX-License-Identifier: Apache-2.0 */
/* What can be said of V4L2 pictures without a camera: which format and size to ask for, and what is gray in
 * them. */
#ifndef TS_BOARDS_COMMON_HOSTED_V4L2_PICTURE_H
#define TS_BOARDS_COMMON_HOSTED_V4L2_PICTURE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/frame.h"

/* How much a format of V4L2 (a fourcc) is liked: 0 is not used at all. Motion-JPEG over pixels, as USB carries
 * large pictures only so; gray over YUYV and its like, of which half is thrown away. */
unsigned ts_v4l2_liking(uint32_t fourcc);
bool ts_v4l2_is_jpeg(uint32_t fourcc);

struct ts_v4l2_size {
  uint32_t width, height;
};

/* Is A better than B where WANTED would be best? As large as WANTED but no larger, the larger the better; if
 * all are larger, the smallest. */
bool ts_v4l2_better(struct ts_v4l2_size a, struct ts_v4l2_size b, struct ts_v4l2_size wanted);

/* The size nearest below WANTED, in steps of STEP from LOW to HIGH, both included. */
struct ts_v4l2_size ts_v4l2_stepped(struct ts_v4l2_size low, struct ts_v4l2_size high,
                                    struct ts_v4l2_size step, struct ts_v4l2_size wanted);

/* Can pixels of this form be used at all? A row of *STRIDE 0 is one without a gap: not every driver says. */
bool ts_v4l2_form_ok(uint32_t fourcc, struct ts_v4l2_size picture, uint32_t *stride, size_t capacity);

/* The gray of SIZE bytes of pixels at DATA, rows of STRIDE bytes, as the driver says. What begins with a plane of
 * gray is viewed where it lies; of YUYV the Y are copied to GRAY[CAPACITY]. False if that is no picture that fits
 * its bytes, GRAY, or TS_FRAME_SIDE_MAX: what a driver says is not relied upon. */
bool ts_v4l2_gray(struct ts_frame *frame, uint32_t fourcc, struct ts_v4l2_size picture, uint32_t stride,
                  const uint8_t *data, size_t size, uint8_t *gray, size_t capacity);

#endif
