/* SPDX-License-Identifier: Apache-2.0 */
/* The line that is the same on each board with a screen: camera → inspection → screen. */
#ifndef TS_APP_RUN_H
#define TS_APP_RUN_H

#include "app/inspection.h"
#include "app/screen.h"
#include "port/camera.h"
#include "port/display.h"

#define TS_RUN_STRIP_ROWS 16

/* What a look needs besides the device: memory of the board's, reused from look to look. About 45 KB. */
struct ts_run {
  struct ts_device *device;
  const struct ts_camera *camera;
  const struct ts_display *display;
  enum ts_language language;
  struct ts_inspection view;
  struct ts_screen screen;
  uint16_t strip[TS_DISPLAY_WIDTH * TS_RUN_STRIP_ROWS];
};

/* Takes the next photograph, judges it, shows the verdict. RUN->view holds what was found. TS_ERR_NOT_FOUND:
 * the camera has no more, and nothing was shown. An error of the camera is shown as such and returned, and
 * VIEW is not to be used; an error of the display is returned after the verdict was reached: VIEW holds it.
 */
enum ts_err ts_run_once(struct ts_run *run, const struct ts_claims *claims, enum ts_err *display_err);

#endif
