/* SPDX-License-Identifier: Apache-2.0 */
#include <string.h>

#include "board.h"
#include "report.h"
#include "rig.h"
#include "semihosting.h"

/* The times of boards/sim/script_run.c: the same script gives the same records. */
#define FRAME_US 100000u
#define KEY_US 50000u
#define WAIT_US 50000u
#define SETTLE_TURNS 10000

enum { EX_OK = 0, EX_UNEXPECTED = 1, EX_USAGE = 64, EX_NOINPUT = 66, EX_SOFTWARE = 70, EX_CANTCREAT = 73 };

static uint8_t photo[TS_RIG_PHOTO_MAX] TS_BULK;
static uint8_t script[TS_RIG_SCRIPT_MAX] TS_BULK;

/* FOLDER/NAME and SUFFIX as a C string; false: too long. */
static bool put_path(char path[TS_RIG_PATH_MAX], const char *folder, struct ts_bytes name,
                     const char *suffix) {
  struct ts_buf buf = ts_buf(path, TS_RIG_PATH_MAX - 1);
  ts_buf_put_text(&buf, folder);
  ts_buf_put_text(&buf, "/");
  ts_buf_put(&buf, name);
  ts_buf_put_text(&buf, suffix);
  path[buf.size] = '\0';
  return !buf.full;
}

/* A whole file into MEMORY; *SIZE is its capacity, then what was read. TS_ERR_NOT_FOUND, TS_ERR_TOO_LONG, TS_ERR_IO. */
static enum ts_err read_file(const char *path, uint8_t *memory, size_t *size) {
  int handle = ts_semi_open(path, TS_SEMI_READ);
  if (handle < 0) {
    return TS_ERR_NOT_FOUND;
  }
  int32_t length = ts_semi_length(handle);
  enum ts_err err = length < 0 ? TS_ERR_IO : (size_t)length > *size ? TS_ERR_TOO_LONG : TS_OK;
  if (err == TS_OK && ts_semi_read(handle, memory, (size_t)length) != length) {
    err = TS_ERR_IO;
  }
  if (!ts_semi_close(handle) && err == TS_OK) {
    err = TS_ERR_IO;
  }
  *size = err == TS_OK ? (size_t)length : 0;
  return err;
}

/* ---- turns; each gives an exit code ---- */

static void print_verdict(struct ts_rig *rig) {
  uint64_t number;
  const struct ts_inspection *view = ts_app_verdict(&rig->handheld.app, &number);
  if (view == NULL || (rig->printed && rig->printed_number == number)) {
    return;
  }
  ts_report_record(view->width > 0 ? rig->frame : "-", view, number, rig->handheld.app.mode);
  ts_report_writes(rig->flash.writes);
  rig->printed = true;
  rig->printed_number = number;
}

static void tell(struct ts_rig *rig) {
  print_verdict(rig);
  ts_log_device_turn(&rig->log);
}

/* A verdict is told when a person sees it, before the work that can wait. */
static void turn(struct ts_rig *rig) {
  (void)ts_loop_look(&rig->handheld.loop);
  tell(rig);
  (void)ts_loop_turn(&rig->handheld.loop);
  tell(rig);
}

/* Ticks from the picture until then; 0: it did not come to that. */
static uint64_t since(const struct ts_rig *rig, uint64_t then) {
  return then > rig->asked_at ? then - rig->asked_at : 0;
}

/* The event that is due, and what the device has to do after it. */
static int settle(struct ts_rig *rig, uint64_t microseconds) {
  ts_clock_script_advance(&rig->clock_script, microseconds);
  rig->asked_at = rig->heard_at = rig->panel.written_at = 0;
  turn(rig);
  if (rig->asked_at != 0) {
    ts_report_look(rig->frame, since(rig, rig->heard_at), since(rig, rig->panel.written_at));
  }
  rig->picture_due = false; /* a device that did not want it has missed it */
  for (unsigned i = 0; ts_app_has_work(&rig->handheld.app); i++) {
    if (i == SETTLE_TURNS) {
      ts_rig_tell(rig, "the device does not come to rest", ts_bytes(NULL, 0));
      return EX_SOFTWARE;
    }
    turn(rig);
  }
  return EX_OK;
}

static int press(struct ts_rig *rig, struct ts_input_event event, uint32_t times) {
  int status = EX_OK;
  for (uint32_t i = 0; i < times && status == EX_OK; i++) {
    rig->pressed = event;
    status = settle(rig, KEY_US);
  }
  return status;
}

static int press_key(struct ts_rig *rig, enum ts_button key, uint32_t times) {
  return press(rig, (struct ts_input_event){.kind = TS_INPUT_KEY, .key = key}, times);
}

static int type(struct ts_rig *rig) {
  int status = EX_OK;
  for (size_t i = 0; i < rig->step.text.size && status == EX_OK; i++) {
    const char c = (char)rig->step.text.data[i];
    status = press(rig, (struct ts_input_event){.kind = TS_INPUT_CHARACTER, .character = c}, 1);
  }
  return status;
}

static int choose(struct ts_rig *rig) {
  const struct ts_page *page = ts_app_page(&rig->handheld.app);
  unsigned count = page->kind == TS_PAGE_MENU ? page->menu.count : 0;
  for (unsigned i = 0; i < count; i++) {
    uint8_t memory[TS_MESSAGE_MAX];
    struct ts_buf words = ts_buf(memory, sizeof memory);
    ts_rig_selected(rig, &words);
    if (ts_bytes_starts(ts_buf_bytes(&words), rig->step.text)) {
      return press_key(rig, TS_KEY_OK, 1);
    }
    int status = press_key(rig, TS_KEY_NEXT, 1);
    if (status != EX_OK) {
      return status;
    }
  }
  ts_rig_tell(rig, "there is no such line:", rig->step.text);
  return EX_UNEXPECTED;
}

static enum ts_err load_frame(struct ts_rig *rig) {
  static const char *const ends[] = {"", ".jpg", ".jpeg"};
  char path[TS_RIG_PATH_MAX];
  enum ts_err err = TS_ERR_NOT_FOUND;
  for (size_t i = 0; i < sizeof ends / sizeof *ends && err == TS_ERR_NOT_FOUND; i++) {
    size_t size = sizeof photo;
    struct ts_buf name = ts_buf(rig->frame, sizeof rig->frame - 1);
    ts_buf_put(&name, rig->step.text);
    ts_buf_put_text(&name, ends[i]);
    rig->frame[name.size] = '\0';
    if (name.full || !put_path(path, rig->frames, rig->step.text, ends[i])) {
      return TS_ERR_ARGUMENT;
    }
    err = read_file(path, photo, &size);
    rig->picture = (struct ts_picture){.photo = ts_bytes(photo, size)};
  }
  rig->too_large = err == TS_ERR_TOO_LONG; /* which the device is told, as by any camera */
  return rig->too_large ? TS_OK : err;
}

static int show_frame(struct ts_rig *rig) {
  enum ts_err err = load_frame(rig);
  int status = EX_OK;
  if (err != TS_OK) {
    ts_rig_tell(rig, ts_err_text(err), rig->step.text);
    return EX_NOINPUT;
  }
  for (uint32_t i = 0; i < rig->step.times && status == EX_OK; i++) {
    rig->picture_due = true;
    status = settle(rig, FRAME_US);
  }
  return status;
}

static int wait_for(struct ts_rig *rig) {
  int status = EX_OK;
  for (uint64_t left = rig->step.times * UINT64_C(1000); left > 0 && status == EX_OK;) {
    uint64_t now = left < WAIT_US ? left : WAIT_US;
    status = settle(rig, now);
    left -= now;
  }
  return status;
}

static int set_state(struct ts_rig *rig) {
  enum ts_script_how how = rig->step.how;
  switch (rig->step.word) {
  case TS_SCRIPT_CAMERA:
    rig->camera_state = how == TS_SCRIPT_GONE    ? TS_RIG_CAMERA_GONE
                        : how == TS_SCRIPT_FAILS ? TS_RIG_CAMERA_FAILS
                                                 : TS_RIG_CAMERA_THERE;
    break;
  case TS_SCRIPT_CARD:
    rig->faulty_store.gone = how == TS_SCRIPT_GONE;
    rig->faulty_store.full = how == TS_SCRIPT_FULL;
    break;
  case TS_SCRIPT_DISPLAY:
    rig->faulty_display.fails = how == TS_SCRIPT_FAILS;
    break;
  default:
    rig->buttons_fail = how == TS_SCRIPT_FAILS;
    break;
  }
  return settle(rig, KEY_US);
}

static int shoot(struct ts_rig *rig) {
  char path[TS_RIG_PATH_MAX];
  if (put_path(path, rig->screens, rig->step.text, ".ppm") &&
      ts_display_semihosting_shoot(&rig->panel, path)) {
    return EX_OK;
  }
  ts_rig_tell(rig, "this screen cannot be kept:", rig->step.text);
  return EX_CANTCREAT;
}

static int start(struct ts_rig *rig) {
  rig->printed = false;
  enum ts_err err = ts_rig_start(rig);
  if (err == TS_OK) {
    return settle(rig, 0);
  }
  ts_semi_err("the board does not start\n");
  return EX_SOFTWARE;
}

static int do_step(struct ts_rig *rig) {
  const struct ts_script_step *step = &rig->step;
  switch (step->word) {
  case TS_SCRIPT_FRAME:
    return show_frame(rig);
  case TS_SCRIPT_NEXT:
    return press_key(rig, TS_KEY_NEXT, step->times);
  case TS_SCRIPT_BACK:
    return press_key(rig, TS_KEY_BACK, step->times);
  case TS_SCRIPT_OK:
    return press_key(rig, TS_KEY_OK, step->times);
  case TS_SCRIPT_ERASE:
    return press(rig, (struct ts_input_event){.kind = TS_INPUT_ERASE}, step->times);
  case TS_SCRIPT_TYPE:
    return type(rig);
  case TS_SCRIPT_LINE:
    return press(rig, (struct ts_input_event){.kind = TS_INPUT_LINE, .line = step->text}, 1);
  case TS_SCRIPT_CHOOSE:
    return choose(rig);
  case TS_SCRIPT_WAIT:
    return wait_for(rig);
  case TS_SCRIPT_CAMERA:
  case TS_SCRIPT_CARD:
  case TS_SCRIPT_DISPLAY:
  case TS_SCRIPT_BUTTONS:
    return set_state(rig);
  case TS_SCRIPT_DATE:
    ts_clock_script_set(&rig->clock_script, step->time);
    return settle(rig, 0);
  case TS_SCRIPT_SHOOT:
    return shoot(rig);
  case TS_SCRIPT_EXPECT:
    return ts_rig_expect(rig) ? EX_OK : EX_UNEXPECTED;
  case TS_SCRIPT_RESTART:
    return start(rig);
  }
  return EX_SOFTWARE;
}

static int read_script(struct ts_rig *rig) {
  size_t size = sizeof script;
  enum ts_err err = read_file(rig->script_path, script, &size);
  if (err == TS_OK) {
    rig->script.text = ts_bytes(script, size);
    return EX_OK;
  }
  ts_semi_err(rig->script_path);
  ts_semi_err(": ");
  ts_semi_err(ts_err_text(err));
  ts_semi_err("\n");
  return EX_NOINPUT;
}

int ts_rig_run(struct ts_rig *rig) {
  int status = read_script(rig);
  if (status == EX_OK) {
    status = start(rig);
  }
  while (status == EX_OK) {
    enum ts_script_answer answer = ts_script_next(&rig->script, &rig->step);
    if (answer == TS_SCRIPT_END) {
      break;
    }
    if (answer == TS_SCRIPT_WRONG) {
      rig->step.line = rig->script.line;
      ts_rig_tell(rig, rig->script.wrong, rig->script.word);
      return EX_USAGE;
    }
    status = do_step(rig);
  }
  return status;
}
