/* SPDX-License-Identifier: Apache-2.0 */
/* Which AIs need, exclude or qualify which others: the rules of the dictionary's attributes. */
#include <string.h>

#include "core/gs1_parse.h"

/* The AIs of one list, by code. */
struct codes {
  uint16_t code[TS_GS1_ELEMENTS_MAX];
  size_t count;
};

static const uint8_t *rule_of(const struct ts_gs1_element *element) {
  return ts_gs1_rules + ts_gs1_rule_at[ts_gs1_row_of(element)->rule];
}

static struct ts_gs1_pattern atom_of(uint8_t token, uint16_t self) {
  if (token == TS_GS1_RULE_DECADE)
    return (struct ts_gs1_pattern){.first = (uint16_t)(self / 10 * 10), .more = 9};
  return ts_gs1_patterns[token - TS_GS1_RULE_ATOM];
}

static bool matches(struct ts_gs1_pattern pattern, uint16_t code) {
  return code >= pattern.first && code - pattern.first <= pattern.more;
}

/* The index of an AI that matches, other than that at SELF; COUNT if there is none. */
static size_t find_match(const struct codes *codes, size_t self, struct ts_gs1_pattern pattern) {
  size_t i = 0;
  while (i < codes->count && (i == self || !matches(pattern, codes->code[i])))
    i++;
  return i;
}

/* "01", "31nn": as the dictionary writes it. */
static void write_pattern(struct ts_buf *out, struct ts_gs1_pattern pattern) {
  uint8_t digit[4];
  unsigned code = pattern.first;
  for (size_t i = 4; i-- > 0; code /= 10)
    digit[i] = (uint8_t)('0' + code % 10);
  if (pattern.more)
    digit[3] = 'n';
  if (pattern.more > 9)
    digit[2] = 'n';
  ts_buf_put(out, ts_bytes(digit, ts_gs1_ai_size(digit)));
}

/* The group of atoms at P as "01+21". */
static void write_group(struct ts_gs1_why *why, const uint8_t *p) {
  struct ts_buf out = ts_buf(why->other, sizeof why->other - 1);
  for (const uint8_t *atom = p; *atom >= TS_GS1_RULE_ATOM; atom++) {
    if (atom != p)
      ts_buf_put_byte(&out, '+');
    write_pattern(&out, ts_gs1_patterns[*atom - TS_GS1_RULE_ATOM]);
  }
  why->other[out.size] = 0;
}

/* One REQ clause from P on: any of its groups must be there as a whole. MISSING is set to the group to be
 * named: one of which some AI is there, or else the first. */
static bool requisite_met(const struct codes *codes, size_t self, const uint8_t *p, const uint8_t **missing) {
  bool begun = false;
  *missing = p;
  for (;;) {
    const uint8_t *group = p;
    size_t here = 0;
    while (*p >= TS_GS1_RULE_ATOM)
      here += find_match(codes, self, atom_of(*p++, codes->code[self])) < codes->count;
    if (here == (size_t)(p - group))
      return true;
    if (here && !begun) {
      begun = true;
      *missing = group;
    }
    if (*p++ != TS_GS1_RULE_OR)
      return false;
  }
}

static enum ts_err check_rules(const struct ts_gs1 *gs1, const struct codes *codes, size_t self,
                               struct ts_gs1_why *why) {
  const char *ai = gs1->element[self].ai;
  uint8_t clause = TS_GS1_RULE_END;
  for (const uint8_t *p = rule_of(&gs1->element[self]); *p != TS_GS1_RULE_END; p++) {
    const uint8_t *missing;
    if (*p < TS_GS1_RULE_OR)
      clause = *p;
    if (*p == TS_GS1_RULE_REQ && !requisite_met(codes, self, p + 1, &missing)) {
      (void)ts_gs1_refuse(why, TS_ERR_GS1_REQUISITE, ts_bytes_of(ai), 0);
      write_group(why, missing);
      return TS_ERR_GS1_REQUISITE;
    }
    if (clause != TS_GS1_RULE_EX || *p <= TS_GS1_RULE_OR)
      continue;
    size_t other = find_match(codes, self, atom_of(*p, codes->code[self]));
    if (other < codes->count) {
      (void)ts_gs1_refuse(why, TS_ERR_GS1_EXCLUDED, ts_bytes_of(ai), 0);
      (void)ts_text_copy(why->other, sizeof why->other, ts_bytes_of(gs1->element[other].ai));
      return TS_ERR_GS1_EXCLUDED;
    }
  }
  return TS_OK;
}

enum ts_err ts_gs1_check_associations(const struct ts_gs1 *gs1, struct ts_gs1_why *why) {
  struct codes codes = {.count = 0};
  memset(why, 0, sizeof *why);
  if (gs1->count > TS_GS1_ELEMENTS_MAX)
    return ts_gs1_refuse(why, TS_ERR_GS1_TOO_MANY, ts_bytes(NULL, 0), 0);
  for (size_t i = 0; i < gs1->count; i++) {
    uint16_t code = ts_gs1_element_code(&gs1->element[i]);
    for (size_t j = 0; j < i; j++)
      if (codes.code[j] == code)
        return ts_gs1_refuse(why, TS_ERR_GS1_DUPLICATE, ts_bytes_of(gs1->element[i].ai), 0);
    codes.code[codes.count++] = code;
  }
  for (size_t i = 0; i < gs1->count; i++) {
    enum ts_err err = check_rules(gs1, &codes, i, why);
    if (err)
      return err;
  }
  return TS_OK;
}

/* The PATH clause of the key at KEY, behind its token; NULL if that is no key. */
static const uint8_t *path_clause(const struct ts_gs1 *gs1, size_t key) {
  if (key >= gs1->count || !(ts_gs1_row_of(&gs1->element[key])->flags & TS_GS1_KEY))
    return NULL;
  const uint8_t *p = rule_of(&gs1->element[key]);
  while (*p != TS_GS1_RULE_PATH)
    p++;
  return p + 1;
}

bool ts_gs1_path_ok(const struct ts_gs1 *gs1, size_t path_count) {
  const uint8_t *p = path_clause(gs1, 0);
  size_t next = 1;
  for (; p; p++) {
    if (*p >= TS_GS1_RULE_ATOM) {
      next += next < path_count && matches(atom_of(*p, 0), ts_gs1_element_code(&gs1->element[next]));
      continue;
    }
    if (next == path_count)
      return true;
    if (*p != TS_GS1_RULE_OR)
      return false;
    next = 1;
  }
  return false;
}

bool ts_gs1_path_takes(const struct ts_gs1 *gs1, size_t path_count, uint16_t code) {
  const uint8_t *p = path_clause(gs1, 0);
  size_t next = 1;
  bool takes = false;
  for (; p; p++) {
    if (*p >= TS_GS1_RULE_ATOM) {
      takes = takes || matches(atom_of(*p, 0), code);
      next += next < path_count && matches(atom_of(*p, 0), ts_gs1_element_code(&gs1->element[next]));
      continue;
    }
    if (takes && next == path_count)
      return true;
    if (*p != TS_GS1_RULE_OR)
      return false;
    next = 1;
    takes = false;
  }
  return false;
}

size_t ts_gs1_path_order(const struct ts_gs1 *gs1, size_t key, size_t alternative,
                         size_t index[TS_GS1_ELEMENTS_MAX]) {
  const uint8_t *p = path_clause(gs1, key);
  size_t count = 0;
  for (; p && alternative; p++) {
    if (*p == TS_GS1_RULE_OR)
      alternative--;
    else if (*p < TS_GS1_RULE_ATOM)
      return 0;
  }
  if (!p)
    return 0;
  index[count++] = key;
  for (; *p >= TS_GS1_RULE_ATOM; p++)
    for (size_t i = 0; i < gs1->count && count < TS_GS1_ELEMENTS_MAX; i++)
      if (gs1->element[i].role != TS_GS1_ROLE_ATTRIBUTE &&
          matches(atom_of(*p, 0), ts_gs1_element_code(&gs1->element[i])))
        index[count++] = i;
  return count;
}
