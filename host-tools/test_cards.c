/* SPDX-License-Identifier: Apache-2.0 */
#include "host-tools/test_cards.h"

#include <stdio.h>
#include <string.h>

#include "core/tag.h"
#include "host-tools/signers.h"

#define DAY_SECONDS INT64_C(86400)

const struct ts_test_card_role ts_test_card_roles[TS_TEST_CARD_KINDS] = {
    [TS_TEST_CARD_GENUINE] = {"genuine", "TEST-GENUINE", TS_GENUINE,
                              "and name it: \"" TS_TEST_CARD_MODEL "\""},
    [TS_TEST_CARD_FORGED] = {"forged", "TEST-FORGED", TS_COUNTERFEIT,
                             "because the signature does not match the brand's key"},
    [TS_TEST_CARD_EXPIRED] = {"expired-signer", "TEST-EXPIRED", TS_UNPROVEN,
                              "because the signer's time is over"},
    [TS_TEST_CARD_BLOCKED] = {"blocked", "TEST-BLOCKED", TS_SUSPECT, "because it is reported as recalled"},
};

bool ts_test_cards_gtin(struct ts_home *home, const char *brand, char out[15], struct ts_fault *fault) {
  struct ts_sql sql = ts_sql(home->db, "SELECT gtin FROM model WHERE brand = ? AND name = ?", fault);
  out[0] = 0;
  ts_sql_put_text(&sql, brand);
  ts_sql_put_text(&sql, TS_TEST_CARD_MODEL);
  bool ok = !ts_sql_row(&sql) || ts_sql_copy(&sql, 0, out, 15);
  ts_sql_close(&sql);
  return ok && fault->status == EX_OK;
}

bool ts_test_cards_blocked(struct ts_home *home, const char *brand, struct ts_registry_row *out, bool *found,
                           struct ts_fault *fault) {
  *found = false;
  *out = (struct ts_registry_row){.block = TS_BLOCK_RECALLED};
  (void)snprintf(out->serial, sizeof out->serial, "%s", ts_test_card_roles[TS_TEST_CARD_BLOCKED].serial);
  if (!ts_test_cards_gtin(home, brand, out->gtin, fault) || !out->gtin[0])
    return fault->status == EX_OK;
  /* A day that stays the same from bundle to bundle: when the deck's signer began. */
  struct ts_sql sql = ts_sql(home->db,
                             "SELECT max(not_before) FROM signer JOIN signer_scope ON signer = id"
                             " WHERE brand = ? AND scope = ?",
                             fault);
  ts_sql_put_text(&sql, brand);
  ts_sql_put_text(&sql, out->gtin);
  *found = ts_sql_row(&sql);
  out->blocked_at = *found ? ts_sql_number(&sql, 0) : 0;
  ts_sql_close(&sql);
  return fault->status == EX_OK;
}

/* The last item under a prefix: 0, prefix, nines, check digit. */
static bool last_gtin(char out[15], const char *prefix) {
  (void)snprintf(out, 15, "0%s", prefix);
  for (size_t i = strlen(out); i < 13; i++)
    out[i] = '9';
  out[14] = 0;
  for (out[13] = '0'; out[13] <= '9'; out[13]++)
    if (ts_gs1_check_digit_ok(ts_bytes(out, 14)))
      return true;
  return false;
}

static bool choose_gtin(struct ts_home *home, const char *brand, const char *wanted, char out[15],
                        struct ts_fault *fault) {
  char prefix[TS_PREFIX_MAX + 1] = "";
  char reserved[15];
  if (!ts_test_cards_gtin(home, brand, reserved, fault) ||
      (wanted && !ts_home_brand_covers(home, brand, wanted, false, out, fault)))
    return false;
  if (wanted)
    return !reserved[0] || strcmp(reserved, out) == 0 ||
           ts_fault(fault, EX_DATAERR, "test cards of %s have the GTIN %s already; leave out --gtin", brand,
                    reserved);
  if (reserved[0]) {
    memcpy(out, reserved, sizeof reserved);
    return true;
  }
  struct ts_sql sql = ts_home_brand_prefixes(home, brand, fault);
  bool ok = ts_sql_row(&sql) && ts_sql_copy(&sql, 0, prefix, sizeof prefix);
  ts_sql_close(&sql);
  return (ok && last_gtin(out, prefix)) ||
         ts_fault(fault, EX_DATAERR, "%s has no GS1 prefix for a GTIN of test cards; name one with --gtin",
                  brand);
}

/* Nothing that is sold may ever be called a test card, nor the other way round. */
static bool check_no_pieces(struct ts_registry *registry, const char *brand, const char *gtin,
                            struct ts_fault *fault) {
  const struct ts_registry_filter filter = {.brand = brand, .gtin14 = gtin};
  uint64_t issued = 0;
  if (!ts_registry_count(registry, &filter, &issued))
    return false;
  return issued == 0 ||
         ts_fault(fault, EX_DATAERR,
                  "pieces were issued under %s: test cards need a GTIN of their own; name one with --gtin",
                  gtin);
}

static bool reserve(struct ts_home *home, struct ts_registry *registry, const char *brand, const char *gtin,
                    struct ts_fault *fault) {
  if (!check_no_pieces(registry, brand, gtin, fault))
    return false;
  struct ts_sql sql = ts_sql(home->db,
                             "INSERT INTO model(gtin, brand, name) VALUES(?, ?, ?)"
                             " ON CONFLICT DO UPDATE SET name = name RETURNING name",
                             fault);
  ts_sql_put_text(&sql, gtin);
  ts_sql_put_text(&sql, brand);
  ts_sql_put_text(&sql, TS_TEST_CARD_MODEL);
  bool ours = ts_sql_row(&sql) && ts_bytes_equal_text(ts_sql_text(&sql, 0), TS_TEST_CARD_MODEL);
  ts_sql_close(&sql);
  if (!ours)
    return ts_fault(fault, EX_DATAERR,
                    "%s is a model's: test cards need a GTIN of their own; name one with --gtin", gtin);
  return fault->status == EX_OK;
}

/* Does this signer sign for test cards alone? */
static bool is_for(struct ts_home *home, int64_t signer, const char *gtin, struct ts_fault *fault) {
  struct ts_sql sql = ts_home_signer_scopes(home, signer, fault);
  bool all = ts_sql_row(&sql) && ts_bytes_equal_text(ts_sql_text(&sql, 0), gtin) && !ts_sql_row(&sql);
  ts_sql_close(&sql);
  return all;
}

/* Which of the two signers: one whose time is now, or one whose time is over. */
static bool is_wanted(const struct ts_signer_row *row, bool over, int64_t now) {
  bool ended = row->not_after < now;
  return row->state == TS_SIGNER_ACTIVE && row->not_before <= now && ended == over;
}

static bool find_signer(struct ts_home *home, const char *brand, const char *gtin, bool over, int64_t now,
                        struct ts_signer_row *out, struct ts_fault *fault) {
  struct ts_signer_row row;
  struct ts_sql sql = ts_home_signers(home, brand, fault);
  bool found = false;
  while (!found && ts_home_signer_next(&sql, &row))
    if (is_wanted(&row, over, now) && is_for(home, row.id, gtin, fault)) {
      *out = row;
      found = true;
    }
  ts_sql_close(&sql);
  return found;
}

/* The signer of test cards, or a new one that is not in the home yet; its key. */
static bool signer_for(struct ts_home *home, struct ts_test_deck *deck, bool over, int64_t now,
                       struct ts_fault *fault) {
  struct ts_test_signer *signer = &deck->signer[over];
  struct ts_signer_wish wish = {.not_before = over ? now - 2 * DAY_SECONDS : now,
                                .not_after =
                                    over ? now - DAY_SECONDS : now + TS_SIGNER_DAYS * DAY_SECONDS - 1};
  signer->found = find_signer(home, deck->brand.id, deck->gtin, over, now, &signer->row, fault);
  if (fault->status != EX_OK)
    return false;
  return signer->found
             ? ts_home_read_key(home, signer->row.key_file, &signer->key.key, fault)
             : ts_home_signer_prepare(home, &deck->brand, &wish, now, &signer->key, &signer->row, fault);
}

/* The home is as it was when the deck was opened. */
static bool is_as_before(struct ts_home *home, const struct ts_test_deck *deck, bool over, int64_t now,
                         struct ts_fault *fault) {
  const struct ts_test_signer *signer = &deck->signer[over];
  struct ts_signer_row row;
  bool found = find_signer(home, deck->brand.id, deck->gtin, over, now, &row, fault);
  if (fault->status != EX_OK)
    return false;
  return (found == signer->found && (!found || row.id == signer->row.id)) ||
         ts_fault(fault, EX_TEMPFAIL, "the signers of test cards changed meanwhile; run this again");
}

static bool enter(struct ts_home *home, struct ts_test_deck *deck, bool over, int64_t now,
                  struct ts_fault *fault) {
  struct ts_test_signer *signer = &deck->signer[over];
  if (!is_as_before(home, deck, over, now, fault))
    return false;
  return signer->found || (ts_home_signer_enter(home, &deck->brand, &signer->key, now, &signer->row, fault) &&
                           ts_home_signer_add_scope(home, signer->row.id, deck->gtin, fault));
}

/* A tag that says KEY_ID signed it, signed by KEY. */
static bool sign_card(struct ts_test_card *card, const struct ts_key *key, uint16_t key_id, const char *host,
                      struct ts_fault *fault) {
  struct ts_gs1 gs1;
  struct ts_gs1_why why;
  struct ts_tag tag = {.engraved = TS_TEST_CARD_ENGRAVED};
  struct ts_tag_signature signature = {.profile = TS_TAG_PROFILE_P256, .key_id = key_id};
  uint8_t memory[TS_TAG_SIGNED_MAX], digest[TS_SHA256_SIZE];
  struct ts_buf bytes = ts_buf(memory, sizeof memory), uri = ts_buf(card->uri, sizeof card->uri - 1);
  memcpy(tag.gtin, card->gtin, sizeof tag.gtin);
  (void)snprintf(tag.serial, sizeof tag.serial, "%s", ts_test_card_roles[card->kind].serial);
  enum ts_err err = ts_tag_build(&gs1, &why, &tag);
  if (err == TS_OK)
    err = ts_tag_signed_bytes(&bytes, &gs1, TS_TAG_PROFILE_P256);
  if (err == TS_OK && !ts_sha256(ts_buf_bytes(&bytes), digest))
    return ts_fault_openssl(fault, "hashing a test card");
  if (err == TS_OK && !ts_key_sign(key, digest, signature.rs, fault))
    return false;
  if (err == TS_OK)
    err = ts_tag_add_signature(&gs1, &why, &signature);
  if (err == TS_OK)
    err = ts_gs1_write_uri(&uri, &gs1, host);
  card->uri[uri.size] = 0;
  return err == TS_OK ||
         ts_fault(fault, EX_SOFTWARE, "the tag of a test card cannot be written: %s", ts_err_text(err));
}

static bool sign_all(struct ts_test_deck *deck, const struct ts_key *nobody, const char *host,
                     struct ts_fault *fault) {
  const struct ts_key *active = &deck->signer[0].key.key, *over = &deck->signer[1].key.key;
  for (deck->cards = 0; deck->cards < TS_TEST_CARD_KINDS; deck->cards++) {
    struct ts_test_card *card = &deck->card[deck->cards];
    card->kind = (enum ts_test_card_kind)deck->cards;
    memcpy(card->gtin, deck->gtin, sizeof card->gtin);
    const struct ts_key *named = card->kind == TS_TEST_CARD_EXPIRED ? over : active;
    const struct ts_key *key = card->kind == TS_TEST_CARD_FORGED ? nobody : named;
    if (!sign_card(card, key, ts_key_id(named), host, fault))
      return false;
  }
  return true;
}

bool ts_test_cards_open(struct ts_test_deck *deck, struct ts_home *home, const char *brand, const char *gtin,
                        int64_t now, struct ts_fault *fault) {
  *deck = (struct ts_test_deck){0};
  return ts_home_brand_get_own(home, brand, &deck->brand, fault) &&
         choose_gtin(home, brand, gtin, deck->gtin, fault) && signer_for(home, deck, false, now, fault) &&
         signer_for(home, deck, true, now, fault) &&
         (deck->signer[0].row.key_id != deck->signer[1].row.key_id || /* one in 65536 */
          ts_fault(fault, EX_TEMPFAIL, "two new keys have the same id; run this again"));
}

bool ts_test_cards_make(struct ts_test_deck *deck, struct ts_home *home, struct ts_registry *registry,
                        int64_t now, struct ts_fault *fault) {
  const char *brand = deck->brand.id;
  struct ts_key nobody = {0};
  char host[TS_GS1_HOST_MAX + 1], reserved[15];
  bool ok = ts_test_cards_gtin(home, brand, reserved, fault);
  if (ok && reserved[0] && strcmp(reserved, deck->gtin) != 0)
    ok = ts_fault(fault, EX_TEMPFAIL, "somebody else made test cards meanwhile; run this again");
  ok = ok && ts_home_brand_first_host(home, brand, host, fault) &&
       reserve(home, registry, brand, deck->gtin, fault) && enter(home, deck, false, now, fault) &&
       enter(home, deck, true, now, fault) && ts_key_make(&nobody, fault) &&
       sign_all(deck, &nobody, host, fault);
  ts_key_free(&nobody);
  return ok;
}

void ts_test_cards_close(struct ts_test_deck *deck, struct ts_home *home, bool failed) {
  for (size_t i = 0; i < 2; i++)
    ts_home_key_close(home, &deck->signer[i].key, failed);
}
