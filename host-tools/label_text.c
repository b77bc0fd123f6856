/* SPDX-License-Identifier: Apache-2.0 */
#include "host-tools/label_text.h"

#include <stdio.h>

#include "app/messages.h"

/* ASCII and Latin-1 letters; others stay as they are, which is never wrong, only less even. */
static void capitals(char *out, size_t capacity, const char *text) {
  (void)ts_text_copy(out, capacity, ts_bytes_of(text));
  for (unsigned char *p = (unsigned char *)out; *p; p++) {
    if (*p >= 'a' && *p <= 'z')
      *p = (unsigned char)(*p - 'a' + 'A');
    else if (*p == 0xc3 && p[1] >= 0xa0 && p[1] <= 0xbe && p[1] != 0xb7)
      p[1] = (unsigned char)(p[1] - 0x20);
  }
}

/* A row with its title, of which the caller writes the value. */
static struct ts_buf add_row(struct ts_label *label, enum ts_phrase title) {
  struct ts_label_row *row = &label->row[label->rows++];
  struct ts_buf buf = ts_buf(row->title, sizeof row->title - 1);
  ts_message_phrase(&buf, TS_LANGUAGE_EN, title, 0);
  return ts_buf(row->value, sizeof row->value - 1);
}

static void add_text(struct ts_label *label, enum ts_phrase title, const char *ai, const char *text) {
  if (!text[0])
    return;
  struct ts_buf value = add_row(label, title);
  ts_buf_put_text(&value, ai);
  ts_buf_put_text(&value, text);
  label->row[label->rows - 1].needs_title = !ai[0];
}

static void add_piece(struct ts_label *label, const struct ts_piece *piece) {
  if (piece->colour[0] || piece->fineness) {
    struct ts_buf value = add_row(label, TS_PHRASE_METAL);
    ts_message_metal(&value, TS_LANGUAGE_EN, piece);
  }
  if (piece->weight_mg) {
    struct ts_buf value = add_row(label, TS_PHRASE_WEIGHT);
    ts_message_weight(&value, piece);
  }
  add_text(label, TS_PHRASE_SIZE, "", piece->size);
}

void ts_label_words(struct ts_label *label, const struct ts_tag_line *tag, const char *brand,
                    const char *model) {
  *label = (struct ts_label){.is_host = brand[0] == 0};
  if (label->is_host)
    (void)ts_text_copy(label->heading, sizeof label->heading, ts_bytes_of(tag->host));
  else
    capitals(label->heading, sizeof label->heading, brand);
  (void)ts_text_copy(label->model, sizeof label->model, ts_bytes_of(model));
  add_text(label, TS_PHRASE_GTIN, "(01)", tag->tag.gtin);
  add_text(label, TS_PHRASE_SERIAL, "(21)", tag->tag.serial);
  add_text(label, TS_PHRASE_ENGRAVED, "(250)", tag->tag.engraved);
  add_piece(label, &tag->tag.piece);
}

void ts_label_name(char out[TS_LABEL_NAME_MAX], const struct ts_tag *tag) {
  size_t at = (size_t)snprintf(out, TS_LABEL_NAME_MAX, "%s_", tag->gtin);
  for (const char *p = tag->serial; *p; p++) {
    bool digit = *p >= '0' && *p <= '9', letter = (*p >= 'A' && *p <= 'Z') || (*p >= 'a' && *p <= 'z');
    const char *format = digit || letter || *p == '-' || *p == '_' ? "%c" : "%%%02X";
    at += (size_t)snprintf(out + at, TS_LABEL_NAME_MAX - at, format, (unsigned char)*p);
  }
}
