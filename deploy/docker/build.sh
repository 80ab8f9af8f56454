#!/usr/bin/env bash
# Build an image for amd64 and arm64 by Docker's buildx: deploy/docker/build.sh TARGET IMAGE [ARGUMENT OF BUILDX …]
#
#   deploy/docker/build.sh serve registry.example/hoofbeat:1.2 --push
#   BUNDLE=hoofbeat-output/bundle PLATFORMS=linux/amd64 deploy/docker/build.sh serve hoofbeat:1.2 --load
#
# Every date in the image is that of the commit, so that two builds of one commit give the same layers. Variables:
#   PLATFORMS     what to build for (linux/amd64,linux/arm64)
#   BUNDLE        folder of a bundle to build in (none: it is mounted)
#   PACKAGES      serve-cases for an image that can keep cases (serve)
#   BASE          another base, as NAME:TAG@sha256:DIGEST (that of the Dockerfile)
#   SOURCE        address of the source for the labels (that of the clone's remote, without a user's name in it)
#   CA            file with the certificates of a house whose network opens TLS
#   INDEX         file with lines such as UV_DEFAULT_INDEX=… and PIP_INDEX_URL=…, for a mirror of Python packages
#   APT_SOURCES   file that takes the place of debian.sources, for a mirror or a snapshot of Debian
set -euo pipefail

target=${1:?name the target: serve or pipeline}
image=${2:?name the image, such as hoofbeat:1.2}
shift 2
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
if [[ -n $(git status --porcelain) ]]; then
  echo "warning: files differ from the commit that the labels name" >&2
fi

SOURCE_DATE_EPOCH=$(git log -1 --format=%ct)
export SOURCE_DATE_EPOCH
version=$(sed -n 's/^__version__ = "\(.*\)"/\1/p' src/hoofbeat/__init__.py)
source=${SOURCE:-$(git config --get remote.origin.url | sed 's#//[^@/]*@#//#' || true)}

arguments=(
  --file deploy/docker/Dockerfile --target "$target" --tag "$image"
  --platform "${PLATFORMS:-linux/amd64,linux/arm64}"
  --build-arg SOURCE_DATE_EPOCH
  --build-arg "VERSION=$version" --build-arg "REVISION=$(git rev-parse HEAD)"
  --build-arg "CREATED=$(TZ=UTC git log -1 --date=format-local:%Y-%m-%dT%H:%M:%SZ --format=%cd)"
  --build-arg "SOURCE=${source:-unknown}"
)
if [[ -n ${PACKAGES:-} ]]; then arguments+=(--build-arg "PACKAGES=$PACKAGES"); fi
if [[ -n ${BASE:-} ]]; then arguments+=(--build-arg "BASE=$BASE"); fi
if [[ -n ${BUNDLE:-} ]]; then arguments+=(--build-context "bundle=$BUNDLE"); fi
if [[ -n ${CA:-} ]]; then arguments+=(--secret "id=ca,src=$CA"); fi
if [[ -n ${INDEX:-} ]]; then arguments+=(--secret "id=index,src=$INDEX"); fi
if [[ -n ${APT_SOURCES:-} ]]; then arguments+=(--secret "id=apt-sources,src=$APT_SOURCES"); fi

docker buildx build "${arguments[@]}" "$@" .
