/* SPDX-License-Identifier: Apache-2.0 */
#ifndef TS_MPS2_AN500_UART_H
#define TS_MPS2_AN500_UART_H

#include <stdbool.h>

#include "core/bytes.h"

/* The board's first serial line, 115200 baud, 8 bits, no parity; it is only sent to. */
void ts_uart_start(void);

/*
 * Sends TEXT and waits for the line, for each byte 2 ms at most. False: it does not take more. From then on 0.2 ms at most, until
 * a text goes through again: who has a line that is stuck does not pay for it with each text.
 */
bool ts_uart_send(struct ts_bytes text);

#endif
