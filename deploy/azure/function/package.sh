#!/bin/sh
# Make the file that is uploaded to Azure: the app, the host's settings and every library, at the locked versions.
# Nothing is then built or downloaded in Azure. Needs uv (pip install uv); runs on Linux, macOS and Windows' WSL.
# Usage: deploy/azure/function/package.sh ZIP WHEEL    (WHEEL: hoofbeat-….whl of the release, or of `uv build --wheel`)
set -eu
zip=${1:?say the file to make, such as app.zip}
wheel=${2:?say the wheel of hoofbeat}
if [ ! -f "$wheel" ]; then echo "no such wheel: $wheel" >&2; exit 1; fi
here=$(cd "$(dirname "$0")" && pwd)
draft=$(mktemp -d)
trap 'rm -rf "$draft"' EXIT
cp "$here/function_app.py" "$here/host.json" "$draft"
target=$draft/.python_packages/lib/site-packages
# For the machine that Azure runs, whatever this one is. Every library is checked against the hashes of the lock.
install() { uv pip install --quiet --python-platform x86_64-manylinux_2_28 --python-version 3.13 --target "$target" "$@"; }
install --require-hashes --only-binary :all: --requirements "$here/../../../requirements/azure.txt"
install --no-deps "$wheel"
# Names in order and one date: the same input gives the same file.
python3 - "$draft" "$zip" <<'PY'
import sys
from pathlib import Path
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

draft, target = Path(sys.argv[1]), Path(sys.argv[2])
with ZipFile(target, "w", ZIP_DEFLATED) as archive:
    for path in sorted(path for path in draft.rglob("*") if path.is_file() and "__pycache__" not in path.parts):
        entry = ZipInfo(path.relative_to(draft).as_posix(), (1980, 1, 1, 0, 0, 0))
        entry.external_attr, entry.compress_type = 0o644 << 16, ZIP_DEFLATED
        archive.writestr(entry, path.read_bytes())
PY
echo "$zip: $(du -m "$zip" | cut -f1) MB"
