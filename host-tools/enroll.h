/* SPDX-License-Identifier: Apache-2.0 */
/* Devices that a home's publisher vouches for: X.509 certificates of their identity keys, each under one of the
 * publisher's keys, so that who gets a device's records can check them with no more than OpenSSL. The device
 * keeps its chain beside its key, the home a list. */
#ifndef TS_HOST_TOOLS_ENROLL_H
#define TS_HOST_TOOLS_ENROLL_H

#include "core/checkpoint.h"
#include "host-tools/home.h"
#include "host-tools/x509.h"
#include "port/store.h"

#define TS_DEVICE_CERTIFICATE_FILE "certificate" /* in the trusted area: SPEC.md, "Device certificate" */
#define TS_DEVICE_DAYS 3652                      /* ten years: evidence is asked for late */

/* A device's certificate, and that of the publisher's key that signed it. */
struct ts_device_chain {
  struct ts_der device, publisher;
};

/* As it stands in a device's trusted area; nothing is verified. EX_DATAERR, naming WHERE, if the device is not
 * enrolled or the file is damaged. */
bool ts_device_chain_read(const struct ts_store *store, const char *where, struct ts_device_chain *out,
                          struct ts_fault *fault);

/* Does the home's publisher say that POINT is a device's key? The chain must be good at NOW and be of POINT; and
 * the key that signed it must be one of the publisher's today, or the device one that this home enrolled.
 * EX_DATAERR, naming WHERE, if not. */
bool ts_home_vouches(struct ts_home *home, const struct ts_device_chain *chain,
                     const uint8_t point[TS_P256_POINT_SIZE], int64_t now, const char *where,
                     struct ts_fault *fault);

/* A row of the home's list. */
struct ts_enrolled {
  char id[TS_DEVICE_ID_SIZE];
  uint8_t point[TS_P256_POINT_SIZE];
  char name[TS_NAME_MAX + 1]; /* what people call it; may be empty */
  int64_t not_before, not_after;
};

struct ts_enrollment {
  const char *device; /* its folder */
  const char *name;   /* NULL: as before, or none */
  const char *key;    /* of the publisher, by its name in publisher list; NULL: the first there */
  int64_t now;
  uint32_t days;
};

/* Makes the device's certificate, and the publisher's where there is none or it is over, within the caller's
 * transaction; writes both into the device. A device that never started gets its key now. It must be pinned to
 * this publisher. *AGAIN: it was on the list. */
bool ts_home_enroll(struct ts_home *home, const struct ts_enrollment *wish, struct ts_enrolled *out,
                    struct ts_device_chain *chain, bool *again, struct ts_fault *fault);

/* All of them, by name and id; rows by ts_home_enrolled_next, then ts_sql_close. */
struct ts_sql ts_home_enrolled(struct ts_home *home, struct ts_fault *fault);
bool ts_home_enrolled_next(struct ts_sql *list, struct ts_enrolled *out);

#endif
