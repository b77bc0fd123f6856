/* SPDX-License-Identifier: Apache-2.0 */
#include "support/pages.h"

#include <string.h>

#include "support/views.h"
#include "support/world.h"

static struct ts_page page;
static struct ts_inspection view;
static struct ts_claims claims;

/* ---- Menus ---- */

static void menu(enum ts_phrase title, enum ts_phrase question, const enum ts_phrase *line, unsigned count) {
  page.kind = TS_PAGE_MENU;
  page.title = title;
  page.buttons = (struct ts_page_buttons){TS_PHRASE_DOWN, TS_PHRASE_BACK, TS_PHRASE_CHOOSE};
  page.menu.question.phrase = question;
  page.menu.count = count;
  for (unsigned i = 0; i < count; i++)
    page.menu.line[i] = (struct ts_page_line){.phrase = line[i], .n = 200};
}
#define MENU(title, question, ...)                                                                           \
  menu(title, question, (const enum ts_phrase[]){__VA_ARGS__},                                               \
       sizeof((const enum ts_phrase[]){__VA_ARGS__}) / sizeof(enum ts_phrase))

static void home(void) {
  MENU(TS_PHRASE_HOME, TS_PHRASE_NONE, TS_PHRASE_CHECK, TS_PHRASE_RETURN, TS_PHRASE_CONSIGNMENT,
       TS_PHRASE_SETTINGS);
  page.buttons.back = TS_PHRASE_NONE;
}
static void settings(void) {
  MENU(TS_PHRASE_SETTINGS, TS_PHRASE_NONE, TS_PHRASE_LANGUAGE, TS_PHRASE_OPERATOR, TS_PHRASE_ABOUT,
       TS_PHRASE_DATE);
  page.menu.selected = 1;
}
static void tag_options(void) {
  MENU(TS_PHRASE_CHECK, TS_PHRASE_NONE, TS_PHRASE_NO_TAG, TS_PHRASE_TYPE_SERIAL);
}
static void order_options(void) {
  MENU(TS_PHRASE_RETURN, TS_PHRASE_NONE, TS_PHRASE_ORDER_UNBRANDED, TS_PHRASE_ENTER_GTIN,
       TS_PHRASE_ORDER_UNKNOWN, TS_PHRASE_ENGRAVED_NONE, TS_PHRASE_NOT_WEIGHED, TS_PHRASE_MODEL_NOT_LISTED);
  page.menu.selected = 5;
}
static void consignment_options(void) {
  MENU(TS_PHRASE_CONSIGNMENT, TS_PHRASE_NONE, TS_PHRASE_MANIFEST_USE, TS_PHRASE_MANIFEST_NONE,
       TS_PHRASE_FINISH, TS_PHRASE_CONTINUE);
}
static void languages(void) {
  static char name[TS_LANGUAGE_COUNT][32];
  MENU(TS_PHRASE_LANGUAGE, TS_PHRASE_NONE, 0, 0, 0, 0, 0, 0);
  for (int i = 0; i < TS_LANGUAGE_COUNT; i++) {
    struct ts_buf buf = ts_buf(name[i], sizeof name[i]);
    ts_message_phrase(&buf, (enum ts_language)i, TS_PHRASE_THIS_LANGUAGE, 0);
    page.menu.line[i].text = ts_buf_bytes(&buf);
  }
  page.menu.selected = (unsigned)page.language;
}
/* Longer than the screen; a name that is too long for its line is cut. */
static void brands(void) {
  static const char *const names[] = {
      "Casa Orsini", "Maison Aurelie", "Manufacture de Joaillerie Aurélie & Fils, Genève",
      "Nordlicht",   "Ørsted Smykker", "São Bento"};
  MENU(TS_PHRASE_CHECK, TS_PHRASE_WHICH_BRAND, 0, 0, 0, 0, 0, 0);
  for (int i = 0; i < 6; i++)
    page.menu.line[i].text = ts_bytes_of(names[i]);
  page.menu.count = 12;
  page.menu.first = 4;
  page.menu.selected = 6;
}
static void confirm(void) {
  MENU(TS_PHRASE_CHECK, TS_PHRASE_CONFIRM_SERIAL, TS_PHRASE_YES, TS_PHRASE_NO);
  page.menu.question.text = ts_bytes_of("MA2611-0001");
}

/* ---- Entries ---- */

static const char digits[] = "0123456789.";
static const char letters[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-_./";

static void entry(enum ts_phrase title, enum ts_phrase prompt, const char *text, const char *wheel,
                  unsigned at) {
  page.kind = TS_PAGE_ENTRY;
  page.title = title;
  page.buttons = (struct ts_page_buttons){TS_PHRASE_NEXT, text[0] ? TS_PHRASE_DELETE : TS_PHRASE_BACK,
                                          at < strlen(wheel) ? TS_PHRASE_CHOOSE : TS_PHRASE_DONE};
  page.entry = (struct ts_page_entry){
      .prompt = prompt, .text = ts_bytes_of(text), .wheel = ts_bytes_of(wheel), .at = at};
}
static void entry_serial(void) {
  entry(TS_PHRASE_CHECK, TS_PHRASE_ENTER_SERIAL, "MA2611-00", letters, 23);
}
static void entry_engraved(void) {
  entry(TS_PHRASE_RETURN, TS_PHRASE_ENTER_ENGRAVED, "WWWWWWWWWWMMMMMMMMMM0000000000", letters, 0);
}
static void entry_weight(void) {
  entry(TS_PHRASE_RETURN, TS_PHRASE_ENTER_WEIGHT, "32.4.1", digits, 11);
  page.entry.unit = ts_bytes_of("g");
  page.entry.complaint = TS_PHRASE_WEIGHT_WRONG;
}
static void entry_date(void) {
  entry(TS_PHRASE_DATE, TS_PHRASE_DATE_ENTER, "2026-11-", "0123456789-", 2);
  page.entry.complaint = TS_PHRASE_DATE_WRONG;
}
static void entry_made(void) {
  entry(TS_PHRASE_CHECK, TS_PHRASE_WHEN_MADE, "", "0123456789-", 11);
  page.buttons.ok = TS_PHRASE_SKIP;
}
static void entry_gtin(void) {
  entry(TS_PHRASE_RETURN, TS_PHRASE_ENTER_GTIN, "09521234000014", digits, 1);
  page.entry.complaint = TS_PHRASE_GTIN_WRONG;
}

/* ---- Aim ---- */

/* A code on a card before the camera; of few shades, so that the pictures stay small. */
static struct ts_frame sample_frame(void) {
  enum { W = 640, H = 480, SIDE = 25, CELL = 9, LEFT = 210, TOP = 130 };
  static uint8_t gray[H][W];
  uint32_t random = 7;
  for (int y = 0; y < H; y++)
    for (int x = 0; x < W; x++)
      gray[y][x] = (uint8_t)(72 + (x > 120 && x < 520 && y > 60 && y < 430 ? 136 : 0));
  for (int row = 0; row < SIDE; row++)
    for (int column = 0; column < SIDE; column++) {
      random = random * 1664525u + 1013904223u;
      for (int i = 0; i < CELL * CELL && random >> 31; i++)
        gray[TOP + row * CELL + i / CELL][LEFT + column * CELL + i % CELL] = 20;
    }
  return (struct ts_frame){&gray[0][0], W, H, W, W, H};
}

static const struct ts_counts live = {.has_manifest = true,
                                      .expected = 200,
                                      .pieces = 137,
                                      .duplicates = 1,
                                      .missing = 63,
                                      .extra = 2,
                                      .genuine = 131,
                                      .unproven = 3,
                                      .suspect = 2,
                                      .counterfeit = 1};

static void aim(enum ts_phrase title, enum ts_phrase prompt, enum ts_aim_hint hint) {
  page.kind = TS_PAGE_AIM;
  page.title = title;
  page.buttons = (struct ts_page_buttons){TS_PHRASE_NONE, TS_PHRASE_BACK, TS_PHRASE_OPTIONS};
  page.aim = (struct ts_page_aim){.prompt = prompt, .hint = hint, .frame = sample_frame()};
}
static void aim_start(void) {
  aim(TS_PHRASE_CHECK, TS_PHRASE_SHOW_TAG, TS_AIM_SHOW);
  page.aim.frame.gray = NULL;
}
static void aim_dark(void) {
  aim(TS_PHRASE_CHECK, TS_PHRASE_SHOW_TAG, TS_AIM_DARK);
}
static void aim_order(void) {
  aim(TS_PHRASE_RETURN, TS_PHRASE_SHOW_ORDER, TS_AIM_CLOSE);
  page.aim.step = 1;
  page.aim.steps = 4;
}
static void aim_counting(void) {
  aim(TS_PHRASE_CONSIGNMENT, TS_PHRASE_SHOW_TAG, TS_AIM_HELD);
  page.aim.counting = true;
  page.aim.counts = live;
}

/* ---- Verdicts ---- */

static void verdict(enum ts_verdict which, uint64_t reasons) {
  page.kind = TS_PAGE_VERDICT;
  page.title = TS_PHRASE_CHECK;
  page.buttons = (struct ts_page_buttons){TS_PHRASE_MORE_DETAILS, TS_PHRASE_NONE, TS_PHRASE_OK};
  ts_view_begin(&view, which, reasons);
  page.verdict = (struct ts_page_verdict){.view = &view, .claims = &claims};
}
static void leaf(unsigned sheet) {
  page.verdict.sheets = ts_page_sheets(&page);
  page.verdict.sheet = sheet;
  page.buttons.back = TS_PHRASE_BACK;
}
static void genuine(void) {
  verdict(TS_GENUINE, TS_BIT(TS_REASON_GENUINE));
  ts_view_ordinary(&view);
}
static void genuine_seen(void) {
  verdict(TS_GENUINE, TS_BIT(TS_REASON_GENUINE) | TS_BIT(TS_REASON_SEEN_HERE));
  ts_view_ordinary(&view);
  page.verdict.seen = (struct ts_seen){.seen = true,
                                       .record = 12,
                                       .time = {view.data_as_of - 5 * 86400, TS_TIME_RTC},
                                       .mode = TS_MODE_RETURN,
                                       .verdict = TS_GENUINE};
}
static void genuine_more(void) {
  genuine_seen();
  leaf(1);
}
static void genuine_longest(void) {
  genuine_seen();
  ts_view_begin(&view, TS_GENUINE, view.decision.reasons);
  ts_view_longest(&view);
}
static void unproven(void) {
  verdict(TS_UNPROVEN, TS_BIT(TS_REASON_SERIAL_ONLY) | TS_BIT(TS_REASON_NOT_IN_DATA));
  ts_view_ordinary(&view);
  view.judgement[0].findings.form = TS_FORM_SERIAL;
  view.judgement[0].findings.signature = TS_SIGNED_NOT_CHECKED;
}
static void malformed(void) {
  verdict(TS_UNPROVEN, TS_BIT(TS_REASON_MALFORMED));
  ts_view_ordinary(&view);
  view.judgement[0].findings.signature = TS_SIGNED_NOT_CHECKED;
  view.judgement[0].err = TS_ERR_GS1_CHECK_DIGIT;
  view.judgement[0].why = (struct ts_gs1_why){.err = TS_ERR_GS1_CHECK_DIGIT, .ai = "01"};
}
static void expired_good(void) {
  verdict(TS_UNPROVEN, TS_BIT(TS_REASON_EXPIRED_GOOD));
  ts_view_ordinary(&view);
  view.data_until = view.time.seconds;
}
static void nothing_found(void) {
  verdict(TS_UNPROVEN, TS_BIT(TS_REASON_NOTHING));
  view.time.trust = TS_TIME_NONE;
}
static void suspect(void) {
  verdict(TS_SUSPECT, TS_BIT(TS_REASON_ENGRAVING) | TS_BIT(TS_REASON_WEIGHT) | TS_BIT(TS_REASON_UNBRANDED));
  ts_view_ordinary(&view);
  view.time.trust = TS_TIME_OPERATOR;
}
/* A returns desk has compared it all: what disagrees stands below what was signed. */
static void suspect_more(void) {
  suspect();
  page.title = TS_PHRASE_RETURN;
  struct ts_findings *findings = &view.judgement[0].findings;
  findings->engraving = findings->weight = TS_PIECE_CONFLICT;
  findings->order = TS_ORDER_UNBRANDED;
  claims = (struct ts_claims){.order_unbranded = true, .engraved = "B0077", .weight_mg = 29870, .size = "17"};
  leaf(2);
}
static void stolen(void) {
  verdict(TS_SUSPECT, TS_BIT(TS_REASON_STOLEN));
  ts_view_ordinary(&view);
  view.judgement[0].blocked_since = view.data_as_of - 30 * 86400;
}
static void twice(void) {
  verdict(TS_SUSPECT, TS_BIT(TS_REASON_SEEN_TWICE));
  ts_view_ordinary(&view);
  page.verdict.counting = true;
  page.verdict.counts = live;
}
static void counterfeit(void) {
  verdict(TS_COUNTERFEIT, TS_BIT(TS_REASON_BAD_SIGNATURE));
  ts_view_ordinary(&view);
  view.judgement[0].findings.signature = TS_SIGNED_BAD;
}
static void counterfeit_more(void) {
  counterfeit();
  view.judgement[0].blocked_since = view.data_as_of - 30 * 86400;
  view.decision.reasons |= TS_BIT(TS_REASON_TAG_MISSING) | TS_BIT(TS_REASON_REVOKED_KEY) |
                           TS_BIT(TS_REASON_STOLEN) | TS_BIT(TS_REASON_ENGRAVING);
  leaf(1);
}
static void several(void) {
  verdict(TS_UNPROVEN, TS_BIT(TS_REASON_SEVERAL) | TS_BIT(TS_REASON_GRAVER_BESIDE));
  ts_view_add(&view, TS_WORLD_GTIN, "MA2611-0001")->decision =
      (struct ts_decision){TS_GENUINE, TS_BIT(TS_REASON_GENUINE)};
  ts_view_add(&view, TS_WORLD_GTIN2, "MA2611-0002")->decision =
      (struct ts_decision){TS_COUNTERFEIT, TS_BIT(TS_REASON_BAD_SIGNATURE)};
  view.judgement[0].findings.signature = TS_SIGNED_GOOD;
  view.judgement[1].findings.signature = TS_SIGNED_BAD;
}
static void several_more(void) {
  several();
  leaf(1);
}

/* ---- Counts ---- */

static void count(bool ended) {
  static const char *const pieces[] = {"09521234000013 MA2611-0044", "09521234000020 x 3",
                                       "09521234000013 MA2611-0107", "09525678000011 WWWWWWWWWWWWWWWWWWWW",
                                       "09521234000013 MA2611-0001", "09521234000020 MB2611-0002"};
  static const enum ts_phrase kinds[] = {TS_PHRASE_MISSING, TS_PHRASE_MISSING,   TS_PHRASE_MISSING,
                                         TS_PHRASE_EXTRA,   TS_PHRASE_DUPLICATE, TS_PHRASE_DUPLICATE};
  page.kind = TS_PAGE_COUNT;
  page.title = TS_PHRASE_CONSIGNMENT;
  page.buttons = (struct ts_page_buttons){TS_PHRASE_NEXT, TS_PHRASE_NONE, TS_PHRASE_DONE};
  page.count = (struct ts_page_count){.ended = ended, .counts = live, .first = 0, .count = 66, .shown = 6};
  for (int i = 0; i < 6; i++) {
    page.count.line[i].text = ts_bytes_of(pieces[i]);
    page.count.kind[i] = kinds[i];
  }
}
static void count_ended(void) {
  count(true);
}
static void count_live(void) {
  count(false);
  page.count.shown = page.count.count = 0;
}
static void count_plain(void) {
  count(true);
  page.count.counts.has_manifest = false;
  page.count.counts.pieces = 1234567890;
}

/* ---- Notices ---- */

static void notice(enum ts_notice_tone tone, enum ts_phrase what, enum ts_phrase advice, enum ts_err err) {
  page.kind = TS_PAGE_NOTICE;
  page.title = TS_PHRASE_CHECK;
  page.buttons = (struct ts_page_buttons){TS_PHRASE_NONE, TS_PHRASE_BACK, TS_PHRASE_TRY_AGAIN};
  page.notice = (struct ts_page_notice){
      .tone = tone, .what = what, .advice = advice, .err = err, .n = 120451, .m = 120466};
}
#define FAULT(name, what, err)                                                                               \
  static void name(void) {                                                                                   \
    notice(TS_NOTICE_FAULT, TS_PHRASE_##what, TS_PHRASE_##what##_DO, err);                                   \
  }
FAULT(camera, CAMERA, TS_ERR_IO)
FAULT(photo, PHOTO, TS_ERR_PHOTO_MEMORY)
FAULT(storage, STORAGE, TS_ERR_IO)
FAULT(camera_gone, CAMERA_GONE, TS_OK)
FAULT(storage_full, STORAGE_FULL, TS_ERR_STORE_FULL)
FAULT(not_recorded, NOT_RECORDED, TS_ERR_IO)
FAULT(journal_lost, JOURNAL_LOST, TS_OK)
FAULT(trust_lost, TRUST_LOST, TS_ERR_STORE_CORRUPT)
FAULT(buttons, BUTTONS, TS_ERR_IO)
FAULT(manifest_bad, MANIFEST_BAD, TS_ERR_GS1_CHECK_DIGIT)
static void done(void) {
  notice(TS_NOTICE_PLAIN, TS_PHRASE_CONSIGNMENT_DONE, TS_PHRASE_NONE, TS_OK);
}
static void about(void) {
  notice(TS_NOTICE_PLAIN, TS_PHRASE_RECORDS, TS_PHRASE_NONE, TS_OK);
  page.title = TS_PHRASE_ABOUT;
}
static void instructions(void) {
  notice(TS_NOTICE_PLAIN, TS_PHRASE_ENTER_ENGRAVED, TS_PHRASE_ADVICE_GENUINE, TS_OK);
  page.kind = TS_PAGE_INSTRUCTIONS;
}

static const struct {
  const char *name;
  void (*make)(void);
} pages[] = {{"home", home},
             {"settings", settings},
             {"languages", languages},
             {"tag-options", tag_options},
             {"order-options", order_options},
             {"consignment-options", consignment_options},
             {"brands", brands},
             {"confirm", confirm},
             {"entry-serial", entry_serial},
             {"entry-engraved", entry_engraved},
             {"entry-weight", entry_weight},
             {"entry-date", entry_date},
             {"entry-made", entry_made},
             {"entry-gtin", entry_gtin},
             {"aim-start", aim_start},
             {"aim-dark", aim_dark},
             {"aim-order", aim_order},
             {"aim-counting", aim_counting},
             {"genuine", genuine},
             {"genuine-seen", genuine_seen},
             {"genuine-more", genuine_more},
             {"genuine-longest", genuine_longest},
             {"unproven", unproven},
             {"malformed", malformed},
             {"expired-good", expired_good},
             {"nothing", nothing_found},
             {"suspect", suspect},
             {"suspect-more", suspect_more},
             {"stolen", stolen},
             {"twice", twice},
             {"counterfeit", counterfeit},
             {"counterfeit-more", counterfeit_more},
             {"several", several},
             {"several-more", several_more},
             {"count-live", count_live},
             {"count-ended", count_ended},
             {"count-plain", count_plain},
             {"camera", camera},
             {"photo", photo},
             {"storage", storage},
             {"camera-gone", camera_gone},
             {"storage-full", storage_full},
             {"not-recorded", not_recorded},
             {"journal-lost", journal_lost},
             {"trust-lost", trust_lost},
             {"buttons", buttons},
             {"manifest-bad", manifest_bad},
             {"done", done},
             {"about", about},
             {"instructions", instructions}};

size_t ts_pages_count(void) {
  return sizeof pages / sizeof pages[0];
}

const char *ts_pages_name(size_t index) {
  return pages[index].name;
}

const struct ts_page *ts_pages_make(size_t index, enum ts_language language, const struct ts_device *device) {
  memset(&page, 0, sizeof page);
  memset(&claims, 0, sizeof claims);
  page.language = language;
  page.device = device;
  pages[index].make();
  return &page;
}
