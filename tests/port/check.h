/* SPDX-License-Identifier: Apache-2.0 */
/* What every board's ports must do, as checks that run anywhere: on the host in ctest, in a board's own image. They
 * take a port and what is needed to try it, and answer NULL, or in a few words what was wrong. No memory but their own
 * stack (under 2 KB) and static buffers, no output, no library beyond C's freestanding headers and string.h.
 * Hooks are the tester's: those that may be NULL say so, and what they would have shown is then not looked at. */
#ifndef TS_TESTS_PORT_CHECK_H
#define TS_TESTS_PORT_CHECK_H

#include <stdbool.h>
#include <stdint.h>

#include "port/camera.h"
#include "port/clock.h"
#include "port/crypto.h"
#include "port/display.h"
#include "port/identity.h"
#include "port/input.h"
#include "port/reader.h"
#include "port/store.h"

struct ts_port_store_hooks {
  void *ctx;
  /* Off and on again: what was acknowledged must be there. False: it did not start. May be NULL. */
  bool (*restart)(void *ctx);
};
/* Uses files "check-*" of both areas, which must not be there, and removes them. Needs some 20 KB free. */
const char *ts_port_check_store(const struct ts_store *store, const struct ts_port_store_hooks *hooks);
struct ts_port_power_hooks {
  void *ctx;
  /* The power is to fail in the WRITESth write of the medium from now on, which is left done in part. Every call that writes
   * then fails until the restart. */
  void (*cut)(void *ctx, uint32_t writes);
  /* Off, if it is on, and on again; a cut that has not come does not come any more. False: it did not start. */
  bool (*restart)(void *ctx);
};
/* The power fails in each write of a replace, an append and a removal in turn. Uses the same files. */
const char *ts_port_check_store_power(const struct ts_store *store, const struct ts_port_power_hooks *hooks);
/* A store, or an area's part of it, that only looks: all that would write answers TS_ERR_IO. */
const char *ts_port_check_store_read_only(const struct ts_store *store, enum ts_store_area area);

struct ts_port_clock_hooks {
  void *ctx;
  void (*pass)(void *ctx); /* lets at least a microsecond go by; NULL: it does so by itself */
};
const char *ts_port_check_clock(const struct ts_clock *clock, const struct ts_port_clock_hooks *hooks);

struct ts_port_display_hooks {
  void *ctx;
  uint16_t (*pixel)(void *ctx, uint32_t x,
                    uint32_t y); /* what is shown there; may be NULL: look at it yourself */
};
/* Leaves 16 bands of colours, one shade of each row's. */
const char *ts_port_check_display(const struct ts_display *display,
                                  const struct ts_port_display_hooks *hooks);

struct ts_port_input_hooks {
  void *ctx;
  void (*press)(void *ctx, enum ts_button button); /* may be NULL: nobody presses anything meanwhile */
};
const char *ts_port_check_input(const struct ts_input *input, const struct ts_port_input_hooks *hooks);

struct ts_port_camera_hooks {
  void *ctx;
  void (*pass)(void *ctx); /* lets time go by for a picture to come; may be NULL */
  uint32_t pictures;       /* that must come, of so many calls at most; at least 1 */
  uint32_t calls;
};
const char *ts_port_check_camera(const struct ts_camera *camera, const struct ts_port_camera_hooks *hooks);

/* The device must have its key. CRYPTO is one that is trusted to verify. */
const char *ts_port_check_identity(const struct ts_identity *identity, const struct ts_crypto *crypto);

struct ts_port_reader_sample {
  struct ts_bytes photo; /* JPEG in which one symbol is, of */
  struct ts_bytes text;
  enum ts_symbology symbology;
};
const char *ts_port_check_reader(const struct ts_reader *reader, const struct ts_port_reader_sample *sample);

#endif
