/* SPDX-License-Identifier: Apache-2.0 */
#include "app/messages.h"

#include <string.h>

#include "app/catalogue.h"

/* ---- Languages ---- */

static const char *const codes[TS_LANGUAGE_COUNT] = {
    [TS_LANGUAGE_EN] = "en", [TS_LANGUAGE_FR] = "fr", [TS_LANGUAGE_DE] = "de",
    [TS_LANGUAGE_IT] = "it", [TS_LANGUAGE_ES] = "es", [TS_LANGUAGE_ZH] = "zh"};

const char *ts_language_code(enum ts_language language) {
  return codes[(unsigned)language < TS_LANGUAGE_COUNT ? language : TS_LANGUAGE_EN];
}

bool ts_language_spoken(enum ts_language language) {
  return (unsigned)language < TS_LANGUAGE_COUNT && ts_catalogue[language];
}

bool ts_language_find(struct ts_bytes code, enum ts_language *out) {
  for (int language = 0; language < TS_LANGUAGE_COUNT; language++)
    if (ts_bytes_equal_text(code, codes[language]) && ts_language_spoken((enum ts_language)language)) {
      *out = (enum ts_language)language;
      return true;
    }
  return false;
}

/* ---- Filling in ---- */

/* What the places of a text stand for; those that a text does not have are not looked at. */
struct filling {
  enum ts_language language;
  unsigned n, m;
  int64_t data, until, since, date;
  enum ts_err err;              /* {photo}, {why} */
  const struct ts_gs1_why *why; /* NULL: err alone */
  enum ts_phrase mode, verdict;
};

/* Howard Hinnant's days-from-civil relation, inverted: eras of 400 years that begin on 1 March. */
void ts_message_date(struct ts_buf *out, int64_t seconds) {
  int64_t days = seconds / TS_DAY_SECONDS - (seconds % TS_DAY_SECONDS < 0);
  int64_t since = days + 719468;
  int64_t era = (since >= 0 ? since : since - 146096) / 146097;
  int64_t of_era = since - era * 146097;
  int64_t year_of_era = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
  int64_t of_year = of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
  int64_t from_march = (5 * of_year + 2) / 153;
  int64_t day = of_year - (153 * from_march + 2) / 5 + 1;
  int64_t month = from_march < 10 ? from_march + 3 : from_march - 9;
  int64_t year = year_of_era + era * 400 + (month <= 2);
  const int64_t part[3] = {year, month, day};
  for (int i = 0; i < 3; i++) {
    if (i)
      ts_buf_put_text(out, "-");
    if (part[i] < 10)
      ts_buf_put_text(out, "0");
    ts_buf_put_decimal(out, (uint64_t)(part[i] < 0 ? 0 : part[i]));
  }
}

static void put_place(struct ts_buf *out, struct ts_bytes name, const struct filling *with) {
  if (ts_bytes_equal_text(name, "n"))
    ts_buf_put_decimal(out, with->n);
  else if (ts_bytes_equal_text(name, "m"))
    ts_buf_put_decimal(out, with->m);
  else if (ts_bytes_equal_text(name, "data"))
    ts_message_date(out, with->data);
  else if (ts_bytes_equal_text(name, "until"))
    ts_message_date(out, with->until);
  else if (ts_bytes_equal_text(name, "since"))
    ts_message_date(out, with->since);
  else if (ts_bytes_equal_text(name, "date") && with->date)
    ts_message_date(out, with->date);
  else if (ts_bytes_equal_text(name, "date"))
    ts_message_phrase(out, with->language, TS_PHRASE_DATE_UNKNOWN, 0);
  else if (ts_bytes_equal_text(name, "photo"))
    ts_message_err(out, with->language, with->err);
  else if (ts_bytes_equal_text(name, "why"))
    ts_message_why(out, with->language, with->err, with->why);
  else if (ts_bytes_equal_text(name, "mode"))
    ts_message_phrase(out, with->language, with->mode, 0);
  else if (ts_bytes_equal_text(name, "verdict"))
    ts_message_phrase(out, with->language, with->verdict, 0);
}

static void put_filled(struct ts_buf *out, enum ts_phrase phrase, const struct filling *with) {
  const char *text = ts_catalogue_text(with->language, phrase);
  for (const char *open; (open = strchr(text, '{')) != NULL;) {
    const char *close = strchr(open, '}');
    if (!close)
      break;
    ts_buf_put(out, ts_bytes(text, (size_t)(open - text)));
    put_place(out, ts_bytes(open + 1, (size_t)(close - open - 1)), with);
    text = close + 1;
  }
  ts_buf_put_text(out, text);
}

void ts_message_numbers(struct ts_buf *out, enum ts_language language, enum ts_phrase phrase, unsigned n,
                        unsigned m) {
  put_filled(out, phrase, &(struct filling){.language = language, .n = n, .m = m});
}

void ts_message_phrase(struct ts_buf *out, enum ts_language language, enum ts_phrase phrase, unsigned n) {
  ts_message_numbers(out, language, phrase, n, 0);
}

/* ---- Causes ---- */

void ts_message_err(struct ts_buf *out, enum ts_language language, enum ts_err err) {
  ts_message_phrase(out, language, ts_catalogue_err(err), (unsigned)err);
}

void ts_message_why(struct ts_buf *out, enum ts_language language, enum ts_err err,
                    const struct ts_gs1_why *why) {
  if (err == TS_OK)
    ts_message_phrase(out, language, TS_PHRASE_ERR_FORM, 0);
  else
    ts_message_err(out, language, err);
  if (!why || !why->ai[0] || why->err != err)
    return;
  ts_buf_put_text(out, " (");
  ts_buf_put_text(out, why->ai);
  if (why->other[0]) {
    ts_buf_put_text(out, ", ");
    ts_buf_put_text(out, why->other);
  }
  ts_buf_put_text(out, ")");
}

/* ---- Reasons ---- */

/* What is blocked: J's piece, or any that is, if the reason is the view's. */
static const struct ts_judgement *blocked_one(const struct ts_inspection *view,
                                              const struct ts_judgement *j) {
  for (size_t i = 0; i < view->symbols.count && !(j && j->blocked_since); i++)
    if (view->judgement[i].blocked_since && (!j || j->piece == view->judgement[i].piece))
      return &view->judgement[i];
  return j;
}

/* Whose text was refused: J's, or that of another symbol of the same piece. */
static const struct ts_judgement *refused_one(const struct ts_inspection *view,
                                              const struct ts_judgement *j) {
  for (size_t i = 0; i < view->symbols.count && !(j && j->err != TS_OK); i++)
    if (view->judgement[i].err != TS_OK && (!j || j->piece == view->judgement[i].piece))
      return &view->judgement[i];
  return j;
}

void ts_message_reason(struct ts_buf *out, enum ts_language language, enum ts_reason reason,
                       const struct ts_inspection *view, const struct ts_judgement *j) {
  struct filling with = {.language = language, .data = view->data_as_of, .until = view->data_until};
  if (reason == TS_REASON_UNREADABLE)
    with.err = view->photo_err != TS_OK ? view->photo_err : view->read_err;
  if (reason == TS_REASON_MALFORMED) {
    const struct ts_judgement *refused = refused_one(view, j);
    with.err = refused ? refused->err : TS_OK;
    with.why = refused ? &refused->why : NULL;
  }
  if (reason >= TS_REASON_STOLEN && reason <= TS_REASON_RETURNED) {
    const struct ts_judgement *blocked = blocked_one(view, j);
    with.since = blocked ? blocked->blocked_since : 0;
  }
  put_filled(out, ts_catalogue_reason(reason), &with);
}

void ts_message_advice(struct ts_buf *out, enum ts_language language, const struct ts_inspection *view) {
  static const enum ts_phrase by_verdict[] = {[TS_GENUINE] = TS_PHRASE_ADVICE_GENUINE,
                                              [TS_UNPROVEN] = TS_PHRASE_ADVICE_UNPROVEN,
                                              [TS_SUSPECT] = TS_PHRASE_ADVICE_SUSPECT,
                                              [TS_COUNTERFEIT] = TS_PHRASE_ADVICE_COUNTERFEIT};
  const uint64_t nothing_shown = 1ULL << TS_REASON_NOTHING | 1ULL << TS_REASON_UNREADABLE;
  unsigned verdict =
      (unsigned)view->decision.verdict <= TS_COUNTERFEIT ? view->decision.verdict : TS_UNPROVEN;
  enum ts_phrase advice = by_verdict[verdict];
  if ((view->decision.reasons >> TS_REASON_SEVERAL & 1) != 0)
    advice = TS_PHRASE_ADVICE_SEVERAL;
  else if (verdict == TS_UNPROVEN && (view->decision.reasons & nothing_shown) != 0)
    advice = TS_PHRASE_ADVICE_AGAIN;
  ts_message_phrase(out, language, advice, 0);
}

/* ---- Data and time ---- */

static void put_data(struct ts_buf *out, enum ts_language language, int64_t as_of, int64_t until,
                     struct ts_time time) {
  put_filled(out, time.seconds < until ? TS_PHRASE_DATA_VALID : TS_PHRASE_DATA_EXPIRED,
             &(struct filling){.language = language, .data = as_of, .until = until});
}

static void put_no_data(struct ts_buf *out, enum ts_language language, const struct ts_device *device) {
  put_filled(out, device->bundle_err == TS_ERR_NOT_FOUND ? TS_PHRASE_DATA_NONE : TS_PHRASE_DATA_BAD,
             &(struct filling){.language = language, .err = device->bundle_err});
}

void ts_message_data(struct ts_buf *out, enum ts_language language, const struct ts_device *device,
                     const struct ts_inspection *view) {
  if (view->has_data)
    put_data(out, language, view->data_as_of, view->data_until, view->time);
  else
    put_no_data(out, language, device);
}

void ts_message_device_data(struct ts_buf *out, enum ts_language language, const struct ts_device *device) {
  if (device->bundle_err == TS_OK)
    put_data(out, language, device->bundle.issued, device->bundle.expires, device->trust.time);
  else
    put_no_data(out, language, device);
}

static bool dated(struct ts_time time) {
  return time.trust == TS_TIME_RTC || time.trust == TS_TIME_OPERATOR;
}

void ts_message_time(struct ts_buf *out, enum ts_language language, struct ts_time time) {
  enum ts_phrase phrase = !dated(time)                ? TS_PHRASE_TIME_UNKNOWN
                          : time.trust == TS_TIME_RTC ? TS_PHRASE_TIME_RTC
                                                      : TS_PHRASE_TIME_OPERATOR;
  put_filled(out, phrase, &(struct filling){.language = language, .date = time.seconds});
}

/* ---- Verdicts and what was seen ---- */

static enum ts_phrase word_of(enum ts_verdict verdict) {
  static const enum ts_phrase words[] = {[TS_GENUINE] = TS_PHRASE_VERDICT_GENUINE,
                                         [TS_UNPROVEN] = TS_PHRASE_VERDICT_UNPROVEN,
                                         [TS_SUSPECT] = TS_PHRASE_VERDICT_SUSPECT,
                                         [TS_COUNTERFEIT] = TS_PHRASE_VERDICT_COUNTERFEIT};
  return words[(unsigned)verdict <= TS_COUNTERFEIT ? verdict : TS_UNPROVEN];
}

const char *ts_message_verdict(enum ts_language language, enum ts_verdict verdict) {
  return ts_catalogue_text(language, word_of(verdict));
}

void ts_message_seen(struct ts_buf *out, enum ts_language language, const struct ts_seen *seen) {
  static const enum ts_phrase modes[TS_MODE_COUNT] = {[TS_MODE_CHECK] = TS_PHRASE_MODE_CHECK,
                                                      [TS_MODE_RETURN] = TS_PHRASE_MODE_RETURN,
                                                      [TS_MODE_CONSIGNMENT] = TS_PHRASE_MODE_CONSIGNMENT};
  if (!seen->seen)
    return;
  unsigned mode = (unsigned)seen->mode < TS_MODE_COUNT ? seen->mode : TS_MODE_CHECK;
  put_filled(out, TS_PHRASE_LAST_SEEN,
             &(struct filling){.language = language,
                               .date = dated(seen->time) ? seen->time.seconds : 0,
                               .mode = modes[mode],
                               .verdict = word_of(seen->verdict)});
}

/* ---- The piece ---- */

/* Grams to a hundredth, or to a thousandth where that says more. */
static void put_grams(struct ts_buf *out, uint32_t mg) {
  uint32_t step = mg % 10 ? 1 : 10;
  ts_buf_put_decimal(out, mg / 1000);
  ts_buf_put_text(out, ".");
  for (uint32_t unit = 100; unit >= step; unit /= 10)
    ts_buf_put_decimal(out, mg / unit % 10);
}

void ts_message_weight(struct ts_buf *out, const struct ts_piece *piece) {
  if (!piece->weight_mg)
    return;
  put_grams(out, piece->weight_mg);
  ts_buf_put_text(out, " g");
  if (!piece->weight_tolerance_mg)
    return;
  ts_buf_put_text(out, " ±");
  put_grams(out, piece->weight_tolerance_mg);
}

void ts_message_metal(struct ts_buf *out, enum ts_language language, const struct ts_piece *piece) {
  static const struct {
    const char *code;
    enum ts_phrase name;
  } colours[] = {{"YG", TS_PHRASE_METAL_YG}, {"WG", TS_PHRASE_METAL_WG}, {"RG", TS_PHRASE_METAL_RG},
                 {"PT", TS_PHRASE_METAL_PT}, {"PD", TS_PHRASE_METAL_PD}, {"AG", TS_PHRASE_METAL_AG}};
  const char *colour = piece->colour;
  for (size_t i = 0; i < sizeof colours / sizeof colours[0]; i++)
    if (strcmp(colours[i].code, piece->colour) == 0)
      colour = ts_catalogue_text(language, colours[i].name);
  ts_buf_put_text(out, colour);
  if (piece->fineness) {
    ts_buf_put_text(out, colour[0] ? " " : "");
    ts_buf_put_decimal(out, piece->fineness);
  }
}
