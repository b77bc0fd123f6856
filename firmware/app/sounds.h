/* SPDX-License-Identifier: Apache-2.0 */
/* What is heard: rhythms that differ without a sense of pitch, and say nothing that the screen does not. */
#ifndef TS_APP_SOUNDS_H
#define TS_APP_SOUNDS_H

#include "core/verdict.h"
#include "port/sound.h"

enum ts_sound_of { TS_SOUND_DUPLICATE = TS_COUNTERFEIT + 1, TS_SOUND_FAULT, TS_SOUND_TAKEN, TS_SOUND_COUNT };

/* WHICH: a verdict, or one of the others. SOUND may be NULL. */
void ts_sounds_play(const struct ts_sound *sound, unsigned which);

#endif
