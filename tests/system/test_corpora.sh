#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# Public photographs that are not part of the repository: no fewer symbols are read of them than was reached before, nothing
# where nothing may be read, and nothing as something else (tests/bench/floors.txt).
# usage: tests/system/test_corpora.sh BUILD CORPORA
set -euo pipefail
exec "$1/tests/bench/bench_reading" --floors "$(dirname "${BASH_SOURCE[0]}")/../bench/floors.txt" "$2"
