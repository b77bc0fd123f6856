/* SPDX-License-Identifier: Apache-2.0 */
/* Evidence (SPEC.md, "Evidence package"): what a device recorded of one inspection or one consignment, with all
 * that a third party needs to check it with OpenSSL and sha256sum alone. */
#ifndef TS_HOST_TOOLS_EVIDENCE_H
#define TS_HOST_TOOLS_EVIDENCE_H

#include "app/inspection.h"
#include "boards/common/hosted/clock_system.h"
#include "host-tools/device_journal.h"
#include "host-tools/enroll.h"

#define TS_EVIDENCE_PHOTO_MAX (32u * 1024 * 1024) /* bytes of a photograph on the card; larger is none */
#define TS_EVIDENCE_MANIFEST_MAX (1024u * 1024)
#define TS_EVIDENCE_NAME 16 /* of a record's files: its number, at least 8 digits */

/* A record that goes into the package. Memory of malloc's. */
struct ts_evidence_record {
  uint64_t number;
  char name[TS_EVIDENCE_NAME];
  uint8_t *bytes; /* the leaf; RECORD has views into it */
  size_t size;
  struct ts_record record;
  struct ts_hash proof[TS_MERKLE_PROOF_MAX];
  size_t proofs;
  uint8_t *photo; /* NULL: none is kept, or another than the record's */
  size_t photo_size;
};

/* Large: memory of calloc's. */
struct ts_evidence {
  struct ts_device_journal d;
  struct ts_audit audit;
  struct ts_checkpoint checkpoint;                                     /* verified */
  struct ts_device_chain chain;                                        /* likewise */
  char subject[TS_SUBJECT_MAX];                                        /* of the device's certificate */
  uint8_t publisher_hash[TS_SHA256_SIZE], device_hash[TS_SHA256_SIZE]; /* of their SubjectPublicKeyInfo */
  int64_t certified_from, certified_until;

  bool is_consignment; /* RECORD[0] began it; else RECORD[0] is the inspection, or whatever was asked for */
  struct ts_evidence_record *record;
  size_t count;
  uint8_t *manifest; /* NULL: none, or another than the consignment's */
  size_t manifest_size;

  struct ts_clock_system clock_memory;
  struct ts_clock clock;
  struct ts_device device; /* its bundle as it stands on the card now */
  void *bundle;            /* memory of the device's */
};

/* Opens DEVICE and gathers record NUMBER, or the consignment that it began; all of it is verified. EX_DATAERR if it
 * is not enrolled, has no good checkpoint, or a record is not there any more, not signed for, or not what was
 * written. DEVICE must outlive E. */
bool ts_evidence_open(struct ts_evidence *e, const char *device, uint64_t number, bool is_consignment,
                      struct ts_fault *fault);
void ts_evidence_close(struct ts_evidence *e); /* also one that did not open, if it was zeroed */

/* Does the bundle on the card still have the hash that stands in the record? */
bool ts_evidence_bundle_fits(const struct ts_evidence *e, const struct ts_record *record);

/* The signed tag of an item, in the form that OpenSSL verifies. */
struct ts_evidence_tag {
  uint8_t signed_bytes[TS_TAG_SIGNED_MAX];
  size_t signed_size;
  uint8_t der[80];
  size_t der_size;
  struct ts_tag tag;
  bool has_signer; /* what follows: of the bundle on the card, which is the record's */
  bool good;       /* the signature fits SIGNER's key */
  struct ts_brand brand;
  struct ts_signer signer;
};
/* False: it is no signed tag, or its text is not in the record. */
bool ts_evidence_tag(const struct ts_evidence *e, const struct ts_record *record,
                     const struct ts_record_item *item, struct ts_evidence_tag *out);

/* "left HASH" or "right HASH" a line: what stands on which side, from the leaf up. */
void ts_evidence_proof_text(struct ts_buf *out, uint64_t leaf, uint64_t size, const struct ts_hash *proof,
                            size_t count);
#define TS_EVIDENCE_PROOF_TEXT (TS_MERKLE_PROOF_MAX * (6 + 2 * TS_SHA256_SIZE + 1))

/* Makes the package as folder OUT, which must not exist: whole or not at all. *HASH: of its SHA256SUMS. */
bool ts_evidence_write(struct ts_evidence *e, const char *out, uint8_t hash[TS_SHA256_SIZE],
                       struct ts_fault *fault);

#endif
