/* SPDX-License-Identifier: Apache-2.0 */
/* What the device says, in a person's words. One catalogue a language; the numbers are the core's. */
#ifndef TS_APP_MESSAGES_H
#define TS_APP_MESSAGES_H

#include "app/inspection.h"
#include "core/bytes.h"
#include "core/verdict.h"

enum ts_language { TS_LANGUAGE_EN = 0, TS_LANGUAGE_COUNT };

#define TS_MESSAGE_MAX 320 /* bytes of UTF-8, the longest sentence with all that is filled in */

/* One sentence on REASON, UTF-8, without its last full stop; dates and causes are filled in from VIEW and J.
 * J is the judgement that the reason stands beside, NULL for the view as a whole. Nothing is written past
 * OUT's end: OUT->full then says so. */
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

/* The verdict's word, in capitals that TS_FACE_VERDICT has. Never NULL. */
const char *ts_message_verdict(enum ts_language language, enum ts_verdict verdict);

/* The fixed words of the screens. Where a number belongs, {n} stands. */
enum ts_phrase {
  TS_PHRASE_NONE = 0, /* no words */
  TS_PHRASE_SERIAL,
  TS_PHRASE_ENGRAVED,
  TS_PHRASE_METAL,
  TS_PHRASE_WEIGHT,
  TS_PHRASE_SIZE,
  TS_PHRASE_GTIN,
  TS_PHRASE_CLAIMED,   /* above details whose signature is not good */
  TS_PHRASE_NO_SERIAL, /* of one among several pieces */
  TS_PHRASE_PIECES,    /* {n} pieces in view, more than one */
  TS_PHRASE_MORE,      /* {n} more, which did not fit */
  TS_PHRASE_CLOCK_SET, /* how far the date is trusted, in two words */
  TS_PHRASE_DATE_TYPED,
  TS_PHRASE_NO_DATE,
  TS_PHRASE_START,
  TS_PHRASE_START_HOW,
  TS_PHRASE_CAMERA, /* what a port that fails is called, and what to do */
  TS_PHRASE_CAMERA_DO,
  TS_PHRASE_PHOTO,
  TS_PHRASE_PHOTO_DO,
  TS_PHRASE_STORAGE,
  TS_PHRASE_STORAGE_DO,
  /* What the buttons do. */
  TS_PHRASE_NEXT,
  TS_PHRASE_BACK,
  TS_PHRASE_OK,
  TS_PHRASE_CHOOSE,
  TS_PHRASE_DOWN, /* to the next line */
  TS_PHRASE_DELETE,
  TS_PHRASE_DONE,
  TS_PHRASE_SKIP,
  TS_PHRASE_MORE_DETAILS,
  TS_PHRASE_OPTIONS, /* of this page */
  TS_PHRASE_TRY_AGAIN,
  TS_PHRASE_YES,
  TS_PHRASE_NO,
  TS_PHRASE_NOT_KNOWN,
  /* Home and settings. */
  TS_PHRASE_HOME,
  TS_PHRASE_CHECK,
  TS_PHRASE_RETURN,
  TS_PHRASE_CONSIGNMENT,
  TS_PHRASE_SETTINGS,
  TS_PHRASE_LANGUAGE,
  TS_PHRASE_THIS_LANGUAGE, /* its own name for itself */
  TS_PHRASE_OPERATOR,      /* the operator's number */
  TS_PHRASE_DATE,
  TS_PHRASE_DATE_ENTER, /* "Today's date, YYYY-MM-DD" */
  TS_PHRASE_DATE_WRONG, /* not a date, or before what this device knows */
  TS_PHRASE_ABOUT,      /* this device */
  TS_PHRASE_RECORDS,    /* {n} records */
  /* Check. */
  TS_PHRASE_SHOW_TAG,
  TS_PHRASE_NO_TAG,      /* menu: the piece has no tag */
  TS_PHRASE_TYPE_SERIAL, /* menu: type a serial */
  TS_PHRASE_WHICH_BRAND,
  TS_PHRASE_WHICH_MODEL,
  TS_PHRASE_BRAND_NOT_LISTED,
  TS_PHRASE_MODEL_NOT_LISTED,
  TS_PHRASE_WHEN_MADE, /* "When was it made, or bought new?" */
  TS_PHRASE_ENTER_SERIAL,
  TS_PHRASE_CONFIRM_SERIAL, /* "Is it exactly this?" */
  TS_PHRASE_ENTER_GTIN,
  TS_PHRASE_GTIN_WRONG,   /* not a GTIN: check the digits */
  TS_PHRASE_SERIAL_WRONG, /* too long, or a character that no serial has */
  /* Return. */
  TS_PHRASE_SHOW_ORDER, /* scan the ordered article's code */
  TS_PHRASE_ORDER_UNBRANDED,
  TS_PHRASE_ORDER_UNKNOWN, /* menu: the order is not at hand */
  TS_PHRASE_ENTER_ENGRAVED,
  TS_PHRASE_ENGRAVED_NONE, /* menu: nothing is engraved */
  TS_PHRASE_ENTER_WEIGHT,  /* in grams */
  TS_PHRASE_WEIGHT_WRONG,
  TS_PHRASE_NOT_WEIGHED,
  TS_PHRASE_ENTER_SIZE,
  TS_PHRASE_STEP, /* "Step {n} of {m}" */
  /* Consignment. */
  TS_PHRASE_MANIFEST_USE,  /* "Manifest on the card: {n} pieces" */
  TS_PHRASE_MANIFEST_NONE, /* menu: without a manifest */
  TS_PHRASE_MANIFEST_BAD,  /* the manifest cannot be used: line {n} */
  TS_PHRASE_MANIFEST_BAD_DO,
  TS_PHRASE_FINISH, /* menu: finish the consignment */
  TS_PHRASE_CONTINUE,
  TS_PHRASE_EXPECTED,
  TS_PHRASE_COUNTED,
  TS_PHRASE_DUPLICATES,
  TS_PHRASE_DUPLICATE,
  TS_PHRASE_MISSING,
  TS_PHRASE_EXTRA,
  TS_PHRASE_CONSIGNMENT_DONE, /* recorded as record {n} */
  TS_PHRASE_LAST_SEEN,        /* "Seen here before, {date}" is put together by the screen */
  /* Aiming. */
  TS_PHRASE_AIM_SHOW,
  TS_PHRASE_AIM_DARK,
  TS_PHRASE_AIM_GLARE,
  TS_PHRASE_AIM_CLOSE,
  TS_PHRASE_AIM_FAR,
  TS_PHRASE_AIM_STILL,
  TS_PHRASE_AIM_HELD,
  /* What fails, and what to do. */
  TS_PHRASE_CAMERA_GONE,
  TS_PHRASE_CAMERA_GONE_DO,
  TS_PHRASE_STORAGE_FULL,
  TS_PHRASE_STORAGE_FULL_DO,
  TS_PHRASE_NOT_RECORDED, /* the inspection could not be recorded: no verdict is given */
  TS_PHRASE_NOT_RECORDED_DO,
  TS_PHRASE_JOURNAL_LOST, /* records {n} to {m} are missing on the card */
  TS_PHRASE_JOURNAL_LOST_DO,
  TS_PHRASE_TRUST_LOST, /* the trusted memory is damaged */
  TS_PHRASE_TRUST_LOST_DO,
  TS_PHRASE_BUTTONS, /* the buttons do not answer */
  TS_PHRASE_BUTTONS_DO,
  TS_PHRASE_COUNT
};
void ts_message_phrase(struct ts_buf *out, enum ts_language language, enum ts_phrase phrase, unsigned n);

/* Why a text was refused: which AI, and what is wrong with it. */
void ts_message_why(struct ts_buf *out, enum ts_err err, const struct ts_gs1_why *why);

/* 2026-11-23, UTC, proleptic Gregorian calendar. */
void ts_message_date(struct ts_buf *out, int64_t seconds);

/* Fields of a piece for people: "32.40 g ±0.05", "yellow gold 750". Nothing if the tag does not say. */
void ts_message_weight(struct ts_buf *out, const struct ts_piece *piece);
void ts_message_metal(struct ts_buf *out, enum ts_language language, const struct ts_piece *piece);

#endif
