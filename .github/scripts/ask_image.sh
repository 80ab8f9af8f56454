#!/usr/bin/env bash
# Start an image as the documentation says, over a signed bundle, and see that it answers: ask_image.sh IMAGE BUNDLE
# It runs as no root, on a root that is read-only, with no capability; it must answer, and stop when it is told to.
set -euo pipefail

image=${1:?name the image}
bundle=$(realpath "${2:?name the folder of the bundle}")
keys=$(mktemp -d)
name=hoofbeat-asked
trap 'docker logs "$name" 2>&1 | tail -n 20; docker rm --force "$name" >/dev/null; rm -rf "$keys"' EXIT

user=$(docker image inspect --format '{{.Config.User}}' "$image")
case $user in "" | root | 0 | 0:*) echo "$image runs as root" >&2; exit 1 ;; esac

# The image signs with its own command, in a container that keeps the secret key nowhere else.
chmod -R a+rwX "$keys" "$bundle"
docker run --rm --volume "$keys:/keys" "$image" hoofbeat bundle keys --output /keys
docker run --rm --volume "$keys:/keys" --volume "$bundle:/signed" "$image" hoofbeat bundle sign /signed --key /keys/hoofbeat.key

# The container sees nobody from its own machine: who asks shows a key.
key=$(docker run --rm --volume "$keys:/keys" "$image" hoofbeat keys add asked --days 1 --file /keys/access.tsv)

docker run --detach --name "$name" --read-only --tmpfs /tmp --cap-drop ALL --security-opt no-new-privileges \
  --volume "$bundle:/bundle:ro" --env HOOFBEAT_TRUSTED_KEYS="$(cat "$keys/hoofbeat.pub")" \
  --volume "$keys:/keys:ro" --env HOOFBEAT_KEYS_FILE=/keys/access.tsv \
  --publish 127.0.0.1:8000:8000 "$image"
curl --silent --show-error --fail --retry 60 --retry-delay 1 --retry-all-errors http://127.0.0.1:8000/readyz

case='{"findings": [{"id": "HP:0001166"}, {"id": "HP:0001083"}], "age": 16, "sex": "male", "top": 5}'
curl --silent --show-error --fail --header "Authorization: Bearer $key" --header 'Content-Type: application/json' --data "$case" \
  http://127.0.0.1:8000/v1/differential |
  python3 -c 'import json, sys; ranked = json.load(sys.stdin)["differential"]; assert len(ranked) == 5, ranked'

docker stop --timeout 40 "$name"
test "$(docker inspect --format '{{.State.ExitCode}}' "$name")" = 0
