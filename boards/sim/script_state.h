/* SPDX-License-Identifier: Apache-2.0 */
/* For the files that run a script: the board as they have it. */
#ifndef TS_BOARDS_SIM_SCRIPT_STATE_H
#define TS_BOARDS_SIM_SCRIPT_STATE_H

#include <stdbool.h>
#include <stdint.h>

#include "boards/sim/board.h"
#include "boards/sim/clock_script.h"
#include "boards/sim/display_png.h"
#include "boards/sim/faults.h"
#include "boards/sim/options.h"
#include "boards/sim/picture_file.h"
#include "boards/sim/script.h"

enum ts_script_camera { TS_CAMERA_THERE = 0, TS_CAMERA_GONE, TS_CAMERA_FAILS };

struct ts_script_run {
  const struct ts_sim_options *options;
  struct ts_script script;
  struct ts_script_step step; /* under way */

  struct ts_clock_script clock_script;
  struct ts_clock clock;
  enum ts_script_camera camera_state;
  bool picture_due; /* the camera has PICTURE, and nobody took it */
  struct ts_picture picture;
  char frame[256]; /* the name of what the camera saw last */
  struct ts_camera camera;
  bool buttons_fail;
  struct ts_input_event pressed; /* kind NONE: nothing */
  struct ts_input input;
  struct ts_display_png screen;
  struct ts_display png, display;
  struct ts_faulty_display faulty_display;
  struct ts_board board;

  unsigned shots;
  bool any_shot;
  struct ts_display_png shot; /* the screen that was kept last */
  bool printed;
  uint64_t printed_number;

  uint8_t memory[TS_CAMERA_PHOTO_MAX];
  uint8_t text[TS_SCRIPT_SIZE_MAX + 1];
};

/* "menu": the kind of a page, as scripts call it. */
const char *ts_script_page_name(enum ts_page_kind kind);

/* Is it as the line expects? If not, a line on standard error says what was there instead. */
bool ts_script_expect(struct ts_script_run *run);
/* The words of the menu's line that is selected, in the page's language; empty if that is no menu. */
void ts_script_selected(const struct ts_script_run *run, struct ts_buf *out);
/* SCRIPT:LINE: and WHAT on standard error, then DETAIL in quotes, if it is not empty. */
void ts_script_tell(const struct ts_script_run *run, const char *what, struct ts_bytes detail);

/* Prints the verdict that was recorded, unless it was printed before. False: standard output cannot be written,
 * or memory ran out. */
bool ts_script_print(struct ts_script_run *run);

#endif
