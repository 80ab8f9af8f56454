#!/bin/sh
# Print the Cloud Run service with this hospital's values; give the output to `gcloud run services replace -`.
# Needs: REGION, IMAGE (with digest), BUNDLE (gs://bucket/folder), TRUSTED_KEYS (public), SERVICE_ACCOUNT (its address).
# May have: NAME (hoofbeat), ALTITUDE (0, in metres), MIN_INSTANCES (0), MAX_INSTANCES (4).
set -eu
: "${REGION:?say the region, such as southamerica-east1}"
: "${IMAGE:?say the image with its digest}"
: "${BUNDLE:?say where the bundle is, such as gs://my-hospital-hoofbeat-bundles/bundle-1}"
: "${TRUSTED_KEYS:?say the public key: the line in hoofbeat.pub}"
: "${SERVICE_ACCOUNT:?say the address of the service account that reads bundles}"
case $IMAGE in *@sha256:*) ;; *) echo "IMAGE needs its digest (…@sha256:…): a tag can be moved" >&2; exit 1 ;; esac
values="$REGION$IMAGE$BUNDLE$TRUSTED_KEYS$SERVICE_ACCOUNT${NAME:-}${ALTITUDE:-}${MIN_INSTANCES:-}${MAX_INSTANCES:-}"
# A value becomes part of a YAML line: what could end the line or start another field is refused.
case $values in *[!A-Za-z0-9@:/._=+,-]*) echo "a value holds a character that has no place there" >&2; exit 1 ;; esac
# Only a whole value is replaced; '|' occurs in none.
sed -e "s|\(: \)NAME\$|\1${NAME:-hoofbeat}|" \
    -e "s|\(: \)REGION\$|\1$REGION|" \
    -e "s|\(: \)IMAGE\$|\1$IMAGE|" \
    -e "s|\(: \)BUNDLE\$|\1$BUNDLE|" \
    -e "s|\(: \)TRUSTED_KEYS\$|\1$TRUSTED_KEYS|" \
    -e "s|\(: \)SERVICE_ACCOUNT\$|\1$SERVICE_ACCOUNT|" \
    -e "s|\"ALTITUDE\"|\"${ALTITUDE:-0}\"|" \
    -e "s|\"MIN_INSTANCES\"|\"${MIN_INSTANCES:-0}\"|" \
    -e "s|\"MAX_INSTANCES\"|\"${MAX_INSTANCES:-4}\"|" \
    "$(dirname "$0")/service.yaml"
