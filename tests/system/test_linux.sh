#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# The Linux board: its settings, what it does without hardware, verdicts by the confined decoders, its service and its package.
# usage: tests/system/test_linux.sh BUILD
source=$(realpath "$(dirname "${BASH_SOURCE[0]}")/../..")
. "$source/tests/system/common.sh"
linux=$build/boards/linux/touchstone-linux reader=$build/boards/common/hosted/touchstone-reader

# ---- Settings ----
expect "the package's settings" 0 "$(status "$linux" --check-config --config "$source/boards/linux/touchstone.conf")"
# With every line in force they say what the program assumes, but for the chip, which is not there by default.
sed -E 's/^#([a-z-]+ = )/\1/' "$source/boards/linux/touchstone.conf" >all.conf
expect "settings that it names" 13 "$(grep -c ' = ' all.conf)"
expect "all of them" 0 "$(status "$linux" --check-config --config all.conf)"
printf '# mine\ncamera = video0\n' >slip.conf
expect "a slip" 78 "$(status "$linux" --check-config --config slip.conf)"
expect "its line" "slip.conf:2: camera is to be auto or an absolute path of at most 255 bytes" "$(cat err.txt)"
expect "no file" 78 "$(status "$linux" --check-config --config none.conf)"
expect "wrong usage" 64 "$(status "$linux" --check-config extra)"
printf 'device = %s\ndisplay = /dev/fb99\n' "$PWD/device" >blind.conf
expect "without a screen" 69 "$(status "$linux" --config blind.conf)"
expect "why" "touchstone-linux: /dev/fb99: opening the frame buffer" "$(cat err.txt)"

# ---- Verdicts ----
jeweller home maison 9521234 id.maison.example
jeweller attacker maison 9521234 id.maison.example
printf 'gtin,serial\n09521234000013,A1\n' >pieces.csv
for who in home attacker; do
  "$touchstone" issue --home "$who" --brand maison pieces.csv >"$who.jsonl" 2>/dev/null
done
"$touchstone" bundle --home home --out bundle >/dev/null 2>&1
"$touchstone" provision --home home --bundle bundle device >/dev/null 2>&1
photo genuine.jpg "$(uri home.jsonl)"
photo forged.jpg "$(uri attacker.jsonl)"

# seen DEVICE READER PHOTO
seen() { "$build/tests/ts-linux-board" "$@" >seen.txt; }
seen device "$reader" genuine.jpg
expect "a genuine tag" 1 "$(grep -c 'GENUINE' seen.txt)"
expect "by a process of its own" "children: 2" "$(tail -n 1 seen.txt)"
expect "the device's key" 600 "$(stat -c %a device/trusted/identity)"
seen device "$reader" forged.jpg
expect "a forged one" 1 "$(grep -c 'COUNTERFEIT' seen.txt)"
# A decoder that crashes at each picture: no verdict, and one new process after another.
printf '#!/bin/sh\nexec "%s" crashes\n' "$build/tests/ts-bad-reader" >crashing
chmod +x crashing
seen device "$PWD/crashing" genuine.jpg
expect "no verdict by a dying decoder" 1 "$(grep -c '^no verdict: ' seen.txt)"
expect "nothing GENUINE" 0 "$(grep -c GENUINE seen.txt || true)"
[ "$(sed -n 's/^children: //p' seen.txt)" -gt 5 ] || die "no new processes: $(cat seen.txt)"
# One that lies: a symbol without a signature gives nothing better.
printf '#!/bin/sh\nexec "%s" truth\n' "$build/tests/ts-bad-reader" >lying
chmod +x lying
seen device "$PWD/lying" genuine.jpg
expect "nothing GENUINE by a text of its own" 0 "$(grep -c GENUINE seen.txt || true)"
mkdir empty
seen "$PWD/empty/new" "$reader" genuine.jpg
expect "a device without data" 0 "$(grep -c GENUINE seen.txt || true)"
expect "made for its owner alone" 700 "$(stat -c %a empty/new/trusted)"
echo "linux: $checks checks"
