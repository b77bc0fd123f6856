/* SPDX-License-Identifier: Apache-2.0 */
/* Issuing: from a CSV of pieces to signed tags in the registry.
 *
 * The whole file is checked before anything is signed: a bad line refuses it, and nothing was issued. Then its
 * pieces are signed and recorded batch by batch, each batch as one, and its tags are written only once they
 * are recorded for good. Whatever ends this half-way, running it again gives the same tags for what was
 * recorded, and goes on from there. */
#ifndef TS_HOST_TOOLS_ISSUE_H
#define TS_HOST_TOOLS_ISSUE_H

#include <stdio.h>

#include "host-tools/home.h"

#define TS_ISSUE_PROBLEMS_MAX 20 /* bad lines that are told, one message each */
#define TS_ISSUE_BATCH 2048      /* pieces recorded as one */
#define TS_ISSUE_JOBS_MAX 64

struct ts_issue_order {
  const char *brand;
  const char *path;     /* for messages */
  const char *registry; /* URL, or NULL for the home's own */
  int file;             /* descriptor of the CSV */
  int signer;           /* key id, or -1: the newest active one whose scope holds the GTIN */
  unsigned jobs;        /* threads that sign, 1 to TS_ISSUE_JOBS_MAX */
  int64_t now;
  FILE *tags;     /* {"gtin","serial","uri"} a line go here, in the file's order */
  FILE *problems; /* a line each on what is wrong with the CSV */
  /* How far it is, every batch; TOTAL is 0 while the file is being checked. False ends it with the next
   * batch, EX_TEMPFAIL. May be NULL. */
  bool (*progress)(void *ctx, uint64_t done, uint64_t total);
  void *ctx;
};

struct ts_issue_result {
  uint64_t issued, repeated; /* pieces new to the registry; pieces that it held already, with the same data */
};

/* No transaction of the home is open. EX_DATAERR: the file was refused, PROBLEMS says why. RESULT counts what
 * was recorded, also on failure. */
bool ts_issue(struct ts_home *home, const struct ts_issue_order *order, struct ts_issue_result *result,
              struct ts_fault *fault);

#endif
