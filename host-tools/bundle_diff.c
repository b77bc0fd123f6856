/* SPDX-License-Identifier: Apache-2.0 */
#include "host-tools/bundle_diff.h"
#include "host-tools/plural.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include "core/bundle_read.h"
#include "core/cose.h"
#include "host-tools/text.h"

/* Reading */

static enum ts_err read_claim(struct ts_bundle_claim *out, struct ts_bytes file) {
  size_t head_size;
  enum ts_err err =
      ts_bundle_read_header(ts_bytes_part(file, 0, TS_BUNDLE_HEADER_SIZE), file.size, &head_size);
  struct ts_bytes head = ts_bytes_part(file, TS_BUNDLE_HEADER_SIZE, head_size);
  struct ts_cose_sign message;
  for (size_t at = 0; err == TS_OK; at += message.size) {
    err = ts_cose_read(&message, ts_bytes_part(head, at, head.size));
    if (err != TS_OK)
      break;
    if (ts_bytes_equal_text(message.content_type, TS_BUNDLE_CONTENT_TYPE))
      return ts_bundle_read_payload(&out->bundle, message.payload);
    if (!ts_bytes_equal_text(message.content_type, TS_PUBLISHER_CONTENT_TYPE))
      return TS_ERR_BUNDLE_FORM;
    out->rotations++;
  }
  return err == TS_ERR_CBOR_TYPE ? TS_ERR_BUNDLE_FORM : err;
}

bool ts_bundle_claim(struct ts_bundle_claim *out, struct ts_bytes file, const char *name,
                     struct ts_fault *fault) {
  *out = (struct ts_bundle_claim){0};
  enum ts_err err = read_claim(out, file);
  return err == TS_OK || ts_fault(fault, EX_DATAERR, "%s: %s", name, ts_err_text(err));
}

/* Saying */

struct diff {
  json_t *said;
  char about[TS_BUNDLE_ID_MAX + 16]; /* "brand maison: ", or nothing */
};

static void say(struct diff *diff, const char *format, ...) __attribute__((format(printf, 2, 3)));
static void say(struct diff *diff, const char *format, ...) {
  char text[512];
  int size = snprintf(text, sizeof text, "%s", diff->about);
  va_list args;
  va_start(args, format);
  if (size >= 0 && (size_t)size < sizeof text)
    (void)vsnprintf(text + size, sizeof text - (size_t)size, format, args);
  va_end(args);
  (void)json_array_append_new(diff->said, json_string(text));
}

/* For "%.*s". */
#define TEXT(bytes) (int)(bytes).size, (const char *)(bytes).data

static const char *date(int64_t seconds) {
  static char ring[4][TS_DATE_TEXT];
  static unsigned turn;
  char *out = ring[turn++ % 4];
  ts_day_write(out, seconds);
  return out;
}

/* Lists: both in ascending order, so that one walk over both meets what was added, dropped and kept. */

struct entry {
  struct ts_bytes key, name; /* NAME: of a model */
  int64_t since;             /* of a policy */
};
typedef void (*read_entry)(struct ts_cbor_reader *r, struct entry *out);
typedef void (*tell_entry)(struct diff *diff, const char *what, const struct entry *from,
                           const struct entry *to); /* either may be NULL */

static void read_text(struct ts_cbor_reader *r, struct entry *out) {
  out->key = ts_cbor_text(r);
}

static void read_model(struct ts_cbor_reader *r, struct entry *out) {
  out->key = ts_model_read(r, &out->name);
}

static void read_tagged(struct ts_cbor_reader *r, struct entry *out) {
  out->key = ts_tagged_read(r, &out->since);
}

struct list {
  struct ts_cbor_reader r;
  size_t left;
  bool there;
  struct entry entry;
};

static void advance(struct list *list, read_entry read) {
  list->there = list->left > 0;
  list->entry = (struct entry){0};
  if (!list->there)
    return;
  list->left--;
  read(&list->r, &list->entry);
}

static struct list begin(struct ts_bytes array, read_entry read) {
  struct list list = {0};
  list.r = ts_bundle_items(array, &list.left);
  advance(&list, read);
  return list;
}

static void compare_lists(struct diff *diff, const char *what, struct ts_bytes from, struct ts_bytes to,
                          read_entry read, tell_entry tell) {
  struct list a = begin(from, read), b = begin(to, read);
  while (a.there || b.there) {
    int order = !a.there ? 1 : !b.there ? -1 : ts_bytes_compare(a.entry.key, b.entry.key);
    tell(diff, what, order <= 0 ? &a.entry : NULL, order >= 0 ? &b.entry : NULL);
    if (order <= 0)
      advance(&a, read);
    if (order >= 0)
      advance(&b, read);
  }
}

static void tell_text(struct diff *diff, const char *what, const struct entry *from, const struct entry *to) {
  if (!from)
    say(diff, "%s %.*s is added", what, TEXT(to->key));
  else if (!to)
    say(diff, "%s %.*s is dropped", what, TEXT(from->key));
}

static void tell_model(struct diff *diff, const char *what, const struct entry *from,
                       const struct entry *to) {
  if (!from)
    say(diff, "%s %.*s is added: %.*s", what, TEXT(to->key), TEXT(to->name));
  else if (!to)
    say(diff, "%s %.*s is dropped: %.*s", what, TEXT(from->key), TEXT(from->name));
  else if (!ts_bytes_equal(from->name, to->name))
    say(diff, "%s %.*s is called %.*s instead of %.*s", what, TEXT(to->key), TEXT(to->name),
        TEXT(from->name));
}

static void tell_tagged(struct diff *diff, const char *what, const struct entry *from,
                        const struct entry *to) {
  const struct entry *one = to ? to : from;
  if (!to)
    say(diff, "%s %.*s no longer promises tags", what, TEXT(one->key));
  else if (!from || from->since != to->since)
    say(diff, "%s %.*s: every piece made since %s carries a tag", what, TEXT(one->key),
        to->since ? date(to->since) : "ever");
}

/* Sets */

static void compare_sets(struct diff *diff, const char *what, const struct ts_bundle_set *from,
                         const struct ts_bundle_set *to) {
  if (from->there != to->there)
    say(diff, "%s: %s", what, to->there ? "the bundle knows them now" : "the bundle no longer knows them");
  if (to->there && from->info.count != to->info.count)
    say(diff, "%s: %u instead of %u", what, to->info.count, from->info.count);
  else if (to->there && from->there && memcmp(from->info.root, to->info.root, sizeof to->info.root) != 0)
    say(diff, "%s: others, as many as before (%u)", what, to->info.count);
}

/* Signers */

static void state_text(char out[64], const struct ts_signer *signer) {
  static const char *const names[] = {"active", "retired", "revoked"};
  if (signer->state == TS_SIGNER_REVOKED)
    (void)snprintf(out, 64, "revoked from %s on", date(signer->revoked_from));
  else
    (void)snprintf(out, 64, "%s", names[signer->state]);
}

static void tell_signer(struct diff *diff, const struct ts_signer *from, const struct ts_signer *to) {
  char before[64], after[64], what[64];
  const struct ts_signer *one = to ? to : from;
  state_text(before, from ? from : one);
  state_text(after, to ? to : one);
  if (!from)
    say(diff, "signer %04x is added, %s", one->key_id, after);
  else if (!to)
    say(diff, "signer %04x is dropped (it was %s): its tags will count as no signer's", one->key_id, before);
  else if (strcmp(before, after) != 0)
    say(diff, "signer %04x is %s instead of %s", one->key_id, after, before);
  if (from && to && !ts_bytes_equal(from->scope, to->scope))
    say(diff, "signer %04x has another scope", one->key_id);
  (void)snprintf(what, sizeof what, "recorded tags of signer %04x", one->key_id);
  if (from && to)
    compare_sets(diff, what, &from->recorded, &to->recorded);
}

static int order_signers(const struct ts_signer *a, const struct ts_signer *b) {
  if (a->key_id != b->key_id)
    return a->key_id < b->key_id ? -1 : 1;
  return ts_bytes_compare(a->certificate, b->certificate);
}

static void compare_signers(struct diff *diff, const struct ts_brand *from, const struct ts_brand *to) {
  struct ts_signer a, b;
  size_t left_a, left_b;
  struct ts_cbor_reader ra = ts_bundle_items(from->signers, &left_a),
                        rb = ts_bundle_items(to->signers, &left_b);
  bool there_a = false, there_b = false;
  for (;;) {
    if (!there_a && left_a > 0) {
      ts_signer_read(&ra, &a);
      there_a = left_a-- > 0;
    }
    if (!there_b && left_b > 0) {
      ts_signer_read(&rb, &b);
      there_b = left_b-- > 0;
    }
    if (!there_a && !there_b)
      return;
    int order = !there_a ? 1 : !there_b ? -1 : order_signers(&a, &b);
    tell_signer(diff, order <= 0 ? &a : NULL, order >= 0 ? &b : NULL);
    there_a = there_a && order > 0;
    there_b = there_b && order < 0;
  }
}

/* Brands */

static void compare_brands(struct diff *diff, const struct ts_brand *from, const struct ts_brand *to) {
  if (!ts_bytes_equal(from->name, to->name))
    say(diff, "is called %.*s instead of %.*s", TEXT(to->name), TEXT(from->name));
  if (!ts_bytes_equal(from->root, to->root))
    say(diff, "HAS ANOTHER ROOT CERTIFICATE: be sure that this is the brand's");
  compare_lists(diff, "GS1 prefix", from->prefixes, to->prefixes, read_text, tell_text);
  compare_lists(diff, "host", from->hosts, to->hosts, read_text, tell_text);
  compare_signers(diff, from, to);
  compare_lists(diff, "model", from->models, to->models, read_model, tell_model);
  if (from->signer_days != to->signer_days)
    say(diff, "announces signers %u days ahead instead of %u", to->signer_days, from->signer_days);
  if (from->serial_days != to->serial_days)
    say(diff, "announces serials %u days ahead instead of %u", to->serial_days, from->serial_days);
  compare_lists(diff, "policy for", from->tagged, to->tagged, read_tagged, tell_tagged);
  compare_lists(diff, "serial form", from->serial_forms, to->serial_forms, read_text, tell_text);
  compare_sets(diff, "issued pieces", &from->issued, &to->issued);
  compare_sets(diff, "blocked pieces", &from->blocked, &to->blocked);
}

static void compare_all_brands(struct diff *diff, const struct ts_bundle *from, const struct ts_bundle *to) {
  struct ts_brand_walk wa = ts_brand_walk(from), wb = ts_brand_walk(to);
  struct ts_brand a, b;
  bool there_a = ts_brand_walk_next(&wa, &a), there_b = ts_brand_walk_next(&wb, &b);
  while (there_a || there_b) {
    int order = !there_a ? 1 : !there_b ? -1 : ts_bytes_compare(a.id, b.id);
    const struct ts_brand *one = order <= 0 ? &a : &b;
    (void)snprintf(diff->about, sizeof diff->about, "brand %.*s: ", TEXT(one->id));
    if (order == 0)
      compare_brands(diff, &a, &b);
    else if (order > 0)
      say(diff, "is added, with %zu signer%s", ts_bundle_count(one->signers),
          ts_s(ts_bundle_count(one->signers)));
    else
      say(diff, "is dropped: devices will not know it");
    if (order <= 0)
      there_a = ts_brand_walk_next(&wa, &a);
    if (order >= 0)
      there_b = ts_brand_walk_next(&wb, &b);
  }
  diff->about[0] = 0;
}

json_t *ts_bundle_diff(const struct ts_bundle_claim *from, const struct ts_bundle_claim *to) {
  struct diff diff = {.said = json_array()};
  const struct ts_bundle *a = &from->bundle, *b = &to->bundle;
  if (!diff.said)
    return NULL;
  if (!ts_bytes_equal(a->publisher, b->publisher))
    say(&diff, "publisher %.*s instead of %.*s", TEXT(b->publisher), TEXT(a->publisher));
  if (a->sequence != b->sequence)
    say(&diff, "sequence %llu to %llu%s", (unsigned long long)a->sequence, (unsigned long long)b->sequence,
        a->sequence > b->sequence ? ": devices that hold the first will refuse the second" : "");
  if (a->issued != b->issued || a->expires != b->expires)
    say(&diff, "issued %s and good until %s instead of %s and %s", date(b->issued), date(b->expires),
        date(a->issued), date(a->expires));
  if (from->rotations != to->rotations)
    say(&diff, "the publisher's keys were exchanged %zu times instead of %zu", to->rotations,
        from->rotations);
  compare_all_brands(&diff, a, b);
  return diff.said;
}
