/* SPDX-License-Identifier: Apache-2.0 */
/* Tones as samples, for a loudspeaker in place of a buzzer. */
#ifndef TS_BOARDS_SIM_BEEPS_H
#define TS_BOARDS_SIM_BEEPS_H

#include <stddef.h>
#include <stdint.h>

#include "port/sound.h"

#define TS_BEEPS_RATE 22050u              /* samples a second, one channel */
#define TS_BEEPS_MAX (5u * TS_BEEPS_RATE) /* samples: what is longer is cut off */

/* Sine tones, rising and falling within 4 ms, so that they do not click. Returns how many samples of OUT[CAPACITY]
 * were written. */
size_t ts_beeps_render(const struct ts_tone *tone, size_t count, int16_t *out, size_t capacity);

#endif
