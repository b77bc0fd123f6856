/* SPDX-License-Identifier: Apache-2.0 */
/* Every kind of page in every language: it can be read, nothing that matters is cut, and each says what it is for. */
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "app/catalogue.h"
#include "support/legible.h"
#include "support/pages.h"
#include "support/views.h"
#include "support/world.h"

static struct ts_screen screen;

static const char *name_of(size_t index, int language) {
  static char name[64];
  (void)snprintf(name, sizeof name, "%s in %s", ts_pages_name(index),
                 ts_language_code((enum ts_language)language));
  return name;
}

static const struct ts_page *lay_out(size_t index, int language) {
  const struct ts_page *page = ts_pages_make(index, (enum ts_language)language, &world->device);
  ts_page_lay_out(&screen, page);
  return page;
}

/* Cut may be what strangers wrote: names of brands, serials. */
static void expect_whole(const char *name) {
  static const enum ts_screen_role whole[] = {TS_ROLE_WORD,   TS_ROLE_REASON, TS_ROLE_ADVICE,
                                              TS_ROLE_FOOTER, TS_ROLE_LEGEND, TS_ROLE_COUNT};
  for (size_t i = 0; i < sizeof whole / sizeof whole[0]; i++) {
    const char *cut = ts_screen_cut(&screen, whole[i]);
    if (cut)
      fail_msg("%s: \"%s\" is cut", name, cut);
  }
}

static void test_pages_are_legible(void **state) {
  (void)state;
  for (int language = 0; language < TS_LANGUAGE_COUNT; language++)
    for (size_t i = 0; i < ts_pages_count(); i++) {
      const struct ts_page *page = lay_out(i, language);
      ts_expect_legible(&screen, name_of(i, language));
      ts_expect_contrast(&screen, name_of(i, language));
      expect_whole(name_of(i, language));
      if (page->kind != TS_PAGE_VERDICT && ts_screen_cut(&screen, TS_ROLE_TITLE))
        fail_msg("%s: its title is cut", name_of(i, language));
    }
}

/* What the three buttons do stands below every page, each with its own shape, and only where it does something. */
static void test_buttons_have_their_legend(void **state) {
  (void)state;
  for (size_t i = 0; i < ts_pages_count(); i++) {
    const struct ts_page *page = lay_out(i, TS_LANGUAGE_EN);
    const enum ts_phrase phrase[] = {page->buttons.next, page->buttons.back, page->buttons.ok};
    const uint8_t icon[] = {TS_ICON_NEXT, TS_ICON_BACK, TS_ICON_OK};
    char wanted[128] = "";
    unsigned icons = 0, wanted_icons = 0;
    struct ts_buf out = ts_buf(wanted, sizeof wanted - 1);
    for (int k = 0; k < 3; k++) {
      if (phrase[k] == TS_PHRASE_NONE)
        continue;
      ts_buf_put_text(&out, out.size ? "|" : "");
      ts_message_phrase(&out, TS_LANGUAGE_EN, phrase[k], 0);
      wanted_icons |= 1u << icon[k];
    }
    wanted[out.size] = 0;
    for (size_t k = 0; k < screen.count; k++)
      if (screen.item[k].role == TS_ROLE_LEGEND && screen.item[k].kind == TS_SCREEN_ICON)
        icons |= 1u << screen.item[k].icon;
    assert_string_equal(ts_screen_words(&screen, TS_ROLE_LEGEND, "|"), wanted);
    assert_int_equal(icons, wanted_icons);
  }
}

/* Each phrase that may stand in a menu or in the title, in each language. */
static void test_phrases_fit_where_they_stand(void **state) {
  (void)state;
  static const enum ts_phrase lines[] = {TS_PHRASE_CHECK,
                                         TS_PHRASE_RETURN,
                                         TS_PHRASE_CONSIGNMENT,
                                         TS_PHRASE_SETTINGS,
                                         TS_PHRASE_LANGUAGE,
                                         TS_PHRASE_OPERATOR,
                                         TS_PHRASE_DATE,
                                         TS_PHRASE_ABOUT,
                                         TS_PHRASE_NO_TAG,
                                         TS_PHRASE_TYPE_SERIAL,
                                         TS_PHRASE_BRAND_NOT_LISTED,
                                         TS_PHRASE_MODEL_NOT_LISTED,
                                         TS_PHRASE_YES,
                                         TS_PHRASE_NO,
                                         TS_PHRASE_NOT_KNOWN,
                                         TS_PHRASE_ORDER_UNBRANDED,
                                         TS_PHRASE_ORDER_UNKNOWN,
                                         TS_PHRASE_ENTER_GTIN,
                                         TS_PHRASE_ENGRAVED_NONE,
                                         TS_PHRASE_NOT_WEIGHED,
                                         TS_PHRASE_MANIFEST_USE,
                                         TS_PHRASE_MANIFEST_NONE,
                                         TS_PHRASE_FINISH,
                                         TS_PHRASE_CONTINUE,
                                         TS_PHRASE_ENTER_SERIAL,
                                         TS_PHRASE_ENTER_ENGRAVED,
                                         TS_PHRASE_ENTER_WEIGHT};
  for (int language = 0; language < TS_LANGUAGE_COUNT; language++)
    for (size_t i = 0; i < sizeof lines / sizeof lines[0]; i++) {
      struct ts_page page = {.kind = TS_PAGE_MENU, .language = (enum ts_language)language, .title = lines[i]};
      page.menu.count = 1;
      page.menu.line[0] = (struct ts_page_line){.phrase = lines[i], .n = 99999};
      ts_page_lay_out(&screen, &page);
      if (ts_screen_cut(&screen, TS_ROLE_CHOICE) || ts_screen_cut(&screen, TS_ROLE_TITLE))
        fail_msg("\"%s\" does not fit", ts_screen_words(&screen, TS_ROLE_CHOICE, " "));
    }
}

/* Whatever error is told, on every notice, in every language. */
static void test_errors_fit(void **state) {
  (void)state;
  struct ts_page page = {.kind = TS_PAGE_NOTICE, .title = TS_PHRASE_CHECK};
  page.notice = (struct ts_page_notice){
      .tone = TS_NOTICE_FAULT, .what = TS_PHRASE_JOURNAL_LOST, .advice = TS_PHRASE_JOURNAL_LOST_DO};
  page.notice.n = page.notice.m = 99999999;
  for (int language = 0; language < TS_LANGUAGE_COUNT; language++)
    for (int err = 0; err < 200; err++) {
      static bool told[TS_PHRASE_COUNT];
      enum ts_phrase phrase = ts_catalogue_err((enum ts_err)err);
      if (err == 0)
        memset(told, 0, sizeof told);
      if (told[phrase])
        continue;
      told[phrase] = err != 0;
      page.language = (enum ts_language)language;
      page.notice.err = (enum ts_err)err;
      ts_page_lay_out(&screen, &page);
      ts_expect_legible(&screen, ts_language_code(page.language));
      expect_whole(ts_language_code(page.language));
    }
}

static void test_hints_fit(void **state) {
  (void)state;
  static const enum ts_phrase prompts[] = {TS_PHRASE_SHOW_TAG, TS_PHRASE_SHOW_ORDER, TS_PHRASE_ENTER_ENGRAVED,
                                           TS_PHRASE_ENTER_SERIAL, TS_PHRASE_ENTER_GTIN};
  struct ts_page page = {.kind = TS_PAGE_AIM, .title = TS_PHRASE_CONSIGNMENT};
  uint8_t gray = 0;
  page.aim.step = page.aim.steps = 9;
  page.aim.frame = (struct ts_frame){&gray, 1, 1, 1, 1, 1};
  for (int language = 0; language < TS_LANGUAGE_COUNT; language++)
    for (int hint = 0; hint < TS_AIM_COUNT; hint++)
      for (size_t prompt = 0; prompt < sizeof prompts / sizeof prompts[0]; prompt++) {
        page.language = (enum ts_language)language;
        page.aim.hint = (enum ts_aim_hint)hint;
        page.aim.prompt = prompts[prompt];
        ts_page_lay_out(&screen, &page);
        ts_expect_legible(&screen, ts_language_code(page.language));
        expect_whole(ts_language_code(page.language));
      }
}

static size_t index_of(const char *name) {
  for (size_t i = 0; i < ts_pages_count(); i++)
    if (strcmp(ts_pages_name(i), name) == 0)
      return i;
  fail_msg("there is no page %s", name);
  return 0;
}

/* Leafing through shows every reason and every detail, each once, in every language. */
static void test_sheets_tell_all(void **state) {
  (void)state;
  for (int language = 0; language < TS_LANGUAGE_COUNT; language++) {
    static char all[16 * TS_SCREEN_TEXT_MAX];
    size_t counterfeit = index_of("counterfeit-more");
    struct ts_page page = *ts_pages_make(counterfeit, (enum ts_language)language, &world->device);
    struct ts_buf out = ts_buf(all, sizeof all - 1);
    page.verdict.sheets = ts_page_sheets(&page);
    assert_in_range(page.verdict.sheets, 2, 9);
    for (page.verdict.sheet = 1; page.verdict.sheet < page.verdict.sheets; page.verdict.sheet++) {
      ts_page_lay_out(&screen, &page);
      ts_expect_legible(&screen, "a sheet");
      expect_whole("a sheet");
      ts_buf_put_text(&out, ts_screen_words(&screen, TS_ROLE_REASON, ""));
      ts_buf_put_text(&out, ts_screen_words(&screen, TS_ROLE_DETAIL, "|"));
    }
    all[out.size] = 0;
    char squeezed[sizeof all], *to = squeezed;
    for (const char *from = all; *from; from++)
      if (*from != ' ')
        *to++ = *from;
    *to = 0;
    enum ts_reason reason[TS_REASONS_MAX];
    unsigned count = ts_decision_reasons(&page.verdict.view->decision, reason);
    for (unsigned i = 0; i < count; i++) {
      char said[TS_MESSAGE_MAX + 1], *end = said;
      struct ts_buf sentence = ts_buf(said, TS_MESSAGE_MAX);
      ts_message_reason(&sentence, page.language, reason[i], page.verdict.view,
                        &page.verdict.view->judgement[0]);
      for (size_t k = 0; k < sentence.size; k++)
        if (said[k] != ' ')
          *end++ = said[k];
      *end = 0;
      const char *at = strstr(squeezed, said);
      assert_non_null(at);
      assert_null(strstr(at + 1, said));
    }
    assert_non_null(strstr(squeezed, "MA2611-0001"));
    assert_null(strstr(squeezed, "A0001|")); /* of a tag that nobody vouches for */
    /* A sheet that does not exist shows no other's content. */
    page.verdict.sheet = page.verdict.sheets;
    ts_page_lay_out(&screen, &page);
    assert_string_equal(ts_screen_words(&screen, TS_ROLE_REASON, ""), "");
  }
  struct ts_page menu = {.kind = TS_PAGE_MENU};
  assert_int_equal(ts_page_sheets(&menu), 0);
}

static bool shown_with(const char *text, enum ts_icon icon) {
  for (size_t i = 0; i < screen.count; i++)
    for (size_t k = 0; k < i; k++)
      if (ts_bytes_equal_text(ts_item_text(&screen, &screen.item[i]), text) &&
          screen.item[k].kind == TS_SCREEN_ICON && screen.item[k].icon == (uint8_t)icon &&
          abs(screen.item[k].y - screen.item[i].y) < 8)
        return true;
  return false;
}

/* What was found on the piece stands below what was signed, with a mark that says whether it agrees. */
static void test_what_disagrees_is_marked(void **state) {
  (void)state;
  for (int language = 0; language < TS_LANGUAGE_COUNT; language++) {
    struct ts_page page = *lay_out(index_of("suspect-more"), language);
    bool engraved = false, weight = false, size = false, order = false;
    char unbranded[TS_MESSAGE_MAX + 1];
    struct ts_buf buf = ts_buf(unbranded, TS_MESSAGE_MAX);
    ts_message_phrase(&buf, (enum ts_language)language, TS_PHRASE_ORDER_UNBRANDED, 0);
    unbranded[buf.size] = 0;
    for (page.verdict.sheet = 1; page.verdict.sheet < page.verdict.sheets; page.verdict.sheet++) {
      ts_page_lay_out(&screen, &page);
      ts_expect_legible(&screen, name_of(index_of("suspect-more"), language));
      ts_expect_contrast(&screen, name_of(index_of("suspect-more"), language));
      engraved = engraved || shown_with("B0077", TS_ICON_SUSPECT);
      weight = weight || shown_with("29.87 g", TS_ICON_SUSPECT);
      size = size || shown_with("17", TS_ICON_DONE);
      order = order || shown_with(unbranded, TS_ICON_SUSPECT);
    }
    assert_true(engraved && weight && size && order);
  }
}

/* The verdict of each of several pieces is read whole. */
static void test_several_verdicts_are_whole(void **state) {
  (void)state;
  for (int language = 0; language < TS_LANGUAGE_COUNT; language++) {
    lay_out(index_of("several"), language);
    for (int verdict = TS_GENUINE; verdict <= TS_COUNTERFEIT; verdict += TS_COUNTERFEIT) {
      const char *word = ts_message_verdict((enum ts_language)language, (enum ts_verdict)verdict);
      unsigned found = 0;
      for (size_t i = 0; i < screen.count; i++)
        found += screen.item[i].role == TS_ROLE_DETAIL &&
                 ts_bytes_equal_text(ts_item_text(&screen, &screen.item[i]), word);
      assert_int_equal(found, 1);
    }
  }
}

/* The selected line is told by more than colour, and the wheel's chosen letter stands in the middle. */
static void test_choice_is_marked(void **state) {
  (void)state;
  struct ts_page page = {.kind = TS_PAGE_MENU};
  page.menu.count = 3;
  for (unsigned selected = 0; selected < 3; selected++) {
    for (int i = 0; i < 3; i++)
      page.menu.line[i].phrase = TS_PHRASE_YES;
    page.menu.selected = selected;
    ts_page_lay_out(&screen, &page);
    unsigned line = 0, marks = 0, marked = 9;
    int mark_y = -1;
    for (size_t i = 0; i < screen.count; i++)
      if (screen.item[i].role == TS_ROLE_CHOICE && screen.item[i].kind == TS_SCREEN_ICON) {
        marks++;
        mark_y = screen.item[i].y + screen.item[i].height / 2;
      }
    for (size_t i = 0; i < screen.count; i++)
      if (screen.item[i].role == TS_ROLE_CHOICE && screen.item[i].kind == TS_SCREEN_TEXT) {
        if (mark_y > screen.item[i].y && mark_y < screen.item[i].y + screen.item[i].height)
          marked = line;
        line++;
      }
    assert_int_equal(marks, 1);
    assert_int_equal(marked, selected);
  }
}

/* Whatever the app says: numbers out of range, more lines than there are, no texts at all. */
static void test_odd_pages_stay_on_the_screen(void **state) {
  (void)state;
  static struct ts_page page;
  uint8_t one = 0;
  for (int kind = 0; kind < 9; kind++)
    for (int odd = 0; odd < 4; odd++) {
      memset(&page, 0, sizeof page);
      page.kind = (enum ts_page_kind)kind;
      if (kind == TS_PAGE_VERDICT)
        continue;
      page.language = odd == 1 ? (enum ts_language)99 : TS_LANGUAGE_ZH;
      page.title = odd == 2 ? (enum ts_phrase)9999 : TS_PHRASE_NONE;
      if (kind == TS_PAGE_MENU) {
        page.menu.count = odd == 3 ? 4000000000u : 0;
        page.menu.first = odd == 2 ? 7 : 0;
        page.menu.selected = 4000000000u;
      } else if (kind == TS_PAGE_ENTRY) {
        page.entry.at = 4000000000u;
        page.entry.wheel = ts_bytes_of(odd == 3 ? "" : odd == 2 ? "A" : "ABC");
      } else if (kind == TS_PAGE_AIM) {
        page.aim.hint = (enum ts_aim_hint)(odd * 77);
        page.aim.frame = (struct ts_frame){&one, 1, 1, 1, 1, 1};
      } else if (kind == TS_PAGE_COUNT) {
        page.count.shown = page.count.count = 4000000000u;
        page.count.counts = (struct ts_counts){true, ~0u, ~0u, ~0u, ~0u, ~0u, ~0u, ~0u, ~0u, ~0u};
      }
      ts_page_lay_out(&screen, &page);
      assert_false(screen.full);
      for (size_t i = 0; i < screen.count; i++)
        assert_true(screen.item[i].x >= 0 && screen.item[i].y >= 0 &&
                    screen.item[i].x + screen.item[i].width <= TS_DISPLAY_WIDTH &&
                    screen.item[i].y + screen.item[i].height <= TS_DISPLAY_HEIGHT);
    }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_pages_are_legible),
      cmocka_unit_test(test_buttons_have_their_legend),
      cmocka_unit_test(test_phrases_fit_where_they_stand),
      cmocka_unit_test(test_errors_fit),
      cmocka_unit_test(test_hints_fit),
      cmocka_unit_test(test_sheets_tell_all),
      cmocka_unit_test(test_what_disagrees_is_marked),
      cmocka_unit_test(test_several_verdicts_are_whole),
      cmocka_unit_test(test_choice_is_marked),
      cmocka_unit_test(test_odd_pages_stay_on_the_screen),
  };
  return cmocka_run_group_tests_name("screen_pages", tests, ts_world_setup, ts_world_teardown);
}
