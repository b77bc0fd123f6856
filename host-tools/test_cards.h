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
#include "host-tools/signers.h"

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

/* One of the two signers of test cards: there already, or prepared. */
struct ts_test_signer {
  bool found;
  struct ts_signer_row row;
  struct ts_home_key key;
};

struct ts_test_deck {
  struct ts_brand_row brand;
  char gtin[15];
  struct ts_test_signer signer[2]; /* of today; and one whose time is over */
  struct ts_test_card card[TS_TEST_CARD_KINDS];
  size_t cards;
};

/* Chooses the GTIN (NULL: the one reserved already, or else the last under the brand's first prefix), and reads
 * or makes the keys of the signers. That may ask a person for passphrases: call it outside of a transaction,
 * which would keep others waiting; then, whatever it says, ts_test_cards_close. EX_DATAERR: the GTIN is not the
 * brand's, or another one is reserved. EX_NOPERM: the brand was imported. */
bool ts_test_cards_open(struct ts_test_deck *deck, struct ts_home *home, const char *brand, const char *gtin,
                        int64_t now, struct ts_fault *fault);
/* Reserves the GTIN in HOME, enters the signers that were not there yet, and signs one card of each kind, in the
 * caller's open transaction. EX_DATAERR: the GTIN is a model's, or REGISTRY has pieces of it. EX_TEMPFAIL:
 * somebody else made test cards since the deck was opened. */
bool ts_test_cards_make(struct ts_test_deck *deck, struct ts_home *home, struct ts_registry *registry,
                        int64_t now, struct ts_fault *fault);
/* FAILED: that transaction was not committed; the files of new keys go. */
void ts_test_cards_close(struct ts_test_deck *deck, struct ts_home *home, bool failed);

#endif
