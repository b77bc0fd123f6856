/* SPDX-License-Identifier: Apache-2.0 */
#include "boards/common/hosted/v4l2_picture.h"

#include <linux/videodev2.h>

/* In the order of liking, least first. */
static const uint32_t liked[] = {V4L2_PIX_FMT_YUYV, V4L2_PIX_FMT_YUV420, V4L2_PIX_FMT_NV12,
                                 V4L2_PIX_FMT_GREY, V4L2_PIX_FMT_JPEG,   V4L2_PIX_FMT_MJPEG};

unsigned ts_v4l2_liking(uint32_t fourcc) {
  for (unsigned i = 0; i < sizeof liked / sizeof *liked; i++)
    if (liked[i] == fourcc)
      return i + 1;
  return 0;
}

bool ts_v4l2_is_jpeg(uint32_t fourcc) {
  return fourcc == V4L2_PIX_FMT_MJPEG || fourcc == V4L2_PIX_FMT_JPEG;
}

static bool fits(struct ts_v4l2_size size, struct ts_v4l2_size wanted) {
  return size.width <= wanted.width && size.height <= wanted.height;
}

bool ts_v4l2_better(struct ts_v4l2_size a, struct ts_v4l2_size b, struct ts_v4l2_size wanted) {
  uint64_t pixels_a = (uint64_t)a.width * a.height, pixels_b = (uint64_t)b.width * b.height;
  bool fits_a = fits(a, wanted), fits_b = fits(b, wanted);
  if (fits_a != fits_b)
    return fits_a;
  return fits_a ? pixels_a > pixels_b : pixels_a < pixels_b;
}

static uint32_t stepped(uint32_t low, uint32_t high, uint32_t step, uint32_t wanted) {
  if (wanted <= low || step == 0)
    return low;
  uint32_t top = wanted < high ? wanted : high;
  return top <= low ? low : low + (top - low) / step * step;
}

struct ts_v4l2_size ts_v4l2_stepped(struct ts_v4l2_size low, struct ts_v4l2_size high,
                                    struct ts_v4l2_size step, struct ts_v4l2_size wanted) {
  return (struct ts_v4l2_size){.width = stepped(low.width, high.width, step.width, wanted.width),
                               .height = stepped(low.height, high.height, step.height, wanted.height)};
}

static void take_luma(uint8_t *gray, const uint8_t *data, struct ts_v4l2_size picture, uint32_t stride) {
  for (size_t y = 0; y < picture.height; y++)
    for (size_t x = 0; x < picture.width; x++)
      gray[y * picture.width + x] = data[y * stride + 2 * x];
}

static bool is_packed(uint32_t fourcc) {
  return fourcc == V4L2_PIX_FMT_YUYV;
}

bool ts_v4l2_form_ok(uint32_t fourcc, struct ts_v4l2_size picture, uint32_t *stride, size_t capacity) {
  if (ts_v4l2_liking(fourcc) == 0 || ts_v4l2_is_jpeg(fourcc) || picture.width == 0 || picture.height == 0 ||
      picture.width > TS_FRAME_SIDE_MAX || picture.height > TS_FRAME_SIDE_MAX)
    return false;
  uint32_t row = picture.width * (is_packed(fourcc) ? 2 : 1);
  if (*stride == 0)
    *stride = row;
  return *stride >= row && (!is_packed(fourcc) || (size_t)picture.width * picture.height <= capacity);
}

bool ts_v4l2_gray(struct ts_frame *frame, uint32_t fourcc, struct ts_v4l2_size picture, uint32_t stride,
                  const uint8_t *data, size_t size, uint8_t *gray, size_t capacity) {
  bool packed = is_packed(fourcc);
  *frame = (struct ts_frame){0};
  if (!ts_v4l2_form_ok(fourcc, picture, &stride, capacity))
    return false;
  size_t row = (size_t)picture.width * (packed ? 2 : 1);
  if (size < row || (size - row) / stride < picture.height - 1)
    return false;
  if (packed)
    take_luma(gray, data, picture, stride);
  *frame = (struct ts_frame){.gray = packed ? gray : data,
                             .width = picture.width,
                             .height = picture.height,
                             .stride = packed ? picture.width : stride,
                             .source_width = picture.width,
                             .source_height = picture.height};
  return true;
}
