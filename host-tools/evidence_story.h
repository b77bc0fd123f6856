/* SPDX-License-Identifier: Apache-2.0 */
/* What a package says to people, line by line: the same in the report and beside each record. */
#ifndef TS_HOST_TOOLS_EVIDENCE_STORY_H
#define TS_HOST_TOOLS_EVIDENCE_STORY_H

#include <stdio.h>

#include "host-tools/evidence.h"

enum ts_story_kind {
  TS_STORY_TITLE,
  TS_STORY_HEADING,
  TS_STORY_PIECE,    /* a smaller heading */
  TS_STORY_VERDICT,  /* TEXT, in VERDICT's colour */
  TS_STORY_FACT,     /* LABEL: TEXT */
  TS_STORY_HASH,     /* LABEL: TEXT, to be compared letter by letter */
  TS_STORY_SENTENCE, /* one of several */
  TS_STORY_TEXT,
  TS_STORY_WARNING,
  TS_STORY_PICTURE, /* RECORD's photograph; TEXT below it */
};

struct ts_story_line {
  enum ts_story_kind kind;
  const char *label;
  char *text; /* UTF-8 without control characters */
  enum ts_verdict verdict;
  const struct ts_evidence_record *record;
};

/* Memory of malloc's; zero it before the first line. */
struct ts_story {
  struct ts_story_line *line;
  size_t count;
  bool failed; /* memory ran out: what is there is not all */
};

void ts_story_add(struct ts_story *story, enum ts_story_kind kind, const char *label, const char *format, ...)
    __attribute__((format(printf, 4, 5)));
void ts_story_free(struct ts_story *story);

/* One record: what was shown, what was found, what it was compared with. */
void ts_story_record(struct ts_story *story, struct ts_evidence *e, const struct ts_evidence_record *r);
/* A consignment as a whole: counts, duplicates, missing, extra. */
void ts_story_consignment(struct ts_story *story, struct ts_evidence *e);
/* The report. */
void ts_story_report(struct ts_story *story, struct ts_evidence *e);

/* As plain text, a line a line. */
void ts_story_print(FILE *out, const struct ts_story *story);

/* Anybody's bytes as UTF-8 for people: '.' for what is no printable character. OUT holds CAPACITY. */
const char *ts_story_clean(char *out, size_t capacity, struct ts_bytes text);

/* When, and how far that is to be trusted, as a sentence's end. */
#define TS_STORY_TIME 160
const char *ts_story_time(char out[TS_STORY_TIME], struct ts_time time);

/* Pages for people, cairo's. */
bool ts_evidence_report(struct ts_evidence *e, const char *path, struct ts_fault *fault);
/* The page and the script that say how to check the package; of malloc's, NULL if memory ran out. */
char *ts_evidence_check_page(struct ts_evidence *e, bool script);

#endif
