/* SPDX-License-Identifier: Apache-2.0 */
#ifndef TS_THIRD_PARTY_ZBAR_ASSERT_H
#define TS_THIRD_PARTY_ZBAR_ASSERT_H

/* ZBar's assertions guard memory against hostile images: they stay, and a failed one ends the scan. */
#include "adapters/confine_arena.h"

#undef assert
#define assert(condition) ((condition) ? (void)0 : ts_confine_stop(TS_CONFINE_BROKEN))

#endif
