#!/bin/sh
# Write .env beside this script: .env.example with a random value for every secret, readable for its owner alone. And write
# access: a physician's key for the page and its API, an engineer's for Prometheus, the file of their hashes, and the
# token that Alertmanager shows to who acts upon alerts.
#
# Usage: make_env.sh         (an existing .env is never touched: who loses its pseudonym key loses the lake)
#        make_env.sh access  (the keys alone, where .env is there already)
set -eu
# Not the caller's folder: the files lie beside the script.
cd "$(dirname "$0")"
umask 077

hex() { od -An -N32 -tx1 /dev/urandom | tr -d ' \n'; }
# Airflow's Fernet key is 32 bytes in URL-safe base64.
fernet() { head -c 32 /dev/urandom | base64 | tr '+/' '-_' | tr -d '\n'; }
sha256() { if command -v sha256sum >/dev/null; then sha256sum; else shasum -a 256; fi | cut -d ' ' -f 1; }

key() { # key ID ROLE FILE: a key into FILE, its hash to standard output, as `hoofbeat keys add` writes both
  secret=hfb_$1_$(hex)
  printf '%s\n' "$secret" >"$3"
  # To the end of next year: a date that every calendar has.
  expires=$(($(date -u +%Y) + 2))-01-01T00:00:00Z
  printf '%s\t%s\t%s\t%s\t\t%s\n' "$1" "$2" "$(date -u +%Y-%m-%dT%H:%M:%SZ)" "$expires" "$(printf %s "$secret" | sha256)"
}

token() { # token FOLDER: what Alertmanager shows; read by two containers with users of their own
  hex >"$1/alerts.token"
  chmod 644 "$1/alerts.token"
}

access() {
  if [ -e access ]; then
    [ -e access/alerts.token ] || token access
    echo "make_env.sh: access is there already, and is left as it is." >&2
    return
  fi
  mkdir access.new access.new/keys
  {
    printf 'id\trole\tcreated\texpires\trevoked\tsha256\n'
    key first physician access.new/physician.key
    key prometheus engineer access.new/metrics.key
  } >access.new/keys/keys.tsv
  # Each is mounted into a container whose user is another; others on this machine do not get past the folder above.
  chmod 755 access.new/keys
  chmod 644 access.new/keys/keys.tsv access.new/metrics.key
  token access.new
  mv access.new access
  echo "Wrote $(pwd)/access. The page asks for the key in physician.key there." >&2
}

if [ "${1:-}" = access ]; then
  access
  exit
fi
if [ -e .env ]; then
  echo "make_env.sh: .env is there already, and is left as it is. Move it away first if you want new secrets." >&2
  exit 1
fi
while IFS= read -r line || [ -n "$line" ]; do
  case "$line" in
    '#'* | '') printf '%s\n' "$line" ;;
    *FERNET_KEY=) printf '%s%s\n' "$line" "$(fernet)" ;;
    *_PASSWORD= | *_SECRET= | *_KEY=) printf '%s%s\n' "$line" "$(hex)" ;;
    *) printf '%s\n' "$line" ;;
  esac
done <.env.example >.env.new
mv .env.new .env
echo "Wrote $(pwd)/.env. Now fill in its first lines: the folder of the bundle and the public key." >&2
access
