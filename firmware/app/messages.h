/* SPDX-License-Identifier: Apache-2.0 */
/* What the device says, in a person's words. One catalogue a language; the numbers are the core's. */
#ifndef TS_APP_MESSAGES_H
#define TS_APP_MESSAGES_H

#include "app/inspection.h"
#include "core/bytes.h"
#include "core/verdict.h"

enum ts_language { TS_LANGUAGE_EN = 0, TS_LANGUAGE_COUNT };

#define TS_MESSAGE_MAX 320 /* bytes of UTF-8, the longest sentence with all that is filled in */

/* One sentence on REASON, UTF-8 without a full stop's need of context: dates and causes are filled in from
 * VIEW and J. J is the judgement that the reason stands beside, NULL for the view as a whole. Nothing is
 * written past OUT's end: OUT->full then says so. */
void ts_message_reason(struct ts_buf *out, enum ts_language language, enum ts_reason reason,
                       const struct ts_inspection *view, const struct ts_judgement *j);

/* What to do now, one short sentence to the person at the desk. */
void ts_message_advice(struct ts_buf *out, enum ts_language language, const struct ts_inspection *view);

/* "Data of 2026-11-23, good until 2027-02-21", or that there is none, and why. */
void ts_message_data(struct ts_buf *out, enum ts_language language, const struct ts_device *device,
                     const struct ts_inspection *view);

/* Why a text was refused: which AI, and what is wrong with it. */
void ts_message_why(struct ts_buf *out, enum ts_err err, const struct ts_gs1_why *why);

/* 2026-11-23, UTC, proleptic Gregorian calendar. */
void ts_message_date(struct ts_buf *out, int64_t seconds);

/* Fields of a piece for people: "32.40 g", "750", "yellow gold". Nothing if the tag does not say. */
void ts_message_weight(struct ts_buf *out, const struct ts_piece *piece);
void ts_message_metal(struct ts_buf *out, enum ts_language language, const struct ts_piece *piece);

#endif
