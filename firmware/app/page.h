/* SPDX-License-Identifier: Apache-2.0 */
/* What the device has to show now, in the app's words: the line between what it does (app/app.h) and how that
 * looks (app/screen.h). No pixels, no sentences; views into memory of the app's that live until its next step. */
#ifndef TS_APP_PAGE_H
#define TS_APP_PAGE_H

#include <stdbool.h>
#include <stdint.h>

#include "app/device.h"
#include "app/inspection.h"
#include "app/messages.h"
#include "core/bytes.h"
#include "core/error.h"
#include "core/frame.h"
#include "core/journal.h"
#include "core/record.h"

enum ts_page_kind {
  TS_PAGE_NONE = 0,
  TS_PAGE_MENU = 1,    /* choose one of some lines; a question is a menu with a text above it */
  TS_PAGE_ENTRY = 2,   /* a number or a serial, letter by letter */
  TS_PAGE_AIM = 3,     /* what the camera sees */
  TS_PAGE_VERDICT = 4, /* one inspection */
  TS_PAGE_COUNT = 5,   /* a consignment at its end, or on its way */
  TS_PAGE_NOTICE = 6,  /* one thing to be told: a fault, a loss, that something is done */
  TS_PAGE_INSTRUCTIONS =
      7, /* what to do next with the piece in hand, without a camera (weigh it, read the engraving) */
};

/* What the three buttons do here; TS_PHRASE_NONE: nothing. */
struct ts_page_buttons {
  enum ts_phrase next, back, ok;
};

/* A fixed phrase, or a text of the data's (a brand's name) where PHRASE is TS_PHRASE_NONE. */
struct ts_page_line {
  enum ts_phrase phrase;
  unsigned n; /* for {n} in the phrase */
  struct ts_bytes text;
};

#define TS_PAGE_LINES 6 /* of a menu that are in view */

struct ts_page_menu {
  struct ts_page_line question; /* TS_PHRASE_NONE and empty: none; both: a text that the phrase asks about */
  unsigned count;               /* lines of the whole menu */
  unsigned first;               /* the first one in view */
  unsigned selected;
  struct ts_page_line line[TS_PAGE_LINES]; /* from FIRST on */
};

struct ts_page_entry {
  enum ts_phrase prompt;    /* what is wanted */
  enum ts_phrase complaint; /* what was wrong with the last try, TS_PHRASE_NONE */
  struct ts_bytes text;     /* so far */
  struct ts_bytes wheel;    /* the letters to choose from, ASCII; NEXT turns it, OK takes one */
  unsigned at;              /* in WHEEL; at its end (at == size): "done" */
  struct ts_bytes unit;     /* "g", or empty */
};

enum ts_aim_hint {                  /* in the order of their urgency; from cheap measures of the frame */
                   TS_AIM_SHOW = 0, /* nothing seen: show the tag */
                   TS_AIM_DARK,
                   TS_AIM_GLARE,
                   TS_AIM_CLOSE, /* too close */
                   TS_AIM_FAR,
                   TS_AIM_STILL,
                   TS_AIM_HELD, /* this one is done: show the next */
                   TS_AIM_COUNT
};

/* Of a consignment. */
struct ts_counts {
  bool has_manifest;
  uint32_t expected; /* by the manifest */
  uint32_t pieces;   /* inspected, each serial once */
  uint32_t duplicates, missing, extra;
  uint32_t genuine, unproven, suspect, counterfeit;
};

struct ts_page_aim {
  enum ts_phrase prompt; /* what to show: the tag, the order's code, the engraving */
  enum ts_aim_hint hint;
  struct ts_frame frame; /* gray NULL: no picture yet */
  unsigned step, steps;  /* of a return: 2 of 4; 0: none */
  bool counting;         /* a consignment: COUNTS are shown */
  struct ts_counts counts;
};

struct ts_page_verdict {
  const struct ts_inspection *view;
  struct ts_seen seen;            /* of the piece shown, before this inspection */
  const struct ts_claims *claims; /* what was compared with the piece */
  unsigned sheet, sheets;         /* NEXT leafs through: 0 the verdict, then all reasons and details */
  bool counting;
  struct ts_counts counts;
};

struct ts_page_count {
  bool ended;
  struct ts_counts counts;
  unsigned first, count, shown;            /* the list below: missing, extra, duplicates */
  struct ts_page_line line[TS_PAGE_LINES]; /* "GTIN serial" */
  enum ts_phrase kind[TS_PAGE_LINES];      /* TS_PHRASE_MISSING, _EXTRA, _DUPLICATE */
};

enum ts_notice_tone { TS_NOTICE_PLAIN = 0, TS_NOTICE_FAULT = 1 };
struct ts_page_notice {
  enum ts_notice_tone tone;
  enum ts_phrase what, advice;
  enum ts_err
      err; /* told in words below, TS_OK: nothing; a PLAIN notice with a device tells of its data anyway */
  unsigned n, m; /* for {n} and {m} */
};

struct ts_page {
  enum ts_page_kind kind;
  enum ts_language language;
  enum ts_phrase title;
  struct ts_page_buttons buttons;
  const struct ts_device *device; /* for the age of the data */
  union {
    struct ts_page_menu menu;
    struct ts_page_entry entry;
    struct ts_page_aim aim;
    struct ts_page_verdict verdict;
    struct ts_page_count count;
    struct ts_page_notice notice; /* INSTRUCTIONS too */
  };
};

#endif
