/* SPDX-License-Identifier: Apache-2.0 */
#include "core/bundle.h"

#include <string.h>

#include "core/bundle_read.h"
#include "core/cose.h"

enum { GTIN_SIZE = 14 };

enum ts_err ts_bundle_read_header(struct ts_bytes header, uint64_t file_size, size_t *head_size) {
  const struct ts_bytes magic = ts_bytes_of(TS_BUNDLE_MAGIC);
  *head_size = 0;
  if (file_size > TS_BUNDLE_FILE_MAX)
    return TS_ERR_TOO_LONG;
  if (!ts_bytes_starts(header, ts_bytes_part(magic, 0, header.size)) || header.size == 0)
    return TS_ERR_BUNDLE_FORM;
  if (header.size < TS_BUNDLE_HEADER_SIZE)
    return TS_ERR_BUNDLE_SIZE;
  uint32_t size = ts_get_be32(header.data + magic.size);
  if (size > TS_BUNDLE_SIZE_MAX)
    return TS_ERR_TOO_LONG;
  if (file_size < TS_BUNDLE_HEADER_SIZE + (uint64_t)size)
    return TS_ERR_BUNDLE_SIZE;
  *head_size = size;
  return TS_OK;
}

static enum ts_err read_message(struct ts_cose_sign *message, struct ts_bytes head) {
  enum ts_err err = ts_cose_read(message, head);
  return err == TS_ERR_CBOR_TYPE ? TS_ERR_BUNDLE_FORM : err;
}

/* The statements before the bundle's message. *AT: where that begins. */
static enum ts_err follow_rotations(struct ts_publisher_keys *publisher, struct ts_bytes head,
                                    struct ts_cose_sign *message, size_t *at,
                                    const struct ts_crypto *crypto) {
  *at = 0;
  for (unsigned count = 0; count <= TS_PUBLISHER_ROTATIONS_MAX; count++) {
    enum ts_err err = read_message(message, ts_bytes_part(head, *at, head.size));
    if (err || !ts_bytes_equal_text(message->content_type, TS_PUBLISHER_CONTENT_TYPE))
      return err;
    err = ts_publisher_follow(publisher, message, crypto);
    if (err)
      return err;
    *at += message->size;
  }
  return TS_ERR_TOO_LONG;
}

static enum ts_err open_bundle(struct ts_bundle *out, struct ts_bytes head,
                               const struct ts_publisher_keys *pinned, const struct ts_crypto *crypto) {
  if (head.size > TS_BUNDLE_SIZE_MAX)
    return TS_ERR_TOO_LONG;
  struct ts_publisher_keys publisher = *pinned;
  struct ts_cose_sign message;
  size_t at;
  enum ts_err err = follow_rotations(&publisher, head, &message, &at, crypto);
  if (err)
    return err;
  if (!ts_bytes_equal_text(message.content_type, TS_BUNDLE_CONTENT_TYPE))
    return TS_ERR_BUNDLE_FORM;
  if (message.size != head.size - at)
    return TS_ERR_CBOR_TRAILING;
  err = ts_publisher_verify(&publisher, &message, crypto);
  if (!err)
    err = ts_bundle_read_payload(out, message.payload);
  if (!err)
    err = crypto->sha256(crypto->ctx, &message.payload, 1, out->hash);
  out->keys = publisher;
  uint64_t head_end = TS_BUNDLE_HEADER_SIZE + (uint64_t)head.size;
  out->sets_at = ts_bundle_align(head_end);
  out->file_size = out->file_size ? out->sets_at + out->file_size : head_end;
  return err;
}

enum ts_err ts_bundle_open(struct ts_bundle *out, struct ts_bytes head,
                           const struct ts_publisher_keys *publisher, const struct ts_crypto *crypto) {
  enum ts_err err = open_bundle(out, head, publisher, crypto);
  if (err)
    memset(out, 0, sizeof *out);
  out->open = err == TS_OK;
  return err;
}

static enum ts_err see_set(const struct ts_bundle_set *set,
                           enum ts_err (*see)(void *ctx, const struct ts_bundle_set *set), void *ctx) {
  return set->there ? see(ctx, set) : TS_OK;
}

enum ts_err ts_bundle_each_set(const struct ts_bundle *bundle,
                               enum ts_err (*see)(void *ctx, const struct ts_bundle_set *set), void *ctx) {
  enum ts_err err = bundle->open ? TS_OK : TS_ERR_ARGUMENT;
  struct ts_brand_walk walk = ts_brand_walk(bundle);
  struct ts_brand brand;
  struct ts_signer signer;
  while (!err && ts_brand_walk_next(&walk, &brand)) {
    size_t count;
    struct ts_cbor_reader r = ts_bundle_items(brand.signers, &count);
    for (size_t i = 0; i < count && !err; i++) {
      ts_signer_read(&r, &signer);
      err = r.err ? r.err : see_set(&signer.recorded, see, ctx);
    }
    if (!err)
      err = see_set(&brand.issued, see, ctx);
    if (!err)
      err = see_set(&brand.blocked, see, ctx);
  }
  return err ? err : walk.r.err;
}

static bool no_brand(struct ts_brand *out) {
  memset(out, 0, sizeof *out);
  return false;
}

static bool has_prefix_of(const struct ts_brand *brand, struct ts_bytes gtin14) {
  size_t count;
  struct ts_cbor_reader r = ts_bundle_items(brand->prefixes, &count);
  for (size_t i = 0; i < count; i++)
    if (ts_gtin_covered(gtin14, ts_cbor_text(&r)) && !r.err)
      return true;
  return false;
}

bool ts_bundle_brand_of_gtin(const struct ts_bundle *bundle, const char *gtin14, struct ts_brand *out) {
  struct ts_bytes gtin = ts_bytes_of(gtin14);
  if (!bundle->open || gtin.size != GTIN_SIZE)
    return no_brand(out);
  struct ts_brand_walk walk = ts_brand_walk(bundle);
  while (ts_brand_walk_next(&walk, out))
    if (has_prefix_of(out, gtin))
      return true;
  return no_brand(out);
}

bool ts_bundle_brand_of_host(const struct ts_bundle *bundle, const char *host, struct ts_brand *out) {
  if (!bundle->open)
    return no_brand(out);
  struct ts_brand_walk walk = ts_brand_walk(bundle);
  while (ts_brand_walk_next(&walk, out))
    if (ts_brand_has_host(out, host))
      return true;
  return no_brand(out);
}

bool ts_bundle_brand_at(const struct ts_bundle *bundle, size_t index, struct ts_brand *out) {
  if (!bundle->open)
    return no_brand(out);
  struct ts_brand_walk walk = ts_brand_walk(bundle);
  while (ts_brand_walk_next(&walk, out))
    if (out->index == index)
      return true;
  return no_brand(out);
}

static bool equal_in_lower_case(struct ts_bytes lower, struct ts_bytes other) {
  if (lower.size != other.size)
    return false;
  for (size_t i = 0; i < lower.size; i++) {
    uint8_t c = other.data[i];
    if (c >= 'A' && c <= 'Z')
      c = (uint8_t)(c - 'A' + 'a');
    if (c != lower.data[i])
      return false;
  }
  return true;
}

bool ts_brand_has_host(const struct ts_brand *brand, const char *host) {
  size_t count;
  struct ts_cbor_reader r = ts_bundle_items(brand->hosts, &count);
  for (size_t i = 0; i < count; i++)
    if (equal_in_lower_case(ts_cbor_text(&r), ts_bytes_of(host)) && !r.err)
      return true;
  return false;
}

struct ts_bytes ts_brand_model(const struct ts_brand *brand, const char *gtin14) {
  size_t count;
  struct ts_cbor_reader r = ts_bundle_items(brand->models, &count);
  for (size_t i = 0; i < count; i++) {
    struct ts_bytes name;
    if (ts_bytes_equal_text(ts_model_read(&r, &name), gtin14) && !r.err)
      return name;
  }
  return ts_bytes(NULL, 0);
}

size_t ts_brand_model_count(const struct ts_brand *brand) {
  size_t count;
  (void)ts_bundle_items(brand->models, &count);
  return count;
}

bool ts_brand_model_at(const struct ts_brand *brand, size_t index, struct ts_bytes *gtin14,
                       struct ts_bytes *name) {
  size_t count;
  struct ts_cbor_reader r = ts_bundle_items(brand->models, &count);
  *gtin14 = *name = ts_bytes(NULL, 0);
  if (index >= count)
    return false;
  for (size_t i = 0; i <= index; i++)
    *gtin14 = ts_model_read(&r, name);
  return r.err == TS_OK;
}

struct ts_tagged ts_brand_tagged(const struct ts_brand *brand, const char *gtin14) {
  struct ts_tagged found = {.known = false};
  struct ts_bytes gtin = ts_bytes_of(gtin14);
  size_t count, found_size = 0;
  struct ts_cbor_reader r = ts_bundle_items(brand->tagged, &count);
  for (size_t i = 0; i < count && gtin.size == GTIN_SIZE; i++) {
    int64_t since;
    struct ts_bytes what = ts_tagged_read(&r, &since);
    if (r.err || what.size < found_size || !ts_gtin_covered(gtin, what))
      continue;
    found = (struct ts_tagged){.known = true, .since = since};
    found_size = what.size;
  }
  return found;
}

static bool fits_form(struct ts_bytes serial, struct ts_bytes form) {
  if (serial.size != form.size)
    return false;
  for (size_t i = 0; i < form.size; i++) {
    uint8_t c = serial.data[i], f = form.data[i];
    bool digit = c >= '0' && c <= '9', letter = c >= 'A' && c <= 'Z';
    bool fits = f == '#' ? digit : f == '@' ? letter : f == '$' ? digit || letter : c == f;
    if (!fits)
      return false;
  }
  return true;
}

bool ts_brand_serial_form_ok(const struct ts_brand *brand, struct ts_bytes serial) {
  size_t count;
  struct ts_cbor_reader r = ts_bundle_items(brand->serial_forms, &count);
  if (count == 0)
    return !r.err;
  for (size_t i = 0; i < count; i++)
    if (fits_form(serial, ts_cbor_text(&r)) && !r.err)
      return true;
  return false;
}

/* The signer that R stands before, the brand's INDEXth. */
static bool read_signer(struct ts_cbor_reader *r, const struct ts_brand *brand, size_t index,
                        struct ts_signer *out) {
  ts_signer_read(r, out);
  out->index = brand->first_signer + index;
  return !r->err;
}

bool ts_brand_next_signer(const struct ts_brand *brand, const struct ts_signer *previous, uint16_t key_id,
                          struct ts_signer *out) {
  size_t first = previous ? previous->index - brand->first_signer + 1 : 0;
  size_t count;
  struct ts_cbor_reader r = ts_bundle_items(brand->signers, &count);
  for (size_t i = 0; i < count && !r.err; i++) {
    if (i < first) {
      ts_cbor_skip(&r);
      continue;
    }
    struct ts_signer signer;
    if (!read_signer(&r, brand, i, &signer) || signer.key_id > key_id)
      break; /* ascending by key id */
    if (signer.key_id != key_id)
      continue;
    *out = signer;
    return true;
  }
  memset(out, 0, sizeof *out);
  return false;
}

bool ts_brand_signer_at(const struct ts_brand *brand, size_t index_in_brand, struct ts_signer *out) {
  size_t count;
  struct ts_cbor_reader r = ts_bundle_items(brand->signers, &count);
  for (size_t i = 0; i < count && i <= index_in_brand; i++) {
    if (i < index_in_brand)
      ts_cbor_skip(&r);
    else if (read_signer(&r, brand, i, out))
      return true;
  }
  memset(out, 0, sizeof *out);
  return false;
}

bool ts_signer_in_scope(const struct ts_signer *signer, const char *gtin14) {
  struct ts_bytes gtin = ts_bytes_of(gtin14);
  size_t count;
  struct ts_cbor_reader r = ts_bundle_items(signer->scope, &count);
  if (gtin.size != GTIN_SIZE)
    return false;
  if (signer->scope.size == 0)
    return true;
  for (size_t i = 0; i < count; i++)
    if (ts_gtin_covered(gtin, ts_cbor_text(&r)) && !r.err)
      return true;
  return false;
}
