/* SPDX-License-Identifier: Apache-2.0 */
/* What a QR code looks like whatever it says (ISO/IEC 18004:2015, section 6.3): its function patterns, format and
 * version information. Modules are counted from the top left, (0, 0) being the corner of the first finder pattern. */
#ifndef TS_VISION_QR_LAYOUT_H
#define TS_VISION_QR_LAYOUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define TS_QR_VERSION_MAX 40u
#define TS_QR_SIDE(version) (17u + 4u * (version))
#define TS_QR_SIDE_MAX TS_QR_SIDE(TS_QR_VERSION_MAX)
#define TS_QR_MODULES_MAX (TS_QR_SIDE_MAX * TS_QR_SIDE_MAX)
#define TS_QR_ALIGNMENTS_MAX 7 /* in a row */
#define TS_QR_FUNCTION_MAX 1700

/* A module of a function pattern: finder with separator, timing, alignment. */
struct ts_qr_module {
  uint8_t x, y;
  int8_t dark; /* 1, or -1 for light */
};

/* One module a bit, row by row without a gap. */
struct ts_qr_bits {
  uint8_t side;
  uint8_t bit[(TS_QR_MODULES_MAX + 7) / 8];
};

static inline bool ts_qr_get(const struct ts_qr_bits *bits, unsigned x, unsigned y) {
  unsigned at = y * bits->side + x;
  return bits->bit[at / 8] >> (at % 8) & 1;
}
void ts_qr_set(struct ts_qr_bits *bits, unsigned x, unsigned y, bool dark);

/* The places of the centres of alignment patterns, the same in x and y (annex E). Returns how many: 0 for version
 * 1, else 2 to 7. */
unsigned ts_qr_alignments(unsigned version, uint8_t place[TS_QR_ALIGNMENTS_MAX]);
/* Is there none at crossing (I, J) of COUNT places, for a finder pattern's sake? */
bool ts_qr_alignment_missing(unsigned i, unsigned j, unsigned count);

/* All modules of function patterns, finders first; where timing and alignment patterns cross, twice. Returns how
 * many, at most TS_QR_FUNCTION_MAX. */
size_t ts_qr_function_modules(unsigned version, struct ts_qr_module *out);

/* Format information (section 7.9): the code nearest to either of its two copies. */
struct ts_qr_format {
  uint16_t code;     /* 15 bits, as printed */
  uint8_t distance;  /* bits in which the nearer copy differs from it; up to 3 are sure */
  uint8_t distances; /* of both copies together */
};
/* MIRRORED: x and y exchanged. */
struct ts_qr_format ts_qr_format_read(const struct ts_qr_bits *bits, bool mirrored);

/* Sets all function patterns, both copies of the format information, and the version information (section 7.10). */
void ts_qr_repaint(struct ts_qr_bits *bits, const struct ts_qr_module *function, size_t count,
                   uint16_t format);

#endif
