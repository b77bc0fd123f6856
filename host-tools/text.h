/* SPDX-License-Identifier: Apache-2.0 */
/* Small texts that users type or files hold: UTF-8, numbers, dates, names of brands, hosts, prefixes, GTINs.
 */
#ifndef TS_HOST_TOOLS_TEXT_H
#define TS_HOST_TOOLS_TEXT_H

#include <stdbool.h>
#include <stdint.h>

#include "core/bytes.h"

#define TS_BRAND_ID_MAX 32
#define TS_NAME_MAX 64   /* bytes: of a publisher, brand or model */
#define TS_PREFIX_MAX 12 /* digits of a GS1 company prefix */
#define TS_DATE_TEXT 21  /* "2026-11-23T12:00:00Z" and its NUL */

/* Well-formed UTF-8 (RFC 3629: no overlong forms, no surrogates, nothing past U+10FFFF). */
bool ts_utf8_ok(struct ts_bytes text);
/* UTF-8 of 1 to MAX bytes, without control characters and without white space at the ends: fit for a screen.
 */
bool ts_name_ok(struct ts_bytes text, size_t max);

/* Decimal digits only, at most MAX. */
bool ts_number(struct ts_bytes text, uint64_t max, uint64_t *out);

/* "2026-11-23" (00:00 UTC) or "2026-11-23T12:00:00Z" to seconds since 1970-01-01 UTC. Years 1970 to 9999. */
bool ts_date_read(const char *text, int64_t *seconds);
void ts_date_write(char out[TS_DATE_TEXT], int64_t seconds);
/* The day alone, "2026-11-23". */
void ts_day_write(char out[TS_DATE_TEXT], int64_t seconds);

bool ts_brand_id_ok(const char *id); /* [a-z0-9-]{1,32}, as core/bundle.h has it */
/* An RFC 1123 host name with at least one dot, no port, to lower case. OUT holds TS_GS1_HOST_MAX + 1. */
bool ts_host_read(char *out, const char *text);
bool ts_prefix_ok(const char *prefix); /* 4 to 12 digits */
/* Does one prefix begin with the other? Then a GTIN could belong to both. */
bool ts_prefix_overlap(const char *a, const char *b);
bool ts_gtin_has_prefix(const char *gtin14, const char *prefix);

#endif
