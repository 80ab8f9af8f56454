#!/usr/bin/env bash
# onnxruntime 1.32.0 (CPU, Linux, from PyPI): the import alone, with no model, makes an identifier of this computer in the user's
# cache and a database of events that are to be sent to the maker. `disable_telemetry_events()`, the API for it, comes too late:
# both files are there already. Only ORT_DISABLE_TELEMETRY=1, set before the import, leaves the home empty (the wheel's own
# Privacy.md says so). 1.28.0 left nothing in the same home, 1.29.0 does.
#
# Whoever promises a hospital that nothing leaves its walls breaks the promise by an update of a dependency, and a container with
# a read-only root gets a service that wants to write.
#
# What we do: our package sets the variable before anything can import onnxruntime; a test looks at an empty home.
source "$(dirname "$0")/in_fresh_environment.sh" onnxruntime==1.32.0

kept() { # NAME, CODE, VARIABLE=VALUE …: the files that running the code leaves in an empty home
  local home="$folder/$1" code=$2
  shift 2
  mkdir "$home"
  env -u XDG_CACHE_HOME -u ORT_DISABLE_TELEMETRY HOME="$home" "$@" python -c "$code"
  find "$home" -type f -printf '%f\n' | sort
}

imported=$(kept imported "import onnxruntime")
disabled=$(kept disabled "import onnxruntime; onnxruntime.disable_telemetry_events()")
variable=$(kept variable "import onnxruntime" ORT_DISABLE_TELEMETRY=1)
echo "import alone leaves: ${imported//$'\n'/, }"
echo "with disable_telemetry_events() after it: ${disabled//$'\n'/, }"
echo "with ORT_DISABLE_TELEMETRY=1 before it: ${variable:-nothing}"

grep -qx deviceid <<<"$imported"
grep -qx onnxruntime.db <<<"$imported"
grep -qx deviceid <<<"$disabled"
[ -z "$variable" ]
