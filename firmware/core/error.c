/* SPDX-License-Identifier: Apache-2.0 */
#include "core/error.h"

#include <stddef.h>

static const char *text_any(enum ts_err err) {
  switch (err) {
  case TS_OK:
    return "no error";
  case TS_ERR_TOO_LONG:
    return "the input is longer than this device looks at";
  case TS_ERR_NO_SPACE:
    return "the buffer is too small for the result";
  case TS_ERR_EMPTY:
    return "the input is empty";
  case TS_ERR_INTERNAL:
    return "a library failed; this says nothing about the input";
  case TS_ERR_ARGUMENT:
    return "an argument is outside what is allowed";
  default:
    return NULL;
  }
}

static const char *text_gs1(enum ts_err err) {
  switch (err) {
  case TS_ERR_GS1_NOT_GS1:
    return "neither a GS1 Digital Link nor a GS1 element string";
  case TS_ERR_GS1_URI:
    return "the web address is malformed";
  case TS_ERR_GS1_ESCAPE:
    return "a percent sign is not followed by two hexadecimal digits, or hides a control character";
  case TS_ERR_GS1_AI_UNKNOWN:
    return "GS1 knows no such Application Identifier";
  case TS_ERR_GS1_AI_MISSING:
    return "an Application Identifier should stand here";
  case TS_ERR_GS1_LENGTH:
    return "the value is too short or too long for its Application Identifier";
  case TS_ERR_GS1_CHARACTER:
    return "the value has a character that its Application Identifier does not allow";
  case TS_ERR_GS1_CHECK_DIGIT:
    return "the check digit is wrong";
  case TS_ERR_GS1_CONTENT:
    return "the value is well formed, but cannot be: no such date, country, currency or code";
  case TS_ERR_GS1_DUPLICATE:
    return "the Application Identifier stands there twice";
  case TS_ERR_GS1_REQUISITE:
    return "the Application Identifier needs another one beside it that is missing";
  case TS_ERR_GS1_EXCLUDED:
    return "the Application Identifier may not stand beside another one that is there";
  case TS_ERR_GS1_KEY:
    return "no GS1 key stands where it should";
  case TS_ERR_GS1_QUALIFIER:
    return "the Application Identifier does not qualify this key, or is out of order";
  case TS_ERR_GS1_ATTRIBUTE:
    return "the Application Identifier may not stand in the query of a Digital Link";
  case TS_ERR_GS1_TOO_MANY:
    return "more Application Identifiers than this device looks at";
  case TS_ERR_GS1_SEPARATOR:
    return "a separator stands where none may, or one is missing";
  case TS_ERR_GS1_NOT_CANONICAL:
    return "valid GS1 text, but not in its canonical spelling";
  default:
    return NULL;
  }
}

static const char *text_tag(enum ts_err err) {
  switch (err) {
  case TS_ERR_TAG_SIGNATURE_FORM:
    return "the signature (99) is not 90 characters of base64url in their only spelling";
  case TS_ERR_TAG_PROFILE:
    return "the tag is signed in a way that is newer than this device";
  case TS_ERR_TAG_RANGE:
    return "a number of the signature is zero or beyond the order of the curve";
  case TS_ERR_TAG_HIGH_S:
    return "the signature is not in its low form";
  case TS_ERR_TAG_PIECE:
    return "the description of the piece (98) is malformed";
  case TS_ERR_TAG_NO_GTIN:
    return "the tag names no product (01)";
  case TS_ERR_TAG_NO_SERIAL:
    return "the tag names no serial (21)";
  case TS_ERR_TAG_NOT_CANONICAL:
    return "the tag is not in its canonical spelling";
  default:
    return NULL;
  }
}

static const char *text_cbor(enum ts_err err) {
  switch (err) {
  case TS_ERR_CBOR_TRUNCATED:
    return "the CBOR data end too early";
  case TS_ERR_CBOR_TYPE:
    return "a CBOR item has another type than the format says";
  case TS_ERR_CBOR_NOT_DETERMINISTIC:
    return "the CBOR data are not in deterministic encoding";
  case TS_ERR_CBOR_DEPTH:
    return "the CBOR data are nested too deeply";
  case TS_ERR_CBOR_RESERVED:
    return "the CBOR data use a reserved value";
  case TS_ERR_CBOR_UTF8:
    return "a CBOR text is not valid UTF-8";
  case TS_ERR_CBOR_TRAILING:
    return "bytes stand behind the end of the CBOR data";
  case TS_ERR_CBOR_DUPLICATE:
    return "a CBOR map has a key twice";
  default:
    return NULL;
  }
}

static const char *text_bundle(enum ts_err err) {
  switch (err) {
  case TS_ERR_BUNDLE_FORM:
    return "this is no trust bundle, or a malformed one";
  case TS_ERR_BUNDLE_VERSION:
    return "the trust bundle's format is newer than this device";
  case TS_ERR_BUNDLE_UNKNOWN_PUBLISHER:
    return "the trust bundle is signed by no publisher that this device knows";
  case TS_ERR_BUNDLE_SIGNATURE:
    return "the trust bundle's signature is wrong";
  case TS_ERR_BUNDLE_EXPIRED:
    return "the trust bundle has expired";
  case TS_ERR_BUNDLE_OLD:
    return "the trust bundle is older than the one that this device had";
  case TS_ERR_BUNDLE_SEQUENCE_REUSED:
    return "another trust bundle has the same sequence number";
  case TS_ERR_BUNDLE_PREFIX_OVERLAP:
    return "two brands of the trust bundle claim overlapping GS1 prefixes";
  case TS_ERR_BUNDLE_CONTENT:
    return "a value in the trust bundle breaks its rules";
  case TS_ERR_CERTIFICATE:
    return "the certificate is malformed, or not of the kind that is allowed here";
  case TS_ERR_CERTIFICATE_CHAIN:
    return "the certificate was not issued by the brand's root";
  case TS_ERR_BUNDLE_THRESHOLD:
    return "the trust bundle is signed by too few of the publisher's keys";
  case TS_ERR_BUNDLE_ROTATION:
    return "a statement is missing that leads from this device's publisher keys to the new ones";
  case TS_ERR_BUNDLE_SIZE:
    return "the trust bundle's file is cut off, or longer than it says";
  case TS_ERR_STATUSSET_HASH:
    return "a status set does not belong to this trust bundle, or was changed";
  case TS_ERR_STATUSSET_FORM:
    return "a status set is malformed";
  default:
    return NULL;
  }
}

static const char *text_journal(enum ts_err err) {
  switch (err) {
  case TS_ERR_MERKLE_PROOF:
    return "the proof does not lead to the journal's root";
  case TS_ERR_CHECKPOINT_FORM:
    return "not a checkpoint of a journal";
  case TS_ERR_CHECKPOINT_KEY:
    return "the checkpoint is not signed by this device";
  case TS_ERR_CHECKPOINT_SIGNATURE:
    return "the checkpoint's signature does not match it";
  case TS_ERR_RECORD_FORM:
    return "not a record of a journal, or a malformed one";
  case TS_ERR_RECORD_VERSION:
    return "the record is of a kind newer than this software";
  case TS_ERR_JOURNAL_HASH:
    return "the record is not the one that was written";
  default:
    return NULL;
  }
}

static const char *text_device(enum ts_err err) {
  switch (err) {
  case TS_ERR_NOT_FOUND:
    return "there is no such thing in the store";
  case TS_ERR_IO:
    return "reading or writing failed";
  case TS_ERR_STORE_FULL:
    return "the store is full";
  case TS_ERR_STORE_PINNED:
    return "this device belongs to another publisher";
  case TS_ERR_STORE_CORRUPT:
    return "what this device trusts does not read back as it was written";
  case TS_ERR_PHOTO_NOT_JPEG:
    return "the photograph is not a JPEG file";
  case TS_ERR_PHOTO_DAMAGED:
    return "the photograph is damaged; nothing of it is used";
  case TS_ERR_PHOTO_TOO_LARGE:
    return "the photograph is larger than this device takes";
  case TS_ERR_PHOTO_COLOUR:
    return "the photograph is in a colour space without brightness";
  case TS_ERR_PHOTO_MEMORY:
    return "the photograph needs more memory than this device has for it";
  case TS_ERR_READER_MEMORY:
    return "looking for symbols needed more memory than this device has for it";
  default:
    return NULL;
  }
}

const char *ts_err_text(enum ts_err err) {
  static const char *(*const parts[])(enum ts_err) = {text_any,    text_gs1,    text_tag,    text_cbor,
                                                      text_bundle, text_device, text_journal};
  for (unsigned i = 0; i < sizeof parts / sizeof *parts; i++) {
    const char *text = parts[i](err);
    if (text)
      return text;
  }
  return "unknown error";
}
