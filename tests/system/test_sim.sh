#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# The device as a person holds it, by scripts of the simulated board: cases 1 to 5, 8 and 10 of the design through photographs,
# what fails, and the power gone in the middle.
# usage: tests/system/test_sim.sh BUILD
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"
sim=$build/boards/sim/touchstone-sim

jeweller home maison 9521234 id.maison.example
cat >pieces.csv <<'EOT'
gtin,serial,engraved,weight_mg,fineness,colour,size,model
09521234000013,A1,E1,32400,750,YG,17,Solitaire
09521234000013,A2,E2,32650,750,YG,17,Solitaire
09521234000013,A3,E3,32510,750,YG,17,Solitaire
09521234000020,B/2,,,,,,Riviere
EOT
"$touchstone" issue --home home --brand maison pieces.csv >tags.jsonl 2>/dev/null
"$touchstone" brand policy --home home --brand maison --tagged-since 09521234000020=2025-01-01 >/dev/null 2>&1
"$touchstone" bundle --home home --out bundle >/dev/null 2>&1
"$touchstone" provision --home home --bundle bundle factory >/dev/null 2>&1
jeweller attacker maison 9521234 id.maison.example
printf 'gtin,serial\n09521234000013,F1\n' >forged.csv
"$touchstone" issue --home attacker --brand maison forged.csv >forged.jsonl 2>/dev/null
now=$(date -u +%Y-%m-%dT%H:%M:%SZ)

mkdir frames
frame() { # frame NAME ARGUMENT...
  local name=$1
  shift
  "$render" --out "frames/$name.jpg" --size 640x480 --seed 5 --surface slate --noise 2 --light 0.25 "$@"
}
tag() { frame "$1" --card "qr:$2" --tilt 6 --rotate 5 --module 3.5; }
tag a1 "$(uri tags.jsonl 1)"
tag a2 "$(uri tags.jsonl 2)"
tag a3 "$(uri tags.jsonl 3)"
tag b2 "$(uri tags.jsonl 4)"
tag forged "$(uri forged.jsonl)"
frame nothing --card words --caption Nothing
cp pieces.csv frames/words.jpg # no picture at all

# run NAME EXIT [OPTION...]: the script on standard input; verdicts to NAME.jsonl. DEVICE is kept from run to run.
device=device
run() {
  local name=$1 code=$2
  shift 2
  cat >"$name.script"
  local got=0
  "$sim" --device "$device" --frames frames --script "$name.script" --screens "screens-$name" --now "$now" "$@" >"$name.jsonl" \
    2>"$name.err" || got=$?
  checks=$((checks + 1 + $(grep -c '^expect' "$name.script" || true)))
  [ "$got" = "$code" ] || die "$name: wanted exit code $code, got $got: $(cat "$name.err")"
}
fresh() {
  rm -rf device
  cp -r factory device
}
say() { jq -c "$2" "$1.jsonl" | tr '\n' ' ' | sed 's/ $//'; } # say NAME FILTER: of each verdict

# ---- Check: a genuine tag, seen again, a forged one, none ----
fresh
run check 0 <<'EOT'
expect page menu
choose Check a piece
expect page aim
frame nothing 3
expect page aim
frame a1 2
expect page verdict
expect verdict GENUINE
expect reason 1
expect text E1
expect text 32.40 g
shoot genuine
# It stays in view: a verdict stays, and nothing is counted twice
frame a1 5
expect records 1
ok
frame a1 5
expect page aim
expect records 1
# Taken away, and shown again
frame nothing 12
frame a1 2
expect verdict GENUINE
expect reason 2
next
expect text Seen here
ok
frame forged 2
expect verdict COUNTERFEIT
expect reason 11
ok
back
expect page menu
expect records 3
EOT
expect "check: verdicts" '"GENUINE" "GENUINE" "COUNTERFEIT"' "$(say check .verdict)"
expect "check: numbers" '0 1 2' "$(say check .record)"
expect "check: mode" '"check"' "$(say check .mode | cut -d' ' -f1)"
expect "check: told what was seen" 'null 0 null' "$(say check '.seen.record?')"
expect "check: serials" '"A1" "A1" "F1"' "$(say check .serial)"
expect "check: a screen was kept" "$(printf '\x89PNG')" "$(head -c 4 screens-check/genuine.png)"

# Case 5: the brand promises a tag on each Riviere made since 2025, and nothing of the Solitaire.
run no-tag 0 <<'EOT'
choose Check a piece
ok
choose There is no tag
choose Brand maison
choose Solitaire
ok
expect verdict UNPROVEN
expect reason 41
ok
ok
choose There is no tag
choose Brand maison
choose Riviere
type 2025-06-01
ok
expect verdict COUNTERFEIT
expect reason 14
EOT

# The memory of serials survives the power.
run seen 0 <<'EOT'
choose Check a piece
restart
choose Check a piece
frame a1 2
expect verdict GENUINE
expect reason 2
EOT
expect "seen: the last one counts" 1 "$(say seen .seen.record)"

# ---- Return: order, tag, engraving, weight, size ----
fresh
run return 0 <<'EOT'
choose Take a return
expect page aim
line 09521234000013
frame a1 2
line E1
line 32.41 g
ok
type 17
ok
expect verdict GENUINE
ok
EOT
run return-wrong 0 <<'EOT'
choose Take a return
line 09521234000013
frame a1 2
# Another engraving, too light, another size
line E9
type 31.00
ok
type 18
ok
expect page verdict
expect verdict SUSPECT
expect reason 24
expect reason 25
expect reason 26
shoot wrong
EOT
run return-other 0 <<'EOT'
choose Take a return
# This was ordered
line 09521234000020
frame a1 2
line E1
line 32.40 g
ok
type 17
ok
expect verdict SUSPECT
expect reason 27
EOT
run return-unbranded 0 <<'EOT'
choose Take a return
ok
choose It was ordered without a brand
frame a1 2
line E1
line 32.40 g
ok
type 17
ok
expect verdict SUSPECT
expect reason 28
expect records 4
EOT
expect "return: mode" '"return"' "$(say return-wrong .mode)"

# ---- Consignment: a manifest, duplicates, missing, extra; the power goes in the middle ----
fresh
printf 'gtin,serial\n09521234000013,A1\n09521234000013,A2\n09521234000020,B/2\n' >device/card/manifest.csv
run consignment 0 <<'EOT'
choose Check a consignment
choose With the manifest on the card: 3 pieces
frame a1 2
expect verdict GENUINE
ok
frame nothing 12
frame a2 2
expect verdict GENUINE
restart
expect page menu
choose Check a consignment
choose Go on
# A1 once more: another tag with its number
frame a1 2
expect verdict SUSPECT
expect reason 29
ok
# Not on the manifest
frame a3 2
expect verdict GENUINE
ok
frame forged 2
expect verdict COUNTERFEIT
ok
ok
choose Finish the consignment
expect page count
expect text Missing 09521234000020 B/2
expect text 09521234000013 A1
expect text 09521234000013 A3
shoot summary
ok
EOT
expect "consignment: verdicts" '"GENUINE" "GENUINE" "SUSPECT" "GENUINE" "COUNTERFEIT"' "$(say consignment .verdict)"
expect "consignment: pieces" '1 2 2 3 4' "$(say consignment .consignment.pieces)"
expect "consignment: duplicates" '0 0 1 1 1' "$(say consignment .consignment.duplicates)"
expect "consignment: missing" '2 1 1 1 1' "$(say consignment .consignment.missing)"
expect "consignment: extra" '0 0 0 1 2' "$(say consignment .consignment.extra)"
expect "consignment: by verdict" '{"pieces":4,"duplicates":1,"genuine":3,"unproven":0,"suspect":1,"counterfeit":1,"expected":3,"missing":1,"extra":2}' \
  "$(tail -n 1 consignment.jsonl | jq -c .consignment)"

printf 'gtin,serial\n09521234000013,A1\n09521234000013\n' >device/card/manifest.csv
run bad-manifest 0 <<'EOT'
choose Check a consignment
expect text cannot be used
EOT

# What the device wrote is whole.
expect "consignment: the journal" 0 "$(status "$touchstone" journal verify --device device)"

# ---- What fails ----
fresh
run camera 0 <<'EOT'
choose Check a piece
camera gone
expect page notice
expect text camera
camera back
frame nothing
expect page aim
frame words
frame nothing
expect page aim
camera fails
camera back
frame nothing
expect page aim
frame a1 2
expect verdict GENUINE
EOT
run card 0 <<'EOT'
choose Check a piece
card full
frame a2 2
# What is not recorded is not told
expect page notice
expect text no verdict
expect records 1
card ok
ok
expect verdict GENUINE
expect records 2
ok
card gone
frame a3 2
expect page notice
expect records 2
card back
ok
expect verdict GENUINE
expect records 3
EOT
run display 0 <<'EOT'
display fails
choose Check a piece
frame forged 2
display ok
expect verdict COUNTERFEIT
expect text not the brand's
buttons fail
expect page notice
buttons ok
frame nothing
expect page verdict
EOT
expect "after all that: the journal" 0 "$(status "$touchstone" journal verify --device device)"
run date 0 <<'EOT'
date 2020-01-01 none
choose Check a piece
frame b2 2
expect verdict UNPROVEN
expect reason 45
EOT

# ---- The script itself ----
# wrong EXIT WORDS LINE...: a script of these lines ends so, and says this.
wrong() {
  local code=$1 words=$2
  shift 2
  printf '%s\n' "$@" | run wrong "$code"
  grep -qF -- "$words" wrong.err || die "a wrong script: wanted '$words', got '$(cat wrong.err)'"
}
before=$(find device -type f -exec sha256sum {} + | sort)
wrong 64 "wrong.script:2: frames is not known" "ok" "frames a1"
wrong 64 "wrong.script:1: wait wants" "wait long"
wrong 66 'wrong.script:3: there is no such frame: "a9"' "ok" "frame a1" "frame a9"
expect "a slip changes nothing" "$before" "$(find device -type f -exec sha256sum {} + | sort)"
wrong 1 'wrong.script:2: not verdict: the page is menu, and says "Touchstone' "expect page menu" "expect page verdict"
wrong 1 "wrong.script:1: not GENUINE: the page is menu" "expect verdict GENUINE"
wrong 1 "wrong.script:2: there is no such line in the menu" "" "choose Nonsense"
wrong 1 "not 77 records: the journal has" "expect records 77"
expect "no such device" 66 "$(status "$sim" --device nowhere --frames frames --script wrong.script --screens out)"
expect "no such script" 66 "$(status "$sim" --device device --frames frames --script nowhere --screens out)"
expect "no screens" 64 "$(status "$sim" --device device --frames frames --script wrong.script)"
expect "no device" 64 "$(status "$sim" frames/a1.jpg)"
expect "help" 0 "$(status "$sim" --help)"

# The same script gives the same, and with --read-only a device stays as it is.
before=$(find device -type f -exec sha256sum {} + | sort)
for name in first second; do
  run "$name" 0 --read-only --every <<'EOT'
choose Check a piece
frame a3 2
ok
restart
choose Check a piece
frame a3 2
expect reason 2
EOT
done
expect "read-only" "$before" "$(find device -type f -exec sha256sum {} + | sort)"
cmp -s first.jsonl second.jsonl || die "two runs of a script differ"
diff -r screens-first screens-second >/dev/null || die "two runs of a script show different screens"
expect "every screen was kept" true "$([ "$(find screens-first -name '[0-9][0-9][0-9]-*.png' | wc -l)" -ge 5 ] && echo true)"

# Photographs one by one are judged as `check` judges them, and nothing is recorded.
"$sim" --device device --screens looks --now "$now" frames/a1.jpg frames/forged.jpg >look.txt
expect "look" "frames/a1.jpg: GENUINE frames/forged.jpg: COUNTERFEIT" "$(grep -E '^frames' look.txt | tr '\n' ' ' | sed 's/ $//')"
expect "look: screens" "a1.png forged.png" "$(cd looks && echo *)"
expect "look records nothing" "$before" "$(find device -type f -exec sha256sum {} + | sort)"

# The window, drawn by SDL's dummy driver: it opens, sees its camera, and ends when it is asked to.
mkfifo words
SDL_VIDEODRIVER=dummy SDL_AUDIODRIVER=dummy "$sim" --device device --read-only --camera frames 2>words &
window=$!
exec 3<words
read -r line <&3
expect "window" "touchstone-sim: the window is open" "$line"
kill -TERM "$window"
code=0
wait "$window" || code=$?
expect "window: ended" 0 "$code"
expect "window: no such camera" 66 "$(SDL_VIDEODRIVER=dummy status "$sim" --device device --camera nowhere.mjpeg)"
expect "window: no such device" 66 "$(SDL_VIDEODRIVER=dummy status "$sim" --device nowhere --camera frames)"
expect "window: no display" 69 "$(env -u DISPLAY -u WAYLAND_DISPLAY bash -c '"$@" >/dev/null 2>&1; echo $?' - "$sim" --device device)"
echo "test_sim: $checks checks"
