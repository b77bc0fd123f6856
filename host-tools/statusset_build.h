/* SPDX-License-Identifier: Apache-2.0 */
/* Making status sets (SPEC.md, "Status sets"). Entries come one by one in any order; the set goes to a file.
 * Memory does not grow with it but for its tree, about a hundredth of the set. */
#ifndef TS_HOST_TOOLS_STATUSSET_BUILD_H
#define TS_HOST_TOOLS_STATUSSET_BUILD_H

#include <stdio.h>

#include "core/statusset.h"
#include "host-tools/fault.h"

struct ts_set_builder;

/* KIND: enum ts_statusset_kind; BITS: log2(1/ε), TS_STATUSSET_ISSUED_BITS, _BLOCKED_BITS or _SIGNED_BITS.
 * What does not fit in memory goes to a file without a name in FOLDER. NULL with the fault set. */
struct ts_set_builder *ts_set_builder_new(enum ts_statusset_kind kind, uint8_t bits, const char *folder,
                                          const struct ts_crypto *crypto, struct ts_fault *fault);
void ts_set_builder_free(struct ts_set_builder *builder); /* NULL is fine */

/* DIGEST: as for ts_statusset_query. REASON (1 to 7) and DAY: of a blocked piece, else 0. An entry that is
 * there already adds nothing. */
bool ts_set_builder_add(struct ts_set_builder *builder, const uint8_t digest[TS_SHA256_SIZE], uint8_t reason,
                        uint32_t day, struct ts_fault *fault);

/* Writes the set to OUT from where that stands (its stdio buffer is not flushed), and says in INFO what
 * the bundle must say of it. The same entries give the same bytes. EX_DATAERR: one piece with two reasons
 * or days, or more entries than a set can have. Call it once. */
bool ts_set_builder_finish(struct ts_set_builder *builder, FILE *out, struct ts_statusset_info *info,
                           struct ts_fault *fault);

#endif
