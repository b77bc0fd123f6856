/* SPDX-License-Identifier: Apache-2.0 */
/* Successive frames share what was learnt: where the symbols were, and which level read them. */
#ifndef TS_ADAPTERS_FOLLOW_H
#define TS_ADAPTERS_FOLLOW_H

#include "adapters/reader.h"

/* port/reader.h, follow. */
enum ts_err ts_reader_follow(struct ts_reader_memory *memory, const struct ts_frame *frame,
                             struct ts_symbols *symbols);

#endif
