/* SPDX-License-Identifier: Apache-2.0 */
/* Pieces as a brand lists them: one record of a CSV each, checked column by column. */
#ifndef TS_HOST_TOOLS_PIECES_H
#define TS_HOST_TOOLS_PIECES_H

#include <stdbool.h>

#include "core/tag.h"
#include "host-tools/csv.h"
#include "host-tools/text.h"

#define TS_PIECE_TOLERANCE_MG 50 /* where the CSV gives a weight and no tolerance */

enum ts_piece_column {
  TS_COLUMN_GTIN,
  TS_COLUMN_SERIAL,
  TS_COLUMN_ENGRAVED,
  TS_COLUMN_WEIGHT,
  TS_COLUMN_FINENESS,
  TS_COLUMN_COLOUR,
  TS_COLUMN_SIZE,
  TS_COLUMN_MODEL,
  TS_COLUMN_TOLERANCE,
  TS_COLUMNS
};

/* Where each column stands in a record; -1: the file has none. */
struct ts_piece_columns {
  int at[TS_COLUMNS];
  size_t count; /* fields of the header */
};

struct ts_piece_row {
  struct ts_tag tag; /* without a signature */
  char model[TS_NAME_MAX + 1];
};

/* Why a record is refused: which column ("" for the whole record), and what is wrong with it. */
struct ts_piece_problem {
  const char *column;
  char text[200];
};

/* Reads the header that stands in CSV. Columns in any order; gtin and serial must be there, unknown and
 * doubled names are refused. */
bool ts_piece_header(struct ts_piece_columns *columns, const struct ts_csv *csv,
                     struct ts_piece_problem *problem);

/* Reads the record that stands in CSV. */
bool ts_piece_record(struct ts_piece_row *row, const struct ts_piece_columns *columns,
                     const struct ts_csv *csv, struct ts_piece_problem *problem);

#endif
