# Sourced by the scripts: make an environment of the packages named, in a folder that goes with the script.
#   source "$(dirname "$0")/in_fresh_environment.sh" PACKAGE==VERSION …
# Leaves `python` of that environment first on the path, and the folder as the working directory.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
"${PYTHON:-python3}" -m venv "$folder/environment"
"$folder/environment/bin/python" -m pip install --quiet --disable-pip-version-check "$@"
export PATH="$folder/environment/bin:$PATH"
unset PYTHONPATH
cd "$folder"
