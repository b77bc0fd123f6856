/* SPDX-License-Identifier: Apache-2.0 */
#include "uart.h"

#include "board.h"
#include "registers.h"

#define BAUD 115200u /* a byte takes 0.09 ms */
#define PATIENCE (TS_TICKS_PER_SECOND / 500u)
#define PATIENCE_STUCK (TS_TICKS_PER_SECOND / 5000u)

static bool stuck;

void ts_uart_start(void) {
  TS_UART_BAUDDIV = TS_TICKS_PER_SECOND / BAUD;
  TS_UART_CTRL = TS_UART_CTRL_TX;
}

static bool wait_for_room(void) {
  const uint64_t begin = ts_board_ticks(), patience = stuck ? PATIENCE_STUCK : PATIENCE;
  while ((TS_UART_STATE & TS_UART_STATE_TX_FULL) != 0) {
    if (ts_board_ticks() - begin >= patience) {
      return false;
    }
  }
  return true;
}

bool ts_uart_send(struct ts_bytes text) {
  if ((TS_UART_CTRL & TS_UART_CTRL_TX) == 0) { /* before it was started, as a fault may be */
    return false;
  }
  for (size_t i = 0; i < text.size; i++) {
    if (!wait_for_room()) {
      stuck = true;
      return false;
    }
    TS_UART_DATA = text.data[i];
  }
  stuck = false;
  return true;
}
