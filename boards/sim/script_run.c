/* SPDX-License-Identifier: Apache-2.0 */
#include "boards/sim/script_run.h"

#include <errno.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sysexits.h>
#include <time.h>
#include <unistd.h>

#include "boards/sim/script_state.h"

#define SCREEN_SCALE 2     /* of the pictures of the screen */
#define FRAME_US 100000u   /* from picture to picture of the camera */
#define KEY_US 50000u      /* from key to key */
#define WAIT_US 50000u     /* of `wait`, in one turn of the loop */
#define SETTLE_TURNS 10000 /* for what the device has to do after an event */
#define EX_UNEXPECTED 1

/* ---- ports ---- */

static enum ts_err next_picture(void *ctx, struct ts_picture *picture) {
  struct ts_script_run *run = ctx;
  *picture = (struct ts_picture){0};
  if (run->camera_state != TS_CAMERA_THERE)
    return run->camera_state == TS_CAMERA_GONE ? TS_ERR_NOT_FOUND : TS_ERR_IO;
  if (!run->picture_due)
    return TS_ERR_EMPTY;
  run->picture_due = false;
  *picture = run->picture;
  return TS_OK;
}

static enum ts_err poll_input(void *ctx, struct ts_input_event *event) {
  struct ts_script_run *run = ctx;
  *event = (struct ts_input_event){.kind = TS_INPUT_NONE};
  if (run->buttons_fail)
    return TS_ERR_IO;
  *event = run->pressed;
  run->pressed = (struct ts_input_event){.kind = TS_INPUT_NONE};
  return TS_OK;
}

/* ---- screens ---- */

static bool keep(struct ts_script_run *run, const char *name, int size) {
  char path[PATH_MAX];
  int length = snprintf(path, sizeof path, "%s/%.*s.png", run->options->screens, size, name);
  if (length > 0 && (size_t)length < sizeof path &&
      ts_display_png_write(&run->screen, path, SCREEN_SCALE) == TS_OK)
    return true;
  ts_script_tell(run, "this screen cannot be kept:", ts_bytes_of(path));
  return false;
}

static bool keep_every(struct ts_script_run *run) {
  char name[64];
  if (run->any_shot && memcmp(&run->shot, &run->screen, sizeof run->shot) == 0)
    return true;
  run->any_shot = true;
  run->shot = run->screen;
  (void)snprintf(name, sizeof name, "%03u-%s", ++run->shots,
                 ts_script_page_name(ts_app_page(&run->board.app)->kind));
  return keep(run, name, (int)strlen(name));
}

/* ---- turns; each gives an exit code ---- */

static int turn(struct ts_script_run *run) {
  bool drawn = ts_loop_turn(&run->board.loop);
  if (!ts_script_print(run))
    return EX_IOERR;
  return !drawn || !run->options->every || keep_every(run) ? EX_OK : EX_CANTCREAT;
}

/* The event that is due, and what the device has to do after it. */
static int settle(struct ts_script_run *run, uint64_t microseconds) {
  ts_clock_script_advance(&run->clock_script, microseconds);
  int status = turn(run);
  run->picture_due = false; /* a device that did not want it has missed it */
  for (unsigned i = 0; status == EX_OK && ts_app_has_work(&run->board.app); i++) {
    if (i == SETTLE_TURNS) {
      ts_script_tell(run, "the device does not come to rest", ts_bytes(NULL, 0));
      return EX_SOFTWARE;
    }
    status = turn(run);
  }
  return status;
}

static int press(struct ts_script_run *run, struct ts_input_event event) {
  run->pressed = event;
  return settle(run, KEY_US);
}

static int press_key(struct ts_script_run *run, enum ts_button key, uint32_t times) {
  int status = EX_OK;
  for (uint32_t i = 0; i < times && status == EX_OK; i++)
    status = press(run, (struct ts_input_event){.kind = TS_INPUT_KEY, .key = key});
  return status;
}

static int type(struct ts_script_run *run) {
  int status = EX_OK;
  for (size_t i = 0; i < run->step.text.size && status == EX_OK; i++)
    status = press(
        run, (struct ts_input_event){.kind = TS_INPUT_CHARACTER, .character = (char)run->step.text.data[i]});
  return status;
}

static int erase(struct ts_script_run *run) {
  int status = EX_OK;
  for (uint32_t i = 0; i < run->step.times && status == EX_OK; i++)
    status = press(run, (struct ts_input_event){.kind = TS_INPUT_ERASE});
  return status;
}

static int choose(struct ts_script_run *run) {
  const struct ts_page *page = ts_app_page(&run->board.app);
  unsigned count = page->kind == TS_PAGE_MENU ? page->menu.count : 0;
  for (unsigned i = 0; i < count; i++) {
    uint8_t memory[TS_MESSAGE_MAX];
    struct ts_buf words = ts_buf(memory, sizeof memory);
    ts_script_selected(run, &words);
    if (ts_bytes_starts(ts_buf_bytes(&words), run->step.text))
      return press_key(run, TS_KEY_OK, 1);
    int status = press_key(run, TS_KEY_NEXT, 1);
    if (status != EX_OK)
      return status;
  }
  uint8_t memory[TS_SCREEN_TEXT_MAX];
  struct ts_buf words = ts_buf(memory, sizeof memory);
  ts_board_words(&run->board, &words);
  ts_script_tell(run, count ? "there is no such line in the menu" : "this is no menu", ts_buf_bytes(&words));
  return EX_UNEXPECTED;
}

/* ---- frames ---- */

/* The file that NAME means: as it is, or with the end of a picture. False: there is none. */
static bool find_frame(const struct ts_script_run *run, struct ts_bytes name, char path[PATH_MAX]) {
  static const char *const ends[] = {"", ".jpg", ".jpeg", ".png"};
  for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
    struct stat st;
    int size = snprintf(path, PATH_MAX, "%s/%.*s%s", run->options->frames, (int)name.size,
                        (const char *)name.data, ends[i]);
    if (size > 0 && size < PATH_MAX && stat(path, &st) == 0 && S_ISREG(st.st_mode))
      return true;
  }
  return false;
}

static int show_frame(struct ts_script_run *run) {
  char path[PATH_MAX];
  if (!find_frame(run, run->step.text, path)) {
    ts_script_tell(run, "there is no such frame:", run->step.text);
    return EX_NOINPUT;
  }
  enum ts_err err = ts_picture_file_load(path, run->memory, &run->picture);
  if (err != TS_OK) {
    ts_script_tell(run, ts_err_text(err), ts_bytes_of(path));
    return EX_NOINPUT;
  }
  (void)ts_text_copy(run->frame, sizeof run->frame, ts_bytes_of(path + strlen(run->options->frames) + 1));
  int status = EX_OK;
  for (uint32_t i = 0; i < run->step.times && status == EX_OK; i++) {
    run->picture_due = true;
    status = settle(run, FRAME_US);
  }
  return status;
}

/* ---- the rest ---- */

static int wait_for(struct ts_script_run *run) {
  int status = EX_OK;
  for (uint64_t left = run->step.times * UINT64_C(1000); left > 0 && status == EX_OK;) {
    uint64_t now = left < WAIT_US ? left : WAIT_US;
    status = settle(run, now);
    left -= now;
  }
  return status;
}

static int set_state(struct ts_script_run *run) {
  enum ts_script_how how = run->step.how;
  switch (run->step.word) {
  case TS_SCRIPT_CAMERA:
    run->camera_state = how == TS_SCRIPT_GONE    ? TS_CAMERA_GONE
                        : how == TS_SCRIPT_FAILS ? TS_CAMERA_FAILS
                                                 : TS_CAMERA_THERE;
    break;
  case TS_SCRIPT_CARD:
    run->board.faults.gone = how == TS_SCRIPT_GONE;
    run->board.faults.full = how == TS_SCRIPT_FULL;
    break;
  case TS_SCRIPT_DISPLAY:
    run->faulty_display.fails = how == TS_SCRIPT_FAILS;
    break;
  default:
    run->buttons_fail = how == TS_SCRIPT_FAILS;
    break;
  }
  return settle(run, KEY_US);
}

static int set_date(struct ts_script_run *run) {
  ts_clock_script_set(&run->clock_script, run->step.time);
  return settle(run, 0);
}

static int start_board(struct ts_script_run *run) {
  run->printed = false;
  enum ts_err err = ts_board_open(&run->board);
  if (err == TS_OK)
    return settle(run, 0);
  fprintf(stderr, "touchstone-sim: the device in %s does not start: %s\n", run->options->device,
          ts_err_text(err));
  return EX_NOINPUT;
}

static int restart(struct ts_script_run *run) {
  ts_board_close(&run->board);
  return start_board(run);
}

static int do_step(struct ts_script_run *run) {
  switch (run->step.word) {
  case TS_SCRIPT_FRAME:
    return show_frame(run);
  case TS_SCRIPT_NEXT:
    return press_key(run, TS_KEY_NEXT, run->step.times);
  case TS_SCRIPT_BACK:
    return press_key(run, TS_KEY_BACK, run->step.times);
  case TS_SCRIPT_OK:
    return press_key(run, TS_KEY_OK, run->step.times);
  case TS_SCRIPT_ERASE:
    return erase(run);
  case TS_SCRIPT_TYPE:
    return type(run);
  case TS_SCRIPT_LINE:
    return press(run, (struct ts_input_event){.kind = TS_INPUT_LINE, .line = run->step.text});
  case TS_SCRIPT_CHOOSE:
    return choose(run);
  case TS_SCRIPT_WAIT:
    return wait_for(run);
  case TS_SCRIPT_CAMERA:
  case TS_SCRIPT_CARD:
  case TS_SCRIPT_DISPLAY:
  case TS_SCRIPT_BUTTONS:
    return set_state(run);
  case TS_SCRIPT_DATE:
    return set_date(run);
  case TS_SCRIPT_SHOOT:
    return keep(run, (const char *)run->step.text.data, (int)run->step.text.size) ? EX_OK : EX_CANTCREAT;
  case TS_SCRIPT_EXPECT:
    return ts_script_expect(run) ? EX_OK : EX_UNEXPECTED;
  case TS_SCRIPT_RESTART:
    return restart(run);
  }
  return EX_SOFTWARE;
}

/* Every line before any is done, so that a slip at the end costs no run. */
static int check_script(struct ts_script_run *run) {
  char path[PATH_MAX], what[128];
  for (;;) {
    enum ts_script_answer answer = ts_script_next(&run->script, &run->step);
    if (answer == TS_SCRIPT_END) {
      run->script = (struct ts_script){.text = run->script.text};
      return EX_OK;
    }
    if (answer == TS_SCRIPT_WRONG) {
      run->step.line = run->script.line;
      (void)snprintf(what, sizeof what, "%.*s %s",
                     (int)(run->script.word.size < 32 ? run->script.word.size : 32),
                     (const char *)run->script.word.data, run->script.wrong);
      ts_script_tell(run, what, ts_bytes(NULL, 0));
      return EX_USAGE;
    }
    if (run->step.word == TS_SCRIPT_FRAME && !find_frame(run, run->step.text, path)) {
      ts_script_tell(run, "there is no such frame:", run->step.text);
      return EX_NOINPUT;
    }
  }
}

static int read_script(struct ts_script_run *run) {
  const char *path = run->options->script;
  FILE *file = strcmp(path, "-") == 0 ? stdin : fopen(path, "re");
  if (!file) {
    fprintf(stderr, "touchstone-sim: %s: %s\n", path, strerror(errno));
    return EX_NOINPUT;
  }
  size_t size = fread(run->text, 1, sizeof run->text, file);
  bool failed = ferror(file) || size > TS_SCRIPT_SIZE_MAX;
  if (file != stdin)
    (void)fclose(file); /* only read */
  if (failed) {
    fprintf(stderr, "touchstone-sim: %s cannot be read, or is no script: a megabyte at most\n", path);
    return EX_NOINPUT;
  }
  run->script.text = ts_bytes(run->text, size);
  return check_script(run);
}

static int run_script(struct ts_script_run *run) {
  int status = start_board(run);
  while (status == EX_OK) {
    enum ts_script_answer answer = ts_script_next(&run->script, &run->step);
    if (answer == TS_SCRIPT_END)
      break;
    status = answer == TS_SCRIPT_STEP ? do_step(run) : EX_SOFTWARE;
  }
  return status;
}

static void join(struct ts_script_run *run) {
  const struct ts_sim_options *options = run->options;
  struct ts_time now = {.seconds = (int64_t)time(NULL), .trust = TS_TIME_RTC};
  ts_clock_script_init(&run->clock_script, options->fixed ? options->now : now, &run->clock);
  run->camera = (struct ts_camera){.ctx = run, .next = next_picture};
  run->input = (struct ts_input){.ctx = run, .poll = poll_input};
  ts_display_png_init(&run->screen, &run->png);
  ts_faulty_display_init(&run->faulty_display, &run->png, &run->display);
  run->board.device = options->device;
  run->board.read_only = options->read_only;
  run->board.clock = &run->clock;
  run->board.camera = &run->camera;
  run->board.input = &run->input;
  run->board.display = &run->display;
}

int ts_sim_script(const struct ts_sim_options *options) {
  struct ts_script_run *run = calloc(1, sizeof *run);
  if (!run) {
    fputs("touchstone-sim: not enough memory\n", stderr);
    return EX_OSERR;
  }
  run->options = options;
  join(run);
  int status = read_script(run);
  if (status == EX_OK && mkdir(options->screens, 0777) != 0 && errno != EEXIST) {
    fprintf(stderr, "touchstone-sim: %s cannot be made: %s\n", options->screens, strerror(errno));
    status = EX_CANTCREAT;
  }
  if (status == EX_OK)
    status = run_script(run);
  ts_board_close(&run->board);
  ts_board_forget(&run->board);
  free(run);
  return status;
}
