#!/usr/bin/env bash
# Push one architecture's image under a name of its own: push_image.sh IMAGE TARGET ARCHITECTURE
# The name that people pull is given by join_images.sh, once every architecture is there. Needs GH_TOKEN.
set -euo pipefail

image=${1:?name the image}
target=${2:?name the target: serve or pipeline}
architecture=${3:?name the architecture: amd64 or arm64}
: "${GH_TOKEN:?needs a token that may write packages}"
released="ghcr.io/${GITHUB_REPOSITORY,,}/$target:${GITHUB_REF_NAME#v}"
place="$released-$architecture"

docker login ghcr.io --username "$GITHUB_ACTOR" --password-stdin <<<"$GH_TOKEN"
# Once the release has its name, its parts keep theirs.
"$(dirname "$0")/image_is_new.sh" "$released"
docker tag "$image" "$place"
docker push "$place"
