/* SPDX-License-Identifier: Apache-2.0 */
/* The rules for a bundle's content (SPEC.md, "Bundle"): one pass from front to back, lists in ascending order
 * so that a duplicate stands beside its twin. */
#include <string.h>

#include "core/bundle_read.h"
#include "core/gs1.h"

enum { GTIN_SIZE = 14 };

struct check {
  struct ts_cbor_reader r; /* over the list that is being checked; its error is the check's */
  struct ts_bytes before;  /* the item before, in that list */
  const struct ts_brand *brand;
  uint64_t sets_end; /* of the sets so far, from the first one's begin */
  size_t prefixes;
  struct ts_bytes prefix[TS_BUNDLE_PREFIXES_MAX]; /* of all brands so far, ascending */
};

static void require(struct check *c, bool ok, enum ts_err err) {
  if (!ok && !c->r.err)
    c->r.err = err;
}

static void require_content(struct check *c, bool ok) {
  require(c, ok, TS_ERR_BUNDLE_CONTENT);
}

/* Starts on ARRAY; errors found so far stay. */
static size_t begin_list(struct check *c, struct ts_bytes array) {
  enum ts_err err = c->r.err;
  size_t count;
  c->r = ts_bundle_items(array, &count);
  c->before = ts_bytes(NULL, 0);
  require(c, err == TS_OK, err);
  return err ? 0 : count;
}

/* The empty view is "nothing before", and so an empty item is never in order. */
static void require_after(struct check *c, struct ts_bytes item) {
  require_content(c, ts_bytes_compare(c->before, item) < 0);
  c->before = item;
}

static bool all_of(struct ts_bytes text, bool (*ok)(uint8_t)) {
  for (size_t i = 0; i < text.size; i++)
    if (!ok(text.data[i]))
      return false;
  return true;
}

static bool is_digit(uint8_t c) {
  return c >= '0' && c <= '9';
}

static bool is_id(uint8_t c) {
  return (c >= 'a' && c <= 'z') || is_digit(c) || c == '-';
}

/* Control characters have no place on a screen or in a report. */
static bool is_printable(uint8_t c) {
  return c >= 0x20 && c != 0x7F;
}

/* GS1's character set 82 (General Specifications, figure 7.11-1) and the three signs that stand for a class.
 */
static bool is_serial_form(uint8_t c) {
  if (is_digit(c) || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z'))
    return true;
  return c && strchr("!\"%&'()*+,-./_:;<=>?#@$", c) != NULL;
}

static bool is_name(struct ts_bytes name) {
  return name.size >= 1 && name.size <= TS_BUNDLE_NAME_MAX && all_of(name, is_printable);
}

static bool is_certificate(struct ts_bytes der) {
  return der.size >= 1 && der.size <= TS_BUNDLE_CERTIFICATE_MAX;
}

static bool is_prefix(struct ts_bytes text) {
  return text.size >= TS_BUNDLE_PREFIX_MIN && text.size <= TS_BUNDLE_PREFIX_MAX && all_of(text, is_digit);
}

static bool is_gtin(struct ts_bytes text) {
  return text.size == GTIN_SIZE && all_of(text, is_digit) && ts_gs1_check_digit_ok(text);
}

static bool is_label(struct ts_bytes label) {
  enum { LABEL_MAX = 63 };
  if (label.size < 1 || label.size > LABEL_MAX || !all_of(label, is_id))
    return false;
  return label.data[0] != '-' && label.data[label.size - 1] != '-';
}

/* Lower-case labels of letters, digits and hyphens (RFC 1035 section 2.3.1, with RFC 1123's leading digits).
 */
static bool is_host(struct ts_bytes host) {
  size_t begin = 0;
  for (size_t i = 0; i < host.size; i++) {
    if (host.data[i] != '.')
      continue;
    if (!is_label(ts_bytes_part(host, begin, i - begin)))
      return false;
    begin = i + 1;
  }
  return host.size <= TS_BUNDLE_HOST_MAX && is_label(ts_bytes_part(host, begin, host.size - begin));
}

/* A GTIN or a prefix that one of the brand's prefixes covers. */
static void require_of_brand(struct check *c, struct ts_bytes what) {
  bool gtin = is_gtin(what), found = false;
  require_content(c, gtin || is_prefix(what));
  struct ts_bytes digits = gtin ? ts_bytes_part(what, 1, GTIN_SIZE - 1) : what;
  size_t count;
  struct ts_cbor_reader r = ts_bundle_items(c->brand->prefixes, &count);
  for (size_t i = 0; i < count && !found; i++)
    found = ts_bytes_starts(digits, ts_cbor_text(&r));
  require_content(c, found);
}

/* Takes PREFIX for a brand. Of prefixes that do not overlap, only the neighbours in ascending order can
 * overlap a new one. */
static void claim_prefix(struct check *c, struct ts_bytes prefix) {
  if (c->prefixes == TS_BUNDLE_PREFIXES_MAX) {
    require(c, false, TS_ERR_TOO_LONG);
    return;
  }
  size_t low = 0, high = c->prefixes;
  while (low < high) {
    size_t middle = low + (high - low) / 2;
    if (ts_bytes_compare(c->prefix[middle], prefix) <= 0)
      low = middle + 1;
    else
      high = middle;
  }
  bool within = low > 0 && ts_bytes_starts(prefix, c->prefix[low - 1]);
  bool around = low < c->prefixes && ts_bytes_starts(c->prefix[low], prefix);
  require(c, !within && !around, TS_ERR_BUNDLE_PREFIX_OVERLAP);
  memmove(&c->prefix[low + 1], &c->prefix[low], (c->prefixes - low) * sizeof c->prefix[0]);
  c->prefix[low] = prefix;
  c->prefixes++;
}

static void check_prefixes(struct check *c) {
  size_t count = begin_list(c, c->brand->prefixes);
  require_content(c, count > 0);
  require(c, count <= TS_BUNDLE_BRAND_PREFIXES_MAX, TS_ERR_TOO_LONG);
  for (size_t i = 0; i < count && !c->r.err; i++) {
    struct ts_bytes prefix = ts_cbor_text(&c->r);
    require_content(c, is_prefix(prefix));
    require_after(c, prefix);
    if (!c->r.err)
      claim_prefix(c, prefix);
  }
}

static void check_hosts(struct check *c) {
  size_t count = begin_list(c, c->brand->hosts);
  for (size_t i = 0; i < count && !c->r.err; i++) {
    struct ts_bytes host = ts_cbor_text(&c->r);
    require_content(c, is_host(host));
    require_after(c, host);
  }
}

static void check_scope(struct check *c, struct ts_bytes scope) {
  size_t count = begin_list(c, scope);
  require_content(c, count > 0);
  for (size_t i = 0; i < count && !c->r.err; i++) {
    struct ts_bytes what = ts_cbor_text(&c->r);
    require_of_brand(c, what);
    require_after(c, what);
  }
}

/* The sets lie one behind another, in the order of the payload, so that each byte of the file is one set's. */
static void check_set(struct check *c, const struct ts_bundle_set *set) {
  if (!set->there)
    return;
  if (set->info.length == 0) {
    require_content(c, set->offset == 0);
    return;
  }
  require_content(c, set->offset == ts_bundle_align(c->sets_end));
  c->sets_end = set->offset + set->info.length;
  require(c, c->sets_end <= TS_BUNDLE_FILE_MAX, TS_ERR_TOO_LONG);
}

/* Order: by key id, then by certificate. RUN counts the signers with this key id so far. */
static void check_signer(struct check *c, const struct ts_signer *before, const struct ts_signer *signer,
                         size_t *run) {
  bool same_id = *run > 0 && before->key_id == signer->key_id;
  require_content(c, is_certificate(signer->certificate));
  require_content(c, *run == 0 || before->key_id <= signer->key_id);
  require_content(c, !same_id || ts_bytes_compare(before->certificate, signer->certificate) < 0);
  *run = same_id ? *run + 1 : 1;
  require_content(c, *run <= TS_BUNDLE_CANDIDATES_MAX);
}

static void check_signers(struct check *c) {
  size_t run = 0, count = begin_list(c, c->brand->signers);
  struct ts_signer before = {0}, signer;
  for (size_t i = 0; i < count && !c->r.err; i++) {
    ts_signer_read(&c->r, &signer);
    check_signer(c, &before, &signer, &run);
    check_set(c, &signer.recorded);
    before = signer;
    if (signer.scope.size == 0 || c->r.err)
      continue;
    struct ts_cbor_reader signers = c->r;
    check_scope(c, signer.scope);
    signers.err = c->r.err;
    c->r = signers;
  }
}

static void check_models(struct check *c) {
  size_t count = begin_list(c, c->brand->models);
  for (size_t i = 0; i < count && !c->r.err; i++) {
    struct ts_bytes name, gtin14 = ts_model_read(&c->r, &name);
    require_content(c, is_gtin(gtin14) && is_name(name));
    require_of_brand(c, gtin14);
    require_after(c, gtin14);
  }
}

static void check_tagged(struct check *c) {
  if (c->brand->tagged.size == 0)
    return;
  size_t count = begin_list(c, c->brand->tagged);
  require_content(c, count > 0);
  for (size_t i = 0; i < count && !c->r.err; i++) {
    int64_t since;
    struct ts_bytes what = ts_tagged_read(&c->r, &since);
    require_of_brand(c, what);
    require_after(c, what);
  }
}

static void check_serial_forms(struct check *c) {
  if (c->brand->serial_forms.size == 0)
    return;
  size_t count = begin_list(c, c->brand->serial_forms);
  require_content(c, count > 0);
  for (size_t i = 0; i < count && !c->r.err; i++) {
    struct ts_bytes form = ts_cbor_text(&c->r);
    require_content(c, form.size <= TS_BUNDLE_SERIAL_FORM_MAX && all_of(form, is_serial_form));
    require_after(c, form);
  }
}

static void check_brand(struct check *c, const struct ts_brand *brand) {
  c->brand = brand;
  require_content(c, brand->id.size >= 1 && brand->id.size <= TS_BUNDLE_ID_MAX && all_of(brand->id, is_id));
  require_content(c, is_name(brand->name));
  require_content(c, is_certificate(brand->root));
  check_prefixes(c);
  check_hosts(c);
  check_signers(c);
  check_set(c, &brand->issued);
  check_set(c, &brand->blocked);
  check_models(c);
  check_tagged(c);
  check_serial_forms(c);
}

static enum ts_err check_brands(struct ts_bundle *bundle) {
  struct check c;
  memset(&c, 0, sizeof c);
  struct ts_brand_walk walk = ts_brand_walk(bundle);
  struct ts_brand brand;
  struct ts_bytes id = ts_bytes(NULL, 0);
  require(&c, walk.count <= TS_BUNDLE_BRANDS_MAX, TS_ERR_TOO_LONG);
  while (!c.r.err && ts_brand_walk_next(&walk, &brand)) {
    require_content(&c, ts_bytes_compare(id, brand.id) < 0);
    require(&c, walk.signers <= TS_BUNDLE_SIGNERS_MAX, TS_ERR_TOO_LONG);
    check_brand(&c, &brand);
    id = brand.id;
  }
  bundle->brand_count = walk.count;
  bundle->signer_count = walk.signers;
  bundle->file_size = c.sets_end;
  return c.r.err ? c.r.err : walk.r.err;
}

static void read_head(struct ts_cbor_reader *r, struct ts_bundle *out) {
  size_t pairs = ts_cbor_map(r);
  ts_cbor_require_key(r, &pairs, 1);
  uint64_t version = ts_cbor_uint(r);
  if (!r->err && version != TS_BUNDLE_FORMAT)
    r->err = version > TS_BUNDLE_FORMAT ? TS_ERR_BUNDLE_VERSION : TS_ERR_BUNDLE_CONTENT;
  ts_cbor_require_key(r, &pairs, 2);
  out->publisher = ts_cbor_text(r);
  ts_cbor_require_key(r, &pairs, 3);
  out->sequence = ts_cbor_uint(r);
  ts_cbor_require_key(r, &pairs, 4);
  uint64_t issued = ts_cbor_uint(r);
  ts_cbor_require_key(r, &pairs, 5);
  uint64_t expires = ts_cbor_uint(r);
  ts_cbor_require_key(r, &pairs, 6);
  out->brands = ts_cbor_skip(r); /* that it is an array shows when it is walked */
  ts_cbor_end_map(r, pairs);
  const uint64_t latest = (uint64_t)TS_BUNDLE_DAY_MAX * TS_DAY_SECONDS;
  bool ordered = issued < expires && expires <= latest;
  bool lasting = ordered && expires - issued > (uint64_t)TS_BUNDLE_DAYS_MAX * TS_DAY_SECONDS;
  if (!r->err && (!is_name(out->publisher) || out->sequence == 0 || !ordered || lasting))
    r->err = TS_ERR_BUNDLE_CONTENT;
  out->issued = r->err ? 0 : (int64_t)issued;
  out->expires = r->err ? 0 : (int64_t)expires;
}

static enum ts_err read_payload(struct ts_bundle *out, struct ts_bytes payload) {
  enum ts_err err = ts_cbor_check(payload);
  struct ts_cbor_reader r = ts_cbor_reader(payload);
  if (err)
    return err;
  read_head(&r, out);
  out->payload = payload;
  return r.err ? r.err : check_brands(out);
}

enum ts_err ts_bundle_read_payload(struct ts_bundle *out, struct ts_bytes payload) {
  memset(out, 0, sizeof *out);
  enum ts_err err = read_payload(out, payload);
  if (err)
    memset(out, 0, sizeof *out);
  return err == TS_ERR_CBOR_TYPE ? TS_ERR_BUNDLE_FORM : err;
}
