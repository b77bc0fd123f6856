/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "adapters/stable_sort.h"

static unsigned long compared;

/* The first four bytes of an element are its key, the next four its place before the sort. */
static uint32_t key_of(const unsigned char *e) {
  uint32_t key;
  memcpy(&key, e, 4);
  return key;
}

static uint32_t place_of(const unsigned char *e) {
  return key_of(e + 4);
}

static int by_key(const void *a, const void *b) {
  uint32_t x = key_of(a), y = key_of(b);
  compared++;
  return (x > y) - (x < y);
}

static uint32_t next_random(uint32_t *seed) {
  *seed = *seed * 1664525u + 1013904223u;
  return *seed >> 8;
}

enum shape { RANDOM, FEW_KEYS, ALL_EQUAL, SORTED, REVERSED, SAW, ORGAN_PIPE, SHAPES };

static uint32_t key_for(enum shape shape, uint32_t i, uint32_t n, uint32_t *seed) {
  switch (shape) {
  case RANDOM:
    return next_random(seed);
  case FEW_KEYS:
    return next_random(seed) % 4;
  case SORTED:
    return i / 3;
  case REVERSED:
    return (n - i) / 3;
  case SAW:
    return i % 17;
  case ORGAN_PIPE:
    return i < n / 2 ? i : n - i;
  default:
    return 7;
  }
}

static void check_sort(enum shape shape, uint32_t n, size_t size) {
  unsigned char *a = malloc(n * size + 16);
  assert_non_null(a);
  uint64_t sum = 0;
  uint32_t seed = n;
  memset(a, 0xa5, n * size + 16);
  for (uint32_t i = 0; i < n; i++) {
    uint32_t key = key_for(shape, i, n, &seed);
    memset(a + i * size, (int)(i & 0xff), size);
    memcpy(a + i * size, &key, 4);
    memcpy(a + i * size + 4, &i, 4);
    sum += i * (uint64_t)(key | 1);
  }
  compared = 0;
  ts_stable_sort(a, n, size, by_key);
  for (uint32_t i = 0; i < n; i++) {
    const unsigned char *e = a + i * size;
    sum -= place_of(e) * (uint64_t)(key_of(e) | 1);
    if (size > 8) {
      assert_int_equal(e[size - 1], place_of(e) & 0xff); /* the whole element moved */
    }
    if (i > 0) {
      assert_true(key_of(e - size) < key_of(e) ||
                  (key_of(e - size) == key_of(e) && place_of(e - size) < place_of(e)));
    }
  }
  assert_int_equal(sum, 0);
  assert_int_equal(a[n * size], 0xa5);
  free(a);
}

/* Below, at and above the buffer; ZBar sorts elements of 16 to 40 bytes. */
static const size_t sizes[] = {8, 12, 16, 20, 40, 1000, 1024, 1032, 1500};

static void sorts_and_keeps_ties(void **state) {
  (void)state;
  for (size_t s = 0; s < sizeof sizes / sizeof sizes[0]; s++) {
    for (int shape = 0; shape < SHAPES; shape++) {
      for (uint32_t n = 0; n < 70; n++) {
        check_sort((enum shape)shape, n, sizes[s]);
      }
      check_sort((enum shape)shape, 997, sizes[s]);
    }
  }
}

static void stays_quick_on_hostile_input(void **state) {
  (void)state;
  for (int shape = 0; shape < SHAPES; shape++) {
    check_sort((enum shape)shape, 50000, 20);
    assert_true(compared < 50000ul * 32); /* n * log2(n) is 16 n */
  }
}

static void leaves_nothing_to_sort_alone(void **state) {
  (void)state;
  unsigned char one[8] = {1};
  compared = 0;
  ts_stable_sort(NULL, 0, 8, by_key);
  ts_stable_sort(one, 1, 8, by_key);
  ts_stable_sort(one, 8, 0, by_key);
  assert_int_equal(compared, 0);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(sorts_and_keeps_ties),
      cmocka_unit_test(stays_quick_on_hostile_input),
      cmocka_unit_test(leaves_nothing_to_sort_alone),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
