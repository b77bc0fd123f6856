/* SPDX-License-Identifier: Apache-2.0 */
/* What was read in a photograph, held against what stands in it. Knows nothing of files, readers or time. */
#ifndef TS_BENCH_SCORE_H
#define TS_BENCH_SCORE_H

#include <stdbool.h>
#include <stddef.h>

#include "core/symbols.h"

#define TS_WANTED_SPELLINGS 8
#define TS_WANTED_SYMBOLS 512

/* One symbol that stands in a photograph. */
struct ts_wanted_symbol {
  struct ts_bytes spelling[TS_WANTED_SPELLINGS]; /* of its text, UTF-8 or the bytes themselves */
  size_t spellings;                              /* 0: nobody recorded what it says */
  bool placed;                                   /* else it may be anywhere in the photograph */
  double corner[TS_SYMBOL_CORNERS][2];           /* going around, either way; the photograph's pixels */
};

struct ts_wanted {
  const struct ts_wanted_symbol *symbol;
  size_t symbols;                 /* 0: nothing may be read */
  struct ts_wanted_symbol beside; /* its spellings: of symbols that stand there too but need not be read */
};

struct ts_score {
  size_t wanted;
  size_t right;
  size_t unrecorded; /* symbols read whose text nobody recorded */
  size_t wrong;      /* reads that say something else than the symbol there, or where there is none at all */
  size_t
      elsewhere; /* reads of what stands beside, or away from every place that is recorded: nobody can tell */
};

/* Told of each wrong read; WANTED is empty where nothing may be read. */
typedef void ts_score_told(void *ctx, struct ts_bytes wanted, const struct ts_symbol *read);

/* Adds one photograph to SCORE. A symbol counts once however often it is read. TOLD may be NULL. */
void ts_score_photo(struct ts_score *score, const struct ts_wanted *wanted, const struct ts_symbols *read,
                    ts_score_told *told, void *ctx);
void ts_score_add(struct ts_score *sum, const struct ts_score *part);

/* Do the bytes of a symbol say this text? UTF-8, Latin-1 and Shift-JIS are tried, a line may end in CR LF or in
 * LF, and white space at the end does not count; of GTINs, UPC-A is EAN-13
 * with a leading zero and UPC-E the UPC-A that it stands for. */
bool ts_score_same_text(const struct ts_symbol *read, struct ts_bytes wanted);

#endif
