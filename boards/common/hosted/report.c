/* SPDX-License-Identifier: Apache-2.0 */
#include "boards/common/hosted/report.h"

#include <stdlib.h>
#include <string.h>

#include "app/messages.h"
#include "boards/common/hosted/plain_text.h"

static size_t utf8_length(struct ts_bytes text) {
  for (size_t size = 1; size <= 4 && size <= text.size; size++)
    if (ts_utf8_ok(ts_bytes(text.data, size)))
      return size;
  return 0;
}

json_t *ts_report_text(struct ts_bytes bytes) {
  static const char replacement[] = "\xef\xbf\xbd";
  char *text = malloc(bytes.size * 3 + 1);
  size_t size = 0;
  if (!text)
    return NULL;
  for (size_t at = 0; at < bytes.size;) {
    size_t length = utf8_length(ts_bytes_part(bytes, at, 4));
    const void *from = length ? (const void *)(bytes.data + at) : replacement;
    size_t take = length ? length : sizeof replacement - 1;
    memcpy(text + size, from, take);
    size += take;
    at += length ? length : 1;
  }
  json_t *json = json_stringn(text, size);
  free(text);
  return json;
}

static json_t *hex(struct ts_bytes bytes) {
  char *text = malloc(bytes.size * 2 + 1);
  if (!text)
    return NULL;
  struct ts_buf buf = ts_buf(text, bytes.size * 2);
  ts_buf_put_hex(&buf, bytes);
  json_t *json = json_stringn(text, buf.size);
  free(text);
  return json;
}

json_t *ts_report_symbol(const struct ts_symbol *symbol) {
  json_t *corners = json_array();
  for (int i = 0; i < TS_SYMBOL_CORNERS; i++)
    json_array_append_new(corners, json_pack("[i,i]", symbol->corner[i].x, symbol->corner[i].y));
  return json_pack("{s:s, s:s, s:o, s:o, s:o}", "type", ts_symbology_name(symbol->symbology), "aim",
                   ts_symbol_aim(symbol), "hex", hex(symbol->bytes), "text", ts_report_text(symbol->bytes),
                   "corners", corners);
}

static json_t *sentence(enum ts_reason reason, const struct ts_inspection *view,
                        const struct ts_judgement *j) {
  uint8_t memory[TS_MESSAGE_MAX];
  struct ts_buf text = ts_buf(memory, sizeof memory);
  ts_message_reason(&text, TS_LANGUAGE_EN, reason, view, j);
  return ts_report_text(ts_buf_bytes(&text));
}

static json_t *reasons(const struct ts_decision *decision, const struct ts_inspection *view,
                       const struct ts_judgement *j) {
  enum ts_reason list[TS_REASONS_MAX];
  unsigned count = ts_decision_reasons(decision, list);
  json_t *array = json_array();
  for (unsigned i = 0; i < count; i++)
    json_array_append_new(array,
                          json_pack("{s:i, s:o}", "code", (int)list[i], "text", sentence(list[i], view, j)));
  return array;
}

static void set(json_t *object, const char *key, struct ts_bytes text) {
  if (text.size)
    json_object_set_new(object, key, ts_report_text(text));
}

static void set_number(json_t *object, const char *key, uint32_t number) {
  if (number)
    json_object_set_new(object, key, json_integer((json_int_t)number));
}

static void set_date(json_t *object, const char *key, bool known, int64_t seconds) {
  char text[TS_DATE_TEXT];
  ts_date_write(text, seconds);
  json_object_set_new(object, key, known ? json_string(text) : json_null());
}

/* What the tag says is told only of a tag whose signature is good: else it is the attacker's text. */
static bool signature_good(const struct ts_judgement *j) {
  return j->findings.form == TS_FORM_SIGNED && j->findings.signature == TS_SIGNED_GOOD;
}

static void set_details(json_t *object, const struct ts_device *device, const struct ts_judgement *j) {
  set(object, "brand", ts_inspection_brand(device, j));
  set(object, "model", ts_inspection_model(device, j));
  set(object, "gtin", ts_bytes_of(j->tag.gtin));
  set(object, "serial", ts_bytes_of(j->tag.serial));
  if (j->findings.status > TS_STATUS_CLEAR)
    set_date(object, "blocked_since", true, j->blocked_since);
  if (!signature_good(j))
    return;
  set(object, "engraved", ts_bytes_of(j->tag.engraved));
  set_number(object, "weight_mg", j->tag.piece.weight_mg);
  if (j->tag.piece.weight_mg)
    json_object_set_new(object, "weight_tolerance_mg", json_integer(j->tag.piece.weight_tolerance_mg));
  set_number(object, "fineness", j->tag.piece.fineness);
  set(object, "colour", ts_bytes_of(j->tag.piece.colour));
  set(object, "size", ts_bytes_of(j->tag.piece.size));
}

static json_t *judged_symbol(const struct ts_device *device, const struct ts_inspection *view, size_t i) {
  const struct ts_judgement *j = &view->judgement[i];
  json_t *object = ts_report_symbol(&view->symbols.item[i]);
  json_object_set_new(object, "verdict",
                      j->judged ? json_string(ts_verdict_name(j->decision.verdict)) : json_null());
  json_object_set_new(object, "reasons", reasons(&j->decision, view, j));
  if (j->judged)
    json_object_set_new(object, "piece", json_integer(j->piece));
  if (j->judged)
    set_details(object, device, j);
  return object;
}

json_t *ts_report_inspection(const char *image, const struct ts_device *device,
                             const struct ts_inspection *view) {
  static const char *const trust[] = {
      [TS_TIME_NONE] = "none", [TS_TIME_OPERATOR] = "operator", [TS_TIME_RTC] = "rtc"};
  json_t *object = json_pack(
      "{s:o, s:s, s:o}", "image", image ? ts_report_text(ts_bytes_of(image)) : json_null(), "verdict",
      ts_verdict_name(view->decision.verdict), "reasons", reasons(&view->decision, view, NULL));
  if (!object)
    return NULL;
  if (view->shown >= 0)
    set_details(object, device, &view->judgement[view->shown]);
  set_date(object, "data_as_of", view->has_data, view->data_as_of);
  set_date(object, "data_until", view->has_data, view->data_until);
  if (view->has_data)
    json_object_set_new(object, "sequence", json_integer((json_int_t)view->sequence));
  json_object_set_new(object, "truncated", json_boolean(view->symbols.truncated));
  json_object_set_new(object, "pieces", json_integer((json_int_t)view->pieces));
  set_date(object, "time", true, view->time.seconds);
  json_object_set_new(object, "time_trust", json_string(trust[view->time.trust]));
  json_t *symbols = json_array();
  for (size_t i = 0; i < view->symbols.count; i++)
    json_array_append_new(symbols, judged_symbol(device, view, i));
  json_object_set_new(object, "symbols", symbols);
  return object;
}
