#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# The power of the emulated Cortex-M7 fails in a write of its flash, which is left done in part. It starts on the same flash:
# each verdict that was told is on record, the journal is whole, and the device goes on.
# usage: tests/system/test_board_power.sh HOST_BUILD BOARD_BUILD
board=$(realpath "$2")
root=$(realpath "$(dirname "${BASH_SOURCE[0]}")/../..")
. "$root/tests/system/common.sh"
flash=$build/boards/common/flash/touchstone-flash layout=$root/boards/mps2-an500/flash

jeweller home maison 9521234 id.maison.example
printf 'gtin,serial\n09521234000013,A1\n09521234000013,A2\n' >pieces.csv
"$touchstone" issue --home home --brand maison pieces.csv >tags.jsonl 2>/dev/null
"$touchstone" bundle --home home --out bundle >/dev/null 2>&1
"$touchstone" provision --home home --bundle bundle device >/dev/null 2>&1
jeweller attacker maison 9521234 id.maison.example
printf 'gtin,serial\n09521234000013,F1\n' >forged.csv
"$touchstone" issue --home attacker --brand maison forged.csv >forged.jsonl 2>/dev/null
mkdir frames screens
tag() {
  "$render" --out "frames/$1.jpg" --size 640x480 --seed 5 --surface slate --noise 2 --light 0.25 --card "qr:$2" --tilt 6 \
    --rotate 5 --module 3.5
}
tag a1 "$(uri tags.jsonl 1)"
tag a2 "$(uri tags.jsonl 2)"
tag forged "$(uri forged.jsonl)"
head -c 4096 /dev/urandom >entropy
now=$(date +%s)
cat >look.script <<'EOT'
choose Check a piece
frame a1 2
ok
frame forged 2
ok
frame a2 2
EOT
cat >again.script <<'EOT'
choose Check a piece
frame a2 2
expect verdict GENUINE
EOT

# on_board SCRIPT [OPTION...]: its exit code; the verdicts that it told are in told.txt.
on_board() {
  local script=$1
  shift
  status "$root/boards/mps2-an500/run" --uart log.txt "$board/handheld.elf" --now "$now" --entropy entropy "$@" images frames \
    "$script" screens
  grep -v '^#' out.txt >told.txt || true
}

"$flash" pack "$layout" device factory
cp -r factory images
expect "with power" "0 3" "$(on_board look.script) $(wc -l <told.txt)"
mapfile -t writes < <(sed -n 's/^# flash writes //p' out.txt)
expect "writes are counted" 4 "${#writes[@]}"
all=${writes[3]}
expect "and there are some" true "$([ "${writes[0]}" -gt 10 ] && [ "$all" -gt "${writes[1]}" ] && echo true)"

# Spread over all writes, from the key's first to the last photograph; around the verdicts; each way of tearing in turn. Every third
# time the power fails once more, in the first write after the start.
tears=(some first nothing second whole)
cuts=(1 2 $((writes[0] - 1)) $((writes[0] + 1)) $((writes[1] + 1)) "$all")
for ((i = 1; i <= 9; i++)); do cuts+=($((1 + all * i / 10))); done
lost=0 kept=0
for i in "${!cuts[@]}"; do
  cut=${cuts[i]} tear=${tears[i % 5]} what="cut in write ${cuts[i]}, ${tears[i % 5]}"
  rm -r images
  cp -r factory images
  expect "$what: it stops" 80 "$(on_board look.script --cut "$cut" --tear "$tear")"
  mv told.txt before.txt
  if [ $((i % 3)) -eq 0 ]; then
    expect "$what: and again" 80 "$(on_board again.script --cut 1 --tear "$tear")"
    cat told.txt >>before.txt
  fi
  expect "$what: it goes on" "0 " "$(on_board again.script) $(cat err.txt)"
  cat before.txt told.txt >all.txt
  rm -rf device-after
  "$flash" unpack "$layout" images device-after
  expect "$what: the journal" 0 "$(status "$touchstone" journal verify --device device-after)"
  expect "$what: its checkpoint" 1 "$(grep -c 'signed by this device for all' out.txt)"
  "$touchstone" journal show --device device-after --json >list.jsonl
  # Each that was told stands there under its number, with the same verdict and serial.
  jq -r '[.record, .verdict, .items[0].serial // "-"] | @tsv' list.jsonl | sort >kept.txt
  awk -F'\t' -v OFS='\t' '{print $7, $2, $5}' all.txt | sort >wanted.txt
  comm -13 kept.txt wanted.txt >missing.txt
  expect "$what: verdicts that were told and are not on record" "" "$(cat missing.txt)"
  checks=$((checks + $(wc -l <wanted.txt)))
  kept=$((kept + $(wc -l <wanted.txt)))
  lost=$((lost + 3 - $(wc -l <before.txt)))
done
# The cuts came before some verdicts, and after some.
expect "cuts at all times" true "$([ "$lost" -ge 10 ] && [ "$kept" -ge $((${#cuts[@]} + 10)) ] && echo true || echo "$lost $kept")"
echo "test_board_power: $checks checks, ${#cuts[@]} cuts, $kept verdicts told, $lost lost with their run"
