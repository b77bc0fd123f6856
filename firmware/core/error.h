/* SPDX-License-Identifier: Apache-2.0 */
/* One enum of errors for core, adapters and app. Numbers are never reused or changed: append only.
 * A code is for input and surroundings; what only a programming error can cause is not here. */
#ifndef TS_CORE_ERROR_H
#define TS_CORE_ERROR_H

enum ts_err {
  TS_OK = 0,
  /* Any part */
  TS_ERR_TOO_LONG = 1, /* the input is larger than the bound that its header names */
  TS_ERR_NO_SPACE = 2, /* the caller's buffer is too small for the result */
  TS_ERR_EMPTY = 3,
  TS_ERR_INTERNAL = 4, /* a library failed in a way that says nothing about the input */
  TS_ERR_ARGUMENT = 5,

  /* GS1 text (core/gs1), 20 to 59 */
  TS_ERR_GS1_NOT_GS1 = 20,     /* neither a Digital Link URI nor an element string */
  TS_ERR_GS1_URI = 21,         /* scheme, authority or path of the URI is malformed */
  TS_ERR_GS1_ESCAPE = 22,      /* % is not followed by two hexadecimal digits, or hides a NUL/control byte */
  TS_ERR_GS1_AI_UNKNOWN = 23,  /* no such AI in GS1's dictionary */
  TS_ERR_GS1_AI_MISSING = 24,  /* digits of an AI expected, something else found */
  TS_ERR_GS1_LENGTH = 25,      /* value too short or too long for its AI */
  TS_ERR_GS1_CHARACTER = 26,   /* character outside the AI's set */
  TS_ERR_GS1_CHECK_DIGIT = 27, /* check digit or check character pair wrong */
  TS_ERR_GS1_CONTENT = 28,     /* well formed but not a possible value: date, country, currency, ... */
  TS_ERR_GS1_DUPLICATE = 29,   /* the AI stands there twice */
  TS_ERR_GS1_REQUISITE = 30,   /* an AI that this one requires is missing */
  TS_ERR_GS1_EXCLUDED = 31,    /* this AI may not stand beside another one that is there */
  TS_ERR_GS1_KEY = 32,         /* no primary key in the URI's path, or not one that may stand there */
  TS_ERR_GS1_QUALIFIER = 33,   /* not a qualifier of this key, or out of order */
  TS_ERR_GS1_ATTRIBUTE = 34,   /* AI may not stand in the query of a Digital Link URI */
  TS_ERR_GS1_TOO_MANY = 35,    /* more AIs than TS_GS1_ELEMENTS_MAX */
  TS_ERR_GS1_SEPARATOR = 36,   /* a separator where none may stand, or one missing */
  TS_ERR_GS1_NOT_CANONICAL = 37, /* valid, but not in the one canonical spelling */

  /* Tag (core/tag), 60 to 79 */
  TS_ERR_TAG_SIGNATURE_FORM = 60, /* 99 is not 90 characters of base64url with zero trailing bits */
  TS_ERR_TAG_PROFILE = 61,        /* profile byte that this version does not know */
  TS_ERR_TAG_RANGE = 62,          /* r or s is zero or not below the order of the curve */
  TS_ERR_TAG_HIGH_S = 63,         /* s above half the order */
  TS_ERR_TAG_PIECE = 64,          /* 98 is not fields of DESIGN section 3 in their order */
  TS_ERR_TAG_NO_GTIN = 65,
  TS_ERR_TAG_NO_SERIAL = 66,
  TS_ERR_TAG_NOT_CANONICAL = 67, /* valid GS1, but not spelled canonically */

  /* CBOR (core/cbor), 80 to 99 */
  TS_ERR_CBOR_TRUNCATED = 80,
  TS_ERR_CBOR_TYPE = 81, /* another type than the format has here */
  TS_ERR_CBOR_NOT_DETERMINISTIC =
      82, /* RFC 8949 section 4.2: longer than need be, indefinite, unsorted keys */
  TS_ERR_CBOR_DEPTH = 83,
  TS_ERR_CBOR_RESERVED = 84, /* reserved additional information, simple value or tag */
  TS_ERR_CBOR_UTF8 = 85,
  TS_ERR_CBOR_TRAILING = 86, /* bytes after the end */
  TS_ERR_CBOR_DUPLICATE = 87,

  /* Bundle and trust, 100 to 139 */
  TS_ERR_BUNDLE_FORM = 100,              /* not a bundle, or not of the layout in SPEC.md */
  TS_ERR_BUNDLE_VERSION = 101,           /* newer format than this version reads */
  TS_ERR_BUNDLE_UNKNOWN_PUBLISHER = 102, /* signed by none of the pinned publishers */
  TS_ERR_BUNDLE_SIGNATURE = 103,
  TS_ERR_BUNDLE_EXPIRED = 104,
  TS_ERR_BUNDLE_OLD = 105,             /* sequence number below the floor */
  TS_ERR_BUNDLE_SEQUENCE_REUSED = 106, /* same sequence number, other bytes */
  TS_ERR_BUNDLE_PREFIX_OVERLAP = 107,  /* two brands claim overlapping GS1 prefixes */
  TS_ERR_BUNDLE_CONTENT = 108,         /* a value that the format allows but the rules do not */
  TS_ERR_CERTIFICATE = 109,            /* not an X.509 certificate of the kind that SPEC.md allows */
  TS_ERR_CERTIFICATE_CHAIN = 110,      /* not issued by the brand's root */
  TS_ERR_BUNDLE_THRESHOLD = 111,       /* signed by fewer publisher keys than must sign */
  TS_ERR_BUNDLE_ROTATION = 112, /* of the statements that exchange the publisher's keys one is missing */
  TS_ERR_BUNDLE_SIZE = 113,     /* the file has not the size that its message says */
  TS_ERR_STATUSSET_HASH = 120,  /* bytes of a status set are not those that the bundle's hash names */
  TS_ERR_STATUSSET_FORM = 121,  /* the hash is right, but the set is not of the layout in SPEC.md */

  /* Storage, 140 to 159 */
  TS_ERR_NOT_FOUND = 140,
  TS_ERR_IO = 141, /* reading or writing failed */
  TS_ERR_STORE_FULL = 142,
  TS_ERR_STORE_PINNED = 143,  /* the device is pinned to another publisher */
  TS_ERR_STORE_CORRUPT = 144, /* trusted state does not read back as it was written */

  /* Photographs and reader, 160 to 179 */
  TS_ERR_PHOTO_NOT_JPEG = 160,
  TS_ERR_PHOTO_DAMAGED = 161, /* truncated or corrupt data; nothing of the picture is used */
  TS_ERR_PHOTO_TOO_LARGE = 162,
  TS_ERR_PHOTO_COLOUR = 163, /* CMYK or another colour space that has no gray in it */
  TS_ERR_PHOTO_MEMORY = 164, /* decoding needs more than the memory set aside for it */
  TS_ERR_READER_MEMORY = 165,

  /* Journal, 180 to 199 */
  TS_ERR_MERKLE_PROOF = 180,    /* the proof does not lead to the root */
  TS_ERR_CHECKPOINT_FORM = 181, /* not a signed note of the form in SPEC.md */
  TS_ERR_CHECKPOINT_KEY = 182,  /* no signature by the key asked for */
  TS_ERR_CHECKPOINT_SIGNATURE = 183,
  TS_ERR_RECORD_FORM = 184,    /* not a record, or not of the layout in SPEC.md */
  TS_ERR_RECORD_VERSION = 185, /* of a kind newer than this version reads */
  TS_ERR_JOURNAL_HASH = 186,   /* a record's bytes are not those that were written */
};

/* A short sentence in English, without a full stop; never NULL, also for numbers that are not in the enum. */
const char *ts_err_text(enum ts_err err);

#endif
