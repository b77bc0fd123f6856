/* SPDX-License-Identifier: Apache-2.0 */
#include "host-tools/barcode.h"

#include <string.h>
#include <zint.h>

static const struct {
  const char *name, *title;
  int symbology, mode, quiet;
} kinds[] = {
    [TS_BARCODE_QR] = {"qr", "QR code", BARCODE_QRCODE, UNICODE_MODE, TS_BARCODE_QR_QUIET},
    [TS_BARCODE_GS1_128] = {"gs1-128", "GS1-128", BARCODE_GS1_128, GS1_MODE, TS_BARCODE_BARS_QUIET},
    [TS_BARCODE_CODE_128] = {"code-128", "Code 128", BARCODE_CODE128, UNICODE_MODE, TS_BARCODE_BARS_QUIET},
};

bool ts_barcode_kind_read(const char *text, enum ts_barcode_kind *out) {
  for (int i = TS_BARCODE_QR; i <= TS_BARCODE_CODE_128; i++)
    if (strcmp(text, kinds[i].name) == 0) {
      *out = (enum ts_barcode_kind)i;
      return true;
    }
  return false;
}

const char *ts_barcode_kind_name(enum ts_barcode_kind kind) {
  return kinds[kind].name;
}

bool ts_barcode_dark(const struct ts_barcode *barcode, int row, int column) {
  return barcode->dark[row * barcode->columns + column] != 0;
}

static bool take_modules(struct ts_barcode *out, const struct zint_symbol *symbol) {
  bool bars = out->kind != TS_BARCODE_QR;
  if (symbol->rows < 1 || symbol->width < 21 || symbol->rows > TS_BARCODE_CELLS_MAX / symbol->width ||
      symbol->rows != (bars ? 1 : symbol->width))
    return false;
  out->columns = symbol->width;
  out->rows = symbol->rows;
  for (int row = 0; row < out->rows; row++)
    for (int column = 0; column < out->columns; column++)
      out->dark[row * out->columns + column] =
          (uint8_t)(symbol->encoded_data[row][column / 8] >> (column % 8) & 1);
  return true;
}

/* libzint draws longer ones, which scanners need not read. Our elements need no separators, which would
 * count. */
static bool check_length(enum ts_barcode_kind kind, const char *text, struct ts_fault *fault) {
  size_t size = 0;
  for (const char *p = text; *p; p++)
    size += *p != '[' && *p != ']';
  if (kind != TS_BARCODE_GS1_128 || size <= TS_BARCODE_GS1_128_MAX)
    return true;
  return ts_fault(fault, EX_DATAERR, "GS1-128 holds %d characters, and this has %zu", TS_BARCODE_GS1_128_MAX,
                  size);
}

bool ts_barcode_make(struct ts_barcode *out, enum ts_barcode_kind kind, const char *text,
                     struct ts_fault *fault) {
  if (!check_length(kind, text, fault))
    return false;
  struct zint_symbol *symbol = ZBarcode_Create();
  if (!symbol)
    return ts_fault(fault, EX_OSERR, "not enough memory for a %s", kinds[kind].title);
  out->kind = kind;
  out->quiet = kinds[kind].quiet;
  symbol->symbology = kinds[kind].symbology;
  symbol->input_mode = kinds[kind].mode;
  symbol->option_1 = kind == TS_BARCODE_QR ? 2 : -1; /* level M; nothing for bars */
  int result = ZBarcode_Encode(symbol, (const unsigned char *)text, (int)strlen(text));
  bool ok = result < ZINT_ERROR && take_modules(out, symbol);
  if (!ok)
    (void)ts_fault(fault, EX_DATAERR, "no %s holds this: %s", kinds[kind].title, symbol->errtxt);
  ZBarcode_Delete(symbol);
  return ok;
}
