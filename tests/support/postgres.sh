# SPDX-License-Identifier: Apache-2.0
# A PostgreSQL server of our own in a folder of its own, on a Unix socket alone, from Debian's package.
# postgres_start FOLDER: sets $postgres_url. postgres_stop FOLDER.
postgres_bin=$(find /usr/lib/postgresql -maxdepth 2 -name bin | sort -V | tail -n 1)

# Its programs refuse to be root's; under root it is run by the package's own user.
postgres_as() {
  if [ "$(id -u)" -eq 0 ]; then runuser -u postgres -- "$@"; else "$@"; fi
}

postgres_start() {
  local folder=$1
  mkdir -p "$folder"
  if [ "$(id -u)" -eq 0 ]; then chown postgres "$folder"; fi
  chmod 755 "$folder"
  # Whoever reaches the socket is let in: as the role that owns the database.
  (cd "$folder" && postgres_as "$postgres_bin/initdb" -D "$folder/data" -U touchstone --auth=trust -E UTF8 --locale=C.UTF-8) \
    >"$folder.log" 2>&1 || { cat "$folder.log" >&2; return 1; }
  # -w waits until it accepts connections.
  (cd "$folder" && postgres_as "$postgres_bin/pg_ctl" -D "$folder/data" -w -t 120 -l "$folder/data/log" \
    -o "-c listen_addresses='' -c unix_socket_directories=$folder" start) >>"$folder.log" 2>&1 ||
    { cat "$folder.log" >&2; return 1; }
  postgres_url="postgresql://touchstone@/postgres?host=$folder"
}

postgres_stop() {
  (cd "$1" && postgres_as "$postgres_bin/pg_ctl" -D "$1/data" -w -t 120 -m immediate stop) >>"$1.log" 2>&1
}
