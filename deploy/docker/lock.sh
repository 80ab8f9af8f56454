#!/usr/bin/env bash
# Resolve what makes the list of an image's packages (SBOM) into deploy/docker/sbom.txt: deploy/docker/lock.sh [UV]
# UPGRADE=1 takes newer versions. It runs apart from what is shipped, so it shares no lock with it.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

uv=${1:-uv}
unset UV_FIND_LINKS UV_INDEX UV_EXTRA_INDEX_URL
export UV_NO_CONFIG=1
if [[ ${UPGRADE:-0} == 1 ]]; then set -- --upgrade; else set --; fi
echo 'cyclonedx-bom>=7.5' | "$uv" pip compile --quiet --universal --python-version 3.11 --fork-strategy fewest \
  --generate-hashes --no-annotate --no-emit-index-url --no-emit-find-links "$@" \
  --custom-compile-command "deploy/docker/lock.sh" --output-file sbom.txt -
