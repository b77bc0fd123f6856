/* SPDX-License-Identifier: Apache-2.0 */
/* The tags of test cards: cards with which a user checks each morning that a device still tells genuine from
 * forged. They are signed like pieces, so they must not pass for one:
 * - Their GTIN is reserved for them: no piece has it, and its model's name on every screen says what it is.
 * - They are signed by signers of their own whose scope is that GTIN alone, so that these keys make no piece,
 *   and a forged card is signed by a key that is thrown away.
 * - Their engraved serial, which is signed, says it too, and no piece bears it.
 * - The registry, which counts and tracks pieces, never hears of them. */
#ifndef TS_HOST_TOOLS_TEST_CARDS_H
#define TS_HOST_TOOLS_TEST_CARDS_H

#include "core/gs1.h"
#include "core/verdict.h"
#include "host-tools/registry.h"

#define TS_TEST_CARD_MODEL "TEST CARD, NOT A PIECE"
#define TS_TEST_CARD_ENGRAVED "TEST-CARD-NOT-A-PIECE"

enum ts_test_card_kind {
  TS_TEST_CARD_GENUINE,
  TS_TEST_CARD_FORGED,  /* names the genuine card's signer, signed by nobody */
  TS_TEST_CARD_EXPIRED, /* by a signer past its end */
  TS_TEST_CARD_BLOCKED, /* signed well, and in the list of blocked pieces */
  TS_TEST_CARD_KINDS
};

/* What a card of a kind is, whatever the brand. */
struct ts_test_card_role {
  const char *name; /* "genuine" */
  const char *serial;
  enum ts_verdict expected;
  const char *because; /* one short sentence */
};
extern const struct ts_test_card_role ts_test_card_roles[TS_TEST_CARD_KINDS];

struct ts_test_card {
  enum ts_test_card_kind kind;
  char gtin[15];
  char uri[TS_GS1_INPUT_MAX];
};

/* The GTIN that BRAND has reserved for test cards; "" if none. */
bool ts_test_cards_gtin(struct ts_home *home, const char *brand, char out[15], struct ts_fault *fault);

/* The piece of the card "blocked", which the brand's set of blocked pieces must name; *FOUND: there is a deck. */
bool ts_test_cards_blocked(struct ts_home *home, const char *brand, struct ts_registry_row *out, bool *found,
                           struct ts_fault *fault);

/* Reserves GTIN (NULL: the one reserved already, or else the last under the brand's first prefix) in HOME, makes
 * the signers that are not there yet, and signs one card of each kind. The caller's transaction is open and is
 * to be committed; if it is not, ts_test_cards_undo. EX_DATAERR: the GTIN is not the brand's, or a model's, or
 * REGISTRY has pieces of it, or another one is reserved. EX_NOPERM: the brand was imported. */
struct ts_test_deck {
  struct ts_test_card card[TS_TEST_CARD_KINDS];
  size_t cards;
  char new_key_file[2][TS_KEY_FILE_MAX]; /* "": none */
};
bool ts_test_cards_make(struct ts_test_deck *deck, struct ts_home *home, struct ts_registry *registry,
                        const char *brand, const char *gtin, int64_t now, struct ts_fault *fault);
void ts_test_cards_undo(const struct ts_test_deck *deck, const struct ts_home *home);

#endif
