/* SPDX-License-Identifier: Apache-2.0 */
/* A QR code as modules, by libzint. */
#ifndef TS_HOST_TOOLS_QR_H
#define TS_HOST_TOOLS_QR_H

#include <stdint.h>

#include "host-tools/fault.h"

#define TS_QR_SIDE_MAX 177 /* modules of version 40 */
#define TS_QR_QUIET 4      /* modules of quiet zone on each side, ISO/IEC 18004 */

struct ts_qr {
  int side;                                     /* modules */
  uint8_t dark[TS_QR_SIDE_MAX][TS_QR_SIDE_MAX]; /* [row][column] */
};

/* TEXT as a QR code with error correction M or better. */
bool ts_qr_make(struct ts_qr *out, const char *text, struct ts_fault *fault);

#endif
