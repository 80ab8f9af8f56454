#!/usr/bin/env bash
# See that CI passed for a commit: ci_passed.sh COMMIT. Needs gh and GH_TOKEN.
set -euo pipefail

commit=${1:?name the commit}
passed=$(gh run list --repo "$GITHUB_REPOSITORY" --workflow ci.yml --branch main --event push --commit "$commit" \
  --status success --json databaseId --jq length)
if [[ ${passed:-0} == 0 ]]; then
  echo "CI has not passed for $commit on main: wait for it, or mend it, then run this job again" >&2
  exit 1
fi
echo "CI passed for $commit"
