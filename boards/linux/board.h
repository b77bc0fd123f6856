/* SPDX-License-Identifier: Apache-2.0 */
/* The Linux board's ports joined, but for camera, screen and buttons, which the caller has opened. */
#ifndef TS_BOARDS_LINUX_BOARD_H
#define TS_BOARDS_LINUX_BOARD_H

#include <stdbool.h>
#include <stdint.h>

#include "adapters/identity_psa.h"
#include "app/app.h"
#include "app/loop.h"
#include "boards/common/hosted/reader_child.h"
#include "boards/common/hosted/store_files.h"
#include "boards/linux/config.h"

#define TS_LINUX_SCRATCH (4u * 1024u * 1024u) /* bytes: of a photograph that is kept, of a manifest */

struct ts_linux_board {
  /* Set by the caller before ts_linux_board_open, and kept until ts_linux_board_close. */
  const struct ts_config *config;
  const struct ts_clock *clock;
  const struct ts_camera *camera;
  const struct ts_input *input;
  const struct ts_display *display;

  struct ts_loop loop; /* ready to be turned, once the board is open */

  /* Its own. */
  struct ts_store_files files;
  struct ts_store store;
  struct ts_crypto crypto;
  struct ts_identity_psa identity_psa;
  struct ts_identity identity;
  struct ts_reader_child child;
  struct ts_reader reader;
  struct ts_app app;
  bool open;
  uint8_t bundle[TS_BUNDLE_SIZE_MAX];
  uint8_t scratch[TS_LINUX_SCRATCH];
};

/* Starts the device; its folder and areas are made where they are missing. TS_ERR_*: the folder or the libraries cannot
 * be had. A device that is not provisioned, or damaged, starts and says so on its screen. */
enum ts_err ts_linux_board_open(struct ts_linux_board *board);
/* Fine for one that is not open. */
void ts_linux_board_close(struct ts_linux_board *board);

#endif
