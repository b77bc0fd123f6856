/* SPDX-License-Identifier: Apache-2.0 */
#include "boards/linux/display.h"

#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define CARDS 8

static enum ts_err rows(void *ctx, uint32_t y, uint32_t height, const uint16_t *pixels) {
  const struct ts_screen_memory *screen = ctx;
  if (screen->fd < 0 || !ts_pixels_rows(&screen->pixels, y, height, pixels))
    return TS_ERR_IO;
  if (screen->buffer != 0)
    ts_screen_flush_drm(screen, y, height);
  return TS_OK;
}

void ts_screen_close(struct ts_screen_memory *screen) {
  if (screen->pixels.at) {
    memset(screen->pixels.at, 0, screen->pixels.size); /* a frame buffer would show the last verdict on */
    (void)munmap(screen->pixels.at, screen->pixels.size);
  }
  if (screen->fd >= 0)
    (void)close(screen->fd); /* DRM's buffer goes with it */
  screen->fd = -1;
  screen->buffer = screen->handle = 0;
  screen->pixels = (struct ts_pixels){0};
}

static bool try(struct ts_screen_memory *screen, const char *path) {
  bool fb = strncmp(path, "/dev/fb", 7) == 0;
  *screen = (struct ts_screen_memory){.fd = -1};
  if ((fb ? ts_screen_open_fb : ts_screen_open_drm)(screen, path)) {
    memset(screen->pixels.at, 0, screen->pixels.size);
    return true;
  }
  const char *failed = screen->failed;
  ts_screen_close(screen);
  screen->failed = failed;
  return false;
}

static bool try_any(struct ts_screen_memory *screen) {
  for (unsigned i = 0; i < CARDS; i++) {
    char path[32];
    (void)snprintf(path, sizeof path, "/dev/dri/card%u", i);
    if (try(screen, path))
      return true;
  }
  return try(screen, "/dev/fb0");
}

enum ts_err ts_screen_open(struct ts_screen_memory *screen, const char *path, struct ts_display *out) {
  *out = (struct ts_display){.ctx = screen, .rows = rows};
  return (path[0] ? try(screen, path) : try_any(screen)) ? TS_OK : TS_ERR_NOT_FOUND;
}
