/* SPDX-License-Identifier: Apache-2.0 */
/* A gray picture as the reader takes it. */
#ifndef TS_CORE_FRAME_H
#define TS_CORE_FRAME_H

#include <stdint.h>

/* No frame is larger. How large a board's frames are its memory decides: the decoder scales a larger photograph
 * down (in its DCT, by eighths). */
#define TS_FRAME_SIDE_MAX 4096

/* A view on gray pixels, 0 black to 255 white, rows of STRIDE bytes from the top, owned by who made it.
 * SOURCE_WIDTH and SOURCE_HEIGHT are the photograph's own size, of which this may be a reduction: what is
 * found in the frame is reported in the photograph's pixels (x * source_width / width). */
struct ts_frame {
  const uint8_t *gray;
  uint32_t width, height, stride;
  uint32_t source_width, source_height;
};

#endif
