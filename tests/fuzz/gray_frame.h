/* SPDX-License-Identifier: Apache-2.0 */
/* A gray frame from a fuzzer's bytes: width, height, enlargement, gap (a byte each), then pixels; what is missing is
 * white. */
#ifndef TS_TESTS_FUZZ_GRAY_FRAME_H
#define TS_TESTS_FUZZ_GRAY_FRAME_H

#include <stddef.h>
#include <stdint.h>

#include "core/frame.h"

#define TS_FUZZ_HEADER 4
#define TS_FUZZ_ENLARGED_MAX 4

/* The sides are at most SIDE_MAX before the enlargement. The pixels are in memory of their own, just large enough, so
 * that a read beyond them is seen: free frame.gray, which is NULL if DATA has no header or there is no memory. */
struct ts_frame ts_fuzz_frame(const uint8_t *data, size_t size, uint32_t side_max);

#endif
