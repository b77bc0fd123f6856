/* SPDX-License-Identifier: Apache-2.0 */
/* Which page is laid out how; notices and instructions, which are all of one form. */
#include "app/screen_pages.h"

/* ---- One thing to be told: a picture, what it is, why, what to do ---- */

static enum ts_icon notice_icon(const struct ts_page *page) {
  if (page->kind == TS_PAGE_INSTRUCTIONS)
    return TS_ICON_PIECE;
  return page->notice.tone == TS_NOTICE_FAULT ? TS_ICON_FAULT : TS_ICON_DONE;
}

/* A plain notice tells of the data in its last row, so it need not do so twice. */
static bool tells_of_data(const struct ts_page *page) {
  return page->kind == TS_PAGE_NOTICE && page->notice.tone == TS_NOTICE_PLAIN && page->device;
}

static struct ts_bytes cause(uint8_t memory[TS_MESSAGE_MAX], const struct ts_page *page) {
  struct ts_buf buf = ts_buf(memory, TS_MESSAGE_MAX);
  bool told = tells_of_data(page) && page->notice.err == page->device->bundle_err;
  if (page->notice.err != TS_OK && !told)
    ts_message_err(&buf, page->language, page->notice.err);
  return ts_buf_bytes(&buf);
}

static int16_t put_data(struct ts_screen *out, const struct ts_page *page) {
  const int16_t bottom = TS_DISPLAY_HEIGHT - TS_LEGEND;
  uint8_t memory[TS_MESSAGE_MAX];
  struct ts_buf data = ts_buf(memory, sizeof memory);
  if (!tells_of_data(page))
    return bottom;
  ts_message_device_data(&data, page->language, page->device);
  return ts_layout_footer(out, page->language, bottom, ts_buf_bytes(&data), page->device->bundle_err == TS_OK,
                          page->device->trust.time.trust, TS_HAZE, TS_NIGHT);
}

/* The picture takes what the words leave. */
static int16_t icon_size(int16_t room, int16_t words) {
  const int16_t most = 64, least = 30;
  int16_t size = (int16_t)(room - words);
  return size > most ? most : size < least ? least : size;
}

static void lay_out_notice(struct ts_screen *out, const struct ts_page *page) {
  const struct ts_page_notice *notice = &page->notice;
  const bool fault = page->kind == TS_PAGE_NOTICE && notice->tone == TS_NOTICE_FAULT;
  struct {
    struct ts_style style;
    int16_t most; /* lines */
    struct ts_bytes text;
    uint8_t memory[TS_MESSAGE_MAX];
  } part[3] = {{.style = {TS_ROLE_WORD, TS_FACE_TITLE, TS_PAPER}, .most = 3},
               {.style = {TS_ROLE_REASON, TS_FACE_TEXT, TS_HAZE}, .most = 2},
               {.style = {TS_ROLE_ADVICE, TS_FACE_STRONG, TS_PAPER}, .most = 3}};
  part[0].text = ts_layout_phrase(part[0].memory, page->language, notice->what, notice->n, notice->m);
  part[1].text = cause(part[1].memory, page);
  part[2].text = ts_layout_phrase(part[2].memory, page->language, notice->advice, notice->n, notice->m);
  int16_t top = ts_layout_page(out, page, ts_bytes(NULL, 0)), words = 0;
  for (int i = 0; i < 3; i++) {
    int16_t lines = ts_layout_lines(part[i].style.face, TS_CONTENT, part[i].text);
    lines = lines > part[i].most ? part[i].most : lines;
    words = (int16_t)(words + lines * ts_layout_pitch(part[i].style.face) + 4);
  }
  int16_t size = icon_size((int16_t)(put_data(out, page) - top - 10), words);
  int16_t y = (int16_t)(top + 6);
  ts_layout_icon(out, notice_icon(page), (int16_t)((TS_DISPLAY_WIDTH - size) / 2), y, size,
                 fault ? TS_AMBER : TS_HAZE, TS_NIGHT);
  y = (int16_t)(y + size + 4);
  for (int i = 0; i < 3; i++)
    y = (int16_t)(y + ts_layout_centred(out, part[i].style, y, part[i].most, part[i].text) + 4);
}

/* ---- The verdict: its first sheet and those behind it ---- */

static struct ts_shown shown_of(const struct ts_page *page) {
  const struct ts_page_verdict *verdict = &page->verdict;
  struct ts_shown shown = {.device = page->device,
                           .view = verdict->view,
                           .seen = verdict->seen.seen ? &verdict->seen : NULL,
                           .claims = verdict->claims,
                           .counts = verdict->counting ? &verdict->counts : NULL,
                           .buttons = page->buttons,
                           .sheet = verdict->sheet,
                           .sheets = verdict->sheets};
  if (shown.view->shown >= 0) {
    const struct ts_judgement *j = &shown.view->judgement[shown.view->shown];
    shown.brand = ts_inspection_brand(page->device, j);
    shown.model = ts_inspection_model(page->device, j);
  }
  return shown;
}

static void lay_out_verdict(struct ts_screen *out, const struct ts_page *page) {
  const struct ts_shown shown = shown_of(page);
  if (shown.sheet == 0)
    ts_screen_verdict(out, page->language, &shown);
  else
    (void)ts_screen_sheet(out, page->language, &shown);
}

unsigned ts_page_sheets(const struct ts_page *page) {
  if (page->kind != TS_PAGE_VERDICT)
    return 0;
  const struct ts_shown shown = shown_of(page);
  return 1 + ts_screen_sheet(NULL, page->language, &shown);
}

void ts_page_lay_out(struct ts_screen *out, const struct ts_page *page) {
  unsigned verdict = 0;
  switch (page->kind) {
  case TS_PAGE_MENU:
    ts_screen_menu(out, page);
    break;
  case TS_PAGE_ENTRY:
    ts_screen_entry(out, page);
    break;
  case TS_PAGE_AIM:
    ts_screen_aim(out, page);
    break;
  case TS_PAGE_VERDICT:
    lay_out_verdict(out, page);
    verdict = 1 + (unsigned)page->verdict.view->decision.verdict;
    break;
  case TS_PAGE_COUNT:
    ts_screen_count(out, page);
    break;
  case TS_PAGE_NOTICE:
  case TS_PAGE_INSTRUCTIONS:
    lay_out_notice(out, page);
    break;
  case TS_PAGE_NONE:
  default:
    ts_layout_begin(out, TS_NIGHT);
    break;
  }
  out->look = (uint16_t)((unsigned)page->kind << 8 | verdict);
}
