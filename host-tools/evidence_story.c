/* SPDX-License-Identifier: Apache-2.0 */
#include "host-tools/evidence_story.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "app/judge.h"
#include "app/messages.h"
#include "host-tools/journal_view.h"
#include "host-tools/text.h"

#define LINE_MAX_BYTES 4096
#define TEXT_MAX 1024 /* bytes of what was read, as people see it */

void ts_story_add(struct ts_story *story, enum ts_story_kind kind, const char *label, const char *format,
                  ...) {
  char text[LINE_MAX_BYTES];
  va_list arguments;
  va_start(arguments, format);
  (void)vsnprintf(text, sizeof text, format, arguments);
  va_end(arguments);
  if (story->count % 64 == 0) {
    struct ts_story_line *more = realloc(story->line, (story->count + 64) * sizeof *more);
    story->failed = story->failed || !more;
    if (!more)
      return;
    story->line = more;
  }
  struct ts_story_line *line = &story->line[story->count];
  *line = (struct ts_story_line){.kind = kind, .label = label, .text = strdup(text)};
  story->failed = story->failed || !line->text;
  if (line->text)
    story->count++;
}

void ts_story_free(struct ts_story *story) {
  for (size_t i = 0; i < story->count; i++)
    free(story->line[i].text);
  free(story->line);
  *story = (struct ts_story){0};
}

static size_t sequence_at(struct ts_bytes text, size_t at) {
  for (size_t size = 1; size <= 4 && at + size <= text.size; size++)
    if (ts_utf8_ok(ts_bytes_part(text, at, size)))
      return size;
  return 0;
}

const char *ts_story_clean(char *out, size_t capacity, struct ts_bytes text) {
  struct ts_buf buf = ts_buf(out, capacity - 1);
  for (size_t at = 0; at < text.size && !buf.full;) {
    size_t size = sequence_at(text, at);
    uint8_t c = text.data[at];
    /* C0, DEL, and the C1 controls behind 0xC2 */
    bool control = c < 0x20 || c == 0x7f || (c == 0xc2 && size == 2 && text.data[at + 1] < 0xa0);
    if (size == 0 || control)
      ts_buf_put_text(&buf, ".");
    else
      ts_buf_put(&buf, ts_bytes_part(text, at, size));
    at += size ? size : 1;
  }
  out[buf.size] = 0;
  return out;
}

const char *ts_story_time(char out[TS_STORY_TIME], struct ts_time time) {
  char date[TS_DATE_TEXT];
  ts_date_write(date, time.seconds);
  if (time.trust == TS_TIME_RTC)
    (void)snprintf(out, TS_STORY_TIME, "%.10s %.8s UTC, by the device's own clock", date, date + 11);
  else if (time.trust == TS_TIME_OPERATOR)
    (void)snprintf(
        out, TS_STORY_TIME,
        "%.10s %.8s UTC, as the operator confirmed the date; no clock of the device's stands behind it", date,
        date + 11);
  else
    (void)snprintf(out, TS_STORY_TIME,
                   "not known: no clock was set. Not before %.10s, as far as the device knows", date);
  return out;
}

/* ---- one record ---- */

/* A record as the device's messages want it. */
struct look {
  struct ts_evidence *e;
  const struct ts_evidence_record *r;
  bool fits; /* the bundle is the record's */
  struct ts_inspection view;
};

static void judge(struct look *look, uint32_t i) {
  const struct ts_record_item *item = &look->r->record.item[i];
  const struct ts_bundle *bundle = look->e->device.trust.bundle;
  struct ts_judgement *j = &look->view.judgement[i];
  struct ts_gs1 gs1;
  struct ts_gs1_why why;
  struct ts_symbol symbol = {.symbology = item->symbology, .bytes = item->text, .confirmed = true};
  symbol.gs1 = ts_gs1_parse(&gs1, &why, item->text, false) != TS_OK &&
               ts_gs1_parse(&gs1, &why, item->text, true) == TS_OK;
  look->e->device.trust.bundle = look->fits ? bundle : NULL;
  ts_judge_symbol(&look->e->device, &symbol, j);
  look->e->device.trust.bundle = bundle;
  j->findings = item->findings; /* what was found then, and not what would be now */
  j->decision = item->decision;
  j->judged = item->judged;
  (void)ts_text_copy(j->tag.gtin, sizeof j->tag.gtin, item->gtin);
  (void)ts_text_copy(j->tag.serial, sizeof j->tag.serial, item->serial);
  look->view.symbols.count = i + 1;
}

static void begin_look(struct look *look) {
  const struct ts_record *record = &look->r->record;
  look->fits = ts_evidence_bundle_fits(look->e, record);
  look->view.time = record->time;
  look->view.decision = record->decision;
  if (look->fits) {
    look->view.has_data = true;
    look->view.data_as_of = look->e->device.bundle.issued;
    look->view.data_until = look->e->device.bundle.expires;
  }
  for (uint32_t i = 0; i < record->items; i++)
    judge(look, i);
}

/* Sentences with dates or causes that are not in the record, and not known without its bundle. */
static bool needs_more(const struct look *look, enum ts_reason reason) {
  switch (reason) {
  case TS_REASON_UNREADABLE:
    return true;
  case TS_REASON_STOLEN:
  case TS_REASON_RECALLED:
  case TS_REASON_DESTROYED:
  case TS_REASON_RETURNED:
  case TS_REASON_NOT_IN_DATA:
  case TS_REASON_EXPIRED_GOOD:
  case TS_REASON_EXPIRED:
  case TS_REASON_NEW_KEY:
    return !look->fits;
  default:
    return false;
  }
}

static void add_reasons(struct ts_story *story, struct look *look, const struct ts_decision *decision,
                        const struct ts_judgement *j) {
  enum ts_reason list[TS_REASONS_MAX];
  unsigned count = ts_decision_reasons(decision, list);
  for (unsigned i = 0; i < count; i++) {
    char text[TS_MESSAGE_MAX + 1];
    struct ts_buf buf = ts_buf(text, sizeof text - 1);
    if (needs_more(look, list[i]))
      ts_buf_put_text(&buf, ts_reason_words(list[i]));
    else
      ts_message_reason(&buf, TS_LANGUAGE_EN, list[i], &look->view, j);
    text[buf.size] = 0;
    if (text[0] >= 'a' && text[0] <= 'z')
      text[0] = (char)(text[0] - 'a' + 'A');
    ts_story_add(story, TS_STORY_SENTENCE, NULL, "%s.", text);
  }
}

static void add_verdict(struct ts_story *story, enum ts_verdict verdict) {
  ts_story_add(story, TS_STORY_VERDICT, NULL, "%s", ts_message_verdict(TS_LANGUAGE_EN, verdict));
  if (story->count)
    story->line[story->count - 1].verdict = verdict;
}

static void add_frame(struct ts_story *story, struct ts_evidence *e, const struct ts_evidence_record *r) {
  const struct ts_record *record = &r->record;
  char time[TS_STORY_TIME], date[TS_DATE_TEXT];
  ts_story_add(story, TS_STORY_FACT, "Time", "%s", ts_story_time(time, record->time));
  ts_story_add(story, TS_STORY_FACT, "Mode", "%s", ts_mode_name(record->mode));
  if (record->operator_number)
    ts_story_add(story, TS_STORY_FACT, "Operator", "number %lu", (unsigned long)record->operator_number);
  if (record->bundle_sequence == 0) {
    ts_story_add(story, TS_STORY_FACT, "Brand data", "none that the device could use");
  } else if (ts_evidence_bundle_fits(e, record)) {
    ts_date_write(date, e->device.bundle.issued);
    ts_story_add(story, TS_STORY_FACT, "Brand data", "bundle %llu of %.10s, still on the device's card",
                 (unsigned long long)record->bundle_sequence, date);
  } else {
    ts_story_add(story, TS_STORY_FACT, "Brand data",
                 "bundle %llu, which is not on the device's card any more: its hash is in the record, and "
                 "what only the bundle tells (names, signers, dates) is missing here",
                 (unsigned long long)record->bundle_sequence);
  }
}

static void put_value(struct ts_story *story, const char *label, const char *text) {
  if (text[0])
    ts_story_add(story, TS_STORY_FACT, label, "%s", text);
}

/* What the brand signed, and under whose certificate. */
static void add_tag(struct ts_story *story, struct look *look, const struct ts_record_item *item) {
  struct ts_evidence_tag *tag = calloc(1, sizeof *tag);
  char text[TS_SUBJECT_MAX] = "";
  struct ts_buf buf = ts_buf(text, sizeof text - 1);
  story->failed = story->failed || !tag;
  if (tag && ts_evidence_tag(look->e, &look->r->record, item, tag)) {
    put_value(story, "Engraved, as the tag says", tag->tag.engraved);
    ts_message_metal(&buf, TS_LANGUAGE_EN, &tag->tag.piece);
    put_value(story, "Metal, as the tag says", text);
    memset(text, 0, sizeof text);
    buf = ts_buf(text, sizeof text - 1);
    ts_message_weight(&buf, &tag->tag.piece);
    put_value(story, "Weight, as the tag says", text);
    put_value(story, "Size, as the tag says", tag->tag.piece.size);
    if (tag->has_signer) {
      struct ts_der der = {.size = tag->signer.certificate.size};
      if (der.size <= sizeof der.data) {
        memcpy(der.data, tag->signer.certificate.data, der.size);
        ts_x509_subject(text, &der);
      }
      ts_story_add(story, TS_STORY_FACT, "Signature", "%s the key of the certificate %s",
                   tag->good ? "fits" : "does not fit", text);
    } else {
      ts_story_add(story, TS_STORY_FACT, "Signature", "%s",
                   look->fits ? "names a key that the brand's list does not have"
                              : "its signer's certificate is not at hand, as the bundle is not");
    }
  }
  free(tag);
}

static void add_item(struct ts_story *story, struct look *look, uint32_t i) {
  const struct ts_record *record = &look->r->record;
  const struct ts_record_item *item = &record->item[i];
  const struct ts_judgement *j = &look->view.judgement[i];
  char text[TEXT_MAX], brand[128], model[128];
  bool typed = item->symbology == TS_SYMBOLOGY_TYPED;
  ts_story_add(story, TS_STORY_PIECE, NULL, "%s %lu%s%s", typed ? "Typed text" : "Code", (unsigned long)i + 1,
               typed ? "" : ": ", typed ? "" : ts_symbology_name(item->symbology));
  if (item->hashed)
    ts_story_add(story, TS_STORY_FACT, "Text", "too long for the record, which holds its SHA-256 alone");
  else
    ts_story_add(story, TS_STORY_FACT, typed ? "Text typed" : "Text read", "%s",
                 ts_story_clean(text, sizeof text, item->text));
  if (look->fits && item->gtin.size) {
    (void)ts_story_clean(brand, sizeof brand, ts_inspection_brand(&look->e->device, j));
    (void)ts_story_clean(model, sizeof model, ts_inspection_model(&look->e->device, j));
    put_value(story, "Brand", brand);
    put_value(story, "Model", model);
  }
  put_value(story, "GTIN", ts_story_clean(text, sizeof text, item->gtin));
  put_value(story, "Serial", ts_story_clean(text, sizeof text, item->serial));
  add_tag(story, look, item);
  if (item->judged && (record->items > 1 || item->decision.reasons != record->decision.reasons)) {
    ts_story_add(story, TS_STORY_FACT, "Verdict on this code", "%s",
                 ts_message_verdict(TS_LANGUAGE_EN, item->decision.verdict));
    add_reasons(story, look, &item->decision, j);
  }
}

/* What a person said of the piece, and what its tag says of that. */
static void compare(struct ts_story *story, const char *label, const char *said, const char *tag_says) {
  if (!said[0])
    return;
  ts_story_add(story, TS_STORY_FACT, label, "%s%s%s", said, tag_says[0] ? "; the tag says " : "", tag_says);
}

static const struct ts_tag *signed_tag(const struct look *look) {
  static const struct ts_tag none;
  for (size_t i = 0; i < look->view.symbols.count; i++)
    if (look->view.judgement[i].tag.kind == TS_TAG_SIGNED)
      return &look->view.judgement[i].tag;
  return &none;
}

static void add_claims(struct ts_story *story, const struct look *look) {
  const struct ts_record_claims *claims = &look->r->record.claims;
  const struct ts_tag *tag = signed_tag(look);
  char text[TEXT_MAX], says[64] = "", date[TS_DATE_TEXT];
  struct ts_buf weight = ts_buf(says, sizeof says - 1);
  if (!claims->order_gtin.size && !claims->order_unbranded && !claims->engraved.size && !claims->size.size &&
      !claims->weight_mg && !claims->has_made)
    return;
  ts_story_add(story, TS_STORY_PIECE, NULL, "What a person said of the piece and its order");
  compare(story, "Ordered GTIN", ts_story_clean(text, sizeof text, claims->order_gtin), tag->gtin);
  if (claims->order_unbranded)
    put_value(story, "Ordered", "an unbranded piece");
  compare(story, "Engraved on the piece", ts_story_clean(text, sizeof text, claims->engraved), tag->engraved);
  ts_message_weight(&weight, &tag->piece);
  if (claims->weight_mg) {
    (void)snprintf(text, sizeof text, "%lu.%03lu g", (unsigned long)claims->weight_mg / 1000,
                   (unsigned long)claims->weight_mg % 1000);
    compare(story, "Weighed", text, says);
  }
  compare(story, "Size of the piece", ts_story_clean(text, sizeof text, claims->size), tag->piece.size);
  if (claims->has_made) {
    ts_day_write(date, claims->made);
    put_value(story, "Made, or bought new", date);
  }
}

static void add_picture(struct ts_story *story, const struct ts_evidence_record *r) {
  const struct ts_record *record = &r->record;
  char hash[2 * TS_SHA256_SIZE + 1] = "";
  struct ts_buf buf = ts_buf(hash, sizeof hash - 1);
  if (!record->has_frame)
    return;
  ts_buf_put_hex(&buf, ts_bytes(record->frame_hash, sizeof record->frame_hash));
  if (r->photo) {
    ts_story_add(story, TS_STORY_PICTURE, NULL,
                 "photos/%s.jpg, as the camera gave it; SHA-256, as in the record: %s", r->name, hash);
    if (story->count)
      story->line[story->count - 1].record = r;
    return;
  }
  ts_story_add(story, TS_STORY_HASH, "Picture's SHA-256", "%s", hash);
  ts_story_add(
      story, TS_STORY_TEXT, NULL, "%s",
      record->decision.verdict == TS_GENUINE
          ? "No photograph: the device keeps none of what it finds genuine."
          : "No photograph: the card holds none with this hash (the oldest make room for newer ones).");
}

static void add_inspection(struct ts_story *story, struct ts_evidence *e,
                           const struct ts_evidence_record *r) {
  const struct ts_record *record = &r->record;
  struct look *look = calloc(1, sizeof *look);
  story->failed = story->failed || !look;
  if (!look)
    return;
  *look = (struct look){.e = e, .r = r};
  begin_look(look);
  add_verdict(story, record->decision.verdict);
  add_reasons(story, look, &record->decision, record->items == 1 ? &look->view.judgement[0] : NULL);
  add_frame(story, e, r);
  if (record->line != TS_LINE_NONE)
    ts_story_add(story, TS_STORY_FACT, "Manifest",
                 record->line == TS_LINE_EXPECTED ? "the piece is on it" : "the piece is not on it");
  for (uint32_t i = 0; i < record->items; i++)
    add_item(story, look, i);
  if (record->items_left_out)
    ts_story_add(story, TS_STORY_TEXT, NULL, "%lu more codes were in view, and not judged.",
                 (unsigned long)record->items_left_out);
  add_claims(story, look);
  add_picture(story, r);
  free(look);
}

void ts_story_record(struct ts_story *story, struct ts_evidence *e, const struct ts_evidence_record *r) {
  const struct ts_record *record = &r->record;
  const char *what = record->kind == TS_RECORD_INSPECTION          ? "inspection"
                     : record->kind == TS_RECORD_CONSIGNMENT_BEGIN ? "a consignment begins"
                     : record->kind == TS_RECORD_CONSIGNMENT_END   ? "the consignment ends"
                                                                   : "a gap in the journal";
  ts_story_add(story, TS_STORY_HEADING, NULL, "Record %llu: %s", (unsigned long long)r->number, what);
  if (record->kind == TS_RECORD_INSPECTION) {
    add_inspection(story, e, r);
    return;
  }
  add_frame(story, e, r);
  if (record->kind == TS_RECORD_GAP)
    ts_story_add(
        story, TS_STORY_WARNING, NULL,
        "The device noticed that its card had lost records %llu to %llu, or that somebody put an older "
        "card back.",
        (unsigned long long)record->gap_first, (unsigned long long)record->gap_last);
}

void ts_story_print(FILE *out, const struct ts_story *story) {
  for (size_t i = 0; i < story->count; i++) {
    const struct ts_story_line *line = &story->line[i];
    if (line->kind == TS_STORY_HEADING || line->kind == TS_STORY_TITLE || line->kind == TS_STORY_PIECE)
      (void)fprintf(out, "%s%s\n", i ? "\n" : "", line->text);
    else if (line->label)
      (void)fprintf(out, "  %s: %s\n", line->label, line->text);
    else
      (void)fprintf(out, "  %s%s\n", line->kind == TS_STORY_SENTENCE ? "- " : "", line->text);
  }
}
