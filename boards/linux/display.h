/* SPDX-License-Identifier: Apache-2.0 */
/* port/display.h over the kernel's screens: a dumb buffer of DRM, else a frame buffer. */
#ifndef TS_BOARDS_LINUX_DISPLAY_H
#define TS_BOARDS_LINUX_DISPLAY_H

#include <stdint.h>

#include "boards/linux/pixels.h"
#include "port/display.h"

struct ts_screen_memory {
  /* Its own. */
  int fd; /* -1: not open */
  struct ts_pixels pixels;
  uint32_t buffer, handle; /* DRM's numbers; 0: there is none */
  const char *failed;      /* which step did not go, for a person; errno says why */
};

/* Opens the screen at PATH: a frame buffer if its name begins with /dev/fb, else a card of DRM. An empty PATH: the first
 * card with a screen, else /dev/fb0. The screen is black then. TS_ERR_NOT_FOUND: there is none that can be used.
 * SCREEN must outlive OUT. */
enum ts_err ts_screen_open(struct ts_screen_memory *screen, const char *path, struct ts_display *out);
/* Fine for one that is not open. */
void ts_screen_close(struct ts_screen_memory *screen);

/* One by one: false, and SCREEN says which step failed; it is to be closed then. */
bool ts_screen_open_fb(struct ts_screen_memory *screen, const char *path);
bool ts_screen_open_drm(struct ts_screen_memory *screen, const char *path);
/* Tells the driver that HEIGHT rows of the page from row Y on are new: panels on a slow bus need that. */
void ts_screen_flush_drm(const struct ts_screen_memory *screen, uint32_t y, uint32_t height);

#endif
