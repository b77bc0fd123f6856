/* SPDX-License-Identifier: Apache-2.0 */
#include "host-tools/explain.h"

#include <string.h>

#include "boards/common/hosted/report.h"

enum { SPELLING_MAX = 4 * TS_GS1_INPUT_MAX, HEX_MAX = 2 * TS_TAG_SIGNED_MAX, WHY_MAX = 320 };

static const char *const syntax_names[] = {[TS_GS1_SYNTAX_NONE] = "none",
                                           [TS_GS1_SYNTAX_URI] = "GS1 Digital Link URI",
                                           [TS_GS1_SYNTAX_ELEMENTS] = "element string",
                                           [TS_GS1_SYNTAX_BRACKETED] = "bracketed element string"};
static const char *const kind_names[] = {
    [TS_TAG_NONE] = "none", [TS_TAG_MODEL] = "model", [TS_TAG_SERIAL] = "serial", [TS_TAG_SIGNED] = "signed"};

void ts_explain(struct ts_explanation *out, struct ts_bytes text, bool gs1_carrier) {
  memset(out, 0, sizeof *out);
  out->text = text;
  out->err = ts_gs1_parse(&out->gs1, &out->why, text, gs1_carrier);
  if (out->err == TS_OK)
    out->tag_err = ts_tag_read(&out->tag, &out->gs1);
}

/* The cause in a developer's words, and at which AIs it is. */
static void put_why(struct ts_buf *out, enum ts_err err, const struct ts_gs1_why *why) {
  ts_buf_put_text(out, ts_err_text(err));
  if (!why || !why->ai[0] || why->err != err)
    return;
  ts_buf_put_text(out, ", at (");
  ts_buf_put_text(out, why->ai);
  if (why->other[0]) {
    ts_buf_put_text(out, ") with (");
    ts_buf_put_text(out, why->other);
  }
  ts_buf_put_text(out, ")");
}

/* Why it would be refused as a tag; not whether it is genuine. */
static struct ts_bytes refusal(const struct ts_explanation *e, uint8_t memory[WHY_MAX]) {
  struct ts_buf buf = ts_buf(memory, WHY_MAX);
  if (e->err != TS_OK)
    put_why(&buf, e->err, &e->why);
  else if (e->tag_err == TS_ERR_TAG_NOT_CANONICAL)
    put_why(&buf, TS_ERR_GS1_NOT_CANONICAL, &e->why);
  else if (e->tag_err != TS_OK)
    put_why(&buf, e->tag_err, NULL);
  return ts_buf_bytes(&buf);
}

static struct ts_bytes canonical_uri(const struct ts_explanation *e, uint8_t memory[SPELLING_MAX]) {
  struct ts_buf buf = ts_buf(memory, SPELLING_MAX);
  const char *host = e->gs1.host[0] ? e->gs1.host : "id.gs1.org";
  return ts_gs1_write_uri(&buf, &e->gs1, host) == TS_OK ? ts_buf_bytes(&buf) : ts_bytes(NULL, 0);
}

static struct ts_bytes signed_bytes(const struct ts_explanation *e, uint8_t memory[TS_TAG_SIGNED_MAX]) {
  struct ts_buf buf = ts_buf(memory, TS_TAG_SIGNED_MAX);
  if (e->tag.kind != TS_TAG_SIGNED && e->tag.kind != TS_TAG_SERIAL)
    return ts_bytes(NULL, 0);
  uint8_t profile = e->tag.kind == TS_TAG_SIGNED ? e->tag.signature.profile : TS_TAG_PROFILE_P256;
  return ts_tag_signed_bytes(&buf, &e->gs1, profile) == TS_OK ? ts_buf_bytes(&buf) : ts_bytes(NULL, 0);
}

static json_t *hex(struct ts_bytes bytes) {
  uint8_t memory[HEX_MAX];
  struct ts_buf buf = ts_buf(memory, sizeof memory);
  ts_buf_put_hex(&buf, bytes);
  return buf.full ? NULL : ts_report_text(ts_buf_bytes(&buf));
}

static json_t *text_or_null(struct ts_bytes text) {
  return text.size ? ts_report_text(text) : json_null();
}

static json_t *ais(const struct ts_explanation *e) {
  json_t *array = json_array();
  for (size_t i = 0; i < e->gs1.count; i++)
    json_array_append_new(array, json_pack("{s:s, s:s, s:o}", "ai", e->gs1.element[i].ai, "title",
                                           ts_gs1_title(e->gs1.element[i].ai), "value",
                                           ts_report_text(ts_gs1_value(&e->gs1, i))));
  return array;
}

static void set_spellings(json_t *object, const struct ts_explanation *e) {
  uint8_t memory[SPELLING_MAX];
  json_object_set_new(object, "canonical_uri", text_or_null(canonical_uri(e, memory)));
  struct ts_buf buf = ts_buf(memory, sizeof memory);
  if (ts_gs1_write_elements(&buf, &e->gs1) == TS_OK)
    json_object_set_new(object, "elements", ts_report_text(ts_buf_bytes(&buf)));
  buf = ts_buf(memory, sizeof memory);
  if (ts_gs1_write_bracketed(&buf, &e->gs1) == TS_OK)
    json_object_set_new(object, "bracketed", ts_report_text(ts_buf_bytes(&buf)));
  struct ts_bytes covered = signed_bytes(e, memory);
  if (covered.size)
    json_object_set_new(object, "signed_bytes", hex(covered));
}

static json_t *signature(const struct ts_tag_signature *s) {
  uint8_t id[2];
  ts_put_be16(id, s->key_id);
  return json_pack("{s:i, s:o, s:o, s:o}", "profile", (int)s->profile, "key_id", hex(ts_bytes(id, sizeof id)),
                   "r", hex(ts_bytes(s->rs, 32)), "s", hex(ts_bytes(s->rs + 32, 32)));
}

json_t *ts_explain_json(const struct ts_explanation *e) {
  uint8_t memory[WHY_MAX];
  struct ts_bytes why = refusal(e, memory);
  json_t *object = json_pack("{s:b, s:o, s:o}", "ok", e->err == TS_OK, "error",
                             e->err == TS_OK ? json_null() : ts_report_text(why), "ais",
                             e->err == TS_OK ? ais(e) : json_array());
  if (!object)
    return NULL;
  if (e->err != TS_OK) {
    json_object_set_new(object, "error_code", json_integer(e->err));
    json_object_set_new(object, "error_ai", json_string(e->why.ai));
    json_object_set_new(object, "error_offset", json_integer(e->why.offset));
    return object;
  }
  json_object_set_new(object, "syntax", json_string(syntax_names[e->gs1.syntax]));
  json_object_set_new(object, "host", text_or_null(ts_bytes_of(e->gs1.host)));
  json_object_set_new(object, "canonical", json_boolean(e->gs1.canonical));
  set_spellings(object, e);
  json_object_set_new(object, "tag", json_string(kind_names[e->tag.kind]));
  json_object_set_new(object, "refused", text_or_null(why));
  if (e->tag.kind == TS_TAG_SIGNED)
    json_object_set_new(object, "signature", signature(&e->tag.signature));
  return object;
}

static void print_field(FILE *out, const char *name, struct ts_bytes text) {
  fprintf(out, "  %-14s ", name);
  for (size_t i = 0; i < text.size; i++)
    if (text.data[i] == 0x1d)
      fputs("<GS>", out);
    else
      fputc(text.data[i], out);
  fputc('\n', out);
}

static void print_hex(FILE *out, const char *name, struct ts_bytes bytes) {
  fprintf(out, "  %-14s ", name);
  for (size_t i = 0; i < bytes.size; i++)
    fprintf(out, "%02x", bytes.data[i]);
  fputc('\n', out);
}

static void print_valid(FILE *out, const struct ts_explanation *e) {
  uint8_t memory[SPELLING_MAX];
  fprintf(out, "valid %s%s\n", syntax_names[e->gs1.syntax],
          e->gs1.canonical ? "" : ", but not in canonical form");
  for (size_t i = 0; i < e->gs1.count; i++) {
    struct ts_bytes value = ts_gs1_value(&e->gs1, i);
    fprintf(out, "  (%s)%*s %-20s %.*s\n", e->gs1.element[i].ai, (int)(4 - strlen(e->gs1.element[i].ai)), "",
            ts_gs1_title(e->gs1.element[i].ai), (int)value.size, (const char *)value.data);
  }
  print_field(out, "canonical:", canonical_uri(e, memory));
  struct ts_buf buf = ts_buf(memory, sizeof memory);
  if (ts_gs1_write_elements(&buf, &e->gs1) == TS_OK)
    print_field(out, "elements:", ts_buf_bytes(&buf));
  struct ts_bytes covered = signed_bytes(e, memory);
  if (covered.size)
    print_hex(out, "signed bytes:", covered);
  if (e->tag.kind == TS_TAG_SIGNED) {
    fprintf(out, "  signature:     profile %d, key id %04x\n", e->tag.signature.profile,
            e->tag.signature.key_id);
    print_hex(out, "r:", ts_bytes(e->tag.signature.rs, 32));
    print_hex(out, "s:", ts_bytes(e->tag.signature.rs + 32, 32));
  }
}

void ts_explain_print(FILE *out, const struct ts_explanation *e) {
  uint8_t memory[WHY_MAX];
  struct ts_bytes why = refusal(e, memory);
  if (e->err != TS_OK) {
    fprintf(out, "not valid GS1: %.*s (byte %d of the text)\n", (int)why.size, (const char *)why.data,
            e->why.offset);
    return;
  }
  print_valid(out, e);
  if (why.size)
    fprintf(out, "  As a tag it would be refused: %.*s\n", (int)why.size, (const char *)why.data);
  else
    fprintf(out, "  As a tag: %s. Whether it is genuine, only a device with the brand's data can say.\n",
            e->tag.kind == TS_TAG_SIGNED   ? "signed, in good form"
            : e->tag.kind == TS_TAG_SERIAL ? "a serial without a signature"
                                           : "names a model, not a piece");
}
