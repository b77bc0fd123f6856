/* SPDX-License-Identifier: Apache-2.0 */
/* A checkpoint: what a device says of its journal, signed with its own key. C2SP tlog-checkpoint in C2SP
 * signed-note form, signature type 0x02 (ECDSA P-256 with SHA-256, ASN.1 DER):
 *
 *   touchstone/FINGERPRINT            origin, also the key's name: 16 hexadecimal digits of the key's SHA-256
 *   SIZE                              leaves, decimal
 *   ROOT                              base64
 *
 *   — touchstone/FINGERPRINT BASE64   4 bytes of key id ‖ signature
 */
#ifndef TS_CORE_CHECKPOINT_H
#define TS_CORE_CHECKPOINT_H

#include <stdint.h>

#include "core/bytes.h"
#include "core/error.h"
#include "core/merkle.h"
#include "port/crypto.h"
#include "port/identity.h"

#define TS_CHECKPOINT_SIZE_MAX 512      /* bytes of a signed one */
#define TS_CHECKPOINT_FILE "checkpoint" /* on the card: the last one signed */

/* A device's name: the first 16 hexadecimal digits of SHA-256 of its key's SubjectPublicKeyInfo. */
#define TS_DEVICE_ID_SIZE 17 /* with its end */
enum ts_err ts_device_id(const struct ts_crypto *crypto, const uint8_t point[TS_P256_POINT_SIZE],
                         char out[TS_DEVICE_ID_SIZE]);
/* SubjectPublicKeyInfo (RFC 5480) of a P-256 point, DER. */
#define TS_P256_SPKI_SIZE 91
void ts_p256_spki(const uint8_t point[TS_P256_POINT_SIZE], uint8_t out[TS_P256_SPKI_SIZE]);

struct ts_checkpoint {
  char device[TS_DEVICE_ID_SIZE];
  uint64_t size;
  struct ts_hash root;
};

/* Appends the signed note to OUT. Errors of the identity; TS_ERR_NO_SPACE. */
enum ts_err ts_checkpoint_sign(struct ts_buf *out, uint64_t size, const struct ts_hash *root,
                               const struct ts_identity *identity, const struct ts_crypto *crypto);
/* Reads a signed note and verifies it under POINT. TS_ERR_CHECKPOINT_FORM: not a note of this form;
 * TS_ERR_CHECKPOINT_KEY: of another key; TS_ERR_CHECKPOINT_SIGNATURE; TS_ERR_INTERNAL if it could not be
 * checked. Lines of other keys (witnesses) are passed over. OUT is zeroed on an error. */
enum ts_err ts_checkpoint_open(struct ts_checkpoint *out, struct ts_bytes note,
                               const uint8_t point[TS_P256_POINT_SIZE], const struct ts_crypto *crypto);

#endif
