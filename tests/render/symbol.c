/* SPDX-License-Identifier: Apache-2.0 */
#include "render/symbol.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zint.h>

struct kind {
  const char *name;
  int zint;
  bool gs1;
  int quiet;
};

static const struct kind KINDS[] = {
    [TS_SYMBOL_NONE] = {"words", 0, false, 0},
    [TS_SYMBOL_QR] = {"qr", BARCODE_QRCODE, false, 4},
    [TS_SYMBOL_GS1_QR] = {"gs1-qr", BARCODE_QRCODE, true, 4},
    [TS_SYMBOL_CODE128] = {"code128", BARCODE_CODE128, false, 10},
    [TS_SYMBOL_GS1_128] = {"gs1-128", BARCODE_GS1_128, true, 10},
    [TS_SYMBOL_EAN13] = {"ean13", BARCODE_EANX, false, 11},
    [TS_SYMBOL_CODE39] = {"code39", BARCODE_CODE39, false, 10},
    [TS_SYMBOL_I25] = {"i25", BARCODE_C25INTER, false, 10},
    [TS_SYMBOL_DATABAR] = {"databar", BARCODE_DBAR_OMN, false, 4},
    [TS_SYMBOL_DATABAR_EXPANDED] = {"databar-expanded", BARCODE_DBAR_EXP, true, 4},
    [TS_SYMBOL_LABEL] = {"label", 0, false, 0},
};

const char *ts_scene_symbol_name(enum ts_scene_symbol symbol) {
  size_t i = (size_t)symbol;
  return i < sizeof KINDS / sizeof KINDS[0] ? KINDS[i].name : NULL;
}

enum ts_render_err ts_render_fail(struct ts_render_error *error, enum ts_render_err code, const char *format,
                                  ...) {
  va_list arguments;
  va_start(arguments, format);
  error->code = code;
  vsnprintf(error->text, sizeof error->text, format, arguments);
  va_end(arguments);
  return code;
}

static int ec_option(char ec) {
  const char *levels = "LMQH";
  const char *found = strchr(levels, ec);
  return found ? (int)(found - levels) + 1 : 0;
}

static enum ts_render_err copy_modules(const struct zint_symbol *zint, struct ts_modules *modules,
                                       struct ts_render_error *error) {
  modules->columns = zint->width;
  modules->rows = zint->rows;
  modules->dark = malloc((size_t)zint->width * (size_t)zint->rows);
  if (!modules->dark)
    return ts_render_fail(error, TS_RENDER_MEMORY, "no memory for the symbol");
  for (int row = 0; row < zint->rows; row++)
    for (int column = 0; column < zint->width; column++)
      modules->dark[row * zint->width + column] = zint->encoded_data[row][column / 8] >> (column % 8) & 1;
  if (zint->symbology != BARCODE_QRCODE)
    snprintf(modules->words, sizeof modules->words, "%s", (const char *)zint->text);
  return TS_RENDER_OK;
}

enum ts_render_err ts_modules_make(const struct ts_scene_card *card, struct ts_modules *modules,
                                   struct ts_render_error *error) {
  const struct kind *kind = &KINDS[card->symbol];
  *modules = (struct ts_modules){.quiet = kind->quiet};
  if (!kind->zint)
    return TS_RENDER_OK;
  size_t length = strlen(card->text);
  if (length == 0 || length > 7089) /* QR version 40 holds no more digits */
    return ts_render_fail(error, TS_RENDER_SYMBOL, "%s: the text has %zu characters", kind->name, length);
  struct zint_symbol *zint = ZBarcode_Create();
  if (!zint)
    return ts_render_fail(error, TS_RENDER_MEMORY, "no memory for the symbol");
  zint->symbology = kind->zint;
  zint->input_mode = kind->gs1 ? GS1_MODE : UNICODE_MODE;
  if (kind->gs1 && card->text[0] == '(')
    zint->input_mode |= GS1PARENS_MODE;
  if (kind->zint == BARCODE_QRCODE)
    zint->option_1 = ec_option(card->ec);
  enum ts_render_err err;
  if (ZBarcode_Encode(zint, (const unsigned char *)card->text, (int)length) >= ZINT_ERROR)
    err = ts_render_fail(error, TS_RENDER_SYMBOL, "%s: %s", kind->name, zint->errtxt);
  else
    err = copy_modules(zint, modules, error);
  ZBarcode_Delete(zint);
  return err;
}

void ts_modules_free(struct ts_modules *modules) {
  free(modules->dark);
  *modules = (struct ts_modules){0};
}
