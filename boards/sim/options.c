/* SPDX-License-Identifier: Apache-2.0 */
#include "boards/sim/options.h"

#include <getopt.h>
#include <stdio.h>
#include <string.h>

#include "boards/common/hosted/plain_text.h"

const char ts_sim_usage[] =
    "usage: touchstone-sim --device DEVICE [--camera CAMERA] [--quiet] [--read-only] [--screens DIR]\n"
    "       touchstone-sim --device DEVICE --frames DIR --script FILE --screens OUT [--every] [--read-only]\n"
    "       touchstone-sim --device DEVICE [--screens DIR] PHOTO...\n"
    "\n"
    "The device on a desk. DEVICE is a folder that `touchstone provision` has filled; what the device records it\n"
    "keeps there, or, with --read-only, in memory. --now DATE starts the clock at that time\n"
    "(2026-11-24, 2026-11-24T10:00:00Z, or seconds since 1970).\n"
    "\n"
    "In a window, with the camera CAMERA: auto (the first webcam, which is also what is used if none is named),\n"
    "/dev/videoN, a recording (*.mjpeg, *.mjpg), a photograph, or a folder of photographs.\n"
    "  Tab, down, right  NEXT        Escape, left  BACK       Enter  OK\n"
    "  letters, Backspace            to enter numbers and serials\n"
    "  Ctrl-V                        a line, as from a scale or a hand scanner\n"
    "  F12                           keeps the screen as a PNG, in DIR or here\n"
    "\n"
    "By a script, without a window and without waiting; each verdict is a line of JSON. Lines of a script:\n"
    "  frame NAME [TIMES]            the camera sees DIR/NAME (.jpg or .png may be left out), 10 times a second\n"
    "  next|back|ok [TIMES]          a button\n"
    "  type TEXT, erase [TIMES]      a keyboard\n"
    "  line TEXT                     a line from a scale or a hand scanner\n"
    "  choose TEXT                   in a menu: NEXT to the line that begins with TEXT, and OK\n"
    "  wait MILLISECONDS             time passes\n"
    "  date DATE rtc|operator|none   the clock is set, and trusted so far\n"
    "  camera gone|back|fails        card gone|back|full|ok        display fails|ok        buttons fail|ok\n"
    "  restart                       the power goes, and comes again\n"
    "  shoot NAME                    keeps the screen as OUT/NAME.png\n"
    "  expect page menu|entry|aim|verdict|count|notice|instructions\n"
    "  expect verdict GENUINE|UNPROVEN|SUSPECT|COUNTERFEIT\n"
    "  expect reason NUMBER          among those of the verdict on the page\n"
    "  expect text WORDS             on the screen\n"
    "  expect records NUMBER         in the journal\n"
    "  # ...                         a remark\n"
    "With --every, each new screen is kept as OUT/NNN-PAGE.png. Exit code 1: something was not as expected;\n"
    "64 a line is wrong, 66 a file is missing, 73 a screen cannot be kept.\n"
    "\n"
    "PHOTO...: judges each by itself, records nothing, and keeps the screens as DIR/PHOTO.png.\n"
    "\n"
    "example: touchstone-sim --device build/demo/device --screens /tmp build/demo/photos/1-genuine.jpg\n";

static bool read_now(const char *text, struct ts_time *now) {
  uint64_t seconds;
  now->trust = TS_TIME_RTC;
  if (ts_date_read(text, &now->seconds))
    return true;
  if (!ts_number(ts_bytes_of(text), INT32_MAX * UINT64_C(64), &seconds))
    return false;
  now->seconds = (int64_t)seconds;
  return true;
}

static enum ts_sim_way wrong(const char *what) {
  fprintf(stderr, "touchstone-sim: %s\n", what);
  return TS_SIM_USAGE;
}

/* What the options are to be used for, and whether they go together. */
static enum ts_sim_way way_of(const struct ts_sim_options *options) {
  if (!options->device)
    return wrong("--device DEVICE is missing");
  if (options->script) {
    if (!options->frames || !options->screens)
      return wrong("--script wants --frames and --screens");
    if (options->photos > 0 || options->camera)
      return wrong("with --script, what the camera sees stands in the script");
    return TS_SIM_SCRIPT;
  }
  if (options->frames || options->every)
    return wrong("--frames and --every are for --script");
  if (options->photos > 0)
    return options->camera ? wrong("either --camera or PHOTO...") : TS_SIM_LOOK;
  return TS_SIM_WINDOW;
}

static bool take(struct ts_sim_options *options, int c) {
  switch (c) {
  case 'd':
    options->device = optarg;
    return true;
  case 's':
    options->screens = optarg;
    return true;
  case 'f':
    options->frames = optarg;
    return true;
  case 'x':
    options->script = optarg;
    return true;
  case 'c':
    options->camera = optarg;
    return true;
  case 'e':
    options->every = true;
    return true;
  case 'q':
    options->quiet = true;
    return true;
  case 'r':
    options->read_only = true;
    return true;
  case 'n':
    options->fixed = read_now(optarg, &options->now);
    if (!options->fixed)
      (void)wrong("--now wants a date");
    return options->fixed;
  default:
    return false;
  }
}

enum ts_sim_way ts_sim_options_read(struct ts_sim_options *options, int argc, char **argv) {
  static const struct option list[] = {{"device", 1, NULL, 'd'},
                                       {"screens", 1, NULL, 's'},
                                       {"frames", 1, NULL, 'f'},
                                       {"script", 1, NULL, 'x'},
                                       {"camera", 1, NULL, 'c'},
                                       {"every", 0, NULL, 'e'},
                                       {"quiet", 0, NULL, 'q'},
                                       {"read-only", 0, NULL, 'r'},
                                       {"now", 1, NULL, 'n'},
                                       {"help", 0, NULL, 'h'},
                                       {0}};
  *options = (struct ts_sim_options){.now.trust = TS_TIME_RTC};
  for (int c; (c = getopt_long(argc, argv, "", list, NULL)) != -1;) {
    if (c == 'h')
      return TS_SIM_HELP;
    if (!take(options, c))
      return TS_SIM_USAGE;
  }
  options->photo = argv + optind;
  options->photos = argc - optind;
  return way_of(options);
}
