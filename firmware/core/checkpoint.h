/* SPDX-License-Identifier: Apache-2.0 */
/* A checkpoint: what a device says of its journal, signed with its own key. C2SP tlog-checkpoint in C2SP
 * signed-note form, signature type 0x02 (ECDSA P-256 with SHA-256, ASN.1 DER):
 *
 *   touchstone/FINGERPRINT            origin, also the key's name: 16 hexadecimal digits of the key's SHA-256
 *   SIZE                              leaves, decimal
 *   ROOT                              base64
 *
 *   — touchstone/FINGERPRINT BASE64   4 bytes of key id ‖ signature
 *
 * The name and the id come of SHA-256 over the key's SubjectPublicKeyInfo (ts_p256_spki of core/cose.h). */
#ifndef TS_CORE_CHECKPOINT_H
#define TS_CORE_CHECKPOINT_H

#include <stdint.h>

#include "core/bytes.h"
#include "core/error.h"
#include "core/merkle.h"
#include "port/crypto.h"
#include "port/identity.h"

#define TS_CHECKPOINT_SIZE_MAX 512      /* bytes, as ts_checkpoint_sign makes it */
#define TS_CHECKPOINT_NOTE_MAX 8192     /* bytes, with other keys' lines */
#define TS_CHECKPOINT_LINES_MAX 16      /* signatures */
#define TS_CHECKPOINT_FILE "checkpoint" /* on the card: the last one signed */

/* A device's name: the first 16 hexadecimal digits of SHA-256 of its key's SubjectPublicKeyInfo.
 * TS_ERR_INTERNAL if hashing failed; OUT is then empty. */
#define TS_DEVICE_ID_SIZE 17 /* with its end */
enum ts_err ts_device_id(const struct ts_crypto *crypto, const uint8_t point[TS_P256_POINT_SIZE],
                         char out[TS_DEVICE_ID_SIZE]);

struct ts_checkpoint {
  char device[TS_DEVICE_ID_SIZE];
  uint64_t size;
  struct ts_hash root;
};

/* Appends the signed note to OUT. Errors of the identity; TS_ERR_ARGUMENT for a size that no tree has,
 * TS_ERR_INTERNAL, TS_ERR_NO_SPACE. On an error OUT's size is as before. */
enum ts_err ts_checkpoint_sign(struct ts_buf *out, uint64_t size, const struct ts_hash *root,
                               const struct ts_identity *identity, const struct ts_crypto *crypto);
/* Reads a signed note and verifies it under POINT, before it looks at the text. TS_ERR_CHECKPOINT_FORM: not a
 * note of this form; TS_ERR_CHECKPOINT_KEY: no signature by this key; TS_ERR_CHECKPOINT_SIGNATURE: one by it
 * that is not good; TS_ERR_INTERNAL if it could not be checked; TS_ERR_TOO_LONG. Lines of other keys
 * (witnesses) are passed over if they have the form of such lines. OUT is zeroed on an error. */
enum ts_err ts_checkpoint_open(struct ts_checkpoint *out, struct ts_bytes note,
                               const uint8_t point[TS_P256_POINT_SIZE], const struct ts_crypto *crypto);

#endif
