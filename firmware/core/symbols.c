/* SPDX-License-Identifier: Apache-2.0 */
#include "core/symbols.h"

void ts_symbols_init(struct ts_symbols *symbols, struct ts_symbol *item, size_t capacity, void *pool,
                     size_t pool_size) {
  *symbols = (struct ts_symbols){.item = item, .capacity = capacity, .pool = ts_buf(pool, pool_size)};
}

enum ts_err ts_symbols_add(struct ts_symbols *symbols, const struct ts_symbol *symbol) {
  struct ts_buf *pool = &symbols->pool;
  if (symbols->count >= symbols->capacity || symbol->bytes.size > pool->capacity - pool->size) {
    symbols->truncated = true;
    return TS_ERR_NO_SPACE;
  }
  struct ts_symbol *copy = &symbols->item[symbols->count];
  size_t size = symbol->bytes.size;
  *copy = *symbol;
  copy->bytes = ts_bytes(size ? pool->data + pool->size : NULL, size);
  ts_buf_put(pool, symbol->bytes);
  symbols->count++;
  return TS_OK;
}

const char *ts_symbology_name(enum ts_symbology symbology) {
  switch (symbology) {
  case TS_SYMBOLOGY_QR:
    return "QR";
  case TS_SYMBOLOGY_CODE128:
    return "Code 128";
  case TS_SYMBOLOGY_CODE39:
    return "Code 39";
  case TS_SYMBOLOGY_EAN13:
    return "EAN-13";
  case TS_SYMBOLOGY_EAN8:
    return "EAN-8";
  case TS_SYMBOLOGY_UPCE:
    return "UPC-E";
  case TS_SYMBOLOGY_DATABAR:
    return "DataBar";
  case TS_SYMBOLOGY_DATABAR_EXPANDED:
    return "DataBar Expanded";
  case TS_SYMBOLOGY_I25:
    return "Interleaved 2 of 5";
  case TS_SYMBOLOGY_CODE93:
    return "Code 93";
  case TS_SYMBOLOGY_CODABAR:
    return "Codabar";
  case TS_SYMBOLOGY_TYPED:
    return "typed";
  case TS_SYMBOLOGY_NONE:
    break;
  }
  return "none";
}

const char *ts_symbol_aim(const struct ts_symbol *symbol) {
  static const char *const qr[] = {"]Q1", "]Q2", "]Q3", "]Q4", "]Q5", "]Q6"};
  switch (symbol->symbology) {
  case TS_SYMBOLOGY_QR:
    return qr[(symbol->gs1 ? 2 : symbol->application ? 4 : 0) + symbol->eci];
  case TS_SYMBOLOGY_CODE128:
    return symbol->gs1 ? "]C1" : "]C0";
  case TS_SYMBOLOGY_CODE39:
    return "]A0";
  case TS_SYMBOLOGY_EAN13:
  case TS_SYMBOLOGY_UPCE:
    return "]E0";
  case TS_SYMBOLOGY_EAN8:
    return "]E4";
  case TS_SYMBOLOGY_DATABAR:
  case TS_SYMBOLOGY_DATABAR_EXPANDED:
    return "]e0";
  case TS_SYMBOLOGY_I25:
    return "]I1"; /* its check digit is verified and stands in the bytes */
  case TS_SYMBOLOGY_CODE93:
    return "]G0";
  case TS_SYMBOLOGY_CODABAR:
    return "]F0";
  case TS_SYMBOLOGY_TYPED:
  case TS_SYMBOLOGY_NONE:
    break;
  }
  return "";
}
