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

static void let_go(struct ts_held *held, uint64_t now_us) {
  unsigned kept = 0;
  for (unsigned i = 0; i < held->count; i++) {
    const struct ts_held_item *item = &held->item[i];
    bool away = item->absent >= TS_HELD_PICTURES && now_us - item->last_us >= TS_HELD_TIME_US;
    if (!away)
      held->item[kept++] = *item;
  }
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
    fresh = fresh || !item;
    if (!item)
      continue;
    item->absent = 0;
    item->last_us = now_us;
    *any = true;
  }
  return fresh;
}

void ts_held_add(struct ts_held *held, const struct ts_crypto *crypto, const struct ts_symbol *symbol,
                 const char *gtin14, const char *serial, uint64_t now_us) {
  struct ts_held_item new_one = {.last_us = now_us};
  if (!sum_of_text(crypto, symbol, new_one.text))
    return;
  (void)sum_of_piece(crypto, gtin14, serial, new_one.piece);
  struct ts_held_item *item = find(held, new_one.text);
  if (item) {
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
                  const struct ts_symbol *symbol) {
  uint8_t text[SIZE];
  if (!sum_of_text(crypto, symbol, text))
    return false;
  for (unsigned i = 0; i < held->count; i++)
    if (memcmp(held->item[i].text, text, SIZE) == 0)
      return true;
  return false;
}

bool ts_held_piece(const struct ts_held *held, const struct ts_crypto *crypto, const char *gtin14,
                   const char *serial) {
  uint8_t piece[SIZE];
  if (!sum_of_piece(crypto, gtin14, serial, piece))
    return false;
  for (unsigned i = 0; i < held->count; i++)
    if (memcmp(held->item[i].piece, piece, SIZE) == 0)
      return true;
  return false;
}
