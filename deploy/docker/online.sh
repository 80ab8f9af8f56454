#!/bin/sh
# Run a command that fetches packages: online.sh COMMAND …
# The build may be given two secrets, which never become part of an image: `ca`, the certificates of a house whose
# network opens TLS, and `index`, lines NAME=VALUE such as UV_DEFAULT_INDEX and PIP_INDEX_URL for a mirror of packages.
set -eu

if [ -s /run/secrets/ca ]; then
  export SSL_CERT_FILE=/run/secrets/ca PIP_CERT=/run/secrets/ca
fi
if [ -s /run/secrets/index ]; then
  set -a
  # shellcheck disable=SC1091
  . /run/secrets/index
  set +a
fi
exec "$@"
