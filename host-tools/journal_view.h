/* SPDX-License-Identifier: Apache-2.0 */
/* What stands in a journal, in words and as JSON: what the commands on journals share. */
#ifndef TS_HOST_TOOLS_JOURNAL_VIEW_H
#define TS_HOST_TOOLS_JOURNAL_VIEW_H

#include <jansson.h>
#include <stdio.h>

#include "core/bytes.h"
#include "core/verdict.h"
#include "host-tools/text.h"
#include "port/clock.h"

const char *ts_time_trust_name(enum ts_time_trust trust); /* "none", "operator", "rtc" */

/* A reason in a few words, for lists. Never NULL. Sentences, with what they depend on, are the device's. */
const char *ts_reason_words(enum ts_reason reason);

/* [{"code","text"}], gravest first; a new reference. */
json_t *ts_view_reasons(const struct ts_decision *decision);
/* "COUNTERFEIT: signature does not match, reported stolen". */
void ts_view_decision(FILE *out, const struct ts_decision *decision);

/* A date; null for a time that nobody vouches for. */
json_t *ts_view_time(struct ts_time time);
/* "2026-11-23T12:00:00Z (rtc)" or "time not known". */
#define TS_VIEW_TIME (TS_DATE_TEXT + 16)
void ts_view_time_text(char out[TS_VIEW_TIME], struct ts_time time);

/* A number that is null where it is 0. */
json_t *ts_view_number(uint64_t number);

/* TEXT as one word of a POSIX shell, whatever it holds. */
void ts_view_shell_word(struct ts_buf *out, const char *text);

#endif
