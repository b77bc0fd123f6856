/* SPDX-License-Identifier: Apache-2.0 */
#include "support/views.h"

#include <string.h>

#define AS_OF 1795392000 /* 2026-11-23 */
#define DAY 86400

static void set(char *field, size_t capacity, const char *text) {
  ts_text_copy(field, capacity, ts_bytes_of(text));
}

void ts_view_begin(struct ts_inspection *view, enum ts_verdict verdict, uint64_t reasons) {
  memset(view, 0, sizeof *view);
  ts_symbols_init(&view->symbols, view->item, TS_SYMBOLS_MAX, view->pool, sizeof view->pool);
  view->decision = (struct ts_decision){verdict, reasons};
  view->shown = -1;
  view->has_data = true;
  view->sequence = 7;
  view->data_as_of = AS_OF;
  view->data_until = AS_OF + 90 * (int64_t)DAY;
  view->time = (struct ts_time){AS_OF + DAY, TS_TIME_RTC};
}

struct ts_judgement *ts_view_add(struct ts_inspection *view, const char *gtin, const char *serial) {
  size_t index = view->symbols.count;
  const struct ts_symbol symbol = {.symbology = TS_SYMBOLOGY_QR, .confirmed = true};
  if (ts_symbols_add(&view->symbols, &symbol) != TS_OK)
    return NULL;
  struct ts_judgement *j = &view->judgement[index];
  j->judged = true;
  j->brand_known = true;
  j->piece = (uint8_t)view->pieces++;
  j->decision = view->decision;
  j->tag.kind = TS_TAG_SIGNED;
  j->findings.form = TS_FORM_SIGNED;
  set(j->tag.gtin, sizeof j->tag.gtin, gtin);
  set(j->tag.serial, sizeof j->tag.serial, serial);
  view->shown = view->pieces == 1 ? 0 : -1;
  return j;
}

void ts_view_ordinary(struct ts_inspection *view) {
  struct ts_judgement *j = ts_view_add(view, "09521234000013", "MA2611-0001");
  j->findings.signature = TS_SIGNED_GOOD;
  set(j->tag.engraved, sizeof j->tag.engraved, "A0001");
  j->tag.piece = (struct ts_piece){.weight_mg = 32400, .weight_tolerance_mg = 50, .fineness = 750};
  set(j->tag.piece.colour, sizeof j->tag.piece.colour, "YG");
  set(j->tag.piece.size, sizeof j->tag.piece.size, "17");
}

void ts_view_longest(struct ts_inspection *view) {
  struct ts_judgement *j = ts_view_add(view, "09521234000013", "WWWWWWWWWW-000000000");
  j->findings.signature = TS_SIGNED_GOOD;
  set(j->tag.engraved, sizeof j->tag.engraved, "WWWWWWWWWWMMMMMMMMMM0000000000");
  j->tag.piece = (struct ts_piece){.weight_mg = 999999999, .weight_tolerance_mg = 99999999, .fineness = 999};
  set(j->tag.piece.colour, sizeof j->tag.piece.colour, "YG");
  set(j->tag.piece.size, sizeof j->tag.piece.size, "WWWWWWWW");
}

bool ts_reason_defined(unsigned reason) {
  static const struct { unsigned first, last; } ranges[] = {{1, 2}, {10, 14}, {20, 30}, {32, 55}};
  for (size_t i = 0; i < sizeof ranges / sizeof ranges[0]; i++)
    if (reason >= ranges[i].first && reason <= ranges[i].last)
      return true;
  return false;
}

unsigned ts_view_reasons_of(enum ts_verdict verdict, enum ts_reason out[TS_REASONS_MAX]) {
  const struct ts_decision all = {verdict, ~0ULL >> (64 - TS_REASON_COUNT) & ~TS_BIT(TS_REASON_NONE)};
  enum ts_reason reason[TS_REASONS_MAX];
  unsigned count = ts_decision_reasons(&all, reason), kept = 0;
  for (unsigned i = 0; i < count; i++)
    if (ts_reason_defined(reason[i]) &&
        (ts_reason_verdict(reason[i]) == verdict || reason[i] == TS_REASON_SEEN_HERE))
      out[kept++] = reason[i];
  return kept;
}

void ts_picture_draw(struct ts_picture *picture, const struct ts_screen *screen, int32_t rows) {
  memset(picture, 0xa5, sizeof *picture);
  for (int32_t y = 0; y < TS_DISPLAY_HEIGHT; y += rows) {
    int32_t height = rows < TS_DISPLAY_HEIGHT - y ? rows : TS_DISPLAY_HEIGHT - y;
    ts_screen_draw(screen, &(struct ts_strip){picture->pixel[y], y, height});
  }
}
