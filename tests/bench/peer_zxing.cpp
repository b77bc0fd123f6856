// SPDX-License-Identifier: Apache-2.0
#define ZX_USE_UTF8
#include <ReadBarcode.h>

#include "bench/peer_zxing.h"

using namespace ZXing;

static void tell(const Result &result, ts_zxing_found *found, void *ctx) {
  ts_zxing_find find = {};
  const Position &position = result.position();
  find.bytes = result.bytes().data();
  find.size = result.bytes().size();
  find.qr = result.format() == BarcodeFormat::QRCode;
  find.ean13 = result.format() == BarcodeFormat::EAN13 || result.format() == BarcodeFormat::UPCA;
  find.upce = result.format() == BarcodeFormat::UPCE;
  for (int i = 0; i < 4; i++) {
    find.corner[i][0] = position[i].x;
    find.corner[i][1] = position[i].y;
  }
  found(ctx, &find);
}

int ts_zxing_read(const uint8_t *gray, int width, int height, int qr_only, int thorough, ts_zxing_found *found,
                  void *ctx) {
  try {
    DecodeHints hints;
    BarcodeFormats formats = BarcodeFormat::QRCode;
    if (!qr_only)
      formats |= BarcodeFormat::LinearCodes;
    hints.setFormats(formats);
    hints.setTryHarder(thorough != 0);
    hints.setTryRotate(thorough != 0);
    hints.setTryDownscale(thorough != 0);
    for (const Result &result : ReadBarcodes(ImageView(gray, width, height, ImageFormat::Lum), hints))
      tell(result, found, ctx);
    return 0;
  } catch (...) {
    return -1;
  }
}
