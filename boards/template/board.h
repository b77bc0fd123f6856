/* SPDX-License-Identifier: Apache-2.0 */
/* The ports joined to the device, and its loop. */
#ifndef TS_BOARDS_TEMPLATE_BOARD_H
#define TS_BOARDS_TEMPLATE_BOARD_H

#include "app/app.h"
#include "app/loop.h"
#include "boards/template/ports.h"

struct ts_template_board {
  struct ts_template_ports ports;
  struct ts_app app;
  struct ts_loop loop;
  /* Sizes are the board's choice: app/app.h says what they bound. */
  uint8_t bundle[128 * 1024], scratch[128 * 1024];
};

/* Starts the device, as when its power comes on; then call ts_loop_turn(&board->loop) for ever. */
void ts_template_open(struct ts_template_board *board);

#endif
