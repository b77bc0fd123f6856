/* SPDX-License-Identifier: Apache-2.0 */
/* What the app, the journal and the screen cost beside what they are for.
 * usage: bench_device DEVICE TAG.jpg NOTHING.jpg look ROUNDS   a line of figures: a tag from its frame to its verdict's
 *                                                             screen; under callgrind, bench_measured is that
 *        bench_device DEVICE ONE.jpg OTHER.jpg aim ROUNDS     the viewfinder, two pictures without a code in turn; under
 *                                                             callgrind, bench_measured is one of them
 *        bench_device DEVICE TAG.jpg NOTHING.jpg stack        bytes of stack in each mode
 *        bench_device DEVICE TAG.jpg NOTHING.jpg memory       bytes of static memory
 * DEVICE is written to. */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "bench/device_ports.h"
#include "boards/sim/clock_script.h"
#include "boards/sim/picture_file.h"

static struct ts_board board;
static struct ts_clock_script clock_script;
static struct ts_clock bench_clock;
static uint8_t tag_memory[TS_CAMERA_PHOTO_MAX], nothing_memory[TS_CAMERA_PHOTO_MAX];
static struct ts_picture tag, nothing;
static const struct ts_picture *seen; /* NULL: no new picture */
static struct ts_input_event pressed;

static enum ts_err next_picture(void *ctx, struct ts_picture *picture) {
  (void)ctx;
  if (!seen)
    return TS_ERR_EMPTY;
  *picture = *seen;
  seen = NULL;
  return TS_OK;
}

static enum ts_err poll(void *ctx, struct ts_input_event *event) {
  (void)ctx;
  *event = pressed;
  pressed = (struct ts_input_event){.kind = TS_INPUT_NONE};
  return TS_OK;
}

static enum ts_err rows(void *ctx, uint32_t y, uint32_t height, const uint16_t *pixels) {
  static uint16_t screen[TS_DISPLAY_HEIGHT][TS_DISPLAY_WIDTH];
  (void)ctx;
  memcpy(screen[y], pixels, (size_t)height * sizeof screen[0]);
  return TS_OK;
}

static const struct ts_camera camera = {.next = next_picture};
static const struct ts_input input = {.poll = poll};
static const struct ts_display display = {.rows = rows};

static void fail(const char *what) {
  fprintf(stderr, "bench_device: %s\n", what);
  exit(1);
}

static enum ts_page_kind page(void) {
  return ts_app_page(&board.app)->kind;
}

/* A turn, and what can wait. */
static void settle(void) {
  ts_clock_script_advance(&clock_script, 100000);
  (void)ts_loop_turn(&board.loop);
  seen = NULL;
  for (unsigned i = 0; ts_app_has_work(&board.app) && i < 10000; i++)
    (void)ts_loop_turn(&board.loop);
}

static void show(const struct ts_picture *picture, unsigned times) {
  for (unsigned i = 0; i < times; i++) {
    seen = picture;
    settle();
  }
}

static void press(enum ts_button key, unsigned times) {
  for (unsigned i = 0; i < times; i++) {
    pressed = (struct ts_input_event){.kind = TS_INPUT_KEY, .key = key};
    settle();
  }
}

static void line(const char *text) {
  pressed = (struct ts_input_event){.kind = TS_INPUT_LINE, .line = ts_bytes_of(text)};
  settle();
}

static void go_home(void) {
  while (board.app.depth > 1)
    press(TS_KEY_BACK, 1);
}

/* The modes stand in this order on the first page. */
static void enter(enum ts_mode mode) {
  go_home();
  press(TS_KEY_NEXT, 4); /* once around */
  press(TS_KEY_NEXT, (unsigned)mode);
  press(TS_KEY_OK, 1);
}

static void start(const char *folder) {
  ts_clock_script_init(&clock_script, (struct ts_time){.seconds = time(NULL), .trust = TS_TIME_RTC},
                       &bench_clock);
  board.device = folder;
  board.clock = &bench_clock;
  board.camera = &camera;
  board.input = &input;
  board.display = &display;
  if (ts_board_open(&board) != TS_OK)
    fail("the device does not start");
  ts_device_ports(&board);
  settle();
  (void)ts_phase_enter(TS_PHASE_APP);
}

/* ---- one look ---- */

/* From the frame to the verdict on the screen. */
static bool drawn;
void bench_measured(void);
void bench_measured(void) {
  drawn = ts_loop_look(&board.loop); /* kept, or this were a jump, which callgrind does not see the end of */
}
static void (*volatile measured)(void) = bench_measured; /* so that it is a call */

static uint64_t least(uint64_t a, uint64_t b) {
  return a < b ? a : b;
}

/* Times of the round that took least, microseconds; allocations of all of them. */
static void look(unsigned rounds) {
  uint64_t best = UINT64_MAX, storage = UINT64_MAX;
  struct ts_port_times at_best = {0};
  enter(TS_MODE_CHECK);
  for (unsigned i = 0; i <= rounds; i++) {
    show(&nothing, 12);
    ts_clock_script_advance(&clock_script, 100000);
    seen = &tag;
    ts_port_times = (struct ts_port_times){0};
    uint64_t begin = ts_nanoseconds();
    if (i == 0) /* the first of its signer costs its certificate besides */
      drawn = ts_loop_look(&board.loop);
    else
      measured();
    uint64_t took = ts_nanoseconds() - begin - ts_port_times.store;
    if (!drawn || page() != TS_PAGE_VERDICT ||
        ts_app_page(&board.app)->verdict.view->decision.verdict != TS_GENUINE)
      fail("no verdict in one turn");
    storage = i > 0 ? least(storage, ts_port_times.store) : storage;
    if (i > 0 && took < best) {
      best = took;
      at_best = ts_port_times;
    }
    settle();
    press(TS_KEY_OK, 1);
  }
  (void)ts_phase_enter(TS_PHASE_START);
  uint64_t others = at_best.load + at_best.read + at_best.verify + at_best.sign;
  printf("%llu %llu %llu %llu %llu %llu %llu", (unsigned long long)best / 1000,
         (unsigned long long)at_best.load / 1000, (unsigned long long)at_best.read / 1000,
         (unsigned long long)at_best.verify / 1000, (unsigned long long)(best - others) / 1000,
         (unsigned long long)at_best.hash / 1000, (unsigned long long)storage / 1000);
  for (int phase = 0; phase < TS_PHASE_COUNT; phase++)
    printf(" %zu", ts_alloc_count((enum ts_phase)phase));
  putchar('\n');
}

/* Each picture is another than the one before, as a camera's are. */
static void aim(unsigned rounds) {
  enter(TS_MODE_CHECK);
  show(&nothing, 2);
  for (unsigned i = 0; i < rounds; i++) {
    ts_clock_script_advance(&clock_script, 100000);
    seen = i % 2 ? &nothing : &tag;
    measured();
    if (!drawn || page() != TS_PAGE_AIM)
      fail("a picture was not shown");
  }
}

/* ---- stack ---- */

enum { PAINT = 0xa5, STACK = 2 * 1024 * 1024 };

static void check_mode(void) {
  enter(TS_MODE_CHECK);
  show(&tag, 2);
  if (page() != TS_PAGE_VERDICT)
    fail("check: no verdict");
  press(TS_KEY_NEXT, 4); /* its sheets */
  press(TS_KEY_OK, 2);   /* done; options */
  press(TS_KEY_NEXT, 1);
  press(TS_KEY_BACK, 1);
}

static void return_mode(void) {
  enter(TS_MODE_RETURN);
  line("09521234000013");
  show(&nothing, 12);
  show(&tag, 2);
  line("E1");
  line("32.40 g");
  press(TS_KEY_OK, 1);
  line("17");
  press(TS_KEY_OK, 1);
  if (page() != TS_PAGE_VERDICT)
    fail("return: no verdict");
  press(TS_KEY_OK, 1);
}

static void consignment_mode(void) {
  enter(TS_MODE_CONSIGNMENT);
  press(TS_KEY_OK, 1); /* with the manifest */
  for (unsigned i = 0; i < 2; i++) {
    show(&nothing, 12);
    show(&tag, 2);
    if (page() != TS_PAGE_VERDICT)
      fail("consignment: no verdict");
    press(TS_KEY_OK, 1);
  }
  press(TS_KEY_OK, 1);
  press(TS_KEY_NEXT, 2); /* finish */
  press(TS_KEY_OK, 1);
  if (page() != TS_PAGE_COUNT)
    fail("consignment: no end");
  press(TS_KEY_OK, 2);
}

static void settings_mode(void) {
  go_home();
  press(TS_KEY_NEXT, 3);
  press(TS_KEY_OK, 2);
  press(TS_KEY_BACK, 1);
}

static void *in_thread(void *mode) {
  void (*const *run)(void) = mode;
  (*run)();
  return NULL;
}

/* On a painted stack of its own: what is no longer painted was used. */
static size_t stack_of(void (*mode)(void)) {
  static _Alignas(4096) uint8_t stack[STACK];
  pthread_attr_t attributes;
  pthread_t thread;
  memset(stack, PAINT, sizeof stack);
  if (pthread_attr_init(&attributes) != 0 || pthread_attr_setstack(&attributes, stack, sizeof stack) != 0 ||
      pthread_create(&thread, &attributes, in_thread, &mode) != 0 || pthread_join(thread, NULL) != 0)
    fail("no thread");
  size_t left = 0;
  while (left < sizeof stack && stack[left] == PAINT)
    left++;
  (void)pthread_attr_destroy(&attributes);
  return sizeof stack - left;
}

/* A thread's own descriptor lies on its stack too. */
static void nothing_mode(void) {
}

static void stacks(void) {
  static const struct {
    const char *name;
    void (*run)(void);
  } modes[] = {{"check", check_mode},
               {"return", return_mode},
               {"consignment", consignment_mode},
               {"settings", settings_mode}};
  size_t empty = stack_of(nothing_mode);
  for (size_t i = 0; i < sizeof modes / sizeof *modes; i++) {
    ts_ports_aside = false;
    size_t whole = stack_of(modes[i].run) - empty;
    ts_ports_aside = true;
    size_t own = stack_of(modes[i].run) - empty;
    printf("%s %zu %zu\n", modes[i].name, own, whole);
  }
}

static void memory(void) {
  printf("app %zu\n", sizeof(struct ts_app));
  printf("of-it-inspection %zu\n", sizeof(struct ts_inspection));
  printf("of-it-journal %zu\n", sizeof(struct ts_journal));
  printf("of-it-tally %zu\n", sizeof(struct ts_tally));
  printf("screen %zu\n", sizeof(struct ts_loop) - sizeof board.loop.strip);
  printf("strip %zu\n", sizeof board.loop.strip);
}

int main(int argc, char **argv) {
  if (argc < 5)
    return 64;
  if (ts_picture_file_load(argv[2], tag_memory, &tag) != TS_OK ||
      ts_picture_file_load(argv[3], nothing_memory, &nothing) != TS_OK)
    fail("no pictures");
  start(argv[1]);
  if (strcmp(argv[4], "look") == 0)
    look((unsigned)strtoul(argc > 5 ? argv[5] : "1", NULL, 10));
  else if (strcmp(argv[4], "aim") == 0)
    aim((unsigned)strtoul(argc > 5 ? argv[5] : "2", NULL, 10));
  else if (strcmp(argv[4], "stack") == 0)
    stacks();
  else
    memory();
  (void)ts_phase_enter(TS_PHASE_START);
  ts_board_close(&board);
  return fflush(stdout) == 0 ? 0 : 74;
}
