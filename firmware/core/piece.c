/* SPDX-License-Identifier: Apache-2.0 */
/* AI 98: what can be checked on the piece itself. The grammar is in tag.h. */
#include <string.h>

#include "core/tag.h"

/* Takes a number from 1 to MOST off the head of REST, without leading zeros. */
static bool take_number(struct ts_bytes *rest, uint32_t most, uint32_t *out) {
  uint32_t value = 0;
  size_t size = 0;
  while (size < rest->size && rest->data[size] >= '0' && rest->data[size] <= '9') {
    if (size == 8)
      return false;
    value = value * 10 + (uint32_t)(rest->data[size++] - '0');
  }
  if (size == 0 || rest->data[0] == '0' || value > most)
    return false;
  *rest = ts_bytes_part(*rest, size, rest->size);
  *out = value;
  return true;
}

static bool read_weight(struct ts_piece *out, struct ts_bytes value) {
  if (!take_number(&value, TS_PIECE_WEIGHT_MAX, &out->weight_mg))
    return false;
  if (value.size == 0)
    return true;
  if (value.data[0] != '-')
    return false;
  value = ts_bytes_part(value, 1, value.size);
  return take_number(&value, out->weight_mg, &out->weight_tolerance_mg) && value.size == 0;
}

static bool read_fineness(struct ts_piece *out, struct ts_bytes value) {
  uint32_t fineness;
  if (!take_number(&value, 999, &fineness) || value.size)
    return false;
  out->fineness = (uint16_t)fineness;
  return true;
}

static bool colour_ok(struct ts_bytes value) {
  for (size_t i = 0; i < value.size; i++)
    if (value.data[i] < 'A' || value.data[i] > 'Z')
      return false;
  return value.size > 0;
}

static bool size_ok(struct ts_bytes value) {
  for (size_t i = 0; i < value.size; i++) {
    uint8_t c = value.data[i];
    if ((c < 'A' || c > 'Z') && (c < '0' || c > '9') && c != '/' && c != '-')
      return false;
  }
  return value.size > 0;
}

static bool read_field(struct ts_piece *out, uint8_t letter, struct ts_bytes value) {
  switch (letter) {
  case 'W':
    return read_weight(out, value);
  case 'F':
    return read_fineness(out, value);
  case 'C':
    return colour_ok(value) && ts_text_copy(out->colour, sizeof out->colour, value);
  case 'S':
    return size_ok(value) && ts_text_copy(out->size, sizeof out->size, value);
  default:
    return false;
  }
}

enum ts_err ts_piece_read(struct ts_piece *out, struct ts_bytes text) {
  static const uint8_t order[] = "WFCS";
  const uint8_t *next = order;
  memset(out, 0, sizeof *out);
  bool good = true;
  bool more = text.size > 0;
  while (good && more) {
    size_t end = 0;
    while (end < text.size && text.data[end] != '.')
      end++;
    struct ts_bytes field = ts_bytes_part(text, 0, end);
    /* A letter that is out of order or there twice is not among those that are left. */
    const uint8_t *letter = field.size ? memchr(next, field.data[0], (size_t)(order + 4 - next)) : NULL;
    good = letter && read_field(out, *letter, ts_bytes_part(field, 1, field.size));
    next = letter ? letter + 1 : next;
    more = end < text.size;
    text = ts_bytes_part(text, end + 1, text.size);
  }
  if (good)
    return TS_OK;
  memset(out, 0, sizeof *out);
  return TS_ERR_TAG_PIECE;
}

static void put_field(struct ts_buf *out, char letter) {
  if (out->size)
    ts_buf_put_byte(out, '.');
  ts_buf_put_byte(out, (uint8_t)letter);
}

/* A string of at most SIZE - 1 characters, even if its end is missing. */
static struct ts_bytes bounded(const char *text, size_t size) {
  const char *end = memchr(text, 0, size);
  return ts_bytes(text, end ? (size_t)(end - text) : size - 1);
}

static bool same(const struct ts_piece *a, const struct ts_piece *b) {
  return a->weight_mg == b->weight_mg && a->weight_tolerance_mg == b->weight_tolerance_mg &&
         a->fineness == b->fineness &&
         ts_bytes_equal(bounded(a->colour, sizeof a->colour), bounded(b->colour, sizeof b->colour)) &&
         ts_bytes_equal(bounded(a->size, sizeof a->size), bounded(b->size, sizeof b->size));
}

enum ts_err ts_piece_write(struct ts_buf *out, const struct ts_piece *piece) {
  uint8_t text[64];
  struct ts_buf buf = ts_buf(text, sizeof text);
  struct ts_piece back;
  if (piece->weight_mg) {
    put_field(&buf, 'W');
    ts_buf_put_decimal(&buf, piece->weight_mg);
  }
  if (piece->weight_mg && piece->weight_tolerance_mg) {
    ts_buf_put_byte(&buf, '-');
    ts_buf_put_decimal(&buf, piece->weight_tolerance_mg);
  }
  if (piece->fineness) {
    put_field(&buf, 'F');
    ts_buf_put_decimal(&buf, piece->fineness);
  }
  if (piece->colour[0]) {
    put_field(&buf, 'C');
    ts_buf_put(&buf, bounded(piece->colour, sizeof piece->colour));
  }
  if (piece->size[0]) {
    put_field(&buf, 'S');
    ts_buf_put(&buf, bounded(piece->size, sizeof piece->size));
  }
  /* Whatever does not read back as it is may not be written. */
  if (buf.full || ts_piece_read(&back, ts_buf_bytes(&buf)) || !same(piece, &back))
    return TS_ERR_TAG_PIECE;
  ts_buf_put(out, ts_buf_bytes(&buf));
  return out->full ? TS_ERR_NO_SPACE : TS_OK;
}
