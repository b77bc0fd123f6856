/* SPDX-License-Identifier: Apache-2.0 */
#include "host-tools/progress.h"

#include <stdio.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define BAR 30 /* characters */
#define WIPE "\r\033[K"

static int64_t now(void) {
  struct timespec t = {0};
  (void)clock_gettime(CLOCK_MONOTONIC, &t); /* at worst no rate is shown */
  return t.tv_sec;
}

void ts_progress_start(struct ts_progress *p, const char *what) {
  *p = (struct ts_progress){
      .shown = isatty(STDERR_FILENO) && !isatty(STDOUT_FILENO), .what = what, .started = now()};
}

void ts_progress(struct ts_progress *p, uint64_t done, uint64_t total) {
  char bar[BAR + 1] = "";
  if (!p->shown)
    return;
  if (p->total != total)
    p->started = now();
  p->total = total;
  p->drawn = true;
  if (total == 0) {
    (void)fprintf(stderr, WIPE "checking: %llu %s", (unsigned long long)done, p->what);
    return;
  }
  uint64_t part = done < total ? done : total;
  int64_t seconds = now() - p->started;
  memset(bar, '#', (size_t)(part * BAR / total));
  (void)fprintf(stderr, WIPE "[%-*s] %3u%% %llu of %llu %s", BAR, bar, (unsigned)(part * 100 / total),
                (unsigned long long)done, (unsigned long long)total, p->what);
  if (seconds > 0)
    (void)fprintf(stderr, ", %llu a second", (unsigned long long)(done / (uint64_t)seconds));
}

void ts_progress_end(struct ts_progress *p) {
  if (p->drawn)
    (void)fputs(WIPE, stderr);
}
