/* SPDX-License-Identifier: Apache-2.0 */
/* ts-forge: tags as an attacker makes them. Takes a GS1 text, signs it with whatever key it is given, and
 * spells it as asked; none of the checks that keep the host tools honest stands in its way.
 *
 * usage: ts-forge --key KEY.pem [--host HOST] [--key-id HEX4] [--profile N] [--high-s] [--flip BIT] TEXT
 * prints the URI. TEXT is a Digital Link URI or bracketed elements; a 99 in it is replaced. */
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/gs1.h"
#include "core/tag.h"
#include "host-tools/keys.h"

struct order {
  const char *key, *host, *text;
  long key_id, profile, flip; /* -1: as an honest signer would */
  bool high_s;
};

static bool read_order(struct order *order, int argc, char **argv) {
  static const struct option options[] = {{"key", 1, NULL, 'k'},
                                          {"host", 1, NULL, 'h'},
                                          {"key-id", 1, NULL, 'i'},
                                          {"profile", 1, NULL, 'p'},
                                          {"high-s", 0, NULL, 's'},
                                          {"flip", 1, NULL, 'f'},
                                          {0}};
  *order = (struct order){.host = "id.maison.example", .key_id = -1, .profile = -1, .flip = -1};
  for (int c; (c = getopt_long(argc, argv, "", options, NULL)) != -1;)
    switch (c) {
    case 'k':
      order->key = optarg;
      break;
    case 'h':
      order->host = optarg;
      break;
    case 'i':
      order->key_id = strtol(optarg, NULL, 16);
      break;
    case 'p':
      order->profile = strtol(optarg, NULL, 10);
      break;
    case 's':
      order->high_s = true;
      break;
    case 'f':
      order->flip = strtol(optarg, NULL, 10);
      break;
    default:
      return false;
    }
  order->text = optind < argc ? argv[optind] : NULL;
  return order->key && order->text;
}

/* The text's elements without a signature. */
static bool bare(struct ts_gs1 *out, const char *text) {
  struct ts_gs1 gs1;
  struct ts_gs1_why why;
  if (ts_gs1_parse(&gs1, &why, ts_bytes_of(text), false) != TS_OK)
    return false;
  ts_gs1_init(out);
  for (size_t i = 0; i < gs1.count; i++)
    if (strcmp(gs1.element[i].ai, "99") != 0 &&
        ts_gs1_add(out, &why, gs1.element[i].ai, ts_gs1_value(&gs1, i)) != TS_OK)
      return false;
  return true;
}

static bool sign(const struct order *order, const struct ts_gs1 *gs1, uint8_t raw[TS_TAG_SIGNATURE_BYTES]) {
  struct ts_key key = {0};
  struct ts_fault fault = {0};
  uint8_t memory[TS_TAG_SIGNED_MAX], digest[TS_SHA256_SIZE];
  struct ts_buf bytes = ts_buf(memory, sizeof memory);
  uint8_t profile = order->profile < 0 ? TS_TAG_PROFILE_P256 : (uint8_t)order->profile;
  bool ok = ts_key_read(&key, order->key, &fault) && ts_tag_signed_bytes(&bytes, gs1, profile) == TS_OK &&
            ts_sha256(ts_buf_bytes(&bytes), digest) && ts_key_sign(&key, digest, raw + 3, &fault);
  raw[0] = profile;
  ts_put_be16(raw + 1, order->key_id < 0 && ok ? ts_key_id(&key) : (uint16_t)order->key_id);
  if (order->high_s)
    ts_p256_scalar_negate(raw + 35);
  if (order->flip >= 0)
    raw[3 + order->flip / 8 % 64] ^= (uint8_t)(1 << order->flip % 8);
  if (!ok)
    fprintf(stderr, "ts-forge: %s\n", fault.text);
  ts_key_free(&key);
  return ok;
}

int main(int argc, char **argv) {
  struct order order;
  if (!read_order(&order, argc, argv)) {
    fputs("usage: ts-forge --key KEY.pem [--host HOST] [--key-id HEX4] [--profile N] [--high-s] [--flip BIT] "
          "TEXT\n",
          stderr);
    return 64;
  }
  struct ts_gs1 gs1;
  uint8_t raw[TS_TAG_SIGNATURE_BYTES], signature[TS_TAG_SIGNATURE_TEXT], uri[TS_GS1_INPUT_MAX];
  if (!bare(&gs1, order.text)) {
    fprintf(stderr, "ts-forge: not a GS1 text: %s\n", order.text);
    return 65;
  }
  if (!sign(&order, &gs1, raw))
    return 70;
  struct ts_buf text = ts_buf(signature, sizeof signature), out = ts_buf(uri, sizeof uri);
  struct ts_gs1_why why;
  ts_base64url_encode(&text, ts_bytes(raw, sizeof raw));
  if (ts_gs1_add(&gs1, &why, "99", ts_buf_bytes(&text)) != TS_OK ||
      ts_gs1_write_uri(&out, &gs1, order.host) != TS_OK) {
    fputs("ts-forge: the tag cannot be spelled\n", stderr);
    return 70;
  }
  return printf("%.*s\n", (int)out.size, (const char *)uri) < 0 || fflush(stdout) != 0 ? 70 : 0;
}
