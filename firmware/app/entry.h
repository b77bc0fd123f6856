/* SPDX-License-Identifier: Apache-2.0 */
/* A number or a serial, letter by letter: from three buttons and a wheel of letters, or from a keyboard. */
#ifndef TS_APP_ENTRY_H
#define TS_APP_ENTRY_H

#include <stdbool.h>

#include "core/bytes.h"
#include "port/input.h"

#define TS_ENTRY_MAX 32 /* characters */

struct ts_entry {
  struct ts_bytes wheel; /* the letters that may be entered; constant */
  unsigned max;          /* characters, at most TS_ENTRY_MAX */
  unsigned at;           /* in WHEEL; at its end: done */
  unsigned size;
  bool typed;                  /* the last letter came from a keyboard: OK is its Enter */
  char text[TS_ENTRY_MAX + 1]; /* a C string */
};

enum ts_entry_result {
  TS_ENTRY_GOES_ON = 0,
  TS_ENTRY_DONE = 1,    /* TEXT is what was meant */
  TS_ENTRY_LEFT = 2,    /* BACK with nothing entered */
  TS_ENTRY_NOTHING = 3, /* the event changes nothing here */
};

/* Letters: digits; a date's; a weight's; a size's (DESIGN section 3); GS1's character set 82. */
struct ts_bytes ts_entry_digits(void);
struct ts_bytes ts_entry_date(void);
struct ts_bytes ts_entry_decimal(void);
struct ts_bytes ts_entry_size(void);
struct ts_bytes ts_entry_gs1(void);

void ts_entry_init(struct ts_entry *entry, struct ts_bytes wheel, unsigned max);
/* TEXT instead of what stands there; false, and nothing changes, if it does not fit or holds other letters. */
bool ts_entry_set(struct ts_entry *entry, struct ts_bytes text);
/* A button: NEXT turns the wheel, OK takes the letter or ends, BACK takes the last letter away. A letter goes in as
 * it is, Enter on a keyboard (OK while letters were typed and the wheel was not turned) ends. Lines are the
 * caller's to read. */
enum ts_entry_result ts_entry_input(struct ts_entry *entry, const struct ts_input_event *input);

#endif
