/* SPDX-License-Identifier: Apache-2.0 */
/* port/reader.h by a child process: whoever takes over a decoder with a picture of his has a process that can do
 * nothing but compute (sandbox.h), and whose answers are held against their bounds here. What remains to him is to
 * report symbols that the picture does not show, which a picture that shows them does as well; and not of the next
 * piece's picture: `read`, on which a verdict rests, is answered by a process that has seen nothing else, from the
 * photograph on, and `follow` never says that it has looked at the whole frame. */
#ifndef TS_BOARDS_COMMON_HOSTED_READER_CHILD_H
#define TS_BOARDS_COMMON_HOSTED_READER_CHILD_H

#include <stdint.h>
#include <sys/types.h>

#include "boards/common/hosted/reader_share.h"
#include "port/reader.h"

/* Milliseconds for one answer. The work is counted in the child (vision/budget.h): this is for one that hangs. */
#define TS_READER_CHILD_BUDGET 10000
/* One that takes so long is not asked again: slowness that came with a picture goes with it. */
#define TS_READER_CHILD_SLOW 3000
/* Questions to one process: who has taken it over to see nothing, or to be slow, has it for so many. */
#define TS_READER_CHILD_QUESTIONS 64

struct ts_reader_child {
  /* Set by the caller before ts_reader_child_init, and kept until ts_reader_child_close. */
  const char *program;  /* the path of touchstone-reader */
  const char *argument; /* one for it; NULL: none */
  uint32_t side_max;    /* pixels on a frame's longer side, at most TS_FRAME_SIDE_MAX */
  int budget_ms;        /* for one answer */
  int slow_ms;          /* after an answer that took so long there is a new process; 0: whatever it took */

  /* Its own. */
  struct ts_reader_share *share;
  int memory; /* the open file behind SHARE */
  int line;   /* the socket to the child; -1: there is none */
  pid_t pid;
  uint64_t started; /* how many children there were */
  int status;       /* of the last one that ended, as waitpid gives it */
  uint32_t number;  /* of the last question */
  uint32_t asked;   /* of the process that there is */
  uint8_t *photo;   /* what LOADED was made of, out of the child's reach */
  size_t photo_size;
  struct ts_frame loaded;
  struct ts_reader_answer answer;
};

/* Fills OUT, which keeps CHILD until ts_reader_child_close. The process is started when it is first needed, for each
 * `read`, and after one has died, hung, or answered what cannot be; that call of OUT's then says TS_ERR_INTERNAL. A photograph
 * of more than TS_READER_SHARE_PHOTO bytes is TS_ERR_PHOTO_TOO_LARGE.
 * TS_ERR_ARGUMENT; TS_ERR_INTERNAL: no memory can be had. */
enum ts_err ts_reader_child_init(struct ts_reader_child *child, struct ts_reader *out);
/* Ends the process. Fine for one that was initialized, whatever came of it, and twice. */
void ts_reader_child_close(struct ts_reader_child *child);

#endif
