/* SPDX-License-Identifier: Apache-2.0 */
/* touchstone label */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "host-tools/commands.h"
#include "host-tools/file.h"
#include "host-tools/label.h"

struct labels {
  const char *folder; /* NULL: a sheet alone */
  struct ts_label_style style;
  struct ts_sheet sheet;
  bool with_sheet;
  uint64_t count;
};

static bool read_style(struct ts_label_style *style, const struct ts_args *args, struct ts_fault *fault) {
  static const char *const names[] = {[TS_LABEL_PNG] = "png", [TS_LABEL_SVG] = "svg", [TS_LABEL_PDF] = "pdf"};
  const char *format = ts_args_text(args, "format");
  uint64_t dpi = 300, micrometres = 0;
  if (!ts_args_number(args, "dpi", 72, 2400, &dpi, fault) ||
      !ts_args_number(args, "module-um", 100, 5000, &micrometres, fault))
    return false;
  *style = (struct ts_label_style){
      .format = TS_LABEL_PNG, .dpi = (double)dpi, .module = (double)micrometres / 1000};
  if (!format)
    return true;
  for (int i = 0; i < (int)(sizeof names / sizeof names[0]); i++)
    if (strcmp(format, names[i]) == 0) {
      style->format = (enum ts_label_format)i;
      return true;
    }
  return ts_fault(fault, EX_USAGE, "--format %s: give png, svg or pdf", format);
}

static bool write_one(struct labels *labels, const struct ts_tag_line *tag, struct ts_fault *fault) {
  char name[128], path[PATH_MAX];
  labels->count++;
  if (labels->folder &&
      (!ts_label_name(name, sizeof name, tag, labels->style.format) ||
       !ts_path_join(path, labels->folder, name, fault) || !ts_label_write(tag, &labels->style, path, fault)))
    return false;
  return !labels->with_sheet || ts_sheet_add(&labels->sheet, tag, fault);
}

static bool write_all(struct labels *labels, const char *path, struct ts_fault *fault) {
  struct ts_tag_line tag;
  uint64_t line = 0;
  FILE *file = strcmp(path, "-") == 0 ? stdin : fopen(path, "re");
  if (!file)
    return ts_fault_reading(fault, path, errno);
  while (ts_tag_line_next(file, path, &line, &tag, fault))
    if (!write_one(labels, &tag, fault))
      break;
  if (file != stdin)
    (void)fclose(file); /* only read */
  if (fault->status == EX_OK && labels->count == 0)
    return ts_fault(fault, EX_DATAERR, "%s holds no tags; give what touchstone issue printed", path);
  return fault->status == EX_OK;
}

static int run(const struct ts_args *args, struct ts_fault *fault) {
  struct labels labels = {.folder = ts_args_text(args, "out")};
  const char *sheet = ts_args_text(args, "sheet");
  if (!labels.folder && !sheet)
    (void)ts_fault(fault, EX_USAGE,
                   "give --out DIR for one label a piece, --sheet FILE for a sheet, or both");
  else if (read_style(&labels.style, args, fault) && labels.folder && mkdir(labels.folder, 0777) != 0 &&
           errno != EEXIST)
    (void)ts_fault_writing(fault, labels.folder, errno);
  if (fault->status == EX_OK && sheet)
    labels.with_sheet = ts_sheet_open(&labels.sheet, sheet, &labels.style, fault);
  bool ok = fault->status == EX_OK && write_all(&labels, args->operand[0], fault);
  if (labels.with_sheet)
    ok = ts_sheet_close(&labels.sheet, ok, fault) && ok;
  if (ok)
    printf("%llu labels written\n", (unsigned long long)labels.count);
  return fault->status;
}

const struct ts_command ts_command_label = {
    .name = "label",
    .operands = "TAGS.jsonl",
    .operands_min = 1,
    .operands_max = 1,
    .summary = "Draw the labels of issued tags: one file a piece, or a sheet of 3 × 7 on A4",
    .options =
        (const struct ts_option[]){
            {"out", "DIR", "one label a piece goes here, as GTIN_SERIAL.png", TS_OPTION_ONCE},
            {"format", "FORMAT", "png (default), svg or pdf", TS_OPTION_ONCE},
            {"sheet", "FILE", "all of them as a PDF for label sheets of 63.5 × 38.1 mm", TS_OPTION_ONCE},
            {"dpi", "N", "the printer's dots an inch (300): modules are whole dots", TS_OPTION_ONCE},
            {"module-um", "N", "side of a module in micrometres; as large as fits if not given",
             TS_OPTION_ONCE},
            {0}},
    .example = "touchstone label --out labels --format png tags.jsonl",
    .run = run,
};
