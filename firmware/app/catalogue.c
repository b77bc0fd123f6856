/* SPDX-License-Identifier: Apache-2.0 */
#include "app/catalogue.h"

/* No text of any language is missing or empty, whichever of them this build speaks. */
#define SAY(key, en, fr, de, it, es, zh)                                                                     \
  _Static_assert(sizeof(en) > 1 && sizeof(fr) > 1 && sizeof(de) > 1 && sizeof(it) > 1 && sizeof(es) > 1 &&   \
                     sizeof(zh) > 1,                                                                         \
                 "a text is empty: " #key);
#include "app/catalogue.def"
#undef SAY

const char *ts_catalogue_text(enum ts_language language, enum ts_phrase phrase) {
  if ((unsigned)phrase >= TS_PHRASE_COUNT)
    return "";
  const char *const *texts = (unsigned)language < TS_LANGUAGE_COUNT ? ts_catalogue[language] : NULL;
  return (texts ? texts : ts_catalogue[TS_LANGUAGE_EN])[phrase];
}

/* No default: a reason without its sentence does not compile. */
enum ts_phrase ts_catalogue_reason(enum ts_reason reason) {
#define SAYS(name)                                                                                           \
  case TS_REASON_##name:                                                                                     \
    return TS_PHRASE_REASON_##name;
  switch (reason) {
    SAYS(GENUINE)
    SAYS(SEEN_HERE)
    SAYS(BAD_SIGNATURE)
    SAYS(FOREIGN_KEY)
    SAYS(REVOKED_KEY)
    SAYS(NEVER_ISSUED)
    SAYS(TAG_MISSING)
    SAYS(STOLEN)
    SAYS(RECALLED)
    SAYS(DESTROYED)
    SAYS(RETURNED)
    SAYS(ENGRAVING)
    SAYS(WEIGHT)
    SAYS(SIZE)
    SAYS(OTHER_MODEL)
    SAYS(UNBRANDED)
    SAYS(SEEN_TWICE)
    SAYS(SEEN_ELSEWHERE)
    SAYS(NOTHING)
    SAYS(UNREADABLE)
    SAYS(FOREIGN_TEXT)
    SAYS(UNKNOWN_BRAND)
    SAYS(MALFORMED)
    SAYS(NEWER)
    SAYS(MODEL_ONLY)
    SAYS(SERIAL_ONLY)
    SAYS(NOT_IN_DATA)
    SAYS(UNTAGGED)
    SAYS(NO_DATA)
    SAYS(EXPIRED_GOOD)
    SAYS(EXPIRED)
    SAYS(DATE_UNKNOWN)
    SAYS(NOT_CHECKED)
    SAYS(NEW_KEY)
    SAYS(UNCERTIFIED)
    SAYS(OUT_OF_SCOPE)
    SAYS(NOT_YET)
    SAYS(OVERDUE)
    SAYS(LINK_ELSEWHERE)
    SAYS(STATUS_UNKNOWN)
    SAYS(SEVERAL)
    SAYS(GRAVER_BESIDE)
    SAYS(RECORD_UNKNOWN)
  case TS_REASON_NONE:
  case TS_REASON_COUNT:
    break;
  }
#undef SAYS
  return TS_PHRASE_NONE;
}

static enum ts_phrase of_text(enum ts_err err) {
  switch (err) {
  case TS_ERR_GS1_NOT_GS1:
    return TS_PHRASE_ERR_NOT_GS1;
  case TS_ERR_GS1_URI:
  case TS_ERR_GS1_ESCAPE:
    return TS_PHRASE_ERR_LINK;
  case TS_ERR_GS1_AI_UNKNOWN:
  case TS_ERR_GS1_AI_MISSING:
  case TS_ERR_GS1_DUPLICATE:
  case TS_ERR_GS1_REQUISITE:
  case TS_ERR_GS1_EXCLUDED:
  case TS_ERR_GS1_KEY:
  case TS_ERR_GS1_QUALIFIER:
  case TS_ERR_GS1_ATTRIBUTE:
  case TS_ERR_GS1_SEPARATOR:
    return TS_PHRASE_ERR_FIELDS;
  case TS_ERR_GS1_LENGTH:
  case TS_ERR_GS1_CHARACTER:
  case TS_ERR_GS1_CONTENT:
    return TS_PHRASE_ERR_VALUE;
  case TS_ERR_GS1_CHECK_DIGIT:
    return TS_PHRASE_ERR_CHECK_DIGIT;
  case TS_ERR_GS1_NOT_CANONICAL:
  case TS_ERR_TAG_NOT_CANONICAL:
    return TS_PHRASE_ERR_SPELLING;
  case TS_ERR_TAG_SIGNATURE_FORM:
  case TS_ERR_TAG_RANGE:
  case TS_ERR_TAG_HIGH_S:
    return TS_PHRASE_ERR_SIGNATURE_FORM;
  case TS_ERR_TAG_PIECE:
    return TS_PHRASE_ERR_PIECE;
  case TS_ERR_TAG_NO_GTIN:
    return TS_PHRASE_ERR_NO_PRODUCT;
  case TS_ERR_TAG_NO_SERIAL:
    return TS_PHRASE_ERR_NO_SERIAL;
  default:
    return TS_PHRASE_NONE;
  }
}

static enum ts_phrase of_data(enum ts_err err) {
  switch (err) {
  case TS_ERR_BUNDLE_FORM:
  case TS_ERR_BUNDLE_CONTENT:
  case TS_ERR_BUNDLE_PREFIX_OVERLAP:
  case TS_ERR_BUNDLE_SIZE:
  case TS_ERR_CERTIFICATE:
  case TS_ERR_CERTIFICATE_CHAIN:
  case TS_ERR_STATUSSET_HASH:
  case TS_ERR_STATUSSET_FORM:
    return TS_PHRASE_ERR_DATA_FORM;
  case TS_ERR_BUNDLE_UNKNOWN_PUBLISHER:
  case TS_ERR_BUNDLE_SIGNATURE:
  case TS_ERR_BUNDLE_THRESHOLD:
  case TS_ERR_BUNDLE_ROTATION:
    return TS_PHRASE_ERR_DATA_SIGNATURE;
  case TS_ERR_BUNDLE_EXPIRED:
    return TS_PHRASE_ERR_EXPIRED;
  case TS_ERR_BUNDLE_OLD:
  case TS_ERR_BUNDLE_SEQUENCE_REUSED:
    return TS_PHRASE_ERR_OLD;
  case TS_ERR_BUNDLE_VERSION:
  case TS_ERR_RECORD_VERSION:
  case TS_ERR_TAG_PROFILE:
    return TS_PHRASE_ERR_NEWER;
  case TS_ERR_MERKLE_PROOF:
  case TS_ERR_CHECKPOINT_FORM:
  case TS_ERR_CHECKPOINT_KEY:
  case TS_ERR_CHECKPOINT_SIGNATURE:
  case TS_ERR_RECORD_FORM:
  case TS_ERR_JOURNAL_HASH:
    return TS_PHRASE_ERR_JOURNAL;
  default:
    return TS_PHRASE_NONE;
  }
}

static enum ts_phrase of_surroundings(enum ts_err err) {
  switch (err) {
  case TS_ERR_NOT_FOUND:
    return TS_PHRASE_ERR_NOT_FOUND;
  case TS_ERR_IO:
    return TS_PHRASE_ERR_IO;
  case TS_ERR_STORE_FULL:
    return TS_PHRASE_ERR_FULL;
  case TS_ERR_STORE_PINNED:
    return TS_PHRASE_ERR_PINNED;
  case TS_ERR_STORE_CORRUPT:
    return TS_PHRASE_ERR_CORRUPT;
  case TS_ERR_PHOTO_NOT_JPEG:
  case TS_ERR_PHOTO_COLOUR:
    return TS_PHRASE_ERR_NOT_PICTURE;
  case TS_ERR_PHOTO_DAMAGED:
    return TS_PHRASE_ERR_PHOTO_DAMAGED;
  case TS_ERR_TOO_LONG:
  case TS_ERR_GS1_TOO_MANY:
  case TS_ERR_PHOTO_TOO_LARGE:
  case TS_ERR_PHOTO_MEMORY:
  case TS_ERR_READER_MEMORY:
    return TS_PHRASE_ERR_TOO_LARGE;
  default:
    return TS_PHRASE_NONE;
  }
}

enum ts_phrase ts_catalogue_err(enum ts_err err) {
  enum ts_phrase phrase = of_text(err);
  if (phrase == TS_PHRASE_NONE)
    phrase = of_data(err);
  if (phrase == TS_PHRASE_NONE)
    phrase = of_surroundings(err);
  return phrase == TS_PHRASE_NONE ? TS_PHRASE_ERR_TECHNICAL : phrase;
}
