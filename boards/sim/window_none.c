/* SPDX-License-Identifier: Apache-2.0 */
/* For machines without SDL2: there is no window. */
#include "boards/sim/window.h"

enum ts_err ts_window_open(struct ts_window *window, const char *title, bool quiet,
                           struct ts_display *display, struct ts_input *input, struct ts_sound *sound) {
  (void)title, (void)quiet, (void)display, (void)input, (void)sound;
  *window = (struct ts_window){0};
  return TS_ERR_IO;
}

const char *ts_window_error(void) {
  return "this program was built without SDL2";
}

enum ts_err ts_window_present(struct ts_window *window) {
  (void)window;
  return TS_ERR_IO;
}

void ts_window_wait(struct ts_window *window, unsigned milliseconds) {
  (void)window, (void)milliseconds;
}

void ts_window_close(struct ts_window *window) {
  (void)window;
}
