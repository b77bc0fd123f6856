/* SPDX-License-Identifier: Apache-2.0 */
#include "vision/qr_layout.h"

#define FORMAT_BITS 15
#define FORMAT_GENERATOR 0x537u
#define FORMAT_MASK 0x5412u
#define VERSION_BITS 18
#define VERSION_GENERATOR 0x1f25u
#define VERSION_FIRST 7u /* below it none is printed */

void ts_qr_set(struct ts_qr_bits *bits, unsigned x, unsigned y, bool dark) {
  unsigned at = y * bits->side + x, mask = 1u << at % 8;
  bits->bit[at / 8] = (uint8_t)(dark ? bits->bit[at / 8] | mask : bits->bit[at / 8] & ~mask);
}

/* ---- function patterns ---- */

unsigned ts_qr_alignments(unsigned version, uint8_t place[TS_QR_ALIGNMENTS_MAX]) {
  if (version < 2)
    return 0;
  unsigned count = version / 7 + 2, side = TS_QR_SIDE(version);
  unsigned step = version == 32 ? 26 : (version * 4 + count * 2 + 1) / (count * 2 - 2) * 2;
  for (unsigned i = count - 1, at = side - 7; i >= 1; i--, at -= step)
    place[i] = (uint8_t)at;
  place[0] = 6;
  return count;
}

bool ts_qr_alignment_missing(unsigned i, unsigned j, unsigned count) {
  return (i == 0 && (j == 0 || j == count - 1)) || (i == count - 1 && j == 0);
}

static struct ts_qr_module module_at(unsigned x, unsigned y, bool dark) {
  return (struct ts_qr_module){.x = (uint8_t)x, .y = (uint8_t)y, .dark = dark ? 1 : -1};
}

static unsigned ring(unsigned x, unsigned y, unsigned middle) {
  unsigned dx = x > middle ? x - middle : middle - x, dy = y > middle ? y - middle : middle - y;
  return dx > dy ? dx : dy;
}

/* A finder pattern with its top left at (x, y), and the light separator around it. */
static size_t finder(unsigned x, unsigned y, unsigned side, struct ts_qr_module *out) {
  size_t n = 0;
  for (unsigned j = 0; j < 7; j++)
    for (unsigned i = 0; i < 7; i++)
      out[n++] = module_at(x + i, y + j, ring(i, j, 3) != 2);
  unsigned column = x == 0 ? 7 : side - 8, row = y == 0 ? 7 : side - 8;
  for (unsigned i = 0; i < 8; i++) {
    out[n++] = module_at(column, y == 0 ? i : side - 1 - i, false);
    out[n++] = module_at(x == 0 ? i : side - 1 - i, row, false);
  }
  return n;
}

static size_t timing(unsigned side, struct ts_qr_module *out) {
  size_t n = 0;
  for (unsigned i = 8; i < side - 8; i++) {
    out[n++] = module_at(i, 6, i % 2 == 0);
    out[n++] = module_at(6, i, i % 2 == 0);
  }
  return n;
}

static size_t alignment(unsigned x, unsigned y, struct ts_qr_module *out) {
  size_t n = 0;
  for (unsigned j = 0; j < 5; j++)
    for (unsigned i = 0; i < 5; i++)
      out[n++] = module_at(x - 2 + i, y - 2 + j, ring(i, j, 2) != 1);
  return n;
}

size_t ts_qr_function_modules(unsigned version, struct ts_qr_module *out) {
  uint8_t place[TS_QR_ALIGNMENTS_MAX];
  unsigned side = TS_QR_SIDE(version), count = ts_qr_alignments(version, place);
  size_t n = finder(0, 0, side, out);
  n += finder(side - 7, 0, side, out + n);
  n += finder(0, side - 7, side, out + n);
  n += timing(side, out + n);
  for (unsigned j = 0; j < count; j++)
    for (unsigned i = 0; i < count; i++)
      if (!ts_qr_alignment_missing(i, j, count))
        n += alignment(place[i], place[j], out + n);
  return n;
}

/* ---- format and version ---- */

/* The data bits, then the remainder of their division. */
static unsigned with_remainder(unsigned data, unsigned check_bits, unsigned generator) {
  unsigned remainder = data;
  for (unsigned i = 0; i < check_bits; i++)
    remainder = remainder << 1 ^ (remainder >> (check_bits - 1)) * generator;
  return data << check_bits | remainder;
}

struct place {
  uint8_t x, y;
};

/* Bit I of the copy around the first finder, from the least significant on. */
static struct place first_copy(unsigned i) {
  if (i < 8)
    return (struct place){8, (uint8_t)(i + (i >= 6))};
  return (struct place){(uint8_t)(i == 8 ? 7 : 14 - i), 8};
}

/* Of the copy along the two others. */
static struct place second_copy(unsigned i, unsigned side) {
  if (i < 8)
    return (struct place){(uint8_t)(side - 1 - i), 8};
  return (struct place){8, (uint8_t)(side - FORMAT_BITS + i)};
}

static unsigned ones(unsigned v) {
  unsigned n = 0;
  for (; v; v &= v - 1)
    n++;
  return n;
}

static bool get(const struct ts_qr_bits *bits, struct place at, bool mirrored) {
  return mirrored ? ts_qr_get(bits, at.y, at.x) : ts_qr_get(bits, at.x, at.y);
}

struct ts_qr_format ts_qr_format_read(const struct ts_qr_bits *bits, bool mirrored) {
  unsigned a = 0, b = 0;
  for (unsigned i = 0; i < FORMAT_BITS; i++) {
    a |= (unsigned)get(bits, first_copy(i), mirrored) << i;
    b |= (unsigned)get(bits, second_copy(i, bits->side), mirrored) << i;
  }
  struct ts_qr_format best = {.distance = FORMAT_BITS, .distances = 2 * FORMAT_BITS};
  for (unsigned data = 0; data < 32; data++) {
    unsigned code = with_remainder(data, 10, FORMAT_GENERATOR) ^ FORMAT_MASK;
    unsigned da = ones(code ^ a), db = ones(code ^ b), nearer = da < db ? da : db;
    if (nearer < best.distance || (nearer == best.distance && da + db < best.distances))
      best = (struct ts_qr_format){(uint16_t)code, (uint8_t)nearer, (uint8_t)(da + db)};
  }
  return best;
}

static void repaint_format(struct ts_qr_bits *bits, unsigned format) {
  for (unsigned i = 0; i < FORMAT_BITS; i++) {
    struct place a = first_copy(i), b = second_copy(i, bits->side);
    ts_qr_set(bits, a.x, a.y, format >> i & 1);
    ts_qr_set(bits, b.x, b.y, format >> i & 1);
  }
  ts_qr_set(bits, 8, bits->side - 8u, true); /* always dark */
}

static void repaint_version(struct ts_qr_bits *bits) {
  unsigned version = (bits->side - 17u) / 4u;
  if (version < VERSION_FIRST)
    return;
  unsigned code = with_remainder(version, 12, VERSION_GENERATOR);
  for (unsigned i = 0; i < VERSION_BITS; i++) {
    unsigned far = bits->side - 11u + i % 3, near = i / 3;
    ts_qr_set(bits, far, near, code >> i & 1);
    ts_qr_set(bits, near, far, code >> i & 1);
  }
}

void ts_qr_repaint(struct ts_qr_bits *bits, const struct ts_qr_module *function, size_t count,
                   uint16_t format) {
  for (size_t i = 0; i < count; i++)
    ts_qr_set(bits, function[i].x, function[i].y, function[i].dark > 0);
  repaint_format(bits, format);
  repaint_version(bits);
}
