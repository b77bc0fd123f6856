#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Cases 5, 6 and 7 of the design and the stale half of 9, through photographs and typed input; revoked and overdue
# signers; and what an attacker with the card in hand makes of a bundle with sets.
# usage: tests/system/test_trust.sh BUILD
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"

ring=09521234000013 band=09521234000020 hoop=09521234000037
day() { date -u -d "$1" +%Y-%m-%d; }
run() { "$touchstone" "$@" >/dev/null 2>&1 || die "touchstone $* failed"; }

# A brand that is a year old; its first signer is revoked later, its second one ends soon.
run init home
run brand add --home home --id maison --name "Maison Aurelie" --gs1-prefix 9521234 --host id.maison.example
run brand policy --home home --brand maison --tagged-since $band=2024-01-01 --tagged-since $hoop=always
issue() { # issue NAME DATE ARGUMENT... <CSV: tags.jsonl of that day
  local name=$1 date=$2
  shift 2
  cat >"$name.csv"
  "$touchstone" issue --home home --brand maison --now "$date" "$@" "$name.csv" >"$name.jsonl" 2>err.txt || die "issue $name: $(cat err.txt)"
}
signer() { "$touchstone" signer add --home home --brand maison "$@" | grep -oE 'signer [0-9a-f]{4}' | cut -d' ' -f2; }
first=$(signer --days 600 --now "$(day '-300 days')")
printf 'gtin,serial,engraved,weight_mg,model\n%s,A1,E1,32400,Solitaire\n%s,A2,E2,4180,Band\n' $ring $band |
  issue before "$(day '-90 days')"
printf 'gtin,serial,weight_mg\n%s,L1,32400\n' $ring | issue late "$(day '-20 days')"
printf 'gtin,serial,weight_mg\n%s,S1,1000\n%s,S2,1000\n%s,S3,1000\n%s,S4,1000\n' $ring $ring $ring $ring | issue blocked "$(day '-90 days')"
second=$(signer --days 290 --now "$(day '-300 days')")
printf 'gtin,serial,weight_mg\n%s,O1,32400\n' $ring | issue old "$(day '-60 days')" --signer "$second"
third=$(signer)
printf 'gtin,serial,weight_mg\n%s,N1,32400\n' $ring | issue new "$(date -u +%Y-%m-%dT%H:%M:%SZ)" --signer "$third"
n=0
for reason in stolen recalled destroyed returned; do
  n=$((n + 1))
  run block --home home --brand maison --gtin $ring --serial S$n --reason $reason --now "$(day "-$n days")"
done
run bundle --home home --out bundle1
run provision --home home --bundle bundle1 device

# judge VERDICT EXIT REASON ARGUMENT...
judge() {
  local what="$*" verdict=$1 code=$2 reason=$3
  shift 3
  expect "$what: exit status" "$code" "$(status "$touchstone" check --device device --json "$@")"
  expect "$what: verdict" "$verdict" "$(jq -r .verdict out.txt)"
  expect "$what: reason $reason among $(jq -c '[.reasons[].code]' out.txt)" true "$(jq ".reasons | any(.code == $reason)" out.txt)"
}
linear() { # linear NAME KIND:TEXT [KIND:TEXT]: a photograph of linear codes
  local name=$1 cards=()
  shift
  for card; do cards+=(--card "$card"); done
  "$render" --out "$name" --size 1280x960 --seed 4 --surface plain "${cards[@]}" --module 3.2 --blur 0.3 --noise 1
}

# Case 5, typed and photographed
judge COUNTERFEIT 1 14 --no-tag $hoop
judge UNPROVEN 3 41 --no-tag $band
judge UNPROVEN 3 41 --no-tag $band --made 2023-12-31
judge COUNTERFEIT 1 14 --no-tag $band --made 2025-06-01
judge UNPROVEN 3 41 --no-tag $ring --made 2025-06-01
judge UNPROVEN 3 35 --no-tag 04006381333931
expect "13 digits name the same model" 1 "$(status "$touchstone" check --device device --no-tag "${hoop#0}")"
photo stripped.jpg "https://id.maison.example/01/$hoop/21/H1"
judge COUNTERFEIT 1 14 stripped.jpg
photo since.jpg "https://id.maison.example/01/$band/21/A2"
judge UNPROVEN 3 39 since.jpg
judge COUNTERFEIT 1 14 --made 2025-06-01 since.jpg
linear box.jpg "gs1-128:(01)$band(21)A2"
judge UNPROVEN 3 39 box.jpg
judge UNPROVEN 3 45 --no-tag $hoop --now 2020-01-01T00:00:00Z

# Case 6
judge UNPROVEN 3 39 --gtin $ring --serial A1
judge COUNTERFEIT 1 13 --gtin $ring --serial A9
judge COUNTERFEIT 1 13 --gtin "${ring#0}" --serial A9
judge UNPROVEN 3 35 --gtin 04006381333931 --serial A9
judge UNPROVEN 3 40 --gtin $ring --serial A9 --now "$(date -u -d '+8 days' +%Y-%m-%dT%H:%M:%SZ)"
judge UNPROVEN 3 40 --gtin $ring --serial A9 --clock none
linear issued.jpg "gs1-128:(01)$ring(21)A1"
judge UNPROVEN 3 39 issued.jpg
linear never.jpg "gs1-128:(01)$ring(21)A9"
judge COUNTERFEIT 1 13 never.jpg
photo never-qr.jpg "https://id.maison.example/01/$ring/21/A9"
judge COUNTERFEIT 1 13 never-qr.jpg
linear ean.jpg "ean13:${ring#0}"
judge UNPROVEN 3 38 ean.jpg
judge COUNTERFEIT 1 13 --serial A9 ean.jpg
judge UNPROVEN 3 39 --serial A1 ean.jpg
linear code39.jpg "code39:A1" "ean13:${ring#0}"
judge UNPROVEN 3 39 code39.jpg
expect "the serial beside the EAN" '["A1","'$ring'"]' "$(jq -c '[.serial,.gtin]' out.txt)"
linear parcel.jpg "code128:1Z999AA10123456784" "ean13:${ring#0}"
judge UNPROVEN 3 38 parcel.jpg
expect "a parcel's number is listed, not judged" true "$(jq '.symbols | any(.verdict == null)' out.txt)"
run brand policy --home home --brand maison --serial-form '@#'
run bundle --home home --out bundle2
run provision --home home --bundle bundle2 device
linear made-up.jpg "code39:B7" "ean13:${ring#0}"
judge COUNTERFEIT 1 13 made-up.jpg
judge UNPROVEN 3 38 parcel.jpg

# Case 7
n=0
for reason in 20 21 22 23; do
  n=$((n + 1))
  judge SUSPECT 2 $reason --gtin $ring --serial S$n
  expect "since when" "$(day "-$n days")" "$(jq -r '.blocked_since[:10]' out.txt)"
done
photo stolen.jpg "$(uri blocked.jsonl 1)"
judge SUSPECT 2 20 stolen.jpg
expect "in words" true "$(jq --arg day "$(day '-1 days')" '.reasons[0].text | contains($day)' out.txt)"
judge SUSPECT 2 20 stolen.jpg --now "$(day '+200 days')"
run unblock --home home --brand maison --gtin $ring --serial S1
run bundle --home home --out bundle3
run provision --home home --bundle bundle3 device
judge GENUINE 0 1 stolen.jpg
judge SUSPECT 2 21 --gtin $ring --serial S2

# A signer whose time has ended: what it signed stands on record, what is made with its key now does not.
photo old.jpg "$(uri old.jsonl)"
judge GENUINE 0 1 old.jpg
key_file() { find home/keys -name '*.pem' | while read -r f; do
  [ "$(openssl pkey -in "$f" -pubout -outform DER 2>/dev/null | sha256sum | cut -c1-4)" = "$1" ] && echo "$f"
done | head -n 1; }
photo back-dated.jpg "$("$forge" --key "$(key_file "$second")" "https://id.maison.example/01/$ring/21/O2?98=W32400")"
judge UNPROVEN 3 51 back-dated.jpg
photo other-weight.jpg "$("$forge" --key "$(key_file "$second")" "https://id.maison.example/01/$ring/21/O1?98=W99000")"
judge UNPROVEN 3 51 other-weight.jpg

# A signer that is revoked from a month ago: pieces recorded before that stay good, later ones do not, nor does
# anything made with the key: a new serial, or an issued one with another weight.
photo before.jpg "$(uri before.jsonl 1)"
photo late.jpg "$(uri late.jsonl)"
judge GENUINE 0 1 before.jpg
judge GENUINE 0 1 late.jpg
cp -r device before-revocation
run signer revoke --home home --brand maison --key "$first" --from "$(day '-30 days')"
run bundle --home home --out bundle4
run provision --home home --bundle bundle4 device
judge GENUINE 0 1 before.jpg
judge COUNTERFEIT 1 12 late.jpg
photo new-serial.jpg "$("$forge" --key "$(key_file "$first")" "https://id.maison.example/01/$ring/21/A9?250=E9&98=W32400")"
judge COUNTERFEIT 1 12 new-serial.jpg
photo reweighed.jpg "$("$forge" --key "$(key_file "$first")" "https://id.maison.example/01/$ring/21/A1?250=E1&98=W32500")"
judge COUNTERFEIT 1 12 reweighed.jpg
photo again.jpg "$("$forge" --key "$(key_file "$first")" "$(uri before.jsonl 1)")"
judge GENUINE 0 1 again.jpg # the same words, signed anew: it says nothing that the brand has not said
photo fresh.jpg "$(uri new.jsonl)"
judge GENUINE 0 1 fresh.jpg

# Case 9, stale data: what is known stays known, what is not is not made up.
later=$(date -u -d '+100 days' +%Y-%m-%dT%H:%M:%SZ)
judge UNPROVEN 3 43 fresh.jpg --now "$later"
judge COUNTERFEIT 1 12 late.jpg --now "$later"
judge UNPROVEN 3 44 --gtin $ring --serial A9 --now "$later"
judge UNPROVEN 3 44 --no-tag $hoop --now "$later"
judge SUSPECT 2 21 --gtin $ring --serial S2 --now "$later"

# The card in an attacker's hand: all of it exchanged for an older copy, for another device's, for nothing
cp -r device/card newest
card() { # card WHAT FOLDER REASON: what is on the card is FOLDER's; nothing is genuine, nobody accused
  rm -rf device/card
  cp -r "$2" device/card
  judge UNPROVEN 3 "$3" late.jpg
  judge UNPROVEN 3 "$3" new-serial.jpg
  judge UNPROVEN 3 "$3" fresh.jpg
}
card "as it was before the revocation" before-revocation/card 42
jeweller stranger maison 9521234 id.maison.example
for i in 1 2 3 4 5; do run bundle --home stranger --out stranger.bundle; done
run provision --home stranger --bundle stranger.bundle strange-device
card "another publisher's, of a later number" strange-device/card 42
mkdir nothing
card "empty" nothing 42
rm -rf device/card
cp -r newest device/card
judge COUNTERFEIT 1 12 late.jpg

cp device/card/bundle kept
size=$(stat -c %s kept)
head_size=$((16#$(xxd -s 8 -l 4 -p kept)))
sets_at=$(((12 + head_size + 4095) / 4096 * 4096))
patch() { # patch OFFSET: one byte of the card is another
  cp kept device/card/bundle
  printf '%b' "\\x$(printf %02x $((16#$(xxd -s "$1" -l 1 -p kept) ^ 1)))" | dd of=device/card/bundle bs=1 seek="$1" conv=notrunc status=none
}
for ((at = sets_at; at < size; at += 4096)); do patch $((at + 20)); done
for ((at = sets_at; at < size; at += 4096)); do
  printf '\xff\xff\xff\xff' | dd of=device/card/bundle bs=1 seek=$((at + 9)) conv=notrunc status=none
done
judge UNPROVEN 3 53 fresh.jpg
judge UNPROVEN 3 56 late.jpg
judge UNPROVEN 3 56 before.jpg
judge UNPROVEN 3 39 --gtin $ring --serial A9
judge UNPROVEN 3 39 --gtin $ring --serial S2
find device -type f -exec sha256sum {} + | sort >device.damaged
expect "an edited file is not installed" 65 "$(status "$touchstone" provision --home home --bundle device/card/bundle device)"
head -c $((size - 1)) kept >short
expect "nor a cut one" 65 "$(status "$touchstone" provision --home home --bundle short device)"
(cat kept; echo) >long
expect "nor a longer one" 65 "$(status "$touchstone" provision --home home --bundle long device)"
find device -type f -exec sha256sum {} + | sort | cmp -s - device.damaged || die "a refused bundle changed the device"
# The sets of an older bundle under the newer message
{
  head -c "$sets_at" kept
  tail -c +$((sets_at + 1)) bundle3
} >device/card/bundle
verdict=$(status "$touchstone" check --device device late.jpg)
expect "sets of another bundle prove nothing" 3 "$verdict"
cp bundle3 device/card/bundle
judge UNPROVEN 3 42 fresh.jpg
cp kept device/card/bundle
judge GENUINE 0 1 fresh.jpg

# trusted/ of a device that another home has pinned
jeweller other maison 9521234 id.maison.example
run bundle --home other --out other.bundle
run provision --home other --bundle other.bundle other-device
cp -r device hybrid
cp other-device/trusted/anchor hybrid/trusted/anchor
expect "another home's anchor" 3 "$(status "$touchstone" check --device hybrid --json fresh.jpg)"
expect "is no data" 42 "$(jq '.reasons[0].code' out.txt)"

# The publisher's keys are exchanged; a device that was pinned before follows, and the old keys speak no more.
cp -r home before-rotation
run publisher rotate --home home --add 2 --threshold 2
run publisher rotate --home home --drop "$("$touchstone" publisher list --home before-rotation --json | jq -r '.keys[0].key')"
expect "generation" '[3,2,2]' "$("$touchstone" publisher list --home home --json | jq -c '[.generation,.threshold,(.keys|length)]')"
run bundle --home home --out bundle5
expect "both rotations at once" 0 "$(status "$touchstone" provision --home home --bundle bundle5 device)"
judge GENUINE 0 1 fresh.jpg
for i in 5 6; do run bundle --home before-rotation --out outdated$i; done
expect "the old key speaks no more" 65 "$(status "$touchstone" provision --home before-rotation --bundle outdated6 device)"
run provision --home home --bundle bundle5 fresh-device
expect "a new device" 0 "$(status "$touchstone" check --device fresh-device fresh.jpg)"
expect "more than there are" 64 "$(status "$touchstone" publisher rotate --home home --threshold 3)"
expect "no such key" 65 "$(status "$touchstone" publisher rotate --home home --drop 0011223344556677)"

# Another publisher to whom the brand tells nothing of its pieces accuses nobody for that.
run brand export --home home --id maison --out maison.brand --no-pieces
run init customs
run brand import --home customs --gs1-prefix 9521234 maison.brand
run bundle --home customs --out customs.bundle
run provision --home customs --bundle customs.bundle customs-device
judge_there() { # as judge, on that device
  expect "customs: $*" "$1 $2" "$("$touchstone" check --device customs-device --json "${@:3}" | jq -r '"\(.verdict) \([.reasons[].code] | max)"')"
}
judge_there GENUINE 1 fresh.jpg
judge_there UNPROVEN 39 --gtin $ring --serial A9
judge_there UNPROVEN 56 late.jpg
judge_there UNPROVEN 56 before.jpg

# What changed, in words
"$touchstone" bundle diff bundle3 bundle4 >diff.txt || die "bundle diff failed"
for words in 'sequence 3 to 4' "signer $first.*revoked" 'issued'; do
  checks=$((checks + 1))
  grep -qE "$words" diff.txt || die "bundle diff should say '$words': $(cat diff.txt)"
done
"$touchstone" bundle diff --json bundle1 bundle1 >diff.json
expect "no difference" '[]' "$(jq -c .changes diff.json)"
expect "not a bundle" 65 "$(status "$touchstone" bundle diff bundle1 before.jpg)"

# Wrong usage
for wrong in "--gtin 123 --serial A" "--gtin $ring" "--serial A1" "--no-tag 9521234000014" "--gtin $ring --serial ABCDEFGHIJKLMNOPQRSTU" ""; do
  expect "check $wrong" 64 "$(status "$touchstone" check --device device $wrong)"
done
echo "test_trust: $checks checks"
