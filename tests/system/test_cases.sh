#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Cases 1, 2 and 9 of the design, and what an attacker makes of them, through photographs.
# usage: tests/system/test_cases.sh BUILD
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"

jeweller home maison 9521234 id.maison.example
"$touchstone" brand add --home home --id casa --name "Casa" --gs1-prefix 9525678 --host casa.example >/dev/null 2>&1
"$touchstone" signer add --home home --brand casa >/dev/null 2>&1
cat >pieces.csv <<'EOT'
gtin,serial,engraved,weight_mg,fineness,colour,size,model
09521234000013,A1,E1,32400,750,YG,17,Solitaire
09521234000020,B/2,,,,,,Riviere
EOT
"$touchstone" issue --home home --brand maison pieces.csv >tags.jsonl 2>/dev/null
"$touchstone" bundle --home home --out bundle >/dev/null 2>&1
"$touchstone" provision --home home --bundle bundle device >/dev/null 2>&1
jeweller attacker maison 9521234 id.maison.example
jeweller stranger atelier 9529999 nobody.example
printf 'gtin,serial\n09521234000013,F1\n' >forged.csv
printf 'gtin,serial\n09529999000019,N1\n' >strange.csv
"$touchstone" issue --home attacker --brand maison forged.csv >forged.jsonl 2>/dev/null
"$touchstone" issue --home stranger --brand atelier strange.csv >strange.jsonl 2>/dev/null
genuine=$(uri tags.jsonl 1) slashed=$(uri tags.jsonl 2) forged=$(uri forged.jsonl) strange=$(uri strange.jsonl)
find device -type f -exec sha256sum {} + | sort >device.before

# judge NAME VERDICT EXIT REASON [ARGUMENT...]: what check says of NAME.jpg.
judge() {
  local name=$1 verdict=$2 code=$3 reason=$4
  shift 4
  expect "$name: exit status" "$code" "$(status "$touchstone" check --device device --json "$@" "$name.jpg")"
  expect "$name: verdict" "$verdict" "$(jq -r .verdict out.txt)"
  expect "$name: reason" true "$(jq ".reasons | any(.code == $reason)" out.txt)"
  expect "$name: every reason has a text" true "$(jq '[.reasons[], .symbols[].reasons[]] | all(.text | length > 10)' out.txt)"
}
show() { # show NAME TEXT VERDICT EXIT REASON [ARGUMENT...]
  local name=$1 text=$2
  shift 2
  photo "$name.jpg" "$text"
  judge "$name" "$@"
}

# Case 1
show genuine "$genuine" GENUINE 0 1
expect "what was signed" '["09521234000013","A1","E1",32400,750,"YG","17","Solitaire","Brand maison"]' \
  "$(jq -c '[.gtin,.serial,.engraved,.weight_mg,.fineness,.colour,.size,.model,.brand]' out.txt)"
expect "age of the data" true "$(jq '.data_as_of | test("^20[0-9]{2}-[0-9]{2}-[0-9]{2}T")' out.txt)"
show slashed "$slashed" GENUINE 0 1
expect "a serial with a slash" B/2 "$(jq -r .serial out.txt)"
show upper "${genuine/https:/HTTPS:}" GENUINE 0 1
show tracked "$genuine&utm_source=box#piece" GENUINE 0 1

# Case 2
show forged "$forged" COUNTERFEIT 1 11
show edited "${genuine/W32400/W32500}" COUNTERFEIT 1 10
show other-serial "${genuine/\/21\/A1/\/21\/A9}" COUNTERFEIT 1 10
casa=$(key_of home casa) maison=$(key_of home maison) evil=$(key_of attacker maison)
show another-brands-key "$("$forge" --key "$casa" "$genuine")" COUNTERFEIT 1 11
id=$("$touchstone" inspect --json -- "$genuine" | jq -r .signature.key_id)
show borrowed-key-id "$("$forge" --key "$evil" --key-id "$id" "$genuine")" COUNTERFEIT 1 10
show flipped-bit "$("$forge" --key "$maison" --flip 77 "$genuine")" COUNTERFEIT 1 10

# Refused for its form: nobody is accused.
show high-s "$("$forge" --key "$maison" --high-s "$genuine")" UNPROVEN 3 36
show newer-profile "$("$forge" --key "$maison" --profile 9 "$genuine")" UNPROVEN 3 37
show check-digit "${genuine/09521234000013/09521234000014}" UNPROVEN 3 36
show needless-escape "${genuine/\/21\/A1/\/21\/%411}" UNPROVEN 3 36
show cut-off "${genuine%%\?*}" UNPROVEN 3 39
show cut-short "${genuine::-1}" UNPROVEN 3 36
show elsewhere "${genuine/id.maison.example/evil.example}" UNPROVEN 3 52

# Case 9
show unknown-brand "$strange" UNPROVEN 3 35
show no-product "https://www.example.com/" UNPROVEN 3 34
expect "listed, not judged" null "$(jq -c '.symbols[0].verdict' out.txt)"
photo unreadable.jpg "$genuine" --damage ink:0.7 --blur 3
judge unreadable UNPROVEN 3 32
head -c 20000 genuine.jpg >truncated.jpg
judge truncated UNPROVEN 3 33
printf 'not a photograph' >text.jpg
judge text UNPROVEN 3 33
: >empty.jpg
judge empty UNPROVEN 3 33
later=$(date -u -d '+100 days' +%Y-%m-%dT%H:%M:%SZ) soon=$(date -u -d '+40 days' +%Y-%m-%dT%H:%M:%SZ)
judge genuine UNPROVEN 3 43 --now "$later"
judge edited COUNTERFEIT 1 10 --now "$later"
judge forged UNPROVEN 3 47 --now "$soon"
judge genuine GENUINE 0 1 --now "$soon"
judge genuine UNPROVEN 3 45 --clock none
judge forged UNPROVEN 3 47 --clock none
judge genuine UNPROVEN 3 45 --now 2020-01-01T00:00:00Z
judge genuine GENUINE 0 1 --clock operator

# More than one in view
"$render" --out beside.jpg --size 1280x960 --seed 6 --surface wood --card "qr:$slashed" --card "qr:$forged" --module 4.5 --noise 2
judge beside UNPROVEN 3 54
expect "the forged one is named" '["COUNTERFEIT","UNPROVEN"]' "$(jq -c '[.symbols[].verdict] | sort' out.txt)"
expect "one is graver" true "$(jq '.reasons | any(.code == 55)' out.txt)"

# Several images: the gravest counts, one object a line.
expect "gravest of several" 1 "$(status "$touchstone" check --device device --json genuine.jpg edited.jpg text.jpg)"
expect "one line an image" 3 "$(wc -l <out.txt)"
expect "gravest of two" 3 "$(status "$touchstone" check --device device genuine.jpg text.jpg)"
expect "no such image" 66 "$(status "$touchstone" check --device device nowhere.jpg)"
expect "no such device" 66 "$(status "$touchstone" check --device nowhere genuine.jpg)"
expect "no device given" 64 "$(status "$touchstone" check genuine.jpg)"

# Another implementation agrees: OpenSSL's program verifies what was issued here.
"$touchstone" inspect --json -- "$genuine" >inspect.json
jq -r .signed_bytes inspect.json | xxd -r -p >signed.bin
der_integer() { # hex of 32 bytes to a DER INTEGER
  local hex=$1
  while [ "${hex:0:2}" = 00 ] && [ ${#hex} -gt 2 ]; do hex=${hex:2}; done
  case ${hex:0:1} in [89a-f]) hex=00$hex ;; esac
  printf '02%02x%s' $((${#hex} / 2)) "$hex"
}
body=$(der_integer "$(jq -r .signature.r inspect.json)")$(der_integer "$(jq -r .signature.s inspect.json)")
printf '30%02x%s' $((${#body} / 2)) "$body" | xxd -r -p >signature.der
openssl pkey -in "$maison" -pubout -out public.pem 2>/dev/null
expect "openssl verifies a tag" "Verified OK" "$(openssl dgst -sha256 -verify public.pem -signature signature.der signed.bin)"

# check only reads.
find device -type f -exec sha256sum {} + | sort >device.after
cmp -s device.before device.after || die "check changed the device"
echo "test_cases: $checks checks"
