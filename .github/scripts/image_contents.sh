#!/usr/bin/env bash
# Take the lists of what an image is made of (SBOM, CycloneDX) out of it: image_contents.sh IMAGE FOLDER
set -euo pipefail

image=${1:?name the image}
folder=${2:?name the folder for the lists}
stopped=$(docker create "$image" true)
trap 'docker rm "$stopped" >/dev/null' EXIT

mkdir -p "$folder"
docker cp "$stopped:/usr/share/sbom/." "$folder"
ls "$folder"/*.cdx.json
