/* SPDX-License-Identifier: Apache-2.0 */
/* The Linux board's screens; the kernel's frame buffer and DRM are played by this file: linked with --wrap of open, close,
 * ioctl, mmap, munmap and libdrm's functions. */
#include <errno.h>
#include <linux/fb.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/types.h>

#include <cmocka.h>
#include <xf86drm.h>
#include <xf86drmMode.h>

#include "boards/linux/display.h"
#include "port/check.h"

#define FD 1000
#define WIDTH 640u
#define HEIGHT 480u
#define SIZE (WIDTH * HEIGHT * 4u)

/* The step that fails. */
enum step {
  NONE,
  OPEN,
  FORM,
  MAP,
  RESOURCES,
  CONNECTOR,
  UNPLUGGED,
  NO_CRTC,
  CREATE,
  ADD,
  OFFSET,
  SHOW,
  SMALL
};

static struct {
  const char *path; /* where it is */
  enum step fails;
  struct fb_var_screeninfo var;
  struct fb_fix_screeninfo fix;
  bool open, mapped;
  uint32_t shown;                      /* the buffer on the screen */
  int resources, connectors, encoders; /* handed out and not given back */
  drmModeClip dirty;
  unsigned dirtied;
  uint8_t memory[SIZE];
} driver;

int __real_open(const char *path, int flags, ...);
int __wrap_open(const char *path, int flags, ...);
int __wrap_open(const char *path, int flags, ...) {
  if (strncmp(path, "/dev/fb", 7) != 0 && strncmp(path, "/dev/dri/", 9) != 0) {
    va_list list;
    va_start(list, flags);
    int mode = va_arg(list, int);
    va_end(list);
    return __real_open(path, flags, mode);
  }
  errno = ENOENT;
  if (driver.fails == OPEN || !driver.path || strcmp(path, driver.path) != 0)
    return -1;
  assert_false(driver.open);
  driver.open = true;
  return FD;
}

int __real_close(int fd);
int __wrap_close(int fd);
int __wrap_close(int fd) {
  if (fd != FD)
    return __real_close(fd);
  assert_true(driver.open);
  driver.open = false;
  return 0;
}

int __wrap_ioctl(int fd, unsigned long request, ...);
int __wrap_ioctl(int fd, unsigned long request, ...) {
  va_list list;
  va_start(list, request);
  void *out = va_arg(list, void *);
  va_end(list);
  assert_int_equal(fd, FD);
  if (driver.fails == FORM)
    return -1;
  if (request == FBIOGET_VSCREENINFO)
    memcpy(out, &driver.var, sizeof driver.var);
  else if (request == FBIOGET_FSCREENINFO)
    memcpy(out, &driver.fix, sizeof driver.fix);
  else
    fail();
  return 0;
}

void *__real_mmap(void *at, size_t size, int prot, int flags, int fd, off_t offset);
void *__wrap_mmap(void *at, size_t size, int prot, int flags, int fd, off_t offset);
void *__wrap_mmap(void *at, size_t size, int prot, int flags, int fd, off_t offset) {
  if (fd != FD)
    return __real_mmap(at, size, prot, flags, fd, offset);
  if (driver.fails == MAP)
    return MAP_FAILED;
  assert_int_equal(size, SIZE);
  driver.mapped = true;
  return driver.memory;
}

int __real_munmap(void *at, size_t size);
int __wrap_munmap(void *at, size_t size);
int __wrap_munmap(void *at, size_t size) {
  if (at != driver.memory)
    return __real_munmap(at, size);
  assert_true(driver.mapped);
  driver.mapped = false;
  return 0;
}

/* ---- DRM: two connectors, of which the second is plugged in; its encoder takes the second CRTC ---- */

static uint32_t connector_ids[] = {31, 32}, encoder_ids[] = {41}, crtc_ids[] = {51, 52};
static drmModeModeInfo mode = {.hdisplay = WIDTH, .vdisplay = HEIGHT};

drmModeResPtr __wrap_drmModeGetResources(int fd);
drmModeResPtr __wrap_drmModeGetResources(int fd) {
  static drmModeRes all = {
      .count_connectors = 2, .connectors = connector_ids, .count_crtcs = 2, .crtcs = crtc_ids};
  assert_int_equal(fd, FD);
  if (driver.fails == RESOURCES)
    return NULL;
  driver.resources++;
  return &all;
}
void __wrap_drmModeFreeResources(drmModeResPtr all);
void __wrap_drmModeFreeResources(drmModeResPtr all) {
  assert_non_null(all);
  driver.resources--;
}

drmModeConnectorPtr __wrap_drmModeGetConnector(int fd, uint32_t id);
drmModeConnectorPtr __wrap_drmModeGetConnector(int fd, uint32_t id) {
  static drmModeConnector one;
  (void)fd;
  if (driver.fails == CONNECTOR)
    return NULL;
  bool plugged = id == 32 && driver.fails != UNPLUGGED;
  one = (drmModeConnector){.connector_id = id,
                           .connection = plugged ? DRM_MODE_CONNECTED : DRM_MODE_DISCONNECTED,
                           .count_modes = plugged,
                           .modes = &mode,
                           .count_encoders = 1,
                           .encoders = encoder_ids};
  driver.connectors++;
  return &one;
}
void __wrap_drmModeFreeConnector(drmModeConnectorPtr one);
void __wrap_drmModeFreeConnector(drmModeConnectorPtr one) {
  assert_non_null(one);
  driver.connectors--;
}

drmModeEncoderPtr __wrap_drmModeGetEncoder(int fd, uint32_t id);
drmModeEncoderPtr __wrap_drmModeGetEncoder(int fd, uint32_t id) {
  static drmModeEncoder one;
  (void)fd;
  one = (drmModeEncoder){.encoder_id = id, .possible_crtcs = driver.fails == NO_CRTC ? 0 : 2};
  driver.encoders++;
  return &one;
}
void __wrap_drmModeFreeEncoder(drmModeEncoderPtr one);
void __wrap_drmModeFreeEncoder(drmModeEncoderPtr one) {
  assert_non_null(one);
  driver.encoders--;
}

int __wrap_drmModeCreateDumbBuffer(int fd, uint32_t width, uint32_t height, uint32_t bits, uint32_t flags,
                                   uint32_t *handle, uint32_t *pitch, uint64_t *size);
int __wrap_drmModeCreateDumbBuffer(int fd, uint32_t width, uint32_t height, uint32_t bits, uint32_t flags,
                                   uint32_t *handle, uint32_t *pitch, uint64_t *size) {
  (void)fd;
  (void)flags;
  if (driver.fails == CREATE)
    return -EACCES;
  *handle = 61;
  *pitch = width * bits / 8;
  *size = (uint64_t)*pitch * height;
  return 0;
}

int __wrap_drmModeAddFB(int fd, uint32_t width, uint32_t height, uint8_t depth, uint8_t bits, uint32_t pitch,
                        uint32_t handle, uint32_t *buffer);
int __wrap_drmModeAddFB(int fd, uint32_t width, uint32_t height, uint8_t depth, uint8_t bits, uint32_t pitch,
                        uint32_t handle, uint32_t *buffer) {
  (void)fd;
  assert_int_equal(width * height * bits / 8, SIZE);
  assert_int_equal(depth, 24);
  assert_int_equal(pitch, WIDTH * 4);
  assert_int_equal(handle, 61);
  *buffer = 71;
  return driver.fails == ADD ? -EINVAL : 0;
}

int __wrap_drmModeMapDumbBuffer(int fd, uint32_t handle, uint64_t *offset);
int __wrap_drmModeMapDumbBuffer(int fd, uint32_t handle, uint64_t *offset) {
  (void)fd;
  assert_int_equal(handle, 61);
  *offset = 4096;
  return driver.fails == OFFSET ? -EINVAL : 0;
}

int __wrap_drmModeSetCrtc(int fd, uint32_t crtc, uint32_t buffer, uint32_t x, uint32_t y,
                          uint32_t *connectors, int count, drmModeModeInfoPtr how);
int __wrap_drmModeSetCrtc(int fd, uint32_t crtc, uint32_t buffer, uint32_t x, uint32_t y,
                          uint32_t *connectors, int count, drmModeModeInfoPtr how) {
  (void)fd;
  assert_int_equal(crtc, 52);
  assert_int_equal(x + y, 0);
  assert_int_equal(count, 1);
  assert_int_equal(connectors[0], 32);
  assert_int_equal(how->hdisplay, mode.hdisplay);
  if (driver.fails == SHOW)
    return -EBUSY;
  driver.shown = buffer;
  return 0;
}

int __wrap_drmModeDirtyFB(int fd, uint32_t buffer, drmModeClipPtr clips, uint32_t count);
int __wrap_drmModeDirtyFB(int fd, uint32_t buffer, drmModeClipPtr clips, uint32_t count) {
  assert_int_equal(fd, FD);
  assert_int_equal(buffer, 71);
  assert_int_equal(count, 1);
  driver.dirty = clips[0];
  driver.dirtied++;
  return -ENOSYS; /* as most do */
}

/* ---- tests ---- */

static struct ts_screen_memory screen;
static struct ts_display display;

static int setup(void **state) {
  (void)state;
  memset(&driver, 0, sizeof driver);
  memset(driver.memory, 0xee, sizeof driver.memory);
  mode.hdisplay = WIDTH;
  driver.var = (struct fb_var_screeninfo){.xres = WIDTH,
                                          .yres = HEIGHT,
                                          .bits_per_pixel = 32,
                                          .red = {16, 8, 0},
                                          .green = {8, 8, 0},
                                          .blue = {0, 8, 0}};
  driver.fix =
      (struct fb_fix_screeninfo){.smem_len = SIZE, .line_length = WIDTH * 4, .type = FB_TYPE_PACKED_PIXELS};
  return 0;
}

static void assert_closed(void) {
  assert_false(driver.open);
  assert_false(driver.mapped);
  assert_int_equal(driver.resources + driver.connectors + driver.encoders, 0);
  assert_int_equal(screen.fd, -1);
}

/* The page's first and last pixel are where they belong; all else is black. */
static void assert_draws(void) {
  static uint16_t rows[TS_DISPLAY_WIDTH];
  for (size_t i = 0; i < SIZE; i++)
    if (driver.memory[i] != 0)
      fail_msg("byte %zu is not black", i);
  rows[0] = 0xffff;
  assert_int_equal(display.rows(display.ctx, 0, 1, rows), TS_OK);
  assert_int_equal(driver.memory[0], 0xff);
  assert_int_equal(driver.memory[WIDTH * 4 + 4 + 2], 0xff); /* each pixel is four here */
  assert_int_equal(driver.memory[8], 0);
  rows[0] = 0;
  rows[TS_DISPLAY_WIDTH - 1] = 0xf800;
  assert_int_equal(display.rows(display.ctx, TS_DISPLAY_HEIGHT - 1, 1, rows), TS_OK);
  assert_int_equal(driver.memory[SIZE - 2], 0xff);
  assert_int_equal(driver.memory[SIZE - 4], 0);
  assert_int_equal(display.rows(display.ctx, TS_DISPLAY_HEIGHT, 1, rows), TS_ERR_IO);
}

/* What the screen shows of a pixel of the page: one of the four that it is here. */
static uint16_t pixel(void *ctx, uint32_t x, uint32_t y) {
  const uint8_t *at = driver.memory + ((size_t)y * 2 * WIDTH + x * 2) * 4;
  (void)ctx;
  return (uint16_t)(at[2] >> 3 << 11 | at[1] >> 2 << 5 | at[0] >> 3);
}

static void does_what_every_boards_must(void **state) {
  static const char *const paths[] = {"/dev/fb1", "/dev/dri/card1"};
  (void)state;
  for (size_t i = 0; i < sizeof paths / sizeof *paths; i++) {
    driver.path = paths[i];
    assert_int_equal(ts_screen_open(&screen, paths[i], &display), TS_OK);
    const char *wrong = ts_port_check_display(&display, &(struct ts_port_display_hooks){NULL, pixel});
    if (wrong)
      fail_msg("%s: %s", paths[i], wrong);
    ts_screen_close(&screen);
  }
}

static void a_frame_buffer(void **state) {
  (void)state;
  driver.path = "/dev/fb1";
  assert_int_equal(ts_screen_open(&screen, "/dev/fb1", &display), TS_OK);
  assert_draws();
  assert_int_equal(driver.dirtied, 0);
  ts_screen_close(&screen);
  assert_closed();
  for (size_t i = 0; i < SIZE; i++)
    if (driver.memory[i] != 0)
      fail_msg("byte %zu shows what was there", i);
  static const uint16_t rows[TS_DISPLAY_WIDTH];
  assert_int_equal(display.rows(display.ctx, 0, 1, rows), TS_ERR_IO);
  ts_screen_close(&screen);
}

/* A layer above another, whose pixels say whether they hide it. */
static void a_frame_buffer_of_a_layer(void **state) {
  (void)state;
  static const uint16_t rows[TS_DISPLAY_WIDTH];
  driver.path = "/dev/fb0";
  driver.var.transp = (struct fb_bitfield){24, 8, 0};
  assert_int_equal(ts_screen_open(&screen, "/dev/fb0", &display), TS_OK);
  assert_int_equal(display.rows(display.ctx, 0, 1, rows), TS_OK);
  assert_int_equal(driver.memory[3], 0xff);
  assert_int_equal(driver.memory[2], 0);
  ts_screen_close(&screen);
}

static void a_card(void **state) {
  (void)state;
  driver.path = "/dev/dri/card1";
  assert_int_equal(ts_screen_open(&screen, "/dev/dri/card1", &display), TS_OK);
  assert_int_equal(driver.shown, 71);
  assert_draws();
  assert_int_equal(driver.dirtied, 2);
  assert_int_equal(driver.dirty.y1, HEIGHT - 2);
  assert_int_equal(driver.dirty.y2, HEIGHT);
  assert_int_equal(driver.dirty.x2, WIDTH);
  ts_screen_close(&screen);
  assert_closed();
}

static void the_first_that_there_is(void **state) {
  (void)state;
  driver.path = "/dev/dri/card2";
  assert_int_equal(ts_screen_open(&screen, "", &display), TS_OK);
  assert_int_equal(driver.shown, 71);
  ts_screen_close(&screen);
  driver.path = "/dev/fb0";
  driver.shown = 0;
  assert_int_equal(ts_screen_open(&screen, "", &display), TS_OK);
  assert_int_equal(driver.shown, 0);
  ts_screen_close(&screen);
  driver.path = NULL;
  assert_int_equal(ts_screen_open(&screen, "", &display), TS_ERR_NOT_FOUND);
  assert_closed();
}

static void each_step_may_fail(void **state) {
  (void)state;
  static const struct {
    const char *path;
    enum step step;
    const char *told;
  } cases[] = {
      {"/dev/fb0", OPEN, "opening the frame buffer"},
      {"/dev/fb0", FORM, "asking the frame buffer for its form"},
      {"/dev/fb0", MAP, "mapping the frame buffer"},
      {"/dev/dri/card0", OPEN, "opening the card"},
      {"/dev/dri/card0", RESOURCES, "looking for a screen that is plugged in"},
      {"/dev/dri/card0", CONNECTOR, "looking for a screen that is plugged in"},
      {"/dev/dri/card0", UNPLUGGED, "looking for a screen that is plugged in"},
      {"/dev/dri/card0", NO_CRTC, "looking for a screen that is plugged in"},
      {"/dev/dri/card0", CREATE, "making a buffer for the screen"},
      {"/dev/dri/card0", ADD, "making a buffer for the screen"},
      {"/dev/dri/card0", OFFSET, "making a buffer for the screen"},
      {"/dev/dri/card0", MAP, "mapping the screen's buffer"},
      {"/dev/dri/card0", SHOW, "showing the buffer on the screen"},
      {"/dev/dri/card0", SMALL, "using the screen: it is too small"},
  };
  for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
    driver.path = cases[i].path;
    driver.fails = cases[i].step;
    mode.hdisplay = driver.fails == SMALL ? 200 : WIDTH;
    assert_int_equal(ts_screen_open(&screen, cases[i].path, &display), TS_ERR_NOT_FOUND);
    assert_string_equal(screen.failed, cases[i].told);
    assert_closed();
    assert_int_equal(driver.shown, 0);
  }
}

static void odd_frame_buffers_are_refused(void **state) {
  (void)state;
  driver.path = "/dev/fb0";
  const struct fb_var_screeninfo var = driver.var;
  const struct fb_fix_screeninfo fix = driver.fix;
#define REFUSED(change)                                                                                      \
  do {                                                                                                       \
    driver.var = var;                                                                                        \
    driver.fix = fix;                                                                                        \
    driver.change;                                                                                           \
    assert_int_equal(ts_screen_open(&screen, "/dev/fb0", &display), TS_ERR_NOT_FOUND);                       \
    assert_string_equal(screen.failed, "using the frame buffer: it is too small, or not of true colours");   \
    assert_closed();                                                                                         \
  } while (0)
  REFUSED(var.bits_per_pixel = 8);
  REFUSED(var.bits_per_pixel = 15);
  REFUSED(var.xres = 319);
  REFUSED(var.xoffset = 1);
  REFUSED(var.red.offset = 300);
  REFUSED(var.green.length = 0);
  REFUSED(var.blue.msb_right = 1);
  REFUSED(fix.smem_len = SIZE - 1);
  REFUSED(fix.line_length = 0);
  REFUSED(fix.type = FB_TYPE_PLANES);
#undef REFUSED
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test_setup(does_what_every_boards_must, setup),
      cmocka_unit_test_setup(a_frame_buffer, setup),
      cmocka_unit_test_setup(a_frame_buffer_of_a_layer, setup),
      cmocka_unit_test_setup(a_card, setup),
      cmocka_unit_test_setup(the_first_that_there_is, setup),
      cmocka_unit_test_setup(each_step_may_fail, setup),
      cmocka_unit_test_setup(odd_frame_buffers_are_refused, setup),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
