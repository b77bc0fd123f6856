/* SPDX-License-Identifier: Apache-2.0 */
/* core/cbor against RFC 8949's own vectors, hostile bytes, and libcbor as the implementation that shares
 * nothing with it. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include <cbor.h>

#include "core/cbor.h"
#include "diag.h"

struct vector {
  const char *hex;
  const char *diag;
};

/* RFC 8949 appendix A, all that lies in the subset. */
static const struct vector appendix_a[] = {
    {"00", "0"},
    {"01", "1"},
    {"0a", "10"},
    {"17", "23"},
    {"1818", "24"},
    {"1819", "25"},
    {"1864", "100"},
    {"1903e8", "1000"},
    {"1a000f4240", "1000000"},
    {"1b000000e8d4a51000", "1000000000000"},
    {"1bffffffffffffffff", "18446744073709551615"},
    {"c249010000000000000000", "2(h'010000000000000000')"},
    {"c349010000000000000000", "3(h'010000000000000000')"},
    {"20", "-1"},
    {"29", "-10"},
    {"3863", "-100"},
    {"3903e7", "-1000"},
    {"f4", "false"},
    {"f5", "true"},
    {"f6", "null"},
    {"c074323031332d30332d32315432303a30343a30305a", "0(\"2013-03-21T20:04:00Z\")"},
    {"c11a514b67b0", "1(1363896240)"},
    {"d74401020304", "23(h'01020304')"},
    {"d818456449455446", "24(h'6449455446')"},
    {"d82076687474703a2f2f7777772e6578616d706c652e636f6d", "32(\"http://www.example.com\")"},
    {"40", "h''"},
    {"4401020304", "h'01020304'"},
    {"60", "\"\""},
    {"6161", "\"a\""},
    {"6449455446", "\"IETF\""},
    {"62225c", NULL},
    {"62c3bc", "\"\xc3\xbc\""},
    {"63e6b0b4", "\"\xe6\xb0\xb4\""},
    {"64f0908591", "\"\xf0\x90\x85\x91\""},
    {"80", "[]"},
    {"83010203", "[1, 2, 3]"},
    {"8301820203820405", "[1, [2, 3], [4, 5]]"},
    {"98190102030405060708090a0b0c0d0e0f101112131415161718181819",
     "[1,2,3,4,5,6,7,8,9,10,11,12,13,14,15,16,17,18,19,20,21,22,23,24,25]"},
    {"a0", "{}"},
    {"a201020304", "{1: 2, 3: 4}"},
    {"a26161016162820203", "{\"a\": 1, \"b\": [2, 3]}"},
    {"826161a161626163", "[\"a\", {\"b\": \"c\"}]"},
    {"a56161614161626142616361436164614461656145",
     "{\"a\": \"A\", \"b\": \"B\", \"c\": \"C\", \"d\": \"D\", \"e\": \"E\"}"},
};

struct hostile {
  const char *hex;
  enum ts_err err;
};

static const struct hostile hostile[] = {
    /* cut off */
    {"", TS_ERR_CBOR_TRUNCATED},
    {"18", TS_ERR_CBOR_TRUNCATED},
    {"19ff", TS_ERR_CBOR_TRUNCATED},
    {"1affffff", TS_ERR_CBOR_TRUNCATED},
    {"1bffffffffffffff", TS_ERR_CBOR_TRUNCATED},
    {"41", TS_ERR_CBOR_TRUNCATED},
    {"6261", TS_ERR_CBOR_TRUNCATED},
    {"81", TS_ERR_CBOR_TRUNCATED},
    {"820001c0", TS_ERR_CBOR_TRAILING},
    {"8200", TS_ERR_CBOR_TRUNCATED},
    {"a1", TS_ERR_CBOR_TRUNCATED},
    {"a100", TS_ERR_CBOR_TRUNCATED},
    {"c0", TS_ERR_CBOR_TRUNCATED},
    /* counts beyond all memory */
    {"5bffffffffffffffff00", TS_ERR_CBOR_TRUNCATED},
    {"7b7fffffffffffffff00", TS_ERR_CBOR_TRUNCATED},
    {"9bffffffffffffffff00", TS_ERR_CBOR_TRUNCATED},
    {"9b800000000000000000", TS_ERR_CBOR_TRUNCATED},
    {"bb800000000000000000", TS_ERR_CBOR_TRUNCATED},
    {"bb7fffffffffffffff0000", TS_ERR_CBOR_TRUNCATED},
    /* longer than need be */
    {"1800", TS_ERR_CBOR_NOT_DETERMINISTIC},
    {"1817", TS_ERR_CBOR_NOT_DETERMINISTIC},
    {"1900ff", TS_ERR_CBOR_NOT_DETERMINISTIC},
    {"1a0000ffff", TS_ERR_CBOR_NOT_DETERMINISTIC},
    {"1b00000000ffffffff", TS_ERR_CBOR_NOT_DETERMINISTIC},
    {"3800", TS_ERR_CBOR_NOT_DETERMINISTIC},
    {"580100", TS_ERR_CBOR_NOT_DETERMINISTIC},
    {"780161", TS_ERR_CBOR_NOT_DETERMINISTIC},
    {"980100", TS_ERR_CBOR_NOT_DETERMINISTIC},
    {"b8010000", TS_ERR_CBOR_NOT_DETERMINISTIC},
    {"d80000", TS_ERR_CBOR_NOT_DETERMINISTIC},
    /* indefinite, and a break with nothing to break */
    {"5f4100ff", TS_ERR_CBOR_NOT_DETERMINISTIC},
    {"7f6161ff", TS_ERR_CBOR_NOT_DETERMINISTIC},
    {"9fff", TS_ERR_CBOR_NOT_DETERMINISTIC},
    {"bfff", TS_ERR_CBOR_NOT_DETERMINISTIC},
    {"ff", TS_ERR_CBOR_RESERVED},
    {"81ff", TS_ERR_CBOR_RESERVED},
    {"1f", TS_ERR_CBOR_RESERVED},
    {"3f", TS_ERR_CBOR_RESERVED},
    {"df00", TS_ERR_CBOR_RESERVED},
    /* reserved information, floats, other simple values, tags that are always invalid */
    {"1c", TS_ERR_CBOR_RESERVED},
    {"5d", TS_ERR_CBOR_RESERVED},
    {"9e", TS_ERR_CBOR_RESERVED},
    {"fc", TS_ERR_CBOR_RESERVED},
    {"f90000", TS_ERR_CBOR_TYPE},
    {"fa47c35000", TS_ERR_CBOR_TYPE},
    {"fb3ff199999999999a", TS_ERR_CBOR_TYPE},
    {"f7", TS_ERR_CBOR_RESERVED},
    {"f0", TS_ERR_CBOR_RESERVED},
    {"e0", TS_ERR_CBOR_RESERVED},
    {"f3", TS_ERR_CBOR_RESERVED},
    {"f814", TS_ERR_CBOR_RESERVED},
    {"f8ff", TS_ERR_CBOR_RESERVED},
    {"d9ffff00", TS_ERR_CBOR_RESERVED},
    {"daffffffff00", TS_ERR_CBOR_RESERVED},
    {"dbffffffffffffffff00", TS_ERR_CBOR_RESERVED},
    /* keys */
    {"a202000100", TS_ERR_CBOR_NOT_DETERMINISTIC},
    {"a201000100", TS_ERR_CBOR_DUPLICATE},
    {"a3010002000200", TS_ERR_CBOR_DUPLICATE},
    {"a2616200616100", TS_ERR_CBOR_NOT_DETERMINISTIC},
    {"a262616100616200",
     TS_ERR_CBOR_NOT_DETERMINISTIC},               /* "aa" before "b": bytewise, the length comes first */
    {"a220000a00", TS_ERR_CBOR_NOT_DETERMINISTIC}, /* -1 before 10: unsigned first */
    {"a28100008101", TS_ERR_CBOR_TRUNCATED},
    {"a2810000810000", TS_ERR_CBOR_DUPLICATE},
    {"a2820102008201010000", TS_ERR_CBOR_NOT_DETERMINISTIC},
    {"81a1a20000000000", TS_ERR_CBOR_DUPLICATE}, /* a map as a key, itself with a double key */
    /* text */
    {"61ff", TS_ERR_CBOR_UTF8},
    {"6180", TS_ERR_CBOR_UTF8},
    {"61c3", TS_ERR_CBOR_UTF8},
    {"62c3c3", TS_ERR_CBOR_UTF8},
    {"62c080", TS_ERR_CBOR_UTF8},
    {"62c1bf", TS_ERR_CBOR_UTF8},
    {"63e08080", TS_ERR_CBOR_UTF8},
    {"63e09fbf", TS_ERR_CBOR_UTF8},
    {"63eda080", TS_ERR_CBOR_UTF8},
    {"63edbfbf", TS_ERR_CBOR_UTF8},
    {"63e6b0c4", TS_ERR_CBOR_UTF8},
    {"64f08080af", TS_ERR_CBOR_UTF8},
    {"64f08fbfbf", TS_ERR_CBOR_UTF8},
    {"64f4908080", TS_ERR_CBOR_UTF8},
    {"64f5808080", TS_ERR_CBOR_UTF8},
    {"63f09085", TS_ERR_CBOR_UTF8},
    {"64f0908541", TS_ERR_CBOR_UTF8},
    /* more than one item */
    {"0000", TS_ERR_CBOR_TRAILING},
    {"8000", TS_ERR_CBOR_TRAILING},
};

/* A number that does not depend on the machine. */
static uint32_t draw(uint32_t *state, uint32_t below) {
  *state ^= *state << 13;
  *state ^= *state >> 17;
  *state ^= *state << 5;
  return *state % below;
}

/* Reads one item and writes it again, item by item. */
static void copy(struct ts_cbor_reader *r, struct ts_buf *out) {
  size_t left = 1;
  while (left--) {
    struct ts_cbor_item item = ts_cbor_next(r);
    assert_int_equal(r->err, TS_OK);
    switch (item.type) {
    case TS_CBOR_UINT:
      ts_cbor_put_uint(out, item.number);
      break;
    case TS_CBOR_NEGATIVE:
      ts_cbor_put_negative(out, item.number);
      break;
    case TS_CBOR_BYTES:
      ts_cbor_put_bytes(out, item.bytes);
      break;
    case TS_CBOR_TEXT:
      ts_cbor_put_text(out, item.bytes);
      break;
    case TS_CBOR_ARRAY:
      ts_cbor_put_array(out, item.number);
      left += (size_t)item.number;
      break;
    case TS_CBOR_MAP:
      ts_cbor_put_map(out, item.number);
      left += 2 * (size_t)item.number;
      break;
    case TS_CBOR_TAG:
      ts_cbor_put_tag(out, item.number);
      left++;
      break;
    case TS_CBOR_SIMPLE:
      if (item.number == 22)
        ts_buf_put_byte(out, 0xf6);
      else
        ts_cbor_put_bool(out, item.number == 21);
      break;
    default:
      fail();
    }
  }
}

static void assert_same(struct ts_bytes a, struct ts_bytes b) {
  assert_int_equal(a.size, b.size);
  assert_memory_equal(a.data, b.data, a.size);
}

/* The same value, said by libcbor's tree and by our reader. */
static void compare(struct ts_cbor_reader *r, cbor_item_t *item) {
  struct ts_cbor_item ours = ts_cbor_next(r);
  assert_int_equal(r->err, TS_OK);
  assert_int_equal((int)ours.type, (int)cbor_typeof(item));
  switch (cbor_typeof(item)) {
  case CBOR_TYPE_UINT:
  case CBOR_TYPE_NEGINT:
    assert_true(ours.number == cbor_get_int(item));
    break;
  case CBOR_TYPE_BYTESTRING:
    assert_same(ours.bytes, ts_bytes(cbor_bytestring_handle(item), cbor_bytestring_length(item)));
    break;
  case CBOR_TYPE_STRING:
    assert_same(ours.bytes, ts_bytes(cbor_string_handle(item), cbor_string_length(item)));
    break;
  case CBOR_TYPE_ARRAY:
    assert_true(ours.number == cbor_array_size(item));
    for (size_t i = 0; i < cbor_array_size(item); i++)
      compare(r, cbor_array_handle(item)[i]);
    break;
  case CBOR_TYPE_MAP:
    assert_true(ours.number == cbor_map_size(item));
    for (size_t i = 0; i < cbor_map_size(item); i++) {
      compare(r, cbor_map_handle(item)[i].key);
      compare(r, cbor_map_handle(item)[i].value);
    }
    break;
  case CBOR_TYPE_TAG: {
    cbor_item_t *inner = cbor_tag_item(item);
    assert_true(ours.number == cbor_tag_value(item));
    compare(r, inner);
    cbor_decref(&inner);
    break;
  }
  case CBOR_TYPE_FLOAT_CTRL:
    assert_true(ours.number == cbor_ctrl_value(item));
    break;
  }
}

/* What we take, libcbor must take, mean the same by it, and write it in the same bytes; and so must we. */
static void agree_with_libcbor(struct ts_bytes in) {
  struct cbor_load_result result;
  cbor_item_t *item = cbor_load(in.data, in.size, &result);
  if (!item) { /* libcbor 0.8 refuses the one-byte tags 6 to 20, which are well-formed: nothing to compare
                  then */
    assert_in_range(in.data[result.error.position], 0xc6, 0xd4);
    return;
  }
  assert_int_equal(result.read, in.size);
  struct ts_cbor_reader r = ts_cbor_reader(in);
  compare(&r, item);
  assert_true(ts_cbor_at_end(&r));
  unsigned char *theirs = NULL;
  size_t room, size = cbor_serialize_alloc(item, &theirs, &room);
  assert_same(ts_bytes(theirs, size), in);
  free(theirs);
  cbor_decref(&item);
  uint8_t *ours = malloc(in.size + 1);
  struct ts_buf out = ts_buf(ours, in.size);
  r = ts_cbor_reader(in);
  copy(&r, &out);
  assert_false(out.full);
  assert_same(ts_buf_bytes(&out), in);
  free(ours);
}

static void test_appendix_a(void **state) {
  (void)state;
  for (size_t i = 0; i < sizeof appendix_a / sizeof appendix_a[0]; i++) {
    uint8_t bytes[64], written[64];
    struct ts_buf in = ts_buf(bytes, sizeof bytes), out = ts_buf(written, sizeof written);
    assert_true(ts_hex(&in, appendix_a[i].hex));
    assert_int_equal(ts_cbor_check(ts_buf_bytes(&in)), TS_OK);
    agree_with_libcbor(ts_buf_bytes(&in));
    if (appendix_a[i].diag) {
      assert_true(ts_diag(&out, appendix_a[i].diag));
      assert_same(ts_buf_bytes(&out), ts_buf_bytes(&in));
    }
  }
}

static void test_hostile_forms(void **state) {
  (void)state;
  for (size_t i = 0; i < sizeof hostile / sizeof hostile[0]; i++) {
    uint8_t bytes[64];
    struct ts_buf in = ts_buf(bytes, sizeof bytes);
    assert_true(ts_hex(&in, hostile[i].hex));
    enum ts_err err = ts_cbor_check(ts_buf_bytes(&in));
    if (err != hostile[i].err)
      print_message("%s: %d\n", hostile[i].hex, err);
    assert_int_equal(err, hostile[i].err);
    struct ts_cbor_reader r = ts_cbor_reader(ts_buf_bytes(&in));
    while (!r.err && !ts_cbor_at_end(&r)) /* ends, and stays inside: the sanitizers watch */
      ts_cbor_next(&r);
    r = ts_cbor_reader(ts_buf_bytes(&in));
    ts_cbor_skip(&r);
    assert_true(r.at <= in.size);
  }
}

static void test_every_prefix_is_truncated(void **state) {
  (void)state;
  uint8_t bytes[256];
  struct ts_buf in = ts_buf(bytes, sizeof bytes);
  assert_true(ts_diag(
      &in,
      "{1: [1000000000000, -70000, h'010203', \"\xe6\xb0\xb4\"], 2: {\"a\": 98([true, null])}, 300: 70000}"));
  assert_int_equal(ts_cbor_check(ts_buf_bytes(&in)), TS_OK);
  for (size_t size = 0; size < in.size; size++) {
    uint8_t *cut = malloc(size ? size : 1); /* its own block, so that a read beyond it is seen */
    memcpy(cut, bytes, size);
    assert_int_equal(ts_cbor_check(ts_bytes(cut, size)), TS_ERR_CBOR_TRUNCATED);
    free(cut);
  }
  size_t size = 0;
  ts_buf_put_byte(&in, 0xff);
  assert_int_equal(ts_cbor_check(ts_buf_bytes(&in)), TS_ERR_CBOR_TRAILING);
  assert_int_equal(ts_cbor_check_prefix(ts_buf_bytes(&in), &size), TS_OK);
  assert_int_equal(size, in.size - 1);
}

static void test_depth_is_bounded(void **state) {
  (void)state;
  static const uint8_t head[] = {0x81, 0xa1, 0xc1}; /* array, map (its key comes first), tag */
  for (size_t kind = 0; kind < sizeof head; kind++)
    for (size_t depth = 1; depth <= TS_CBOR_DEPTH_MAX + 1; depth++) {
      uint8_t bytes[64];
      struct ts_buf in = ts_buf(bytes, sizeof bytes);
      for (size_t i = 0; i < depth; i++) {
        ts_buf_put_byte(&in, head[kind]);
        if (kind == 1)
          ts_buf_put_byte(&in, 0x00);
      }
      ts_buf_put_byte(&in, 0x00);
      enum ts_err want = depth <= TS_CBOR_DEPTH_MAX ? TS_OK : TS_ERR_CBOR_DEPTH;
      assert_int_equal(ts_cbor_check(ts_buf_bytes(&in)), want);
    }
  uint8_t nest[100000]; /* neither the check nor a skip recurses */
  memset(nest, 0x81, sizeof nest);
  nest[sizeof nest - 1] = 0x80;
  assert_int_equal(ts_cbor_check(ts_bytes(nest, sizeof nest)), TS_ERR_CBOR_DEPTH);
  struct ts_cbor_reader r = ts_cbor_reader(ts_bytes(nest, sizeof nest));
  assert_int_equal(ts_cbor_skip(&r).size, sizeof nest);
  memset(nest, 0x80, sizeof nest);
  nest[TS_CBOR_DEPTH_MAX - 1] = 0x80;
  memset(nest, 0x81, TS_CBOR_DEPTH_MAX);
  assert_int_equal(ts_cbor_check(ts_bytes(nest, TS_CBOR_DEPTH_MAX + 1)),
                   TS_ERR_CBOR_DEPTH); /* an empty one counts */
}

static void put_code_point(struct ts_buf *out, uint32_t c) {
  if (c < 0x80) {
    ts_buf_put_byte(out, (uint8_t)c);
    return;
  }
  unsigned tail = c < 0x800 ? 1 : c < 0x10000 ? 2 : 3;
  static const uint8_t lead[] = {0x00, 0xC0, 0xE0, 0xF0};
  ts_buf_put_byte(out, (uint8_t)(lead[tail] | c >> (6 * tail)));
  while (tail--)
    ts_buf_put_byte(out, (uint8_t)(0x80 | (c >> (6 * tail) & 0x3F)));
}

static void test_utf8_knows_every_code_point(void **state) {
  (void)state;
  for (uint32_t c = 0; c < 0x110400; c++) {
    uint8_t bytes[8];
    struct ts_buf text = ts_buf(bytes, sizeof bytes);
    put_code_point(&text, c);
    bool valid = (c < 0xD800 || c > 0xDFFF) && c < 0x110000;
    assert_int_equal(ts_cbor_utf8(ts_buf_bytes(&text)), valid);
    if (c >= 0x80) {
      assert_false(ts_cbor_utf8(ts_bytes(bytes, text.size - 1)));
      assert_false(ts_cbor_utf8(ts_bytes(bytes + 1, text.size - 1)));
    }
  }
}

/* One random item of the subset, its map keys sorted. */
static void random_item(struct ts_buf *out, uint32_t *seed, unsigned depth) {
  static const char *const words[] = {"", "a", "Aurora", "\xe6\xb0\xb4", "\xf0\x90\x85\x91 x"};
  uint64_t number = (uint64_t)draw(seed, 0x7fffffff) << draw(seed, 33) >> draw(seed, 32);
  size_t count = draw(seed, 6);
  switch (draw(seed, depth ? 8 : 5)) {
  case 0:
    ts_cbor_put_uint(out, number);
    break;
  case 1:
    ts_cbor_put_negative(out, number);
    break;
  case 2:
    ts_cbor_put_bytes(out, ts_bytes(words[3], draw(seed, 4)));
    break;
  case 3:
    ts_cbor_put_text(out, ts_bytes_of(words[draw(seed, 5)]));
    break;
  case 4:
    ts_cbor_put_bool(out, count & 1);
    break;
  case 5:
    ts_cbor_put_array(out, count);
    for (size_t i = 0; i < count; i++)
      random_item(out, seed, depth - 1);
    break;
  case 6:
    ts_cbor_put_map(out, count);
    for (size_t i = 0, key = draw(seed, 9); i < count; i++, key += 1 + draw(seed, 300)) {
      if (i + 1 == count && draw(seed, 2))
        ts_cbor_put_text(out, ts_bytes_of("last"));
      else
        ts_cbor_put_uint(out, key);
      random_item(out, seed, depth - 1);
    }
    break;
  default:
    ts_cbor_put_tag(out, draw(seed, 0xffff));
    random_item(out, seed, depth - 1);
  }
}

static void test_random_structures_agree_with_libcbor(void **state) {
  (void)state;
  uint32_t seed = 20250101;
  static uint8_t bytes[1 << 16];
  for (int round = 0; round < 20000; round++) {
    struct ts_buf out = ts_buf(bytes, sizeof bytes);
    random_item(&out, &seed, 6);
    assert_false(out.full);
    assert_int_equal(ts_cbor_check(ts_buf_bytes(&out)), TS_OK);
    struct ts_cbor_reader r = ts_cbor_reader(ts_buf_bytes(&out));
    assert_same(ts_cbor_skip(&r), ts_buf_bytes(&out));
    agree_with_libcbor(ts_buf_bytes(&out));
  }
}

/* What libcbor refuses we refuse; what we take, it reads alike. Of damaged input some is still good, or this
 * shows nothing. */
static void test_damaged_structures_agree_with_libcbor(void **state) {
  (void)state;
  uint32_t seed = 7;
  static uint8_t bytes[1 << 16];
  int taken = 0, refused = 0;
  for (int round = 0; round < 50000; round++) {
    struct ts_buf out = ts_buf(bytes, sizeof bytes);
    random_item(&out, &seed, 3);
    if (out.size > 64)
      continue;
    bytes[draw(&seed, (uint32_t)out.size)] = (uint8_t)draw(&seed, 256);
    if (ts_cbor_check(ts_buf_bytes(&out)) == TS_OK) {
      taken++;
      agree_with_libcbor(ts_buf_bytes(&out));
    } else
      refused++;
  }
  assert_true(taken > 1000 && refused > 1000);
}

static void test_errors_stick(void **state) {
  (void)state;
  static const uint8_t in[] = {0x01, 0x61, 0x61, 0x02};
  struct ts_cbor_reader r = ts_cbor_reader(ts_bytes(in, sizeof in));
  assert_int_equal(ts_cbor_bytes(&r).size, 0);
  assert_int_equal(r.err, TS_ERR_CBOR_TYPE);
  assert_int_equal(ts_cbor_uint(&r), 0);
  assert_int_equal(ts_cbor_text(&r).size, 0);
  assert_null(ts_cbor_text(&r).data);
  assert_int_equal(ts_cbor_array(&r), 0);
  assert_int_equal(ts_cbor_map(&r), 0);
  assert_int_equal(ts_cbor_tag(&r), 0);
  assert_null(ts_cbor_skip(&r).data);
  assert_int_equal(ts_cbor_next(&r).type, TS_CBOR_NONE);
  assert_int_equal(ts_cbor_peek(&r).type, TS_CBOR_NONE);
  size_t pairs = 1;
  assert_false(ts_cbor_key(&r, &pairs, 1));
  ts_cbor_require_key(&r, &pairs, 1);
  ts_cbor_end_map(&r, pairs);
  assert_int_equal(pairs, 1);
  assert_int_equal(r.err, TS_ERR_CBOR_TYPE);
}

static void test_typed_reads_take_their_type_only(void **state) {
  (void)state;
  static const char *const diag[] = {"5", "-5", "h'05'", "\"5\"", "[5]", "{5: 5}", "5(5)", "true"};
  for (size_t is = 0; is < 8; is++)
    for (size_t asked = 0; asked < 7; asked++) {
      uint8_t bytes[16];
      struct ts_buf in = ts_buf(bytes, sizeof bytes);
      assert_true(ts_diag(&in, diag[is]));
      struct ts_cbor_reader r = ts_cbor_reader(ts_buf_bytes(&in));
      uint64_t got = asked == TS_CBOR_UINT    ? ts_cbor_uint(&r)
                     : asked == TS_CBOR_BYTES ? ts_cbor_bytes(&r).size
                     : asked == TS_CBOR_TEXT  ? ts_cbor_text(&r).size
                     : asked == TS_CBOR_ARRAY ? ts_cbor_array(&r)
                     : asked == TS_CBOR_MAP   ? ts_cbor_map(&r)
                     : asked == TS_CBOR_TAG   ? ts_cbor_tag(&r)
                                              : 0;
      if (asked == TS_CBOR_NEGATIVE)
        continue; /* no typed read */
      assert_int_equal(r.err, is == asked ? TS_OK : TS_ERR_CBOR_TYPE);
      assert_int_equal(got != 0, is == asked);
    }
}

static void test_map_keys_are_read_in_order(void **state) {
  (void)state;
  uint8_t bytes[32];
  struct ts_buf in = ts_buf(bytes, sizeof bytes);
  assert_true(ts_diag(&in, "{1: 10, 3: 30, \"x\": 40}"));
  struct ts_cbor_reader r = ts_cbor_reader(ts_buf_bytes(&in));
  size_t pairs = ts_cbor_map(&r);
  assert_int_equal(pairs, 3);
  ts_cbor_require_key(&r, &pairs, 1);
  assert_int_equal(ts_cbor_uint(&r), 10);
  assert_false(ts_cbor_key(&r, &pairs, 2));
  assert_int_equal(pairs, 2);
  assert_int_equal(ts_cbor_peek(&r).number, 3);
  assert_true(ts_cbor_key(&r, &pairs, 3));
  assert_int_equal(ts_cbor_uint(&r), 30);
  assert_false(ts_cbor_key(&r, &pairs, 4));
  assert_int_equal(r.err, TS_OK);
  struct ts_cbor_reader unknown = r;
  ts_cbor_end_map(&unknown, pairs);
  assert_int_equal(unknown.err, TS_ERR_CBOR_TYPE);
  ts_cbor_require_key(&r, &pairs, 4);
  assert_int_equal(r.err, TS_ERR_CBOR_TYPE);
}

static void test_writer_marks_what_it_cannot_write(void **state) {
  (void)state;
  uint8_t bytes[4];
  struct ts_buf out = ts_buf(bytes, sizeof bytes);
  ts_cbor_put_text(&out, ts_bytes_of("\xff"));
  assert_true(out.full);
  out = ts_buf(bytes, sizeof bytes);
  ts_cbor_put_bytes(&out, ts_bytes_of("abcd"));
  assert_true(out.full);
  out = ts_buf(bytes, sizeof bytes);
  ts_cbor_put_uint(&out, 0x10000);
  assert_true(out.full);
}

int main(void) {
  const struct CMUnitTest tests[] = {
      cmocka_unit_test(test_appendix_a),
      cmocka_unit_test(test_hostile_forms),
      cmocka_unit_test(test_every_prefix_is_truncated),
      cmocka_unit_test(test_depth_is_bounded),
      cmocka_unit_test(test_utf8_knows_every_code_point),
      cmocka_unit_test(test_random_structures_agree_with_libcbor),
      cmocka_unit_test(test_damaged_structures_agree_with_libcbor),
      cmocka_unit_test(test_errors_stick),
      cmocka_unit_test(test_typed_reads_take_their_type_only),
      cmocka_unit_test(test_map_keys_are_read_in_order),
      cmocka_unit_test(test_writer_marks_what_it_cannot_write),
  };
  return cmocka_run_group_tests_name("cbor", tests, NULL, NULL);
}
