#!/usr/bin/env bash
# promtool 2.42.0 (Prometheus): `tsdb create-blocks-from openmetrics` makes a block of every two hours that the file spans, and reads the
# whole file for each of them. A year of a sample every six hours becomes 1,460 blocks and takes five minutes (two cores that others
# used too); what would help, `--max-block-duration`, neither `--help` nor `--help-long` names. With it: three blocks, in a second.
#
# Who backfills a year of daily gauges (a simulated year, an audit of alerting rules) waits minutes, and Prometheus opens 1,460 blocks.
#
# What we do: `simulate-year` gives the option (`simulation/noticing/prometheus.py`).
#
# Prometheus is no Python package: this needs its promtool on the PATH (Debian's package `prometheus`).
set -euo pipefail
command -v promtool > /dev/null || { echo "not run: no promtool on the PATH (package prometheus)"; exit 0; }

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

{
    echo "# TYPE alarm gauge"
    for ((at = 1924992000; at < 1924992000 + 10 * 86400; at += 6 * 3600)); do echo "alarm 0 $at"; done
    echo "# EOF"
} > days.om

TIMEFORMAT=%R
promtool --version 2>&1 | head -1
plain=$({ time promtool tsdb create-blocks-from openmetrics days.om plain > /dev/null; } 2>&1)
wide=$({ time promtool tsdb create-blocks-from openmetrics --max-block-duration=8784h days.om wide > /dev/null; } 2>&1)
echo "40 samples of ten days: $(ls plain | wc -l) blocks in $plain s as it comes, $(ls wide | wc -l) in $wide s with the option"
test "$(ls plain | wc -l)" -gt 30
test "$(ls wide | wc -l)" -lt 10
if promtool tsdb create-blocks-from openmetrics --help 2>&1 | grep -q max-block-duration; then
    echo "its help names the option now"
    exit 1
fi
