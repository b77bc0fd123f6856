/* SPDX-License-Identifier: Apache-2.0 */
/* A folder in the making: seen under its name only when it is whole, with SHA256SUMS over all that is in it. */
#ifndef TS_HOST_TOOLS_EVIDENCE_FOLDER_H
#define TS_HOST_TOOLS_EVIDENCE_FOLDER_H

#include <limits.h>
#include <sys/types.h>

#include "host-tools/fault.h"
#include "port/crypto.h"

#define TS_EVIDENCE_FILE_NAME 128
#define TS_EVIDENCE_SUMS "SHA256SUMS"

struct ts_evidence_file {
  char name[TS_EVIDENCE_FILE_NAME]; /* "records/00000012.cbor" */
  uint8_t hash[TS_SHA256_SIZE];
};

struct ts_evidence_folder {
  const struct ts_crypto *crypto;
  char out[PATH_MAX];
  char path[PATH_MAX]; /* where it grows; "": nowhere */
  struct ts_evidence_file *file;
  size_t count;
};

/* OUT must not exist. */
bool ts_evidence_folder_open(struct ts_evidence_folder *folder, const char *out,
                             const struct ts_crypto *crypto, struct ts_fault *fault);
/* A folder below it. */
bool ts_evidence_folder_make(struct ts_evidence_folder *folder, const char *name, struct ts_fault *fault);
bool ts_evidence_folder_add(struct ts_evidence_folder *folder, const char *name, struct ts_bytes content,
                            mode_t mode, struct ts_fault *fault);
bool ts_evidence_folder_has(const struct ts_evidence_folder *folder, const char *name);
/* A file that somebody else wrote there, at ts_evidence_folder_path. */
bool ts_evidence_folder_path(const struct ts_evidence_folder *folder, const char *name, char out[PATH_MAX],
                             struct ts_fault *fault);
bool ts_evidence_folder_take(struct ts_evidence_folder *folder, const char *name, struct ts_fault *fault);
/* Writes SHA256SUMS, whose hash is *HASH, and gives the folder its name. */
bool ts_evidence_folder_finish(struct ts_evidence_folder *folder, uint8_t hash[TS_SHA256_SIZE],
                               struct ts_fault *fault);
/* Removes what is not finished, and frees the list; fine at any time. */
void ts_evidence_folder_drop(struct ts_evidence_folder *folder);

#endif
