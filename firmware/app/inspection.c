/* SPDX-License-Identifier: Apache-2.0 */
#include "app/inspection.h"

#include <string.h>

#include "app/judge.h"

static uint64_t ticks(const struct ts_device *device) {
  return device->ports.clock->ticks_us(device->ports.clock->ctx);
}

static bool same_text(const char *a, const char *b) {
  return strcmp(a, b) == 0;
}

/* A model's code on the box or a card, which disagrees with no piece of that model. */
static bool names_model_only(const struct ts_judgement *j) {
  return !j->tag.serial[0] &&
         (j->findings.form == TS_FORM_MODEL || j->findings.form == TS_FORM_UNKNOWN_BRAND);
}

/* Symbols name the same piece if GTIN and serial agree; a GTIN alone (the EAN on the box) disagrees with no
 * serial of it. */
static bool same_piece(const struct ts_judgement *a, const struct ts_judgement *b) {
  if (!a->tag.gtin[0] || !same_text(a->tag.gtin, b->tag.gtin))
    return false;
  if (names_model_only(a) || names_model_only(b))
    return true;
  return a->tag.serial[0] && same_text(a->tag.serial, b->tag.serial);
}

static void number_from(struct ts_inspection *view, size_t i) {
  struct ts_judgement *j = &view->judgement[i];
  for (size_t k = 0; k < view->symbols.count; k++)
    if (view->judgement[k].piece != TS_PIECE_NONE && same_piece(j, &view->judgement[k])) {
      j->piece = view->judgement[k].piece;
      return;
    }
  j->piece = (uint8_t)view->pieces++;
}

/* First the symbols that name a serial, so that a bare GTIN joins one of them. */
static void number_pieces(struct ts_inspection *view) {
  for (int with_serial = 1; with_serial >= 0; with_serial--)
    for (size_t i = 0; i < view->symbols.count; i++) {
      const struct ts_judgement *j = &view->judgement[i];
      if (j->judged && j->piece == TS_PIECE_NONE && (j->tag.serial[0] != 0) == with_serial)
        number_from(view, i);
    }
}

static unsigned signed_tags(const struct ts_inspection *view, unsigned piece) {
  unsigned count = 0;
  for (size_t i = 0; i < view->symbols.count; i++)
    count += view->judgement[i].piece == piece && view->judgement[i].findings.form == TS_FORM_SIGNED;
  return count;
}

/* A serial or a GTIN beside the signed tag of the same piece only says again what the tag says. */
static bool repeats_tag(const struct ts_judgement *j, bool tag_in_view) {
  return tag_in_view && (j->findings.form == TS_FORM_SERIAL || j->findings.form == TS_FORM_MODEL);
}

/* Case 5 speaks of a piece without a valid tag. A photograph shows that only where something passes for the
 * tag: a QR code with a serial or a signature in it. A serial in a linear code stands on boxes too, one that was
 * typed may have been read off a box, and the tag may be out of view: then a person must say what is known of
 * the piece. Where there is a signed tag, or more than was read, nothing is missing. */
static bool shows_missing_tag(const struct ts_inspection *view, const struct ts_claims *claims, size_t i,
                              bool tag_in_view) {
  if (view->judgement[i].findings.form == TS_FORM_UNTAGGED)
    return true; /* a person said so */
  bool carrier = view->symbols.item[i].symbology == TS_SYMBOLOGY_QR;
  return view->judgement[i].claims_piece && !tag_in_view && !view->symbols.truncated &&
         (carrier || claims->made != TS_MADE_UNKNOWN);
}

static void decide_symbol(const struct ts_device *device, const struct ts_claims *claims,
                          struct ts_inspection *view, size_t i, bool several, bool tag_in_view) {
  struct ts_judgement *j = &view->judgement[i];
  struct ts_brand brand;
  j->findings.view = several ? TS_VIEW_SEVERAL : TS_VIEW_ONE;
  if (shows_missing_tag(view, claims, i, tag_in_view) && ts_judge_brand(device, j, &brand))
    ts_trust_tag_policy(&brand, j->tag.gtin, claims->made, &j->findings);
  j->decision = ts_verdict_decide(&j->findings);
}

static struct ts_decision decide_piece(const struct ts_device *device, const struct ts_claims *claims,
                                       struct ts_inspection *view, unsigned piece, bool *brand_known) {
  /* Two signed tags are never one GENUINE piece, not even if they say the same: one of them may be a copy. */
  unsigned tags = signed_tags(view, piece);
  bool tag_in_view = tags > 0, first = true;
  bool several = view->pieces > 1 || tags > 1 || view->symbols.truncated;
  struct ts_decision decision = {.verdict = TS_UNPROVEN};
  for (size_t i = 0; i < view->symbols.count; i++) {
    struct ts_judgement *j = &view->judgement[i];
    if (j->piece != piece)
      continue;
    *brand_known = *brand_known || j->brand_known;
    decide_symbol(device, claims, view, i, several, tag_in_view);
    if (repeats_tag(j, tag_in_view))
      continue;
    decision = first ? j->decision : ts_verdict_same_piece(decision, j->decision);
    first = false;
  }
  for (size_t i = 0; i < view->symbols.count; i++)
    if (view->judgement[i].piece == piece)
      view->judgement[i].decision = decision;
  return decision;
}

/* Nothing in view names a product: say what is there instead. */
static struct ts_decision decide_nothing(const struct ts_device *device, const struct ts_claims *claims,
                                         const struct ts_inspection *view) {
  struct ts_findings findings;
  ts_trust_begin(&device->trust, &findings);
  findings.view = TS_VIEW_ONE;
  if (claims->untagged)
    findings.form = TS_FORM_UNKNOWN_BRAND;
  else if (view->photo_err != TS_OK || view->read_err != TS_OK)
    findings.form = TS_FORM_UNREADABLE;
  else
    findings.form = view->symbols.count ? TS_FORM_FOREIGN : TS_FORM_NOTHING;
  return ts_verdict_decide(&findings);
}

/* The details to show: of the one piece in view, the symbol that says most. */
static int choose_shown(const struct ts_inspection *view) {
  int best = -1;
  for (size_t i = 0; i < view->symbols.count && view->pieces == 1; i++) {
    const struct ts_judgement *j = &view->judgement[i];
    if (j->judged && (best < 0 || j->findings.form == TS_FORM_SIGNED ||
                      (j->tag.serial[0] && !view->judgement[best].tag.serial[0])))
      best = (int)i;
  }
  return best;
}

/* A strange barcode in view keeps a verdict from GENUINE, but must not soften a known brand's. */
static void decide_view(const struct ts_device *device, const struct ts_claims *claims,
                        struct ts_inspection *view) {
  struct ts_decision known[TS_SYMBOLS_MAX], other[TS_SYMBOLS_MAX];
  unsigned known_count = 0, other_count = 0;
  number_pieces(view);
  for (unsigned piece = 0; piece < view->pieces; piece++) {
    bool brand_known = false;
    struct ts_decision decision = decide_piece(device, claims, view, piece, &brand_known);
    if (brand_known)
      known[known_count++] = decision;
    else
      other[other_count++] = decision;
  }
  if (known_count)
    view->decision = ts_verdict_of_view(known, known_count);
  else if (other_count)
    view->decision = ts_verdict_of_view(other, other_count);
  else
    view->decision = decide_nothing(device, claims, view);
  view->shown = choose_shown(view);
}

static uint8_t conflict(bool there_is_one) {
  return there_is_one ? TS_PIECE_CONFLICT : TS_PIECE_NO_CONFLICT;
}

/* The scale's last digit may be rounded: only what no true weight explains disagrees. */
static bool weighs_otherwise(const struct ts_piece *piece, const struct ts_claims *claims) {
  uint64_t weighed = claims->weight_mg, signed_for = piece->weight_mg;
  uint64_t difference = weighed > signed_for ? weighed - signed_for : signed_for - weighed;
  return 2 * difference > 2 * (uint64_t)piece->weight_tolerance_mg + claims->weight_step_mg;
}

/* Only what was signed is compared with the piece: what nobody signed accuses nobody. */
static void compare(const struct ts_claims *claims, struct ts_judgement *j) {
  const struct ts_tag *tag = &j->tag;
  if (tag->kind == TS_TAG_SIGNED) {
    bool engraved_otherwise =
        claims->not_engraved || (claims->engraved[0] && !same_text(claims->engraved, tag->engraved));
    j->findings.engraving = conflict(tag->engraved[0] && engraved_otherwise);
    j->findings.weight =
        conflict(tag->piece.weight_mg && claims->weight_mg && weighs_otherwise(&tag->piece, claims));
    j->findings.size =
        conflict(tag->piece.size[0] && claims->size[0] && !same_text(tag->piece.size, claims->size));
  }
  j->findings.order = TS_ORDER_NO_CONFLICT;
  if (claims->order_unbranded && j->brand_known)
    j->findings.order = TS_ORDER_UNBRANDED;
  else if (claims->order_gtin[0] && tag->gtin[0] && !same_text(claims->order_gtin, tag->gtin))
    j->findings.order = TS_ORDER_OTHER_MODEL;
}

void ts_inspection_decide(const struct ts_device *device, const struct ts_claims *claims,
                          struct ts_inspection *view) {
  for (size_t i = 0; i < view->symbols.count; i++)
    if (view->judgement[i].judged)
      compare(claims, &view->judgement[i]);
  decide_view(device, claims, view);
}

static void begin(struct ts_device *device, struct ts_inspection *view) {
  memset(view, 0, sizeof *view);
  ts_symbols_init(&view->symbols, view->item, TS_SYMBOLS_MAX, view->pool, sizeof view->pool);
  ts_device_tick(device);
  view->time = device->trust.time;
  view->has_data = device->trust.bundle != NULL;
  if (view->has_data) {
    view->sequence = device->bundle.sequence;
    view->data_as_of = device->bundle.issued;
    view->data_until = device->bundle.expires;
  }
}

static void add_typed(struct ts_inspection *view, bool gs1, struct ts_bytes text) {
  const struct ts_symbol typed = {
      .symbology = TS_SYMBOLOGY_TYPED, .gs1 = gs1, .confirmed = true, .bytes = text};
  (void)ts_symbols_add(&view->symbols, &typed); /* if it does not fit, the list says so itself */
}

/* What a person typed lies in view like a symbol: an element string, or a serial that looks for its GTIN. */
static void add_claims(struct ts_inspection *view, const struct ts_claims *claims) {
  uint8_t text[2 + 14 + 2 + TS_TAG_SERIAL_MAX];
  struct ts_buf buf = ts_buf(text, sizeof text);
  if (!claims->gtin[0]) {
    if (claims->untagged && claims->brand[0])
      add_typed(view, false, ts_bytes_of(claims->brand));
    else if (claims->serial[0])
      add_typed(view, false, ts_bytes_of(claims->serial));
    return;
  }
  ts_buf_put_text(&buf, "01");
  ts_buf_put_text(&buf, claims->gtin);
  if (claims->serial[0] && !claims->untagged) {
    ts_buf_put_text(&buf, "21");
    ts_buf_put_text(&buf, claims->serial);
  }
  add_typed(view, true, ts_buf_bytes(&buf));
}

/* The one GTIN that the view names for a serial that comes without: by codes of models alone, since a text that
 * names a piece speaks for itself. */
static const struct ts_judgement *only_model(const struct ts_inspection *view) {
  const struct ts_judgement *found = NULL;
  for (size_t i = 0; i < view->symbols.count; i++) {
    const struct ts_judgement *j = &view->judgement[i];
    if (j->claims_piece || (found && j->judged && !same_text(found->tag.gtin, j->tag.gtin)))
      return NULL;
    if (j->findings.form == TS_FORM_MODEL && (!found || found->findings.reading == TS_READ_ONCE))
      found = j;
  }
  return found;
}

static void judge_serials(struct ts_device *device, struct ts_inspection *view) {
  const struct ts_judgement *model = only_model(view);
  if (!model)
    return;
  const struct ts_judgement of = *model;
  for (size_t i = 0; i < view->symbols.count; i++)
    if (view->judgement[i].findings.form == TS_FORM_FOREIGN)
      ts_judge_serial(device, &view->symbols.item[i], &of, &view->judgement[i]);
}

static void judge(struct ts_device *device, const struct ts_claims *claims, struct ts_inspection *view) {
  uint64_t start = ticks(device);
  add_claims(view, claims);
  for (size_t i = 0; i < view->symbols.count; i++) {
    struct ts_judgement *j = &view->judgement[i];
    ts_judge_symbol(device, &view->symbols.item[i], j);
    if (!claims->untagged || view->symbols.item[i].symbology != TS_SYMBOLOGY_TYPED)
      continue;
    if (claims->brand[0] && !claims->gtin[0])
      ts_judge_untagged(device, claims->brand, j);
    else if (j->findings.form == TS_FORM_MODEL)
      j->findings.form = TS_FORM_UNTAGGED;
  }
  if (!claims->untagged)
    judge_serials(device, view);
  for (size_t i = 0; i < view->symbols.count; i++)
    if (!view->judgement[i].judged)
      view->judgement[i].decision = ts_verdict_decide(&view->judgement[i].findings);
  ts_inspection_decide(device, claims, view);
  view->judge_us = ticks(device) - start;
}

static void look(struct ts_device *device, const struct ts_frame *frame, const struct ts_claims *claims,
                 struct ts_inspection *view) {
  uint64_t start = ticks(device);
  view->width = frame->source_width;
  view->height = frame->source_height;
  view->read_err = device->ports.reader->read(device->ports.reader->ctx, frame, &view->symbols);
  view->read_us = ticks(device) - start;
  if (view->read_err != TS_OK)
    view->symbols.count = 0; /* half a view could hide the other half's doubts */
  judge(device, claims, view);
}

void ts_inspect_frame(struct ts_device *device, const struct ts_frame *frame, const struct ts_claims *claims,
                      struct ts_inspection *out) {
  begin(device, out);
  look(device, frame, claims, out);
}

void ts_inspect_symbols(struct ts_device *device, const struct ts_frame *frame,
                        const struct ts_symbols *symbols, const struct ts_claims *claims,
                        struct ts_inspection *out) {
  begin(device, out);
  out->width = frame->source_width;
  out->height = frame->source_height;
  for (size_t i = 0; i < symbols->count; i++)
    (void)ts_symbols_add(&out->symbols, &symbols->item[i]); /* if it does not fit, the list says so itself */
  out->symbols.truncated = out->symbols.truncated || symbols->truncated;
  judge(device, claims, out);
}

void ts_inspect_photo(struct ts_device *device, struct ts_bytes photo, const struct ts_claims *claims,
                      struct ts_inspection *out) {
  begin(device, out);
  uint64_t start = ticks(device);
  struct ts_frame frame = {0};
  out->photo_err = device->ports.reader->load(device->ports.reader->ctx, photo, &frame);
  out->load_us = ticks(device) - start;
  if (out->photo_err == TS_OK)
    look(device, &frame, claims, out);
  else
    judge(device, claims, out);
}

void ts_inspect_text(struct ts_device *device, struct ts_bytes text, const struct ts_claims *claims,
                     struct ts_inspection *out) {
  const struct ts_symbol symbol = {.symbology = TS_SYMBOLOGY_TYPED, .bytes = text};
  begin(device, out);
  (void)ts_symbols_add(&out->symbols, &symbol); /* if it does not fit, the list says so itself */
  judge(device, claims, out);
}

void ts_inspect_claims(struct ts_device *device, const struct ts_claims *claims, struct ts_inspection *out) {
  begin(device, out);
  judge(device, claims, out);
}

struct ts_bytes ts_inspection_brand(const struct ts_device *device, const struct ts_judgement *judgement) {
  struct ts_brand brand;
  return ts_judge_brand(device, judgement, &brand) ? brand.name : ts_bytes(NULL, 0);
}

struct ts_bytes ts_inspection_model(const struct ts_device *device, const struct ts_judgement *judgement) {
  struct ts_brand brand;
  return ts_judge_brand(device, judgement, &brand) ? ts_brand_model(&brand, judgement->tag.gtin)
                                                   : ts_bytes(NULL, 0);
}
