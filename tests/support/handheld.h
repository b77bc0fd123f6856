/* SPDX-License-Identifier: Apache-2.0 */
/* A whole device in memory, driven by events: the app over tests/support/world's trust, a store with any files, a
 * reader that sees what it is told, a clock whose ticks the test turns. Each call of a port is counted, and can be
 * made to fail. */
#ifndef TS_TESTS_SUPPORT_HANDHELD_H
#define TS_TESTS_SUPPORT_HANDHELD_H

#include "app/app.h"
#include "tests/support/world.h"

#define TS_HANDHELD_FILES 256
#define TS_HANDHELD_WIDTH 64
#define TS_HANDHELD_HEIGHT 48

struct ts_handheld_file {
  bool there;
  enum ts_store_area area;
  char name[TS_STORE_NAME_MAX + 1];
  uint8_t *data;
  size_t size;
};

struct ts_handheld {
  struct ts_handheld_file file[TS_HANDHELD_FILES];
  struct ts_store store;
  struct ts_crypto crypto;
  struct ts_clock clock;
  struct ts_reader reader;
  struct ts_identity identity;
  struct ts_sound sound;
  struct ts_time now;
  uint64_t ticks;
  bool no_identity;

  unsigned calls;          /* of all ports, so far */
  unsigned fail_at;        /* the call that fails; 0: none */
  bool fail_from;          /* and all that follow */
  enum ts_err error;       /* what the store answers then */
  bool read_only;          /* the store takes nothing */
  enum ts_err store_error; /* and answers this */
  enum ts_err load_err;
  bool follows_parts;  /* the reader says that it followed what it had seen, and looked at nothing else */
  unsigned looks;      /* at a whole frame */
  unsigned appended;   /* records, by the store's append */
  unsigned sounds;     /* patterns played */
  size_t last_pattern; /* tones of the last one */
  uint64_t recorded_at_sound; /* records that there were when it began */
  uint8_t gray[TS_HANDHELD_WIDTH * TS_HANDHELD_HEIGHT];

  struct ts_app_memory memory;
  uint8_t bundle[64 * 1024], scratch[96 * 1024];
  struct ts_app app;
};

/* The world's bundle and anchor on its card, switched on. WORLD must be set up. */
struct ts_handheld *ts_handheld_make(void);
void ts_handheld_free(struct ts_handheld *h);
/* Off and on again: all memory is lost, the store is not. */
void ts_handheld_restart(struct ts_handheld *h);
/* cmocka's fixture: a new world and a new device in it. */
extern struct ts_handheld *handheld;
int ts_handheld_setup(void **state);
int ts_handheld_teardown(void **state);

struct ts_handheld_file *ts_handheld_file(struct ts_handheld *h, enum ts_store_area area, const char *name);
void ts_handheld_put(struct ts_handheld *h, enum ts_store_area area, const char *name, const char *text);

/* Events. Each checks what must hold after any: a page, and no verdict that is not on record. */
void ts_handheld_step(struct ts_handheld *h, const struct ts_event *event);
void ts_handheld_key(struct ts_handheld *h, enum ts_button key);
void ts_handheld_type(struct ts_handheld *h, const char *text); /* a keyboard, without Enter */
void ts_handheld_line(struct ts_handheld *h, const char *line);
void ts_handheld_tick(struct ts_handheld *h);
/* One picture of what the world shows (ts_world_show), a tenth of a second after the last. */
void ts_handheld_picture(struct ts_handheld *h);
/* Nothing in view for some pictures, so that what was is let go. */
void ts_handheld_clear_view(struct ts_handheld *h);
/* TEXT alone in view, as a QR code, for one picture. */
void ts_handheld_show(struct ts_handheld *h, const char *text);
/* Choose the line of the menu on the page that has PHRASE, or TEXT. */
void ts_handheld_choose(struct ts_handheld *h, enum ts_phrase phrase);
void ts_handheld_choose_text(struct ts_handheld *h, const char *text);
/* From home into a mode: the start of its first page. */
void ts_handheld_mode(struct ts_handheld *h, enum ts_phrase mode);

/* The verdict on the page; asserts that it is there. */
const struct ts_inspection *ts_handheld_verdict(struct ts_handheld *h);
bool ts_handheld_says(struct ts_handheld *h, enum ts_verdict verdict, enum ts_reason reason);
/* Record NUMBER, read back. Views live until the next call. */
const struct ts_record *ts_handheld_record(struct ts_handheld *h, uint64_t number);

#endif
