/* SPDX-License-Identifier: Apache-2.0 */
/* core/checkpoint: the input is a signed note; and it is a text, under which a line of the device's key is put.
 * Every signature is good here, so what opens is held against the rules of its text: it is the one spelling of
 * what it says. */
#include <string.h>

#include "core/checkpoint.h"
#include "core/ecdsa_der.h"
#include "crypto_yes.h"
#include "fuzz.h"

static const uint8_t point[TS_P256_POINT_SIZE] = {0x04, 0x6b, 0x17};

static enum ts_err public_key(void *ctx, uint8_t out[TS_P256_POINT_SIZE]) {
  (void)ctx;
  memcpy(out, point, TS_P256_POINT_SIZE);
  return TS_OK;
}

static enum ts_err sign(void *ctx, const uint8_t digest[TS_SHA256_SIZE],
                        uint8_t signature[TS_P256_SIGNATURE_SIZE]) {
  (void)ctx;
  memcpy(signature, digest, TS_SHA256_SIZE);
  memcpy(signature + TS_SHA256_SIZE, digest, TS_SHA256_SIZE);
  return TS_OK;
}

static const struct ts_identity device = {.public_key = public_key, .sign = sign};

/* A note that opens begins with the text that would be signed for what it says. */
static void open_note(struct ts_bytes note) {
  struct ts_checkpoint checkpoint, zero;
  uint8_t memory[TS_CHECKPOINT_SIZE_MAX];
  struct ts_buf out = ts_buf(memory, sizeof memory);
  memset(&zero, 0, sizeof zero);
  enum ts_err err = ts_checkpoint_open(&checkpoint, note, point, ts_crypto_yes());
  FUZZ_CHECK(err == TS_OK || err == TS_ERR_CHECKPOINT_FORM || err == TS_ERR_CHECKPOINT_KEY ||
             err == TS_ERR_CHECKPOINT_SIGNATURE || err == TS_ERR_TOO_LONG);
  if (err) {
    FUZZ_CHECK(memcmp(&checkpoint, &zero, sizeof zero) == 0);
    return;
  }
  FUZZ_CHECK(ts_checkpoint_sign(&out, checkpoint.size, &checkpoint.root, &device, ts_crypto_yes()) == TS_OK);
  const uint8_t *end = memory;
  for (size_t lines = 0; lines < 4; lines++) {
    end = memchr(end, '\n', (size_t)(memory + out.size - end));
    FUZZ_CHECK(end != NULL);
    end++;
  }
  FUZZ_CHECK(ts_bytes_starts(note, ts_bytes(memory, (size_t)(end - memory))));
}

/* Behind TEXT what stands behind the text of a good note. */
static void open_text(struct ts_bytes text) {
  static uint8_t memory[TS_CHECKPOINT_NOTE_MAX + TS_CHECKPOINT_SIZE_MAX];
  uint8_t good[TS_CHECKPOINT_SIZE_MAX];
  struct ts_buf note = ts_buf(memory, sizeof memory), sample = ts_buf(good, sizeof good);
  const struct ts_hash root = {{0}};
  FUZZ_CHECK(ts_checkpoint_sign(&sample, 0, &root, &device, ts_crypto_yes()) == TS_OK);
  open_note(ts_buf_bytes(&sample));
  size_t at = 1;
  while (!(good[at] == '\n' && good[at - 1] == '\n'))
    at++;
  ts_buf_put(&note, ts_bytes_part(text, 0, TS_CHECKPOINT_NOTE_MAX));
  ts_buf_put(&note, ts_bytes_part(ts_buf_bytes(&sample), at, sample.size));
  open_note(ts_buf_bytes(&note));
}

/* What is read as a signature is written to the same bytes. */
static void read_signature(struct ts_bytes der) {
  uint8_t signature[TS_P256_SIGNATURE_SIZE], memory[TS_ECDSA_DER_MAX];
  struct ts_buf out = ts_buf(memory, sizeof memory);
  if (!ts_ecdsa_der_read(der, signature))
    return;
  ts_ecdsa_der_put(&out, signature);
  FUZZ_CHECK(ts_bytes_equal(ts_buf_bytes(&out), der));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  struct ts_bytes input = ts_bytes(data, size);
  open_note(input);
  open_text(input);
  read_signature(input);
  return 0;
}
