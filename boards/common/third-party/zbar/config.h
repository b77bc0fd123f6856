/* SPDX-License-Identifier: Apache-2.0 */
#ifndef TS_THIRD_PARTY_ZBAR_CONFIG_H
#define TS_THIRD_PARTY_ZBAR_CONFIG_H

/* Stands for the config.h of ZBar's configure. What is not defined here is left out of the library. */
#define ENABLE_QRCODE 1
#define ENABLE_CODE128 1
#define ENABLE_CODE39 1
#define ENABLE_CODE93 1
#define ENABLE_CODABAR 1
#define ENABLE_EAN 1
#define ENABLE_DATABAR 1
#define ENABLE_I25 1

#define HAVE_ERRNO_H 1
#define HAVE_INTTYPES_H 1
#define HAVE_SYS_TIME_H 1

#define NO_STATS 1

#define ZBAR_VERSION_MAJOR 0
#define ZBAR_VERSION_MINOR 23
#define ZBAR_VERSION_PATCH 92

/* zassert() returns an error without a message; assert() is the shim's and stays. */
#define NDEBUG 1

#endif
