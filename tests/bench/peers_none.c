/* SPDX-License-Identifier: Apache-2.0 */
#include "bench/subject.h"

/* The build that tests: no peer is measured, and no C++ needed. */
const struct ts_subject *const TS_PEERS[] = {NULL};
const size_t TS_PEER_COUNT = 0;
