"""The unit under the real systemd: starts ready, swaps bundles, keeps the last good one, comes back, stops in peace.

Mirrors: deploy/vm/hoofbeat.service
"""

import re
import shutil
import subprocess
import sys
import sysconfig
from pathlib import Path

import pytest

from booted import boot
from hoofbeat.bundle.runtime.signature import make_keys
from hoofbeat.jobs.keys import AddKeyJob
from later_bundle import signed_copy

pytestmark = pytest.mark.slow

ROOT = Path(__file__).parents[3]
VM = ROOT / "deploy" / "vm"
PYTHON = Path(f"/usr/bin/python{sys.version_info[0]}.{sys.version_info[1]}")

SCRIPT = r"""
address=http://127.0.0.1:8000
answering() { curl -s $address/metrics | sed -n 's/^hoofbeat_bundle_info{.*version="\(.*\)"} 1.0/\1/p'; }
refused() { curl -s $address/metrics | sed -n 's/^hoofbeat_bundle_refused_total //p'; }
point_at() { ln -s "$1" /srv/hoofbeat/next; mv -T /srv/hoofbeat/next /srv/hoofbeat/current; }
soon() { for _ in $(seq 100); do [ "$("$1")" = "$2" ] && break; sleep 0.2; done; "$1"; }

systemctl start hoofbeat; echo "start: $?"
echo "ready: $(curl -s -o /dev/null -w '%{http_code}' $address/readyz)"
echo "answer: $(curl -s $address/v1/differential -H 'Content-Type: application/json' \
  -d '{"findings":[{"id":"HP:0001166"},{"id":"HP:0001083"}],"top":1}' | grep -c '"rank":1')"
status() { curl -s -o /dev/null -w '%{http_code}' -H 'Via: 1.1 nginx' -H "X-API-Key: $1" $address/v1/model; }
echo "by a proxy: $(status) $(status WARD)"
pid=$(systemctl show -P MainPID hoofbeat)
echo "user: $(awk '/^Uid/ {print ($2 >= 61184 && $2 <= 65519) ? "dynamic" : $2}' /proc/$pid/status)"
echo "capabilities: $(awk '/^Cap(Eff|Bnd)/ {print $2}' /proc/$pid/status | sort -u)"
echo "first: $(answering)"
point_at second; systemctl reload hoofbeat; echo "second: $(soon answering SECOND)"
point_at broken; systemctl reload hoofbeat; echo "refused: $(soon refused 1.0), still: $(answering)"
systemctl kill -s KILL --kill-whom=main hoofbeat
again() { systemctl is-active -q hoofbeat && [ "$(systemctl show -P MainPID hoofbeat)" != $pid ] && answering; }
echo "after a kill: $(soon again SECOND)"
systemctl stop hoofbeat; echo "stop: $(systemctl show -P Result hoofbeat) $(systemctl show -P ExecMainStatus hoofbeat)"
rm /etc/hoofbeat/keys/*
timeout 60 systemctl start hoofbeat; echo "without a key: $?"
systemctl stop hoofbeat
echo "log:"; journalctl -u hoofbeat --no-pager -o cat
"""


@pytest.fixture(scope="module")
def told(demo_bundle: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """What the machine told, by what it was asked."""
    if not PYTHON.exists():
        pytest.skip(f"{PYTHON} is not there: the unit's Python must not lie in a home, which the unit does not see")
    folder = tmp_path_factory.mktemp("machine")
    make_keys(folder / "keys")
    key, files = folder / "keys" / "hoofbeat.key", folder / "files"
    first = signed_copy(demo_bundle, files / "srv/hoofbeat/first", key)
    second = signed_copy(demo_bundle, files / "srv/hoofbeat/second", key, days=1)
    signed_copy(demo_bundle, files / "srv/hoofbeat/broken", key, days=2)
    (files / "srv/hoofbeat/broken/lexicon.json").write_text("{}", encoding="utf-8")
    (files / "srv/hoofbeat/current").symlink_to("first")
    settings = files / "etc/hoofbeat/hoofbeat.env"
    (settings.parent / "keys").mkdir(parents=True)
    shutil.copyfile(key.with_suffix(".pub"), settings.parent / "keys" / "hospital.pub")
    ward = AddKeyJob(file=settings.parent / "access.tsv", key_id="ward-3").run()
    units = files / "etc/systemd/system"
    units.mkdir(parents=True)
    shutil.copyfile(VM / "hoofbeat.service", units / "hoofbeat.service")
    # The packages of this environment instead of an installation: what is tried here is the unit.
    venv = files / "opt/hoofbeat/venv"
    subprocess.run([PYTHON, "-I", "-m", "venv", "--without-pip", venv], check=True)
    lines = (VM / "hoofbeat.env").read_text() + "PYTHONPATH=/opt/hoofbeat/packages:/opt/hoofbeat/src\n"
    settings.write_text(lines, encoding="utf-8")
    shown = {Path(sysconfig.get_path("purelib")): "/opt/hoofbeat/packages", ROOT / "src": "/opt/hoofbeat/src"}
    output = boot(files, SCRIPT.replace("SECOND", second).replace("WARD", ward), shown, folder)
    lines_told, _, log = output.partition("log:\n")
    pairs = dict(line.split(": ", 1) for line in lines_told.splitlines() if ": " in line)
    return pairs | {"log": log, "FIRST": first, "SECOND": second}


def test_a_start_ends_when_it_is_ready_and_it_answers(told: dict[str, str]) -> None:
    assert (told["start"], told["ready"], told["answer"]) == ("0", "200", "1"), told["log"]


def test_who_comes_by_the_proxy_shows_a_key(told: dict[str, str]) -> None:
    """The file of keys is root's, and the service's user reads it."""
    assert told["by a proxy"] == "401 200"
    assert "GET /v1/model 200" in told["log"]
    assert "by ward-3" in told["log"]


def test_it_runs_as_nobody_in_particular_without_a_capability(told: dict[str, str]) -> None:
    assert (told["user"], told["capabilities"]) == ("dynamic", "0000000000000000")


def test_a_reload_takes_up_another_bundle_but_no_broken_one(told: dict[str, str]) -> None:
    assert told["first"] == told["FIRST"]
    assert told["second"] == told["SECOND"]
    assert told["refused"] == f"1.0, still: {told['SECOND']}"
    assert re.search(r"a newer bundle is not taken: .*lexicon\.json", told["log"])


def test_it_comes_back_after_a_kill_with_the_last_good_bundle(told: dict[str, str]) -> None:
    assert told["after a kill"] == told["SECOND"]


def test_it_stops_in_peace(told: dict[str, str]) -> None:
    assert told["stop"] == "success 0"


def test_without_a_key_the_start_fails_and_says_why(told: dict[str, str]) -> None:
    assert told["without a key"] == "1"
    assert "HOOFBEAT_TRUSTED_KEYS" in told["log"]


def test_the_sandbox_hides_nothing_that_the_runtime_reads(told: dict[str, str]) -> None:
    assert "onnxruntime warning" not in told["log"]
    assert "POST /v1/differential 200" in told["log"]
