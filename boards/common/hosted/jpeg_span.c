/* SPDX-License-Identifier: Apache-2.0 */
#include "boards/common/hosted/jpeg_span.h"

enum {
  AT_START = 0,  /* before the FF of SOI */
  AT_SOI,        /* behind it */
  AT_MARKER,     /* where the FF of a marker must stand */
  IN_MARKER,     /* behind that FF, or more of them, which may fill */
  AT_LENGTH,     /* of a segment, the high byte */
  IN_LENGTH,     /* the low one */
  IN_SEGMENT,    /* LEFT bytes of it */
  IN_SCAN,       /* entropy-coded data */
  IN_SCAN_ESCAPE /* behind an FF in it */
};

enum { SOI = 0xd8, EOI = 0xd9, SOS = 0xda, RST0 = 0xd0, RST7 = 0xd7, TEM = 0x01, FILL = 0xff };

static enum ts_jpeg_step bad(struct ts_jpeg_span *span) {
  *span = (struct ts_jpeg_span){0};
  return TS_JPEG_BAD;
}

static enum ts_jpeg_step to(struct ts_jpeg_span *span, uint8_t state) {
  span->state = state;
  return TS_JPEG_MORE;
}

static enum ts_jpeg_step take_marker(struct ts_jpeg_span *span, uint8_t marker) {
  if (marker == FILL)
    return to(span, IN_MARKER);
  if (marker == EOI) {
    *span = (struct ts_jpeg_span){0};
    return TS_JPEG_END;
  }
  /* Those without a length have no place between segments; 00 is none. */
  if (marker <= TEM || (marker >= RST0 && marker <= SOI))
    return bad(span);
  span->marker = marker;
  return to(span, AT_LENGTH);
}

static enum ts_jpeg_step after_segment(struct ts_jpeg_span *span) {
  return to(span, span->marker == SOS ? IN_SCAN : AT_MARKER);
}

static enum ts_jpeg_step take_length(struct ts_jpeg_span *span, uint8_t low) {
  span->left = (uint16_t)(span->left | low);
  if (span->left < 2) /* a length counts its own two bytes */
    return bad(span);
  span->left = (uint16_t)(span->left - 2);
  return span->left ? to(span, IN_SEGMENT) : after_segment(span);
}

/* Behind an FF: 00 stands for the FF itself, RSTn only restarts the decoder, all else ends the scan. */
static enum ts_jpeg_step take_escape(struct ts_jpeg_span *span, uint8_t byte) {
  if (byte == 0 || (byte >= RST0 && byte <= RST7))
    return to(span, IN_SCAN);
  return byte == FILL ? TS_JPEG_MORE : take_marker(span, byte);
}

enum ts_jpeg_step ts_jpeg_span_byte(struct ts_jpeg_span *span, uint8_t byte) {
  switch (span->state) {
  case AT_START:
    return byte == FILL ? to(span, AT_SOI) : bad(span);
  case AT_SOI:
    return byte == SOI ? to(span, AT_MARKER) : bad(span);
  case AT_MARKER:
    return byte == FILL ? to(span, IN_MARKER) : bad(span);
  case IN_MARKER:
    return take_marker(span, byte);
  case AT_LENGTH:
    span->left = (uint16_t)(byte << 8);
    return to(span, IN_LENGTH);
  case IN_LENGTH:
    return take_length(span, byte);
  case IN_SEGMENT:
    return --span->left ? TS_JPEG_MORE : after_segment(span);
  case IN_SCAN:
    return byte == FILL ? to(span, IN_SCAN_ESCAPE) : TS_JPEG_MORE;
  case IN_SCAN_ESCAPE:
    return take_escape(span, byte);
  default:
    return bad(span);
  }
}
