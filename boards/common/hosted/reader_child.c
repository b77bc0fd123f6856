/* SPDX-License-Identifier: Apache-2.0 */
#include "boards/common/hosted/reader_child.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define SPARE_FD 10       /* above those that the child is to have */
#define CORNER_REACH 4    /* a symbol's corner lies at most so many photographs beside it */
#define EXIT_NO_READER 69 /* the program cannot be started */

/* ---- the process ---- */

static void end(struct ts_reader_child *child) {
  if (child->line < 0)
    return;
  (void)close(child->line);
  child->line = -1;
  (void)kill(child->pid, SIGKILL);
  while (waitpid(child->pid, &child->status, 0) < 0 && errno == EINTR)
    ;
}

/* In the new process, where only calls that are safe after a fork are made. Without the parent's environment and
 * open files. */
static _Noreturn void become(const struct ts_reader_child *child, int line) {
  const char *arguments[] = {child->program, child->argument, NULL};
  char *const nothing[] = {NULL};
  char *const *argv;
  int theirs = fcntl(line, F_DUPFD, SPARE_FD), memory = fcntl(child->memory, F_DUPFD, SPARE_FD);
  memcpy(&argv, &(const char *const *){arguments}, sizeof argv); /* execve takes them without const */
  if (theirs >= 0 && memory >= 0 && dup2(theirs, TS_READER_CHILD_LINE) >= 0 &&
      dup2(memory, TS_READER_CHILD_MEMORY) >= 0 && close_range(TS_READER_CHILD_MEMORY + 1, ~0u, 0) == 0)
    (void)execve(child->program, argv, nothing);
  _exit(EXIT_NO_READER);
}

static bool start(struct ts_reader_child *child) {
  int pair[2];
  if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) != 0)
    return false;
  pid_t pid = fork();
  if (pid == 0)
    become(child, pair[1]);
  (void)close(pair[1]);
  if (pid < 0) {
    (void)close(pair[0]);
    return false;
  }
  child->line = pair[0];
  child->pid = pid;
  child->asked = 0;
  child->started++;
  return true;
}

/* ---- question and answer ---- */

static int64_t now_ms(void) {
  struct timespec t;
  return clock_gettime(CLOCK_MONOTONIC, &t) == 0 ? (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000 : INT64_MAX;
}

/* False: nothing comes until the moment UNTIL. */
static bool wait_for_it(int line, int64_t until) {
  for (;;) {
    struct pollfd look = {.fd = line, .events = POLLIN};
    int64_t left = until - now_ms();
    int ready = left > 0 ? poll(&look, 1, (int)left) : 0;
    if (ready > 0)
      return true;
    if (ready == 0 || errno != EINTR)
      return false;
  }
}

static bool receive(struct ts_reader_child *child) {
  uint8_t *at = (uint8_t *)&child->answer;
  size_t done = 0;
  int64_t until = now_ms();
  until = until < INT64_MAX - child->budget_ms ? until + child->budget_ms : 0;
  while (done < sizeof child->answer) {
    if (!wait_for_it(child->line, until))
      return false;
    ssize_t got = recv(child->line, at + done, sizeof child->answer - done, MSG_DONTWAIT);
    if (got > 0)
      done += (size_t)got;
    else if (got == 0 || (errno != EINTR && errno != EAGAIN))
      return false;
  }
  return true;
}

/* ANSWER is the child's to this very question; what is in it is not looked at yet. */
static bool ask(struct ts_reader_child *child, struct ts_reader_question *question) {
  if (child->asked >= TS_READER_CHILD_QUESTIONS)
    end(child);
  if (child->line < 0 && !start(child))
    return false;
  child->asked++;
  question->number = ++child->number;
  question->side_max = child->side_max;
  int64_t asked = now_ms();
  ssize_t sent;
  do
    sent = send(child->line, question, sizeof *question, MSG_NOSIGNAL);
  while (sent < 0 && errno == EINTR);
  if (sent != (ssize_t)sizeof *question || !receive(child) || child->answer.number != child->number)
    return false;
  if (child->slow_ms > 0 && now_ms() - asked >= child->slow_ms)
    child->asked = TS_READER_CHILD_QUESTIONS;
  return true;
}

/* ---- what may be answered ---- */

static bool is_load_error(uint32_t err) {
  return err == TS_ERR_EMPTY || err == TS_ERR_INTERNAL ||
         (err >= TS_ERR_PHOTO_NOT_JPEG && err <= TS_ERR_PHOTO_MEMORY);
}

static bool is_read_error(uint32_t err) {
  return err == TS_ERR_NO_SPACE || err == TS_ERR_INTERNAL || err == TS_ERR_ARGUMENT ||
         err == TS_ERR_READER_MEMORY;
}

/* A frame within what was asked for, and no larger than its photograph. */
static bool frame_ok(const struct ts_reader_child *child) {
  const struct ts_reader_answer *a = &child->answer;
  return a->width >= 1 && a->height >= 1 && a->width <= child->side_max && a->height <= child->side_max &&
         a->source_width >= a->width && a->source_height >= a->height && a->source_width <= INT32_MAX / 16 &&
         a->source_height <= INT32_MAX / 16;
}

/* No child may say that a person typed something. */
static bool is_read_symbology(uint32_t symbology) {
  return symbology > TS_SYMBOLOGY_NONE && symbology <= TS_SYMBOLOGY_CODABAR &&
         symbology != TS_SYMBOLOGY_TYPED;
}

static bool near(int32_t at, uint32_t side) {
  int64_t reach = (int64_t)side * CORNER_REACH;
  return at >= -reach && at <= side + reach;
}

static bool seen_ok(const struct ts_reader_seen *seen, const struct ts_frame *frame) {
  if (!is_read_symbology(seen->symbology) || seen->gs1 > 1 || seen->eci > 1 || seen->application > 1 ||
      seen->confirmed > 1 || seen->offset > TS_SYMBOLS_POOL || seen->size > TS_SYMBOLS_POOL - seen->offset)
    return false;
  for (size_t i = 0; i < TS_SYMBOL_CORNERS; i++)
    if (!near(seen->x[i], frame->source_width) || !near(seen->y[i], frame->source_height))
      return false;
  return true;
}

static bool symbols_ok(const struct ts_reader_answer *answer, const struct ts_frame *frame) {
  if (answer->count > TS_SYMBOLS_MAX || answer->truncated > 1 || answer->whole > 1)
    return false;
  for (uint32_t i = 0; i < answer->count; i++)
    if (!seen_ok(&answer->seen[i], frame))
      return false;
  return true;
}

static void append(const struct ts_reader_answer *answer, struct ts_symbols *symbols) {
  symbols->truncated = symbols->truncated || answer->truncated;
  for (uint32_t i = 0; i < answer->count; i++) {
    const struct ts_reader_seen *seen = &answer->seen[i];
    struct ts_symbol symbol = {.symbology = (enum ts_symbology)seen->symbology,
                               .gs1 = seen->gs1,
                               .eci = seen->eci,
                               .application = seen->application,
                               .confirmed = seen->confirmed,
                               .bytes = ts_bytes(answer->pool + seen->offset, seen->size)};
    for (size_t k = 0; k < TS_SYMBOL_CORNERS; k++)
      symbol.corner[k] = (struct ts_point){seen->x[k], seen->y[k]};
    (void)ts_symbols_add(symbols, &symbol); /* if it does not fit, the list says so itself */
  }
}

/* ---- the port ---- */

static enum ts_err give_up(struct ts_reader_child *child) {
  end(child);
  return TS_ERR_INTERNAL;
}

/* The child's answer about the photograph that is kept; what a child did to its own copy is undone. */
static enum ts_err load_kept(struct ts_reader_child *child, struct ts_frame *frame) {
  const struct ts_reader_answer *answer = &child->answer;
  memcpy(child->share->photo, child->photo, child->photo_size);
  struct ts_reader_question question = {.what = TS_READER_LOAD, .size = (uint32_t)child->photo_size};
  if (!ask(child, &question))
    return give_up(child);
  if (answer->err != TS_OK)
    return is_load_error(answer->err) ? (enum ts_err)answer->err : give_up(child);
  if (!frame_ok(child))
    return give_up(child);
  *frame = (struct ts_frame){.gray = child->share->gray,
                             .width = answer->width,
                             .height = answer->height,
                             .stride = answer->width,
                             .source_width = answer->source_width,
                             .source_height = answer->source_height};
  return TS_OK;
}

static enum ts_err load(void *ctx, struct ts_bytes photo, struct ts_frame *frame) {
  struct ts_reader_child *child = ctx;
  *frame = child->loaded = (struct ts_frame){0};
  if (photo.size == 0)
    return TS_ERR_EMPTY;
  if (photo.size > sizeof child->share->photo)
    return TS_ERR_PHOTO_TOO_LARGE;
  memcpy(child->photo, photo.data, photo.size);
  child->photo_size = photo.size;
  enum ts_err err = load_kept(child, &child->loaded);
  *frame = child->loaded;
  return err;
}

/* Where a child can paint. */
static bool is_shared(const struct ts_reader_share *share, const struct ts_frame *frame) {
  return frame->gray >= share->gray && frame->gray < share->gray + sizeof share->gray;
}

static bool same_frame(const struct ts_frame *a, const struct ts_frame *b) {
  return a->gray == b->gray && a->width == b->width && a->height == b->height && a->stride == b->stride &&
         a->source_width == b->source_width && a->source_height == b->source_height;
}

/* A frame that the child has loaded is where it is to be. */
static void lay_down(struct ts_reader_share *share, const struct ts_frame *frame) {
  if (frame->gray == share->gray && frame->stride == frame->width)
    return;
  for (uint32_t y = 0; y < frame->height; y++)
    memmove(share->gray + (size_t)y * frame->width, frame->gray + (size_t)y * frame->stride, frame->width);
}

static bool frame_fits(const struct ts_frame *f) {
  return f->gray != NULL && f->width >= 1 && f->height >= 1 && f->width <= TS_FRAME_SIDE_MAX &&
         f->height <= TS_FRAME_SIDE_MAX && f->stride >= f->width && f->source_width >= 1 &&
         f->source_height >= 1 && f->source_width <= INT32_MAX / 16 && f->source_height <= INT32_MAX / 16;
}

static enum ts_err look(struct ts_reader_child *child, enum ts_reader_what what, const struct ts_frame *frame,
                        struct ts_symbols *symbols) {
  const struct ts_reader_answer *answer = &child->answer;
  if (!frame_fits(frame))
    return TS_ERR_ARGUMENT;
  lay_down(child->share, frame);
  struct ts_reader_question question = {.what = what,
                                        .width = frame->width,
                                        .height = frame->height,
                                        .source_width = frame->source_width,
                                        .source_height = frame->source_height};
  if (!ask(child, &question) || (answer->err != TS_OK && !is_read_error(answer->err)) ||
      !symbols_ok(answer, frame))
    return give_up(child);
  append(answer, symbols);
  symbols->whole = what == TS_READER_READ && answer->whole;
  return (enum ts_err)answer->err;
}

/* By a process that no other picture was shown to; what the one before made of the photograph goes with it. */
static enum ts_err read_symbols(void *ctx, const struct ts_frame *frame, struct ts_symbols *symbols) {
  struct ts_reader_child *child = ctx;
  struct ts_frame again;
  end(child);
  if (is_shared(child->share, frame)) {
    if (!same_frame(frame, &child->loaded))
      return TS_ERR_ARGUMENT;
    if (load_kept(child, &again) != TS_OK || !same_frame(frame, &again))
      return give_up(child); /* the first one has said something else */
  }
  return look(child, TS_READER_READ, frame, symbols);
}

static enum ts_err follow_symbols(void *ctx, const struct ts_frame *frame, struct ts_symbols *symbols) {
  return look(ctx, TS_READER_FOLLOW, frame, symbols);
}

/* Of a size that the child cannot change: memory that shrinks would kill whoever touches it. */
static bool make_memory(struct ts_reader_child *child) {
  child->memory = memfd_create("touchstone-reader", MFD_CLOEXEC | MFD_ALLOW_SEALING);
  if (child->memory < 0 || ftruncate(child->memory, sizeof *child->share) != 0 ||
      fcntl(child->memory, F_ADD_SEALS, F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_SEAL) != 0)
    return false;
  void *at = mmap(NULL, sizeof *child->share, PROT_READ | PROT_WRITE, MAP_SHARED, child->memory, 0);
  child->share = at == MAP_FAILED ? NULL : at;
  at = mmap(NULL, sizeof child->share->photo, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  child->photo = at == MAP_FAILED ? NULL : at;
  return child->share && child->photo;
}

enum ts_err ts_reader_child_init(struct ts_reader_child *child, struct ts_reader *out) {
  *out = (struct ts_reader){0};
  child->share = NULL;
  child->photo = NULL;
  child->loaded = (struct ts_frame){0};
  child->memory = child->line = -1;
  child->asked = 0;
  child->started = 0;
  child->status = 0;
  child->number = 0;
  if (!child->program || child->side_max == 0 || child->side_max > TS_FRAME_SIDE_MAX || child->budget_ms <= 0)
    return TS_ERR_ARGUMENT;
  if (!make_memory(child)) {
    ts_reader_child_close(child);
    return TS_ERR_INTERNAL;
  }
  *out = (struct ts_reader){.ctx = child, .load = load, .read = read_symbols, .follow = follow_symbols};
  return TS_OK;
}

void ts_reader_child_close(struct ts_reader_child *child) {
  end(child);
  if (child->share)
    (void)munmap(child->share, sizeof *child->share);
  child->share = NULL;
  if (child->photo)
    (void)munmap(child->photo, sizeof child->share->photo);
  child->photo = NULL;
  if (child->memory >= 0)
    (void)close(child->memory);
  child->memory = -1;
}
