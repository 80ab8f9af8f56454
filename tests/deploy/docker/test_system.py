"""The Debian tree of an image: what the wanted packages need, without documents, and the list of packages cut to it.

Mirrors: deploy/docker/system.py
"""

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

SCRIPT = Path(__file__).parents[3] / "deploy" / "docker" / "system.py"
STATUS = """\
Package: shell
Depends: libc (>= 2), editor | clock
Description: runs words
 and says so

Package: libc-bin
Provides: libc (= 2.36), libc-other

Package: clock

Package: perl-base

Package: mail
Depends: perl-base
"""
FILES = {
    "shell": {"/bin/sh": "shell", "/usr/share/doc/shell/copyright": "free", "/usr/share/doc/shell/README": "long"},
    "libc-bin:amd64": {"/usr/lib/libc.so": "libc", "/usr/lib/any/gconv/KLINGON.so": "table"},
    "clock": {"/usr/share/man/man1/clock.1": "manual", "/usr/bin/clock": "clock"},
    "mail": {"/usr/bin/mail": "mail"},
}


@pytest.fixture
def system() -> ModuleType:
    specification = importlib.util.spec_from_file_location("system_of_image", SCRIPT)
    assert specification is not None
    assert specification.loader is not None
    module = importlib.util.module_from_spec(specification)
    specification.loader.exec_module(module)
    return module


@pytest.fixture
def debian(tmp_path: Path) -> Path:
    """A small Debian, whose /bin is a link to /usr/bin."""
    root = tmp_path / "debian"
    info = root / "var/lib/dpkg/info"
    for folder in (info, root / "usr/bin", root / "etc/ssl/certs", root / "home/somebody"):
        folder.mkdir(parents=True)
    (root / "bin").symlink_to("usr/bin")
    (root / "var/lib/dpkg/status").write_text(STATUS)
    for name, files in FILES.items():
        for path, text in files.items():
            file = root / path[1:]
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text)
        (info / f"{name}.list").write_text("\n".join(["/.", *files]) + "\n")
    for name in ("passwd", "group", "nsswitch.conf", "ssl/certs/all.crt"):
        (root / "etc" / name).write_text(name)
    (root / "usr/bin/sh").chmod(0o755)
    return root


def test_takes_the_packages_and_what_they_need(system: ModuleType, debian: Path, tmp_path: Path) -> None:
    system.main(tmp_path / "image", ["shell"], debian)
    files = {str(path.relative_to(tmp_path / "image")) for path in (tmp_path / "image").rglob("*") if path.is_file()}
    info = {f"var/lib/dpkg/info/{name}.list" for name in ("shell", "libc-bin:amd64", "clock")}
    made = {"etc/passwd", "etc/group", "etc/nsswitch.conf", "etc/ssl/certs/all.crt"} | set(system.OVERLAID)
    of_packages = {"usr/bin/sh", "usr/share/doc/shell/copyright", "usr/lib/libc.so", "usr/bin/clock"}
    assert files == info | made | of_packages | {"var/lib/dpkg/status"}
    assert (tmp_path / "image/usr/bin/sh").stat().st_mode & 0o777 == 0o755
    assert (tmp_path / "image/tmp").stat().st_mode & 0o7777 == 0o1777


def test_cuts_the_list_of_packages_to_what_is_there(system: ModuleType, debian: Path, tmp_path: Path) -> None:
    system.main(tmp_path / "image", ["shell"], debian)
    status = (tmp_path / "image/var/lib/dpkg/status").read_text()
    names = [line for line in status.splitlines() if line.startswith("Package: ")]
    assert names == ["Package: clock", "Package: libc-bin", "Package: shell"]
    assert " and says so" in status


def test_leaves_out_what_only_sets_packages_up(system: ModuleType, debian: Path, tmp_path: Path) -> None:
    system.main(tmp_path / "image", ["mail"], debian)
    assert "perl-base" not in (tmp_path / "image/var/lib/dpkg/status").read_text().splitlines()[0]


def test_a_package_that_is_not_installed_ends_the_build(system: ModuleType, debian: Path, tmp_path: Path) -> None:
    with pytest.raises(SystemExit, match="not installed: absent"):
        system.main(tmp_path / "image", ["shell", "absent"], debian)
