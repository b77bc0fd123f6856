/* SPDX-License-Identifier: Apache-2.0 */
/* ts-vm-camera: the scene before the virtual machine's camera. The kernel's test driver (vivid) has an output and a camera;
 * what the one is given the other sees, as if a cable joined them.
 * usage: ts-vm-camera join                  joins them, with gray pictures of 640×480
 *        ts-vm-camera show FILE             shows the picture in FILE (its pixels, row by row) over and over, and what
 *                                           is put in FILE's place from then on; ends when the output goes
 *        ts-vm-camera set CONTROL NUMBER    of the camera's controls, by the driver's name for it
 * Exit code: 64 wrong usage, 69 the driver or the file does not serve. */
#include <errno.h>
#include <fcntl.h>
#include <linux/v4l2-dv-timings.h>
#include <linux/videodev2.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sysexits.h>
#include <unistd.h>

#define CAMERA "/dev/video0"
#define OUTPUT "/dev/video1"
#define WIDTH 640
#define HEIGHT 480
#define PICTURE (WIDTH * HEIGHT)
#define BUFFERS 3
#define REST_US 50000 /* after a picture: more than an emulated processor can look at are of no use */

static const enum v4l2_buf_type capture = V4L2_BUF_TYPE_VIDEO_CAPTURE, output = V4L2_BUF_TYPE_VIDEO_OUTPUT;

static int fail(const char *what) {
  fprintf(stderr, "ts-vm-camera: %s: %s\n", what, strerror(errno));
  return EX_UNAVAILABLE;
}

/* ---- cable and controls ---- */

static bool set_control(int fd, const char *name, int32_t value) {
  struct v4l2_queryctrl query = {.id = V4L2_CTRL_FLAG_NEXT_CTRL};
  while (ioctl(fd, VIDIOC_QUERYCTRL, &query) == 0) {
    struct v4l2_control control = {.id = query.id, .value = value};
    if (strcmp((const char *)query.name, name) == 0)
      return ioctl(fd, VIDIOC_S_CTRL, &control) == 0;
    query.id |= V4L2_CTRL_FLAG_NEXT_CTRL;
  }
  return false;
}

static bool set_timings(int fd) {
  struct v4l2_dv_timings timings = V4L2_DV_BT_CEA_640X480P59_94;
  return ioctl(fd, VIDIOC_S_DV_TIMINGS, &timings) == 0;
}

static bool set_format(int fd, enum v4l2_buf_type type) {
  struct v4l2_format format = {.type = type};
  format.fmt.pix.width = WIDTH;
  format.fmt.pix.height = HEIGHT;
  format.fmt.pix.pixelformat = V4L2_PIX_FMT_GREY;
  return ioctl(fd, VIDIOC_S_FMT, &format) == 0 && format.fmt.pix.width == WIDTH &&
         format.fmt.pix.height == HEIGHT && format.fmt.pix.pixelformat == V4L2_PIX_FMT_GREY &&
         format.fmt.pix.sizeimage == PICTURE;
}

/* What is not alike at both ends gives the driver's test pattern, without a word. */
static int join(void) {
  int from = open(OUTPUT, O_RDWR), to = open(CAMERA, O_RDWR);
  if (from < 0 || to < 0)
    return fail("opening output and camera");
  if (!set_timings(from) || !set_timings(to) || !set_format(from, output) || !set_format(to, capture))
    return fail("setting timings and format");
  /* It writes its name and the time into the picture unless it is told not to. */
  if (!set_control(to, "OSD Text Mode", 2) || !set_control(to, "Loop Video", 1))
    return fail("setting controls");
  return EX_OK;
}

static int set(const char *name, const char *value) {
  int fd = open(CAMERA, O_RDWR);
  if (fd < 0 || !set_control(fd, name, (int32_t)strtol(value, NULL, 10)))
    return fail(name);
  return EX_OK;
}

/* ---- pictures ---- */

static bool load(const char *path, uint8_t *picture) {
  FILE *file = fopen(path, "rb");
  if (!file)
    return false;
  size_t size = fread(picture, 1, PICTURE, file);
  return fclose(file) == 0 && size == PICTURE;
}

static bool map(int fd, uint8_t *at[BUFFERS]) {
  struct v4l2_requestbuffers request = {.count = BUFFERS, .type = output, .memory = V4L2_MEMORY_MMAP};
  if (ioctl(fd, VIDIOC_REQBUFS, &request) != 0 || request.count != BUFFERS)
    return false;
  for (uint32_t i = 0; i < BUFFERS; i++) {
    struct v4l2_buffer buffer = {.index = i, .type = output, .memory = V4L2_MEMORY_MMAP};
    if (ioctl(fd, VIDIOC_QUERYBUF, &buffer) != 0 || buffer.length < PICTURE)
      return false;
    at[i] = mmap(NULL, PICTURE, PROT_READ | PROT_WRITE, MAP_SHARED, fd, buffer.m.offset);
    if (at[i] == MAP_FAILED)
      return false;
  }
  return true;
}

static bool give(int fd, uint32_t index) {
  struct v4l2_buffer buffer = {
      .index = index, .type = output, .memory = V4L2_MEMORY_MMAP, .bytesused = PICTURE};
  return ioctl(fd, VIDIOC_QBUF, &buffer) == 0;
}

static int show(const char *path) {
  uint8_t *at[BUFFERS];
  enum v4l2_buf_type type = output;
  int fd = open(OUTPUT, O_RDWR);
  if (fd < 0 || !map(fd, at))
    return fail("opening the output");
  for (uint32_t i = 0; i < BUFFERS; i++)
    if (!load(path, at[i]) || !give(fd, i))
      return fail(path);
  if (ioctl(fd, VIDIOC_STREAMON, &type) != 0)
    return fail("starting the output");
  for (;;) {
    struct v4l2_buffer buffer = {.type = output, .memory = V4L2_MEMORY_MMAP};
    if (ioctl(fd, VIDIOC_DQBUF, &buffer) != 0 || buffer.index >= BUFFERS)
      return fail("the output");
    if (!load(path, at[buffer.index]) || !give(fd, buffer.index))
      return fail(path);
    (void)usleep(REST_US);
  }
}

int main(int argc, char **argv) {
  if (argc == 2 && strcmp(argv[1], "join") == 0)
    return join();
  if (argc == 3 && strcmp(argv[1], "show") == 0)
    return show(argv[2]);
  if (argc == 4 && strcmp(argv[1], "set") == 0)
    return set(argv[2], argv[3]);
  return EX_USAGE;
}
