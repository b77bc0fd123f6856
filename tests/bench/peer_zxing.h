/* SPDX-License-Identifier: Apache-2.0 */
/* Debian's zxing-cpp, from C. */
#ifndef TS_BENCH_PEER_ZXING_H
#define TS_BENCH_PEER_ZXING_H

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

struct ts_zxing_find {
  const uint8_t *bytes;
  size_t size;
  int qr, ean13, upce; /* what it is; all 0: another */
  int corner[4][2];    /* of the frame given */
};

typedef void ts_zxing_found(void *ctx, const struct ts_zxing_find *find);

/* Rows without a gap. QR_ONLY or all linear codes and QR. THOROUGH: try harder, rotate, downscale; else none
 * of them. 0, or -1 if the library threw. */
int ts_zxing_read(const uint8_t *gray, int width, int height, int qr_only, int thorough,
                  ts_zxing_found *found, void *ctx);

#ifdef __cplusplus
}
#endif

#endif
