/* SPDX-License-Identifier: Apache-2.0 */
#include "boards/sim/script.h"

#include <string.h>

#include "boards/common/hosted/plain_text.h"

/* What stands behind a word. */
enum form { NOTHING, TIMES, NAME_TIMES, NAME, ASCII, ASCII_OR_EMPTY, WORDS, NUMBER, STATE, DATE, EXPECTED };

struct state {
  const char *name;
  enum ts_script_how how;
};

static const struct {
  const char *name;
  enum form form;
  enum ts_script_word word;
  struct state state[4]; /* of STATE */
} words[] = {
    {.name = "frame", .form = NAME_TIMES, .word = TS_SCRIPT_FRAME},
    {.name = "next", .form = TIMES, .word = TS_SCRIPT_NEXT},
    {.name = "back", .form = TIMES, .word = TS_SCRIPT_BACK},
    {.name = "ok", .form = TIMES, .word = TS_SCRIPT_OK},
    {.name = "erase", .form = TIMES, .word = TS_SCRIPT_ERASE},
    {.name = "type", .form = ASCII, .word = TS_SCRIPT_TYPE},
    {.name = "line", .form = ASCII_OR_EMPTY, .word = TS_SCRIPT_LINE},
    {.name = "choose", .form = WORDS, .word = TS_SCRIPT_CHOOSE},
    {.name = "wait", .form = NUMBER, .word = TS_SCRIPT_WAIT},
    {.name = "camera",
     .form = STATE,
     .word = TS_SCRIPT_CAMERA,
     .state = {{"gone", TS_SCRIPT_GONE}, {"back", TS_SCRIPT_BACK_AGAIN}, {"fails", TS_SCRIPT_FAILS}}},
    {.name = "card",
     .form = STATE,
     .word = TS_SCRIPT_CARD,
     .state = {{"gone", TS_SCRIPT_GONE},
               {"back", TS_SCRIPT_BACK_AGAIN},
               {"full", TS_SCRIPT_FULL},
               {"ok", TS_SCRIPT_FINE}}},
    {.name = "display",
     .form = STATE,
     .word = TS_SCRIPT_DISPLAY,
     .state = {{"fails", TS_SCRIPT_FAILS}, {"ok", TS_SCRIPT_FINE}}},
    {.name = "buttons",
     .form = STATE,
     .word = TS_SCRIPT_BUTTONS,
     .state = {{"fail", TS_SCRIPT_FAILS}, {"ok", TS_SCRIPT_FINE}}},
    {.name = "date", .form = DATE, .word = TS_SCRIPT_DATE},
    {.name = "shoot", .form = NAME, .word = TS_SCRIPT_SHOOT},
    {.name = "expect", .form = EXPECTED, .word = TS_SCRIPT_EXPECT},
    {.name = "restart", .form = NOTHING, .word = TS_SCRIPT_RESTART},
};

static const struct {
  const char *name;
  enum form form;
  enum ts_script_how how;
} expectations[] = {
    {"page", NAME, TS_SCRIPT_PAGE},         {"verdict", NAME, TS_SCRIPT_VERDICT},
    {"reason", NUMBER, TS_SCRIPT_REASON},   {"text", WORDS, TS_SCRIPT_SHOWS},
    {"records", NUMBER, TS_SCRIPT_RECORDS},
};

static bool is_blank(uint8_t c) {
  return c == ' ' || c == '\t';
}

static struct ts_bytes trim(struct ts_bytes text) {
  while (text.size && is_blank(text.data[0]))
    text = ts_bytes_part(text, 1, text.size);
  while (text.size && (is_blank(text.data[text.size - 1]) || text.data[text.size - 1] == '\r'))
    text.size--;
  return text;
}

/* Takes the first word off REST, and the blanks behind it. */
static struct ts_bytes take_word(struct ts_bytes *rest) {
  size_t size = 0;
  while (size < rest->size && !is_blank(rest->data[size]))
    size++;
  struct ts_bytes word = ts_bytes_part(*rest, 0, size);
  *rest = trim(ts_bytes_part(*rest, size, rest->size));
  return word;
}

static enum ts_script_answer wrong(struct ts_script *script, struct ts_bytes word, const char *why) {
  script->word = word;
  script->wrong = why;
  return TS_SCRIPT_WRONG;
}

static bool take_number(struct ts_bytes *rest, uint32_t max, uint32_t *out) {
  uint64_t value;
  if (!ts_number(take_word(rest), max, &value))
    return false;
  *out = (uint32_t)value;
  return true;
}

static bool take_date(struct ts_bytes *rest, struct ts_time *out) {
  static const char *const trusts[] = {
      [TS_TIME_NONE] = "none", [TS_TIME_OPERATOR] = "operator", [TS_TIME_RTC] = "rtc"};
  char date[TS_DATE_TEXT];
  struct ts_bytes trust;
  if (!ts_text_copy(date, sizeof date, take_word(rest)) || !ts_date_read(date, &out->seconds))
    return false;
  trust = take_word(rest);
  for (int i = TS_TIME_NONE; i <= TS_TIME_RTC; i++)
    if (ts_bytes_equal_text(trust, trusts[i])) {
      out->trust = (enum ts_time_trust)i;
      return true;
    }
  return false;
}

static bool is_ascii(struct ts_bytes text) {
  for (size_t i = 0; i < text.size; i++)
    if (text.data[i] < 0x20 || text.data[i] > 0x7e)
      return false;
  return true;
}

/* All of REST. */
static bool take_text(struct ts_bytes *rest, struct ts_bytes *out) {
  *out = *rest;
  *rest = ts_bytes_part(*rest, rest->size, 0);
  return out->size > 0;
}

static bool take_name(struct ts_bytes *rest, struct ts_bytes *out) {
  *out = take_word(rest);
  return out->size > 0;
}

static bool take_state(struct ts_bytes *rest, const struct state *state, enum ts_script_how *how) {
  struct ts_bytes word = take_word(rest);
  for (size_t i = 0; state && i < 4 && state[i].name; i++)
    if (ts_bytes_equal_text(word, state[i].name)) {
      *how = state[i].how;
      return true;
    }
  return false;
}

/* NULL, or what is wanted instead. */
static const char *take(enum form form, const struct state *state, struct ts_bytes *rest,
                        struct ts_script_step *step) {
  switch (form) {
  case NOTHING:
    return NULL;
  case NAME_TIMES:
    if (!take_name(rest, &step->text))
      return "wants a name";
    return rest->size == 0 || (take_number(rest, TS_SCRIPT_TIMES_MAX, &step->times) && step->times > 0)
               ? NULL
               : "wants a name and how many times, 1 to 10000";
  case TIMES:
    return rest->size == 0 || (take_number(rest, TS_SCRIPT_TIMES_MAX, &step->times) && step->times > 0)
               ? NULL
               : "wants how many times, 1 to 10000, or nothing";
  case NAME:
    return take_name(rest, &step->text) && !memchr(step->text.data, '/', step->text.size)
               ? NULL
               : "wants a name without a folder";
  case ASCII:
    return take_text(rest, &step->text) && is_ascii(step->text) ? NULL : "wants printable ASCII";
  case ASCII_OR_EMPTY:
    (void)take_text(rest, &step->text);
    return is_ascii(step->text) ? NULL : "wants printable ASCII";
  case WORDS:
    return take_text(rest, &step->text) && ts_utf8_ok(step->text) ? NULL : "wants words in UTF-8";
  case NUMBER:
    return take_number(rest, TS_SCRIPT_WAIT_MAX, &step->times) ? NULL : "wants a number, at most 86400000";
  case STATE:
    return take_state(rest, state, &step->how) ? NULL : "wants another word behind it";
  case DATE:
    return take_date(rest, &step->time) ? NULL : "wants a date and rtc, operator or none";
  case EXPECTED:
    break;
  }
  return "wants something else";
}

static const char *take_expectation(struct ts_bytes *rest, struct ts_script_step *step) {
  struct ts_bytes what = take_word(rest);
  for (size_t i = 0; i < sizeof expectations / sizeof *expectations; i++)
    if (ts_bytes_equal_text(what, expectations[i].name)) {
      step->how = expectations[i].how;
      return take(expectations[i].form, NULL, rest, step);
    }
  return "wants page, verdict, reason, text or records";
}

static enum ts_script_answer take_line(struct ts_script *script, struct ts_bytes rest,
                                       struct ts_script_step *step) {
  struct ts_bytes name = take_word(&rest);
  *step = (struct ts_script_step){.line = script->line, .times = 1};
  for (size_t i = 0; i < sizeof words / sizeof *words; i++) {
    if (!ts_bytes_equal_text(name, words[i].name))
      continue;
    step->word = words[i].word;
    const char *why = words[i].form == EXPECTED ? take_expectation(&rest, step)
                                                : take(words[i].form, words[i].state, &rest, step);
    if (why)
      return wrong(script, name, why);
    return rest.size == 0 ? TS_SCRIPT_STEP : wrong(script, name, "wants no more behind that");
  }
  return wrong(script, name, "is not known");
}

enum ts_script_answer ts_script_next(struct ts_script *script, struct ts_script_step *step) {
  while (script->at < script->text.size) {
    struct ts_bytes rest = ts_bytes_part(script->text, script->at, script->text.size);
    const uint8_t *end = memchr(rest.data, '\n', rest.size);
    struct ts_bytes line = ts_bytes_part(rest, 0, end ? (size_t)(end - rest.data) : rest.size);
    script->at += line.size + (end ? 1 : 0);
    script->line++;
    line = trim(line);
    if (line.size > 0 && line.data[0] != '#')
      return take_line(script, line, step);
  }
  return TS_SCRIPT_END;
}
