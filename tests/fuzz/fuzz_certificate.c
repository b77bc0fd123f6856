/* SPDX-License-Identifier: Apache-2.0 */
/* Input: a certificate in DER, such as a bundle from the card holds. */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>

#include "adapters/crypto_psa.h"

static void check_within(struct ts_bytes part, const uint8_t *data, size_t size) {
  if (part.data < data || part.data + part.size > data + size || part.size == 0)
    abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  static struct ts_crypto crypto;
  if (crypto.read_certificate == NULL && ts_crypto_psa_init(&crypto) != TS_OK)
    abort();
  struct ts_certificate certificate;
  if (crypto.read_certificate(crypto.ctx, ts_bytes(data, size), &certificate) != TS_OK)
    return 0;
  check_within(certificate.tbs, data, size);
  check_within(certificate.issuer, data, size);
  check_within(certificate.subject, data, size);
  check_within(certificate.public_key, data, size);
  return 0;
}
