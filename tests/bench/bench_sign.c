/* SPDX-License-Identifier: Apache-2.0 */
/* What a signature costs: signs COUNT digests with the key in a PEM file by OpenSSL alone, one context for all.
 * usage: bench_sign KEY.pem COUNT */
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

int main(int argc, char **argv) {
  FILE *file = argc == 3 ? fopen(argv[1], "re") : NULL;
  EVP_PKEY *key = file ? PEM_read_PrivateKey(file, NULL, NULL, NULL) : NULL;
  EVP_PKEY_CTX *ctx = key ? EVP_PKEY_CTX_new(key, NULL) : NULL;
  uint8_t digest[32] = {0}, signature[80];
  if (file)
    (void)fclose(file);
  if (!ctx || EVP_PKEY_sign_init(ctx) != 1)
    return 65;
  for (long i = 0, count = atol(argv[2]); i < count; i++) {
    size_t size = sizeof signature;
    memcpy(digest, &i, sizeof i);
    if (EVP_PKEY_sign(ctx, signature, &size, digest, sizeof digest) != 1)
      return 70;
  }
  EVP_PKEY_CTX_free(ctx);
  EVP_PKEY_free(key);
  return 0;
}
