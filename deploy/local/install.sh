#!/bin/sh
# Install Hoofbeat for the person who runs this, without a network: sh install.sh
# Instala Hoofbeat para quien lo ejecuta, sin red: sh install.sh
# Further words go on: versions, rollback, uninstall, --new-key. PYTHON=/path/to/python names a Python to use.
set -eu
wanted='@PYTHON@'
here=$(CDPATH='' cd -- "$(dirname -- "$0")" && pwd)

is_wanted() {
  command -v "$1" >/dev/null 2>&1 &&
    "$1" -I -c "import sys; sys.exit(sys.version.split('.')[:2] != '$wanted'.split('.'))" 2>/dev/null
}

framework="/Library/Frameworks/Python.framework/Versions/$wanted/bin/python$wanted"
for python in "${PYTHON:-python$wanted}" python3 python "$framework"; do
  if is_wanted "$python"; then
    exec "$python" -I "$here/installer" "$@"
  fi
  if [ -n "${PYTHON:-}" ]; then break; fi
done

{
  echo "Hoofbeat needs Python $wanted, which was not found. Install it, or say where it is:"
  echo "  PYTHON=/path/to/python$wanted sh install.sh"
  echo
  echo "Hoofbeat necesita Python $wanted y no se encontró. Instálelo o diga dónde está:"
  echo "  PYTHON=/ruta/de/python$wanted sh install.sh"
} >&2
exit 1
