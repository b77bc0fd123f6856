/* SPDX-License-Identifier: Apache-2.0 */
/* touchstone scan: what the reader sees, before anything is believed. */
#include <stdio.h>
#include <stdlib.h>

#include "boards/common/hosted/clock_system.h"
#include "host-tools/commands.h"
#include "host-tools/desk.h"
#include "host-tools/file.h"
#include "host-tools/report.h"

struct scan {
  struct ts_symbols symbols;
  struct ts_symbol item[TS_SYMBOLS_MAX];
  uint8_t pool[TS_SYMBOLS_POOL];
  struct ts_frame frame;
  double ms; /* decode and scan */
};

static bool scan_file(struct ts_desk *desk, const struct ts_clock *clock, const char *path, struct scan *scan,
                      struct ts_fault *fault) {
  uint8_t *data = NULL;
  size_t size = 0;
  if (!ts_file_read(path, TS_IMAGE_FILE_MAX, &data, &size, fault))
    return false;
  const struct ts_reader *reader = &desk->reader.reader;
  ts_symbols_init(&scan->symbols, scan->item, TS_SYMBOLS_MAX, scan->pool, sizeof scan->pool);
  uint64_t start = clock->ticks_us(clock->ctx);
  enum ts_err err = reader->load(reader->ctx, ts_bytes(data, size), &scan->frame);
  if (err == TS_OK)
    err = reader->read(reader->ctx, &scan->frame, &scan->symbols);
  scan->ms = (double)(clock->ticks_us(clock->ctx) - start) / 1000;
  free(data);
  return err == TS_OK || ts_fault(fault, EX_DATAERR, "%s: %s", path, ts_err_text(err));
}

static bool print_json(const char *path, const struct scan *scan, struct ts_fault *fault) {
  json_t *symbols = json_array();
  for (size_t i = 0; i < scan->symbols.count; i++)
    json_array_append_new(symbols, ts_report_symbol(&scan->symbols.item[i]));
  return ts_print_json(json_pack("{s:o, s:i, s:i, s:f, s:b, s:o}", "image", ts_report_text(ts_bytes_of(path)),
                                 "width", (int)scan->frame.source_width, "height",
                                 (int)scan->frame.source_height, "ms", scan->ms, "truncated",
                                 scan->symbols.truncated, "symbols", symbols),
                       fault);
}

/* A terminal must not be told what to do by a barcode. */
static void print_safe(struct ts_bytes text) {
  for (size_t i = 0; i < text.size; i++)
    if (text.data[i] == 0x1d)
      fputs("<GS>", stdout);
    else if (text.data[i] >= 0x20 && text.data[i] < 0x7f)
      putchar(text.data[i]);
    else
      printf("\\x%02x", text.data[i]);
  putchar('\n');
}

static void print_lines(const char *path, const struct scan *scan) {
  printf("%s: %u × %u pixels, %.1f ms, %zu symbols%s\n", path, (unsigned)scan->frame.source_width,
         (unsigned)scan->frame.source_height, scan->ms, scan->symbols.count,
         scan->symbols.truncated ? ", and more that did not fit" : "");
  for (size_t i = 0; i < scan->symbols.count; i++) {
    const struct ts_symbol *symbol = &scan->symbols.item[i];
    printf("  %s%s at %d,%d: ", ts_symbology_name(symbol->symbology), symbol->gs1 ? " (GS1)" : "",
           (int)symbol->corner[0].x, (int)symbol->corner[0].y);
    print_safe(symbol->bytes);
  }
}

static int run(const struct ts_args *args, struct ts_fault *fault) {
  struct ts_desk desk;
  struct ts_clock_system system_clock;
  struct ts_clock clock;
  ts_clock_system_init(&system_clock, TS_TIME_RTC, &clock);
  struct scan *scan = malloc(sizeof *scan);
  if (!scan)
    (void)ts_fault(fault, EX_OSERR, "not enough memory for one picture");
  bool ok = ts_desk_open(&desk, fault) && scan;
  for (size_t i = 0; ok && i < args->operand_count; i++) {
    ok = scan_file(&desk, &clock, args->operand[i], scan, fault);
    if (ok && args->json)
      ok = print_json(args->operand[i], scan, fault);
    else if (ok)
      print_lines(args->operand[i], scan);
  }
  free(scan);
  ts_desk_close(&desk);
  return EX_OK;
}

const struct ts_command ts_command_scan = {
    .name = "scan",
    .operands = "IMAGE...",
    .operands_min = 1,
    .operands_max = SIZE_MAX,
    .summary = "Show the symbols that the reader sees in JPEG or PNG images",
    .options = (const struct ts_option[]){{0}},
    .example = "touchstone scan --json photo.jpg",
    .run = run,
};
