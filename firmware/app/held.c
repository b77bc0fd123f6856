/* SPDX-License-Identifier: Apache-2.0 */
#include "app/held.h"

#include <string.h>

#define SIZE sizeof((struct ts_held_item){0}.text)

void ts_held_clear(struct ts_held *held) {
  held->count = 0;
}

/* False if the library failed: then nothing is held by this. */
static bool sum_of_text(const struct ts_crypto *crypto, const struct ts_symbol *symbol, uint8_t out[SIZE]) {
  uint8_t digest[TS_SHA256_SIZE];
  const uint8_t kind[2] = {(uint8_t)symbol->symbology, symbol->gs1};
  const struct ts_bytes part[2] = {ts_bytes(kind, sizeof kind), symbol->bytes};
  if (crypto->sha256(crypto->ctx, part, 2, digest) != TS_OK)
    return false;
  memcpy(out, digest, SIZE);
  return true;
}

static bool sum_of_piece(const struct ts_crypto *crypto, const char *gtin14, const char *serial,
                         uint8_t out[SIZE]) {
  uint8_t digest[TS_SHA256_SIZE];
  const struct ts_bytes part[3] = {ts_bytes_of(gtin14), ts_bytes_of("|"), ts_bytes_of(serial)};
  memset(out, 0, SIZE);
  if (!gtin14[0] || !serial[0] || crypto->sha256(crypto->ctx, part, 3, digest) != TS_OK)
    return false;
  memcpy(out, digest, SIZE);
  return true;
}

static struct ts_held_item *find(struct ts_held *held, const uint8_t text[SIZE]) {
  for (unsigned i = 0; i < held->count; i++)
    if (memcmp(held->item[i].text, text, SIZE) == 0)
      return &held->item[i];
  return NULL;
}

/* How often the text of symbol I stands in view, up to there. */
static unsigned times_of(const struct ts_symbols *symbols, size_t i) {
  const struct ts_symbol *symbol = &symbols->item[i];
  unsigned times = 1;
  for (size_t k = 0; k < i; k++)
    times += symbols->item[k].symbology == symbol->symbology && symbols->item[k].gs1 == symbol->gs1 &&
             ts_bytes_equal(symbols->item[k].bytes, symbol->bytes);
  return times;
}

static bool is_away(const struct ts_held_item *item, uint64_t now_us) {
  return item->absent >= TS_HELD_PICTURES && now_us - item->last_us >= TS_HELD_TIME_US;
}

static void let_go(struct ts_held *held, uint64_t now_us) {
  unsigned kept = 0;
  for (unsigned i = 0; i < held->count; i++)
    if (!is_away(&held->item[i], now_us))
      held->item[kept++] = held->item[i];
  held->count = kept;
}

bool ts_held_picture(struct ts_held *held, const struct ts_crypto *crypto, const struct ts_symbols *symbols,
                     uint64_t now_us, bool *any) {
  bool fresh = false;
  *any = false;
  let_go(held, now_us);
  for (unsigned i = 0; i < held->count; i++)
    if (held->item[i].absent < TS_HELD_PICTURES)
      held->item[i].absent++;
  for (size_t i = 0; i < symbols->count; i++) {
    uint8_t text[SIZE];
    struct ts_held_item *item = sum_of_text(crypto, &symbols->item[i], text) ? find(held, text) : NULL;
    fresh = fresh || !item || times_of(symbols, i) > item->times;
    if (!item)
      continue;
    item->absent = 0;
    item->last_us = now_us;
    *any = true;
  }
  return fresh;
}

void ts_held_add(struct ts_held *held, const struct ts_crypto *crypto, const struct ts_symbols *symbols,
                 size_t i, const char *gtin14, const char *serial, uint64_t now_us) {
  bool typed = symbols->item[i].symbology == TS_SYMBOLOGY_TYPED;
  struct ts_held_item new_one = {
      .last_us = now_us, .absent = typed ? TS_HELD_PICTURES : 0, .times = times_of(symbols, i)};
  if (!sum_of_text(crypto, &symbols->item[i], new_one.text))
    return;
  bool named = sum_of_piece(crypto, gtin14, serial, new_one.piece);
  struct ts_held_item *item = find(held, new_one.text);
  if (item) {
    if (!named)
      memcpy(new_one.piece, item->piece, SIZE);
    *item = new_one;
    return;
  }
  if (held->count == TS_HELD_MAX) {
    memmove(held->item, held->item + 1, (TS_HELD_MAX - 1) * sizeof held->item[0]);
    held->count--;
  }
  held->item[held->count++] = new_one;
}

bool ts_held_text(const struct ts_held *held, const struct ts_crypto *crypto,
                  const struct ts_symbols *symbols, size_t i) {
  uint8_t text[SIZE];
  if (!sum_of_text(crypto, &symbols->item[i], text))
    return false;
  for (unsigned k = 0; k < held->count; k++)
    if (memcmp(held->item[k].text, text, SIZE) == 0)
      return times_of(symbols, i) <= held->item[k].times;
  return false;
}

bool ts_held_piece(const struct ts_held *held, const struct ts_crypto *crypto, const char *gtin14,
                   const char *serial, uint64_t now_us) {
  uint8_t piece[SIZE];
  if (!sum_of_piece(crypto, gtin14, serial, piece))
    return false;
  for (unsigned i = 0; i < held->count; i++)
    if (memcmp(held->item[i].piece, piece, SIZE) == 0 && !is_away(&held->item[i], now_us))
      return true;
  return false;
}
