/* SPDX-License-Identifier: Apache-2.0 */
/* Rows of a manifest (SPEC.md, "Manifest"): RFC 4180 with two fields. Any mistake is an error, since a line that is
 * read wrongly is a piece that is missed. */
#include "app/tally.h"

#include <string.h>

#include "core/gs1.h"
#include "core/tag.h"

#define FIELD_MAX 64

/* One row's two fields, unquoted. */
struct fields {
  char first[FIELD_MAX + 1], second[FIELD_MAX + 1];
};

static bool at_end(const struct ts_manifest *m) {
  return m->at >= m->text.size;
}

static uint8_t peek(const struct ts_manifest *m) {
  return at_end(m) ? 0 : m->text.data[m->at];
}

static bool take_line_end(struct ts_manifest *m) {
  if (ts_bytes_starts(ts_bytes_part(m->text, m->at, 2), ts_bytes_of("\r\n"))) {
    m->at += 2;
    return true;
  }
  if (peek(m) != '\n')
    return at_end(m);
  m->at++;
  return true;
}

/* Up to a comma or the row's end; in quotes, a quote that belongs to it is doubled. */
static bool take_field(struct ts_manifest *m, char out[FIELD_MAX + 1]) {
  size_t size = 0;
  bool quoted = peek(m) == '"';
  m->at += quoted;
  for (; !at_end(m); m->at++) {
    uint8_t c = peek(m);
    if (quoted && c == '"') {
      m->at++;
      if (peek(m) != '"' || at_end(m)) {
        quoted = false;
        break;
      }
    } else if (!quoted && (c == ',' || c == '\r' || c == '\n')) {
      break;
    }
    if (size == FIELD_MAX || c < 0x20 || c == 0x7f)
      return false;
    out[size++] = (char)c;
  }
  out[size] = 0;
  return !quoted;
}

static enum ts_err take_row(struct ts_manifest *m, struct fields *out) {
  memset(out, 0, sizeof *out);
  m->row++;
  if (!take_field(m, out->first) || peek(m) != ',' || at_end(m))
    return TS_ERR_GS1_SEPARATOR;
  m->at++;
  return take_field(m, out->second) && take_line_end(m) ? TS_OK : TS_ERR_GS1_SEPARATOR;
}

static enum ts_err take_head(struct ts_manifest *m) {
  struct fields head;
  if (ts_bytes_starts(m->text, ts_bytes_of("\xef\xbb\xbf"))) /* a byte order mark, as spreadsheets write it */
    m->at = 3;
  if (take_row(m, &head) != TS_OK || strcmp(head.first, "gtin") != 0)
    return TS_ERR_GS1_NOT_GS1;
  if (strcmp(head.second, "serial") == 0)
    m->kind = TS_MANIFEST_SERIALS;
  else if (strcmp(head.second, "quantity") == 0)
    m->kind = TS_MANIFEST_QUANTITIES;
  return m->kind == TS_MANIFEST_NONE ? TS_ERR_GS1_NOT_GS1 : TS_OK;
}

static enum ts_err read_serial(struct ts_manifest_row *row, struct ts_bytes text) {
  row->quantity = 1;
  if (text.size == 0 || !ts_text_copy(row->serial, sizeof row->serial, text))
    return TS_ERR_GS1_LENGTH;
  for (size_t i = 0; i < text.size; i++)
    if (!ts_gs1_text_character(text.data[i]))
      return TS_ERR_GS1_CHARACTER;
  return TS_OK;
}

static enum ts_err read_quantity(struct ts_manifest_row *row, struct ts_bytes text) {
  if (text.size > 5 || !ts_bytes_all_digits(text) || text.data[0] == '0')
    return TS_ERR_GS1_CONTENT;
  for (size_t i = 0; i < text.size; i++)
    row->quantity = row->quantity * 10 + (text.data[i] - '0');
  return row->quantity <= TS_MANIFEST_QUANTITY_MAX ? TS_OK : TS_ERR_GS1_CONTENT;
}

enum ts_err ts_manifest_next(struct ts_manifest *manifest, struct ts_manifest_row *row) {
  struct fields fields;
  memset(row, 0, sizeof *row);
  enum ts_err err = manifest->row ? TS_OK : take_head(manifest);
  if (err != TS_OK)
    return err;
  while (!at_end(manifest) && (peek(manifest) == '\n' || peek(manifest) == '\r')) {
    manifest->row++;
    if (!take_line_end(manifest))
      return TS_ERR_GS1_SEPARATOR;
  }
  if (at_end(manifest))
    return TS_ERR_EMPTY;
  err = take_row(manifest, &fields);
  if (err != TS_OK)
    return err;
  if (!ts_gs1_gtin14(row->gtin, ts_bytes_of(fields.first)))
    return TS_ERR_GS1_CHECK_DIGIT;
  const struct ts_bytes second = ts_bytes_of(fields.second);
  return manifest->kind == TS_MANIFEST_SERIALS ? read_serial(row, second) : read_quantity(row, second);
}
