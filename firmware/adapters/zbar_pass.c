/* SPDX-License-Identifier: Apache-2.0 */
#include "adapters/zbar_pass.h"

#include <stddef.h>

#include <zbar.h>

#define FOURCC_GRAY                                                                                          \
  ((unsigned long)'Y' | (unsigned long)'8' << 8 | (unsigned long)'0' << 16 | (unsigned long)'0' << 24)

struct scan {
  const struct ts_zbar_pass *pass;
  bool done;
};

/* UPC-A is left out on purpose: it is then read as the EAN-13 that it is. Add-ons, ISBN and all else stay
 * off. */
static const struct {
  zbar_symbol_type_t type;
  enum ts_symbology symbology;
} symbologies[] = {
    {ZBAR_QRCODE, TS_SYMBOLOGY_QR},       {ZBAR_CODE128, TS_SYMBOLOGY_CODE128},
    {ZBAR_CODE39, TS_SYMBOLOGY_CODE39},   {ZBAR_EAN13, TS_SYMBOLOGY_EAN13},
    {ZBAR_EAN8, TS_SYMBOLOGY_EAN8},       {ZBAR_UPCE, TS_SYMBOLOGY_UPCE},
    {ZBAR_DATABAR, TS_SYMBOLOGY_DATABAR}, {ZBAR_DATABAR_EXP, TS_SYMBOLOGY_DATABAR_EXPANDED},
    {ZBAR_I25, TS_SYMBOLOGY_I25},         {ZBAR_CODE93, TS_SYMBOLOGY_CODE93},
    {ZBAR_CODABAR, TS_SYMBOLOGY_CODABAR},
};
#define SYMBOLOGIES (sizeof symbologies / sizeof symbologies[0])

static enum ts_symbology symbology_of(zbar_symbol_type_t type) {
  for (size_t i = 0; i < SYMBOLOGIES; i++)
    if (symbologies[i].type == type)
      return symbologies[i].symbology;
  return TS_SYMBOLOGY_NONE;
}

/* ---- settings ---- */

static bool set(zbar_image_scanner_t *scanner, zbar_symbol_type_t type, zbar_config_t config, int value) {
  return zbar_image_scanner_set_config(scanner, type, config, value) == 0;
}

static bool wanted(const struct ts_zbar_pass *pass, enum ts_symbology symbology) {
  if (symbology == TS_SYMBOLOGY_QR || pass->look_for == TS_ZBAR_QR)
    return symbology == TS_SYMBOLOGY_QR && pass->look_for == TS_ZBAR_QR;
  return symbology != TS_SYMBOLOGY_I25 || pass->i25_lengths != 0;
}

static bool set_i25_lengths(zbar_image_scanner_t *scanner, uint32_t lengths) {
  int shortest = 0, longest = 0;
  for (int i = 31; i > 0; i--)
    if (lengths >> i & 1) {
      longest = longest ? longest : i;
      shortest = i;
    }
  return set(scanner, ZBAR_I25, ZBAR_CFG_MIN_LEN, shortest) &&
         set(scanner, ZBAR_I25, ZBAR_CFG_MAX_LEN, longest);
}

/* BINARY: without it ZBar guesses a character set and rewrites the text of QR codes. */
static bool configure(zbar_image_scanner_t *scanner, const struct ts_zbar_pass *pass) {
  bool ok = set(scanner, ZBAR_NONE, ZBAR_CFG_ENABLE, 0) && set(scanner, ZBAR_QRCODE, ZBAR_CFG_BINARY, 1);
  for (size_t i = 0; i < SYMBOLOGIES && ok; i++)
    if (wanted(pass, symbologies[i].symbology))
      ok = set(scanner, symbologies[i].type, ZBAR_CFG_ENABLE, 1);
  if (ok && wanted(pass, TS_SYMBOLOGY_I25))
    ok = set_i25_lengths(scanner, pass->i25_lengths);
  if (ok && pass->look_for == TS_ZBAR_LINEAR) /* rows alone: they are scan lines already */
    ok = set(scanner, ZBAR_NONE, ZBAR_CFG_X_DENSITY, 0) && set(scanner, ZBAR_NONE, ZBAR_CFG_Y_DENSITY, 1);
  zbar_image_scanner_enable_cache(scanner, 0);
  return ok;
}

/* ---- results ---- */

/* FNC1 in first position; in second position it is an application of AIM's, and both at once ZBar's reading
 * of none. */
static bool modifiers_ok(unsigned modifiers) {
  return modifiers != (1u << ZBAR_MOD_GS1 | 1u << ZBAR_MOD_AIM);
}

/* Components: ZBar has put the text together from several QR codes in view (structured append), without
 * checking that they belong together. Nothing of this project is printed so; a text of two pieces must not
 * look like that of one. */
static bool whole(const zbar_symbol_t *symbol) {
  return zbar_symbol_get_type(symbol) != ZBAR_PARTIAL && zbar_symbol_get_components(symbol) == NULL;
}

static void ends_of(const zbar_symbol_t *symbol, struct ts_zbar_find *find) {
  unsigned points = zbar_symbol_get_loc_size(symbol);
  for (unsigned i = 0; i < points; i++) {
    int32_t x = zbar_symbol_get_loc_x(symbol, i);
    find->left = i == 0 || x < find->left ? x : find->left;
    find->right = i == 0 || x > find->right ? x : find->right;
    int32_t y = zbar_symbol_get_loc_y(symbol, i);
    if (find->rows < TS_ZBAR_ROWS_MAX && y >= 0 && y <= UINT16_MAX)
      find->row[find->rows++] = (uint16_t)y;
  }
}

static void tell(const struct ts_zbar_pass *pass, const zbar_symbol_t *symbol) {
  struct ts_zbar_find find = {.symbology = symbology_of(zbar_symbol_get_type(symbol))};
  unsigned modifiers = zbar_symbol_get_modifiers(symbol);
  int quality = zbar_symbol_get_quality(symbol);
  if (!whole(symbol) || !modifiers_ok(modifiers)) {
    find.refused = true;
    pass->found(pass->ctx, &find);
    return;
  }
  if (find.symbology == TS_SYMBOLOGY_NONE || zbar_symbol_get_data_length(symbol) == 0)
    return;
  find.gs1 = modifiers >> ZBAR_MOD_GS1 & 1;
  find.aim = modifiers >> ZBAR_MOD_AIM & 1;
  find.reversed = zbar_symbol_get_orientation(symbol) == ZBAR_ORIENT_DOWN;
  find.quality = quality > 0 ? (uint32_t)quality : 0;
  find.bytes = ts_bytes(zbar_symbol_get_data(symbol), zbar_symbol_get_data_length(symbol));
  ends_of(symbol, &find);
  pass->found(pass->ctx, &find);
}

static void scan_image(struct scan *s, zbar_image_scanner_t *scanner, zbar_image_t *image) {
  const struct ts_zbar_pass *pass = s->pass;
  zbar_image_set_format(image, FOURCC_GRAY);
  zbar_image_set_size(image, pass->width, pass->height);
  zbar_image_set_data(image, pass->gray, (unsigned long)pass->width * pass->height, NULL);
  if (!configure(scanner, pass) || zbar_scan_image(scanner, image) < 0)
    return;
  const zbar_symbol_t *symbol = zbar_image_first_symbol(image);
  for (; symbol != NULL; symbol = zbar_symbol_next(symbol))
    tell(pass, symbol);
  s->done = true;
}

static void scan(void *context) {
  zbar_image_scanner_t *scanner = zbar_image_scanner_create();
  zbar_image_t *image = zbar_image_create();
  if (scanner != NULL && image != NULL)
    scan_image(context, scanner, image);
  if (image != NULL)
    zbar_image_destroy(image);
  if (scanner != NULL)
    zbar_image_scanner_destroy(scanner);
}

enum ts_confine_end ts_zbar_pass(const struct ts_zbar_pass *pass) {
  struct scan s = {.pass = pass};
  enum ts_confine_end end = ts_confine(TS_CONFINED_READER, scan, &s);
  return end == TS_CONFINE_DONE && !s.done ? TS_CONFINE_BROKEN : end;
}
