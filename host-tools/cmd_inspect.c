/* SPDX-License-Identifier: Apache-2.0 */
/* touchstone inspect: a GS1 text explained field by field, with no key and no verdict. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "app/messages.h"
#include "boards/common/hosted/report.h"
#include "host-tools/commands.h"
#include "host-tools/desk.h"
#include "host-tools/explain.h"
#include "host-tools/file.h"

static bool explain_and_print(const struct ts_symbol *symbol, const char *image, bool json, bool *all_ok,
                              struct ts_fault *fault) {
  struct ts_explanation explanation;
  ts_explain(&explanation, symbol->bytes, symbol->gs1);
  *all_ok = *all_ok && explanation.err == TS_OK;
  if (!json) {
    ts_explain_print(stdout, &explanation);
    return true;
  }
  json_t *object = ts_explain_json(&explanation);
  if (object && image)
    json_object_set_new(object, "image", ts_report_text(ts_bytes_of(image)));
  return ts_print_json(object, fault);
}

static bool inspect_image(const char *path, bool json, bool *all_ok, struct ts_fault *fault) {
  struct ts_desk desk;
  struct ts_symbols symbols;
  static struct ts_symbol item[TS_SYMBOLS_MAX];
  static uint8_t pool[TS_SYMBOLS_POOL];
  uint8_t *data = NULL;
  size_t size = 0;
  ts_symbols_init(&symbols, item, TS_SYMBOLS_MAX, pool, sizeof pool);
  bool ok = ts_desk_open(&desk, fault) && ts_file_read(path, TS_IMAGE_FILE_MAX, &data, &size, fault);
  if (ok) {
    struct ts_frame frame;
    const struct ts_reader *reader = &desk.reader.reader;
    enum ts_err err = reader->load(reader->ctx, ts_bytes(data, size), &frame);
    if (err == TS_OK)
      err = reader->read(reader->ctx, &frame, &symbols);
    if (err != TS_OK)
      ok = ts_fault(fault, EX_DATAERR, "%s: %s", path, ts_err_text(err));
    else if (symbols.count == 0)
      ok = ts_fault(fault, EX_DATAERR, "%s: no symbol found in the picture", path);
  }
  for (size_t i = 0; ok && i < symbols.count; i++)
    ok = explain_and_print(&symbols.item[i], path, json, all_ok, fault);
  free(data);
  ts_desk_close(&desk);
  return ok;
}

static int run(const struct ts_args *args, struct ts_fault *fault) {
  const char *what = args->operand[0];
  bool all_ok = true, ok;
  if (access(what, F_OK) == 0) {
    ok = inspect_image(what, args->json, &all_ok, fault);
  } else {
    struct ts_symbol typed = {.symbology = TS_SYMBOLOGY_TYPED, .bytes = ts_bytes_of(what)};
    typed.gs1 = typed.bytes.size && ts_bytes_all_digits(ts_bytes_part(typed.bytes, 0, 2));
    ok = explain_and_print(&typed, NULL, args->json, &all_ok, fault);
  }
  if (!ok)
    return fault->status;
  return all_ok ? 0 : 1;
}

const struct ts_command ts_command_inspect = {
    .name = "inspect",
    .operands = "TEXT|IMAGE",
    .operands_min = 1,
    .operands_max = 1,
    .summary = "Explain a tag or any GS1 text field by field (exit status: 0 valid GS1 syntax, 1 not)",
    .options = (const struct ts_option[]){{0}},
    .example = "touchstone inspect --json -- 'https://id.maison.example/01/09521234000013/21/A1'",
    .run = run,
};
