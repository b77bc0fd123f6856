/* SPDX-License-Identifier: Apache-2.0 */
/* Writing trust bundles: from a plain description to a payload, and from a payload and signatures to the file
 * that a device reads (SPEC.md, "Bundle"). Pure C and memory: keys live behind a callback. */
#ifndef TS_HOST_TOOLS_BUNDLE_WRITE_H
#define TS_HOST_TOOLS_BUNDLE_WRITE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/bundle.h"
#include "core/cose.h"
#include "port/crypto.h"

/* Memory from malloc, owned by whoever holds it. */
struct ts_blob {
  uint8_t *data;
  size_t size;
};
struct ts_bytes ts_blob_bytes(const struct ts_blob *blob);
void ts_blob_free(struct ts_blob *blob); /* leaves it empty; an empty one is fine */

/* A set, and where its INFO.length bytes lie among the bundle's SETS. */
struct ts_set_spec {
  bool there;
  struct ts_statusset_info info;
  size_t offset;
};

/* Everything here is the caller's and only read. Lists may be in any order: the writer sorts them. */
struct ts_signer_spec {
  uint16_t key_id;
  struct ts_bytes certificate; /* X.509, DER */
  enum ts_signer_state state;
  uint32_t revoked_from_day; /* days since 1970; only when state is REVOKED */
  const char *const *scope;  /* GTIN-14s and prefixes; none: all of the brand's */
  size_t scope_count;
  struct ts_set_spec recorded;
};

struct ts_model_spec {
  const char *gtin14;
  const char *name;
};

struct ts_tagged_spec {
  const char *what;   /* GTIN-14 or prefix */
  uint32_t since_day; /* days since 1970; 0: always */
};

struct ts_brand_spec {
  const char *id;
  const char *name;
  struct ts_bytes root; /* X.509, DER */
  const char *const *prefix;
  size_t prefix_count;
  const char *const *host;
  size_t host_count;
  const struct ts_signer_spec *signer;
  size_t signer_count;
  const struct ts_model_spec *model;
  size_t model_count;
  uint32_t signer_days, serial_days; /* 0: the format's default, 30 and 7 */
  const struct ts_tagged_spec *tagged;
  size_t tagged_count;
  const char *const *serial_form;
  size_t serial_form_count;
  struct ts_set_spec issued, blocked;
};

struct ts_bundle_spec {
  const char *publisher;
  uint64_t sequence;
  int64_t issued, expires; /* seconds since 1970-01-01 UTC */
  const struct ts_brand_spec *brand;
  size_t brand_count;
  struct ts_bytes sets; /* of all sets, in any order; for the writers of files alone */
};

/* The payload, checked by the same rules that a device checks it by: what this gives, a device takes. Errors
 * as from ts_bundle_open; TS_ERR_CBOR_UTF8 for text that is not; TS_ERR_TOO_LONG beyond TS_BUNDLE_SIZE_MAX;
 * TS_ERR_INTERNAL when memory is out. OUT is overwritten, and empty on an error. */
enum ts_err ts_bundle_write_payload(struct ts_blob *out, const struct ts_bundle_spec *spec);

/* One who signs: a key in a file or in an HSM. */
struct ts_bundle_signatory {
  void *ctx;
  /* ECDSA P-256 over DIGEST, as r ‖ s. Its errors are passed on. */
  enum ts_err (*sign)(void *ctx, const uint8_t digest[TS_SHA256_SIZE], uint8_t rs[TS_P256_SIGNATURE_SIZE]);
  uint8_t key_id[TS_COSE_KEY_ID_SIZE]; /* ts_cose_key_id of its public key */
};

/* A message of CONTENT_TYPE: PAYLOAD signed by 1 to TS_COSE_SIGNATURES_MAX signatories. TS_ERR_ARGUMENT for
 * another number. */
enum ts_err ts_message_seal(struct ts_blob *out, const char *content_type, struct ts_bytes payload,
                            const struct ts_bundle_signatory *signatory, size_t count,
                            const struct ts_crypto *crypto);
/* A bundle's. */
enum ts_err ts_bundle_seal(struct ts_blob *out, struct ts_bytes payload,
                           const struct ts_bundle_signatory *signatory, size_t count,
                           const struct ts_crypto *crypto);
/* A rotation statement: NEXT, signed likewise; the signatories are to be enough of the old and of the new keys.
 * TS_ERR_ARGUMENT for a set that ts_publisher_ok does not take. */
enum ts_err ts_rotation_seal(struct ts_blob *out, const struct ts_publisher_keys *next,
                             const struct ts_bundle_signatory *signatory, size_t count,
                             const struct ts_crypto *crypto);

/* The file in parts, from its first byte to its last: PUT is called with each. HEAD is the rotation statements,
 * in order, and the bundle's message, whose payload was written from SPEC. PUT keeps its own errors. */
struct ts_bundle_sink {
  void *ctx;
  void (*put)(void *ctx, struct ts_bytes part);
};
enum ts_err ts_bundle_write_file(const struct ts_bundle_sink *sink, struct ts_bytes head,
                                 const struct ts_bundle_spec *spec);
/* HEAD and the sets alone, laid as behind a bundle's: what a brand's export is. */
enum ts_err ts_bundle_write_parts(const struct ts_bundle_sink *sink, struct ts_bytes head,
                                  const struct ts_bundle_spec *spec);
/* The bundle's file into memory. */
enum ts_err ts_bundle_write_blob(struct ts_blob *out, struct ts_bytes head,
                                 const struct ts_bundle_spec *spec);

#endif
