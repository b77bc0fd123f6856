/* SPDX-License-Identifier: Apache-2.0 */
/* What reading one frame may cost. The picture is made by an attacker, so every loop that it can prolong pays
 * for itself here, in steps of about one instruction that are counted alike on every machine: a frame that
 * runs out runs out everywhere at the same place. */
#ifndef TS_VISION_BUDGET_H
#define TS_VISION_BUDGET_H

#include <stdbool.h>
#include <stdint.h>

struct ts_budget {
  uint64_t left;    /* steps */
  uint64_t used;    /* steps taken so far */
  uint64_t reserve; /* steps kept for one decoding, with which a long search may end */
  bool spent;       /* something was left undone for want of steps */
  bool
      passed_over; /* more was seen than there is room or patience for: something may be there that was not looked at */
  /* The caller's own limit, such as a deadline on the clock port; NULL if there is none. Asked now and then;
   * once true, the budget is spent. With it, the answer depends on the machine's speed. */
  bool (*stop)(void *ctx);
  void *ctx;
};

/* Takes STEPS. False, and SPENT set, if there are not so many left: then the work is not to be begun. */
static inline bool ts_budget_take(struct ts_budget *budget, uint64_t steps) {
  if (budget->spent || steps > budget->left || (budget->stop && budget->stop(budget->ctx))) {
    budget->spent = true;
    return false;
  }
  budget->left -= steps;
  budget->used += steps;
  return true;
}

/* The same for a decoding: from the reserve, once, if there are not so many left. */
static inline bool ts_budget_take_decoding(struct ts_budget *budget, uint64_t steps) {
  if (!budget->spent && steps > budget->left && steps <= budget->reserve) {
    budget->reserve = 0;
    budget->used += steps;
    return true;
  }
  return ts_budget_take(budget, steps);
}

#endif
