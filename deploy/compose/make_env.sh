#!/bin/sh
# Write .env beside this script: .env.example with a random value for every secret, readable for its owner alone.
#
# Usage: make_env.sh    (an existing .env is never touched: who loses its pseudonym key loses the lake)
set -eu
# Not the caller's folder: the files lie beside the script.
cd "$(dirname "$0")"
umask 077

if [ -e .env ]; then
  echo "make_env.sh: .env is there already, and is left as it is. Move it away first if you want new secrets." >&2
  exit 1
fi

hex() { od -An -N32 -tx1 /dev/urandom | tr -d ' \n'; }
# Airflow's Fernet key is 32 bytes in URL-safe base64.
fernet() { head -c 32 /dev/urandom | base64 | tr '+/' '-_' | tr -d '\n'; }

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
