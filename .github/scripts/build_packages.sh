#!/usr/bin/env bash
# Build wheel and source with locked tools, twice, and list what the wheel's service would install: build_packages.sh FOLDER
set -euo pipefail

folder=${1:?name the folder for the packages}
# The commit's date, not today's: two builds of one commit are then the same bytes.
SOURCE_DATE_EPOCH=$(git log -1 --format=%ct)
export SOURCE_DATE_EPOCH
again=$(mktemp -d)
trap 'rm -rf "$again"' EXIT

make .venv/bin/uv
for place in "$folder" "$again"; do
  .venv/bin/uv build --quiet --out-dir "$place" --build-constraints requirements/dev.txt --require-hashes
done
rm -f "$folder/.gitignore" "$again/.gitignore"
diff --recursive "$folder" "$again"

.venv/bin/uv venv --quiet "$again/tool"
.venv/bin/uv pip install --quiet --python "$again/tool/bin/python" --require-hashes --requirements deploy/docker/sbom.txt
.venv/bin/uv venv --quiet "$again/installed"
.venv/bin/uv pip install --quiet --python "$again/installed/bin/python" --require-hashes --requirements requirements/serving.txt
.venv/bin/uv pip install --quiet --python "$again/installed/bin/python" --no-deps "$folder"/*.whl
"$again/tool/bin/cyclonedx-py" environment --output-reproducible --of JSON -o "$folder/wheel-serving.cdx.json" \
  "$again/installed/bin/python"
ls "$folder"
