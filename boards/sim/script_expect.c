/* SPDX-License-Identifier: Apache-2.0 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "boards/sim/script_state.h"

#define WORDS_MAX 4096

static const char *const page_names[] = {
    [TS_PAGE_NONE] = "none",       [TS_PAGE_MENU] = "menu",
    [TS_PAGE_ENTRY] = "entry",     [TS_PAGE_AIM] = "aim",
    [TS_PAGE_VERDICT] = "verdict", [TS_PAGE_COUNT] = "count",
    [TS_PAGE_NOTICE] = "notice",   [TS_PAGE_INSTRUCTIONS] = "instructions",
};

const char *ts_script_page_name(enum ts_page_kind kind) {
  return (size_t)kind < sizeof page_names / sizeof *page_names ? page_names[kind] : "unknown";
}

void ts_script_tell(const struct ts_script_run *run, const char *what, struct ts_bytes detail) {
  fprintf(stderr, "touchstone-sim: %s:%u: %s", run->options->script, run->step.line, what);
  if (detail.size > 0)
    fprintf(stderr, " \"%.*s\"", (int)detail.size, (const char *)detail.data);
  fputc('\n', stderr);
}

void ts_script_selected(const struct ts_script_run *run, struct ts_buf *out) {
  const struct ts_page *page = ts_app_page(&run->board.app);
  if (page->kind != TS_PAGE_MENU || page->menu.selected < page->menu.first ||
      page->menu.selected - page->menu.first >= TS_PAGE_LINES)
    return;
  const struct ts_page_line *line = &page->menu.line[page->menu.selected - page->menu.first];
  if (line->phrase == TS_PHRASE_NONE)
    ts_buf_put(out, line->text);
  else
    ts_message_phrase(out, page->language, line->phrase, line->n);
}

static struct ts_bytes squeeze(struct ts_bytes text, uint8_t out[WORDS_MAX]) {
  size_t size = 0;
  for (size_t i = 0; i < text.size && size < WORDS_MAX; i++)
    if (text.data[i] != ' ')
      out[size++] = text.data[i];
  return ts_bytes(out, size);
}

/* Where a line is broken depends on the font: spaces do not count. */
static bool contains(struct ts_bytes text, struct ts_bytes part) {
  uint8_t text_memory[WORDS_MAX], part_memory[WORDS_MAX];
  struct ts_bytes in = squeeze(text, text_memory), what = squeeze(part, part_memory);
  return memmem(in.data, in.size, what.data, what.size) != NULL;
}

/* The verdict on the page; NULL if there is none. */
static const struct ts_inspection *view_of(const struct ts_page *page) {
  return page->kind == TS_PAGE_VERDICT ? page->verdict.view : NULL;
}

static void tell_page(const struct ts_script_run *run, const char *expected) {
  uint8_t memory[WORDS_MAX];
  struct ts_buf words = ts_buf(memory, sizeof memory);
  const struct ts_page *page = ts_app_page(&run->board.app);
  const struct ts_inspection *view = view_of(page);
  char what[128];
  ts_board_words(&run->board, &words);
  (void)snprintf(what, sizeof what, "not %s: the page is %s%s%s, and says", expected,
                 ts_script_page_name(page->kind), view ? " " : "",
                 view ? ts_verdict_name(view->decision.verdict) : "");
  ts_script_tell(run, what, ts_buf_bytes(&words));
}

static bool expect_reason(struct ts_script_run *run) {
  const struct ts_inspection *view = view_of(ts_app_page(&run->board.app));
  char expected[32];
  if (view && run->step.times < TS_REASONS_MAX && (view->decision.reasons >> run->step.times & 1) != 0)
    return true;
  (void)snprintf(expected, sizeof expected, "reason %" PRIu32, run->step.times);
  tell_page(run, expected);
  if (view)
    fprintf(stderr, "touchstone-sim: its reasons are:");
  for (unsigned i = 0; view && i < TS_REASONS_MAX; i++)
    if ((view->decision.reasons >> i & 1) != 0)
      fprintf(stderr, " %u", i);
  if (view)
    fputc('\n', stderr);
  return false;
}

static bool expect_records(struct ts_script_run *run) {
  uint64_t size = ts_journal_size(&run->board.app.journal);
  char what[64];
  if (size == run->step.times)
    return true;
  (void)snprintf(what, sizeof what, "not %" PRIu32 " records: the journal has %" PRIu64, run->step.times,
                 size);
  ts_script_tell(run, what, ts_bytes(NULL, 0));
  return false;
}

static bool expect_words(struct ts_script_run *run) {
  uint8_t memory[WORDS_MAX];
  struct ts_buf words = ts_buf(memory, sizeof memory);
  ts_board_words(&run->board, &words);
  if (contains(ts_buf_bytes(&words), run->step.text))
    return true;
  tell_page(run, "these words");
  return false;
}

static bool expect_name(struct ts_script_run *run, const char *name) {
  char expected[64];
  if (name && ts_bytes_equal_text(run->step.text, name))
    return true;
  (void)snprintf(expected, sizeof expected, "%.*s", (int)run->step.text.size,
                 (const char *)run->step.text.data);
  tell_page(run, expected);
  return false;
}

bool ts_script_expect(struct ts_script_run *run) {
  const struct ts_page *page = ts_app_page(&run->board.app);
  const struct ts_inspection *view = view_of(page);
  switch (run->step.how) {
  case TS_SCRIPT_PAGE:
    return expect_name(run, ts_script_page_name(page->kind));
  case TS_SCRIPT_VERDICT:
    return expect_name(run, view ? ts_verdict_name(view->decision.verdict) : NULL);
  case TS_SCRIPT_REASON:
    return expect_reason(run);
  case TS_SCRIPT_RECORDS:
    return expect_records(run);
  case TS_SCRIPT_SHOWS:
    return expect_words(run);
  default:
    return false;
  }
}
