/* SPDX-License-Identifier: Apache-2.0 */
/* The boundary to hands: three buttons, and a keyboard and a scale where there is one. */
#ifndef TS_PORT_INPUT_H
#define TS_PORT_INPUT_H

#include <stdint.h>

#include "core/bytes.h"
#include "core/error.h"

enum ts_button {
  TS_KEY_NEXT = 0, /* to the next thing: the next line, the next letter, the other way */
  TS_KEY_BACK = 1, /* one step back, or the last letter away */
  TS_KEY_OK = 2,   /* yes, this one */
  TS_KEY_COUNT
};

enum ts_input_kind {
  TS_INPUT_NONE = 0,
  TS_INPUT_KEY = 1,       /* a button went down; repeats of a held one are told again */
  TS_INPUT_CHARACTER = 2, /* a keyboard's; its Enter, Escape and Tab are OK, BACK and NEXT */
  TS_INPUT_ERASE = 3,     /* a keyboard's backspace */
  TS_INPUT_LINE = 4,      /* a whole line: from a scale, or a hand scanner that types */
};

struct ts_input_event {
  enum ts_input_kind kind;
  enum ts_button key;
  char character;       /* 0x20 to 0x7e */
  struct ts_bytes line; /* without its end; good until the next call */
};

struct ts_input {
  void *ctx;
  /* What happened since the last call, one thing at a time; kind NONE if nothing did. Never waits. TS_ERR_IO:
   * the buttons do not answer. */
  enum ts_err (*poll)(void *ctx, struct ts_input_event *event);
};

#endif
