/* SPDX-License-Identifier: Apache-2.0 */
/* core/bundle behind the signature: the input is taken as a payload, put in a message that a pinned key has
 * signed, and opened; then all look-ups run. The input is also opened as it is, as a whole file. */
#include <stdlib.h>
#include <string.h>

#include "core/bundle.h"
#include "core/cose.h"
#include "crypto_yes.h"
#include "fuzz.h"

static const struct ts_publisher_keys pin = {
    .generation = 1, .threshold = 1, .count = 1, .key = {{{0x04, 1, 2, 3}}}};

static void check_signers(const struct ts_bundle *bundle, const struct ts_brand *brand, bool *seen) {
  struct ts_signer signer, found;
  for (size_t i = 0; ts_brand_signer_at(brand, i, &signer); i++) {
    FUZZ_CHECK(signer.index < bundle->signer_count && !seen[signer.index]);
    seen[signer.index] = true;
    FUZZ_CHECK(signer.certificate.size >= 1 && signer.certificate.size <= TS_BUNDLE_CERTIFICATE_MAX);
    unsigned candidates = 0;
    bool met = false;
    for (const struct ts_signer *last = NULL; ts_brand_next_signer(brand, last, signer.key_id, &found);
         last = &found) {
      met |= found.index == signer.index;
      FUZZ_CHECK(++candidates <= TS_BUNDLE_CANDIDATES_MAX);
    }
    FUZZ_CHECK(met);
    ts_signer_in_scope(&signer, "04012345000009");
    if (i == 8)
      break; /* quadratic; the rest is alike */
  }
}

static void check_brand(const struct ts_bundle *bundle, size_t index, bool *seen) {
  struct ts_brand brand, again;
  FUZZ_CHECK(ts_bundle_brand_at(bundle, index, &brand));
  FUZZ_CHECK(brand.index == index && brand.id.size >= 1 && brand.name.size <= TS_BUNDLE_NAME_MAX);
  check_signers(bundle, &brand, seen);
  struct ts_cbor_reader r = ts_cbor_reader(brand.prefixes);
  char gtin[] = "00000000000000";
  FUZZ_CHECK(ts_cbor_array(&r) >= 1);
  struct ts_bytes prefix = ts_cbor_text(&r);
  memcpy(gtin + 1, prefix.data, prefix.size); /* no other brand answers for this one's prefix */
  FUZZ_CHECK(ts_bundle_brand_of_gtin(bundle, gtin, &again) && again.index == index);
  ts_brand_model(&brand, gtin);
  ts_brand_tagged(&brand, gtin);
  ts_brand_serial_form_ok(&brand, ts_bytes_of("AU-0427"));
  ts_bundle_brand_of_host(bundle, "id.aurora.example", &again);
}

static enum ts_err see_set(void *ctx, const struct ts_bundle_set *set) {
  uint64_t *end = ctx;
  FUZZ_CHECK(set->there && ts_statusset_check_info(&set->info) == TS_OK);
  FUZZ_CHECK(set->info.length == 0 || (set->offset >= *end && set->offset % TS_BUNDLE_SET_ALIGN == 0));
  if (set->info.length)
    *end = set->offset + set->info.length;
  return TS_OK;
}

/* The sets lie behind one another, and the file ends with the last one. */
static void check_sets(const struct ts_bundle *bundle) {
  uint64_t end = 0;
  FUZZ_CHECK(ts_bundle_each_set(bundle, see_set, &end) == TS_OK);
  FUZZ_CHECK(end == 0 ? bundle->file_size <= bundle->sets_at : bundle->file_size == bundle->sets_at + end);
}

static void look_up_everything(const struct ts_bundle *bundle) {
  struct ts_brand brand;
  check_sets(bundle);
  FUZZ_CHECK(ts_publisher_ok(&bundle->keys) && bundle->keys.generation >= pin.generation);
  bool *seen = calloc(bundle->signer_count + 1, sizeof *seen);
  FUZZ_CHECK(bundle->brand_count <= TS_BUNDLE_BRANDS_MAX && bundle->signer_count <= TS_BUNDLE_SIGNERS_MAX);
  FUZZ_CHECK(bundle->issued >= 0 && bundle->issued < bundle->expires && bundle->sequence >= 1);
  for (size_t i = 0; seen && i < bundle->brand_count; i++)
    check_brand(bundle, i, seen);
  FUZZ_CHECK(!ts_bundle_brand_at(bundle, bundle->brand_count, &brand));
  free(seen);
}

static void open_file(struct ts_bytes file) {
  struct ts_bundle bundle, zero;
  memset(&zero, 0, sizeof zero);
  enum ts_err err = ts_bundle_open(&bundle, file, &pin, ts_crypto_yes());
  FUZZ_CHECK(bundle.open == (err == TS_OK));
  if (err)
    FUZZ_CHECK(memcmp(&bundle, &zero, sizeof zero) == 0);
  else
    look_up_everything(&bundle);
}

/* The message around PAYLOAD, with a signature that names the pinned key. */
static void open_payload(struct ts_bytes payload) {
  uint8_t body[64], header[32], id[TS_COSE_KEY_ID_SIZE];
  static const uint8_t rs[TS_P256_SIGNATURE_SIZE];
  struct ts_buf part = ts_buf(body, sizeof body),
                out = ts_buf(malloc(payload.size + 512), payload.size + 512);
  FUZZ_CHECK(out.data && ts_cose_key_id(id, pin.key[0].point, ts_crypto_yes()) == TS_OK);
  ts_cose_put_body_header(&part, TS_BUNDLE_CONTENT_TYPE);
  struct ts_cose_sign message = {.protected_header = ts_buf_bytes(&part), .payload = payload, .count = 1};
  part = ts_buf(header, sizeof header);
  ts_cose_put_sign_header(&part, ts_bytes(id, sizeof id));
  message.signature[0] =
      (struct ts_cose_signature){.protected_header = ts_buf_bytes(&part), .signature = {rs, sizeof rs}};
  ts_cose_put_sign(&out, &message);
  FUZZ_CHECK(!out.full && ts_cose_read(&message, ts_buf_bytes(&out)) == TS_OK);
  open_file(ts_buf_bytes(&out));
  free(out.data);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
  size_t head;
  struct ts_bytes file = ts_bytes(data, size);
  enum ts_err err = ts_bundle_read_header(ts_bytes_part(file, 0, TS_BUNDLE_HEADER_SIZE), size, &head);
  FUZZ_CHECK(err == TS_OK ? head <= size - TS_BUNDLE_HEADER_SIZE : head == 0);
  open_file(ts_bytes(data, size));
  open_payload(ts_bytes(data, size));
  return 0;
}
