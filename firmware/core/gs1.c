/* SPDX-License-Identifier: Apache-2.0 */
/* The list of AIs and values, and what is said about it; reading and writing are in the files beside this
 * one. */
#include "core/gs1.h"

#include <string.h>

#include "core/gs1_parse.h"

size_t ts_gs1_ai_size(const uint8_t *p) {
  unsigned tens = (unsigned)p[0] - '0';
  unsigned ones = (unsigned)p[1] - '0';
  if (tens > 9 || ones > 9)
    return 0;
  unsigned prefix = tens * 10 + ones;
  unsigned row = ts_gs1_row_from[prefix];
  return row == ts_gs1_row_from[prefix + 1] ? 0 : ts_gs1_rows[row].flags >> TS_GS1_SIZE_SHIFT;
}

uint16_t ts_gs1_code(struct ts_bytes ai) {
  unsigned code = 0;
  if (ai.size < 2 || ai.size > 4)
    return 0;
  for (size_t i = 0; i < 4; i++) {
    unsigned digit = i < ai.size ? (unsigned)ai.data[i] - '0' : 0;
    if (digit > 9)
      return 0;
    code = code * 10 + digit;
  }
  return (uint16_t)code;
}

const struct ts_gs1_row *ts_gs1_find(struct ts_bytes ai) {
  if (ai.size < 2 || ai.size != ts_gs1_ai_size(ai.data) || !ts_bytes_all_digits(ai))
    return NULL;
  unsigned code = ts_gs1_code(ai);
  unsigned end = ts_gs1_row_from[code / 100 + 1];
  for (unsigned i = ts_gs1_row_from[code / 100]; i < end; i++)
    if (code >= ts_gs1_rows[i].first && code - ts_gs1_rows[i].first <= ts_gs1_rows[i].more)
      return &ts_gs1_rows[i];
  return NULL;
}

/* The list holds nothing but AIs of the table, so that there is nothing left to check. */
uint16_t ts_gs1_element_code(const struct ts_gs1_element *element) {
  unsigned code = 0;
  bool more = true;
  for (size_t i = 0; i < 4; i++) {
    more = more && element->ai[i];
    code = code * 10 + (more ? (unsigned)(element->ai[i] - '0') : 0);
  }
  return (uint16_t)code;
}

enum ts_err ts_gs1_refuse(struct ts_gs1_why *why, enum ts_err err, struct ts_bytes ai, size_t offset) {
  why->err = err;
  why->offset = (uint16_t)(offset < UINT16_MAX ? offset : UINT16_MAX);
  why->other[0] = 0;
  (void)ts_text_copy(why->ai, sizeof why->ai, ts_bytes_part(ai, 0, sizeof why->ai - 1));
  return err;
}

void ts_gs1_not_canonical(struct ts_gs1_reader *reader, size_t offset) {
  if (!reader->out->canonical)
    return;
  reader->out->canonical = false;
  (void)ts_gs1_refuse(reader->why, TS_ERR_GS1_NOT_CANONICAL, ts_bytes(NULL, 0), offset);
}

void ts_gs1_init(struct ts_gs1 *gs1) {
  memset(gs1, 0, sizeof *gs1);
  gs1->syntax = TS_GS1_SYNTAX_ELEMENTS;
  gs1->canonical = true;
}

enum ts_err ts_gs1_stage(struct ts_gs1 *gs1, size_t *size, struct ts_bytes piece) {
  size_t left = TS_GS1_VALUE_MAX + 1 - *size;
  size_t room = TS_GS1_TEXT_MAX - gs1->text_size - *size;
  if (piece.size > left)
    piece.size = left;
  if (piece.size > room)
    return TS_ERR_TOO_LONG;
  if (piece.size)
    memcpy(gs1->text + gs1->text_size + *size, piece.data, piece.size);
  *size += piece.size;
  return TS_OK;
}

static bool has_code(const struct ts_gs1 *gs1, size_t count, uint16_t code) {
  for (size_t i = 0; i < count; i++)
    if (ts_gs1_element_code(&gs1->element[i]) == code)
      return true;
  return false;
}

enum ts_err ts_gs1_append(struct ts_gs1 *gs1, struct ts_gs1_why *why, struct ts_bytes ai,
                          enum ts_gs1_role role, size_t size, size_t offset) {
  const struct ts_gs1_row *row = ts_gs1_find(ai);
  if (!row)
    return ts_gs1_refuse(why, TS_ERR_GS1_AI_UNKNOWN, ai, offset);
  if (gs1->count >= TS_GS1_ELEMENTS_MAX)
    return ts_gs1_refuse(why, TS_ERR_GS1_TOO_MANY, ai, offset);
  bool duplicate = has_code(gs1, gs1->count, ts_gs1_code(ai));
  struct ts_gs1_element *element = &gs1->element[gs1->count++];
  (void)ts_text_copy(element->ai, sizeof element->ai, ai);
  element->role = (uint8_t)role;
  element->row = (uint8_t)(row - ts_gs1_rows);
  element->fixed = row->flags & TS_GS1_FIXED;
  element->offset = gs1->text_size;
  element->size = (uint16_t)size;
  gs1->text_size = (uint16_t)(gs1->text_size + size);
  if (duplicate)
    return ts_gs1_refuse(why, TS_ERR_GS1_DUPLICATE, ai, offset);
  enum ts_err err = ts_gs1_check_value(row, ts_gs1_value(gs1, gs1->count - 1u));
  return err ? ts_gs1_refuse(why, err, ai, offset) : TS_OK;
}

enum ts_err ts_gs1_add(struct ts_gs1 *gs1, struct ts_gs1_why *why, const char *ai, struct ts_bytes value) {
  size_t size = 0;
  uint16_t count = gs1->count;
  uint16_t text_size = gs1->text_size;
  memset(why, 0, sizeof *why);
  enum ts_err err = ts_gs1_stage(gs1, &size, value);
  if (err)
    return ts_gs1_refuse(why, err, ts_bytes_of(ai), 0);
  err = ts_gs1_append(gs1, why, ts_bytes_of(ai), 0, size, 0);
  if (err) {
    gs1->count = count;
    gs1->text_size = text_size;
  }
  return err;
}

struct ts_bytes ts_gs1_value(const struct ts_gs1 *gs1, size_t index) {
  if (index >= gs1->count || index >= TS_GS1_ELEMENTS_MAX)
    return ts_bytes(NULL, 0);
  const struct ts_gs1_element *element = &gs1->element[index];
  return ts_bytes_part(ts_bytes(gs1->text, TS_GS1_TEXT_MAX), element->offset, element->size);
}

struct ts_bytes ts_gs1_get(const struct ts_gs1 *gs1, const char *ai) {
  for (size_t i = 0; i < gs1->count && i < TS_GS1_ELEMENTS_MAX; i++)
    if (strcmp(gs1->element[i].ai, ai) == 0)
      return ts_gs1_value(gs1, i);
  return ts_bytes(NULL, 0);
}

size_t ts_gs1_aim_size(struct ts_bytes text) {
  static const char *const prefix[] = {"]Q3", "]C1", "]d2", "]e0"};
  for (size_t i = 0; i < sizeof prefix / sizeof *prefix; i++)
    if (ts_bytes_starts(text, ts_bytes_of(prefix[i])))
      return 3;
  return 0;
}

static bool looks_bracketed(struct ts_bytes text) {
  size_t digits = 0;
  if (text.size == 0 || text.data[0] != '(')
    return false;
  while (digits + 1 < text.size && text.data[digits + 1] >= '0' && text.data[digits + 1] <= '9')
    digits++;
  return digits >= 2 && digits <= 4 && digits + 1 < text.size && text.data[digits + 1] == ')';
}

static bool looks_uri(struct ts_bytes text) {
  struct ts_gs1_uri_parts parts;
  if (!ts_gs1_uri_scheme(text))
    return false;
  ts_gs1_uri_parts(text, &parts);
  return ts_gs1_uri_key(text, parts.path, parts.path_end) != 0;
}

bool ts_gs1_looks_like(struct ts_bytes text, bool gs1_carrier) {
  if (text.size == 0 || text.size > TS_GS1_INPUT_MAX)
    return false;
  return gs1_carrier || ts_gs1_aim_size(text) || looks_bracketed(text) || looks_uri(text) ||
         (memchr(text.data, TS_GS1_SEPARATOR, text.size) && !ts_gs1_uri_scheme(text));
}

static enum ts_err read_any(struct ts_gs1_reader *reader, bool gs1_carrier) {
  struct ts_bytes text = reader->text;
  size_t aim = ts_gs1_aim_size(text);
  if (ts_gs1_uri_scheme(text)) {
    reader->out->syntax = TS_GS1_SYNTAX_URI;
    return ts_gs1_read_uri(reader);
  }
  if (looks_bracketed(text)) {
    reader->out->syntax = TS_GS1_SYNTAX_BRACKETED;
    return ts_gs1_read_bracketed(reader);
  }
  reader->out->syntax = TS_GS1_SYNTAX_ELEMENTS;
  if (aim || gs1_carrier || memchr(text.data, TS_GS1_SEPARATOR, text.size))
    return ts_gs1_read_elements(reader, aim);
  return ts_gs1_refuse(reader->why, TS_ERR_GS1_NOT_GS1, ts_bytes(NULL, 0), 0);
}

enum ts_err ts_gs1_parse(struct ts_gs1 *out, struct ts_gs1_why *why, struct ts_bytes text, bool gs1_carrier) {
  struct ts_gs1_reader reader = {.out = out, .why = why, .text = text};
  enum ts_err err;
  struct ts_gs1_why broken;
  memset(why, 0, sizeof *why);
  ts_gs1_init(out);
  if (text.size == 0)
    err = ts_gs1_refuse(why, TS_ERR_EMPTY, text, 0);
  else if (text.size > TS_GS1_INPUT_MAX)
    err = ts_gs1_refuse(why, TS_ERR_TOO_LONG, ts_bytes(NULL, 0), TS_GS1_INPUT_MAX);
  else
    err = read_any(&reader, gs1_carrier);
  if (!err && (err = ts_gs1_check_associations(out, &broken)) != TS_OK)
    *why = broken;
  if (err) {
    /* So that nobody takes it for a list that was found good. */
    out->syntax = TS_GS1_SYNTAX_NONE;
    out->canonical = false;
  }
  return err;
}

bool ts_gs1_check_digit_ok(struct ts_bytes digits) {
  unsigned sum = 0;
  if (digits.size < 2 || !ts_bytes_all_digits(digits))
    return false;
  for (size_t i = 0; i < digits.size; i++)
    sum += (unsigned)(digits.data[i] - '0') * ((digits.size - i) % 2 ? 1 : 3);
  return sum % 10 == 0;
}

bool ts_gs1_gtin14(char out[15], struct ts_bytes gtin) {
  out[0] = 0;
  if ((gtin.size != 8 && gtin.size != 12 && gtin.size != 13 && gtin.size != 14) ||
      !ts_gs1_check_digit_ok(gtin))
    return false;
  memset(out, '0', 14);
  memcpy(out + 14 - gtin.size, gtin.data, gtin.size);
  out[14] = 0;
  return true;
}
