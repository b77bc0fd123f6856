/* SPDX-License-Identifier: Apache-2.0 */
/* The CSV of pieces: whatever the file, its fields are bounded UTF-8 without NUL, and its reading does not
 * depend on the portions it comes in. */
#include <string.h>

#include "fuzz/fuzz.h"
#include "host-tools/pieces.h"

/* The first byte chooses the size of the portions. */
struct source {
  const uint8_t *data;
  size_t size, at, step;
};

static ptrdiff_t read_some(void *ctx, void *data, size_t size) {
  struct source *source = ctx;
  size_t rest = source->size - source->at;
  size_t n = size < source->step ? size : source->step;
  n = n < rest ? n : rest;
  memcpy(data, source->data + source->at, n);
  source->at += n;
  return (ptrdiff_t)n;
}

static void check_record(const struct ts_csv *csv) {
  FUZZ_CHECK(csv->count >= 1 && csv->count <= TS_CSV_FIELDS_MAX);
  for (size_t i = 0; i < csv->count; i++) {
    FUZZ_CHECK(csv->field[i].size <= TS_CSV_FIELD_MAX && ts_utf8_ok(csv->field[i]));
    FUZZ_CHECK(csv->field[i].size == 0 || !memchr(csv->field[i].data, 0, csv->field[i].size));
  }
}

static void check_piece(const struct ts_csv *csv, const struct ts_piece_columns *columns) {
  struct ts_piece_row row;
  struct ts_piece_problem problem = {0};
  struct ts_gs1 gs1;
  struct ts_gs1_why why;
  if (!ts_piece_record(&row, columns, csv, &problem)) {
    FUZZ_CHECK(problem.column && problem.text[0]);
    return;
  }
  FUZZ_CHECK(ts_tag_build(&gs1, &why, &row.tag) == TS_OK);
}

static void same(const struct ts_csv *a, enum ts_csv_result result_a, const struct ts_csv *b,
                 enum ts_csv_result result_b) {
  FUZZ_CHECK(result_a == result_b && a->record_line == b->record_line && a->line == b->line);
  FUZZ_CHECK(a->count == b->count || result_a == TS_CSV_END);
  for (size_t i = 0; result_a == TS_CSV_RECORD && i < a->count; i++)
    FUZZ_CHECK(ts_bytes_equal(a->field[i], b->field[i]));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  static struct ts_csv whole, parts;
  struct ts_piece_columns columns;
  struct ts_piece_problem problem;
  bool with_header = false, first = true;
  if (size == 0)
    return 0;
  struct source a = {.data = data + 1, .size = size - 1, .step = SIZE_MAX};
  struct source b = {.data = data + 1, .size = size - 1, .step = (size_t)data[0] + 1};
  ts_csv_init(&whole, read_some, &a);
  ts_csv_init(&parts, read_some, &b);
  for (;;) {
    enum ts_csv_result result = ts_csv_next(&whole);
    same(&whole, result, &parts, ts_csv_next(&parts));
    if (result == TS_CSV_END || result == TS_CSV_OPEN)
      return 0;
    FUZZ_CHECK(result != TS_CSV_IO);
    if (result == TS_CSV_RECORD) {
      check_record(&whole);
      if (first)
        with_header = ts_piece_header(&columns, &whole, &problem);
      else if (with_header)
        check_piece(&whole, &columns);
    }
    first = false;
  }
}
