# SPDX-License-Identifier: Apache-2.0
# What the system tests share: a place of their own, the tools, and checks that say what they expected.
# A test sources this with the build's folder in $1.
set -euo pipefail
build=$(realpath "$1")
touchstone=$build/touchstone render=$build/tests/render/ts-render forge=$build/tests/ts-forge
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
exec </dev/null # whoever runs this is not asked for passphrases
unset TOUCHSTONE_PASSPHRASE TOUCHSTONE_PIN
cd "$work"
checks=0

die() {
  printf 'FAILED: %s\n' "$*" >&2
  exit 1
}
# expect WHAT WANTED GOT
expect() {
  checks=$((checks + 1))
  [ "$2" = "$3" ] || die "$1: wanted '$2', got '$3'"
}
# status COMMAND...: runs it, prints nothing, gives its exit status on stdout.
status() {
  local code=0
  "$@" >out.txt 2>err.txt || code=$?
  printf '%d' "$code"
}
# The Nth URI of a file of tags.
uri() { sed -nE "${2:-1}s/.*\"uri\": ?\"([^\"]*)\".*/\\1/p" "$1"; }

# jeweller HOME ID PREFIX HOST: a home with one brand and one signer.
jeweller() {
  "$touchstone" init "$1" >/dev/null 2>&1
  "$touchstone" brand add --home "$1" --id "$2" --name "Brand $2" --gs1-prefix "$3" --host "$4" >/dev/null 2>&1
  "$touchstone" signer add --home "$1" --brand "$2" >/dev/null 2>&1
}
# key_of HOME BRAND: a signer's private key file.
key_of() { find "$1/keys" -name "*$2*signer*" -o -name "*signer*$2*" | head -n 1; }

# photo NAME TEXT [ARGUMENT...]: a mild photograph of a QR code with this text.
photo() {
  local name=$1 text=$2
  shift 2
  "$render" --out "$name" --size 1280x960 --seed 5 --surface slate --card "qr:$text" --tilt 9 --rotate 7 --module 6 \
    --blur 0.4 --noise 2 --light 0.25 "$@"
}
