/* SPDX-License-Identifier: Apache-2.0 */
#include "adapters/linear_rules.h"

#include <stddef.h>

#define GS 0x1d

bool ts_linear_confirmed(const struct ts_linear_candidate *c) {
  return (c->phases & (c->phases - 1)) != 0; /* more than one */
}

/* What GS1's and a brand's alphabets can hold at all. */
static bool plain_text(struct ts_bytes text) {
  for (size_t i = 0; i < text.size; i++)
    if ((text.data[i] < 0x20 || text.data[i] > 0x7e) && text.data[i] != GS)
      return false;
  return true;
}

/* GS1 General Specifications section 7.9: weights 3 and 1 from the right, the check digit itself 1. */
static bool check_digit_ok(struct ts_bytes digits) {
  uint32_t sum = 0;
  if (!ts_bytes_all_digits(digits))
    return false;
  for (size_t i = 0; i < digits.size; i++) {
    uint32_t weight = (digits.size - i) % 2 ? 1 : 3;
    sum += weight * (uint32_t)(digits.data[i] - '0');
  }
  return sum % 10 == 0;
}

static bool i25_ok(struct ts_bytes text, uint32_t lengths) {
  return text.size < 32 && (lengths >> text.size & 1) && ts_bytes_all_digits(text) &&
         (text.size != 14 || check_digit_ok(text)); /* ITF-14 */
}

bool ts_linear_accepted(const struct ts_linear_candidate *c, uint32_t i25_lengths) {
  switch (c->symbol.symbology) {
  case TS_SYMBOLOGY_CODE39:
    return true;
  case TS_SYMBOLOGY_CODE128:
    return c->quality >= TS_LINEAR_CODE128_QUALITY && c->without_fnc4 > 0 && !c->fnc4 &&
           plain_text(c->symbol.bytes);
  case TS_SYMBOLOGY_I25:
    return c->quality >= TS_LINEAR_I25_QUALITY && ts_linear_confirmed(c) &&
           i25_ok(c->symbol.bytes, i25_lengths);
  case TS_SYMBOLOGY_EAN13:
  case TS_SYMBOLOGY_EAN8:
  case TS_SYMBOLOGY_UPCE:
    return c->proved >= TS_LINEAR_PROVED;
  case TS_SYMBOLOGY_DATABAR:
  case TS_SYMBOLOGY_DATABAR_EXPANDED:
  case TS_SYMBOLOGY_CODE93:
  case TS_SYMBOLOGY_CODABAR:
    return ts_linear_confirmed(c) && plain_text(c->symbol.bytes);
  case TS_SYMBOLOGY_QR:
  case TS_SYMBOLOGY_TYPED:
  case TS_SYMBOLOGY_NONE:
    break;
  }
  return false;
}

bool ts_linear_sure(const struct ts_linear_candidate *c, uint32_t i25_lengths) {
  return ts_linear_accepted(c, i25_lengths) && (ts_linear_confirmed(c) || c->proved >= TS_LINEAR_PROVED);
}
