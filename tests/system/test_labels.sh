#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Labels as they are printed and photographed: each kind as dots of a 300 dpi printer, then as a photograph of that print.
# usage: tests/system/test_labels.sh BUILD
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"
zpl=$build/tests/ts-zpl

says() { grep -q -- "$2" err.txt || die "$1: the message says nothing of '$2': $(cat err.txt)"; }

jeweller home maison 9521234 id.maison.example
cat >pieces.csv <<'EOT'
gtin,serial,engraved,weight_mg,fineness,colour,size,model
09521234000013,MA2611-0001,MA-A0001,32400,750,YG,17,Bracelet Aurore
09521234000020,B/2,,,,,,
EOT
"$touchstone" issue --home home --brand maison pieces.csv >tags.jsonl 2>/dev/null
"$touchstone" bundle --home home --out bundle >/dev/null 2>&1
"$touchstone" provision --home home --bundle bundle device >/dev/null 2>&1

# reads WHAT TEXT IMAGE: the one symbol in the picture says just this.
reads() {
  "$touchstone" scan --json "$3" >scan.json
  expect "$1: read back" "[\"$2\"]" "$(jq -c '[.symbols[].text]' scan.json)"
}
# printed WHAT MM IMAGE: an image of a label MM wide, at 300 dpi, and a photograph of it at arm's length.
printed() {
  reads "$1" "$(uri tags.jsonl)" "$3"
  "$render" --out photographed.jpg --size 1600x1200 --seed 7 --surface slate --label "$3" --width "$2" --fill 0.8 --tilt 8 \
    --rotate 5 --blur 0.5 --noise 2 --light 0.25
  expect "$1: photographed" 0 "$(status "$touchstone" check --device device photographed.jpg)"
}

label() { expect "label $*" 0 "$(status "$touchstone" label --home home "$@")"; }
head -n 1 tags.jsonl >one.jsonl
for stock in l7160:63.5 roll:60x25:60 roll:30x50:30 rat-tail:74; do
  mm=${stock##*:} stock=${stock%:*}
  label --stock "$stock" --out "$stock.d" one.jsonl
  printed "$stock as PNG" "$mm" "$stock.d/09521234000013_MA2611-0001.png"
  label --stock "$stock" --out "$stock.d" --format pdf one.jsonl
  pdftoppm -r 300 -png -singlefile "$stock.d/09521234000013_MA2611-0001.pdf" page
  printed "$stock as PDF" "$mm" page.png
  for dpi in 203 300 600; do
    label --stock "$stock" --dpi "$dpi" --sheet job.zpl one.jsonl
    "$zpl" zpl <job.zpl >words.txt
    printed "$stock as ZPL at $dpi dpi" "$mm" zpl-1.png
  done
done
# More dots than one graphic field may hold.
label --dpi 1200 --sheet job.zpl one.jsonl
"$zpl" zpl <job.zpl >words.txt
reads "ZPL at 1200 dpi" "$(uri tags.jsonl)" zpl-1.png
expect "as SVG" 0 "$(status "$touchstone" label --home home --out svg --format svg one.jsonl)"

# A sheet: 21 to a page, each where the stock has it.
for i in $(seq 25); do printf '09521234000013,S%02d\n' "$i"; done | (echo gtin,serial && cat) >many.csv
"$touchstone" issue --home home --brand maison many.csv >many.jsonl 2>/dev/null
label --sheet sheet.pdf many.jsonl
pdftoppm -r 300 -png sheet.pdf sheet
expect "pages" "sheet-1.png sheet-2.png" "$(echo sheet-*.png)"
expect "size of a page" "2480 × 3508" "$("$touchstone" scan sheet-1.png | sed -nE '1s/.*: ([0-9]+ × [0-9]+) pixels.*/\1/p')"
place=0
for at in 85,179 865,179 1644,179 85,629; do # dots of 7.2 + 66 n and 15.15 + 38.1 n mm
  place=$((place + 1))
  convert sheet-1.png -crop "750x450+${at/,/+}" +repage one.png
  reads "label $place of the sheet" "$(uri many.jsonl "$place")" one.png
done
convert sheet-2.png -crop 750x450+85+629 +repage one.png
reads "label 25" "$(uri many.jsonl 25)" one.png

# Bars, for serials that nobody signed.
echo '{"gtin":"09521234000013","serial":"AB12"}' >bare.jsonl
printf '{"uri":"https://id.maison.example/01/09521234000013/21/AB12"}\n' >bare-uri.jsonl
for tags in bare bare-uri; do
  label --code gs1-128 --out "$tags" "$tags.jsonl"
  reads "GS1-128" "010952123400001321AB12" "$tags/09521234000013_AB12.png"
  expect "GS1-128: its symbology" "]C1" "$(jq -r .symbols[0].aim scan.json)"
done
"$render" --out photographed.jpg --size 1600x1200 --seed 7 --surface slate --label bare/09521234000013_AB12.png --width 63.5 --fill 0.8 --tilt 6
reads "GS1-128: photographed" "010952123400001321AB12" photographed.jpg
label --code code-128 --stock roll:50x25 --out bare bare.jsonl
reads "Code 128" AB12 bare/09521234000013_AB12.png
label --code gs1-128 --stock roll:60x30 --sheet job.zpl bare.jsonl
"$zpl" zpl <job.zpl >words.txt
reads "GS1-128 as ZPL" "010952123400001321AB12" zpl-1.png
expect "a signed tag in bars" 65 "$(status "$touchstone" label --code gs1-128 --out refused one.jsonl)"
says "a signed tag in bars" 'GS1-128 holds 48'
expect "a signed tag in Code 128" 65 "$(status "$touchstone" label --code code-128 --out refused one.jsonl)"
expect "a QR code of a bare serial" 65 "$(status "$touchstone" label --out refused bare.jsonl)"
says "a QR code of a bare serial" '"uri"'
echo '{"gtin":"09521234000014","serial":"AB12"}' >wrong.jsonl
expect "a wrong GTIN" 65 "$(status "$touchstone" label --code gs1-128 --out refused wrong.jsonl)"
echo '{"gtin":"09521234000013","serial":"12345678901234567890"}' >long.jsonl
label --code gs1-128 --stock roll:80x40 --out bare long.jsonl
reads "a long GS1-128" "01095212340000132112345678901234567890" bare/09521234000013_12345678901234567890.png
echo '{"gtin":"09521234000013","serial":"ABCDEFGHIJKLMNOPQRST"}' >wide.jsonl
expect "wider than the stock" 65 "$(status "$touchstone" label --code gs1-128 --out refused wide.jsonl)"
says "wider than the stock" 'larger --stock'

# Nothing in a serial or a name commands a printer, ends a field or leaves it.
cat >evil.csv <<'EOT'
gtin,serial,engraved
09521234000013,"%_5E_7E,(>;:<&'?!*",X_5EXZ
EOT
"$touchstone" issue --home home --brand maison evil.csv >evil.jsonl 2>/dev/null
label --name '^XZ~JA^XA_5E<b>&amp;\' --sheet job.zpl evil.jsonl
"$zpl" zpl <job.zpl >words.txt
reads "a serial of punctuation" "$(uri evil.jsonl)" zpl-1.png
expect "no field breaks out" 1 "$(grep -c '\^XA' job.zpl)"
expect "no command in words" "" "$(grep -o '\^FD[^^]*~' job.zpl || true)"
grep -qF "1 (250)X_5EXZ" words.txt || die "the engraved serial is not told as it is: $(cat words.txt)"
label --name '<script>&"]]>' --out evil --format svg evil.jsonl
expect "no markup in a drawing" 0 "$(cat evil/*.svg | grep -c 'script')"
label --name 'Κοσμήματα' --sheet job.zpl one.jsonl
"$zpl" zpl <job.zpl >words.txt
expect "Greek is sent as dots" 0 "$(grep -c 'Κ' words.txt)"
expect "a name that no face sets" 65 "$(status "$touchstone" label --name 'ذهب' --sheet refused.pdf one.jsonl)"
says "a name that no face sets" 'right to left'
expect "a control character" 64 "$(status "$touchstone" label --name $'a\x1b[2Jb' --sheet refused.pdf one.jsonl)"

# Words are never cut: they become smaller, and that is said, or the label is refused, and nothing is left of it.
printf 'gtin,serial,engraved\n09521234000013,%s,%s\n' WWWWWWWWWWWWWWWWWWWW WWWWWWWWWWWWWWWWWWWWWWWWWWWWWW >long.csv
"$touchstone" issue --home home --brand maison long.csv >long.jsonl 2>/dev/null
label --sheet job.zpl long.jsonl
says "words set smaller" 'set smaller to fit'
cat one.jsonl long.jsonl >both.jsonl
expect "words too long for a flap" 65 "$(status "$touchstone" label --stock rat-tail:17x17 --out refused --sheet refused.pdf both.jsonl)"
says "words too long for a flap" 'WWWW'
expect "a stock without room" 65 "$(status "$touchstone" label --stock roll:15x10 --out refused one.jsonl)"
says "a stock without room" '0.254 mm a module'
expect "a module too small" 64 "$(status "$touchstone" label --module-mm 0.1 --out refused one.jsonl)"
says "a module too small" 'not printed and read'
expect "no such stock" 64 "$(status "$touchstone" label --stock l7161 --out refused one.jsonl)"
says "no such stock" '--list-stock'
expect "stock is listed" 4 "$("$touchstone" label --list-stock | wc -l)"
[ ! -e refused ] && [ ! -e refused.pdf ] || die "a refused label left something behind"
echo "test_labels: $checks checks"
