/* SPDX-License-Identifier: Apache-2.0 */
#ifndef TS_TESTS_UNIT_STRIDE_H
#define TS_TESTS_UNIT_STRIDE_H

/* Tests that try all of something try every TS_STRIDE-th of it. 1 on the host: all; more where a processor is emulated. */
#ifndef TS_STRIDE
#define TS_STRIDE 1
#endif

#endif
