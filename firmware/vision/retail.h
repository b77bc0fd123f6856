/* SPDX-License-Identifier: Apache-2.0 */
/* EAN-13, EAN-8, UPC-A and UPC-E again, from the digits to the bars: a blurred code is misread by every decoder, always in
 * the same way and with a check digit that holds, so what was read is drawn and compared with what is seen
 * (ISO/IEC 15420 section 4.3). */
#ifndef TS_VISION_RETAIL_H
#define TS_VISION_RETAIL_H

#include <stdbool.h>
#include <stdint.h>

#include "core/bytes.h"
#include "vision/edges.h"

enum ts_retail_kind { TS_RETAIL_EAN13, TS_RETAIL_EAN8, TS_RETAIL_UPCE };

#define TS_RETAIL_MODULES_MAX 95
#define TS_RETAIL_COST 350000u /* steps of ts_retail_agrees, about */

/* The symbol's modules from left to right, 1 dark; 0 if DIGITS are not of that kind. */
uint32_t ts_retail_modules(enum ts_retail_kind kind, struct ts_bytes digits,
                           uint8_t out[TS_RETAIL_MODULES_MAX]);

/* Does LINE of WIDTH samples, on which DIGITS were read between about LEFT and RIGHT, show these digits better than any
 * others, all but for one of them? WORK is work memory. */
bool ts_retail_agrees(enum ts_retail_kind kind, struct ts_bytes digits, const uint8_t *line, uint32_t width,
                      float left, float right, struct ts_edges *work);

#endif
