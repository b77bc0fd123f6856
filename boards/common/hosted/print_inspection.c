/* SPDX-License-Identifier: Apache-2.0 */
#include "boards/common/hosted/print_inspection.h"

#include "app/messages.h"

/* What the tag says is told only of a tag whose signature is good: else it is the attacker's text. */
static bool signature_good(const struct ts_judgement *j) {
  return j->findings.form == TS_FORM_SIGNED && j->findings.signature == TS_SIGNED_GOOD;
}

static void print_reasons(FILE *out, const char *indent, const struct ts_decision *decision,
                          const struct ts_inspection *view, const struct ts_judgement *j) {
  enum ts_reason list[TS_REASONS_MAX];
  unsigned count = ts_decision_reasons(decision, list);
  for (unsigned i = 0; i < count; i++) {
    uint8_t memory[TS_MESSAGE_MAX];
    struct ts_buf text = ts_buf(memory, sizeof memory);
    ts_message_reason(&text, TS_LANGUAGE_EN, list[i], view, j);
    fprintf(out, "%s%.*s.\n", indent, (int)text.size, (const char *)memory);
  }
}

static void print_bytes(FILE *out, const char *before, struct ts_bytes text, const char *after) {
  if (text.size)
    fprintf(out, "%s%.*s%s", before, (int)text.size, (const char *)text.data, after);
}

static void print_details(FILE *out, const struct ts_device *device, const struct ts_judgement *j) {
  uint8_t memory[TS_MESSAGE_MAX];
  print_bytes(out, "  ", ts_inspection_brand(device, j), "");
  print_bytes(out, ", ", ts_inspection_model(device, j), "");
  print_bytes(out, "  GTIN ", ts_bytes_of(j->tag.gtin), "");
  print_bytes(out, "  serial ", ts_bytes_of(j->tag.serial), "");
  fputc('\n', out);
  if (!signature_good(j))
    return;
  struct ts_buf metal = ts_buf(memory, sizeof memory);
  ts_message_metal(&metal, TS_LANGUAGE_EN, &j->tag.piece);
  size_t metal_size = metal.size;
  ts_message_weight(&metal, &j->tag.piece);
  print_bytes(out, "  engraved ", ts_bytes_of(j->tag.engraved), "");
  print_bytes(out, "  ", ts_bytes(memory, metal_size), "");
  print_bytes(out, "  ", ts_bytes(memory + metal_size, metal.size - metal_size), "");
  print_bytes(out, "  size ", ts_bytes_of(j->tag.piece.size), "");
  fputc('\n', out);
}

static void print_others(FILE *out, const struct ts_device *device, const struct ts_inspection *view) {
  for (size_t i = 0; i < view->symbols.count; i++) {
    const struct ts_judgement *j = &view->judgement[i];
    if ((int)i == view->shown || (view->pieces == 1 && j->judged))
      continue;
    fprintf(out, "  beside: %s %s\n", ts_symbology_name(view->symbols.item[i].symbology),
            j->judged ? ts_verdict_name(j->decision.verdict) : "not judged");
    if (j->judged)
      print_details(out, device, j);
    print_reasons(out, "    ", &j->decision, view, j);
  }
}

void ts_print_inspection(FILE *out, const char *image, const struct ts_device *device,
                         const struct ts_inspection *view) {
  uint8_t memory[TS_MESSAGE_MAX];
  fprintf(out, "%s: %s\n", image, ts_verdict_name(view->decision.verdict));
  print_reasons(out, "  ", &view->decision, view, NULL);
  if (view->shown >= 0)
    print_details(out, device, &view->judgement[view->shown]);
  print_others(out, device, view);
  struct ts_buf text = ts_buf(memory, sizeof memory);
  ts_message_advice(&text, TS_LANGUAGE_EN, view);
  print_bytes(out, "  ", ts_buf_bytes(&text), "\n");
  text = ts_buf(memory, sizeof memory);
  ts_message_data(&text, TS_LANGUAGE_EN, device, view);
  print_bytes(out, "  ", ts_buf_bytes(&text), ".\n");
}
