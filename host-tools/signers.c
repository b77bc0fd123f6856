/* SPDX-License-Identifier: Apache-2.0 */
#include "host-tools/signers.h"

#include <stdio.h>
#include <stdlib.h>
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

const char *ts_signer_state_name(enum ts_signer_state state) {
  return state == TS_SIGNER_ACTIVE ? "active" : state == TS_SIGNER_RETIRED ? "retired" : "revoked";
}

bool ts_key_id_read(uint16_t *out, const char *text) {
  if (strlen(text) != 4 || strspn(text, "0123456789abcdefABCDEF") != 4)
    return false;
  *out = (uint16_t)strtoul(text, NULL, 16);
  return true;
}

bool ts_home_signer_is_new(struct ts_home *home, const char *brand, const struct ts_key *key,
                           struct ts_fault *fault) {
  if (id_is_used(home, brand, ts_key_id(key), fault))
    return ts_fault(fault, EX_DATAERR,
                    "key id %04x was used by brand %s before; make another key, since an id names one signer "
                    "forever",
                    ts_key_id(key), brand);
  return fault->status == EX_OK;
}

bool ts_home_signer_new_key(struct ts_home *home, const char *brand, struct ts_key *key,
                            struct ts_fault *fault) {
  for (int i = 0; i < TRIES_MAX && ts_key_make(key, fault); i++) {
    if (!id_is_used(home, brand, ts_key_id(key), fault) && fault->status == EX_OK)
      return true;
    ts_key_free(key);
  }
  return ts_fault(fault, EX_SOFTWARE, "no free key id found for brand %s", brand);
}

void ts_home_signer_label(char out[TS_SIGNER_LABEL], const char *brand) {
  (void)snprintf(out, TS_SIGNER_LABEL, "%s-signer", brand);
}

bool ts_home_signer_insert(struct ts_home *home, const char *brand, int64_t now, struct ts_signer_row *row,
                           struct ts_fault *fault) {
  struct ts_sql sql =
      ts_sql(home->db,
             "INSERT INTO signer(brand, key_id, certificate, key_file, not_before, not_after, created, state,"
             " revoked_from) VALUES(?, ?, ?, ?, ?, ?, ?, ?, nullif(?, 0))",
             fault);
  ts_sql_put_text(&sql, brand);
  ts_sql_put_number(&sql, row->key_id);
  ts_sql_put_blob(&sql, ts_bytes(row->certificate.data, row->certificate.size));
  ts_sql_put_text(&sql, row->key_file);
  ts_sql_put_number(&sql, row->not_before);
  ts_sql_put_number(&sql, row->not_after);
  ts_sql_put_number(&sql, now);
  ts_sql_put_number(&sql, row->state);
  ts_sql_put_number(&sql, row->revoked_from);
  bool ok = ts_sql_done(&sql);
  row->id = sqlite3_last_insert_rowid(home->db);
  ts_sql_close(&sql);
  return ok;
}

static bool read_root_key(struct ts_home *home, const struct ts_brand_row *brand, struct ts_key *root,
                          struct ts_fault *fault) {
  if (!brand->root_key_file[0])
    return ts_fault(
        fault, EX_NOPERM,
        "the root key of %s is not in this home: make a request with touchstone signer request, have "
        "it signed, and add the certificate with --certificate",
        brand->id);
  return ts_home_read_key(home, brand->root_key_file, root, fault);
}

/* The root's key is in this home, or on its token: it signs for a key that is brought or made. */
static bool certify_here(struct ts_home *home, const struct ts_brand_row *brand,
                         const struct ts_signer_wish *wish, struct ts_home_key *key,
                         struct ts_signer_row *out, struct ts_fault *fault) {
  struct ts_key root = {0};
  char label[TS_SIGNER_LABEL];
  ts_home_signer_label(label, brand->id);
  bool ok = read_root_key(home, brand, &root, fault);
  if (ok && wish->key)
    ok = ts_home_key_bring(home, wish->key, label, key, fault) &&
         ts_home_signer_is_new(home, brand->id, &key->key, fault);
  else if (ok)
    ok = ts_home_signer_new_key(home, brand->id, &key->key, fault);
  ok = ok &&
       ts_x509_make_signer(&out->certificate, &key->key, brand->id, &root,
                           ts_bytes(brand->root.data, brand->root.size), wish->not_before, wish->not_after,
                           fault) &&
       (key->file[0] || ts_home_key_keep(home, label, key, fault));
  out->not_before = wish->not_before;
  out->not_after = wish->not_after;
  ts_key_free(&root);
  return ok;
}

static bool take_certificate(struct ts_home *home, const struct ts_brand_row *brand,
                             const struct ts_signer_wish *wish, int64_t now, struct ts_home_key *key,
                             struct ts_signer_row *out, struct ts_fault *fault) {
  struct ts_x509_facts facts = {0};
  char label[TS_SIGNER_LABEL];
  ts_home_signer_label(label, brand->id);
  bool ok = ts_certificate_read_file(&out->certificate, wish->certificate, fault) &&
            ts_x509_check_signer(&facts, &out->certificate, &brand->root, now, wish->certificate, fault) &&
            ts_home_signer_is_new(home, brand->id, &facts.public_key, fault) &&
            (ts_home_key_find(home, wish->key, label, &facts.public_key, key, fault) ||
             ts_fault(fault, EX_NOINPUT,
                      "%s: its private key is not in this home; the request is made with touchstone signer "
                      "request, or the key given with --key",
                      wish->certificate));
  out->not_before = facts.not_before;
  out->not_after = facts.not_after;
  ts_key_free(&facts.public_key);
  return ok;
}

bool ts_home_signer_prepare(struct ts_home *home, const struct ts_brand_row *brand,
                            const struct ts_signer_wish *wish, int64_t now, struct ts_home_key *key,
                            struct ts_signer_row *out, struct ts_fault *fault) {
  *key = (struct ts_home_key){0};
  *out = (struct ts_signer_row){0};
  bool ok = wish->certificate ? take_certificate(home, brand, wish, now, key, out, fault)
                              : certify_here(home, brand, wish, key, out, fault);
  if (ok) {
    out->key_id = ts_key_id(&key->key);
    memcpy(out->key_file, key->file, sizeof out->key_file);
  }
  return ok;
}

bool ts_home_signer_enter(struct ts_home *home, const struct ts_brand_row *brand,
                          const struct ts_home_key *key, int64_t now, struct ts_signer_row *row,
                          struct ts_fault *fault) {
  return ts_home_signer_is_new(home, brand->id, &key->key, fault) &&
         ts_home_signer_insert(home, brand->id, now, row, fault);
}

bool ts_home_signer_add(struct ts_home *home, const struct ts_brand_row *brand,
                        const struct ts_signer_wish *wish, int64_t now, struct ts_home_key *key,
                        struct ts_signer_row *out, struct ts_fault *fault) {
  return ts_home_signer_prepare(home, brand, wish, now, key, out, fault) &&
         ts_home_signer_enter(home, brand, key, now, out, fault);
}

bool ts_home_signer_make(struct ts_home *home, const struct ts_brand_row *brand, int64_t not_before,
                         int64_t not_after, int64_t now, struct ts_signer_row *out, struct ts_fault *fault) {
  struct ts_signer_wish wish = {.not_before = not_before, .not_after = not_after};
  struct ts_home_key key;
  bool ok = ts_home_signer_add(home, brand, &wish, now, &key, out, fault);
  ts_home_key_close(home, &key, !ok);
  return ok;
}

bool ts_home_signer_get(struct ts_home *home, const char *brand, uint16_t key_id, struct ts_signer_row *out,
                        struct ts_fault *fault) {
  struct ts_sql sql = ts_home_signers(home, brand, fault);
  bool found = false;
  while (!found && ts_home_signer_next(&sql, out))
    found = out->key_id == key_id;
  ts_sql_close(&sql);
  return found || ts_fault(fault, EX_DATAERR, "brand %s has no signer %04x; see: touchstone signer list",
                           brand, key_id);
}

bool ts_home_signer_set_state(struct ts_home *home, struct ts_signer_row *signer, enum ts_signer_state state,
                              int64_t revoked_from, struct ts_fault *fault) {
  char day[TS_DATE_TEXT];
  ts_day_write(day, signer->revoked_from);
  if (signer->state > state)
    return ts_fault(fault, EX_DATAERR, "signer %04x is revoked from %s already, and stays so", signer->key_id,
                    day);
  if (signer->state == TS_SIGNER_REVOKED && revoked_from > signer->revoked_from)
    return ts_fault(fault, EX_DATAERR,
                    "signer %04x is revoked from %s already; only an earlier day can be given",
                    signer->key_id, day);
  signer->state = state;
  signer->revoked_from = revoked_from;
  struct ts_sql sql =
      ts_sql(home->db, "UPDATE signer SET state = ?1, revoked_from = nullif(?2, 0) WHERE id = ?3", fault);
  ts_sql_put_number(&sql, state);
  ts_sql_put_number(&sql, revoked_from);
  ts_sql_put_number(&sql, signer->id);
  bool ok = ts_sql_done(&sql);
  ts_sql_close(&sql);
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
