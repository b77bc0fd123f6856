/* SPDX-License-Identifier: Apache-2.0 */
/* The loop that is the same on each board with a screen: buttons and camera to events, events to a page, the page to
 * the screen. A board calls ts_loop_turn for ever, and sleeps between turns as it likes. */
#ifndef TS_APP_LOOP_H
#define TS_APP_LOOP_H

#include "app/app.h"
#include "app/screen.h"

#define TS_LOOP_STRIP_ROWS 16
#define TS_LOOP_CAMERA_SILENT_US 10000000u /* without a new picture the camera counts as gone */
#define TS_LOOP_INPUTS 16 /* in one turn, so that a stuck button leaves the camera its turn */

/* Memory of the board's, about 15 KB; zero it, then set the first four. */
struct ts_loop {
  struct ts_app *app; /* open */
  const struct ts_camera *camera;
  const struct ts_input *input;
  const struct ts_display *display;

  struct ts_screen screen;      /* what was laid out last */
  struct ts_screen_state shown; /* what of it is on the display */
  uint32_t drawn;               /* its page's generation */
  bool anything_drawn, display_failing, input_failing;
  bool waiting; /* for a picture */
  uint64_t waiting_since;
  uint16_t strip[TS_DISPLAY_WIDTH * TS_LOOP_STRIP_ROWS];
};

/* One turn: inputs, a picture if one is wanted and there, and the screen if the page is new or did not get there last
 * time; then a tick for the work that can wait, which no verdict waits for, and the screen again. Never waits but in
 * the ports. True: a new page was shown, or there is work for the next turn. */
bool ts_loop_turn(struct ts_loop *loop);
/* Its first half alone, without the tick. True: a new page was shown. */
bool ts_loop_look(struct ts_loop *loop);

#endif
