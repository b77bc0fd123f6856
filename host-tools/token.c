/* SPDX-License-Identifier: Apache-2.0 */
#include "host-tools/token.h"

#include <errno.h>
#include <openssl/rand.h>
#include <openssl/x509.h>
#include <p11-kit/p11-kit.h>
#include <p11-kit/uri.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "core/cose.h"
#include "host-tools/secret.h"

#define SLOTS_MAX 64
#define ID_MAX 64            /* bytes of a CKA_ID that is looked for */
#define OBJECT_MAX (1 << 16) /* bytes of an attribute that is read */

struct ts_token {
  pthread_mutex_t lock;
  P11KitUri *uri;
  CK_FUNCTION_LIST **modules; /* NULL: ONE alone */
  CK_FUNCTION_LIST *one;
  CK_FUNCTION_LIST *module; /* the one with the key */
  CK_SESSION_HANDLE session;
  CK_OBJECT_HANDLE key;
  char name[33]; /* the token's label */
};

bool ts_token_is_uri(const char *text) {
  return strncasecmp(text, TS_TOKEN_SCHEME, strlen(TS_TOKEN_SCHEME)) == 0;
}

static bool refused(struct ts_fault *fault, int status, const char *what, CK_RV rv) {
  return ts_fault(fault, status, "%s: %s (PKCS#11 error 0x%lx)", what, p11_kit_strerror(rv),
                  (unsigned long)rv);
}

static bool parse(struct ts_token *t, const char *text, struct ts_fault *fault) {
  t->uri = p11_kit_uri_new();
  int code = t->uri ? p11_kit_uri_parse(text, P11_KIT_URI_FOR_ANY, t->uri) : P11_KIT_URI_NO_MEMORY;
  if (code != P11_KIT_URI_OK)
    return ts_fault(fault, EX_USAGE, "no PKCS#11 URI (RFC 7512): %s", p11_kit_uri_message(code));
  if (p11_kit_uri_get_pin_value(t->uri))
    return ts_fault(
        fault, EX_USAGE,
        "a PIN does not belong in the URI, where others can read it; use pin-source=FILE, " TS_PIN_ENV
        " or the terminal");
  if (p11_kit_uri_any_unrecognized(t->uri))
    return ts_fault(fault, EX_USAGE, "the PKCS#11 URI has an attribute that is not known");
  return true;
}

static bool load(struct ts_token *t, struct ts_fault *fault) {
  const char *path = p11_kit_uri_get_module_path(t->uri);
  if (!path) {
    t->modules = p11_kit_modules_load_and_initialize(0);
    return t->modules ||
           ts_fault(fault, EX_UNAVAILABLE, "PKCS#11 modules cannot be loaded: %s", p11_kit_message());
  }
  t->one = p11_kit_module_load(path, P11_KIT_MODULE_CRITICAL);
  if (!t->one)
    return ts_fault(fault, EX_UNAVAILABLE, "PKCS#11 module %s cannot be loaded: %s", path, p11_kit_message());
  CK_RV rv = p11_kit_module_initialize(t->one);
  if (rv == CKR_OK)
    return true;
  p11_kit_module_release(t->one);
  t->one = NULL;
  return refused(fault, EX_UNAVAILABLE, "the PKCS#11 module does not start", rv);
}

static void note_name(struct ts_token *t, const CK_TOKEN_INFO *info) {
  (void)snprintf(t->name, sizeof t->name, "%.32s", (const char *)info->label); /* padded with blanks */
  for (size_t i = strlen(t->name); i > 0 && t->name[i - 1] == ' '; i--)
    t->name[i - 1] = 0;
}

/* Counts the tokens of MODULE that the URI fits, and remembers the first of all. */
static void look_into(struct ts_token *t, CK_FUNCTION_LIST *module, size_t *found, CK_SLOT_ID *slot,
                      bool *login) {
  CK_SLOT_ID list[SLOTS_MAX];
  CK_ULONG count = SLOTS_MAX;
  CK_INFO about;
  if (module->C_GetInfo(&about) != CKR_OK || !p11_kit_uri_match_module_info(t->uri, &about) ||
      module->C_GetSlotList(CK_TRUE, list, &count) != CKR_OK)
    return;
  for (CK_ULONG i = 0; i < count; i++) {
    CK_SLOT_INFO place;
    CK_TOKEN_INFO info;
    CK_SLOT_ID wanted = p11_kit_uri_get_slot_id(t->uri);
    if (module->C_GetSlotInfo(list[i], &place) != CKR_OK ||
        module->C_GetTokenInfo(list[i], &info) != CKR_OK || !(info.flags & CKF_TOKEN_INITIALIZED) ||
        !p11_kit_uri_match_slot_info(t->uri, &place) || !p11_kit_uri_match_token_info(t->uri, &info) ||
        (wanted != (CK_SLOT_ID)-1 && wanted != list[i]) || (*found)++ > 0)
      continue;
    t->module = module;
    *slot = list[i];
    *login = (info.flags & CKF_LOGIN_REQUIRED) != 0;
    note_name(t, &info);
  }
}

/* The only token that the URI fits. */
static bool find_slot(struct ts_token *t, CK_SLOT_ID *slot, bool *login, struct ts_fault *fault) {
  size_t found = 0;
  if (t->one)
    look_into(t, t->one, &found, slot, login);
  for (size_t i = 0; t->modules && t->modules[i]; i++)
    look_into(t, t->modules[i], &found, slot, login);
  if (found == 0)
    return ts_fault(fault, EX_UNAVAILABLE, "there is no token that fits the PKCS#11 URI; is it plugged in?");
  return found == 1 ||
         ts_fault(fault, EX_USAGE, "%zu tokens fit the PKCS#11 URI; name one with token= or serial=", found);
}

static bool get_pin(const struct ts_token *t, struct ts_secret *pin, struct ts_fault *fault) {
  const char *source = p11_kit_uri_get_pin_source(t->uri);
  char prompt[80];
  if (source && strncmp(source, "file:", 5) == 0)
    source += strncmp(source, "file:///", 8) == 0 ? 7 : 5;
  if (source && source[0] == '|')
    return ts_fault(fault, EX_USAGE, "pin-source: a file is wanted; programs are not run");
  if (source)
    return ts_secret_read_file(pin, source, fault);
  if (ts_secret_read_env(pin, TS_PIN_ENV, fault) || fault->status != EX_OK)
    return fault->status == EX_OK;
  if (!ts_terminal_there())
    return ts_fault(fault, EX_NOPERM,
                    "token %s wants a PIN; give it with pin-source=FILE in the URI or in " TS_PIN_ENV,
                    t->name);
  (void)snprintf(prompt, sizeof prompt, "PIN of token %s: ", t->name);
  return ts_terminal_ask(pin, prompt, fault);
}

/* Once for all keys of a token: a login counts for the process. A wrong PIN is never tried again, since
 * tokens lock themselves after a few. */
static bool log_in(struct ts_token *t, struct ts_fault *fault) {
  CK_SESSION_INFO info;
  struct ts_secret pin = {0};
  if (t->module->C_GetSessionInfo(t->session, &info) == CKR_OK &&
      (info.state == CKS_RO_USER_FUNCTIONS || info.state == CKS_RW_USER_FUNCTIONS))
    return true;
  if (!get_pin(t, &pin, fault))
    return false;
  CK_RV rv = t->module->C_Login(t->session, CKU_USER, (CK_UTF8CHAR *)pin.text, pin.size);
  ts_secret_wipe(&pin);
  if (rv == CKR_OK || rv == CKR_USER_ALREADY_LOGGED_IN)
    return true;
  if (rv == CKR_PIN_INCORRECT || rv == CKR_PIN_INVALID || rv == CKR_PIN_LEN_RANGE)
    return ts_fault(fault, EX_NOPERM, "the PIN does not open token %s", t->name);
  if (rv == CKR_PIN_LOCKED)
    return ts_fault(fault, EX_NOPERM, "the PIN of token %s is locked after too many wrong ones", t->name);
  return refused(fault, EX_UNAVAILABLE, "the token takes no PIN", rv);
}

/* *FOUND: how many objects fit, of which *OBJECT is the first. */
static bool find(struct ts_token *t, CK_ATTRIBUTE *template, CK_ULONG size, CK_OBJECT_HANDLE *object,
                 CK_ULONG *found, struct ts_fault *fault) {
  CK_OBJECT_HANDLE two[2];
  CK_RV rv = t->module->C_FindObjectsInit(t->session, template, size);
  if (rv == CKR_OK) {
    rv = t->module->C_FindObjects(t->session, two, 2, found);
    (void)t->module->C_FindObjectsFinal(t->session);
  }
  if (rv != CKR_OK)
    return refused(fault, EX_UNAVAILABLE, "the token cannot be searched", rv);
  *object = *found > 0 ? two[0] : CK_INVALID_HANDLE;
  return true;
}

static bool find_key(struct ts_token *t, struct ts_fault *fault) {
  CK_OBJECT_CLASS class = CKO_PRIVATE_KEY;
  CK_ATTRIBUTE template[3] = {{CKA_CLASS, &class, sizeof class}};
  CK_ULONG size = 1, found = 0;
  static const CK_ATTRIBUTE_TYPE named[] = {CKA_ID, CKA_LABEL};
  for (size_t i = 0; i < 2; i++) {
    const CK_ATTRIBUTE *given = p11_kit_uri_get_attribute(t->uri, named[i]);
    if (given)
      template[size++] = *given;
  }
  if (!find(t, template, size, &t->key, &found, fault))
    return false;
  if (found == 0)
    return ts_fault(fault, EX_NOINPUT, "token %s has no private key that fits the URI", t->name);
  return found == 1 ||
         ts_fault(fault, EX_USAGE,
                  "several private keys of token %s fit the URI; name one with id= or object=", t->name);
}

/* Memory from malloc; NULL if the object has no such attribute. */
static uint8_t *attribute(struct ts_token *t, CK_OBJECT_HANDLE object, CK_ATTRIBUTE_TYPE type, size_t *size) {
  CK_ATTRIBUTE a = {type, NULL, 0};
  *size = 0;
  if (t->module->C_GetAttributeValue(t->session, object, &a, 1) != CKR_OK || a.ulValueLen > OBJECT_MAX)
    return NULL;
  a.pValue = malloc(a.ulValueLen + 1);
  if (a.pValue && t->module->C_GetAttributeValue(t->session, object, &a, 1) == CKR_OK) {
    *size = a.ulValueLen;
    return a.pValue;
  }
  free(a.pValue);
  return NULL;
}

/* CKA_EC_POINT is a DER OCTET STRING around the point; some modules give the point bare. */
static EVP_PKEY *of_point(struct ts_token *t, CK_OBJECT_HANDLE object) {
  static const uint8_t p256[] = {0x06, 0x08, 0x2a, 0x86, 0x48, 0xce, 0x3d, 0x03, 0x01, 0x07};
  uint8_t spki[TS_P256_SPKI_SIZE];
  const uint8_t *at = spki;
  size_t size = 0, curve_size = 0;
  uint8_t *point = attribute(t, object, CKA_EC_POINT, &size);
  uint8_t *curve = attribute(t, object, CKA_EC_PARAMS, &curve_size);
  EVP_PKEY *pkey = NULL;
  bool wrapped =
      point && size == TS_P256_POINT_SIZE + 2 && point[0] == 0x04 && point[1] == TS_P256_POINT_SIZE;
  bool fits = curve && curve_size == sizeof p256 && memcmp(curve, p256, sizeof p256) == 0;
  if (fits && point && (wrapped || size == TS_P256_POINT_SIZE)) {
    ts_p256_spki(spki, point + (wrapped ? 2 : 0));
    pkey = d2i_PUBKEY(NULL, &at, sizeof spki);
  }
  free(point);
  free(curve);
  return pkey;
}

static EVP_PKEY *of_certificate(struct ts_token *t, CK_OBJECT_HANDLE object) {
  size_t size = 0;
  uint8_t *der = attribute(t, object, CKA_VALUE, &size);
  const uint8_t *at = der;
  X509 *x = der ? d2i_X509(NULL, &at, (long)size) : NULL;
  EVP_PKEY *pkey = x ? X509_get_pubkey(x) : NULL;
  X509_free(x);
  free(der);
  return pkey;
}

/* Tokens do not give a private key's public half; it lies beside it under the same id. */
static EVP_PKEY *find_public(struct ts_token *t, struct ts_fault *fault) {
  static const CK_OBJECT_CLASS beside[] = {CKO_PUBLIC_KEY, CKO_CERTIFICATE};
  size_t size = 0;
  uint8_t *id = attribute(t, t->key, CKA_ID, &size);
  EVP_PKEY *pkey = NULL;
  for (size_t i = 0; id && size > 0 && size <= ID_MAX && !pkey && i < 2; i++) {
    CK_OBJECT_CLASS class = beside[i];
    CK_ATTRIBUTE template[] = {{CKA_CLASS, &class, sizeof class}, {CKA_ID, id, size}};
    CK_OBJECT_HANDLE object = CK_INVALID_HANDLE;
    CK_ULONG found = 0;
    if (!find(t, template, 2, &object, &found, fault))
      break;
    if (found > 0)
      pkey = class == CKO_PUBLIC_KEY ? of_point(t, object) : of_certificate(t, object);
  }
  free(id);
  if (!pkey)
    (void)ts_fault(fault, EX_DATAERR,
                   "token %s has no public key on P-256 and no certificate with the id of the private key",
                   t->name);
  return pkey;
}

/* A public half that belongs to another key would certify what nobody can sign with. */
static bool fits(const struct ts_key *key, struct ts_fault *fault) {
  uint8_t digest[TS_SHA256_SIZE], rs[TS_P256_SIGNATURE_SIZE];
  if (RAND_bytes(digest, sizeof digest) != 1)
    return ts_fault_openssl(fault, "drawing random bytes");
  return ts_key_sign(key, digest, rs, fault) &&
         (ts_key_verify(key, digest, rs) ||
          ts_fault(fault, EX_DATAERR,
                   "the public key beside the token's private key belongs to another one"));
}

static bool open_session(struct ts_token *t, struct ts_fault *fault) {
  CK_SLOT_ID slot = 0;
  bool login = true;
  if (!find_slot(t, &slot, &login, fault))
    return false;
  CK_RV rv = t->module->C_OpenSession(slot, CKF_SERIAL_SESSION, NULL, NULL, &t->session);
  if (rv != CKR_OK)
    return refused(fault, EX_UNAVAILABLE, "the token opens no session", rv);
  return (!login || log_in(t, fault)) && find_key(t, fault);
}

bool ts_token_open(struct ts_key *key, const char *uri, struct ts_fault *fault) {
  *key = (struct ts_key){0};
  struct ts_token *t = calloc(1, sizeof *t);
  if (!t)
    return ts_fault(fault, EX_OSERR, "out of memory");
  (void)pthread_mutex_init(&t->lock, NULL); /* a plain one: glibc's never fails */
  EVP_PKEY *pkey = NULL;
  if (parse(t, uri, fault) && load(t, fault) && open_session(t, fault))
    pkey = find_public(t, fault);
  if (!pkey || !ts_key_adopt(key, pkey, "the token's key", fault)) {
    ts_token_close(t);
    return false;
  }
  key->token = t;
  if (fits(key, fault))
    return true;
  ts_key_free(key);
  return false;
}

bool ts_token_sign(struct ts_token *token, const uint8_t digest[TS_SHA256_SIZE],
                   uint8_t rs[TS_P256_SIGNATURE_SIZE], struct ts_fault *fault) {
  CK_MECHANISM ecdsa = {CKM_ECDSA, NULL, 0};
  uint8_t copy[TS_SHA256_SIZE];
  CK_ULONG size = TS_P256_SIGNATURE_SIZE;
  memcpy(copy, digest, sizeof copy); /* PKCS#11 knows no const */
  (void)pthread_mutex_lock(&token->lock);
  CK_RV rv = token->module->C_SignInit(token->session, &ecdsa, token->key);
  if (rv == CKR_OK)
    rv = token->module->C_Sign(token->session, copy, sizeof copy, rs, &size);
  (void)pthread_mutex_unlock(&token->lock);
  if (rv != CKR_OK)
    return refused(fault, EX_UNAVAILABLE, "the token does not sign", rv);
  return size == TS_P256_SIGNATURE_SIZE ||
         ts_fault(fault, EX_DATAERR, "the token's signature has %lu bytes, not %d", (unsigned long)size,
                  TS_P256_SIGNATURE_SIZE);
}

void ts_token_close(struct ts_token *token) {
  if (!token)
    return;
  if (token->session)
    (void)token->module->C_CloseSession(token->session);
  if (token->modules)
    p11_kit_modules_finalize_and_release(token->modules);
  if (token->one) {
    (void)p11_kit_module_finalize(token->one);
    p11_kit_module_release(token->one);
  }
  p11_kit_uri_free(token->uri);
  (void)pthread_mutex_destroy(&token->lock);
  free(token);
}
