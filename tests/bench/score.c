/* SPDX-License-Identifier: Apache-2.0 */
#include "bench/score.h"

#include <iconv.h>
#include <string.h>

#define TEXT_MAX 8192 /* bytes of a symbol's text as UTF-8; QR holds 2953 bytes */
#define GROWN 1.3     /* recorded corners are drawn by hand */

/* ---- texts ---- */

/* LF for CR LF and no white space at the end, in place. */
static size_t plain_lines(char *text, size_t size) {
  size_t out = 0;
  for (size_t i = 0; i < size; i++)
    if (text[i] != '\r' || i + 1 == size || text[i + 1] != '\n')
      text[out++] = text[i];
  while (out > 0 && (text[out - 1] == ' ' || text[out - 1] == '\r' || text[out - 1] == '\n'))
    out--;
  return out;
}

static bool same_lines(const char *text, size_t size, struct ts_bytes wanted) {
  static char a[TEXT_MAX], b[TEXT_MAX];
  if (size > sizeof a || wanted.size > sizeof b)
    return false;
  memcpy(a, text, size);
  memcpy(b, wanted.data, wanted.size);
  return ts_bytes_equal(ts_bytes(a, plain_lines(a, size)), ts_bytes(b, plain_lines(b, wanted.size)));
}

static bool same_in(const char *charset, struct ts_bytes read, struct ts_bytes wanted) {
  static char text[TEXT_MAX];
  iconv_t converter = iconv_open("UTF-8", charset);
  if (converter == (iconv_t)-1)
    return false;
  char *in = (char *)(uintptr_t)read.data, *out = text; /* iconv takes char ** and writes nothing there */
  size_t in_left = read.size, out_left = sizeof text;
  bool ok = iconv(converter, &in, &in_left, &out, &out_left) != (size_t)-1;
  (void)iconv_close(converter);
  return ok && same_lines(text, sizeof text - out_left, wanted);
}

#define GTIN_DIGITS 13

/* The 8 digits of a UPC-E as the 12 of its UPC-A (GS1 General Specifications section 5.2.2.4.2). */
static void expand_upce(const uint8_t e[8], uint8_t a[12]) {
  memset(a, '0', 12);
  a[0] = e[0];
  a[1] = e[1];
  a[2] = e[2];
  a[11] = e[7];
  if (e[6] <= '2') {
    a[3] = e[6];
    memcpy(a + 8, e + 3, 3);
  } else if (e[6] == '3') {
    a[3] = e[3];
    memcpy(a + 9, e + 4, 2);
  } else if (e[6] == '4') {
    memcpy(a + 3, e + 3, 2);
    a[10] = e[5];
  } else {
    memcpy(a + 3, e + 3, 3);
    a[10] = e[6];
  }
}

/* As EAN-13. False for what no symbol of this kind says. */
static bool gtin(struct ts_bytes text, bool upce, uint8_t out[GTIN_DIGITS]) {
  memset(out, '0', GTIN_DIGITS);
  if (text.size > GTIN_DIGITS || !ts_bytes_all_digits(text))
    return false;
  if (upce && text.size == 8)
    expand_upce(text.data, out + 1);
  else if (text.size >= 12)
    memcpy(out + GTIN_DIGITS - text.size, text.data, text.size);
  else
    return false;
  return true;
}

static bool same_gtin(const struct ts_symbol *read, struct ts_bytes wanted) {
  uint8_t a[GTIN_DIGITS], b[GTIN_DIGITS];
  bool upce = read->symbology == TS_SYMBOLOGY_UPCE;
  if (read->symbology != TS_SYMBOLOGY_EAN13 && !upce)
    return false;
  return gtin(read->bytes, upce, a) && gtin(wanted, upce, b) && memcmp(a, b, sizeof a) == 0;
}

/* Codabar with its start and stop letters or without: recorded texts have them not. */
static bool same_codabar(const struct ts_symbol *read, struct ts_bytes wanted) {
  return read->symbology == TS_SYMBOLOGY_CODABAR && read->bytes.size > 2 &&
         ts_bytes_equal(ts_bytes(read->bytes.data + 1, read->bytes.size - 2), wanted);
}

bool ts_score_same_text(const struct ts_symbol *read, struct ts_bytes wanted) {
  return same_lines((const char *)read->bytes.data, read->bytes.size, wanted) ||
         same_in("ISO-8859-1", read->bytes, wanted) || same_in("CP932", read->bytes, wanted) ||
         same_gtin(read, wanted) || same_codabar(read, wanted);
}

static bool says(const struct ts_symbol *read, const struct ts_wanted_symbol *symbol) {
  for (size_t i = 0; i < symbol->spellings; i++)
    if (ts_score_same_text(read, symbol->spelling[i]))
      return true;
  return false;
}

/* ---- places ---- */

static void centre_of(const struct ts_wanted_symbol *symbol, double centre[2]) {
  centre[0] = centre[1] = 0;
  for (size_t i = 0; i < TS_SYMBOL_CORNERS; i++) {
    centre[0] += symbol->corner[i][0] / TS_SYMBOL_CORNERS;
    centre[1] += symbol->corner[i][1] / TS_SYMBOL_CORNERS;
  }
}

static void centre_of_read(const struct ts_symbol *read, double centre[2]) {
  centre[0] = centre[1] = 0;
  for (size_t i = 0; i < TS_SYMBOL_CORNERS; i++) {
    centre[0] += (double)read->corner[i].x / TS_SYMBOL_CORNERS;
    centre[1] += (double)read->corner[i].y / TS_SYMBOL_CORNERS;
  }
}

/* The symbol's quadrilateral, grown about its centre, has P on the same side of all its edges. */
static bool holds(const struct ts_wanted_symbol *symbol, const double p[2]) {
  double centre[2];
  int sides = 0;
  if (!symbol->placed)
    return true;
  centre_of(symbol, centre);
  for (size_t i = 0; i < TS_SYMBOL_CORNERS; i++) {
    const double *a = symbol->corner[i], *b = symbol->corner[(i + 1) % TS_SYMBOL_CORNERS];
    double at[2] = {(p[0] - centre[0]) / GROWN + centre[0], (p[1] - centre[1]) / GROWN + centre[1]};
    double side = (b[0] - a[0]) * (at[1] - a[1]) - (b[1] - a[1]) * (at[0] - a[0]);
    sides += side >= 0 ? 1 : -1;
  }
  return sides == TS_SYMBOL_CORNERS || sides == -TS_SYMBOL_CORNERS;
}

static double distance(const struct ts_wanted_symbol *symbol, const double p[2]) {
  double centre[2];
  if (!symbol->placed)
    return 0;
  centre_of(symbol, centre);
  return (p[0] - centre[0]) * (p[0] - centre[0]) + (p[1] - centre[1]) * (p[1] - centre[1]);
}

/* ---- photographs ---- */

enum match { MATCH_TEXT, MATCH_UNRECORDED, MATCH_PLACE };

static bool matches(const struct ts_wanted_symbol *symbol, const struct ts_symbol *read, enum match match) {
  return match == MATCH_PLACE || (match == MATCH_TEXT ? says(read, symbol) : symbol->spellings == 0);
}

/* The nearest symbol around the read that matches; NULL if there is none. */
static const struct ts_wanted_symbol *find(const struct ts_wanted *wanted, const struct ts_symbol *read,
                                           enum match match) {
  const struct ts_wanted_symbol *best = NULL;
  double centre[2];
  centre_of_read(read, centre);
  for (size_t i = 0; i < wanted->symbols; i++) {
    const struct ts_wanted_symbol *symbol = &wanted->symbol[i];
    if (holds(symbol, centre) && matches(symbol, read, match) &&
        (!best || distance(symbol, centre) < distance(best, centre)))
      best = symbol;
  }
  return best;
}

struct tally {
  struct ts_score *score;
  bool counted[TS_WANTED_SYMBOLS];
};

static void score_read(struct tally *tally, const struct ts_wanted *wanted, const struct ts_symbol *read,
                       ts_score_told *told, void *ctx) {
  const struct ts_wanted_symbol *symbol = find(wanted, read, MATCH_TEXT);
  size_t *count = &tally->score->right;
  if (!symbol) {
    symbol = find(wanted, read, MATCH_UNRECORDED);
    count = &tally->score->unrecorded;
  }
  if (symbol) {
    size_t at = (size_t)(symbol - wanted->symbol);
    *count += tally->counted[at] ? 0 : 1;
    tally->counted[at] = true;
    return;
  }
  symbol = find(wanted, read, MATCH_PLACE);
  if ((!symbol && wanted->symbols > 0) || says(read, &wanted->beside)) {
    tally->score->elsewhere++;
    return;
  }
  tally->score->wrong++;
  if (told)
    told(ctx, symbol ? symbol->spelling[0] : ts_bytes(NULL, 0), read);
}

void ts_score_photo(struct ts_score *score, const struct ts_wanted *wanted, const struct ts_symbols *read,
                    ts_score_told *told, void *ctx) {
  struct tally tally = {.score = score};
  score->wanted += wanted->symbols;
  for (size_t i = 0; i < read->count; i++)
    score_read(&tally, wanted, &read->item[i], told, ctx);
}

void ts_score_add(struct ts_score *sum, const struct ts_score *part) {
  sum->wanted += part->wanted;
  sum->right += part->right;
  sum->unrecorded += part->unrecorded;
  sum->wrong += part->wrong;
  sum->elsewhere += part->elsewhere;
}
