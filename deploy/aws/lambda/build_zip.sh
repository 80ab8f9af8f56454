#!/usr/bin/env bash
# Build the zip of the Lambda function: the locked packages for Lambda's Linux, Hoofbeat, the handler.
#
# Two builds of one commit are the same file, byte by byte. Nothing is compiled here: wheels only, checked by their hashes.
#
# Usage: deploy/aws/lambda/build_zip.sh OUT.zip [ARCHITECTURE] [PYTHON]
#   ARCHITECTURE  x86_64 (default) or arm64
#   PYTHON        Lambda's Python the zip is for, default 3.13 (runtime python3.13)
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../../.." && pwd)

out=${1:?say where the zip goes: build_zip.sh OUT.zip}
architecture=${2:-x86_64}
python=${3:-3.13}
uv=${UV:-$root/.venv/bin/uv}
packer=${PACKER:-$root/.venv/bin/python}
limit=$((250 * 1024 * 1024))

case $architecture in
  x86_64) platform=x86_64-manylinux_2_28 ;;
  arm64) platform=aarch64-manylinux_2_28 ;;
  *) echo "build_zip.sh: ARCHITECTURE is x86_64 or arm64, not $architecture" >&2; exit 1 ;;
esac
[[ -x $uv ]] || { echo "build_zip.sh: no uv at $uv: run make setup, or say UV=…" >&2; exit 1; }

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
task=$work/task

"$uv" pip install --quiet --target "$task" --python-platform "$platform" --python-version "$python" \
  --only-binary :all: --require-hashes --requirements "$root/requirements/lambda.txt"
cp -R "$root/src/hoofbeat" "$task/hoofbeat"
cp "$root/deploy/aws/lambda/handler.py" "$root/LICENSE" "$root/NOTICE" "$task/"

# Lambda's own runtime holds the client; what only developers read is left out.
rm -rf "${task:?}"/awslambdaric* "${task:?}"/runtime_client.* "${task:?}"/bin "${task:?}"/.lock
find "$task" -type d \( -name __pycache__ -o -name tests \) -prune -exec rm -rf {} +
find "$task" -type f \( -name '*.pyi' -o -name '*.pyx' -o -name '*.pxd' -o -name '*.h' -o -name direct_url.json \
  -o -name RECORD -o -name INSTALLER -o -name REQUESTED -o -name uv_cache.json \) -delete

# Compiled files spare each cold start the compiling; only the very Python that will run can make them.
if "python$python" -c "" 2>/dev/null; then
  PYTHONHASHSEED=0 "python$python" -m compileall -q -j 1 --invalidation-mode unchecked-hash -s "$task" -p /var/task "$task"
else
  echo "build_zip.sh: no python$python here, so no compiled files: a cold start takes longer" >&2
fi

bytes=$(find "$task" -type f -printf '%s\n' | awk '{ sum += $1 } END { printf "%d", sum }')
if ((bytes > limit)); then
  echo "build_zip.sh: $bytes bytes unzipped, Lambda takes $limit: use the image (deploy/aws/lambda/Dockerfile)" >&2
  exit 1
fi
mkdir -p "$(dirname "$out")"
"$packer" "$root/deploy/aws/lambda/pack.py" "$task" "$out"
echo "$out: $((bytes / 1000000)) MB unzipped of 262 MB, $(($(stat -c %s "$out") / 1000000)) MB zipped, $architecture, Python $python"
