#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# The emulated Cortex-M7 judges as the host does: the demo's photographs and others, verdicts, reasons and pieces, line by
# line.
# usage: tests/system/test_board.sh HOST_BUILD BOARD_BUILD
board=$(realpath "$2")
root=$(realpath "$(dirname "${BASH_SOURCE[0]}")/../..")
. "$root/tests/system/common.sh"

"$root/demo/run" "$build" demo >demo.txt 2>&1 || die "the demo ended with $?: $(cat demo.txt)"
device=demo/device
genuine=$(uri demo/tags.jsonl)
small() { # small NAME ARGUMENT...: a photograph that the board reads fast
  local name=$1
  shift
  "$render" --out "$name" --size 640x480 --seed 5 "$@"
}

# on_board CODE DEVICE NOW PHOTO...: what it prints is in board.txt, the verdicts in board.tsv.
on_board() {
  local code=$1
  shift
  expect "the board's exit code" "$code" "$(
    "$root/boards/mps2-an500/run" "$board/touchstone.elf" --now "$2" "$1" "${@:3}" >board.txt 2>board.err
    echo $?
  )"
  grep -v '^#' board.txt >board.tsv || true
}
# alike DEVICE NOW PHOTO...: the board and the host say the same.
alike() {
  on_board 0 "$@"
  "$touchstone" check --device "$1" --now "$(date -u -d "@$2" +%Y-%m-%dT%H:%M:%SZ)" --json "${@:3}" >host.jsonl || true
  jq -r '[.image, .verdict, ([.reasons[].code] | map(tostring) | join(",")), .gtin // "-", .serial // "-",
          (.symbols | length)] | @tsv' host.jsonl >host.tsv
  expect "as many verdicts as photographs" $(($# - 2)) "$(wc -l <board.tsv)"
  checks=$((checks + $# - 2))
  diff host.tsv board.tsv >difference.txt || die "the board judges otherwise than the host (<): $(cat difference.txt)"
}
# verdict NAME: the board's, and its reasons.
verdict() { awk -F'\t' -v "name=$1" '$1 == name {print $2, $3}' board.tsv; }

cp demo/photos/*.jpg .
small small.jpg --surface linen --card "qr:$genuine" --module 3.4 --tilt 6 --noise 2
small nothing.jpg --surface wood --card words --caption Nothing
small noise.jpg --hostile noise
small finders.jpg --hostile finders
small ean.jpg --card ean13:952123400001 --module 2
small gs1-128.jpg --card 'gs1-128:(01)09521234000013(21)A1' --module 2
small turned.jpg --surface slate --card "qr:$genuine" --module 3.4 --rotate 37 --noise 3
small bent.jpg --surface linen --card "qr:$genuine" --module 3.2 --bend 40
small dim.jpg --surface wood --card "qr:$genuine" --module 3.4 --contrast 0.5 --blur 1
small many.jpg --surface linen --card "qr:$genuine" --card ean13:952123400001 --module 2
convert 1-genuine.jpg -interlace JPEG -sampling-factor 1x1 progressive.jpg
convert small.jpg -colorspace Gray gray.jpg
convert small.jpg -colorspace CMYK cmyk.jpg
convert 1-genuine.jpg -resize 4000x large.jpg
head -c 30000 1-genuine.jpg >truncated.jpg
head -c 3000 /dev/zero >zeros.jpg
: >empty.jpg
cp 1-genuine.jpg again.jpg

now=$(date +%s)
alike $device "$now" ./[1-9]-*.jpg small.jpg nothing.jpg noise.jpg finders.jpg ean.jpg gs1-128.jpg progressive.jpg gray.jpg \
  cmyk.jpg large.jpg turned.jpg bent.jpg dim.jpg many.jpg truncated.jpg zeros.jpg empty.jpg again.jpg
# The same symbols, to the last byte and corner: vision computes alike on both, and so does ZBar.
"$build/tests/ts-symbols" ./[1-9]-*.jpg small.jpg nothing.jpg noise.jpg finders.jpg ean.jpg gs1-128.jpg progressive.jpg gray.jpg \
  large.jpg turned.jpg bent.jpg dim.jpg many.jpg >host.symbols
grep '^# symbol' board.txt | grep -v ' again.jpg ' >board.symbols || true
diff host.symbols board.symbols >difference.txt || die "the board reads otherwise than the host (<): $(cat difference.txt)"
expect "symbols compared" true "$([ "$(wc -l <host.symbols)" -ge 18 ] && echo true || wc -l <host.symbols)"
expect "a genuine one is among them" "GENUINE 1" "$(verdict ./1-genuine.jpg)"
expect "a progressive one, colours in full" "GENUINE 1" "$(verdict progressive.jpg)"
expect "verdicts of each kind" "COUNTERFEIT GENUINE UNPROVEN" "$(cut -f2 board.tsv | sort -u | paste -sd ' ')"
expect "looking again changes nothing" "$(sed -n 's/^.\/1-genuine.jpg//p' board.tsv)" "$(sed -n 's/^again.jpg//p' board.tsv)"
paste <(cut -f1,2 board.tsv) <(grep '^# instructions jpeg' board.txt | sed 's/# //') | tee figures.txt
grep '^# instructions open' board.txt
grep '^# bytes' board.txt
# Hostile frames cost what the budget allows and no more, so the alarm (1 G) is not needed for them.
expect "a hostile frame is bounded" true "$(awk '$1 == "finders.jpg" || $1 == "noise.jpg" {worst = $7 > worst ? $7 : worst} END {print (worst < 0.2e9 ? "true" : worst)}' figures.txt)"

# Other data, other dates.
alike $device $((now + 100 * 86400)) small.jpg
expect "expired data" "UNPROVEN 43" "$(verdict small.jpg)"
expect "a store that cannot write is told once, and stops nothing" 1 "$(grep -c '^what was learnt is not kept: ' board.err)"
alike $device 1700000000 small.jpg
expect "a date before the floor" "UNPROVEN 45" "$(verdict small.jpg)"
cp -r $device broken
printf '\377' | dd of=broken/card/bundle bs=1 seek=200 conv=notrunc status=none
alike broken "$now" small.jpg
expect "a bundle that was changed" "UNPROVEN 42" "$(verdict small.jpg)"
expect "and why" "no brand data: the trust bundle's signature is wrong" "$(cat board.err)"
rm broken/card/bundle
alike broken "$now" small.jpg
mkdir broken/card/bundle
alike broken "$now" small.jpg

# What a small memory does not hold is no picture, and nobody's fault.
convert 1-genuine.jpg -resize 4000x -interlace JPEG progressive-large.jpg
on_board 0 $device "$now" progressive-large.jpg
expect "a large progressive one" "UNPROVEN 33" "$(verdict progressive-large.jpg)"
cp small.jpg padded.jpg
truncate -s $((4 * 1024 * 1024)) padded.jpg
on_board 0 $device "$now" padded.jpg
expect "as many bytes as there is room for" "GENUINE 1" "$(verdict padded.jpg)"
truncate -s +1 padded.jpg
on_board 66 $device "$now" padded.jpg nowhere.jpg . small.jpg
expect "photographs that cannot be had" "GENUINE 1" "$(verdict small.jpg)"
expect "are told" 3 "$(wc -l <board.err)"
on_board 64 $device not-a-number small.jpg
expect "the clock of the machine, if no date is given" "GENUINE" \
  "$("$root/boards/mps2-an500/run" "$board/touchstone.elf" $device small.jpg | awk -F'\t' '/^small/ {print $2}')"

echo "test_board: $checks checks"
