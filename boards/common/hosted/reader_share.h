/* SPDX-License-Identifier: Apache-2.0 */
/* What a reader in a child process and its parent say to each other: pictures lie in memory that both see, questions
 * and answers go over a socket, so that an answer no longer changes once it is looked at. */
#ifndef TS_BOARDS_COMMON_HOSTED_READER_SHARE_H
#define TS_BOARDS_COMMON_HOSTED_READER_SHARE_H

#include <stdint.h>

#include "core/frame.h"
#include "core/symbols.h"

#define TS_READER_SHARE_PHOTO (16u * 1024u * 1024u) /* bytes */
#define TS_READER_SHARE_GRAY ((size_t)TS_FRAME_SIDE_MAX * TS_FRAME_SIDE_MAX)

/* The child's open files. */
#define TS_READER_CHILD_LINE 0   /* the socket */
#define TS_READER_CHILD_MEMORY 3 /* the shared memory; closed once it is mapped */

struct ts_reader_share {
  uint8_t photo[TS_READER_SHARE_PHOTO]; /* of the parent's */
  uint8_t gray[TS_READER_SHARE_GRAY];   /* rows without a gap; of the child's, or the parent's camera's */
};

enum ts_reader_what { TS_READER_LOAD = 1, TS_READER_READ = 2, TS_READER_FOLLOW = 3 };

struct ts_reader_question {
  uint32_t number; /* the answer repeats it */
  uint32_t what;   /* enum ts_reader_what */
  uint32_t size;   /* LOAD: bytes of the photograph */
  uint32_t side_max;
  uint32_t width, height, source_width, source_height; /* READ and FOLLOW: of the frame */
};

struct ts_reader_seen {
  uint32_t symbology;
  uint32_t gs1, eci, application, confirmed; /* 0 or 1 */
  uint32_t offset, size;                     /* in the pool */
  int32_t x[TS_SYMBOL_CORNERS], y[TS_SYMBOL_CORNERS];
};

/* Always sent whole. What it says is an attacker's. */
struct ts_reader_answer {
  uint32_t number;
  uint32_t err;
  uint32_t width, height, source_width, source_height; /* LOAD */
  uint32_t count, truncated, whole;                    /* READ and FOLLOW; the last two 0 or 1 */
  struct ts_reader_seen seen[TS_SYMBOLS_MAX];
  uint8_t pool[TS_SYMBOLS_POOL];
};

#endif
