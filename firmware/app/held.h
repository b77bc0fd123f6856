/* SPDX-License-Identifier: Apache-2.0 */
/* What was inspected and may still lie in view, so that one sighting is not counted twice. A text is held from its
 * inspection until it has been out of view for some pictures and some time. By SHA-256, since a tag's text is an
 * attacker's: another one must not pass for one that is done. */
#ifndef TS_APP_HELD_H
#define TS_APP_HELD_H

#include <stdbool.h>
#include <stdint.h>

#include "core/symbols.h"
#include "port/crypto.h"

#define TS_HELD_MAX 32
#define TS_HELD_PICTURES 3      /* without it, and */
#define TS_HELD_TIME_US 800000u /* without it */

struct ts_held_item {
  uint8_t text[16];  /* of SHA-256 */
  uint8_t piece[16]; /* of SHA-256 of GTIN, "|", serial; zero: it names none */
  uint64_t last_us;
  unsigned absent; /* pictures since it was seen */
  unsigned times;  /* it stood in view when it was inspected */
};

struct ts_held {
  unsigned count;
  struct ts_held_item item[TS_HELD_MAX];
};

void ts_held_clear(struct ts_held *held);
/* One picture, with what was read in it: refreshes what is seen, lets go of what has been away. True if a text is
 * among them that is not held, or more often than it was inspected (a copy beside it): there is something to inspect.
 * *ANY: something held is in view. */
bool ts_held_picture(struct ts_held *held, const struct ts_crypto *crypto, const struct ts_symbols *symbols,
                     uint64_t now_us, bool *any);
/* Holds the text of symbol I of those in view from now on. With more than TS_HELD_MAX the oldest is let go. GTIN and
 * SERIAL: "" if it names none, and then the piece that it was held for stays. */
void ts_held_add(struct ts_held *held, const struct ts_crypto *crypto, const struct ts_symbols *symbols,
                 size_t i, const char *gtin14, const char *serial, uint64_t now_us);
/* Is the text of symbol I held, as often as it stands up to there? */
bool ts_held_text(const struct ts_held *held, const struct ts_crypto *crypto,
                  const struct ts_symbols *symbols, size_t i);
/* Is a text held that names this piece? One that was typed or scanned by hand no picture shows: for
 * TS_HELD_TIME_US. */
bool ts_held_piece(const struct ts_held *held, const struct ts_crypto *crypto, const char *gtin14,
                   const char *serial, uint64_t now_us);

#endif
