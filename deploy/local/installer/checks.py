"""What has to be so before anything is written: the right computer, room, and an archive without damage."""

import ctypes
import hashlib
import json
import platform
import shutil
import sys
from pathlib import Path

from words import Refused

#: What a version takes, in bytes, with something to spare.
ROOM = 500_000_000


def about(archive: Path) -> dict[str, str]:
    """What an archive, or an installed version, says of itself."""
    try:
        said: dict[str, str] = json.loads((archive / "archive.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        raise Refused(
            f"{archive}: archive.json cannot be read. Unpack the archive again, as a whole.",
            f"{archive}: no se puede leer archive.json. Descomprima otra vez el archivo completo.",
        ) from None
    return said


def right_python(said: dict[str, str]) -> None:
    """Refuse another Python than the one whose packages the archive holds."""
    here = f"{sys.version_info[0]}.{sys.version_info[1]}"
    if here != said["python"] or platform.python_implementation() != "CPython":
        raise Refused(
            f"This archive is for Python {said['python']}; this is {platform.python_implementation()} {here}. "
            f"Install Python {said['python']}, or have the archive made for {here} (FOR_PYTHON={here}).",
            f"Este archivo es para Python {said['python']}; este es {platform.python_implementation()} {here}. "
            f"Instale Python {said['python']} o pida el archivo hecho para {here} (FOR_PYTHON={here}).",
        )
    if sys.maxsize < 2**32:
        raise Refused("This Python is 32-bit: install the 64-bit one.", "Este Python es de 32 bits: instale el de 64.")


def right_computer(said: dict[str, str]) -> None:
    """Refuse another system or processor, and a system too old for the packages."""
    wanted, here = (said["system"], said["machine"]), (platform.system(), platform.machine())
    if wanted != here:
        raise Refused(
            f"This archive is for {' '.join(wanted)}; this computer is {' '.join(here)}.",
            f"Este archivo es para {' '.join(wanted)}; este equipo es {' '.join(here)}.",
        )
    least = said["least_system"]
    name, version = ("macOS", platform.mac_ver()[0]) if here[0] == "Darwin" else platform.libc_ver()
    if least and (name not in ("glibc", "macOS") or _numbers(version) < _numbers(least)):
        kind = "macOS" if here[0] == "Darwin" else "glibc"
        raise Refused(
            f"This system is too old or of another kind: {kind} {least} or newer is needed, found {name} {version}.",
            f"Este sistema es demasiado antiguo o de otro tipo: hace falta {kind} {least} o posterior, hay {name} "
            f"{version}.",
        )
    if here[0] == "Windows":
        _visual_c()


def _visual_c() -> None:
    """Refuse where Microsoft's C++ runtime is missing: Python brings one half of it, ONNX Runtime needs the other."""
    try:
        for library in ("msvcp140.dll", "msvcp140_1.dll"):
            ctypes.CDLL(library)
    except OSError:
        raise Refused(
            "Microsoft's Visual C++ runtime is missing. Run vc_redist.x64.exe (folder “extra” of this archive, if it "
            "was put there, or from Microsoft), then start again.",
            "Falta el Visual C++ de Microsoft. Ejecute vc_redist.x64.exe (en la carpeta «extra» de este archivo, si se "
            "incluyó, o el de Microsoft) y empiece de nuevo.",
        ) from None


def room_for(folder: Path) -> None:
    """Refuse where the disk has no room for a version."""
    while not folder.exists():
        folder = folder.parent
    free = shutil.disk_usage(folder).free
    if free < ROOM:
        raise Refused(
            f"{folder}: {free // 10**6} MB free, {ROOM // 10**6} MB are needed.",
            f"{folder}: {free // 10**6} MB libres; hacen falta {ROOM // 10**6} MB.",
        )


def undamaged(archive: Path) -> None:
    """Refuse an archive in which a file is missing, changed or too many."""
    try:
        lines = (archive / "SHA256SUMS").read_text(encoding="utf-8").splitlines()
    except OSError:
        lines = []
    listed = dict(reversed(line.split("  ", 1)) for line in lines)
    bad = [name for name, wanted in listed.items() if _sum(archive / name) != wanted]
    # What lies among the wheels is what pip may install from.
    bad += [f"wheels/{path.name}" for path in (archive / "wheels").glob("*") if f"wheels/{path.name}" not in listed]
    if bad or not listed:
        named = ", ".join(bad[:3]) or "SHA256SUMS"
        raise Refused(
            f"The archive is damaged: {named}. Copy it again; nothing was changed on this computer.",
            f"El archivo está dañado: {named}. Cópielo otra vez; en este equipo no se cambió nada.",
        )


def _sum(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(int(part) for part in version.split(".")[:2] if part.isdigit())
