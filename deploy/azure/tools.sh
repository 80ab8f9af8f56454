#!/bin/sh
# Fetch what the files here are checked with into DIR: Microsoft's worker library for Azure Functions (DIR/worker) and
# its descriptions of the resources that the Bicep files make (DIR/azure). Nothing of them enters the repository.
# Usage: deploy/azure/tools.sh DIR    (then set HOOFBEAT_CLOUD_SCHEMAS=DIR; PYTHON names a Python with pip)
set -eu
dir=${1:?say a folder for the tools}
python=${PYTHON:-python3}
# The library is meant for Python 3.13; it runs on 3.11 too. Its sibling's wheel holds the host's messages.
worker='azure-functions-runtime==1.3.0 azurefunctions-extensions-base==1.2.0 protobuf==5.29.6'
messages=azure-functions-runtime-v1==1.2.0
models='azure-mgmt-web==11.0.1 azure-mgmt-storage==25.3.0 azure-mgmt-appcontainers==5.1.0
  azure-mgmt-loganalytics==14.0.0 azure-mgmt-applicationinsights==4.1.0 azure-mgmt-authorization==4.0.0
  azure-mgmt-msi==7.1.0 azure-mgmt-monitor==7.0.0'
wanted="$worker $messages $models"
if [ "$(cat "$dir/azure/.done" 2>/dev/null)" = "$wanted" ]; then exit 0; fi
rm -rf "$dir/azure" "$dir/worker"
mkdir -p "$dir/azure" "$dir/worker"
fetch() { # fetch FOLDER PACKAGE...
  folder=$1
  shift
  "$python" -m pip download --quiet --disable-pip-version-check --no-deps --only-binary=:all: \
    --ignore-requires-python --dest "$folder" "$@"
}
# shellcheck disable=SC2086  # lists of words
fetch "$dir/worker" $worker $messages
# shellcheck disable=SC2086
fetch "$dir/azure" $models
"$python" - "$dir" <<'PY'
import sys
from pathlib import Path
from zipfile import ZipFile

folder = Path(sys.argv[1])
for wheel in folder.glob("*/*.whl"):
    with ZipFile(wheel) as archive:
        for name in archive.namelist():
            if wheel.parent.name == "azure":
                # The modules of models alone, and what tells the version of the interface.
                taken = name.endswith(("_models.py", "_models_py3.py", "/_configuration.py")) and "/aio/" not in name
            elif wheel.name.startswith("azure_functions_runtime_v1"):
                taken = name.startswith("tests/protos/")
            else:
                taken = True
            if taken:
                archive.extract(name, wheel.parent)
    wheel.unlink()
messages = (folder / "worker" / "tests").rename(folder / "worker" / "host_messages")
# The messages alone: what carries them from process to process is not needed.
(messages / "protos" / "__init__.py").write_text(
    "from .FunctionRpc_pb2 import *\nfrom .shared.NullableTypes_pb2 import *\n", encoding="utf-8"
)
PY
echo "$wanted" > "$dir/azure/.done"
