#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# The Linux board's Debian package: what is in it, how it comes and goes in a root of its own, and how much its service may.
# usage: tests/system/test_linux_package.sh BUILD [EMULATOR [ARGUMENT...]]     with it, if it is for another architecture
emulator=("${@:2}")
source=$(realpath "$(dirname "${BASH_SOURCE[0]}")/../..")
. "$source/tests/system/common.sh"
PATH=$PATH:/usr/sbin:/sbin

cpack --config "$build/CPackConfig.cmake" -B "$work/pack" >cpack.txt 2>&1 || die "cpack: $(cat cpack.txt)"
deb=$(echo pack/touchstone_*.deb)
[ "$(stat -c %s "$deb")" -lt 1000000 ] || die "the package takes $(stat -c %s "$deb") bytes"
dpkg-deb -f "$deb" Depends | tr ',' '\n' | sed 's/^ *//; s/ .*//' >depends.txt
for library in libseccomp2 libgpiod2 libdrm2 libzbar0 libjpeg62-turbo libmbedcrypto7 libmbedx509-1; do
  expect "$library" 1 "$(grep -cx "$library" depends.txt)"
done
expect "libraries" 8 "$(wc -l <depends.txt)" # and libc6
if [ ${#emulator[@]} -gt 0 ]; then
  "$source/boards/linux/sizes" "$deb" >sizes.txt
  expect "what it takes is within its budgets" 0 "$(status "$source/boards/linux/check-budgets" "$source/boards/linux/budgets" <sizes.txt)$(cat err.txt)"
  expect "sizes" 6 "$(wc -l <sizes.txt)"
  expect "a budget that is exceeded" 1 \
    "$(echo touchstone package 2000000 | status "$source/boards/linux/check-budgets" "$source/boards/linux/budgets")"
  expect "nothing measured" 1 "$(status "$source/boards/linux/check-budgets" "$source/boards/linux/budgets")"
fi
# The program that judges holds no decoder.
mkdir unpacked
dpkg-deb -x "$deb" unpacked
expect "decoders in the judging program" 0 \
  "$(objdump -p unpacked/usr/bin/touchstone-linux | grep -cE 'NEEDED.*(zbar|jpeg)' || true)"

# It comes, runs, and goes; its settings stay until it is purged. No package of this machine is touched.
mkdir -p root/var/lib/dpkg/{info,updates} root/var/log
touch root/var/lib/dpkg/{status,available}
package() {
  fakeroot dpkg --root="$work/root" --log="$work/dpkg.log" --force-script-chrootless --force-depends --force-not-root \
    ${emulator:+--force-architecture} "$@" >dpkg.txt 2>&1 || die "dpkg $*: $(cat dpkg.txt)"
}
files() { (cd root && find etc usr -type f 2>/dev/null | sort | tr '\n' ' '); }
package -i "$deb"
expect "installed" "etc/touchstone/touchstone.conf usr/bin/touchstone-linux usr/lib/systemd/system/touchstone.service \
usr/lib/touchstone/touchstone-reader usr/share/doc/touchstone/LICENSE usr/share/doc/touchstone/README.md " "$(files)"
expect "it runs" 0 "$(status "${emulator[@]}" root/usr/bin/touchstone-linux --check-config --config root/etc/touchstone/touchstone.conf)"
mkdir -p root/var/lib/touchstone/trusted root/etc/systemd/system/multi-user.target.wants
ln -s /lib/systemd/system/touchstone.service root/etc/systemd/system/multi-user.target.wants/
echo "clock = rtc" >>root/etc/touchstone/touchstone.conf
package -i "$deb"
expect "an upgrade keeps the settings" "clock = rtc" "$(tail -n 1 root/etc/touchstone/touchstone.conf)"
package -r touchstone
expect "removed" "etc/touchstone/touchstone.conf " "$(files)"
package -P touchstone
expect "purged" "" "$(files)$(find root/etc -type l)"
expect "records stay" yes "$([ -d root/var/lib/touchstone/trusted ] && echo yes)"

# On a machine with systemd: what systemctl cannot do (a unit that is masked, or gone, or does not start) stops no package.
mkdir bin
printf '#!/bin/sh\necho "$*" >>"%s/systemctl.txt"\nexit 1\n' "$work" >bin/systemctl
chmod +x bin/systemctl
dpkg-deb -e "$deb" control
script() { sed 's,/run/systemd/system,/,' "control/$1" | PATH=$work/bin:$PATH sh -s -- "${@:2}"; }
for step in "postinst configure" "postinst configure 0.1" "prerm upgrade 0.2" "prerm remove" "prerm remove" "postrm remove" \
  "postrm upgrade 0.2"; do
  read -ra words <<<"$step"
  script "${words[@]}" || die "$step fails where systemctl does"
done
expect "what is asked of systemd" "daemon-reload,daemon-reload,try-restart touchstone.service,stop touchstone.service,\
disable touchstone.service,stop touchstone.service,disable touchstone.service,daemon-reload,daemon-reload" \
  "$(paste -sd, systemctl.txt)"

# 10 is a service that may do everything.
expect "exposure of the service at most 1.5" 0 \
  "$(status systemd-analyze security --offline=true --no-pager --threshold=15 "$source/boards/linux/touchstone.service")"
# What the program asks of the system must get through to it: whether the clock is synchronized is clock_adjtime in glibc
# (adjtimex in other libraries), and ProtectClock refuses both, also to who only asks. A decoder that takes all memory
# is not the service's end.
unit() { sed -n "s/^$1=//p" "$source/boards/linux/touchstone.service" | tr '\n' ' '; }
expect "calls let through beside a service's" "seccomp setrlimit prlimit64 adjtimex clock_adjtime " \
  "$(unit SystemCallFilter | sed 's/.*@resources //')"
expect "ProtectClock" "" "$(unit ProtectClock)"
expect "a decoder without memory" "continue " "$(unit OOMPolicy)"
echo "linux package: $checks checks"
