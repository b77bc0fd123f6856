/* SPDX-License-Identifier: Apache-2.0 */
/* Step 1 of issuing: the whole file is read and checked, and its pieces are put into a scratch file, so that
 * step 2 signs what was checked, whatever happens to the file meanwhile. */
#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "host-tools/brands.h"
#include "host-tools/duplicates.h"
#include "host-tools/file.h"
#include "host-tools/issue_steps.h"
#include "host-tools/pieces.h"
#include "host-tools/test_cards.h"

#define KNOWN 256 /* models whose answers are kept at a time */

/* What was found out of a GTIN when it was met last. */
struct known {
  char gtin[15];
  bool owned, reserved; /* the brand's; for its test cards */
  int pen;              /* -1: not asked yet */
  char model[TS_NAME_MAX + 1];
};

/* A piece as it lies in the scratch file. */
struct staged {
  struct ts_piece piece;
  char gtin[15], serial[TS_TAG_SERIAL_MAX + 1], engraved[TS_TAG_ENGRAVED_MAX + 1];
  int pen;
};

struct check {
  struct ts_issue *issue;
  struct ts_fault *fault;
  struct ts_csv csv;
  struct ts_piece_columns columns;
  struct ts_duplicates duplicates;
  struct known known[KNOWN];
  struct ts_sql model, new_model;
  bool models;         /* there are new names */
  char test_cards[15]; /* the GTIN that is reserved for them, or "" */
  uint64_t problems;
  /* Pieces that are still to be looked up in the registry. */
  struct ts_piece_row *row;
  struct ts_registry_piece *held;
  uint64_t *line;
  size_t count;
};

static bool problem(struct check *check, uint64_t line, const char *column, const char *text) {
  const struct ts_issue_order *order = check->issue->order;
  if (check->problems++ < TS_ISSUE_PROBLEMS_MAX)
    fprintf(order->problems, "%s:%llu: %s%s%s\n", order->path, (unsigned long long)line, column,
            *column ? ": " : "", text);
  return false;
}

/* NULL with the fault set. */
static struct known *know(struct check *check, const char *gtin) {
  struct known *known =
      &check->known[strtoull(gtin + 5, NULL, 10) / 10 % KNOWN]; /* without the check digit */
  if (strcmp(known->gtin, gtin) == 0)
    return known;
  *known = (struct known){.pen = -1};
  if (!ts_home_brand_owns(check->issue->home, check->issue->order->brand, gtin, &known->owned, check->fault))
    return NULL;
  known->reserved = strcmp(gtin, check->test_cards) == 0;
  memcpy(known->gtin, gtin, sizeof known->gtin);
  return known;
}

/* The name that STATEMENT, given gtin and name, says that the GTIN has. */
static bool has_name(struct ts_sql *sql, const struct ts_piece_row *row, bool *other) {
  ts_sql_put_text(sql, row->tag.gtin);
  ts_sql_put_text(sql, row->model);
  bool found = ts_sql_row(sql);
  *other = found && !ts_bytes_equal_text(ts_sql_text(sql, 0), row->model);
  ts_sql_reset(sql);
  return found;
}

static bool check_model(struct check *check, struct known *known, const struct ts_piece_row *row,
                        uint64_t line) {
  bool other = false;
  if (strcmp(known->model, row->model) == 0)
    return true;
  if (!has_name(&check->model, row, &other) && check->fault->status == EX_OK)
    check->models = has_name(&check->new_model, row, &other) || check->models;
  if (check->fault->status != EX_OK)
    return false;
  if (other)
    return problem(check, line, "model", "this GTIN has another model name already");
  memcpy(known->model, row->model, sizeof known->model);
  return true;
}

/* Who signs it; -1 with a problem told or the fault set. */
static int pen_for(struct check *check, const char *gtin, uint64_t line) {
  struct known *known = know(check, gtin);
  if (known && known->pen < 0)
    known->pen = ts_pens_choose(&check->issue->pens, gtin, check->fault);
  if (known && known->pen < 0 && check->fault->status == EX_OK)
    (void)problem(check, line, "gtin", "no signer's scope holds this GTIN; see touchstone signer list");
  return known ? known->pen : -1;
}

static void stage(struct check *check, const struct ts_tag *tag, int pen) {
  struct staged staged = {.piece = tag->piece, .pen = pen};
  memcpy(staged.gtin, tag->gtin, sizeof staged.gtin);
  memcpy(staged.serial, tag->serial, sizeof staged.serial);
  memcpy(staged.engraved, tag->engraved, sizeof staged.engraved);
  if (fwrite(&staged, sizeof staged, 1, check->issue->staged) != 1)
    (void)ts_fault_writing(check->fault, "a temporary file", errno);
  check->issue->pieces++;
}

/* Looks up what has gathered. */
static bool settle(struct check *check) {
  for (size_t i = 0; i < check->count; i++)
    check->held[i].tag = check->row[i].tag;
  if (!ts_registry_find(check->issue->registry, check->issue->order->brand, check->held, check->count))
    return false;
  for (size_t i = 0; i < check->count && check->fault->status == EX_OK; i++) {
    const struct ts_tag *tag = &check->row[i].tag;
    bool held = check->held[i].version > 0;
    if (held && !ts_registry_same(tag, &check->held[i].tag))
      (void)problem(check, check->line[i], "serial",
                    "already issued with other data; a serial is issued once");
    int pen = held ? -1 : pen_for(check, tag->gtin, check->line[i]);
    if (check->problems == 0 && check->fault->status == EX_OK)
      stage(check, tag, pen);
  }
  check->count = 0;
  return check->fault->status == EX_OK;
}

static bool take_row(struct check *check, uint64_t line) {
  const struct ts_piece_row *row = &check->row[check->count];
  struct known *known = know(check, row->tag.gtin);
  if (!known)
    return false;
  if (!known->owned)
    return problem(check, line, "gtin", "not under a GS1 prefix of this brand");
  if (known->reserved)
    return problem(check, line, "gtin", "reserved for test cards; a model needs a GTIN of its own");
  if (strcmp(row->model, TS_TEST_CARD_MODEL) == 0)
    return problem(check, line, "model", "reserved for test cards; a model needs another name");
  if (!ts_duplicates_note(&check->duplicates, row->tag.gtin, row->tag.serial, line, check->fault) ||
      (row->model[0] && !check_model(check, known, row, line)))
    return false;
  check->line[check->count++] = line;
  return check->count < TS_ISSUE_BATCH || settle(check);
}

static void take_record(struct check *check) {
  struct ts_piece_problem what = {0};
  if (ts_piece_record(&check->row[check->count], &check->columns, &check->csv, &what))
    (void)take_row(check, check->csv.record_line);
  else
    (void)problem(check, check->csv.record_line, what.column, what.text);
}

static bool read_header(struct check *check) {
  struct ts_piece_problem what = {0};
  const char *path = check->issue->order->path;
  enum ts_csv_result result = ts_csv_next(&check->csv);
  if (result == TS_CSV_END)
    return ts_fault(check->fault, EX_DATAERR, "%s is empty; the first line names the columns", path);
  if (result != TS_CSV_RECORD)
    return ts_fault(check->fault, EX_DATAERR, "%s:%llu: %s", path, (unsigned long long)check->csv.record_line,
                    ts_csv_text(result));
  return ts_piece_header(&check->columns, &check->csv, &what) ||
         ts_fault(check->fault, EX_DATAERR, "%s:%llu: %s%s%s", path,
                  (unsigned long long)check->csv.record_line, what.column, *what.column ? ": " : "",
                  what.text);
}

static bool proceed(struct check *check, uint64_t records) {
  const struct ts_issue_order *order = check->issue->order;
  return records % TS_ISSUE_BATCH != 0 || !order->progress || order->progress(order->ctx, records, 0) ||
         ts_fault(check->fault, EX_TEMPFAIL, "interrupted; nothing was issued");
}

static bool take_all(struct check *check) {
  enum ts_csv_result result;
  for (uint64_t n = 1; check->fault->status == EX_OK && (result = ts_csv_next(&check->csv)) != TS_CSV_END;
       n++) {
    if (result == TS_CSV_IO)
      return ts_fault(check->fault, EX_IOERR, "%s cannot be read", check->issue->order->path);
    if (result == TS_CSV_RECORD) {
      take_record(check);
    } else {
      char column[16];
      (void)snprintf(column, sizeof column, "field %zu", check->csv.count);
      (void)problem(check, check->csv.record_line, column, ts_csv_text(result));
    }
    if (result == TS_CSV_OPEN || !proceed(check, n))
      break;
  }
  return check->fault->status == EX_OK && settle(check);
}

static void tell_duplicate(void *ctx, const char *serial, uint64_t line, uint64_t earlier) {
  char text[64];
  (void)snprintf(text, sizeof text, "%s stands in line %llu already", serial, (unsigned long long)earlier);
  (void)problem(ctx, line, "serial", text);
}

static bool conclude(struct check *check) {
  if (!ts_duplicates_find(&check->duplicates, tell_duplicate, check, check->fault))
    return false;
  if (check->problems)
    return ts_fault(
        check->fault, EX_DATAERR, "%s: %llu bad line%s, nothing was issued; mend the file and run this again",
        check->issue->order->path, (unsigned long long)check->problems, check->problems > 1 ? "s" : "");
  return (fflush(check->issue->staged) == 0 && fseeko(check->issue->staged, 0, SEEK_SET) == 0) ||
         ts_fault_writing(check->fault, "a temporary file", errno);
}

/* Names that the file gives to models which had none. */
static bool name_models(struct check *check) {
  struct ts_home *home = check->issue->home;
  if (!check->models)
    return true;
  if (!ts_home_begin(home, check->fault))
    return false;
  struct ts_sql sql = ts_sql(home->db,
                             "INSERT INTO model(gtin, brand, name) SELECT gtin, ?, name FROM issue_model"
                             " WHERE true ON CONFLICT DO NOTHING",
                             check->fault);
  ts_sql_put_text(&sql, check->issue->order->brand);
  bool ok = ts_sql_done(&sql);
  ts_sql_close(&sql);
  sql = ts_sql(home->db,
               "SELECT m.gtin FROM issue_model AS n JOIN model AS m USING(gtin) WHERE m.name <> n.name",
               check->fault);
  if (ok && ts_sql_row(&sql))
    ok = ts_fault(check->fault, EX_TEMPFAIL,
                  "somebody else gives the models other names meanwhile; try again");
  ts_sql_close(&sql);
  if (ok && ts_home_commit(home, check->fault))
    return true;
  (void)sqlite3_exec(home->db, "ROLLBACK", NULL, NULL, NULL); /* the fault is told already */
  return false;
}

static bool prepare(struct check *check) {
  sqlite3 *db = check->issue->home->db;
  if (!ts_test_cards_gtin(check->issue->home, check->issue->order->brand, check->test_cards, check->fault))
    return false;
  check->row = calloc(TS_ISSUE_BATCH, sizeof *check->row);
  check->held = calloc(TS_ISSUE_BATCH, sizeof *check->held);
  check->line = calloc(TS_ISSUE_BATCH, sizeof *check->line);
  if (!check->row || !check->held || !check->line)
    return ts_fault(check->fault, EX_OSERR, "not enough memory to check the file");
  if (!ts_sql_run(db,
                  "CREATE TEMP TABLE IF NOT EXISTS issue_model(gtin TEXT PRIMARY KEY, name TEXT NOT NULL)"
                  " WITHOUT ROWID; DELETE FROM issue_model",
                  check->fault))
    return false;
  check->model = ts_sql(db, "SELECT name FROM model WHERE gtin = ?1 AND ?2 IS NOT NULL", check->fault);
  check->new_model = ts_sql(db,
                            "INSERT INTO issue_model(gtin, name) VALUES(?, ?)"
                            " ON CONFLICT DO UPDATE SET name = name RETURNING name",
                            check->fault);
  check->issue->staged = ts_file_scratch(check->fault);
  return check->fault->status == EX_OK && ts_duplicates_open(&check->duplicates, check->fault);
}

bool ts_issue_check(struct ts_issue *issue) {
  struct check *check = calloc(1, sizeof *check);
  if (!check)
    return ts_fault(issue->fault, EX_OSERR, "not enough memory to check the file");
  check->issue = issue;
  check->fault = issue->fault;
  int file = issue->order->file;
  ts_csv_init(&check->csv, ts_file_source, &file);
  bool ok = prepare(check) && read_header(check) && take_all(check) && conclude(check) && name_models(check);
  ts_sql_close(&check->model);
  ts_sql_close(&check->new_model);
  ts_duplicates_close(&check->duplicates);
  free(check->row);
  free(check->held);
  free(check->line);
  free(check);
  return ok;
}

size_t ts_issue_unstage(struct ts_issue *issue, struct ts_registry_piece *piece, int *pen, size_t count) {
  struct staged staged;
  size_t got = 0;
  for (; got < count && fread(&staged, sizeof staged, 1, issue->staged) == 1; got++) {
    piece[got] = (struct ts_registry_piece){.tag.piece = staged.piece, .issued = issue->order->now};
    memcpy(piece[got].tag.gtin, staged.gtin, sizeof staged.gtin);
    memcpy(piece[got].tag.serial, staged.serial, sizeof staged.serial);
    memcpy(piece[got].tag.engraved, staged.engraved, sizeof staged.engraved);
    pen[got] = staged.pen;
  }
  if (ferror(issue->staged)) {
    (void)ts_fault_reading(issue->fault, "a temporary file", errno);
    return 0;
  }
  return got;
}
