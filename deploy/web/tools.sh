#!/usr/bin/env bash
# Install what the checks need from npm, by the lock beside this file: deploy/web/tools.sh DIR
# Set HOOFBEAT_NODE to DIR afterwards. Needs Node 20 or newer and npm.
set -euo pipefail

folder=${1:?name the folder to install into}
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
command -v npm >/dev/null || { echo "npm is missing: install Node.js 20 or newer" >&2; exit 1; }

mkdir -p "$folder"
if cmp --silent "$here/package-lock.json" "$folder/node_modules/.installed"; then exit 0; fi
cp "$here/package.json" "$here/package-lock.json" "$here/.npmrc" "$folder/"
# No package needs a script of its own to be installed: none may run one.
npm ci --prefix "$folder" --ignore-scripts --no-audit --no-fund --loglevel=error >/dev/null
cp "$here/package-lock.json" "$folder/node_modules/.installed"
