/* SPDX-License-Identifier: Apache-2.0 */
/* What the last look at a frame as a whole found. In a stream the same frame is asked for twice: in passing, and once more
 * because a verdict is to rest on `read`. The second look would find the same, pixel by pixel: it need not be done. */
#ifndef TS_ADAPTERS_ANSWER_H
#define TS_ADAPTERS_ANSWER_H

#include <stdbool.h>
#include <stdint.h>

#include "core/frame.h"
#include "core/symbols.h"

#define TS_ANSWER_SYMBOLS_MAX 8
#define TS_ANSWER_POOL 4096

/* Symbols, in memory that the looks themselves use: it is good until the next one. */
struct ts_answer {
  struct ts_symbol item[TS_ANSWER_SYMBOLS_MAX];
  uint8_t pool[TS_ANSWER_POOL];
};

/* Which frame it was, and how many symbols it has; 0: there is no answer. */
struct ts_answer_of {
  size_t count;
  struct ts_frame frame;
  uint32_t pixels; /* a hash of them: a camera may have written another picture into the same memory */
};

/* Keeps the symbols of SYMBOLS from FIRST on, all that FRAME holds. None, or more than there is room for: nothing is kept. */
void ts_answer_keep(struct ts_answer *answer, struct ts_answer_of *of, const struct ts_frame *frame,
                    const struct ts_symbols *symbols, size_t first);
/* Is it FRAME's, as it is now? */
bool ts_answer_fits(const struct ts_answer_of *of, const struct ts_frame *frame);
/* Appends the answer to SYMBOLS. */
void ts_answer_give(const struct ts_answer *answer, const struct ts_answer_of *of,
                    struct ts_symbols *symbols);

#endif
