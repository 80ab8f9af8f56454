"""A computer without a network: install, answer, update, roll back, uninstall; one test is the next step of the last.

Mirrors: deploy/local/builder, deploy/local/installer, deploy/local/install.sh
"""

import json
import shutil
import subprocess
from pathlib import Path

import pytest

from hoofbeat.bundle.runtime.signature import PUBLIC_KEY, make_keys
from offline import offline

pytestmark = pytest.mark.slow

#: Run beside the started service, in its network: two clicks at once, what it answers, then the window closes.
_TRY = r"""
data="$HOME/.local/share/hoofbeat"
"$HOME/.local/bin/hoofbeat-pc" --no-browser > "$HOME/window" 2>&1 &
window=$!
for _ in $(seq 300); do [ -f "$data/starting.lock" ] && break; sleep 0.1; done
"$HOME/.local/bin/hoofbeat-pc" --no-browser > "$HOME/second" 2>&1 &
second=$!
for _ in $(seq 300); do [ -f "$data/running.json" ] && break; sleep 0.2; done
address=$(sed 's/.*"address": "\([^"]*\)".*/\1/' "$data/running.json")
ask() { curl -s --noproxy '*' "$@"; }
ask "$address/v1/differential" -H 'Content-Type: application/json' -d '{"findings":
  [{"id":"HP:0001166"},{"id":"HP:0001083"},{"id":"HP:0002616"}], "age": 16, "sex": "male", "top": 3}'; echo
ask "$address/" | grep -c '<html'
ask "$address/v1/model"; echo
wait $second; tail -n 1 "$HOME/second"
[ -f "$data/running.json" ] && "$HOME/.local/bin/hoofbeat-pc" --no-browser
"$HOME/.local/bin/hoofbeat-pc" uninstall 2>&1 | grep running
kill -HUP $window; wait $window; echo "ended: $?"
ask "$address/healthz" || echo gone
ls "$data" | grep -e running -e starting || echo "nothing left"
"""

#: The installer's own step, on a version that is laid down.
_STEP = """
import sys
from pathlib import Path
sys.path.insert(0, sys.argv[1])
import installing
installing._try_out(Path(sys.argv[2]))
"""


def install(archive: Path, home: Path, *words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return offline("sh", archive / "install.sh", *words, home=home, environment=environment)


def command(home: Path, word: str) -> subprocess.CompletedProcess[str]:
    return offline(home / ".local" / "bin" / "hoofbeat-pc", word, home=home)


def versions(home: Path) -> Path:
    return home / ".local/share/hoofbeat/versions"


def served(home: Path) -> list[str]:
    result = offline("bash", "-c", _TRY, home=home)
    lines = result.stdout.splitlines()
    assert len(lines) == 9, result.stdout + result.stderr + (home / "window").read_text()
    return lines


def said(archive: Path) -> dict[str, str]:
    return dict(json.loads((archive / "archive.json").read_text(encoding="utf-8")))


def spoiled(archive: Path, folder: Path, reseal: bool = False, **changes: str) -> Path:
    """A copy of an archive that says something else of itself; with checksums that fit, or not."""
    copy = shutil.copytree(archive, folder / archive.name)
    (copy / "archive.json").write_text(json.dumps(said(archive) | changes), encoding="utf-8")
    if reseal:
        seal(copy)
    return copy


def seal(archive: Path) -> None:
    sums = "sha256sum $(find . -type f ! -name SHA256SUMS | sed 's|^./||') > SHA256SUMS"
    subprocess.run(["sh", "-c", sums], cwd=archive, check=True)


def test_it_installs_without_a_network_in_the_persons_language(first: Path, home: Path) -> None:
    result = install(first, home, LANG="es_CO.UTF-8")
    assert result.returncode == 0, result.stdout + result.stderr
    assert f"está instalado ({said(first)['release']}" in result.stdout


def test_it_answers_and_ends_with_its_window(home: Path, first: Path) -> None:
    answer, page, model, at_once, again, refused, *end = served(home)
    ranked = json.loads(answer)["differential"]
    assert [line["rank"] for line in ranked] == [1, 2, 3]
    assert ranked[0]["names"]["en"] == "Marfan syndrome"
    assert page == "1"
    assert said(first)["bundle"] in model
    assert at_once == again
    assert again.startswith("Hoofbeat answers already at http://127.0.0.1:")
    assert "close its window first" in refused
    assert end == ["ended: 0", "gone", "nothing left"]


def test_the_icon_is_one_that_desktops_take(home: Path) -> None:
    icon = home / "Desktop" / "hoofbeat.desktop"
    assert icon.stat().st_mode & 0o111
    assert f'Exec="{home}/.local/bin/hoofbeat-pc"' in icon.read_text(encoding="utf-8")
    if shutil.which("desktop-file-validate") is None:
        pytest.skip("desktop-file-validate is not installed (Debian: desktop-file-utils)")
    result = subprocess.run(["desktop-file-validate", icon], capture_output=True, text=True, check=False)
    assert (result.returncode, result.stdout) == (0, "")


def test_once_more_changes_nothing(first: Path, home: Path) -> None:
    (home / ".config/hoofbeat/hoofbeat.env").write_text("HOOFBEAT_ALTITUDE=2640\n", encoding="utf-8")
    result = install(first, home)
    assert result.returncode == 0, result.stderr
    assert "Installing" not in result.stdout
    assert (home / ".config/hoofbeat/hoofbeat.env").read_text(encoding="utf-8") == "HOOFBEAT_ALTITUDE=2640\n"


@pytest.mark.parametrize("pattern", ["wheels/numpy-*.whl", "bundle/ranker.onnx"])
def test_a_damaged_file_is_named_and_nothing_is_installed(
    second: Path, home: Path, tmp_path: Path, pattern: str
) -> None:
    copy = spoiled(second, tmp_path)
    shutil.copyfile(second / "archive.json", copy / "archive.json")
    damaged = next(copy.glob(pattern))
    with damaged.open("r+b") as file:
        file.seek(1000)
        file.write(b"damage")
    result = install(copy, home)
    assert result.returncode == 1
    assert f"The archive is damaged: {damaged.relative_to(copy)}" in result.stderr
    assert "El archivo está dañado" in result.stderr
    assert said(second)["release"] not in command(home, "versions").stdout


def test_a_bundle_that_nobody_signed_is_refused_whatever_the_checksums_say(
    second: Path, home: Path, first: Path, tmp_path: Path
) -> None:
    """By the installer's own step, with the packages of the first version: to install them again takes long."""
    version = tmp_path / "tampered"
    shutil.copytree(second / "bundle", version / "bundle")
    shutil.copyfile(second / "trusted.pub", version / "trusted.pub")
    (version / "venv").symlink_to(versions(home) / said(first)["release"] / "venv")
    manifest = version / "bundle" / "manifest.json"
    manifest.write_text(manifest.read_text(encoding="utf-8") + " ", encoding="utf-8")
    result = offline(version / "venv/bin/python", "-I", "-c", _STEP, second / "installer", version, home=home)
    assert result.returncode == 1
    assert "Not installed; what was in use before still is" in result.stderr
    assert "signature" in result.stderr


def test_a_key_that_came_another_way_counts_though_the_release_is_there(
    first: Path, home: Path, tmp_path: Path
) -> None:
    """What is in use stays: the tests below go back to it, and it answers."""
    make_keys(tmp_path)
    result = install(first, home, "--trusted", str(tmp_path / PUBLIC_KEY))
    assert result.returncode == 1
    assert "Not installed; what was in use before still is" in result.stderr
    assert "The bundle is signed by key" in result.stderr
    assert command(home, "versions").stdout.startswith(f"* {said(first)['release']}")
    assert [path.name for path in versions(home).iterdir()] == [said(first)["release"]]
    assert (versions(home).parent / "trusted.pub").read_bytes() == (first / "trusted.pub").read_bytes()


def test_another_signer_is_refused_unless_it_is_meant(second: Path, home: Path, tmp_path: Path) -> None:
    copy = spoiled(second, tmp_path)
    (copy / "trusted.pub").write_text("AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=\n", encoding="ascii")
    seal(copy)
    result = install(copy, home)
    assert result.returncode == 1
    assert "--new-key" in result.stderr


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"python": "3.99"}, "This archive is for Python 3.99; this is CPython 3."),
        ({"machine": "riscv64"}, "This archive is for Linux riscv64; this computer is Linux"),
        ({"least_system": "9.9"}, "glibc 9.9 or newer is needed"),
    ],
)
def test_another_computer_is_refused(
    first: Path, home: Path, tmp_path: Path, changes: dict[str, str], words: str
) -> None:
    result = install(spoiled(first, tmp_path, reseal=True, **changes), home)
    assert result.returncode == 1
    assert words in result.stderr


def test_where_the_python_is_missing_it_says_which(first: Path, home: Path, tmp_path: Path) -> None:
    copy = tmp_path / "install.sh"
    wanted = said(first)["python"]
    text = (first / "install.sh").read_text(encoding="utf-8")
    copy.write_text(text.replace(f"wanted='{wanted}'", "wanted='3.99'"), encoding="utf-8")
    result = offline("sh", copy, home=home)
    assert result.returncode == 1
    assert "Hoofbeat needs Python 3.99" in result.stderr
    assert "Hoofbeat necesita Python 3.99" in result.stderr


def test_a_second_archive_lies_beside_and_is_used(second: Path, first: Path, home: Path) -> None:
    result = install(second, home)
    assert result.returncode == 0, result.stdout + result.stderr
    listed = command(home, "versions").stdout.splitlines()
    assert [line.split()[0] for line in listed] == [said(first)["release"], "*"]
    assert said(second)["bundle"] in served(home)[2]


def test_rolling_back_uses_the_first_again(first: Path, home: Path) -> None:
    assert command(home, "rollback").returncode == 0
    assert f"* {said(first)['release']}" in command(home, "versions").stdout
    assert said(first)["bundle"] in served(home)[2]


def test_uninstalling_leaves_nothing(home: Path) -> None:
    assert command(home, "uninstall").returncode == 0
    left = [path for path in home.rglob("*") if path.is_file() and path.name not in ("window", "second")]
    assert left == []
