/* SPDX-License-Identifier: Apache-2.0 */
/* The device on a desk: its ports joined, and the turn of its loop. */
#ifndef TS_BOARDS_SIM_BOARD_H
#define TS_BOARDS_SIM_BOARD_H

#include <stdbool.h>
#include <stdint.h>

#include "adapters/identity_psa.h"
#include "adapters/reader.h"
#include "app/app.h"
#include "app/loop.h"
#include "boards/common/hosted/store_files.h"
#include "boards/sim/faults.h"
#include "boards/sim/store_overlay.h"
#include "port/camera.h"
#include "port/clock.h"
#include "port/display.h"
#include "port/input.h"
#include "port/sound.h"

#define TS_BOARD_SCRATCH (4u * 1024u * 1024u) /* bytes: of a photograph that is kept, of a manifest */

struct ts_board {
  /* Set by the caller before ts_board_open, and kept until ts_board_close. */
  const char *device; /* its folder */
  bool read_only;     /* what the device writes is kept in memory only */
  const struct ts_clock *clock;
  const struct ts_camera *camera;
  const struct ts_input *input;
  const struct ts_display *display;
  const struct ts_sound *sound; /* NULL: none */

  struct ts_faulty_store faults; /* may be told to fail, once the board is open */

  /* Its own. */
  struct ts_store_files files;
  struct ts_store_overlay overlay;
  struct ts_store disk, kept, store;
  struct ts_crypto crypto;
  struct ts_identity_psa identity_psa;
  struct ts_identity identity;
  struct ts_reader reader;
  struct ts_app app;
  bool open;
  struct ts_loop loop;
  uint8_t bundle[TS_BUNDLE_SIZE_MAX];
  uint8_t scratch[TS_BOARD_SCRATCH];
};

/* Starts the device, as when its power comes on. TS_ERR_NOT_FOUND: DEVICE is no device's folder. TS_ERR_*: the
 * libraries do not start. A device that is not provisioned, or damaged, starts and says so on its screen. */
enum ts_err ts_board_open(struct ts_board *board);
/* As when its power goes. Fine for one that is not open. With READ_ONLY what it wrote stays known until
 * ts_board_forget. */
void ts_board_close(struct ts_board *board);
void ts_board_forget(struct ts_board *board);

/* The words on the page that was drawn last, one behind another with a space between; at most OUT's capacity. */
void ts_board_words(const struct ts_board *board, struct ts_buf *out);

#endif
