/* SPDX-License-Identifier: Apache-2.0 */
#include "host-tools/pieces.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

static const char *const names[TS_COLUMNS] = {[TS_COLUMN_GTIN] = "gtin",
                                              [TS_COLUMN_SERIAL] = "serial",
                                              [TS_COLUMN_ENGRAVED] = "engraved",
                                              [TS_COLUMN_WEIGHT] = "weight_mg",
                                              [TS_COLUMN_FINENESS] = "fineness",
                                              [TS_COLUMN_COLOUR] = "colour",
                                              [TS_COLUMN_SIZE] = "size",
                                              [TS_COLUMN_MODEL] = "model",
                                              [TS_COLUMN_TOLERANCE] = "weight_tolerance_mg"};

__attribute__((format(printf, 3, 4))) static bool refuse(struct ts_piece_problem *problem, const char *column,
                                                         const char *format, ...) {
  va_list list;
  va_start(list, format);
  (void)vsnprintf(problem->text, sizeof problem->text, format, list);
  va_end(list);
  problem->column = column;
  return false;
}

bool ts_piece_header(struct ts_piece_columns *columns, const struct ts_csv *csv,
                     struct ts_piece_problem *problem) {
  columns->count = csv->count;
  for (int c = 0; c < TS_COLUMNS; c++)
    columns->at[c] = -1;
  for (size_t i = 0; i < csv->count; i++) {
    int c = 0;
    while (c < TS_COLUMNS && !ts_bytes_equal_text(csv->field[i], names[c]))
      c++;
    if (c == TS_COLUMNS)
      return refuse(
          problem, "",
          "the header's column %zu is none of gtin, serial, engraved, weight_mg, weight_tolerance_mg, "
          "fineness, colour, size, model",
          i + 1);
    if (columns->at[c] >= 0)
      return refuse(problem, names[c], "the header names this column twice");
    columns->at[c] = (int)i;
  }
  if (columns->at[TS_COLUMN_GTIN] < 0 || columns->at[TS_COLUMN_SERIAL] < 0)
    return refuse(problem, "", "the header must name the columns gtin and serial");
  return true;
}

static struct ts_bytes field(const struct ts_piece_columns *columns, const struct ts_csv *csv,
                             enum ts_piece_column column) {
  return columns->at[column] < 0 ? ts_bytes(NULL, 0) : csv->field[columns->at[column]];
}

static bool number(const struct ts_piece_columns *columns, const struct ts_csv *csv,
                   enum ts_piece_column column, uint64_t min, uint64_t max, uint64_t *out,
                   struct ts_piece_problem *problem) {
  struct ts_bytes text = field(columns, csv, column);
  if (text.size == 0)
    return true;
  if (ts_number(text, max, out) && *out >= min)
    return true;
  return refuse(problem, names[column], "not a whole number from %llu to %llu", (unsigned long long)min,
                (unsigned long long)max);
}

/* One AI's format, said of the column that it comes from. */
static bool fits(const char *ai, struct ts_bytes value, const char *column,
                 struct ts_piece_problem *problem) {
  struct ts_gs1 gs1;
  struct ts_gs1_why why;
  ts_gs1_init(&gs1);
  enum ts_err err = ts_gs1_add(&gs1, &why, ai, value);
  return err == TS_OK || refuse(problem, column, "%s", ts_err_text(err));
}

static bool read_identity(struct ts_tag *tag, const struct ts_piece_columns *columns,
                          const struct ts_csv *csv, struct ts_piece_problem *problem) {
  struct ts_bytes gtin = field(columns, csv, TS_COLUMN_GTIN), serial = field(columns, csv, TS_COLUMN_SERIAL);
  struct ts_bytes engraved = field(columns, csv, TS_COLUMN_ENGRAVED);
  if (!ts_gs1_gtin14(tag->gtin, gtin))
    return refuse(problem, "gtin", "not a GTIN of 8, 12, 13 or 14 digits with a right check digit");
  if (serial.size == 0)
    return refuse(problem, "serial", "empty; each piece needs one");
  if (!fits("21", serial, "serial", problem) ||
      (engraved.size && !fits("250", engraved, "engraved", problem)))
    return false;
  if (ts_bytes_equal_text(serial, ".") || ts_bytes_equal_text(serial, ".."))
    return refuse(problem, "serial", "a web browser drops . and .. from a link's path");
  if (!ts_text_copy(tag->serial, sizeof tag->serial, serial))
    return refuse(problem, "serial", "longer than %d characters", TS_TAG_SERIAL_MAX);
  if (!ts_text_copy(tag->engraved, sizeof tag->engraved, engraved))
    return refuse(problem, "engraved", "longer than %d characters", TS_TAG_ENGRAVED_MAX);
  return true;
}

static bool read_numbers(struct ts_piece *piece, const struct ts_piece_columns *columns,
                         const struct ts_csv *csv, struct ts_piece_problem *problem) {
  uint64_t weight = 0, tolerance = TS_PIECE_TOLERANCE_MG, fineness = 0;
  if (!number(columns, csv, TS_COLUMN_WEIGHT, 1, TS_PIECE_WEIGHT_MAX, &weight, problem) ||
      !number(columns, csv, TS_COLUMN_TOLERANCE, 0, TS_PIECE_WEIGHT_MAX, &tolerance, problem) ||
      !number(columns, csv, TS_COLUMN_FINENESS, 1, 999, &fineness, problem))
    return false;
  if (field(columns, csv, TS_COLUMN_TOLERANCE).size == 0)
    tolerance = weight < tolerance ? weight : tolerance;
  else if (tolerance > weight)
    return refuse(problem, "weight_tolerance_mg", "more than the weight itself, or no weight is given");
  piece->weight_mg = (uint32_t)weight;
  piece->weight_tolerance_mg = (uint32_t)tolerance;
  piece->fineness = (uint16_t)fineness;
  return true;
}

/* The field as AI 98 would hold it alone: its grammar is the tag's. */
static bool piece_fits(const struct ts_piece *piece) {
  uint8_t text[96];
  struct ts_buf buf = ts_buf(text, sizeof text);
  return ts_piece_write(&buf, piece) == TS_OK;
}

static bool read_words(struct ts_piece *piece, const struct ts_piece_columns *columns,
                       const struct ts_csv *csv, struct ts_piece_problem *problem) {
  struct ts_piece alone = {0};
  struct ts_bytes colour = field(columns, csv, TS_COLUMN_COLOUR), size = field(columns, csv, TS_COLUMN_SIZE);
  if (!ts_text_copy(alone.colour, sizeof alone.colour, colour) || !piece_fits(&alone))
    return refuse(problem, "colour", "not 1 to 4 letters A-Z (YG, WG, RG, PT, PD, AG, ...)");
  memcpy(piece->colour, alone.colour, sizeof piece->colour);
  alone = (struct ts_piece){0};
  if (!ts_text_copy(alone.size, sizeof alone.size, size) || !piece_fits(&alone))
    return refuse(problem, "size", "not 1 to 8 of A-Z, 0-9, / and -");
  memcpy(piece->size, alone.size, sizeof piece->size);
  return true;
}

bool ts_piece_record(struct ts_piece_row *row, const struct ts_piece_columns *columns,
                     const struct ts_csv *csv, struct ts_piece_problem *problem) {
  *row = (struct ts_piece_row){0};
  if (csv->count != columns->count)
    return refuse(problem, "", "%zu fields, and the header has %zu", csv->count, columns->count);
  struct ts_bytes model = field(columns, csv, TS_COLUMN_MODEL);
  if (!read_identity(&row->tag, columns, csv, problem) ||
      !read_numbers(&row->tag.piece, columns, csv, problem) ||
      !read_words(&row->tag.piece, columns, csv, problem))
    return false;
  if (model.size && (!ts_name_ok(model, TS_NAME_MAX) || !ts_text_copy(row->model, sizeof row->model, model)))
    return refuse(problem, "model", "longer than %d bytes, or holds control characters or outer blanks",
                  TS_NAME_MAX);
  return true;
}
