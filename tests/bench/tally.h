/* SPDX-License-Identifier: Apache-2.0 */
/* What one subject did over the photographs. */
#ifndef TS_BENCH_TALLY_H
#define TS_BENCH_TALLY_H

#include "bench/corpus.h"
#include "bench/subject.h"

#define TS_TALLY_CATEGORIES 128

/* Over photographs: what they took. */
struct ts_tally_time {
  size_t photos;
  double sum_ms, worst_ms;
  const char *worst;
};

struct ts_tally {
  struct ts_score group[TS_CORPUS_GROUPS];
  struct ts_tally_time time[TS_CORPUS_GROUPS];
  struct ts_score category[TS_TALLY_CATEGORIES]; /* in the order of ts_categories */
  size_t failed;                                 /* photographs with an error instead of an answer */
};

/* The folders of a corpus in the order of their first photographs, with what was recorded. */
struct ts_categories {
  const char *name[TS_TALLY_CATEGORIES];
  enum ts_corpus_group group[TS_TALLY_CATEGORIES];
  size_t read_by[TS_TALLY_CATEGORIES][TS_CORPUS_RECORDS];
  size_t count;
};

/* False: more than TS_TALLY_CATEGORIES. */
bool ts_categories_make(struct ts_categories *categories, const struct ts_corpus *corpus);
size_t ts_categories_find(const struct ts_categories *categories, const char *name);

struct ts_tallied {
  const struct ts_subject *subject;
  struct ts_tally tally;
};

/* The first of COUNT is ours. */
void ts_tally_print_groups(const struct ts_corpus *corpus, const struct ts_tallied *tallied, size_t count);
void ts_tally_print_categories(const struct ts_categories *categories, const struct ts_tally *ours);
void ts_tally_print_times(const struct ts_tallied *tallied, size_t count);

#endif
