/* SPDX-License-Identifier: Apache-2.0 */
#include "log.h"

#include "board.h"
#include "uart.h"

#define LINE_MAX 160u /* what is longer is cut */
#define TICKS_PER_MS (TS_TICKS_PER_SECOND / 1000u)

static uint8_t memory[LINE_MAX];
static struct ts_buf line;
static uint32_t dropped;

static void begin(const char *about) {
  const uint64_t ms = ts_board_ticks() / TICKS_PER_MS;
  line = ts_buf(memory, sizeof memory - 2);
  ts_log_number(ms / 1000);
  ts_log_text(".");
  for (uint32_t digit = 100; digit > 0; digit /= 10) {
    ts_log_number(ms / digit % 10);
  }
  ts_log_text(" ");
  ts_log_text(about);
  ts_log_text(": ");
}

static bool send(void) {
  memory[line.size] = '\r';
  memory[line.size + 1] = '\n';
  return ts_uart_send(ts_bytes(memory, line.size + 2));
}

void ts_log_begin(const char *about) {
  if (dropped > 0) {
    begin("log");
    ts_log_text("lines dropped: ");
    ts_log_number(dropped);
    if (send()) {
      dropped = 0;
    }
  }
  begin(about);
}

void ts_log_text(const char *text) {
  ts_buf_put_text(&line, text);
}

void ts_log_number(uint64_t number) {
  ts_buf_put_decimal(&line, number);
}

void ts_log_end(void) {
  if (!send()) {
    dropped++;
  }
}

void ts_log_err(const char *about, enum ts_err err) {
  ts_log_begin(about);
  ts_log_text(ts_err_text(err));
  ts_log_end();
}
