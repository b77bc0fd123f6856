/* SPDX-License-Identifier: Apache-2.0 */
/* Scripts for the simulated board (README.md): one event a line. Read only; script_run.c does what they say. */
#ifndef TS_BOARDS_SIM_SCRIPT_H
#define TS_BOARDS_SIM_SCRIPT_H

#include <stddef.h>
#include <stdint.h>

#include "core/bytes.h"
#include "port/clock.h"

#define TS_SCRIPT_SIZE_MAX (1024u * 1024u) /* bytes */
#define TS_SCRIPT_TIMES_MAX 10000u
#define TS_SCRIPT_WAIT_MAX 86400000u /* milliseconds: a day */

enum ts_script_word {
  TS_SCRIPT_FRAME, /* TEXT, TIMES */
  TS_SCRIPT_NEXT,  /* TIMES */
  TS_SCRIPT_BACK,
  TS_SCRIPT_OK,
  TS_SCRIPT_ERASE,
  TS_SCRIPT_TYPE,    /* TEXT, printable ASCII */
  TS_SCRIPT_LINE,    /* TEXT, printable ASCII, or empty */
  TS_SCRIPT_CHOOSE,  /* TEXT */
  TS_SCRIPT_WAIT,    /* TIMES: milliseconds */
  TS_SCRIPT_CAMERA,  /* HOW: gone, back, fails */
  TS_SCRIPT_CARD,    /* HOW: gone, back, full, ok */
  TS_SCRIPT_DISPLAY, /* HOW: fails, ok */
  TS_SCRIPT_BUTTONS, /* HOW: fail, ok */
  TS_SCRIPT_DATE,    /* TIME */
  TS_SCRIPT_SHOOT,   /* TEXT: a name without folders */
  TS_SCRIPT_EXPECT,  /* HOW, TEXT */
  TS_SCRIPT_RESTART,
};

enum ts_script_how {
  TS_SCRIPT_HOW_NONE = 0,
  TS_SCRIPT_GONE,
  TS_SCRIPT_BACK_AGAIN,
  TS_SCRIPT_FULL,
  TS_SCRIPT_FAILS,
  TS_SCRIPT_FINE,
  /* Of EXPECT. */
  TS_SCRIPT_PAGE,    /* TEXT: a page's kind */
  TS_SCRIPT_VERDICT, /* TEXT: a verdict's name */
  TS_SCRIPT_REASON,  /* TIMES: a reason's number */
  TS_SCRIPT_SHOWS,   /* TEXT: words on the screen */
  TS_SCRIPT_RECORDS, /* TIMES: of the journal */
};

struct ts_script_step {
  unsigned line;
  enum ts_script_word word;
  enum ts_script_how how;
  struct ts_bytes text; /* a view into the script */
  uint32_t times;       /* 1 if the line does not say */
  struct ts_time time;
};

enum ts_script_answer {
  TS_SCRIPT_STEP, /* STEP is the next line that is one */
  TS_SCRIPT_END,
  TS_SCRIPT_WRONG, /* SCRIPT->line, ->word and ->wrong say what */
};

/* Zero it and set TEXT. */
struct ts_script {
  struct ts_bytes text;
  size_t at;
  unsigned line;
  struct ts_bytes word; /* that is wrong */
  const char *wrong;    /* and why */
};

enum ts_script_answer ts_script_next(struct ts_script *script, struct ts_script_step *step);

#endif
