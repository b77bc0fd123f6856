/* SPDX-License-Identifier: Apache-2.0 */
/* GS1 text: Digital Link URIs and element strings into one bounded list of Application Identifiers and
 * values.
 *
 * Implements, of the GS1 General Specifications, section 3 (AIs), 5.10.1 (order and separators), 7.8 (GS1
 * element string processing, AIM identifiers) and, of GS1 Digital Link Standard: URI Syntax, the uncompressed
 * form. Formats, check digits, requisites and Digital Link roles come from GS1's Barcode Syntax Dictionary
 * (gs1_table.c, generated). */
#ifndef TS_CORE_GS1_H
#define TS_CORE_GS1_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/bytes.h"
#include "core/error.h"

#define TS_GS1_ELEMENTS_MAX 32
#define TS_GS1_INPUT_MAX 2048 /* longest text that is looked at, bytes */
#define TS_GS1_TEXT_MAX 1024  /* sum of the values' lengths, bytes */
#define TS_GS1_HOST_MAX 253   /* RFC 1035 */

enum ts_gs1_syntax {
  TS_GS1_SYNTAX_NONE = 0,      /* refused: nothing in the list may be trusted */
  TS_GS1_SYNTAX_URI = 1,       /* GS1 Digital Link URI */
  TS_GS1_SYNTAX_ELEMENTS = 2,  /* element string with FNC1 as 0x1D, perhaps behind ]Q3 ]C1 ]d2 ]e0 */
  TS_GS1_SYNTAX_BRACKETED = 3, /* (01)...(21)..., as printed for people */
};

/* The place of an AI in a Digital Link URI. */
enum ts_gs1_role { TS_GS1_ROLE_KEY = 1, TS_GS1_ROLE_QUALIFIER = 2, TS_GS1_ROLE_ATTRIBUTE = 3 };

struct ts_gs1_element {
  char ai[5];      /* "01", "250", "8003": a C string */
  uint8_t role;    /* enum ts_gs1_role for a URI, 0 for an element string */
  uint8_t row;     /* in the table of AIs, for core/gs1 alone */
  bool fixed;      /* predefined length: no separator follows it ('*' in the dictionary) */
  uint16_t offset; /* of the value in ts_gs1.text */
  uint16_t size;   /* of the value, bytes */
};

/* What was read. Values are unescaped, in the order of the text. About 1.7 KB, no pointers: it may be copied.
 */
struct ts_gs1 {
  enum ts_gs1_syntax syntax;
  uint16_t count;
  struct ts_gs1_element element[TS_GS1_ELEMENTS_MAX];
  uint16_t text_size;
  char text[TS_GS1_TEXT_MAX];
  char host[TS_GS1_HOST_MAX + 1]; /* lower-cased, without port and user part; "" for an element string */
  /* False when the text is valid but not in the canonical spelling: needless or lower-case escapes, a
   * character bare that the canonical form escapes ("+", ";" and "/" stand for themselves), the scheme http,
   * a user part or port in the authority, an IPv6 address as the host, a path before the key, an empty query
   * part. `why` names the first such place. Free, because a web server or a phone may change them: the order
   * of query attributes, the scheme's case, the host's case, a fragment, query keys that are not numeric.
   * Element strings and bracketed text are canonical whenever they are valid: order and separators are no
   * part of what they say. */
  bool canonical;
};

/* Where and why a text is refused. */
struct ts_gs1_why {
  enum ts_err err;
  char ai[5];      /* the AI concerned, "" if none */
  char other[16];  /* the AI (or group, "01+21") that is missing or in the way, "" if none */
  uint16_t offset; /* in the input, bytes; 0 where AIs do not go together */
};

/* What is accepted, and where the standards leave room:
 * - URI: the key is looked for from the right, as any path may stand before it. "&" alone separates query
 * parts. An AI that could qualify the key is refused in the query; so is a query key that hides digits behind
 * escapes. (01) has 14 digits. Compressed URIs and names for AIs ("gtin") are not read.
 * - Element strings: one separator may stand at the head and at the end, and behind a predefined length as
 * well, since readers and printers differ there; never two in a row.
 * - Bracketed: "(" begins the next AI; one that belongs to a value is written "\(".
 * - An AI that stands there twice is refused everywhere, same value or not. Requisites are asked of the one
 * text alone. */

/* The plain test whether TEXT could be GS1 at all (a URI with a numeric GS1 key in its path, an AIM
 * identifier, 0x1D, brackets): what is not is somebody else's text and is never judged. GS1_CARRIER: the
 * symbol had FNC1 in first position. */
bool ts_gs1_looks_like(struct ts_bytes text, bool gs1_carrier);

/* Reads TEXT and validates it completely. GS1_CARRIER: TEXT came from a symbol with FNC1 in first position,
 * so that bare digits are an element string; else an element string needs an AIM identifier or brackets. On
 * an error, OUT holds the elements up to and including the refused one as far as they were read (so that a
 * caller can tell whose text it was), WHY (may not be NULL) says what is wrong, and nothing in OUT may be
 * trusted. A valid but not canonical text gives TS_OK, OUT->canonical false, and WHY filled with
 * TS_ERR_GS1_NOT_CANONICAL. */
enum ts_err ts_gs1_parse(struct ts_gs1 *out, struct ts_gs1_why *why, struct ts_bytes text, bool gs1_carrier);

/* Validates a list that was put together by ts_gs1_add (formats were checked there): requisites, exclusions,
 * duplicates. */
enum ts_err ts_gs1_check_associations(const struct ts_gs1 *gs1, struct ts_gs1_why *why);

/* Building: an empty list (of syntax ELEMENTS, canonical), then AI by AI; each value is checked against its
 * AI's format, and a duplicate refused. On an error the list is as it was. */
void ts_gs1_init(struct ts_gs1 *gs1);
enum ts_err ts_gs1_add(struct ts_gs1 *gs1, struct ts_gs1_why *why, const char *ai, struct ts_bytes value);

/* The value of AI; an empty view with DATA NULL if it is not there. Points into GS1. */
struct ts_bytes ts_gs1_get(const struct ts_gs1 *gs1, const char *ai);
struct ts_bytes ts_gs1_value(const struct ts_gs1 *gs1, size_t index);

/* GS1's title of an AI ("GTIN", "SERIAL"); "" if unknown. */
const char *ts_gs1_title(const char *ai);

/* The canonical spellings. URI: https://HOST, key, qualifiers in their order, query attributes sorted as
 * ASCII strings; every character but RFC 3986's unreserved ones escaped with upper-case digits. The key is
 * the one that the list was read with, or else the first with which every other AI finds a place. Elements:
 * predefined-length AIs first in the order of the list, 0x1D after each other value but the last; no AIM
 * identifier. Bracketed: as elements, for people. TS_ERR_NO_SPACE if OUT is too small, TS_ERR_GS1_KEY if
 * there is no key, TS_ERR_GS1_ATTRIBUTE if some AI may stand neither in the path nor in the query,
 * TS_ERR_GS1_URI if HOST is none. */
enum ts_err ts_gs1_write_uri(struct ts_buf *out, const struct ts_gs1 *gs1, const char *host);
enum ts_err ts_gs1_write_elements(struct ts_buf *out, const struct ts_gs1 *gs1);
enum ts_err ts_gs1_write_bracketed(struct ts_buf *out, const struct ts_gs1 *gs1);

/* May C stand in a value such as a serial: is it in GS1's character set 82? */
bool ts_gs1_text_character(uint8_t c);

/* The check digit (GS1 General Specifications 7.9.1) of DIGITS, its last character included: right or not. */
bool ts_gs1_check_digit_ok(struct ts_bytes digits);
/* GTIN-8, -12, -13 or -14 with a right check digit to 14 digits (a C string). False if it is none. */
bool ts_gs1_gtin14(char out[15], struct ts_bytes gtin);

#endif
