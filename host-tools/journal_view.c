/* SPDX-License-Identifier: Apache-2.0 */
#include "host-tools/journal_view.h"

#include <string.h>

static const char *const words[TS_REASON_COUNT] = {
    [TS_REASON_GENUINE] = "signed by the brand",
    [TS_REASON_SEEN_HERE] = "seen before by this device",
    [TS_REASON_BAD_SIGNATURE] = "signature does not match",
    [TS_REASON_FOREIGN_KEY] = "not the brand's key",
    [TS_REASON_REVOKED_KEY] = "signed with a revoked key",
    [TS_REASON_NEVER_ISSUED] = "serial never issued",
    [TS_REASON_TAG_MISSING] = "its tag is missing",
    [TS_REASON_STOLEN] = "reported stolen",
    [TS_REASON_RECALLED] = "recalled",
    [TS_REASON_DESTROYED] = "reported destroyed",
    [TS_REASON_RETURNED] = "reported returned",
    [TS_REASON_ENGRAVING] = "engraving differs",
    [TS_REASON_WEIGHT] = "weight differs",
    [TS_REASON_SIZE] = "size differs",
    [TS_REASON_OTHER_MODEL] = "another model than ordered",
    [TS_REASON_UNBRANDED] = "ordered as unbranded",
    [TS_REASON_SEEN_TWICE] = "twice in the consignment",
    [TS_REASON_SEEN_ELSEWHERE] = "seen by another device",
    [TS_REASON_NOTHING] = "no code in view",
    [TS_REASON_UNREADABLE] = "picture not readable",
    [TS_REASON_FOREIGN_TEXT] = "no GS1 code",
    [TS_REASON_UNKNOWN_BRAND] = "unknown brand",
    [TS_REASON_MALFORMED] = "not a valid tag of the brand",
    [TS_REASON_NEWER] = "tag newer than the device",
    [TS_REASON_MODEL_ONLY] = "no serial",
    [TS_REASON_SERIAL_ONLY] = "serial without a signature",
    [TS_REASON_NOT_IN_DATA] = "serial not in the data",
    [TS_REASON_UNTAGGED] = "came without a tag",
    [TS_REASON_NO_DATA] = "no data in the device",
    [TS_REASON_EXPIRED_GOOD] = "signature good, data expired",
    [TS_REASON_EXPIRED] = "data expired",
    [TS_REASON_DATE_UNKNOWN] = "date not known",
    [TS_REASON_NOT_CHECKED] = "could not be checked",
    [TS_REASON_NEW_KEY] = "key not in the data",
    [TS_REASON_UNCERTIFIED] = "signer not certified",
    [TS_REASON_OUT_OF_SCOPE] = "signer not for this model",
    [TS_REASON_NOT_YET] = "signer not valid yet",
    [TS_REASON_OVERDUE] = "signer's time was over",
    [TS_REASON_LINK_ELSEWHERE] = "link leads elsewhere",
    [TS_REASON_STATUS_UNKNOWN] = "status not known",
    [TS_REASON_SEVERAL] = "more than one piece in view",
    [TS_REASON_GRAVER_BESIDE] = "a graver verdict beside it",
    [TS_REASON_RECORD_UNKNOWN] = "signer's record not known",
};

const char *ts_reason_words(enum ts_reason reason) {
  const char *text = (size_t)reason < TS_REASON_COUNT ? words[reason] : NULL;
  return text ? text : "a reason newer than this program";
}

const char *ts_time_trust_name(enum ts_time_trust trust) {
  switch (trust) {
  case TS_TIME_RTC:
    return "rtc";
  case TS_TIME_OPERATOR:
    return "operator";
  case TS_TIME_NONE:
    break;
  }
  return "none";
}

json_t *ts_view_reasons(const struct ts_decision *decision) {
  enum ts_reason list[TS_REASONS_MAX];
  unsigned count = ts_decision_reasons(decision, list);
  json_t *array = json_array();
  for (unsigned i = 0; i < count; i++)
    json_array_append_new(array,
                          json_pack("{s:i, s:s}", "code", (int)list[i], "text", ts_reason_words(list[i])));
  return array;
}

void ts_view_decision(FILE *out, const struct ts_decision *decision) {
  enum ts_reason list[TS_REASONS_MAX];
  unsigned count = ts_decision_reasons(decision, list);
  (void)fprintf(out, "%s", ts_verdict_name(decision->verdict));
  for (unsigned i = 0; i < count; i++)
    (void)fprintf(out, "%s%s", i ? ", " : ": ", ts_reason_words(list[i]));
}

json_t *ts_view_time(struct ts_time time) {
  char text[TS_DATE_TEXT];
  if (time.trust == TS_TIME_NONE)
    return json_null();
  ts_date_write(text, time.seconds);
  return json_string(text);
}

void ts_view_time_text(char out[TS_VIEW_TIME], struct ts_time time) {
  char text[TS_DATE_TEXT];
  ts_date_write(text, time.seconds);
  if (time.trust == TS_TIME_NONE)
    (void)snprintf(out, TS_VIEW_TIME, "time not known");
  else
    (void)snprintf(out, TS_VIEW_TIME, "%s (%s)", text, ts_time_trust_name(time.trust));
}

json_t *ts_view_number(uint64_t number) {
  return number ? json_integer((json_int_t)number) : json_null();
}

void ts_view_shell_word(struct ts_buf *out, const char *text) {
  static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789._/:@+,-";
  if (*text && strspn(text, plain) == strlen(text)) {
    ts_buf_put_text(out, text);
    return;
  }
  ts_buf_put_byte(out, '\'');
  for (; *text; text++)
    if (*text == '\'')
      ts_buf_put_text(out, "'\\''");
    else
      ts_buf_put_byte(out, (uint8_t)*text);
  ts_buf_put_byte(out, '\'');
}
