/* SPDX-License-Identifier: Apache-2.0 */
/* The device's surroundings, as a script moves them: camera, buttons, clock, and what fails. */
#ifndef TS_MPS2_AN500_RIG_H
#define TS_MPS2_AN500_RIG_H

#include <stdbool.h>
#include <stdint.h>

#include "boards/sim/clock_script.h"
#include "boards/sim/faults.h"
#include "boards/sim/script.h"
#include "display_semihosting.h"
#include "flash_board.h"
#include "handheld.h"
#include "log_device.h"

#define TS_RIG_PATH_MAX 512
#define TS_RIG_SCRIPT_MAX 4096u        /* bytes */
#define TS_RIG_PHOTO_MAX (96u * 1024u) /* bytes: the largest picture that the camera gives */

enum ts_rig_camera { TS_RIG_CAMERA_THERE = 0, TS_RIG_CAMERA_GONE, TS_RIG_CAMERA_FAILS };

struct ts_rig {
  /* Set by the caller. */
  const char *device, *frames, *script_path,
      *screens; /* folders and a file of the machine that runs the board */
  struct ts_time now;
  struct ts_flash_board flash; /* when the power fails */

  /* Its own. */
  struct ts_script script;
  struct ts_script_step step; /* under way */
  struct ts_clock_script clock_script;
  struct ts_clock clock;
  enum ts_rig_camera camera_state;
  bool picture_due, too_large, buttons_fail, printed;
  uint64_t printed_number;
  struct ts_picture picture;
  char frame[64]; /* the name of what the camera saw last */
  struct ts_camera camera;
  struct ts_input_event pressed;
  struct ts_input input;
  struct ts_sound sound;
  uint64_t asked_at, heard_at; /* ticks: the camera gave a picture, a tone was played; 0: not in this turn */
  struct ts_store disk, store;
  struct ts_faulty_store faulty_store;
  struct ts_display_semihosting panel;
  struct ts_display screen, display;
  struct ts_faulty_display faulty_display;
  struct ts_handheld handheld;
  struct ts_log_device log;
};

/* Joins the ports. NULL, or what of the machine that runs the board cannot be had. */
const char *ts_rig_join(struct ts_rig *rig);
/* As when the power comes on; again, as when it went in between. TS_ERR_INTERNAL: the libraries do not start. */
enum ts_err ts_rig_start(struct ts_rig *rig);

/* "menu": the kind of a page, as scripts call it. */
const char *ts_rig_page_name(enum ts_page_kind kind);
/* Is it as the line expects? If not, a line on standard error says what was there instead. */
bool ts_rig_expect(const struct ts_rig *rig);
/* The line of the menu that is selected, in the page's language; empty if that is no menu. */
void ts_rig_selected(const struct ts_rig *rig, struct ts_buf *out);
/* SCRIPT:LINE: WHAT and DETAIL on standard error, and the words on the screen. */
void ts_rig_tell(const struct ts_rig *rig, const char *what, struct ts_bytes detail);

/* Runs the script; an exit code as touchstone-sim's: 0, 1 not as expected, 64, 66, 70, 73. */
int ts_rig_run(struct ts_rig *rig);

#endif
