#!/bin/sh
# Lay out the folder that `gcloud run deploy --source` takes: the function, the wheel, and the lock with every hash.
# Usage: deploy/google/function/package.sh FOLDER WHEEL    (WHEEL: hoofbeat-….whl of the release)
set -eu
folder=${1:?say the folder to make}
wheel=${2:?say the wheel of hoofbeat}
if [ ! -f "$wheel" ]; then echo "no such wheel: $wheel" >&2; exit 1; fi
here=$(cd "$(dirname "$0")" && pwd)
mkdir -p "$folder"
cp "$here/main.py" "$wheel" "$folder"
hash=$(sha256sum "$wheel" | cut -d' ' -f1)
{
  cat "$here/../../../requirements/google.txt"
  printf './%s --hash=sha256:%s\n' "$(basename "$wheel")" "$hash"
} > "$folder/requirements.txt"
echo "$folder: $(grep -c == "$folder/requirements.txt") locked packages and $(basename "$wheel")"
