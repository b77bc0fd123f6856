/* SPDX-License-Identifier: Apache-2.0 */
/* Issuing: from a CSV of pieces to signed tags in the registry. All of a file or nothing. */
#ifndef TS_HOST_TOOLS_ISSUE_H
#define TS_HOST_TOOLS_ISSUE_H

#include <stdio.h>

#include "host-tools/home.h"

#define TS_ISSUE_PROBLEMS_MAX 20 /* bad lines that are told, one message each */

struct ts_issue_order {
  const char *brand;
  const char *path; /* for messages */
  int file;         /* descriptor of the CSV */
  int signer;       /* key id, or -1: the newest active one whose scope holds the GTIN */
  int64_t now;
  FILE *tags;     /* {"gtin","serial","uri"} a line go here, in the file's order */
  FILE *problems; /* a line each on what is wrong with the CSV */
};

struct ts_issue_result {
  uint64_t issued, repeated; /* pieces new to the registry; pieces that it held already, with the same data */
};

/* The caller's transaction is open and not committed here. EX_DATAERR: the file was refused, PROBLEMS says
 * why. */
bool ts_issue(struct ts_home *home, const struct ts_issue_order *order, struct ts_issue_result *result,
              struct ts_fault *fault);

#endif
