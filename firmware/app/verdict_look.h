/* SPDX-License-Identifier: Apache-2.0 */
/* How a verdict looks wherever it is shown: its shape and its colours. */
#ifndef TS_APP_VERDICT_LOOK_H
#define TS_APP_VERDICT_LOOK_H

#include "app/screen.h"

struct ts_verdict_look {
  enum ts_icon icon;
  uint16_t ground, on_ground; /* of its band: contrast of at least 4.5:1 */
  uint16_t tint, mark;        /* of the advice's band, and of marks on paper */
};

/* Never NULL: what is no verdict looks unproven. */
const struct ts_verdict_look *ts_verdict_look(enum ts_verdict verdict);

#endif
