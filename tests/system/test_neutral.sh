#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# A brand's word in another publisher's home: exported, imported, judged by, kept up to date, and refused where it is not
# the brand's.
# usage: tests/system/test_neutral.sh BUILD
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"

ts() { "$touchstone" "$@"; }
says() {
  checks=$((checks + 1))
  grep -qF -- "$2" err.txt || die "$1: wanted '$2' in: $(cat err.txt)"
}
refused() { # refused WHAT WORDS ARGUMENT...: exit 65, and the customs' home is as it was
  local what=$1 words=$2 before
  shift 2
  before=$(sqlite3 customs/home.db .dump | sha256sum)
  expect "$what" "${code:-65}" "$(status "$touchstone" "$@")"
  says "$what" "$words"
  expect "$what: nothing changed" "$before" "$(sqlite3 customs/home.db .dump | sha256sum)"
}
import() { ts brand import --home customs --gs1-prefix 9521234 "$@"; }
verdict() { # verdict TAGS LINE: what a device of the customs says, as an exit status
  ts bundle --home customs --out bundle "${bundle_args[@]}" >/dev/null
  ts provision --home customs --bundle bundle device >/dev/null
  photo photo.jpg "$(uri "$1" "$2")"
  status "$touchstone" check --device device photo.jpg
}
bundle_args=()

jeweller home maison 9521234 id.maison.example
printf 'gtin,serial,model\n09521234000013,A1,Bracelet Aurore\n09521234000013,A2,Bracelet Aurore\n' >pieces.csv
ts issue --home home --brand maison pieces.csv >tags.jsonl
ts brand policy --home home --brand maison --tagged-since 9521234000013=2024-01-01 --tagged-since 9521234=2025-01-01 \
  --serial-form 'A#' --signer-days 20 --serial-days 9 >/dev/null
ts init customs --publisher Customs >/dev/null 2>&1

# --- There ------------------------------------------------------------------------------------------------------------------
ts brand export --home home --id maison --out one.brand --json >export.json
xxd -p one.brand | tr -d '\n' >one.hex
for key in home/keys/*.pem; do # the 32 bytes of a private key lie behind 0201010420 in its DER
  secret=$(openssl pkey -in "$key" -outform DER | xxd -p | tr -d '\n' | sed -E 's/.*0201010420([0-9a-f]{64}).*/\1/')
  expect "a private key has 32 bytes" 64 "${#secret}"
  expect "and is not in the export" 0 "$(grep -c "$secret" one.hex || true)"
done
import one.brand --json >import.json
expect "both see one root" "$(jq -r .root_sha256 export.json)" "$(jq -r .root_sha256 import.json)"
fields='[.brand,.name,.gs1_prefixes,.hosts,.serial_forms,.signer_days,.serial_days,.tagged_since]'
expect "all of the brand" "$(ts brand list --home home --json | jq -c "$fields")" "$(ts brand list --home customs --json | jq -c "$fields")"
expect "genuine at the customs" 0 "$(verdict tags.jsonl 1)"
grep -q "Bracelet Aurore" out.txt || die "the model's name is not told: $(cat out.txt)"
jeweller attacker maison 9521234 id.maison.example
ts issue --home attacker --brand maison pieces.csv >forged.jsonl
expect "forged at the customs" 1 "$(verdict forged.jsonl 1)"
expect "again: already" true "$(import one.brand --json | jq .already)"

# --- Nothing is done here in the brand's name ------------------------------------------------------------------------------
code=77 refused "issuing" "only its owner" issue --home customs --brand maison pieces.csv
code=77 refused "a signer" "only its owner" signer add --home customs --brand maison
code=77 refused "a request" "only its owner" signer request --home customs --brand maison --out x.csr
code=77 refused "a policy" "only its owner" brand policy --home customs --brand maison --signer-days 3
key=$(ts signer list --home customs --brand maison --json | jq -r .key_id)
code=77 refused "a revocation" "only its owner" signer revoke --home customs --brand maison --key "$key" --from 2026-11-01
code=77 refused "an export" "only its owner" brand export --home customs --id maison --out x.brand

# --- Later ------------------------------------------------------------------------------------------------------------------
ts signer revoke --home home --brand maison --key "$key" --from 2026-11-01 >/dev/null
ts signer add --home home --brand maison --scope 9521234000013 >/dev/null 2>&1
ts brand export --home home --id maison --out two.brand >/dev/null
expect "updated" true "$(import two.brand --json | jq .updated)"
expect "states" "active revoked" "$(ts signer list --home customs --brand maison --json | jq -r .state | sort | xargs)"
expect "scopes" '["09521234000013"]' "$(ts signer list --home customs --brand maison --json | jq -c 'select(.state == "active") | .scope')"
refused "an older export" "is held already" brand import --home customs --gs1-prefix 9521234 one.brand
ts bundle --home customs --out good.bundle >/dev/null
refused "too old for a bundle" "too old" bundle --home customs --out old.bundle --now "$(date -u -d '+20 days' +%F)"
[ ! -e old.bundle ] || die "a bundle was left"
ts bundle --home customs --out aged.bundle --now "$(date -u -d '+10 days' +%FT%TZ)" >/dev/null

# --- Not the brand's --------------------------------------------------------------------------------------------------------
ts brand export --home attacker --id maison --out attacker.brand >/dev/null
refused "another root" "another root key" brand import --home customs --gs1-prefix 9521234 attacker.brand
jeweller other casa 9521234 casa.example
ts brand export --home other --id casa --out casa.brand >/dev/null
refused "another's prefix" "overlaps 9521234 of brand maison" brand import --home customs --gs1-prefix 9521234 casa.brand
refused "a part of it" "overlaps" brand import --home customs --gs1-prefix 95212345 casa.brand
refused "one that it does not claim" "does not claim" brand import --home customs --gs1-prefix 9525678 casa.brand
refused "one that is wider" "does not claim" brand import --home customs --gs1-prefix 952123 casa.brand
jeweller third nova 9525678 id.maison.example
ts brand export --home third --id nova --out nova.brand >/dev/null
refused "another's host" "with brand maison" brand import --home customs --gs1-prefix 9525678 nova.brand
refused "the home's own brand" "own" brand import --home home --gs1-prefix 9521234 two.brand
refused "a bundle" "publisher's bundle" brand import --home customs --gs1-prefix 9521234 good.bundle
refused "no export at all" "no brand export" brand import --home customs --gs1-prefix 9521234 pieces.csv
code=64 refused "no prefix" "missing --gs1-prefix" brand import --home customs two.brand
code=64 refused "no such prefix" "4 to 12 digits" brand import --home customs --gs1-prefix x two.brand
code=66 refused "no file" "none.brand" brand import --home customs --gs1-prefix 9521234 none.brand
refused "expired" "expired on" brand import --home customs --gs1-prefix 9521234 two.brand --now "$(date -u -d '+91 days' +%F)"
refused "from a day to come" "is the clock right" brand import --home customs --gs1-prefix 9521234 two.brand --now 2026-01-01
printf x | cat two.brand - >long.brand
refused "with a tail" "something was added" brand import --home customs --gs1-prefix 9521234 long.brand
size=$(stat -c %s two.brand)
for at in 0 1 40 90 200 $((size / 2)) $((size - 100)) $((size - 1)); do
  head -c "$at" two.brand >bad.brand
  expect "cut at $at" 65 "$(status "$touchstone" brand import --home customs --gs1-prefix 9521234 bad.brand)"
  cp two.brand bad.brand
  byte=$(xxd -s "$at" -l 1 -p two.brand)
  printf '%02x' $((16#$byte ^ 1)) | xxd -r -p | dd of=bad.brand bs=1 seek="$at" conv=notrunc 2>/dev/null
  expect "one bit at $at" 65 "$(status "$touchstone" brand import --home customs --gs1-prefix 9521234 bad.brand)"
done
# A new root, if the publisher is told so.
expect "a new root" 0 "$(status "$touchstone" brand import --home customs --gs1-prefix 9521234 --new-root attacker.brand)"
expect "and back" 0 "$(status "$touchstone" brand import --home customs --gs1-prefix 9521234 --new-root two.brand)"

# --- A part of the brand ------------------------------------------------------------------------------------------------------
ts init part >/dev/null 2>&1
expect "within the claim" 0 "$(status "$touchstone" brand import --home part --gs1-prefix 952123400001 two.brand --json)"
expect "the wide promise is narrowed" '{"09521234000013":"2024-01-01","952123400001":"2025-01-01"}' "$(ts brand list --home part --json | jq -cS .tagged_since)"
expect "it makes a bundle" 0 "$(status "$touchstone" bundle --home part --out part.bundle)"
ts init wrong >/dev/null 2>&1
expect "a signer for what is not confirmed" 65 "$(status "$touchstone" brand import --home wrong --gs1-prefix 952123499 two.brand)"
says "a signer for what is not confirmed" "confirm its prefix too"
expect "nothing was left" 0 "$(ts brand list --home wrong --json | wc -l)"
# --- Pieces: what was issued, what is blocked, what stands on record ----------------------------------------------------------
day() { date -u -d "$1" +%Y-%m-%d; }
moment() { date -u -d "$1" +%Y-%m-%dT%H:%M:%SZ; }
run() { "$touchstone" "$@" >/dev/null 2>&1 || die "touchstone $* failed"; }
ring=09525678000011
run init atelier
run brand add --home atelier --id atelier --name Atelier --gs1-prefix 9525678 --host atelier.example
run signer add --home atelier --brand atelier --days 600 --now "$(day '-300 days')"
gone=$(ts signer list --home atelier --brand atelier --json | jq -r .key_id)
issue() { # issue FILE DATE SERIAL...: their tags
  { echo gtin,serial,weight_mg && printf "$ring,%s,1000\n" "${@:3}"; } >"$1.csv"
  ts issue --home atelier --brand atelier --now "$2" "$1.csv" >"$1" 2>/dev/null
}
issue before "$(day '-90 days')" B1 B2
issue late "$(day '-20 days')" L1
run signer revoke --home atelier --brand atelier --key "$gone" --from "$(day '-30 days')"
run signer add --home atelier --brand atelier --now "$(day '-2 days')"
issue fresh "$(moment '-1 day')" F1 F2
run block --home atelier --brand atelier --gtin $ring --serial F2 --reason stolen --now "$(day '-1 day')"
for what in before late fresh; do photo $what.jpg "$(uri $what 1)"; done
photo blocked.jpg "$(uri fresh 2)"
made=$(moment now)
ts brand export --home atelier --id atelier --out one.atelier --now "$made" >/dev/null
ts brand export --home atelier --id atelier --out plain.atelier --now "$made" --no-pieces >/dev/null

run init office
take() { ts brand import --home office --gs1-prefix 9525678 "$@"; }
judge() { # judge WHAT VERDICT CODE ARGUMENT...: what the office's device says
  status "$touchstone" check --device office-device --json "${@:4}" >/dev/null
  expect "$1" "$2 true" "$(jq -r "\"\(.verdict) \(.reasons | any(.code == $3))\"" out.txt)"
}
publish() { # publish ARGUMENT...: the office's next bundle, in its device
  ts bundle --home office --out office.bundle "$@" >/dev/null 2>bundle.txt || die "bundle: $(cat bundle.txt)"
  ts provision --home office --bundle office.bundle office-device >/dev/null
}
held() { find office -name 'imported-*' | wc -l; }
expect "what an export tells" '[5,1]' "$(take one.atelier --json | jq -c '[.pieces_issued,.pieces_blocked]')"
publish
judge "issued" UNPROVEN 39 --gtin $ring --serial F1
judge "never issued" COUNTERFEIT 13 --gtin $ring --serial X9
judge "never issued, and the clock says nothing" UNPROVEN 40 --gtin $ring --serial X9 --clock none
judge "never issued, and the bundle is older than serials are announced" UNPROVEN 40 --gtin $ring --serial X9 \
  --now "$(moment '+8 days')"
photo never.jpg "https://atelier.example/01/$ring/21/X9"
judge "never issued, photographed" COUNTERFEIT 13 never.jpg
judge "blocked" SUSPECT 20 blocked.jpg
judge "blocked, typed" SUSPECT 20 --gtin $ring --serial F2
judge "signed" GENUINE 1 fresh.jpg
judge "on record under a revoked key" GENUINE 1 before.jpg
judge "not on record under a revoked key" COUNTERFEIT 12 late.jpg
photo made-up.jpg "$("$forge" --key "$(for f in atelier/keys/*.pem; do
  [ "$(openssl pkey -in "$f" -pubout -outform DER | sha256sum | cut -c1-4)" = "$gone" ] && echo "$f"
done)" "https://atelier.example/01/$ring/21/B1?98=W2000")"
judge "another weight under a revoked key" COUNTERFEIT 12 made-up.jpg

# The export ages: its serials are announced 7 days ahead, and a bundle may not make them younger.
ts bundle --home office --out aged.bundle --now "$(moment '+3 days')" >/dev/null 2>bundle.txt
ts provision --home office --bundle aged.bundle --now "$(moment '+3 days')" aged-device >/dev/null
aged() { ts check --device aged-device --json --gtin $ring --serial X9 --now "$(moment "$1")" | jq -r .verdict; }
expect "on the fifth day" COUNTERFEIT "$(aged '+5 days')"
expect "on the seventh day" UNPROVEN "$(aged '+7 days')"
expect "no warning yet" "" "$(cat bundle.txt)"
ts bundle --home office --out aged.bundle --now "$(moment '+8 days')" >/dev/null 2>bundle.txt
grep -q 'atelier among them.*import newer' bundle.txt || die "no word of an aged export: $(cat bundle.txt)"
ts provision --home office --bundle aged.bundle --now "$(moment '+8 days')" aged-device >/dev/null
expect "from a bundle made then" UNPROVEN "$(aged '+8 days')"
expect "what is blocked stays blocked" SUSPECT \
  "$(ts check --device aged-device --json --gtin $ring --serial F2 --now "$(moment '+8 days')" | jq -r .verdict)"

# Sets that are not the brand's: whatever byte behind the message is another, in whatever length.
damaged() { # damaged WHAT WORDS FILE: refused, and the office's home is as it was
  local before
  before=$(sqlite3 office/home.db .dump | sha256sum)
  expect "$1" 65 "$(status "$touchstone" brand import --home office --gs1-prefix 9525678 "$3")"
  says "$1" "$2"
  expect "$1: nothing changed" "$before 1" "$(sqlite3 office/home.db .dump | sha256sum) $(held)"
}
flip() { # flip FILE OFFSET: bad.brand, with one bit changed
  cp "$1" bad.brand
  printf '%02x' $((16#$(xxd -s "$2" -l 1 -p "$1") ^ 1)) | xxd -r -p | dd of=bad.brand bs=1 seek="$2" conv=notrunc 2>/dev/null
}
size=$(stat -c %s one.atelier)
expect "three sets, each where a block begins" 2 $((size / 4096 - $(stat -c %s plain.atelier) / 4096 - 1))
first=$((size / 4096 * 4096 - 2 * 4096)) # what the revoked signer signed, what was issued, what is blocked
flip one.atelier $((first + 20))
damaged "a changed record" "what signer $gone had signed" bad.brand
flip one.atelier $((first + 4096 + 9))
damaged "a changed issued set" "the set of issued pieces is not the one that the brand signed" bad.brand
flip one.atelier $((size - 1))
damaged "a changed blocked set" "the set of blocked pieces is not the one" bad.brand
flip one.atelier $((first - 1))
damaged "no zeros before the sets" "between the message and its sets" bad.brand
flip one.atelier $((first + 4095))
damaged "no zeros between sets" "issued pieces" bad.brand
head -c $((size - 1)) one.atelier >bad.brand
damaged "a cut set" "it was cut" bad.brand
head -c "$(stat -c %s plain.atelier)" one.atelier >bad.brand
damaged "sets that were cut off" "damaged" bad.brand
{ cat plain.atelier && tail -c +$((first + 1)) one.atelier; } >bad.brand
damaged "sets that were added" "something was added" bad.brand
run unblock --home atelier --brand atelier --gtin $ring --serial F2
issue newer "$(moment now)" N1
photo newer.jpg "$(uri newer 1)"
ts brand export --home atelier --id atelier --out three.atelier >/dev/null
{ head -c "$first" three.atelier && tail -c +$((first + 1)) one.atelier; } >bad.brand
damaged "the sets of another export" "it was cut" bad.brand

# A newer export replaces all of it, and what is kept is checked whenever it is used.
judge "not yet issued" COUNTERFEIT 13 --gtin $ring --serial N1
run brand import --home office --gs1-prefix 9525678 three.atelier
expect "one export is kept" 1 "$(held)"
cmp -s three.atelier office/imported-* || die "it is not kept as it came"
publish
judge "issued since" UNPROVEN 39 --gtin $ring --serial N1
judge "no more blocked" GENUINE 1 blocked.jpg
file=$(find office -name 'imported-*')
unusable() { # unusable WHAT WORDS: no bundle is made
  expect "$1" 65 "$(status "$touchstone" bundle --home office --out office.bundle)"
  says "$1" "import its export again"
  says "$1" "$2"
}
flip three.atelier "$(($(stat -c %s three.atelier) - 3))"
cp bad.brand "$file"
unusable "a kept set that was changed" "is not the one that the brand signed"
cp one.atelier "$file"
unusable "an older export put back" "another export than the one that was imported"
rm "$file"
unusable "none at all" "$file"
expect "the same one again" true "$(take three.atelier --json | jq .already)"
publish
judge "and all is well" UNPROVEN 39 --gtin $ring --serial N1

# A disk that fills up: nothing is half-done, on neither side.
ts brand export --home atelier --id atelier --out more.atelier >/dev/null
before=$(sqlite3 office/home.db .dump | sha256sum)
full() { (trap '' XFSZ && ulimit -f 4 && status "$touchstone" "$@"); }
expect "no room for what is kept" yes "$(full brand import --home office --gs1-prefix 9525678 more.atelier | sed 's/7[34]/yes/')"
expect "the office has what it had" "$before $(cd office && echo imported-*)" \
  "$(sqlite3 office/home.db .dump | sha256sum) $(cd office && echo imported-*)"
run init probe
run brand import --home probe --gs1-prefix 9525678 more.atelier
name=$(cd probe && echo imported-*)
mkdir "office/$name" # the database has room, the file has no place
expect "no place for what is kept" 73 "$(status "$touchstone" brand import --home office --gs1-prefix 9525678 more.atelier)"
rmdir "office/$name"
expect "the office still has what it had" "$before 1" "$(sqlite3 office/home.db .dump | sha256sum) $(held)"
publish
before=$(sqlite3 atelier/home.db "SELECT export_sequence FROM brand")
expect "no room for an export" yes "$(full brand export --home atelier --id atelier --out full.atelier | sed 's/7[34]/yes/')"
expect "no number is taken, nothing is left" "$before 0" \
  "$(sqlite3 atelier/home.db "SELECT export_sequence FROM brand") $(find . -maxdepth 1 -name 'full.atelier*' | wc -l)"

# An export without sets says nothing of pieces, and accuses nobody.
ts brand export --home atelier --id atelier --out four.atelier --no-pieces >/dev/null
expect "nothing follows" 1 "$(($(stat -c %s four.atelier) < 4096))"
expect "no pieces" '[null,null]' "$(take four.atelier --json | jq -c '[.pieces_issued,.pieces_blocked]')"
publish
judge "a serial" UNPROVEN 39 --gtin $ring --serial X9
judge "the brand's own tag" GENUINE 1 fresh.jpg
judge "what a revoked key signed" UNPROVEN 56 before.jpg
expect "no registry is asked for" 64 "$(status "$touchstone" brand export --home atelier --id atelier --out x --no-pieces --registry postgresql://x)"

# A disk that is full takes no number.
before=$(sqlite3 home/home.db "SELECT export_sequence FROM brand")
expect "no place for the file" 73 "$(status "$touchstone" brand export --home home --id maison --out no/such/folder/x)"
expect "no number taken" "$before" "$(sqlite3 home/home.db "SELECT export_sequence FROM brand")"
echo "test_neutral: $checks checks"
