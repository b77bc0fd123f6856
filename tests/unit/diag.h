/* SPDX-License-Identifier: Apache-2.0 */
/* CBOR's diagnostic notation (RFC 8949 section 8) to bytes, so that a hostile file can be written down as
 * what it says: integers, "text" without escapes, h'hex', [arrays], {maps}, tag(item), true, false, null,
 * <<item>> for an item in a byte string. Items stand in the bytes as they stand in the text: unsorted or
 * double keys are written as told. */
#ifndef TS_TESTS_UNIT_DIAG_H
#define TS_TESTS_UNIT_DIAG_H

#include "core/bytes.h"

/* Appends the one item in TEXT to OUT; false for a mistake in TEXT or when OUT is full. */
bool ts_diag(struct ts_buf *out, const char *text);

/* TEXT with the first FROM replaced by TO, as new memory to free; NULL if FROM does not occur. */
char *ts_diag_replace(const char *text, const char *from, const char *to);

/* Hexadecimal digits to bytes; white space between them and comments (from # to the line's end) do not count.
 */
bool ts_hex(struct ts_buf *out, const char *text);

#endif
