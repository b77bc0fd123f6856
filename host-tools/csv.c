/* SPDX-License-Identifier: Apache-2.0 */
#include "host-tools/csv.h"

#include <string.h>

#include "host-tools/text.h"

enum { END = -1 };

void ts_csv_init(struct ts_csv *csv, ptrdiff_t (*read)(void *ctx, void *data, size_t size), void *ctx) {
  *csv = (struct ts_csv){.read = read, .ctx = ctx, .line = 1};
}

static bool fill(struct ts_csv *csv) {
  if (csv->chunk_at < csv->chunk_size)
    return true;
  if (csv->failed)
    return false;
  ptrdiff_t n = csv->read(csv->ctx, csv->chunk, sizeof csv->chunk);
  csv->failed = n < 0;
  csv->chunk_at = 0;
  csv->chunk_size = n > 0 ? (size_t)n : 0;
  return csv->chunk_size > 0;
}

/* The next byte, or END, without taking it. */
static int peek(struct ts_csv *csv) {
  return fill(csv) ? csv->chunk[csv->chunk_at] : END;
}

static int take(struct ts_csv *csv) {
  int c = peek(csv);
  if (c != END)
    csv->chunk_at++;
  if (c == '\n')
    csv->line++;
  return c;
}

static enum ts_csv_result put(struct ts_csv *csv, int c, size_t begin) {
  if (c == 0)
    return TS_CSV_NUL;
  if (csv->record_size - begin == TS_CSV_FIELD_MAX)
    return TS_CSV_LONG;
  if (csv->record_size == sizeof csv->record)
    return TS_CSV_MANY;
  csv->record[csv->record_size++] = (uint8_t)c;
  return TS_CSV_RECORD;
}

/* Behind the opening quote, up to the closing one. */
static enum ts_csv_result quoted(struct ts_csv *csv, size_t begin) {
  enum ts_csv_result result = TS_CSV_RECORD;
  while (result == TS_CSV_RECORD) {
    int c = take(csv);
    if (c == END)
      return TS_CSV_OPEN;
    if (c == '"' && peek(csv) != '"')
      break;
    if (c == '"')
      (void)take(csv);
    result = put(csv, c, begin);
  }
  int next = peek(csv);
  bool ends = next == ',' || next == '\n' || next == '\r' || next == END;
  return result == TS_CSV_RECORD && !ends ? TS_CSV_AFTER : result;
}

static enum ts_csv_result bare(struct ts_csv *csv, size_t begin) {
  enum ts_csv_result result = TS_CSV_RECORD;
  for (int c = peek(csv); result == TS_CSV_RECORD && c != ',' && c != '\n' && c != '\r' && c != END;
       c = peek(csv))
    result = c == '"' ? TS_CSV_QUOTE : put(csv, take(csv), begin);
  return result;
}

/* One field with its UTF-8 checked; the byte behind it is not taken. */
static enum ts_csv_result read_field(struct ts_csv *csv) {
  size_t begin = csv->record_size;
  if (csv->count == TS_CSV_FIELDS_MAX)
    return TS_CSV_MANY;
  csv->count++;
  bool quotes = peek(csv) == '"';
  if (quotes)
    (void)take(csv);
  enum ts_csv_result result = quotes ? quoted(csv, begin) : bare(csv, begin);
  struct ts_bytes field = ts_bytes(csv->record + begin, csv->record_size - begin);
  csv->field[csv->count - 1] = field;
  return result == TS_CSV_RECORD && !ts_utf8_ok(field) ? TS_CSV_UTF8 : result;
}

/* Takes LF or CRLF, or nothing at the end of the file. */
static enum ts_csv_result line_end(struct ts_csv *csv) {
  if (take(csv) == '\r')
    return take(csv) == '\n' ? TS_CSV_RECORD : TS_CSV_RETURN;
  return TS_CSV_RECORD;
}

static enum ts_csv_result read_record(struct ts_csv *csv) {
  enum ts_csv_result result = read_field(csv);
  while (result == TS_CSV_RECORD && peek(csv) == ',') {
    (void)take(csv);
    result = read_field(csv);
  }
  return result == TS_CSV_RECORD ? line_end(csv) : result;
}

static void skip_line(struct ts_csv *csv) {
  while (peek(csv) != END && take(csv) != '\n')
    continue;
}

/* A source may give its first bytes one by one. */
static void skip_bom(struct ts_csv *csv) {
  while (csv->chunk_size < 3) {
    ptrdiff_t n = csv->read(csv->ctx, csv->chunk + csv->chunk_size, sizeof csv->chunk - csv->chunk_size);
    csv->failed = n < 0;
    if (n <= 0)
      break;
    csv->chunk_size += (size_t)n;
  }
  if (csv->chunk_size >= 3 && memcmp(csv->chunk, "\xef\xbb\xbf", 3) == 0)
    csv->chunk_at = 3;
  csv->started = true;
}

enum ts_csv_result ts_csv_next(struct ts_csv *csv) {
  enum ts_csv_result result;
  bool blank;
  if (!csv->started)
    skip_bom(csv);
  do {
    csv->count = 0;
    csv->record_size = 0;
    csv->record_line = csv->line;
    int first = peek(csv);
    if (first == END)
      return csv->failed ? TS_CSV_IO : TS_CSV_END;
    result = read_record(csv);
    blank = result == TS_CSV_RECORD && csv->count == 1 && csv->field[0].size == 0 && first != '"';
  } while (blank);
  if (csv->failed)
    return TS_CSV_IO;
  if (result != TS_CSV_RECORD)
    skip_line(csv);
  return result;
}

const char *ts_csv_text(enum ts_csv_result result) {
  switch (result) {
  case TS_CSV_RECORD:
    return "a record";
  case TS_CSV_END:
    return "the end of the file";
  case TS_CSV_IO:
    return "the file cannot be read";
  case TS_CSV_QUOTE:
    return "a quote stands inside a field that does not begin with one; write it twice inside quotes";
  case TS_CSV_AFTER:
    return "text follows the closing quote; a comma or the line's end must";
  case TS_CSV_OPEN:
    return "the file ends inside quotes";
  case TS_CSV_RETURN:
    return "a carriage return without a line feed";
  case TS_CSV_NUL:
    return "a NUL byte; the file must be UTF-8, not UTF-16";
  case TS_CSV_UTF8:
    return "not UTF-8; save the file as UTF-8";
  case TS_CSV_LONG:
    return "longer than 1024 bytes";
  case TS_CSV_MANY:
    return "more than 64 fields or 8192 bytes in one line";
  }
  return "unknown";
}
