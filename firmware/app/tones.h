/* SPDX-License-Identifier: Apache-2.0 */
/* What the device sounds like: constant patterns for port/sound.h. They differ in rhythm, which is heard through noise and
 * by those who do not tell pitches apart; none is the only sign of anything. */
#ifndef TS_APP_TONES_H
#define TS_APP_TONES_H

#include "core/verdict.h"
#include "port/sound.h"

struct ts_melody {
  const struct ts_tone *tone;
  size_t count;
};

struct ts_melody ts_tones_verdict(enum ts_verdict verdict); /* what is no verdict sounds unproven */
struct ts_melody ts_tones_duplicate(void); /* a serial for the second time in a consignment */
struct ts_melody ts_tones_click(void);     /* a button was felt */
struct ts_melody ts_tones_fault(void);

#endif
