/* SPDX-License-Identifier: Apache-2.0 */
#include "app/judge.h"

#include <string.h>

static const struct ts_bundle *usable_bundle(const struct ts_device *device) {
  return device->trust.bundle;
}

bool ts_judge_brand(const struct ts_device *device, const struct ts_judgement *judgement,
                    struct ts_brand *brand) {
  const struct ts_bundle *bundle = usable_bundle(device);
  return bundle && judgement->tag.gtin[0] && ts_bundle_brand_of_gtin(bundle, judgement->tag.gtin, brand);
}

/* EAN, UPC, DataBar and ITF-14 carry a bare GTIN; DataBar's is written with its AI. */
static bool bare_gtin(const struct ts_symbol *symbol, char gtin14[15]) {
  switch (symbol->symbology) {
  case TS_SYMBOLOGY_EAN13:
  case TS_SYMBOLOGY_EAN8:
  case TS_SYMBOLOGY_I25:
    return ts_gs1_gtin14(gtin14, symbol->bytes);
  case TS_SYMBOLOGY_DATABAR: {
    bool with_ai = symbol->bytes.size == 16 && ts_bytes_starts(symbol->bytes, ts_bytes_of("01"));
    return ts_gs1_gtin14(gtin14, with_ai ? ts_bytes_part(symbol->bytes, 2, 14) : symbol->bytes);
  }
  default:
    return false;
  }
}

/* A refused text's GTIN, as far as it was read: enough to tell whose text it is, and for nothing else. */
static void gtin_of_refused(const struct ts_gs1 *gs1, char gtin14[15]) {
  struct ts_bytes value = ts_gs1_get(gs1, "01");
  if (!ts_gs1_gtin14(gtin14, value) || value.size != 14)
    gtin14[0] = 0;
}

/* Whose is a text that was refused? By its GTIN's prefix (even if the check digit is wrong), else by its
 * host. */
static bool brand_of_refused(const struct ts_device *device, const struct ts_gs1 *gs1,
                             struct ts_brand *brand) {
  const struct ts_bundle *bundle = usable_bundle(device);
  struct ts_bytes value = ts_gs1_get(gs1, "01");
  char digits[15];
  if (!bundle)
    return false;
  if (value.size == 14 && ts_bytes_all_digits(value) && ts_text_copy(digits, sizeof digits, value) &&
      ts_bundle_brand_of_gtin(bundle, digits, brand))
    return true;
  return gs1->host[0] && ts_bundle_brand_of_host(bundle, gs1->host, brand);
}

static bool holds(const struct ts_gs1 *gs1, const char *ai) {
  return ts_gs1_get(gs1, ai).data != NULL;
}

static void judge_refused(struct ts_device *device, const struct ts_gs1 *gs1, struct ts_judgement *out) {
  struct ts_brand brand;
  out->claims_piece = holds(gs1, "21") || holds(gs1, "99");
  if (!out->tag.gtin[0])
    gtin_of_refused(gs1, out->tag.gtin);
  out->tag.kind = TS_TAG_NONE;
  out->brand_known = brand_of_refused(device, gs1, &brand);
  if (out->brand_known) {
    ts_trust_brand(&device->trust, &brand, &out->findings);
    out->findings.form = out->err == TS_ERR_TAG_PROFILE ? TS_FORM_NEWER : TS_FORM_MALFORMED;
  } else {
    out->findings.form = out->tag.gtin[0] ? TS_FORM_UNKNOWN_BRAND : TS_FORM_FOREIGN;
  }
  out->judged = out->findings.form != TS_FORM_FOREIGN;
}

static uint8_t serial_form(const struct ts_brand *brand, const struct ts_judgement *j) {
  bool ok = ts_brand_serial_form_ok(brand, ts_bytes_of(j->tag.serial));
  return ok ? TS_SERIAL_BRAND_FORM : TS_SERIAL_OTHER_FORM;
}

static void judge_read(struct ts_device *device, const struct ts_brand *brand, const struct ts_gs1 *gs1,
                       struct ts_judgement *out) {
  struct ts_findings *findings = &out->findings;
  out->claims_piece = out->tag.kind == TS_TAG_SERIAL || out->tag.kind == TS_TAG_SIGNED;
  ts_trust_brand(&device->trust, brand, findings);
  switch (out->tag.kind) {
  case TS_TAG_SIGNED:
    findings->form = TS_FORM_SIGNED;
    ts_trust_verify(&device->trust, brand, &out->tag, gs1, findings);
    ts_trust_status(&device->trust, brand, &out->tag, findings, &out->blocked_since);
    break;
  case TS_TAG_SERIAL:
    findings->form = TS_FORM_SERIAL;
    findings->serial = serial_form(brand, out);
    ts_trust_status(&device->trust, brand, &out->tag, findings, &out->blocked_since);
    break;
  case TS_TAG_MODEL:
    findings->form = TS_FORM_MODEL;
    break;
  case TS_TAG_NONE:
    findings->form = TS_FORM_FOREIGN;
    break;
  }
}

/* The brand is looked up by the GTIN before AIs 98 and 99 are: what an unknown brand writes there is its own
 * affair. */
static void judge_gs1(struct ts_device *device, struct ts_gs1 *gs1, struct ts_judgement *out) {
  struct ts_bytes gtin = ts_gs1_get(gs1, "01");
  if (!gtin.data) {
    out->findings.form = TS_FORM_FOREIGN;
    return;
  }
  struct ts_brand brand;
  out->judged = true;
  if (!ts_text_copy(out->tag.gtin, sizeof out->tag.gtin, gtin) ||
      !(out->brand_known = ts_judge_brand(device, out, &brand))) {
    (void)ts_text_copy(out->tag.serial, sizeof out->tag.serial, ts_gs1_get(gs1, "21"));
    out->findings.form = TS_FORM_UNKNOWN_BRAND;
    return;
  }
  out->err = ts_tag_read(&out->tag, gs1);
  if (out->err == TS_OK)
    judge_read(device, &brand, gs1, out);
  else
    judge_refused(device, gs1, out);
}

static void judge_bare_gtin(struct ts_device *device, struct ts_judgement *out) {
  struct ts_brand brand;
  out->judged = true;
  out->tag.kind = TS_TAG_MODEL;
  out->brand_known = ts_judge_brand(device, out, &brand);
  out->findings.form = out->brand_known ? TS_FORM_MODEL : TS_FORM_UNKNOWN_BRAND;
  if (out->brand_known)
    ts_trust_brand(&device->trust, &brand, &out->findings);
}

void ts_judge_symbol(struct ts_device *device, const struct ts_symbol *symbol, struct ts_judgement *out) {
  memset(out, 0, sizeof *out);
  out->piece = TS_PIECE_NONE;
  ts_trust_begin(&device->trust, &out->findings);
  out->findings.reading = symbol->confirmed ? TS_READ_CONFIRMED : TS_READ_ONCE;
  if (bare_gtin(symbol, out->tag.gtin)) {
    judge_bare_gtin(device, out);
    return;
  }
  out->tag.gtin[0] = 0;
  if (!ts_gs1_looks_like(symbol->bytes, symbol->gs1)) {
    out->findings.form = TS_FORM_FOREIGN;
    return;
  }
  struct ts_gs1 gs1;
  out->err = ts_gs1_parse(&gs1, &out->why, symbol->bytes, symbol->gs1);
  if (out->err == TS_OK)
    judge_gs1(device, &gs1, out);
  else
    judge_refused(device, &gs1, out);
}

static bool is_serial(struct ts_bytes text) {
  bool ok = text.size >= 1 && text.size <= TS_TAG_SERIAL_MAX;
  for (size_t i = 0; ok && i < text.size; i++)
    ok = ts_gs1_text_character(text.data[i]);
  return ok;
}

void ts_judge_serial(struct ts_device *device, const struct ts_symbol *symbol,
                     const struct ts_judgement *model, struct ts_judgement *out) {
  struct ts_brand brand;
  struct ts_judgement j = *model;
  bool typed = symbol->symbology == TS_SYMBOLOGY_TYPED;
  bool linear = symbol->symbology == TS_SYMBOLOGY_CODE128 || symbol->symbology == TS_SYMBOLOGY_CODE39;
  if (!(typed || linear) || symbol->gs1 || !is_serial(symbol->bytes) ||
      !ts_text_copy(j.tag.serial, sizeof j.tag.serial, symbol->bytes) || !ts_judge_brand(device, &j, &brand))
    return;
  j.tag.kind = TS_TAG_SERIAL;
  j.claims_piece = true;
  j.findings.form = TS_FORM_SERIAL;
  j.findings.serial = serial_form(&brand, &j);
  if (!symbol->confirmed)
    j.findings.reading = TS_READ_ONCE;
  ts_trust_status(&device->trust, &brand, &j.tag, &j.findings, &j.blocked_since);
  bool known = j.findings.issued == TS_ISSUED_YES || j.findings.status > TS_STATUS_CLEAR;
  bool of_form = brand.serial_forms.size > 0 && j.findings.serial == TS_SERIAL_BRAND_FORM;
  if (typed || of_form || (brand.serial_forms.size == 0 && known))
    *out = j;
}

void ts_judge_untagged(struct ts_device *device, const char *brand_id, struct ts_judgement *out) {
  const struct ts_bundle *bundle = usable_bundle(device);
  struct ts_brand brand;
  for (size_t i = 0; bundle && ts_bundle_brand_at(bundle, i, &brand); i++) {
    if (!ts_bytes_equal_text(brand.id, brand_id))
      continue;
    out->judged = true;
    out->brand_known = true;
    out->findings.form = TS_FORM_UNTAGGED;
    ts_trust_brand(&device->trust, &brand, &out->findings);
    return;
  }
}
