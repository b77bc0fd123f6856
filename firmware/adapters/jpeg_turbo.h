/* SPDX-License-Identifier: Apache-2.0 */
/* JPEG photographs to gray frames, by libjpeg-turbo. The file is made by an attacker: what it may cost is
 * known from its header before anything of it is decoded, and one warning of the library's is enough to
 * refuse all of it. */
#ifndef TS_ADAPTERS_JPEG_TURBO_H
#define TS_ADAPTERS_JPEG_TURBO_H

#include <stddef.h>
#include <stdint.h>

#include "core/bytes.h"
#include "core/error.h"
#include "core/frame.h"

/* What a photograph may cost. */
#define TS_JPEG_SIDE_MAX 10240u
/* A progressive file's coefficients are held as a whole: 6 bytes a pixel at worst. On bare metal the arena is
 * the bound. */
#define TS_JPEG_MEMORY_MAX (96L * 1024 * 1024)
/* Each scan of a progressive file goes over the whole picture for a few bytes of input; encoders write about
 * ten. */
#define TS_JPEG_SCANS_MAX 32

/*
 * Decodes PHOTO into GRAY[CAPACITY], scaled by eighths as little as lets no side exceed SIDE_MAX and the frame fit.
 * FRAME points into GRAY. On an error FRAME is zeroed and GRAY holds nothing of use: TS_ERR_EMPTY no bytes
 *   TS_ERR_PHOTO_NOT_JPEG    no JPEG, or of a process that is not decoded (lossless, arithmetic, 12 bits)
 *   TS_ERR_PHOTO_DAMAGED     truncated or corrupt, however little
 *   TS_ERR_PHOTO_TOO_LARGE   in its sides, its number of scans, or the time that it takes
 *   TS_ERR_PHOTO_COLOUR      neither gray nor YCbCr nor RGB
 *   TS_ERR_PHOTO_MEMORY      needs more than TS_JPEG_MEMORY_MAX, the arena, or CAPACITY
 */
enum ts_err ts_jpeg_decode(struct ts_bytes photo, uint8_t *gray, size_t capacity, uint32_t side_max,
                           struct ts_frame *frame);

#endif
