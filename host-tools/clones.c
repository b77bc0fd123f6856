/* SPDX-License-Identifier: Apache-2.0 */
#include "host-tools/clones.h"

#include <stdlib.h>
#include <string.h>

#define HOUR INT64_C(3600)
#define DAY (24 * HOUR)

/* Which sightings a rule looks at. */
struct view {
  enum ts_time_trust trust; /* at least */
  bool signed_good;
};

static bool counts(const struct ts_clone_sighting *s) {
  return s->seen.decision.verdict != TS_COUNTERFEIT;
}

static bool is_signed(const struct ts_clone_sighting *s) {
  return s->seen.signature == TS_SIGNED_GOOD;
}

static bool in_view(const struct ts_clone_sighting *s, const struct view *view) {
  return counts(s) && s->seen.time.trust >= view->trust && (is_signed(s) || !view->signed_good);
}

static bool same_place(const struct ts_clone_sighting *a, const struct ts_clone_sighting *b) {
  if (strcmp(a->seen.device, b->seen.device) == 0)
    return true;
  return a->seen.place[0] && strcmp(a->seen.place, b->seen.place) == 0;
}

static int compare_numbers(uint64_t a, uint64_t b) {
  return a < b ? -1 : a > b;
}

static int by_record(const void *a, const void *b) {
  const struct ts_sighting *x = &((const struct ts_clone_sighting *)a)->seen;
  const struct ts_sighting *y = &((const struct ts_clone_sighting *)b)->seen;
  int order = strcmp(x->device, y->device);
  order = order ? order : compare_numbers(x->consignment, y->consignment);
  return order ? order : compare_numbers(x->record, y->record);
}

static int by_time(const void *a, const void *b) {
  const struct ts_sighting *x = &((const struct ts_clone_sighting *)a)->seen;
  const struct ts_sighting *y = &((const struct ts_clone_sighting *)b)->seen;
  bool x_known = x->time.trust != TS_TIME_NONE, y_known = y->time.trust != TS_TIME_NONE;
  if (x_known != y_known)
    return x_known ? -1 : 1;
  if (x_known && x->time.seconds != y->time.seconds)
    return x->time.seconds < y->time.seconds ? -1 : 1;
  int order = strcmp(x->device, y->device);
  return order ? order : compare_numbers(x->record, y->record);
}

static void mark(struct ts_clones *out, enum ts_clone_rule rule, enum ts_clone_grade grade) {
  out->rules |= (unsigned)rule;
  if (out->grade < grade)
    out->grade = grade;
}

/* Less than WINDOW seconds between them; whatever the dates, without overflow. */
static bool within(const struct ts_sighting *a, const struct ts_sighting *b, int64_t window) {
  uint64_t x = (uint64_t)a->time.seconds, y = (uint64_t)b->time.seconds;
  return (a->time.seconds < b->time.seconds ? y - x : x - y) < (uint64_t)window;
}

/* Marks those in VIEW that have one at another place within WINDOW before them, or, BACKWARDS, after
 * them. In the order of time the nearest at another place is the last one seen, or else the last one that
 * was not at that one's place. */
static bool look_one_way(struct ts_clone_sighting *s, size_t count, bool backwards, const struct view *view,
                         int64_t window, enum ts_clone_rule rule) {
  const struct ts_clone_sighting *last = NULL, *other = NULL;
  bool found = false;
  for (size_t i = 0; i < count; i++) {
    struct ts_clone_sighting *now = &s[backwards ? count - 1 - i : i];
    if (!in_view(now, view))
      continue;
    if (last && !same_place(last, now))
      other = last;
    last = now;
    if (!other || !within(&other->seen, &now->seen, window))
      continue;
    now->rules |= (unsigned)rule;
    found = true;
  }
  return found;
}

static void look_apart(struct ts_clone_sighting *s, size_t count, const struct view *view, int64_t window,
                       enum ts_clone_rule rule, enum ts_clone_grade grade, struct ts_clones *out) {
  if (look_one_way(s, count, false, view, window, rule) && look_one_way(s, count, true, view, window, rule))
    mark(out, rule, grade);
}

/* A date alone (00:00) says no more than the day: the piece may have been seen on it before it was destroyed. */
static bool surely_after(const struct ts_sighting *seen) {
  uint64_t leeway = seen->blocked_at % DAY == 0 ? (uint64_t)DAY : 0;
  return seen->time.seconds > seen->blocked_at &&
         (uint64_t)seen->time.seconds - (uint64_t)seen->blocked_at > leeway;
}

static void look_destroyed(struct ts_clone_sighting *s, size_t count, struct ts_clones *out) {
  for (size_t i = 0; i < count; i++) {
    const struct ts_sighting *seen = &s[i].seen;
    if (!counts(&s[i]) || seen->time.trust == TS_TIME_NONE || seen->block != TS_BLOCK_DESTROYED ||
        !surely_after(seen))
      continue;
    s[i].rules |= TS_CLONE_DESTROYED;
    mark(out, TS_CLONE_DESTROYED,
         !is_signed(&s[i])                 ? TS_CLONE_WEAK
         : seen->time.trust == TS_TIME_RTC ? TS_CLONE_CERTAIN
                                           : TS_CLONE_LIKELY);
  }
}

/* In the order of records. A piece may have been shown twice by mistake, so this alone is never CERTAIN. */
static void look_twice(struct ts_clone_sighting *s, size_t count, struct ts_clones *out) {
  struct ts_clone_sighting *last = NULL;
  for (size_t i = 0; i < count; i++) {
    if (!counts(&s[i]) || s[i].seen.consignment == 0)
      continue;
    if (last && strcmp(last->seen.device, s[i].seen.device) == 0 &&
        last->seen.consignment == s[i].seen.consignment) {
      last->rules |= TS_CLONE_TWICE;
      s[i].rules |= TS_CLONE_TWICE;
      mark(out, TS_CLONE_TWICE, is_signed(last) && is_signed(&s[i]) ? TS_CLONE_LIKELY : TS_CLONE_WEAK);
    }
    last = &s[i];
  }
}

/* At two places, and a rule of time could not be asked. */
static bool cannot_judge(const struct ts_clone_sighting *s, size_t count) {
  const struct ts_clone_sighting *first = NULL;
  bool unknown = false, apart = false;
  for (size_t i = 0; i < count; i++) {
    if (!counts(&s[i]))
      continue;
    unknown = unknown || s[i].seen.time.trust == TS_TIME_NONE;
    apart = apart || (first && !same_place(first, &s[i]));
    first = first ? first : &s[i];
  }
  return unknown && apart;
}

struct ts_clones ts_clones_judge(struct ts_clone_sighting *sighting, size_t count, uint32_t hours) {
  static const struct view any = {TS_TIME_OPERATOR, false}, good = {TS_TIME_OPERATOR, true},
                           best = {TS_TIME_RTC, true};
  struct ts_clones out = {0};
  for (size_t i = 0; i < count; i++)
    sighting[i].rules = 0;
  qsort(sighting, count, sizeof *sighting, by_record);
  look_twice(sighting, count, &out);
  qsort(sighting, count, sizeof *sighting, by_time);
  look_apart(sighting, count, &any, hours * HOUR, TS_CLONE_APART, TS_CLONE_WEAK, &out);
  look_apart(sighting, count, &good, hours * HOUR, TS_CLONE_APART, TS_CLONE_LIKELY, &out);
  look_apart(sighting, count, &any, HOUR, TS_CLONE_SAME_HOUR, TS_CLONE_WEAK, &out);
  look_apart(sighting, count, &good, HOUR, TS_CLONE_SAME_HOUR, TS_CLONE_LIKELY, &out);
  look_apart(sighting, count, &best, HOUR, TS_CLONE_SAME_HOUR, TS_CLONE_CERTAIN, &out);
  look_destroyed(sighting, count, &out);
  if (out.grade == TS_CLONE_NOT && cannot_judge(sighting, count))
    out.grade = TS_CLONE_NOT_JUDGED;
  return out;
}

const char *ts_clone_rule_name(enum ts_clone_rule rule) {
  switch (rule) {
  case TS_CLONE_APART:
    return "apart";
  case TS_CLONE_SAME_HOUR:
    return "same-hour";
  case TS_CLONE_DESTROYED:
    return "destroyed";
  case TS_CLONE_TWICE:
    return "twice";
  }
  return "";
}

const char *ts_clone_grade_name(enum ts_clone_grade grade) {
  static const char *const names[] = {[TS_CLONE_NOT] = "",
                                      [TS_CLONE_NOT_JUDGED] = "not-judged",
                                      [TS_CLONE_WEAK] = "weak",
                                      [TS_CLONE_LIKELY] = "likely",
                                      [TS_CLONE_CERTAIN] = "certain"};
  return names[grade];
}
