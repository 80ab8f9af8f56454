"""What comes from npm is locked by version and hash, and from nowhere in particular.

Mirrors: deploy/web/package.json, deploy/web/tools.sh
"""

import json
import re
import subprocess
from pathlib import Path

WEB = Path(__file__).parents[3] / "deploy/web"
LOCK = json.loads((WEB / "package-lock.json").read_text())
ASKED = json.loads((WEB / "package.json").read_text())["dependencies"]


def test_every_version_asked_for_is_exact_and_locked() -> None:
    assert all(re.fullmatch(r"\d+\.\d+\.\d+", version) for version in ASKED.values())
    assert LOCK["packages"][""]["dependencies"] == ASKED
    for name, version in ASKED.items():
        assert LOCK["packages"][f"node_modules/{name}"]["version"] == version


def test_every_package_has_a_hash_and_no_address() -> None:
    packages = {name: entry for name, entry in LOCK["packages"].items() if name}
    assert len(packages) >= len(ASKED)
    assert [name for name, entry in packages.items() if not entry["integrity"].startswith("sha512-")] == []
    assert [name for name, entry in packages.items() if "resolved" in entry] == []


def test_the_installer_asks_where_to() -> None:
    done = subprocess.run([WEB / "tools.sh"], capture_output=True, text=True, check=False)
    assert done.returncode != 0
    assert "name the folder" in done.stderr


def test_what_is_installed_is_not_installed_again(tmp_path: Path) -> None:
    """A second call asks nobody: it works with no npm on the path."""
    (tmp_path / "node_modules").mkdir()
    (tmp_path / "node_modules/.installed").write_bytes((WEB / "package-lock.json").read_bytes())
    shim = tmp_path / "bin"
    shim.mkdir()
    (shim / "npm").write_text("#!/bin/sh\nexit 3\n")
    (shim / "npm").chmod(0o755)
    environment = {"PATH": f"{shim}:/usr/bin:/bin"}
    done = subprocess.run([WEB / "tools.sh", tmp_path], capture_output=True, text=True, check=False, env=environment)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")
