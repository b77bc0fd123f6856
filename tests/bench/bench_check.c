/* SPDX-License-Identifier: Apache-2.0 */
/* One photograph through the device's line, over and over: where does the time go? Prints microseconds by phase, the
 * fastest of all rounds each, and that of one bare signature verification beside them.
 * usage: bench_check DEVICE PHOTO.jpg ROUNDS */
#include <stdio.h>
#include <stdlib.h>

#include "adapters/crypto_psa.h"
#include "adapters/reader.h"
#include "app/inspection.h"
#include "boards/common/hosted/clock_system.h"
#include "boards/common/hosted/store_files.h"

TS_READER_MEMORY(reader_memory, 1280);
static struct ts_device device;
static struct ts_inspection view;
static uint8_t bundle[TS_BUNDLE_SIZE_MAX], photo[4 * 1024 * 1024];

static uint64_t least(uint64_t a, uint64_t b) {
  return a < b ? a : b;
}

static uint64_t verification_us(const struct ts_crypto *crypto, const struct ts_clock *clock) {
  const struct ts_tag_signature *signature = &view.judgement[0].tag.signature;
  uint8_t digest[TS_SHA256_SIZE] = {1};
  uint64_t start = clock->ticks_us(clock->ctx);
  (void)crypto->verify_p256(crypto->ctx, device.anchor.publisher.key[0].point, digest, signature->rs);
  return clock->ticks_us(clock->ctx) - start;
}

int main(int argc, char **argv) {
  struct ts_store_files files;
  struct ts_store store;
  struct ts_clock_system system_clock;
  struct ts_clock clock;
  struct ts_crypto crypto;
  struct ts_reader reader;
  const struct ts_claims claims = {.made = TS_MADE_UNKNOWN};
  FILE *file = argc == 4 ? fopen(argv[2], "rb") : NULL;
  size_t size = file ? fread(photo, 1, sizeof photo, file) : 0;
  ts_clock_system_init(&system_clock, TS_TIME_RTC, &clock);
  if (size == 0 || fclose(file) != 0 || ts_store_files_open(&files, argv[1], false, &store) != TS_OK ||
      ts_crypto_psa_init(&crypto) != TS_OK || ts_reader_init(&reader, &reader_memory) != TS_OK)
    return 1;
  const struct ts_ports ports = {.store = &store, .crypto = &crypto, .clock = &clock, .reader = &reader};
  uint64_t open_us = clock.ticks_us(clock.ctx);
  ts_device_open(&device, &ports, bundle, sizeof bundle);
  open_us = clock.ticks_us(clock.ctx) - open_us;
  uint64_t load_us = UINT64_MAX, read_us = UINT64_MAX, judge_us = UINT64_MAX, verify_us = UINT64_MAX;
  for (long rounds = strtol(argv[3], NULL, 10); rounds > 0; rounds--) {
    ts_inspect_photo(&device, ts_bytes(photo, size), &claims, &view);
    if (view.decision.verdict != TS_GENUINE)
      return 1;
    load_us = least(load_us, view.load_us);
    read_us = least(read_us, view.read_us);
    judge_us = least(judge_us, view.judge_us);
    verify_us = least(verify_us, verification_us(&crypto, &clock));
  }
  ts_store_files_close(&files);
  printf("open %llu load %llu read %llu judge %llu verify %llu\n", (unsigned long long)open_us,
         (unsigned long long)load_us, (unsigned long long)read_us, (unsigned long long)judge_us,
         (unsigned long long)verify_us);
  return 0;
}
