/* SPDX-License-Identifier: Apache-2.0 */
/* Every port, each call answering the error that says "not here". Fill them in one by one: a port that is not filled
 * in refuses, and the device says what it cannot do. What each must do stands in firmware/port. */
#ifndef TS_BOARDS_TEMPLATE_PORTS_H
#define TS_BOARDS_TEMPLATE_PORTS_H

#include "port/camera.h"
#include "port/clock.h"
#include "port/crypto.h"
#include "port/display.h"
#include "port/identity.h"
#include "port/input.h"
#include "port/reader.h"
#include "port/sound.h"
#include "port/store.h"

struct ts_template_ports {
  struct ts_store store;       /* flash: boards/common/flash; files: boards/common/hosted/store_files */
  struct ts_crypto crypto;     /* adapters/crypto_psa */
  struct ts_clock clock;       /* a counter, and a clock if there is one */
  struct ts_camera camera;     /* the sensor's driver */
  struct ts_reader reader;     /* adapters/reader */
  struct ts_identity identity; /* adapters/identity_psa, or a secure element */
  struct ts_display display;   /* 320 x 240 */
  struct ts_input input;       /* three buttons */
  struct ts_sound sound;       /* a buzzer; doing nothing is right where there is none */

  uint64_t ticks; /* the clock's: counts its calls */
};

void ts_template_ports_init(struct ts_template_ports *ports);

#endif
