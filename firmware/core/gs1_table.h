/* SPDX-License-Identifier: Apache-2.0 */
/* The table of GS1 Application Identifiers: the layout that host-tools/gen/gs1_table.c writes and core/gs1 reads.
 * Internal to core/gs1*.
 *
 * An AI is known by its code: its digits, filled with zeros on the right to four ("01" is 100, "235" is 2350, "8003" is
 * 8003). No AI begins with another one, so codes are unique and sort as the AIs do as strings. */
#ifndef TS_CORE_GS1_TABLE_H
#define TS_CORE_GS1_TABLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/bytes.h"

enum ts_gs1_flag {
  TS_GS1_FIXED = 1,     /* '*': predefined length, no separator needed */
  TS_GS1_ATTRIBUTE = 2, /* '?': may stand in the query of a Digital Link URI */
  TS_GS1_KEY = 4,       /* "dlpkey" */
  TS_GS1_SIZE_SHIFT = 4 /* the upper half: how many digits the AI has, 2 to 4 */
};

/* One AI, or neighbours that are alike. Six bytes. */
struct ts_gs1_row {
  uint16_t first; /* code of the first */
  uint8_t more;   /* how many codes follow it that mean the same format: 5 for 3100-3105 */
  uint8_t flags;  /* enum ts_gs1_flag, and the size */
  uint8_t format; /* index of ts_gs1_format_at */
  uint8_t rule;   /* index of ts_gs1_rule_at */
};

/* AIs that a rule names: codes FIRST to FIRST + MORE ("01": 100 + 0; "31nn": 3100 + 99). */
struct ts_gs1_pattern {
  uint16_t first;
  uint8_t more;
};

/* A format is a row of components, each: one byte of the bits below, one byte of length (the longest, if it varies),
 * then its linters, one byte each. */
enum ts_gs1_component {
  TS_GS1_TYPE = 3, /* mask: enum ts_gs1_type */
  TS_GS1_OPTIONAL = 4,
  TS_GS1_VARIABLE = 8,
  TS_GS1_LAST = 16,       /* no component follows */
  TS_GS1_LINTS_SHIFT = 5, /* how many linters follow */
};
enum ts_gs1_type { TS_GS1_N = 0, TS_GS1_X = 1, TS_GS1_Y = 2, TS_GS1_Z = 3 };

/* A rule is a row of tokens up to TS_GS1_RULE_END. Clauses: REQ and groups of atoms, OR between groups, all atoms of one
 * group are needed; EX and atoms; PATH and the qualifiers of a key in their order, OR between alternatives. */
enum ts_gs1_token {
  TS_GS1_RULE_END = 0,
  TS_GS1_RULE_REQ = 1,
  TS_GS1_RULE_EX = 2,
  TS_GS1_RULE_PATH = 3,
  TS_GS1_RULE_OR = 4,
  TS_GS1_RULE_DECADE = 5, /* atom: the ten AIs that differ from this one in the last digit */
  TS_GS1_RULE_ATOM = 8,   /* this and above: atom, index of ts_gs1_patterns + 8 */
};

/* Linters by the dictionary's names, in the order of enum ts_gs1_lint. */
#define TS_GS1_LINTS(DO)                                                                                     \
  DO(couponcode)                                                                                             \
  DO(couponposoffer)                                                                                         \
  DO(csum)                                                                                                   \
  DO(csumalpha)                                                                                              \
  DO(gcppos1)                                                                                                \
  DO(gcppos2)                                                                                                \
  DO(hasnondigit)                                                                                            \
  DO(hh)                                                                                                     \
  DO(hhmi)                                                                                                   \
  DO(hyphen)                                                                                                 \
  DO(iban)                                                                                                   \
  DO(importeridx)                                                                                            \
  DO(iso3166)                                                                                                \
  DO(iso3166999)                                                                                             \
  DO(iso3166alpha2)                                                                                          \
  DO(iso4217)                                                                                                \
  DO(iso5218)                                                                                                \
  DO(latitude)                                                                                               \
  DO(longitude)                                                                                              \
  DO(mediatype)                                                                                              \
  DO(mi)                                                                                                     \
  DO(nonzero)                                                                                                \
  DO(nozeroprefix)                                                                                           \
  DO(packagetype)                                                                                            \
  DO(pcenc)                                                                                                  \
  DO(pieceoftotal)                                                                                           \
  DO(posinseqslash)                                                                                          \
  DO(ss)                                                                                                     \
  DO(winding)                                                                                                \
  DO(yesno)                                                                                                  \
  DO(yymmd0)                                                                                                 \
  DO(yymmdd)                                                                                                 \
  DO(yyyymmdd)                                                                                               \
  DO(zero)
#define TS_GS1_LINT_ID(name) TS_GS1_LINT_##name,
enum ts_gs1_lint { TS_GS1_LINTS(TS_GS1_LINT_ID) TS_GS1_LINT_COUNT };

/* gs1_table.c, generated. Rows are sorted by code; those of AIs that begin with the two digits D are
 * ts_gs1_row_from[D] up to ts_gs1_row_from[D + 1]. */
extern const uint8_t ts_gs1_row_from[101];
extern const struct ts_gs1_row ts_gs1_rows[];
extern const uint16_t ts_gs1_format_at[];
extern const uint8_t ts_gs1_formats[];
extern const uint16_t ts_gs1_rule_at[];
extern const uint8_t ts_gs1_rules[];
extern const struct ts_gs1_pattern ts_gs1_patterns[];
/* gs1_titles.c, generated: a C string for each row, one behind the other. Nothing but ts_gs1_title refers to it. */
extern const char ts_gs1_titles[];

/* How many digits the AI has that begins with P[0] and P[1]; 0 if they are no digits or begin none. */
size_t ts_gs1_ai_size(const uint8_t *p);
/* 0 unless AI is 2 to 4 digits. ("00" has the code 0 as well: ask for its row.) */
uint16_t ts_gs1_code(struct ts_bytes ai);
/* NULL for what is no AI of the dictionary. */
const struct ts_gs1_row *ts_gs1_find(struct ts_bytes ai);

#endif
