# SPDX-License-Identifier: Apache-2.0
# shellcheck shell=bash
# Sourced by what fetches from Debian: the archives that this machine's own apt configuration names, and apt with them
# alone. That configuration is read, never changed. Whoever sources it has fail WHAT [WHAT TO DO], which ends the
# program.

# The suites of this Debian release; other vendors' lists never match them together with "main".
debian_suites() {
  local codename
  codename=$(. /etc/os-release && echo "${VERSION_CODENAME:-}")
  [ -n "$codename" ] || fail "/etc/os-release names no release (VERSION_CODENAME)" "run this on Debian"
  echo "$codename $codename-updates $codename-security"
}

# One-line format: deb [options] URI SUITE COMPONENT... The machine's own architectures are left out.
from_list() { # from_list KIND SUITES FILE
  awk -v kind="$1" -v suites="$2" '
    BEGIN { n = split(suites, s, " "); for (i = 1; i <= n; i++) ok[s[i]] = 1 }
    $1 == "deb" {
      line = $0
      options = ""
      if (match(line, /\[[^]]*\]/)) {
        options = substr(line, RSTART, RLENGTH) " "
        line = substr(line, 1, RSTART - 1) substr(line, RSTART + RLENGTH)
        gsub(/arch[+-]?=[^] ]*/, "", options)
        if (options ~ /^\[ *\] $/) options = ""
      }
      n = split(line, f, " ")
      for (i = 4; i <= n; i++)
        if (ok[f[3]] && f[i] == "main")
          print kind " " options f[2] " " f[3] " main"
    }' "$3"
}

# deb822 format: stanzas of "Field: value", comment lines anywhere, continuation lines begin with a blank.
from_deb822() { # from_deb822 KIND SUITES FILE
  awk -v kind="$1" -v suites="$2" '
    BEGIN { n = split(suites, s, " "); for (i = 1; i <= n; i++) known[s[i]] = 1 }
    function flush_stanza(   n, i, f, wanted, main, off) {
      n = split(value["suites"], f, " ")
      for (i = 1; i <= n; i++) if (known[f[i]]) wanted = wanted " " f[i]
      n = split(value["components"], f, " ")
      for (i = 1; i <= n; i++) if (f[i] == "main") main = 1
      off = tolower(value["enabled"]) ~ /^ *(no|false|without|off|disable|0) *$/
      if ((" " value["types"] " ") ~ / deb / && wanted != "" && main && !off) {
        print "Types: " kind "\nURIs:" value["uris"] "\nSuites:" wanted "\nComponents: main"
        if ("signed-by" in value) print "Signed-By:" signed_by
        if ("trusted" in value) print "Trusted:" value["trusted"]
        print ""
      }
      split("", value); name = ""; signed_by = ""
    }
    /^#/ { next }
    /^[ \t]*$/ { flush_stanza(); next }
    /^[ \t]/ { # an inline key keeps its lines, all else is a list of words
      if (name == "signed-by") signed_by = signed_by "\n" $0
      sub(/^[ \t]+/, ""); value[name] = value[name] " " $0; next
    }
    {
      at = index($0, ":"); name = tolower(substr($0, 1, at - 1)); value[name] = " " substr($0, at + 1)
      if (name == "signed-by") signed_by = " " substr($0, at + 1)
    }
    END { flush_stanza() }' "$3"
}

# Writes to WORK/sources.d the machine's own Debian archives, asked for packages of KIND: deb or deb-src.
machine_archives() { # machine_archives KIND WORK
  local kind=$1 out=$2/sources.d suites file etc list parts n=0
  suites=$(debian_suites)
  mkdir -p "$out"
  eval "$(apt-config shell etc Dir::Etc/d list Dir::Etc::sourcelist/f parts Dir::Etc::sourceparts/d)"
  for file in "${list:-/etc/apt/sources.list}" "${parts:-/etc/apt/sources.list.d/}"/*.{list,sources}; do
    [ -r "$file" ] || continue
    n=$((n + 1))
    case $file in
    *.sources) from_deb822 "$kind" "$suites" "$file" >"$out/$n.sources" ;;
    *) from_list "$kind" "$suites" "$file" >"$out/$n.list" ;;
    esac
  done
  find "$out" -type f -empty -delete
  [ -n "$(ls "$out")" ] ||
    fail "no enabled Debian archive with the component main for the suites $suites in ${etc:-/etc/apt}" \
      "add your Debian mirror to apt's sources"
}

# apt's TOOL with what machine_archives wrote to WORK, and with lists and downloads of its own there.
private_apt() { # private_apt WORK TOOL ARGUMENT...
  local at=$1 tool=$2
  shift 2
  "$tool" -q -o Dir::Etc::sourcelist=/dev/null -o Dir::Etc::sourceparts="$at/sources.d" \
    -o Dir::State::lists="$at/lists" -o Dir::Cache="$at/cache" -o Acquire::Languages=none \
    -o Acquire::Retries=2 "$@"
}

# A WORK to use: apt downloads as its own user when root runs it.
private_apt_folders() { # private_apt_folders WORK
  chmod 755 "$1"
  mkdir -p "$1/lists/partial" "$1/cache/archives/partial"
}
