/* SPDX-License-Identifier: Apache-2.0 */
/* The device as a person holds it: aim, read, verdict, next. One table of states and events (app/states.c);
 * ts_app_step takes one event and is pure but for the ports. It never waits. */
#ifndef TS_APP_APP_H
#define TS_APP_APP_H

#include <stdbool.h>
#include <stdint.h>

#include "app/device.h"
#include "app/inspection.h"
#include "app/page.h"
#include "core/journal.h"
#include "port/camera.h"
#include "port/display.h"
#include "port/identity.h"
#include "port/input.h"
#include "port/sound.h"

enum ts_event_kind {
  TS_EVENT_TICK = 0,       /* time has passed; nothing else happened */
  TS_EVENT_PICTURE = 1,    /* the camera's next picture */
  TS_EVENT_NO_CAMERA = 2,  /* ERR: what its port said */
  TS_EVENT_INPUT = 3,      /* a button, a letter, a line */
  TS_EVENT_NO_DISPLAY = 4, /* the screen did not take what was to be shown */
};

struct ts_event {
  enum ts_event_kind kind;
  struct ts_picture picture;
  struct ts_input_event input;
  enum ts_err err;
};

#endif
