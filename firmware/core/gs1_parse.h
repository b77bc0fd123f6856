/* SPDX-License-Identifier: Apache-2.0 */
/* What the files of core/gs1 share. Internal to core/gs1*. */
#ifndef TS_CORE_GS1_PARSE_H
#define TS_CORE_GS1_PARSE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/bytes.h"
#include "core/error.h"
#include "core/gs1.h"
#include "core/gs1_table.h"

#define TS_GS1_SEPARATOR 0x1D /* how FNC1 behind a value is transmitted */
#define TS_GS1_VALUE_MAX 90   /* longest value of any AI */

/* A text under way into a list. */
struct ts_gs1_reader {
  struct ts_gs1 *out;
  struct ts_gs1_why *why;
  struct ts_bytes text;
};

/* Fills WHY and returns ERR. AI may be longer than one: it is cut. */
enum ts_err ts_gs1_refuse(struct ts_gs1_why *why, enum ts_err err, struct ts_bytes ai, size_t offset);
/* Notes that the text is valid but not canonical; the first place stays in WHY. */
void ts_gs1_not_canonical(struct ts_gs1_reader *reader, size_t offset);

/* The value under way, unescaped, stands behind the list's text until it is appended. One byte more than the
 * longest value is kept, so that one that is too long is seen to be. TS_ERR_TOO_LONG: no room. */
enum ts_err ts_gs1_stage(struct ts_gs1 *gs1, size_t *size, struct ts_bytes piece);
/* Appends AI with the SIZE bytes staged: known, no duplicate, value as its format says. Whatever is wrong,
 * the element stays in the list, unless there is no such AI or no room. */
enum ts_err ts_gs1_append(struct ts_gs1 *gs1, struct ts_gs1_why *why, struct ts_bytes ai,
                          enum ts_gs1_role role, size_t size, size_t offset);

enum ts_err ts_gs1_read_uri(struct ts_gs1_reader *reader);
enum ts_err ts_gs1_read_elements(struct ts_gs1_reader *reader, size_t offset);
enum ts_err ts_gs1_read_bracketed(struct ts_gs1_reader *reader);

/* Where the authority of an http or https URI begins: 7 or 8; 0 if TEXT is none. */
size_t ts_gs1_uri_scheme(struct ts_bytes text);
/* Offsets in a URI. Parts that are missing are empty. */
struct ts_gs1_uri_parts {
  size_t authority; /* up to path */
  size_t path;      /* its first slash */
  size_t path_end;  /* the question mark, if there is a query */
  size_t end;       /* where the fragment begins */
};
void ts_gs1_uri_parts(struct ts_bytes text, struct ts_gs1_uri_parts *parts);
/* A domain name or an IPv4 address; of an IPv6 address (in its brackets) only the characters are looked at.
 */
bool ts_gs1_host_ok(struct ts_bytes host);
/* Where the AI of the primary key stands in TEXT[BEGIN .. END), a path with its first slash; 0 if nowhere. */
size_t ts_gs1_uri_key(struct ts_bytes text, size_t begin, size_t end);
/* The length of an AIM identifier of a GS1 symbology before TEXT: 3 or 0. */
size_t ts_gs1_aim_size(struct ts_bytes text);

/* VALUE against ROW's format, linters included. */
enum ts_err ts_gs1_check_value(const struct ts_gs1_row *row, struct ts_bytes value);
/* The length that ROW's format allows at least, and at most. */
void ts_gs1_value_sizes(const struct ts_gs1_row *row, size_t *least, size_t *most);
bool ts_gs1_in_set(enum ts_gs1_type type, uint8_t c);
extern const uint32_t ts_gs1_unreserved_set[4];
/* RFC 3986 section 2.3. Inline, as each character of a URI is asked. */
static inline bool ts_gs1_unreserved(uint8_t c) {
  return c < 128 && (ts_gs1_unreserved_set[c >> 5] >> (c & 31) & 1);
}
/* The linters, by enum ts_gs1_lint: TS_OK, TS_ERR_GS1_CHECK_DIGIT, _CONTENT, _LENGTH or _CHARACTER. VALUE has
 * been checked against its component's length and character set. */
enum ts_err ts_gs1_lint(enum ts_gs1_lint lint, struct ts_bytes value);
bool ts_gs1_lint_coupon(struct ts_bytes value);       /* AI 8110 */
bool ts_gs1_lint_coupon_offer(struct ts_bytes value); /* AI 8112 */
bool ts_gs1_lint_date(struct ts_bytes yymmdd, bool day_may_be_zero);

/* Lists of codes (gs1_codes.c). */
bool ts_gs1_code_country(unsigned number);
bool ts_gs1_code_country_letters(struct ts_bytes code);
bool ts_gs1_code_currency(unsigned number);
bool ts_gs1_code_package(struct ts_bytes code);

/* The Digital Link path: the first element of the list is the key, the following PATH_COUNT - 1 its
 * qualifiers. */
bool ts_gs1_path_ok(const struct ts_gs1 *gs1, size_t path_count);
/* Could AI stand in that path as a further qualifier? */
bool ts_gs1_path_takes(const struct ts_gs1 *gs1, size_t path_count, uint16_t code);
/* The key at KEY in GS1 and the AIs that qualify it by the numbered ALTERNATIVE of its rule: their indices in
 * the order of the path, and how many they are; 0: there is no such alternative. */
size_t ts_gs1_path_order(const struct ts_gs1 *gs1, size_t key, size_t alternative,
                         size_t index[TS_GS1_ELEMENTS_MAX]);
static inline const struct ts_gs1_row *ts_gs1_row_of(const struct ts_gs1_element *element) {
  return &ts_gs1_rows[element->row];
}
uint16_t ts_gs1_element_code(const struct ts_gs1_element *element);

#endif
