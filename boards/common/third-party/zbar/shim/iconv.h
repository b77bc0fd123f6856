/* SPDX-License-Identifier: Apache-2.0 */
#ifndef TS_THIRD_PARTY_ZBAR_ICONV_H
#define TS_THIRD_PARTY_ZBAR_ICONV_H

/*
 * As much of iconv as ZBar needs to give out a QR code's text, for C libraries without one: to UTF-8, from
 * UTF-8 (validated) and from ISO8859-1. iconv_open() fails for all else, and ZBar then goes without that
 * encoding.
 */
#include <stddef.h>

typedef const struct ts_iconv *iconv_t;

iconv_t iconv_open(const char *to, const char *from);
size_t iconv(iconv_t cd, char **in, size_t *in_left, char **out, size_t *out_left);
int iconv_close(iconv_t cd);

#endif
