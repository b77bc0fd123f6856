/* SPDX-License-Identifier: Apache-2.0 */
/* Small texts that people type or files hold: UTF-8, numbers, dates. */
#ifndef TS_BOARDS_COMMON_HOSTED_PLAIN_TEXT_H
#define TS_BOARDS_COMMON_HOSTED_PLAIN_TEXT_H

#include <stdbool.h>
#include <stdint.h>

#include "core/bytes.h"

#define TS_DATE_TEXT 21 /* "2026-11-23T12:00:00Z" and its NUL */

/* Well-formed UTF-8 (RFC 3629: no overlong forms, no surrogates, nothing past U+10FFFF). */
bool ts_utf8_ok(struct ts_bytes text);
/* Decimal digits only, at most MAX. */
bool ts_number(struct ts_bytes text, uint64_t max, uint64_t *out);

/* "2026-11-23" (00:00 UTC) or "2026-11-23T12:00:00Z" to seconds since 1970-01-01 UTC. Years 1970 to 9999. */
bool ts_date_read(const char *text, int64_t *seconds);
void ts_date_write(char out[TS_DATE_TEXT], int64_t seconds);
/* The day alone, "2026-11-23". */
void ts_day_write(char out[TS_DATE_TEXT], int64_t seconds);

#endif
