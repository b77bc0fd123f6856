/* SPDX-License-Identifier: Apache-2.0 */
/* A manifest from the card: whatever it holds, each row is a GTIN with a right check digit and a serial or a quantity
 * in range; it is taken whole or not at all; and its pieces are all missing until they are seen. */
#include <string.h>

#include "app/tally.h"
#include "core/gs1.h"
#include "core/tag.h"
#include "crypto_yes.h"
#include "fuzz.h"

static struct ts_tally tally;

static uint32_t check_rows(struct ts_bytes text, uint32_t *pieces, enum ts_err *end) {
  struct ts_manifest manifest = {.text = text};
  struct ts_manifest_row row;
  uint32_t rows = 0;
  *pieces = 0;
  while ((*end = ts_manifest_next(&manifest, &row)) == TS_OK) {
    FUZZ_CHECK(strlen(row.gtin) == 14 && ts_gs1_check_digit_ok(ts_bytes_of(row.gtin)));
    FUZZ_CHECK(row.quantity >= 1 && row.quantity <= TS_MANIFEST_QUANTITY_MAX);
    FUZZ_CHECK((manifest.kind == TS_MANIFEST_SERIALS) == (row.serial[0] != 0));
    FUZZ_CHECK(strlen(row.serial) <= TS_TAG_SERIAL_MAX);
    FUZZ_CHECK(manifest.at <= text.size);
    *pieces += row.quantity;
    rows++;
  }
  return rows;
}

static void see_all(struct ts_bytes text) {
  struct ts_manifest manifest = {.text = text};
  struct ts_manifest_row row;
  enum ts_manifest_line line;
  while (ts_manifest_next(&manifest, &row) == TS_OK)
    for (uint32_t i = 0; i < row.quantity && i < 3; i++) {
      enum ts_tally_answer would = ts_tally_ask(&tally, ts_crypto_yes(), row.gtin, row.serial, &line);
      FUZZ_CHECK(ts_tally_see(&tally, ts_crypto_yes(), row.gtin, row.serial, &line) == would);
      FUZZ_CHECK(tally.matched <= tally.expected);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  const struct ts_bytes text = ts_bytes(data, size);
  uint32_t pieces;
  unsigned row;
  enum ts_err end;
  uint32_t rows = check_rows(text, &pieces, &end);
  enum ts_err err = ts_tally_manifest(&tally, ts_crypto_yes(), text, &row);
  if (err != TS_OK) {
    FUZZ_CHECK(end != TS_ERR_EMPTY || rows == 0 || err == TS_ERR_GS1_DUPLICATE || err == TS_ERR_TOO_LONG);
    FUZZ_CHECK(tally.lines == 0 && tally.expected == 0 && tally.kind == TS_MANIFEST_NONE);
    return 0;
  }
  FUZZ_CHECK(end == TS_ERR_EMPTY && tally.lines == rows && tally.expected == pieces && tally.matched == 0);
  see_all(text);
  return 0;
}
