/* SPDX-License-Identifier: Apache-2.0 */
/* From findings to a verdict: one pure function over a table. This is the heart of the product.
 *
 * Two rules stand above all others: never GENUINE on doubt, never COUNTERFEIT for what could not be checked.
 * So every finding's zero is its doubtful value, and a zeroed struct gives UNPROVEN. */
#ifndef TS_CORE_VERDICT_H
#define TS_CORE_VERDICT_H

#include <stdint.h>

/* By gravity: where findings disagree, the higher one counts. */
enum ts_verdict { TS_GENUINE = 0, TS_UNPROVEN = 1, TS_SUSPECT = 2, TS_COUNTERFEIT = 3 };

enum ts_finding_form {                            /* what was shown */
                       TS_FORM_NOTHING = 0,       /* no symbol in view */
                       TS_FORM_UNREADABLE = 1,    /* no picture: damaged photograph, reader failed */
                       TS_FORM_FOREIGN = 2,       /* a symbol that carries no GTIN: listed, never judged */
                       TS_FORM_UNKNOWN_BRAND = 3, /* a GTIN of no brand that the bundle names */
                       TS_FORM_MALFORMED = 4,     /* text of a known brand that is refused for its form */
                       TS_FORM_NEWER = 5,         /* a profile that this version does not know */
                       TS_FORM_MODEL = 6,         /* a GTIN without a serial */
                       TS_FORM_SERIAL = 7,        /* GTIN and serial, no signature */
                       TS_FORM_SIGNED = 8,        /* a signature in good form */
                       TS_FORM_UNTAGGED = 9, /* a person says that a piece of this GTIN came without a tag */
                       TS_FORM_COUNT
};
enum ts_finding_data { TS_DATA_NONE = 0, TS_DATA_EXPIRED = 1, TS_DATA_VALID = 2, TS_DATA_COUNT };
enum ts_finding_time { TS_DATE_UNKNOWN = 0, TS_DATE_KNOWN = 1, TS_DATE_COUNT };
/* Is the bundle so young that every signer (serial) in use must be in it? */
enum ts_finding_list { TS_LIST_OPEN = 0, TS_LIST_COMPLETE = 1, TS_LIST_COUNT };
enum ts_finding_signature {
  TS_SIGNED_NOT_CHECKED = 0,
  TS_SIGNED_NO_SUCH_KEY = 1, /* the brand's list names no signer with this key id */
  TS_SIGNED_BAD = 2,         /* fails under every key of that id */
  TS_SIGNED_GOOD = 3,
  TS_SIGNED_COUNT
};
enum ts_finding_signer {                    /* of the key under which the signature is good */
                         TS_BY_UNKNOWN = 0, /* revoked or overdue, and its record could not be looked up */
                         TS_BY_UNCERTIFIED = 1, /* its certificate does not chain to the brand's root */
                         TS_BY_OUT_OF_SCOPE = 2,
                         TS_BY_NOT_YET = 3,  /* before its start */
                         TS_BY_OVERDUE = 4,  /* after its end, and this tag is not in its issued set */
                         TS_BY_REVOKED = 5,  /* revoked, and this tag was not recorded before that */
                         TS_BY_RECORDED = 6, /* overdue or revoked, but this very tag was recorded in time */
                         TS_BY_ACTIVE = 7,   /* within its dates; retired counts here */
                         TS_BY_COUNT
};
enum ts_finding_link { TS_LINK_ELSEWHERE = 0, TS_LINK_NONE = 1, TS_LINK_BRAND = 2, TS_LINK_COUNT };
enum ts_finding_status {
  TS_STATUS_UNKNOWN = 0, /* could not be looked up */
  TS_STATUS_CLEAR = 1,
  TS_STATUS_STOLEN = 2,
  TS_STATUS_RECALLED = 3,
  TS_STATUS_DESTROYED = 4,
  TS_STATUS_RETURNED = 5,
  TS_STATUS_COUNT
};
enum ts_finding_issued { TS_ISSUED_UNKNOWN = 0, TS_ISSUED_NO = 1, TS_ISSUED_YES = 2, TS_ISSUED_COUNT };
enum ts_finding_reading { TS_READ_ONCE = 0, TS_READ_CONFIRMED = 1, TS_READ_COUNT };
enum ts_finding_serial { TS_SERIAL_OTHER_FORM = 0, TS_SERIAL_BRAND_FORM = 1, TS_SERIAL_COUNT };
/* Must this piece carry a tag, by the brand's policy for its model and what is known of the piece? */
enum ts_finding_tag { TS_TAG_MAY_LACK = 0, TS_TAG_MUST_HAVE = 1, TS_TAG_COUNT };
/* Tag against the piece in hand. Not compared is no doubt: the screen shows what to compare. */
enum ts_finding_piece { TS_PIECE_NO_CONFLICT = 0, TS_PIECE_CONFLICT = 1, TS_PIECE_COUNT };
enum ts_finding_order {
  TS_ORDER_NO_CONFLICT = 0,
  TS_ORDER_OTHER_MODEL = 1,
  TS_ORDER_UNBRANDED = 2,
  TS_ORDER_COUNT
};
enum ts_finding_history {
  TS_SEEN_NEVER = 0,
  TS_SEEN_HERE = 1,      /* earlier, on this device: told, changes nothing */
  TS_SEEN_TWICE = 2,     /* twice in one consignment */
  TS_SEEN_ELSEWHERE = 3, /* on another device */
  TS_SEEN_COUNT
};
enum ts_finding_view { TS_VIEW_SEVERAL = 0, TS_VIEW_ONE = 1, TS_VIEW_COUNT }; /* pieces in the same view */

/* Everything that is known of one piece. No pointers: it goes into records as it is. */
struct ts_findings {
  uint8_t form, data, time;
  uint8_t signer_list, serial_list;
  uint8_t signature, signer;
  uint8_t link;
  uint8_t status, issued;
  uint8_t reading, serial;
  uint8_t tag;
  uint8_t engraving, weight, size;
  uint8_t order, history, view;
};

/* Why. Numbers are never reused or changed: append only, below 64. Texts are the app's (app/messages.h). */
enum ts_reason {
  TS_REASON_NONE = 0,
  TS_REASON_GENUINE = 1,
  TS_REASON_SEEN_HERE = 2, /* told beside any verdict */

  TS_REASON_BAD_SIGNATURE = 10,
  TS_REASON_FOREIGN_KEY = 11,
  TS_REASON_REVOKED_KEY = 12,
  TS_REASON_NEVER_ISSUED = 13,
  TS_REASON_TAG_MISSING = 14,

  TS_REASON_STOLEN = 20,
  TS_REASON_RECALLED = 21,
  TS_REASON_DESTROYED = 22,
  TS_REASON_RETURNED = 23,
  TS_REASON_ENGRAVING = 24,
  TS_REASON_WEIGHT = 25,
  TS_REASON_SIZE = 26,
  TS_REASON_OTHER_MODEL = 27,
  TS_REASON_UNBRANDED = 28,
  TS_REASON_SEEN_TWICE = 29,
  TS_REASON_SEEN_ELSEWHERE = 30,

  TS_REASON_NOTHING = 32,
  TS_REASON_UNREADABLE = 33,
  TS_REASON_FOREIGN_TEXT = 34,
  TS_REASON_UNKNOWN_BRAND = 35,
  TS_REASON_MALFORMED = 36,
  TS_REASON_NEWER = 37,
  TS_REASON_MODEL_ONLY = 38,
  TS_REASON_SERIAL_ONLY = 39,
  TS_REASON_NOT_IN_DATA = 40,
  TS_REASON_UNTAGGED = 41,
  TS_REASON_NO_DATA = 42,
  TS_REASON_EXPIRED_GOOD = 43, /* signature good, status unknown since DATE */
  TS_REASON_EXPIRED = 44,
  TS_REASON_DATE_UNKNOWN = 45,
  TS_REASON_NOT_CHECKED = 46,
  TS_REASON_NEW_KEY = 47, /* a key newer than the data, or nobody's */
  TS_REASON_UNCERTIFIED = 48,
  TS_REASON_OUT_OF_SCOPE = 49,
  TS_REASON_NOT_YET = 50,
  TS_REASON_OVERDUE = 51,
  TS_REASON_LINK_ELSEWHERE = 52,
  TS_REASON_STATUS_UNKNOWN = 53,
  TS_REASON_SEVERAL = 54,
  TS_REASON_GRAVER_BESIDE = 55,  /* of the view: one of several pieces has a graver verdict than the view */
  TS_REASON_RECORD_UNKNOWN = 56, /* signed by a key withdrawn or overdue, whose record cannot be looked up */
  TS_REASON_COUNT = 57           /* one more than the highest so far */
};

struct ts_decision {
  enum ts_verdict verdict;
  uint64_t reasons; /* bit N: reason N; at least one */
};

/* Values outside their enum count as doubt. */
struct ts_decision ts_verdict_decide(const struct ts_findings *findings);

/* Symbols that name the same piece are one, and the gravest counts. */
struct ts_decision ts_verdict_same_piece(struct ts_decision a, struct ts_decision b);

/* The verdict on a view of COUNT pieces, at least one. One piece: its own. Several: never GENUINE, and a
 * grave verdict stands for the view only if each piece earned it; else it stands beside the symbol that did,
 * and the view says so. */
struct ts_decision ts_verdict_of_view(const struct ts_decision *piece, unsigned count);

/* The verdict that a reason stands for; TS_GENUINE for those that are only told. */
enum ts_verdict ts_reason_verdict(enum ts_reason reason);

/* The reasons of a decision, gravest first, within one gravity by number. Returns how many were written to
 * OUT. */
#define TS_REASONS_MAX 64
unsigned ts_decision_reasons(const struct ts_decision *decision, enum ts_reason out[TS_REASONS_MAX]);

/* "GENUINE", "COUNTERFEIT", "SUSPECT", "UNPROVEN". */
const char *ts_verdict_name(enum ts_verdict verdict);

#endif
