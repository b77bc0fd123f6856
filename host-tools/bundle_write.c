/* SPDX-License-Identifier: Apache-2.0 */
#include "bundle_write.h"

#include <stdlib.h>
#include <string.h>

#include "core/bundle_read.h"
#include "core/cbor.h"

struct writer {
  struct ts_buf out;
  enum ts_err err;
  uint64_t sets_end; /* of the sets named so far, from the first one's begin */
};

struct ts_bytes ts_blob_bytes(const struct ts_blob *blob) {
  return ts_bytes(blob->data, blob->size);
}

void ts_blob_free(struct ts_blob *blob) {
  free(blob->data);
  *blob = (struct ts_blob){0};
}

/* Pointers to the COUNT items of SIZE bytes at ITEMS, in the order of COMPARE; NULL, with the error set, when
 * memory is out. */
static const void **sorted(struct writer *w, const void *items, size_t count, size_t size,
                           int (*compare)(const void *, const void *)) {
  const void **list = calloc(count ? count : 1, sizeof *list);
  if (!list) {
    w->err = TS_ERR_INTERNAL;
    return NULL;
  }
  for (size_t i = 0; i < count; i++)
    list[i] = (const char *)items + i * size;
  qsort(list, count, sizeof *list, compare);
  return list;
}

/* What qsort hands over points at a list's place, which points at the item. */
static const void *item_at(const void *place) {
  return *(const void *const *)place;
}

static int compare_texts(const void *a, const void *b) {
  const char *const *left = item_at(a), *const *right = item_at(b);
  return strcmp(*left, *right);
}

static int compare_signers(const void *a, const void *b) {
  const struct ts_signer_spec *left = item_at(a), *right = item_at(b);
  if (left->key_id != right->key_id)
    return left->key_id < right->key_id ? -1 : 1;
  return ts_bytes_compare(left->certificate, right->certificate);
}

static int compare_models(const void *a, const void *b) {
  const struct ts_model_spec *left = item_at(a), *right = item_at(b);
  return strcmp(left->gtin14, right->gtin14);
}

static int compare_tagged(const void *a, const void *b) {
  const struct ts_tagged_spec *left = item_at(a), *right = item_at(b);
  return strcmp(left->what, right->what);
}

static int compare_brands(const void *a, const void *b) {
  const struct ts_brand_spec *left = item_at(a), *right = item_at(b);
  return strcmp(left->id, right->id);
}

static void put_text(struct writer *w, const char *text) {
  struct ts_bytes bytes = ts_bytes_of(text);
  if (!ts_cbor_utf8(bytes) && !w->err)
    w->err = TS_ERR_CBOR_UTF8;
  ts_cbor_put_text(&w->out, bytes);
}

static void put_texts(struct writer *w, const char *const *text, size_t count) {
  const void **list = sorted(w, text, count, sizeof *text, compare_texts);
  ts_cbor_put_array(&w->out, count);
  for (size_t i = 0; list && i < count; i++)
    put_text(w, *(const char *const *)list[i]);
  free(list);
}

static void put_set(struct writer *w, const struct ts_set_spec *set) {
  const struct ts_statusset_info *info = &set->info;
  uint64_t offset = info->length ? ts_bundle_align(w->sets_end) : 0;
  if (info->length)
    w->sets_end = offset + info->length;
  ts_cbor_put_array(&w->out, 6);
  ts_cbor_put_uint(&w->out, offset);
  ts_cbor_put_uint(&w->out, info->bits);
  ts_cbor_put_uint(&w->out, info->count);
  ts_cbor_put_uint(&w->out, info->blocks);
  ts_cbor_put_uint(&w->out, info->length);
  ts_cbor_put_bytes(&w->out, ts_bytes(info->root, sizeof info->root));
}

static void put_signer(struct writer *w, const struct ts_signer_spec *signer) {
  bool revoked = signer->state == TS_SIGNER_REVOKED, scoped = signer->scope_count > 0;
  unsigned optional = (revoked ? 1u : 0u) + (scoped ? 1u : 0u) + (signer->recorded.there ? 1u : 0u);
  uint8_t key_id[2];
  ts_put_be16(key_id, signer->key_id);
  ts_cbor_put_map(&w->out, 3u + optional);
  ts_cbor_put_uint(&w->out, 1);
  ts_cbor_put_bytes(&w->out, ts_bytes(key_id, sizeof key_id));
  ts_cbor_put_uint(&w->out, 2);
  ts_cbor_put_bytes(&w->out, signer->certificate);
  ts_cbor_put_uint(&w->out, 3);
  ts_cbor_put_uint(&w->out, signer->state);
  if (revoked) {
    ts_cbor_put_uint(&w->out, 4);
    ts_cbor_put_uint(&w->out, signer->revoked_from_day);
  }
  if (scoped) {
    ts_cbor_put_uint(&w->out, 5);
    put_texts(w, signer->scope, signer->scope_count);
  }
  if (signer->recorded.there) {
    ts_cbor_put_uint(&w->out, 6);
    put_set(w, &signer->recorded);
  }
}

static void put_signers(struct writer *w, const struct ts_brand_spec *brand) {
  const void **list = sorted(w, brand->signer, brand->signer_count, sizeof *brand->signer, compare_signers);
  ts_cbor_put_array(&w->out, brand->signer_count);
  for (size_t i = 0; list && i < brand->signer_count; i++)
    put_signer(w, list[i]);
  free(list);
}

static void put_models(struct writer *w, const struct ts_brand_spec *brand) {
  const void **list = sorted(w, brand->model, brand->model_count, sizeof *brand->model, compare_models);
  ts_cbor_put_array(&w->out, brand->model_count);
  for (size_t i = 0; list && i < brand->model_count; i++) {
    const struct ts_model_spec *model = list[i];
    ts_cbor_put_array(&w->out, 2);
    put_text(w, model->gtin14);
    put_text(w, model->name);
  }
  free(list);
}

static void put_tagged(struct writer *w, const struct ts_brand_spec *brand) {
  const void **list = sorted(w, brand->tagged, brand->tagged_count, sizeof *brand->tagged, compare_tagged);
  ts_cbor_put_array(&w->out, brand->tagged_count);
  for (size_t i = 0; list && i < brand->tagged_count; i++) {
    const struct ts_tagged_spec *tagged = list[i];
    ts_cbor_put_array(&w->out, 2);
    put_text(w, tagged->what);
    ts_cbor_put_uint(&w->out, tagged->since_day);
  }
  free(list);
}

static unsigned policies(const struct ts_brand_spec *brand) {
  return (brand->signer_days ? 1u : 0u) + (brand->serial_days ? 1u : 0u) + (brand->tagged_count ? 1u : 0u);
}

static void put_policy(struct writer *w, const struct ts_brand_spec *brand) {
  ts_cbor_put_map(&w->out, policies(brand));
  if (brand->signer_days) {
    ts_cbor_put_uint(&w->out, 1);
    ts_cbor_put_uint(&w->out, brand->signer_days);
  }
  if (brand->serial_days) {
    ts_cbor_put_uint(&w->out, 2);
    ts_cbor_put_uint(&w->out, brand->serial_days);
  }
  if (brand->tagged_count) {
    ts_cbor_put_uint(&w->out, 3);
    put_tagged(w, brand);
  }
}

static void put_brand(struct writer *w, const struct ts_brand_spec *brand) {
  unsigned optional = (policies(brand) ? 1u : 0u) + (brand->serial_form_count ? 1u : 0u) +
                      (brand->issued.there ? 1u : 0u) + (brand->blocked.there ? 1u : 0u);
  ts_cbor_put_map(&w->out, 7u + optional);
  ts_cbor_put_uint(&w->out, 1);
  put_text(w, brand->id);
  ts_cbor_put_uint(&w->out, 2);
  put_text(w, brand->name);
  ts_cbor_put_uint(&w->out, 3);
  ts_cbor_put_bytes(&w->out, brand->root);
  ts_cbor_put_uint(&w->out, 4);
  put_texts(w, brand->prefix, brand->prefix_count);
  ts_cbor_put_uint(&w->out, 5);
  put_texts(w, brand->host, brand->host_count);
  ts_cbor_put_uint(&w->out, 6);
  put_signers(w, brand);
  ts_cbor_put_uint(&w->out, 7);
  put_models(w, brand);
  if (policies(brand)) {
    ts_cbor_put_uint(&w->out, 8);
    put_policy(w, brand);
  }
  if (brand->serial_form_count) {
    ts_cbor_put_uint(&w->out, 9);
    put_texts(w, brand->serial_form, brand->serial_form_count);
  }
  if (brand->issued.there) {
    ts_cbor_put_uint(&w->out, 10);
    put_set(w, &brand->issued);
  }
  if (brand->blocked.there) {
    ts_cbor_put_uint(&w->out, 11);
    put_set(w, &brand->blocked);
  }
}

static void put_bundle(struct writer *w, const struct ts_bundle_spec *spec) {
  ts_cbor_put_map(&w->out, 6);
  ts_cbor_put_uint(&w->out, 1);
  ts_cbor_put_uint(&w->out, TS_BUNDLE_FORMAT);
  ts_cbor_put_uint(&w->out, 2);
  put_text(w, spec->publisher);
  ts_cbor_put_uint(&w->out, 3);
  ts_cbor_put_uint(&w->out, spec->sequence);
  ts_cbor_put_uint(&w->out, 4);
  ts_cbor_put_uint(&w->out, (uint64_t)spec->issued);
  ts_cbor_put_uint(&w->out, 5);
  ts_cbor_put_uint(&w->out, (uint64_t)spec->expires);
  ts_cbor_put_uint(&w->out, 6);
  const void **list = sorted(w, spec->brand, spec->brand_count, sizeof *spec->brand, compare_brands);
  ts_cbor_put_array(&w->out, spec->brand_count);
  for (size_t i = 0; list && i < spec->brand_count; i++)
    put_brand(w, list[i]);
  free(list);
}

/* A writer over ROOM bytes, or as many as the largest bundle takes: simpler than growing. */
static struct writer begin(struct ts_blob *out, size_t room) {
  room = room < TS_BUNDLE_SIZE_MAX ? room : TS_BUNDLE_SIZE_MAX;
  *out = (struct ts_blob){.data = malloc(room)};
  return (struct writer){.out = ts_buf(out->data, room), .err = out->data ? TS_OK : TS_ERR_INTERNAL};
}

static enum ts_err end(struct ts_blob *out, const struct writer *w) {
  enum ts_err err = w->err ? w->err : w->out.full ? TS_ERR_TOO_LONG : TS_OK;
  out->size = w->out.size;
  if (err)
    ts_blob_free(out);
  return err;
}

enum ts_err ts_bundle_write_payload(struct ts_blob *out, const struct ts_bundle_spec *spec) {
  struct writer w = begin(out, TS_BUNDLE_SIZE_MAX);
  if (!w.err)
    put_bundle(&w, spec);
  enum ts_err err = end(out, &w);
  if (err)
    return err;
  struct ts_bundle checked;
  err = ts_bundle_read_payload(&checked, ts_blob_bytes(out));
  if (err)
    ts_blob_free(out);
  return err;
}

/* One signature over MESSAGE's payload into RS. */
static enum ts_err sign(const struct ts_cose_sign *message, size_t index,
                        const struct ts_bundle_signatory *signatory, uint8_t rs[TS_P256_SIGNATURE_SIZE],
                        const struct ts_crypto *crypto) {
  struct ts_bytes part[TS_COSE_SIG_PARTS];
  uint8_t scratch[TS_COSE_SCRATCH], digest[TS_SHA256_SIZE];
  enum ts_err err = ts_cose_sig_structure(part, scratch, message->protected_header,
                                          message->signature[index].protected_header, message->payload);
  if (!err)
    err = crypto->sha256(crypto->ctx, part, TS_COSE_SIG_PARTS, digest);
  return err ? err : signatory->sign(signatory->ctx, digest, rs);
}

/* What a message holds beside its payload: heads, headers, signatures. */
#define ENVELOPE_MAX (256 + 128 * TS_COSE_SIGNATURES_MAX)

enum ts_err ts_message_seal(struct ts_blob *out, const char *content_type, struct ts_bytes payload,
                            const struct ts_bundle_signatory *signatory, size_t count,
                            const struct ts_crypto *crypto) {
  *out = (struct ts_blob){0};
  if (count == 0 || count > TS_COSE_SIGNATURES_MAX)
    return TS_ERR_ARGUMENT;
  uint8_t body[64], header[TS_COSE_SIGNATURES_MAX][32], rs[TS_COSE_SIGNATURES_MAX][TS_P256_SIGNATURE_SIZE];
  struct ts_buf buf = ts_buf(body, sizeof body);
  ts_cose_put_body_header(&buf, content_type);
  struct ts_cose_sign message = {.protected_header = ts_buf_bytes(&buf), .payload = payload, .count = count};
  for (size_t i = 0; i < count; i++) {
    buf = ts_buf(header[i], sizeof header[i]);
    ts_cose_put_sign_header(&buf, ts_bytes(signatory[i].key_id, TS_COSE_KEY_ID_SIZE));
    message.signature[i].protected_header = ts_buf_bytes(&buf);
    enum ts_err err = sign(&message, i, &signatory[i], rs[i], crypto);
    if (err)
      return err;
    message.signature[i].signature = ts_bytes(rs[i], sizeof rs[i]);
  }
  struct writer w = begin(out, payload.size + ENVELOPE_MAX);
  if (!w.err)
    ts_cose_put_sign(&w.out, &message);
  return end(out, &w);
}

enum ts_err ts_bundle_seal(struct ts_blob *out, struct ts_bytes payload,
                           const struct ts_bundle_signatory *signatory, size_t count,
                           const struct ts_crypto *crypto) {
  return ts_message_seal(out, TS_BUNDLE_CONTENT_TYPE, payload, signatory, count, crypto);
}

enum ts_err ts_rotation_seal(struct ts_blob *out, const struct ts_publisher_keys *next,
                             const struct ts_bundle_signatory *signatory, size_t count,
                             const struct ts_crypto *crypto) {
  uint8_t payload[512];
  struct ts_buf buf = ts_buf(payload, sizeof payload);
  *out = (struct ts_blob){0};
  if (!ts_publisher_ok(next))
    return TS_ERR_ARGUMENT;
  ts_publisher_put_statement(&buf, next);
  return buf.full
             ? TS_ERR_NO_SPACE
             : ts_message_seal(out, TS_PUBLISHER_CONTENT_TYPE, ts_buf_bytes(&buf), signatory, count, crypto);
}

/* The file as it grows: where it is, and so how far the next set is. */
struct file {
  const struct ts_bundle_sink *sink;
  struct ts_bytes sets;
  uint64_t at;
};

static void put_part(struct file *file, struct ts_bytes part) {
  if (part.size)
    file->sink->put(file->sink->ctx, part);
  file->at += part.size;
}

static void put_set_bytes(struct writer *w, struct file *file, const struct ts_set_spec *set) {
  static const uint8_t zeros[TS_BUNDLE_SET_ALIGN];
  struct ts_bytes bytes = ts_bytes_part(file->sets, set->offset, set->info.length);
  if (!set->there || set->info.length == 0)
    return;
  if (bytes.size != set->info.length)
    w->err = TS_ERR_ARGUMENT;
  put_part(file, ts_bytes(zeros, (size_t)(ts_bundle_align(file->at) - file->at)));
  put_part(file, bytes);
}

/* The sets of a brand, in the order in which its payload names them. */
static void put_sets(struct writer *w, struct file *file, const struct ts_brand_spec *brand) {
  const void **list = sorted(w, brand->signer, brand->signer_count, sizeof *brand->signer, compare_signers);
  for (size_t i = 0; list && i < brand->signer_count; i++)
    put_set_bytes(w, file, &((const struct ts_signer_spec *)list[i])->recorded);
  free(list);
  put_set_bytes(w, file, &brand->issued);
  put_set_bytes(w, file, &brand->blocked);
}

static enum ts_err write_file(const struct ts_bundle_sink *sink, struct ts_bytes header, struct ts_bytes head,
                              const struct ts_bundle_spec *spec) {
  struct writer w = {.err = TS_OK};
  struct file file = {.sink = sink, .sets = spec->sets};
  if (head.size > TS_BUNDLE_SIZE_MAX)
    return TS_ERR_TOO_LONG;
  const void **list = sorted(&w, spec->brand, spec->brand_count, sizeof *spec->brand, compare_brands);
  if (!list)
    return w.err;
  put_part(&file, header);
  put_part(&file, head);
  for (size_t i = 0; i < spec->brand_count && !w.err; i++)
    put_sets(&w, &file, list[i]);
  free(list);
  return w.err;
}

enum ts_err ts_bundle_write_file(const struct ts_bundle_sink *sink, struct ts_bytes head,
                                 const struct ts_bundle_spec *spec) {
  uint8_t header[TS_BUNDLE_HEADER_SIZE];
  memcpy(header, TS_BUNDLE_MAGIC, sizeof TS_BUNDLE_MAGIC - 1);
  ts_put_be32(header + sizeof TS_BUNDLE_MAGIC - 1, (uint32_t)head.size);
  return write_file(sink, ts_bytes(header, sizeof header), head, spec);
}

enum ts_err ts_bundle_write_parts(const struct ts_bundle_sink *sink, struct ts_bytes head,
                                  const struct ts_bundle_spec *spec) {
  return write_file(sink, ts_bytes(NULL, 0), head, spec);
}

struct memory {
  struct ts_blob *blob;
  bool out; /* of memory */
};

static void put_in_memory(void *ctx, struct ts_bytes part) {
  struct memory *memory = ctx;
  struct ts_blob *blob = memory->blob;
  uint8_t *grown = memory->out ? NULL : realloc(blob->data, blob->size + part.size);
  memory->out = !grown;
  if (!grown)
    return;
  memcpy(grown + blob->size, part.data, part.size);
  blob->data = grown;
  blob->size += part.size;
}

enum ts_err ts_bundle_write_blob(struct ts_blob *out, struct ts_bytes head,
                                 const struct ts_bundle_spec *spec) {
  struct memory memory = {.blob = out};
  const struct ts_bundle_sink sink = {.ctx = &memory, .put = put_in_memory};
  *out = (struct ts_blob){0};
  enum ts_err err = ts_bundle_write_file(&sink, head, spec);
  if (!err && memory.out)
    err = TS_ERR_INTERNAL;
  if (err)
    ts_blob_free(out);
  return err;
}
