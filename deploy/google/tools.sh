#!/bin/sh
# Fetch the schemas that the files here are checked against into DIR/google; nothing of them enters the repository.
# Usage: deploy/google/tools.sh DIR    (then set HOOFBEAT_CLOUD_SCHEMAS=DIR; PYTHON names a Python with pip)
set -eu
dir=${1:?say a folder for the schemas}/google
python=${PYTHON:-python3}
bindings=cdktn-provider-google==21.1.0        # generated from release 8.7.0 of Terraform's google provider
discovery=google-api-python-client==2.202.0   # Google's own description of the Cloud Run API, v1
if [ "$(cat "$dir/.done" 2>/dev/null)" = "$bindings $discovery" ]; then exit 0; fi
mkdir -p "$dir"
for package in "$bindings" "$discovery"; do
  "$python" -m pip download --quiet --disable-pip-version-check --no-deps --only-binary=:all: --dest "$dir" "$package"
done
"$python" - "$dir" <<'PY'
import sys
from pathlib import Path
from zipfile import ZipFile

folder = Path(sys.argv[1])
wanted = ("cloud_run_v2_service", "storage_bucket", "service_account", "project_service", "logging_project_exclusion",
          "iap_web_cloud_run_service_iam_member", "monitoring_alert_policy", "data_google_project", "provider")
for wheel in folder.glob("*.whl"):
    with ZipFile(wheel) as archive:
        for name in archive.namelist():
            parts = name.split("/")
            if parts[0] == "cdktn_provider_google" and parts[1].startswith(wanted) and parts[-1] == "__init__.py":
                archive.extract(name, folder)
            elif name.endswith("discovery_cache/documents/run.v1.json"):
                (folder / "run.v1.json").write_bytes(archive.read(name))
    wheel.unlink()
PY
echo "$bindings $discovery" > "$dir/.done"
