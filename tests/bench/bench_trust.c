/* SPDX-License-Identifier: Apache-2.0 */
/* Opens a device OPENS times, and then judges the tag TEXT LOOKS times and verifies its bare signature CHECKS
 * times; run it under callgrind and take differences. Prints the bytes read from the card while opening once, and
 * the bytes of stack that this took.
 * usage: bench_trust DEVICE TEXT OPENS LOOKS CHECKS; OPENS 0 measures the stack */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "adapters/crypto_psa.h"
#include "app/inspection.h"
#include "boards/common/hosted/clock_system.h"
#include "boards/common/hosted/store_files.h"

static struct ts_device device;
static struct ts_inspection view;
static uint8_t bundle[TS_BUNDLE_SIZE_MAX];
static struct ts_store files_store;
static uint64_t bytes_read;
static const char *text;

static enum ts_err count_size(void *ctx, enum ts_store_area area, const char *name, uint64_t *size) {
  return files_store.size(ctx, area, name, size);
}

static enum ts_err count_read(void *ctx, enum ts_store_area area, const char *name, uint64_t offset,
                              void *buf, size_t size) {
  bytes_read += area == TS_STORE_CARD ? size : 0;
  return files_store.read(ctx, area, name, offset, buf, size);
}

static enum ts_err load(void *ctx, struct ts_bytes photo, struct ts_frame *frame) {
  static const uint8_t pixel = 0;
  (void)ctx, (void)photo;
  *frame = (struct ts_frame){.gray = &pixel, .width = 1, .height = 1, .stride = 1};
  return TS_OK;
}

static enum ts_err see(void *ctx, const struct ts_frame *frame, struct ts_symbols *symbols) {
  const struct ts_symbol symbol = {
      .symbology = TS_SYMBOLOGY_QR, .confirmed = true, .bytes = ts_bytes_of(text)};
  (void)ctx, (void)frame;
  return ts_symbols_add(symbols, &symbol);
}

/* Opening on a painted stack of its own: what is no longer painted was used. */
enum { PAINT = 0xA5, STACK = 256 * 1024 };

static void *open_device(void *ports) {
  ts_device_open(&device, ports, bundle, sizeof bundle);
  return NULL;
}

static size_t stack_of_opening(struct ts_ports *ports) {
  static _Alignas(4096) uint8_t stack[STACK];
  pthread_attr_t attributes;
  pthread_t thread;
  memset(stack, PAINT, sizeof stack);
  if (pthread_attr_init(&attributes) != 0 || pthread_attr_setstack(&attributes, stack, sizeof stack) != 0 ||
      pthread_create(&thread, &attributes, open_device, ports) != 0 || pthread_join(thread, NULL) != 0)
    exit(1);
  size_t left = 0;
  while (left < sizeof stack && stack[left] == PAINT)
    left++;
  (void)pthread_attr_destroy(&attributes);
  return sizeof stack - left;
}

int main(int argc, char **argv) {
  struct ts_store_files files;
  struct ts_clock_system system_clock;
  struct ts_clock clock;
  struct ts_crypto crypto;
  const struct ts_reader reader = {.load = load, .read = see};
  const struct ts_claims claims = {.made = TS_MADE_UNKNOWN};
  if (argc != 6 || ts_store_files_open(&files, argv[1], false, &files_store) != TS_OK ||
      ts_crypto_psa_init(&crypto) != TS_OK)
    return 1;
  text = argv[2];
  ts_clock_system_init(&system_clock, TS_TIME_RTC, &clock);
  const struct ts_store store = {.ctx = files_store.ctx, .size = count_size, .read = count_read};
  struct ts_ports ports = {.store = &store, .crypto = &crypto, .clock = &clock, .reader = &reader};
  for (long i = strtol(argv[3], NULL, 10); i > 0; i--) {
    bytes_read = 0;
    ts_device_open(&device, &ports, bundle, sizeof bundle);
  }
  printf("%llu", (unsigned long long)bytes_read);
  printf(" %zu\n", argv[3][0] == '0' ? stack_of_opening(&ports) : 0);
  for (long i = strtol(argv[4], NULL, 10); i > 0; i--) {
    ts_inspect_photo(&device, ts_bytes_of("photograph"), &claims, &view);
    if (view.decision.verdict != TS_GENUINE)
      return 1;
  }
  const uint8_t digest[TS_SHA256_SIZE] = {1};
  for (long i = strtol(argv[5], NULL, 10); i > 0; i--)
    (void)crypto.verify_p256(crypto.ctx, device.anchor.publisher.key[0].point, digest,
                             view.judgement[0].tag.signature.rs);
  ts_store_files_close(&files);
  return 0;
}
