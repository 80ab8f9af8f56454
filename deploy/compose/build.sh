#!/bin/sh
# Build the images that compose.yaml names: build.sh local | team
set -eu
cd "$(dirname "$0")/../.."

build() { # build TARGET TAG [OPTION…]
  target=$1 tag=$2
  shift 2
  docker build --target "$target" --tag "$tag" "$@" .
}

case "${1:-}" in
  local) ;;
  team)
    build builder hoofbeat-builder:local --file deploy/docker/Dockerfile
    build pipeline hoofbeat-pipeline:local --file deploy/docker/Dockerfile
    build team hoofbeat-team:local --file deploy/compose/image/Dockerfile
    ;;
  *) echo "Usage: build.sh local | team" >&2; exit 2 ;;
esac
# With what keeps cases.
build serve hoofbeat:local --file deploy/docker/Dockerfile --build-arg PACKAGES=serve-cases
