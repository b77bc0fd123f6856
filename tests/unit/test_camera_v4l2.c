/* SPDX-License-Identifier: Apache-2.0 */
/* The webcam: what is chosen and what is gray, and the conversation with a driver, which is played by this file:
 * linked with --wrap=open, ioctl, mmap, munmap, close. */
#include <errno.h>
#include <linux/videodev2.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/types.h>

#include <cmocka.h>

#include "boards/common/hosted/camera_v4l2.h"
#include "port/check.h"

#define FD 1000
#define WIDTH 8
#define HEIGHT 2
#define BYTES 64

/* The driver. */
static struct {
  const char *path;  /* where it is plugged in; NULL: nowhere */
  const char *other; /* and another one; NULL: there is none */
  const char *opened;
  int open_errno; /* what opening it fails with */
  unsigned long fails;
  int fail_errno; /* what the request FAILS fails with */
  uint32_t capabilities;
  const uint32_t *formats;
  unsigned format_count;
  uint32_t chosen;
  struct ts_v4l2_size size;
  bool no_stride;
  unsigned buffers_given; /* of those asked for */
  bool open, streaming, queued[TS_V4L2_BUFFERS], mapped[TS_V4L2_BUFFERS];
  /* What it has filled and nobody has fetched. */
  struct {
    uint32_t index, bytes, flags;
  } filled[16];
  unsigned filled_count, filled_next;
  unsigned opens;
  uint8_t memory[TS_V4L2_BUFFERS][BYTES];
} driver;

static const uint32_t only_jpeg[] = {V4L2_PIX_FMT_H264, V4L2_PIX_FMT_YUYV, V4L2_PIX_FMT_MJPEG};
static const uint32_t only_yuyv[] = {V4L2_PIX_FMT_RGB24, V4L2_PIX_FMT_YUYV};
static const uint32_t only_grey[] = {V4L2_PIX_FMT_YUYV, V4L2_PIX_FMT_GREY};
static const uint32_t nothing[] = {V4L2_PIX_FMT_RGB24};

int __real_open(const char *path, int flags, ...);
int __wrap_open(const char *path, int flags, ...);
int __wrap_open(const char *path, int flags, ...) {
  if (strncmp(path, "/dev/video", 10) != 0) { /* the test program's own */
    va_list list;
    va_start(list, flags);
    int mode = va_arg(list, int);
    va_end(list);
    return __real_open(path, flags, mode);
  }
  bool is_other = driver.other && strcmp(path, driver.other) == 0;
  bool here = is_other || (driver.path && strcmp(path, driver.path) == 0);
  errno = here ? driver.open_errno : ENOENT;
  if (!here || driver.open_errno)
    return -1;
  assert_false(driver.open);
  driver.open = true;
  driver.opened = is_other ? driver.other : driver.path;
  driver.opens++;
  return FD;
}

int __real_close(int fd);
int __wrap_close(int fd);
int __wrap_close(int fd) {
  if (fd != FD)
    return __real_close(fd);
  assert_true(driver.open);
  driver.open = driver.streaming = false;
  memset(driver.queued, 0, sizeof driver.queued);
  return 0;
}

void *__real_mmap(void *address, size_t size, int protection, int flags, int fd, off_t offset);
void *__wrap_mmap(void *address, size_t size, int protection, int flags, int fd, off_t offset);
void *__wrap_mmap(void *address, size_t size, int protection, int flags, int fd, off_t offset) {
  if (fd != FD)
    return __real_mmap(address, size, protection, flags, fd, offset);
  assert_int_equal(size, BYTES);
  assert_in_range(offset, 0, TS_V4L2_BUFFERS - 1);
  driver.mapped[offset] = true;
  return driver.memory[offset];
}

int __real_munmap(void *address, size_t size);
int __wrap_munmap(void *address, size_t size);
int __wrap_munmap(void *address, size_t size) {
  for (unsigned i = 0; i < TS_V4L2_BUFFERS; i++)
    if (address == driver.memory[i]) {
      assert_true(driver.mapped[i]);
      driver.mapped[i] = false;
      return 0;
    }
  return __real_munmap(address, size);
}

static int refuse(int error) {
  errno = error;
  return -1;
}

static int enumerate_size(struct v4l2_frmsizeenum *size) {
  static const struct ts_v4l2_size sizes[] = {{640, 480}, {1920, 1080}, {1280, 720}, {320, 240}};
  if (size->index >= sizeof sizes / sizeof *sizes)
    return refuse(EINVAL);
  size->type = V4L2_FRMSIZE_TYPE_DISCRETE;
  size->discrete.width = sizes[size->index].width;
  size->discrete.height = sizes[size->index].height;
  return 0;
}

/* It is asked for 1280 × 720 and has its own mind, as drivers do. */
static int set_format(struct v4l2_format *format) {
  assert_int_equal(format->fmt.pix.width, 1280);
  assert_int_equal(format->fmt.pix.height, 720);
  driver.chosen = format->fmt.pix.pixelformat;
  format->fmt.pix.width = driver.size.width;
  format->fmt.pix.height = driver.size.height;
  format->fmt.pix.bytesperline = driver.chosen == V4L2_PIX_FMT_YUYV ? 2 * WIDTH + 4 : WIDTH + 2;
  if (driver.no_stride)
    format->fmt.pix.bytesperline = 0;
  return 0;
}

static int dequeue(struct v4l2_buffer *buffer) {
  if (!driver.streaming)
    return refuse(EINVAL);
  if (driver.filled_next == driver.filled_count)
    return refuse(EAGAIN);
  buffer->index = driver.filled[driver.filled_next].index;
  buffer->bytesused = driver.filled[driver.filled_next].bytes;
  buffer->flags = driver.filled[driver.filled_next++].flags;
  if (buffer->index < TS_V4L2_BUFFERS) {
    assert_true(driver.queued[buffer->index]);
    driver.queued[buffer->index] = false;
  }
  return 0;
}

static int queue(const struct v4l2_buffer *buffer) {
  assert_in_range(buffer->index, 0, TS_V4L2_BUFFERS - 1);
  assert_false(driver.queued[buffer->index]);
  driver.queued[buffer->index] = true;
  return 0;
}

static int answer(unsigned long request, void *argument) {
  struct v4l2_fmtdesc *format = argument;
  struct v4l2_requestbuffers *buffers = argument;
  struct v4l2_buffer *buffer = argument;
  switch (request) {
  case VIDIOC_QUERYCAP:
    ((struct v4l2_capability *)argument)->capabilities = V4L2_CAP_DEVICE_CAPS;
    ((struct v4l2_capability *)argument)->device_caps = driver.capabilities;
    return 0;
  case VIDIOC_ENUM_FMT:
    if (format->index >= driver.format_count)
      return refuse(EINVAL);
    format->pixelformat = driver.formats[format->index];
    return 0;
  case VIDIOC_ENUM_FRAMESIZES:
    return enumerate_size(argument);
  case VIDIOC_S_FMT:
    return set_format(argument);
  case VIDIOC_REQBUFS:
    buffers->count = driver.buffers_given;
    return 0;
  case VIDIOC_QUERYBUF:
    buffer->length = BYTES;
    buffer->m.offset = buffer->index;
    return 0;
  case VIDIOC_QBUF:
    return queue(argument);
  case VIDIOC_DQBUF:
    return dequeue(argument);
  case VIDIOC_STREAMON:
    driver.streaming = true;
    return 0;
  default:
    return refuse(ENOTTY);
  }
}

int __wrap_ioctl(int fd, unsigned long request, ...);
int __wrap_ioctl(int fd, unsigned long request, ...) {
  va_list list;
  va_start(list, request);
  void *argument = va_arg(list, void *);
  va_end(list);
  assert_int_equal(fd, FD);
  if (!driver.open || !driver.path)
    return refuse(ENODEV);
  return request == driver.fails ? refuse(driver.fail_errno) : answer(request, argument);
}

/* ---- the board ---- */

static uint64_t ticks;
static uint64_t ticks_us(void *ctx) {
  (void)ctx;
  return ticks;
}
static const struct ts_clock test_clock = {.ticks_us = ticks_us};
static struct ts_camera_v4l2 webcam;
static struct ts_camera camera;
static uint8_t gray[WIDTH * HEIGHT];

static int start(void **state) {
  (void)state;
  memset(&driver, 0, sizeof driver);
  driver.path = "/dev/video2";
  driver.capabilities = V4L2_CAP_VIDEO_CAPTURE | V4L2_CAP_STREAMING;
  driver.formats = only_jpeg;
  driver.format_count = sizeof only_jpeg / sizeof *only_jpeg;
  driver.buffers_given = TS_V4L2_BUFFERS;
  driver.size = (struct ts_v4l2_size){WIDTH, HEIGHT};
  for (unsigned i = 0; i < TS_V4L2_BUFFERS; i++)
    for (unsigned j = 0; j < BYTES; j++)
      driver.memory[i][j] = (uint8_t)(i * BYTES + j);
  webcam = (struct ts_camera_v4l2){
      .wanted = {1280, 960}, .gray = gray, .capacity = sizeof gray, .clock = &test_clock};
  ts_camera_v4l2_init(&webcam, &camera);
  return 0;
}

static int stop(void **state) {
  (void)state;
  ts_camera_v4l2_close(&webcam);
  for (unsigned i = 0; i < TS_V4L2_BUFFERS; i++)
    assert_false(driver.mapped[i]);
  return driver.open ? -1 : 0;
}

static void fill(uint32_t index, uint32_t bytes, uint32_t flags) {
  if (driver.filled_next == driver.filled_count)
    driver.filled_next = driver.filled_count = 0;
  assert_in_range(driver.filled_count, 0, 15);
  driver.filled[driver.filled_count].index = index;
  driver.filled[driver.filled_count].bytes = bytes;
  driver.filled[driver.filled_count++].flags = flags;
}

static enum ts_err ask(struct ts_picture *picture) {
  memset(picture, 0xee, sizeof *picture);
  enum ts_err err = camera.next(camera.ctx, picture);
  if (err != TS_OK) {
    assert_int_equal(picture->photo.size, 0);
    assert_null(picture->frame.gray);
  }
  return err;
}

static unsigned queued(void) {
  unsigned count = 0;
  for (unsigned i = 0; i < TS_V4L2_BUFFERS; i++)
    count += driver.queued[i];
  return count;
}

static void the_newest_wins(void **state) {
  (void)state;
  struct ts_picture picture;
  assert_int_equal(ask(&picture), TS_ERR_EMPTY);
  assert_int_equal(driver.chosen, V4L2_PIX_FMT_MJPEG);
  assert_int_equal(queued(), TS_V4L2_BUFFERS);
  fill(0, 10, 0);
  fill(1, 20, 0);
  fill(2, 30, 0);
  assert_int_equal(ask(&picture), TS_OK);
  assert_ptr_equal(picture.photo.data, driver.memory[2]);
  assert_int_equal(picture.photo.size, 30);
  assert_false(driver.queued[2]); /* the app looks at it */
  assert_int_equal(queued(), TS_V4L2_BUFFERS - 1);
  assert_int_equal(ask(&picture), TS_ERR_EMPTY);
  assert_int_equal(queued(), TS_V4L2_BUFFERS); /* and is done with it */
  assert_int_equal(driver.opens, 1);
}

/* The driver has a picture in one of the buffers that it was given. */
static void take_picture(void *ctx) {
  uint32_t *pictures = ctx;
  uint32_t index = 0;
  while (index + 1 < TS_V4L2_BUFFERS && !driver.queued[index])
    index++;
  driver.memory[index][0] = 0xff;
  driver.memory[index][1] = 0xd8;
  if (driver.queued[index])
    fill(index, 10 + (*pictures)++ % 10, 0);
}

static void does_what_every_boards_must(void **state) {
  uint32_t pictures = 0;
  const struct ts_port_camera_hooks hooks = {&pictures, take_picture, 10, 12};
  (void)state;
  const char *wrong = ts_port_check_camera(&camera, &hooks);
  if (wrong)
    fail_msg("%s", wrong);
}

static void a_spoilt_picture_is_passed_over(void **state) {
  (void)state;
  struct ts_picture picture;
  assert_int_equal(ask(&picture), TS_ERR_EMPTY);
  fill(0, 10, V4L2_BUF_FLAG_ERROR);
  assert_int_equal(ask(&picture), TS_ERR_IO);
  fill(0, 0, 0);
  assert_int_equal(ask(&picture), TS_ERR_IO);
  fill(0, BYTES + 1, 0); /* more than there is memory */
  assert_int_equal(ask(&picture), TS_ERR_IO);
  fill(0, 10, 0);
  fill(1, 10, V4L2_BUF_FLAG_ERROR);
  assert_int_equal(ask(&picture), TS_OK); /* a good one before a spoilt one is still the newest */
  assert_ptr_equal(picture.photo.data, driver.memory[0]);
  driver.fails = VIDIOC_DQBUF;
  driver.fail_errno = EIO; /* a lost picture, says the kernel's documentation */
  assert_int_equal(ask(&picture), TS_ERR_IO);
  driver.fails = 0;
  assert_int_equal(ask(&picture), TS_ERR_EMPTY);
  assert_int_equal(driver.opens, 1);
  fill(TS_V4L2_BUFFERS, 10, 0); /* a buffer that nobody has */
  assert_int_equal(ask(&picture), TS_ERR_NOT_FOUND);
}

static void pulled_out_and_put_back(void **state) {
  (void)state;
  struct ts_picture picture;
  assert_int_equal(ask(&picture), TS_ERR_EMPTY);
  fill(3, 10, 0);
  assert_int_equal(ask(&picture), TS_OK);
  driver.path = NULL;
  assert_int_equal(ask(&picture), TS_ERR_NOT_FOUND);
  assert_false(driver.open);
  for (unsigned i = 0; i < TS_V4L2_BUFFERS; i++)
    assert_false(driver.mapped[i]);
  driver.path = "/dev/video5"; /* it need not get its old number */
  ticks += 499999;
  assert_int_equal(ask(&picture), TS_ERR_NOT_FOUND); /* not looked for with every turn of the loop */
  ticks += 1;
  assert_int_equal(ask(&picture), TS_ERR_EMPTY);
  assert_int_equal(driver.opens, 2);
  fill(1, 12, 0);
  assert_int_equal(ask(&picture), TS_OK);
  assert_int_equal(picture.photo.size, 12);
}

/* What the driver filled while the person was elsewhere shows the piece before. */
static void no_picture_of_before_a_pause(void **state) {
  (void)state;
  struct ts_picture picture;
  assert_int_equal(ask(&picture), TS_ERR_EMPTY);
  for (uint32_t i = 0; i < TS_V4L2_BUFFERS; i++)
    fill(i, 10, 0);
  ticks += 1000000;
  assert_int_equal(ask(&picture), TS_ERR_EMPTY);
  assert_int_equal(queued(), TS_V4L2_BUFFERS);
  fill(1, 20, 0);
  ticks += 999999; /* a slow look at a picture is no pause */
  assert_int_equal(ask(&picture), TS_OK);
  assert_int_equal(picture.photo.size, 20);
}

static void a_dead_stream_is_opened_anew(void **state) {
  (void)state;
  static const int errors[] = {
      EIO, EAGAIN}; /* for ever: the kernel's queue after a failure, a camera that hangs */
  struct ts_picture picture;
  webcam.path = "/dev/video2";
  for (size_t i = 0; i < sizeof errors / sizeof *errors; i++) {
    driver.fails = 0;
    ticks += 500000;
    assert_int_equal(ask(&picture), TS_ERR_EMPTY);
    fill(0, 10, 0);
    assert_int_equal(ask(&picture), TS_OK);
    driver.fails = VIDIOC_DQBUF;
    driver.fail_errno = errors[i];
    unsigned opens = driver.opens;
    for (unsigned k = 0; k <= 50; k++, ticks += 100000) {
      if (!driver.open)
        fail_msg("closed after %u tenths of a second", k);
      (void)ask(&picture);
    }
    assert_false(driver.open);
    assert_int_equal(webcam.error, errors[i] == EIO ? EIO : ETIMEDOUT);
    ticks += 500000;
    (void)ask(&picture);
    assert_true(driver.open);
    assert_int_equal(driver.opens, opens + 1);
    driver.fails = 0;
    fill(2, 30, 0);
    assert_int_equal(ask(&picture), TS_OK);
  }
}

/* As /dev/video14 of a Raspberry Pi, which gives the pictures that are given to it. */
static void one_that_never_gives_a_picture_does_not_hide_another(void **state) {
  (void)state;
  struct ts_picture picture;
  driver.other = "/dev/video14";
  for (unsigned i = 0; i <= 50; i++, ticks += 100000)
    (void)ask(&picture);
  assert_false(driver.open);
  ticks += 500000;
  assert_int_equal(ask(&picture), TS_ERR_EMPTY);
  assert_string_equal(driver.opened, "/dev/video14");
  for (unsigned i = 0; i <= 50; i++, ticks += 100000)
    (void)ask(&picture);
  ticks += 500000;
  assert_int_equal(ask(&picture), TS_ERR_EMPTY);
  assert_string_equal(driver.opened, "/dev/video2");
  fill(0, 10, 0);
  assert_int_equal(ask(&picture), TS_OK);
}

static void a_size_that_has_no_room_is_told(void **state) {
  (void)state;
  struct ts_picture picture;
  driver.formats = only_yuyv;
  driver.format_count = sizeof only_yuyv / sizeof *only_yuyv;
  driver.size.height++;
  assert_int_equal(ask(&picture), TS_ERR_NOT_FOUND);
  assert_int_equal(webcam.error, EOVERFLOW);
  driver.size.height--;
  driver.no_stride = true;
  ticks += 500000;
  assert_int_equal(ask(&picture), TS_ERR_EMPTY);
  fill(1, 2 * WIDTH * HEIGHT, 0);
  assert_int_equal(ask(&picture), TS_OK);
  assert_int_equal(picture.frame.gray[WIDTH], driver.memory[1][2 * WIDTH]);
}

static void what_cannot_be_used_is_told(void **state) {
  (void)state;
  struct ts_picture picture;
  driver.path = NULL;
  assert_int_equal(ask(&picture), TS_ERR_NOT_FOUND);
  assert_int_equal(webcam.error, ENOENT);
  driver.path = "/dev/video2";
  driver.open_errno = EACCES;
  ticks += 500000;
  assert_int_equal(ask(&picture), TS_ERR_NOT_FOUND);
  assert_int_equal(webcam.error, EACCES);
  driver.open_errno = 0;
  static const unsigned long requests[] = {VIDIOC_QUERYCAP, VIDIOC_ENUM_FMT, VIDIOC_S_FMT,   VIDIOC_REQBUFS,
                                           VIDIOC_QUERYBUF, VIDIOC_QBUF,     VIDIOC_STREAMON};
  for (size_t i = 0; i < sizeof requests / sizeof *requests; i++) {
    driver.fails = requests[i];
    driver.fail_errno = EBUSY;
    ticks += 500000;
    assert_int_equal(ask(&picture), TS_ERR_NOT_FOUND);
    assert_int_equal(webcam.error, requests[i] == VIDIOC_ENUM_FMT ? EINVAL : EBUSY);
    assert_false(driver.open);
  }
  driver.fails = 0;
  driver.buffers_given = 1; /* with one, the camera would stand still while the app looks */
  ticks += 500000;
  assert_int_equal(ask(&picture), TS_ERR_NOT_FOUND);
  driver.buffers_given = TS_V4L2_BUFFERS;
  driver.formats = nothing;
  driver.format_count = 1;
  ticks += 500000;
  assert_int_equal(ask(&picture), TS_ERR_NOT_FOUND);
  driver.formats = only_jpeg;
  driver.capabilities = V4L2_CAP_STREAMING; /* the half of a camera that gives no pictures */
  ticks += 500000;
  assert_int_equal(ask(&picture), TS_ERR_NOT_FOUND);
}

static void pixels_become_gray(void **state) {
  (void)state;
  struct ts_picture picture;
  driver.formats = only_yuyv;
  driver.format_count = sizeof only_yuyv / sizeof *only_yuyv;
  webcam.path = "/dev/video2";
  assert_int_equal(ask(&picture), TS_ERR_EMPTY);
  assert_int_equal(driver.chosen, V4L2_PIX_FMT_YUYV);
  fill(1, 2 * (2 * WIDTH + 4), 0);
  assert_int_equal(ask(&picture), TS_OK);
  assert_int_equal(picture.photo.size, 0);
  assert_int_equal(picture.frame.width, WIDTH);
  assert_int_equal(picture.frame.height, HEIGHT);
  for (unsigned y = 0; y < HEIGHT; y++)
    for (unsigned x = 0; x < WIDTH; x++)
      assert_int_equal(picture.frame.gray[y * picture.frame.stride + x],
                       driver.memory[1][y * (2 * WIDTH + 4) + 2 * x]);
  fill(2, 2 * WIDTH, 0); /* half a picture */
  assert_int_equal(ask(&picture), TS_ERR_IO);
}

static void gray_is_taken_as_it_lies(void **state) {
  (void)state;
  struct ts_picture picture;
  driver.formats = only_grey;
  driver.format_count = sizeof only_grey / sizeof *only_grey;
  assert_int_equal(ask(&picture), TS_ERR_EMPTY);
  fill(3, BYTES, 0);
  assert_int_equal(ask(&picture), TS_OK);
  assert_ptr_equal(picture.frame.gray, driver.memory[3]);
  assert_int_equal(picture.frame.stride, WIDTH + 2);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_setup_teardown(the_newest_wins, start, stop),
      cmocka_unit_test_setup_teardown(does_what_every_boards_must, start, stop),
      cmocka_unit_test_setup_teardown(a_spoilt_picture_is_passed_over, start, stop),
      cmocka_unit_test_setup_teardown(pulled_out_and_put_back, start, stop),
      cmocka_unit_test_setup_teardown(no_picture_of_before_a_pause, start, stop),
      cmocka_unit_test_setup_teardown(a_dead_stream_is_opened_anew, start, stop),
      cmocka_unit_test_setup_teardown(one_that_never_gives_a_picture_does_not_hide_another, start, stop),
      cmocka_unit_test_setup_teardown(a_size_that_has_no_room_is_told, start, stop),
      cmocka_unit_test_setup_teardown(what_cannot_be_used_is_told, start, stop),
      cmocka_unit_test_setup_teardown(pixels_become_gray, start, stop),
      cmocka_unit_test_setup_teardown(gray_is_taken_as_it_lies, start, stop),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
