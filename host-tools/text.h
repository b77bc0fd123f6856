/* SPDX-License-Identifier: Apache-2.0 */
/* Small texts that users type or files hold: names of brands, hosts, prefixes, GTINs; and numbers and dates,
 * which boards have too. */
#ifndef TS_HOST_TOOLS_TEXT_H
#define TS_HOST_TOOLS_TEXT_H

#include <stdbool.h>
#include <stdint.h>

#include "boards/common/hosted/plain_text.h"
#include "core/bytes.h"

#define TS_BRAND_ID_MAX 32
#define TS_NAME_MAX 64   /* bytes: of a publisher, brand or model */
#define TS_PREFIX_MAX 12 /* digits of a GS1 company prefix */

/* UTF-8 of 1 to MAX bytes, without control characters and without white space at the ends: fit for a screen.
 */
bool ts_name_ok(struct ts_bytes text, size_t max);

bool ts_brand_id_ok(const char *id); /* [a-z0-9-]{1,32}, as core/bundle.h has it */
/* An RFC 1123 host name with at least one dot, no port, to lower case. OUT holds TS_GS1_HOST_MAX + 1. */
bool ts_host_read(char *out, const char *text);
bool ts_prefix_ok(const char *prefix); /* 4 to 12 digits */
/* Does one prefix begin with the other? Then a GTIN could belong to both. */
bool ts_prefix_overlap(const char *a, const char *b);
bool ts_gtin_has_prefix(const char *gtin14, const char *prefix);

#endif
