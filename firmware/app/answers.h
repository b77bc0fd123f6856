/* SPDX-License-Identifier: Apache-2.0 */
/* What people and scales answer, read strictly: a weight, a date. */
#ifndef TS_APP_ANSWERS_H
#define TS_APP_ANSWERS_H

#include <stdbool.h>
#include <stdint.h>

#include "core/bytes.h"

struct ts_weight {
  uint32_t mg;      /* 1 to TS_PIECE_WEIGHT_MAX */
  uint32_t step_mg; /* what its last digit stands for, at least 1 */
};

enum ts_scale_answer {
  TS_SCALE_WEIGHT = 0,
  TS_SCALE_UNSTABLE = 1, /* the scale says that it has not come to rest: wait for its next line */
  TS_SCALE_NOT = 2,      /* not a weight, or not one in a unit that is read */
};

/* A line of a scale: a header (ST,GS and ST,NT as A&D and others send; S S of the MT-SICS; N, G, T of
 * Sartorius), a sign, a number with a point or a comma, and g, mg, kg or ct (200 mg). Headers say whether the scale
 * has come to rest: a line with one that does not (US, S D), or with Sartorius' header and no unit, is unstable. A
 * number alone is grams. Anything else is not read: a wrong weight would accuse. */
enum ts_scale_answer ts_answer_scale(struct ts_weight *out, struct ts_bytes line);

/* YYYY, YYYY-MM, YYYY-MM-DD or YYYYMMDD, 1970 to 2199: the beginning of that year, month or day, UTC, in seconds. */
bool ts_answer_date(int64_t *seconds, struct ts_bytes text);

#endif
