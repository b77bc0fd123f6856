/* SPDX-License-Identifier: Apache-2.0 */
/*
 * The rules against misreading linear codes, for every user of the reader:
 *
 * - The lines of a stripe are read in two phases of which no sample is the same. EAN, UPC, DataBar, Interleaved 2 of 5,
 *   Code 93 and Codabar are reported only if both phases agree; Code 39 and Code 128 also if not, but unconfirmed.
 * - Of EAN and UPC, three scan lines must show the bars of the very digits that were read: blur makes every decoder misread
 *   alike in all lines, with a check digit that holds.
 * - Interleaved 2 of 5 needs three scan lines that agree, a length that was asked for, and with 14 digits GS1's check digit.
 * - Code 128 needs three scan lines that agree; with a byte that is neither printable ASCII nor the separator
 *   it is refused, DataBar likewise. ZBar ignores FNC4, so text of the alphabet's upper half comes as its lower half: one
 *   line must show a whole symbol without FNC4, and none one with it (vision/code128.h).
 */
#ifndef TS_ADAPTERS_LINEAR_RULES_H
#define TS_ADAPTERS_LINEAR_RULES_H

#include <stdbool.h>
#include <stdint.h>

#include "core/symbols.h"

#define TS_LINEAR_CODE128_QUALITY 3u
#define TS_LINEAR_I25_QUALITY 3u
#define TS_LINEAR_PROVED 3u /* scan lines of EAN and UPC that must show the bars of what was read */

/* One text that was seen, in whatever phases. */
struct ts_linear_candidate {
  struct ts_symbol symbol;
  uint32_t quality;      /* scan lines that read it: the best of all phases */
  uint32_t phases;       /* bit N: seen in phase N */
  uint32_t proved;       /* EAN and UPC: scan lines whose bars are those of the text (vision/retail.h) */
  bool fnc4;             /* Code 128: a line has FNC4 */
  uint32_t without_fnc4; /* Code 128: lines that show a whole symbol without it */
};

/* Read alike by two phases. */
bool ts_linear_confirmed(const struct ts_linear_candidate *candidate);
/* May it be reported? I25_LENGTHS: bit N, Interleaved 2 of 5 of N digits is wanted. */
bool ts_linear_accepted(const struct ts_linear_candidate *candidate, uint32_t i25_lengths);
/* Accepted, and no further look would tell more. */
bool ts_linear_sure(const struct ts_linear_candidate *candidate, uint32_t i25_lengths);

#endif
