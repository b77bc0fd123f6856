/* SPDX-License-Identifier: Apache-2.0 */
/* For the files that make up the app: what a state consists of, how to get from one to another, and what each file
 * gives to the table in states.c. */
#ifndef TS_APP_STATES_H
#define TS_APP_STATES_H

#include "app/app.h"
#include "app/tones.h"

/* What a state can meet. What no state needs to know (the display, the buttons failing) states.c sees to itself. */
enum ts_meets {
  TS_MEETS_PICTURE = 0,
  TS_MEETS_NO_CAMERA,
  TS_MEETS_NEXT,
  TS_MEETS_BACK,
  TS_MEETS_OK,
  TS_MEETS_LETTER, /* a character, or the one before taken back */
  TS_MEETS_LINE,
  TS_MEETS_TICK,
  TS_MEETS_COUNT
};

typedef void ts_handler(struct ts_app *app, const struct ts_event *event);

/* A menu's lines. */
struct ts_menu_of {
  enum ts_phrase question;
  unsigned (*count)(struct ts_app *app);
  void (*line)(struct ts_app *app, unsigned at, struct ts_page_line *out);
  void (*chosen)(struct ts_app *app, unsigned at);
};

/* What is to be entered. */
struct ts_entry_of {
  enum ts_phrase prompt;
  const char *unit;
  struct ts_bytes (*wheel)(void);
  unsigned max;
  bool may_skip; /* done with nothing entered is an answer too */
  /* Takes the answer: TS_PHRASE_NONE and the app has moved on, or what is wrong with it. */
  enum ts_phrase (*done)(struct ts_app *app, struct ts_bytes text);
  /* Reads a line of a scale or a hand scanner into the entry; NULL: as it is. */
  enum ts_phrase (*line)(struct ts_app *app, struct ts_bytes line);
};

/* What the camera is to be aimed at. */
struct ts_aim_of {
  enum ts_phrase prompt;
  /* Something new is in view, in app->glance; FRAME and the picture it came from. */
  void (*seen)(struct ts_app *app, const struct ts_picture *picture, const struct ts_frame *frame);
  void (*line)(struct ts_app *app, struct ts_bytes line);
  enum ts_app_state options; /* what OK leads to */
  enum ts_app_state entry;   /* where a keyboard's letter goes; TS_STATE_HOME: nowhere */
};

struct ts_state {
  enum ts_phrase title;              /* TS_PHRASE_NONE: the mode's */
  void (*enter)(struct ts_app *app); /* NULL: nothing to prepare */
  void (*page)(struct ts_app *app, struct ts_page *page);
  ts_handler *on[TS_MEETS_COUNT]; /* NULL: nothing happens */
  const struct ts_menu_of *menu;
  const struct ts_entry_of *entry;
  const struct ts_aim_of *aim;
};

/* states.c: the way home is app->path; BACK takes its last step. */
const struct ts_state *ts_state_of(enum ts_app_state state);
void ts_app_go(struct ts_app *app, enum ts_app_state state); /* one step further */
void ts_app_back(struct ts_app *app);                        /* one step back */
void ts_app_resume(struct ts_app *app);                      /* likewise, to what was interrupted */
void ts_app_interrupt(struct ts_app *app, enum ts_app_state state);
/* Back to BASE, if it is on the way, else home. */
void ts_app_back_to(struct ts_app *app, enum ts_app_state base);
/* Back to BASE without stopping there, then on to STATE. */
void ts_app_go_from(struct ts_app *app, enum ts_app_state base, enum ts_app_state state);
void ts_app_home(struct ts_app *app);
bool ts_app_is_on_path(const struct ts_app *app, enum ts_app_state state);
uint64_t ts_app_ticks(const struct ts_app *app);
void ts_app_open_journal(struct ts_app *app);
void ts_app_sound(const struct ts_app *app, struct ts_melody melody);

/* widgets.c: menus, entries, notices */
void ts_menu_enter(struct ts_app *app);
void ts_menu_page(struct ts_app *app, struct ts_page *page);
ts_handler ts_menu_next, ts_menu_ok, ts_go_back;
void ts_entry_enter(struct ts_app *app);
void ts_entry_page(struct ts_app *app, struct ts_page *page);
ts_handler ts_entry_event, ts_entry_line;
void ts_notice(struct ts_page *page, enum ts_notice_tone tone, enum ts_phrase what, enum ts_phrase advice);

/* home.c */
extern const struct ts_menu_of ts_home_menu, ts_settings_menu, ts_language_menu;
extern const struct ts_entry_of ts_operator_entry, ts_date_entry;
void ts_about_page(struct ts_app *app, struct ts_page *page);
void ts_settings_load(struct ts_app *app);
struct ts_time ts_app_now(void *app); /* for the clock port */
uint64_t ts_app_ticks_us(void *app);

/* look.c: the camera */
void ts_aim_enter(struct ts_app *app);
void ts_aim_page(struct ts_app *app, struct ts_page *page);
ts_handler ts_aim_picture, ts_aim_no_camera, ts_aim_line, ts_aim_options, ts_aim_letter, ts_watch_picture;
void ts_hold_view(struct ts_app *app);
/* Which piece it is, and when it was made; what was ordered stays. */
void ts_task_forget_piece(struct ts_app *app);
extern const struct ts_aim_of ts_tag_aim;

/* choices.c: pieces without a tag, typed serials */
extern const struct ts_menu_of ts_tag_menu, ts_brand_menu, ts_model_menu, ts_gtin_menu, ts_confirm_menu;
extern const struct ts_entry_of ts_made_entry, ts_gtin_entry, ts_serial_entry;
extern const struct ts_aim_of ts_gtin_aim;
void ts_task_begin(struct ts_app *app);
/* The one GTIN that the symbols in view name; false if there is none, or more than one. OF_MODEL: only codes that name
 * no piece. */
bool ts_gtin_in_view(struct ts_app *app, const struct ts_symbols *symbols, bool of_model, char gtin14[15]);
bool ts_gtin_in_line(struct ts_app *app, struct ts_bytes line, bool of_model, char gtin14[15]);

/* returns.c */
extern const struct ts_aim_of ts_order_aim, ts_engraved_aim;
extern const struct ts_menu_of ts_order_menu, ts_engraved_menu;
extern const struct ts_entry_of ts_order_entry, ts_engraved_entry, ts_weight_entry, ts_size_entry;
void ts_return_steps(const struct ts_app *app, unsigned *step, unsigned *steps);
/* The tag was looked at: to the next question, or to the verdict. */
void ts_return_looked(struct ts_app *app);

/* consignment.c */
extern const struct ts_menu_of ts_consignment_menu;
void ts_consignment_enter(struct ts_app *app);
void ts_consignment_open(struct ts_app *app);
void ts_consignment_finish(struct ts_app *app);
void ts_consignment_began(struct ts_app *app, uint64_t number);
void ts_consignment_ended(struct ts_app *app, uint64_t number);
/* What the piece in view would be; and that it was. */
void ts_consignment_ask(struct ts_app *app);
void ts_consignment_see(struct ts_app *app);
void ts_consignment_record(const struct ts_app *app, struct ts_record *record);
void ts_recount_page(struct ts_app *app, struct ts_page *page);
void ts_manifest_bad_page(struct ts_app *app, struct ts_page *page);
void ts_done_page(struct ts_app *app, struct ts_page *page);
ts_handler ts_recount_tick, ts_recount_back, ts_manifest_bad_ok, ts_done_ok;
bool ts_consignment_manifest(struct ts_app *app, struct ts_bytes *text);
/* Record NUMBER, if it is an inspection of this consignment that names one piece. */
bool ts_consignment_read(struct ts_app *app, uint64_t number, uint8_t memory[TS_RECORD_SIZE_MAX],
                         struct ts_record *record, char gtin14[15], char serial[TS_TAG_SERIAL_MAX + 1],
                         bool *twice);
/* summary.c */
bool ts_summary_is_whole(const struct ts_app *app);
void ts_summary_begin(struct ts_app *app);
void ts_summary_page(struct ts_app *app, struct ts_page *page);
ts_handler ts_summary_next, ts_summary_ok, ts_summary_tick;

/* conclude.c: from what was read to a recorded verdict */
void ts_conclude(struct ts_app *app);
void ts_conclude_claims(struct ts_app *app);
/* Writes what is pending to the journal, then shows it; or says that it cannot. */
void ts_write_pending(struct ts_app *app, enum ts_app_pending what);
void ts_verdict_page(struct ts_app *app, struct ts_page *page);
ts_handler ts_verdict_next, ts_verdict_back, ts_verdict_ok;
/* faults.c */
void ts_camera_gone_page(struct ts_app *app, struct ts_page *page);
void ts_photo_lost_page(struct ts_app *app, struct ts_page *page);
void ts_buttons_page(struct ts_app *app, struct ts_page *page);
void ts_not_recorded_page(struct ts_app *app, struct ts_page *page);
void ts_journal_lost_page(struct ts_app *app, struct ts_page *page);
void ts_trust_lost_page(struct ts_app *app, struct ts_page *page);
ts_handler ts_fault_over, ts_fault_back, ts_not_recorded_ok, ts_not_recorded_back;
/* jobs.c: one at a time, after the verdict is shown */
void ts_do_a_job(struct ts_app *app);

#endif
