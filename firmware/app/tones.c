/* SPDX-License-Identifier: Apache-2.0 */
#include "app/tones.h"

#define REST(ms)                                                                                             \
  { 0, ms }
#define MELODY(tones) ((struct ts_melody){tones, sizeof(tones) / sizeof(tones)[0]})

/* Two, the second longer and higher: a greeting. */
static const struct ts_tone genuine[] = {{1047, 80}, REST(40), {1568, 240}};
/* Two alike and slow: a question left open. */
static const struct ts_tone unproven[] = {{784, 200}, REST(240), {784, 200}};
/* Three quick ones and a pause, twice. */
static const struct ts_tone suspect[] = {{880, 90}, REST(60), {880, 90}, REST(60), {880, 90}, REST(280),
                                         {880, 90}, REST(60), {880, 90}, REST(60), {880, 90}};
/* One long, low. */
static const struct ts_tone counterfeit[] = {{330, 900}};
/* A rattle of ten: shouted at once, and like nothing else. */
static const struct ts_tone duplicate[] = {{1319, 50}, REST(40),   {988, 50},  REST(40),   {1319, 50},
                                           REST(40),   {988, 50},  REST(40),   {1319, 50}, REST(40),
                                           {988, 50},  REST(40),   {1319, 50}, REST(40),   {988, 50},
                                           REST(40),   {1319, 50}, REST(40),   {988, 50}};
static const struct ts_tone click[] = {{2000, 12}};
/* Long, short, long: something is broken. */
static const struct ts_tone fault[] = {{440, 350}, REST(120), {440, 100}, REST(120), {440, 350}};

struct ts_melody ts_tones_verdict(enum ts_verdict verdict) {
  switch (verdict) {
  case TS_GENUINE:
    return MELODY(genuine);
  case TS_SUSPECT:
    return MELODY(suspect);
  case TS_COUNTERFEIT:
    return MELODY(counterfeit);
  case TS_UNPROVEN:
  default:
    return MELODY(unproven);
  }
}

struct ts_melody ts_tones_duplicate(void) {
  return MELODY(duplicate);
}

struct ts_melody ts_tones_click(void) {
  return MELODY(click);
}

struct ts_melody ts_tones_fault(void) {
  return MELODY(fault);
}
