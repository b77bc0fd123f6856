/* SPDX-License-Identifier: Apache-2.0 */
#include "core/checkpoint.h"

#include <string.h>

#include "core/cbor.h"
#include "core/cose.h"
#include "core/ecdsa_der.h"

#define ORIGIN "touchstone/"
#define DASH "\xE2\x80\x94 " /* an em dash and a space begin a signature's line */

enum {
  KEY_ID_SIZE = 4,
  NAME_SIZE = sizeof ORIGIN - 1 + TS_DEVICE_ID_SIZE,
  DEVICE_ID_BYTES = (TS_DEVICE_ID_SIZE - 1) / 2,
  SIGNATURE_MAX = KEY_ID_SIZE + TS_ECDSA_DER_MAX,
  SIZE_DIGITS = 10, /* of TS_MERKLE_SIZE_MAX */
};

/* ---- the key ---- */

/* What a line says of who signed it. */
struct signer {
  char name[NAME_SIZE];
  uint8_t key_id[KEY_ID_SIZE];
};

static enum ts_err hash_key(const struct ts_crypto *crypto, const uint8_t point[TS_P256_POINT_SIZE],
                            uint8_t digest[TS_SHA256_SIZE]) {
  uint8_t spki[TS_P256_SPKI_SIZE];
  ts_p256_spki(spki, point);
  const struct ts_bytes part = ts_bytes(spki, sizeof spki);
  return crypto->sha256(crypto->ctx, &part, 1, digest);
}

static void put_id(char out[TS_DEVICE_ID_SIZE], const uint8_t digest[TS_SHA256_SIZE]) {
  struct ts_buf text = ts_buf(out, TS_DEVICE_ID_SIZE - 1);
  ts_buf_put_hex(&text, ts_bytes(digest, DEVICE_ID_BYTES));
  out[text.size] = 0;
}

enum ts_err ts_device_id(const struct ts_crypto *crypto, const uint8_t point[TS_P256_POINT_SIZE],
                         char out[TS_DEVICE_ID_SIZE]) {
  uint8_t digest[TS_SHA256_SIZE];
  enum ts_err err = hash_key(crypto, point, digest);
  out[0] = 0;
  if (err == TS_OK)
    put_id(out, digest);
  return err;
}

static enum ts_err signer_of(const struct ts_crypto *crypto, const uint8_t point[TS_P256_POINT_SIZE],
                             struct signer *out) {
  uint8_t digest[TS_SHA256_SIZE];
  enum ts_err err = hash_key(crypto, point, digest);
  if (err)
    return err;
  memcpy(out->name, ORIGIN, sizeof ORIGIN - 1);
  put_id(out->name + sizeof ORIGIN - 1, digest);
  memcpy(out->key_id, digest, KEY_ID_SIZE);
  return TS_OK;
}

/* ---- writing ---- */

static void put_text(struct ts_buf *out, const char *name, uint64_t size, const struct ts_hash *root) {
  ts_buf_put_text(out, name);
  ts_buf_put_byte(out, '\n');
  ts_buf_put_decimal(out, size);
  ts_buf_put_byte(out, '\n');
  ts_base64_encode(out, ts_bytes(root->bytes, sizeof root->bytes));
  ts_buf_put_byte(out, '\n');
}

static void put_signature(struct ts_buf *out, const struct signer *signer,
                          const uint8_t signature[TS_P256_SIGNATURE_SIZE]) {
  uint8_t memory[SIGNATURE_MAX];
  struct ts_buf bytes = ts_buf(memory, sizeof memory);
  ts_buf_put(&bytes, ts_bytes(signer->key_id, sizeof signer->key_id));
  ts_ecdsa_der_put(&bytes, signature);
  ts_buf_put_text(out, DASH);
  ts_buf_put_text(out, signer->name);
  ts_buf_put_byte(out, ' ');
  ts_base64_encode(out, ts_buf_bytes(&bytes));
  ts_buf_put_byte(out, '\n');
}

static enum ts_err sign(struct ts_buf *out, uint64_t size, const struct ts_hash *root,
                        const struct ts_identity *identity, const struct ts_crypto *crypto) {
  uint8_t point[TS_P256_POINT_SIZE], digest[TS_SHA256_SIZE], signature[TS_P256_SIGNATURE_SIZE];
  struct signer signer;
  size_t start = out->size;
  enum ts_err err = identity->public_key(identity->ctx, point);
  if (err == TS_OK)
    err = signer_of(crypto, point, &signer);
  if (err)
    return err;
  put_text(out, signer.name, size, root);
  if (out->full)
    return TS_ERR_NO_SPACE;
  const struct ts_bytes text = ts_bytes(out->data + start, out->size - start);
  err = crypto->sha256(crypto->ctx, &text, 1, digest);
  if (err == TS_OK)
    err = identity->sign(identity->ctx, digest, signature);
  if (err)
    return err;
  ts_buf_put_byte(out, '\n');
  put_signature(out, &signer, signature);
  return out->full ? TS_ERR_NO_SPACE : TS_OK;
}

enum ts_err ts_checkpoint_sign(struct ts_buf *out, uint64_t size, const struct ts_hash *root,
                               const struct ts_identity *identity, const struct ts_crypto *crypto) {
  size_t start = out->size;
  if (size > TS_MERKLE_SIZE_MAX)
    return TS_ERR_ARGUMENT;
  enum ts_err err = sign(out, size, root, identity, crypto);
  if (err)
    out->size = start;
  return err;
}

/* ---- a note's form ---- */

/* Takes a line off the front of REST, without its end; false if there is no whole one. */
static bool take_line(struct ts_bytes *rest, struct ts_bytes *line) {
  const uint8_t *end = rest->size ? memchr(rest->data, '\n', rest->size) : NULL;
  if (!end)
    return false;
  *line = ts_bytes(rest->data, (size_t)(end - rest->data));
  *rest = ts_bytes_part(*rest, line->size + 1, rest->size);
  return true;
}

/* UTF-8 without control characters; the text ends, its last line end with it, before the last empty line. */
static bool split(struct ts_bytes note, struct ts_bytes *text, struct ts_bytes *signatures) {
  for (size_t i = 0; i < note.size; i++)
    if (note.data[i] < 0x20 && note.data[i] != '\n')
      return false;
  if (!ts_cbor_utf8(note) || note.size < 2)
    return false;
  size_t at = note.size - 1;
  while (at > 0 && !(note.data[at] == '\n' && note.data[at - 1] == '\n'))
    at--;
  *text = ts_bytes_part(note, 0, at);
  *signatures = ts_bytes_part(note, at + 1, note.size);
  return at > 0 && signatures->size > 0;
}

/* Unicode's White_Space beyond ASCII, in valid UTF-8. */
static bool starts_with_space(struct ts_bytes text) {
  static const char *const space[] = {"\xC2\x85",     "\xC2\xA0",     "\xE1\x9A\x80", "\xE2\x80\xA8",
                                      "\xE2\x80\xA9", "\xE2\x80\xAF", "\xE2\x81\x9F", "\xE3\x80\x80"};
  for (size_t i = 0; i < sizeof space / sizeof *space; i++)
    if (ts_bytes_starts(text, ts_bytes_of(space[i])))
      return true;
  return text.size >= 3 && text.data[0] == 0xE2 && text.data[1] == 0x80 && text.data[2] <= 0x8A;
}

static bool name_ok(struct ts_bytes name) {
  for (size_t i = 0; i < name.size; i++)
    if (name.data[i] == ' ' || name.data[i] == '+' || starts_with_space(ts_bytes_part(name, i, name.size)))
      return false;
  return name.size > 0;
}

/* Base64 of more than a key id, which is decoded. Another key's signature may be of any size: it is read by
 * fours. */
static bool read_key_id(struct ts_bytes base64, uint8_t key_id[KEY_ID_SIZE]) {
  size_t size = 0;
  for (size_t at = 0; at < base64.size; at += 4) {
    uint8_t memory[3];
    struct ts_buf three = ts_buf(memory, sizeof memory);
    bool is_last = base64.size - at <= 4;
    if (!ts_base64_decode(&three, ts_bytes_part(base64, at, 4)) || (!is_last && three.size != 3))
      return false;
    for (size_t i = 0; i < three.size; i++, size++)
      if (size < KEY_ID_SIZE)
        key_id[size] = memory[i];
  }
  return size > KEY_ID_SIZE;
}

struct signature_line {
  struct ts_bytes name, base64;
  uint8_t key_id[KEY_ID_SIZE];
};

static bool read_signature_line(struct ts_bytes line, struct signature_line *out) {
  if (!ts_bytes_starts(line, ts_bytes_of(DASH)))
    return false;
  struct ts_bytes rest = ts_bytes_part(line, sizeof DASH - 1, line.size);
  const uint8_t *space = rest.size ? memchr(rest.data, ' ', rest.size) : NULL;
  if (!space)
    return false;
  out->name = ts_bytes(rest.data, (size_t)(space - rest.data));
  out->base64 = ts_bytes_part(rest, out->name.size + 1, rest.size);
  return name_ok(out->name) && read_key_id(out->base64, out->key_id);
}

/* ---- the signature ---- */

static bool is_of(const struct signature_line *line, const struct signer *signer) {
  return ts_bytes_equal_text(line->name, signer->name) &&
         memcmp(line->key_id, signer->key_id, KEY_ID_SIZE) == 0;
}

static enum ts_err verify_line(const struct signature_line *line, const uint8_t digest[TS_SHA256_SIZE],
                               const uint8_t point[TS_P256_POINT_SIZE], const struct ts_crypto *crypto) {
  uint8_t memory[SIGNATURE_MAX], signature[TS_P256_SIGNATURE_SIZE];
  struct ts_buf bytes = ts_buf(memory, sizeof memory);
  if (!ts_base64_decode(&bytes, line->base64) ||
      !ts_ecdsa_der_read(ts_bytes_part(ts_buf_bytes(&bytes), KEY_ID_SIZE, bytes.size), signature))
    return TS_ERR_CHECKPOINT_SIGNATURE;
  switch (crypto->verify_p256(crypto->ctx, point, digest, signature)) {
  case TS_SIGNATURE_GOOD:
    return TS_OK;
  case TS_SIGNATURE_BAD:
    return TS_ERR_CHECKPOINT_SIGNATURE;
  default:
    return TS_ERR_INTERNAL;
  }
}

/* The form of every line, and each signature that says to be by the key: they must all be good. */
static enum ts_err verify_lines(struct ts_bytes lines, const struct signer *signer,
                                const uint8_t digest[TS_SHA256_SIZE], const uint8_t point[TS_P256_POINT_SIZE],
                                const struct ts_crypto *crypto) {
  enum ts_err answer = TS_ERR_CHECKPOINT_KEY;
  for (size_t count = 0; lines.size > 0; count++) {
    struct ts_bytes text;
    struct signature_line line;
    if (count == TS_CHECKPOINT_LINES_MAX || !take_line(&lines, &text) || !read_signature_line(text, &line))
      return TS_ERR_CHECKPOINT_FORM;
    bool refused = answer != TS_OK && answer != TS_ERR_CHECKPOINT_KEY;
    if (!refused && is_of(&line, signer))
      answer = verify_line(&line, digest, point, crypto);
  }
  return answer;
}

/* ---- the text ---- */

static bool read_size(struct ts_bytes line, uint64_t *out) {
  if (!ts_bytes_all_digits(line) || line.size > SIZE_DIGITS || (line.data[0] == '0' && line.size > 1))
    return false;
  *out = 0;
  for (size_t i = 0; i < line.size; i++)
    *out = *out * 10 + (uint64_t)(line.data[i] - '0');
  return *out <= TS_MERKLE_SIZE_MAX;
}

static bool read_root(struct ts_bytes line, struct ts_hash *out) {
  struct ts_buf bytes = ts_buf(out->bytes, sizeof out->bytes);
  return ts_base64_decode(&bytes, line) && bytes.size == sizeof out->bytes;
}

static bool read_text(struct ts_bytes text, const struct signer *signer, struct ts_checkpoint *out) {
  struct ts_bytes origin, size, root;
  if (!take_line(&text, &origin) || !take_line(&text, &size) || !take_line(&text, &root) || text.size > 0)
    return false;
  memcpy(out->device, signer->name + sizeof ORIGIN - 1, TS_DEVICE_ID_SIZE);
  return ts_bytes_equal_text(origin, signer->name) && read_size(size, &out->size) &&
         read_root(root, &out->root);
}

static enum ts_err open_note(struct ts_checkpoint *out, struct ts_bytes note,
                             const uint8_t point[TS_P256_POINT_SIZE], const struct ts_crypto *crypto) {
  struct ts_bytes text, lines;
  struct signer signer;
  uint8_t digest[TS_SHA256_SIZE];
  if (note.size > TS_CHECKPOINT_NOTE_MAX)
    return TS_ERR_TOO_LONG;
  if (!split(note, &text, &lines))
    return TS_ERR_CHECKPOINT_FORM;
  enum ts_err err = signer_of(crypto, point, &signer);
  if (err == TS_OK)
    err = crypto->sha256(crypto->ctx, &text, 1, digest);
  if (err == TS_OK)
    err = verify_lines(lines, &signer, digest, point, crypto);
  if (err)
    return err;
  return read_text(text, &signer, out) ? TS_OK : TS_ERR_CHECKPOINT_FORM;
}

enum ts_err ts_checkpoint_open(struct ts_checkpoint *out, struct ts_bytes note,
                               const uint8_t point[TS_P256_POINT_SIZE], const struct ts_crypto *crypto) {
  memset(out, 0, sizeof *out);
  enum ts_err err = open_note(out, note, point, crypto);
  if (err)
    memset(out, 0, sizeof *out);
  return err;
}
