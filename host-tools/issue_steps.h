/* SPDX-License-Identifier: Apache-2.0 */
/* The two steps of issuing and what passes between them; for issue*.c alone. */
#ifndef TS_HOST_TOOLS_ISSUE_STEPS_H
#define TS_HOST_TOOLS_ISSUE_STEPS_H

#include "host-tools/issue.h"
#include "host-tools/pens.h"
#include "host-tools/registry.h"

struct ts_issue {
  struct ts_home *home;
  const struct ts_issue_order *order;
  struct ts_issue_result *result;
  struct ts_fault *fault;
  struct ts_registry *registry;
  struct ts_pens pens;
  char host[TS_GS1_HOST_MAX + 1];
  FILE *staged; /* the pieces of a file without fault */
  uint64_t pieces;
};

/* Reads the next COUNT or fewer staged pieces: their tags, and who is to sign each (-1: the registry holds it
 * already). Gives how many; 0 at the end or with the fault set. */
size_t ts_issue_unstage(struct ts_issue *issue, struct ts_registry_piece *piece, int *pen, size_t count);

/* Step 1: checks the whole file and stages its pieces. */
bool ts_issue_check(struct ts_issue *issue);

/* Step 2, the signatures: a batch being signed. */
struct ts_issue_batch {
  struct ts_registry_piece *piece; /* TS_ISSUE_BATCH of them */
  int *pen;                        /* who signs each; -1: nobody */
  size_t count;
  size_t taken, done; /* by the signing threads; under their lock */
  struct ts_fault fault;
};

/* Threads, ORDER->jobs of them, that spell and sign what is queued, in its order. NULL with the fault set. */
struct ts_issue_signing *ts_issue_signing_start(struct ts_issue *issue);
void ts_issue_signing_end(struct ts_issue_signing *signing); /* fine for NULL; what is queued is dropped */
/* At most TS_ISSUE_QUEUE batches may be queued and not yet waited for. */
#define TS_ISSUE_QUEUE 3
void ts_issue_signing_queue(struct ts_issue_signing *signing, struct ts_issue_batch *batch);
/* Waits until the oldest one is signed, and takes it out. */
bool ts_issue_signing_wait(struct ts_issue_signing *signing, struct ts_fault *fault);

#endif
