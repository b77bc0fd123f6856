/* SPDX-License-Identifier: Apache-2.0 */
/* How many symbols must be read in each group of photographs: lines of "GROUP READ WRONG", # begins a
 * comment. WRONG is what is known and still to be mended, else 0. */
#ifndef TS_BENCH_FLOORS_H
#define TS_BENCH_FLOORS_H

#include "bench/corpus.h"

struct ts_floors {
  size_t least[TS_CORPUS_GROUPS]; /* right and unrecorded together */
  size_t wrong[TS_CORPUS_GROUPS]; /* at most */
};

/* Every group but "none" must be named, once. False: *LINE is the one at fault, 0 if a group is missing. */
bool ts_floors_parse(struct ts_floors *floors, const char *text, size_t size, size_t *line);

/* Why SCORE does not do for GROUP: NULL if it does. */
const char *ts_floors_miss(const struct ts_floors *floors, enum ts_corpus_group group,
                           const struct ts_score *score);

#endif
