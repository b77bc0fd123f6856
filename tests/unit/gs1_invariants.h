/* SPDX-License-Identifier: Apache-2.0 */
/* What must hold for every text whatsoever, for unit tests and fuzzers alike: NULL, or what does not hold. */
#ifndef TS_TESTS_GS1_INVARIANTS_H
#define TS_TESTS_GS1_INVARIANTS_H

#include <string.h>

#include "core/gs1.h"
#include "core/tag.h"

#define GS1_OUT_MAX 8192

static inline bool gs1_same_value(const struct ts_gs1 *a, const struct ts_gs1 *b) {
  if (a->count != b->count)
    return false;
  for (size_t i = 0; i < a->count; i++)
    if (!ts_gs1_get(b, a->element[i].ai).data ||
        !ts_bytes_equal(ts_gs1_value(a, i), ts_gs1_get(b, a->element[i].ai)))
      return false;
  return true;
}

/* Written text reads back as the same list, is canonical, and is written the same again. */
static inline const char *gs1_check_written(const struct ts_gs1 *gs1, int kind) {
  static uint8_t first[GS1_OUT_MAX];
  static uint8_t second[GS1_OUT_MAX];
  struct ts_buf out = ts_buf(first, sizeof first);
  struct ts_buf again = ts_buf(second, sizeof second);
  struct ts_gs1 back;
  struct ts_gs1_why why;
  const char *host = gs1->host[0] && gs1->host[0] != '[' ? gs1->host : "host.example";
  enum ts_err (*const write[])(struct ts_buf *, const struct ts_gs1 *) = {ts_gs1_write_elements,
                                                                          ts_gs1_write_bracketed};
  enum ts_err err = kind < 2 ? write[kind](&out, gs1) : ts_gs1_write_uri(&out, gs1, host);
  if (err)
    return kind == 2 && gs1->syntax != TS_GS1_SYNTAX_URI ? NULL : "a valid list cannot be written";
  if (out.size > TS_GS1_INPUT_MAX)
    return NULL;
  if (ts_gs1_parse(&back, &why, ts_buf_bytes(&out), kind == 0))
    return "what was written is refused";
  if (!back.canonical || why.err)
    return "what was written is not canonical";
  if (!gs1_same_value(gs1, &back))
    return "what was written reads as something else";
  err = kind < 2 ? write[kind](&again, &back) : ts_gs1_write_uri(&again, &back, host);
  if (err || !ts_bytes_equal(ts_buf_bytes(&out), ts_buf_bytes(&again)))
    return "the canonical form of the canonical form is another one";
  return NULL;
}

static inline const char *gs1_check_tag(const struct ts_gs1 *gs1) {
  static uint8_t bytes[TS_TAG_SIGNED_MAX];
  static uint8_t other[TS_TAG_SIGNED_MAX];
  static uint8_t text[GS1_OUT_MAX];
  struct ts_buf out = ts_buf(bytes, sizeof bytes);
  struct ts_buf out_other = ts_buf(other, sizeof other);
  struct ts_buf elements = ts_buf(text, sizeof text);
  struct ts_tag tag;
  struct ts_tag tag_back;
  struct ts_gs1 back;
  struct ts_gs1_why why;
  enum ts_err err = ts_tag_read(&tag, gs1);
  if (err && tag.kind != TS_TAG_NONE)
    return "a refused tag has a kind";
  if (!err &&
      (tag.kind == TS_TAG_NONE || (tag.kind != TS_TAG_MODEL && !tag.serial[0]) || strlen(tag.gtin) != 14))
    return "an accepted tag names no piece";
  if (!err && tag.kind == TS_TAG_SIGNED && (!gs1->canonical || gs1->syntax == TS_GS1_SYNTAX_NONE))
    return "a signed tag out of a list that is not canonical";
  if (gs1->syntax == TS_GS1_SYNTAX_NONE)
    return err ? NULL : "a tag out of a list that was refused";
  if (ts_tag_signed_bytes(&out, gs1, 1))
    return "signed bytes do not fit their bound";
  if (ts_gs1_write_elements(&elements, gs1) || ts_gs1_parse(&back, &why, ts_buf_bytes(&elements), true))
    return "a valid list cannot be written as elements";
  if (ts_tag_signed_bytes(&out_other, &back, 1) ||
      !ts_bytes_equal(ts_buf_bytes(&out), ts_buf_bytes(&out_other)))
    return "URI and elements give different signed bytes";
  if (tag.kind == TS_TAG_SIGNED && (ts_tag_read(&tag_back, &back) || tag_back.kind != TS_TAG_SIGNED ||
                                    memcmp(&tag.signature, &tag_back.signature, sizeof tag.signature) != 0))
    return "URI and elements give different tags";
  return NULL;
}

static inline const char *gs1_check_invariants(struct ts_bytes text, bool gs1_carrier) {
  struct ts_gs1 gs1;
  struct ts_gs1_why why;
  const char *wrong = NULL;
  bool looks = ts_gs1_looks_like(text, gs1_carrier);
  enum ts_err err = ts_gs1_parse(&gs1, &why, text, gs1_carrier);
  if (gs1.count > TS_GS1_ELEMENTS_MAX || gs1.text_size > TS_GS1_TEXT_MAX)
    return "out of bounds";
  if (err && (why.err != err || gs1.syntax != TS_GS1_SYNTAX_NONE || gs1.canonical))
    return "a refused list looks good";
  if (!err && (!looks || gs1.count == 0 || gs1.syntax == TS_GS1_SYNTAX_NONE))
    return "good, but does not look like it";
  if (!err && why.err != (gs1.canonical ? TS_OK : TS_ERR_GS1_NOT_CANONICAL))
    return "canonical, or not?";
  if (strlen(why.ai) > 4 || strlen(why.other) > 15 || !ts_err_text(why.err)[0])
    return "the reason is malformed";
  wrong = gs1_check_tag(&gs1);
  for (int kind = 0; !wrong && !err && kind < 3; kind++)
    wrong = gs1_check_written(&gs1, kind);
  return wrong;
}

#endif
