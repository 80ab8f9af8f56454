"""make_env.sh writes random secrets, for its owner alone, and never over others; build.sh says how it is called.

Mirrors: deploy/compose/make_env.sh, deploy/compose/build.sh
"""

import base64
import subprocess
from pathlib import Path

from composed import COMPOSE, written


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
    secrets = set(first) - for_a_person
    assert len({values[name] for values in (first, second) for name in secrets}) == 2 * len(secrets)
    for name in secrets:
        decode = base64.urlsafe_b64decode if name == "AIRFLOW_FERNET_KEY" else bytes.fromhex
        assert len(decode(first[name])) == 32, name


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
