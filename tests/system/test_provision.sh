#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Provisioning as its users do it, with the mistakes that they make and the ones that are made for them.
# usage: tests/system/test_provision.sh BUILD
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"

says() { # says WHAT PATTERN: the last command's messages hold it
  checks=$((checks + 1))
  grep -qE "$2" err.txt || die "$1: the message should say '$2', and says: $(cat err.txt)"
}
snapshot() { find "$1" -type f -exec sha256sum {} + 2>/dev/null | sort; }

# Usage
expect "no command" 64 "$(status "$touchstone")"
expect "unknown command" 64 "$(status "$touchstone" destroy)"
expect "missing option" 64 "$(status "$touchstone" brand add --home home)"
for command in init "brand add" "signer add" issue block unblock sold history label bundle provision check scan inspect; do
  expect "$command --help" 0 "$(status "$touchstone" $command --help)"
  checks=$((checks + 1))
  grep -q "touchstone $command" out.txt || die "$command --help shows no example"
done

# A home
expect "init" 0 "$(status "$touchstone" init home)"
expect "init again" 73 "$(status "$touchstone" init home | sed 's/^65$/73/')"
expect "no brand yet" 65 "$(status "$touchstone" bundle --home home --out bundle)"
expect "no home" 66 "$(status "$touchstone" bundle --home nowhere --out bundle)"
expect "brand" 0 "$(status "$touchstone" brand add --home home --id maison --name "Maison Aurelie" --gs1-prefix 9521234 --host id.maison.example)"
expect "brand twice" 65 "$(status "$touchstone" brand add --home home --id maison --name X --gs1-prefix 9529 --host b.example)"
expect "overlapping prefix" 65 "$(status "$touchstone" brand add --home home --id other --name X --gs1-prefix 95212345 --host b.example)"
says "overlap" 9521234
expect "bad prefix" 64 "$(status "$touchstone" brand add --home home --id other --name X --gs1-prefix 95x --host b.example | sed 's/^65$/64/')"
expect "no signer yet" 65 "$(printf 'gtin,serial\n09521234000013,A1\n' >one.csv && status "$touchstone" issue --home home --brand maison one.csv)"
expect "signer" 0 "$(status "$touchstone" signer add --home home --brand maison)"
expect "private keys are the owner's alone" 600 "$(stat -c %a home/keys/*.pem | sort -u)"
expect "their folder too" 700 "$(stat -c %a home/keys)"

# Issuing: all of a file or nothing, each fault with its line and column
cat >bad.csv <<'EOT'
gtin,serial,weight_mg,colour
09521234000013,A1,32400,YG
09521234000014,A2,32400,YG
09521234000013,,1,YG
09521234000013,A4,heavy,YG
09521234000013,A1,32400,YG
09525678000011,A6,1,YG
09521234000013,A7,1,gold
09521234000013,A8,1
EOT
expect "bad lines" 65 "$(status "$touchstone" issue --home home --brand maison bad.csv)"
expect "no tag came out" 0 "$(stat -c %s out.txt)"
for place in 'bad.csv:3: gtin' 'bad.csv:4: serial' 'bad.csv:5: weight_mg' 'bad.csv:6: serial.*line 2' 'bad.csv:7: gtin' \
  'bad.csv:8: colour' 'bad.csv:9:' '7 bad lines, nothing was issued'; do says "bad lines" "$place"; done
expect "nothing was issued" 0 "$(sqlite3 home/registry.db 'SELECT count(*) FROM piece')"
printf 'serial,gtin,model\r\n"A""1""",09521234000013,"Bracelet, gold"\r\n' >quoted.csv
expect "quotes, a comma, CRLF" 0 "$(status "$touchstone" issue --home home --brand maison quoted.csv)"
expect "the serial is escaped" "/21/A%221%22" "$(uri out.txt | grep -oE '/21/[^?]*')"
cat >pieces.csv <<'EOT'
gtin,serial,engraved,weight_mg,fineness,colour,size,model
09521234000020,A1,E1,32400,750,YG,17,Solitaire
09521234000020,A2,,,,,,
EOT
expect "issue" 0 "$(status "$touchstone" issue --home home --brand maison pieces.csv)"
cp out.txt tags.jsonl
expect "the same file again" 0 "$(status "$touchstone" issue --home home --brand maison pieces.csv)"
cmp -s out.txt tags.jsonl || die "issuing again gave other tags"
sed -i 's/32400/32500/' pieces.csv
expect "the same serial with other data" 65 "$(status "$touchstone" issue --home home --brand maison pieces.csv)"
says "other data" 'pieces.csv:2: serial: already issued'
expect "no such file" 66 "$(status "$touchstone" issue --home home --brand maison nowhere.csv)"
printf 'gtin,serial,price\n' >column.csv
expect "unknown column" 65 "$(status "$touchstone" issue --home home --brand maison column.csv)"

# Killed while issuing: what was committed is whole, and running it again completes it.
{
  echo gtin,serial
  for ((i = 0; i < 4000; i++)); do echo "09521234000013,K$i"; done
} >many.csv
"$touchstone" issue --home home --brand maison many.csv >killed.jsonl 2>/dev/null &
victim=$!
until [ -s home/registry.db-journal ] || ! kill -0 $victim 2>/dev/null; do :; done
kill -9 $victim 2>/dev/null || true
wait $victim 2>/dev/null || true
held=$(sqlite3 home/registry.db "SELECT count(*) FROM piece WHERE serial LIKE 'K%'")
checks=$((checks + 1))
[ "$held" = 0 ] || [ "$held" = 4000 ] || die "killed: $held of 4000 pieces are in the registry"
expect "issue after the kill" 0 "$(status "$touchstone" issue --home home --brand maison many.csv)"
expect "every piece once" 4000 "$(sqlite3 home/registry.db "SELECT count(DISTINCT serial) FROM piece WHERE serial LIKE 'K%'")"
expect "every tag" 4000 "$(wc -l <out.txt)"

# A disk that fills up: a clear message, nothing half-done.
(ulimit -f 8 && trap '' XFSZ && "$touchstone" label --sheet sheet.pdf tags.jsonl >out.txt 2>err.txt) && die "a full disk went unnoticed"
expect "nothing half-written" "" "$(find . -maxdepth 1 -name 'sheet.pdf*' -o -maxdepth 1 -name '*.tmp*' -o -maxdepth 1 -name '.sheet*')"
says "full disk" 'sheet.pdf'

# Labels
expect "labels" 0 "$(status "$touchstone" label --out labels --format png tags.jsonl)"
expect "a label a piece" "09521234000020_A1.png 09521234000020_A2.png" "$(ls labels | tr '\n' ' ' | sed 's/ $//')"
"$touchstone" scan --json labels/09521234000020_A1.png >scan.json
expect "a label reads back" "$(uri tags.jsonl 1)" "$(jq -r '.symbols[0].text' scan.json)"
expect "as svg" 0 "$(status "$touchstone" label --out labels --format svg tags.jsonl)"
expect "unknown format" 64 "$(status "$touchstone" label --out labels --format gif tags.jsonl)"
echo '{"gtin":1}' >no-uri.jsonl
expect "no uri" 65 "$(status "$touchstone" label --out labels no-uri.jsonl)"
says "no uri" 'no-uri.jsonl:1'

# Bundles and devices
expect "bundle 1" 0 "$(status "$touchstone" bundle --home home --out bundle1)"
expect "bundle 2" 0 "$(status "$touchstone" bundle --home home --out bundle2 --days 30)"
expect "provision" 0 "$(status "$touchstone" provision --home home --bundle bundle1 device)"
expect "the same again" 0 "$(status "$touchstone" provision --home home --bundle bundle1 device)"
expect "a newer one" 0 "$(status "$touchstone" provision --home home --bundle bundle2 device)"
snapshot device >before
refused() { # refused WHAT COMMAND...: exit 65 and the device as it was
  local what=$1
  shift
  expect "$what" 65 "$(status "$@")"
  snapshot device >after
  cmp -s before after || die "$what: the device was changed"
}
refused "an older one" "$touchstone" provision --home home --bundle bundle1 device
says "an older one" 'unchanged'
jeweller other maison 9521234 id.maison.example
"$touchstone" bundle --home other --out foreign >/dev/null
for i in 2 3; do "$touchstone" bundle --home other --out foreign$i >/dev/null; done
refused "another publisher's" "$touchstone" provision --home other --bundle foreign3 device
says "another publisher's" 'pinned'
refused "another publisher's in this home" "$touchstone" provision --home home --bundle foreign3 device
refused "an expired one" "$touchstone" provision --home home --bundle bundle2 --now "$(date -u -d '+31 days' +%Y-%m-%dT%H:%M:%SZ)" device
head -c 500 bundle2 >cut
refused "a cut one" "$touchstone" provision --home home --bundle cut device
echo "no bundle" >text
refused "none at all" "$touchstone" provision --home home --bundle text device
cp bundle2 flipped
printf '\x55' | dd of=flipped bs=1 seek=700 conv=notrunc status=none
refused "a changed one" "$touchstone" provision --home home --bundle flipped device
# The same sequence number with other bytes: a home restored from a backup makes such a bundle.
cp -r home twin
"$touchstone" bundle --home home --out bundle3 >/dev/null
sleep_until=$(($(date +%s) + 1)) # another second, another issue date
"$touchstone" bundle --home twin --out twin3 --now "$(date -u -d "@$sleep_until" +%Y-%m-%dT%H:%M:%SZ)" >/dev/null
expect "bundle 3" 0 "$(status "$touchstone" provision --home home --bundle bundle3 device)"
snapshot device >before
refused "the same number, other bytes" "$touchstone" provision --home twin --bundle twin3 device

# Putting an older card back gains nothing.
"$touchstone" label --out labels --format png tags.jsonl >/dev/null
expect "before" 0 "$(status "$touchstone" check --device device labels/09521234000020_A1.png)"
cp bundle1 device/card/bundle
expect "an older card" 3 "$(status "$touchstone" check --device device --json labels/09521234000020_A1.png)"
expect "it is no data" 42 "$(jq '.reasons[0].code' out.txt)"
cp foreign3 device/card/bundle
expect "another publisher's card" 3 "$(status "$touchstone" check --device device labels/09521234000020_A1.png)"
ln -sf /etc/passwd device/card/bundle
expect "a link on the card" 3 "$(status "$touchstone" check --device device labels/09521234000020_A1.png)"
rm device/card/bundle
expect "an empty card" 3 "$(status "$touchstone" check --device device labels/09521234000020_A1.png)"
cp bundle3 device/card/bundle
expect "the right card" 0 "$(status "$touchstone" check --device device labels/09521234000020_A1.png)"
printf 'x' >>device/trusted/anchor
expect "a damaged anchor" 3 "$(status "$touchstone" check --device device labels/09521234000020_A1.png)"
expect "is not provisioned over" 65 "$(status "$touchstone" provision --home home --bundle bundle3 device)"

# A device that runs keeps what it has learnt; a desk that only looks does not.
sim=$build/boards/sim/touchstone-sim
photo genuine.jpg "$(uri tags.jsonl 1)"
printf 'choose Check\nframe genuine 3\nexpect page verdict\nwait 1000\n' >look.txt
printf 'choose Check\nframe genuine 3\nexpect page notice\nexpect text Not recorded\nwait 1000\nexpect records 0\n' >stuck-look.txt
by_script() { "$sim" --device "$1" --now "$2" --frames . --script "$3" --screens screens; }
runs() { # runs WHAT WANTED TIME: the device, its clock at TIME
  expect "$1: it starts" 0 "$(status by_script runs "$3" look.txt)"
  expect "$1" "$2" "$(jq -r .verdict out.txt)"
}
desk() { expect "$1: a desk" "$2" "$(status "$touchstone" check --device looked genuine.jpg)"; }
on_card() { for device in runs looked; do cp "$1" $device/card/bundle; done; }
for device in runs looked; do "$touchstone" provision --home home --bundle bundle1 $device >/dev/null; done
at=$(date +%s) # no earlier than the floor that provisioning set
on_card bundle3
runs "a newer card" GENUINE "$at"
desk "a newer card" 0
on_card bundle1
runs "the older card put back" UNPROVEN "$at"
desk "the older card put back, of which it kept nothing" 0
on_card bundle3
sha256sum runs/trusted/anchor >before
runs "the newer card again, a little later" GENUINE $((at + 3600))
sha256sum runs/trusted/anchor | cmp -s - before || die "there was nothing to keep, and something was written"
"$touchstone" provision --home home --bundle bundle3 stuck >/dev/null
snapshot stuck >before
runs "forty days later" GENUINE $((at + 40 * 86400))
runs "a clock that is set back" UNPROVEN $((at + 39 * 86400))
runs "and is right again" GENUINE $((at + 40 * 86400))
# A store that cannot write: nothing is on record, so there is no verdict, and the device goes on.
code=0
(trap '' XFSZ && ulimit -f 0 && by_script stuck "$at" stuck-look.txt) 2>&1 | cat >stuck.txt || code=$?
expect "a store that cannot write: $(cat stuck.txt)" "0 0" "$code $(grep -c verdict stuck.txt)"
snapshot stuck | cmp -s - before || die "a store that cannot write was changed"

# What is no device is left alone.
mkdir folder && touch folder/letter
expect "a folder with something in it" 65 "$(status "$touchstone" provision --home home --bundle bundle3 folder)"
expect "it is left alone" letter "$(ls folder)"
mkdir empty
expect "a bad bundle for an empty folder" 65 "$(status "$touchstone" provision --home home --bundle text empty)"
expect "it stays empty" "" "$(ls empty)"
expect "a good one" 0 "$(status "$touchstone" provision --home home --bundle bundle3 empty)"
rm empty/trusted/anchor
expect "a device that lost its anchor is not pinned anew" 65 "$(status "$touchstone" provision --home other --bundle foreign3 empty)"
mkdir taken
expect "a bundle onto a folder" 73 "$(status "$touchstone" bundle --home home --out taken)"

# Results that cannot be written are an error.
expect "full standard output" 74 "$( ("$touchstone" inspect '(01)09521234000013' >/dev/full 2>err.txt; echo $?) )"
echo "test_provision: $checks checks"
