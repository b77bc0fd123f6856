#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# A device into images of a board's flash and out of them: nothing is lost, what cannot be is refused, and images that an attacker
# wrote do no harm.
# usage: tests/system/test_flash.sh BUILD
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"
flash=$build/boards/common/flash/touchstone-flash

jeweller home maison 9521234 id.maison.example
printf 'gtin,serial\n09521234000013,A1\n' >pieces.csv
"$touchstone" issue --home home --brand maison pieces.csv >tags.jsonl 2>/dev/null
"$touchstone" bundle --home home --out bundle >/dev/null 2>&1
"$touchstone" provision --home home --bundle bundle device >/dev/null 2>&1
head -c 100000 /dev/urandom >device/card/photo.00000007
: >device/card/empty
layout() { printf '# a board\n\ntrusted %s\ncard %s\n' "$1" "$2" >"$3"; }
layout '16 4096 8 12' '64 8192 1 40' board

expect "packed" 0 "$(status "$flash" pack board device one)$(cat err.txt)"
expect "again" 0 "$(status "$flash" pack board device two)"
expect "the same device gives the same images" "" "$(diff -r one two)"
expect "of the flash's sizes" "65536 524288" "$(stat -c %s one/trusted.flash one/card.flash | xargs)"
expect "unpacked" 0 "$(status "$flash" unpack board one out)$(cat err.txt)"
expect "comes out as it went in" "" "$(diff -r device out)"
expect "not into a device that is there" 73 "$(status "$flash" unpack board one out)"

# Each unit and size of block gives the same device.
for unit in 1 2 4 16 32; do
  layout "40 2048 $unit 12" "300 1024 $unit 40" other
  expect "unit $unit" "0 0" "$(status "$flash" pack other device images) $(status "$flash" unpack other images out-$unit)"
  expect "unit $unit: the same" "" "$(diff -r device "out-$unit")"
done

# What cannot be.
expect "no orders" 64 "$(status "$flash" pack board device)"
expect "none at all" 64 "$(status "$flash")"
expect "no device" 66 "$(status "$flash" pack board nowhere images)"
expect "no images" 66 "$(status "$flash" unpack board nowhere out-none)"
expect "no layout" 66 "$(status "$flash" pack nowhere device images)"
expect "another's layout" 65 "$(status "$flash" unpack other one out-none)"
expect "no room" "65 touchstone-flash: photo.00000007" "$(layout '16 4096 8 12' '8 8192 1 40' small
  status "$flash" pack small device images) $(cut -d: -f1,2 err.txt)"
expect "too few files" "65 touchstone-flash: photo.00000007" "$(layout '16 4096 8 12' '64 8192 1 2' small
  status "$flash" pack small device images) $(cut -d: -f1,2 err.txt)"
for wrong in '16 4096 8' '16 4096 8 12 1' '-16 4096 8 12' '16 4096 3 12' '16 4095 8 12' '16 4096 8 0' '1 4096 8 12' \
  '99999 4096 8 12' '60000 4294967295 8 12' '4294967297 4096 8 12' 'x' ''; do
  layout "$wrong" '64 8192 1 40' bad
  expect "a layout of \"$wrong\"" 65 "$(status "$flash" pack bad device images)"
done
printf 'trusted 16 4096 8 12\n' >bad
expect "half a layout" 65 "$(status "$flash" pack bad device images)"
layout '16 4096 8 12' '64 8192 1 40' bad
echo 'card 64 8192 1 40' >>bad
expect "an area twice" 65 "$(status "$flash" pack bad device images)"

# The card's image in an attacker's hand: parts of it changed, moved, blank. It ends, and names nothing outside the device.
RANDOM=20 # the same changes each time
noise() { # noise BYTES: of the key I
  head -c "$1" /dev/zero | openssl enc -aes-128-ctr -K "$(printf '%032x' "$i")" -iv 00000000000000000000000000000000
}
for i in $(seq 40); do
  cp one/card.flash images/card.flash
  cp one/trusted.flash images/trusted.flash
  at=$((RANDOM * 16 % 524288)) from=$((RANDOM % 64))
  case $((i % 4)) in
  0) noise $((1 + RANDOM % 300)) | dd of=images/card.flash bs=1 seek=$at conv=notrunc status=none ;;
  1) dd if=one/card.flash of=images/card.flash bs=8192 skip=$from seek=$((RANDOM % 64)) count=3 conv=notrunc status=none ;;
  2) head -c 64 /dev/zero | dd of=images/card.flash bs=8192 seek=$from conv=notrunc status=none ;;
  3) noise 8192 | dd of=images/card.flash bs=8192 seek=$from conv=notrunc status=none ;;
  esac
  rm -rf out-bad
  expect "a changed card ($i)" 0 "$(status "$flash" unpack board images out-bad)$(cat err.txt)"
  expect "a changed card ($i): the trusted area" "" "$(diff -r device/trusted out-bad/trusted)"
  expect "a changed card ($i): no other names" "" "$(comm -13 <(ls device/card) <(ls out-bad/card))"
done
head -c 524288 /dev/urandom >images/card.flash # no head of a block comes of it
rm -r out-bad
expect "noise" "0 0" "$(status "$flash" unpack board images out-bad) $(find out-bad/card -type f | wc -l)"
echo "test_flash: $checks checks"
