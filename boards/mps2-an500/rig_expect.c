/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "rig.h"
#include "semihosting.h"

static const char *const page_names[] = {
    [TS_PAGE_NONE] = "none",       [TS_PAGE_MENU] = "menu",
    [TS_PAGE_ENTRY] = "entry",     [TS_PAGE_AIM] = "aim",
    [TS_PAGE_VERDICT] = "verdict", [TS_PAGE_COUNT] = "count",
    [TS_PAGE_NOTICE] = "notice",   [TS_PAGE_INSTRUCTIONS] = "instructions",
};

const char *ts_rig_page_name(enum ts_page_kind kind) {
  return (size_t)kind < sizeof page_names / sizeof *page_names ? page_names[kind] : "unknown";
}

static void say(struct ts_bytes text) {
  char part[65];
  for (size_t at = 0; at < text.size;) {
    struct ts_bytes piece = ts_bytes_part(text, at, sizeof part - 1);
    memcpy(part, piece.data, piece.size);
    part[piece.size] = '\0';
    ts_semi_err(part);
    at += piece.size;
  }
}

static void say_number(uint64_t number) {
  char text[20];
  struct ts_buf digits = ts_buf(text, sizeof text);
  ts_buf_put_decimal(&digits, number);
  say(ts_buf_bytes(&digits));
}

static bool is_text(const struct ts_screen *screen, unsigned i) {
  return screen->item[i].kind == TS_SCREEN_TEXT;
}

void ts_rig_tell(const struct ts_rig *rig, const char *what, struct ts_bytes detail) {
  const struct ts_screen *screen = &rig->handheld.loop.screen;
  ts_semi_err(rig->script_path);
  ts_semi_err(":");
  say_number(rig->step.line);
  ts_semi_err(": ");
  ts_semi_err(what);
  ts_semi_err(" ");
  say(detail);
  ts_semi_err("; the page is ");
  ts_semi_err(ts_rig_page_name(ts_app_page(&rig->handheld.app)->kind));
  ts_semi_err(", and says:");
  for (unsigned i = 0; i < screen->count; i++) {
    if (is_text(screen, i)) {
      ts_semi_err(" ");
      say(ts_bytes(screen->text + screen->item[i].text, screen->item[i].size));
    }
  }
  ts_semi_err("\n");
}

void ts_rig_selected(const struct ts_rig *rig, struct ts_buf *out) {
  const struct ts_page *page = ts_app_page(&rig->handheld.app);
  if (page->kind != TS_PAGE_MENU || page->menu.selected < page->menu.first ||
      page->menu.selected - page->menu.first >= TS_PAGE_LINES) {
    return;
  }
  const struct ts_page_line *line = &page->menu.line[page->menu.selected - page->menu.first];
  if (line->phrase == TS_PHRASE_NONE) {
    ts_buf_put(out, line->text);
  } else {
    ts_message_phrase(out, page->language, line->phrase, line->n);
  }
}

/* A place in the words of a screen, one text after another. */
struct place {
  const struct ts_screen *screen;
  unsigned item;
  size_t at;
};

static bool skip_texts(struct place *place) {
  const struct ts_screen *screen = place->screen;
  while (place->item < screen->count &&
         (!is_text(screen, place->item) || place->at >= screen->item[place->item].size)) {
    place->item++;
    place->at = 0;
  }
  return place->item < screen->count;
}

/* The next character that is no space; 0: there is none. */
static char next_of(struct place *place) {
  char c = ' ';
  while (c == ' ' && skip_texts(place)) {
    c = (char)place->screen->text[place->screen->item[place->item].text + place->at];
    place->at++;
  }
  return c == ' ' ? '\0' : c;
}

static bool begins_with(struct place place, struct ts_bytes words) {
  bool same = true;
  for (size_t i = 0; i < words.size && same; i++) {
    same = words.data[i] == ' ' || next_of(&place) == (char)words.data[i];
  }
  return same;
}

/* Where a line is broken depends on the font: spaces do not count. */
static bool shows(const struct ts_rig *rig, struct ts_bytes words) {
  struct place place = {.screen = &rig->handheld.loop.screen};
  bool found = begins_with(place, words);
  while (!found && next_of(&place) != '\0') {
    found = begins_with(place, words);
  }
  return found;
}

static bool holds(const struct ts_rig *rig) {
  const struct ts_script_step *step = &rig->step;
  const struct ts_page *page = ts_app_page(&rig->handheld.app);
  const struct ts_inspection *view = page->kind == TS_PAGE_VERDICT ? page->verdict.view : NULL;
  switch (step->how) {
  case TS_SCRIPT_PAGE:
    return ts_bytes_equal_text(step->text, ts_rig_page_name(page->kind));
  case TS_SCRIPT_VERDICT:
    return view != NULL && ts_bytes_equal_text(step->text, ts_verdict_name(view->decision.verdict));
  case TS_SCRIPT_REASON:
    return view != NULL && step->times < TS_REASONS_MAX && (view->decision.reasons >> step->times & 1) != 0;
  case TS_SCRIPT_RECORDS:
    return ts_journal_size(&rig->handheld.app.journal) == step->times;
  case TS_SCRIPT_SHOWS:
    return shows(rig, step->text);
  default:
    return false;
  }
}

bool ts_rig_expect(const struct ts_rig *rig) {
  if (holds(rig)) {
    return true;
  }
  ts_rig_tell(rig, "not as expected:", rig->step.text);
  return false;
}
