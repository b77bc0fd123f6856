/* SPDX-License-Identifier: Apache-2.0 */
/* The program of a board that has nothing yet: it turns, and shows nobody that it does. */
#include "boards/template/board.h"

static struct ts_template_board board;

int main(void) {
  ts_template_open(&board);
  for (;;)
    (void)ts_loop_turn(
        &board.loop); /* whether there was anything to do: a board may sleep where there was not */
}
