/* SPDX-License-Identifier: Apache-2.0 */
#include "core/verdict.h"

#include <stdbool.h>
#include <stddef.h>

/* Findings are looked up as one 64-bit word in which each finding has one bit a value, and just one of them
 * is set. A rule is the word of the bits that it forbids: it holds when none of them is set. So every rule is
 * looked at for every decision, in any order, and costs one AND. */
enum {
  AT_FORM = 0,
  AT_DATA = AT_FORM + TS_FORM_COUNT,
  AT_TIME = AT_DATA + TS_DATA_COUNT,
  AT_SIGNER_LIST = AT_TIME + TS_DATE_COUNT,
  AT_SERIAL_LIST = AT_SIGNER_LIST + TS_LIST_COUNT,
  AT_SIGNATURE = AT_SERIAL_LIST + TS_LIST_COUNT,
  AT_SIGNER = AT_SIGNATURE + TS_SIGNED_COUNT,
  AT_LINK = AT_SIGNER + TS_BY_COUNT,
  AT_STATUS = AT_LINK + TS_LINK_COUNT,
  AT_ISSUED = AT_STATUS + TS_STATUS_COUNT,
  AT_READING = AT_ISSUED + TS_ISSUED_COUNT,
  AT_SERIAL = AT_READING + TS_READ_COUNT,
  AT_TAG = AT_SERIAL + TS_SERIAL_COUNT,
  AT_ENGRAVING = AT_TAG + TS_TAG_COUNT,
  AT_WEIGHT = AT_ENGRAVING + TS_PIECE_COUNT,
  AT_SIZE = AT_WEIGHT + TS_PIECE_COUNT,
  AT_ORDER = AT_SIZE + TS_PIECE_COUNT,
  AT_HISTORY = AT_ORDER + TS_ORDER_COUNT,
  AT_VIEW = AT_HISTORY + TS_SEEN_COUNT,
  AT_END = AT_VIEW + TS_VIEW_COUNT
};
_Static_assert(AT_END <= 64, "the findings no longer fit one word");
_Static_assert(TS_REASON_COUNT <= 64, "the reasons no longer fit one word");

#define BIT(value) (UINT64_C(1) << (value))
#define FORBID(at, count, allowed) (((BIT(count) - 1) & ~(uint64_t)(allowed)) << (at))

/* Each names the values that a rule allows; a finding that a rule does not name may have any. */
#define FORM(allowed) FORBID(AT_FORM, TS_FORM_COUNT, allowed)
#define DATA(allowed) FORBID(AT_DATA, TS_DATA_COUNT, allowed)
#define TIME(allowed) FORBID(AT_TIME, TS_DATE_COUNT, allowed)
#define SIGNER_LIST(allowed) FORBID(AT_SIGNER_LIST, TS_LIST_COUNT, allowed)
#define SERIAL_LIST(allowed) FORBID(AT_SERIAL_LIST, TS_LIST_COUNT, allowed)
#define SIGNATURE(allowed) FORBID(AT_SIGNATURE, TS_SIGNED_COUNT, allowed)
#define SIGNER(allowed) FORBID(AT_SIGNER, TS_BY_COUNT, allowed)
#define LINK(allowed) FORBID(AT_LINK, TS_LINK_COUNT, allowed)
#define STATUS(allowed) FORBID(AT_STATUS, TS_STATUS_COUNT, allowed)
#define ISSUED(allowed) FORBID(AT_ISSUED, TS_ISSUED_COUNT, allowed)
#define READING(allowed) FORBID(AT_READING, TS_READ_COUNT, allowed)
#define SERIAL(allowed) FORBID(AT_SERIAL, TS_SERIAL_COUNT, allowed)
#define TAG(allowed) FORBID(AT_TAG, TS_TAG_COUNT, allowed)
#define ENGRAVING(allowed) FORBID(AT_ENGRAVING, TS_PIECE_COUNT, allowed)
#define WEIGHT(allowed) FORBID(AT_WEIGHT, TS_PIECE_COUNT, allowed)
#define SIZE(allowed) FORBID(AT_SIZE, TS_PIECE_COUNT, allowed)
#define ORDER(allowed) FORBID(AT_ORDER, TS_ORDER_COUNT, allowed)
#define HISTORY(allowed) FORBID(AT_HISTORY, TS_SEEN_COUNT, allowed)
#define VIEW(allowed) FORBID(AT_VIEW, TS_VIEW_COUNT, allowed)

#define SOME_DATA DATA(BIT(TS_DATA_EXPIRED) | BIT(TS_DATA_VALID))
#define FRESH_DATA (DATA(BIT(TS_DATA_VALID)) | TIME(BIT(TS_DATE_KNOWN)))
#define SIGNED FORM(BIT(TS_FORM_SIGNED))
#define GOOD (SIGNED | SOME_DATA | SIGNATURE(BIT(TS_SIGNED_GOOD)))
#define NAMES_PIECE (FORM(BIT(TS_FORM_SERIAL) | BIT(TS_FORM_SIGNED)) | SOME_DATA)
#define OF_A_BRAND                                                                                           \
  (FORM(BIT(TS_FORM_MODEL) | BIT(TS_FORM_SERIAL) | BIT(TS_FORM_SIGNED) | BIT(TS_FORM_UNTAGGED)) | SOME_DATA)

struct rule {
  uint8_t verdict, reason;
  uint64_t forbidden;
};

static const struct rule rules[] = {
    /* The only way to GENUINE: every check was made, and each said yes. */
    {TS_GENUINE, TS_REASON_GENUINE,
     SIGNED | FRESH_DATA | SIGNATURE(BIT(TS_SIGNED_GOOD)) | SIGNER(BIT(TS_BY_ACTIVE) | BIT(TS_BY_RECORDED)) |
         LINK(BIT(TS_LINK_BRAND) | BIT(TS_LINK_NONE)) | STATUS(BIT(TS_STATUS_CLEAR)) |
         ENGRAVING(BIT(TS_PIECE_NO_CONFLICT)) | WEIGHT(BIT(TS_PIECE_NO_CONFLICT)) |
         SIZE(BIT(TS_PIECE_NO_CONFLICT)) | ORDER(BIT(TS_ORDER_NO_CONFLICT)) |
         HISTORY(BIT(TS_SEEN_NEVER) | BIT(TS_SEEN_HERE)) | VIEW(BIT(TS_VIEW_ONE))},
    {TS_GENUINE, TS_REASON_SEEN_HERE, NAMES_PIECE | HISTORY(BIT(TS_SEEN_HERE))},

    /* COUNTERFEIT: five grounds, each something that was checked and found wrong. */
    {TS_COUNTERFEIT, TS_REASON_BAD_SIGNATURE,
     SIGNED | SOME_DATA | SIGNATURE(BIT(TS_SIGNED_BAD)) | READING(BIT(TS_READ_CONFIRMED))},
    {TS_COUNTERFEIT, TS_REASON_FOREIGN_KEY,
     SIGNED | FRESH_DATA | SIGNER_LIST(BIT(TS_LIST_COMPLETE)) | SIGNATURE(BIT(TS_SIGNED_NO_SUCH_KEY)) |
         READING(BIT(TS_READ_CONFIRMED))},
    {TS_COUNTERFEIT, TS_REASON_REVOKED_KEY,
     GOOD | SIGNER(BIT(TS_BY_REVOKED)) | READING(BIT(TS_READ_CONFIRMED))},
    {TS_COUNTERFEIT, TS_REASON_NEVER_ISSUED,
     FORM(BIT(TS_FORM_SERIAL)) | FRESH_DATA | SERIAL_LIST(BIT(TS_LIST_COMPLETE)) | ISSUED(BIT(TS_ISSUED_NO)) |
         READING(BIT(TS_READ_CONFIRMED)) | SERIAL(BIT(TS_SERIAL_BRAND_FORM))},
    {TS_COUNTERFEIT, TS_REASON_TAG_MISSING,
     FORM(BIT(TS_FORM_MALFORMED) | BIT(TS_FORM_SERIAL) | BIT(TS_FORM_UNTAGGED)) | FRESH_DATA |
         READING(BIT(TS_READ_CONFIRMED)) | TAG(BIT(TS_TAG_MUST_HAVE))},

    /* SUSPECT: the brand, the piece, the order or an earlier sighting speaks against it. */
    {TS_SUSPECT, TS_REASON_STOLEN, NAMES_PIECE | STATUS(BIT(TS_STATUS_STOLEN))},
    {TS_SUSPECT, TS_REASON_RECALLED, NAMES_PIECE | STATUS(BIT(TS_STATUS_RECALLED))},
    {TS_SUSPECT, TS_REASON_DESTROYED, NAMES_PIECE | STATUS(BIT(TS_STATUS_DESTROYED))},
    {TS_SUSPECT, TS_REASON_RETURNED, NAMES_PIECE | STATUS(BIT(TS_STATUS_RETURNED))},
    {TS_SUSPECT, TS_REASON_ENGRAVING, GOOD | ENGRAVING(BIT(TS_PIECE_CONFLICT))},
    {TS_SUSPECT, TS_REASON_WEIGHT, GOOD | WEIGHT(BIT(TS_PIECE_CONFLICT))},
    {TS_SUSPECT, TS_REASON_SIZE, GOOD | SIZE(BIT(TS_PIECE_CONFLICT))},
    {TS_SUSPECT, TS_REASON_OTHER_MODEL, OF_A_BRAND | ORDER(BIT(TS_ORDER_OTHER_MODEL))},
    {TS_SUSPECT, TS_REASON_UNBRANDED, OF_A_BRAND | ORDER(BIT(TS_ORDER_UNBRANDED))},
    {TS_SUSPECT, TS_REASON_SEEN_TWICE, NAMES_PIECE | HISTORY(BIT(TS_SEEN_TWICE))},
    {TS_SUSPECT, TS_REASON_SEEN_ELSEWHERE, NAMES_PIECE | HISTORY(BIT(TS_SEEN_ELSEWHERE))},

    /* UNPROVEN: what was shown proves nothing, */
    {TS_UNPROVEN, TS_REASON_NOTHING, FORM(BIT(TS_FORM_NOTHING))},
    {TS_UNPROVEN, TS_REASON_UNREADABLE, FORM(BIT(TS_FORM_UNREADABLE))},
    {TS_UNPROVEN, TS_REASON_FOREIGN_TEXT, FORM(BIT(TS_FORM_FOREIGN))},
    {TS_UNPROVEN, TS_REASON_UNKNOWN_BRAND, FORM(BIT(TS_FORM_UNKNOWN_BRAND)) | SOME_DATA},
    {TS_UNPROVEN, TS_REASON_MALFORMED, FORM(BIT(TS_FORM_MALFORMED))},
    {TS_UNPROVEN, TS_REASON_NEWER, FORM(BIT(TS_FORM_NEWER))},
    {TS_UNPROVEN, TS_REASON_MODEL_ONLY, FORM(BIT(TS_FORM_MODEL))},
    {TS_UNPROVEN, TS_REASON_SERIAL_ONLY, FORM(BIT(TS_FORM_SERIAL))},
    {TS_UNPROVEN, TS_REASON_NOT_IN_DATA, FORM(BIT(TS_FORM_SERIAL)) | SOME_DATA | ISSUED(BIT(TS_ISSUED_NO))},
    {TS_UNPROVEN, TS_REASON_UNTAGGED, FORM(BIT(TS_FORM_UNTAGGED))},
    /* or the device cannot know, */
    {TS_UNPROVEN, TS_REASON_NO_DATA,
     DATA(BIT(TS_DATA_NONE)) | FORM(~(BIT(TS_FORM_NOTHING) | BIT(TS_FORM_UNREADABLE)))},
    {TS_UNPROVEN, TS_REASON_EXPIRED_GOOD,
     SIGNED | DATA(BIT(TS_DATA_EXPIRED)) | SIGNATURE(BIT(TS_SIGNED_GOOD))},
    {TS_UNPROVEN, TS_REASON_EXPIRED,
     DATA(BIT(TS_DATA_EXPIRED)) | SIGNATURE(~BIT(TS_SIGNED_GOOD)) |
         FORM(~(BIT(TS_FORM_NOTHING) | BIT(TS_FORM_UNREADABLE) | BIT(TS_FORM_FOREIGN)))},
    {TS_UNPROVEN, TS_REASON_DATE_UNKNOWN,
     SOME_DATA | TIME(BIT(TS_DATE_UNKNOWN)) |
         FORM(~(BIT(TS_FORM_NOTHING) | BIT(TS_FORM_UNREADABLE) | BIT(TS_FORM_FOREIGN)))},
    {TS_UNPROVEN, TS_REASON_NOT_CHECKED, SIGNED | SOME_DATA | SIGNATURE(BIT(TS_SIGNED_NOT_CHECKED))},
    {TS_UNPROVEN, TS_REASON_RECORD_UNKNOWN, GOOD | SIGNER(BIT(TS_BY_UNKNOWN))},
    /* or somebody signed who may not, or not now, or not this. */
    {TS_UNPROVEN, TS_REASON_NEW_KEY, SIGNED | SOME_DATA | SIGNATURE(BIT(TS_SIGNED_NO_SUCH_KEY))},
    {TS_UNPROVEN, TS_REASON_UNCERTIFIED,
     SIGNED | SOME_DATA | SIGNATURE(BIT(TS_SIGNED_NOT_CHECKED) | BIT(TS_SIGNED_GOOD)) |
         SIGNER(BIT(TS_BY_UNCERTIFIED))},
    {TS_UNPROVEN, TS_REASON_OUT_OF_SCOPE, GOOD | SIGNER(BIT(TS_BY_OUT_OF_SCOPE))},
    {TS_UNPROVEN, TS_REASON_NOT_YET, GOOD | SIGNER(BIT(TS_BY_NOT_YET))},
    {TS_UNPROVEN, TS_REASON_OVERDUE, GOOD | SIGNER(BIT(TS_BY_OVERDUE))},
    {TS_UNPROVEN, TS_REASON_LINK_ELSEWHERE, GOOD | LINK(BIT(TS_LINK_ELSEWHERE))},
    {TS_UNPROVEN, TS_REASON_STATUS_UNKNOWN, GOOD | STATUS(BIT(TS_STATUS_UNKNOWN))},
    {TS_UNPROVEN, TS_REASON_SEVERAL,
     VIEW(BIT(TS_VIEW_SEVERAL)) |
         FORM(~(BIT(TS_FORM_NOTHING) | BIT(TS_FORM_UNREADABLE) | BIT(TS_FORM_FOREIGN)))},
};
#define RULES (sizeof rules / sizeof rules[0])

/* These say what the device could not establish; beside a graver verdict that does not need it they only
 * confuse. */
#define SUPERSEDED_BY_COUNTERFEIT                                                                            \
  (BIT(TS_REASON_NEW_KEY) | BIT(TS_REASON_SERIAL_ONLY) | BIT(TS_REASON_NOT_IN_DATA) |                        \
   BIT(TS_REASON_UNTAGGED) | BIT(TS_REASON_LINK_ELSEWHERE) | BIT(TS_REASON_STATUS_UNKNOWN))

/* The zero of each finding is its doubtful value, so a value that no enum has counts as that. */
static uint64_t hot(unsigned value, unsigned count, unsigned at) {
  return BIT((value < count ? value : 0) + at);
}

static uint64_t word_of(const struct ts_findings *f) {
  return hot(f->form, TS_FORM_COUNT, AT_FORM) | hot(f->data, TS_DATA_COUNT, AT_DATA) |
         hot(f->time, TS_DATE_COUNT, AT_TIME) | hot(f->signer_list, TS_LIST_COUNT, AT_SIGNER_LIST) |
         hot(f->serial_list, TS_LIST_COUNT, AT_SERIAL_LIST) |
         hot(f->signature, TS_SIGNED_COUNT, AT_SIGNATURE) | hot(f->signer, TS_BY_COUNT, AT_SIGNER) |
         hot(f->link, TS_LINK_COUNT, AT_LINK) | hot(f->status, TS_STATUS_COUNT, AT_STATUS) |
         hot(f->issued, TS_ISSUED_COUNT, AT_ISSUED) | hot(f->reading, TS_READ_COUNT, AT_READING) |
         hot(f->serial, TS_SERIAL_COUNT, AT_SERIAL) | hot(f->tag, TS_TAG_COUNT, AT_TAG) |
         hot(f->engraving, TS_PIECE_COUNT, AT_ENGRAVING) | hot(f->weight, TS_PIECE_COUNT, AT_WEIGHT) |
         hot(f->size, TS_PIECE_COUNT, AT_SIZE) | hot(f->order, TS_ORDER_COUNT, AT_ORDER) |
         hot(f->history, TS_SEEN_COUNT, AT_HISTORY) | hot(f->view, TS_VIEW_COUNT, AT_VIEW);
}

static struct ts_decision settle(uint64_t reasons, enum ts_verdict verdict) {
  if (verdict != TS_GENUINE)
    reasons &= ~BIT(TS_REASON_GENUINE);
  if (verdict == TS_COUNTERFEIT)
    reasons &= ~SUPERSEDED_BY_COUNTERFEIT;
  return (struct ts_decision){.verdict = verdict, .reasons = reasons};
}

struct ts_decision ts_verdict_decide(const struct ts_findings *findings) {
  uint64_t word = word_of(findings), reasons = 0;
  unsigned verdict = TS_GENUINE;
  for (size_t i = 0; i < RULES; i++)
    if ((word & rules[i].forbidden) == 0) {
      reasons |= BIT(rules[i].reason);
      verdict = rules[i].verdict > verdict ? rules[i].verdict : verdict;
    }
  if (verdict == TS_GENUINE && !(reasons & BIT(TS_REASON_GENUINE))) {
    verdict = TS_UNPROVEN; /* nothing spoke: that is no yes */
    reasons |= BIT(TS_REASON_NOT_CHECKED);
  }
  return settle(reasons, (enum ts_verdict)verdict);
}

struct ts_decision ts_verdict_same_piece(struct ts_decision a, struct ts_decision b) {
  return settle(a.reasons | b.reasons, a.verdict > b.verdict ? a.verdict : b.verdict);
}

struct ts_decision ts_verdict_of_view(const struct ts_decision *piece, unsigned count) {
  if (count == 0)
    return (struct ts_decision){.verdict = TS_UNPROVEN, .reasons = BIT(TS_REASON_NOTHING)};
  if (count == 1)
    return piece[0];
  enum ts_verdict mildest = TS_COUNTERFEIT, gravest = TS_UNPROVEN;
  uint64_t reasons = 0;
  for (unsigned i = 0; i < count; i++) {
    enum ts_verdict verdict = piece[i].verdict < TS_UNPROVEN ? TS_UNPROVEN : piece[i].verdict;
    mildest = verdict < mildest ? verdict : mildest;
    gravest = verdict > gravest ? verdict : gravest;
    reasons |= piece[i].reasons;
  }
  for (unsigned reason = 1; reason < TS_REASON_COUNT; reason++)
    if (ts_reason_verdict((enum ts_reason)reason) > mildest)
      reasons &= ~BIT(reason); /* it stands beside the symbol that earned it */
  reasons |= BIT(TS_REASON_SEVERAL) | (gravest > mildest ? BIT(TS_REASON_GRAVER_BESIDE) : 0);
  return settle(reasons, mildest);
}

enum ts_verdict ts_reason_verdict(enum ts_reason reason) {
  for (size_t i = 0; i < RULES; i++)
    if (rules[i].reason == reason)
      return (enum ts_verdict)rules[i].verdict;
  return reason == TS_REASON_GRAVER_BESIDE ? TS_UNPROVEN : TS_GENUINE;
}

unsigned ts_decision_reasons(const struct ts_decision *decision, enum ts_reason out[TS_REASONS_MAX]) {
  unsigned count = 0;
  for (int verdict = TS_COUNTERFEIT; verdict >= TS_GENUINE; verdict--)
    for (unsigned reason = 1; reason < TS_REASON_COUNT; reason++)
      if ((decision->reasons >> reason & 1) != 0 && (int)ts_reason_verdict((enum ts_reason)reason) == verdict)
        out[count++] = (enum ts_reason)reason;
  return count;
}

const char *ts_verdict_name(enum ts_verdict verdict) {
  switch (verdict) {
  case TS_GENUINE:
    return "GENUINE";
  case TS_SUSPECT:
    return "SUSPECT";
  case TS_COUNTERFEIT:
    return "COUNTERFEIT";
  case TS_UNPROVEN:
    break;
  }
  return "UNPROVEN";
}
