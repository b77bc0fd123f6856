/* SPDX-License-Identifier: Apache-2.0 */
/* touchstone scan: what the reader sees, before anything is believed. */
#include <stdio.h>
#include <stdlib.h>

#include "boards/common/hosted/clock_system.h"
#include "boards/common/hosted/report.h"
#include "host-tools/commands.h"
#include "host-tools/desk.h"
#include "host-tools/file.h"
#include "host-tools/plural.h"
#include "host-tools/reading_view.h"

struct scan {
  struct ts_symbols symbols;
  struct ts_symbol item[TS_SYMBOLS_MAX];
  uint8_t pool[TS_SYMBOLS_POOL];
  struct ts_frame frame;
  double ms;       /* decode and scan */
  enum ts_err err; /* why there is nothing to see, TS_OK if there is */
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
  scan->frame = (struct ts_frame){0};
  scan->err = reader->load(reader->ctx, ts_bytes(data, size), &scan->frame);
  if (scan->err == TS_OK)
    scan->err = reader->read(reader->ctx, &scan->frame, &scan->symbols);
  scan->ms = (double)(clock->ticks_us(clock->ctx) - start) / 1000;
  free(data);
  return true;
}

static bool print_json(const char *path, const struct scan *scan, struct ts_fault *fault) {
  json_t *symbols = json_array();
  for (size_t i = 0; i < scan->symbols.count; i++)
    json_array_append_new(symbols, ts_report_symbol(&scan->symbols.item[i]));
  json_t *object = json_pack("{s:o, s:i, s:i, s:f, s:b, s:o}", "image", ts_report_text(ts_bytes_of(path)),
                             "width", (int)scan->frame.source_width, "height", (int)scan->frame.source_height,
                             "ms", scan->ms, "truncated", scan->symbols.truncated, "symbols", symbols);
  if (object && scan->err != TS_OK)
    json_object_set_new(object, "error", json_string(ts_err_text(scan->err)));
  return ts_print_json(object, fault);
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
  printf("%s: %u × %u pixels, %.1f ms, %zu symbol%s%s\n", path, (unsigned)scan->frame.source_width,
         (unsigned)scan->frame.source_height, scan->ms, scan->symbols.count, ts_s(scan->symbols.count),
         scan->symbols.truncated ? ", and more that did not fit" : "");
  for (size_t i = 0; i < scan->symbols.count; i++) {
    const struct ts_symbol *symbol = &scan->symbols.item[i];
    printf("  %s%s at %d,%d: ", ts_symbology_name(symbol->symbology), symbol->gs1 ? " (GS1)" : "",
           (int)symbol->corner[0].x, (int)symbol->corner[0].y);
    print_safe(symbol->bytes);
  }
}

/* A picture that cannot be read is told, and does not keep the others from being looked at. */
static void scan_all(struct ts_desk *desk, const struct ts_clock *clock, struct scan *scan,
                     const struct ts_args *args, struct ts_fault *fault) {
  struct ts_fault first = {0};
  for (size_t i = 0; fault->status == EX_OK && i < args->operand_count; i++) {
    const char *path = args->operand[i];
    if (!scan_file(desk, clock, path, scan, fault))
      return;
    if (args->json)
      (void)print_json(path, scan, fault);
    else if (scan->err == TS_OK)
      print_lines(path, scan);
    if (scan->err != TS_OK)
      (void)ts_fault(&first, EX_DATAERR, "%s: %s", path, ts_err_text(scan->err));
  }
  if (fault->status == EX_OK)
    *fault = first;
}

/* The one picture, and one of what was seen in it. */
static void scan_and_draw(struct ts_desk *desk, const struct ts_clock *clock, struct scan *scan,
                          const struct ts_args *args, const char *out, struct ts_fault *fault) {
  if (args->operand_count != 1) {
    (void)ts_fault(fault, EX_USAGE, "--draw takes one image at a time, and here are %zu",
                   args->operand_count);
    return;
  }
  struct ts_reading_view *view = ts_reading_view_new(&desk->memory, fault);
  if (!view)
    return;
  scan_all(desk, clock, scan, args, fault);
  if (fault->status == EX_OK)
    (void)ts_reading_view_draw(view, &scan->frame, &scan->symbols, out, fault);
  ts_reading_view_free(view);
}

static int run(const struct ts_args *args, struct ts_fault *fault) {
  const char *draw = ts_args_text(args, "draw");
  struct ts_desk desk;
  struct ts_clock_system system_clock;
  struct ts_clock clock;
  ts_clock_system_init(&system_clock, TS_TIME_RTC, &clock);
  struct scan *scan = malloc(sizeof *scan);
  if (!scan)
    (void)ts_fault(fault, EX_OSERR, "not enough memory for one picture");
  if (ts_desk_open(&desk, fault) && scan) {
    if (draw)
      scan_and_draw(&desk, &clock, scan, args, draw, fault);
    else
      scan_all(&desk, &clock, scan, args, fault);
  }
  free(scan);
  ts_desk_close(&desk);
  return fault->status;
}

static const struct ts_option options[] = {
    {"draw", "OUT.png", "draw what was seen of one image: finders, grids, corners, texts, costs",
     TS_OPTION_ONCE},
    {NULL, NULL, NULL, TS_OPTION_ONCE},
};

const struct ts_command ts_command_scan = {
    .name = "scan",
    .operands = "IMAGE...",
    .operands_min = 1,
    .operands_max = SIZE_MAX,
    .summary = "Show the symbols that the reader sees in JPEG or PNG images",
    .options = options,
    .example = "touchstone scan --json photo.jpg\n"
               "touchstone scan --draw seen.png photo.jpg",
    .run = run,
};
