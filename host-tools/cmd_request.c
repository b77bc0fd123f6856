/* SPDX-License-Identifier: Apache-2.0 */
/* brand request, signer request: keys for which a CA elsewhere makes the certificates */
#include <stdio.h>

#include "boards/common/hosted/report.h"
#include "host-tools/commands.h"
#include "host-tools/signers.h"

static bool write_root_request(struct ts_home *home, const struct ts_args *args, struct ts_home_key *key,
                               struct ts_fault *fault) {
  const char *id = ts_args_text(args, "id"), *name = ts_args_text(args, "name"),
             *source = ts_args_text(args, "key");
  char label[TS_ROOT_LABEL];
  struct ts_der request;
  if (!ts_brand_id_ok(id))
    return ts_fault(fault, EX_USAGE, "--id %s: 1 to %d of a-z, 0-9 and - are wanted", id, TS_BRAND_ID_MAX);
  if (!ts_name_ok(ts_bytes_of(name), TS_NAME_MAX))
    return ts_fault(fault, EX_USAGE, "--name: 1 to %d bytes of UTF-8 without control characters",
                    TS_NAME_MAX);
  ts_home_root_label(label, id);
  return (source ? ts_home_key_bring(home, source, label, key, fault)
                 : ts_key_make(&key->key, fault) && ts_home_key_keep(home, label, key, fault)) &&
         ts_x509_request_root(&request, &key->key, id, name, fault) &&
         ts_x509_write_pem(ts_args_text(args, "out"), TS_PEM_REQUEST, &request, fault);
}

static bool write_signer_request(struct ts_home *home, const struct ts_args *args, struct ts_home_key *key,
                                 struct ts_fault *fault) {
  const char *source = ts_args_text(args, "key");
  struct ts_brand_row brand;
  char label[TS_SIGNER_LABEL];
  struct ts_der request;
  if (!ts_home_brand_get_own(home, ts_args_text(args, "brand"), &brand, fault))
    return false;
  ts_home_signer_label(label, brand.id);
  bool ok = source ? ts_home_key_bring(home, source, label, key, fault) &&
                         ts_home_signer_is_new(home, brand.id, &key->key, fault)
                   : ts_home_signer_new_key(home, brand.id, &key->key, fault) &&
                         ts_home_key_keep(home, label, key, fault);
  return ok && ts_x509_request_signer(&request, &key->key, brand.id, fault) &&
         ts_x509_write_pem(ts_args_text(args, "out"), TS_PEM_REQUEST, &request, fault);
}

/* Nothing goes into the database: the certificate that comes back finds its key by its name. */
static int run(const struct ts_args *args, bool root, struct ts_fault *fault) {
  struct ts_home home = {0};
  struct ts_home_key key = {0};
  const char *out = ts_args_text(args, "out");
  bool ok =
      ts_home_open(&home, ts_args_text(args, "home"), fault) &&
      (root ? write_root_request(&home, args, &key, fault) : write_signer_request(&home, args, &key, fault));
  if (ok && args->json)
    (void)ts_print_json(json_pack("{s:o,s:s}", "request", ts_report_text(ts_bytes_of(out)), "key", key.file),
                        fault);
  else if (ok)
    printf("request written to %s; add the certificate with: touchstone %s add --certificate FILE\n", out,
           root ? "brand" : "signer");
  ts_home_key_close(&home, &key, !ok);
  ts_home_close(&home);
  return fault->status;
}

static int run_brand(const struct ts_args *args, struct ts_fault *fault) {
  return run(args, true, fault);
}

static int run_signer(const struct ts_args *args, struct ts_fault *fault) {
  return run(args, false, fault);
}

static const struct ts_option brand_options[] = {
    {"home", "HOME", "the publisher's home", TS_OPTION_REQUIRED},
    {"id", "ID", "the brand's short name: a-z, 0-9 and -", TS_OPTION_REQUIRED},
    {"name", "NAME", "the brand's name as people know it", TS_OPTION_REQUIRED},
    {"out", "FILE", "the request's file", TS_OPTION_REQUIRED},
    {"key", "URI|FILE", "the root key, in a token (pkcs11:) or a file; made if not given", TS_OPTION_ONCE},
    TS_PASSPHRASE_OPTION,
    {NULL, NULL, NULL, TS_OPTION_ONCE},
};

const struct ts_command ts_command_brand_request = {
    .name = "brand request",
    .operands = "",
    .summary = "Ask a CA for a brand's root certificate (PKCS#10).",
    .options = brand_options,
    .example = "touchstone brand request --home HOME --id casa --name \"Casa Orsini\" --out casa.csr",
    .run = run_brand,
};

static const struct ts_option signer_options[] = {
    {"home", "HOME", "the publisher's home", TS_OPTION_REQUIRED},
    {"brand", "ID", "whose signer", TS_OPTION_REQUIRED},
    {"out", "FILE", "the request's file", TS_OPTION_REQUIRED},
    {"key", "URI|FILE", "its private key, in a token (pkcs11:) or a file; made if not given", TS_OPTION_ONCE},
    TS_PASSPHRASE_OPTION,
    {NULL, NULL, NULL, TS_OPTION_ONCE},
};

const struct ts_command ts_command_signer_request = {
    .name = "signer request",
    .operands = "",
    .summary = "Ask the CA of a brand's root for a signer's certificate (PKCS#10).",
    .options = signer_options,
    .example = "touchstone signer request --home HOME --brand maison --out signer.csr",
    .run = run_signer,
};
