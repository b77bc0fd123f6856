#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Devices' journals at the desk: verified, imported into every kind of registry, searched for copied tags; and what somebody did
# to them told.
# usage: tests/support/with-postgres tests/system/test_journal.sh BUILD [few]
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"
postgres=${TOUCHSTONE_TEST_POSTGRES:?run this by tests/support/with-postgres}
maker=$build/tests/ts-journal
gtin=09521234000013 noon=1795435200 # 2026-11-23 12:00 UTC
says() { # says WHAT PATTERN: the last command's output or messages hold it
  checks=$((checks + 1))
  grep -qE -e "$2" out.txt err.txt || die "$kind: $1: it should say '$2', and says: $(cat out.txt err.txt)"
}
journal() { "$touchstone" journal "$@"; }
import() { journal import --home home "$@"; }
verify() { journal verify --device "$@"; }

# line SERIAL HOURS [TRUST [VERDICT [SIGNATURE [CONSIGNMENT]]]]: a record, so many hours after noon.
line() { echo "$((noon + $2 * 3600)) ${3:-rtc} $([ "${6:-0}" = 0 ] && echo check || echo consignment) ${4:-GENUINE} ${5:-good} $gtin $1 ${6:-0} 7"; }
# many PREFIX FROM TO: records of a genuine piece each, a minute apart, long after noon.
many() { awk -v p="$1" -v a="$2" -v b="$3" -v g=$gtin -v t=$noon \
  'BEGIN { for (i = a; i <= b; i++) print t + 8640000 + 60 * i " rtc check GENUINE good " g " " p i " 0 7" }'; }

# device NAME [HOME]: an enrolled one.
device() {
  "$touchstone" provision --home "${2:-home}" --bundle "${2:-home}.bundle" "$1" >/dev/null
  "$touchstone" device enroll --home "${2:-home}" --device "$1" >/dev/null
}
id_of() { verify "$1" --json | jq -r .device; }

prepare() {
  jeweller home maison 9521234 id.maison.example
  printf 'gtin,serial\n' >pieces.csv
  for serial in APART HOUR FAR DAY BARE FORGED GONE TWICE LOST "QUOTE'S;()" KNOWN; do echo "$gtin,\"$serial\"" >>pieces.csv; done
  "$touchstone" bundle --home home --out home.bundle >/dev/null
  jeweller other casa 9525678 id.casa.example
  "$touchstone" bundle --home other --out other.bundle >/dev/null
  for d in a b c i n p r v w; do device $d; done
  device stranger other
  "$touchstone" provision --home home --bundle home.bundle unenrolled >/dev/null

  { line APART 0 && line HOUR 0 && line FAR 0 && line DAY 0 && line BARE 0 && line FORGED 0 && line KNOWN 0
    line TWICE 1 rtc GENUINE good 3 && line OTHER 1 rtc GENUINE good 3 && line TWICE 1 rtc SUSPECT good 3 && line TWICE 90 rtc GENUINE good 4
    line LOST 0 && line GONE 400 && line "QUOTE'S;()" 0 && line NOBODY 0; } | $maker a >/dev/null
  { line APART 5 && line HOUR 0 operator && line FAR 13 && line DAY 11 operator && line BARE 0 rtc UNPROVEN bare
    line FORGED 0 rtc COUNTERFEIT bad && line LOST 0 none && line "QUOTE'S;()" 0 && line KNOWN 100 && line NOBODY 0; } | $maker b >/dev/null
  for d in stranger unenrolled; do many X 1 3 | $maker $d >/dev/null; done
  many C 1 300 | $maker c >/dev/null
  many I 1 3000 | $maker i segments=100 >/dev/null
  many P 1 1200 | $maker p segments=100 >/dev/null
  # Small files, so that one is a part of the journal.
  many V 1 200 | $maker v segment=8192 segments=100 >/dev/null
  cp -a v v200
  many V 201 300 | $maker v segment=8192 segments=100 >/dev/null
  many N 1 300 | $maker n segment=8192 segments=100 >/dev/null
  many W 1 300 | $maker w segment=8192 segments=100 >/dev/null
  many R 1 600 | $maker r segment=8192 segments=4 >/dev/null
}

imports() {
  expect "$kind: pieces" 0 "$(status "$touchstone" issue --home home --brand maison pieces.csv)"
  expect "$kind: two devices" 0 "$(status import --json a b)"
  expect "$kind: what was imported" "15 15 15 0 10 10 10 0" "$(jq -r '.size, .records, .sightings, .before' out.txt | tr '\n' ' ' | sed 's/ $//')"
  expect "$kind: of which device" "$(id_of a) $(id_of b)" "$(jq -r .device out.txt | tr '\n' ' ' | sed 's/ $//')"
  expect "$kind: in the registry" "25 2" "$(sql 'SELECT count(*) FROM sighting') $(sql 'SELECT count(*) FROM device')"
  expect "$kind: whose" 25 "$(sql "SELECT count(*) FROM sighting WHERE brand = 'maison'")"
  expect "$kind: again" 0 "$(status import --json a b a)"
  expect "$kind: nothing new" "0 0 0" "$(jq -r .records out.txt | tr '\n' ' ' | sed 's/ $//')"
  expect "$kind: still" 25 "$(sql 'SELECT count(*) FROM sighting')"
  # A device that is refused keeps nobody else out.
  expect "$kind: strangers" 65 "$(status import unenrolled c stranger)"
  says "not enrolled" 'unenrolled is not enrolled'
  says "another publisher" "stranger: this home's publisher does not vouch for it"
  says "how many" '2 of 3 devices were not imported'
  says "the others" 'c: device [0-9a-f]{16}: 300 records imported, 300 pieces seen'
  expect "$kind: no device" 66 "$(status import nowhere)"
  # Later records alone.
  rm -rf grown && cp -a c grown
  many D 301 305 | $maker grown >/dev/null
  expect "$kind: grown" 0 "$(status import --json grown)"
  expect "$kind: what is new" "5 300 305" "$(jq -r '.records, .before, .size' out.txt | tr '\n' ' ' | sed 's/ $//')"
  # What the device has not signed for waits.
  many E 306 310 | $maker grown sign=no >/dev/null
  expect "$kind: not signed" 0 "$(status import --json grown)"
  expect "$kind: not signed" "0 5" "$(jq -r '.records, .not_signed' out.txt | tr '\n' ' ' | sed 's/ $//')"
  $maker grown </dev/null >/dev/null
  expect "$kind: signed" 0 "$(status import --json grown)"
  expect "$kind: signed" "5 0" "$(jq -r '.records, .not_signed' out.txt | tr '\n' ' ' | sed 's/ $//')"
  # The device as it was before: somebody put it back.
  expect "$kind: put back" 65 "$(status import c)"
  says "put back" 'c: nothing was imported: its journal has 300 records, and 310 were imported before'
}

# The grade and rules of a serial.
verdict() { jq -r --arg s "$1" 'select(.serial == $s) | .grade + " " + (.rules | join("+"))' clones.json; }
clones() {
  journal clones --home home --json "$@" >clones.json 2>err.txt
}
finds_clones() {
  "$touchstone" block --home home --brand maison --gtin $gtin --serial GONE --reason destroyed --now 2026-12-01 >/dev/null
  clones
  expect "$kind: five hours apart" "likely apart" "$(verdict APART)"
  expect "$kind: the same hour, as a person says" "likely apart+same-hour" "$(verdict HOUR)"
  expect "$kind: the same hour" "certain apart+same-hour" "$(verdict "QUOTE'S;()")"
  expect "$kind: as far as a parcel travels" "" "$(verdict FAR)"
  expect "$kind: before a parcel can be there" "likely apart" "$(verdict DAY)"
  expect "$kind: a bare serial" "weak apart+same-hour" "$(verdict BARE)"
  expect "$kind: a forger's tag accuses nobody" "" "$(verdict FORGED)"
  expect "$kind: destroyed" "certain destroyed" "$(verdict GONE)"
  expect "$kind: twice in a consignment" "likely twice" "$(verdict TWICE)"
  expect "$kind: no date" "not-judged " "$(verdict LOST)"
  expect "$kind: once" "" "$(verdict OTHER)"
  expect "$kind: long after" "" "$(verdict KNOWN)"
  says "in sum" '^8 of [0-9]+ serials seen where they cannot be: 3 certain, 4 likely, 1 weak; 1 not judged. Nothing was blocked'
  expect "$kind: the sightings that speak" "2 3" "$(jq -r 'select(.serial == "TWICE") | ([.sightings[] | select(.rules != [])] | length), (.sightings | length)' clones.json | tr '\n' ' ' | sed 's/ $//')"
  expect "$kind: no block is offered for what is weak, blocked, not judged or not issued" "BARE GONE LOST NOBODY" \
    "$(jq -r 'select(.block_command == null) | .serial' clones.json | sort | tr '\n' ' ' | sed 's/ $//')"
  expect "$kind: no time" "null none" "$(jq -r 'select(.serial == "LOST") | .sightings[] | select(.time_trust == "none") | "\(.time) \(.time_trust)"' clones.json)"
  clones --hours 14
  expect "$kind: with more hours" "likely apart" "$(verdict FAR)"
  clones --hours 4
  expect "$kind: with fewer hours" "" "$(verdict APART)"
  expect "$kind: no hours" 64 "$(status journal clones --home home --hours 0)"
  expect "$kind: no such reason" 64 "$(status journal clones --home home --reason copied)"
  # The command as printed, whatever the serial holds.
  expect "$kind: for people" 0 "$(status journal clones --home home --reason returned)"
  says "for people" "QUOTE'S;\(\) of maison: certain: at two places within an hour"
  says "for people" '  \* 2026-11-23T12:00:00Z \(rtc\) +device [0-9a-f]{16} record 13, check, operator 7: GENUINE'
  says "of no issue here" 'not issued from this registry: its brand'
  says "not judged" 'LOST of maison: not judged'
  says "blocked" 'blocked already: destroyed'
  sed -n "s/^  to block it: \(touchstone block .*QUOTE.*\)/\1/p" out.txt >block.sh
  expect "$kind: nothing was blocked" 1 "$(sql "SELECT count(*) FROM piece WHERE block <> ''")"
  expect "$kind: the printed command" 0 "$(PATH=$build:$PATH status sh -e block.sh)"
  expect "$kind: it blocks that piece" "QUOTE'S;()returned" "$(sql "SELECT serial || block FROM piece WHERE block = 'returned'")"
  clones
  expect "$kind: it is offered no more" "returned null" "$(jq -r 'select(.serial == "QUOTE'"'"'S;()") | "\(.blocked) \(.block_command)"' clones.json)"
  # All that is offered, at once.
  jq -r '.block_command // empty' clones.json >block.sh
  expect "$kind: all that is offered" "0 4" "$(PATH=$build:$PATH status sh -e block.sh) $(wc -l <block.sh)"
  clones
  expect "$kind: nothing is offered any more" 0 "$(jq -r '.block_command // empty' clones.json | wc -l)"
  # Devices side by side are one place.
  expect "$kind: a place" 0 "$(status import --place "Genève, quai 3" a b)"
  clones
  expect "$kind: at one place" "" "$(verdict APART)"
  expect "$kind: the place is kept" 0 "$(status import a)"
  says "the place" 'a: device [0-9a-f]{16} at Genève, quai 3'
  expect "$kind: another place" 0 "$(status import --place Carouge b)"
  clones
  expect "$kind: at two" "likely apart" "$(verdict APART)"
  expect "$kind: no place" 64 "$(status import --place "$(printf 'a\tb')" b)"
  mv clones.json clones.$kind
}

interrupted() {
  if [ "$kind" = sqlite ]; then
    sql "CREATE TRIGGER stop BEFORE INSERT ON sighting WHEN NEW.serial = 'I2500' BEGIN SELECT RAISE(ABORT, 'stopped here'); END"
  else
    sql "CREATE FUNCTION stop() RETURNS trigger LANGUAGE plpgsql AS \$\$ BEGIN RAISE EXCEPTION 'stopped here'; END \$\$;
         CREATE TRIGGER stop BEFORE INSERT ON sighting FOR EACH ROW WHEN (NEW.serial = 'I2500') EXECUTE FUNCTION stop()"
  fi
  expect "$kind: interrupted" 70 "$(status import i)"
  says "interrupted" 'stopped here'
  local before
  before=$(sql "SELECT size FROM device WHERE id = '$(id_of i)'")
  checks=$((checks + 1))
  [ "$before" -gt 0 ] && [ "$before" -lt 2500 ] || die "$kind: interrupted: $before records"
  expect "$kind: as many as it says" "$before" "$(sql "SELECT count(*) FROM sighting WHERE serial LIKE 'I%'")"
  if [ "$kind" = sqlite ]; then sql "DROP TRIGGER stop"; else sql "DROP TRIGGER stop ON sighting"; fi
  expect "$kind: it goes on" 0 "$(status import --json i)"
  expect "$kind: from there" "$before $((3000 - before)) $((3000 - before))" "$(jq -r '.before, .records, .sightings' out.txt | tr '\n' ' ' | sed 's/ $//')"
  expect "$kind: all of them once" 3000 "$(sql "SELECT count(DISTINCT serial) FROM sighting WHERE serial LIKE 'I%'")"
}

progress_bar() {
  script -qec "$touchstone journal import --home home p" bar.txt </dev/null >/dev/null
  checks=$((checks + 1))
  tr '\r' '\n' <bar.txt | grep -qE '\[#+ *\] +[0-9]+% [0-9]+ of 1200 records' || die "$kind: no progress bar on a terminal: $(cat -v bar.txt)"
  expect "$kind: none elsewhere" 0 "$(status import p)"
  expect "$kind: none elsewhere" 0 "$(wc -c <err.txt)"
}

# Each change to a device's card, or to all of it, is refused by import and told by verify.
tampered() { rm -rf t && cp -a "${1:-v}" t; } # a copy to work on
refused() { # refused WHAT IMPORT VERIFY [OPTION...]: what they say
  local held what=$1 import=$2 verify=$3
  shift 3
  held=$(sql 'SELECT count(*) FROM sighting')
  expect "$kind: $what: imported" 65 "$(status import t)"
  says "$what: import" "t: $import"
  expect "$kind: $what: nothing of it" "$held" "$(sql 'SELECT count(*) FROM sighting')"
  expect "$kind: $what: verified" 65 "$(status verify t "$@")"
  says "$what: verify" "$verify"
  says "$what: verify" 't: the journal is not whole'
}
# flip FILE OFFSET: a bit of it.
flip() {
  local byte
  byte=$(od -An -tu1 -j "$2" -N 1 "$1")
  printf "\\x$(printf %02x $((byte ^ 1)))" | dd of="$1" bs=1 seek="$2" conv=notrunc status=none
}
files() { find "t/card" -name "$1*" | sort; } # of a kind, oldest first
tampering() {
  expect "$kind: whole" 0 "$(status verify v)"
  says "whole" 'signed by this device for all 300 records'
  says "whole" 'The journal is whole'
  cp v200/card/checkpoint earlier
  expect "$kind: grown" 0 "$(status verify v --checkpoint earlier)"
  says "grown" 'the earlier checkpoint: signed by this device for 200 records; the journal grew from these'

  tampered && rm "$(files records. | tail -n 1)"
  refused "the last file removed" 'nothing was imported: records [0-9]+ to 299 are missing or damaged' 'records [0-9]+ to 299 were removed or damaged'
  tampered && rm "$(files records. | head -n 1)"
  refused "the first file removed" 'nothing was imported: records 0 to [0-9]+ are missing or damaged' 'records 0 to [0-9]+ were removed or damaged'
  tampered && flip "$(files records. | head -n 1)" 1000
  refused "a record changed" 'nothing was imported: records ([0-9]+) to \1 are (not what|missing)' 'records ([0-9]+) to \1 were (changed|removed)'
  tampered && flip "$(files leaves. | head -n 1)" 1000
  refused "a hash changed" 'nothing was imported: records 0 to 127 cannot be proven' 'records 0 to 127 cannot be proven'
  tampered && rm "$(files leaves. | head -n 1)"
  refused "hashes removed" 'nothing was imported: records 0 to 255 are missing' 'records 0 to 255 were removed'
  tampered && rm -r t/card && cp -a v200/card t/card
  refused "an older card put back" 'nothing was imported: records 200 to 299 are missing.* an older card was put back' 'records [0-9]+ to 299 were removed'
  tampered && rm -r t/card && cp -a w/card t/card
  refused "another device's card" 'nothing was imported: the checkpoint on its card: ' 'the checkpoint on the card: '
  tampered && rm -r t/card && cp -a w/card t/card && cp w/trusted/journal t/trusted/journal
  refused "another device's journal" 'nothing was imported: the checkpoint on its card: ' 'the checkpoint on the card: '
  tampered && cp w/card/checkpoint t/card/checkpoint
  refused "another device's checkpoint" 'nothing was imported: the checkpoint on its card: ' 'the checkpoint on the card: '
  tampered && rm t/card/checkpoint
  refused "no checkpoint" 'nothing was imported: there is no signed checkpoint' 'the checkpoint on the card: there is none'
  tampered && flip t/card/checkpoint 30
  refused "a checkpoint changed" 'nothing was imported: the checkpoint on its card: ' 'the checkpoint on the card: '
  tampered && cp w/trusted/identity t/trusted/identity
  refused "another device's key" '' 'the checkpoint on the card: '

  # A key pair that is not in the folder, as in hardware: the certificate has its public half.
  tampered && rm t/trusted/identity
  expect "$kind: the key in hardware" 0 "$(status verify t)"
  says "the key in hardware" 'signed by this device for all 300 records'
  rm t/trusted/certificate
  expect "$kind: no key at all" 65 "$(status verify t)"
  says "no key at all" "t: the device's own key: "

  # What fits in itself shows against what was kept, or imported, before.
  cp v/card/checkpoint kept
  expect "$kind: the journal as it was" 65 "$(status verify v200 --checkpoint kept)"
  says "the journal as it was" 'the earlier checkpoint: signed by this device for 300 records: records 200 to 299 were removed since'
  tampered && rm -r t/card t/trusted/journal && mkdir t/card && many X 1 320 | $maker t >/dev/null
  expect "$kind: a new journal" 0 "$(status verify t)"
  expect "$kind: in place of the old" 65 "$(status verify t --checkpoint kept)"
  says "in place of the old" 'which are not the first 300 of this journal'
  expect "$kind: the old was imported" 0 "$(status import v)"
  refused "a new journal" 'nothing was imported: the first 300 records are not those that were imported before' 'not the first 300' --checkpoint kept
  expect "$kind: a checkpoint of another" 65 "$(status verify v --checkpoint w/card/checkpoint)"
  says "a checkpoint of another" 'the earlier checkpoint: '
  expect "$kind: no such checkpoint" 66 "$(status verify v --checkpoint nowhere)"
}

losses() {
  # The ring overwrites, and all stays provable.
  expect "$kind: a ring" 0 "$(status verify r)"
  says "a ring" 'records 0 to [0-9]+ were overwritten by newer ones'
  local first
  expect "$kind: show what is there" 0 "$(status journal show --device r --json)"
  first=$(head -n 1 out.txt | jq .record)
  expect "$kind: up to the last" $((600 - first)) "$(wc -l <out.txt)"
  expect "$kind: a ring" 0 "$(status import r)"
  says "a ring" "records 0 to $((first - 1)) were overwritten by newer ones before they were imported"
  says "a ring" ": $((600 - first)) records imported"
  # The others, if that is wished.
  tampered w && rm "$(files records. | head -n 1)"
  expect "$kind: despite gaps" 0 "$(status import --despite-gaps --json t)"
  expect "$kind: the gap" "0 missing" "$(jq -r '.gaps[0] | "\(.first) \(.state)"' out.txt)"
  expect "$kind: the others" 300 "$(jq -r '.records + .gaps[0].last + 1' out.txt)"
  # What the device noted itself.
  tampered n && rm "$(files records. | tail -n 1)" && many N 301 310 | $maker t segment=8192 segments=100 >/dev/null
  expect "$kind: noted" 0 "$(status import --json t)"
  expect "$kind: noted" "noted" "$(jq -r '.gaps[].state' out.txt | sort -u)"
  expect "$kind: all that is there, and the record of the gap" 311 "$(jq -r '.records + ([.gaps[] | .last - .first + 1] | add)' out.txt)"
  tampered v && rm "$(files records. | tail -n 1)" && many V 301 310 | $maker t segment=8192 segments=100 >/dev/null
  expect "$kind: noted, and imported before" 0 "$(status import t)"
  says "noted, and imported before" '11 records imported, 10 pieces seen; 300 were imported before'
  many V 311 320 | $maker t segment=8192 segments=100 >/dev/null
  expect "$kind: it goes on from there" 0 "$(status import t)"
  says "it goes on from there" '10 records imported, 10 pieces seen; 311 were imported before'
  expect "$kind: noted" 65 "$(status verify t)"
  says "noted" 'are lost; the device noted so itself, in a later record'
}

shows() {
  expect "$kind: show" 0 "$(status journal show --device a)"
  says "show" '^0  2026-11-23T12:00:00Z \(rtc\)  check, operator 7  GENUINE: signed by the brand'
  says "show" "QR $gtin APART: GENUINE"
  expect "$kind: show from" 0 "$(status journal show --device a --from 8 --json)"
  expect "$kind: show from" "8 9 10 11 12 13 14" "$(jq -r .record out.txt | tr '\n' ' ' | sed 's/ $//')"
  expect "$kind: a record" '"inspection" "2026-11-23T13:00:00Z" "rtc" "consignment" 7 3 "GENUINE" 1 "OTHER"' \
    "$(head -n 1 out.txt | jq -c '.kind, .time, .time_trust, .mode, .operator, .consignment, .verdict, .reasons[0].code, .items[0].serial' | tr '\n' ' ' | sed 's/ $//')"
  expect "$kind: nothing was changed" "$snapshot" "$(snapshot)"
}
snapshot() { find a b c i n p r v w -type f -exec sha256sum {} + | sort | sha256sum; }

kind=none
prepare
snapshot=$(snapshot)
# With `few` as second argument the registry is a file alone: how the C code speaks to a server is tested by
# unit/test_registry.c and unit/test_sightings.c under the sanitizers too, and the scripts' other half is the server's work.
kinds=(sqlite postgres)
[ "${2:-}" = few ] && kinds=(sqlite)
for kind in "${kinds[@]}"; do
  if [ $kind = sqlite ]; then
    unset TOUCHSTONE_REGISTRY
    sql() { sqlite3 -cmd '.timeout 20000' home/registry.db "$1"; }
  else
    export TOUCHSTONE_REGISTRY=$postgres
    sql() { psql -qAt "$postgres" -c "$1"; }
  fi
  imports
  finds_clones
  interrupted
  progress_bar
  tampering
  losses
  shows
done
[ ${#kinds[@]} -eq 1 ] || cmp -s clones.sqlite clones.postgres || die "the two kinds of registry find other clones"
echo "test_journal: $checks checks"
