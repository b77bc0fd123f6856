/* SPDX-License-Identifier: Apache-2.0 */
/* Where a JPEG ends in a stream of bytes (ITU-T T.81 annex B): by its markers and their lengths, since a
 * thumbnail within it has an end of its own. Decodes nothing. */
#ifndef TS_BOARDS_COMMON_HOSTED_JPEG_SPAN_H
#define TS_BOARDS_COMMON_HOSTED_JPEG_SPAN_H

#include <stdint.h>

enum ts_jpeg_step {
  TS_JPEG_MORE = 0, /* so far it may be one */
  TS_JPEG_END = 1,  /* this byte was its last */
  TS_JPEG_BAD = 2,  /* it is none; begin anew */
};

/* Zero it before the first byte; it is ready for the next JPEG after END and after BAD. */
struct ts_jpeg_span {
  uint8_t state;
  uint8_t marker; /* whose segment this is */
  uint16_t left;  /* bytes of the segment that are still to come */
};

enum ts_jpeg_step ts_jpeg_span_byte(struct ts_jpeg_span *span, uint8_t byte);

#endif
