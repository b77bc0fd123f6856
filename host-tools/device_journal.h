/* SPDX-License-Identifier: Apache-2.0 */
/* A device's journal at a desk: opened without changing anything, and held record by record against its hash
 * tree, and the tree against whatever vouches for it. What lies in a device's folder is an attacker's until then. */
#ifndef TS_HOST_TOOLS_DEVICE_JOURNAL_H
#define TS_HOST_TOOLS_DEVICE_JOURNAL_H

#include "boards/common/hosted/store_files.h"
#include "core/checkpoint.h"
#include "core/journal.h"
#include "host-tools/fault.h"
#include "host-tools/progress.h"

/* Some 30 KB; not to be moved while it is open. */
struct ts_device_journal {
  const char *folder;
  struct ts_crypto crypto;
  struct ts_store_files files;
  struct ts_store store;
  struct ts_journal journal;
  uint64_t size;       /* records, and */
  struct ts_hash root; /* their root, as the trusted area says */
  uint8_t note[TS_CHECKPOINT_NOTE_MAX];
  size_t note_size;                /* the checkpoint on the card, not yet verified; 0: there is none */
  uint8_t key[TS_P256_POINT_SIZE]; /* by ts_device_journal_key */
  char id[TS_DEVICE_ID_SIZE];      /* likewise */
};

/* FOLDER must outlive it. EX_NOINPUT: no device; EX_DATAERR: its trusted state is damaged. */
bool ts_device_journal_open(struct ts_device_journal *d, const char *folder, struct ts_fault *fault);
void ts_device_journal_close(struct ts_device_journal *d); /* also one that did not open */

/* The device's own key and name. EX_DATAERR: it has none. */
bool ts_device_journal_key(struct ts_device_journal *d, struct ts_fault *fault);

/* What became of a record. */
enum ts_record_state {
  TS_STATE_WHOLE = 0,
  TS_STATE_OVERWRITTEN = 1, /* by newer ones, as the ring must; what is left of it is its hash */
  TS_STATE_NOTED = 2,       /* lost, and the device itself noted so in a later record */
  TS_STATE_MISSING = 3,     /* gone, or so damaged that nothing is left of it */
  TS_STATE_CHANGED = 4,     /* not what the device wrote */
  TS_STATE_UNPROVEN = 5,    /* its hash is missing, or leads to another root */
};
const char *ts_record_state_name(enum ts_record_state state); /* "whole", "overwritten", "noted", ... */

/* A size that the journal had once and its root then, and whether the journal of today grew from that. */
struct ts_audit_root {
  uint64_t size;
  struct ts_hash root;
  enum {
    TS_ROOT_NOT_PROVABLE = 0, /* too many hashes are missing or changed to tell */
    TS_ROOT_FITS = 1,
    TS_ROOT_DIFFERS = 2, /* its records were others */
    TS_ROOT_SHORT = 3, /* the journal is shorter: records were removed, or an older card and state put back */
  } result;
};

/* Memory of malloc's. */
struct ts_audit {
  uint64_t from, size;  /* records FROM up to SIZE were looked at */
  struct ts_hash *leaf; /* of records 0 up to SIZE; without meaning where LEAF_THERE is false */
  bool all_leaves;      /* none is missing */
  uint8_t *state;       /* enum ts_record_state of each, from FROM on */
  bool tree_whole;      /* the hashes on the card lead to the trusted root */
};

/* Looks at every leaf, and at the records from FROM on; ROOT's results are filled in. UNPROVEN means: not led to
 * BASE by a proof; NULL: not to the trusted root. */
bool ts_device_journal_audit(struct ts_device_journal *d, uint64_t from, struct ts_audit_root *root,
                             size_t roots, const struct ts_audit_root *base, struct ts_progress *progress,
                             struct ts_audit *out, struct ts_fault *fault);
void ts_audit_free(struct ts_audit *audit); /* fine for one that is zeroed */

/* The next run of records of one state other than WHOLE, from *AT on; false if there is none. */
struct ts_audit_range {
  enum ts_record_state state;
  uint64_t first, last;
};
bool ts_audit_next(const struct ts_audit *audit, uint64_t *at, struct ts_audit_range *out);

/* Reads record NUMBER as the audit found it, into BUF (TS_RECORD_SIZE_MAX); OUT is views into that. EX_DATAERR if
 * the card changed since. */
bool ts_device_journal_record(struct ts_device_journal *d, uint64_t number, const struct ts_hash *leaf,
                              uint8_t *buf, struct ts_record *out, struct ts_fault *fault);

#endif
