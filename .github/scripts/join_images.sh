#!/usr/bin/env bash
# Give both architectures of a released image one name, and tell its digest: join_images.sh TARGET
# Writes digest-TARGET.txt, and name and digest for the next step. Needs GH_TOKEN.
set -euo pipefail

target=${1:?name the target: serve or pipeline}
: "${GH_TOKEN:?needs a token that may write packages}"
name="ghcr.io/${GITHUB_REPOSITORY,,}/$target"
version=${GITHUB_REF_NAME#v}

docker login ghcr.io --username "$GITHUB_ACTOR" --password-stdin <<<"$GH_TOKEN"
# What is known to be there must be found: docker tells a registry that refuses us by the same words as a missing name.
docker manifest inspect "$name:$version-amd64" >/dev/null
"$(dirname "$0")/image_is_new.sh" "$name:$version"
docker buildx imagetools create --tag "$name:$version" "$name:$version-amd64" "$name:$version-arm64"
digest=$(docker buildx imagetools inspect --format '{{.Manifest.Digest}}' "$name:$version")
echo "$name:$version@$digest" | tee "digest-$target.txt"
printf 'name=%s\ndigest=%s\n' "$name" "$digest" >>"$GITHUB_OUTPUT"
