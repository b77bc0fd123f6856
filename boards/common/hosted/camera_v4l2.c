/* SPDX-License-Identifier: Apache-2.0 */
#include "boards/common/hosted/camera_v4l2.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/videodev2.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <unistd.h>

#define DEVICES 64 /* /dev/video0 on; one camera makes several, of which one gives pictures */
#define FORMATS_MAX 64
#define SIZES_MAX 256
#define RETRY_US 500000u
#define PAUSE_US 1000000u /* nobody asked for so long: what is filled is of before */
#define SILENT_US                                                                                            \
  5000000u /* without a whole picture: a stream that has failed is dead until it is opened anew */

static const enum v4l2_buf_type capture = V4L2_BUF_TYPE_VIDEO_CAPTURE;

/* False: errno says why, and is kept. */
static bool ask(struct ts_camera_v4l2 *camera, unsigned long request, void *argument) {
  int result;
  do
    result = ioctl(camera->fd, request, argument);
  while (result < 0 && errno == EINTR);
  camera->error = result < 0 ? errno : 0;
  return result >= 0;
}

/* After a camera was pulled out nothing of the old one is of use, its memory least. */
void ts_camera_v4l2_close(struct ts_camera_v4l2 *camera) {
  int error = camera->error;
  for (uint32_t i = 0; i < camera->buffers; i++)
    (void)munmap(camera->buffer[i].at, camera->buffer[i].size);
  camera->buffers = 0;
  camera->held = -1;
  if (camera->fd >= 0)
    (void)close(camera->fd); /* stops the stream too */
  camera->fd = -1;
  camera->error = error;
}

static bool is_camera(struct ts_camera_v4l2 *camera) {
  struct v4l2_capability able = {0};
  if (!ask(camera, VIDIOC_QUERYCAP, &able))
    return false;
  uint32_t caps = able.capabilities & V4L2_CAP_DEVICE_CAPS ? able.device_caps : able.capabilities;
  const uint32_t needed = V4L2_CAP_VIDEO_CAPTURE | V4L2_CAP_STREAMING;
  camera->error = (caps & needed) == needed ? 0 : ENODEV;
  return camera->error == 0;
}

static uint32_t choose_format(struct ts_camera_v4l2 *camera) {
  uint32_t best = 0;
  for (uint32_t i = 0; i < FORMATS_MAX; i++) {
    struct v4l2_fmtdesc format = {.index = i, .type = capture};
    if (!ask(camera, VIDIOC_ENUM_FMT, &format))
      break;
    if (ts_v4l2_liking(format.pixelformat) > ts_v4l2_liking(best))
      best = format.pixelformat;
  }
  return best;
}

static struct ts_v4l2_size size_of(const struct v4l2_frmsizeenum *size, struct ts_v4l2_size wanted) {
  if (size->type == V4L2_FRMSIZE_TYPE_DISCRETE)
    return (struct ts_v4l2_size){size->discrete.width, size->discrete.height};
  return ts_v4l2_stepped((struct ts_v4l2_size){size->stepwise.min_width, size->stepwise.min_height},
                         (struct ts_v4l2_size){size->stepwise.max_width, size->stepwise.max_height},
                         (struct ts_v4l2_size){size->stepwise.step_width, size->stepwise.step_height},
                         wanted);
}

/* A driver that lists no sizes is asked for the one that is wanted, and says what it makes of that. */
static struct ts_v4l2_size choose_size(struct ts_camera_v4l2 *camera, uint32_t fourcc) {
  struct ts_v4l2_size best = camera->wanted;
  for (uint32_t i = 0; i < SIZES_MAX; i++) {
    struct v4l2_frmsizeenum size = {.index = i, .pixel_format = fourcc};
    if (!ask(camera, VIDIOC_ENUM_FRAMESIZES, &size))
      break;
    struct ts_v4l2_size here = size_of(&size, camera->wanted);
    if (i == 0 || ts_v4l2_better(here, best, camera->wanted))
      best = here;
    if (size.type != V4L2_FRMSIZE_TYPE_DISCRETE)
      break;
  }
  return best;
}

static bool set_format(struct ts_camera_v4l2 *camera) {
  uint32_t fourcc = choose_format(camera);
  if (fourcc == 0) {
    camera->error = EINVAL;
    return false;
  }
  struct ts_v4l2_size size = choose_size(camera, fourcc);
  struct v4l2_format format = {.type = capture};
  format.fmt.pix.width = size.width;
  format.fmt.pix.height = size.height;
  format.fmt.pix.pixelformat = fourcc;
  format.fmt.pix.field = V4L2_FIELD_ANY;
  if (!ask(camera, VIDIOC_S_FMT, &format))
    return false;
  camera->fourcc = format.fmt.pix.pixelformat;
  camera->picture = (struct ts_v4l2_size){format.fmt.pix.width, format.fmt.pix.height};
  camera->stride = format.fmt.pix.bytesperline;
  if (!ts_v4l2_liking(camera->fourcc))
    camera->error = EINVAL;
  else if (!ts_v4l2_is_jpeg(camera->fourcc) &&
           !ts_v4l2_form_ok(camera->fourcc, camera->picture, &camera->stride, camera->capacity))
    camera->error = EOVERFLOW; /* no picture of it could ever be used */
  return camera->error == 0;
}

static bool give_back(struct ts_camera_v4l2 *camera, uint32_t index) {
  struct v4l2_buffer buffer = {.index = index, .type = capture, .memory = V4L2_MEMORY_MMAP};
  return ask(camera, VIDIOC_QBUF, &buffer);
}

static bool map_buffers(struct ts_camera_v4l2 *camera) {
  struct v4l2_requestbuffers request = {
      .count = TS_V4L2_BUFFERS, .type = capture, .memory = V4L2_MEMORY_MMAP};
  if (!ask(camera, VIDIOC_REQBUFS, &request))
    return false;
  uint32_t count = request.count < TS_V4L2_BUFFERS ? request.count : TS_V4L2_BUFFERS;
  for (uint32_t i = 0; i < count; i++) {
    struct v4l2_buffer buffer = {.index = i, .type = capture, .memory = V4L2_MEMORY_MMAP};
    if (!ask(camera, VIDIOC_QUERYBUF, &buffer))
      return false;
    void *at = mmap(NULL, buffer.length, PROT_READ | PROT_WRITE, MAP_SHARED, camera->fd, buffer.m.offset);
    if (at == MAP_FAILED) {
      camera->error = errno;
      return false;
    }
    camera->buffer[i].at = at;
    camera->buffer[i].size = buffer.length;
    camera->buffers = i + 1;
    if (!give_back(camera, i))
      return false;
  }
  /* One is held while the app looks at it; the driver needs one more. */
  camera->error = count < 2 ? ENOMEM : 0;
  return count >= 2;
}

static bool start(struct ts_camera_v4l2 *camera, const char *path) {
  camera->fd = open(path, O_RDWR | O_NONBLOCK | O_CLOEXEC);
  camera->error = camera->fd < 0 ? errno : 0;
  enum v4l2_buf_type type = capture;
  if (camera->fd >= 0 && is_camera(camera) && set_format(camera) && map_buffers(camera) &&
      ask(camera, VIDIOC_STREAMON, &type))
    return true;
  ts_camera_v4l2_close(camera);
  return false;
}

static bool start_any(struct ts_camera_v4l2 *camera) {
  int gravest = ENOENT; /* "no such file" of the last number says nothing if one before it was busy */
  for (unsigned i = 0; i < DEVICES; i++) {
    char path[32];
    camera->number = (camera->from + i) % DEVICES;
    (void)snprintf(path, sizeof path, "/dev/video%u", camera->number);
    if (start(camera, path))
      return true;
    if (camera->error != ENOENT && camera->error != ENODEV)
      gravest = camera->error;
  }
  camera->error = gravest;
  return false;
}

static bool opened(struct ts_camera_v4l2 *camera, uint64_t now) {
  if (camera->fd >= 0)
    return true;
  if (camera->tried && now - camera->tried_us < RETRY_US)
    return false;
  camera->tried = true;
  camera->tried_us = now;
  camera->waiting = false;
  return camera->path ? start(camera, camera->path) : start_any(camera);
}

/* The next buffer that the driver has filled. EMPTY: there is none; IO: it was spoilt; NOT_FOUND: no camera. */
static enum ts_err take_one(struct ts_camera_v4l2 *camera, struct v4l2_buffer *buffer) {
  *buffer = (struct v4l2_buffer){.type = capture, .memory = V4L2_MEMORY_MMAP};
  if (!ask(camera, VIDIOC_DQBUF, buffer))
    return camera->error == EAGAIN ? TS_ERR_EMPTY : camera->error == EIO ? TS_ERR_IO : TS_ERR_NOT_FOUND;
  if (buffer->index >= camera->buffers)
    return TS_ERR_NOT_FOUND;
  if (!(buffer->flags & V4L2_BUF_FLAG_ERROR) && buffer->bytesused > 0 &&
      buffer->bytesused <= camera->buffer[buffer->index].size)
    return TS_OK;
  return give_back(camera, buffer->index) ? TS_ERR_IO : TS_ERR_NOT_FOUND;
}

/* The newest; those before it go back. A driver that fills them faster than they are taken ends this too. */
static enum ts_err take_newest(struct ts_camera_v4l2 *camera, struct v4l2_buffer *newest) {
  enum ts_err answer = TS_ERR_EMPTY;
  for (unsigned i = 0; i < 2 * TS_V4L2_BUFFERS; i++) {
    struct v4l2_buffer buffer;
    enum ts_err err = take_one(camera, &buffer);
    if (err == TS_ERR_EMPTY || err == TS_ERR_NOT_FOUND)
      return err == TS_ERR_EMPTY ? answer : err;
    if (err == TS_ERR_IO && answer != TS_OK)
      answer = TS_ERR_IO;
    if (err != TS_OK)
      continue;
    if (answer == TS_OK && !give_back(camera, newest->index))
      return TS_ERR_NOT_FOUND;
    *newest = buffer;
    answer = TS_OK;
  }
  return answer;
}

static enum ts_err give(struct ts_camera_v4l2 *camera, const struct v4l2_buffer *buffer,
                        struct ts_picture *picture) {
  const uint8_t *data = camera->buffer[buffer->index].at;
  camera->held = (int)buffer->index;
  if (ts_v4l2_is_jpeg(camera->fourcc)) {
    picture->photo = ts_bytes(data, buffer->bytesused);
    return TS_OK;
  }
  return ts_v4l2_gray(&picture->frame, camera->fourcc, camera->picture, camera->stride, data,
                      buffer->bytesused, camera->gray, camera->capacity)
             ? TS_OK
             : TS_ERR_IO;
}

static bool asked_after_a_pause(struct ts_camera_v4l2 *camera, uint64_t now) {
  bool pause = camera->asked && now - camera->asked_us >= PAUSE_US;
  camera->asked = true;
  camera->asked_us = now;
  return pause;
}

/* The driver stops when its buffers are full: they may show the piece before this one. */
static enum ts_err take_fresh(struct ts_camera_v4l2 *camera, struct v4l2_buffer *buffer, bool pause) {
  int held = camera->held;
  camera->held = -1;
  if (held >= 0 && !give_back(camera, (uint32_t)held))
    return TS_ERR_NOT_FOUND;
  enum ts_err err = take_newest(camera, buffer);
  if (err == TS_OK && pause)
    return give_back(camera, buffer->index) ? TS_ERR_EMPTY : TS_ERR_NOT_FOUND;
  return err;
}

/* A stream can fail for good and say only that there is nothing yet, or that each picture is lost. */
static bool is_dead(struct ts_camera_v4l2 *camera, enum ts_err err, uint64_t now, bool pause) {
  if (!camera->waiting || pause)
    camera->waiting_us = now;
  camera->waiting = err != TS_OK;
  return camera->waiting && now - camera->waiting_us >= SILENT_US;
}

static enum ts_err next(void *ctx, struct ts_picture *picture) {
  struct ts_camera_v4l2 *camera = ctx;
  struct v4l2_buffer buffer = {0};
  *picture = (struct ts_picture){0};
  uint64_t now = camera->clock->ticks_us(camera->clock->ctx);
  bool pause = asked_after_a_pause(camera, now);
  if (!opened(camera, now))
    return TS_ERR_NOT_FOUND;
  enum ts_err err = take_fresh(camera, &buffer, pause);
  if (err == TS_OK)
    err = give(camera, &buffer, picture);
  if (err != TS_ERR_NOT_FOUND && is_dead(camera, err, now, pause)) {
    if (camera->error != EIO)
      camera->error = ETIMEDOUT;
    camera->from = (camera->number + 1) % DEVICES;
    err = TS_ERR_NOT_FOUND;
  }
  if (err == TS_ERR_NOT_FOUND)
    ts_camera_v4l2_close(camera);
  return err;
}

void ts_camera_v4l2_init(struct ts_camera_v4l2 *camera, struct ts_camera *out) {
  camera->fd = camera->held = -1;
  camera->buffers = 0;
  camera->error = 0;
  camera->tried = camera->asked = camera->waiting = false;
  camera->number = camera->from = 0;
  *out = (struct ts_camera){.ctx = camera, .next = next};
}
