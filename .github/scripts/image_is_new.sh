#!/usr/bin/env bash
# See that nothing in the registry has a name yet: image_is_new.sh NAME:VERSION
# Only the registry's own word for “not there” counts: an answer that was refused or did not come says nothing.
set -euo pipefail

name=${1:?name the image and its version}
if told=$(docker manifest inspect "$name" 2>&1 >/dev/null); then
  echo "$name is there already: what was released is never replaced, raise the version" >&2
  exit 1
fi
case $told in
  *"manifest unknown"* | *"no such manifest"*) ;;
  *)
    echo "cannot tell whether $name is there already: $told" >&2
    exit 1
    ;;
esac
