"""Copy named Debian packages, with what they need, from this system to a folder.

`python3 system.py FOLDER PACKAGE …`. The image then holds what Python needs and no more: no package manager, no Perl,
no program that runs as another user. The list that scanners read (`/var/lib/dpkg/status`) goes along, cut to what was
copied.
"""

import re
import shutil
import sys
from pathlib import Path

DPKG = Path("var/lib/dpkg")
#: Needed to set a package up, not to run it.
SETUP = {"adduser", "debconf", "dpkg", "init-system-helpers", "openssl", "perl-base", "readline-common"}
#: Needed by modules of Python alone that nothing here imports: dbm.ndbm and nis.
UNUSED = {"libdb5.3", "libnsl2"}
#: Left out: manuals, other languages, and the tables of character sets that Python has itself.
LEFT_OUT = re.compile(
    r"/usr/share/(man|info|locale|lintian|bash-completion|doc/.*/(?!copyright$)[^/]+$)|/usr/lib/[^/]+/gconv/"
)
#: Made when the packages were set up: no package lists it.
MADE = ("etc/group", "etc/nsswitch.conf", "etc/passwd", "etc/ssl/certs")
#: Folders that a running container fills.
EMPTY = {"dev": 0o755, "proc": 0o555, "sys": 0o555, "run": 0o755, "tmp": 0o1777, "var/tmp": 0o1777}
#: Files that engines lay their own over, which a read-only root must have.
OVERLAID = ("etc/hostname", "etc/hosts", "etc/resolv.conf")


def fields(paragraph: str) -> dict[str, str]:
    """Read one package of dpkg's list.

    Args:
        paragraph: its lines.

    Returns:
        Field → value; continued lines are left out.
    """
    lines = [line.partition(": ") for line in paragraph.splitlines() if line and not line[0].isspace()]
    return {name: value for name, _, value in lines}


def names(relation: str) -> list[str]:
    """Take the names out of a relation such as `libc6 (>= 2.36), a | b`.

    Args:
        relation: value of `Depends`, `Pre-Depends` or `Provides`.

    Returns:
        Names of packages, without versions and architectures.
    """
    return [re.split(r"[ (:]", part.strip())[0] for part in re.split(r"[,|]", relation) if part.strip()]


def needed(packages: dict[str, dict[str, str]], wanted: list[str]) -> list[str]:
    """Follow the dependencies of packages.

    Args:
        packages: name → fields, of all that are installed.
        wanted: names to begin with.

    Returns:
        Names in order; of alternatives, all that are installed.
    """
    provided = {other: name for name, package in packages.items() for other in names(package.get("Provides", ""))}
    found: set[str] = set()
    waiting = list(wanted)
    while waiting:
        asked = waiting.pop()
        name = asked if asked in packages else provided.get(asked, "")
        if name and name not in found and name not in SETUP | UNUSED:
            found.add(name)
            waiting += names(packages[name].get("Depends", "")) + names(packages[name].get("Pre-Depends", ""))
    return sorted(found)


def copy(path: Path, target: Path) -> None:
    """Copy one path, without what a folder holds.

    Args:
        path: file, link or folder.
        target: where to.
    """
    target.parent.mkdir(parents=True, exist_ok=True)
    if path.is_symlink() or path.is_file():
        shutil.copy2(path, target, follow_symlinks=False)
    elif path.is_dir():
        target.mkdir(exist_ok=True)
        shutil.copystat(path, target)


def main(folder: Path, wanted: list[str], root: Path = Path("/")) -> None:
    """Copy the packages and what they need.

    Args:
        folder: where the new tree begins.
        wanted: names of packages.
        root: the system they are installed in.
    """
    paragraphs = (root / DPKG / "status").read_text(encoding="utf-8").strip().split("\n\n")
    status = {fields(paragraph)["Package"]: paragraph for paragraph in paragraphs}
    kept = needed({name: fields(paragraph) for name, paragraph in status.items()}, wanted)
    missing = sorted(set(wanted) - set(kept))
    if missing:
        sys.exit(f"not installed: {', '.join(missing)}")
    lists = [file for name in kept for file in sorted((root / DPKG / "info").glob("*.list")) if _of(file) == name]
    listed = {line for file in lists for line in file.read_text(encoding="utf-8").splitlines()}
    paths = [root / line.lstrip("/") for line in listed if not LEFT_OUT.search(line)]
    paths += [path for made in MADE for path in [root / made, *(root / made).rglob("*")]] + lists
    # A package says /bin/sh where the folder /bin is a link to /usr/bin.
    for path in sorted({path.parent.resolve() / path.name for path in paths}):
        copy(path, folder / path.relative_to(root.resolve()))
    for name, mode in EMPTY.items():
        (folder / name).mkdir(parents=True, exist_ok=True)
        (folder / name).chmod(mode)
    for name in OVERLAID:
        (folder / name).touch()
    (folder / DPKG / "status").write_text("\n\n".join(status[name] for name in kept) + "\n", encoding="utf-8")


def _of(file: Path) -> str:
    """The package whose files a list of dpkg names: `libc6:amd64.list` is of libc6."""
    return file.name.removesuffix(".list").partition(":")[0]


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2:])
