/* SPDX-License-Identifier: Apache-2.0 */
#include "boards/sim/beeps.h"

#include <math.h>

#define LOUD 9000.0 /* of 32767 */
#define RAMP (TS_BEEPS_RATE / 250)

static int16_t sample(unsigned hertz, size_t at, size_t length) {
  size_t to_edge = at < length - 1 - at ? at : length - 1 - at;
  double level = to_edge < RAMP ? LOUD * (double)to_edge / RAMP : LOUD;
  double turns = (double)((uint64_t)hertz * at % TS_BEEPS_RATE) / TS_BEEPS_RATE;
  return (int16_t)(level * sin(turns * 2 * 3.14159265358979));
}

size_t ts_beeps_render(const struct ts_tone *tone, size_t count, int16_t *out, size_t capacity) {
  size_t size = 0;
  for (size_t i = 0; i < count; i++) {
    size_t length = (size_t)tone[i].milliseconds * TS_BEEPS_RATE / 1000;
    for (size_t at = 0; at < length && size < capacity; at++)
      out[size++] = tone[i].hertz ? sample(tone[i].hertz, at, length) : 0;
  }
  return size;
}
