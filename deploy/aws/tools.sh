#!/usr/bin/env bash
# Fetch what the checks of this folder need and no package index has: cloud-init, from Debian, unpacked and never installed,
# since an installed one would begin to configure this machine. Terraform and its provider come from their makers.
#
# Usage: deploy/aws/tools.sh DIR    then HOOFBEAT_DEPLOY_TOOLS=DIR; its program is DIR/bin/cloud-init
set -euo pipefail
folder=${1:?say into which folder: tools.sh DIR}
packages=(cloud-init python3-attr python3-blinker python3-certifi python3-chardet python3-charset-normalizer
  python3-configobj python3-idna python3-jinja2 python3-json-pointer python3-jsonpatch python3-jsonschema python3-jwt
  python3-markupsafe python3-netifaces python3-oauthlib python3-pyrsistent python3-requests python3-serial python3-six
  python3-urllib3 python3-yaml)

if [[ -x $folder/bin/cloud-init ]]; then exit 0; fi
command -v apt-get >/dev/null || { echo "tools.sh: no apt-get here: cloud-init comes from Debian" >&2; exit 1; }
mkdir -p "$folder/cloud-init/packages" "$folder/bin"
folder=$(cd "$folder" && pwd)
cd "$folder/cloud-init/packages"
apt-get download --quiet --quiet "${packages[@]}" >fetch.log 2>&1 || { tail -n 3 fetch.log >&2; exit 1; }
for package in *.deb; do dpkg-deb --extract "$package" ..; done
rm -rf "$folder/cloud-init/packages"
cat >"$folder/bin/cloud-init" <<PROGRAM
#!/bin/sh
PYTHONPATH=$folder/cloud-init/usr/lib/python3/dist-packages exec /usr/bin/python3 -s -m cloudinit.cmd.main "\$@"
PROGRAM
chmod +x "$folder/bin/cloud-init"
