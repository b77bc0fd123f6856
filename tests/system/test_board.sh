#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# The emulated Cortex-M7 judges as the host does: the same photographs, verdicts, reasons and pieces, line by line.
# usage: tests/system/test_board.sh HOST_BUILD BOARD_BUILD
board=$(realpath "$2")
run=$(realpath "$(dirname "${BASH_SOURCE[0]}")/../../boards/mps2-an500/run")
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"

jeweller home maison 9521234 id.maison.example
jeweller attacker maison 9521234 id.maison.example
jeweller stranger atelier 9529999 nobody.example
printf 'gtin,serial,engraved,weight_mg,fineness,colour,size\n09521234000013,A1,E1,32400,750,YG,17\n' >pieces.csv
printf 'gtin,serial\n09521234000013,F1\n' >forged.csv
printf 'gtin,serial\n09529999000019,N1\n' >strange.csv
"$touchstone" issue --home home --brand maison pieces.csv >tags.jsonl 2>/dev/null
"$touchstone" issue --home attacker --brand maison forged.csv >forged.jsonl 2>/dev/null
"$touchstone" issue --home stranger --brand atelier strange.csv >strange.jsonl 2>/dev/null
"$touchstone" bundle --home home --out bundle >/dev/null
"$touchstone" provision --home home --bundle bundle device >/dev/null
genuine=$(uri tags.jsonl) forged=$(uri forged.jsonl)

photo 01-genuine.jpg "$genuine"
photo 02-forged.jpg "$forged"
photo 03-edited.jpg "${genuine/W32400/W32401}"
photo 04-cut-off.jpg "${genuine%%\?*}"
photo 05-strange.jpg "$(uri strange.jsonl)"
photo 06-elsewhere.jpg "${genuine/id.maison/evil.maison}"
photo 07-unreadable.jpg "$genuine" --damage ink:0.7 --blur 3
"$render" --out 08-beside.jpg --size 1280x960 --seed 6 --card "qr:$genuine" --at 0,-17 --card "qr:$forged" --at 3,17 --module 4.5
head -c 30000 01-genuine.jpg >09-truncated.jpg
head -c 3000 /dev/zero >10-zeros.jpg
"$render" --out 11-noise.jpg --size 640x480 --seed 2 --hostile noise
"$render" --out 12-small.jpg --size 640x480 --seed 5 --surface linen --card "qr:$genuine" --module 3.4 --tilt 6 --noise 2
"$render" --out 13-empty.jpg --size 640x480 --seed 5 --surface wood --card words --caption Nothing
"$render" --out 14-ean.jpg --size 1280x960 --seed 5 --card ean13:952123400001 --module 4
cp 01-genuine.jpg 15-again.jpg

now=$(date +%s)
"$run" "$board/touchstone.elf" --now "$now" device [0-9]*.jpg >board.txt 2>board.err ||
  die "the board ended with $?: $(cat board.err board.txt)"
"$touchstone" check --device device --now "$(date -u -d "@$now" +%Y-%m-%dT%H:%M:%SZ)" --json [0-9]*.jpg >host.jsonl || true
jq -r '[.image, .verdict, ([.reasons[].code] | map(tostring) | join(",")), .gtin // "-", .serial // "-",
        (.symbols | length)] | @tsv' host.jsonl >host.tsv
grep -v '^#' board.txt >board.tsv
expect "as many verdicts as photographs" 15 "$(wc -l <board.tsv)"
diff host.tsv board.tsv >difference.txt || die "the board judges otherwise than the host (<): $(cat difference.txt)"
expect "a genuine one is among them" GENUINE "$(awk -F'\t' '$1 ~ /^01/ {print $2}' board.tsv)"
expect "looking again changes nothing" "$(sed -n 's/^01-genuine.jpg//p' board.tsv)" "$(sed -n 's/^15-again.jpg//p' board.tsv)"
expect "verdicts of each kind" "COUNTERFEIT GENUINE UNPROVEN" "$(cut -f2 board.tsv | sort -u | tr '\n' ' ' | sed 's/ $//')"

paste <(cut -f1,2 board.tsv) <(grep '^# instructions jpeg' board.txt | sed 's/# //')
grep '^# instructions open' board.txt
grep '^# bytes' board.txt
echo "test_board: $checks checks, 15 photographs judged alike"
