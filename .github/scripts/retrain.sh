#!/usr/bin/env bash
# Rehearse retraining as a hospital does it, on simulated patients: retrain.sh OUTPUT [ORPHANS] [PATIENTS]
#
# A registry of this machine, two deliveries, a round for each: the first is promoted, the second is judged by the gate
# beside it. What was done in OUTPUT before is not done again, so that a broken-off rehearsal can be gone on with: the
# same command again. Two cores take two and a half minutes.
set -euo pipefail

output=$1 orphans=${2:-30} patients=${3:-6}
bin=${HOOFBEAT_BIN:-.venv/bin}
port=${HOOFBEAT_REGISTRY_PORT:-5000}
export MLFLOW_TRACKING_URI=http://127.0.0.1:$port
mkdir -p "$output"

[[ -f $output/keys/hoofbeat.key ]] || "$bin/hoofbeat" bundle keys --output "$output/keys"
"$bin/hoofbeat" registry --output "$output" --port "$port" >"$output/registry.log" 2>&1 &
registry=$! working=

# Whoever breaks this off breaks off what it waits for: a round that lived on, without its registry, would keep the next
# attempt out.
end() {
  trap '' INT TERM # an impatient second signal must not leave the registry running
  [[ -z $working ]] || kill "$working" 2>/dev/null || true
  [[ -z $working ]] || wait "$working" || true
  kill "$registry" 2>/dev/null || true
  wait "$registry" || true
}
trap end EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

# A command, such that a signal to this script does not wait for its end.
run() {
  local status=0
  "$@" &
  working=$!
  wait "$working" || status=$?
  working=
  return "$status"
}

for _ in $(seq 180); do
  if "$bin/hoofbeat" history >/dev/null 2>&1; then break; fi
  kill -0 "$registry" || { cat "$output/registry.log" >&2; exit 1; }
  sleep 1
done

# Gates need more patients than a rehearsal has: few are enough here, and the two bundles may differ in time by chance.
echo '{"fewest_cases": 10, "fewest_diseases": 5, "time": 3}' >"$output/margins.json"
printf 'sources:\n  - {name: simulated, format: jsonl, path: %s}\n' "$output/delivery.jsonl" >"$output/sources.yaml"
options=(--output "$output" --key "$output/keys/hoofbeat.key" --trusted "$output/keys" --size small --min-cases 4
  --evaluation-folds 2 --reserve 0.15 --margins "$output/margins.json" --every-days 0 --new-cases 1)

for number in 1 2; do
  # A round that ended is not begun again: the delivery that it took is no new one.
  if [[ $("$bin/hoofbeat" retrain list --output "$output" --json | grep -o '"end": "[a-z ]*"' | wc -l) -ge $number ]]; then
    continue
  fi
  run "$bin/python" scripts/simulated_delivery.py "$output/delivery.jsonl" --number "$number" --orphans "$orphans" --patients "$patients"
  run "$bin/hoofbeat" ingest --sources "$output/sources.yaml" --output "$output"
  status=0
  run "$bin/hoofbeat" retrain "${options[@]}" || status=$?
  # 3: the gate keeps the champion, which is a result like the other.
  [[ $status -eq 0 || $status -eq 3 ]] || exit "$status"
done

"$bin/hoofbeat" retrain list --output "$output"
"$bin/hoofbeat" history
"$bin/hoofbeat" history --json | grep -q '"alias": "production"'
