"""``hoofbeat keys``: made once, listed, taken back; the file is whole whoever looks, and holds no key.

Mirrors: hoofbeat.cli.keys
"""

import json
import subprocess
import sys
from datetime import UTC, datetime, timedelta
from multiprocessing import get_context
from pathlib import Path

import pytest

from hoofbeat.domain.errors import ConfigError
from hoofbeat.jobs.keys import AddKeyJob, ListKeysJob, RevokeKeyJob
from hoofbeat.serving.access.keys import KeyRing
from hoofbeat.serving.access.roles import Role


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "new folder" / "access.tsv"


def hoofbeat(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "hoofbeat", "keys", *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)


def test_a_key_is_made_listed_and_taken_back(file: Path) -> None:
    key = AddKeyJob(file=file, key_id="ward-3", days=30).run()
    (stated,) = ListKeysJob(file=file).run()
    assert (stated.id, stated.role, stated.expires - stated.created) == ("ward-3", Role.PHYSICIAN, timedelta(days=30))
    assert abs(datetime.now(UTC) - stated.created) < timedelta(minutes=5)
    assert KeyRing(file).bearer(key)
    RevokeKeyJob(file=file, key_id="ward-3").run()
    assert KeyRing(file).bearer(key) is None
    assert ListKeysJob(file=file).run()[0].revoked


def test_an_id_means_one_bearer_for_ever(file: Path) -> None:
    AddKeyJob(file=file, key_id="ward-3").run()
    RevokeKeyJob(file=file, key_id="ward-3").run()
    with pytest.raises(ConfigError, match="choose another id"):
        AddKeyJob(file=file, key_id="ward-3").run()
    for unknown in ("ward-3", "ward-4"):
        with pytest.raises(ConfigError, match="no such key"):
            RevokeKeyJob(file=file, key_id=unknown).run()


def test_a_refused_change_leaves_the_file_as_it_was(file: Path) -> None:
    AddKeyJob(file=file, key_id="ward-3").run()
    before = file.read_bytes()
    file.chmod(0o640)
    for job in (AddKeyJob(file=file, key_id="ward-3"), AddKeyJob(file=file, key_id="no id")):
        with pytest.raises(ConfigError):
            job.run()
    assert file.read_bytes() == before
    AddKeyJob(file=file, key_id="ward-4").run()
    assert file.stat().st_mode & 0o777 == 0o640, "who may read it is its owner's to say"
    assert [path.name for path in file.parent.iterdir()] == ["access.tsv"]


def test_the_service_s_user_may_read_what_another_makes(file: Path) -> None:
    AddKeyJob(file=file, key_id="ward-3").run()
    assert file.stat().st_mode & 0o777 == 0o644


def _add(file: Path, key_id: str) -> None:
    AddKeyJob(file=file, key_id=key_id).run()


def test_of_many_that_add_at_once_none_is_lost(file: Path) -> None:
    context = get_context("fork")
    processes = [context.Process(target=_add, args=(file, f"ward-{number}")) for number in range(8)]
    for process in processes:
        process.start()
    for process in processes:
        process.join(60)
    assert {key.id for key in ListKeysJob(file=file).run()} == {f"ward-{number}" for number in range(8)}


def test_the_command_prints_the_key_alone_and_never_again(file: Path) -> None:
    made = hoofbeat("add", "ward-3", "--role", "engineer", "--file", file)
    assert made.returncode == 0, made.stderr
    key = made.stdout.strip()
    assert KeyRing(file).bearer(key) == ("ward-3", {Role.ENGINEER})
    listed = hoofbeat("list", "--file", file)
    assert listed.stdout.startswith("ward-3  engineer  holds  made 20")
    as_json = hoofbeat("list", "--file", file, "--json")
    assert json.loads(as_json.stdout)[0]["role"] == "engineer"
    assert hoofbeat("revoke", "ward-3", "--file", file).returncode == 0
    assert "revoked" in hoofbeat("list", "--file", file).stdout
    secret = key.rpartition("_")[2]
    for told in (made.stderr, listed.stdout, as_json.stdout, file.read_text()):
        assert secret not in told


@pytest.mark.parametrize("command", [["list"], ["revoke", "ward-3"]])
def test_without_a_file_it_says_which_it_wants(command: list[str], tmp_path: Path) -> None:
    refused = hoofbeat(*command, "--file", tmp_path / "none.tsv")
    assert refused.returncode == 1
    assert "none.tsv" in refused.stderr
    assert "→" in refused.stderr
    assert "Traceback" not in refused.stderr
