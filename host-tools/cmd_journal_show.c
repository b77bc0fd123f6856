/* SPDX-License-Identifier: Apache-2.0 */
/* touchstone journal show: a device's records, one after another. */
#include <stdio.h>
#include <stdlib.h>

#include "boards/common/hosted/report.h"
#include "host-tools/commands.h"
#include "host-tools/device_journal.h"
#include "host-tools/journal_view.h"
#include "host-tools/plural.h"

static const char *kind_name(enum ts_record_kind kind) {
  switch (kind) {
  case TS_RECORD_INSPECTION:
    return "inspection";
  case TS_RECORD_CONSIGNMENT_BEGIN:
    return "consignment-begin";
  case TS_RECORD_CONSIGNMENT_END:
    return "consignment-end";
  case TS_RECORD_GAP:
    return "gap";
  case TS_RECORD_NONE:
    break;
  }
  return "unknown";
}

static json_t *bytes_or_null(struct ts_bytes bytes) {
  return bytes.size ? ts_report_text(bytes) : json_null();
}

static json_t *items_json(const struct ts_record *record) {
  json_t *array = json_array();
  for (uint32_t i = 0; i < record->items; i++) {
    const struct ts_record_item *item = &record->item[i];
    json_t *object = json_pack("{s:s, s:o, s:o, s:o}", "type", ts_symbology_name(item->symbology), "text",
                               item->hashed ? json_null() : ts_report_text(item->text), "gtin",
                               bytes_or_null(item->gtin), "serial", bytes_or_null(item->serial));
    if (item->judged) {
      json_object_set_new(object, "verdict", json_string(ts_verdict_name(item->decision.verdict)));
      json_object_set_new(object, "reasons", ts_view_reasons(&item->decision));
    }
    json_array_append_new(array, object);
  }
  return array;
}

static void add_inspection(json_t *object, const struct ts_record *record) {
  static const char *const lines[] = {
      [TS_LINE_NONE] = "none", [TS_LINE_EXPECTED] = "expected", [TS_LINE_EXTRA] = "extra"};
  json_object_set_new(object, "verdict", json_string(ts_verdict_name(record->decision.verdict)));
  json_object_set_new(object, "reasons", ts_view_reasons(&record->decision));
  json_object_set_new(object, "consignment", ts_view_number(record->consignment));
  json_object_set_new(object, "manifest", json_string(lines[record->line]));
  json_object_set_new(object, "items", items_json(record));
  json_object_set_new(object, "items_left_out", json_integer(record->items_left_out));
}

static void add_counts(json_t *object, const struct ts_record *record) {
  const struct {
    const char *name;
    uint32_t count;
  } counts[] = {{"expected", record->expected},
                {"pieces", record->pieces},
                {"duplicates", record->duplicates},
                {"missing", record->missing},
                {"extra", record->extra}};
  json_object_set_new(object, "consignment", ts_view_number(record->consignment));
  for (size_t i = 0; i < sizeof counts / sizeof *counts; i++)
    json_object_set_new(object, counts[i].name, json_integer(counts[i].count));
}

static json_t *record_json(uint64_t number, const struct ts_record *record) {
  json_t *object =
      json_pack("{s:I, s:s, s:o, s:s, s:s, s:o, s:I}", "record", (json_int_t)number, "kind",
                kind_name(record->kind), "time", ts_view_time(record->time), "time_trust",
                ts_time_trust_name(record->time.trust), "mode", ts_mode_name(record->mode), "operator",
                ts_view_number(record->operator_number), "bundle", (json_int_t)record->bundle_sequence);
  if (!object)
    return NULL;
  if (record->kind == TS_RECORD_INSPECTION)
    add_inspection(object, record);
  else if (record->kind == TS_RECORD_CONSIGNMENT_END)
    add_counts(object, record);
  else if (record->kind == TS_RECORD_GAP) {
    json_object_set_new(object, "first", json_integer((json_int_t)record->gap_first));
    json_object_set_new(object, "last", json_integer((json_int_t)record->gap_last));
  }
  return object;
}

/* What was read may hold anything: a terminal gets printable ASCII. */
static void print_text(struct ts_bytes text) {
  size_t most = text.size < 60 ? text.size : 60;
  for (size_t i = 0; i < most; i++)
    (void)putchar(text.data[i] >= 0x20 && text.data[i] < 0x7f ? text.data[i] : '.');
  printf("%s", most < text.size ? "..." : "");
}

static void print_item(const struct ts_record_item *item) {
  printf("    %s ", ts_symbology_name(item->symbology));
  if (item->gtin.size) {
    print_text(item->gtin);
    printf("%s", item->serial.size ? " " : "");
    print_text(item->serial);
  } else {
    print_text(item->text);
  }
  printf("%s", item->judged ? ": " : "");
  if (item->judged)
    ts_view_decision(stdout, &item->decision);
  printf("\n");
}

static void print_record(uint64_t number, const struct ts_record *record) {
  char time[TS_VIEW_TIME];
  ts_view_time_text(time, record->time);
  printf("%llu  %s  %s", (unsigned long long)number, time, ts_mode_name(record->mode));
  if (record->consignment)
    printf(" %llu", (unsigned long long)record->consignment);
  if (record->operator_number)
    printf(", operator %lu", (unsigned long)record->operator_number);
  printf("  ");
  if (record->kind == TS_RECORD_INSPECTION) {
    ts_view_decision(stdout, &record->decision);
  } else if (record->kind == TS_RECORD_GAP) {
    printf("records %llu to %llu are lost", (unsigned long long)record->gap_first,
           (unsigned long long)record->gap_last);
  } else if (record->kind == TS_RECORD_CONSIGNMENT_END) {
    printf("consignment ends: %lu piece%s, %lu twice, %lu missing, %lu extra", (unsigned long)record->pieces,
           ts_s(record->pieces), (unsigned long)record->duplicates, (unsigned long)record->missing,
           (unsigned long)record->extra);
  } else {
    printf("consignment begins");
  }
  printf("\n");
  for (uint32_t i = 0; record->kind == TS_RECORD_INSPECTION && i < record->items; i++)
    print_item(&record->item[i]);
}

static bool show_one(struct ts_device_journal *d, uint64_t number, bool json, struct ts_fault *fault) {
  uint8_t buf[TS_RECORD_SIZE_MAX];
  size_t size = 0;
  struct ts_record record;
  enum ts_err err = ts_journal_read(&d->journal, number, buf, &size);
  if (err == TS_OK)
    err = ts_record_read(&record, ts_bytes(buf, size));
  if (err != TS_OK && json)
    return ts_print_json(json_pack("{s:I, s:s}", "record", (json_int_t)number, "error", ts_err_text(err)),
                         fault);
  if (err != TS_OK)
    printf("%llu  %s\n", (unsigned long long)number, ts_err_text(err));
  else if (json)
    return ts_print_json(record_json(number, &record), fault);
  else
    print_record(number, &record);
  return true;
}

static void show(struct ts_device_journal *d, uint64_t from, bool json, struct ts_fault *fault) {
  uint64_t first = ts_journal_first(&d->journal);
  if (from < first) {
    (void)fprintf(stderr, "records before %llu were overwritten by newer ones\n", (unsigned long long)first);
    from = first;
  }
  for (uint64_t n = from; n < d->size && show_one(d, n, json, fault); n++)
    continue;
}

static int run(const struct ts_args *args, struct ts_fault *fault) {
  struct ts_device_journal *d = calloc(1, sizeof *d);
  uint64_t from = 0;
  if (!d)
    (void)ts_fault(fault, EX_OSERR, "not enough memory for a journal");
  else if (ts_args_number(args, "from", 0, UINT32_MAX, &from, fault)) {
    if (ts_device_journal_open(d, ts_args_text(args, "device"), fault))
      show(d, from, args->json, fault);
    ts_device_journal_close(d);
  }
  free(d);
  return fault->status;
}

const struct ts_command ts_command_journal_show = {
    .name = "journal show",
    .operands = "",
    .summary = "List the records of a device's journal; journal verify says whether they are the device's",
    .options =
        (const struct ts_option[]){{"device", "DEVICE", "the device", TS_OPTION_REQUIRED},
                                   {"from", "N", "the first record to show (default 0)", TS_OPTION_ONCE},
                                   {0}},
    .example = "touchstone journal show --device DEVICE",
    .run = run,
};
