/* SPDX-License-Identifier: Apache-2.0 */
/* Evidence: proofs as a shell folds them, words for people out of anybody's bytes, folders whole or not at all. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "adapters/crypto_psa.h"
#include "host-tools/evidence_folder.h"
#include "host-tools/evidence_story.h"
#include "host-tools/file.h"

#define TREE_MAX 70

static struct ts_crypto crypto;
static struct ts_hash leaf[TREE_MAX];

/* The definition of RFC 6962 section 2.1, as it stands there. */
static struct ts_hash root_of(size_t from, size_t size) {
  struct ts_hash out;
  size_t split = 1;
  if (size == 1)
    return leaf[from];
  while (split * 2 < size)
    split *= 2;
  struct ts_hash left = root_of(from, split), right = root_of(from + split, size - split);
  assert_int_equal(ts_merkle_node(&crypto, &left, &right, &out), TS_OK);
  return out;
}

static enum ts_err subtree(void *ctx, unsigned level, uint64_t index, struct ts_hash *out) {
  (void)ctx;
  *out = root_of((size_t)(index << level), (size_t)1 << level);
  return TS_OK;
}

static void make_leaves(void) {
  for (uint8_t i = 0; i < TREE_MAX; i++)
    assert_int_equal(ts_merkle_leaf(&crypto, ts_bytes(&i, 1), &leaf[i]), TS_OK);
}

/* Follows the text alone: "left HASH" or "right HASH" a line. */
static struct ts_hash fold(struct ts_hash hash, const char *text) {
  while (*text) {
    struct ts_hash other;
    bool left = strncmp(text, "left ", 5) == 0;
    text += left ? 5 : 6;
    for (size_t i = 0; i < sizeof other.bytes; i++)
      other.bytes[i] =
          (uint8_t)(ts_hex_digit((uint8_t)text[2 * i]) * 16 + ts_hex_digit((uint8_t)text[2 * i + 1]));
    struct ts_hash below = hash;
    assert_int_equal(ts_merkle_node(&crypto, left ? &other : &below, left ? &below : &other, &hash), TS_OK);
    assert_int_equal(text[64], '\n');
    text += 65;
  }
  return hash;
}

static void test_proofs_fold_to_the_root(void **state) {
  (void)state;
  const struct ts_merkle_source source = {.subtree = subtree};
  make_leaves();
  for (size_t size = 1; size <= TREE_MAX; size++) {
    struct ts_hash root = root_of(0, size);
    for (size_t n = 0; n < size; n++) {
      struct ts_hash proof[TS_MERKLE_PROOF_MAX];
      size_t count;
      char text[TS_EVIDENCE_PROOF_TEXT + 1];
      struct ts_buf buf = ts_buf(text, sizeof text - 1);
      assert_int_equal(ts_merkle_inclusion(&source, &crypto, n, size, proof, &count), TS_OK);
      ts_evidence_proof_text(&buf, n, size, proof, count);
      assert_false(buf.full);
      text[buf.size] = 0;
      struct ts_hash got = fold(leaf[n], text);
      assert_memory_equal(got.bytes, root.bytes, sizeof root.bytes);
    }
  }
}

static void test_longest_proof_has_room(void **state) {
  (void)state;
  static const struct ts_hash proof[TS_MERKLE_PROOF_MAX];
  char text[TS_EVIDENCE_PROOF_TEXT];
  struct ts_buf buf = ts_buf(text, sizeof text);
  ts_evidence_proof_text(&buf, TS_MERKLE_SIZE_MAX - 1, TS_MERKLE_SIZE_MAX, proof, TS_MERKLE_PROOF_MAX);
  assert_false(buf.full);
}

static void clean_is(const char *from, size_t size, const char *wanted) {
  char out[64];
  assert_string_equal(ts_story_clean(out, sizeof out, ts_bytes(from, size)), wanted);
}

static void test_anybodys_bytes_are_text(void **state) {
  (void)state;
  clean_is("Rivi\xC3\xA8re \xE9\x87\x91", 12, "Rivi\xC3\xA8re \xE9\x87\x91");
  clean_is("a\nb\0c\x7f\x1b[2J", 10, "a.b.c..[2J");
  clean_is("\xC2\x9B", 2, "."); /* a control of C1 */
  clean_is("\xff\xC0\xAFok\xE2\x82", 7, "...ok..");
  clean_is("", 0, "");
  char out[6];
  assert_string_equal(ts_story_clean(out, sizeof out, ts_bytes_of("abcd\xC3\xA9")), "abcd");
}

static void test_time_says_how_far_it_is_trusted(void **state) {
  (void)state;
  char out[TS_STORY_TIME];
  struct ts_time time = {.seconds = 1795435200, .trust = TS_TIME_RTC};
  assert_string_equal(ts_story_time(out, time), "2026-11-23 12:00:00 UTC, by the device's own clock");
  time.trust = TS_TIME_OPERATOR;
  assert_non_null(strstr(ts_story_time(out, time), "2026-11-23 12:00:00 UTC, as the operator confirmed"));
  time.trust = TS_TIME_NONE;
  assert_non_null(strstr(ts_story_time(out, time), "not known"));
  assert_non_null(strstr(out, "Not before 2026-11-23"));
}

static void test_story_prints_a_line_a_line(void **state) {
  (void)state;
  struct ts_story story = {0};
  char *text = NULL;
  size_t size = 0;
  FILE *out = open_memstream(&text, &size);
  assert_non_null(out);
  ts_story_add(&story, TS_STORY_HEADING, NULL, "Record %d", 7);
  ts_story_add(&story, TS_STORY_FACT, "Mode", "%s", "check");
  ts_story_add(&story, TS_STORY_SENTENCE, NULL, "%s", "100 %");
  for (int i = 0; i < 200; i++)
    ts_story_add(&story, TS_STORY_TEXT, NULL, "%d", i);
  assert_false(story.failed);
  assert_int_equal(story.count, 203);
  ts_story_print(out, &story);
  assert_int_equal(fclose(out), 0);
  static const char begin[] = "Record 7\n  Mode: check\n  - 100 %\n  0\n  1\n";
  assert_memory_equal(text, begin, sizeof begin - 1);
  free(text);
  ts_story_free(&story);
}

static bool there(const char *path) {
  struct stat status;
  return lstat(path, &status) == 0;
}

static void test_folder_is_whole_or_not_there(void **state) {
  (void)state;
  char place[] = "/tmp/ts-evidence.XXXXXX", out[64], grows[PATH_MAX];
  uint8_t hash[TS_SHA256_SIZE], *sums = NULL;
  size_t size = 0;
  struct ts_fault fault = {0};
  struct ts_evidence_folder folder;
  assert_non_null(mkdtemp(place));
  (void)snprintf(out, sizeof out, "%s/out", place);

  assert_true(ts_evidence_folder_open(&folder, out, &crypto, &fault));
  memcpy(grows, folder.path, sizeof grows);
  assert_true(ts_evidence_folder_make(&folder, "b", &fault));
  assert_true(ts_evidence_folder_add(&folder, "b/one", ts_bytes_of("1"), 0644, &fault));
  assert_true(there(grows));
  assert_false(there(out));
  ts_evidence_folder_drop(&folder);
  assert_false(there(grows));

  assert_true(ts_evidence_folder_open(&folder, out, &crypto, &fault));
  assert_true(ts_evidence_folder_make(&folder, "b", &fault));
  assert_true(ts_evidence_folder_add(&folder, "b/one", ts_bytes_of("1"), 0644, &fault));
  assert_true(ts_evidence_folder_add(&folder, "a", ts_bytes_of("abc"), 0644, &fault));
  assert_true(ts_evidence_folder_has(&folder, "a"));
  assert_false(ts_evidence_folder_has(&folder, "b"));
  assert_true(ts_evidence_folder_finish(&folder, hash, &fault));
  ts_evidence_folder_drop(&folder);
  char sums_path[80], rest[80];
  (void)snprintf(sums_path, sizeof sums_path, "%s/" TS_EVIDENCE_SUMS, out);
  assert_true(ts_file_read(sums_path, 4096, &sums, &size, &fault));
  static const char wanted[] = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad  ./a\n"
                               "6b86b273ff34fce19d6b804eff5a3f5747ada4eaa22f1d49c01e52ddb7875b4b  ./b/one\n";
  assert_int_equal(size, sizeof wanted - 1);
  assert_memory_equal(sums, wanted, size);
  free(sums);

  assert_false(ts_evidence_folder_open(&folder, out, &crypto, &fault)); /* it is there already */
  assert_int_equal(fault.status, EX_CANTCREAT);
  ts_evidence_folder_drop(&folder);
  static const char *const made[] = {"/out/b/one", "/out/b", "/out/a", "/out/" TS_EVIDENCE_SUMS, "/out", ""};
  for (size_t i = 0; i < sizeof made / sizeof *made; i++) {
    (void)snprintf(rest, sizeof rest, "%s%s", place, made[i]);
    assert_int_equal(remove(rest), 0);
  }
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_proofs_fold_to_the_root),
      cmocka_unit_test(test_longest_proof_has_room),
      cmocka_unit_test(test_anybodys_bytes_are_text),
      cmocka_unit_test(test_time_says_how_far_it_is_trusted),
      cmocka_unit_test(test_story_prints_a_line_a_line),
      cmocka_unit_test(test_folder_is_whole_or_not_there),
  };
  if (ts_crypto_psa_init(&crypto) != TS_OK)
    return EXIT_FAILURE;
  return cmocka_run_group_tests(tests, NULL, NULL);
}
