#!/bin/sh
# Compile the Python below a folder so that two builds give the same bytes: no dates, one order of hashing.
# Usage: compile.sh FOLDER [ROOT]    (ROOT: where the image's tree begins, to be taken off the paths that tracebacks name)
set -eu

find "$1" -xdev -depth -name __pycache__ -exec rm -rf {} +
# A file written for another Python does not compile, and is not imported either;
# nor are the hundreds of languages that Pygments can colour.
PYTHONHASHSEED=0 python3 -m compileall -qq -f --invalidation-mode unchecked-hash -s "${2:-/}" -p / \
  -x 'pygments/(lexers|styles)/(?!__init__|_)' "$1" || true
