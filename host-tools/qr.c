/* SPDX-License-Identifier: Apache-2.0 */
#include "host-tools/qr.h"

#include <string.h>
#include <zint.h>

static bool take_modules(struct ts_qr *out, const struct zint_symbol *symbol) {
  if (symbol->rows != symbol->width || symbol->width < 21 || symbol->width > TS_QR_SIDE_MAX)
    return false;
  out->side = symbol->width;
  for (int row = 0; row < out->side; row++)
    for (int column = 0; column < out->side; column++)
      out->dark[row][column] = (uint8_t)(symbol->encoded_data[row][column / 8] >> (column % 8) & 1);
  return true;
}

bool ts_qr_make(struct ts_qr *out, const char *text, struct ts_fault *fault) {
  struct zint_symbol *symbol = ZBarcode_Create();
  if (!symbol)
    return ts_fault(fault, EX_OSERR, "not enough memory for a QR code");
  symbol->symbology = BARCODE_QRCODE;
  symbol->input_mode = UNICODE_MODE;
  symbol->option_1 = 2; /* level M */
  int result = ZBarcode_Encode(symbol, (const unsigned char *)text, (int)strlen(text));
  bool ok = result < ZINT_ERROR && take_modules(out, symbol);
  if (!ok)
    (void)ts_fault(fault, EX_DATAERR, "no QR code holds this tag: %s", symbol->errtxt);
  ZBarcode_Delete(symbol);
  return ok;
}
