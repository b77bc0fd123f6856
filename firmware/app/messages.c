/* SPDX-License-Identifier: Apache-2.0 */
#include "app/messages.h"

#include <string.h>

/* In a text, {data} is the bundle's issue date, {until} its expiry, {since} the day since which a piece is
 * blocked, {why} the cause of a refusal, {photo} that of a photograph. Each is a sentence that a clerk can read out to a customer. */
static const char *const reason_en[TS_REASON_COUNT] = {
    [TS_REASON_GENUINE] = "Signed by the brand for this piece",
    [TS_REASON_SEEN_HERE] = "This device has seen this serial before",
    [TS_REASON_BAD_SIGNATURE] =
        "The signature does not match the brand's key: the tag was made up or changed",
    [TS_REASON_FOREIGN_KEY] = "Signed with a key that is not the brand's",
    [TS_REASON_REVOKED_KEY] =
        "Signed with a key that the brand has withdrawn, and not recorded by the brand before that",
    [TS_REASON_NEVER_ISSUED] = "The brand never issued this serial",
    [TS_REASON_TAG_MISSING] = "The brand signs a tag for every such piece, and this one has no valid tag",
    [TS_REASON_STOLEN] = "The brand reports this piece as stolen ({since}; data of {data})",
    [TS_REASON_RECALLED] = "The brand has recalled this piece ({since}; data of {data})",
    [TS_REASON_DESTROYED] = "The brand reports this piece as destroyed ({since}; data of {data})",
    [TS_REASON_RETURNED] = "The brand took this piece back ({since}; data of {data})",
    [TS_REASON_ENGRAVING] = "The serial engraved on the piece is not the one that the tag was signed for",
    [TS_REASON_WEIGHT] = "The piece does not weigh what the tag was signed for",
    [TS_REASON_SIZE] = "The piece is not of the size that the tag was signed for",
    [TS_REASON_OTHER_MODEL] = "The order names another model than this tag",
    [TS_REASON_UNBRANDED] = "The order was for an unbranded piece, and this one bears a brand",
    [TS_REASON_SEEN_TWICE] = "This serial was already seen in this consignment: one tag, more than one piece",
    [TS_REASON_SEEN_ELSEWHERE] = "This serial was seen on another device",
    [TS_REASON_NOTHING] = "No code was found in the picture. Move closer, hold still, avoid glare",
    [TS_REASON_UNREADABLE] = "The picture could not be read: {photo}. Take another",
    [TS_REASON_FOREIGN_TEXT] =
        "The code in the picture names no product, so there is nothing to check. Look for another code",
    [TS_REASON_UNKNOWN_BRAND] = "This device has no data on this brand",
    [TS_REASON_MALFORMED] = "Not a valid tag of this brand: {why}",
    [TS_REASON_NEWER] = "The tag is of a kind newer than this device. Update the device",
    [TS_REASON_MODEL_ONLY] = "The code names a model, not a piece. Look for the signed tag",
    [TS_REASON_SERIAL_ONLY] =
        "The code bears no signature, and a serial alone can be copied. Look for the signed tag",
    [TS_REASON_NOT_IN_DATA] = "The serial is not in the data of {data}",
    [TS_REASON_UNTAGGED] = "No tag, and nothing known says that this piece must carry one",
    [TS_REASON_NO_DATA] = "This device holds no valid brand data. Load it first",
    [TS_REASON_EXPIRED_GOOD] =
        "The signature is good, but what happened to the piece since {data} is not known: the brand data expired on {until}",
    [TS_REASON_EXPIRED] = "The brand data on this device expired on {until}. Update it",
    [TS_REASON_DATE_UNKNOWN] = "This device does not know today's date. Set its clock",
    [TS_REASON_NOT_CHECKED] = "The signature could not be checked. Try again",
    [TS_REASON_NEW_KEY] =
        "Signed by a key newer than this device's data of {data}, or by nobody. Update the data",
    [TS_REASON_UNCERTIFIED] = "The signer's certificate is not from the brand",
    [TS_REASON_OUT_OF_SCOPE] = "The signature is good, but its signer may not sign for this model",
    [TS_REASON_NOT_YET] = "The signature is good, but its signer may not sign yet. Check this device's date",
    [TS_REASON_OVERDUE] =
        "The signature is good, but its signer's time has ended, and this tag is not on record",
    [TS_REASON_LINK_ELSEWHERE] =
        "The signature is good, but the link leads elsewhere than to the brand: do not open it",
    [TS_REASON_STATUS_UNKNOWN] = "Whether this piece is reported stolen or recalled could not be looked up",
    [TS_REASON_SEVERAL] = "More than one tag or piece in view",
    [TS_REASON_RECORD_UNKNOWN] =
        "Signed with a key that is no longer in use, and whether the brand has this tag on record could not be looked up",
    [TS_REASON_GRAVER_BESIDE] = "One of them has a graver verdict of its own",
};

/* By verdict, and what to do first when there is more than one piece in view, or nothing to judge. */
enum { ADVICE_SEVERAL = TS_COUNTERFEIT + 1, ADVICE_AGAIN };
static const char *const advice_en[] = {
    [TS_GENUINE] = "Compare the piece with these details.",
    [TS_UNPROVEN] = "No proof either way. Ask the brand.",
    [TS_SUSPECT] = "Keep the piece apart and ask the brand.",
    [TS_COUNTERFEIT] = "Do not accept it. Keep it with its packaging.",
    [ADVICE_SEVERAL] = "Show the pieces one at a time.",
    [ADVICE_AGAIN] = "Nothing was checked. Show the tag again.",
};

static const char *const verdict_en[] = {
    [TS_GENUINE] = "GENUINE",
    [TS_UNPROVEN] = "UNPROVEN",
    [TS_SUSPECT] = "SUSPECT",
    [TS_COUNTERFEIT] = "COUNTERFEIT",
};

static const char *const phrase_en[TS_PHRASE_COUNT] = {
    [TS_PHRASE_NONE] = "",
    [TS_PHRASE_SERIAL] = "Serial",
    [TS_PHRASE_ENGRAVED] = "Engraved",
    [TS_PHRASE_METAL] = "Metal",
    [TS_PHRASE_WEIGHT] = "Weight",
    [TS_PHRASE_SIZE] = "Size",
    [TS_PHRASE_GTIN] = "GTIN",
    [TS_PHRASE_CLAIMED] = "Claimed, not proven",
    [TS_PHRASE_NO_SERIAL] = "no serial",
    [TS_PHRASE_PIECES] = "{n} pieces in view",
    [TS_PHRASE_MORE] = "+{n} more",
    [TS_PHRASE_CLOCK_SET] = "Clock set",
    [TS_PHRASE_DATE_TYPED] = "Hand-set",
    [TS_PHRASE_NO_DATE] = "No date",
    [TS_PHRASE_START] = "Show a tag",
    [TS_PHRASE_START_HOW] = "Hold the code steady before the camera",
    [TS_PHRASE_CAMERA] = "The camera does not answer",
    [TS_PHRASE_CAMERA_DO] = "Switch the device off and on. If this stays, have it repaired.",
    [TS_PHRASE_PHOTO] = "The picture was lost",
    [TS_PHRASE_PHOTO_DO] = "Show the tag again.",
    [TS_PHRASE_STORAGE] = "The card does not answer",
    [TS_PHRASE_STORAGE_DO] = "Switch off, put the card in again, and switch on.",
    [TS_PHRASE_NEXT] = "Next",
    [TS_PHRASE_BACK] = "Back",
    [TS_PHRASE_OK] = "OK",
    [TS_PHRASE_CHOOSE] = "Choose",
    [TS_PHRASE_DOWN] = "Down",
    [TS_PHRASE_DELETE] = "Delete",
    [TS_PHRASE_DONE] = "Done",
    [TS_PHRASE_SKIP] = "Skip",
    [TS_PHRASE_MORE_DETAILS] = "More",
    [TS_PHRASE_OPTIONS] = "Options",
    [TS_PHRASE_TRY_AGAIN] = "Try again",
    [TS_PHRASE_YES] = "Yes",
    [TS_PHRASE_NO] = "No",
    [TS_PHRASE_NOT_KNOWN] = "Not known",
    [TS_PHRASE_HOME] = "Touchstone",
    [TS_PHRASE_CHECK] = "Check a piece",
    [TS_PHRASE_RETURN] = "Take a return",
    [TS_PHRASE_CONSIGNMENT] = "Check a consignment",
    [TS_PHRASE_SETTINGS] = "Settings",
    [TS_PHRASE_LANGUAGE] = "Language",
    [TS_PHRASE_THIS_LANGUAGE] = "English",
    [TS_PHRASE_OPERATOR] = "Operator number",
    [TS_PHRASE_DATE] = "Date",
    [TS_PHRASE_DATE_ENTER] = "Today's date: year-month-day",
    [TS_PHRASE_DATE_WRONG] = "Not a date, or earlier than this device's data",
    [TS_PHRASE_ABOUT] = "This device",
    [TS_PHRASE_RECORDS] = "{n} inspections recorded",
    [TS_PHRASE_SHOW_TAG] = "Show the tag",
    [TS_PHRASE_NO_TAG] = "There is no tag",
    [TS_PHRASE_TYPE_SERIAL] = "Enter a serial",
    [TS_PHRASE_WHICH_BRAND] = "Which brand?",
    [TS_PHRASE_WHICH_MODEL] = "Which model?",
    [TS_PHRASE_BRAND_NOT_LISTED] = "Another brand",
    [TS_PHRASE_MODEL_NOT_LISTED] = "Another model",
    [TS_PHRASE_WHEN_MADE] = "When was it made, or bought new? Year-month-day",
    [TS_PHRASE_ENTER_SERIAL] = "Serial",
    [TS_PHRASE_CONFIRM_SERIAL] = "Is the serial exactly this?",
    [TS_PHRASE_ENTER_GTIN] = "Article number (GTIN)",
    [TS_PHRASE_GTIN_WRONG] = "Not an article number: check its digits",
    [TS_PHRASE_SERIAL_WRONG] = "No serial is like this: check it",
    [TS_PHRASE_SHOW_ORDER] = "Show the ordered article's code",
    [TS_PHRASE_ORDER_UNBRANDED] = "It was ordered without a brand",
    [TS_PHRASE_ORDER_UNKNOWN] = "The order is not at hand",
    [TS_PHRASE_ENTER_ENGRAVED] = "Serial engraved on the piece",
    [TS_PHRASE_ENGRAVED_NONE] = "Nothing is engraved",
    [TS_PHRASE_ENTER_WEIGHT] = "Weight in grams",
    [TS_PHRASE_WEIGHT_WRONG] = "Not a weight: enter grams, as in 32.40",
    [TS_PHRASE_NOT_WEIGHED] = "It cannot be weighed",
    [TS_PHRASE_ENTER_SIZE] = "Size",
    [TS_PHRASE_STEP] = "Step {n} of {m}",
    [TS_PHRASE_MANIFEST_USE] = "With the manifest on the card: {n} pieces",
    [TS_PHRASE_MANIFEST_NONE] = "Without a manifest",
    [TS_PHRASE_MANIFEST_BAD] = "The manifest cannot be used: line {n}",
    [TS_PHRASE_MANIFEST_BAD_DO] = "Correct the file on the card, or go on without it.",
    [TS_PHRASE_FINISH] = "Finish the consignment",
    [TS_PHRASE_CONTINUE] = "Go on",
    [TS_PHRASE_EXPECTED] = "Expected",
    [TS_PHRASE_COUNTED] = "Counted",
    [TS_PHRASE_DUPLICATES] = "Duplicates",
    [TS_PHRASE_DUPLICATE] = "Duplicate",
    [TS_PHRASE_MISSING] = "Missing",
    [TS_PHRASE_EXTRA] = "Extra",
    [TS_PHRASE_CONSIGNMENT_DONE] = "Recorded as number {n}",
    [TS_PHRASE_LAST_SEEN] = "Seen here before",
    [TS_PHRASE_AIM_SHOW] = "Hold the code steady before the camera",
    [TS_PHRASE_AIM_DARK] = "Too dark: turn on a light",
    [TS_PHRASE_AIM_GLARE] = "Too bright: tilt it out of the glare",
    [TS_PHRASE_AIM_CLOSE] = "Too close: move back",
    [TS_PHRASE_AIM_FAR] = "Too far: move closer",
    [TS_PHRASE_AIM_STILL] = "Hold still",
    [TS_PHRASE_AIM_HELD] = "Done. Show the next one",
    [TS_PHRASE_CAMERA_GONE] = "The camera is gone",
    [TS_PHRASE_CAMERA_GONE_DO] = "Plug it in again. This device goes on by itself.",
    [TS_PHRASE_STORAGE_FULL] = "The card is full",
    [TS_PHRASE_STORAGE_FULL_DO] = "Put in a larger card, or make room on this one.",
    [TS_PHRASE_NOT_RECORDED] = "Not recorded, so no verdict",
    [TS_PHRASE_NOT_RECORDED_DO] = "See to the card, then try again.",
    [TS_PHRASE_JOURNAL_LOST] = "Records {n} to {m} are missing on the card",
    [TS_PHRASE_JOURNAL_LOST_DO] = "Somebody changed the card, or it is failing. Tell who is in charge.",
    [TS_PHRASE_TRUST_LOST] = "This device's own memory is damaged",
    [TS_PHRASE_TRUST_LOST_DO] = "It cannot be relied on. Have it provisioned anew.",
    [TS_PHRASE_BUTTONS] = "The buttons do not answer",
    [TS_PHRASE_BUTTONS_DO] = "Switch the device off and on. If this stays, have it repaired.",
};

static const char *const *const reasons[TS_LANGUAGE_COUNT] = {[TS_LANGUAGE_EN] = reason_en};
static const char *const *const advices[TS_LANGUAGE_COUNT] = {[TS_LANGUAGE_EN] = advice_en};
static const char *const *const verdicts[TS_LANGUAGE_COUNT] = {[TS_LANGUAGE_EN] = verdict_en};
static const char *const *const phrases[TS_LANGUAGE_COUNT] = {[TS_LANGUAGE_EN] = phrase_en};

static enum ts_language known(enum ts_language language) {
  return (unsigned)language < TS_LANGUAGE_COUNT ? language : TS_LANGUAGE_EN;
}

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

void ts_message_why(struct ts_buf *out, enum ts_err err, const struct ts_gs1_why *why) {
  ts_buf_put_text(out, ts_err_text(err));
  if (why && why->ai[0] && why->err == err) {
    ts_buf_put_text(out, ", at (");
    ts_buf_put_text(out, why->ai);
    ts_buf_put_text(out, ")");
    if (why->other[0]) {
      ts_buf_put_text(out, " with (");
      ts_buf_put_text(out, why->other);
      ts_buf_put_text(out, ")");
    }
  }
}

static void put_place(struct ts_buf *out, struct ts_bytes name, const struct ts_inspection *view,
                      const struct ts_judgement *j) {
  if (ts_bytes_equal_text(name, "data"))
    ts_message_date(out, view->data_as_of);
  else if (ts_bytes_equal_text(name, "until"))
    ts_message_date(out, view->data_until);
  else if (ts_bytes_equal_text(name, "since"))
    ts_message_date(out, j ? j->blocked_since : 0);
  else if (ts_bytes_equal_text(name, "photo"))
    ts_buf_put_text(out, ts_err_text(view->photo_err != TS_OK ? view->photo_err : view->read_err));
  else if (ts_bytes_equal_text(name, "why") && j && j->err != TS_OK)
    ts_message_why(out, j->err, &j->why);
  else if (ts_bytes_equal_text(name, "why"))
    ts_buf_put_text(out, "its form is wrong");
}

static void put_filled(struct ts_buf *out, const char *text, const struct ts_inspection *view,
                       const struct ts_judgement *j) {
  for (const char *open; (open = strchr(text, '{')) != NULL;) {
    const char *close = strchr(open, '}');
    if (!close)
      break;
    ts_buf_put(out, ts_bytes(text, (size_t)(open - text)));
    put_place(out, ts_bytes(open + 1, (size_t)(close - open - 1)), view, j);
    text = close + 1;
  }
  ts_buf_put_text(out, text);
}

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
  const char *text = (unsigned)reason < TS_REASON_COUNT ? reasons[known(language)][reason] : NULL;
  if (reason == TS_REASON_MALFORMED)
    j = refused_one(view, j);
  if (reason >= TS_REASON_STOLEN && reason <= TS_REASON_RETURNED)
    j = blocked_one(view, j);
  put_filled(out, text ? text : "", view, j);
}

void ts_message_advice(struct ts_buf *out, enum ts_language language, const struct ts_inspection *view) {
  const uint64_t nothing_shown = 1ULL << TS_REASON_NOTHING | 1ULL << TS_REASON_UNREADABLE;
  unsigned advice = (unsigned)view->decision.verdict <= TS_COUNTERFEIT ? view->decision.verdict : TS_UNPROVEN;
  if ((view->decision.reasons >> TS_REASON_SEVERAL & 1) != 0)
    advice = ADVICE_SEVERAL;
  else if (advice == TS_UNPROVEN && (view->decision.reasons & nothing_shown) != 0)
    advice = ADVICE_AGAIN;
  ts_buf_put_text(out, advices[known(language)][advice]);
}

static void put_data(struct ts_buf *out, int64_t as_of, int64_t until, struct ts_time time) {
  ts_buf_put_text(out, "Data of ");
  ts_message_date(out, as_of);
  ts_buf_put_text(out, time.seconds < until ? ", until " : ", expired ");
  ts_message_date(out, until);
}

static void put_no_data(struct ts_buf *out, const struct ts_device *device) {
  if (device->bundle_err == TS_ERR_NOT_FOUND) {
    ts_buf_put_text(out, "No brand data on this device");
    return;
  }
  ts_buf_put_text(out, "No brand data: ");
  ts_buf_put_text(out, ts_err_text(device->bundle_err));
}

void ts_message_data(struct ts_buf *out, enum ts_language language, const struct ts_device *device,
                     const struct ts_inspection *view) {
  (void)language;
  if (view->has_data)
    put_data(out, view->data_as_of, view->data_until, view->time);
  else
    put_no_data(out, device);
}

void ts_message_device_data(struct ts_buf *out, enum ts_language language, const struct ts_device *device) {
  (void)language;
  if (device->bundle_err == TS_OK)
    put_data(out, device->bundle.issued, device->bundle.expires, device->trust.time);
  else
    put_no_data(out, device);
}

void ts_message_time(struct ts_buf *out, enum ts_language language, struct ts_time time) {
  (void)language;
  if (time.trust != TS_TIME_RTC && time.trust != TS_TIME_OPERATOR) {
    ts_buf_put_text(out, "Today's date is not known: no clock is set");
    return;
  }
  ts_buf_put_text(out, "Date ");
  ts_message_date(out, time.seconds);
  ts_buf_put_text(out, time.trust == TS_TIME_RTC ? ", from the clock" : ", confirmed by a person");
}

const char *ts_message_verdict(enum ts_language language, enum ts_verdict verdict) {
  unsigned known_verdict = (unsigned)verdict <= TS_COUNTERFEIT ? verdict : TS_UNPROVEN;
  return verdicts[known(language)][known_verdict];
}

void ts_message_phrase(struct ts_buf *out, enum ts_language language, enum ts_phrase phrase, unsigned n) {
  if ((unsigned)phrase >= TS_PHRASE_COUNT)
    return;
  const char *text = phrases[known(language)][phrase];
  const char *number = strstr(text, "{n}");
  if (number) {
    ts_buf_put(out, ts_bytes(text, (size_t)(number - text)));
    ts_buf_put_decimal(out, n);
    text = number + 3;
  }
  ts_buf_put_text(out, text);
}

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
    const char *code, *name;
  } colours[] = {{"YG", "yellow gold"}, {"WG", "white gold"}, {"RG", "rose gold"},
                 {"PT", "platinum"},    {"PD", "palladium"},  {"AG", "silver"}};
  (void)language;
  const char *colour = piece->colour;
  for (size_t i = 0; i < sizeof colours / sizeof colours[0]; i++)
    if (strcmp(colours[i].code, piece->colour) == 0)
      colour = colours[i].name;
  ts_buf_put_text(out, colour);
  if (piece->fineness) {
    ts_buf_put_text(out, colour[0] ? " " : "");
    ts_buf_put_decimal(out, piece->fineness);
  }
}
