/* SPDX-License-Identifier: Apache-2.0 */
/* Element strings (GS1 General Specifications 7.8) and what people read beside a symbol: (01)...(21)... */
#include <string.h>

#include "core/gs1_parse.h"

static enum ts_err refuse_at(struct ts_gs1_reader *reader, enum ts_err err, size_t at) {
  return ts_gs1_refuse(reader->why, err, ts_bytes(NULL, 0), at);
}

/* The AI at AT of an element string. */
static enum ts_err read_ai(struct ts_gs1_reader *reader, size_t at, struct ts_bytes *ai) {
  struct ts_bytes rest = ts_bytes_part(reader->text, at, reader->text.size);
  if (rest.data && rest.data[0] == TS_GS1_SEPARATOR)
    return refuse_at(reader, TS_ERR_GS1_SEPARATOR, at);
  if (rest.size < 2 || !ts_bytes_all_digits(ts_bytes_part(rest, 0, 2)))
    return refuse_at(reader, TS_ERR_GS1_AI_MISSING, at);
  *ai = ts_bytes_part(rest, 0, ts_gs1_ai_size(rest.data));
  if (ai->size == 0)
    return ts_gs1_refuse(reader->why, TS_ERR_GS1_AI_UNKNOWN, ts_bytes_part(rest, 0, 2), at);
  if (ai->size < ts_gs1_ai_size(rest.data) || !ts_bytes_all_digits(*ai))
    return refuse_at(reader, TS_ERR_GS1_AI_MISSING, at);
  if (!ts_gs1_find(*ai))
    return ts_gs1_refuse(reader->why, TS_ERR_GS1_AI_UNKNOWN, *ai, at);
  return TS_OK;
}

/* The value at AT: up to a separator, and no longer than a predefined length. */
static struct ts_bytes find_value(struct ts_bytes text, size_t at, const struct ts_gs1_row *row) {
  struct ts_bytes rest = ts_bytes_part(text, at, text.size);
  if (row->flags & TS_GS1_FIXED) {
    size_t least;
    size_t most;
    ts_gs1_value_sizes(row, &least, &most);
    rest = ts_bytes_part(rest, 0, most);
  }
  const uint8_t *separator = rest.size ? memchr(rest.data, TS_GS1_SEPARATOR, rest.size) : NULL;
  return separator ? ts_bytes_part(rest, 0, (size_t)(separator - rest.data)) : rest;
}

enum ts_err ts_gs1_read_elements(struct ts_gs1_reader *reader, size_t offset) {
  struct ts_bytes text = reader->text;
  size_t at = offset;
  if (at < text.size && text.data[at] == TS_GS1_SEPARATOR)
    at++; /* some readers transmit the FNC1 that marks the symbol */
  do {
    struct ts_bytes ai = ts_bytes(NULL, 0);
    size_t size = 0;
    enum ts_err err = read_ai(reader, at, &ai);
    if (err)
      return err;
    at += ai.size;
    struct ts_bytes value = find_value(text, at, ts_gs1_find(ai));
    err = ts_gs1_stage(reader->out, &size, value);
    if (err)
      return ts_gs1_refuse(reader->why, err, ai, at);
    err = ts_gs1_append(reader->out, reader->why, ai, 0, size, at);
    if (err)
      return err;
    at += value.size;
    if (at < text.size && text.data[at] == TS_GS1_SEPARATOR)
      at++;
  } while (at < text.size);
  return TS_OK;
}

/* "(01)" at AT; *END is behind it. */
static enum ts_err read_bracketed_ai(struct ts_gs1_reader *reader, size_t at, struct ts_bytes *ai,
                                     size_t *end) {
  struct ts_bytes rest = ts_bytes_part(reader->text, at + 1, reader->text.size);
  size_t digits = 0;
  while (digits < rest.size && rest.data[digits] >= '0' && rest.data[digits] <= '9')
    digits++;
  *ai = ts_bytes_part(rest, 0, digits);
  *end = at + 1 + digits + 1;
  if (digits < 2 || digits == rest.size || rest.data[digits] != ')')
    return refuse_at(reader, TS_ERR_GS1_AI_MISSING, at);
  return ts_gs1_find(*ai) ? TS_OK : ts_gs1_refuse(reader->why, TS_ERR_GS1_AI_UNKNOWN, *ai, at);
}

/* Stages the value at *AT up to the next bracket; "\(" is a bracket of the value itself. */
static enum ts_err stage_bracketed(struct ts_gs1_reader *reader, size_t *at, size_t *size) {
  struct ts_bytes text = reader->text;
  enum ts_err err = TS_OK;
  while (!err && *at < text.size && text.data[*at] != '(') {
    if (text.data[*at] == '\\' && *at + 1 < text.size && text.data[*at + 1] == '(')
      (*at)++;
    err = ts_gs1_stage(reader->out, size, ts_bytes_part(text, *at, 1));
    (*at)++;
  }
  return err;
}

enum ts_err ts_gs1_read_bracketed(struct ts_gs1_reader *reader) {
  size_t at = 0;
  while (at < reader->text.size) {
    struct ts_bytes ai;
    size_t begin;
    size_t size = 0;
    enum ts_err err = read_bracketed_ai(reader, at, &ai, &begin);
    if (err)
      return err;
    at = begin;
    err = stage_bracketed(reader, &at, &size);
    if (err)
      return ts_gs1_refuse(reader->why, err, ai, begin);
    err = ts_gs1_append(reader->out, reader->why, ai, 0, size, begin);
    if (err)
      return err;
  }
  return TS_OK;
}
