#!/usr/bin/env bash
# Resolve the drivers of the team image anew: image/lock.sh [UV]; versions stay within the repository's own locks.
set -euo pipefail
cd "$(dirname "$0")/../../.."

uv=${1:-uv}
export UV_NO_CONFIG=1
unset UV_FIND_LINKS UV_INDEX UV_EXTRA_INDEX_URL

compile() { # compile NAME LOCK PACKAGE… → deploy/compose/image/drivers-NAME.txt
  local file=deploy/compose/image/drivers-$1.txt lock=requirements/$2.txt
  shift 2
  printf '%s\n' "$@" | "$uv" pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-annotate \
    --no-emit-index-url --no-emit-find-links --custom-compile-command deploy/compose/image/lock.sh \
    --constraint "$lock" --output-file "$file" -
}

# Airflow asks PostgreSQL through both; MLflow through psycopg2, and keeps artifacts through boto3.
compile airflow airflow asyncpg psycopg2-binary
compile mlflow dev boto3 psycopg2-binary
