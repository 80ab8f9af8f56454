"""The kinds of computers an offline archive can be made for."""

from dataclasses import dataclass
from pathlib import Path

from packaging.markers import default_environment
from packaging.utils import parse_wheel_filename


@dataclass(frozen=True)
class Target:
    """A kind of computer.

    Attributes:
        name: what the person who builds calls it.
        tags: pip's names of the platform: every kind of wheel that may be taken.
        system: ``platform.system()`` there.
        machine: ``platform.machine()`` there.
        marker: what the lock's conditions read there (``sys_platform``, ``os_name``).
        suffix: kind of the file: a zip opens by a double click on Windows.
    """

    name: str
    tags: tuple[str, ...]
    system: str
    machine: str
    marker: dict[str, str]
    suffix: str = ".tar.gz"

    def environment(self, python: str) -> dict[str, str]:
        """What the lock's conditions see on that computer, with that Python (``3.11``)."""
        here = {name: str(value) for name, value in default_environment().items()}
        return here | {
            "implementation_name": "cpython",
            "platform_python_implementation": "CPython",
            "platform_machine": self.machine,
            "platform_system": self.system,
            "python_version": python,
            "python_full_version": f"{python}.0",
            **self.marker,
        }


def _linux(machine: str) -> tuple[str, ...]:
    # pip takes these as they are: it does not know that 2.28 also runs what was built for 2.17.
    return tuple(f"manylinux{glibc}_{machine}" for glibc in ("_2_28", "_2_27", "_2_26", "_2_24", "_2_17", "2014"))


_POSIX = {"os_name": "posix"}
TARGETS = {
    target.name: target
    for target in (
        Target("linux_x86_64", _linux("x86_64"), "Linux", "x86_64", {"sys_platform": "linux"} | _POSIX),
        Target("linux_aarch64", _linux("aarch64"), "Linux", "aarch64", {"sys_platform": "linux"} | _POSIX),
        Target("macosx_arm64", ("macosx_14_0_arm64",), "Darwin", "arm64", {"sys_platform": "darwin"} | _POSIX),
        Target("win_amd64", ("win_amd64",), "Windows", "AMD64", {"sys_platform": "win32", "os_name": "nt"}, ".zip"),
    )
}


def least_system(wheels: list[Path]) -> str:
    """The oldest glibc or macOS that takes all wheels, as ``2.27``; empty where no wheel asks for one."""
    needed = [least for wheel in wheels if (least := _least(wheel)) is not None]
    return ".".join(map(str, max(needed))) if needed else ""


def _least(wheel: Path) -> tuple[int, int] | None:
    found = []
    for tag in parse_wheel_filename(wheel.name)[3]:
        kind, *version = tag.platform.split("_")[:3]
        if kind == "manylinux2014":
            found.append((2, 17))
        elif kind in ("manylinux", "macosx"):
            found.append((int(version[0]), int(version[1])))
    return min(found) if found else None
