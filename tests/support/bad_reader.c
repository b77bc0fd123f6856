/* SPDX-License-Identifier: Apache-2.0 */
/* ts-bad-reader: what a decoder's process may become once an attacker has it. It enters the sandbox as touchstone-reader
 * does, and answers a question by what its argument says.
 * usage: started by boards/common/hosted/reader_child with one of the names below */
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "boards/common/hosted/reader_serve.h"

static struct ts_reader_question question;
static struct ts_reader_answer answer;
static struct ts_reader_share *share;

/* ---- what it may not do ---- */

static void opens(void) {
  (void)open("/etc/passwd", O_RDONLY);
}
static void makes_a_socket(void) {
  (void)socket(AF_INET, SOCK_STREAM, 0);
}
static void connects(void) {
  static const struct sockaddr address = {.sa_family = AF_UNIX, .sa_data = "/s"};
  (void)connect(TS_READER_CHILD_LINE, &address, sizeof address);
}
static void runs_a_program(void) {
  static char name[] = "/bin/true";
  char *argv[] = {name, NULL};
  (void)execve(name, argv, argv + 1);
}
static void forks(void) {
  (void)fork();
}
static void kills(void) {
  (void)syscall(SYS_kill, getppid(), 0);
}
static void looks_into_its_parent(void) {
  (void)syscall(SYS_ptrace, 16L, 1L, 0L, 0L);
}
static void reads_another_file(void) {
  uint8_t byte;
  (void)!read(2, &byte, 1);
}
static void writes_to_the_terminal(void) {
  (void)!write(2, "x", 1);
}
static void makes_a_program_of_memory(void) {
  (void)mmap(NULL, 4096, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
}
static void makes_its_data_a_program(void) {
  void *at = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
  (void)mprotect(at, 4096, PROT_READ | PROT_EXEC);
}
static void maps_a_file(void) {
  (void)mmap(NULL, 4096, PROT_READ, MAP_PRIVATE, TS_READER_CHILD_LINE, 0);
}

/* ---- what ends it ---- */

static void crashes(void) {
  volatile int *volatile nothing = NULL;
  *nothing = 1;
}
static void hangs(void) {
  for (volatile unsigned i = 0;; i++)
    ;
}
static void is_slow(void) {
  for (volatile unsigned i = 0; i < 50000000; i++)
    ;
}
static void leaves(void) {
  _exit(0);
}
static void answers_half(void) {
  (void)!write(TS_READER_CHILD_LINE, &answer, sizeof answer / 2);
  hangs();
}
static void answers_half_and_leaves(void) {
  (void)!write(TS_READER_CHILD_LINE, &answer, sizeof answer / 2);
  _exit(0);
}
/* Until no more is given: as ZBar, which does not survive that. */
static void takes_all_memory(void) {
  for (;;) {
    uint8_t *more = malloc(1u << 20);
    if (!more)
      abort();
    memset(more, 1, 1u << 20);
  }
}

/* ---- lies: about a frame of 8 x 8, or one symbol ---- */

static void another_number(void) {
  answer.number++;
}
static void unknown_error(void) {
  answer.err = 9999;
}
static void error_of_another_part(void) {
  answer.err = TS_ERR_BUNDLE_EXPIRED;
}
static void frame_without_width(void) {
  answer.width = 0;
}
static void frame_too_wide(void) {
  answer.width = question.side_max + 1;
}
static void frame_too_high(void) {
  answer.height = UINT32_MAX;
}
static void photograph_smaller_than_frame(void) {
  answer.source_height = 7;
}
static void photograph_endless(void) {
  answer.source_width = UINT32_MAX;
}
static void too_many(void) {
  answer.count = TS_SYMBOLS_MAX + 1;
}
static void truncated_twice(void) {
  answer.truncated = 2;
}
static void whole_twice(void) {
  answer.whole = 2;
}
static void no_symbology(void) {
  answer.seen[0].symbology = TS_SYMBOLOGY_NONE;
}
static void unknown_symbology(void) {
  answer.seen[0].symbology = TS_SYMBOLOGY_CODABAR + 1;
}
static void typed(void) {
  answer.seen[0].symbology = TS_SYMBOLOGY_TYPED;
}
static void confirmed_thrice(void) {
  answer.seen[0].confirmed = 3;
}
static void gs1_odd(void) {
  answer.seen[0].gs1 = 256;
}
static void text_behind_the_pool(void) {
  answer.seen[0].offset = TS_SYMBOLS_POOL + 1;
  answer.seen[0].size = 0;
}
static void text_out_of_the_pool(void) {
  answer.seen[0].offset = TS_SYMBOLS_POOL - 1;
  answer.seen[0].size = 2;
}
static void text_around_the_pool(void) {
  answer.seen[0].offset = 2;
  answer.seen[0].size = UINT32_MAX;
}
static void corner_far_away(void) {
  answer.seen[0].x[3] = INT32_MIN;
}
static void corner_far_below(void) {
  answer.seen[0].y[2] = 1000;
}
/* A photograph of 700 x 500 becomes a white one. */
static void paints(void) {
  if (question.what != TS_READER_LOAD)
    return;
  memset(share->photo, 0, question.size);
  answer.width = answer.source_width = 700;
  answer.height = answer.source_height = 500;
  memset(share->gray, 255, (size_t)700 * 500);
}
static void truth(void) {
}

static const struct {
  const char *name;
  void (*act)(void);
} acts[] = {
    {"opens", opens},
    {"makes a socket", makes_a_socket},
    {"connects", connects},
    {"runs a program", runs_a_program},
    {"forks", forks},
    {"kills", kills},
    {"looks into its parent", looks_into_its_parent},
    {"reads another file", reads_another_file},
    {"writes to the terminal", writes_to_the_terminal},
    {"makes a program of memory", makes_a_program_of_memory},
    {"makes its data a program", makes_its_data_a_program},
    {"maps a file", maps_a_file},
    {"crashes", crashes},
    {"hangs", hangs},
    {"is slow", is_slow},
    {"leaves", leaves},
    {"answers half", answers_half},
    {"answers half and leaves", answers_half_and_leaves},
    {"takes all memory", takes_all_memory},
    {"another number", another_number},
    {"unknown error", unknown_error},
    {"error of another part", error_of_another_part},
    {"frame without width", frame_without_width},
    {"frame too wide", frame_too_wide},
    {"frame too high", frame_too_high},
    {"photograph smaller than frame", photograph_smaller_than_frame},
    {"photograph endless", photograph_endless},
    {"too many", too_many},
    {"truncated twice", truncated_twice},
    {"whole twice", whole_twice},
    {"no symbology", no_symbology},
    {"unknown symbology", unknown_symbology},
    {"typed", typed},
    {"confirmed thrice", confirmed_thrice},
    {"gs1 odd", gs1_odd},
    {"text behind the pool", text_behind_the_pool},
    {"text out of the pool", text_out_of_the_pool},
    {"text around the pool", text_around_the_pool},
    {"corner far away", corner_far_away},
    {"corner far below", corner_far_below},
    {"paints", paints},
    {"truth", truth},
};

/* A true answer, before the lie. */
static void answer_well(void) {
  memset(&answer, 0, sizeof answer);
  answer.number = question.number;
  if (question.what == TS_READER_LOAD) {
    answer.width = answer.height = answer.source_width = answer.source_height = 8;
    memset(share->gray, 77, 64);
    return;
  }
  answer.count = 1;
  answer.seen[0].symbology = TS_SYMBOLOGY_QR;
  answer.seen[0].size = 5;
  memcpy(answer.pool, "hello", 5);
}

int main(int argc, char **argv) {
  void (*act)(void) = NULL;
  for (size_t i = 0; i < sizeof acts / sizeof acts[0]; i++)
    if (argc == 2 && strcmp(argv[1], acts[i].name) == 0)
      act = acts[i].act;
  if (!act)
    return 64;
  share = ts_reader_serve_begin();
  if (!share)
    return 71;
  while (ts_reader_serve_next(&question)) {
    answer_well();
    act();
    if (!ts_reader_serve_send(&answer))
      _exit(74);
  }
  _exit(0);
}
