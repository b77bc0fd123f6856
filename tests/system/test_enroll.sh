#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Enrolling devices: the certificates as OpenSSL alone checks them, the home's list, and what is refused.
# usage: tests/system/test_enroll.sh BUILD
. "$(dirname "${BASH_SOURCE[0]}")/common.sh"

says() { # says WHAT PATTERN: the last command's messages hold it
  checks=$((checks + 1))
  grep -qE "$2" err.txt || die "$1: the message should say '$2', and says: $(cat err.txt)"
}
enroll() { status "$touchstone" device enroll "$@"; }
# chain DEVICE: its two certificates, out of the file's DER, as device.pem and publisher.pem.
chain() {
  local first
  first=$(openssl asn1parse -inform DER -in "$1/trusted/certificate" | sed -nE '1s/.*hl=([0-9]+) l= *([0-9]+).*/\1 \2/p')
  first=$((${first% *} + ${first#* }))
  head -c "$first" "$1/trusted/certificate" | openssl x509 -inform DER -out device.pem
  tail -c +$((first + 1)) "$1/trusted/certificate" | openssl x509 -inform DER -out publisher.pem
}
key_sha256() { openssl x509 -in "$1" -noout -pubkey | openssl pkey -pubin -outform DER | sha256sum | cut -d' ' -f1; }

jeweller home maison 9521234 id.maison.example
"$touchstone" bundle --home home --out bundle >/dev/null
"$touchstone" provision --home home --bundle bundle device >/dev/null

# A device that never started gets its key now.
expect "no identity yet" "" "$(find device -name identity)"
expect "enroll" 0 "$(enroll --home home --device device --name "Returns desk 1" --out publisher-given.pem --json)"
id=$(jq -r .id out.txt) fingerprint=$(jq -r .publisher_key_sha256 out.txt)
expect "the identity is its owner's alone" 600 "$(stat -c %a device/trusted/identity)"
expect "for the first time" false "$(jq .again out.txt)"
chain device
expect "openssl verifies it" "device.pem: OK" "$(openssl verify -CAfile publisher.pem device.pem)"
expect "openssl is strict" "device.pem: OK" "$(openssl verify -x509_strict -CAfile publisher.pem device.pem)"
cmp -s publisher.pem publisher-given.pem || die "--out wrote another certificate than the device has"
expect "its name is of its key" "$id" "$(key_sha256 device.pem | cut -c1-16)"
expect "its subject" "subject=OU = Returns desk 1, CN = $id" "$(openssl x509 -in device.pem -noout -subject)"
expect "it signs, and certifies nobody" "CA:FALSE Digital Signature" \
  "$(openssl x509 -in device.pem -noout -ext basicConstraints,keyUsage | grep -oE 'CA:FALSE|Digital Signature.*' | xargs)"
expect "the publisher's fingerprint" "$fingerprint" "$(key_sha256 publisher.pem)"
expect "it is the publisher's key" "$(openssl pkey -in home/keys/publisher-*.pem -pubout -outform DER | sha256sum | cut -d' ' -f1)" "$fingerprint"
expect "it says whose it is" "issuer=O = Touchstone publisher, CN = publisher ${fingerprint:0:16}" "$(openssl x509 -in device.pem -noout -issuer)"

# Again: the same device under a new certificate, the same publisher's.
cp publisher.pem publisher-before.pem
cp device.pem device-before.pem
cp device/trusted/identity identity-before
expect "enroll again" 0 "$(enroll --home home --device device --days 100 --json)"
expect "it is told" true "$(jq .again out.txt)"
expect "the name stays" "Returns desk 1" "$(jq -r .name out.txt)"
cmp -s device/trusted/identity identity-before || die "enrolling again changed the identity"
chain device
cmp -s publisher.pem publisher-before.pem || die "enrolling again changed the publisher's certificate"
cmp -s device.pem device-before.pem && die "enrolling again renewed nothing"
expect "the renewed one" "device.pem: OK" "$(openssl verify -CAfile publisher.pem device.pem)"
expect "the old one is still good" "device-before.pem: OK" "$(openssl verify -CAfile publisher.pem device-before.pem)"
expect "for 100 days" "100" "$((($(date -d "$(openssl x509 -in device.pem -noout -enddate | cut -d= -f2)" +%s) - $(date +%s) + 43200) / 86400))"
checks=$((checks + 1))
openssl verify -CAfile publisher.pem -attime $(($(date +%s) + 101 * 86400)) device.pem >/dev/null 2>&1 && die "it is good beyond its end"

# The list
"$touchstone" provision --home home --bundle bundle second >/dev/null
expect "a second device" 0 "$(enroll --home home --device second)"
expect "list" 0 "$(status "$touchstone" device list --home home --json)"
expect "two devices" 2 "$(wc -l <out.txt)"
expect "one by its name" "$id" "$(jq -r 'select(.name == "Returns desk 1").id' out.txt)"
expect "as people read it" 1 "$("$touchstone" device list --home home | grep -c "^$id .* Returns desk 1\$")"
expect "another name" 0 "$(enroll --home home --device device --name "Desk 2")"
expect "the list has it" "Desk 2" "$("$touchstone" device list --home home --json | jq -r "select(.id == \"$id\").name")"

# Refused, and the device as it was
snapshot() { find "$1" -type f -exec sha256sum {} + | sort; }
refused() { # refused WHAT PATTERN STATUS ARGUMENT...
  local what=$1 pattern=$2 wanted=$3
  shift 3
  snapshot device >before
  expect "$what" "$wanted" "$(enroll "$@")"
  says "$what" "$pattern"
  snapshot device >after
  cmp -s before after || die "$what: the device was changed"
}
jeweller other maison 9521234 id.maison.example
refused "another publisher's" "pinned to another publisher" 65 --home other --device device
refused "no such folder" "no device folder" 66 --home home --device nowhere
mkdir empty
refused "an empty folder" "no device folder" 66 --home home --device empty
expect "it stays empty" "" "$(ls empty)"
mkdir -p raw/trusted raw/card
refused "a device that is nobody's yet" "touchstone provision" 65 --home home --device raw
expect "it got no key" "" "$(ls raw/trusted)"
refused "a bad name" "name" 64 --home home --device device --name ""
refused "no such key" "no key 0123456789abcdef" 65 --home home --device device --key 0123456789abcdef
printf 'x' >>device/trusted/identity
refused "a damaged identity" "identity.*does not read back" 65 --home home --device device
cp identity-before device/trusted/identity
expect "none of these is on the list" 2 "$("$touchstone" device list --home home | wc -l)"
expect "nor on the other's" 0 "$("$touchstone" device list --home other | wc -l)"
(ulimit -f 0 && trap '' XFSZ && "$touchstone" device enroll --home home --device device --name Full >/dev/null 2>err.txt) && die "a full disk went unnoticed"
expect "a full disk changes nothing" "Desk 2" "$("$touchstone" device list --home home --json | jq -r "select(.id == \"$id\").name")"

# Several keys: any one vouches; the one that is asked for, or the first.
"$touchstone" publisher rotate --home home --add 1 --threshold 2 >/dev/null 2>&1
mapfile -t keys < <("$touchstone" publisher list --home home --json | jq -r '.keys[].key')
expect "two keys" 2 "${#keys[@]}"
for key in "${keys[@]}"; do
  expect "enroll by $key" 0 "$(enroll --home home --device device --key "$key" --json)"
  expect "it signed" "$key" "$(jq -r .publisher_key_sha256 out.txt | cut -c1-16)"
  chain device
  expect "openssl verifies that" "device.pem: OK" "$(openssl verify -CAfile publisher.pem device.pem)"
done
expect "without --key" 0 "$(enroll --home home --device second --json)"
expect "the first" "${keys[0]}" "$(jq -r .publisher_key_sha256 out.txt | cut -c1-16)"

# A key in a token vouches like one in a file.
export SOFTHSM2_CONF=$work/softhsm.conf
mkdir tokens
printf 'directories.tokendir = %s/tokens\nobjectstore.backend = file\nlog.level = ERROR\n' "$work" >"$SOFTHSM2_CONF"
softhsm2-util --init-token --free --label ts --so-pin 12345678 --pin 1234 >/dev/null
openssl pkey -in home/keys/publisher-"${keys[0]}".pem -out brought.pem
softhsm2-util --import brought.pem --token ts --label publisher --id 01 --pin 1234 >/dev/null
printf '1234' >pin
chmod 600 pin
expect "a home with its key in a token" 0 \
  "$(status "$touchstone" init --key "pkcs11:token=ts;object=publisher;type=private?pin-source=file:$work/pin" hsm)"
expect "a device" 0 "$(status "$touchstone" brand add --home hsm --id maison --name M --gs1-prefix 9521234 --host id.maison.example)"
"$touchstone" bundle --home hsm --out hsm-bundle >/dev/null
"$touchstone" provision --home hsm --bundle hsm-bundle hsm-device >/dev/null
expect "enroll by a token's key" 0 "$(enroll --home hsm --device hsm-device)"
chain hsm-device
expect "openssl verifies the token's" "device.pem: OK" "$(openssl verify -CAfile publisher.pem device.pem)"
echo "test_enroll: $checks checks"
