#!/usr/bin/env bash
# Resolve pyproject.toml into the hashed requirement files of requirements/.
#
# One resolution (dev) decides every version; the smaller sets are cut out of it, so that what is served is what was
# tested. Airflow, which shares no environment with us, is resolved apart, and so is the package whose data alone are
# used: it is locked without its dependencies. Versions already locked are kept unless UPGRADE=1. The files name no
# index: pip and uv use the reader's own.
#
# Usage: scripts/lock.sh [UV]    (UV: path of the uv executable, default "uv")
set -euo pipefail
cd "$(dirname "$0")/.."

uv=${1:-uv}
# Wheels lying on one machine must not lend their hashes to everybody's locks.
unset UV_FIND_LINKS UV_INDEX UV_EXTRA_INDEX_URL
export UV_NO_CONFIG=1

compile() { # compile NAME ARGUMENT... → requirements/NAME.txt
  local file=requirements/$1.txt
  shift
  if [[ ${UPGRADE:-0} == 1 ]]; then set -- --upgrade "$@"; fi
  # One version for all Pythons and systems (fewest): the models are then the same everywhere.
  "$uv" pip compile --quiet --universal --python-version 3.11 --fork-strategy fewest --generate-hashes --no-annotate \
    --no-emit-index-url --no-emit-find-links --custom-compile-command "make lock" --output-file "$file" "$@"
  echo "$file: $(grep -c == "$file") packages"
}

mkdir -p requirements
compile dev pyproject.toml --extra pipeline --extra serve-cases --extra telemetry --extra dask --group dev
compile pipeline pyproject.toml --extra pipeline --constraint requirements/dev.txt
compile serving pyproject.toml --constraint requirements/dev.txt
for extra in cloud lambda azure google cases cases-postgresql oidc telemetry serve serve-cases dask; do
  compile "$extra" pyproject.toml --extra "$extra" --constraint requirements/dev.txt
done
compile tools --group pyproject.toml:tools
compile knowledge --no-deps --group pyproject.toml:knowledge
compile airflow --group pyproject.toml:airflow
# What is installed beside these, each by a lock of its own.
uv=$(realpath "$(command -v "$uv")")
deploy/docker/lock.sh "$uv"
deploy/compose/image/lock.sh "$uv"
