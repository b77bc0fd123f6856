/* SPDX-License-Identifier: Apache-2.0 */

/*
 * The whole device on a Cortex-M7 without an operating system: app, screen, journal, key. Its surroundings are a
 * script's (boards/sim/README.md names the words) and files of the machine that runs the board. Each inspection on
 * record is a line on standard output (report.h); exit codes as touchstone-sim's.
 * DEVICE holds the images of the board's flash. In its Nth write of flash the power fails, if --cut says so, and leaves of
 * that what --tear says; exit code 80.
 *   handheld.elf [--now SECONDS] [--entropy FILE] [--cut N] [--tear HOW] DEVICE FRAMES SCRIPT SCREENS
 */
#include <string.h>

#include "boards/common/hosted/plain_text.h"
#include "random.h"
#include "report.h"
#include "rig.h"
#include "semihosting.h"

#define ARGUMENTS_MAX 16
#define LINE_MAX 2048u

enum { EXIT_USAGE = 64, EXIT_NO_INPUT = 66, EXIT_POWER = 80 };

static struct ts_rig rig;

static void stop(void) {
  ts_semi_exit(EXIT_POWER);
}

static bool read_tear(const char *name) {
  static const char *const tears[TS_FLASH_TEARS] = {"nothing", "whole", "first", "second", "some"};
  for (unsigned i = 0; i < TS_FLASH_TEARS; i++) {
    if (strcmp(name, tears[i]) == 0) {
      rig.flash.tear = (enum ts_flash_tear)i;
      return true;
    }
  }
  return false;
}

static bool read_options(int count, char **argument, int *at) {
  uint64_t number;
  for (*at = 1; *at + 1 < count && argument[*at][0] == '-'; *at += 2) {
    const char *value = argument[*at + 1];
    if (strcmp(argument[*at], "--entropy") == 0) {
      ts_random_from(value);
    } else if (strcmp(argument[*at], "--now") == 0 && ts_number(ts_bytes_of(value), UINT32_MAX, &number)) {
      rig.now.seconds = (int64_t)number;
    } else if (strcmp(argument[*at], "--cut") == 0 && ts_number(ts_bytes_of(value), UINT32_MAX, &number)) {
      rig.flash.cut_at = (uint32_t)number;
    } else if (strcmp(argument[*at], "--tear") != 0 || !read_tear(value)) {
      return false;
    }
  }
  return true;
}

static bool read_order(void) {
  static char line[LINE_MAX];
  static char *argument[ARGUMENTS_MAX];
  int count = ts_semi_arguments(line, sizeof line, argument, ARGUMENTS_MAX), at;
  rig.now = (struct ts_time){.seconds = (int64_t)ts_semi_time(), .trust = TS_TIME_RTC};
  if (!read_options(count, argument, &at) || count - at != 4) {
    return false;
  }
  rig.device = argument[at];
  rig.frames = argument[at + 1];
  rig.script_path = argument[at + 2];
  rig.screens = argument[at + 3];
  return true;
}

int main(void) {
  if (!read_order()) {
    ts_semi_err(
        "usage: handheld.elf [--now SECONDS] [--entropy FILE] [--cut N] [--tear HOW] DEVICE FRAMES SCRIPT SCREENS\n");
    return EXIT_USAGE;
  }
  ts_handheld_confine();
  rig.flash.power_fails = stop;
  const char *wrong = ts_rig_join(&rig);
  if (wrong != NULL) {
    ts_semi_err(wrong);
    ts_semi_err("\n");
    return EXIT_NO_INPUT;
  }
  int code = ts_rig_run(&rig);
  ts_report_writes(rig.flash.writes);
  ts_report_sizes();
  return code;
}
