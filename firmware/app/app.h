/* SPDX-License-Identifier: Apache-2.0 */
/* The device as a person holds it: aim, read, verdict, next. One table of states and events (app/states.c);
 * ts_app_step takes one event and is pure but for the ports. It never waits. */
#ifndef TS_APP_APP_H
#define TS_APP_APP_H

#include <stdbool.h>
#include <stdint.h>

#include "app/aim.h"
#include "app/answers.h"
#include "app/device.h"
#include "app/entry.h"
#include "app/held.h"
#include "app/inspection.h"
#include "app/page.h"
#include "app/photos.h"
#include "app/tally.h"
#include "core/journal.h"
#include "port/camera.h"
#include "port/display.h"
#include "port/identity.h"
#include "port/input.h"
#include "port/sound.h"

enum ts_event_kind {
  TS_EVENT_TICK = 0,      /* time has passed; nothing else happened. What can wait is done then, bit by bit */
  TS_EVENT_PICTURE = 1,   /* the camera's next picture */
  TS_EVENT_NO_CAMERA = 2, /* ERR: what its port said; not for TS_ERR_EMPTY */
  TS_EVENT_INPUT = 3,     /* a button, a letter, a line; of kind NONE: the buttons answer again */
  TS_EVENT_NO_DISPLAY = 4, /* the screen did not take what was to be shown; ERR */
  TS_EVENT_SHOWN = 5,      /* the screen has taken the page, after it did not */
  TS_EVENT_NO_INPUT = 6,   /* the buttons do not answer; ERR */
};

struct ts_event {
  enum ts_event_kind kind;
  struct ts_picture picture;
  struct ts_input_event input;
  enum ts_err err;
};

/* Where the device is; what each state does with each event stands in app/states.c. */
enum ts_app_state {
  TS_STATE_HOME = 0,
  TS_STATE_SETTINGS,
  TS_STATE_LANGUAGE,
  TS_STATE_OPERATOR,
  TS_STATE_DATE,
  TS_STATE_ABOUT,
  /* Shared by the modes. */
  TS_STATE_TAG,         /* aiming at a tag */
  TS_STATE_TAG_OPTIONS, /* no tag, type a serial, finish */
  TS_STATE_BRAND,
  TS_STATE_MODEL,
  TS_STATE_MADE,
  TS_STATE_GTIN,         /* of a serial without one: scan it, */
  TS_STATE_GTIN_OPTIONS, /* type it, or choose the model */
  TS_STATE_GTIN_ENTRY,
  TS_STATE_SERIAL,
  TS_STATE_CONFIRM,
  TS_STATE_VERDICT,
  /* A return. */
  TS_STATE_ORDER,
  TS_STATE_ORDER_OPTIONS,
  TS_STATE_ORDER_ENTRY,
  TS_STATE_ENGRAVED,
  TS_STATE_ENGRAVED_OPTIONS,
  TS_STATE_ENGRAVED_ENTRY,
  TS_STATE_WEIGHT,
  TS_STATE_SIZE,
  /* A consignment. */
  TS_STATE_CONSIGNMENT, /* with a manifest or without; or go on with the one that is open */
  TS_STATE_MANIFEST_BAD,
  TS_STATE_RECOUNT, /* the one that is open, from the journal */
  TS_STATE_SUMMARY, /* at its end */
  TS_STATE_CONSIGNMENT_DONE,
  /* What fails. */
  TS_STATE_CAMERA_GONE,
  TS_STATE_PHOTO_LOST,
  TS_STATE_BUTTONS,
  TS_STATE_NOT_RECORDED,
  TS_STATE_JOURNAL_LOST,
  TS_STATE_TRUST_LOST,
  TS_STATE_COUNT
};

/* All owned by the board and alive as long as the app. */
struct ts_app_ports {
  struct ts_ports device;
  const struct ts_identity *identity; /* NULL: checkpoints are not signed */
  const struct ts_sound *sound;       /* NULL: no buzzer */
};

/* Memory of the board's. */
struct ts_app_memory {
  void *bundle; /* the bundle's head, as for ts_device_open; TS_BUNDLE_SIZE_MAX takes any */
  size_t bundle_size;
  /* The photograph of the inspection under way until it is kept, and a manifest while it is read: larger ones
   * are not taken. 128 KB is a good size; NULL: none of the two. */
  void *scratch;
  size_t scratch_size;
  struct ts_journal_limits journal;
  struct ts_photos_limits photos;
};

#define TS_APP_PATH_MAX 16    /* states that BACK leads through on its way home */
#define TS_APP_SYMBOLS_MAX 16 /* of a frame that is only looked at in passing */
#define TS_APP_SYMBOLS_POOL 8192

/* Work for later: bits of ts_app.jobs. */
enum { TS_JOB_PHOTO = 1, TS_JOB_CHECKPOINT = 2, TS_JOB_KEEP = 4 };

/* A menu as it stands. */
struct ts_app_menu {
  unsigned count, first, selected;
};

/* What a person is asked for, and the answers so far. */
struct ts_app_task {
  struct ts_claims claims;
  bool serial;    /* a serial was typed and wants its GTIN; else a piece without a tag wants its model */
  unsigned brand; /* 1 + its index in the bundle; 0: none chosen */
  struct ts_weight scale; /* its last line; zero: none */
  enum ts_phrase refused; /* what was wrong with the last answer */
};

/* What waits for the journal. */
enum ts_app_pending { TS_PENDING_NONE = 0, TS_PENDING_VIEW, TS_PENDING_BEGIN, TS_PENDING_END };

#define TS_APP_CONSIGNMENT_FILE "consignment" /* on the card: which one is open */
#define TS_APP_SETTINGS_FILE "settings"       /* trusted */
#define TS_APP_LINE_MAX 40                    /* "GTIN serial", with its end */

/* Of a consignment. */
struct ts_app_consignment {
  bool open;       /* begun, and not ended */
  bool counted;    /* COUNTS and TALLY say what the journal says */
  uint64_t number; /* 1 + its first record's */
  bool begun_with_manifest;
  uint8_t begun_with[TS_SHA256_SIZE];    /* that manifest's hash */
  uint8_t manifest_hash[TS_SHA256_SIZE]; /* of the one that was read last */
  struct ts_counts counts;
  struct ts_tally tally;
  enum ts_err manifest_err; /* why there is no manifest; TS_ERR_NOT_FOUND: the card has none */
  unsigned manifest_row;    /* the bad one */
  uint64_t next;            /* the record to be counted again, or listed, next */
  uint64_t lost;            /* records that could not be counted again: some from LOST_FIRST to LOST_LAST */
  uint64_t lost_first, lost_last;
  /* The list at its end: which part it is in, and how far. */
  unsigned part, first, shown;
  uint32_t line; /* of the manifest */
  struct ts_manifest manifest;
};

/* A look whose verdict is on its way, or on the page. */
struct ts_app_case {
  bool has_frame;    /* it comes from a picture */
  size_t photo_size; /* bytes of its photograph in the board's memory; 0: it is not there */
  uint8_t frame_hash[TS_SHA256_SIZE];
  uint64_t number;     /* of its record */
  struct ts_seen seen; /* of the piece shown, before it */
  /* In a consignment: is it one piece that counts, and what is it? */
  bool counts;
  enum ts_tally_answer answer;
  enum ts_manifest_line line;
  unsigned sheet, sheets; /* of the verdict's page */
};

/* The whole device but for the reader's, the screen's and the board's memory; static memory of the board's,
 * about 100 KB, with no pointers to be set but by ts_app_open. Everything in it is the app's own. */
struct ts_app {
  struct ts_app_ports ports;
  struct ts_app_memory memory;
  const struct ts_clock *board_clock;
  struct ts_clock clock; /* the board's, or a date that a person confirmed */
  bool date_given;
  int64_t date_given_for; /* seconds, at DATE_GIVEN_AT */
  uint64_t date_given_at; /* microseconds of the clock's ticks */
  struct ts_device device;
  struct ts_journal journal;
  enum ts_err journal_err;
  uint64_t lost_first, lost_last; /* records, for the page that tells of it */
  bool loss_untold;
  struct ts_photos photos;

  enum ts_language language;
  uint32_t operator_number;
  enum ts_mode mode;
  uint8_t path[TS_APP_PATH_MAX]; /* enum ts_app_state; the last is where the device is */
  unsigned depth;
  struct ts_page page;
  uint32_t generation;
  bool changed;
  bool display_failing;
  enum ts_err err; /* what the notice shown is about */

  struct ts_app_menu menu;
  struct ts_entry entry;
  struct ts_app_task task;
  struct ts_app_consignment consignment;
  struct ts_app_case now;
  enum ts_app_pending pending;
  unsigned jobs;

  struct ts_aim aim;
  struct ts_held held;
  enum ts_aim_hint hint;
  struct ts_frame frame; /* the last one, as long as its memory holds it */
  unsigned lost_pictures;
  struct ts_inspection view;
  struct ts_symbols glance; /* what the last frame held */
  struct ts_symbol glance_item[TS_APP_SYMBOLS_MAX];
  uint8_t glance_pool[TS_APP_SYMBOLS_POOL];
  char line[TS_PAGE_LINES][TS_APP_LINE_MAX]; /* of the list in view */
  enum ts_phrase line_kind[TS_PAGE_LINES];
};

/* Opens the device and its journal and shows the first page. Always succeeds: what is wrong is told by pages.
 * Reads only. */
void ts_app_open(struct ts_app *app, const struct ts_app_ports *ports, const struct ts_app_memory *memory);

/* One event. What EVENT points at need only live until the return. */
void ts_app_step(struct ts_app *app, const struct ts_event *event);

/* What is to be shown now; its views are good until the next step. GENERATION rises with each page that may
 * look different. The frame of an aim page is the reader's or the camera's memory: draw before the camera is
 * asked again. */
const struct ts_page *ts_app_page(const struct ts_app *app);
uint32_t ts_app_generation(const struct ts_app *app);

/* Is a picture of use now? Where not, a board may leave the camera alone. */
bool ts_app_wants_picture(const struct ts_app *app);
/* Is there work for TICK events? A board that sleeps between events gives it those first. */
bool ts_app_has_work(const struct ts_app *app);

enum ts_app_state ts_app_state(const struct ts_app *app);
/* The last inspection, for a board that prints or logs it; NULL before its verdict is on the page. *NUMBER: its
 * record's. */
const struct ts_inspection *ts_app_verdict(const struct ts_app *app, uint64_t *number);

#endif
