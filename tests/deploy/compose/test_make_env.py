"""make_env.sh writes random secrets, for its owner alone, and never over others; build.sh says how it is called.

Mirrors: deploy/compose/make_env.sh, deploy/compose/build.sh
"""

import base64
import subprocess
from pathlib import Path

from composed import COMPOSE, written
from hoofbeat.serving.access.keys import KeyRing
from hoofbeat.serving.access.roles import Role


def _values(file: Path) -> dict[str, str]:
    lines = [line for line in file.read_text().splitlines() if line and not line.startswith("#")]
    return dict(line.split("=", 1) for line in lines)


def test_secrets_are_random_long_and_readable_for_their_owner_alone(tmp_path: Path) -> None:
    files = []
    for name in ("one", "other"):
        (tmp_path / name).mkdir()
        files.append(written(tmp_path / name))
    first, second = map(_values, files)
    assert files[0].stat().st_mode & 0o777 == 0o600
    for_a_person = {name for name, value in first.items() if not value}
    assert for_a_person == {"HOOFBEAT_BUNDLE_FOLDER", "HOOFBEAT_TRUSTED_KEYS", "HOOFBEAT_SOURCES_FOLDER"}
    secrets = set(first) - for_a_person - {"HOOFBEAT_ACCESS_FOLDER"}
    assert len({values[name] for values in (first, second) for name in secrets}) == 2 * len(secrets)
    for name in secrets:
        decode = base64.urlsafe_b64decode if name == "AIRFLOW_FERNET_KEY" else bytes.fromhex
        assert len(decode(first[name])) == 32, name


def test_the_keys_are_such_as_the_service_takes(tmp_path: Path) -> None:
    access = written(tmp_path).parent / "access"
    ring = KeyRing(access / "keys" / "keys.tsv")
    for file, key_id, role in (
        ("physician.key", "first", Role.PHYSICIAN),
        ("metrics.key", "prometheus", Role.ENGINEER),
    ):
        assert ring.bearer((access / file).read_text().strip()) == (key_id, {role})
    modes = {file.name: file.stat().st_mode & 0o777 for file in (access, *access.rglob("*"))}
    assert modes == {
        "access": 0o700, "keys": 0o755, "keys.tsv": 0o644, "metrics.key": 0o644, "alerts.token": 0o644,
        "physician.key": 0o600,
    }  # fmt: skip
    assert len((access / "alerts.token").read_text()) == 64
    (access / "alerts.token").unlink()  # an access of before there was one gets it
    before = (access / "keys" / "keys.tsv").read_bytes()
    subprocess.run(["sh", access.with_name("make_env.sh"), "access"], capture_output=True, check=True)
    assert (access / "keys" / "keys.tsv").read_bytes() == before
    assert (access / "alerts.token").exists()
    access.rename(tmp_path / "away")
    subprocess.run(["sh", access.with_name("make_env.sh"), "access"], capture_output=True, check=True)
    assert (access / "keys" / "keys.tsv").read_bytes() != before


def test_secrets_that_are_there_are_left_as_they_are(tmp_path: Path) -> None:
    file = written(tmp_path)
    before = file.read_bytes()
    again = subprocess.run(["sh", file.with_name("make_env.sh")], capture_output=True, text=True, check=False)
    assert again.returncode == 1
    assert "left as it is" in again.stderr
    assert file.read_bytes() == before
    assert not file.with_name(".env.new").exists()


def test_the_example_holds_no_value_and_the_file_itself_stays_out_of_the_repository() -> None:
    assert not any(_values(COMPOSE / ".env.example").values())
    assert ".env" in (COMPOSE / ".gitignore").read_text().splitlines()


def test_build_says_what_it_builds() -> None:
    result = subprocess.run(["sh", COMPOSE / "build.sh"], capture_output=True, text=True, check=False)
    assert result.returncode == 2
    assert "local | team" in result.stderr
