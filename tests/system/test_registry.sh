#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Issuing at scale and the registry, with every kind of registry: hostile files, interruptions, several at once, full disks.
# usage: tests/support/with-postgres tests/system/test_registry.sh BUILD [few]
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"
postgres=${TOUCHSTONE_TEST_POSTGRES:?run this by tests/support/with-postgres}

says() { # says WHAT PATTERN: the last command's messages hold it
  checks=$((checks + 1))
  grep -qE "$2" err.txt || die "$kind: $1: the message should say '$2', and says: $(cat err.txt)"
}
tool() { "$touchstone" "$1" --home home --brand maison "${@:2}"; }
gtin=09521234000013 today=$(date +%s)
# pieces PREFIX COUNT: a file of them.
pieces() { awk -v p="$1" -v n="$2" -v g=$gtin 'BEGIN { print "gtin,serial,weight_mg"; for (i = 1; i <= n; i++) print g "," p i "," 1000 + i }'; }
# held PATTERN: how many pieces the registry holds whose serial is like it.
held() { sql "SELECT count(*) FROM piece WHERE serial LIKE '$1'"; }
serials() { jq -r .serial "$@"; }
in_order() { # in_order WHAT FILE.csv TAGS: one tag a line of the file, in its order
  checks=$((checks + 1))
  cmp -s <(sed 1d "$2" | cut -d, -f2) <(serials "$3") || die "$kind: $1: the tags are not those of the file in its order"
}

hostile_files() {
  refuse() { # refuse WHAT PATTERN: bad.csv is, with that message, and nothing of it was issued
    expect "$kind: $1" 65 "$(status tool issue bad.csv)"
    expect "$kind: $1: no tag" 0 "$(stat -c %s out.txt)"
    says "$1" "$2"
    expect "$kind: $1: nothing was issued" 0 "$(held 'BAD%')"
  }
  printf 'gtin,serial\n%s,BAD1\n%s,"BAD2' $gtin $gtin >bad.csv
  refuse "a quote left open" 'bad.csv:3: field 2: the file ends inside quotes'
  printf 'gtin,serial\n%s,BAD1\n%s,BAD"2\n' $gtin $gtin >bad.csv
  refuse "a quote in the middle" 'bad.csv:3: field 2: a quote'
  printf 'gtin,serial\n%s,BAD1\n%s,"BA\nD2"\n%s,BAD3,x\n' $gtin $gtin $gtin >bad.csv
  refuse "a newline inside a serial" 'bad.csv:3: serial: '
  says "the line behind it" 'bad.csv:5: 3 fields'
  printf 'gtin,serial\n%s,BAD1\n%s,BAD\0002\n' $gtin $gtin >bad.csv
  refuse "a NUL byte" 'bad.csv:3: field 2: a NUL byte'
  { printf 'gtin,serial\n%s,BAD1\n%s,' $gtin $gtin && head -c 1048576 /dev/zero | tr '\0' B && printf '\n'; } >bad.csv
  refuse "a field of a megabyte" 'bad.csv:3: field 2: longer than 1024'
  { printf 'gtin,serial\n%s,BAD1\n%s,"' $gtin $gtin && head -c 1048576 /dev/zero | tr '\0' '\n' && printf '"\n'; } >bad.csv
  refuse "a megabyte of lines inside quotes" 'bad.csv:3: field 2: longer than 1024'
  printf 'gtin,serial\r%s,BAD1\r' $gtin >bad.csv
  refuse "bare carriage returns" 'bad.csv:1: a carriage return'
  printf '\xff\xfeg\0t\0' >bad.csv
  refuse "UTF-16" 'bad.csv:1: '
  printf 'gtin,serial,model\n%s,BAD1,M\n%s,BAD2,\xff\n' $gtin $gtin >bad.csv
  refuse "not UTF-8" 'bad.csv:3: field 3: not UTF-8'
  : >bad.csv
  refuse "an empty file" 'bad.csv is empty'
  { pieces BAD 5000 && printf '%s,BAD0001,\n%s,,\n' $gtin $gtin; } >bad.csv
  refuse "a bad line behind many good ones" 'bad.csv:5003: serial: empty'
  { pieces BAD 40000 && printf '%s,BAD7,\n' $gtin; } >bad.csv
  refuse "a line twice in a long file" 'bad.csv:40002: serial: BAD7 stands in line 8 already'
  printf 'gtin,serial,model\n%s,BAD1,"Ring\nAube"\n' $gtin >bad.csv
  refuse "a newline inside a name" 'bad.csv:2: model: '
  printf 'gtin,serial,model\n%s,BAD1,One\n%s,BAD2,Other\n' $gtin $gtin >bad.csv
  refuse "two names for one model" 'bad.csv:3: model: '

  # What is only unusual is taken, and a formula is a text like others.
  printf '\xef\xbb\xbfmodel,serial,gtin\r\n"Ring, ""Aube""","=cmd|1",%s\r\n\r\n"Ring, ""Aube""",+1-1,%s\r\n,"""a""b""",%s' $gtin $gtin $gtin >odd.csv
  expect "$kind: BOM, CRLF, quotes, formulas" 65 "$(status tool issue odd.csv)"
  says "a bar is no character of a serial" 'odd.csv:2: serial: '
  sed -i 's/cmd|1/cmd()/' odd.csv
  expect "$kind: BOM, CRLF, quotes, formulas" 0 "$(status tool issue odd.csv)"
  expect "$kind: formulas and quotes come out as they went in" '=cmd() +1-1 "a"b"' "$(serials out.txt | tr '\n' ' ' | sed 's/ $//')"
  printf 'gtin,serial,engraved,model\n09521234000020,@SUM(1),=2+3,"=HYPERLINK(""//evil"")"\n' >formula.csv
  expect "$kind: formulas in every column" 65 "$(status tool issue formula.csv)"
  says "an @ is no character of a serial" 'formula.csv:2: serial: '
  sed -i 's/@SUM/-SUM/' formula.csv
  expect "$kind: formulas in every column" 0 "$(status tool issue formula.csv)"
  expect "$kind: they are texts" "-SUM(1) 250=%3D2%2B3" "$(serials out.txt) $(uri out.txt | grep -o '250=[^&]*')"
  expect "$kind: and so is a name" '=HYPERLINK("//evil")' "$(sqlite3 home/home.db "SELECT name FROM model WHERE gtin = '09521234000020'")"
}

many_threads() {
  pieces J 5000 >j.csv
  expect "$kind: threads" 0 "$(status tool issue --jobs 4 j.csv)"
  in_order "threads" j.csv out.txt
  cp out.txt j.jsonl
  expect "$kind: from a pipe" 0 "$(tool issue --jobs 2 - <j.csv >again.jsonl 2>err.txt; echo $?)"
  cmp -s again.jsonl j.jsonl || die "$kind: issuing again gave other tags"
  says "again" '^0 pieces issued; 5000 were'
  expect "$kind: no threads" 64 "$(status tool issue --jobs 0 j.csv)"
  # New and old lines side by side.
  { sed -n '1p;4000,$p' j.csv && pieces L 3000 | sed 1d; } >mixed.csv
  expect "$kind: old and new" 0 "$(status tool issue mixed.csv)"
  in_order "old and new" mixed.csv out.txt
  expect "$kind: all of them" 3000 "$(held 'L%')"
  sed -i 's/,J10,1010$/,J10,9/' j.csv
  expect "$kind: other data" 65 "$(status tool issue j.csv)"
  says "other data" 'j.csv:11: serial: already issued with other data'
}

# stop_with SIGNAL: lets an issuer begin, and stops it once its first tags have come out.
stop_with() {
  mkfifo tags
  "$touchstone" issue --home home --brand maison k.csv >tags 2>err.txt &
  local issuer=$! line
  { read -r line && printf '%s\n' "$line" && kill "-$1" $issuer && cat; } <tags >before.jsonl
  code=0
  { wait $issuer || code=$?; } 2>/dev/null
  rm tags
}
goes_on() { # goes_on WHAT: what came out before is recorded; running it again completes it
  local before
  before=$(held 'K%')
  checks=$((checks + 1))
  [ "$before" -gt 0 ] || die "$kind: $1: nothing was recorded"
  expect "$kind: $1: again" 0 "$(status tool issue k.csv)"
  says "$1" "^$((20000 - before)) pieces issued"
  in_order "$1" k.csv out.txt
  sed '$d' before.jsonl >whole.jsonl # the last line may be half of one
  cmp -s whole.jsonl <(head -n "$(wc -l <whole.jsonl)" out.txt) || die "$kind: $1: a tag that came out before is another one now"
  expect "$kind: $1: each once" 20000 "$(sql "SELECT count(DISTINCT serial) FROM piece WHERE serial LIKE 'K%'")"
  sql "DELETE FROM piece WHERE serial LIKE 'K%'"
}
interruptions() {
  pieces K 20000 >k.csv
  stop_with KILL
  expect "$kind: killed" 137 "$code"
  goes_on "killed"
  stop_with TERM
  if [ "$code" -ne 0 ]; then # it may have been too late for it
    expect "$kind: asked to end" 75 "$code"
    says "asked to end" 'interrupted after [0-9]+ of 20000 pieces; run this again'
  fi
  goes_on "asked to end"
}

several_at_once() {
  pieces M 12000 >m.csv
  { sed -n 1p m.csv && sed 1d m.csv | tac; } >m2.csv
  local issuers=() i
  for i in 1 2 3 4; do
    tool issue "$([ $((i % 2)) = 0 ] && echo m.csv || echo m2.csv)" >m$i.jsonl 2>m$i.txt &
    issuers+=($!)
  done
  for i in 1 2 3 4; do wait "${issuers[$((i - 1))]}" || die "$kind: several at once: $(cat m$i.txt)"; done
  for i in 1 3; do in_order "several at once" m2.csv m$i.jsonl; done
  for i in 2 4; do in_order "several at once" m.csv m$i.jsonl; done
  expect "$kind: the same tags for all" 1 "$(for i in 1 2 3 4; do sort m$i.jsonl | sha256sum; done | sort -u | wc -l)"
  expect "$kind: each issued once" 12000 "$(cat m?.txt | awk '{ sum += $1 } END { print sum }')"
}

full_disks() {
  pieces F 6000 >f.csv
  expect "$kind: no room for the tags" 74 "$(tool issue f.csv >/dev/full 2>err.txt; echo $?)"
  says "no room for the tags" 'the pieces are issued.*No space left.*run this again'
  expect "$kind: it stops there" 2048 "$(held 'F%')"
  expect "$kind: no room for scratch files" 73 "$(TMPDIR=/proc/no status tool issue f.csv)"
  says "no room for scratch files" '/proc/no'
  if [ "$kind" = sqlite ]; then
    sql VACUUM
    # Files grow to no more than it has now and 600 KB.
    local size=$(($(stat -c %s home/registry.db) / 1024 + 600))
    expect "$kind: no room for the registry" yes "$( (ulimit -f $size && status tool issue f.csv) | sed 's/7[34]/yes/')"
  else
    sql "CREATE FUNCTION no_room() RETURNS trigger LANGUAGE plpgsql AS \$\$ BEGIN RAISE EXCEPTION 'no room' USING ERRCODE = '53100'; END \$\$;
         CREATE TRIGGER no_room BEFORE INSERT ON piece FOR EACH ROW WHEN (NEW.serial = 'F5000') EXECUTE FUNCTION no_room()" >/dev/null
    expect "$kind: no room for the registry" 73 "$(status tool issue f.csv)"
    sql "DROP TRIGGER no_room ON piece" >/dev/null
  fi
  says "no room for the registry" 'disk (is )?full'
  local recorded
  recorded=$(held 'F%')
  expect "$kind: tags of what is recorded, no others" "$recorded" "$(wc -l <out.txt)"
  expect "$kind: whole batches" 0 $((recorded % 2048))
  expect "$kind: with room again" 0 "$(status tool issue f.csv)"
  in_order "with room again" f.csv out.txt
  expect "$kind: no serial lost, none twice" "6000 6000" "$(held 'F%') $(serials out.txt | sort -u | wc -l)"
}

what_happens_to_pieces() {
  day() { date -u -d "@$((today + 86400 * $1))" +%Y-%m-%d; }
  pieces S 3 >s.csv
  expect "$kind: issue" 0 "$(status tool issue --now "$(day 1)" s.csv)"
  one() { tool "$1" --gtin 9521234000013 --serial S1 "${@:2}"; }
  expect "$kind: block" 0 "$(status one block --reason stolen --now "$(day 2)")"
  expect "$kind: block again" 0 "$(status one block --reason stolen --now "$(day 3)" --json)"
  expect "$kind: nothing changed" 0 "$(jq .changed out.txt)"
  expect "$kind: unblock" 0 "$(status one unblock --now "$(day 4)")"
  expect "$kind: sold" 0 "$(status one sold --now "$(day 5)")"
  expect "$kind: no reason" 64 "$(status one block)"
  expect "$kind: no such reason" 64 "$(status one block --reason lost)"
  expect "$kind: never issued" 65 "$(status tool block --gtin $gtin --serial S9 --reason stolen)"
  says "never issued" 'never issued'
  expect "$kind: bad GTIN" 65 "$(status tool block --gtin 9521234000014 --serial S1 --reason stolen)"
  expect "$kind: neither a piece nor a file" 64 "$(status tool sold)"
  printf 'serial,reason,gtin\nS2,recalled,%s\nS3,destroyed,%s\n' $gtin $gtin >block.csv
  expect "$kind: a file of them" 0 "$(status tool block --now "$(day 6)" block.csv)"
  printf 'serial,reason,gtin\nS2,returned,%s\nS9,returned,%s\nS3,lost,%s\nS3,stolen\n' $gtin $gtin $gtin >bad.csv
  expect "$kind: a bad file of them" 65 "$(status tool block bad.csv)"
  says "a bad file" 'bad.csv:3: serial: this piece was never issued'
  says "a bad file" 'bad.csv:4: reason: none of'
  says "a bad file" 'bad.csv:5: not as many fields'
  says "a bad file" '3 bad lines, nothing was changed'
  for s in S1 S2 S3; do tool history --gtin $gtin --serial $s --json; done >history.$kind
  expect "$kind: history" "issued blocked unblocked sold issued blocked issued blocked" \
    "$(jq -r .event history.$kind | tr '\n' ' ' | sed 's/ $//')"
  expect "$kind: by whom" "$(id -un)" "$(jq -r .operator history.$kind | sort -u)"
  expect "$kind: no history" 65 "$(status tool history --gtin $gtin --serial S9)"
  expect "$kind: pieces signed" "$(held '%')" "$("$touchstone" signer list --home home --brand maison --json | jq .pieces)"
}

progress_bar() {
  pieces P 5000 >p.csv
  script -qec "$touchstone issue --home home --brand maison p.csv > p.jsonl" bar.txt </dev/null >/dev/null
  checks=$((checks + 1))
  tr '\r' '\n' <bar.txt | grep -qE '\[#{30}\] 100% 5000 of 5000 pieces' || die "$kind: no progress bar on a terminal"
  expect "$kind: none elsewhere" 0 "$(status tool issue p.csv)"
  expect "$kind: none elsewhere" 1 "$(wc -l <err.txt)"
}

# Pieces went into the server and into the home: no bundle of a part of them is made.
split_registries() {
  bundle() { "$touchstone" bundle --home home --out split.bundle "$@"; }
  expect "$kind: a bundle without --registry" 65 "$(TOUCHSTONE_REGISTRY='' status bundle)"
  says "a bundle without --registry" 'give --registry'
  printf 'gtin,serial\n%s,O2\n' $gtin >two.csv
  expect "$kind: a piece in the home alone" 0 "$(TOUCHSTONE_REGISTRY='' status tool issue two.csv)"
  expect "$kind: a bundle of the server's" 65 "$(status bundle)"
  says "a bundle of the server's" "$gtin O2 .*issue the same file"
  expect "$kind: issued there, too" 0 "$(status tool issue two.csv)"
  expect "$kind: stolen here alone" 0 "$(TOUCHSTONE_REGISTRY='' status tool block --gtin $gtin --serial O2 --reason stolen)"
  expect "$kind: a bundle that forgets it" 65 "$(status bundle)"
  says "a bundle that forgets it" 'O2 is blocked .stolen.'
  [ ! -e split.bundle ] || die "$kind: a refused bundle left a file"
  expect "$kind: stolen there, too" 0 "$(status tool block --gtin $gtin --serial O2 --reason stolen)"
  expect "$kind: a bundle of all" 0 "$(status bundle)"
  expect "$kind: its number" 1 "$(sqlite3 home/home.db 'SELECT max(sequence) FROM bundle')"
}

# With `few` as second argument the registry is a file alone: how the C code speaks to a server is tested by
# unit/test_registry.c and unit/test_sightings.c under the sanitizers too, and the scripts' other half is the server's work.
kinds=(sqlite postgres)
[ "${2:-}" = few ] && kinds=(sqlite)
for kind in "${kinds[@]}"; do
  rm -rf home
  jeweller home maison 9521234 id.maison.example
  if [ $kind = sqlite ]; then
    unset TOUCHSTONE_REGISTRY
    sql() { sqlite3 -cmd '.timeout 20000' home/registry.db "$1"; }
  else
    export TOUCHSTONE_REGISTRY=$postgres
    sql() { psql -qAt "$postgres" -c "$1"; }
    # The option is the same as the variable, and goes before it.
    printf 'gtin,serial\n%s,O1\n' $gtin >one.csv
    expect "$kind: --registry" 0 "$(TOUCHSTONE_REGISTRY=postgresql:///x?host=/nowhere status tool issue --registry "$postgres" one.csv)"
    expect "$kind: no server" 69 "$(status tool issue --registry 'postgresql:///x?host=/nowhere' one.csv)"
    says "no server" '/nowhere'
    expect "$kind: in the server" 1 "$(held O1)"
    expect "$kind: the option forgotten" 0 "$(TOUCHSTONE_REGISTRY='' status tool issue one.csv)"
    says "the option forgotten" '^warning: .*postgresql:///postgres.*is --registry missing'
    split_registries
  fi
  hostile_files
  many_threads
  interruptions
  several_at_once
  full_disks
  what_happens_to_pieces
  progress_bar
  expect "$kind: test cards under a GTIN with pieces" 65 "$(status tool test-cards --gtin $gtin --out cards.pdf)"
  says "test cards under a GTIN with pieces" 'pieces were issued under'
done
[ ${#kinds[@]} -eq 1 ] || cmp -s history.sqlite history.postgres || die "the two kinds of registry tell another history"
echo "test_registry: $checks checks"
