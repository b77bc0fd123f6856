#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# The emulated Cortex-M7's ports do what every board's must, looked at on the board itself.
# usage: tests/system/test_board_conformance.sh HOST_BUILD BOARD_BUILD
board=$(realpath "$2")
root=$(realpath "$(dirname "${BASH_SOURCE[0]}")/../..")
. "$root/tests/system/common.sh"
text=https://id.example/01/09521234000013/21/A1

mkdir -p device/trusted device/card screens
"$render" --out photo.jpg --size 640x480 --seed 5 --surface slate --noise 2 --card "qr:$text" --tilt 6 --module 3.5
head -c 4096 /dev/urandom >entropy
"$build/boards/common/flash/touchstone-flash" pack "$root/boards/mps2-an500/flash" device images
conformance() { status "$root/boards/mps2-an500/run" "$board/conformance.elf" --entropy entropy images screens "$@"; }

expect "the board's exit code" 0 "$(conformance photo.jpg $text)$(cat err.txt)"
cat out.txt
expect "each port is as it must be" "16 0" "$(grep -c ': right$' out.txt) $(grep -vc ': right$' out.txt || true)"

# What is wrong is found out: another text, and a folder that has no key.
expect "another text" "1 reader: WRONG: the symbol is not read" "$(conformance photo.jpg other) $(grep WRONG out.txt)"
: >entropy
rm -r images
"$build/boards/common/flash/touchstone-flash" pack "$root/boards/mps2-an500/flash" device images
expect "no key" "1 key: WRONG: there is no key" "$(conformance photo.jpg $text) $(grep WRONG out.txt)"
expect "no flash" 66 "$(rm images/card.flash && conformance photo.jpg $text)"
expect "wrong usage" 64 "$(conformance photo.jpg)"
echo "test_board_conformance: $checks checks"
