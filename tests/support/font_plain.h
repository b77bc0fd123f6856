/* SPDX-License-Identifier: Apache-2.0 */
/* What host-tools/gen/font_atlas.c coded: the pictures of all glyphs, by face and code, one byte a pixel. */
#ifndef TS_TEST_FONT_PLAIN_H
#define TS_TEST_FONT_PLAIN_H

#include <stddef.h>
#include <stdint.h>

extern const uint8_t ts_font_plain[];
extern const size_t ts_font_plain_size;

#endif
