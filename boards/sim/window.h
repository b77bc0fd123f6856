/* SPDX-License-Identifier: Apache-2.0 */
/* The device's screen, buttons and buzzer as a window, a keyboard and a loudspeaker (SDL2). */
#ifndef TS_BOARDS_SIM_WINDOW_H
#define TS_BOARDS_SIM_WINDOW_H

#include <stdbool.h>

#include "boards/sim/beeps.h"
#include "boards/sim/display_png.h"
#include "port/display.h"
#include "port/input.h"
#include "port/sound.h"

#define TS_WINDOW_SCALE 2 /* it can be made larger and smaller */
#define TS_WINDOW_LINE_MAX 256

struct ts_window_sdl; /* what of it is SDL's */

struct ts_window {
  struct ts_display_png screen; /* what it shows */
  bool closed;                  /* a person wants to end it */
  bool shoot; /* F12: a picture of the screen is wanted; whoever takes it sets this to false */
  bool dirty;
  bool heard;                     /* there is a loudspeaker */
  char typed[TS_WINDOW_LINE_MAX]; /* characters that came at once and are told one by one */
  unsigned typed_count, typed_next;
  char line[TS_WINDOW_LINE_MAX];
  int16_t sample[TS_BEEPS_MAX];
  struct ts_window_sdl *sdl;
};

/* Opens it. QUIET: without sound; without a sound card it is quiet too. TS_ERR_IO: no window can be had;
 * ts_window_error says why. WINDOW must outlive the ports. */
enum ts_err ts_window_open(struct ts_window *window, const char *title, bool quiet,
                           struct ts_display *display, struct ts_input *input, struct ts_sound *sound);
const char *ts_window_error(void);
/* Shows what was drawn since the last call. TS_ERR_IO. */
enum ts_err ts_window_present(struct ts_window *window);
/* Waits until something happens to the keyboard or the window, at most so long; the input port tells what. */
void ts_window_wait(struct ts_window *window, unsigned milliseconds);
/* Fine for one that is not open. */
void ts_window_close(struct ts_window *window);

#endif
