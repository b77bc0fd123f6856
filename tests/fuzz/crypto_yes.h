/* SPDX-License-Identifier: Apache-2.0 */
/* A crypto double without cryptography, so that fuzzing gets behind signatures and sums. The digest is a toy
 * that any change of the input changes; every signature is good. */
#ifndef TS_TESTS_FUZZ_CRYPTO_YES_H
#define TS_TESTS_FUZZ_CRYPTO_YES_H

#include "port/crypto.h"

const struct ts_crypto *ts_crypto_yes(void);

#endif
