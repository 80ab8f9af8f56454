#!/usr/bin/env bash
# See that a tag may become a release: release_check.sh TAG
# The tag is `v` and the version in the source, the changelog has its section, and no change is left to be told.
set -euo pipefail

tag=${1:?name the tag, such as v0.2.0}
version=$(sed -n 's/^__version__ = "\(.*\)"$/\1/p' src/hoofbeat/__init__.py)
refuse() { echo "$tag is no release: $1" >&2; exit 1; }

if [[ $tag != "v$version" ]]; then refuse "the source says $version"; fi
if ! grep --quiet --fixed-strings "## $version (" CHANGELOG.md; then refuse "CHANGELOG.md has no section $version"; fi
if grep --quiet "^## ${version//./\\.} (.*unreleased" CHANGELOG.md; then refuse "CHANGELOG.md calls $version unreleased"; fi
left=$(find changes -name '+*.md' | sort)
if [[ -n $left ]]; then refuse "make changelog has not told: $left"; fi
echo "$tag is version $version, and the changelog tells of it"
