/* SPDX-License-Identifier: Apache-2.0 */
#include "app/tally.h"

#include <string.h>

void ts_tally_init(struct ts_tally *tally) {
  memset(tally, 0, sizeof *tally);
}

static bool key_of(const struct ts_crypto *crypto, const char *gtin14, const char *serial, uint64_t *key) {
  uint8_t digest[TS_SHA256_SIZE];
  const struct ts_bytes part[3] = {ts_bytes_of(gtin14), ts_bytes_of("|"), ts_bytes_of(serial)};
  if (crypto->sha256(crypto->ctx, part, 3, digest) != TS_OK)
    return false;
  *key = ts_get_be64(digest);
  return true;
}

/* Among the first COUNT entries; COUNT itself if it is not there. */
static uint32_t find(const struct ts_tally *tally, uint64_t key, uint32_t count) {
  uint32_t i = 0;
  while (i < count && tally->key[i] != key)
    i++;
  return i;
}

static enum ts_err add_row(struct ts_tally *tally, const struct ts_crypto *crypto,
                           const struct ts_manifest_row *row) {
  uint64_t key;
  if (!key_of(crypto, row->gtin, row->serial, &key))
    return TS_ERR_INTERNAL;
  if (find(tally, key, tally->lines) < tally->lines)
    return TS_ERR_GS1_DUPLICATE;
  if (tally->lines == TS_TALLY_MAX)
    return TS_ERR_TOO_LONG;
  tally->key[tally->lines] = key;
  tally->left[tally->lines] = (uint16_t)row->quantity;
  tally->lines++;
  tally->expected += row->quantity;
  return TS_OK;
}

enum ts_err ts_tally_manifest(struct ts_tally *tally, const struct ts_crypto *crypto, struct ts_bytes text,
                              unsigned *row) {
  struct ts_manifest manifest = {.text = text};
  struct ts_manifest_row next;
  enum ts_err err;
  ts_tally_init(tally);
  while ((err = ts_manifest_next(&manifest, &next)) == TS_OK)
    if ((err = add_row(tally, crypto, &next)) != TS_OK)
      break;
  if (err == TS_ERR_EMPTY && tally->lines)
    err = TS_OK;
  *row = manifest.row;
  tally->kind = manifest.kind;
  tally->count = tally->lines;
  if (err != TS_OK)
    ts_tally_init(tally);
  return err;
}

/* What a sighting would do: the entry of its serial (or COUNT: none yet), and its line (or LINES: extra). */
struct place {
  bool known; /* the keys could be made */
  uint64_t serial_key;
  uint32_t entry, line;
};

static struct place find_place(const struct ts_tally *tally, const struct ts_crypto *crypto,
                               const char *gtin14, const char *serial) {
  struct place place = {.entry = tally->count, .line = tally->lines};
  uint64_t gtin_key;
  place.known = key_of(crypto, gtin14, serial, &place.serial_key) && key_of(crypto, gtin14, "", &gtin_key);
  if (!place.known)
    return place;
  uint64_t line_key = tally->kind == TS_MANIFEST_QUANTITIES ? gtin_key : place.serial_key;
  place.line = find(tally, line_key, tally->lines);
  if (place.line < tally->lines && !tally->left[place.line])
    place.line = tally->lines;
  if (serial[0])
    place.entry = find(tally, place.serial_key, tally->count);
  return place;
}

static enum ts_tally_answer answer(const struct ts_tally *tally, const struct place *place,
                                   const char *serial, enum ts_manifest_line *line) {
  bool twice = place->entry < tally->count && tally->seen[place->entry];
  *line = TS_LINE_NONE;
  if (tally->lines && place->known)
    *line = place->line < tally->lines ? TS_LINE_EXPECTED : TS_LINE_EXTRA;
  if (twice) {
    *line = TS_LINE_NONE; /* it was counted at its first sighting */
    return TS_TALLY_TWICE;
  }
  bool room = !serial[0] || place->entry < tally->count || tally->count < TS_TALLY_MAX;
  return place->known && room ? TS_TALLY_NEW : TS_TALLY_FULL;
}

enum ts_tally_answer ts_tally_ask(const struct ts_tally *tally, const struct ts_crypto *crypto,
                                  const char *gtin14, const char *serial, enum ts_manifest_line *line) {
  const struct place place = find_place(tally, crypto, gtin14, serial);
  return answer(tally, &place, serial, line);
}

enum ts_tally_answer ts_tally_see(struct ts_tally *tally, const struct ts_crypto *crypto, const char *gtin14,
                                  const char *serial, enum ts_manifest_line *line) {
  const struct place place = find_place(tally, crypto, gtin14, serial);
  enum ts_tally_answer what = answer(tally, &place, serial, line);
  if (what == TS_TALLY_TWICE)
    return what;
  if (*line == TS_LINE_EXPECTED) {
    tally->left[place.line]--;
    tally->matched++;
  }
  if (!serial[0] || what == TS_TALLY_FULL)
    return what;
  if (place.entry == tally->count)
    tally->key[tally->count++] = place.serial_key;
  tally->seen[place.entry] = true;
  return what;
}
