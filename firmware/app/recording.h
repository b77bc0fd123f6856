/* SPDX-License-Identifier: Apache-2.0 */
/* From an inspection to its record. */
#ifndef TS_APP_RECORDING_H
#define TS_APP_RECORDING_H

#include "app/inspection.h"
#include "core/record.h"
#include "port/camera.h"

/* Fills in what stands in every record: the time, the bundle, who and in which mode. OUT is zeroed first. */
void ts_recording_begin(struct ts_record *out, enum ts_record_kind kind, const struct ts_device *device,
                        struct ts_time time);
/* The view and what was claimed of it. OUT views into VIEW and CLAIMS. Of more symbols than a record holds, the
 * signed tags go first, then those that name a product. */
void ts_recording_view(struct ts_record *out, const struct ts_inspection *view,
                       const struct ts_claims *claims);
/* SHA-256 of a photograph's bytes; of a gray frame, its memory from the first pixel to the last. */
enum ts_err ts_recording_hash(const struct ts_crypto *crypto, const struct ts_picture *picture,
                              uint8_t hash[TS_SHA256_SIZE]);

#endif
