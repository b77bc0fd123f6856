/* SPDX-License-Identifier: Apache-2.0 */
/* port/reader.h over libjpeg-turbo, vision and ZBar. */
#ifndef TS_ADAPTERS_READER_H
#define TS_ADAPTERS_READER_H

#include <stdint.h>

#include "adapters/linear_zbar.h"
#include "adapters/qr_zbar.h"
#include "core/frame.h"
#include "port/reader.h"

#define TS_READER_TRACKS_MAX                                                                                 \
  8 /* symbols that are followed; with more in view every frame is looked at as a whole */

/* Where a symbol was in the last frame. */
struct ts_reader_track {
  struct ts_point low, high; /* its box, the frame's pixels */
  enum ts_symbology symbology;
  float scale;   /* of the level that read it; QR codes */
  uint32_t hash; /* of its text */
};

/* What a stream's frames share. */
struct ts_reader_tracks {
  struct ts_reader_track track[TS_READER_TRACKS_MAX];
  size_t count;
  uint32_t width, height; /* of the frame */
  unsigned followed;      /* frames since one was looked at as a whole */
};

/* Bytes of work memory for frames of at most so many pixels: the pyramid, and beside it what finds stripes. */
#define TS_READER_WORK_SIZE(pixels)                                                                          \
  (TS_PYRAMID_SIZE_OF(pixels) + TS_STRIPE_BLOCKS(pixels) * sizeof(struct ts_stripe_block) + 16)

/* The reader's memory; all of it is the caller's and his to place. The libraries' is the heap's or the arena's. */
struct ts_reader_memory {
  /* Set by the caller before ts_reader_init, and kept until the last call. */
  uint8_t *gray;     /* the frame that `load` gives out */
  size_t gray_size;  /* bytes, so pixels; no frame has more */
  uint8_t *work;     /* whose contents mean nothing between calls */
  size_t work_size;  /* TS_READER_WORK_SIZE(gray_size); with more, small frames are enlarged (qr_zbar.h) */
  uint32_t side_max; /* pixels on a frame's longer side, at most TS_FRAME_SIDE_MAX */

  /* The reader's own. */
  union {
    struct ts_qr_memory qr;
    struct ts_linear_memory linear;
  } phase; /* QR codes are read first, then linear ones */
  uint32_t i25_lengths;
  struct ts_reader_tracks tracks;
  float scale[TS_SYMBOLS_MAX]; /* of the levels that read the QR codes of the frame read last; 0 for others */
  struct ts_budget budget;     /* of the QR codes of the frame read last, as it was left */
  /* Set after ts_reader_init, if wanted; NULL. */
  const struct ts_qr_witness *witness; /* who wants to see how QR codes are found */
  bool qr_only;                        /* linear codes are not looked for */
  bool (*stop)(void *ctx);             /* the caller's own limit: see struct ts_budget */
  void *stop_ctx;
};

/* The reader's memory for frames of SIDE pixels at most, as static variables: NAME is to be given to ts_reader_init. */
#define TS_READER_MEMORY(name, side)                                                                         \
  static uint8_t name##_gray[(size_t)(side) * (side)],                                                       \
      name##_work[TS_READER_WORK_SIZE((size_t)(side) * (side))];                                             \
  static struct ts_reader_memory name = {.gray = name##_gray,                                                \
                                         .gray_size = sizeof name##_gray,                                    \
                                         .work = name##_work,                                                \
                                         .work_size = sizeof name##_work,                                    \
                                         .side_max = (side)}

/* Fills OUT, which keeps MEMORY until its last call. TS_ERR_ARGUMENT without memory. */
enum ts_err ts_reader_init(struct ts_reader *out, struct ts_reader_memory *memory);

/* Which lengths of Interleaved 2 of 5 are read: bit N for N digits, N even, 2 to 30. ITF-14 only, if this is
 * not called. */
void ts_reader_set_i25(struct ts_reader_memory *memory, uint32_t lengths);

/* For adapters/follow.c: FRAME as a whole; and a part of it in which one symbol like TRACK is expected. */
enum ts_err ts_reader_read(struct ts_reader_memory *memory, const struct ts_frame *frame,
                           struct ts_symbols *symbols);
enum ts_err ts_reader_read_part(struct ts_reader_memory *memory, const struct ts_frame *part,
                                const struct ts_reader_track *track, struct ts_symbols *symbols);

#endif
