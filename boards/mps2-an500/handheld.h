/* SPDX-License-Identifier: Apache-2.0 */
#ifndef TS_MPS2_AN500_HANDHELD_H
#define TS_MPS2_AN500_HANDHELD_H

#include "adapters/identity_psa.h"
#include "adapters/reader.h"
#include "app/app.h"
#include "app/loop.h"

/* The whole device but for its surroundings: the app, its loop, the reader, the cryptography, the key. */
struct ts_handheld {
  /* The caller's, alive as long as the device. */
  const struct ts_store *store;
  const struct ts_clock *clock;
  const struct ts_sound *sound; /* NULL: none */
  const struct ts_camera *camera;
  const struct ts_input *input;
  const struct ts_display *display;

  /* Its own. */
  struct ts_crypto crypto;
  struct ts_identity_psa identity_psa;
  struct ts_identity identity;
  enum ts_err identity_err; /* why checkpoints are not signed; TS_OK: they are */
  struct ts_reader reader;
  struct ts_app app;
  struct ts_loop loop;
};

/* Gives the libraries their memory and their time; once, before anything else. */
void ts_handheld_confine(void);

/* As when the power comes on; again, as when it went in between. TS_ERR_INTERNAL: the libraries do not start. */
enum ts_err ts_handheld_open(struct ts_handheld *device);

#endif
