/* SPDX-License-Identifier: Apache-2.0 */
#include "app/recording.h"

#include <string.h>

void ts_recording_begin(struct ts_record *out, enum ts_record_kind kind, const struct ts_device *device,
                        struct ts_time time) {
  memset(out, 0, sizeof *out);
  out->kind = kind;
  out->time = time;
  if (device->trust.bundle) {
    out->bundle_sequence = device->bundle.sequence;
    memcpy(out->bundle_hash, device->bundle.hash, sizeof out->bundle_hash);
  }
}

static void add_item(struct ts_record *out, const struct ts_symbol *symbol, const struct ts_judgement *j) {
  if (out->items == TS_RECORD_ITEMS_MAX) {
    out->items_left_out++;
    return;
  }
  struct ts_record_item *item = &out->item[out->items++];
  item->symbology = symbol->symbology;
  item->text = symbol->bytes;
  item->judged = j->judged;
  item->gtin = ts_bytes_of(j->tag.gtin);
  item->serial = ts_bytes_of(j->tag.serial);
  item->findings = j->findings;
  item->decision = j->decision;
}

static void claim(struct ts_record_claims *out, const struct ts_claims *claims) {
  out->order_gtin = ts_bytes_of(claims->order_gtin);
  out->order_unbranded = claims->order_unbranded;
  out->engraved = ts_bytes_of(claims->engraved);
  out->size = ts_bytes_of(claims->size);
  out->weight_mg = claims->weight_mg;
  out->has_made = claims->made != TS_MADE_UNKNOWN;
  out->made = out->has_made ? claims->made : 0;
}

/* A forged tag must not be left out because of codes beside it: it may be what the verdict is about. */
enum { RANK_SIGNED, RANK_JUDGED, RANK_OTHER };

static unsigned rank_of(const struct ts_judgement *j) {
  if (!j->judged)
    return RANK_OTHER;
  return j->findings.form == TS_FORM_SIGNED ? RANK_SIGNED : RANK_JUDGED;
}

void ts_recording_view(struct ts_record *out, const struct ts_inspection *view,
                       const struct ts_claims *claims) {
  out->width = view->width;
  out->height = view->height;
  out->decision = view->decision;
  claim(&out->claims, claims);
  for (unsigned rank = RANK_SIGNED; rank <= RANK_OTHER; rank++)
    for (size_t i = 0; i < view->symbols.count; i++)
      if (rank_of(&view->judgement[i]) == rank)
        add_item(out, &view->symbols.item[i], &view->judgement[i]);
}

enum ts_err ts_recording_hash(const struct ts_crypto *crypto, const struct ts_picture *picture,
                              uint8_t hash[TS_SHA256_SIZE]) {
  struct ts_bytes bytes = picture->photo;
  const struct ts_frame *frame = &picture->frame;
  if (!bytes.size && frame->height)
    bytes = ts_bytes(frame->gray, (size_t)frame->stride * (frame->height - 1) + frame->width);
  return crypto->sha256(crypto->ctx, &bytes, 1, hash);
}
