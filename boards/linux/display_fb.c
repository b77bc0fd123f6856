/* SPDX-License-Identifier: Apache-2.0 */
#include "boards/linux/display.h"

#include <fcntl.h>
#include <linux/fb.h>
#include <sys/ioctl.h>
#include <sys/mman.h>

static bool fail(struct ts_screen_memory *screen, const char *step) {
  screen->failed = step;
  return false;
}

static struct ts_pixel_field field(const struct fb_bitfield *f) {
  bool small = f->offset < 32 && f->length <= 8 && f->msb_right == 0;
  return (struct ts_pixel_field){(uint8_t)(small ? f->offset : 0), (uint8_t)(small ? f->length : 0)};
}

bool ts_screen_open_fb(struct ts_screen_memory *screen, const char *path) {
  struct fb_var_screeninfo var = {0};
  struct fb_fix_screeninfo fix = {0};
  screen->fd = open(path, O_RDWR | O_CLOEXEC);
  if (screen->fd < 0)
    return fail(screen, "opening the frame buffer");
  if (ioctl(screen->fd, FBIOGET_VSCREENINFO, &var) != 0 || ioctl(screen->fd, FBIOGET_FSCREENINFO, &fix) != 0)
    return fail(screen, "asking the frame buffer for its form");
  struct ts_pixels pixels = {.size = fix.smem_len,
                             .width = var.xres,
                             .height = var.yres,
                             .stride = fix.line_length,
                             .bytes = var.bits_per_pixel % 8 == 0 ? var.bits_per_pixel / 8 : 0,
                             .red = field(&var.red),
                             .green = field(&var.green),
                             .blue = field(&var.blue),
                             .opaque = field(&var.transp)};
  bool plain = fix.type == FB_TYPE_PACKED_PIXELS && var.xoffset == 0 && var.yoffset == 0;
  if (!plain || !ts_pixels_ready(&pixels))
    return fail(screen, "using the frame buffer: it is too small, or not of true colours");
  void *at = mmap(NULL, pixels.size, PROT_READ | PROT_WRITE, MAP_SHARED, screen->fd, 0);
  if (at == MAP_FAILED)
    return fail(screen, "mapping the frame buffer");
  pixels.at = at;
  screen->pixels = pixels;
  return true;
}
