/* SPDX-License-Identifier: Apache-2.0 */
/* core/checkpoint: the note against libcrypto's own base64, DER and ECDSA, and against whoever changes it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <openssl/evp.h>

#include "core/checkpoint.h"
#include "crypto_openssl.h"

#define DASH "\xE2\x80\x94 "

static const struct ts_crypto *crypto;
static struct ts_openssl_key key, stranger;
static char name[64], stranger_name[64]; /* as the notes have them */
static uint8_t key_hash[TS_SHA256_SIZE], stranger_hash[TS_SHA256_SIZE];
static struct ts_hash root;

/* ---- the same by libcrypto ---- */

static void name_of(const struct ts_openssl_key *of, char out[64], uint8_t hash[TS_SHA256_SIZE]) {
  uint8_t spki[128];
  const struct ts_bytes part = ts_bytes(spki, ts_openssl_spki(of, spki, sizeof spki));
  assert_true(part.size > 0);
  assert_int_equal(crypto->sha256(crypto->ctx, &part, 1, hash), TS_OK);
  (void)snprintf(out, 64, "touchstone/%02x%02x%02x%02x%02x%02x%02x%02x", hash[0], hash[1], hash[2], hash[3],
                 hash[4], hash[5], hash[6], hash[7]);
}

static int make_keys(void **state) {
  (void)state;
  crypto = ts_crypto_openssl();
  key = ts_openssl_key("a device");
  stranger = ts_openssl_key("another device");
  assert_true(key.pkey && stranger.pkey);
  name_of(&key, name, key_hash);
  name_of(&stranger, stranger_name, stranger_hash);
  for (size_t i = 0; i < sizeof root.bytes; i++)
    root.bytes[i] = (uint8_t)(0xF8 + 7 * i);
  return 0;
}

static int free_keys(void **state) {
  (void)state;
  ts_openssl_key_free(&key);
  ts_openssl_key_free(&stranger);
  return 0;
}

static void encode(char *out, const uint8_t *bytes, size_t size) {
  assert_true(EVP_EncodeBlock((unsigned char *)out, bytes, (int)size) > 0);
}

/* A signature's line, as `openssl dgst -sha256 -sign` would sign the text. */
static void sign_line(char *out, size_t capacity, const char *text, const struct ts_openssl_key *by,
                      const char *by_name, const uint8_t *id) {
  uint8_t bytes[4 + 80];
  char base64[128];
  size_t size = sizeof bytes - 4;
  EVP_MD_CTX *md = EVP_MD_CTX_new();
  assert_true(md && EVP_DigestSignInit(md, NULL, EVP_sha256(), NULL, by->pkey) > 0 &&
              EVP_DigestSign(md, bytes + 4, &size, (const uint8_t *)text, strlen(text)) > 0);
  EVP_MD_CTX_free(md);
  memcpy(bytes, id, 4);
  encode(base64, bytes, 4 + size);
  assert_true(snprintf(out, capacity, DASH "%s %s\n", by_name, base64) < (int)capacity);
}

static void good_text(char out[256]) {
  char base64[64];
  encode(base64, root.bytes, sizeof root.bytes);
  (void)snprintf(out, 256, "%s\n4711\n%s\n", name, base64);
}

/* TEXT signed by the device's key. */
static void note_of(char out[1024], const char *text) {
  char line[256];
  sign_line(line, sizeof line, text, &key, name, key_hash);
  (void)snprintf(out, 1024, "%s\n%s", text, line);
}

static enum ts_err opens_with(struct ts_bytes note, const uint8_t *point, const struct ts_crypto *with) {
  struct ts_checkpoint out, zero;
  uint8_t *copy = malloc(note.size ? note.size : 1);
  assert_non_null(copy);
  if (note.size)
    memcpy(copy, note.data, note.size);
  memset(&zero, 0, sizeof zero);
  memset(&out, 0x5A, sizeof out);
  enum ts_err err = ts_checkpoint_open(&out, ts_bytes(copy, note.size), point, with);
  free(copy);
  if (err) {
    assert_memory_equal(&out, &zero, sizeof zero);
  } else {
    assert_string_equal(out.device, name + strlen("touchstone/"));
    assert_int_equal(out.size, 4711);
    assert_memory_equal(&out.root, &root, sizeof root);
  }
  return err;
}

static enum ts_err opens(const char *note) {
  return opens_with(ts_bytes_of(note), key.point, crypto);
}

/* ---- an identity ---- */

static enum ts_err identity_failure;

static enum ts_err public_key(void *ctx, uint8_t point[TS_P256_POINT_SIZE]) {
  memcpy(point, ((struct ts_openssl_key *)ctx)->point, TS_P256_POINT_SIZE);
  return identity_failure;
}

static enum ts_err sign_digest(void *ctx, const uint8_t digest[TS_SHA256_SIZE],
                               uint8_t signature[TS_P256_SIGNATURE_SIZE]) {
  return ts_openssl_sign(ctx, digest, signature);
}

static enum ts_err cannot_sign(void *ctx, const uint8_t digest[TS_SHA256_SIZE],
                               uint8_t signature[TS_P256_SIGNATURE_SIZE]) {
  (void)ctx, (void)digest;
  memset(signature, 0, TS_P256_SIGNATURE_SIZE);
  return TS_ERR_IO;
}

static struct ts_identity identity(void) {
  return (struct ts_identity){.ctx = &key, .public_key = public_key, .sign = sign_digest};
}

/* ---- writing ---- */

/* Many notes: r and s come with and without a leading zero. */
static void test_libcrypto_verifies(void **state) {
  (void)state;
  struct ts_identity device = identity();
  for (size_t i = 0; i < 64; i++) {
    char note[TS_CHECKPOINT_SIZE_MAX + 1], text[256], start[512];
    uint8_t bytes[128];
    struct ts_buf out = ts_buf(note, TS_CHECKPOINT_SIZE_MAX);
    assert_int_equal(ts_checkpoint_sign(&out, 4711, &root, &device, crypto), TS_OK);
    note[out.size] = 0;
    good_text(text);
    (void)snprintf(start, sizeof start, "%s\n" DASH "%s ", text, name);
    assert_memory_equal(note, start, strlen(start));
    assert_int_equal(note[out.size - 1], '\n');
    const char *base64 = note + strlen(start);
    size_t digits = out.size - strlen(start) - 1, padding = 0;
    int size = EVP_DecodeBlock(bytes, (const unsigned char *)base64, (int)digits);
    while (base64[digits - 1 - padding] == '=')
      padding++;
    assert_true(size > 4 + (int)padding);
    assert_memory_equal(bytes, key_hash, 4);
    EVP_MD_CTX *md = EVP_MD_CTX_new();
    assert_true(md && EVP_DigestVerifyInit(md, NULL, EVP_sha256(), NULL, key.pkey) > 0);
    assert_int_equal(
        EVP_DigestVerify(md, bytes + 4, (size_t)size - padding - 4, (const uint8_t *)text, strlen(text)), 1);
    EVP_MD_CTX_free(md);
    assert_int_equal(opens(note), TS_OK);
  }
}

static void test_device_id(void **state) {
  (void)state;
  char id[TS_DEVICE_ID_SIZE];
  assert_int_equal(ts_device_id(crypto, key.point, id), TS_OK);
  assert_string_equal(id, name + strlen("touchstone/"));
}

static void test_not_signed(void **state) {
  (void)state;
  struct ts_identity device = identity();
  uint8_t memory[TS_CHECKPOINT_SIZE_MAX];
  struct ts_buf out = ts_buf(memory, sizeof memory);
  ts_buf_put_byte(&out, 'x');
  assert_int_equal(ts_checkpoint_sign(&out, (uint64_t)TS_MERKLE_SIZE_MAX + 1, &root, &device, crypto),
                   TS_ERR_ARGUMENT);
  identity_failure = TS_ERR_NOT_FOUND;
  assert_int_equal(ts_checkpoint_sign(&out, 1, &root, &device, crypto), TS_ERR_NOT_FOUND);
  identity_failure = TS_OK;
  device.sign = cannot_sign;
  assert_int_equal(ts_checkpoint_sign(&out, 1, &root, &device, crypto), TS_ERR_IO);
  assert_true(out.size == 1 && !out.full);
  device = identity();
  assert_int_equal(ts_checkpoint_sign(&out, TS_MERKLE_SIZE_MAX, &root, &device, crypto), TS_OK);
  for (size_t capacity = 0; capacity < 200; capacity++) { /* a note has more */
    out = ts_buf(memory, capacity);
    assert_int_equal(ts_checkpoint_sign(&out, 1, &root, &device, crypto), TS_ERR_NO_SPACE);
    assert_int_equal(out.size, 0);
  }
}

/* ---- reading ---- */

static void test_opens_what_libcrypto_signed(void **state) {
  (void)state;
  char text[256], note[1024];
  good_text(text);
  note_of(note, text);
  assert_int_equal(opens(note), TS_OK);
  assert_int_equal(opens_with(ts_bytes_of(note), stranger.point, crypto), TS_ERR_CHECKPOINT_KEY);
}

static void test_every_bit_flipped(void **state) {
  (void)state;
  char text[256], note[1024];
  size_t key_errors = 0, form_errors = 0, signature_errors = 0;
  good_text(text);
  note_of(note, text);
  for (size_t bit = 0; bit < 8 * strlen(note); bit++) {
    char other[1024];
    size_t size = strlen(note);
    memcpy(other, note, size);
    other[bit / 8] = (char)(other[bit / 8] ^ 1 << bit % 8);
    enum ts_err err = opens_with(ts_bytes(other, size), key.point, crypto);
    key_errors += err == TS_ERR_CHECKPOINT_KEY;
    form_errors += err == TS_ERR_CHECKPOINT_FORM;
    signature_errors += err == TS_ERR_CHECKPOINT_SIGNATURE;
  }
  assert_int_equal(key_errors + form_errors + signature_errors, 8 * strlen(note));
  assert_true(key_errors > 0 && form_errors > 0 && signature_errors > 0);
}

static void test_every_length(void **state) {
  (void)state;
  char text[256], note[1024];
  good_text(text);
  note_of(note, text);
  for (size_t size = 0; size < strlen(note); size++)
    assert_int_equal(opens_with(ts_bytes(note, size), key.point, crypto), TS_ERR_CHECKPOINT_FORM);
  for (unsigned c = 0; c < 256; c++) {
    char longer[1026];
    (void)snprintf(longer, sizeof longer, "%s%c", note, (int)c);
    assert_int_equal(opens_with(ts_bytes(longer, strlen(note) + 1), key.point, crypto),
                     TS_ERR_CHECKPOINT_FORM);
  }
}

/* Good signatures over texts that are no checkpoint of ours. */
static void test_signed_nonsense(void **state) {
  (void)state;
  char base64[64], text[512], note[1024], origin[64];
  encode(base64, root.bytes, sizeof root.bytes);
  (void)snprintf(origin, sizeof origin, "%s", name);
  origin[strlen(origin) - 1] ^= 1;
  const char *const form[] = {"%s\n04711\n%s\n",
                              "%s\n4711\n%s\nmore\n",
                              "%s\n4711\n\n%s\n",
                              "\n%s\n4711\n%s\n",
                              "%s\n-1\n%s\n",
                              "%s\n4294967296\n%s\n",
                              "%s\n18446744073709551617\n%s\n",
                              "%s\n\n%s\n",
                              "%s\n4711 \n%s\n",
                              "%s\n4711\n%s \n",
                              "%s \n4711\n%s\n",
                              "%s\n4711\n%s=\n",
                              "%s\n0x10\n%s\n",
                              "%s\n+4711\n%s\n",
                              "%s\n4711\n%.43s\n",
                              "%s\n4711\n%.40s\n",
                              "%s\n4711\nAAAA%s\n",
                              "x%s\n4711\n%s\n",
                              "%s\n4711\n%.42sB=\n"};
  for (size_t i = 0; i < sizeof form / sizeof *form; i++) {
    (void)snprintf(text, sizeof text, form[i], name, base64);
    note_of(note, text);
    assert_int_equal(opens(note), TS_ERR_CHECKPOINT_FORM);
  }
  (void)snprintf(text, sizeof text, "%s\n4711\n%s\n", origin, base64); /* signed, but of another device */
  note_of(note, text);
  assert_int_equal(opens(note), TS_ERR_CHECKPOINT_FORM);
  (void)snprintf(text, sizeof text, "%s\n4711\n", name);
  note_of(note, text);
  assert_int_equal(opens(note), TS_ERR_CHECKPOINT_FORM);
  note_of(note, "\n");
  assert_int_equal(opens(note), TS_ERR_CHECKPOINT_FORM);
  (void)snprintf(text, sizeof text, "%s\n0\n%s\n", name, base64);
  note_of(note, text);
  struct ts_checkpoint empty;
  assert_int_equal(ts_checkpoint_open(&empty, ts_bytes_of(note), key.point, crypto), TS_OK);
  assert_int_equal(empty.size, 0);
}

static void test_other_keys_lines(void **state) {
  (void)state;
  char text[256], own[256], other[256], mixed[256], twin[256], note[TS_CHECKPOINT_NOTE_MAX + 2];
  good_text(text);
  sign_line(own, sizeof own, text, &key, name, key_hash);
  sign_line(other, sizeof other, text, &stranger, stranger_name, stranger_hash);
  sign_line(mixed, sizeof mixed, text, &stranger, name, stranger_hash); /* our name, another id */
  sign_line(twin, sizeof twin, text, &stranger, stranger_name, key_hash);
  (void)snprintf(note, sizeof note, "%s\n%s%s%s%s", text, other, mixed, own, twin);
  assert_int_equal(opens(note), TS_OK);
  (void)snprintf(note, sizeof note, "%s\n%s%s%s", text, other, mixed, twin);
  assert_int_equal(opens(note), TS_ERR_CHECKPOINT_KEY);
  /* Names and signatures of any kind, a post-quantum one of some kilobytes among them. */
  char large[6001];
  memset(large, 'A', 6000);
  large[6000] = 0;
  (void)snprintf(note, sizeof note,
                 "%s\n" DASH "w\xC3\xA4"
                 "chter.example/\xE2\x82\xAC %s\n%s",
                 text, large, own);
  assert_int_equal(opens(note), TS_OK);
  /* Sixteen are read, more are not. */
  for (size_t others = 14; others < 18; others++) {
    int at = snprintf(note, sizeof note, "%s\n", text);
    for (size_t i = 0; i < others; i++)
      at += snprintf(note + at, sizeof note - (size_t)at, "%s", other);
    (void)snprintf(note + at, sizeof note - (size_t)at, "%s", own);
    assert_int_equal(opens(note), others < TS_CHECKPOINT_LINES_MAX ? TS_OK : TS_ERR_CHECKPOINT_FORM);
  }
}

static void test_malformed_lines(void **state) {
  (void)state;
  static const char *const bad[] = {"x\n",
                                    "\xE2\x80\x93 a.example AAAAAAAA\n",
                                    DASH "a.example\n",
                                    DASH "a.example \n",
                                    DASH " AAAAAAAA\n",
                                    DASH
                                    "a.example AAAAAA==\n", /* four bytes: a key id without a signature */
                                    DASH "a.example AAAAAAAA \n",
                                    DASH "a.example AAA\n",
                                    DASH "a.example AAAAAA=A\n",
                                    DASH "a.example AA==AAAA\n",
                                    DASH "a.example AAAAAA-_\n",
                                    DASH "a.example AAAAAAB=\n",
                                    DASH "a+b AAAAAAAA\n",
                                    DASH "a\xC2\xA0"
                                         "b AAAAAAAA\n",
                                    DASH "a\xE2\x80\x83"
                                         "b AAAAAAAA\n",
                                    DASH "a\xE3\x80\x80"
                                         "b AAAAAAAA\n",
                                    DASH "a\xFF"
                                         "b AAAAAAAA\n",
                                    DASH "a\tb AAAAAAAA\n",
                                    DASH "a AAAAAAAA\r\n",
                                    DASH "a  AAAAAAAA\n"};
  char text[256], own[256], note[1024];
  good_text(text);
  sign_line(own, sizeof own, text, &key, name, key_hash);
  for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
    (void)snprintf(note, sizeof note, "%s\n%s%s", text, bad[i], own);
    assert_int_equal(opens(note), TS_ERR_CHECKPOINT_FORM);
    (void)snprintf(note, sizeof note, "%s\n%s%s", text, own, bad[i]);
    assert_int_equal(opens(note), TS_ERR_CHECKPOINT_FORM);
  }
}

/* All signatures of the key must be good, wherever they stand. */
static void test_signed_twice(void **state) {
  (void)state;
  char text[256], own[256], again[256], bad[256], note[1024];
  good_text(text);
  sign_line(own, sizeof own, text, &key, name, key_hash);
  sign_line(again, sizeof again, text, &key, name, key_hash);
  sign_line(bad, sizeof bad, "another text\n", &key, name, key_hash);
  (void)snprintf(note, sizeof note, "%s\n%s%s", text, own, again);
  assert_int_equal(opens(note), TS_OK);
  (void)snprintf(note, sizeof note, "%s\n%s%s", text, own, bad);
  assert_int_equal(opens(note), TS_ERR_CHECKPOINT_SIGNATURE);
  (void)snprintf(note, sizeof note, "%s\n%s%s", text, bad, own);
  assert_int_equal(opens(note), TS_ERR_CHECKPOINT_SIGNATURE);
  (void)snprintf(bad, sizeof bad, DASH "%s %.8sAAAA\n", name, strrchr(own, ' ') + 1); /* no DER */
  (void)snprintf(note, sizeof note, "%s\n%s%s", text, own, bad);
  assert_int_equal(opens(note), TS_ERR_CHECKPOINT_SIGNATURE);
}

static void test_too_long(void **state) {
  (void)state;
  char *note = malloc(TS_CHECKPOINT_NOTE_MAX + 1);
  assert_non_null(note);
  memset(note, '\n', TS_CHECKPOINT_NOTE_MAX + 1);
  assert_int_equal(opens_with(ts_bytes(note, TS_CHECKPOINT_NOTE_MAX), key.point, crypto),
                   TS_ERR_CHECKPOINT_FORM);
  assert_int_equal(opens_with(ts_bytes(note, TS_CHECKPOINT_NOTE_MAX + 1), key.point, crypto),
                   TS_ERR_TOO_LONG);
  free(note);
}

/* ---- a library that fails ---- */

static size_t hashes, failing;

static enum ts_err weak_sha256(void *ctx, const struct ts_bytes *part, size_t parts,
                               uint8_t digest[TS_SHA256_SIZE]) {
  if (++hashes != failing)
    return crypto->sha256(ctx, part, parts, digest);
  memset(digest, 0, TS_SHA256_SIZE);
  return TS_ERR_INTERNAL;
}

static enum ts_signature_check not_checked(void *ctx, const uint8_t *point, const uint8_t *digest,
                                           const uint8_t *signature) {
  (void)ctx, (void)point, (void)digest, (void)signature;
  return TS_SIGNATURE_NOT_CHECKED;
}

static void test_library_fails(void **state) {
  (void)state;
  struct ts_crypto weak = *crypto;
  struct ts_identity device = identity();
  uint8_t memory[TS_CHECKPOINT_SIZE_MAX];
  char text[256], note[1024], id[TS_DEVICE_ID_SIZE] = "x";
  good_text(text);
  note_of(note, text);
  weak.sha256 = weak_sha256;
  for (failing = 1; failing <= 2; failing++) {
    struct ts_buf out = ts_buf(memory, sizeof memory);
    hashes = 0;
    assert_int_equal(opens_with(ts_bytes_of(note), key.point, &weak), TS_ERR_INTERNAL);
    hashes = 0;
    assert_int_equal(ts_checkpoint_sign(&out, 1, &root, &device, &weak), TS_ERR_INTERNAL);
    assert_int_equal(out.size, 0);
  }
  hashes = 0;
  failing = 1;
  assert_int_equal(ts_device_id(&weak, key.point, id), TS_ERR_INTERNAL);
  assert_string_equal(id, "");
  weak = *crypto;
  weak.verify_p256 = not_checked;
  assert_int_equal(opens_with(ts_bytes_of(note), key.point, &weak), TS_ERR_INTERNAL);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_libcrypto_verifies), cmocka_unit_test(test_device_id),
      cmocka_unit_test(test_not_signed),         cmocka_unit_test(test_opens_what_libcrypto_signed),
      cmocka_unit_test(test_every_bit_flipped),  cmocka_unit_test(test_every_length),
      cmocka_unit_test(test_signed_nonsense),    cmocka_unit_test(test_other_keys_lines),
      cmocka_unit_test(test_malformed_lines),    cmocka_unit_test(test_signed_twice),
      cmocka_unit_test(test_too_long),           cmocka_unit_test(test_library_fails)};
  return cmocka_run_group_tests_name("checkpoint", tests, make_keys, free_keys);
}
