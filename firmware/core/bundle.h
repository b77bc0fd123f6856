/* SPDX-License-Identifier: Apache-2.0 */
/* The trust bundle: one file that a publisher signs and that says which brands, signers, models and policies
 * a device knows (SPEC.md, "Bundle"). A short header, the head, which a device loads, and the sets, which it
 * reads by ranges. The head is deterministic CBOR in COSE_Sign (RFC 9052 section 4.1): the statements that
 * exchanged the publisher's keys, then the bundle's message, which holds the roots of the sets.
 *
 * ts_bundle_open is the only way to a struct ts_bundle with OPEN set, and it verifies the publisher's
 * signatures before it looks at anything inside. It also checks the whole content, so that the look-ups below
 * cannot meet a surprise. */
#ifndef TS_CORE_BUNDLE_H
#define TS_CORE_BUNDLE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/bytes.h"
#include "core/cbor.h"
#include "core/error.h"
#include "core/publisher.h"
#include "core/statusset.h"
#include "port/crypto.h"

#define TS_BUNDLE_FORMAT 1
#define TS_BUNDLE_CONTENT_TYPE "application/vnd.touchstone.bundle+cbor"
#define TS_BUNDLE_MAGIC "TSBUNDLE"
#define TS_BUNDLE_HEADER_SIZE 12               /* the magic, and the head's size, big-endian */
#define TS_BUNDLE_SIZE_MAX (1024u * 1024u)     /* the head, bytes; checked before it is read */
#define TS_BUNDLE_FILE_MAX (UINT64_C(1) << 28) /* the whole file, bytes; likewise */
#define TS_BUNDLE_BRANDS_MAX 256
#define TS_BUNDLE_SIGNERS_MAX 2048 /* over all brands */
#define TS_BUNDLE_CANDIDATES_MAX 4 /* signers of one brand with the same key id */
#define TS_BUNDLE_DAYS_MAX 3660
#define TS_BUNDLE_PREFIXES_MAX 512      /* over all brands; checking sorts their views: 4 KB of stack */
#define TS_BUNDLE_BRAND_PREFIXES_MAX 32 /* of one brand */
#define TS_BUNDLE_CERTIFICATE_MAX 2048  /* bytes */
#define TS_BUNDLE_ID_MAX 32
#define TS_BUNDLE_NAME_MAX 80 /* bytes of UTF-8 */
#define TS_BUNDLE_HOST_MAX 253
#define TS_BUNDLE_SERIAL_FORM_MAX 20
#define TS_BUNDLE_PREFIX_MIN 4 /* digits */
#define TS_BUNDLE_PREFIX_MAX 12
#define TS_BUNDLE_POLICY_DAYS_MAX 365
#define TS_BUNDLE_DAY_MAX 99999 /* no date of the format is later: 2243-10-16, in days since 1970 */
/* Hosts, models, scopes, policies and serial forms are bounded by TS_BUNDLE_SIZE_MAX alone; looking one up
 * walks over its list. */

#define TS_DAY_SECONDS 86400
#define TS_BUNDLE_SET_ALIGN 4096u /* sets begin at its multiples, in the file */

struct ts_bundle {
  bool open;                 /* verified and checked; everything below is meaningless without it */
  struct ts_bytes payload;   /* view into the caller's bytes, which must outlive this */
  struct ts_bytes publisher; /* name, UTF-8 */
  uint64_t sequence;
  int64_t issued, expires; /* seconds since 1970-01-01 UTC; good until EXPIRES, which itself is too late */
  uint8_t hash[TS_SHA256_SIZE];  /* of the payload, and so of the sets' roots; signatures are malleable */
  struct ts_publisher_keys keys; /* who has signed: the pinned set, or what it was exchanged for */
  uint64_t sets_at;              /* where the sets begin in the file */
  uint64_t file_size; /* what the whole file must have: a set of another size is another bundle's */
  size_t brand_count, signer_count;
  struct ts_bytes brands; /* the CBOR array of brands */
};

/* What the bundle says of a set. */
struct ts_bundle_set {
  bool there;      /* the bundle has such a set; else the rest is zero */
  uint64_t offset; /* of its first byte, from SETS_AT */
  struct ts_statusset_info info;
};

/* Views into the payload. */
struct ts_brand {
  size_t index;       /* in the bundle */
  struct ts_bytes id; /* [a-z0-9-]{1,32} */
  struct ts_bytes name;
  struct ts_bytes root; /* X.509 certificate, DER: the trust anchor for this brand's signers */
  struct ts_bytes prefixes, hosts, signers, models; /* CBOR arrays */
  struct ts_bytes tagged, serial_forms;             /* CBOR arrays, or empty views: the brand gives none */
  struct ts_bundle_set issued, blocked;             /* kinds TS_SET_ISSUED, TS_SET_BLOCKED */
  size_t first_signer;                              /* bundle-wide index of its first signer */
  uint32_t signer_days; /* signers are announced this long ahead of first use; default 30 */
  uint32_t serial_days; /* serials likewise; default 7 */
};

/* Append only. */
enum ts_signer_state { TS_SIGNER_ACTIVE = 0, TS_SIGNER_RETIRED = 1, TS_SIGNER_REVOKED = 2 };

struct ts_signer {
  size_t index; /* bundle-wide, below TS_BUNDLE_SIGNERS_MAX */
  uint16_t key_id;
  struct ts_bytes certificate; /* X.509, DER */
  enum ts_signer_state state;
  int64_t revoked_from;          /* seconds; 00:00 UTC of that day; only when REVOKED */
  struct ts_bytes scope;         /* CBOR array of GTIN-14s or prefixes; an empty view: all of the brand's */
  struct ts_bundle_set recorded; /* kind TS_SET_SIGNED: of a revoked signer, what was recorded before */
};

/* "Every piece of GTIN made on or after SINCE carries a tag." */
struct ts_tagged {
  bool known;    /* the brand says something of this GTIN */
  int64_t since; /* seconds; 0: always */
};

/* The file's first bytes: *HEAD_SIZE bytes of head follow. TS_ERR_TOO_LONG beyond TS_BUNDLE_FILE_MAX or
 * TS_BUNDLE_SIZE_MAX, TS_ERR_BUNDLE_FORM for another kind of file, TS_ERR_BUNDLE_SIZE for one that ends before
 * its head does. FILE_SIZE is the whole file's, and HEADER is its first bytes, as far as there are. */
enum ts_err ts_bundle_read_header(struct ts_bytes header, uint64_t file_size, size_t *head_size);

/* Verifies HEAD: follows its rotation statements from PUBLISHER on, wants enough signatures of the set that
 * this leads to, then checks the bundle's whole content. On any error OUT is zeroed. Nothing may follow the
 * message. TS_ERR_TOO_LONG, TS_ERR_CBOR_*, TS_ERR_BUNDLE_* by the rules in SPEC.md; TS_ERR_INTERNAL if too few
 * signatures were found good and the library failed on one. Neither the clock nor a sequence floor is looked
 * at: that is core/anchor's part. Work is bounded by TS_BUNDLE_SIZE_MAX: each of the at most
 * TS_COSE_SIGNATURES_MAX signatures hashes its message once. */
enum ts_err ts_bundle_open(struct ts_bundle *out, struct ts_bytes head,
                           const struct ts_publisher_keys *publisher, const struct ts_crypto *crypto);

/* Calls SEE with each set of an open bundle, in the order of the file, until it gives another answer than
 * TS_OK, which is then given. */
enum ts_err ts_bundle_each_set(const struct ts_bundle *bundle,
                               enum ts_err (*see)(void *ctx, const struct ts_bundle_set *set), void *ctx);

/* Look-ups. They walk over the payload, so that nothing is kept in memory, and give false, zero or an empty
 * view for a bundle that is not open and for a GTIN that is not 14 characters. */

/* The brand whose GS1 prefix begins GTIN14 from its second digit on (the first is the indicator). */
bool ts_bundle_brand_of_gtin(const struct ts_bundle *bundle, const char *gtin14, struct ts_brand *out);
/* The first brand that lists HOST (compared in lower case). */
bool ts_bundle_brand_of_host(const struct ts_bundle *bundle, const char *host, struct ts_brand *out);
bool ts_bundle_brand_at(const struct ts_bundle *bundle, size_t index, struct ts_brand *out);

bool ts_brand_has_host(const struct ts_brand *brand, const char *host);
/* The model's name for the screen, UTF-8; empty if the bundle has none. */
struct ts_bytes ts_brand_model(const struct ts_brand *brand, const char *gtin14);
size_t ts_brand_model_count(const struct ts_brand *brand);
/* The model at INDEX of the brand's list; false beyond its end. Views into the payload. */
bool ts_brand_model_at(const struct ts_brand *brand, size_t index, struct ts_bytes *gtin14,
                       struct ts_bytes *name);
/* The most special entry (GTIN, then the longest prefix) that covers GTIN14. */
struct ts_tagged ts_brand_tagged(const struct ts_brand *brand, const char *gtin14);
/* True if the brand gives no serial form, or SERIAL has one of them (SPEC.md: '#' digit, '@' letter A-Z, '$'
 * either, others themselves). */
bool ts_brand_serial_form_ok(const struct ts_brand *brand, struct ts_bytes serial);

/* The signer after PREVIOUS (NULL: the first) whose key id is KEY_ID; false when there is no more. */
bool ts_brand_next_signer(const struct ts_brand *brand, const struct ts_signer *previous, uint16_t key_id,
                          struct ts_signer *out);
bool ts_brand_signer_at(const struct ts_brand *brand, size_t index_in_brand, struct ts_signer *out);
bool ts_signer_in_scope(const struct ts_signer *signer, const char *gtin14);

#endif
