#!/usr/bin/env bash
# Install the emulator of Azure Blob Storage that the lake's tests use: scripts/install_azurite.sh DIR
# Its command is then DIR/node_modules/.bin/azurite; set HOOFBEAT_AZURITE to it. Needs npm.
set -euo pipefail

folder=${1:?name the folder to install into}
# Older versions mishandle the third commit of a Delta table.
version=3.37.0

mkdir -p "$folder"
npm install --prefix "$folder" --no-audit --no-fund --no-save --loglevel=error "azurite@$version"
"$folder/node_modules/.bin/azurite" --version
