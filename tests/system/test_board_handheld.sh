#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# The whole device on the emulated Cortex-M7 does as the simulated board does: for the same scripts and frames the same
# verdicts, reasons and pieces, line by line, the same records and photographs to the byte, the same screens to the pixel.
# usage: tests/system/test_board_handheld.sh HOST_BUILD BOARD_BUILD
board=$(realpath "$2")
root=$(realpath "$(dirname "${BASH_SOURCE[0]}")/../..")
. "$root/tests/system/common.sh"
sim=$build/boards/sim/touchstone-sim flash=$build/boards/common/flash/touchstone-flash layout=$root/boards/mps2-an500/flash

jeweller home maison 9521234 id.maison.example
cat >pieces.csv <<'EOT'
gtin,serial,engraved,weight_mg,fineness,colour,size,model
09521234000013,A1,E1,32400,750,YG,17,Solitaire
09521234000013,A2,E2,32650,750,YG,17,Solitaire
09521234000020,B/2,,,,,,Riviere
EOT
"$touchstone" issue --home home --brand maison pieces.csv >tags.jsonl 2>/dev/null
"$touchstone" brand policy --home home --brand maison --tagged-since 09521234000020=2025-01-01 >/dev/null 2>&1
"$touchstone" bundle --home home --out bundle >/dev/null 2>&1
"$touchstone" provision --home home --bundle bundle factory >/dev/null 2>&1
printf 'gtin,serial\n09521234000013,A1\n09521234000020,B/2\n09521234000013,A9\n' >factory/card/manifest.csv
jeweller attacker maison 9521234 id.maison.example
printf 'gtin,serial\n09521234000013,F1\n' >forged.csv
"$touchstone" issue --home attacker --brand maison forged.csv >forged.jsonl 2>/dev/null
now=$(date +%s)
head -c 4096 /dev/urandom >entropy

mkdir frames
frame() { # frame NAME ARGUMENT...
  local name=$1
  shift
  "$render" --out "frames/$name.jpg" --size 640x480 --seed 5 --surface slate --noise 2 --light 0.25 "$@"
}
tag() { frame "$1" --card "qr:$2" --tilt 6 --rotate 5 --module 3.5; }
tag a1 "$(uri tags.jsonl 1)"
tag a2 "$(uri tags.jsonl 2)"
tag b2 "$(uri tags.jsonl 3)"
tag forged "$(uri forged.jsonl)"
frame ean --card ean13:952123400001 --module 2
frame nothing --card words --caption Nothing
"$render" --out noise.jpg --size 640x480 --seed 5 --hostile noise
convert noise.jpg -quality 60 frames/noise.jpg
cp noise.jpg frames/too-large.jpg
"$render" --out finders.jpg --size 640x480 --seed 5 --hostile finders
convert finders.jpg -quality 60 frames/finders.jpg
convert frames/a1.jpg -interlace JPEG frames/progressive.jpg
head -c 20000 frames/a1.jpg >frames/truncated.jpg
cp pieces.csv frames/words.jpg # no picture at all
: >frames/empty.jpg

# on_board NAME CODE DEVICE SCRIPT: with DEVICE in its flash, and out of it again. What it prints is in NAME.txt, the verdicts
# in NAME.board, screens in screens-NAME, the log in NAME.log.
on_board() {
  mkdir -p "screens-$1"
  expect "$1: into flash" 0 "$(status "$flash" pack "$layout" "$3" images)$(cat err.txt)"
  expect "$1: the board's exit code" "$2" "$(
    "$root/boards/mps2-an500/run" --uart "$1.log" "$board/handheld.elf" --now "$now" --entropy entropy images frames "$4" \
      "screens-$1" \
      >"$1.txt" 2>"$1.err" || code=$?
    echo "${code:-0}"
  )$(cat "$1.err")"
  grep -v '^#' "$1.txt" >"$1.board" || true
  rm -r "$3"
  expect "$1: out of flash" 0 "$(status "$flash" unpack "$layout" images "$3")$(cat err.txt)"
}
# alike NAME: the script on standard input, run by both from a fresh device on.
alike() {
  local name=$1 file
  cat >"$name.script"
  checks=$((checks + $(grep -c '^expect' "$name.script" || true)))
  cp -r factory "sim-$name"
  cp -r factory "board-$name"
  "$sim" --device "sim-$name" --frames frames --script "$name.script" --screens "shown-$name" --now "$now" >"$name.jsonl" \
    2>"$name.err" || die "$name: the simulated board: $(cat "$name.err")"
  jq -r '[.image // "-", .verdict, ([.reasons[].code] | map(tostring) | join(",")), .gtin // "-", .serial // "-",
          (.symbols | length), .record, .mode] | @tsv' "$name.jsonl" >"$name.sim"
  on_board "$name" 0 "board-$name" "$name.script"
  diff "$name.sim" "$name.board" >difference.txt || die "$name: the board judges otherwise than the simulator (<): $(cat difference.txt)"
  checks=$((checks + $(wc -l <"$name.sim")))
  for file in "sim-$name"/card/*; do
    [ "$(basename "$file")" = checkpoint ] && continue # signed by a key of its own
    expect "$name: $(basename "$file")" "$(sha256sum <"$file")" "$(sha256sum <"board-$name/card/$(basename "$file")")"
  done
  expect "$name: the card's files" "$(ls "sim-$name/card")" "$(ls "board-$name/card")"
  for file in "shown-$name"/*.png; do
    file=$(basename "$file" .png)
    expect "$name: the screen $file" "$(convert "shown-$name/$file.png" -scale 50% -depth 8 ppm:- | sha256sum)" \
      "$(sha256sum <"screens-$name/$file.ppm")"
  done
  expect "$name: the journal" 0 "$(status "$touchstone" journal verify --device "board-$name")"
  expect "$name: its checkpoint is signed" 1 "$(grep -c 'signed by this device for all' out.txt)"
}

alike check <<'EOT'
expect page menu
shoot menu
choose Check a piece
expect page aim
frame nothing 3
shoot aim
frame a1 2
expect verdict GENUINE
expect text E1
shoot genuine
frame a1 5
expect records 1
next
shoot details
ok
frame nothing 12
frame forged 2
expect verdict COUNTERFEIT
expect reason 11
shoot forged
ok
frame nothing 12
frame ean 2
expect verdict UNPROVEN
ok
frame nothing 12
frame a1 2
expect reason 2
next
expect text Seen here
ok
back
# The power goes: what was seen is remembered, and the key is the same
restart
choose Check a piece
frame nothing 12
frame a1 2
expect reason 2
expect verdict GENUINE
EOT
expect "check: verdicts of more than one kind" true "$([ "$(cut -f2 check.board | sort -u | wc -l)" -ge 2 ] && echo true)"

# What no verdict may come of, and the device goes on.
alike hostile <<'EOT'
choose Check a piece
frame noise 6
frame finders 6
frame empty
frame truncated 2
frame a1 2
expect verdict GENUINE
ok
frame nothing 12
frame words 6
expect page notice
shoot lost
frame nothing 2
expect page aim
expect records 1
camera gone
frame a1
expect page notice
camera back
frame a2 2
expect verdict GENUINE
expect records 2
card gone
ok
frame nothing 12
frame b2 2
expect page notice
shoot not-recorded
card back
ok
expect verdict GENUINE
expect records 3
EOT

alike return <<'EOT'
choose Take a return
line 09521234000013
frame a1 2
line E9
type 31.00
ok
type 18
ok
expect verdict SUSPECT
expect reason 24
expect reason 25
expect reason 26
shoot wrong
ok
back
choose Check a piece
ok
choose There is no tag
choose Brand maison
choose Riviere
type 2025-06-01
ok
expect verdict COUNTERFEIT
expect reason 14
shoot no-tag
EOT

# In Chinese, whose glyphs are the most.
alike chinese <<'EOT'
choose Settings
choose Language
shoot languages
choose 简体中文
back
shoot menu
choose 核查单件
frame a1 2
expect verdict GENUINE
shoot genuine
next
shoot details
EOT

# A picture of more bytes, and one that takes more memory, than there is room for: lost, and told; the next is judged.
cat >large.script <<'EOT'
choose Check a piece
frame too-large 6
expect page notice
expect records 0
frame progressive 6
expect page notice
expect records 0
frame a1 2
expect verdict GENUINE
EOT
cp -r factory large
on_board large 0 large large.script
expect "large: one verdict" "GENUINE" "$(cut -f2 large.board)"

# Without a source of randomness there is no key, and no checkpoint; verdicts are recorded all the same.
cp -r factory keyless
cp entropy short
truncate -s 7 entropy
on_board keyless 0 keyless check.script
expect "keyless: the same verdicts" "$(cat check.board)" "$(cat keyless.board)"
expect "keyless: no key" "no" "$([ -e keyless/trusted/identity ] && echo yes || echo no)"
mv short entropy

# The log tells what happened, and nothing of a piece.
version=$(sed -n 's/^#define TS_RELEASE_VERSION "\(.*\)"$/\1/p' "$root/firmware/core/release.h")
lines() { tr -d '\r' <"$1" | sed -E 's/^[0-9]+\.[0-9]{3} //'; }
lines check.log >check.lines
expect "check: the log begins" "start: touchstone $version on mps2-an500|brand data: number 1|key: there|journal: records: 0" \
  "$(head -n 4 check.lines | paste -sd '|')"
expect "check: two starts" 2 "$(grep -c '^start: ' check.lines)"
expect "check: what is on record" "$(awk -F'\t' '{print "record: " $7, $2, $3, $8}' check.board)" "$(grep '^record: ' check.lines)"
expect "check: checkpoints" "checkpoint: signed, records: 5" "$(grep '^checkpoint: ' check.lines | tail -n 1)"
expect "check: nothing failed" 0 "$(grep -vcE '^(start|brand data|key|journal|record|checkpoint): ' check.lines || true)"
lines hostile.log >hostile.lines
failed='reading or writing failed'
expect "hostile: what failed, and works again" \
  "camera: not there|camera: works again|card, reading: $failed|not recorded: $failed|card, reading: works again" \
  "$(grep -vE '^(start|brand data|key|journal|record|checkpoint): ' hostile.lines | paste -sd '|')"
expect "keyless: no key, at both starts" "2 0" \
  "$(lines keyless.log | awk '/^key: / {all++; there += /there/} END {print all, there + 0}')"
expect "no piece is named" 0 "$(cat ./*.log | grep -cE '0952123|maison|Solitaire|A1|F1' || true)"

# A serial line that takes nothing: the board drops its lines, and goes on. When it takes them again, that is told. The
# board is held at two gates, frames that it cannot open before we do.
mkfifo line frames/gate-1.jpg frames/gate-2.jpg
open_gate() { timeout 300 bash -c ': >"$1"' open "$1" || die "the board does not come to $1: $(cat gates.txt)"; }
exec 9<>line
dd if=/dev/zero of=line oflag=nonblock bs=4096 2>/dev/null || true # as much as it holds
printf '%s\n' 'choose Check a piece' 'frame a1 2' 'frame gate-1' 'frame gate-2' 'ok' 'frame forged 2' >gates.script
"$flash" pack "$layout" factory images
"$root/boards/mps2-an500/run" --uart line "$board/handheld.elf" --now "$now" --entropy entropy images frames gates.script \
  screens-check >gates.txt &
board_run=$!
open_gate frames/gate-1.jpg
dd if=line iflag=nonblock bs=4096 of=full.log 2>/dev/null || true
open_gate frames/gate-2.jpg
wait $board_run || die "the board on a stuck line ended with $?"
dd if=line iflag=nonblock bs=4096 of=gates.log 2>/dev/null || true
expect "a stuck line: both verdicts" "GENUINE COUNTERFEIT" "$(grep -v '^#' gates.txt | cut -f2 | paste -sd ' ')"
expect "a stuck line: what it held was not ours" 0 "$(tr -d '\0' <full.log | wc -c)"
expect "a stuck line: dropped lines are told" "lines dropped: 6" "$(tr -d '\r' <gates.log | sed -n 's/^.* log: //p')"
expect "a stuck line: it is used again" "record: 1 COUNTERFEIT 11 check" "$(lines gates.log | grep '^record: ')"

# What a script expects is looked at.
echo 'expect page verdict' >wrong.script
handheld() { status "$root/boards/mps2-an500/run" "$board/handheld.elf" "$@"; }
mkdir screens-wrong
expect "an expectation that fails" 1 "$(handheld images frames wrong.script screens-wrong)"
expect "a folder without images" "66 the flash's images cannot be had, or are not of its size" \
  "$(handheld factory frames wrong.script screens-wrong) $(cat err.txt)"
expect "a wrong tear" 64 "$(handheld --cut 1 --tear most images frames wrong.script screens-wrong)"
truncate -s -1 images/card.flash
expect "an image of another size" 66 "$(handheld images frames wrong.script screens-wrong)"

# The processor stops what breaks a rule of the memory.
probe() { # probe NAME EXIT WORDS: what it says first
  expect "$1" "$2 $3" "$(status "$root/boards/mps2-an500/run" "$board/probe.elf" "$1") $(cat out.txt err.txt | head -n 1)"
}
probe none 0 'went past it'
for rule in null-read null-write code-write data-execute; do probe $rule 70 FAULT; done
probe stack-overflow 70 'FAULT: stack overflow'
probe memset 0 'went past it'

# What a picture takes: the most of all runs, in millions, beside what the board's README says, and the goal that is there.
cat check.txt hostile.txt return.txt chinese.txt | awk '/^# look/ {n = $5 > 0 ? $5 : $7; if (n > most[$3]) most[$3] = n}
  END {for (name in most) printf "%s %.1f\n", name, most[name] / 1e6}' | sort >took.txt
sed -nE 's/^\| `([a-z0-9-]+\.jpg)` \|[^|]*\| ([0-9.]+) \| ([0-9]*) ?\|$/\1 \2 \3/p' "$root/boards/mps2-an500/README.md" | sort >told.txt
expect "rows of the README" 7 "$(join told.txt took.txt | wc -l)"
checks=$((checks + 7))
join took.txt told.txt | tee figures.txt # NAME TOOK TOLD [GOAL]
awk '$2 > $3 * 1.05 || $2 < $3 * 0.95 {bad = 1} END {exit bad}' figures.txt ||
  die "the README's figures (third column) are off by more than 5 %"
expect "goals" 4 "$(awk 'NF == 4 {n++} END {print n}' figures.txt)"
awk 'NF == 4 && $3 > $4 {bad = 1} END {exit bad}' figures.txt || die "the README's figures miss a goal (fourth column)"
grep -h '^# bytes' check.txt hostile.txt return.txt chinese.txt | tee bytes.txt
stack=$(awk '$1 == "handheld.elf" && $2 == "stack" {print $3}' "$root/boards/mps2-an500/budgets")
expect "the stack's budget" true "$(awk -v "max=$stack" '{for (i = 1; i < NF; i++) if ($i == "stack") {n++; bad += $(i + 1) > max}}
  END {print (max > 0 && n == 4 && !bad ? "true" : "more than " max)}' bytes.txt)"
echo "test_board_handheld: $checks checks"
