/* SPDX-License-Identifier: Apache-2.0 */
/* Private keys in files: PKCS#8 (RFC 5958) in PEM, encrypted by PBES2 (RFC 8018) with scrypt (RFC 7914) and
 * AES-256 in CBC mode. */
#include <errno.h>
#include <fcntl.h>
#include <openssl/err.h>
#include <openssl/pem.h>
#include <openssl/pkcs12.h>
#include <openssl/x509.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "host-tools/file.h"
#include "host-tools/keys.h"
#include "host-tools/secret.h"

#define PEM_MAX 16384

/* 16 MiB and about a quarter of a second: as much memory as OpenSSL lets a key file ask for. */
enum { SCRYPT_N = 16384, SCRYPT_R = 8, SCRYPT_P = 5 };

/* NULL on failure. */
static X509_SIG *encrypt(EVP_PKEY *pkey, const struct ts_secret *passphrase) {
  X509_ALGOR *pbe = PKCS5_pbe2_set_scrypt(EVP_aes_256_cbc(), NULL, 0, NULL, SCRYPT_N, SCRYPT_R, SCRYPT_P);
  PKCS8_PRIV_KEY_INFO *plain = pbe ? EVP_PKEY2PKCS8(pkey) : NULL;
  X509_SIG *sealed = NULL;
  if (plain)
    sealed = PKCS8_set0_pbe(passphrase->text, (int)passphrase->size, plain, pbe);
  if (!sealed)
    X509_ALGOR_free(pbe); /* else it is SEALED's */
  PKCS8_PRIV_KEY_INFO_free(plain);
  return sealed;
}

static bool encode(BIO *bio, EVP_PKEY *pkey, const struct ts_secret *passphrase) {
  if (passphrase->size == 0)
    return PEM_write_bio_PKCS8PrivateKey(bio, pkey, NULL, NULL, 0, NULL, NULL) == 1;
  X509_SIG *sealed = encrypt(pkey, passphrase);
  bool ok = sealed && PEM_write_bio_PKCS8(bio, sealed) == 1;
  X509_SIG_free(sealed);
  return ok;
}

static bool write_new_file(const char *path, struct ts_bytes content, struct ts_fault *fault) {
  struct stat st;
  /* A key is never written over: whatever stands there may be the only copy of one. */
  if (lstat(path, &st) == 0)
    return ts_fault(fault, EX_CANTCREAT, "%s exists already and is left alone", path);
  return ts_file_write(path, content, S_IRUSR | S_IWUSR, fault);
}

bool ts_key_write(const struct ts_key *key, const char *path, struct ts_fault *fault) {
  struct ts_secret passphrase;
  char *pem = NULL;
  if (!ts_passphrase_choose(&passphrase, fault))
    return false;
  BIO *bio = BIO_new(BIO_s_secmem());
  bool ok = (bio && encode(bio, key->pkey, &passphrase)) || ts_fault_openssl(fault, "encoding a private key");
  long size = ok ? BIO_get_mem_data(bio, &pem) : 0;
  ok = ok && write_new_file(path, ts_bytes(pem, (size_t)size), fault);
  if (ok && passphrase.size == 0)
    ts_passphrase_missed();
  BIO_free(bio);
  ts_secret_wipe(&passphrase);
  return ok;
}

/* What is checked is the file that is read, whatever its name stands for a moment later. */
static bool is_private(int fd, const char *path, struct ts_fault *fault) {
  struct stat st;
  if (fstat(fd, &st) != 0)
    return ts_fault_reading(fault, path, errno);
  if (!S_ISREG(st.st_mode))
    return ts_fault(fault, EX_DATAERR, "%s is not a file", path);
  if ((st.st_mode & (S_IRWXG | S_IRWXO)) != 0)
    return ts_fault(fault, EX_NOPERM, "%s can be read by others (mode %03o); run: chmod 600 %s", path,
                    (unsigned)st.st_mode & 0777u, path);
  if (st.st_uid != geteuid() && st.st_uid != 0)
    return ts_fault(fault, EX_NOPERM, "%s belongs to another user (%u), who can read it", path,
                    (unsigned)st.st_uid);
  return true;
}

static bool read_pem(int fd, const char *path, char pem[PEM_MAX], size_t *size, struct ts_fault *fault) {
  ssize_t n = 1;
  *size = 0;
  while (n != 0 && *size < PEM_MAX) {
    n = read(fd, pem + *size, PEM_MAX - *size);
    if (n < 0 && errno != EINTR)
      return ts_fault_reading(fault, path, errno);
    if (n > 0)
      *size += (size_t)n;
  }
  return *size < PEM_MAX || ts_fault(fault, EX_DATAERR, "%s is too large for a private key", path);
}

/* OpenSSL asks for the passphrase by calling this; left without, it would go to the terminal itself. */
struct answer {
  struct ts_secret secret;
  bool asked;
};

static int answer(char *out, int capacity, int writing, void *ctx) {
  struct answer *answer = ctx;
  (void)writing;
  answer->asked = true;
  if (answer->secret.size == 0 || (size_t)capacity < answer->secret.size)
    return -1;
  memcpy(out, answer->secret.text, answer->secret.size);
  return (int)answer->secret.size;
}

static EVP_PKEY *parse(const char *pem, size_t size, struct answer *a) {
  a->asked = false;
  BIO *bio = BIO_new_mem_buf(pem, (int)size);
  EVP_PKEY *pkey = bio ? PEM_read_bio_PrivateKey(bio, NULL, answer, a) : NULL;
  BIO_free(bio);
  ERR_clear_error();
  return pkey;
}

/* First without a passphrase; only where one was wanted, with those there are. */
static EVP_PKEY *unlock(const char *pem, size_t size, const char *path, struct ts_fault *fault) {
  struct answer a = {0};
  EVP_PKEY *pkey = parse(pem, size, &a);
  for (unsigned attempt = 0; !pkey && a.asked; attempt++) {
    if (!ts_passphrase_try(&a.secret, path, attempt, fault))
      break;
    pkey = parse(pem, size, &a);
    if (pkey)
      ts_passphrase_keep(&a.secret);
    else if (!a.asked)
      break;
  }
  ts_secret_wipe(&a.secret);
  if (!pkey)
    (void)ts_fault(fault, EX_DATAERR, "%s is not a private key in PEM", path);
  return pkey;
}

bool ts_key_read(struct ts_key *key, const char *path, struct ts_fault *fault) {
  char pem[PEM_MAX];
  size_t size = 0;
  *key = (struct ts_key){0};
  int fd = open(path, O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOCTTY | O_NOFOLLOW);
  if (fd < 0 && errno == ELOOP)
    return ts_fault(fault, EX_NOPERM, "%s is a symbolic link; a private key is read from its own file only",
                    path);
  if (fd < 0)
    return ts_fault_reading(fault, path, errno);
  bool ok = is_private(fd, path, fault) && read_pem(fd, path, pem, &size, fault);
  (void)close(fd);
  EVP_PKEY *pkey = ok ? unlock(pem, size, path, fault) : NULL;
  OPENSSL_cleanse(pem, sizeof pem);
  return pkey && ts_key_adopt(key, pkey, path, fault);
}
