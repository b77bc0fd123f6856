/* SPDX-License-Identifier: Apache-2.0 */
#include "boards/common/hosted/reader_serve.h"

#include <sys/mman.h>
#include <unistd.h>

#include "boards/common/hosted/sandbox.h"

struct ts_reader_share *ts_reader_serve_begin(void) {
  void *at = mmap(NULL, sizeof(struct ts_reader_share), PROT_READ | PROT_WRITE, MAP_SHARED,
                  TS_READER_CHILD_MEMORY, 0);
  if (at == MAP_FAILED || close(TS_READER_CHILD_MEMORY) != 0 ||
      !ts_sandbox_enter(TS_READER_CHILD_LINE, TS_READER_CHILD_LIMIT))
    return NULL;
  return at;
}

bool ts_reader_serve_next(struct ts_reader_question *question) {
  uint8_t *at = (uint8_t *)question;
  size_t done = 0;
  while (done < sizeof *question) {
    ssize_t got = read(TS_READER_CHILD_LINE, at + done, sizeof *question - done);
    if (got <= 0)
      return false;
    done += (size_t)got;
  }
  return true;
}

bool ts_reader_serve_send(const struct ts_reader_answer *answer) {
  const uint8_t *at = (const uint8_t *)answer;
  size_t done = 0;
  while (done < sizeof *answer) {
    ssize_t put = write(TS_READER_CHILD_LINE, at + done, sizeof *answer - done);
    if (put <= 0)
      return false;
    done += (size_t)put;
  }
  return true;
}
