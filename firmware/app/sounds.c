/* SPDX-License-Identifier: Apache-2.0 */
#include "app/sounds.h"

#define TONES_MAX 9

struct pattern {
  uint8_t count;
  struct ts_tone tone[TONES_MAX];
};

/* One long; two short; three middling; five quick and low. */
static const struct pattern patterns[TS_SOUND_COUNT] = {
    [TS_GENUINE] = {1, {{1760, 350}}},
    [TS_UNPROVEN] = {3, {{880, 120}, {0, 120}, {880, 120}}},
    [TS_SUSPECT] = {5, {{988, 220}, {0, 120}, {988, 220}, {0, 120}, {988, 220}}},
    [TS_COUNTERFEIT] =
        {9, {{440, 90}, {0, 60}, {440, 90}, {0, 60}, {440, 90}, {0, 60}, {440, 90}, {0, 60}, {440, 90}}},
    [TS_SOUND_DUPLICATE] =
        {7, {{1319, 120}, {880, 120}, {1319, 120}, {880, 120}, {1319, 120}, {880, 120}, {1319, 400}}},
    [TS_SOUND_FAULT] = {3, {{330, 500}, {0, 150}, {330, 500}}},
    [TS_SOUND_TAKEN] = {1, {{1760, 60}}},
};

void ts_sounds_play(const struct ts_sound *sound, unsigned which) {
  if (sound && which < TS_SOUND_COUNT)
    sound->play(sound->ctx, patterns[which].tone, patterns[which].count);
}
