/* SPDX-License-Identifier: Apache-2.0 */
/* Serials seen where they cannot be: what a piece's sightings say of whether its tag was copied. A pure function
 * over one piece's sightings.
 *
 * What counts how far:
 * - A sighting judged COUNTERFEIT is left out: it is a made-up tag, and says nothing of the piece whose serial
 *   it names. Else anybody could have a stranger's piece blocked.
 * - A serial without a good signature can be written by anybody: what rests on one is WEAK.
 * - Rules of time know only times that the clock or an operator vouched for; only what the device's own clock
 *   says at both ends is CERTAIN. */
#ifndef TS_HOST_TOOLS_CLONES_H
#define TS_HOST_TOOLS_CLONES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "host-tools/registry_journal.h"

/* Between two places a parcel takes longer than this. The fastest that regularly goes is the overnight express:
 * picked up in the evening, there the next morning, some 14 hours later. Places in one town are nearer: --hours,
 * or the same name for their place, says so. */
#define TS_CLONE_HOURS 12
#define TS_CLONE_HOURS_MAX 720

/* Bits, append only: they stand for words in JSON (ts_clone_rule_name). */
enum ts_clone_rule {
  TS_CLONE_APART = 1,     /* at two places within HOURS */
  TS_CLONE_SAME_HOUR = 2, /* at two places within one hour */
  TS_CLONE_DESTROYED = 4, /* after it was reported destroyed */
  TS_CLONE_TWICE = 8,     /* in two records of one consignment */
};
#define TS_CLONE_RULES 4

enum ts_clone_grade {
  TS_CLONE_NOT = 0,
  TS_CLONE_NOT_JUDGED = 1, /* at two places, and one of the times is not known */
  TS_CLONE_WEAK = 2,       /* if it is no bare serial that somebody wrote down */
  TS_CLONE_LIKELY = 3,
  TS_CLONE_CERTAIN = 4,
};

struct ts_clone_sighting {
  struct ts_sighting seen;
  unsigned rules; /* those that it takes part in */
};

struct ts_clones {
  enum ts_clone_grade grade;
  unsigned rules; /* that speak for it, of whatever grade */
};

/* Judges the COUNT sightings of one piece; they are left in the order of their times (those without a trusted
 * time last, then by device and record), each with its rules. HOURS is at least 1. Two sightings are at one place
 * if the same device made them or both devices' place is the same and not empty. */
struct ts_clones ts_clones_judge(struct ts_clone_sighting *sighting, size_t count, uint32_t hours);

const char *ts_clone_rule_name(enum ts_clone_rule rule);    /* "apart", "same-hour", "destroyed", "twice" */
const char *ts_clone_grade_name(enum ts_clone_grade grade); /* "not-judged", "weak", "likely", "certain" */

#endif
