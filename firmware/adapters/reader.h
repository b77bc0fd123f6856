/* SPDX-License-Identifier: Apache-2.0 */
/* port/reader.h over libjpeg-turbo, vision and ZBar. */
#ifndef TS_ADAPTERS_READER_H
#define TS_ADAPTERS_READER_H

#include <stdint.h>

#include "adapters/qr_zbar.h"
#include "adapters/symbols_zbar.h"
#include "core/frame.h"
#include "port/reader.h"

/* The reader's own memory, given by the caller and his to place; the libraries' is the heap's or the arena's. */
struct ts_reader_memory {
  uint8_t gray[TS_FRAME_SIDE_MAX * TS_FRAME_SIDE_MAX]; /* the frame that `load` gives out */
  uint8_t levels[TS_PYRAMID_SIZE(TS_FRAME_SIDE_MAX, TS_FRAME_SIDE_MAX)];
  struct ts_qr_memory qr;
  struct ts_zbar_memory zbar;
  struct ts_budget budget;             /* of the frame read last, as it was left */
  const struct ts_qr_witness *witness; /* set after ts_reader_init by who wants to see; else NULL */
};

/* Fills OUT, which keeps MEMORY until its last call. TS_ERR_ARGUMENT without memory. */
enum ts_err ts_reader_init(struct ts_reader *out, struct ts_reader_memory *memory);

/* Which lengths of Interleaved 2 of 5 are read: bit N for N digits, N even, 2 to 30. ITF-14 only, if this is
 * not called. */
void ts_reader_set_i25(struct ts_reader_memory *memory, uint32_t lengths);

#endif
