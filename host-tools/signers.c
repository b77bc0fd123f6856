/* SPDX-License-Identifier: Apache-2.0 */
#include "host-tools/signers.h"

#include <stdio.h>
#include <string.h>

/* Of 65,536 ids a brand can use a good part before a free one becomes hard to meet by chance. */
#define TRIES_MAX 4096

static bool id_is_used(struct ts_home *home, const char *brand, uint16_t key_id, struct ts_fault *fault) {
  struct ts_sql sql = ts_sql(home->db, "SELECT 1 FROM signer WHERE brand = ? AND key_id = ?", fault);
  ts_sql_put_text(&sql, brand);
  ts_sql_put_number(&sql, key_id);
  bool used = ts_sql_row(&sql);
  ts_sql_close(&sql);
  return used;
}

static bool make_unused_key(struct ts_home *home, const char *brand, struct ts_key *key,
                            struct ts_fault *fault) {
  for (int i = 0; i < TRIES_MAX && ts_key_make(key, fault); i++) {
    if (!id_is_used(home, brand, ts_key_id(key), fault) && fault->status == EX_OK)
      return true;
    ts_key_free(key);
  }
  return ts_fault(fault, EX_SOFTWARE, "no free key id found for brand %s", brand);
}

static bool insert(struct ts_home *home, const char *brand, int64_t now, struct ts_signer_row *row,
                   struct ts_fault *fault) {
  struct ts_sql sql =
      ts_sql(home->db,
             "INSERT INTO signer(brand, key_id, certificate, key_file, not_before, not_after, created)"
             " VALUES(?, ?, ?, ?, ?, ?, ?)",
             fault);
  ts_sql_put_text(&sql, brand);
  ts_sql_put_number(&sql, row->key_id);
  ts_sql_put_blob(&sql, ts_bytes(row->certificate.data, row->certificate.size));
  ts_sql_put_text(&sql, row->key_file);
  ts_sql_put_number(&sql, row->not_before);
  ts_sql_put_number(&sql, row->not_after);
  ts_sql_put_number(&sql, now);
  bool ok = ts_sql_done(&sql);
  row->id = sqlite3_last_insert_rowid(home->db);
  ts_sql_close(&sql);
  return ok;
}

static bool certify_and_keep(struct ts_home *home, const struct ts_brand_row *brand, const struct ts_key *key,
                             const struct ts_key *root, int64_t now, struct ts_signer_row *out,
                             struct ts_fault *fault) {
  char label[TS_BRAND_ID_MAX + 16];
  (void)snprintf(label, sizeof label, "%s-signer", brand->id);
  ts_home_key_name(out->key_file, label, key);
  if (!ts_x509_make_signer(&out->certificate, key, brand->id, root,
                           ts_bytes(brand->root.data, brand->root.size), out->not_before, out->not_after,
                           fault) ||
      !ts_home_write_key(home, out->key_file, key, fault))
    return false;
  if (insert(home, brand->id, now, out, fault))
    return true;
  ts_home_remove_key(home, out->key_file);
  return false;
}

bool ts_home_signer_make(struct ts_home *home, const struct ts_brand_row *brand, int64_t not_before,
                         int64_t not_after, int64_t now, struct ts_signer_row *out, struct ts_fault *fault) {
  struct ts_key root = {0}, key = {0};
  *out = (struct ts_signer_row){.not_before = not_before, .not_after = not_after};
  bool ok = ts_home_read_key(home, brand->root_key_file, &root, fault) &&
            make_unused_key(home, brand->id, &key, fault);
  if (ok) {
    out->key_id = ts_key_id(&key);
    ok = certify_and_keep(home, brand, &key, &root, now, out, fault);
  }
  ts_key_free(&root);
  ts_key_free(&key);
  return ok;
}

bool ts_home_signer_add_scope(struct ts_home *home, int64_t signer, const char *gtin_or_prefix,
                              struct ts_fault *fault) {
  struct ts_sql sql =
      ts_sql(home->db, "INSERT OR IGNORE INTO signer_scope(signer, scope) VALUES(?, ?)", fault);
  ts_sql_put_number(&sql, signer);
  ts_sql_put_text(&sql, gtin_or_prefix);
  bool ok = ts_sql_done(&sql);
  ts_sql_close(&sql);
  return ok;
}

struct ts_sql ts_home_signers(struct ts_home *home, const char *brand, struct ts_fault *fault) {
  struct ts_sql sql =
      ts_sql(home->db,
             "SELECT id, key_id, certificate, key_file, state, coalesce(revoked_from, 0), not_before,"
             " not_after FROM signer WHERE brand = ? ORDER BY key_id, id",
             fault);
  ts_sql_put_text(&sql, brand);
  return sql;
}

bool ts_home_signer_next(struct ts_sql *sql, struct ts_signer_row *out) {
  if (!ts_sql_row(sql))
    return false;
  struct ts_bytes certificate = ts_sql_blob(sql, 2);
  *out = (struct ts_signer_row){
      .id = ts_sql_number(sql, 0),
      .key_id = (uint16_t)ts_sql_number(sql, 1),
      .state = (enum ts_signer_state)ts_sql_number(sql, 4),
      .revoked_from = ts_sql_number(sql, 5),
      .not_before = ts_sql_number(sql, 6),
      .not_after = ts_sql_number(sql, 7),
  };
  if (certificate.size == 0 || certificate.size > sizeof out->certificate.data)
    return ts_fault(sql->fault, EX_DATAERR, "the certificate of signer %04x is damaged", out->key_id);
  memcpy(out->certificate.data, certificate.data, certificate.size);
  out->certificate.size = certificate.size;
  return ts_sql_copy(sql, 3, out->key_file, sizeof out->key_file);
}

struct ts_sql ts_home_signer_scopes(struct ts_home *home, int64_t signer, struct ts_fault *fault) {
  struct ts_sql sql =
      ts_sql(home->db, "SELECT scope FROM signer_scope WHERE signer = ? ORDER BY scope", fault);
  ts_sql_put_number(&sql, signer);
  return sql;
}

bool ts_home_signer_covers(struct ts_home *home, int64_t signer, const char *gtin14, bool *in,
                           struct ts_fault *fault) {
  struct ts_sql sql = ts_home_signer_scopes(home, signer, fault);
  char scope[15];
  size_t scopes = 0;
  *in = false;
  for (; ts_sql_row(&sql) && ts_sql_copy(&sql, 0, scope, sizeof scope); scopes++)
    *in = *in || (strlen(scope) == 14 ? strcmp(scope, gtin14) == 0 : ts_gtin_has_prefix(gtin14, scope));
  *in = *in || scopes == 0;
  ts_sql_close(&sql);
  return fault->status == EX_OK;
}
