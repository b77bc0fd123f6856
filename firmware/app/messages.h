/* SPDX-License-Identifier: Apache-2.0 */
/* What the device says, in a person's words and language. All texts stand in catalogue.def. */
#ifndef TS_APP_MESSAGES_H
#define TS_APP_MESSAGES_H

#include "app/inspection.h"
#include "core/bytes.h"
#include "core/journal.h"
#include "core/verdict.h"

/* Append only: settings keep the number. */
enum ts_language {
  TS_LANGUAGE_EN = 0,
  TS_LANGUAGE_FR = 1,
  TS_LANGUAGE_DE = 2,
  TS_LANGUAGE_IT = 3,
  TS_LANGUAGE_ES = 4,
  TS_LANGUAGE_ZH = 5, /* simplified */
  TS_LANGUAGE_COUNT
};

/* ISO 639-1: "en"; never NULL. */
const char *ts_language_code(enum ts_language language);
/* False, and *OUT as it was, if CODE is none of them, or this build does not speak it. */
bool ts_language_find(struct ts_bytes code, enum ts_language *out);
/* A build may leave languages out (app/catalogue.cmake); what is asked of one of those is said in English. */
bool ts_language_spoken(enum ts_language language);

#define TS_MESSAGE_MAX 512 /* bytes of UTF-8, the longest sentence with all that is filled in */

/* Every text of the catalogue, TS_PHRASE_ and its key; where each is said is told there. */
enum ts_phrase {
  TS_PHRASE_NONE = 0, /* no words */
#define SAY(key, en, fr, de, it, es, zh) TS_PHRASE_##key,
#include "app/catalogue.def"
#undef SAY
  TS_PHRASE_COUNT
};

/* N and M for {n} and {m} in it. Nothing is ever written past OUT's end: OUT->full then says so. */
void ts_message_phrase(struct ts_buf *out, enum ts_language language, enum ts_phrase phrase, unsigned n);
void ts_message_numbers(struct ts_buf *out, enum ts_language language, enum ts_phrase phrase, unsigned n,
                        unsigned m);

/* One sentence on REASON, UTF-8, without its last full stop (TS_PHRASE_STOP); dates and causes are filled in
 * from VIEW and J. J is the judgement that the reason stands beside, NULL for the view as a whole. */
void ts_message_reason(struct ts_buf *out, enum ts_language language, enum ts_reason reason,
                       const struct ts_inspection *view, const struct ts_judgement *j);

/* What to do now, one short sentence to the person at the desk. */
void ts_message_advice(struct ts_buf *out, enum ts_language language, const struct ts_inspection *view);

/* "Data of 2026-11-23, until 2027-02-21", or that there is none, and why: as of an inspection, and of a
 * device before any. */
void ts_message_data(struct ts_buf *out, enum ts_language language, const struct ts_device *device,
                     const struct ts_inspection *view);
void ts_message_device_data(struct ts_buf *out, enum ts_language language, const struct ts_device *device);

/* How far the date is trusted: "Date 2026-11-24, from the clock", or that nobody knows it. */
void ts_message_time(struct ts_buf *out, enum ts_language language, struct ts_time time);

/* "Seen here (2026-11-20): check, GENUINE"; nothing if it was not seen. */
void ts_message_seen(struct ts_buf *out, enum ts_language language, const struct ts_seen *seen);

/* The verdict's word, in capitals that TS_FACE_VERDICT has. Never NULL. */
const char *ts_message_verdict(enum ts_language language, enum ts_verdict verdict);

/* An error as a cause, for people: "it is damaged". Coarser than ts_err_text, which is for developers. */
void ts_message_err(struct ts_buf *out, enum ts_language language, enum ts_err err);

/* Why a text was refused, and which AIs are in it: "its check digit is wrong (01)". WHY may be NULL. */
void ts_message_why(struct ts_buf *out, enum ts_language language, enum ts_err err,
                    const struct ts_gs1_why *why);

/* 2026-11-23, UTC, proleptic Gregorian calendar; the same in all languages. */
void ts_message_date(struct ts_buf *out, int64_t seconds);

/* Fields of a piece for people: "32.40 g ±0.05", "yellow gold 750". Nothing if the tag does not say. */
void ts_message_weight(struct ts_buf *out, const struct ts_piece *piece);
void ts_message_metal(struct ts_buf *out, enum ts_language language, const struct ts_piece *piece);

#endif
