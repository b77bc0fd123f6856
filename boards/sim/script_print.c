/* SPDX-License-Identifier: Apache-2.0 */
/* Verdicts as lines of JSON: as `touchstone check --json` prints them, and what the device knows besides. */
#include <stdio.h>

#include "boards/common/hosted/plain_text.h"
#include "boards/common/hosted/report.h"
#include "boards/sim/script_state.h"

static json_t *seen_before(const struct ts_seen *seen) {
  char date[TS_DATE_TEXT];
  ts_date_write(date, seen->time.seconds);
  return json_pack("{s:I, s:s, s:s, s:s}", "record", (json_int_t)seen->record, "time", date, "mode",
                   ts_mode_name(seen->mode), "verdict", ts_verdict_name(seen->verdict));
}

static json_t *counted(const struct ts_counts *counts) {
  json_t *object = json_pack("{s:I, s:I, s:I, s:I, s:I, s:I}", "pieces", (json_int_t)counts->pieces,
                             "duplicates", (json_int_t)counts->duplicates, "genuine",
                             (json_int_t)counts->genuine, "unproven", (json_int_t)counts->unproven, "suspect",
                             (json_int_t)counts->suspect, "counterfeit", (json_int_t)counts->counterfeit);
  if (!object || !counts->has_manifest)
    return object;
  json_object_set_new(object, "expected", json_integer((json_int_t)counts->expected));
  json_object_set_new(object, "missing", json_integer((json_int_t)counts->missing));
  json_object_set_new(object, "extra", json_integer((json_int_t)counts->extra));
  return object;
}

/* NULL: memory ran out. */
static json_t *verdict(const struct ts_script_run *run, const struct ts_inspection *view, uint64_t number) {
  const struct ts_app *app = &run->board.app;
  const struct ts_page *page = ts_app_page(app);
  json_t *object = ts_report_inspection(view->width > 0 ? run->frame : NULL, &app->device, view);
  if (!object)
    return NULL;
  json_object_set_new(object, "record", json_integer((json_int_t)number));
  json_object_set_new(object, "mode", json_string(ts_mode_name(app->mode)));
  if (page->kind == TS_PAGE_VERDICT && page->verdict.seen.seen)
    json_object_set_new(object, "seen", seen_before(&page->verdict.seen));
  if (page->kind == TS_PAGE_VERDICT && page->verdict.counting)
    json_object_set_new(object, "consignment", counted(&page->verdict.counts));
  return object;
}

bool ts_script_print(struct ts_script_run *run) {
  uint64_t number;
  const struct ts_inspection *view = ts_app_verdict(&run->board.app, &number);
  if (!view || (run->printed && run->printed_number == number))
    return true;
  json_t *object = verdict(run, view, number);
  bool printed = object && json_dumpf(object, stdout, JSON_COMPACT | JSON_ENSURE_ASCII) == 0 &&
                 fputc('\n', stdout) != EOF;
  json_decref(object);
  printed = fflush(stdout) == 0 && printed; /* whoever reads along need not wait for the end */
  run->printed = true;
  run->printed_number = number;
  return printed;
}
