/* SPDX-License-Identifier: Apache-2.0 */
#include "core/trust.h"

#include <string.h>

#include "core/anchor.h"

enum { CHAIN_UNCHECKED = 0, CHAIN_GOOD = 1, CHAIN_BAD = 2 };

void ts_trust_init(struct ts_trust *trust, const struct ts_bundle *bundle, const struct ts_store *store,
                   const struct ts_crypto *crypto, struct ts_time time) {
  memset(trust, 0, sizeof *trust);
  trust->file =
      (struct ts_statusset_file){.store = store, .area = TS_STORE_CARD, .name = TS_ANCHOR_BUNDLE_FILE};
  trust->bundle = bundle && bundle->open ? bundle : NULL;
  trust->crypto = crypto;
  trust->time = time;
}

static bool date_known(const struct ts_trust *trust) {
  return trust->time.trust != TS_TIME_NONE;
}

void ts_trust_begin(const struct ts_trust *trust, struct ts_findings *findings) {
  memset(findings, 0, sizeof *findings);
  findings->time = date_known(trust) ? TS_DATE_KNOWN : TS_DATE_UNKNOWN;
  if (trust->bundle)
    findings->data = trust->time.seconds < trust->bundle->expires ? TS_DATA_VALID : TS_DATA_EXPIRED;
}

/* The brand announces what it uses DAYS ahead, so a bundle younger than that must name it. */
static uint8_t list_complete(const struct ts_trust *trust, uint32_t days) {
  if (!trust->bundle || !date_known(trust) || trust->time.seconds < trust->bundle->issued)
    return TS_LIST_OPEN;
  int64_t age = trust->time.seconds - trust->bundle->issued;
  return age < (int64_t)days * TS_DAY_SECONDS ? TS_LIST_COMPLETE : TS_LIST_OPEN;
}

void ts_trust_brand(const struct ts_trust *trust, const struct ts_brand *brand,
                    struct ts_findings *findings) {
  findings->signer_list = list_complete(trust, brand->signer_days);
  findings->serial_list = list_complete(trust, brand->serial_days);
}

static enum ts_statusset_membership look_up(struct ts_trust *trust, const struct ts_bundle_set *set,
                                            const uint8_t digest[TS_SHA256_SIZE],
                                            struct ts_statusset_answer *answer) {
  trust->file.offset = trust->bundle->sets_at + set->offset;
  const struct ts_statusset_reader reader = ts_statusset_file_reader(&trust->file);
  *answer = ts_statusset_query(&set->info, &reader, trust->crypto, digest, &trust->sets);
  return answer->is;
}

/* A reason that this version does not know is no "clear". */
static uint8_t status_of(uint8_t reason) {
  switch (reason) {
  case TS_BLOCKED_STOLEN:
    return TS_STATUS_STOLEN;
  case TS_BLOCKED_RECALLED:
    return TS_STATUS_RECALLED;
  case TS_BLOCKED_DESTROYED:
    return TS_STATUS_DESTROYED;
  case TS_BLOCKED_RETURNED:
    return TS_STATUS_RETURNED;
  default:
    return TS_STATUS_UNKNOWN;
  }
}

void ts_trust_status(struct ts_trust *trust, const struct ts_brand *brand, const struct ts_tag *tag,
                     struct ts_findings *findings, int64_t *since) {
  uint8_t digest[TS_SHA256_SIZE];
  struct ts_statusset_answer answer;
  findings->status = TS_STATUS_UNKNOWN;
  findings->issued = TS_ISSUED_UNKNOWN;
  *since = 0;
  if (!trust->bundle)
    return;
  if (!brand->blocked.there)
    findings->status = TS_STATUS_CLEAR;
  if (!(brand->issued.there || brand->blocked.there) ||
      ts_statusset_piece_digest(trust->crypto, tag->gtin, tag->serial, digest) != TS_OK)
    return;
  if (brand->issued.there) {
    enum ts_statusset_membership is = look_up(trust, &brand->issued, digest, &answer);
    findings->issued = is == TS_SET_MEMBER   ? TS_ISSUED_YES
                       : is == TS_SET_ABSENT ? TS_ISSUED_NO
                                             : TS_ISSUED_UNKNOWN;
  }
  if (!brand->blocked.there)
    return;
  enum ts_statusset_membership is = look_up(trust, &brand->blocked, digest, &answer);
  if (is == TS_SET_ABSENT)
    findings->status = TS_STATUS_CLEAR;
  if (is != TS_SET_MEMBER)
    return;
  findings->status = status_of(answer.reason);
  *since = (int64_t)answer.day * TS_DAY_SECONDS;
}

/* RFC 5280 section 6.1 for a path of one certificate under the anchor that the publisher signed: names chain,
 * the root is a CA that may sign certificates, the leaf is none and may sign data, and the root's key made
 * the leaf's signature. */
static enum ts_signature_check check_chain(const struct ts_trust *trust, const struct ts_brand *brand,
                                           const struct ts_certificate *leaf) {
  const struct ts_crypto *crypto = trust->crypto;
  struct ts_certificate root;
  enum ts_err err = crypto->read_certificate(crypto->ctx, brand->root, &root);
  if (err != TS_OK)
    return err == TS_ERR_CERTIFICATE ? TS_SIGNATURE_BAD : TS_SIGNATURE_NOT_CHECKED;
  bool may = root.is_ca && root.may_sign_certificates && !leaf->is_ca && leaf->may_sign_data;
  if (!may || !ts_bytes_equal(leaf->issuer, root.subject))
    return TS_SIGNATURE_BAD;
  uint8_t digest[TS_SHA256_SIZE];
  if (crypto->sha256(crypto->ctx, &leaf->tbs, 1, digest) != TS_OK)
    return TS_SIGNATURE_NOT_CHECKED;
  return crypto->verify_p256(crypto->ctx, root.point, digest, leaf->signature);
}

/* The id that the bundle gives must be the certificate's own, or a key could stand in for another one's
 * candidates. */
static enum ts_signature_check check_key_id(const struct ts_trust *trust, const struct ts_signer *signer,
                                            const struct ts_certificate *leaf) {
  uint8_t digest[TS_SHA256_SIZE];
  if (trust->crypto->sha256(trust->crypto->ctx, &leaf->public_key, 1, digest) != TS_OK)
    return TS_SIGNATURE_NOT_CHECKED;
  return ts_get_be16(digest) == signer->key_id ? TS_SIGNATURE_GOOD : TS_SIGNATURE_BAD;
}

/* Reads the signer's certificate and sees to it that it is the brand's. GOOD and BAD are remembered for this
 * bundle, a failure of the library is not. */
static enum ts_signature_check certified(struct ts_trust *trust, const struct ts_brand *brand,
                                         const struct ts_signer *signer, struct ts_certificate *leaf) {
  const struct ts_crypto *crypto = trust->crypto;
  enum ts_err err = crypto->read_certificate(crypto->ctx, signer->certificate, leaf);
  if (err != TS_OK)
    return err == TS_ERR_CERTIFICATE ? TS_SIGNATURE_BAD : TS_SIGNATURE_NOT_CHECKED;
  if (signer->index >= TS_BUNDLE_SIGNERS_MAX)
    return TS_SIGNATURE_NOT_CHECKED;
  uint8_t *known = &trust->chain[signer->index];
  if (*known == CHAIN_UNCHECKED) {
    enum ts_signature_check check = check_key_id(trust, signer, leaf);
    if (check == TS_SIGNATURE_GOOD)
      check = check_chain(trust, brand, leaf);
    if (check == TS_SIGNATURE_NOT_CHECKED)
      return check;
    *known = check == TS_SIGNATURE_GOOD ? CHAIN_GOOD : CHAIN_BAD;
  }
  return *known == CHAIN_GOOD ? TS_SIGNATURE_GOOD : TS_SIGNATURE_BAD;
}

/* Of a key that may be in other hands, or whose time has passed, only the tags stay good that the brand has on
 * record, by their very bytes: what else a tag says, its date too, proves nothing. OTHERWISE is what all others
 * are. Where the bundle has no set, or it cannot be read, it stays open. */
static uint8_t by_record(struct ts_trust *trust, const struct ts_signer *signer,
                         const uint8_t digest[TS_SHA256_SIZE], uint8_t otherwise) {
  struct ts_statusset_answer answer;
  if (!signer->recorded.there)
    return TS_BY_UNKNOWN;
  switch (look_up(trust, &signer->recorded, digest, &answer)) {
  case TS_SET_MEMBER:
    return TS_BY_RECORDED;
  case TS_SET_ABSENT:
    return otherwise;
  case TS_SET_NOT_CHECKED:
    break;
  }
  return TS_BY_UNKNOWN;
}

/* What the signer of a good signature may say. A revoked one's dates and scope prove nothing. */
static uint8_t signer_standing(struct ts_trust *trust, const struct ts_signer *signer,
                               const struct ts_certificate *leaf, const char *gtin,
                               const uint8_t digest[TS_SHA256_SIZE]) {
  if (signer->state == TS_SIGNER_REVOKED)
    return by_record(trust, signer, digest, TS_BY_REVOKED);
  if (!ts_signer_in_scope(signer, gtin))
    return TS_BY_OUT_OF_SCOPE;
  if (trust->time.seconds < leaf->not_before)
    return TS_BY_NOT_YET;
  if (trust->time.seconds > leaf->not_after)
    return by_record(trust, signer, digest, TS_BY_OVERDUE);
  return TS_BY_ACTIVE;
}

static enum ts_err digest_of(const struct ts_trust *trust, const struct ts_tag *tag, const struct ts_gs1 *gs1,
                             uint8_t digest[TS_SHA256_SIZE]) {
  uint8_t bytes[TS_TAG_SIGNED_MAX];
  struct ts_buf signed_bytes = ts_buf(bytes, sizeof bytes);
  enum ts_err err = ts_tag_signed_bytes(&signed_bytes, gs1, tag->signature.profile);
  if (err != TS_OK)
    return err;
  struct ts_bytes part = ts_buf_bytes(&signed_bytes);
  return trust->crypto->sha256(trust->crypto->ctx, &part, 1, digest);
}

static uint8_t link_of(const struct ts_brand *brand, const struct ts_gs1 *gs1) {
  if (gs1->syntax != TS_GS1_SYNTAX_URI)
    return TS_LINK_NONE;
  return ts_brand_has_host(brand, gs1->host) ? TS_LINK_BRAND : TS_LINK_ELSEWHERE;
}

void ts_trust_verify(struct ts_trust *trust, const struct ts_brand *brand, const struct ts_tag *tag,
                     const struct ts_gs1 *gs1, struct ts_findings *findings) {
  findings->signature = TS_SIGNED_NOT_CHECKED;
  findings->signer = TS_BY_UNKNOWN;
  findings->link = link_of(brand, gs1);
  uint8_t digest[TS_SHA256_SIZE];
  if (!trust->bundle || tag->kind != TS_TAG_SIGNED || digest_of(trust, tag, gs1, digest) != TS_OK)
    return;
  const struct ts_crypto *crypto = trust->crypto;
  struct ts_signer signer;
  struct ts_certificate leaf;
  unsigned bad = 0, unsure = 0, candidates = 0;
  bool more = ts_brand_next_signer(brand, NULL, tag->signature.key_id, &signer);
  for (; more && candidates < TS_BUNDLE_CANDIDATES_MAX; candidates++) {
    enum ts_signature_check check = certified(trust, brand, &signer, &leaf);
    if (check == TS_SIGNATURE_GOOD) {
      check = crypto->verify_p256(crypto->ctx, leaf.point, digest, tag->signature.rs);
      if (check == TS_SIGNATURE_GOOD) {
        findings->signature = TS_SIGNED_GOOD;
        findings->signer = signer_standing(trust, &signer, &leaf, tag->gtin, digest);
        return;
      }
      bad += check == TS_SIGNATURE_BAD;
      unsure += check != TS_SIGNATURE_BAD;
    } else { /* the list names a key that cannot be used: the tag may be its, so nobody is accused */
      unsure++;
      if (check == TS_SIGNATURE_BAD)
        findings->signer = TS_BY_UNCERTIFIED;
    }
    struct ts_signer previous = signer;
    more = ts_brand_next_signer(brand, &previous, tag->signature.key_id, &signer);
  }
  if (candidates == 0)
    findings->signature = TS_SIGNED_NO_SUCH_KEY;
  else if (unsure == 0 && bad == candidates && !more)
    findings->signature = TS_SIGNED_BAD;
}

void ts_trust_tag_policy(const struct ts_brand *brand, const char *gtin14, int64_t made,
                         struct ts_findings *findings) {
  struct ts_tagged tagged = ts_brand_tagged(brand, gtin14);
  bool always = tagged.known && tagged.since == 0;
  bool since = tagged.known && made != TS_MADE_UNKNOWN && made >= tagged.since;
  findings->tag = always || since ? TS_TAG_MUST_HAVE : TS_TAG_MAY_LACK;
}
