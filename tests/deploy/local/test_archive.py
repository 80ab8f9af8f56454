"""What lies in an offline archive, for whichever computer.

Mirrors: deploy/local/builder, deploy/local/install.cmd, deploy/local/install.sh, deploy/local/texts,
deploy/local/pip.txt
"""

import importlib
import os
import re
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

import pytest

LOCAL = Path(__file__).parents[3] / "deploy" / "local"


@pytest.fixture(scope="module")
def wheels() -> Iterator[ModuleType]:
    """The builder's module of that name; its others can be imported as long as this test file runs."""
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(LOCAL / "builder"))
        yield importlib.import_module("wheels")


def test_windows_gets_what_only_windows_needs(wheels: ModuleType) -> None:
    """pip, asked on Linux for Windows' packages, would leave colorama out."""
    from platforms import TARGETS

    named = {
        name: {line.split("==")[0] for line in wheels.lines_for(wheels.LOCK, target, "3.11").splitlines()}
        for name, target in TARGETS.items()
    }
    assert named["win_amd64"] - named["linux_x86_64"] == {"colorama"}
    assert named["macosx_arm64"] == named["linux_x86_64"] == named["linux_aarch64"]
    assert {"numpy", "onnxruntime", "cryptography"} <= named["win_amd64"]


def test_every_line_keeps_its_hashes(wheels: ModuleType) -> None:
    from platforms import TARGETS

    for lock in (wheels.LOCK, wheels.PIP_LOCK):
        lines = wheels.lines_for(lock, TARGETS["win_amd64"], "3.11").splitlines()
        assert all(re.search(r"==\S+ --hash=sha256:[0-9a-f]{64}", line) for line in lines)


def test_the_oldest_system_is_read_from_the_wheels_names(wheels: ModuleType) -> None:
    from platforms import least_system

    names = ("a-1-py3-none-any.whl", "b-1-cp311-cp311-manylinux2014_x86_64.manylinux_2_17_x86_64.whl",
             "c-1-cp311-cp311-manylinux_2_27_x86_64.manylinux_2_28_x86_64.whl")  # fmt: skip
    assert least_system([Path(name) for name in names]) == "2.27"
    assert least_system([Path("d-1-cp311-cp311-macosx_14_0_arm64.whl")]) == "14.0"
    assert least_system([Path("e-1-cp311-cp311-win_amd64.whl")]) == ""


@pytest.mark.parametrize("ending", [".tar.gz", ".zip"])
def test_the_same_content_makes_the_same_file(wheels: ModuleType, tmp_path: Path, ending: str) -> None:
    import packing

    packed = []
    for number in (1, 2):
        folder = tmp_path / str(number) / "hoofbeat"
        (folder / "wheels").mkdir(parents=True)
        for name in ("install.sh", "wheels/a.whl"):
            (folder / name).write_text(name, encoding="utf-8")
            os.utime(folder / name, (number, number))
        file = tmp_path / f"{number}{ending}"
        packing.pack(folder, file)
        packed.append(file.read_bytes())
    assert packed[0] == packed[1]
    shutil.unpack_archive(file, tmp_path / "out")
    assert (tmp_path / "out/hoofbeat/wheels/a.whl").read_text(encoding="utf-8") == "wheels/a.whl"


def test_the_shell_script_is_clean() -> None:
    if shutil.which("shellcheck") is None:
        pytest.skip("shellcheck is not installed (Debian: shellcheck)")
    result = subprocess.run(["shellcheck", LOCAL / "install.sh"], capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stdout


def test_the_batch_file_is_plain_and_jumps_only_to_what_it_has() -> None:
    """It cannot run on Linux without wine: read here are the things that break batch files."""
    text = (LOCAL / "install.cmd").read_text(encoding="utf-8")
    assert text.isascii()
    labels = set(re.findall(r"^:(\w+)", text, re.MULTILINE))
    assert set(re.findall(r"\bgoto (\w+)", text)) == labels - {"done"} | {"done"}
    assert "setlocal" in text
    assert "enabledelayedexpansion" not in text.lower()
    assert all(f'"{path}"' in text for path in (r"%HERE%installer\__main__.py", "%HERE%installer"))


@pytest.mark.slow
def test_wine_runs_the_batch_file_as_far_as_a_windows_python(tmp_path: Path) -> None:
    wine = shutil.which("wine")
    if wine is None:
        pytest.skip("wine is not installed (Debian: wine wine64)")
    text = (LOCAL / "install.cmd").read_text(encoding="utf-8").replace("@PYTHON@", "3.11")
    (tmp_path / "install.cmd").write_text(text, encoding="ascii", newline="\r\n")
    environment = {"WINEPREFIX": str(tmp_path / "prefix"), "WINEDEBUG": "-all", "PATH": "/usr/bin:/bin"}

    def run() -> str:
        done = subprocess.run(
            [wine, "cmd", "/c", "install.cmd versions"], cwd=tmp_path, env=environment, stdin=subprocess.DEVNULL,
            capture_output=True, text=True, errors="replace", timeout=120, check=False,
        )  # fmt: skip
        assert done.returncode == 1, done.stderr
        return done.stdout

    assert 'choose "Extract all" first' in run()
    (tmp_path / "installer").mkdir()
    (tmp_path / "installer" / "__main__.py").touch()
    assert "Hoofbeat needs Python 3.11 (64-bit)" in run()


@pytest.mark.parametrize("name", ["README.txt", "LEEME.txt"])
def test_the_read_me_names_every_task(name: str) -> None:
    text = (LOCAL / "texts" / name).read_text(encoding="utf-8")
    tasks = re.search(r"tasks = \((.*)\)", (LOCAL / "installer" / "__main__.py").read_text(encoding="utf-8"))
    assert tasks is not None
    for task in set(re.findall(r'"(\w+)"', tasks[1])) - {"install", "start"}:
        assert f"install.cmd {task}" in text
        assert f"hoofbeat-pc {task}" in text
