/* SPDX-License-Identifier: Apache-2.0 */
#include "host-tools/change.h"

#include <stdlib.h>
#include <string.h>

#include "host-tools/csv.h"
#include "host-tools/file.h"

enum { GTIN, SERIAL, REASON, COLUMNS };
static const char *const names[COLUMNS] = {[GTIN] = "gtin", [SERIAL] = "serial", [REASON] = "reason"};

struct changes {
  struct ts_registry *registry;
  const struct ts_change_order *order;
  struct ts_change_result *result;
  struct ts_fault *fault;
  const char *path;
  struct ts_csv csv;
  int at[COLUMNS]; /* -1: the file has none */
  size_t columns;
  uint64_t problems;
};

/* Would the event change nothing? */
static bool is_so(const struct ts_registry_piece *piece, const struct ts_registry_event *event) {
  if (event->kind == TS_EVENT_SOLD)
    return piece->sold_at != 0;
  return piece->block == (event->kind == TS_EVENT_BLOCKED ? event->reason : TS_BLOCK_NONE);
}

/* *KNOWN: it was issued. Else nothing happens. */
static bool change(struct ts_registry *registry, const char *brand, const struct ts_registry_event *event,
                   struct ts_registry_piece *piece, struct ts_change_result *result, bool *known) {
  if (!ts_registry_find(registry, brand, piece, 1))
    return false;
  *known = piece->version > 0;
  if (!*known)
    return true;
  if (is_so(piece, event)) {
    result->unchanged++;
    return true;
  }
  result->changed++;
  return ts_registry_change(registry, brand, piece, event);
}

bool ts_change_one(struct ts_registry *registry, const struct ts_change_order *order, const char *gtin14,
                   const char *serial, struct ts_change_result *result, struct ts_fault *fault) {
  struct ts_registry_piece piece = {0};
  bool known = false;
  *result = (struct ts_change_result){0};
  if (!ts_text_copy(piece.tag.gtin, sizeof piece.tag.gtin, ts_bytes_of(gtin14)) ||
      !ts_text_copy(piece.tag.serial, sizeof piece.tag.serial, ts_bytes_of(serial)) || serial[0] == 0)
    return ts_fault(fault, EX_DATAERR, "a serial has 1 to %d characters", TS_TAG_SERIAL_MAX);
  if (!change(registry, order->brand, &order->event, &piece, result, &known))
    return false;
  return known || ts_fault(fault, EX_DATAERR, "%s never issued %s %s; is the registry the right one?",
                           order->brand, gtin14, serial);
}

static bool problem(struct changes *c, const char *column, const char *text) {
  if (c->problems++ < TS_CHANGE_PROBLEMS_MAX)
    fprintf(c->order->problems, "%s:%llu: %s%s%s\n", c->path, (unsigned long long)c->csv.record_line, column,
            *column ? ": " : "", text);
  return false;
}

static bool wants_reason(const struct changes *c) {
  return c->order->event.kind == TS_EVENT_BLOCKED && c->order->event.reason == TS_BLOCK_NONE;
}

static bool take_header(struct changes *c) {
  c->columns = c->csv.count;
  for (int i = 0; i < COLUMNS; i++)
    c->at[i] = -1;
  for (size_t i = 0; i < c->csv.count; i++) {
    int which = 0;
    while (which < COLUMNS && !ts_bytes_equal_text(c->csv.field[i], names[which]))
      which++;
    if (which == COLUMNS || (which == REASON && !wants_reason(c)))
      return ts_fault(c->fault, EX_DATAERR, "%s:%llu: column %zu is not wanted here; only gtin, serial%s are",
                      c->path, (unsigned long long)c->csv.record_line, i + 1,
                      wants_reason(c) ? " and reason" : "");
    if (c->at[which] >= 0)
      return ts_fault(c->fault, EX_DATAERR, "%s:%llu: %s: the header names this column twice", c->path,
                      (unsigned long long)c->csv.record_line, names[which]);
    c->at[which] = (int)i;
  }
  return (c->at[GTIN] >= 0 && c->at[SERIAL] >= 0 && (c->at[REASON] >= 0 || !wants_reason(c))) ||
         ts_fault(c->fault, EX_DATAERR, "%s: the header must name the columns gtin and serial%s", c->path,
                  wants_reason(c) ? ", and reason unless --reason is given" : "");
}

static bool read_record(struct changes *c, struct ts_registry_piece *piece, struct ts_registry_event *event) {
  *piece = (struct ts_registry_piece){0};
  *event = c->order->event;
  if (c->csv.count != c->columns)
    return problem(c, "", "not as many fields as the header has");
  if (!ts_gs1_gtin14(piece->tag.gtin, c->csv.field[c->at[GTIN]]))
    return problem(c, "gtin", "not a GTIN of 8, 12, 13 or 14 digits with a right check digit");
  struct ts_bytes serial = c->csv.field[c->at[SERIAL]];
  if (serial.size == 0 || !ts_text_copy(piece->tag.serial, sizeof piece->tag.serial, serial))
    return problem(c, "serial", "not 1 to 20 characters");
  if (wants_reason(c) &&
      (!ts_block_read(c->csv.field[c->at[REASON]], &event->reason) || event->reason == TS_BLOCK_NONE))
    return problem(c, "reason", "none of stolen, recalled, destroyed, returned");
  return true;
}

static void take_record(struct changes *c) {
  struct ts_registry_piece piece;
  struct ts_registry_event event;
  bool known = true;
  if (read_record(c, &piece, &event) &&
      change(c->registry, c->order->brand, &event, &piece, c->result, &known) && !known)
    (void)problem(c, "serial", "this piece was never issued");
}

static bool take_all(struct changes *c) {
  enum ts_csv_result result = ts_csv_next(&c->csv);
  if (result == TS_CSV_END)
    return ts_fault(c->fault, EX_DATAERR, "%s is empty; the first line names the columns", c->path);
  if (result == TS_CSV_RECORD && !take_header(c))
    return false;
  for (bool header = true; result != TS_CSV_END && c->fault->status == EX_OK; header = false) {
    if (result == TS_CSV_IO)
      return ts_fault(c->fault, EX_IOERR, "%s cannot be read", c->path);
    if (result != TS_CSV_RECORD)
      (void)problem(c, "", ts_csv_text(result));
    else if (!header)
      take_record(c);
    if (result == TS_CSV_OPEN || (header && result != TS_CSV_RECORD))
      break;
    result = ts_csv_next(&c->csv);
  }
  if (c->problems)
    return ts_fault(c->fault, EX_DATAERR,
                    "%s: %llu bad line%s, nothing was changed; mend the file and run this again", c->path,
                    (unsigned long long)c->problems, c->problems > 1 ? "s" : "");
  return c->fault->status == EX_OK;
}

bool ts_change_file(struct ts_registry *registry, const struct ts_change_order *order, const char *path,
                    int file, struct ts_change_result *result, struct ts_fault *fault) {
  struct changes *c = calloc(1, sizeof *c);
  if (!c)
    return ts_fault(fault, EX_OSERR, "not enough memory to read a file");
  *c = (struct changes){.registry = registry, .order = order, .result = result, .fault = fault, .path = path};
  *result = (struct ts_change_result){0};
  ts_csv_init(&c->csv, ts_file_source, &file);
  bool ok = ts_registry_begin(registry) && take_all(c) && ts_registry_commit(registry);
  if (!ok)
    ts_registry_rollback(registry);
  free(c);
  return ok;
}
