/* SPDX-License-Identifier: Apache-2.0 */
/* The brands of a home: who they are, what is theirs, what they promise. */
#ifndef TS_HOST_TOOLS_BRANDS_H
#define TS_HOST_TOOLS_BRANDS_H

#include <stdbool.h>
#include <stdint.h>

#include "core/gs1.h"
#include "host-tools/home.h"
#include "host-tools/x509.h"

struct ts_brand_row {
  char id[TS_BRAND_ID_MAX + 1];
  char name[TS_NAME_MAX + 1];
  struct ts_der root;                  /* certificate */
  char root_key_file[TS_KEY_FILE_MAX]; /* empty: the root's key is not in this home */
  int64_t signer_days, serial_days;
  bool imported;                         /* another home's: nothing is issued or signed for it here */
  int64_t export_sequence;               /* of the exports made; of an imported brand that of the one held, */
  int64_t export_issued, export_expires; /* and its dates */
  uint8_t export_sha256[TS_SHA256_SIZE]; /* of its payload; zeros: none */
  bool export_kept;                      /* its file lies in the home (host-tools/brand_held.h) */
};

/* The label of roots' key files: "ID-root". */
#define TS_ROOT_LABEL (TS_BRAND_ID_MAX + 8)
void ts_home_root_label(char out[TS_ROOT_LABEL], const char *id);

/* EX_DATAERR if there is no such brand. */
bool ts_home_brand_get(struct ts_home *home, const char *id, struct ts_brand_row *out,
                       struct ts_fault *fault);
/* Likewise, and EX_NOPERM for one that was imported: only its owner changes it or issues for it. */
bool ts_home_brand_get_own(struct ts_home *home, const char *id, struct ts_brand_row *out,
                           struct ts_fault *fault);
bool ts_home_brand_insert(struct ts_home *home, const struct ts_brand_row *row, int64_t now,
                          struct ts_fault *fault);

/* EX_DATAERR if the prefix overlaps one that is there already, whoever's. */
bool ts_home_brand_add_prefix(struct ts_home *home, const char *id, const char *prefix,
                              struct ts_fault *fault);
/* HOST in lower case. The first one added stands in the links of new tags. EX_DATAERR if another brand has
 * it. */
bool ts_home_brand_add_host(struct ts_home *home, const char *id, const char *host, struct ts_fault *fault);
bool ts_home_brand_first_host(struct ts_home *home, const char *id, char out[TS_GS1_HOST_MAX + 1],
                              struct ts_fault *fault);

/* TEXT is a GTIN (8, 12, 13 or 14 digits, to be spelled with 14) or, if PREFIX_TOO, a prefix of 4 to 12
 * digits that is no GTIN. EX_DATAERR unless it is ID's. */
bool ts_home_brand_covers(struct ts_home *home, const char *id, const char *text, bool prefix_too,
                          char out[15], struct ts_fault *fault);
/* *OWNS: does the GTIN begin with one of the brand's prefixes? */
bool ts_home_brand_owns(struct ts_home *home, const char *id, const char *gtin14, bool *owns,
                        struct ts_fault *fault);

/* Policies; SINCE at 00:00 UTC of its day. */
bool ts_home_brand_set_days(struct ts_home *home, const char *id, int64_t signer_days, int64_t serial_days,
                            struct ts_fault *fault);
bool ts_home_brand_set_tagged(struct ts_home *home, const char *id, const char *gtin_or_prefix, int64_t since,
                              struct ts_fault *fault);
bool ts_home_brand_drop_tagged(struct ts_home *home, const char *id, const char *gtin_or_prefix,
                               struct ts_fault *fault);
bool ts_home_brand_add_serial_form(struct ts_home *home, const char *id, const char *form,
                                   struct ts_fault *fault);

/* Lists, in ascending order as the bundle wants them; the caller steps through and closes. */
struct ts_sql ts_home_brand_ids(struct ts_home *home, struct ts_fault *fault); /* id */
struct ts_sql ts_home_brand_prefixes(struct ts_home *home, const char *id,
                                     struct ts_fault *fault);                                    /* prefix */
struct ts_sql ts_home_brand_hosts(struct ts_home *home, const char *id, struct ts_fault *fault); /* host */
struct ts_sql ts_home_brand_tagged(struct ts_home *home, const char *id,
                                   struct ts_fault *fault); /* gtin, since */
struct ts_sql ts_home_brand_serial_forms(struct ts_home *home, const char *id,
                                         struct ts_fault *fault); /* form */
struct ts_sql ts_home_brand_models(struct ts_home *home, const char *id,
                                   struct ts_fault *fault); /* gtin, name */

#endif
