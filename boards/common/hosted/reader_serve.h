/* SPDX-License-Identifier: Apache-2.0 */
/* The child's side of a reader in a process of its own. */
#ifndef TS_BOARDS_COMMON_HOSTED_READER_SERVE_H
#define TS_BOARDS_COMMON_HOSTED_READER_SERVE_H

#include <stdbool.h>

#include "boards/common/hosted/reader_share.h"

/* Bytes of addresses: the libraries, the reader's memory for the largest frame, and what libjpeg-turbo may take. */
#define TS_READER_CHILD_LIMIT ((size_t)320 * 1024 * 1024)

/* Maps the memory that the parent gave and enters the sandbox. NULL: either failed, and the process is to end. */
struct ts_reader_share *ts_reader_serve_begin(void);
/* The next question; false when the parent has closed the line. */
bool ts_reader_serve_next(struct ts_reader_question *question);
bool ts_reader_serve_send(const struct ts_reader_answer *answer);

#endif
