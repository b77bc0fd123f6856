/* SPDX-License-Identifier: Apache-2.0 */
/* The boundary to seeing: from a camera's photograph to a gray frame, and from a frame to symbols. The
 * picture is made by an attacker: an implementation is bounded in time and memory whatever it shows. */
#ifndef TS_PORT_READER_H
#define TS_PORT_READER_H

#include "core/bytes.h"
#include "core/error.h"
#include "core/frame.h"
#include "core/symbols.h"

#define TS_READER_FOLLOWED 8

struct ts_reader {
  void *ctx;
  /* Decodes a JPEG photograph to gray, scaled down to what the reader has memory for, no side over TS_FRAME_SIDE_MAX. FRAME points
   * into memory of the reader's, good until the next call. TS_ERR_PHOTO_*; a damaged photograph gives no
   * frame at all. */
  enum ts_err (*load)(void *ctx, struct ts_bytes photo, struct ts_frame *frame);
  /* Finds and decodes the symbols in FRAME and appends them to SYMBOLS. The misread rules are applied here,
   * once: an EAN/UPC, DataBar or Interleaved 2 of 5 that was not read twice in agreement is not reported, nor
   * a Code 128 of low quality; Code 39 and Code 128 read once are, as not confirmed. TS_OK with no symbol is
   * a normal answer. The same frame gives the same answer each time. */
  enum ts_err (*read)(void *ctx, const struct ts_frame *frame, struct ts_symbols *symbols);
  /* The same for the next frame of a stream, which costs less while the same symbols stay in view: it looks for them where
   * they were last, and leaves it at that if all are there again. Where one is not, and every TS_READER_FOLLOWED frames, it
   * looks at the whole frame as `read` does; so something that comes into view beside them may be told of that much
   * later. SYMBOLS->whole says which it was: a verdict is to rest on a whole frame. */
  enum ts_err (*follow)(void *ctx, const struct ts_frame *frame, struct ts_symbols *symbols);
};

#endif
