/* SPDX-License-Identifier: Apache-2.0 */
/* A small bundle that uses every part of the format, and the means to sign it, for tests. */
#ifndef TS_TESTS_UNIT_BUNDLE_SAMPLE_H
#define TS_TESTS_UNIT_BUNDLE_SAMPLE_H

#include "core/bundle.h"
#include "crypto_openssl.h"
#include "host-tools/bundle_write.h"

#define TS_SAMPLE_ISSUED 1750000000
#define TS_SAMPLE_EXPIRES 1760000000

/* The payload in CBOR's diagnostic notation. */
extern const char ts_sample_bundle[];

/* SOURCE (diagnostic notation) signed by COUNT keys; the file, to be freed. Fails the test if anything goes
 * wrong. */
struct ts_blob ts_sample_sign(const char *source, const struct ts_openssl_key *key, size_t count);
/* A publisher of COUNT keys, THRESHOLD of which must sign. */
struct ts_publisher_keys ts_sample_publisher(const struct ts_openssl_key *key, size_t count,
                                             uint32_t threshold);
/* The same for one key. */
struct ts_publisher_keys ts_sample_pin(const struct ts_openssl_key *key);

#endif
