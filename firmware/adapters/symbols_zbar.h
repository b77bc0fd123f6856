/* SPDX-License-Identifier: Apache-2.0 */
/*
 * Symbols of a gray frame by ZBar, and the rules against misreading, applied here once:
 *
 * - A QR code corrects and proves itself by Reed-Solomon: one reading is enough.
 * - Linear codes are read in two passes whose pixels differ (the second is shifted by half a pixel). EAN,
 * UPC, DataBar and Interleaved 2 of 5 are reported only if two passes agree; Code 39 and Code 128 also if
 * not, but unconfirmed.
 * - Interleaved 2 of 5 needs a length that was asked for, and GS1's check digit.
 * - Code 128 needs three scan lines that agree; with a byte that is neither printable ASCII nor the separator
 * it is refused, DataBar likewise. ZBar ignores FNC4, so text of Code 128's upper half comes as its lower
 * half: only a serial's alphabet, further up, can tell.
 * - Several QR codes joined by structured append are not read.
 *
 * When nothing is sure at full size, the frame is looked at once more at half size, where ZBar reads what is
 * too large, too fine-grained or too brightly framed for it.
 */
#ifndef TS_ADAPTERS_SYMBOLS_ZBAR_H
#define TS_ADAPTERS_SYMBOLS_ZBAR_H

#include <stdint.h>

#include "core/error.h"
#include "core/frame.h"
#include "core/symbols.h"

#define TS_ZBAR_I25_DEFAULT (1u << 14) /* ITF-14 */
#define TS_ZBAR_CODE128_QUALITY 3u

/* One text that was seen, in whatever passes. */
struct ts_zbar_candidate {
  struct ts_symbol symbol;
  uint32_t quality; /* the best of all passes */
  uint32_t passes;  /* bit N: seen in pass N */
};

/* Memory of the caller's, about 1.7 MB. Only I25_LENGTHS means anything between calls. */
struct ts_zbar_memory {
  uint32_t i25_lengths; /* bit N: read Interleaved 2 of 5 of N digits, N <= 30 */
  uint32_t count;
  uint32_t pool_size;
  struct ts_zbar_candidate candidate[TS_SYMBOLS_MAX];
  uint8_t pool[TS_SYMBOLS_POOL];
  uint8_t work[TS_FRAME_SIDE_MAX * TS_FRAME_SIDE_MAX];
};

/*
 * Appends the symbols of FRAME to SYMBOLS, corners in the photograph's pixels. TS_ERR_ARGUMENT: a frame
 * without pixels or larger than TS_FRAME_SIDE_MAX. TS_ERR_READER_MEMORY: nothing could be looked at for want
 * of memory. When only a later pass failed, or time ran out, SYMBOLS->truncated says so and the answer is
 * TS_OK.
 */
enum ts_err ts_zbar_read(struct ts_zbar_memory *memory, const struct ts_frame *frame,
                         struct ts_symbols *symbols);

#endif
