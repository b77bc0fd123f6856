#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Files that are meant to break the reader: a clear error or UNPROVEN, never a crash, never another verdict.
# usage: tests/system/test_hostile.sh BUILD
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"

jeweller home maison 9521234 id.maison.example
printf 'gtin,serial\n09521234000013,A1\n' >pieces.csv
"$touchstone" issue --home home --brand maison pieces.csv >tags.jsonl 2>/dev/null
"$touchstone" bundle --home home --out bundle >/dev/null
"$touchstone" provision --home home --bundle bundle device >/dev/null
photo good.jpg "$(uri tags.jsonl)"
photo good.png "$(uri tags.jsonl)"
expect "the photograph itself" 0 "$(status "$touchstone" check --device device good.jpg)"
expect "as a PNG" 0 "$(status "$touchstone" check --device device good.png)"

unproven() { # unproven WHAT FILE
  expect "$1" 3 "$(status "$touchstone" check --device device --json "$2")"
  expect "$1: one object" 1 "$(wc -l <out.txt)"
  local code
  code=$(status "$touchstone" scan --json "$2")
  checks=$((checks + 1))
  [ "$code" = 0 ] || [ "$code" = 65 ] || die "$1: scan ends with $code: $(cat err.txt)"
}

size=$(stat -c %s good.jpg)
for ((i = 0; i < 40; i++)); do
  head -c $((size * i / 40)) good.jpg >cut.jpg
  unproven "cut to $i/40" cut.jpg
done
head -c $((size - 1)) good.jpg >cut.jpg
unproven "one byte short" cut.jpg
head -c 30000 good.png >cut.png
unproven "a cut PNG" cut.png
for size in 1x1 2x3 16x4096; do
  convert -size $size xc:gray "tiny.jpg"
  unproven "$size" tiny.jpg
done
convert good.jpg -colorspace CMYK cmyk.jpg
unproven "CMYK" cmyk.jpg
expect "says why" true "$(jq -R 'test("colour|CMYK")' err.txt | head -n 1)"
convert good.jpg -interlace JPEG progressive.jpg
expect "progressive" 0 "$(status "$touchstone" check --device device progressive.jpg)"
convert good.jpg -colorspace Gray gray.jpg
expect "gray" 0 "$(status "$touchstone" check --device device gray.jpg)"
convert good.jpg -resize 4000x large.jpg
expect "large" 0 "$(status "$touchstone" check --device device large.jpg)"
# A header that promises 65500 × 65500 pixels.
convert -size 16x16 xc:gray small.jpg
at=$(LC_ALL=C grep -obUaP '\xff\xc0' small.jpg | head -n 1 | cut -d: -f1)
cp small.jpg giant.jpg
printf '\xff\xdc\xff\xdc' | dd of=giant.jpg bs=1 seek=$((at + 5)) conv=notrunc status=none
unproven "giant" giant.jpg
for seed in 1 2 3; do
  openssl enc -aes-128-ctr -K "$(printf '%032d' $seed)" -iv "$(printf '%032d' 0)" -in /dev/zero 2>/dev/null | head -c 50000 >random.bin || true
  unproven "random bytes $seed" random.bin
  { head -c 2000 good.jpg; cat random.bin; } >random.jpg
  unproven "random bytes behind a header $seed" random.jpg
done
for kind in finders noise stripes; do
  "$render" --out hostile.jpg --size 640x480 --seed 3 --hostile $kind
  unproven "$kind" hostile.jpg
done
for file in /dev/null "$work"; do
  code=$(status "$touchstone" check --device device "$file")
  checks=$((checks + 1))
  [ "$code" = 3 ] || [ "$code" = 65 ] || [ "$code" = 66 ] || die "$file: exit status $code"
done
echo "test_hostile: $checks checks"
