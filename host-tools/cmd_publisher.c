/* SPDX-License-Identifier: Apache-2.0 */
/* touchstone publisher list, publisher rotate: the keys that speak for a home's publisher. */
#include <stdio.h>
#include <string.h>

#include "adapters/crypto_psa.h"
#include "host-tools/commands.h"
#include "host-tools/publisher.h"

/* A key's name: the first 8 bytes of SHA-256 of its SPKI, as in the names of key files. */
static bool name_key(char out[TS_KEY_HASH_TEXT], const struct ts_publisher_key *key, struct ts_fault *fault) {
  uint8_t id[TS_COSE_KEY_ID_SIZE];
  struct ts_crypto crypto;
  struct ts_buf text = ts_buf(out, TS_KEY_HASH_TEXT - 1);
  if (ts_crypto_psa_init(&crypto) != TS_OK || ts_cose_key_id(id, key->point, &crypto) != TS_OK)
    return ts_fault(fault, EX_SOFTWARE, "mbedTLS does not start");
  ts_buf_put_hex(&text, ts_bytes(id, sizeof id));
  out[text.size] = 0;
  return true;
}

static bool print_json(const struct ts_publisher_keys *keys, struct ts_fault *fault) {
  json_t *list = json_array();
  for (size_t i = 0; i < keys->count; i++) {
    char name[TS_KEY_HASH_TEXT];
    if (!name_key(name, &keys->key[i], fault)) {
      json_decref(list);
      return false;
    }
    json_array_append_new(list, json_pack("{s:s}", "key", name));
  }
  return ts_print_json(json_pack("{s:I, s:I, s:o}", "generation", (json_int_t)keys->generation, "threshold",
                                 (json_int_t)keys->threshold, "keys", list),
                       fault);
}

static bool print(const struct ts_args *args, const struct ts_publisher_keys *keys, struct ts_fault *fault) {
  if (args->json)
    return print_json(keys, fault);
  printf("generation %u: %u of %zu keys must sign\n", keys->generation, keys->threshold, keys->count);
  for (size_t i = 0; i < keys->count; i++) {
    char name[TS_KEY_HASH_TEXT];
    if (!name_key(name, &keys->key[i], fault))
      return false;
    printf("  %s\n", name);
  }
  return true;
}

static int run_list(const struct ts_args *args, struct ts_fault *fault) {
  struct ts_home home = {0};
  struct ts_publisher_keys keys;
  if (ts_home_open(&home, ts_args_text(args, "home"), fault) && ts_home_publisher_keys(&home, &keys, fault))
    (void)print(args, &keys, fault);
  ts_home_close(&home);
  return fault->status;
}

static bool read_rotation(const struct ts_args *args, struct ts_rotation *rotation,
                          const char *drop[TS_PUBLISHER_KEYS_MAX], int64_t *now, struct ts_fault *fault) {
  uint64_t add = 0, threshold = 0;
  const char *text;
  size_t at = 0;
  *rotation = (struct ts_rotation){.drop = drop};
  if (!ts_args_number(args, "add", 1, TS_PUBLISHER_KEYS_MAX, &add, fault) ||
      !ts_args_number(args, "threshold", 1, TS_PUBLISHER_KEYS_MAX, &threshold, fault) ||
      !ts_args_now(args, now, fault))
    return false;
  while ((text = ts_args_next(args, "drop", &at)) != NULL) {
    if (rotation->drop_count == TS_PUBLISHER_KEYS_MAX)
      return ts_fault(fault, EX_USAGE, "a publisher has at most %d keys", TS_PUBLISHER_KEYS_MAX);
    drop[rotation->drop_count++] = text;
  }
  rotation->add = (unsigned)add;
  rotation->threshold = (uint32_t)threshold;
  return add || threshold || rotation->drop_count ||
         ts_fault(fault, EX_USAGE, "nothing to change is given; see: touchstone publisher rotate --help");
}

static int run_rotate(const struct ts_args *args, struct ts_fault *fault) {
  struct ts_home home = {0};
  struct ts_rotation rotation;
  struct ts_publisher_keys keys;
  struct ts_made_keys made = {0};
  const char *drop[TS_PUBLISHER_KEYS_MAX];
  int64_t now;
  bool ok = read_rotation(args, &rotation, drop, &now, fault) &&
            ts_home_open(&home, ts_args_text(args, "home"), fault) && ts_home_begin(&home, fault);
  if (ok) {
    ok = ts_home_publisher_rotate(&home, &rotation, now, &keys, &made, fault) && ts_home_commit(&home, fault);
    for (size_t i = 0; !ok && i < made.count; i++)
      ts_home_remove_key(&home, made.file[i]);
  }
  if (ok && print(args, &keys, fault) && !args->json)
    printf("devices learn it with the next bundle\n");
  ts_home_close(&home);
  return fault->status;
}

const struct ts_command ts_command_publisher_list = {
    .name = "publisher list",
    .operands = "",
    .summary = "List the publisher's keys, and how many of them must sign a bundle",
    .options = (const struct ts_option[]){{"home", "HOME", "the home", TS_OPTION_REQUIRED}, {0}},
    .example = "touchstone publisher list --home HOME",
    .run = run_list,
};

const struct ts_command ts_command_publisher_rotate = {
    .name = "publisher rotate",
    .operands = "",
    .summary = "Exchange the publisher's keys: devices follow by a statement that old and new keys sign",
    .options =
        (const struct ts_option[]){
            {"home", "HOME", "the home", TS_OPTION_REQUIRED},
            {"add", "N", "make N new keys; there are at most 4", TS_OPTION_ONCE},
            {"drop", "KEY", "this key leaves, by its name in publisher list", TS_OPTION_MANY},
            {"threshold", "K", "from now on K of the keys must sign", TS_OPTION_ONCE},
            TS_PASSPHRASE_OPTION,
            {"now", "TIME", "when it is done, if not now", TS_OPTION_ONCE},
            {0}},
    .example = "touchstone publisher rotate --home HOME --add 2 --threshold 2",
    .run = run_rotate,
};
