/* SPDX-License-Identifier: Apache-2.0 */
/* The sheets behind a verdict: everything that is known, piece by piece, in blocks that flow from sheet to sheet
 * and are never torn. The verdict stands above each; the age of the data is told by the first sheet. */
#include "app/layout.h"
#include "app/screen.h"
#include "app/verdict_look.h"

#define BAND 28 /* the verdict, small, at the top of each sheet */
#define GAP 3
#define LABEL 98 /* width of the labels' column */

static const struct ts_verdict_look looks[] = {
    [TS_GENUINE] = {TS_ICON_GENUINE, TS_RGB(0x0b, 0x6e, 0x3f), TS_PAPER, TS_RGB(0xdf, 0xf2, 0xe6),
                    TS_RGB(0x0b, 0x6e, 0x3f)},
    [TS_UNPROVEN] = {TS_ICON_UNPROVEN, TS_RGB(0x46, 0x5b, 0x73), TS_PAPER, TS_RGB(0xe4, 0xea, 0xf1),
                     TS_RGB(0x46, 0x5b, 0x73)},
    [TS_SUSPECT] = {TS_ICON_SUSPECT, TS_RGB(0xf8, 0xb0, 0x10), TS_RGB(0x24, 0x18, 0x00),
                    TS_RGB(0xff, 0xef, 0xc8), TS_RGB(0x96, 0x5a, 0x00)},
    [TS_COUNTERFEIT] = {TS_ICON_COUNTERFEIT, TS_RGB(0xb4, 0x14, 0x20), TS_PAPER, TS_RGB(0xfb, 0xe2, 0xe2),
                        TS_RGB(0xb4, 0x14, 0x20)},
};

const struct ts_verdict_look *ts_verdict_look(enum ts_verdict verdict) {
  return &looks[(unsigned)verdict <= TS_COUNTERFEIT ? verdict : TS_UNPROVEN];
}

/* Blocks are measured one after another; those of the sheet that is wanted are laid out as well. */
struct flow {
  struct ts_screen *screen; /* NULL: only counted */
  enum ts_language language;
  const struct ts_shown *shown;
  unsigned sheet, wanted;
  int16_t y, top, bottom;
  int16_t keep; /* room below the next detail for what belongs to it */
  uint8_t memory[TS_MESSAGE_MAX];
};

/* Room for a block with KEEP below it; true if it is to be laid out, from FLOW->y - HEIGHT on. */
static bool take(struct flow *flow, int16_t height, int16_t keep) {
  if (flow->y + height + keep > flow->bottom && flow->y > flow->top) {
    flow->sheet++;
    flow->y = flow->top;
  }
  flow->y = (int16_t)(flow->y + height);
  return flow->screen && flow->sheet == flow->wanted;
}

/* Text that is longer than a sheet is cut: nothing of ours is. */
static void put_text(struct flow *flow, struct ts_style style, int16_t indent, uint16_t bullet, int16_t keep,
                     struct ts_bytes text) {
  const int16_t width = (int16_t)(TS_CONTENT - indent), pitch = ts_layout_pitch(style.face);
  int16_t lines = ts_layout_lines(style.face, width, text),
          most = (int16_t)((flow->bottom - flow->top) / pitch);
  lines = lines > most ? most : lines;
  int16_t height = (int16_t)(lines * pitch + 1);
  if (lines == 0 || !take(flow, height, keep))
    return;
  int16_t y = (int16_t)(flow->y - height);
  if (indent)
    ts_layout_box(flow->screen,
                  (struct ts_place){TS_MARGIN, (int16_t)(y + ts_font_atlas[style.face].ascent - 7), 4, 4},
                  bullet);
  ts_layout_paragraph(flow->screen, style, (int16_t)(TS_MARGIN + indent), y, width, lines, text);
}

static void put_reasons(struct flow *flow, const struct ts_decision *decision, const struct ts_judgement *j) {
  const struct ts_style style = {TS_ROLE_REASON, TS_FACE_TEXT, TS_INK};
  enum ts_reason reason[TS_REASONS_MAX];
  unsigned count = ts_decision_reasons(decision, reason);
  for (unsigned i = 0; i < count; i++) {
    if (reason[i] == TS_REASON_SEEN_HERE && flow->shown->seen)
      continue; /* told with when, how and what was found */
    struct ts_buf buf = ts_buf(flow->memory, sizeof flow->memory);
    ts_message_reason(&buf, flow->language, reason[i], flow->shown->view, j);
    ts_message_phrase(&buf, flow->language, TS_PHRASE_STOP, 0);
    put_text(flow, style, 10, ts_verdict_look(decision->verdict)->mark, 0, ts_buf_bytes(&buf));
  }
}

/* How a detail fits what was found on the piece. */
enum match { NOT_COMPARED, AGREES, DISAGREES };

/* A label and its value, on one row, or on two where the value is long; with a mark before what was compared. */
static void put_detail(struct flow *flow, enum ts_phrase label, enum ts_face face, enum match match,
                       struct ts_bytes text) {
  const struct ts_style name = {TS_ROLE_DETAIL, TS_FACE_SMALL, TS_MUTED};
  struct ts_style value = {TS_ROLE_DETAIL, face, TS_INK};
  const int16_t pitch = ts_layout_pitch(TS_FACE_STRONG), mark = match == NOT_COMPARED ? 0 : 18;
  if (text.size == 0)
    return;
  bool beside = ts_layout_width(face, text) <= TS_CONTENT - LABEL - mark;
  int16_t height = beside ? (int16_t)(pitch + 1) : (int16_t)(2 * pitch + 1);
  if (!take(flow, height, flow->keep))
    return;
  int16_t y = (int16_t)(flow->y - height), base = ts_font_atlas[TS_FACE_STRONG].ascent;
  int16_t x = beside ? TS_MARGIN + LABEL : TS_MARGIN;
  uint8_t memory[TS_MESSAGE_MAX];
  ts_layout_line(flow->screen, name, TS_MARGIN, (int16_t)(y + base - ts_font_atlas[TS_FACE_SMALL].ascent),
                 LABEL - 4, ts_layout_phrase(memory, flow->language, label, 0, 0));
  y = (int16_t)(y + (beside ? 0 : pitch));
  if (mark) {
    value.colour = ts_verdict_look(match == AGREES ? TS_GENUINE : TS_SUSPECT)->mark;
    ts_layout_mark(flow->screen, TS_ROLE_DETAIL, match == AGREES ? TS_ICON_DONE : TS_ICON_SUSPECT, x,
                   (int16_t)(y + 2), (int16_t)(mark - 4), value.colour, TS_PAPER);
  }
  x = (int16_t)(x + mark);
  ts_layout_line(flow->screen, value, x, (int16_t)(y + base - ts_font_atlas[face].ascent),
                 (int16_t)(TS_DISPLAY_WIDTH - TS_MARGIN - x), text);
}

/* Between two parts of a sheet, if KEEP of the next one still fit below it. */
static void put_rule(struct flow *flow, int16_t keep) {
  if (flow->y > flow->top && take(flow, 2 * GAP + 1, keep))
    ts_layout_box(flow->screen, (struct ts_place){TS_MARGIN, (int16_t)(flow->y - GAP - 1), TS_CONTENT, 1},
                  TS_HAIRLINE);
}

static enum match match_of(uint8_t conflict) {
  return conflict == TS_PIECE_CONFLICT ? DISAGREES : AGREES;
}

/* What was signed, and below it, on the same sheet, what was found on the piece. */
static void put_compared(struct flow *flow, enum ts_phrase label, enum ts_face face,
                         struct ts_bytes was_signed, uint8_t conflict, struct ts_bytes found) {
  if (was_signed.size == 0)
    return;
  flow->keep = found.size ? (int16_t)(ts_layout_pitch(TS_FACE_STRONG) + 1) : (int16_t)0;
  put_detail(flow, label, face, NOT_COMPARED, was_signed);
  flow->keep = 0;
  put_detail(flow, TS_PHRASE_ON_PIECE, face, match_of(conflict), found);
}

static void put_engraved(struct flow *flow, const struct ts_judgement *j, const struct ts_claims *claims) {
  struct ts_bytes found = ts_bytes_of(claims ? claims->engraved : NULL);
  if (claims && claims->not_engraved)
    found = ts_layout_phrase(flow->memory, flow->language, TS_PHRASE_ENGRAVED_NONE, 0, 0);
  put_compared(flow, TS_PHRASE_ENGRAVED, claims && claims->not_engraved ? TS_FACE_STRONG : TS_FACE_CODE,
               ts_bytes_of(j->tag.engraved), j->findings.engraving, found);
}

static void put_weight(struct flow *flow, const struct ts_judgement *j, const struct ts_claims *claims) {
  uint8_t memory[64];
  struct ts_buf was_signed = ts_buf(flow->memory, sizeof flow->memory), found = ts_buf(memory, sizeof memory);
  ts_message_weight(&was_signed, &j->tag.piece);
  if (claims)
    ts_message_weight(&found, &(struct ts_piece){.weight_mg = claims->weight_mg});
  put_compared(flow, TS_PHRASE_WEIGHT, TS_FACE_STRONG, ts_buf_bytes(&was_signed), j->findings.weight,
               ts_buf_bytes(&found));
}

static void put_order(struct flow *flow, const struct ts_judgement *j, const struct ts_claims *claims) {
  enum match match = j->findings.order == TS_ORDER_NO_CONFLICT ? AGREES : DISAGREES;
  if (!claims)
    return;
  if (claims->order_unbranded)
    put_detail(flow, TS_PHRASE_ORDERED, TS_FACE_STRONG, match,
               ts_layout_phrase(flow->memory, flow->language, TS_PHRASE_ORDER_UNBRANDED, 0, 0));
  else
    put_detail(flow, TS_PHRASE_ORDERED, TS_FACE_CODE, match, ts_bytes_of(claims->order_gtin));
}

/* What the brand signed, and what was found on the piece; of a tag that nobody vouches for only what it calls
 * itself. CLAIMS: NULL where there is nothing to compare. */
static void put_piece(struct flow *flow, const struct ts_judgement *j, const struct ts_claims *claims) {
  const struct ts_tag *tag = &j->tag;
  bool good = j->findings.form == TS_FORM_SIGNED && j->findings.signature == TS_SIGNED_GOOD;
  const struct ts_style caption = {TS_ROLE_DETAIL, TS_FACE_SMALL,
                                   ts_verdict_look(flow->shown->view->decision.verdict)->mark};
  if (!good && (tag->serial[0] || tag->gtin[0]))
    put_text(flow, caption, 0, 0, ts_layout_pitch(TS_FACE_STRONG),
             ts_layout_phrase(flow->memory, flow->language, TS_PHRASE_CLAIMED, 0, 0));
  put_detail(flow, TS_PHRASE_SERIAL, TS_FACE_CODE, NOT_COMPARED, ts_bytes_of(tag->serial));
  if (good) {
    struct ts_buf buf = ts_buf(flow->memory, sizeof flow->memory);
    put_engraved(flow, j, claims);
    ts_message_metal(&buf, flow->language, &tag->piece);
    put_detail(flow, TS_PHRASE_METAL, TS_FACE_STRONG, NOT_COMPARED, ts_buf_bytes(&buf));
    put_weight(flow, j, claims);
    put_compared(flow, TS_PHRASE_SIZE, TS_FACE_STRONG, ts_bytes_of(tag->piece.size), j->findings.size,
                 ts_bytes_of(claims ? claims->size : NULL));
  }
  put_detail(flow, TS_PHRASE_GTIN, TS_FACE_CODE, NOT_COMPARED, ts_bytes_of(tag->gtin));
  put_order(flow, j, claims);
}

static bool model_beside_brand(const struct ts_shown *shown) {
  return shown->brand.size && shown->model.size &&
         ts_layout_width(TS_FACE_STRONG, shown->brand) + 8 + ts_layout_width(TS_FACE_TEXT, shown->model) <=
             TS_CONTENT;
}

static void put_name(struct flow *flow) {
  const struct ts_style brand = {TS_ROLE_TITLE, TS_FACE_STRONG, TS_INK};
  const struct ts_style model = {TS_ROLE_TITLE, TS_FACE_TEXT, TS_INK};
  const struct ts_shown *shown = flow->shown;
  const int16_t height = (int16_t)(ts_layout_pitch(brand.face) + 1);
  if (!shown->brand.size || !take(flow, height, 0))
    return;
  int16_t y = (int16_t)(flow->y - height);
  int16_t used = ts_layout_line(flow->screen, brand, TS_MARGIN, y, TS_CONTENT, shown->brand);
  if (model_beside_brand(shown))
    ts_layout_line(flow->screen, model, (int16_t)(TS_MARGIN + used + 8), y, (int16_t)(TS_CONTENT - used - 8),
                   shown->model);
}

static void put_one(struct flow *flow) {
  const struct ts_shown *shown = flow->shown;
  const struct ts_inspection *view = shown->view;
  const struct ts_judgement *j = view->shown >= 0 ? &view->judgement[view->shown] : NULL;
  put_name(flow);
  put_reasons(flow, &view->decision, j);
  if (shown->seen) {
    struct ts_buf buf = ts_buf(flow->memory, sizeof flow->memory);
    const struct ts_style style = {TS_ROLE_DETAIL, TS_FACE_TEXT, TS_INK};
    ts_message_seen(&buf, flow->language, shown->seen);
    put_text(flow, style, 0, 0, 0, ts_buf_bytes(&buf));
  }
  put_rule(flow, (int16_t)(2 * ts_layout_pitch(TS_FACE_STRONG)));
  if (!model_beside_brand(shown))
    put_detail(flow, TS_PHRASE_MODEL, TS_FACE_STRONG, NOT_COMPARED, shown->model);
  if (j)
    put_piece(flow, j, shown->claims);
}

/* Each piece of the view, with its own verdict, reasons and details. */
static void put_several(struct flow *flow) {
  const struct ts_inspection *view = flow->shown->view;
  const int16_t pitch = ts_layout_pitch(TS_FACE_STRONG), size = (int16_t)(pitch - 2);
  put_reasons(flow, &view->decision, NULL);
  for (size_t i = 0; i < view->symbols.count; i++) {
    const struct ts_judgement *j = &view->judgement[i];
    const struct ts_verdict_look *look = ts_verdict_look(j->decision.verdict);
    const struct ts_style word = {TS_ROLE_DETAIL, TS_FACE_STRONG, look->mark};
    if (j->piece == TS_PIECE_NONE || !j->judged)
      continue;
    put_rule(flow, (int16_t)(3 * pitch));
    if (take(flow, (int16_t)(pitch + 2), (int16_t)(2 * pitch))) {
      int16_t y = (int16_t)(flow->y - pitch - 2);
      ts_layout_mark(flow->screen, TS_ROLE_DETAIL, look->icon, TS_MARGIN, y, size, look->mark, TS_PAPER);
      ts_layout_line(flow->screen, word, (int16_t)(TS_MARGIN + size + 6), y, (int16_t)(TS_CONTENT - size - 6),
                     ts_bytes_of(ts_message_verdict(flow->language, j->decision.verdict)));
    }
    put_reasons(flow, &j->decision, j);
    put_piece(flow, j, NULL);
  }
}

/* The verdict stands above everything that is told of it. */
static void put_frame(struct ts_screen *out, struct flow *flow) {
  const struct ts_shown *shown = flow->shown;
  enum ts_verdict verdict = shown->view->decision.verdict;
  const struct ts_verdict_look *look = ts_verdict_look(verdict);
  const struct ts_style word = {TS_ROLE_WORD, TS_FACE_TITLE, look->on_ground};
  const struct ts_style note = {TS_ROLE_WORD, TS_FACE_STRONG, look->on_ground};
  const int16_t size = 20;
  ts_layout_begin(out, TS_PAPER);
  ts_layout_box(out, (struct ts_place){0, 0, TS_DISPLAY_WIDTH, BAND}, look->ground);
  ts_layout_icon(out, look->icon, TS_MARGIN, (BAND - size) / 2, size, look->on_ground, look->ground);
  ts_layout_line(out, word, TS_MARGIN + size + 8, 3, TS_CONTENT - size - 8 - 50,
                 ts_bytes_of(ts_message_verdict(flow->language, verdict)));
  if (shown->sheets > 1) {
    struct ts_buf buf = ts_buf(flow->memory, sizeof flow->memory);
    ts_buf_put_decimal(&buf, shown->sheet + 1);
    ts_buf_put_text(&buf, "/");
    ts_buf_put_decimal(&buf, shown->sheets);
    int16_t width = ts_layout_width(note.face, ts_buf_bytes(&buf));
    ts_layout_line(out, note, (int16_t)(TS_DISPLAY_WIDTH - TS_MARGIN - width), 5, width, ts_buf_bytes(&buf));
  }
  (void)ts_layout_legend(out, flow->language, &shown->buttons);
}

unsigned ts_screen_sheet(struct ts_screen *out, enum ts_language language, const struct ts_shown *shown) {
  const int16_t top = BAND + GAP;
  struct flow flow = {.screen = out,
                      .language = language,
                      .shown = shown,
                      .sheet = 1,
                      .wanted = shown->sheet,
                      .y = top,
                      .top = top,
                      .bottom = TS_DISPLAY_HEIGHT - TS_LEGEND - 2};
  if (out)
    put_frame(out, &flow);
  if (shown->view->pieces > 1)
    put_several(&flow);
  else
    put_one(&flow);
  return flow.y > flow.top ? flow.sheet : flow.sheet - 1;
}
