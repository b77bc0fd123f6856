/* SPDX-License-Identifier: Apache-2.0 */
/* A GS1 text taken apart for a person: its AIs, its canonical form, what a signature would cover, why it
 * would be refused. */
#ifndef TS_HOST_TOOLS_EXPLAIN_H
#define TS_HOST_TOOLS_EXPLAIN_H

#include <jansson.h>
#include <stdio.h>

#include "core/gs1.h"
#include "core/tag.h"

struct ts_explanation {
  struct ts_bytes text; /* the caller's */
  enum ts_err err;      /* of the syntax */
  struct ts_gs1_why why;
  struct ts_gs1 gs1;
  enum ts_err tag_err; /* why it would be refused as a tag, if the syntax is valid */
  struct ts_tag tag;
};

void ts_explain(struct ts_explanation *out, struct ts_bytes text, bool gs1_carrier);
json_t *ts_explain_json(const struct ts_explanation *explanation);
void ts_explain_print(FILE *out, const struct ts_explanation *explanation);

#endif
