/* SPDX-License-Identifier: Apache-2.0 */
/* A small world to test trust in: a publisher, two brands with roots and signers of every standing, a device
 * with its two stores in memory, a clock that says what it is told, and a reader that sees the texts it is
 * told. Keys and certificates are OpenSSL's, verification is the device's own adapter over mbedTLS. */
#ifndef TS_TESTS_SUPPORT_WORLD_H
#define TS_TESTS_SUPPORT_WORLD_H

#include "app/device.h"
#include "app/inspection.h"
#include "host-tools/bundle_write.h"
#include "host-tools/keys.h"
#include "host-tools/x509.h"

#define TS_WORLD_NOW INT64_C(1795435200)  /* 2026-11-23 12:00 UTC */
#define TS_WORLD_GTIN "09521234000013"    /* Maison Aurelie's, under prefix 9521234 */
#define TS_WORLD_GTIN2 "09521234000020"   /* another model of hers */
#define TS_WORLD_TAGGED "09521234000037"  /* a model that always carries a tag, by her policy */
#define TS_WORLD_CASA "09525678000011"    /* Casa Orsini's, under prefix 9525678 */
#define TS_WORLD_STRANGE "04006381333931" /* a brand that nobody knows here */

enum ts_world_key {
  TS_WORLD_PUBLISHER,
  TS_WORLD_ROOT, /* Maison Aurelie's */
  TS_WORLD_CASA_ROOT,
  TS_WORLD_ACTIVE, /* signs anything of Maison Aurelie's */
  TS_WORLD_SCOPED, /* only TS_WORLD_GTIN2 */
  TS_WORLD_REVOKED,
  TS_WORLD_RETIRED,
  TS_WORLD_NOT_YET,     /* from tomorrow on */
  TS_WORLD_OVERDUE,     /* until yesterday */
  TS_WORLD_UNCERTIFIED, /* listed as Maison Aurelie's, certified by Casa Orsini's root */
  TS_WORLD_CASA_ACTIVE,
  TS_WORLD_STRANGER, /* in no list */
  TS_WORLD_KEYS
};

/* An entry of a set. */
struct ts_world_entry {
  enum ts_statusset_kind kind;
  enum ts_world_key key; /* whose record, for TS_SET_SIGNED */
  uint8_t digest[TS_SHA256_SIZE];
  uint8_t reason;
  uint32_t day;
};

struct ts_world_file {
  uint8_t data[128 * 1024];
  size_t size;
  bool there;
};

struct ts_world {
  struct ts_key key[TS_WORLD_KEYS];
  struct ts_der certificate[TS_WORLD_KEYS];
  struct ts_blob bundle;
  bool has_sets;                     /* bundles have Maison Aurelie's sets of issued and blocked pieces */
  bool no_records;                   /* and lack the records of her signers, which else are there */
  struct ts_world_entry entry[2200]; /* an issued set of three blocks */
  size_t entries;
  const char *serial_form;                          /* hers, or NULL */
  struct ts_world_file anchor, card;                /* trusted/anchor and card/bundle */
  struct ts_crypto psa, crypto;                     /* the adapter, and the same with faults put before it */
  unsigned fail_verify, fail_sha, fail_certificate; /* the Nth call from now fails; 0: none does */
  unsigned fail_read;                               /* likewise, of reading the card */
  unsigned reads;                                   /* of the card, so far */
  unsigned writes;                                  /* of either area, so far */
  unsigned cut_write; /* the power fails at the Nth write from now; 0: at none */
  enum {
    TS_CUT_BEFORE,
    TS_CUT_TORN,
    TS_CUT_AFTER
  } cut;                  /* TORN: a medium that is not what port/store.h asks for */
  bool dark;              /* the power has failed: no write succeeds */
  unsigned verifications; /* ECDSA verifications done so far */
  struct ts_time now;
  struct ts_symbol seen[24]; /* what the reader will see */
  size_t seen_count;
  enum ts_err load_err, read_err; /* what it will answer */
  bool truncated;
  struct ts_store store;
  struct ts_clock clock;
  struct ts_reader reader;
  struct ts_device device;
  struct ts_inspection view;
  uint8_t bundle_memory[64 * 1024];
};

/* Everything made and installed, the device open. Asserts (cmocka) that it went well. */
struct ts_world *ts_world_make(void);
void ts_world_free(struct ts_world *w);

/* cmocka's fixture: a new world for each test. */
extern struct ts_world *world;
int ts_world_setup(void **state);
int ts_world_teardown(void **state);

/* A bundle as installed, but with this sequence number and these dates; signed by SIGNER. */
struct ts_blob ts_world_bundle(struct ts_world *w, uint64_t sequence, int64_t issued, int64_t expires,
                               enum ts_world_key signer);
/* What the sets of the bundles to come hold; the first call gives them sets. RECORD: the signed bytes of
 * ELEMENTS stand on record of KEY, a revoked or overdue signer of hers. */
void ts_world_issue(struct ts_world *w, const char *gtin14, const char *serial);
void ts_world_block(struct ts_world *w, const char *gtin14, const char *serial,
                    enum ts_statusset_reason reason, uint32_t day);
void ts_world_record(struct ts_world *w, enum ts_world_key key, const char *elements);
/* The next bundle, installed as provisioning does it; the device is open with it. */
void ts_world_publish(struct ts_world *w);

/* The device is switched on again after the power failed. */
void ts_world_power_up(struct ts_world *w);

/* A statement that NEXT is the publisher's set of keys, signed by these two. */
struct ts_blob ts_world_rotation(struct ts_world *w, const struct ts_publisher_keys *next,
                                 enum ts_world_key old, enum ts_world_key new_one);
/* Puts FILE on the card and opens the device anew. */
void ts_world_insert(struct ts_world *w, struct ts_bytes file);
void ts_world_reopen(struct ts_world *w);

/* The URI of ELEMENTS ("(01)...(21)...") signed by KEY, on HOST. A C string, good until the call after the
 * next seven. */
const char *ts_world_tag(struct ts_world *w, enum ts_world_key key, const char *host, const char *elements);

/* Nothing in view; then one text more, as a QR code; then look. */
void ts_world_clear(struct ts_world *w);
void ts_world_show(struct ts_world *w, const char *text);
struct ts_symbol *ts_world_show_as(struct ts_world *w, enum ts_symbology symbology, const char *text);
const struct ts_inspection *ts_world_look(struct ts_world *w);
/* The three at once: one text alone in view. */
const struct ts_inspection *ts_world_look_at(struct ts_world *w, const char *text);

#endif
