/* SPDX-License-Identifier: Apache-2.0 */
#include "boards/linux/display.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <xf86drm.h>
#include <xf86drmMode.h>

#define DEPTH 24
#define BITS_PER_PIXEL 32

/* What is to show the buffer. */
struct target {
  uint32_t connector, crtc;
  drmModeModeInfo mode;
};

static bool fail(struct ts_screen_memory *screen, const char *step) {
  screen->failed = step;
  return false;
}

/* One that an encoder of the connector's can be joined with; the one in use first. */
static uint32_t crtc_of(int fd, const drmModeRes *all, const drmModeConnector *connector) {
  uint32_t crtc = 0;
  for (int i = 0; i < connector->count_encoders && crtc == 0; i++) {
    drmModeEncoder *encoder = drmModeGetEncoder(fd, connector->encoders[i]);
    if (!encoder)
      continue;
    if (encoder->encoder_id == connector->encoder_id)
      crtc = encoder->crtc_id;
    for (int k = 0; k < all->count_crtcs && k < 32 && crtc == 0; k++)
      if (encoder->possible_crtcs & 1u << k)
        crtc = all->crtcs[k];
    drmModeFreeEncoder(encoder);
  }
  return crtc;
}

static bool find_target(int fd, struct target *target) {
  drmModeRes *all = drmModeGetResources(fd);
  bool found = false;
  for (int i = 0; all && i < all->count_connectors && !found; i++) {
    drmModeConnector *connector = drmModeGetConnector(fd, all->connectors[i]);
    if (!connector)
      continue;
    if (connector->connection == DRM_MODE_CONNECTED && connector->count_modes > 0) {
      target->connector = connector->connector_id;
      target->mode = connector->modes[0]; /* the one that the panel prefers */
      target->crtc = crtc_of(fd, all, connector);
      found = target->crtc != 0;
    }
    drmModeFreeConnector(connector);
  }
  if (all)
    drmModeFreeResources(all);
  return found;
}

static bool make_buffer(struct ts_screen_memory *screen, const drmModeModeInfo *mode) {
  struct ts_pixels pixels = {.width = mode->hdisplay,
                             .height = mode->vdisplay,
                             .bytes = BITS_PER_PIXEL / 8,
                             .red = {16, 8},
                             .green = {8, 8},
                             .blue = {0, 8}};
  uint64_t size = 0, offset = 0;
  if (drmModeCreateDumbBuffer(screen->fd, pixels.width, pixels.height, BITS_PER_PIXEL, 0, &screen->handle,
                              &pixels.stride, &size) != 0)
    return fail(screen, "making a buffer for the screen");
  pixels.size = (size_t)size;
  if (!ts_pixels_ready(&pixels))
    return fail(screen, "using the screen: it is too small");
  if (drmModeAddFB(screen->fd, pixels.width, pixels.height, DEPTH, BITS_PER_PIXEL, pixels.stride,
                   screen->handle, &screen->buffer) != 0 ||
      drmModeMapDumbBuffer(screen->fd, screen->handle, &offset) != 0)
    return fail(screen, "making a buffer for the screen");
  void *at = mmap(NULL, pixels.size, PROT_READ | PROT_WRITE, MAP_SHARED, screen->fd, (off_t)offset);
  if (at == MAP_FAILED)
    return fail(screen, "mapping the screen's buffer");
  pixels.at = at;
  screen->pixels = pixels;
  return true;
}

bool ts_screen_open_drm(struct ts_screen_memory *screen, const char *path) {
  struct target target;
  screen->fd = open(path, O_RDWR | O_CLOEXEC);
  if (screen->fd < 0)
    return fail(screen, "opening the card");
  if (!find_target(screen->fd, &target))
    return fail(screen, "looking for a screen that is plugged in");
  if (!make_buffer(screen, &target.mode))
    return false;
  if (drmModeSetCrtc(screen->fd, target.crtc, screen->buffer, 0, 0, &target.connector, 1, &target.mode) != 0)
    return fail(screen, "showing the buffer on the screen");
  return true;
}

void ts_screen_flush_drm(const struct ts_screen_memory *screen, uint32_t y, uint32_t height) {
  const struct ts_pixels *p = &screen->pixels;
  drmModeClip clip = {.x1 = 0,
                      .y1 = (uint16_t)(p->top + y * p->scale),
                      .x2 = (uint16_t)p->width,
                      .y2 = (uint16_t)(p->top + (y + height) * p->scale)};
  (void)drmModeDirtyFB(screen->fd, screen->buffer, &clip, 1); /* screens that need no telling refuse it */
}
