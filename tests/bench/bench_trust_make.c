/* SPDX-License-Identifier: Apache-2.0 */
/* A device whose bundle knows many brands of many signers each, and a tag by one in the middle.
 * usage: bench_trust_make DEVICE BRANDS SIGNERS; prints the tag's URI */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "adapters/crypto_psa.h"
#include "host-tools/publish.h"
#include "host-tools/x509.h"

struct brand {
  char id[16], prefix[16];
  const char *prefixes[1], *hosts[1];
  char host[32];
  struct ts_key root;
  struct ts_der root_certificate;
  struct ts_key *signer;
  struct ts_der *certificate;
  struct ts_signer_spec *spec;
};

static struct ts_fault fault;

static void must(bool ok) {
  if (ok)
    return;
  fprintf(stderr, "bench_trust_make: %s\n", fault.text);
  exit(1);
}

static void make_brand(struct brand *b, unsigned number, unsigned signers, int64_t now,
                       struct ts_brand_spec *out) {
  const int64_t year = 365 * (int64_t)TS_DAY_SECONDS;
  (void)snprintf(b->id, sizeof b->id, "b%03u", number);
  (void)snprintf(b->prefix, sizeof b->prefix, "%07u", 4000000 + number);
  (void)snprintf(b->host, sizeof b->host, "b%03u.example", number);
  b->prefixes[0] = b->prefix;
  b->hosts[0] = b->host;
  b->signer = calloc(signers, sizeof *b->signer);
  b->certificate = calloc(signers, sizeof *b->certificate);
  b->spec = calloc(signers, sizeof *b->spec);
  must(b->signer && b->certificate && b->spec && ts_key_make(&b->root, &fault) &&
       ts_x509_make_root(&b->root_certificate, &b->root, b->id, b->id, now - year, &fault));
  const struct ts_bytes root = ts_bytes(b->root_certificate.data, b->root_certificate.size);
  for (unsigned i = 0; i < signers; i++) {
    must(ts_key_make(&b->signer[i], &fault) &&
         ts_x509_make_signer(&b->certificate[i], &b->signer[i], b->id, &b->root, root, now - year, now + year,
                             &fault));
    b->spec[i] =
        (struct ts_signer_spec){.key_id = ts_key_id(&b->signer[i]),
                                .certificate = ts_bytes(b->certificate[i].data, b->certificate[i].size)};
  }
  *out = (struct ts_brand_spec){.id = b->id,
                                .name = b->id,
                                .root = root,
                                .prefix = b->prefixes,
                                .prefix_count = 1,
                                .host = b->hosts,
                                .host_count = 1,
                                .signer = b->spec,
                                .signer_count = signers};
}

static void print_tag(const struct brand *b, const struct ts_key *signer) {
  struct ts_tag tag = {.kind = TS_TAG_SIGNED, .serial = "A1", .engraved = "MA-0001"};
  struct ts_gs1 gs1;
  struct ts_gs1_why why;
  uint8_t memory[TS_TAG_SIGNED_MAX], uri[TS_GS1_INPUT_MAX], digest[TS_SHA256_SIZE];
  struct ts_buf bytes = ts_buf(memory, sizeof memory), text = ts_buf(uri, sizeof uri);
  struct ts_tag_signature signature = {.profile = TS_TAG_PROFILE_P256, .key_id = ts_key_id(signer)};
  for (int digit = 0; digit < 10; digit++) {
    (void)snprintf(tag.gtin, sizeof tag.gtin, "0%.7s00001%d", b->prefix, digit);
    if (ts_gs1_check_digit_ok(ts_bytes_of(tag.gtin)))
      break;
  }
  must(ts_tag_build(&gs1, &why, &tag) == TS_OK &&
       ts_tag_signed_bytes(&bytes, &gs1, TS_TAG_PROFILE_P256) == TS_OK &&
       ts_sha256(ts_buf_bytes(&bytes), digest) && ts_key_sign(signer, digest, signature.rs, &fault) &&
       ts_tag_add_signature(&gs1, &why, &signature) == TS_OK &&
       ts_gs1_write_uri(&text, &gs1, b->host) == TS_OK);
  printf("%.*s\n", (int)text.size, (const char *)uri);
}

static enum ts_err sign(void *ctx, const uint8_t digest[TS_SHA256_SIZE], uint8_t rs[TS_P256_SIGNATURE_SIZE]) {
  return ts_key_sign(ctx, digest, rs, &fault) ? TS_OK : TS_ERR_INTERNAL;
}

static void install(const char *device, const struct ts_bundle_spec *spec, struct ts_time now) {
  struct ts_key publisher = {0};
  struct ts_bundle_signatory signatory = {.ctx = &publisher, .sign = sign};
  struct ts_publisher_keys keys = {.generation = 1, .threshold = 1, .count = 1};
  struct ts_blob payload, head, file;
  struct ts_crypto crypto;
  struct ts_provisioned done;
  must(ts_crypto_psa_init(&crypto) == TS_OK && ts_key_make(&publisher, &fault));
  memcpy(signatory.key_id, publisher.spki_hash, sizeof signatory.key_id);
  memcpy(keys.key[0].point, publisher.point, TS_P256_POINT_SIZE);
  must(ts_bundle_write_payload(&payload, spec) == TS_OK &&
       ts_bundle_seal(&head, ts_blob_bytes(&payload), &signatory, 1, &crypto) == TS_OK &&
       ts_bundle_write_blob(&file, ts_blob_bytes(&head), spec) == TS_OK &&
       ts_provision(device, ts_blob_bytes(&file), &keys, now, &done, &fault));
  ts_blob_free(&payload);
  ts_blob_free(&head);
  ts_blob_free(&file);
  ts_key_free(&publisher);
}

int main(int argc, char **argv) {
  unsigned brands = argc == 4 ? (unsigned)strtoul(argv[2], NULL, 10) : 0;
  unsigned signers = argc == 4 ? (unsigned)strtoul(argv[3], NULL, 10) : 0;
  struct brand *brand = calloc(brands, sizeof *brand);
  struct ts_brand_spec *list = calloc(brands, sizeof *list);
  struct ts_time now = {.seconds = time(NULL), .trust = TS_TIME_RTC};
  must(brands > 0 && signers > 0 && brand && list);
  for (unsigned i = 0; i < brands; i++)
    make_brand(&brand[i], i, signers, now.seconds, &list[i]);
  const struct ts_bundle_spec spec = {.publisher = "Bench",
                                      .sequence = 1,
                                      .issued = now.seconds,
                                      .expires = now.seconds + 90 * (int64_t)TS_DAY_SECONDS,
                                      .brand = list,
                                      .brand_count = brands};
  install(argv[1], &spec, now);
  print_tag(&brand[brands / 2], &brand[brands / 2].signer[signers / 2]);
  for (unsigned i = 0; i < brands; i++) {
    ts_key_free(&brand[i].root);
    for (unsigned k = 0; k < signers; k++)
      ts_key_free(&brand[i].signer[k]);
    free(brand[i].signer);
    free(brand[i].certificate);
    free(brand[i].spec);
  }
  free(brand);
  free(list);
  return fflush(stdout) != 0;
}
