/* SPDX-License-Identifier: Apache-2.0 */
/* The boundary to the buzzer. Four verdicts differ in rhythm, not only in pitch. */
#ifndef TS_PORT_SOUND_H
#define TS_PORT_SOUND_H

#include <stddef.h>
#include <stdint.h>

struct ts_tone {
  uint16_t hertz; /* 0: silence */
  uint16_t milliseconds;
};

struct ts_sound {
  void *ctx;
  /* Starts COUNT tones and returns at once; what still sounds is cut off. TONE is constant data. A board
   * without a buzzer does nothing: nothing is said by sound alone. */
  void (*play)(void *ctx, const struct ts_tone *tone, size_t count);
};

#endif
