/* SPDX-License-Identifier: Apache-2.0 */
/* A strict streaming reader of CSV (RFC 4180): commas, quotes doubled inside quotes, line ends LF or CRLF,
 * also inside quotes; UTF-8 with or without BOM. Bounded memory whatever the file; what is malformed is
 * refused with its place. Lines without any character are passed over. */
#ifndef TS_HOST_TOOLS_CSV_H
#define TS_HOST_TOOLS_CSV_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/bytes.h"

#define TS_CSV_FIELDS_MAX 64
#define TS_CSV_FIELD_MAX 1024
#define TS_CSV_RECORD_MAX 8192
#define TS_CSV_CHUNK 16384

/* Append only. */
enum ts_csv_result {
  TS_CSV_RECORD = 0, /* a record was read */
  TS_CSV_END = 1,    /* there is no more */
  TS_CSV_IO = 2,     /* the source failed */
  TS_CSV_QUOTE = 3,  /* a quote inside a field that does not begin with one */
  TS_CSV_AFTER = 4,  /* something between a closing quote and the comma */
  TS_CSV_OPEN = 5,   /* the file ends inside quotes */
  TS_CSV_RETURN = 6, /* a carriage return without a line feed */
  TS_CSV_NUL = 7,
  TS_CSV_UTF8 = 8,
  TS_CSV_LONG = 9,  /* field longer than TS_CSV_FIELD_MAX */
  TS_CSV_MANY = 10, /* more fields than TS_CSV_FIELDS_MAX, or record longer than TS_CSV_RECORD_MAX */
};

/* Memory of the caller's, about 27 KB, no allocation. */
struct ts_csv {
  /* Up to SIZE bytes into DATA; 0 at the end, -1 on failure. */
  ptrdiff_t (*read)(void *ctx, void *data, size_t size);
  void *ctx;
  uint64_t line; /* where the reader stands, from 1 */

  /* The record read last; the fields are views into this. On an error, COUNT is the field's number from 1. */
  uint64_t record_line; /* where it begins */
  size_t count;
  struct ts_bytes field[TS_CSV_FIELDS_MAX];

  uint8_t record[TS_CSV_RECORD_MAX];
  size_t record_size;
  uint8_t chunk[TS_CSV_CHUNK];
  size_t chunk_at, chunk_size;
  bool started, failed;
};

void ts_csv_init(struct ts_csv *csv, ptrdiff_t (*read)(void *ctx, void *data, size_t size), void *ctx);

/* The next record. After an error in the text the reader has passed to the next line end, so that a caller
 * can go on to find more errors; after TS_CSV_END, TS_CSV_IO and TS_CSV_OPEN there is nothing more. */
enum ts_csv_result ts_csv_next(struct ts_csv *csv);

/* What a result means, for people. */
const char *ts_csv_text(enum ts_csv_result result);

#endif
