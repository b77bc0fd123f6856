/* SPDX-License-Identifier: Apache-2.0 */
#include "bench/floors.h"

#include <stdlib.h>
#include <string.h>

#define LINE_MAX_SIZE 128

static enum ts_corpus_group group_named(const char *name) {
  int group = 0;
  while (group < TS_CORPUS_GROUPS && strcmp(name, ts_corpus_group_name((enum ts_corpus_group)group)) != 0)
    group++;
  return (enum ts_corpus_group)group;
}

/* Up to nine digits and nothing else. */
static bool number(const char *text, size_t *out) {
  size_t digits = strspn(text, "0123456789");
  if (digits == 0 || digits > 9 || text[digits] != 0)
    return false;
  *out = strtoul(text, NULL, 10);
  return true;
}

static bool parse_line(struct ts_floors *floors, bool named[TS_CORPUS_GROUPS], char *line) {
  char *rest = NULL;
  line[strcspn(line, "#")] = 0;
  const char *name = strtok_r(line, " \t\r", &rest);
  if (!name)
    return true;
  const char *least = strtok_r(NULL, " \t\r", &rest), *wrong = strtok_r(NULL, " \t\r", &rest);
  enum ts_corpus_group group = group_named(name);
  if (!least || !wrong || strtok_r(NULL, " \t\r", &rest) || group >= TS_CORPUS_NONE || named[group])
    return false;
  named[group] = true;
  return number(least, &floors->least[group]) && number(wrong, &floors->wrong[group]);
}

bool ts_floors_parse(struct ts_floors *floors, const char *text, size_t size, size_t *line) {
  bool named[TS_CORPUS_GROUPS] = {[TS_CORPUS_NONE] = true};
  *floors = (struct ts_floors){0};
  *line = 0;
  for (size_t at = 0; at < size;) {
    char copy[LINE_MAX_SIZE];
    const char *end = memchr(text + at, '\n', size - at);
    size_t length = end ? (size_t)(end - (text + at)) : size - at;
    (*line)++;
    if (!ts_text_copy(copy, sizeof copy, ts_bytes(text + at, length)) || !parse_line(floors, named, copy))
      return false;
    at += length + 1;
  }
  *line = 0;
  for (size_t i = 0; i < TS_CORPUS_GROUPS; i++)
    if (!named[i])
      return false;
  return true;
}

const char *ts_floors_miss(const struct ts_floors *floors, enum ts_corpus_group group,
                           const struct ts_score *score) {
  if (score->wrong > floors->wrong[group])
    return group == TS_CORPUS_NONE ? "something was read where nothing may be read"
                                   : "something was read as something else";
  return score->right + score->unrecorded < floors->least[group] ? "fewer symbols are read than before"
                                                                 : NULL;
}
