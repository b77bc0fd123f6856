/* SPDX-License-Identifier: Apache-2.0 */
#include "host-tools/enroll.h"

#include <openssl/err.h>
#include <openssl/x509.h>
#include <string.h>
#include <sys/stat.h>

#include "adapters/crypto_psa.h"
#include "adapters/identity_psa.h"
#include "app/install.h"
#include "boards/common/hosted/store_files.h"
#include "core/cose.h"
#include "host-tools/publisher.h"

#define DAY ((int64_t)TS_DAY_SECONDS)

/* ---- the chain in a device ---- */

/* Takes a certificate off the front of REST. */
static bool take(struct ts_bytes *rest, struct ts_der *out) {
  const unsigned char *at = rest->data;
  X509 *x = d2i_X509(NULL, &at, (long)rest->size);
  X509_free(x);
  ERR_clear_error();
  size_t size = x ? (size_t)(at - rest->data) : 0;
  if (size == 0 || size > sizeof out->data)
    return false;
  memcpy(out->data, rest->data, size);
  out->size = size;
  *rest = ts_bytes_part(*rest, size, rest->size);
  return true;
}

bool ts_device_chain_read(const struct ts_store *store, const char *where, struct ts_device_chain *out,
                          struct ts_fault *fault) {
  uint8_t file[2 * TS_CERTIFICATE_MAX];
  uint64_t size = 0;
  enum ts_err err = store->size(store->ctx, TS_STORE_TRUSTED, TS_DEVICE_CERTIFICATE_FILE, &size);
  if (err == TS_ERR_NOT_FOUND)
    return ts_fault(fault, EX_DATAERR, "%s is not enrolled; see touchstone device enroll --help", where);
  if (err == TS_OK && size <= sizeof file)
    err = store->read(store->ctx, TS_STORE_TRUSTED, TS_DEVICE_CERTIFICATE_FILE, 0, file, (size_t)size);
  if (err != TS_OK)
    return ts_fault(fault, EX_IOERR, "%s: its certificate: %s", where, ts_err_text(err));
  struct ts_bytes rest = ts_bytes(file, size <= sizeof file ? (size_t)size : 0);
  return (take(&rest, &out->device) && take(&rest, &out->publisher) && rest.size == 0) ||
         ts_fault(fault, EX_DATAERR, "%s: its certificate is damaged; enroll it again", where);
}

static bool write_chain(const struct ts_store *store, const char *where, const struct ts_device_chain *chain,
                        struct ts_fault *fault) {
  uint8_t file[2 * TS_CERTIFICATE_MAX];
  struct ts_buf out = ts_buf(file, sizeof file);
  ts_buf_put(&out, ts_bytes(chain->device.data, chain->device.size));
  ts_buf_put(&out, ts_bytes(chain->publisher.data, chain->publisher.size));
  enum ts_err err =
      store->replace(store->ctx, TS_STORE_TRUSTED, TS_DEVICE_CERTIFICATE_FILE, ts_buf_bytes(&out));
  return err == TS_OK ||
         ts_fault(fault, EX_IOERR, "writing to %s: %s; run the command again", where, ts_err_text(err));
}

/* ---- the home's list ---- */

#define COLUMNS "SELECT id, point, name, not_before, not_after FROM enrolled "

struct ts_sql ts_home_enrolled(struct ts_home *home, struct ts_fault *fault) {
  return ts_sql(home->db, COLUMNS "ORDER BY name, id", fault);
}

bool ts_home_enrolled_next(struct ts_sql *list, struct ts_enrolled *out) {
  if (!ts_sql_row(list) || !ts_sql_copy(list, 0, out->id, sizeof out->id) ||
      !ts_sql_copy(list, 2, out->name, sizeof out->name))
    return false;
  struct ts_bytes point = ts_sql_blob(list, 1);
  if (point.size != sizeof out->point)
    return ts_fault(list->fault, EX_DATAERR, "the home's list of devices is damaged at %s", out->id);
  memcpy(out->point, point.data, point.size);
  out->not_before = ts_sql_number(list, 3);
  out->not_after = ts_sql_number(list, 4);
  return true;
}

static bool find(struct ts_home *home, const char *id, struct ts_enrolled *out, bool *found,
                 struct ts_fault *fault) {
  struct ts_sql sql = ts_sql(home->db, COLUMNS "WHERE id = ?", fault);
  ts_sql_put_text(&sql, id);
  *found = ts_home_enrolled_next(&sql, out);
  ts_sql_close(&sql);
  return fault->status == EX_OK;
}

static bool keep(struct ts_home *home, const struct ts_enrolled *row, int64_t now, struct ts_fault *fault) {
  struct ts_sql sql =
      ts_sql(home->db,
             "INSERT INTO enrolled(id, point, name, not_before, not_after, created) VALUES(?, ?, ?, ?, ?, ?)"
             " ON CONFLICT(id) DO UPDATE SET name = excluded.name, not_before = excluded.not_before,"
             " not_after = excluded.not_after",
             fault);
  ts_sql_put_text(&sql, row->id);
  ts_sql_put_blob(&sql, ts_bytes(row->point, sizeof row->point));
  ts_sql_put_text(&sql, row->name);
  ts_sql_put_number(&sql, row->not_before);
  ts_sql_put_number(&sql, row->not_after);
  ts_sql_put_number(&sql, now);
  bool ok = ts_sql_done(&sql);
  ts_sql_close(&sql);
  return ok;
}

/* ---- the publisher's own certificate ---- */

/* Good for a day more at least; *END: its last second. */
static bool find_publisher(struct ts_home *home, const struct ts_key *key, int64_t now, struct ts_der *out,
                           int64_t *end, bool *found, struct ts_fault *fault) {
  struct ts_sql sql =
      ts_sql(home->db, "SELECT certificate, not_after FROM publisher_certificate WHERE point = ?", fault);
  ts_sql_put_blob(&sql, ts_bytes(key->point, sizeof key->point));
  *found = false;
  if (ts_sql_row(&sql)) {
    struct ts_bytes der = ts_sql_blob(&sql, 0);
    *end = ts_sql_number(&sql, 1);
    *found = der.size > 0 && der.size <= sizeof out->data && *end > now + DAY;
    if (*found) {
      memcpy(out->data, der.data, der.size);
      out->size = der.size;
    }
  }
  ts_sql_close(&sql);
  return fault->status == EX_OK;
}

static bool make_publisher(struct ts_home *home, const struct ts_key *key, int64_t now, struct ts_der *out,
                           int64_t *end, struct ts_fault *fault) {
  struct ts_publisher publisher;
  if (!ts_home_publisher(home, &publisher, fault) ||
      !ts_x509_make_publisher(out, key, publisher.name, now, fault))
    return false;
  *end = now + TS_ROOT_DAYS * DAY - 1;
  struct ts_sql sql = ts_sql(home->db,
                             "INSERT OR REPLACE INTO publisher_certificate(point, certificate, not_after,"
                             " created) VALUES(?, ?, ?, ?)",
                             fault);
  ts_sql_put_blob(&sql, ts_bytes(key->point, sizeof key->point));
  ts_sql_put_blob(&sql, ts_bytes(out->data, out->size));
  ts_sql_put_number(&sql, *end);
  ts_sql_put_number(&sql, now);
  bool ok = ts_sql_done(&sql);
  ts_sql_close(&sql);
  return ok;
}

/* ---- enrolling ---- */

/* A device at the desk. */
struct desk {
  const char *where;
  struct ts_crypto crypto;
  struct ts_store_files files;
  struct ts_store store;
};

static bool open_device(struct desk *desk, struct ts_fault *fault) {
  if (ts_crypto_psa_init(&desk->crypto) != TS_OK)
    return ts_fault(fault, EX_SOFTWARE, "mbedTLS does not start");
  enum ts_err err = ts_store_files_open(&desk->files, desk->where, true, &desk->store);
  return err == TS_OK || ts_fault(fault, err == TS_ERR_NOT_FOUND ? EX_NOINPUT : EX_IOERR,
                                  "%s is no device folder: %s", desk->where, ts_err_text(err));
}

/* Pinned to this publisher, by the keys of today or by ones before. */
static bool check_pin(struct ts_home *home, const struct desk *desk, struct ts_fault *fault) {
  struct ts_anchor anchor;
  enum ts_err err = ts_install_read_anchor(&desk->store, &desk->crypto, &anchor);
  if (err == TS_ERR_NOT_FOUND || (err == TS_OK && anchor.publisher.count == 0))
    return ts_fault(fault, EX_DATAERR, "%s is nobody's yet; touchstone provision makes it this home's",
                    desk->where);
  if (err != TS_OK)
    return ts_fault(fault, EX_DATAERR, "%s: its trusted/anchor: %s", desk->where, ts_err_text(err));
  bool had = false;
  for (size_t i = 0; i < anchor.publisher.count && !had; i++)
    if (!ts_home_publisher_had(home, anchor.publisher.key[i].point, &had, fault))
      return false;
  return had ||
         ts_fault(fault, EX_DATAERR, "%s is pinned to another publisher, who may enroll it", desk->where);
}

/* The device's key, its public half alone; made if the device never started. */
static bool read_identity(const struct desk *desk, struct ts_enrolled *out, struct ts_key *key,
                          struct ts_fault *fault) {
  struct ts_identity_psa memory;
  struct ts_identity identity;
  uint8_t spki[TS_P256_SPKI_SIZE];
  enum ts_err err = ts_identity_psa_open(&memory, &desk->store, &desk->crypto, true, &identity);
  if (err == TS_OK)
    err = identity.public_key(identity.ctx, out->point);
  if (err == TS_OK)
    err = ts_device_id(&desk->crypto, out->point, out->id);
  if (err != TS_OK)
    return ts_fault(fault, err == TS_ERR_INTERNAL ? EX_SOFTWARE : EX_DATAERR, "%s: its identity: %s%s",
                    desk->where, ts_err_text(err),
                    err == TS_ERR_STORE_CORRUPT
                        ? "; what it signed is lost with it: an empty folder makes a new device"
                        : "");
  ts_p256_spki(spki, out->point);
  const unsigned char *at = spki;
  EVP_PKEY *pkey = d2i_PUBKEY(NULL, &at, sizeof spki);
  return pkey ? ts_key_adopt(key, pkey, desk->where, fault)
              : ts_fault_openssl(fault, "reading the device's key");
}

static bool certify(struct ts_home *home, const struct ts_enrollment *wish, const struct ts_key *device,
                    struct ts_enrolled *row, struct ts_device_chain *chain, struct ts_fault *fault) {
  struct ts_key publisher;
  int64_t end = 0;
  bool found;
  bool ok = ts_home_publisher_key(home, wish->key, &publisher, fault) &&
            find_publisher(home, &publisher, wish->now, &chain->publisher, &end, &found, fault) &&
            (found || make_publisher(home, &publisher, wish->now, &chain->publisher, &end, fault));
  row->not_before = wish->now;
  row->not_after = wish->now + wish->days * DAY - 1;
  if (row->not_after >= end)
    row->not_after = end - 1; /* not beyond what vouches for it */
  ok = ok && ts_x509_make_device(&chain->device, device, row->id, row->name, &publisher, &chain->publisher,
                                 row->not_before, row->not_after, fault);
  ts_key_free(&publisher);
  return ok;
}

static bool choose_name(struct ts_home *home, const struct ts_enrollment *wish, struct ts_enrolled *row,
                        bool *again, struct ts_fault *fault) {
  struct ts_enrolled before;
  if (!find(home, row->id, &before, again, fault))
    return false;
  if (*again && memcmp(before.point, row->point, sizeof row->point) != 0)
    return ts_fault(fault, EX_DATAERR, "another device is called %s already; make this one's identity anew",
                    row->id);
  const char *name = wish->name ? wish->name : *again ? before.name : "";
  (void)ts_text_copy(row->name, sizeof row->name, ts_bytes_of(name)); /* the caller looked at its size */
  return true;
}

bool ts_home_enroll(struct ts_home *home, const struct ts_enrollment *wish, struct ts_enrolled *out,
                    struct ts_device_chain *chain, bool *again, struct ts_fault *fault) {
  struct desk desk = {.where = wish->device, .files = {.folder = {-1, -1}}};
  struct ts_key device = {0};
  *out = (struct ts_enrolled){0};
  bool ok = open_device(&desk, fault) && check_pin(home, &desk, fault) &&
            read_identity(&desk, out, &device, fault) && choose_name(home, wish, out, again, fault) &&
            certify(home, wish, &device, out, chain, fault) && keep(home, out, wish->now, fault) &&
            write_chain(&desk.store, desk.where, chain, fault);
  ts_key_free(&device);
  ts_store_files_close(&desk.files);
  return ok;
}

/* ---- vouching ---- */

static bool is_current(struct ts_home *home, const uint8_t point[TS_P256_POINT_SIZE], bool *current,
                       struct ts_fault *fault) {
  struct ts_publisher_keys keys;
  *current = false;
  if (!ts_home_publisher_keys(home, &keys, fault))
    return false;
  for (size_t i = 0; i < keys.count; i++)
    *current = *current || memcmp(keys.key[i].point, point, TS_P256_POINT_SIZE) == 0;
  return true;
}

bool ts_home_vouches(struct ts_home *home, const struct ts_device_chain *chain,
                     const uint8_t point[TS_P256_POINT_SIZE], int64_t now, const char *where,
                     struct ts_fault *fault) {
  struct ts_x509_facts publisher = {0}, device = {0};
  struct ts_enrolled row;
  struct ts_crypto crypto;
  char id[TS_DEVICE_ID_SIZE];
  bool current = false, listed = false;
  if (ts_crypto_psa_init(&crypto) != TS_OK || ts_device_id(&crypto, point, id) != TS_OK)
    return ts_fault(fault, EX_SOFTWARE, "mbedTLS does not start");
  bool ok = ts_x509_check_publisher(&publisher, &chain->publisher, now, where, fault) &&
            ts_x509_check_device(&device, &chain->device, &chain->publisher, now, where, fault);
  if (ok && memcmp(device.public_key.point, point, TS_P256_POINT_SIZE) != 0)
    ok = ts_fault(fault, EX_DATAERR, "%s: its certificate is of another key", where);
  ok = ok && is_current(home, publisher.public_key.point, &current, fault) &&
       find(home, id, &row, &listed, fault);
  listed = ok && listed && memcmp(row.point, point, TS_P256_POINT_SIZE) == 0;
  if (ok && !current && !listed)
    ok =
        ts_fault(fault, EX_DATAERR, "%s: this home's publisher does not vouch for it; enroll it here", where);
  ts_key_free(&publisher.public_key);
  ts_key_free(&device.public_key);
  return ok;
}
