#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Keys as a brand's operators handle them: under a passphrase, in a hardware security module (SoftHSM), certified by a CA
# of their own (the openssl program), retired and revoked.
# usage: tests/system/test_keys.sh BUILD
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"

ts() { "$touchstone" "$@"; }
says() { # says WHAT WORDS: the last command's messages hold WORDS
  checks=$((checks + 1))
  grep -qF -- "$2" err.txt || die "$1: wanted '$2' in: $(cat err.txt)"
}
# genuine HOME WHAT: a piece issued in HOME for 09521234000013 is good for the device that its bundle makes.
genuine() {
  printf 'gtin,serial\n09521234000013,%s\n' "$2" >piece.csv
  ts issue --home "$1" --brand maison piece.csv >tags.jsonl 2>err.txt || die "$2: $(cat err.txt)"
  ts bundle --home "$1" --out bundle >/dev/null
  rm -rf device
  ts provision --home "$1" --bundle bundle device >/dev/null
  photo photo.jpg "$(uri tags.jsonl)"
  expect "$2" 0 "$(status "$touchstone" check --device device photo.jpg)"
}
add_brand() { # add_brand HOME [ARGUMENT...]
  local home=$1
  shift
  ts brand add --home "$home" --id maison --name Maison --gs1-prefix 9521234 --host id.maison.example "$@"
}
signer_ids() { ts signer list --home "$1" --brand maison --json | jq -r '.key_id'; }

# --- Under a passphrase -----------------------------------------------------------------------------------------------
printf 'sesame, open\n' >passphrase
chmod 600 passphrase
ts init plain >/dev/null 2>err.txt
says "an open key is told" "unencrypted"
ts init home --passphrase-file passphrase >/dev/null 2>err.txt
expect "nothing to warn of" "" "$(cat err.txt)"
TOUCHSTONE_PASSPHRASE='sesame, open' add_brand home >/dev/null
ts signer add --home home --brand maison --passphrase-file passphrase >/dev/null
expect "keys" 3 "$(grep -l 'BEGIN ENCRYPTED PRIVATE KEY' home/keys/*.pem | wc -l)"
expect "modes" "600 600 600" "$(stat -c %a home/keys/*.pem | xargs)"
root_file=$(echo home/keys/maison-root-*.pem)
expect "the openssl program opens it" 0 "$(status openssl pkey -in "$root_file" -passin file:passphrase -noout)"
expect "by no other passphrase" 1 "$(status openssl pkey -in "$root_file" -passin pass:sesame -noout)"
openssl asn1parse -in "$root_file" >asn1.txt
expect "scrypt and AES-256" 2 "$(grep -cE 'scrypt|aes-256-cbc' asn1.txt)"
expect "without it" 77 "$(status "$touchstone" signer add --home home --brand maison)"
says "without it" "TOUCHSTONE_PASSPHRASE"
expect "with a wrong one" 77 "$(TOUCHSTONE_PASSPHRASE=wrong status "$touchstone" signer add --home home --brand maison)"
says "with a wrong one" "does not open home/keys/maison-root-"
chmod 644 passphrase
expect "in a file for everybody" 77 "$(status "$touchstone" signer add --home home --brand maison --passphrase-file passphrase)"
chmod 600 passphrase
expect "no key was left" 3 "$(find home/keys -type f | wc -l)"
expect "not on the command line" 66 "$(status "$touchstone" signer add --home home --brand maison --passphrase wrong)"
TOUCHSTONE_PASSPHRASE='sesame, open' genuine home encrypted

# Whoever is asked for a passphrase may take his time: nobody else waits for him.
cp -r home patient
asked() { # asked COMMAND...: at a terminal; while it asks, another command writes
  local shown=shown.$checks asking code=0
  mkfifo typed
  script -qefc "$touchstone $*" $shown <typed >/dev/null &
  asking=$!
  exec 3>typed
  until grep -q 'Passphrase of patient/keys/' $shown 2>/dev/null; do kill -0 $asking 2>/dev/null || die "$*: $(cat $shown)"; done
  expect "$*: another command" 0 "$(status "$touchstone" brand policy --home patient --brand maison --serial-days 8)"
  printf 'sesame, open\n' >&3
  wait $asking || code=$?
  expect "$*: it goes on: $(cat $shown)" 0 "$code"
  exec 3>&-
  rm typed
}
printf 'gtin,serial,model\n09521234000013,asked1,Ring\n' >asked.csv
TOUCHSTONE_PASSPHRASE='sesame, open' ts test-cards --home patient --brand maison --out cards.pdf >/dev/null 2>&1
asked bundle --home patient --out asked.bundle
asked test-cards --home patient --brand maison --out cards.pdf
asked issue --home patient --brand maison asked.csv
asked brand export --home patient --id maison --out asked.brand

# --- A key file that others could have read or exchanged ------------------------------------------------------------------
export TOUCHSTONE_PASSPHRASE='sesame, open'
chmod 640 "$root_file"
expect "readable by a group" 77 "$(status "$touchstone" signer add --home home --brand maison)"
says "readable by a group" "chmod 600"
chmod 600 "$root_file"
mv "$root_file" elsewhere.pem
ln -s "$work/elsewhere.pem" "$root_file"
expect "a symbolic link" 77 "$(status "$touchstone" signer add --home home --brand maison)"
rm "$root_file"
head -c 200 elsewhere.pem >"$root_file"
chmod 600 "$root_file"
expect "a truncated key" 65 "$(status "$touchstone" signer add --home home --brand maison)"
mv elsewhere.pem "$root_file"
# A disk that is full while the key is written: as by a limit on file sizes, below that of any key.
expect "a full disk" 73 "$(ulimit -f 0 && status "$touchstone" brand request --home home --id casa --name Casa --out casa.csr 2>/dev/null || true)"
expect "nothing left of it" 3 "$(find home/keys -type f | wc -l)"
unset TOUCHSTONE_PASSPHRASE

# --- States ---------------------------------------------------------------------------------------------------------------
jeweller states maison 9521234 id.maison.example
first=$(signer_ids states)
ts signer add --home states --brand maison >/dev/null 2>&1
second=$(signer_ids states | grep -v "$first")
signed_by() { # the key id in a tag
  ts inspect --json -- "$(uri tags.jsonl)" | jq -r '.. | .key_id? // empty' | head -n 1
}
issue_one() { # issue_one SERIAL
  printf 'gtin,serial\n09521234000013,%s\n' "$1" >piece.csv
  ts issue --home states --brand maison piece.csv >tags.jsonl 2>err.txt
}
issue_one S1
expect "the newest signs" "$second" "$(sqlite3 states/registry.db "SELECT printf('%04x', key_id) FROM piece WHERE serial = 'S1'")"
expect "retire" 0 "$(status "$touchstone" signer retire --home states --brand maison --key "$second")"
issue_one S2
expect "a retired one does not" "$first" "$(sqlite3 states/registry.db "SELECT printf('%04x', key_id) FROM piece WHERE serial = 'S2'")"
expect "not even when it is named" 65 "$(status "$touchstone" issue --home states --brand maison --signer "$second" piece.csv)"
expect "revoke" 0 "$(status "$touchstone" signer revoke --home states --brand maison --key "$first" --from 2026-11-01)"
expect "nobody is left to sign" 65 "$(status "$touchstone" issue --home states --brand maison piece.csv)"
expect "listed" "revoked 2026-11-01 1" "$(ts signer list --home states --brand maison --json | jq -r "select(.key_id == \"$first\") | \"\(.state) \(.revoked_from) \(.pieces)\"")"
expect "a revocation stays" 65 "$(status "$touchstone" signer retire --home states --brand maison --key "$first")"
expect "and moves to no later day" 65 "$(status "$touchstone" signer revoke --home states --brand maison --key "$first" --from 2026-11-02)"
expect "but to an earlier one" 0 "$(status "$touchstone" signer revoke --home states --brand maison --key "$first" --from 2026-10-31)"
expect "the retired one can be revoked" 0 "$(status "$touchstone" signer revoke --home states --brand maison --key "${second^^}" --from 2026-11-01)"
expect "an unknown key id" 65 "$(status "$touchstone" signer retire --home states --brand maison --key "$(printf '%04x' $(((16#$first + 1) % 65536)))")"
expect "no key id" 64 "$(status "$touchstone" signer retire --home states --brand maison --key 12)"
expect "no day" 64 "$(status "$touchstone" signer revoke --home states --brand maison --key "$first" --from 2026-11-01T12:00:00Z)"
ts bundle --home states --out states.bundle >/dev/null
ts signer add --home states --brand maison --days 1 --now 2026-01-01 >/dev/null 2>&1
expect "an expired one does not sign" 65 "$(status "$touchstone" issue --home states --brand maison piece.csv)"

# --- A CA of their own ------------------------------------------------------------------------------------------------------
ca=(openssl x509 -req -days 400 -sha256)
root_ext='basicConstraints=critical,CA:TRUE\nkeyUsage=critical,keyCertSign\n'
signer_ext='basicConstraints=critical,CA:FALSE\nkeyUsage=critical,digitalSignature\n'
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout ca.key -out ca.pem -days 800 -subj '/CN=Group CA' \
  -addext keyUsage=critical,keyCertSign 2>/dev/null
ts init ca >/dev/null 2>&1
ts brand request --home ca --id maison --name "Maison Aurélie" --out root.csr >/dev/null 2>&1
expect "the request is sound" 0 "$(status openssl req -in root.csr -verify -noout)"
"${ca[@]}" -in root.csr -CA ca.pem -CAkey ca.key -extfile <(printf "$root_ext") -out root.pem 2>/dev/null
add_brand ca --certificate root.pem >/dev/null
expect "a signer does not outlive its root" 64 "$(status "$touchstone" signer add --home ca --brand maison)"
expect "its key is known by its name" 0 "$(status "$touchstone" signer add --home ca --brand maison --days 100)"
genuine ca imported-root
# A root whose key stays with the CA: signers come as certificates.
ts init far >/dev/null 2>&1
add_brand far --certificate ca.pem >/dev/null
expect "no root key, no signer" 77 "$(status "$touchstone" signer add --home far --brand maison)"
says "no root key, no signer" "signer request"
ts signer request --home far --brand maison --out signer.csr >/dev/null 2>&1
expect "the signer's request is sound" 0 "$(status openssl req -in signer.csr -verify -noout)"
sign_signer() { # sign_signer OUT EXTENSIONS [ARGUMENT...]
  local out=$1 ext=$2
  shift 2
  "${ca[@]}" "$@" -in signer.csr -CA ca.pem -CAkey ca.key -extfile <(printf "$ext") -out "$out" 2>/dev/null
}
sign_signer signer.pem "$signer_ext"
refused() { # refused WHAT WORDS FILE
  expect "$1" 65 "$(status "$touchstone" signer add --home far --brand maison --certificate "$3")"
  says "$1" "$2"
}
head -c 300 signer.pem >bad.pem
refused "truncated PEM" "no certificate in PEM" bad.pem
openssl x509 -in signer.pem -outform DER -out signer.der
head -c 100 signer.der >bad.der
refused "truncated DER" "damaged" bad.der
(cat signer.der && printf x) >bad.der
refused "DER with a tail" "damaged" bad.der
cat signer.pem ca.pem >bad.pem
refused "two certificates" "more than one" bad.pem
cp signer.csr bad.pem
refused "a request" "CERTIFICATE REQUEST" bad.pem
sign_signer bad.pem "$root_ext"
refused "a signer that is a CA" "a CA's certificate" bad.pem
sign_signer bad.pem 'keyUsage=critical,keyEncipherment\n'
refused "a key for other uses" "digitalSignature" bad.pem
sign_signer bad.pem "$signer_ext"'1.2.3.4=critical,DER:0500\n'
refused "an unknown critical extension" "critical extension" bad.pem
sign_signer bad.pem "$signer_ext" -sha384
refused "another digest" "ecdsa-with-SHA256" bad.pem
openssl req -x509 -key ca.key -subj '/CN=Group CA' -days 10 -set_serial 5 -out other.pem 2>/dev/null
openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout other.key -out other.pem -days 800 \
  -subj '/CN=Group CA' 2>/dev/null
"${ca[@]}" -in signer.csr -CA other.pem -CAkey other.key -extfile <(printf "$signer_ext") -out bad.pem 2>/dev/null
refused "another CA of the same name" "did not sign it" bad.pem
refused "a root as signer" "a CA's certificate" other.pem
for kind in "rsa:2048" "ec -pkeyopt ec_paramgen_curve:P-384"; do
  # shellcheck disable=SC2086 # two words
  openssl req -new -newkey $kind -nodes -keyout bad.key -subj /CN=x -out bad.csr 2>/dev/null
  "${ca[@]}" -in bad.csr -CA ca.pem -CAkey ca.key -extfile <(printf "$signer_ext") -out bad.pem 2>/dev/null
  refused "$kind" "P-256" bad.pem
done
expect "an expired certificate" 65 "$(status "$touchstone" signer add --home far --brand maison --certificate signer.pem --now 2030-01-01)"
says "an expired certificate" "expired on"
openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -keyout stranger.key -subj /CN=x -out stranger.csr 2>/dev/null
"${ca[@]}" -in stranger.csr -CA ca.pem -CAkey ca.key -extfile <(printf "$signer_ext") -out stranger.pem 2>/dev/null
expect "a certificate without its key" 66 "$(status "$touchstone" signer add --home far --brand maison --certificate stranger.pem)"
chmod 600 ca.key stranger.key
expect "with another key" 65 "$(status "$touchstone" signer add --home far --brand maison --certificate stranger.pem --key ca.key)"
says "with another key" "does not belong"
expect "no file was left" 2 "$(find far/keys -type f | wc -l)"
expect "in DER" 0 "$(status "$touchstone" signer add --home far --brand maison --certificate signer.der)"
expect "once only" 65 "$(status "$touchstone" signer add --home far --brand maison --certificate signer.der)"
says "once only" "used by brand maison before"
# What a command that was cut off had copied already is no hindrance.
cp stranger.key "far/keys/maison-signer-$(openssl pkey -in stranger.key -pubout -outform DER | sha256sum | cut -c1-16).pem"
expect "its key from a file" 0 "$(status "$touchstone" signer add --home far --brand maison --certificate stranger.pem --key stranger.key)"
genuine far imported-signer
expect "it lies there once" 3 "$(find far/keys -type f | wc -l)"
# The same key under a new certificate has the same id.
"${ca[@]}" -in stranger.csr -CA ca.pem -CAkey ca.key -extfile <(printf "$signer_ext") -out again.pem 2>/dev/null
refused "a key id that was used" "forever" again.pem
root_refused() { # root_refused WHAT WORDS FILE [ARGUMENT...]
  local what=$1 words=$2 file=$3
  shift 3
  expect "root: $what" 65 "$(status "$touchstone" brand add --home far --id casa --name Casa --gs1-prefix 9525678 --host casa.example --certificate "$file" "$@")"
  says "root: $what" "$words"
}
root_refused "no CA" "not a CA's" signer.pem
root_refused "expired" "expired" ca.pem --now 2035-01-01
root_refused "another key" "does not belong" ca.pem --key stranger.key
openssl req -x509 -newkey rsa:2048 -nodes -keyout bad.key -subj /CN=x -out bad.pem 2>/dev/null
root_refused "RSA" "P-256" bad.pem
expect "no brand was left" 1 "$(ts brand list --home far --json | wc -l)"

# --- In a hardware security module ------------------------------------------------------------------------------------------
mkdir tokens
printf 'directories.tokendir = %s/tokens\nobjectstore.backend = file\nlog.level = ERROR\n' "$work" >softhsm2.conf
export SOFTHSM2_CONF=$work/softhsm2.conf
module=$(find /usr/lib -name libsofthsm2.so | head -n 1)
softhsm() { pkcs11-tool --module "$module" "$@" >hsm.txt 2>&1 || die "pkcs11-tool $*: $(cat hsm.txt)"; }
softhsm --init-token --slot-index 0 --label maison --so-pin 87654321
softhsm --token-label maison --init-pin --so-pin 87654321 --pin 123456
n=0
for name in publisher root signer; do
  n=$((n + 1))
  softhsm --token-label maison --login --pin 123456 --keypairgen --key-type EC:prime256v1 --id "0$n" --label "$name"
done
softhsm --token-label maison --login --pin 123456 --keypairgen --key-type EC:secp384r1 --id 09 --label large
softhsm --token-label maison --login --pin 123456 --keypairgen --key-type rsa:2048 --id 0a --label rsa
printf '123456\n' >pin
chmod 600 pin
u="pkcs11:token=maison;object"
ts init hsm >/dev/null 2>&1
expect "no PIN" 77 "$(status add_brand hsm --key "$u=root")"
says "no PIN" "TOUCHSTONE_PIN"
expect "a wrong PIN" 77 "$(TOUCHSTONE_PIN=654321 status add_brand hsm --key "$u=root")"
says "a wrong PIN" "does not open token maison"
export TOUCHSTONE_PIN=123456
expect "a PIN in the URI" 64 "$(status add_brand hsm --key "$u=root?pin-value=123456")"
says "a PIN in the URI" "pin-source"
expect "no such token" 69 "$(status add_brand hsm --key "pkcs11:token=other;object=root")"
expect "no such key" 66 "$(status add_brand hsm --key "$u=other")"
expect "several keys" 64 "$(status add_brand hsm --key "pkcs11:token=maison")"
expect "another curve" 65 "$(status add_brand hsm --key "$u=large")"
expect "RSA" 65 "$(status add_brand hsm --key "$u=rsa")"
expect "no URI" 64 "$(status add_brand hsm --key "pkcs11:token=%zz")"
expect "an unknown attribute" 64 "$(status add_brand hsm --key "pkcs11:colour=red;object=root")"
expect "a program for the PIN" 64 "$(status add_brand hsm --key "$u=root?pin-source=|cat%20pin")"
expect "nothing was added" 0 "$(ts brand list --home hsm --json | wc -l)"
unset TOUCHSTONE_PIN
expect "the root in the token" 0 "$(status add_brand hsm --key "$u=root?pin-source=file:$work/pin")"
expect "root and signer in it" 0 "$(status "$touchstone" signer add --home hsm --brand maison --key "$u=signer?pin-source=file:$work/pin")"
expect "only the publisher's key lies in the home" 1 "$(find hsm/keys -type f | wc -l)"
expect "a key once only" 65 "$(status "$touchstone" signer add --home hsm --brand maison --key "$u=signer?pin-source=$work/pin")"
genuine hsm token
{ echo gtin,serial && seq -f '09521234000013,J%g' 1 40; } >many.csv
expect "from several threads" 0 "$(status "$touchstone" issue --home hsm --brand maison --jobs 4 many.csv)"
expect "all of them" 40 "$(wc -l <out.txt)"
cp out.txt tags.jsonl
for line in 1 40; do
  photo photo.jpg "$(uri tags.jsonl "$line")"
  expect "tag $line of many" 0 "$(status "$touchstone" check --device device photo.jpg)"
done
expect "the publisher's, too" 0 "$(status "$touchstone" init hsm2 --key "$u=publisher?pin-source=file:$work/pin")"
add_brand hsm2 --key "$u=root?pin-source=file:$work/pin" >/dev/null
ts signer add --home hsm2 --brand maison --key "$u=signer?pin-source=file:$work/pin" >/dev/null
genuine hsm2 all-in-token
expect "no key lies in that home" 0 "$(find hsm2/keys -type f | wc -l)"
expect "no home without the key" 66 "$(status "$touchstone" init hsm3 --key "$u=other?pin-source=file:$work/pin")"
[ ! -e hsm3 ] || die "half a home was left"
softhsm --token-label maison --login --pin 123456 --keypairgen --key-type EC:prime256v1 --id 0b --label extra
expect "by the module's path" 0 "$(TOUCHSTONE_PIN=123456 status "$touchstone" signer request --home hsm --brand maison --out hsm.csr --key "pkcs11:token=maison;id=%0b?module-path=$module")"
expect "its request is sound" 0 "$(status openssl req -in hsm.csr -verify -noout)"
sqlite3 hsm/home.db "SELECT hex(root_certificate) FROM brand" | xxd -r -p >hsm-root.der
sqlite3 hsm/home.db "SELECT hex(certificate) FROM signer" | xxd -r -p >hsm-signer.der
openssl x509 -in hsm-root.der -out hsm-root.pem
openssl x509 -in hsm-signer.der -out hsm-signer.pem
expect "the openssl program takes the chain" 0 "$(status openssl verify -x509_strict -CAfile hsm-root.pem hsm-signer.pem)"
echo "test_keys: $checks checks"
