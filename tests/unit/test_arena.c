/* SPDX-License-Identifier: Apache-2.0 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "adapters/arena.h"

#define COUNT(a) (sizeof(a) / sizeof((a)[0]))

static _Alignas(16) unsigned char memory[1u << 18];

static void setup(struct ts_arena *arena, size_t size) {
  memset(memory, 0xee, sizeof memory);
  assert_true(ts_arena_init(arena, memory, size));
}

/* All of it can be had in one piece again: nothing leaked, everything was merged. */
static void assert_whole(struct ts_arena *arena, size_t size) {
  assert_int_equal(ts_arena_used(arena), 0);
  void *all = ts_arena_alloc(arena, size - 16);
  assert_non_null(all);
  assert_true(ts_arena_free(arena, all));
  assert_false(ts_arena_damaged(arena));
}

static void refuses_a_block_that_is_too_small_or_too_large(void **state) {
  (void)state;
  struct ts_arena arena;
  assert_false(ts_arena_init(&arena, memory, 0));
  assert_false(ts_arena_init(&arena, memory, TS_ARENA_MIN - 1));
  assert_false(ts_arena_init(&arena, memory + 1, TS_ARENA_MIN));
  assert_false(ts_arena_init(&arena, memory, SIZE_MAX));
  assert_true(ts_arena_init(&arena, memory, TS_ARENA_MIN));
}

static void aligns_whatever_the_block(void **state) {
  (void)state;
  for (size_t skew = 0; skew < 16; skew++) {
    struct ts_arena arena;
    assert_true(ts_arena_init(&arena, memory + skew, 256));
    for (size_t size = 0; size < 20; size++) {
      void *p = ts_arena_alloc(&arena, size);
      assert_non_null(p);
      assert_int_equal((uintptr_t)p % TS_ARENA_ALIGN, 0);
      assert_true((unsigned char *)p >= memory + skew && (unsigned char *)p + size <= memory + skew + 256);
      memset(p, 0xff, size);
      assert_true(ts_arena_free(&arena, p));
    }
  }
}

static void gives_out_everything_and_not_a_byte_more(void **state) {
  (void)state;
  struct ts_arena arena;
  setup(&arena, 1024);
  assert_null(ts_arena_alloc(&arena, 1024 - 16 + 1));
  assert_null(ts_arena_alloc(&arena, SIZE_MAX));
  assert_null(ts_arena_alloc(&arena, SIZE_MAX - 7));
  assert_null(ts_arena_alloc(&arena, UINT32_MAX));
  unsigned char *p = ts_arena_alloc(&arena, 1024 - 16);
  assert_non_null(p);
  memset(p, 0xff, 1024 - 16);
  assert_null(ts_arena_alloc(&arena, 0));
  assert_int_equal(memory[1024], 0xee);
  assert_true(ts_arena_free(&arena, p));
  assert_whole(&arena, 1024);
}

static void small_blocks_do_not_overlap(void **state) {
  (void)state;
  struct ts_arena arena;
  setup(&arena, 4096);
  unsigned char *p[256];
  size_t n = 0;
  while ((p[n] = ts_arena_alloc(&arena, 24)) != NULL) {
    memset(p[n], (int)n, 24);
    n++;
  }
  assert_int_equal(n, (4096 - 8) / 32);
  for (size_t i = 0; i < n; i++) {
    for (size_t j = 0; j < 24; j++) {
      assert_int_equal(p[i][j], i);
    }
    assert_true(ts_arena_free(&arena, p[i]));
  }
  assert_whole(&arena, 4096);
}

static void zeroes_and_guards_calloc(void **state) {
  (void)state;
  struct ts_arena arena;
  setup(&arena, 1024);
  unsigned char *p = ts_arena_calloc(&arena, 10, 20);
  for (size_t i = 0; i < 200; i++) {
    assert_int_equal(p[i], 0);
  }
  assert_null(ts_arena_calloc(&arena, SIZE_MAX / 4, 8));
  assert_null(
      ts_arena_calloc(&arena, ((size_t)1 << (sizeof(size_t) * 4)) + 1, (size_t)1 << (sizeof(size_t) * 4)));
  assert_non_null(ts_arena_calloc(&arena, 0, 8));
  assert_non_null(ts_arena_calloc(&arena, 8, 0));
}

static void realloc_keeps_the_content(void **state) {
  (void)state;
  struct ts_arena arena;
  setup(&arena, 4096);
  unsigned char *p = ts_arena_realloc(&arena, NULL, 100);
  for (unsigned i = 0; i < 100; i++) {
    p[i] = (unsigned char)i;
  }
  assert_ptr_equal(ts_arena_realloc(&arena, p, 1000), p); /* free space lies behind it */
  void *wall = ts_arena_alloc(&arena, 8);
  unsigned char *q = ts_arena_realloc(&arena, p, 2000);
  assert_non_null(q);
  assert_ptr_not_equal(q, p);
  assert_ptr_equal(ts_arena_realloc(&arena, q, 100), q);
  assert_null(ts_arena_realloc(&arena, q, 8000)); /* q is left alive */
  for (unsigned i = 0; i < 100; i++) {
    assert_int_equal(q[i], i);
  }
  assert_true(ts_arena_free(&arena, wall));
  assert_true(ts_arena_free(&arena, q));
  assert_whole(&arena, 4096);
}

static void takes_the_last_block_that_fits_exactly(void **state) {
  (void)state;
  struct ts_arena arena;
  setup(&arena, 2048);
  void *p = ts_arena_alloc(&arena, 1000);
  void *wall = ts_arena_alloc(&arena, 2048 - 16 - 1008 - 8);
  assert_non_null(wall);
  assert_true(ts_arena_free(&arena, p));
  assert_ptr_equal(ts_arena_alloc(&arena, 1000), p); /* its bin also holds smaller chunks: found by looking */
  assert_null(ts_arena_alloc(&arena, 0));
}

/* Of chunks that are kept, and of chunks that are merged. */
static void tells_a_double_free(void **state) {
  (void)state;
  static const size_t sizes[] = {40, 200};
  for (size_t i = 0; i < COUNT(sizes); i++) {
    struct ts_arena arena;
    setup(&arena, 1024);
    void *a = ts_arena_alloc(&arena, sizes[i]);
    void *b = ts_arena_alloc(&arena, sizes[i]);
    void *c = ts_arena_alloc(&arena, sizes[i]);
    assert_true(ts_arena_free(&arena, a));
    assert_true(ts_arena_free(&arena, b)); /* merges with a, if any do */
    size_t used = ts_arena_used(&arena);
    assert_false(ts_arena_damaged(&arena));
    assert_false(ts_arena_free(&arena, b));
    assert_true(ts_arena_damaged(&arena));
    assert_false(ts_arena_free(&arena, a));
    assert_null(ts_arena_realloc(&arena, b, 10));
    assert_int_equal(ts_arena_used(&arena), used);
    assert_true(ts_arena_free(&arena, c));
    ts_arena_reset(&arena);
    assert_whole(&arena, 1024);
  }
}

static void keeps_small_ones_for_the_next_of_their_size(void **state) {
  (void)state;
  struct ts_arena arena;
  setup(&arena, 1024);
  void *a = ts_arena_alloc(&arena, 40), *b = ts_arena_alloc(&arena, 40);
  assert_true(ts_arena_free(&arena, a));
  assert_true(ts_arena_free(&arena, b));
  assert_true(ts_arena_alloc(&arena, 60) > b);
  assert_ptr_equal(ts_arena_alloc(&arena, 33), b);
  assert_ptr_equal(ts_arena_alloc(&arena, 40), a);
  assert_true(ts_arena_alloc(&arena, 40) > b);
}

/* Small ones fill the arena, are freed, and nothing of them is left in the way of a large one. */
static void gives_up_what_it_kept(void **state) {
  (void)state;
  struct ts_arena arena;
  void *p[64];
  size_t count = 0;
  setup(&arena, 1024);
  while ((p[count] = ts_arena_alloc(&arena, count % 3 * 16)))
    count++;
  assert_true(count > 16);
  for (size_t i = 0; i < count; i++)
    assert_true(ts_arena_free(&arena, p[i]));
  assert_whole(&arena, 1024);
}

static void tells_an_overrun_into_a_kept_one(void **state) {
  (void)state;
  for (int wanted = 40; wanted <= 1000; wanted += 960) { /* the kept one itself, and what makes it merge */
    struct ts_arena arena;
    setup(&arena, 1024);
    unsigned char *p = ts_arena_alloc(&arena, 40), *q = ts_arena_alloc(&arena, 40);
    assert_true(ts_arena_free(&arena, q));
    memset(p, 0x55, 40 + 8);
    assert_null(ts_arena_alloc(&arena, (size_t)wanted));
    assert_true(ts_arena_damaged(&arena));
  }
}

/* The way to a kept one leads out of the arena, or between its chunks. */
static void tells_a_forged_way_to_a_kept_one(void **state) {
  (void)state;
  static const uint32_t next[] = {1024 - 16, 1024, 4}, last[] = {48 | 3, 0};
  for (size_t i = 0; i < COUNT(next); i++) {
    struct ts_arena arena;
    setup(&arena, 1024);
    unsigned char *q = ts_arena_alloc(&arena, 40);
    assert_true(ts_arena_free(&arena, q));
    memcpy(q, &next[i], sizeof next[i]);
    memcpy(memory + 1024 - 16, last, sizeof last);
    assert_ptr_equal(ts_arena_alloc(&arena, 40), q);
    assert_null(ts_arena_alloc(&arena, 40));
    assert_true(ts_arena_damaged(&arena));
    assert_null(ts_arena_alloc(&arena, 100)); /* nothing is believed any more */
  }
}

/* Its neighbours do not fit: found out when it is freed, or merged. */
static void tells_a_kept_one_with_other_neighbours(void **state) {
  (void)state;
  static const uint32_t back = 4096;
  for (int merged = 0; merged < 2; merged++) {
    struct ts_arena arena;
    setup(&arena, 1024);
    unsigned char *p = ts_arena_alloc(&arena, 40), *q = ts_arena_alloc(&arena, 40);
    assert_true(ts_arena_free(&arena, q));
    memcpy(q - sizeof back, &back, sizeof back);
    if (merged) {
      assert_null(ts_arena_alloc(&arena, 1000));
    } else {
      assert_ptr_equal(ts_arena_alloc(&arena, 40), q);
      assert_false(ts_arena_free(&arena, q));
    }
    assert_true(ts_arena_damaged(&arena));
    assert_false(ts_arena_free(&arena, p)); /* it was the one that ran over */
  }
}

static void tells_a_foreign_pointer(void **state) {
  (void)state;
  struct ts_arena arena;
  setup(&arena, 1024);
  unsigned char *p = ts_arena_alloc(&arena, 64);
  memset(p, 0, 64);
  int local = 0;
  void *foreign[] = {&local, p + 8, p + 1, p - 8, memory, memory + 1024, memory + 1016, memory + 4096};
  for (size_t i = 0; i < COUNT(foreign); i++) {
    assert_false(ts_arena_free(&arena, foreign[i]));
    assert_true(ts_arena_damaged(&arena));
  }
  assert_true(ts_arena_free(&arena, p));
  assert_true(ts_arena_free(&arena, NULL));
}

static void tells_an_overrun(void **state) {
  (void)state;
  struct ts_arena arena;
  setup(&arena, 1024);
  unsigned char *p = ts_arena_alloc(&arena, 64);
  unsigned char *q = ts_arena_alloc(&arena, 64);
  memset(p, 0x55, 64 + 8);
  assert_false(ts_arena_free(&arena, q));
  assert_false(ts_arena_free(&arena, p));
  assert_true(ts_arena_damaged(&arena));
}

static void counts_the_high_water(void **state) {
  (void)state;
  struct ts_arena arena;
  setup(&arena, 4096);
  void *a = ts_arena_alloc(&arena, 1000);
  void *b = ts_arena_alloc(&arena, 1000);
  assert_int_equal(ts_arena_used(&arena), 2 * 1008);
  assert_true(ts_arena_free(&arena, a));
  assert_int_equal(ts_arena_used(&arena), 1008);
  assert_true(ts_arena_free(&arena, b));
  assert_int_equal(ts_arena_peak(&arena), 2 * 1008);
  assert_int_equal(ts_arena_reach(&arena), 2 * 1008);
  ts_arena_reset(&arena);
  assert_int_equal(ts_arena_used(&arena), 0);
  assert_int_equal(ts_arena_peak(&arena), 2 * 1008);
}

/* A block of exactly the size that "reach" told serves the same calls again. */
static void reach_is_a_size_that_does(void **state) {
  (void)state;
  struct ts_arena arena;
  for (size_t size = sizeof memory, round = 0; round < 2; round++) {
    setup(&arena, size);
    void *p[64];
    for (size_t i = 0; i < COUNT(p); i++) {
      p[i] = ts_arena_alloc(&arena, 16 + i * 7);
      assert_non_null(p[i]);
      if (i % 3 == 2) {
        assert_true(ts_arena_free(&arena, p[i - 1]));
      }
    }
    size = ts_arena_reach(&arena) + 8;
  }
}

struct owned {
  unsigned char *p;
  size_t size;
  unsigned char mark;
};

static uint32_t next_random(uint32_t *seed) {
  *seed = *seed * 1664525u + 1013904223u;
  return *seed >> 8;
}

static void check_marks(const struct owned *o) {
  for (size_t i = 0; i < o->size; i++) {
    if (o->p[i] != o->mark) {
      fail_msg("byte %zu of a block of %zu was overwritten", i, o->size);
    }
  }
}

static void random_step(struct ts_arena *arena, struct owned *o, uint32_t *seed) {
  uint32_t size = next_random(seed) % (next_random(seed) % 16 == 0 ? 20000 : 200);
  if (o->p == NULL) {
    o->p = ts_arena_alloc(arena, size);
    o->size = o->p == NULL ? 0 : size;
  } else if (next_random(seed) % 3 == 0) {
    check_marks(o);
    unsigned char *q = ts_arena_realloc(arena, o->p, size);
    if (q != NULL) {
      struct owned kept = {q, size < o->size ? size : o->size, o->mark};
      check_marks(&kept);
      o->p = q;
      o->size = size;
    }
  } else {
    check_marks(o);
    assert_true(ts_arena_free(arena, o->p));
    *o = (struct owned){NULL, 0, 0};
    return;
  }
  o->mark = (unsigned char)next_random(seed);
  memset(o->p == NULL ? memory : o->p, o->mark, o->size);
}

static void survives_random_use(void **state) {
  (void)state;
  struct ts_arena arena;
  setup(&arena, sizeof memory);
  struct owned owned[300] = {{NULL, 0, 0}};
  uint32_t seed = 1;
  for (unsigned step = 0; step < 200000; step++) {
    random_step(&arena, &owned[next_random(&seed) % COUNT(owned)], &seed);
  }
  assert_false(ts_arena_damaged(&arena));
  for (size_t i = 0; i < COUNT(owned); i++) {
    check_marks(&owned[i]);
    assert_true(ts_arena_free(&arena, owned[i].p));
  }
  assert_whole(&arena, sizeof memory);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(refuses_a_block_that_is_too_small_or_too_large),
      cmocka_unit_test(aligns_whatever_the_block),
      cmocka_unit_test(gives_out_everything_and_not_a_byte_more),
      cmocka_unit_test(small_blocks_do_not_overlap),
      cmocka_unit_test(zeroes_and_guards_calloc),
      cmocka_unit_test(realloc_keeps_the_content),
      cmocka_unit_test(takes_the_last_block_that_fits_exactly),
      cmocka_unit_test(tells_a_double_free),
      cmocka_unit_test(keeps_small_ones_for_the_next_of_their_size),
      cmocka_unit_test(gives_up_what_it_kept),
      cmocka_unit_test(tells_an_overrun_into_a_kept_one),
      cmocka_unit_test(tells_a_forged_way_to_a_kept_one),
      cmocka_unit_test(tells_a_kept_one_with_other_neighbours),
      cmocka_unit_test(tells_a_foreign_pointer),
      cmocka_unit_test(tells_an_overrun),
      cmocka_unit_test(counts_the_high_water),
      cmocka_unit_test(reach_is_a_size_that_does),
      cmocka_unit_test(survives_random_use),
  };
  return cmocka_run_group_tests(tests, NULL, NULL);
}
